"""
Tables as rows, and rows as the very bytes they came from.

A row is kept as its cells. Where writing these cells our way would give other bytes (quotes that need not be,
no line break at the end), the row is kept as it was written too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_QUOTED: Final = re.compile(r'[",\r\n]')


class NoTable(Exception):
    """A text that is no table."""


@dataclass(frozen=True, slots=True)
class Written:
    """A row: its cells, and how it was written where that is not our way."""

    cells: tuple[str, ...]
    raw: str | None = None


def read_sheet(text: str) -> tuple[str, list[Written]]:
    """
    Return how lines end in a table, and its rows, the header first.

    Raises
    ------
    NoTable : quotes do not close, or stand where they may not
    """
    newline = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
    rows = []
    for n, raw in enumerate(_records(text)):
        cells = _cells(raw.removeprefix("\ufeff") if n == 0 else raw)
        rows.append(Written(cells, None if write_row(cells, newline) == raw else raw))
    return newline, rows


def write_sheet(newline: str, rows: Iterable[Written]) -> str:
    """Return the text of a table."""
    return "".join(write_row(row.cells, newline) if row.raw is None else row.raw for row in rows)


def write_row(cells: Iterable[str], newline: str) -> str:
    """Return a row our way: quotes only where they must be."""
    quoted = ('"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in cells)
    return ",".join(quoted) + newline


def _records(text: str) -> Iterator[str]:
    """Yield rows with their line ends; a line break between quotes ends none."""
    start = at = 0
    quotes = 0
    while start < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end + 1
        quotes += text.count('"', at, end)
        at = end
        if quotes % 2 and end < len(text):
            continue
        if quotes % 2:
            raise NoTable("a quote does not close")
        yield text[start:end]
        start, quotes = end, 0


def _cells(raw: str) -> tuple[str, ...]:
    line = raw.removesuffix("\n").removesuffix("\r")
    if '"' not in line:
        return tuple(line.split(","))
    try:
        return tuple(next(csv.reader([line], strict=True)))
    except (csv.Error, StopIteration) as fault:
        raise NoTable(str(fault)) from fault
