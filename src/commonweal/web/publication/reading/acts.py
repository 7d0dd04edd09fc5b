"""Decisions, amendments and changes of missions in one list, the newest first, each with what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from commonweal.ground.period import parse_period
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import el, join
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.wordings import Worded, worded
from commonweal.web.assessment import queries as judged
from commonweal.web.missions.queries import Missions, Row
from commonweal.web.publication.reading.amendments import Brief, briefs
from commonweal.web.publication.showing import address, let_go
from commonweal.web.publication.steering import events

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "waived": ("half-square", "waived"),
    "suspended": ("bars", "still"),
    "terminated": ("square", "bad"),
    "notice": ("triangle", "late"),
    "exercised": ("disc", "open"),
    "amended": ("mended", "waived"),
    "mission": ("ring", "open"),
}
"""Shape and hue of each kind of act; another kind is drawn as a disc."""


def recorded(found: Missions) -> list[Row]:
    """Return what was decided and amended of agreements that were judged, and changed about missions."""
    rows = [*found.every("decisions"), *found.every("amendments")]
    known = register.titles({row["agreement"] for row in rows})
    told = [*(row for row in rows if row["agreement"] in known), *found.every("events")]
    return sorted(told, key=_order, reverse=True)


def shown(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return acts as pages show them, with the names of what they are about, the newest first."""
    newest = sorted(rows, key=_order, reverse=True)
    about = {row["agreement"] for row in newest if not is_event(row)}
    titles, clauses, brief = register.titles(about), worded(about), briefs(about)
    names = register.names(parties(newest))

    def signed(row: Row) -> dict[str, Any]:
        made = (_amended if is_amendment(row) else _decided)(row, clauses, names)
        amendment = brief.get((row["agreement"], row.get("number", 0)), Brief())
        return {**made, "title": titles[row["agreement"]], "brief": amendment}

    return [_changed(row) if is_event(row) else signed(row) for row in newest]


def parties(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the ids of those who decided, and of those whom amendments name."""
    for row in rows:
        if is_amendment(row):
            yield from row.get("parties", {}).values()
        elif not is_event(row):
            yield row["authority"]


def is_event(row: Row) -> bool:
    """Say whether an act is a change of a mission, and is about no agreement."""
    return "what" in row


def is_amendment(row: Row) -> bool:
    """Say whether an act is an amendment, and no decision."""
    return "effective" in row


def _order(row: Row) -> tuple[str, str]:
    if is_event(row):
        return row["on"], f"{row['of']} {row['nth']}"
    return (row["signed"] if is_amendment(row) else row["decided_on"], row["agreement"])


def _changed(row: Row) -> dict[str, Any]:
    return {**events.shown(row), "kind": _drawn("mission"), "title": row["mission_title"] or ""}


def _decided(row: Row, clauses: Worded, names: Mapping[str, str]) -> dict[str, Any]:
    window = parse_period(row["period"], None) if row["period"] else None
    return {
        "row": row,
        "on": date.fromisoformat(row["decided_on"]),
        "by": names.get(row["authority"], ""),
        "kind": _drawn(row["kind"]),
        "clause": clauses.label(row["agreement"], row["clause"], window.first if window else None),
        "period": words.period(window) if window else "",
        "address": address(window.first, window.last) if window else "",
        "anchor": anchor(row),
        "let_go": _let_go(row) if row["kind"] == "released" else [],
    }


def _let_go(row: Row) -> list[str]:
    """Return how much a decision let go unpaid, amount by amount; nothing where it let go no money."""
    owed = [p.row for p in judged.payables(agreement=row["agreement"], clause=row["clause"]).defer("reason")]
    return [let_go(one) for one in owed if one["released_in"] == row["place"]]


def _amended(row: Row, clauses: Worded, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "on": date.fromisoformat(row["signed"]),
        "effective": date.fromisoformat(row["effective"]),
        "kind": _drawn("amended"),
        "released": [clauses.label(row["agreement"], c) or words.named(c) for c in row["released"]],
        "parties": [
            f"{words.named(role)}: {names.get(party, party)}"
            for role, party in row.get("parties", {}).items()
        ],
        "anchor": anchor(row),
    }


def anchor(row: Row) -> str:
    """Return the id of an act on its pages, which stays: what it is about, its kind and day."""
    if is_event(row):
        return events.anchor(row)
    if "number" in row:
        return f"{row['agreement']}-amendment-{row['number']}"
    return f"{row['agreement']}-{row['clause']}-{row['kind']}-{row['decided_on']}"


def _drawn(kind: str) -> SafeString:
    shape, hue = KINDS.get(kind, ("disc", "open"))
    use = el("svg", el("use", href=f"#s-{shape}"), class_="i", aria_hidden="true")
    return mark_safe(el("span", join(use, gettext(kind)), class_=f"st {hue}"))  # `el` escapes


def counted(rows: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    """Return how many decisions, amendments and changes of missions there are."""
    changed, moved = sum(map(is_amendment, rows)), sum(map(is_event, rows))
    return len(rows) - changed - moved, changed, moved
