"""Tables: what is read as it stands, and what is refused before it costs anything."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from commonweal.workspace import tables
from commonweal.workspace.forms.rows import MAX_CELL, MAX_COLUMNS, Columns, Row, shown
from commonweal.workspace.tables import read_table, write_table
from tests.patience import soon

AB = Columns(("a", "b"))


def rows(data: bytes, columns: Columns = AB) -> list[Row]:
    """Return the rows of a table whose header is in order."""
    table = read_table(data, "t.csv", columns).value
    assert table is not None
    return list(table.rows())


def cells(data: bytes) -> list[tuple[str, ...]]:
    """Return the cells of a table without faults."""
    found = rows(data)
    assert [row.fault for row in found if row.fault] == []
    return [row.cells for row in found]


def said(data: bytes, columns: Columns = AB) -> list[str]:
    """Return the first ten faults of a table, of its header or its rows."""
    result = read_table(data, "t.csv", columns)
    faults = list(result.diagnostics)
    if result.value is not None:
        faults += islice((row.fault for row in result.value.rows() if row.fault), 10)
    return [f"{d.code} {d.span} {d.message}" for d in faults]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_both_line_ends_and_a_mark_at_the_start_are_read(end: bytes, mark: bytes, last: bool) -> None:
    data = mark + end.join([b"a,b", b"1,2", b'"3, ""x""","4\n5"', "é,ü".encode()]) + (end if last else b"")
    assert cells(data) == [("1", "2"), ('3, "x"', "4\n5"), ("é", "ü")]


def test_rows_keep_the_numbers_of_a_spreadsheet() -> None:
    data = b'a,b\n1,2\n\n,\n"3\n3",4\n5,6\n'
    assert [(row.number, row.cells[0]) for row in rows(data)] == [(2, "1"), (5, "3\n3"), (6, "5")]


def test_quoted_cells_may_be_empty_and_may_end_the_file() -> None:
    assert cells(b'"a","b"\r\n"","x"\r\n"y",""') == [("", "x"), ("y", "")]


def test_a_table_may_have_no_rows_and_one_column() -> None:
    assert rows(b"a", Columns(("a",))) == []
    assert [row.cells for row in rows(b"a\n1\n", Columns(("a",)))] == [("1",)]


def test_rows_can_be_read_again() -> None:
    table = read_table(b"a,b\n1,2\n", "t.csv", AB).value
    assert table is not None
    assert list(table.rows()) == list(table.rows())


def test_a_row_of_another_width_has_a_fault_and_the_next_is_read() -> None:
    found = rows(b"a,b\n1\n1,2,3\n1,2\n")
    assert [row.fault is None for row in found] == [False, False, True]
    assert not any(row.fatal for row in found)


def test_nothing_is_read_after_a_fault_of_form() -> None:
    found = rows(b'a,b\n1,2\n"3,4\n5,6\n')
    assert [row.fatal for row in found] == [False, True]


def test_columns_that_are_not_known_yet_may_be_allowed() -> None:
    assert read_table(b"a,b,c\n", "t.csv", Columns(("a",), open=True)).ok
    assert said(b"a,b,c\n", Columns(("a", "b"), ("cc",))) == ["CW5107 t.csv:1:3 this table has no column `c`"]


def test_the_nearest_column_is_offered() -> None:
    fault = read_table(b"a,levle\n", "t.csv", Columns(("a",), ("level",))).diagnostics[0]
    assert fault.help[0] == "did you mean level?"


def quick(data: bytes) -> list[str]:
    """Return the faults of a table, which must come soon."""
    with soon():
        return said(data)


@pytest.mark.parametrize("n", [MAX_COLUMNS + 1, 1_000_000])
def test_a_million_columns_are_refused_at_once(n: int) -> None:
    place = f"CW5107 t.csv:1:{MAX_COLUMNS + 1} this row has more than 1000 columns"
    assert quick(b"," * n + b"\n") == [place]
    assert quick(b'""' + b',""' * n + b"\n") == [place]
    assert quick(b"a,b\n" + b"," * n + b"\n") == [place.replace(":1:", ":2:")]
    assert quick(b"x," * n) == [place]


