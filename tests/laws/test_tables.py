"""Tables: what rows say does not depend on files, and a file at fault says nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from commonweal.ground.numbers import plain
from commonweal.workspace import fields
from commonweal.workspace.decisions import load_decisions
from commonweal.workspace.evidence import load_evidence
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import Loaded, TableFile
from commonweal.workspace.known import Known
from commonweal.workspace.load import load
from commonweal.workspace.payments import load_payments
from commonweal.workspace.tables import read_table, write_table
from tests.unit.workspace.small import BASE

ANY = Columns((), open=True)
Cells = tuple[str, ...]

# ---- tables -----------------------------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r\ufeff")
CELL = st.lists(
    st.one_of(
        st.text(LETTERS, max_size=8), st.sampled_from(['"', '""', ",", "\n", "\r\n", " ", "=1", "'", ";"])
    ),
    max_size=4,
).map("".join)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Cells, list[Cells]]:
    """Give the names of columns, and rows of the same width that are not empty."""
    width = draw(st.integers(1, 5))
    names = tuple(f"c{n}" for n in range(width))
    return names, draw(st.lists(st.tuples(*[CELL] * width).filter(any), max_size=8))


@given(tables())
def test_a_table_written_and_read_back_is_equal(given_table: tuple[Cells, list[Cells]]) -> None:
    names, rows = given_table
    table = read_table(write_table(names, rows), "t.csv", ANY).value
    assert table is not None
    assert table.columns == names
    assert [(row.number, row.cells, row.fault) for row in table.rows()] == [
        (n, cells, None) for n, cells in enumerate(rows, 2)
    ]


@given(tables())
def test_a_parquet_file_has_the_rows_of_a_csv_file(given_table: tuple[Cells, list[Cells]]) -> None:
    names, rows = given_table
    stream = io.BytesIO()
    columns = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(names))]
    parquet.write_table(pa.table(columns, names=list(names)), stream)
    one = read_table(stream.getvalue(), "t.parquet", ANY).value
    two = read_table(write_table(names, rows), "t.csv", ANY).value
    assert one is not None and two is not None
    assert (one.columns, list(one.rows())) == (two.columns, list(two.rows()))


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_a_table_or_a_fault(data: bytes, with_header: bool) -> None:
    result = read_table(b"a,b\n" * with_header + data, "t.csv", ANY)
    assert (result.value is None) == bool(result.diagnostics)
    if result.value is not None:
        for row in result.value.rows():
            assert row.fault is not None or len(row.cells) == len(result.value.columns)


@given(st.text(st.sampled_from("0123456789+-.,eE_ NaInf١１=\u2212"), max_size=12))
def test_a_number_is_read_as_python_would_write_it_or_not_at_all(cell: str) -> None:
    found = fields.number(cell)
    if isinstance(found, Decimal):
        assert cell.isascii()
        assert found == Decimal(cell)
        assert abs(found) <= fields.MAX_VALUE
        assert fields.number(plain(found)) == found


# ---- rows -------------------------------------------------------------------------------------------


@cache
def known() -> Known:
    """Return the names of the small workspace."""
    workspace = load(BASE).value
    assert workspace is not None
    return Known(
        zone=workspace.zone,
        terms=workspace.terms,
        measures=workspace.measures,
        subjects=frozenset(workspace.compiled.subjects),
        units=frozenset(workspace.compiled.units),
        agreements=workspace.agreements,
        parties=frozenset(party.party for party in workspace.parties),
    )


LOADERS = {"evidence": load_evidence, "payments": load_payments, "decisions": load_decisions}
FACT = "agreement measure period value unit level reported_on recorded_at event source".split()
PAID = "agreement clause paid_on amount currency recorded_at payment".split()
DECIDED = "agreement clause period kind authority decided_on recorded_at reason".split()
TIMES = st.sampled_from(["2022-01-01", "2022-01-02T10:00:00Z"])


@st.composite
def fact_rows(draw: st.DrawFn) -> Cells:
    """Give a fact of few possible ones, so that versions, repetitions and contradictions are common."""
    measure, period, unit = draw(
        st.sampled_from(
            [
                ("payroll", "2020", "USD"),
                ("payroll", "2021", "USD"),
                ("buybacks", "2020-02-10", "USD"),
                ("recycled", "2020", "%"),
            ]
        )
    )
    event = draw(st.sampled_from(["", "T-1", "T-2"])) if measure == "buybacks" else ""
    value = draw(st.sampled_from(["", "5", "6"]))
    level = draw(st.sampled_from(["claimed", "audited"]))
    source = draw(st.sampled_from(["", "accounts", 'a "b",\nc']))
    return ("A-1", measure, period, value, unit if value else "", level, "", draw(TIMES), event, source)


@st.composite
def payment_rows(draw: st.DrawFn) -> Cells:
    """Give a payment of few possible ones."""
    amount = draw(st.sampled_from(["5", "6"]))
    return (
        "A-1",
        "credits",
        "2021-06-01",
        amount,
        "USD",
        draw(TIMES),
        draw(st.sampled_from(["", "P-1", "P-2"])),
    )


@st.composite
def decision_rows(draw: st.DrawFn) -> Cells:
    """Give a decision of few possible ones."""
    kind = draw(st.sampled_from(["waived", "notice"]))
    reason = draw(st.sampled_from(["", "pandemic"]))
    return ("A-1", "jobs_kept", "2020", kind, "STATE", "2021-06-01", draw(TIMES), reason)


KINDS = st.sampled_from([("evidence", FACT, fact_rows()), ("payments", PAID, payment_rows()),
                         ("decisions", DECIDED, decision_rows())])  # fmt: skip


@st.composite
def row_lists(draw: st.DrawFn, *, faults: bool = False) -> tuple[str, list[str], list[Cells]]:
    """Give a kind of table, its columns, and rows; with `faults` some cells are spoilt."""
    kind, columns, rows = draw(KINDS)
    found = draw(st.lists(rows, max_size=8))
    if faults and found:
        n, at = draw(st.integers(0, len(found) - 1)), draw(st.integers(0, len(columns) - 1))
        found[n] = (
            *found[n][:at],
            draw(st.sampled_from(["=1", "nonsense", " ", "\u202e"])),
            *found[n][at + 1 :],
        )
    return kind, columns, found


def files(columns: list[str], parts: list[list[Cells]]) -> list[TableFile]:
    """Return one file for each part."""
    tables = [(f"{n}.csv", write_table(columns, rows)) for n, rows in enumerate(parts)]
    return [TableFile(name, lambda data=data: data) for name, data in tables]  # type: ignore[misc]


def meaning(loaded: Loaded[Any]) -> tuple[list[Any], set[Cells]]:
    """Return what was loaded without the places, and the rows that were set aside."""
    return [replace(value, place="") for value in loaded.values], {item.cells for item in loaded.set_aside}


@given(row_lists(faults=True), st.data())
def test_order_and_split_of_rows_into_files_change_nothing(
    rows: tuple[str, list[str], list[Cells]], data: st.DataObject
) -> None:
    """Law 5, order of rows and split into files."""
    kind, columns, whole = rows
    shuffled = data.draw(st.permutations(whole))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=3)))
    parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    one = LOADERS[kind](files(columns, [whole]), known(), quarantine=True)
    many = LOADERS[kind](files(columns, parts), known(), quarantine=True)
    assert meaning(one) == meaning(many)


@given(row_lists())
def test_loading_twice_changes_nothing(rows: tuple[str, list[str], list[Cells]]) -> None:
    kind, columns, whole = rows
    once = LOADERS[kind](files(columns, [whole]), known(), quarantine=True)
    twice = LOADERS[kind](files(columns, [whole, whole]), known(), quarantine=True)
    assert meaning(once) == meaning(twice)
    doubled = LOADERS[kind](files(columns, [[*whole, *whole]]), known(), quarantine=True)
    assert meaning(once) == meaning(doubled)


@given(row_lists(faults=True), st.data())
def test_a_file_at_fault_contributes_nothing_and_takes_nothing_from_others(
    rows: tuple[str, list[str], list[Cells]], data: st.DataObject
) -> None:
    kind, columns, whole = rows
    more = data.draw(st.lists(st.sampled_from(whole), max_size=4)) if whole else []
    both = files(columns, [whole, more])
    loaded = LOADERS[kind](both, known())
    faulty = {d.span.file for d in loaded.diagnostics if d.is_error and d.span}
    assert all(value.place.split(":")[0] not in faulty for value in loaded.values)
    assert meaning(loaded) == meaning(LOADERS[kind]([f for f in both if f.name not in faulty], known()))


@given(row_lists(), st.data())
def test_a_file_with_a_wrong_byte_is_read_whole_or_not_at_all(
    rows: tuple[str, list[str], list[Cells]], data: st.DataObject
) -> None:
    kind, columns, whole = rows
    good = write_table(columns, whole)
    at = data.draw(st.integers(0, len(good)))
    spoilt = good[:at] + data.draw(st.binary(max_size=3)) + good[at + data.draw(st.integers(0, 2)) :]
    loaded = LOADERS[kind]([TableFile("x.csv", lambda: spoilt)], known())
    if any(d.is_error for d in loaded.diagnostics):
        assert loaded.values == ()
