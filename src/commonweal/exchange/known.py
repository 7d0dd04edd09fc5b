"""
What sources had said by a day: a table that is held at a day holds nothing that was dated or said after it.

A support counts from its own day on, that of the award, contract or payment; one without a day always does. A
version of a record that its source wrote after the day is none of that day: an older one counts, if there is
one. So does a release of OCDS from its date on. What is left out is counted, by the rule for which it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

from commonweal.cycle.portfolio.records import Support
from commonweal.exchange.imported import Release
from commonweal.exchange.merging import instant

DATED: Final = "dated after the day of this table"
SAID: Final = "said by its source after the day of this table"

Counts = Counter[tuple[str, str]]
"""How many records of a source are left out for a rule."""


def supports_by(supports: Iterable[Support], day: date | None) -> tuple[list[Support], Counts]:
    """Return the supports that were dated and said by a day, and how many were not; None: all of them."""
    kept, left = [], Counts()
    for one in supports:
        rule = _late(one, day) if day is not None else ""
        if rule:
            left[one.origin.source, rule] += 1
        else:
            kept.append(one)
    return kept, left


def releases_by(releases: Iterable[Release], day: date | None) -> tuple[list[Release], list[Release]]:
    """Return the releases that were published by a day, and the others; None: all of them."""
    kept: list[Release] = []
    late: list[Release] = []
    for one in releases:
        (late if day is not None and _is_after(one.date, day) else kept).append(one)
    return kept, late


def _late(one: Support, day: date) -> str:
    """Return the rule for which a support is none of a day, "" if it is one."""
    if one.on is not None and one.on > day:
        return DATED
    return SAID if _is_after(one.origin.modified, day) else ""


def _is_after(words: str, day: date) -> bool:
    """Say whether an instant, in UTC, is later than a day; what is none is not."""
    found = instant(words)
    return found is not None and found.date() > day
