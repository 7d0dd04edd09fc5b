"""Parquet files give the same rows as CSV files, or say why not."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from commonweal.workspace.forms.rows import MAX_CELL, Columns, Row
from commonweal.workspace.tables import read_table

ANY = Columns((), open=True)


def written(**columns: Any) -> bytes:
    """Return a Parquet file."""
    stream = io.BytesIO()
    parquet.write_table(pa.table(columns), stream)
    return stream.getvalue()


def rows(data: bytes, columns: Columns = ANY) -> list[Row]:
    """Return the rows of a file whose header is in order."""
    table = read_table(data, "t.parquet", columns).value
    assert table is not None
    return list(table.rows())


def said(data: bytes, columns: Columns = ANY) -> list[str]:
    """Return every fault of a file."""
    result = read_table(data, "t.parquet", columns)
    faults = list(result.diagnostics)
    if result.value is not None:
        faults += [row.fault for row in result.value.rows() if row.fault]
    return [f"{d.code} {d.span} {d.message}" for d in faults]


INSTANT = datetime(2021, 9, 1, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (pa.array(["x, y"]), "x, y"),
        (pa.array(["x"], pa.large_string()), "x"),
        (pa.array(["x"]).dictionary_encode(), "x"),
        (pa.array([12], pa.int8()), "12"),
        (pa.array([2**63], pa.uint64()), "9223372036854775808"),
        (pa.array([-7], pa.int64()), "-7"),
        (pa.array([Decimal("12.50")], pa.decimal128(10, 2)), "12.50"),
        (pa.array([Decimal("1E+3")], pa.decimal256(40, 0)), "1000"),
        (pa.array([Decimal("0.0000001")], pa.decimal128(10, 7)), "0.0000001"),
        (pa.array([date(2021, 9, 1)]), "2021-09-01"),
        (pa.array([date(2021, 9, 1)], pa.date64()), "2021-09-01"),
        (pa.array([INSTANT], pa.timestamp("s", "UTC")), "2021-09-01T10:00:00Z"),
        (pa.array([INSTANT], pa.timestamp("us", "Asia/Kolkata")), "2021-09-01T10:00:00Z"),
        (pa.array([INSTANT], pa.timestamp("ns", "UTC")), "2021-09-01T10:00:00Z"),
        (pa.array([True]), "yes"),
        (pa.array([False]), "no"),
    ],
)
def test_cells_are_written_as_a_csv_file_would(column: Any, cell: str) -> None:
    assert [row.cells for row in rows(written(a=column, b=pa.array(["x"])))] == [(cell, "x")]


def test_nothing_is_an_empty_cell_and_an_empty_row_is_counted() -> None:
    data = written(a=pa.array([None, None, 1]), b=pa.array([None, "", None], pa.string()), c=pa.nulls(3))
    assert rows(data) == [Row(4, ("1", "", ""))]


def test_many_batches_keep_their_numbers() -> None:
    found = rows(written(a=pa.array(range(20_000))))
    assert (found[0].number, found[-1].number, len(found)) == (2, 20_001, 20_000)


@pytest.mark.parametrize(
    ("column", "what"),
    [
        (pa.array([0.1]), "binary floating point (double)"),
        (pa.array([0.1], pa.float32()), "binary floating point (float)"),
        (pa.array([0.5], pa.float16()), "binary floating point (halffloat)"),
        (pa.array([[1]]), "holds list<element: int64>"),
        (pa.array([{"x": 1}]), "holds struct<x: int64>"),
        (pa.array([b"x"]), "holds binary"),
        (pa.array([datetime(2021, 9, 1)]), "do not say in which zone"),
    ],
)
def test_columns_that_are_not_exact_or_no_cells_are_refused(column: Any, what: str) -> None:
    found = said(written(b=pa.array(["x"]), a=column))
    assert len(found) == 1
    assert found[0].startswith("CW5107 t.parquet:1:2 ")
    assert what in found[0]


def test_the_header_is_checked_as_of_a_csv_file() -> None:
    found = said(written(a=pa.array([1]), x=pa.array([1.0])), Columns(("a", "b")))
    assert [text.split(" ", 2)[1] for text in found] == ["t.parquet:1:2", "t.parquet:1:1", "t.parquet:1:2"]
    double = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    stream = io.BytesIO()
    parquet.write_table(double, stream)
    assert said(stream.getvalue()) == ["CW5107 t.parquet:1:2 two columns are called `a`"]


def test_instants_finer_than_a_microsecond_are_refused() -> None:
    fine = pa.array([1], pa.timestamp("ns", "UTC"))
    assert said(written(a=fine))[0].startswith("CW5107 t.parquet:1:1 this Parquet file cannot be read")


def test_a_large_cell_is_refused_before_it_is_a_value() -> None:
    data = written(a=pa.array(["x", "y" * (MAX_CELL + 1)]))
    assert said(data) == ["CW5107 t.parquet:3:1 this cell is larger than 64 kB"]
    assert said(written(a=pa.array(["y" * (MAX_CELL + 1)]).dictionary_encode())) == [
        "CW5107 t.parquet:2:1 this cell is larger than 64 kB"
    ]


def test_too_many_columns_are_refused() -> None:
    data = written(**{f"c{n}": pa.array([1]) for n in range(1_001)})
    assert said(data) == ["CW5107 t.parquet:1:1001 this row has more than 1000 columns"]


GOOD = written(a=pa.array(["x"] * 1_000))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PAR1",
        b"a,b\n1,2\n",
        GOOD[:-1],
        GOOD[: len(GOOD) // 2],
        b"PAR1" + b"\xff" * 100 + b"PAR1",
        GOOD[::-1],
    ],
)
def test_a_broken_file_is_one_diagnostic(data: bytes) -> None:
    found = said(data)
    assert len(found) == 1
    assert found[0].startswith("CW5107 t.parquet:1:1 this Parquet file cannot be read: ")


@pytest.mark.parametrize("at", range(4, len(GOOD), 7))
def test_a_file_with_a_wrong_byte_is_read_or_refused(at: int) -> None:
    data = bytearray(GOOD)
    data[at] ^= 0xFF
    assert all(text.startswith("CW51") for text in said(bytes(data)))


@pytest.mark.parametrize(
    "column",
    [
        pa.array([2**31 - 1], pa.int32()).cast(pa.date32()),
        pa.array([2**62], pa.int64()).cast(pa.timestamp("us", "UTC")),
    ],
)
def test_days_that_no_calendar_reaches_are_a_fault_of_the_file(column: Any) -> None:
    found = said(written(a=column))
    assert len(found) == 1
    assert "this Parquet file cannot be read" in found[0]
