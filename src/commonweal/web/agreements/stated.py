"""
Targets, indicators and aims in the table of names, so that search finds them; each leads to its mission.

They are rows of their own of what missions state, and are stored anew when that changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commonweal.web.agreements.models import Name
from commonweal.web.agreements.names import written
from commonweal.web.missions.queries import Missions, Row

KINDS: Final = ("target", "indicator", "aim")
"""What is stated of missions, as the table of names calls it."""
_NOTE: Final = 200
"""Letters of a mission's title that tell what is alike apart."""


def store(found: Missions) -> None:
    """Have the table of names hold the targets, indicators and aims that are stated now, and no others."""
    Name.objects.filter(kind__in=KINDS).delete()
    Name.objects.bulk_create(list(rows(found)), batch_size=500)


def rows(found: Missions) -> Iterator[Name]:
    """Yield what targets, indicators and aims are found by; `name` is the mission that each leads to."""
    titles = {m["id"]: str(m["title"]) for m in found.every("missions")}
    series = {row["id"]: row for row in found.every("indicators")}
    seen: set[tuple[str, str]] = set()
    for target in found.every("targets"):
        mission, measured = target["mission"], series.get(target["indicator"] or "")
        also = measured["title"] if measured is not None else ""
        called = target["title"] or also or target["id"]
        yield _row("target", mission, titles, [called, also, target["id"]])
        for indicator in _with_parts(series, target["indicator"]):
            if (indicator["id"], mission) not in seen:
                seen.add((indicator["id"], mission))
                yield _row("indicator", mission, titles, [indicator["title"], indicator["id"]])
    for aim in found.every("aims"):
        yield _row("aim", aim["mission"], titles, [aim["text"]])


def _row(kind: str, mission: str, titles: dict[str, str], names: list[str]) -> Name:
    note = titles.get(mission, mission)[:_NOTE]
    return Name(kind=kind, name=mission, called=names[0], note=note, names=written(names))


def _with_parts(series: dict[str, Row], id_: str | None) -> list[Row]:
    """Return an indicator and every indicator of which it is the sum; nothing where there is none."""
    ids = [id_] if id_ in series else []
    for at in ids:  # grows while it is read; circles of sums are refused when a workspace is taken in
        ids += [part for part in series[at]["sums"] if part in series and part not in ids]
    return [series[at] for at in ids]
