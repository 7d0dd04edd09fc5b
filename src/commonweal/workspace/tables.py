"""
Tables, read carefully: CSV and Parquet files give the same rows of text cells.

Nothing is guessed: no dialect, no encoding, no types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from commonweal.ground.diagnostics import Result, diagnose
from commonweal.workspace.forms.columnar import read_parquet
from commonweal.workspace.forms.rows import Columns, Table, cell_span
from commonweal.workspace.forms.separated import read_csv

MAX_FILE: Final = 256 * 1024 * 1024
"""Most bytes of a file."""


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
    read = read_parquet if file.endswith(".parquet") else read_csv
    return read(data, file, columns)


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
