"""
The classes of fields, as the workspace itself states them in `publication/classes.toml`.

```toml
[[class]]
file = "evidence/*.csv"          # which tables, by pattern
column = "value"                 # which column; left out: every column that can be withheld
where = { measure = "wage_bill", agreement = "WI-FXC" }
class = "withheld"               # public | withheld | parties | personal
until = 2027-01-01               # withheld only: the last day
basis = "Trade secret, section 5"
```

The last entry that fits a cell decides; a cell that none fits has the site's own class. Only what can be
withheld without making a false finding is withheld: a value becomes `undisclosed`, which the language knows,
and words become the class. Amounts and days of payments, decisions and agreements decide what somebody owes:
to withhold them would accuse a firm of not having paid, so an entry that asks for it is a fault.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, Final

from commonweal.web.policy import PUBLIC, Class, Marking
from commonweal.workspace.load import AGREEMENT_TABLES

FILE: Final = "publication/classes.toml"
VALUES: Final[Mapping[str, frozenset[str]]] = {
    "evidence": frozenset({"value"}),
    "agreements/parameters.csv": frozenset({"value"}),
    "agreements/series.csv": frozenset({"value"}),
}
"""Columns that may say `undisclosed`, by folder or file."""
SAID: Final = ("", "closed", "undisclosed")
"""What a cell for a value may say that is no figure: withdrawn, a closing statement, not disclosed."""
WORDS: Final[Mapping[str, frozenset[str]]] = {
    "evidence": frozenset({"source"}),
    "payments": frozenset({"source"}),
    "decisions": frozenset({"reason"}),
    "parties.csv": frozenset({"name", "identifier"}),
    "subjects.csv": frozenset({"label"}),
}
"""Columns of words, which nothing is judged by."""
DOCUMENTS: Final = "documents/"
"""The folder of documents of agreements, none of which is read when a workspace is judged (`documents`)."""
NOT_PUBLIC: Final = "not public"
TABLES: Final = ("evidence", "payments", "decisions", "indicators")
"""Folders of tables that are read when a workspace is judged."""
_WHOLE: Final = frozenset({"evidence/*.csv", "evidence/*", "*.csv", "*"})
_COUNTED: Final = frozenset({"agreement", "kind", "measure"})
_KEYS: Final = ("file", "column", "where", "class", "until", "basis")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the file: the cells it is about, and their class."""

    file: str
    marking: Marking
    column: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)

    def fits(self, path: str, column: str, row: Mapping[str, str]) -> bool:
        """Say whether a cell is meant."""
        if not fnmatchcase(path, self.file) or self.column not in (None, column):
            return False
        return all(row.get(name) == value for name, value in self.where.items())

    def meets(self, row: Mapping[str, str]) -> bool:
        """Say whether figures of the agreement, kind and measure of a row can be meant."""
        return all(row.get(name) == self.where[name] for name in _COUNTED & self.where.keys())


@dataclass(frozen=True, slots=True)
class Markings:
    """Every entry, and the class of what none names."""

    unmarked: Marking
    entries: tuple[Entry, ...] = ()

    def of(self, path: str, column: str, row: Mapping[str, str]) -> Marking:
        """Return the class of a cell; what cannot be withheld is public by its nature."""
        if not can_be_withheld(path, column) or (column == "value" and row.get(column) in SAID):
            return PUBLIC
        if column == "reason" and row.get("public") == "no":
            return Marking(Class.PARTIES, basis="the row says that it is not public")
        found = [entry.marking for entry in self.entries if entry.fits(path, column, row)]
        return found[-1] if found else self.unmarked

    def of_total(self, path: str, row: Mapping[str, str]) -> tuple[Marking, ...]:
        """
        Return the classes that figures summed by a closing statement may have.

        They may stand in any table of evidence and name any subject and day, so an entry counts unless it
        speaks of another agreement, kind or measure; one about all of them decides anew.
        """
        if not holds_values(path, "value"):
            return ()
        found = [self.unmarked]
        for entry in self.entries:
            if entry.column not in (None, "value") or not entry.meets(row):
                continue
            if entry.file in _WHOLE and entry.where.keys() <= _COUNTED:
                found.clear()
            found.append(entry.marking)
        return tuple(found)

    def of_file(self, path: str) -> Marking:
        """Return the class of a whole file that is no table."""
        found = [e.marking for e in self.entries if e.column is None and fnmatchcase(path, e.file)]
        return found[-1] if found else self.unmarked


