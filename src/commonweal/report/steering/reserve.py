"""
With what reserve a figure is shown: nobody published it as it stands, or its source is not sure of itself.

Read from the sources of the observations behind it: `unverified:` first says that the figure was derived or
remembered, `computed:` first that it is one named step from printed figures; "unverified" further on says so
of a part, the day or the year. What is the sum of other indicators is computed too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from commonweal.cycle.missions.series import Point
from commonweal.cycle.missions.standing import Standing
from commonweal.cycle.missions.track import Track
from commonweal.report.speech.phrases import marked, translated

COMPUTED: Final = marked("computed")
UNVERIFIED: Final = marked("unverified")
IN_PART: Final = marked("unverified in part")
_COMPUTED: Final = re.compile(r"computed:", re.IGNORECASE)
_DOUBTED: Final = re.compile(r"\bunverified\b", re.IGNORECASE)


def reserves(point: Point | None) -> tuple[str, ...]:
    """Return with what reserve a figure is shown, none for one that is published as it stands."""
    if point is None:
        return ()
    return reserves_of((row.source for row in point.rests_on), is_sum=point.state == "summed")


def reserves_of(sources: Iterable[str], *, is_sum: bool = False) -> tuple[str, ...]:
    """Return with what reserve a figure with these sources is shown; the worst of several counts."""
    told = tuple(sources)
    found = [COMPUTED] if is_sum or any(_COMPUTED.match(source) for source in told) else []
    if any(source.casefold().startswith("unverified:") for source in told):
        found.append(UNVERIFIED)
    elif any(_DOUBTED.search(source) for source in told):
        found.append(IN_PART)
    return tuple(found)


def baseline_reserves(standing: Standing, track: Track) -> tuple[str, ...]:
    """Return with what reserve the figure is shown that a target counts from."""
    if track.baseline is None:
        return ()
    period, value = track.baseline
    point = standing.series[track.target.indicator].at(period)
    if point is not None and point.value == value:
        return reserves(point)
    return reserves_of((track.target.source,))


def spoken(found: Iterable[str]) -> str:
    """Return reserves in the language that is spoken, "" for none."""
    return ", ".join(map(translated, found))
