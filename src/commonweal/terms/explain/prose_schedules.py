"""Schedules and deadlines as prose, with the number and the list of the windows where they can be counted."""

from __future__ import annotations

from datetime import date
from typing import Final, cast

from commonweal.terms.core.clauses import Offset, Schedule
from commonweal.terms.core.dates import Calendar, day_of
from commonweal.terms.explain.language import ENGLISH, Language
from commonweal.terms.explain.prose_expressions import say
from commonweal.terms.explain.voice import Voice
from commonweal.terms.lowering import windows as making

LISTED: Final = 24
"""Most windows that are listed one by one; of more, the first and the last are named."""


def window_noun(schedule: Schedule, language: Language = ENGLISH) -> str:
    """Return what one window of a schedule is called: year, fiscal year, period of 6 months, day."""
    return language.grain(schedule.grain, n=schedule.n)


def when(schedule: Schedule, voice: Voice) -> str:
    """Return when a clause is tested or calculated: for each year from 1 January 2020 to 31 December 2025."""
    first = say(schedule.first, voice)
    if schedule.grain == "once":
        return voice.tell("schedule.once", day=first)
    parts = {
        "window": window_noun(schedule, voice.language),
        "first": first,
        "stubs": voice.tell(f"schedule.{schedule.stubs}") if schedule.stubs else "",
        "counted": _counted(schedule, voice),
    }
    if schedule.last is not None:
        return voice.tell("schedule.span", last=say(schedule.last, voice), **parts)
    assert schedule.length is not None
    return voice.tell("schedule.length", length=voice.language.duration(*schedule.length), **parts)


def _counted(schedule: Schedule, voice: Voice) -> str:
    """Return the number and the list of the windows, nothing if they depend on what is filled in."""
    found = _windows(schedule, voice)
    if found is None or not found.windows:
        return ""
    language, windows = voice.language, found.windows
    shown = windows if len(windows) <= LISTED else (windows[0], windows[-1])
    names = [language.short_period(w, fiscal=voice.terms.fiscal_end) for w in shown]
    noun = window_noun(schedule, language)
    if len(windows) == 1:
        return voice.tell("schedule.counted_one", window=noun, name=names[0])
    said = (
        language.listed(names)
        if shown is windows
        else voice.tell("schedule.from_to", first=names[0], last=names[-1])
    )
    n = language.whole(len(windows))
    return voice.tell("schedule.counted", n=n, windows=language.plural(noun), names=said)


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
    length = voice.language.duration(offset.n, offset.unit)
    if offset.anchor is None:
        return voice.tell("schedule.after_notice", length=length)
    if offset.anchor.op == "end_of":
        return voice.tell("schedule.after_end", length=length, period=say(offset.anchor.args[0], voice))
    return voice.tell("schedule.after_day", length=length, day=say(offset.anchor, voice))
