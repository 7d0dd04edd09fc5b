"""
The windows of a text that nobody has signed, as far as its own days give them.

A schedule that hangs on a date parameter without a value has none: of it nothing can be said yet.
"""

from __future__ import annotations

from typing import Final

from commonweal.ground.days import MAX_DAY, MIN_DAY
from commonweal.ground.period import Period
from commonweal.terms.checking.analysis.foreseen import Foreseen, calendar_of
from commonweal.terms.core.clauses import Right, Schedule, Terms
from commonweal.terms.core.dates import Calendar, day_of
from commonweal.terms.lowering import windows as making

MOST: Final = 50_000
"""Windows that are made of one text; of schedules beyond that nothing is said."""


def foreseen(terms: Terms) -> Foreseen:
    """Return the windows that stand in a text; a schedule with a fault of its own (a cut period) has none."""
    calendar = calendar_of(terms)
    made: dict[Schedule, making.Expansion | None] = {}
    windows: dict[str, tuple[Period, ...]] = {}
    stubs: dict[str, tuple[Period, ...]] = {}
    left = MOST
    for right in terms.rights:
        if right.schedule is None and (span := _span(right, calendar)) is not None:
            windows[right.name] = span
    for one in (*terms.clauses, *terms.accounts, *terms.rights):
        schedule = one.schedule
        if schedule is None:
            continue
        if schedule not in made:
            found = made[schedule] = _expanded(schedule, calendar) if left > 0 else None
            left -= len(found.windows) if found is not None else 0
        expansion = made[schedule]
        if expansion is not None and expansion.problem in (None, "empty"):
            windows[one.name] = expansion.windows
            if schedule.stubs == "with_stubs" and expansion.stubs:
                stubs[one.name] = expansion.stubs
    return Foreseen(windows, stubs)


def _expanded(schedule: Schedule, calendar: Calendar) -> making.Expansion | None:
    """Return the windows of a schedule, or None while a date in it has no value."""
    first = day_of(schedule.first, calendar)
    if first is None or schedule.grain == "once":
        return making.once(first) if first is not None else None
    if schedule.length is not None:
        first, last = making.span_for(*schedule.length, first)
    else:
        found = day_of(schedule.last, calendar) if schedule.last is not None else None
        if found is None:
            return None
        last = found
    if schedule.grain == "months":
        return making.anniversary_windows(schedule.n, first, last, schedule.stubs)  # type: ignore[arg-type]
    return making.calendar_windows(schedule.grain, first, last, calendar.fiscal, schedule.stubs)  # type: ignore[arg-type]


def _span(right: Right, calendar: Calendar) -> tuple[Period, ...] | None:
    """Return the days of a right without schedule; from the beginning of time if it begins on signature."""
    first = day_of(right.first, calendar) if right.first is not None else MIN_DAY
    last = day_of(right.last, calendar) if right.last is not None else MAX_DAY
    if first is None or last is None:
        return None
    return (Period.days_of(first, last),) if first <= last else ()
