"""
CSV files: RFC 4180, UTF-8, nothing guessed; a limit is checked before the memory for what it limits is taken.

A fault of the file's form ends the reading: after it nobody can tell where a row begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from commonweal.ground.diagnostics import Result, diagnose
from commonweal.workspace.forms.rows import (
    MAX_CELL,
    MAX_COLUMNS,
    Columns,
    Row,
    Table,
    cell_span,
    check_header,
)

_BOM: Final = b"\xef\xbb\xbf"
_PLAIN_CELL: Final = re.compile(rb'[^,"\n]*')
_POISON: Final = (
    ("CW5107.nul", re.compile(rb"\0")),
    ("CW5107.return", re.compile(rb"\r(?!\n)")),
    ("CW5107.mark", re.compile(_BOM)),
)


def read_csv(data: bytes, file: str, columns: Columns) -> Result[Table]:
    """Return the table of a CSV file, or None and every fault of its header."""
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
