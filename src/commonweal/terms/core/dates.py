"""
Dates of the core tree worked out: days, periods, deadlines and the days of window phrases (section 4).

Used by binding and by engines, so that there is one arithmetic of dates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from commonweal.ground import period as periods
from commonweal.ground.days import add_days, deadline, shift
from commonweal.ground.period import FiscalEnd, Period
from commonweal.terms.core.clauses import Offset
from commonweal.terms.core.expressions import Expr

# The value of a date parameter, or None while it is unset or undisclosed.
DateValue = Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What dates depend on: values of date parameters, the fiscal year, and the window, if there is one."""

    value: DateValue
    fiscal: FiscalEnd
    window: Period | None = None
    previous: Period | None = None


def day_of(node: Expr, calendar: Calendar) -> date | None:
    """Return the day a date expression means, None while a parameter in it has no value."""
    if node.op == "day":
        value = node["value"]
        assert isinstance(value, date)
        return value
    if node.op == "parameter":
        return calendar.value(node.text("name"))
    if node.op in ("start_of", "end_of"):
        found = period_of(node.args[0], calendar)
        return found.first if node.op == "start_of" else found.last
    if node.op == "entry":
        # Entries of a series are looked up where formulas are evaluated; a schedule or deadline has none.
        return None
    base = day_of(node.args[0], calendar)
    if base is None:
        return None
    sign = 1 if node.op == "after" else -1
    if sign == 1:
        return deadline(base, node.number("n"), node.text("unit"), period_end=node.args[0].op == "end_of")
    return shift(base, node.number("n"), node.text("unit"), sign=sign)


def period_of(node: Expr, calendar: Calendar) -> Period:
    """Return the days of a period expression."""
    if node.op == "fixed":
        first, last = node["first"], node["last"]
        assert isinstance(first, date) and isinstance(last, date)
        return Period.days_of(first, last)
    assert calendar.window is not None
    if node.op == "this_period":
        return calendar.window
    return periods.containing(node.text("grain"), calendar.window.first, calendar.fiscal)


def offset_day(offset: Offset, calendar: Calendar, notice: date | None = None) -> date | None:
    """Return the last day of a deadline; None while its anchor has no day."""
    anchor = notice if offset.anchor is None else day_of(offset.anchor, calendar)
    if anchor is None:
        return None
    return deadline(anchor, offset.n, offset.unit, period_end=offset.period_end)


def stretch(node: Expr, calendar: Calendar, *, until: date | None = None) -> Period | None:
    """
    Return the days of a window phrase (4.6); None while its date has no value.

    Parameters
    ----------
    until : last day of `since` and `in cure`, where it is not the window's own
    """
    window = calendar.window
    if node.op == "in_fixed":
        return period_of(node.args[0], calendar)
    assert window is not None
    if node.op == "in_period":
        return window
    if node.op == "in_previous":
        return calendar.previous
    if node.op == "in_last":
        return Period(shift(window.end, node.number("n"), node.text("unit"), sign=-1), window.end)
    if node.op == "year_to_date":
        return Period(date(window.last.year, 1, 1), window.end)
    end = add_days(until, 1) if until is not None else window.end
    first = window.start if node.op == "in_cure" else day_of(node.args[0], calendar)
    if first is None:
        return None
    return Period(min(first, end), end)
