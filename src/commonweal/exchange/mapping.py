"""
A saved mapping: which column of a table means what, and how the source writes numbers and days.

It is a TOML file that a person reads and keeps beside the data. `docs/reference/imports.md` lists its keys.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import PurePath
from typing import Any, Final

from commonweal.cycle.portfolio.identifiers import PARTY, is_scheme
from commonweal.cycle.portfolio.records import BASES, KINDS, STAGES
from commonweal.exchange.forms.bounds import fault
from commonweal.exchange.forms.numerals import DATE_FORMS, MAX_DECIMALS, MAX_NUMBER, NumberForm
from commonweal.exchange.forms.separated import DELIMITERS
from commonweal.ground.currencies import minor_digits
from commonweal.ground.diagnostics import Diagnostic, Note, Result

SCHEMA: Final = "commonweal.mapping/1"
MAX_MAPPING: Final = 1024**2
"""Most bytes of a mapping."""
FIELDS: Final = (
    "record",
    "recipient",
    "funder",
    "amount",
    "currency",
    "instrument",
    "date",
    "title",
    "place",
    "programme",
    "url",
    "modified",
    "stage",
    "basis",
)
"""What a column may mean, and what a constant may be given for (record and amount aside)."""
ENCODINGS: Final = ("utf-8", "utf-16", "cp1252")
_TOP: Final = frozenset(
    (
        "schema",
        "source",
        "files",
        "encoding",
        "delimiter",
        "header_row",
        "sheet",
        "constants",
        "columns",
        "identifiers",
        "funder_identifiers",
        "formats",
        "instruments",
        "stages",
        "only",
        "support",
    )
)
_FORMATS: Final = frozenset(
    ("date", "decimal", "thousands", "strip", "scale", "unknown", "round", "times", "unreadable", "negative")
)
_LINE: Final = frozenset((*FIELDS, "name", "constants"))


@dataclass(frozen=True, slots=True)
class Line:
    """One support that a row may give: which column stands for each field, and what is the same in all."""

    name: str
    columns: Map[str, str]
    constants: Map[str, str]


@dataclass(frozen=True, slots=True)
class Mapping:
    """
    How to read a table.

    Attributes
    ----------
    source : the register's name; a record's own name is unique within it
    files : patterns of file names that it is for; none: any table that has its columns
    identifiers, funder_identifiers : scheme (`org-id` for whole identifiers) and its column
    instruments, stages : words of the column and the kind or stage that each means
    only : column and the words that it may hold; other rows are no support, and are counted
    unknown : words that stand for an amount that nobody gives
    keep_words : an amount that is no number is kept as words; else it is a fault
    refuse_negative : an amount below zero is a fault
    lines : the supports that a row may give; one as a rule
    """

    source: str
    lines: tuple[Line, ...]
    files: tuple[str, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ""
    header_row: int = 1
    sheet: str = ""
    identifiers: Map[str, str] = field(default_factory=dict)
    funder_identifiers: Map[str, str] = field(default_factory=dict)
    instruments: Map[str, str] = field(default_factory=dict)
    stages: Map[str, str] = field(default_factory=dict)
    only: Map[str, tuple[str, ...]] = field(default_factory=dict)
    date_form: str = "YYYY-MM-DD"
    numbers: NumberForm = field(default_factory=NumberForm)
    unknown: tuple[str, ...] = ()
    keep_words: bool = False
    refuse_negative: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that is named, each once."""
        named = [c for line in self.lines for c in line.columns.values()]
        others = [*self.identifiers.values(), *self.funder_identifiers.values(), *self.only]
        return tuple(dict.fromkeys([*named, *others]))

    def fits(self, file: str, head: tuple[str, ...]) -> bool:
        """Say whether the mapping is for a file: by its name, and every column that it needs is there."""
        name = PurePath(file).name
        named = not self.files or any(fnmatch(name, pattern) for pattern in self.files)
        return named and set(self.columns) <= set(head)


