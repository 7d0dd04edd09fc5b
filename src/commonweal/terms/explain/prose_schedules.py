"""Schedules and deadlines as prose, with the number and the list of the windows where they can be counted."""

from __future__ import annotations

from datetime import date
from typing import Final, cast

from commonweal.terms.core.clauses import Offset, Schedule
from commonweal.terms.core.dates import Calendar, day_of
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.prose_expressions import Voice, say
from commonweal.terms.lowering import windows as making

LISTED: Final = 24
"""Most windows that are listed one by one; of more, the first and the last are named."""

_STUBS: Final = {
    "with_stubs": "; a part that this span cuts off counts by itself",
    "whole_periods": "; whole periods only",
    None: "",
}


def window_noun(schedule: Schedule) -> str:
    """Return what one window of a schedule is called: year, fiscal year, period of 6 months, day."""
    return words.grain(schedule.grain, n=schedule.n)


def when(schedule: Schedule, voice: Voice) -> str:
    """Return when a clause is tested or calculated: for each year from 1 January 2020 to 31 December 2025."""
    first = say(schedule.first, voice)
    if schedule.grain == "once":
        return f"once, on {first}"
    if schedule.last is not None:
        span = f"from {first} to {say(schedule.last, voice)}, both days counted"
    else:
        assert schedule.length is not None
        span = f"of the {words.duration(*schedule.length)} after {first}, that day counted"
    return f"for each {window_noun(schedule)} {span}{_STUBS[schedule.stubs]}{_counted(schedule, voice)}"


def _counted(schedule: Schedule, voice: Voice) -> str:
    """Return the number and the list of the windows, nothing if they depend on what is filled in."""
    found = _windows(schedule, voice)
    if found is None or not found.windows:
        return ""
    names = [words.short_period(w, fiscal=voice.terms.fiscal_end) for w in found.windows]
    n = len(names)
    if n == 1:
        return f". This is one {window_noun(schedule)}: {names[0]}"
    shown = words.listed(names) if n <= LISTED else f"from {names[0]} to {names[-1]}"
    return f". These are {n:,} {words.plural(window_noun(schedule))}: {shown}"


def _windows(schedule: Schedule, voice: Voice) -> making.Expansion | None:
    calendar = Calendar(lambda _name: None, voice.terms.fiscal_end)
    first: date | None = day_of(schedule.first, calendar)
    last = day_of(schedule.last, calendar) if schedule.last is not None else None
    if first is not None and schedule.length is not None:
        first, last = making.span_for(*schedule.length, first)
    if first is None or last is None:
        return None
    stubs = cast("making.Stubs | None", schedule.stubs)
    if schedule.grain == "months":
        return making.anniversary_windows(schedule.n, first, last, stubs)
    return making.calendar_windows(schedule.grain, first, last, voice.terms.fiscal_end, stubs)


def within(offset: Offset, voice: Voice) -> str:
    """Return a deadline: within 180 days after the end of that year."""
    length = words.duration(offset.n, offset.unit)
    if offset.anchor is None:
        return f"within {length} after notice"
    if offset.anchor.op == "end_of":
        return f"within {length} after the end of {say(offset.anchor.args[0], voice)}"
    return f"within {length} after {say(offset.anchor, voice)}"
