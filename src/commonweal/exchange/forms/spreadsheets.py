"""
Spreadsheets (XLSX): the rows of one sheet as text, nothing evaluated, nothing fetched.

The packed file is judged before it is opened: its entries, sizes and names, then every XML part for
declarations, which no spreadsheet needs. A cell that holds a formula is marked; what it would give is not
read, since nobody can say whether it is what the formula gives today.

Source: ECMA-376; OWASP ASVS 5.0, 1.5.1 and 5.2.3; methods-reliability.md R11.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from commonweal.exchange.forms.bounds import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_ROWS,
    MAX_UNPACKED,
    fault,
)
from commonweal.exchange.forms.separated import Sheet, squared
from commonweal.ground.diagnostics import Diagnostic, Result

_FREE: Final = 1024 * 1024
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
"""What unpacking a damaged file raises."""
_UNFIT: Final = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, OverflowError, ParseError,
    zipfile.BadZipFile,
)  # fmt: skip
"""What openpyxl raises for parts that do not fit together; it has no exception of its own for that."""
_XML: Final = (".xml", ".rels", ".vml")


def read_xlsx(data: bytes, file: str, *, sheet: str = "", header_row: int = 1) -> Result[Sheet]:
    """
    Return the table of a sheet, or every fault of the file.

    Parameters
    ----------
    sheet : its name; "" for the only one
    """
    wrong = _unsound(data, file)
    if wrong is not None:
        return Result(None, (wrong,))
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    try:
        # Formulas stay formulas (data_only off): a cell is marked, never computed, never believed.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except _UNFIT:
        return Result(None, (fault("CW7202.broken", file),))
    try:
        named = {one.title: one for one in book.worksheets}
        if (sheet and sheet not in named) or (not sheet and len(named) != 1):
            names = ", ".join(named) or "none"
            key = "CW7202.sheet" if sheet else "CW7202.sheets"
            return Result(None, (fault(key, file, sheet=sheet, sheets=names),))
        return _table(named[sheet] if sheet else book.worksheets[0], file, header_row)
    except _UNFIT:
        return Result(None, (fault("CW7202.broken", file),))
    finally:
        book.close()


# ---- the packed file ---------------------------------------------------------------------------------


def _unsound(data: bytes, file: str) -> Diagnostic | None:
    """Return why a packed file must not be opened, None if it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            if wrong := _bad_entries(entries, len(data), file):
                return wrong
            for entry in entries:
                if wrong := _bad_part(packed, entry, file):
                    return wrong
    except _DAMAGED:
        return fault("CW7202.zip", file)
    return None


def _bad_entries(entries: list[zipfile.ZipInfo], size: int, file: str) -> Diagnostic | None:
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES:
        return fault("CW7202.entries", file, limit=MAX_ENTRIES)
    if len(set(names)) < len(names):
        return fault("CW7202.overlap", file)
    total = sum(entry.file_size for entry in entries)
    if total > min(MAX_UNPACKED, max(_FREE, size * MAX_RATIO)):
        return fault("CW7202.bomb", file, ratio=MAX_RATIO, limit=MAX_UNPACKED // 1024**2)
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            return fault("CW7202.path", file, name=name)
        if entry.flag_bits & 1:
            return fault("CW7202.locked", file)
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            return fault("CW7202.path", file, name=name)
        if name.lower().endswith((".zip", ".xlsx", ".xlsm", ".gz", "vbaproject.bin")):
            return fault("CW7202.inside", file, name=name)
    if "xl/workbook.xml" not in names:
        return fault("CW7202.none", file)
    return None


def _bad_part(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> Diagnostic | None:
    """Return what is wrong with one part: more bytes than it says, XML that declares, XML that is none."""
    if not entry.filename.lower().endswith(_XML):
        return None
    with packed.open(entry) as stream:
        try:
            root: Any = None
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                root = element if root is None else root
                if event == "end":
                    root.clear()  # nothing of it is kept: it is only looked at
        except DefusedXmlException:
            return fault("CW7202.declares", file, name=entry.filename)
        except (ParseError, LookupError, ValueError):
            return fault("CW7202.xml", file, name=entry.filename)
    return None


# ---- the sheet ---------------------------------------------------------------------------------------


def _table(sheet: Any, file: str, header_row: int) -> Result[Sheet]:
    numbered: list[tuple[int, tuple[str, ...]]] = []
    formulas: set[tuple[int, int]] = set()
    for number, row in enumerate(_rows(sheet), 1):
        if number > MAX_ROWS + 1:
            return Result(None, (fault("CW7201.rows", file, number, 1, limit=MAX_ROWS),))
        if len(row) > MAX_COLUMNS and any(c.value is not None for c in row[MAX_COLUMNS:]):
            return Result(None, (fault("CW7201.wide", file, number, MAX_COLUMNS + 1, limit=MAX_COLUMNS),))
        if number < header_row:
            continue
        cells = []
        for n, cell in enumerate(row[:MAX_COLUMNS], 1):
            said = _said(cell)
            if said is None or len(said.encode("utf-8", "surrogatepass")) > MAX_CELL:
                key = "CW7202.error" if said is None else "CW7201.cell"
                return Result(
                    None, (fault(key, file, number, n, cell=str(cell.value), limit=MAX_CELL // 1024),)
                )
            if getattr(cell, "data_type", "n") == "f":
                formulas.add((number, n))
            cells.append(said)
        if any(cell.strip() for cell in cells):
            numbered.append((number, tuple(cells)))
    if not numbered or numbered[0][0] != header_row:
        return Result(None, (fault("CW7201.headless", file, header_row, 1, row=header_row),))
    made = squared(file, _evened(numbered))
    if made.value is None:
        return made
    return Result(Sheet(file, made.value.head, made.value.rows, frozenset(formulas)))


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # What the sheet says of its own size is not believed: it may say anything.
    sheet.reset_dimensions()
    yield from sheet.iter_rows()


def _evened(rows: list[tuple[int, tuple[str, ...]]]) -> list[tuple[int, tuple[str, ...]]]:
    """Return rows of one width: a spreadsheet leaves empty cells at the end of a row away."""
    head = rows[0][1]
    while head and not head[-1].strip():
        head = head[:-1]
    width = len(head)
    return [(rows[0][0], head), *((n, cells + ("",) * (width - len(cells))) for n, cells in rows[1:])]


def _said(cell: Any) -> str | None:
    """Return what a cell says as text, None if it holds an error."""
    value = cell.value
    if getattr(cell, "data_type", "n") == "e":
        return None
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date() | time():
            return value.isoformat()
        case int():
            return str(value)
        case float():
            return _plain(value)
    return str(value)


def _plain(value: float) -> str:
    """Return the shortest number that is this one: a spreadsheet holds no more than that."""
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
