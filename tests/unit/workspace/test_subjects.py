"""Registers: who belongs when, and through which day nobody else does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from commonweal.engines.protocol import Member, RegisterClosing
from tests.unit.workspace.small import record

HEAD = "agreement,kind,subject,from,until,label,count,recorded_at\n"
AT = datetime(2022, 1, 1, tzinfo=UTC)
WHEN = "2022-01-01T00:00:00Z"


def test_members_and_closings(tmp_path: Path) -> None:
    rows = f"A-2,worker,w2,,,,,{WHEN}\nA-2,worker,w1,2021-02-01,2021-06-30,Ann,,{WHEN}\n"
    rows += f"A-2,worker,closed,,2021-12-31,,2,{WHEN}\nA-2,site,closed,,2021-12-31,,,{WHEN}\n"
    made = record(tmp_path, {"subjects.csv": HEAD + rows}, "A-2")
    assert made.members == (
        Member("A-2", "worker", "w1", AT, date(2021, 2, 1), date(2021, 6, 30), "Ann", "subjects.csv:3"),
        Member("A-2", "worker", "w2", AT, None, None, "", "subjects.csv:2"),
    )
    assert made.register_closings == (
        RegisterClosing("A-2", "site", date(2021, 12, 31), AT, None, "subjects.csv:5"),
        RegisterClosing("A-2", "worker", date(2021, 12, 31), AT, 2, "subjects.csv:4"),
    )


def test_a_subject_may_come_back_and_a_later_row_may_correct_an_earlier_one(tmp_path: Path) -> None:
    rows = f"A-2,worker,w1,2021-02-01,2021-06-30,,,{WHEN}\nA-2,worker,w1,2021-09-01,,,,{WHEN}\n"
    rows += "A-2,worker,w1,2021-02-01,2021-07-31,,,2022-02-01\n"
    assert len(record(tmp_path, {"subjects.csv": HEAD + rows}, "A-2").members) == 3
