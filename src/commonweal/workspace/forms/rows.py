"""
What a table is once it is read: columns, and rows of text cells that keep their numbers.

The header is row 1; a cell with line breaks is still one row, and an empty row counts although it is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.terms.checking.names import nearest

MAX_COLUMNS: Final = 1_000
"""Most columns of a table."""
MAX_CELL: Final = 64 * 1024
"""Most bytes of a cell."""


@dataclass(frozen=True, slots=True)
class Columns:
    """
    What a table's header may say.

    Attributes
    ----------
    required : must be there; optional : may be there
    open : other columns are no fault (the names that would be known could not be read)
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    open: bool = False


class Row(NamedTuple):
    """
    One row; `fault` says why its cells must not be used.

    Attributes
    ----------
    fatal : nothing after this row can be trusted, nor anything before it be used
    """

    number: int
    cells: tuple[str, ...]
    fault: Diagnostic | None = None
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header is in order. Its rows are read anew each time one asks for them."""

    file: str
    columns: tuple[str, ...]
    scan: Callable[[], Iterator[Row]]

    def rows(self) -> Iterator[Row]:
        """Return the rows that are not empty; one that is not as wide as the header has a fault."""
        for row in self.scan():
            if row.fault is not None or any(row.cells):
                yield self._squared(row)
            if row.fatal:
                return

    def _squared(self, row: Row) -> Row:
        wanted, found = len(self.columns), len(row.cells)
        if row.fault is not None or wanted == found:
            return row
        at = cell_span(self.file, row.number, min(wanted, found) + 1)
        fault = diagnose("CW5105.ragged", at, found=found, wanted=wanted)
        return Row(row.number, row.cells, fault)


def cell_span(file: str, row: int, column: int) -> Span:
    """Return the place of a cell: row and column, both from 1."""
    return Span(file, row, column, row, column + 1)


def check_header(names: tuple[str, ...], file: str, columns: Columns) -> tuple[Diagnostic, ...]:
    """Return every fault of a header: an empty, doubled or unknown name, a name that is missing."""
    if len(names) == 1 and (found := next((sign for sign in ";\t|" if sign in names[0]), None)):
        return (diagnose("CW5107.divided", cell_span(file, 1, 1), sign=shown(found)),)
    known = dict.fromkeys(columns.required + columns.optional)
    missing = [name for name in columns.required if name not in names]
    faults = []
    seen: set[str] = set()
    for n, name in enumerate(names, 1):
        at = cell_span(file, 1, n)
        if name in seen:
            faults.append(diagnose("CW5107.twice", at, name=shown(name)))
        elif not name.strip():
            faults.append(diagnose("CW5107.nameless", at))
        elif name not in known and not columns.open:
            near = nearest(name[:80].strip().lower(), known)
            mend = [f"did you mean {' or '.join(near)}?"] if near else [f"the columns are {', '.join(known)}"]
            faults.append(diagnose("CW5107.column", at, help=mend, name=shown(name)))
        seen.add(name)
    if missing:
        faults.append(diagnose("CW5107.lacks", cell_span(file, 1, 1), names=", ".join(missing)))
    return tuple(faults)


def shown(cell: str, most: int = 40) -> str:
    """Return a cell as a message may show it: short, and without characters that cannot be seen."""
    short = cell if len(cell) <= most else cell[: most - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)
