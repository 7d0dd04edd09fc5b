"""
Periods: half-open inside, inclusive in texts and tables; calendar and fiscal years. No clock.

Source: language.md 4.1, 4.3, 4.4; the notation is that of interfaces.md (facts).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from commonweal.ground.days import (
    MAX_DAY,
    MIN_DAY,
    add_days,
    add_months,
    deadline,
    next_day,
    previous_day,
    shift,
)

__all__ = [
    "CALENDAR_YEAR", "GRAINS", "MAX_DAY", "MIN_DAY", "FiscalEnd", "Period", "add_days", "add_months",
    "containing", "day", "deadline", "fiscal_year", "fiscal_year_of", "month", "next_day", "parse_period",
    "previous", "previous_day", "quarter", "shift", "show_period", "year",
]  # fmt: skip

GRAINS: Final = ("day", "week", "month", "quarter", "year", "fiscal_year")
"""What `containing` and calendar schedules know; a week is Monday to Sunday (ISO 8601)."""


class FiscalEnd(NamedTuple):
    """
    The last day of a fiscal year.

    A day that is the last of its month means the month's end, in every year: 28 and 29 February alike mean
    the end of February.
    """

    month: int = 12
    day: int = 31


CALENDAR_YEAR: Final = FiscalEnd()
"""The fiscal year that equals the calendar year."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """
    The days start ≤ d < end; empty if both are equal.

    Invariants
    ----------
    start <= end

    Raises
    ------
    ValueError : the end is before the start
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that runs backwards."""
        if self.end < self.start:
            raise ValueError(f"a period from {self.start} that ends before {self.end}")

    @classmethod
    def days_of(cls, first: date, last: date) -> Period:
        """Return the days `first` to `last`, both counted; empty if `last` is the day before `first`."""
        return cls(first, next_day(last))

    @property
    def first(self) -> date:
        """Return the first day."""
        return self.start

    @property
    def last(self) -> date:
        """Return the last day, which counts (of an empty period: the day before it)."""
        return previous_day(self.end)

    @property
    def length(self) -> int:
        """Return the number of days."""
        return self.end.toordinal() - self.start.toordinal()

    def contains(self, day: date) -> bool:
        """Say whether a day lies inside."""
        return self.start <= day < self.end

    def within(self, other: Period) -> bool:
        """Say whether every day of this lies inside `other` (an empty one: whether its edge does)."""
        return other.start <= self.start and self.end <= other.end

    def overlaps(self, other: Period) -> bool:
        """Say whether the two share a day."""
        return max(self.start, other.start) < min(self.end, other.end)


def _require_year(n: int) -> None:
    if not 1 <= n <= MAX_DAY.year:
        raise ValueError(f"year {n} is not between 1 and {MAX_DAY.year}")


def year(n: int) -> Period:
    """Return calendar year `n`; ValueError outside 1..9998."""
    _require_year(n)
    return Period(date(n, 1, 1), date(n + 1, 1, 1))


def quarter(n: int, q: int) -> Period:
    """Return calendar quarter `q` (1..4) of year `n`; ValueError outside."""
    if not 1 <= q <= 4:
        raise ValueError(f"quarter {q}")
    return Period(month(n, 3 * q - 2).start, month(n, 3 * q).end)


def month(n: int, m: int) -> Period:
    """Return month `m` (1..12) of year `n`; ValueError outside."""
    _require_year(n)
    return Period(date(n, m, 1), date(n + m // 12, m % 12 + 1, 1))


def day(d: date) -> Period:
    """Return the one-day period of `d`."""
    return Period.days_of(d, d)


def _fiscal_last(n: int, ends: FiscalEnd) -> date:
    """Return the last day of fiscal year `n` (1..9999)."""
    length = monthrange(n, ends.month)[1]
    month_end = ends.day >= (28 if ends.month == 2 else length)
    return date(n, ends.month, length if month_end else ends.day)


def fiscal_year(n: int, ends: FiscalEnd = CALENDAR_YEAR) -> Period:
    """
    Return fiscal year `n`: the one that ends in calendar year `n`.

    Parameters
    ----------
    n : int, 1..9998                its start is cut at 1 January of year 1
    ends : FiscalEnd                its last day

    Source
    ------
    language.md 4.4

    Raises
    ------
    ValueError : a year or month that is none
    """
    _require_year(n)
    return _fiscal_year(n, ends)


def _fiscal_year(n: int, ends: FiscalEnd) -> Period:
    start = MIN_DAY if n == 1 else next_day(_fiscal_last(n - 1, ends))
    return Period(start, next_day(_fiscal_last(n, ends)))


def fiscal_year_of(d: date, ends: FiscalEnd = CALENDAR_YEAR) -> int:
    """Return the number of the fiscal year that a day lies in."""
    return d.year + (d > _fiscal_last(d.year, ends))


def containing(grain: str, day: date, fiscal: FiscalEnd = CALENDAR_YEAR) -> Period:
    """
    Return the calendar period that contains a day.

    Parameters
    ----------
    grain : one of `GRAINS`
    day : date, up to `MAX_DAY`
    fiscal : FiscalEnd, for the grain "fiscal_year"

    Raises
    ------
    ValueError : another grain, or a day after `MAX_DAY`
    """
    if day > MAX_DAY:
        raise ValueError(f"{day} is after {MAX_DAY}")
    match grain:
        case "day":
            return Period.days_of(day, day)
        case "week":
            monday = day.toordinal() - day.weekday()
            return Period(date.fromordinal(monday), date.fromordinal(monday + 7))
        case "month":
            return month(day.year, day.month)
        case "quarter":
            return quarter(day.year, (day.month + 2) // 3)
        case "year":
            return year(day.year)
        case "fiscal_year":
            return _fiscal_year(fiscal_year_of(day, fiscal), fiscal)
    raise ValueError(f"no calendar grain {grain!r}")


def previous(p: Period, grain: str, fiscal: FiscalEnd = CALENDAR_YEAR) -> Period:
    """
    Return the calendar period before the one in which `p` begins; also of a stub it is a whole period.

    Before the first period of year 1 there is only the empty one.

    Source
    ------
    language.md 4.6 (`in previous period`); for anniversary schedules see `terms.lowering.windows`

    Raises
    ------
    ValueError : another grain
    """
    start = containing(grain, p.start, fiscal).start
    return Period(start, start) if start == MIN_DAY else containing(grain, previous_day(start), fiscal)


_YEAR: Final = "[1-9][0-9]{3}"
_DATE: Final = _YEAR + "-[0-9]{2}-[0-9]{2}"
_NOTATION: Final = re.compile(
    f"(?P<year>{_YEAR})|FY(?P<fiscal>{_YEAR})|(?P<of>{_YEAR})-Q(?P<quarter>[1-4])"
    f"|(?P<month>{_YEAR}-[0-9]{{2}})|(?P<first>{_DATE})(?:/(?P<last>{_DATE}))?"
)


def parse_period(text: str, fiscal: FiscalEnd | None = None) -> Period | None:
    """
    Return the period that a table's cell writes, or None.

    "2024", "FY2024" (by `fiscal`; 31 December if none), "2024-Q3", "2024-07", "2024-07-31" and
    "2024-07-01/2024-09-30" (both days count); ASCII only, years 1000 to 9998, no spaces.

    Source
    ------
    interfaces.md, facts
    """
    found = _NOTATION.fullmatch(text)
    if found is None:
        return None
    part = found.groupdict()
    try:
        if part["year"]:
            return year(int(part["year"]))
        if part["fiscal"]:
            return fiscal_year(int(part["fiscal"]), fiscal or CALENDAR_YEAR)
        if part["of"]:
            return quarter(int(part["of"]), int(part["quarter"]))
        if part["month"]:
            return month(int(text[:4]), int(text[5:]))
        first = date.fromisoformat(part["first"])
        last = date.fromisoformat(part["last"] or part["first"])
        return Period.days_of(first, last) if first <= last <= MAX_DAY else None
    except ValueError:
        return None


def show_period(p: Period, fiscal: FiscalEnd | None = None) -> str:
    """
    Return the shortest notation of a period; `parse_period` reads it back (years 1000 to 9998, not empty).

    "FY2024" only if `fiscal` is given and differs from the calendar year.
    """
    first, last = p.first, p.last
    if p.length < 1 or last > MAX_DAY:
        return f"{first.isoformat()}/{last.isoformat()}"
    if p == year(first.year):
        return f"{first.year:04d}"
    if fiscal is not None and p == _fiscal_year(n := fiscal_year_of(first, fiscal), fiscal):
        return f"FY{n:04d}"
    if p == containing("quarter", first):
        return f"{first.year:04d}-Q{last.month // 3}"
    if p == containing("month", first):
        return first.isoformat()[:7]
    if p.length == 1:
        return first.isoformat()
    return f"{first.isoformat()}/{last.isoformat()}"
