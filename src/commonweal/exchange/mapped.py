"""A table and its mapping: supports, rows that are none by a rule, or every fault with its row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Map
from datetime import date
from decimal import Decimal

from commonweal.cycle.portfolio.records import (
    BASES,
    KINDS,
    STAGES,
    Identifier,
    LeftOut,
    Named,
    Support,
    content_digest,
)
from commonweal.exchange.forms.bounds import MAX_FAULTS, at, fault, shown
from commonweal.exchange.forms.numerals import Unread, read_day
from commonweal.exchange.forms.separated import Sheet
from commonweal.exchange.imported import MAX_RECORD, NOWHERE, Imported, Numbers, left_out, made, named
from commonweal.exchange.mapping import Line, Mapping
from commonweal.ground.currencies import minor_digits
from commonweal.ground.diagnostics import Diagnostic, Result

Row = tuple[int, tuple[str, ...]]
PREFIXED = "360G"
"""A source that every record names itself: the first two parts of `360G-publisher-number`."""


def read_mapped(sheet: Sheet, mapping: Mapping, standard: str = "mapping") -> Result[Imported]:
    """Return what a table holds by its mapping; with a fault, nothing of it."""
    lacking = [c for c in mapping.columns if c not in sheet.head]
    if lacking:
        names = ", ".join(shown(c) for c in lacking)
        return Result(None, (fault("CW7205.columns", sheet.file, names=names),))
    reading = _Rows(sheet, mapping)
    for row in sheet.rows:
        reading.take(row)
        if len(reading.faults) >= MAX_FAULTS:
            break
    if reading.faults:
        return Result(None, tuple(reading.faults))
    return Result(reading.imported(standard), reading.numbers.warnings())


class _Rows:
    """The rows of one table while they are read."""

    def __init__(self, sheet: Sheet, mapping: Mapping) -> None:
        self.faults: list[Diagnostic] = []
        self.numbers = Numbers()
        self._sheet = sheet
        self._mapping = mapping
        self._at = {name: n for n, name in enumerate(sheet.head)}
        self._supports: list[Support] = []
        self._rows: Counter[str] = Counter()
        self._left: Counter[tuple[str, str]] = Counter()
        self._occurrences: Counter[str] = Counter()
        self._known: dict[tuple[str, str], tuple[str, str, int]] = {}

    def imported(self, standard: str) -> Imported:
        """Return what the rows gave."""
        reasons: dict[str, dict[str, int]] = {}
        for (source, reason), count in self._left.items():
            reasons.setdefault(source, {})[reason] = count
        left: list[LeftOut] = [one for source in sorted(reasons) for one in left_out(source, reasons[source])]
        return Imported(self._sheet.file, standard, tuple(self._supports), dict(self._rows), tuple(left))

    def take(self, row: Row) -> None:
        """Read one row."""
        record = self._record(row)
        source = self._mapping.source
        if source == PREFIXED:
            source = "-".join(record.split("-")[:2]) if record.startswith("360G-") else PREFIXED
        self._rows[source] += 1
        for column, words in self._mapping.only.items():
            if (cell := self._cell(row, column)) not in words:
                self._left[source, f"{column} is {shown(cell) or 'empty'}"] += 1
                return
        gave = [self._support(row, line, source, record) for line in self._mapping.lines]
        if not any(gave):
            self._left[source, "no amount in any of its columns"] += 1

    def _record(self, row: Row) -> str:
        """Return the source's name of a row, else one made of its content; equal rows are counted."""
        column = self._mapping.lines[0].columns.get("record")
        if column is not None:
            record = self._cell(row, column)
            if not record or len(record) > MAX_RECORD or not record.isprintable():
                self._blame(row, column, "CW7204.record", cell=record)
            return record
        digest = content_digest(f"{name}={cell}" for name, cell in zip(self._sheet.head, row[1], strict=True))
        self._occurrences[digest] += 1
        return f"{digest}-{self._occurrences[digest]}"

    def _support(self, row: Row, line: Line, source: str, record: str) -> bool:
        """Note the support of one line of the mapping; say whether the row gives one."""
        words = self._cell(row, line.columns["amount"]) if "amount" in line.columns else ""
        if not words and line.name:
            return False
        before = len(self.faults)
        amount = self._amount(row, line, words)
        one = Support(
            NOWHERE,
            self._kind(row, line),
            self._recipients(row, line),
            self._named(row, line, "funder"),
            amount,
            self._currency(row, line, amount),
            words,
            self._word(row, line, "stage", STAGES, self._mapping.stages),
            self._word(row, line, "basis", BASES) or "total",
            self._day(row, line, "date"),
            *(self._field(row, line, name) for name in ("title", "place", "programme", "url")),
        )
        if len(self.faults) > before:
            return True
        name = f"{record}#{line.name}" if line.name else record
        kept = made(one, source, name, self._sheet.file, f"row {row[0]}", self._modified(row, line))
        self._once(kept, row)
        self._supports.append(kept)
        return True

    def _once(self, kept: Support, row: Row) -> None:
        """A record stands once in a file, or says which of its versions is the later."""
        origin = kept.origin
        known = self._known.setdefault(kept.key, (origin.digest, origin.modified, row[0]))
        if known[0] != origin.digest and known[1] == origin.modified:
            column = self._mapping.lines[0].columns.get("record", "")
            self._blame(row, column, "CW7206.twice", record=origin.record, row=known[2])

    # ---- one cell

    def _cell(self, row: Row, column: str) -> str:
        return row[1][self._at[column]].strip()

    def _field(self, row: Row, line: Line, name: str) -> str:
        column = line.columns.get(name)
        return line.constants.get(name, "") if column is None else self._cell(row, column)

    def _blame(self, row: Row, column: str, key: str, /, **values: object) -> None:
        place = (row[0], self._at.get(column, 0) + 1)
        if place in self._sheet.formulas:
            key = "CW7204.formula"
        self.faults.append(fault(key, self._sheet.file, *place, **{"column": column, **values}))

    def _amount(self, row: Row, line: Line, words: str) -> Decimal | None:
        column = line.columns["amount"]
        if (row[0], self._at[column] + 1) in self._sheet.formulas:
            self._blame(row, column, "CW7204.formula", cell=words)
            return None
        if not words or words in self._mapping.unknown:
            return None
        found = self._mapping.numbers.read(words)
        if isinstance(found, Unread):
            if not (self._mapping.keep_words and found.why in ("number", "thousands")):
                self._blame(row, column, f"CW7204.{found.why}", cell=words)
            return None
        if found < 0 and self._mapping.refuse_negative:
            self._blame(row, column, "CW7204.negative", cell=words)
        return found

    def _currency(self, row: Row, line: Line, amount: Decimal | None) -> str:
        code = self._field(row, line, "currency")
        if minor_digits(code) is None and (code or amount is not None):
            self._blame(row, line.columns.get("currency", ""), "CW7204.currency", cell=code)
        return code

    def _kind(self, row: Row, line: Line) -> str:
        word = self._field(row, line, "instrument")
        if "instrument" in line.columns:
            word = self._mapping.instruments.get(word, word)
        if word not in KINDS:
            self._blame(row, line.columns.get("instrument", ""), "CW7204.kind", cell=word)
        return word

    def _word(
        self, row: Row, line: Line, name: str, words: tuple[str, ...], means: Map[str, str] | None = None
    ) -> str:
        word = self._field(row, line, name)
        if means and name in line.columns:
            word = means.get(word, word)
        if word not in words and (word or name == "stage"):
            self._blame(row, line.columns.get(name, ""), "CW7204.word", cell=word, words=", ".join(words))
        return word

    def _day(self, row: Row, line: Line, name: str) -> date | None:
        words = self._field(row, line, name)
        if not words:
            return None
        found = read_day(words, self._mapping.date_form)
        if isinstance(found, Unread):
            self._blame(
                row,
                line.columns.get(name, ""),
                f"CW7204.{found.why}",
                cell=words,
                form=self._mapping.date_form,
            )
            return None
        return found

    def _modified(self, row: Row, line: Line) -> str:
        """Return when a row was last changed, to the second where the source says so."""
        words = self._field(row, line, "modified")
        if not words:
            return ""
        day = self._day(row, line, "modified")
        return (
            "" if day is None else day.isoformat() + words[10:] if words[:10] == day.isoformat() else str(day)
        )

    def _recipients(self, row: Row, line: Line) -> tuple[Named, ...]:
        found = self._named(row, line, "recipient")
        return () if found.is_blank else (found,)

    def _named(self, row: Row, line: Line, name: str) -> Named:
        schemes = self._mapping.identifiers if name == "recipient" else self._mapping.funder_identifiers
        found: list[Identifier | None] = [
            self.numbers.read(
                scheme, self._cell(row, column), at(self._sheet.file, row[0], self._at[column] + 1)
            )
            for scheme, column in schemes.items()
        ]
        return named(self._field(row, line, name), found)
