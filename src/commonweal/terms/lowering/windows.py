"""
Schedules make windows: the only place where a schedule becomes rows of days.

`once on`, calendar periods (`each year`, `each quarter`, …) and anniversaries (`each N months`).
Source: language.md 4.1, 4.2 and 2.4 (at most 40,000 windows a clause, counted before any is made).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, Literal

from commonweal.ground.days import MAX_DAY, MIN_DAY, add_months, previous_day, shift
from commonweal.ground.period import CALENDAR_YEAR, FiscalEnd, Period, containing, fiscal_year_of

MAX_WINDOWS: Final = 40_000
"""Most windows that a clause may have."""

Stubs = Literal["with_stubs", "whole_periods"]
"""What the author wrote about parts that the span cuts off: `including stubs` or `whole periods`."""
Problem = Literal["stub", "too_many", "empty"]
"""Why there are no windows: a cut part without a word on it, too many, none at all."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """
    The windows of a schedule.

    Attributes
    ----------
    windows : in order, disjoint, inside the span; empty if there is a problem
    stubs : the parts of periods that the span cuts off: windows too under `including stubs`, left out under
        `whole periods`, and the reason under problem "stub"
    problem : None, or why there are no windows
    """

    windows: tuple[Period, ...]
    stubs: tuple[Period, ...] = ()
    problem: Problem | None = None


def once(day: date) -> Expansion:
    """Return the one-day window of `once on day`."""
    return Expansion((Period.days_of(day, day),))


def span_for(n: int, unit: str, after: date) -> tuple[date, date]:
    """
    Return the first and last day of `for n UNIT after A`: the days A ≤ d < A + n units.

    Parameters
    ----------
    n : int, >= 1, in `unit`
    unit : "day", "month", "quarter" or "year"
    after : date, which counts

    Source
    ------
    language.md 4.1

    Raises
    ------
    ValueError : `n` is below 1
    KeyError : another unit
    """
    if n < 1:
        raise ValueError(f"a duration of {n}")
    return after, previous_day(shift(after, n, unit))


def calendar_windows(
    grain: str, first: date, last: date, fiscal: FiscalEnd = CALENDAR_YEAR, stubs: Stubs | None = None
) -> Expansion:
    """
    Return the calendar periods of the span from `first` to `last` (both count).

    Parameters
    ----------
    grain : "day", "week", "month", "quarter", "year" or "fiscal_year"
    first, last : date, up to `MAX_DAY` (a later last day is cut to it)
    fiscal : FiscalEnd, for the grain "fiscal_year"
    stubs : what the author wrote about cut periods, None if nothing

    Source
    ------
    language.md 4.2

    Raises
    ------
    ValueError : another grain
    """
    last = min(last, MAX_DAY)
    if first > last:
        return Expansion((), (), "empty")
    if _index(grain, last, fiscal) - _index(grain, first, fiscal) >= MAX_WINDOWS:
        return Expansion((), (), "too_many")
    wholes = [containing(grain, first, fiscal)]
    while wholes[-1].end <= last:
        wholes.append(containing(grain, wholes[-1].end, fiscal))
    return _fitted(wholes, Period.days_of(first, last), stubs)


def _index(grain: str, day: date, fiscal: FiscalEnd) -> int:
    """Return a number that grows by one from each calendar period to the next."""
    match grain:
        case "day":
            return day.toordinal()
        case "week":  # 1 January of year 1, ordinal 1, is a Monday
            return (day.toordinal() - 1) // 7
        case "month":
            return 12 * day.year + day.month
        case "quarter":
            return 4 * day.year + (day.month + 2) // 3
        case "year":
            return day.year
        case "fiscal_year":
            return fiscal_year_of(day, fiscal)
    raise ValueError(f"no calendar grain {grain!r}")


def anniversary_windows(
    n_months: int, first: date, last: date, stubs: Stubs | None = None, origin: date | None = None
) -> Expansion:
    """
    Return the periods of `each N months` in the span from `first` to `last` (both count).

    The k-th begins on origin + k · N months, each computed from the origin, so that the day of the month
    never drifts: from 31 January each month begins on 31 January, 29 February, 31 March, …

    Parameters
    ----------
    n_months : int, >= 1
    first, last : date, up to `MAX_DAY` (a later last day is cut to it)
    stubs : what the author wrote about cut periods, None if nothing
    origin : date                   where the count began, if it was not `first` (a span that was moved)

    Source
    ------
    language.md 4.2

    Raises
    ------
    ValueError : `n_months` is below 1
    """
    if n_months < 1:
        raise ValueError(f"each {n_months} months")
    last = min(last, MAX_DAY)
    if first > last:
        return Expansion((), (), "empty")
    start = first if origin is None else origin
    low, high = (_anniversary_at(start, n_months, day) for day in (first, last))
    if high - low >= MAX_WINDOWS:
        return Expansion((), (), "too_many")
    edges = [_anniversary(start, k * n_months) for k in range(low, high + 2)]
    wholes = [Period(a, b) for a, b in pairwise(edges)]
    return _fitted(wholes, Period.days_of(first, last), stubs)


def previous_anniversary(p: Period, n_months: int, origin: date) -> Period:
    """
    Return the anniversary period before the one in which `p` begins (language.md 4.6, `in previous period`).

    Parameters
    ----------
    p : Period
    n_months : int, >= 1
    origin : date                   the schedule's first day
    """
    k = _anniversary_at(origin, n_months, p.start)
    return Period(_anniversary(origin, (k - 1) * n_months), _anniversary(origin, k * n_months))


def _anniversary(origin: date, months: int) -> date:
    """Return origin + months; beyond the edges of time a day outside every span."""
    years = (12 * origin.year + origin.month - 1 + months) // 12
    if years > MAX_DAY.year:
        return date.max
    return MIN_DAY if years < 1 else add_months(origin, months)


def _anniversary_at(origin: date, n_months: int, day: date) -> int:
    """Return the k whose period, from anniversary k to anniversary k + 1, contains a day."""
    months = 12 * (day.year - origin.year) + day.month - origin.month
    k = months // n_months
    return k if _anniversary(origin, k * n_months) <= day else k - 1


def _fitted(wholes: list[Period], span: Period, stubs: Stubs | None) -> Expansion:
    """Return whole periods fitted into a span, by the author's word on those that it cuts."""
    parts = [Period(max(p.start, span.start), min(p.end, span.end)) for p in wholes]
    cut = tuple(part for part, whole in zip(parts, wholes, strict=True) if part != whole)
    if cut and stubs is None:
        return Expansion((), cut, "stub")
    windows = tuple(p for p in parts if stubs == "with_stubs" or p not in cut)
    return Expansion(windows, cut, None if windows else "empty")