def is_table(path: str) -> bool:
    """Say whether a file is a table that is read when a workspace is judged; any other is a document."""
    folder, _, name = path.rpartition("/")
    if folder == "agreements":
        return name in AGREEMENT_TABLES
    return path in ("parties.csv", "subjects.csv") or (folder in TABLES and name.endswith(".csv"))


def is_document(path: str) -> bool:
    """Say whether a file is a document of an agreement, kept as its bytes."""
    return path.startswith(DOCUMENTS)


def can_be_withheld(path: str, column: str) -> bool:
    """Say whether a column may be kept back without making a false finding."""
    return holds_values(path, column) or column in _named(WORDS, path)


def holds_values(path: str, column: str) -> bool:
    """Say whether a column holds figures that the language can treat as undisclosed."""
    return column in _named(VALUES, path)


def _named(table: Mapping[str, frozenset[str]], path: str) -> frozenset[str]:
    return table.get(path) or table.get(path.partition("/")[0] if "/" in path else path, frozenset())


def read_markings(content: bytes | None, unmarked: Marking) -> tuple[Markings, tuple[str, ...]]:
    """Return the classes that a file states, with every fault as one line; None: there is no such file."""
    if content is None:
        return Markings(unmarked), ()
    try:
        said = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        return Markings(unmarked), (f"{FILE}: {fault}",)
    entries, faults = [], [f"{FILE}: unknown key {key!r}" for key in said if key != "class"]
    tables = said.get("class", [])
    for n, table in enumerate(tables if isinstance(tables, list) else [tables], start=1):
        where = f"{FILE}: entry {n}"
        found = _faults(table) if isinstance(table, dict) else ["is no table"]
        if found:
            faults += [f"{where}: {fault}" for fault in found]
        else:
            entries.append(_entry(table))
    return Markings(unmarked, tuple(entries)), tuple(faults)


def _entry(table: Mapping[str, Any]) -> Entry:
    marking = Marking(Class(table["class"]), table.get("until"), table.get("basis", ""))
    return Entry(table["file"], marking, table.get("column"), table.get("where", {}))


def _faults(table: Mapping[str, Any]) -> Sequence[str]:
    faults = [f"unknown key {key!r}; the keys are {', '.join(_KEYS)}" for key in table if key not in _KEYS]
    for key in ("file", "class"):
        if not isinstance(table.get(key), str):
            faults.append(f"{key} is missing or no text")
    for key in ("column", "basis"):
        if key in table and not isinstance(table[key], str):
            faults.append(f"{key} is no text")
    if table.get("class") not in {c.value for c in Class}:
        faults.append(f"class is one of {', '.join(c.value for c in Class)}")
    faults += _until_faults(table)
    where = table.get("where", {})
    if not isinstance(where, dict) or not all(isinstance(value, str) for value in where.values()):
        faults.append('where is a table of texts, as { measure = "wage_bill" }')
    if not faults and (column := table.get("column")) and not _possible(table["file"], column):
        faults.append(
            f"{column} of {table['file']} decides what somebody owes and cannot be withheld; "
            f"these can: {_possible_columns()}"
        )
    return faults


def _until_faults(table: Mapping[str, Any]) -> list[str]:
    if "until" not in table:
        return []
    if type(table["until"]) is not date:
        return ["until is a day, as 2027-01-01"]
    return [] if table.get("class") == "withheld" else ["until goes with the class withheld only"]


def _possible(pattern: str, column: str) -> bool:
    """Say whether a pattern names some table of which a column can be withheld."""
    places = [*VALUES, *WORDS]
    examples = (place if place.endswith(".csv") else f"{place}/x.csv" for place in places)
    folder = pattern.partition("/")[0]
    return can_be_withheld(pattern, column) or any(
        can_be_withheld(path, column)
        for path in examples
        if fnmatchcase(path, pattern) or path.partition("/")[0] == folder
    )


def _possible_columns() -> str:
    found: Iterable[tuple[str, frozenset[str]]] = (*VALUES.items(), *WORDS.items())
    return "; ".join(f"{place}: {', '.join(sorted(columns))}" for place, columns in found)
