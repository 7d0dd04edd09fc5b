"""Agreements as rows mean the same as agreements in texts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from commonweal.engines.protocol import Agreement, SeriesEntry, Setting, Undisclosed
from commonweal.ground.period import year
from tests.unit.workspace.small import good, line, loaded, of_tables

SIGNED = datetime(2020, 1, 16, 4, 59, 59, 999_999, tzinfo=UTC)
HEAD = "agreement,terms,version,signed,recorded_at,company,state\n"
TEXT = """language 1
agreement "A-3" under jobs_credit version 1
  set company = "FIRM"
  set state = "STATE"
  set rate = 17%
  set ceiling = USD 80 million
  set first_day = 2020-01-01
  set jobs_floor = series { year 2020: 500 jobs }
  signed 2020-01-15
"""


def test_a_row_with_every_cell(tmp_path: Path) -> None:
    assert good(tmp_path, {}).agreements["A-1"] == Agreement(
        "A-1", "jobs_credit", 1, {"company": "FIRM", "state": "STATE"}, (), (), date(2020, 1, 15), SIGNED,
        "Credits for a plant", None, Decimal(80_000_000), "USD", "agreements/agreements.csv:2",
    )  # fmt: skip


def test_the_recipient_column_fills_the_first_party_of_that_side(tmp_path: Path) -> None:
    assert good(tmp_path, {}).agreements["A-2"].parties == {
        "borrower": "FIRM", "lender": "BANK", "works_council": "UNION",
    }  # fmt: skip


def test_values_of_every_kind(tmp_path: Path) -> None:
    files = {
        "agreements/parameters.csv": "agreement,name,value,unit,source,recorded_at\n"
        "A-1,rate,17,%,,\nA-1,ceiling,80000000,,,2020-03-01\nA-1,first_day,2020-01-01,,,\n",
        "agreements/series.csv": "agreement,name,period,value,unit,source\n"
        "A-1,jobs_floor,2021,undisclosed,,Annex 4\nA-1,jobs_floor,2020,500,jobs,\n",
    }
    agreement = good(tmp_path, files).agreements["A-1"]
    later = datetime(2020, 3, 2, 4, 59, 59, 999_999, tzinfo=UTC)
    table = "agreements/parameters.csv"
    assert agreement.settings == (
        Setting("ceiling", Decimal(80_000_000), later, f"{table}:3"),
        Setting("first_day", date(2020, 1, 1), SIGNED, f"{table}:4"),
        Setting("rate", Decimal("0.17"), SIGNED, f"{table}:2"),
    )
    assert agreement.series == (
        SeriesEntry("jobs_floor", year(2020), Decimal(500), SIGNED, "agreements/series.csv:3"),
        SeriesEntry("jobs_floor", year(2021), Undisclosed("Annex 4"), SIGNED, "agreements/series.csv:2"),
    )


def test_an_agreement_in_a_text_and_as_rows_mean_the_same(tmp_path: Path) -> None:
    text = good(tmp_path / "1", {"agreements/a3.terms": TEXT}).agreements["A-3"]
    rows = {
        "agreements/agreements.csv": HEAD + "A-3,jobs_credit,1,2020-01-15,,FIRM,STATE\n",
        "agreements/parameters.csv": "agreement,name,value,unit\n"
        "A-3,rate,17,%\nA-3,ceiling,80000000,USD\nA-3,first_day,2020-01-01,\n",
        "agreements/series.csv": "agreement,name,period,value\nA-3,jobs_floor,2020,500\n",
    }
    table = good(tmp_path / "2", rows).agreements["A-3"]

    def bare(a: Agreement) -> object:
        settings = sorted((s.name, s.value, s.recorded_at) for s in a.settings)
        series = [(e.name, e.period, e.value, e.recorded_at) for e in a.series]
        return (
            a.id,
            a.terms,
            a.version,
            dict(a.parties),
            settings,
            series,
            a.signed,
            a.recorded_at,
            a.amount,
        )

    assert bare(text) == bare(table)


def test_values_may_be_corrected_later(tmp_path: Path) -> None:
    rows = "agreement,name,value,unit,recorded_at\nA-1,rate,17,%,2020-02-01\nA-1,rate,18,%,2020-03-01\n"
    settings = good(tmp_path, {"agreements/parameters.csv": rows}).agreements["A-1"].settings
    assert [s.value for s in settings] == [Decimal("0.17"), Decimal("0.18")]


def test_equal_rows_count_once(tmp_path: Path) -> None:
    row = "A-1,jobs_credit,1,2020-01-15,,FIRM,STATE\n"
    workspace = good(tmp_path, {"agreements/agreements.csv": HEAD + row + row})
    assert workspace.agreements["A-1"].place == "agreements/agreements.csv:2"


def test_rows_about_an_agreement_that_could_not_be_used_are_not_blamed(tmp_path: Path) -> None:
    files = {
        "agreements/agreements.csv": HEAD + "A-1,jobs_credit,1,2020-01-32,,FIRM,STATE\n",
        "evidence/a.csv": "agreement,measure,period,value,unit,level,recorded_at\n"
        "A-1,payroll,2020,5,USD,audited,2021-01-01\nA-7,payroll,2020,5,USD,audited,2021-01-01\n",
    }
    assert [line(d) for d in loaded(tmp_path, files).diagnostics] == [
        "agreements/agreements.csv:2:4: error CW5105: the calendar has no day `2020-01-32`",
        "evidence/a.csv:3:1: error CW5110: there is no agreement `A-7`",
    ]


def test_a_fault_in_a_text_does_not_make_every_row_a_fault(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "cases/tables/base/terms/jobs.terms").read_text("utf-8")
    files = {
        "terms/jobs.terms": text.replace("total of payroll", "total of payrol"),
        "evidence/a.csv": "agreement,measure,period,value,unit,level,recorded_at\n"
        "A-1,payroll,2020,5,USD,audited,2021-01-01\n",
    }
    assert {d.code for d in loaded(tmp_path, files).diagnostics} == {"CW1105"}


def test_without_a_list_of_parties_any_identifier_will_do(tmp_path: Path) -> None:
    target = tmp_path / "w"
    loaded(tmp_path, {"agreements/agreements.csv": HEAD + "A-1,jobs_credit,1,2020-01-15,,ACME,WI\n"})
    (target / "parties.csv").unlink()
    from commonweal.workspace.load import load

    result = load(target)
    assert result.value is not None and of_tables(result.diagnostics) == []
    assert result.value.agreements["A-1"].parties == {"company": "ACME", "state": "WI"}


def test_the_nearest_names_are_offered(tmp_path: Path) -> None:
    files = {"agreements/agreements.csv": HEAD + "A-1,job_credits,1,2020-01-15,,FRIM,STATES\n"}
    helps = [d.help[0] for d in loaded(tmp_path, files).diagnostics]
    assert helps == ["did you mean jobs_credit?"]
    files = {"agreements/agreements.csv": HEAD + "A-1,jobs_credit,1,2020-01-15,,FRIM,STATES\n"}
    assert [d.help[0] for d in loaded(tmp_path / "2", files).diagnostics] == [
        "did you mean FIRM?", "did you mean STATE?",
    ]  # fmt: skip