def read_mapping(data: bytes, file: str) -> Result[Mapping]:
    """Return the mapping of a TOML file, or every fault of it."""
    if len(data) > MAX_MAPPING:
        return Result(None, (fault("CW7201.size", file, limit=MAX_MAPPING // 1024**2),))
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        return Result(None, (fault("CW7201.encoding", file, encoding="utf-8"),))
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        return Result(None, (_no_toml(file, str(wrong)),))
    reading = _Reading(file, data.decode("utf-8"))
    made = reading.mapping(table)
    return Result(None, tuple(reading.faults)) if reading.faults else Result(made)


def _no_toml(file: str, said: str) -> Diagnostic:
    place = re.search(r"\(at line ([0-9]+), column ([0-9]+)\)", said)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    return replace(
        fault("CW7205.toml", file, line, column), notes=(Note(said.partition(" (at ")[0].lower()),)
    )


class _Reading:
    """A mapping while it is read: every fault is noted, and reading goes on."""

    def __init__(self, file: str, text: str) -> None:
        self.faults: list[Diagnostic] = []
        self._file = file
        self._lines = text.split("\n")

    def mapping(self, table: Map[str, Any]) -> Mapping:
        """Return the mapping of a TOML table; what is at fault has its default."""
        self._known(table, _TOP, "")
        if table.get("schema", SCHEMA) != SCHEMA:
            self._blame("schema", key="schema", what=f'"{SCHEMA}"')
        formats = self._table(table, "formats")
        self._known(formats, _FORMATS, "formats.")
        source = self._text(table, "source")
        if not source or source == PARTY:
            self._blame("schema", key="source", what="the name of the register, such as title-xi")
        instruments = self._words(table, "instruments")
        for word, kind in instruments.items():
            self._one_of(kind, KINDS, f"instruments.{word}")
        stages = self._words(table, "stages")
        for word, stage in stages.items():
            self._one_of(stage, STAGES, f"stages.{word}")
        return Mapping(
            source=source,
            lines=self._of_rows(table, instruments),
            files=self._list(table, "files"),
            encoding=self._one_of(self._text(table, "encoding", "utf-8"), ENCODINGS, "encoding"),
            delimiter=self._one_of(self._text(table, "delimiter"), ("", *DELIMITERS), "delimiter"),
            header_row=self._number(table, "header_row", 1, 1, 1_000) or 1,
            sheet=self._text(table, "sheet"),
            identifiers=self._schemes(table, "identifiers"),
            funder_identifiers=self._schemes(table, "funder_identifiers"),
            instruments=instruments,
            stages=stages,
            only={k: self._list(self._table(table, "only"), k) for k in self._table(table, "only")},
            date_form=self._one_of(self._text(formats, "date", "YYYY-MM-DD"), DATE_FORMS, "formats.date"),
            numbers=self._numbers(formats),
            unknown=self._list(formats, "unknown"),
            keep_words=self._one_of(
                self._text(formats, "unreadable", "refuse"), ("refuse", "keep"), "formats.unreadable"
            )
            == "keep",
            refuse_negative=self._one_of(
                self._text(formats, "negative", "keep"), ("refuse", "keep"), "formats.negative"
            )
            == "refuse",
        )

    def _of_rows(self, table: Map[str, Any], instruments: Map[str, str]) -> tuple[Line, ...]:
        columns, constants = self._words(table, "columns"), self._words(table, "constants")
        self._known(columns, frozenset(FIELDS), "columns.")
        self._known(constants, frozenset(FIELDS) - {"record", "amount"}, "constants.")
        own = table.get("support", [{}])
        if not isinstance(own, list) or not own or not all(isinstance(one, dict) for one in own):
            self._blame("schema", key="support", what="tables that begin with [[support]]")
            own = [{}]
        lines = []
        for n, one in enumerate(own, 1):
            self._known(one, _LINE, "support.")
            given = {k: self._text(one, k) for k in one if k in FIELDS}
            fixed = self._words(one, "constants")
            self._known(fixed, frozenset(FIELDS) - {"record", "amount"}, "support.constants.")
            name = self._text(one, "name", str(n) if len(own) > 1 else "")
            # What a line says itself goes before what is said of all.
            line = Line(
                name,
                {k: v for k, v in columns.items() if k not in fixed} | given,
                {k: v for k, v in constants.items() if k not in given} | fixed,
            )
            self._complete(line, instruments, table)
            lines.append(line)
        if len({line.name for line in lines}) < len(lines):
            self._blame("schema", key="support.name", what="another name for each [[support]]")
        return tuple(lines)

    def _complete(self, line: Line, instruments: Map[str, str], table: Map[str, Any]) -> None:
        """Check that a line says what a support cannot do without."""
        both = sorted(set(line.columns) & set(line.constants))
        for name in both:
            self._blame("both", name=name)
        for name in ("recipient", "amount", "currency", "instrument", "stage"):
            if name not in line.columns and name not in line.constants:
                if name == "recipient" and table.get("identifiers"):
                    continue
                self._blame("lacks", name=name)
        if "instrument" in line.constants:
            self._one_of(line.constants["instrument"], KINDS, "instrument")
        elif "instrument" in line.columns and not instruments:
            self._blame("lacks", name="[instruments]")
        if "stage" in line.constants:
            self._one_of(line.constants["stage"], STAGES, "stage")
        if "basis" in line.constants:
            self._one_of(line.constants["basis"], BASES, "basis")
        code = line.constants.get("currency")
        if code is not None and minor_digits(code) is None:
            self._blame("schema", key="currency", what="a code of ISO 4217, such as GBP")

    def _numbers(self, formats: Map[str, Any]) -> NumberForm:
        decimal = self._one_of(self._text(formats, "decimal", "."), (".", ","), "formats.decimal")
        thousands = self._text(formats, "thousands")
        thousands = self._one_of(
            thousands, ("", ",", ".", " ", "'", "’", "\u00a0", "\u202f"), "formats.thousands"
        )
        if thousands == decimal:
            self._blame("schema", key="formats.thousands", what="another sign than formats.decimal")
        scale = {}
        for word, factor in self._table(formats, "scale").items():
            if (
                not word.strip()
                or isinstance(factor, bool)
                or not isinstance(factor, int)
                or not 1 <= factor <= MAX_NUMBER
            ):
                self._blame("schema", key=f"formats.scale.{word}", what="a whole number from 1")
            else:
                scale[word] = Decimal(factor)
        places = self._number(formats, "round", None, 0, MAX_DECIMALS)
        times = Decimal(self._number(formats, "times", 1, 1, int(MAX_NUMBER)) or 1)
        return NumberForm(decimal, thousands, self._list(formats, "strip"), scale, places, times)

    def _schemes(self, table: Map[str, Any], key: str) -> Map[str, str]:
        schemes = self._words(table, key)
        for scheme in schemes:
            if scheme != "org-id" and not is_scheme(scheme):
                self._blame(
                    "schema",
                    key=f"{key}.{scheme}",
                    what="a list code of org-id.guide, such as GB-COH, or org-id",
                )
        return schemes

    # ---- one value

    def _known(self, table: Map[str, Any], known: frozenset[str], where: str) -> None:
        for key in table:
            if key not in known:
                self._blame("unknown", key=where + key, keys=", ".join(sorted(known)))

    def _table(self, table: Map[str, Any], key: str) -> Map[str, Any]:
        found = table.get(key, {})
        if not isinstance(found, dict):
            self._blame("schema", key=key, what=f"a table [{key}]")
            return {}
        return found

    def _words(self, table: Map[str, Any], key: str) -> dict[str, str]:
        found = self._table(table, key)
        return {k: self._text(found, k) for k in found}

    def _text(self, table: Map[str, Any], key: str, default: str = "") -> str:
        found = table.get(key, default)
        if not isinstance(found, str) or len(found) > 1_000:
            self._blame("schema", key=key, what="a text in quotes")
            return default
        return found

    def _list(self, table: Map[str, Any], key: str) -> tuple[str, ...]:
        found = table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self._blame("schema", key=key, what='a list of texts, such as ["a", "b"]')
            return ()
        return tuple(found)

    def _number(
        self, table: Map[str, Any], key: str, default: int | None, least: int, most: int
    ) -> int | None:
        found = table.get(key, default)
        if found is not None and (
            isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most
        ):
            self._blame("schema", key=key, what=f"a whole number from {least} to {most}")
            return default
        return found

    def _one_of(self, word: str, words: tuple[str, ...], key: str) -> str:
        if word not in words:
            self._blame(
                "schema",
                key=key,
                what="one of " + ", ".join(json.dumps(w, ensure_ascii=False) for w in words),
            )
            return words[0]
        return word

    def _blame(self, why: str, **values: object) -> None:
        named = str(values.get("key", values.get("name", ""))).rpartition(".")[2]
        self.faults.append(fault(f"CW7205.{why}", self._file, self._line_of(named), **values))

    def _line_of(self, key: str) -> int:
        """Return the line that gives a key, or opens the table of that name; the first if none does."""
        form = re.compile(rf"\s*(?:\[+)?\s*[\"']?{re.escape(key)}[\"']?\s*[=\]]")
        return next((n for n, line in enumerate(self._lines, 1) if form.match(line)), 1)
