"""
How values are said: amounts, instants, windows, and every status as a word, a mark and a colour.

Unknown is never green; a status that rests on an empty register never looks like one that was tested.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from commonweal.ground.currencies import minor_digits
from commonweal.ground.money import Money
from commonweal.ground.numbers import mul, plain
from commonweal.ground.rounding import Rounding, round_places
from commonweal.report.speech.phrases import is_english, local, phrase, spoken
from commonweal.terms.core.types import Type


class Look(NamedTuple):
    """A word, its mark, and the colour it has on a terminal (a style of Rich)."""

    word: str
    mark: str
    style: str


STATUSES: Final = {
    "not_due": Look("not due", "·", "dim"),
    "open": Look("open", "○", "blue"),
    "met": Look("met", "✓", "green"),
    "breached": Look("breached", "✗", "bold red"),
    "curing": Look("curing", "◔", "yellow"),
    "cured": Look("cured", "↺", "green"),
    "waived": Look("waived", "◇", "magenta"),
    "suspended": Look("suspended", "‖", "magenta"),
    "overdue": Look("overdue", "!", "bold yellow"),
    "ended": Look("ended", "■", "dim"),
    "inapplicable": Look("inapplicable", "–", "dim"),
}
"""The eleven statuses of a finding, in the order in which they are counted."""

STATES: Final = {
    "not_due": Look("not due", "·", "dim"),
    "undetermined": Look("undetermined", "?", "bold yellow"),
    "none_due": Look("none due", "–", "dim"),
    "due": Look("due", "○", "blue"),
    "part_paid": Look("part paid", "◐", "blue"),
    "paid": Look("paid", "✓", "green"),
    "late": Look("late", "!", "bold red"),
    "overpaid": Look("overpaid", "+", "magenta"),
    "withheld": Look("withheld", "‖", "magenta"),
}
"""The nine states of a payable."""

VACUOUS: Final = Look("met, nothing to test", "◌", "cyan")
"""A status that is true only because a closed register is empty."""

POWERS: Final = {
    "not_yet": Look("not yet", "·", "dim"),
    "available": Look("available", "○", "bold yellow"),
    "unavailable": Look("unavailable", "–", "dim"),
    "unknown": Look("unknown", "?", "yellow"),
    "exercised": Look("exercised", "✓", "magenta"),
    "lapsed": Look("lapsed", "■", "dim"),
}
"""The states of a power."""

_SHOWN_PLACES: Final = 2


def status_look(status: str, *, vacuous: bool = False) -> Look:
    """Return the look of a finding's status."""
    if vacuous and status == "met":
        return VACUOUS
    return STATUSES.get(status) or Look(spaced(status), "?", "")


def state_look(state: str) -> Look:
    """Return the look of a payable's state, or of a power's."""
    return STATES.get(state) or POWERS.get(state) or Look(spaced(state), "?", "")


def spaced(word: str) -> str:
    """Return a word of a closed list as one says it."""
    return word.replace("_", " ")


def instant(moment: datetime) -> str:
    """Return an instant in UTC to the second: 2013-05-23T03:59:59Z."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def day_of(moment: datetime) -> str:
    """Return the day of an instant, in UTC."""
    return moment.astimezone(UTC).date().isoformat()


def long_day(day: date) -> str:
    """Return a day as one says it: 31 December 2021."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if is_english() else spoken().day(day)


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def exact(amount: Decimal, currency: str) -> str:
    """Return an amount as a decimal string: with the currency's minor digits, of a unit with none needed."""
    text = plain(amount)
    digits = minor_digits(currency) or 0
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(digits, '0')}" if digits or decimals else whole


def amount(value: Decimal, currency: str) -> str:
    """Return an amount for people: USD 1,234.50, or 1,200 jobs."""
    if minor_digits(currency) is not None:
        return local(Money(value, currency).show())
    return f"{number(value)} {currency}".rstrip()


def interval(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """Return what an undetermined amount may still be."""
    ends = (None if end is None else amount(end, currency) for end in (low, high))
    return between(*ends)


def range_of(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """Return what an undetermined amount may still be, in the width of a column: USD 0.00 … 9,500,000.00."""
    if low is None and high is None:
        return "unknown"
    left = "…" if low is None else f"{amount(low, currency)} …"
    right = "" if high is None else f" {amount(high, currency).removeprefix(currency + ' ')}"
    return left + right


def between(low: str | None, high: str | None) -> str:
    """Return the range between two ends, either of which may be open."""
    if low is not None and high is not None:
        return phrase("between {low} and {high}", low=low, high=high)
    if low is not None:
        return phrase("at least {amount}", amount=low)
    return "unknown" if high is None else phrase("at most {amount}", amount=high)


def number(value: Decimal) -> str:
    """Return a number for people, with two decimals at most and "≈" where that cuts."""
    places = len(plain(value).partition(".")[2])
    if places <= _SHOWN_PLACES:
        return local(format(Decimal(plain(value)), ",f"))
    return "≈ " + local(format(round_places(value, _SHOWN_PLACES, Rounding.HALF_EVEN), ",f"))


def typed(value: Decimal, type_: Type) -> str:
    """Return a number of a type for people: USD 5 per tonne, 612 jobs, 17%."""
    if type_.kind == "percent":
        return f"{number(mul(value, Decimal(100)))}%"
    per = f" per {type_.per}" if type_.per else ""
    if type_.kind == "money" and type_.of and minor_digits(type_.of) is not None:
        return Money(value, type_.of).show() + per
    if type_.kind in ("money", "quantity") and type_.of:
        return f"{number(value)} {type_.of}{per}"
    return number(value)


def typed_text(value: str, type_: Type | None) -> str:
    """Return a value that is given as text for people; dates and words stay as they are."""
    try:
        found = Decimal(value)
    except InvalidOperation:
        return value
    return typed(found, type_) if type_ is not None and type_.is_amount else value
