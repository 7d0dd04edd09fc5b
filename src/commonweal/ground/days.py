"""
Days and months: adding months without drift, deadlines. No clock; dates only.

Every function stays between `MIN_DAY` and `MAX_DAY` and stops at that edge instead of raising.
Source: language.md 4.3.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

MIN_DAY: Final = date.min
"""The first day there is: 1 January of year 1."""
MAX_DAY: Final = date(9998, 12, 31)
"""The last day that arithmetic reaches; a half-open end may be the day after it."""
MONTHS_OF: Final = {"month": 1, "quarter": 3, "year": 12}
"""Months in the units that are months."""
_DAY: Final = timedelta(days=1)


def next_day(day: date) -> date:
    """Return the day after; the last day of year 9999 stays."""
    return day if day == date.max else day + _DAY


def previous_day(day: date) -> date:
    """Return the day before; the first day of year 1 stays."""
    return day if day == MIN_DAY else day - _DAY


def add_days(day: date, n: int) -> date:
    """Return the day `n` days later (earlier if negative), at most `MAX_DAY`, at least `MIN_DAY`."""
    return date.fromordinal(min(max(day.toordinal() + n, 1), MAX_DAY.toordinal()))


def add_months(day: date, n: int) -> date:
    """
    Return the same day of the month `n` months later (earlier if negative), cut to that month's length.

    31 January + 1 month is 28 or 29 February. Results stay between `MIN_DAY` and `MAX_DAY`.

    Source
    ------
    language.md 4.3
    """
    years, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if years > MAX_DAY.year:
        return MAX_DAY
    if years < 1:
        return MIN_DAY
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def shift(day: date, n: int, unit: str, *, sign: int = 1) -> date:
    """
    Return the day `n` units after `day` (`sign=1`) or before it (`sign=-1`).

    Parameters
    ----------
    day : date
    n : int, in `unit`
    unit : "day", "month", "quarter" (3 months) or "year" (12 months)
    sign : 1 or -1

    Raises
    ------
    KeyError : another unit
    """
    if unit == "day":
        return add_days(day, sign * n)
    return add_months(day, sign * n * MONTHS_OF[unit])


def deadline(anchor: date, n: int, unit: str, *, period_end: bool) -> date:
    """
    Return the last day of `within n UNIT after anchor`: the anchor is not counted, the last day is.

    If the anchor is the last day of a period, months are added to the day after it and one day is taken off:
    3 months after the period that ends on 29 February 2024 is 31 May; after that plain date it is 29 May.

    Parameters
    ----------
    anchor : date                   not counted
    n : int, in `unit`
    unit : "day", "month", "quarter" or "year"
    period_end : bool               the text writes `end of …`; makes no difference to days

    Source
    ------
    language.md 4.3

    Raises
    ------
    KeyError : another unit
    """
    if period_end and unit != "day":
        return previous_day(shift(next_day(anchor), n, unit))
    return shift(anchor, n, unit)
