"""
Numbers and days as people write them, read by rules that a mapping states; nothing is guessed.

ASCII digits only; |number| ≤ 10^15, at most nine decimals. A number that was written with an exponent or
that is no number ("NaN", "1_000", "١٢٣") is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from commonweal.ground.numbers import finer_than, mul, parse_number
from commonweal.ground.rounding import Rounding, round_places

MAX_NUMBER: Final = Decimal(10) ** 15
MAX_DECIMALS: Final = 9
FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2199
DATE_FORMS: Final = (
    "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD/MM/YY", "MM/DD/YY", "DD.MM.YYYY", "DD-MM-YYYY", "YYYYMMDD",
    "YYYY/MM/DD", "YYYY",
)  # fmt: skip
"""How a mapping may say that days are written; a day or month may have one digit. YYYY is its 31 December."""
_TIME: Final = re.compile(
    r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_PARENTHESES: Final = re.compile(r"\((.*)\)")
_DIGITS: Final = re.compile(r"([^0-9]*)([0-9](?:.*[0-9])?)([^0-9]*)\Z", re.DOTALL)
"""What stands before the first digit, from there to the last, and after it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a text is no number or day: the variant of CW7204 that says so."""

    why: str


@dataclass(frozen=True, slots=True)
class NumberForm:
    """
    How a source writes numbers.

    Attributes
    ----------
    decimal, thousands : the signs before decimals and between thousands ("" for none)
    strip : signs and words that stand before or after the digits of a number and say nothing: $, USD
    scale : words that multiply: million is 1000000; times : what every number is multiplied with
    round : decimals to round to, half to even, where a source computed its figures; None: as written
    """

    decimal: str = "."
    thousands: str = ""
    strip: tuple[str, ...] = ()
    scale: Mapping[str, Decimal] = field(default_factory=dict)
    round: int | None = None
    times: Decimal = Decimal(1)

    def read(self, text: str) -> Decimal | Unread:
        """Return the number that a text writes in this form."""
        rest, factor = self._scaled(self._bare(text.strip()))
        negative = _PARENTHESES.fullmatch(rest)
        rest = f"-{negative[1]}" if negative else rest
        whole, mark, decimals = rest.partition(self.decimal)
        if self.thousands and self.thousands in whole:
            grouped = whole.lstrip("+-").split(self.thousands)
            if not 1 <= len(grouped[0]) <= 3 or any(len(part) != 3 for part in grouped[1:]):
                return Unread("thousands")
            whole = whole.replace(self.thousands, "")
        value = parse_number(whole + "." + decimals if mark else whole) if len(rest) < 64 else None
        if value is None:
            return Unread("number")
        return within(mul(value, mul(factor, self.times)), self.round)

    def _bare(self, text: str) -> str:
        """Return a text without what stands beside its number; between two digits nothing is taken away."""
        words = sorted(filter(None, self.strip), key=len, reverse=True)
        for word in words:
            text = text.removeprefix(word).removesuffix(word).strip()
        found = _DIGITS.search(text)
        before, digits, after = found.groups() if found else ("", text, "")
        for word in words:
            before, after = before.replace(word, ""), after.replace(word, "")
        return f"{before}{digits}{after}".strip()

    def _scaled(self, text: str) -> tuple[str, Decimal]:
        """Return a text without the word that multiplies it, and its factor."""
        for word in sorted(self.scale, key=len, reverse=True):
            if text.lower().endswith(word.lower()):
                return text[: -len(word)].strip(), self.scale[word]
        return text, Decimal(1)


def within(value: Decimal, places: int | None = None) -> Decimal | Unread:
    """Return a number if it keeps the limits, rounded where that is asked."""
    if not value.is_finite():
        return Unread("number")
    if abs(value) > MAX_NUMBER:
        return Unread("big")
    if places is not None:
        value = round_places(value, places, Rounding.HALF_EVEN)
    elif finer_than(value, MAX_DECIMALS):
        return Unread("decimals")
    return value or Decimal(0)


@lru_cache(maxsize=65_536)
def read_day(text: str, form: str = "YYYY-MM-DD") -> date | Unread:
    """Return the day that a text writes in a form; a time of day after it is not read."""
    short = text.strip()
    if found := _TIME.search(short, 8):
        short = short[: found.start()] if found.end() == len(short) else short
    if len(short) > 10 or not short.isascii():
        return Unread("date")
    parts = _day_parts(short, form)
    if parts is None:
        return Unread("date")
    year, month, day = parts
    try:
        made = date(year, month, day)
    except ValueError:
        return Unread("no_day")
    return made if FIRST_YEAR <= made.year <= LAST_YEAR else Unread("far")


def _day_parts(text: str, form: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a text, None if it has not that form."""
    if form in ("YYYYMMDD", "YYYY"):
        if not re.fullmatch(r"[0-9]+", text) or len(text) != len(form):
            return None
        return (int(text[:4]), int(text[4:6] or 12), int(text[6:8] or 31))
    sign = next(c for c in form if not c.isalpha())
    names, cells = form.split(sign), text.split(sign)
    if len(cells) != 3:
        return None
    values: dict[str, int] = {}
    for name, cell in zip(names, cells, strict=True):
        if not re.fullmatch(
            r"[0-9]{4}" if name == "YYYY" else r"[0-9]{2}" if name == "YY" else r"[0-9]{1,2}", cell
        ):
            return None
        values[name[0]] = int(cell)
    short_year = "YYYY" not in names
    # Two digits mean 1950 to 2049: the rule stands in docs/reference/imports.md.
    year = values["Y"] + (0 if not short_year else 2000 if values["Y"] < 50 else 1900)
    return year, values["M"], values["D"]
