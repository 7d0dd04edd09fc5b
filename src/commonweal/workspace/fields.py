"""
What a cell may say: each parser gives the value of a cell's text, or what is wrong with it.

Parsers are pure and know nothing of tables; `Cells` applies them to one row and puts a place to every
fault. Nothing that begins as a spreadsheet formula does is ever accepted, in any column, so that no table
written from what was loaded can run in a spreadsheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache, partial
from hashlib import sha256
from sys import intern
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from commonweal.ground.currencies import minor_digits
from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.ground.numbers import parse_number, plain
from commonweal.ground.period import FiscalEnd, Period, parse_period
from commonweal.terms.core.clauses import LEVELS
from commonweal.workspace.forms.rows import Row, cell_span, shown

T = TypeVar("T")

MAX_VALUE: Final = Decimal(10) ** 15
"""Largest number, of either sign."""
MAX_DECIMALS: Final = 9
"""Most decimals of a number that is no money."""
MAX_NAME: Final = 200
"""Most characters of an identifier."""
FIRST_DAY: Final = date(1800, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""Days that a table may name lie between these two."""

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(_DATE.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|\+00:00)")
_COUNT: Final = re.compile(r"[0-9]{1,15}")
_NUMERIC: Final = re.compile(r"-?[0-9.,]")
_HIDDEN_IN_TEXT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell cannot be used: the key of a message and the values it shows."""

    key: str
    values: dict[str, object] = field(default_factory=dict)


def _bad(key: str, cell: str, **values: object) -> Bad:
    """Return what is wrong with a cell; what is wrong with most cells goes before what was expected here."""
    if cell.startswith(("=", "@", "\t")) or (cell.startswith(("+", "-")) and not _NUMERIC.match(cell)):
        return Bad("CW5105.formula", {"cell": shown(cell)})
    if cell != cell.strip():
        return Bad("CW5105.space", {"cell": shown(cell)})
    return Bad(key, {"cell": shown(cell), **values})


# ---- numbers ----------------------------------------------------------------------------------------


def number(cell: str, decimals: int = MAX_DECIMALS) -> Decimal | Bad:
    """Return a number: ASCII digits, at most one point; |x| ≤ 10^15; zeros at the end are no decimals."""
    value = None if cell.startswith("+") else parse_number(cell)
    if value is None:
        return _bad("CW5105.number", cell)
    if abs(value) > MAX_VALUE:
        return Bad("CW5105.big", {"cell": shown(cell)})
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals and len(plain(value).partition(".")[2]) > decimals:
        return Bad("CW5105.decimals", {"cell": shown(cell), "decimals": decimals})
    return value or Decimal(0)


def money_decimals(currency: str) -> int:
    """Return the most decimals of an amount: the currency's minor digits + 4."""
    return (minor_digits(currency) or 0) + 4


def money(cell: str, currency: str) -> Decimal | Bad:
    """Return an amount of a currency."""
    return number(cell, money_decimals(currency))


def paid(cell: str, currency: str) -> Decimal | Bad:
    """Return an amount that somebody paid, in coins, or a quantity of a unit that somebody delivered."""
    digits = minor_digits(currency)
    # Zeros count: `50.000` is how half of Europe writes fifty thousand.
    if digits is not None and len(cell.partition(".")[2]) > digits and parse_number(cell) is not None:
        return Bad("CW5105.coins", {"cell": shown(cell), "decimals": digits})
    return number(cell)


def count(cell: str) -> int | Bad:
    """Return a whole number from 0."""
    return int(cell) if _COUNT.fullmatch(cell) else _bad("CW5105.count", cell)


def yesno(cell: str) -> bool | Bad:
    """Return yes or no."""
    return cell == "yes" if cell in ("yes", "no") else _bad("CW5105.yesno", cell)


# ---- days -------------------------------------------------------------------------------------------


@lru_cache(maxsize=4_096)
def day(cell: str) -> date | Bad:
    """Return a day of the calendar, 2024-07-31."""
    if not _DATE.fullmatch(cell):
        return _bad("CW5105.date", cell)
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        return Bad("CW5105.no_day", {"cell": cell})
    return found if FIRST_DAY <= found <= LAST_DAY else _far(cell)


def _far(cell: str) -> Bad:
    return Bad("CW5105.far", {"cell": shown(cell), "first": FIRST_DAY, "last": LAST_DAY})


@lru_cache(maxsize=4_096)
def period(cell: str, fiscal: FiscalEnd | None = None) -> Period | Bad:
    """
    Return a period: 2024, FY2024, 2024-Q3, 2024-07, 2024-07-31 or 2024-07-01/2024-09-30.

    Parameters
    ----------
    fiscal : last day of the fiscal years that FY counts; None where there are none
    """
    if fiscal is None and cell.startswith("FY"):
        return Bad("CW5105.fiscal", {"cell": shown(cell)})
    found = parse_period(cell, fiscal)
    if found is None:
        parts = [day(part) for part in cell.split("/", 1)]
        wrong = next((p for p in parts if isinstance(p, Bad) and p.key == "CW5105.no_day"), None)
        return wrong or _bad("CW5105.period", cell)
    return found if FIRST_DAY <= found.first and found.last <= LAST_DAY else _far(cell)


@lru_cache(maxsize=256)
def reading_period(fiscal: FiscalEnd | None) -> Callable[[str], Period | Bad]:
    """Return the reader of periods of one kind of fiscal years."""
    return partial(period, fiscal=fiscal)


