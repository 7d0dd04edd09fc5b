"""
Tables, read carefully: CSV (RFC 4180, UTF-8) and Parquet give the same rows of text cells.

Nothing is guessed: no dialect, no encoding, no types. Every limit is checked before the memory for what it
limits is taken. A row keeps the number that a spreadsheet shows for it: the header is row 1, a cell with
line breaks is still one row, and an empty row counts although it is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose
from commonweal.terms.checking.names import nearest

MAX_COLUMNS: Final = 1_000
"""Most columns of a table."""
MAX_CELL: Final = 64 * 1024
"""Most bytes of a cell."""
MAX_FILE: Final = 256 * 1024 * 1024
"""Most bytes of a file."""

_BOM: Final = b"\xef\xbb\xbf"
_PLAIN_CELL: Final = re.compile(rb'[^,"\n]*')
_POISON: Final = (
    ("CW5107.nul", re.compile(rb"\0")),
    ("CW5107.return", re.compile(rb"\r(?!\n)")),
    ("CW5107.mark", re.compile(_BOM)),
)


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


def read_table(data: bytes, file: str, columns: Columns) -> Result[Table]:
    """
    Return the table that a file holds, with its header checked.

    Parameters
    ----------
    data : what the file holds; a file whose name ends in `.parquet` is Parquet, any other is CSV
    file : name shown in diagnostics

    Returns
    -------
    the table, or None and every fault of the header; faults of rows come with the rows
    """
    if len(data) > MAX_FILE:
        return Result(None, (diagnose("CW5107.large", cell_span(file, 1, 1), limit=MAX_FILE // 1024**2),))
    if file.endswith(".parquet"):
        from commonweal.workspace import columnar

        return columnar.read_parquet(data, file, columns)
    start = len(_BOM) if data.startswith(_BOM) else 0
    header = next(_scan(data, file, start), None)
    if header is None or not (header.fault or any(header.cells)):
        return Result(None, (diagnose("CW5107.empty", cell_span(file, 1, 1)),))
    if header.fault is not None:
        return Result(None, (header.fault,))
    faults = check_header(header.cells, file, columns)
    if faults:
        return Result(None, faults)
    return Result(Table(file, header.cells, lambda: _body(_scan(data, file, start))))


def check_header(names: tuple[str, ...], file: str, columns: Columns) -> tuple[Diagnostic, ...]:
    """Return every fault of a header: an empty, doubled or unknown name, a name that is missing."""
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


def shown(cell: str) -> str:
    """Return a cell as a message may show it: short, and without characters that cannot be seen."""
    short = cell if len(cell) <= 40 else cell[:39] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)


def write_table(columns: Iterable[str], rows: Iterable[Iterable[str]], *, harmless: bool = False) -> bytes:
    """
    Return a CSV file (UTF-8, CRLF) that `read_table` reads back to the same cells.

    Parameters
    ----------
    harmless : put an apostrophe before a cell that a spreadsheet would run as a formula; such cells do
        not read back equal
    """
    lines = (",".join(_written(cell, harmless) for cell in row) for row in (columns, *rows))
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8")


def _written(cell: str, harmless: bool) -> str:
    if harmless and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        cell = "'" + cell
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[",\r\n]', cell) else cell


# ---- RFC 4180 -------------------------------------------------------------------------------------


def _body(rows: Iterator[Row]) -> Iterator[Row]:
    next(rows)
    return rows


def _scan(data: bytes, file: str, start: int) -> Iterator[Row]:
    """Yield every row with its number, the header too; a fault of the file's form ends the reading."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield _fatal("CW5107.wide", file, 1, 1)
        return
    found = ((m.start(), key) for key, pattern in _POISON if (m := pattern.search(data, start)))
    poison, key = min(found, default=(len(data), ""))
    number = 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if data.find(b'"', start, end) >= 0:
            row, end = _quoted_row(data, file, number, start)
        else:
            row = _plain_row(data, file, number, start, end)
        if poison <= end and poison < len(data):
            row = _fatal(key, file, number, _column_of(data, start, poison))
        yield row
        if row.fatal:
            return
        start = end + 1


def _fatal(key: str, file: str, number: int, column: int, **values: object) -> Row:
    return Row(number, (), diagnose(key, cell_span(file, number, column), values=values), fatal=True)


def _column_of(data: bytes, start: int, at: int) -> int:
    """Return the column of a byte of a row, as well as can be told before its quotes are read."""
    return data.count(b",", start, at) + 1


def _plain_row(data: bytes, file: str, number: int, start: int, end: int) -> Row:
    """Return a row without quotes."""
    if data.count(b",", start, end) >= MAX_COLUMNS:
        return _fatal("CW5107.wide_row", file, number, MAX_COLUMNS + 1, limit=MAX_COLUMNS)
    last = end - 1 if end > start and data[end - 1] == 13 and end < len(data) else end
    cells = data[start:last].split(b",") if last - start > MAX_CELL else []
    for n, cell in enumerate(cells, 1):
        if len(cell) > MAX_CELL:
            return _fatal("CW5107.cell", file, number, n, limit=MAX_CELL // 1024)
    try:
        text = data[start:last].decode("utf-8")
    except UnicodeDecodeError as fault:
        return _fatal("CW5107.utf8", file, number, _column_of(data, start, start + fault.start))
    return Row(number, tuple(text.split(",")))


def _quoted_row(data: bytes, file: str, number: int, start: int) -> tuple[Row, int]:
    """Return a row in which quotes occur, and where it ends, which may be lines further down."""
    cells: list[str] = []
    at = start
    while True:
        n = len(cells) + 1
        if n > MAX_COLUMNS:
            return _fatal("CW5107.wide_row", file, number, n, limit=MAX_COLUMNS), at
        quoted = data[at : at + 1] == b'"'
        raw, after, fault = _quoted_cell(data, at) if quoted else _bare_cell(data, at)
        if fault:
            return _fatal(fault, file, number, n, limit=MAX_CELL // 1024), after
        try:
            cells.append(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return _fatal("CW5107.utf8", file, number, n), after
        at = after + 1
        if data[after : after + 1] != b",":
            return Row(number, tuple(cells)), after


def _bare_cell(data: bytes, at: int) -> tuple[bytes, int, str]:
    """Return a cell without quotes, the place of the comma, line end or file end after it, and its fault."""
    found = _PLAIN_CELL.match(data, at)
    end = found.end() if found else at
    if end - at > MAX_CELL:
        return b"", end, "CW5107.cell"
    if data[end : end + 1] == b'"':
        return b"", end, "CW5107.stray"
    return (data[at : end - 1] if data[end - 1 : end + 1] == b"\r\n" and end > at else data[at:end]), end, ""


def _quoted_cell(data: bytes, at: int) -> tuple[bytes, int, str]:
    """Return what stands between quotes, the place after them, and the cell's fault."""
    limit = at + 2 * MAX_CELL + 3
    close = data.find(b'"', at + 1, limit)
    while close >= 0 and data[close + 1 : close + 2] == b'"':
        close = data.find(b'"', close + 2, limit)
    if close < 0:
        return b"", min(limit, len(data)), "CW5107.cell" if limit < len(data) else "CW5107.open"
    raw = data[at + 1 : close].replace(b'""', b'"')
    after = close + 2 if data[close + 1 : close + 3] == b"\r\n" else close + 1
    if len(raw) > MAX_CELL:
        return b"", after, "CW5107.cell"
    return raw, after, "" if data[after : after + 1] in (b",", b"\n", b"") else "CW5107.stray"
