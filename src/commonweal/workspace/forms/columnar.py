"""
Parquet files as rows of text cells: what a column holds is written as a CSV file would write it.

Binary floating point is refused: 0.1 is not in it, and a record of public money is exact. PyArrow is
imported here only, when a Parquet file is there to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from commonweal.ground.diagnostics import Diagnostic, Result, diagnose
from commonweal.workspace.forms.rows import (
    MAX_CELL,
    MAX_COLUMNS,
    Columns,
    Row,
    Table,
    cell_span,
    check_header,
    shown,
)

_BATCH: Final = 8_192


def read_parquet(data: bytes, file: str, columns: Columns) -> Result[Table]:
    """Return the table of a Parquet file, or None and every fault of its columns."""
    import pyarrow as pa

    try:
        return _read(data, file, columns)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as fault:
        return Result(None, (_broken(file, fault),))


def _read(data: bytes, file: str, columns: Columns) -> Result[Table]:
    """Return the table, or every fault of its columns; raises whatever PyArrow raises over a broken file."""
    import pyarrow as pa
    from pyarrow import parquet

    source = parquet.ParquetFile(pa.BufferReader(data))
    schema = source.schema_arrow
    if source.metadata.num_columns > MAX_COLUMNS or len(schema) > MAX_COLUMNS:
        place = cell_span(file, 1, MAX_COLUMNS + 1)
        return Result(None, (diagnose("CW5107.wide_row", place, limit=MAX_COLUMNS),))
    names = tuple(str(name) for name in schema.names)
    faults = check_header(names, file, columns)
    writers: list[Callable[[Any], str]] = []
    for n, column in enumerate(schema, 1):
        writer = _writer(column.type)
        if isinstance(writer, str):
            at = cell_span(file, 1, n)
            faults += (diagnose(writer, at, name=shown(column.name), type=shown(str(column.type))),)
        else:
            writers.append(writer)
    if faults:
        return Result(None, faults)
    return Result(Table(file, names, lambda: _rows(data, file, writers)))


def _broken(file: str, fault: Exception) -> Diagnostic:
    reason = (str(fault).strip().splitlines() or ["no reason given"])[0]
    return diagnose("CW5107.parquet", cell_span(file, 1, 1), reason=shown(reason, most=100))


def _rows(data: bytes, file: str, writers: list[Callable[[Any], str]]) -> Iterator[Row]:
    import pyarrow as pa
    from pyarrow import parquet

    number = 1
    try:
        for batch in parquet.ParquetFile(pa.BufferReader(data)).iter_batches(batch_size=_BATCH):
            if large := _large_cell(batch):
                row, column = large
                at = cell_span(file, number + row, column)
                yield Row(number + row, (), diagnose("CW5107.cell", at, limit=MAX_CELL // 1024), fatal=True)
                return
            values = (_in_utc(column).to_pylist() for column in batch.columns)
            texts = [[write(v) for v in column] for write, column in zip(writers, values, strict=True)]
            for cells in zip(*texts, strict=True):
                number += 1
                yield Row(number, cells)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as fault:
        yield Row(number + 1, (), _broken(file, fault), fatal=True)


def _in_utc(column: Any) -> Any:
    """Return instants in microseconds of UTC (one with finer parts is refused); other columns as they are."""
    import pyarrow as pa

    return column.cast(pa.timestamp("us", "UTC")) if pa.types.is_timestamp(column.type) else column


def _large_cell(batch: Any) -> tuple[int, int] | None:
    """Return row and column (from 1) of a cell above the limit, before any becomes a Python value."""
    import pyarrow as pa
    from pyarrow import compute

    for n, column in enumerate(batch.columns, 1):
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            lengths = compute.binary_length(column)
            longest = compute.max(lengths).as_py()
            if longest is not None and longest > MAX_CELL:
                return compute.index(lengths, longest).as_py() + 1, n
    return None


def _writer(type_: Any) -> Callable[[Any], str] | str:
    """Return how a column's values are written, or the key of why they are not read."""
    from pyarrow import types

    if types.is_dictionary(type_):
        type_ = type_.value_type
    if types.is_string(type_) or types.is_large_string(type_):
        return _text
    if types.is_integer(type_) or types.is_date(type_):
        return _plain
    if types.is_decimal(type_):
        return _decimal
    if types.is_boolean(type_):
        return _yesno
    if types.is_null(type_):
        return _text
    if types.is_timestamp(type_):
        return _instant if type_.tz is not None else "CW5107.zoneless"
    return "CW5107.float" if types.is_floating(type_) else "CW5107.type"


def _text(value: str | None) -> str:
    return value or ""


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _decimal(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def _yesno(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _instant(value: datetime | None) -> str:
    return "" if value is None else value.isoformat().replace("+00:00", "Z")
