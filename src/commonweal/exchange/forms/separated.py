"""CSV files of other people: rows of text cells, whatever stands between the cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from commonweal.exchange.forms.bounds import MAX_CELL, MAX_COLUMNS, MAX_ROWS, fault
from commonweal.ground.diagnostics import Diagnostic, Result

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 50
_SHORT: Final = MAX_CELL // 4
"""Characters that are within the limit in every encoding."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A table as it is written: the head, and rows that have as many cells.

    Attributes
    ----------
    rows : number (as a spreadsheet counts) and cells of each row that is not empty
    formulas : (row, column) of cells that hold a formula instead of a value
    """

    file: str
    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_csv(text: str, file: str, *, delimiter: str = "", header_row: int = 1) -> Result[Sheet]:
    """
    Return the table of a CSV text, or every fault of its form.

    Parameters
    ----------
    delimiter : what stands between cells; "" for the one that fits best
    header_row : the row that names the columns; what stands above it is not read
    """
    numbered: list[tuple[int, tuple[str, ...]]] = []
    sign = delimiter or delimiter_of(text)
    for number, cells, wrong in _scan(text, file, sign):
        if wrong is not None:
            return Result(None, (wrong,))
        if number >= header_row and "".join(cells).strip():
            numbered.append((number, cells))
    if not numbered or numbered[0][0] != header_row:
        return Result(None, (fault("CW7201.headless", file, header_row, 1, row=header_row),))
    return squared(file, numbered)


def squared(file: str, numbered: list[tuple[int, tuple[str, ...]]]) -> Result[Sheet]:
    """Return rows under their head, or the faults of the head and of rows that are not as wide."""
    (first, names), *rows = numbered
    head = tuple(name.strip() for name in names)
    faults = [
        fault("CW7201.twice", file, first, n + 1, name=name)
        for n, name in enumerate(head)
        if name and name in head[:n]
    ]
    width = len(head)
    made = []
    for number, cells in rows:
        if len(cells) < width or any(cells[width:]):
            column = min(len(cells), width) + 1
            faults.append(fault("CW7201.ragged", file, number, column, found=len(cells), wanted=width))
        made.append((number, cells[:width]))
    return Result(None, tuple(faults)) if faults else Result(Sheet(file, head, tuple(made)))


def delimiter_of(text: str) -> str:
    """Return the sign that divides the first rows into most cells, the same number in each."""
    return max(DELIMITERS, key=lambda sign: (_evenness(text, sign), -DELIMITERS.index(sign)))


def _evenness(text: str, sign: str) -> tuple[int, int]:
    widths: dict[int, int] = {}
    for number, cells, wrong in _scan(text, "", sign):
        if wrong is not None or number > _SAMPLE:
            break
        if len(cells) > 1:
            widths[len(cells)] = widths.get(len(cells), 0) + 1
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _scan(text: str, file: str, sign: str) -> Iterator[tuple[int, tuple[str, ...], Diagnostic | None]]:
    """Yield every row with its number; a fault of the form ends the reading."""
    number = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True):
            number += 1
            if number > MAX_ROWS + 1:
                yield number, (), fault("CW7201.rows", file, number, 1, limit=MAX_ROWS)
                return
            if len(cells) > MAX_COLUMNS:
                yield number, (), fault("CW7201.wide", file, number, MAX_COLUMNS + 1, limit=MAX_COLUMNS)
                return
            long = _too_long(cells) if max(map(len, cells), default=0) > _SHORT else 0
            wrong = fault("CW7201.cell", file, number, long, limit=MAX_CELL // 1024) if long else None
            yield number, tuple(cells), wrong
    except csv.Error as broken:
        said = str(broken)
        key = "cell" if "limit" in said else "open" if "end of data" in said else "stray"
        yield number + 1, (), fault(f"CW7201.{key}", file, number + 1, 1, limit=MAX_CELL // 1024)


def _too_long(cells: list[str]) -> int:
    """Return the first cell that has too many bytes, 0 if none has."""
    sizes = (len(cell.encode("utf-8", "surrogatepass")) for cell in cells)
    return next((n for n, size in enumerate(sizes, 1) if size > MAX_CELL), 0)
