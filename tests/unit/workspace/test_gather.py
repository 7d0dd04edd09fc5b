"""Quarantine: rows at fault are set aside with their reasons, and the others count."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commonweal.ground.errors import CommonwealError
from commonweal.workspace import gather
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import SetAside, write_quarantine
from commonweal.workspace.load import load
from commonweal.workspace.tables import read_table
from tests.unit.workspace.small import FACTS, facts, line, loaded, table

GOOD = "A-1,,,payroll,2020,5,USD,audited,,,2021-02-03"
BAD = "A-1,,,payroll,2021,five,USD,Audited,=x,,2021-02-03"


def test_rows_at_fault_are_set_aside_and_the_others_count(tmp_path: Path) -> None:
    result = loaded(tmp_path, facts(GOOD, BAD), quarantine=True)
    assert result.ok and result.value is not None
    assert [f.place for f in result.value.records["A-1"].facts] == ["evidence/facts.csv:2"]
    assert [line(d) for d in result.diagnostics] == [
        "evidence/facts.csv:3:1: warning CW5109: rows of this file were set aside in "
        "quarantine/evidence/facts.csv, with their reasons (1)"
    ]
    (item,) = result.value.set_aside
    assert (item.file, item.row, item.cells[5]) == ("evidence/facts.csv", 3, "five")
    assert [reason.split(":")[0] for reason in item.reasons] == ["CW5105"] * 3


def test_both_sides_of_a_contradiction_are_set_aside(tmp_path: Path) -> None:
    files = {"evidence/a.csv": table(FACTS, GOOD), "evidence/b.csv": table(FACTS, GOOD.replace(",5,", ",6,"))}
    result = loaded(tmp_path, files, quarantine=True)
    assert result.value is not None
    assert result.value.records["A-1"].facts == ()
    assert [item.file for item in result.value.set_aside] == ["evidence/a.csv", "evidence/b.csv"]
    assert all(item.cells[3] == "payroll" for item in result.value.set_aside)


def test_a_file_that_is_no_table_stays_a_fault(tmp_path: Path) -> None:
    result = loaded(tmp_path, facts(GOOD, 'A-1,,,"payroll'), quarantine=True)
    assert not result.ok
    assert result.value is not None
    assert result.value.records["A-1"].facts == ()
    assert result.value.set_aside == ()


def test_rows_of_an_agreement_that_was_set_aside_are_set_aside_too(tmp_path: Path) -> None:
    files = {
        **facts(GOOD),
        "agreements/agreements.csv": "agreement,terms,version,signed\nA-1,jobs_credit,1,never\n",
    }
    result = loaded(tmp_path, files, quarantine=True)
    assert result.value is not None
    assert [item.file for item in result.value.set_aside] == [
        "agreements/agreements.csv",
        "evidence/facts.csv",
    ]


def test_quarantine_files_can_be_read_and_run_nothing(tmp_path: Path) -> None:
    result = loaded(tmp_path, facts(GOOD, BAD, 'A-1,,,payroll,2022,"=1,1",USD'), quarantine=True)
    assert result.value is not None
    (path,) = write_quarantine(result.value.path, result.value.set_aside)
    assert path == tmp_path / "w/quarantine/evidence/facts.csv"
    read = read_table(path.read_bytes(), "q.csv", Columns(("row", "reasons", *FACTS.split(",")))).value
    assert read is not None
    rows = [dict(zip(read.columns, row.cells, strict=True)) for row in read.rows()]
    assert [row["row"] for row in rows] == ["3", "4"]
    assert rows[0]["source"] == "'=x"
    assert rows[1]["value"] == "'=1,1"
    assert rows[0]["reasons"].startswith("CW5105: `five` is no number that a table may hold; CW5105: `Aud")
    assert load(tmp_path / "w", quarantine=True).value is not None, "the quarantine is no evidence"


def test_rows_of_a_parquet_file_are_written_as_csv(tmp_path: Path) -> None:
    written = write_quarantine(tmp_path, [SetAside("evidence/a.parquet", 2, ("a",), ("x",), ("why",))])
    assert written == (tmp_path / "quarantine/evidence/a.parquet.csv",)


def test_a_ragged_row_is_set_aside_as_it_is(tmp_path: Path) -> None:
    result = loaded(tmp_path, {"evidence/facts.csv": f"{FACTS}\nA-1,x\n"}, quarantine=True)
    assert result.value is not None
    assert [item.cells for item in result.value.set_aside] == [("A-1", "x")]
    assert write_quarantine(tmp_path, result.value.set_aside)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_quarantine_that_leads_away_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "w/quarantine").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CommonwealError):
        write_quarantine(tmp_path / "w", [SetAside("a.csv", 2, ("a",), ("x",), ("why",))])
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_full_of_faults_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "MAX_FAULTS", 10)
    result = loaded(tmp_path / "1", facts(*[BAD.replace("2021-02-03", "x")] * 50))
    codes = [line(d) for d in result.diagnostics if "the rest was not read" in d.message]
    assert codes == ["evidence/facts.csv:12:1: error CW5107: more than 10 rows of this file are at fault; "
                     "the rest was not read"]  # fmt: skip
    aside = loaded(tmp_path / "2", facts(*[BAD] * 50), quarantine=True)
    assert aside.value is not None
    assert len(aside.value.set_aside) == 50