@lru_cache(maxsize=4_096)
def instant(cell: str, zone: ZoneInfo) -> datetime | Bad:
    """Return an instant of UTC, 2021-09-01T10:00:00Z; a bare date means the end of that day in the zone."""
    if _DATE.fullmatch(cell):
        found = day(cell)
        return found if isinstance(found, Bad) else end_of_day(found, zone)
    if not _INSTANT.fullmatch(cell):
        return _bad("CW5105.instant", cell)
    on = day(cell[:10])
    if isinstance(on, Bad):
        return on
    try:
        return datetime.fromisoformat(cell).astimezone(UTC)
    except ValueError:
        return Bad("CW5105.instant", {"cell": cell})


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last microsecond of a day in a zone, in UTC; the later one where clocks show it twice."""
    return datetime.combine(day, time.max.replace(fold=1), zone).astimezone(UTC)


# ---- words ------------------------------------------------------------------------------------------


def identifier(cell: str) -> str | Bad:
    """
    Return an identifier: a letter or digit of any alphabet, then any characters that can be seen.

    At most 200 characters, with single spaces inside and composed (NFC), so that what looks equal is equal.
    """
    if not cell[:1].isalnum() or cell != cell.strip():
        return _bad("CW5105.identifier", cell)
    if len(cell) > MAX_NAME:
        return Bad("CW5105.long", {"cell": shown(cell), "limit": MAX_NAME})
    if cell.isascii() and cell.isprintable() and "  " not in cell:
        return cell
    hidden = next((c for c in cell if not c.isprintable()), None)
    if hidden is not None:
        return _hidden(cell, hidden)
    if "  " in cell or not unicodedata.is_normalized("NFC", cell):
        return Bad("CW5105.identifier", {"cell": shown(cell)})
    return cell


def text(cell: str) -> str | Bad:
    """Return free text: of the characters that cannot be seen, only line breaks and tabs are kept."""
    if cell.startswith(("=", "+", "-", "@", "\t")):
        return Bad("CW5105.formula", {"cell": shown(cell)})
    if cell.isprintable():
        return intern(cell) if len(cell) <= MAX_NAME else cell
    cell = cell.replace("\r\n", "\n")
    hidden = _HIDDEN_IN_TEXT.search(cell)
    return _hidden(cell, hidden.group()) if hidden else cell


def _hidden(cell: str, character: str) -> Bad:
    return Bad("CW5105.hidden", {"cell": shown(cell), "code": f"U+{ord(character):04X}"})


def one_of(words: tuple[str, ...], cell: str) -> str | Bad:
    """Return a word of a closed list."""
    # the word of the list, not the cell: a million rows then share four words
    return words[words.index(cell)] if cell in words else _bad("CW5105.word", cell, words=", ".join(words))


def currency(cell: str) -> str | Bad:
    """Return a currency code of ISO 4217."""
    return cell if minor_digits(cell) is not None else _bad("CW5105.currency", cell)


level: Callable[[str], str | Bad] = partial(one_of, LEVELS)
"""Return a level of evidence."""


def digest(words: Iterable[str]) -> str:
    """Return a short name for what a row says: equal words, equal name."""
    return sha256("\x1f".join(words).encode("utf-8")).hexdigest()[:16]


@lru_cache(maxsize=65_536)
def iso(day: date | None) -> str:
    """Return a day or instant as a word, None as an empty one."""
    return "" if day is None else day.isoformat()


# ---- one row ----------------------------------------------------------------------------------------


class Cells:
    """One row of a table while it is read: its cells by column, and its faults with their places."""

    __slots__ = ("_cells", "_index", "faults", "file", "row")

    def __init__(self, file: str, index: dict[str, int], row: Row) -> None:
        self.file = file
        self.row = row
        self.faults: list[Diagnostic] = []
        self._index = index
        self._cells = row.cells

    @property
    def place(self) -> str:
        """Return `file:row`."""
        return f"{self.file}:{self.row.number}"

    def raw(self, column: str) -> str:
        """Return a cell as it stands; empty where the table has no such column."""
        at = self._index.get(column)
        return "" if at is None else self._cells[at]

    def at(self, column: str) -> Span:
        """Return the place of a cell (of a column that is not there: of the row)."""
        return cell_span(self.file, self.row.number, self._index.get(column, 0) + 1)

    def blame(self, column: str, key: str, /, **values: object) -> None:
        """Note a fault of a cell."""
        self.faults.append(diagnose(key, self.at(column), values=values))

    def may(self, column: str, parse: Callable[[str], T | Bad]) -> T | None:
        """Return the value of a cell, None if it is empty or at fault."""
        at = self._index.get(column)
        if at is None or not self._cells[at]:
            return None
        found = parse(self._cells[at])
        if isinstance(found, Bad):
            self.blame(column, found.key, **found.values)
            return None
        return found

    def must(self, column: str, parse: Callable[[str], T | Bad]) -> T | None:
        """Return the value of a cell that may not be empty, None if it is at fault."""
        found = self.may(column, parse)
        if found is None and not self.raw(column):
            self.blame(column, "CW5105.missing", column=column)
        return found

    def words(self, column: str) -> str:
        """Return free text, empty if there is none or it is at fault."""
        return self.may(column, text) or ""

    def name(self, column: str) -> str:
        """Return an identifier, empty if there is none or it is at fault."""
        return self.may(column, identifier) or ""

    def empty(self, key: str, *columns: str, **values: object) -> bool:
        """Say whether all these cells are empty; each that is not is a fault."""
        full = [column for column in columns if self.raw(column)]
        for column in full:
            self.blame(column, key, column=column, **values)
        return not full

    def span_of_days(self, start: str = "from", end: str = "until") -> tuple[date | None, date | None]:
        """Return a first and a last day, None where open; the first may not come after the last."""
        first, last = self.may(start, day), self.may(end, day)
        if first is not None and last is not None and last < first:
            self.blame(end, "CW5105.order", first=first, last=last)
        return first, last
