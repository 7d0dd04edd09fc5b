"""Decisions: who decided what about which clause, when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from commonweal.engines.protocol import Decision
from commonweal.ground.period import year
from tests.unit.workspace.small import record

HEAD = "agreement,clause,period,kind,authority,decided_on,recorded_at,reason,public,from,until,quantity\n"


def test_decisions_of_every_shape(tmp_path: Path) -> None:
    rows = [
        "A-1,jobs_kept,2020,waived,STATE,2021-06-01,2021-06-02T00:00:00Z,pandemic,no,,,",
        "A-1,jobs_kept,,suspended,STATE,2021-06-01,2021-06-02T00:00:00Z,,,2021-07-01,,",
        "A-1,jobs_kept,,terminated,STATE,2021-06-01,2021-06-02T00:00:00Z,,yes,,,",
        "A-1,credits,,exercised,STATE,2021-06-01,2021-06-02T00:00:00Z,,yes,,,2.5",
    ]
    made = record(tmp_path, {"decisions/2021.csv": HEAD + "\n".join(rows) + "\n"}).decisions
    day, at, file = date(2021, 6, 1), datetime(2021, 6, 2, tzinfo=UTC), "decisions/2021.csv"
    waiver = Decision("A-1", "jobs_kept", "waived", "STATE", day, at, year(2020), place=f"{file}:2")
    suspension = Decision("A-1", "jobs_kept", "suspended", "STATE", day, at, place=f"{file}:3")
    assert set(made) == {
        replace(waiver, reason="pandemic", public=False),
        replace(suspension, start=date(2021, 7, 1)),
        Decision("A-1", "jobs_kept", "terminated", "STATE", day, at, place=f"{file}:4"),
        Decision("A-1", "credits", "exercised", "STATE", day, at, quantity=Decimal("2.5"), place=f"{file}:5"),
    }


def test_the_same_decision_in_two_files_counts_once(tmp_path: Path) -> None:
    row = "A-1,jobs_kept,2020,waived,STATE,2021-06-01,2021-06-02,,yes,,,\n"
    assert (
        len(record(tmp_path, {"decisions/a.csv": HEAD + row, "decisions/b.csv": HEAD + row}).decisions) == 1
    )


def test_a_decision_may_be_recorded_again_later_in_other_words(tmp_path: Path) -> None:
    row = "A-1,jobs_kept,2020,waived,STATE,2021-06-01,{},{},yes,,,\n"
    rows = row.format("2021-06-02", "a") + row.format("2021-06-03", "b")
    assert len(record(tmp_path, {"decisions/a.csv": HEAD + rows}).decisions) == 2