@pytest.mark.parametrize("bomb", [b'"', b'""', b'"a', b'"\n', b'",', b'""\n"'])
def test_quote_bombs_are_refused_at_once(bomb: bytes) -> None:
    found = quick(b'a,b\n1,"' + bomb * 5_000_000)
    assert found
    assert all(text.startswith("CW51") for text in found)


def test_a_quote_that_never_closes_is_found_without_reading_on() -> None:
    assert quick(b'a,b\n1,"' + b"x" * 100_000_000) == ["CW5107 t.csv:2:2 this cell is larger than 64 kB"]


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_the_largest_cell_is_64_kb(quote: bytes) -> None:
    largest = b"a,b\n1," + quote + b"x" * MAX_CELL + quote + b"\n"
    assert cells(largest) == [("1", "x" * MAX_CELL)]
    assert said(largest.replace(b"xx", b"xxx", 1)) == ["CW5107 t.csv:2:2 this cell is larger than 64 kB"]
    assert said(b"a,b\n" + quote + b"x" * 10_000_000 + quote + b",2\n") == [
        "CW5107 t.csv:2:1 this cell is larger than 64 kB"
    ]


def test_a_cell_of_quotes_counts_what_it_says() -> None:
    assert cells(b'a,b\n1,"' + b'""' * MAX_CELL + b'"\n') == [("1", '"' * MAX_CELL)]


def test_a_file_above_the_limit_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_FILE", 1024**2)
    assert quick(b"a,b\n" * 1024**2) == ["CW5107 t.csv:1:1 this file is larger than 1 MB"]


def test_a_digit_of_ten_thousand_zeros_is_a_cell_like_any_other() -> None:
    assert cells(b"a,b\n1," + b"1" + b"0" * 4_000 + b"\n") == [("1", "1" + "0" * 4_000)]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a,b\n1,2\x00\n", "2:2"),
        (b"a\x00,b\n1,2\n", "1:1"),
        (b'a,b\n"x\n\x00",2\n', "2:1"),
        (b"a,b\r1,2\r", "1:2"),
        (b"a,b\n1,2\r\r\n", "2:2"),
        (b"a,b\n1,\xef\xbb\xbf2\n", "2:2"),
        (b"a,b\n1,\xff\n", "2:2"),
        (b'a,b\n1,"\xff"\n', "2:2"),
        (b"\xff\xfea\x00", "1:1"),
        (b"\xfe\xff\x00a", "1:1"),
        (b'a,b\n1,x"y\n', "2:2"),
        (b'a,b\n1,"x"y\n', "2:2"),
        (b'a,b\n1,"x" \n', "2:2"),
        (b'a,b\n1,"', "2:2"),
        (b"", "1:1"),
        (b"\xef\xbb\xbf", "1:1"),
        (b"\n\n", "1:1"),
        (b"a;b\n", "1:1"),
        (b"a\tb\n", "1:1"),
    ],
)
def test_faults_of_form_have_their_place(data: bytes, place: str) -> None:
    found = said(data)
    assert len(found) == 1
    assert found[0].startswith(f"CW5107 t.csv:{place} ")


def test_what_is_shown_of_a_cell_is_short_and_visible() -> None:
    assert shown("x" * 100) == "x" * 39 + "…"
    assert shown("a\x1b[31m\u202eb\n") == "a\\u001b[31m\\u202eb\\u000a"


def test_what_a_spreadsheet_would_run_is_written_harmless() -> None:
    lines = write_table(["a"], [["=1+1"], ["@x"], ["+1"], ["-1"], ["\tx"], ["a=1"]], harmless=True).split(
        b"\r\n"
    )
    assert lines[1:-1] == [b"'=1+1", b"'@x", b"'+1", b"'-1", b"'\tx", b"a=1"]


def test_a_table_is_read_from_disk_as_from_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(write_table(["a", "b"], [["1", 'say "x"\nand y']]))
    assert cells(path.read_bytes()) == [("1", 'say "x"\nand y')]
