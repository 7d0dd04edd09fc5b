"""
From files to rows: every row of every file is judged before any is used.

A file with a fault contributes nothing. With `quarantine`, a row with a fault is set aside with its
reasons and the other rows of its file are used; a file that cannot be read as a table is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from commonweal.ground.diagnostics import Diagnostic, Note, diagnose, in_order
from commonweal.ground.errors import CommonwealError
from commonweal.workspace.fields import Cells
from commonweal.workspace.forms.rows import Columns, cell_span
from commonweal.workspace.tables import read_table, write_table

T = TypeVar("T")
Words = tuple[Any, ...]
"""What a row says: hashable parts that have an order, in the same places of every row of a table."""

MAX_FAULTS: Final = 10_000
"""Rows at fault after which a file is read no further, unless its bad rows are set aside."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of the workspace: its name inside it (with `/`), and how its bytes are had."""

    name: str
    read: Callable[[], bytes]


@dataclass(slots=True)  # not frozen: there is one for every row, and freezing costs more than reading a cell
class Entry(Generic[T]):
    """
    What a row became, and the row.

    Attributes
    ----------
    says : what the value says, place apart: equal for rows of the same content, and their order
    cells : kept only where the row may have to be set aside
    """

    value: T
    says: Words
    file: str
    row: int
    cells: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Return `file:row`."""
        return f"{self.file}:{self.row}"


@dataclass(frozen=True, slots=True, order=True)
class SetAside:
    """A row that was put into quarantine, and why."""

    file: str
    row: int
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """What some files contributed."""

    values: tuple[T, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


class Gathering(Generic[T]):
    """The rows of some files while they are read and compared with one another."""

    def __init__(self, content: Callable[[T], Words], *, quarantine: bool = False) -> None:
        self.entries: list[Entry[T]] = []
        self._content = content
        self._quarantine = quarantine
        self._warnings: list[Diagnostic] = []
        self._spoilt: dict[str, list[Diagnostic]] = defaultdict(list)
        self._bad: dict[tuple[str, int], tuple[tuple[str, ...], list[Diagnostic]]] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._twins: dict[tuple[str, int], list[Entry[T]]] = {}

    def read(self, file: TableFile, columns: Columns, make: Callable[[Cells], T | None]) -> None:
        """
        Read one file; `make` gives what a row becomes and notes its faults in the cells it is given.

        A row for which `make` gives None without a fault cannot be judged yet, and is passed over.
        """
        result = read_table(file.read(), file.name, columns)
        if result.value is None:
            self._spoilt[file.name].extend(result.diagnostics)
            return
        table = result.value
        self._columns[file.name] = table.columns
        index = {name: n for n, name in enumerate(table.columns)}
        faulty = 0
        for row in table.rows():
            faulty += not self._take(Cells(file.name, index, row), make)
            if faulty > MAX_FAULTS and not self._quarantine:
                at = cell_span(file.name, row.number, 1)
                self._spoilt[file.name].append(diagnose("CW5107.faults", at, limit=MAX_FAULTS))
                return

    def _take(self, cells: Cells, make: Callable[[Cells], T | None]) -> bool:
        file, row = cells.file, cells.row
        if row.fault and row.fatal:
            self._spoilt[file].append(row.fault)
            return False
        value = None
        if row.fault:
            cells.faults.append(row.fault)
        else:
            value = make(cells)
        if any(fault.is_error for fault in cells.faults):
            self._bad[file, row.number] = (row.cells, cells.faults)
            return False
        self._warnings.extend(cells.faults)
        if value is not None:
            kept = row.cells if self._quarantine else ()
            self.entries.append(Entry(value, self._content(value), file, row.number, kept))
        return True

    def clash(self, group: Sequence[Entry[T]], column: str, key: str, /, **values: object) -> None:
        """Note a fault of each of several rows that cannot stand together."""
        for one, other in zip(group, (*group[1:], group[0]), strict=True):
            self.blame(one, column, key, other=other, values=values)

    def blame(
        self,
        entry: Entry[T],
        column: str,
        key: str,
        *,
        other: Entry[T] | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        """Note a fault of a row that shows beside another; an error spoils it and its copies."""
        notes = [Note(f"the other row: {other.place}", cell_span(other.file, other.row, 1))] if other else []
        for one in self._copies(entry):
            names = self._columns[one.file]
            at = cell_span(one.file, one.row, names.index(column) + 1 if column in names else 1)
            fault = diagnose(key, at, notes=notes, values=values)
            if not fault.is_error:
                self._warnings.append(fault)
                return
            self._bad.setdefault((one.file, one.row), (one.cells, []))[1].append(fault)

    def _copies(self, entry: Entry[T]) -> list[Entry[T]]:
        """Return a row that was kept, and the rows let go for it."""
        return [entry, *self._twins.get((entry.file, entry.row), [])]

    def once(self) -> list[tuple[Entry[T], Entry[T]]]:
        """Keep the first of rows that say the same; return each row let go with the one that is kept."""
        # the sort is stable, so of equal rows that of the first file and row comes first
        self.entries.sort(key=lambda entry: entry.says)
        kept: list[Entry[T]] = []
        gone: list[tuple[Entry[T], Entry[T]]] = []
        for entry in self.entries:
            if kept and (first := kept[-1]).says == entry.says:
                gone.append((entry, first))
                self._twins.setdefault((first.file, first.row), []).append(entry)
            else:
                kept.append(entry)
        self.entries = kept
        return gone

    def groups(self, parts: int) -> Iterator[list[Entry[T]]]:
        """Return rows whose first parts say the same (negative: all parts but the last), after `once`."""
        for _, found in groupby(self.entries, key=lambda entry: entry.says[:parts]):
            group = list(found)
            if len(group) > 1:
                yield group

    def sharing(self, column: str, key: Callable[[T], object]) -> Iterator[list[Entry[T]]]:
        """Return different rows that share a name of their own, which a column may give them."""
        if not any(column in columns for columns in self._columns.values()):
            return
        found: dict[object, list[Entry[T]]] = defaultdict(list)
        for entry in self.entries:
            found[key(entry.value)].append(entry)
        yield from (group for group in found.values() if len(group) > 1)

    def settle(self) -> Loaded[T]:
        """Return what counts, ordered by what it says and not by files, and what does not; after `once`."""
        bad_files = set(self._spoilt)
        if not self._quarantine:
            bad_files.update(file for file, _ in self._bad)
        sound = (self._sound(entry, bad_files) for entry in self.entries)
        values = tuple(entry.value for entry in sound if entry is not None)
        diagnostics = [*self._warnings, *(d for faults in self._spoilt.values() for d in faults)]
        aside: list[SetAside] = []
        for (file, row), (cells, faults) in self._bad.items():
            if self._quarantine and file not in self._spoilt:
                reasons = tuple(f"{fault.code}: {fault.message}" for fault in in_order(faults))
                aside.append(SetAside(file, row, self._columns[file], cells, reasons))
            else:
                diagnostics.extend(faults)
        diagnostics.extend(_notices(aside))
        return Loaded(values, tuple(diagnostics), tuple(sorted(aside)))

    def _sound(self, entry: Entry[T], bad_files: set[str]) -> Entry[T] | None:
        """Return a row, or one that says the same, of a file that counts; None if there is none."""
        for one in self._copies(entry):
            if one.file not in bad_files and (one.file, one.row) not in self._bad:
                return one
        return None


def _notices(aside: Iterable[SetAside]) -> Iterator[Diagnostic]:
    """Return one warning per file of which rows were set aside."""
    files: dict[str, list[int]] = defaultdict(list)
    for item in aside:
        files[item.file].append(item.row)
    for file, rows in files.items():
        yield diagnose(
            "CW5109.aside", cell_span(file, min(rows), 1), count=len(rows), where=quarantine_name(file)
        )


def quarantine_name(file: str) -> str:
    """Return the name of the file that holds the rows set aside from another."""
    return f"quarantine/{file}" if file.endswith(".csv") else f"quarantine/{file}.csv"


def write_quarantine(folder: Path, rows: Iterable[SetAside]) -> tuple[Path, ...]:
    """
    Write rows set aside below `quarantine/` in a workspace, each with its row number and its reasons.

    No cell of these files runs as a formula in a spreadsheet.

    Raises
    ------
    CommonwealError : `quarantine` leads out of the folder
    """
    files: dict[str, list[SetAside]] = defaultdict(list)
    for item in rows:
        files[quarantine_name(item.file)].append(item)
    written = []
    for name, items in sorted(files.items()):
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise CommonwealError(f"{name} leads out of the workspace")
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = ("row", "reasons", *items[0].columns)
        lines = [(str(item.row), "; ".join(item.reasons), *item.cells) for item in sorted(items)]
        path.write_bytes(write_table(columns, lines, harmless=True))
        written.append(path)
    return tuple(written)
