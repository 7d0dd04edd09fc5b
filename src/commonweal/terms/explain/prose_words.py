"""
The words of the prose: numbers, dates, names, grains and closed lists, each said in one way only.

Names are always printed, so that two names never read alike; labels stand beside them.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.ground.numbers import mul, plain
from commonweal.ground.period import FiscalEnd, Period, containing, fiscal_year, fiscal_year_of
from commonweal.terms.core.types import Type

HUNDRED: Final = Decimal(100)
LONGEST_LABEL: Final = 56
"""Most characters of a label that stands in a sentence."""
STATES: Final = {
    "met": "is met",
    "breached": "is breached",
    "cured": "is cured",
    "satisfied": "is met, cured, waived, ended or not applicable",
    "overdue": "is overdue",
    "waived": "is waived",
    "known": "is known",
}
"""What a state of a clause says, in full (language, sections 1 and 6.3)."""
BASES: Final = {
    "act365": "counted actual/365",
    "act360": "counted actual/360",
    "thirty360": "counted 30/360",
    "actact": "counted actual/actual",
}
INSTRUMENTS: Final = {
    "grant": "a grant",
    "loan": "a loan",
    "equity": "an equity holding",
    "guarantee": "a guarantee",
    "procurement": "a procurement",
    "bailout": "a bailout",
    "tax_benefit": "a tax benefit",
    "other": "support of another kind",
}
ROUNDINGS: Final = {
    "half_up": "to the nearest, a half away from zero",
    "half_even": "to the nearest, a half to the even neighbour",
    "down": "towards zero",
    "up": "away from zero",
}
SIDES: Final = {
    "public": "the public side",
    "recipient": "the side of the recipient",
    "labour": "the side of labour",
    "third": "the side of third parties",
}
_QUARTERS: Final = ("first", "second", "third", "fourth")


def figure(value: Decimal) -> str:
    """Return a number with its thousands marked: 80,000,000.25."""
    sign, digits = ("-", plain(value)[1:]) if value < 0 else ("", plain(value))
    whole, point, rest = digits.partition(".")
    return f"{sign}{int(whole):,}{point}{rest}"


def amount(value: Decimal, type_: Type) -> str:
    """Return an amount in full: USD 80,000,000; USD 3.50 per tonne; 750 jobs; 17%; 0.5."""
    if type_.kind == "percent":
        return f"{figure(mul(value, HUNDRED))}%"
    per = f" per {type_.per}" if type_.per else ""
    if type_.kind == "money":
        written = figure(value)
        cents = "0" if "." in written and len(written.partition(".")[2]) == 1 else ""
        return f"{type_.of} {written}{cents}{per}"
    return figure(value) + (f" {type_.of}" if type_.of else "") + per


def day(value: date) -> str:
    """Return a date in full: 31 December 2025."""
    return f"{value.day} {month_name[value.month]} {value.year}"


def period(first: date, last: date, *, fiscal: FiscalEnd) -> str:
    """Return a period in full: the year 2019, the third quarter of 2020, March 2020, the fiscal year 2021."""
    found = Period.days_of(first, last)
    if found == containing("year", first):
        return f"the year {first.year}"
    if found == fiscal_year(number := fiscal_year_of(first, fiscal), fiscal):
        return f"the fiscal year {number}"
    if found == containing("quarter", first):
        return f"the {_QUARTERS[(first.month - 1) // 3]} quarter of {first.year}"
    if found == containing("month", first):
        return f"{month_name[first.month]} {first.year}"
    if first == last:
        return f"the day {day(first)}"
    return f"the period ({day(first)} to {day(last)})"


def short_period(found: Period, *, fiscal: FiscalEnd) -> str:
    """Return a window's name in a list: 2020, the third quarter of 2020, 31 December 2024."""
    if found.length == 1:
        return day(found.first)
    said = period(found.first, found.last, fiscal=fiscal)
    if said.startswith("the period"):
        return f"{day(found.first)} to {day(found.last)}"
    return said.removeprefix("the year ")


def duration(n: int, unit: str) -> str:
    """Return a length: 1 year, 4 quarters."""
    return f"{n:,} {unit}{'' if n == 1 else 's'}"


def grain(word: str, *, n: int = 1) -> str:
    """Return the noun of a grain: year, fiscal year, period of 6 months, day (of `once`)."""
    if word == "once":
        return "day"
    if word == "months":
        return f"period of {duration(n, 'month')}"
    if word.endswith(" months"):
        return f"period of {duration(int(word.split(' ')[0]), 'month')}"
    return word.replace("_", " ")


def plural(noun: str) -> str:
    """Return the plural of a grain's noun: years, periods of 6 months."""
    head, of, rest = noun.partition(" of ")
    return f"{head}s{of}{rest}"


def line(text: str) -> str:
    """Return a free text on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def named(name: str, label: str = "", *, longest: int | None = None) -> str:
    """
    Return a name as a sentence has it: Verified eligible jobs (qualified_jobs), or “qualified_jobs”.

    Signs that mark names here are replaced in the label.

    Parameters
    ----------
    longest : most characters of a label that stands in a sentence; a longer one stands in the definition
    """
    shown = line(label).translate(str.maketrans("“”()", "‘’[]"))
    return f"{shown} ({name})" if shown and (longest is None or len(shown) <= longest) else f"“{name}”"


def quoted(text: str) -> str:
    """Return a quoted text, such that two texts never read alike."""
    plainly = (c if c.isprintable() and c not in "“”\\" else f"\\u{{{ord(c):x}}}" for c in text)
    return f"“{''.join(plainly)}”"


def listed(parts: Sequence[str], *, last: str = "and") -> str:
    """Return a list as a sentence has it: A, B and C."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def kind_of(type_: Type) -> str:
    """Return what a type is: an amount in USD per tonne, a number of jobs, a percentage."""
    per = f" per {type_.per}" if type_.per else ""
    if type_.kind == "money":
        return (
            f"an amount in {type_.of}{per}" if type_.of else f"an amount in the currency of these terms{per}"
        )
    if type_.kind == "quantity":
        return f"a number of {type_.of}{per}"
    return {"percent": "a percentage", "yesno": "a yes or no"}.get(type_.kind, f"a {type_.kind}")


def sentence(text: str) -> str:
    """Return a text with its first letter large and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
