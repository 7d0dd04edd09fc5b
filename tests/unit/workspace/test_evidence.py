"""Facts and closing statements become records, in the units of their measures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from commonweal.engines.protocol import Closing, Fact, Undisclosed
from commonweal.ground.period import Period
from tests.unit.workspace.small import FACTS, facts, good, line, loaded, record, table


def fact(tmp_path: Path, row: str) -> Fact:
    """Return the fact of one row about A-1 or A-2, or of a public measure."""
    found = record(tmp_path, facts(row), row.split(",")[0] or "A-1").facts
    assert len(found) == 1
    return found[0]


def test_a_fact_with_every_cell(tmp_path: Path) -> None:
    row = 'A-1,,,payroll,2020,1000.50,USD,audited,"accounts, p. 4",2021-02-01,2021-02-03T09:00:00Z,,F-7'
    made = fact(tmp_path, row)
    assert made == Fact(
        "A-1", "", "", "payroll", Period(date(2020, 1, 1), date(2021, 1, 1)), Decimal("1000.50"), "audited",
        datetime(2021, 2, 3, 9, tzinfo=UTC), "", "USD", "accounts, p. 4", date(2021, 2, 1), "F-7",
        "evidence/facts.csv:2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "value", "unit"),
    [
        ("A-1,,,payroll,2020,-0,USD", Decimal(0), "USD"),
        ("A-1,award,,payroll,2020,5,USD", Decimal(5), "USD"),
        ("A-1,,,profit,2020,-5,JPY", Decimal(-5), "JPY"),
        ("A-1,,,qualified_jobs,2020,500,jobs", Decimal(500), "jobs"),
        ("A-1,,,price,2020-Q1,10.123456789,USD", Decimal("10.123456789"), "USD"),
        ("A-1,,,price,2020-Q1,10,USD per tonne", Decimal(10), "USD"),
        ("A-1,,,recycled,2020,98,%", Decimal("0.98"), ""),
        ("A-1,,,recycled,2020,0.98,", Decimal("0.98"), ""),
        ("A-1,,,recycled,2020,150,%", Decimal("1.5"), ""),
        ("A-1,,,score,2020,-3.5,", Decimal("-3.5"), ""),
        ("A-1,,,filed,2020-Q1,yes,", True, ""),
        ("A-1,,,filed,2020-Q1,no,", False, ""),
        ("A-1,,,output,FY2021,5,tonne", Decimal(5), "tonne"),
        ("A-1,,,payroll,2020,,", None, ""),
        ("A-2,worker,w1,wage,2021,5,EUR", Decimal(5), "EUR"),
        ("A-2,,w1,wage,2021,5,EUR", Decimal(5), "EUR"),
    ],
)
def test_values_and_units(tmp_path: Path, row: str, value: object, unit: str) -> None:
    made = fact(tmp_path, f"{row},audited,,,2022-01-01")
    assert (made.value, made.unit) == (value, unit)
    assert made.kind == ("worker" if made.measure == "wage" else "")


def test_fiscal_years_are_those_of_the_agreement(tmp_path: Path) -> None:
    made = fact(tmp_path, "A-1,,,output,FY2021,5,tonne,audited,,,2022-01-01")
    assert made.period == Period.days_of(date(2020, 7, 1), date(2021, 6, 30))


def test_undisclosed_names_its_source(tmp_path: Path) -> None:
    made = fact(tmp_path, "A-1,,,payroll,2020,undisclosed,,audited,Budget paper 4,,2022-01-01")
    assert made.value == Undisclosed("Budget paper 4")


def test_a_closing_statement_with_totals(tmp_path: Path) -> None:
    rows = ["A-1,,,buybacks,2020-02-01,5,USD,audited,,,2021-02-03,TX-1",
            "A-1,,,buybacks,2020,closed,USD,audited,auditor,,2021-02-03T00:00:00Z,,,1,5.00"]  # fmt: skip
    made = record(tmp_path, facts(*rows)).closings
    assert made == (
        Closing("A-1", "", "", "buybacks", date(2020, 12, 31), "audited", datetime(2021, 2, 3, tzinfo=UTC), 1,
                Decimal(5), "auditor", "evidence/facts.csv:3"),
    )  # fmt: skip


def test_public_figures_go_to_agreements_whose_terms_read_them(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "cases/tables/base/terms/jobs.terms").read_text("utf-8")
    text = text.replace("  cap", "  cap").replace(
        "capped at ceiling", "capped at indexed(ceiling, prices, first_day)"
    )
    files = {**facts(",,,prices,2020-01,101.5,,confirmed,,,2020-03-01"), "terms/jobs.terms": text}
    workspace = good(tmp_path, files)
    assert [f.measure for f in workspace.records["A-1"].facts] == ["prices"]
    assert workspace.records["A-2"].facts == ()
    assert workspace.records["A-1"].facts[0].agreement == ""


def test_the_same_content_is_one_fact_whatever_its_spelling(tmp_path: Path) -> None:
    rows = ["A-1,,,recycled,2020,98,%,audited,,,2021-02-03",
            "A-1,,,recycled,2020,0.98,,audited,,,2021-02-04T04:59:59.999999Z",
            "A-1,award,,recycled,2020-01-01/2020-12-31,0.980,,audited,,,2021-02-03"]  # fmt: skip
    assert len(record(tmp_path, facts(*rows)).facts) == 1


def test_a_derived_id_depends_on_content_only(tmp_path: Path) -> None:
    row = "A-1,,,payroll,2020,5,USD,audited,,,2021-02-03"
    one = record(tmp_path / "1", facts(row)).facts[0]
    two = record(tmp_path / "2", facts("A-1,,,payroll,2021,5,USD,audited,,,2022-02-03", row)).facts[0]
    assert one.id == two.id
    other = record(tmp_path / "3", facts(row.replace(",5,", ",6,"))).facts[0]
    assert other.id != one.id


@pytest.mark.parametrize(
    "rows",
    [
        ("payroll,2020,5,USD,claimed,,,2021-02-03", "payroll,2020,6,USD,audited,,,2021-02-03"),
        ("payroll,2020,5,USD,audited,,,2021-02-03", "payroll,2020,6,USD,audited,,,2021-02-04"),
        (
            "payroll,2020,5,USD,audited,,2021-01-01,2021-02-03",
            "payroll,2020,6,USD,audited,,2021-02-01,2021-02-03",
        ),
        ("payroll,2020,5,USD,audited,a,,2021-02-03", "payroll,2020,5,USD,audited,b,,2021-02-03"),
        (
            "buybacks,2020-02-01,5,USD,audited,,,2021-02-03,T1",
            "buybacks,2020-02-01,5,USD,audited,,,2021-02-03,T2",
        ),
    ],
)
def test_versions_and_other_events_do_not_contradict(tmp_path: Path, rows: tuple[str, str]) -> None:
    assert len(record(tmp_path, facts(*(f"A-1,,,{row}" for row in rows))).facts) == 2


def test_both_places_of_a_contradiction_are_named(tmp_path: Path) -> None:
    row = "A-1,,,payroll,2020,{},USD,audited,,,2021-02-03"
    result = loaded(
        tmp_path,
        {"evidence/a.csv": table(FACTS, row.format(5)), "evidence/b.csv": table(FACTS, row.format(6))},
    )
    assert [(str(d.span), str(d.notes[0].span)) for d in result.diagnostics] == [
        ("evidence/a.csv:2:6", "evidence/b.csv:2:1"), ("evidence/b.csv:2:6", "evidence/a.csv:2:1"),
    ]  # fmt: skip


def test_a_file_at_fault_contributes_nothing_and_others_all(tmp_path: Path) -> None:
    row = "A-1,,,payroll,{},5,USD,audited,,,2024-02-03"
    bad = table(FACTS, row.format(2020), row.format("soon"), row.format(2021))
    result = loaded(tmp_path, {"evidence/a.csv": bad, "evidence/b.csv": table(FACTS, row.format(2022))})
    assert [line(d) for d in result.diagnostics] == ["evidence/a.csv:3:5: error CW5105: `soon` is no period"]
    assert result.value is not None
    assert [str(f.period.start) for f in result.value.records["A-1"].facts] == ["2022-01-01"]


def test_a_parquet_file_is_evidence_like_any_other(tmp_path: Path) -> None:
    import io

    import pyarrow as pa
    from pyarrow import parquet

    stream = io.BytesIO()
    columns = {
        "agreement": pa.array(["A-1"]).dictionary_encode(),
        "measure": pa.array(["payroll"]),
        "period": pa.array(["2020"]),
        "value": pa.array([Decimal("1000.50")], pa.decimal128(18, 2)),
        "unit": pa.array(["USD"]),
        "level": pa.array(["audited"]),
        "recorded_at": pa.array([datetime(2021, 2, 3, 9, tzinfo=UTC)], pa.timestamp("us", "UTC")),
        "reported_on": pa.array([date(2021, 2, 1)]),
    }
    parquet.write_table(pa.table(columns), stream)
    made = record(tmp_path / "1", {"evidence/a.parquet": stream.getvalue()}).facts
    row = "A-1,,,payroll,2020,1000.50,USD,audited,,2021-02-01,2021-02-03T09:00:00Z"
    same = record(tmp_path / "2", facts(row)).facts
    assert (made[0].id, made[0].place) == (same[0].id, "evidence/a.parquet:2")
