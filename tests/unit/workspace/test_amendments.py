"""Amendments as rows: what they set, end and move to, and from when they are known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from commonweal.ground.period import Period
from commonweal.workspace.run import assess
from tests.unit.workspace.small import good, table

HEADER = "agreement,amendment,effective,signed,line,name,period,value,recorded_at"
VALUES = {
    "agreements/parameters.csv": table(
        "agreement,name,value,unit",
        "A-1,rate,15,%",
        "A-1,ceiling,1000,USD",
        "A-1,first_day,2020-01-01",
        "A-2,floor,100,EUR",
    ),
    "agreements/series.csv": table(
        "agreement,name,period,value,unit",
        *(f"A-1,jobs_floor,{year},10,jobs" for year in range(2020, 2026)),
    ),
}


def test_rows_of_one_name_are_one_amendment(tmp_path: Path) -> None:
    rows = table(
        HEADER,
        "A-1,First,2022-01-01,2021-12-01,set,rate,,0.18",
        "A-1,First,2022-01-01,2021-12-01,set,jobs_floor,2022,5",
        "A-1,First,2022-01-01,2021-12-01,set,company,,HOLDING",
        "A-1,First,2022-01-01,2021-12-01,end,credits",
        "A-1,Second,2021-01-01,2023-02-01,set,rate,,0.2,2023-02-10T12:00:00Z",
    )
    workspace = good(tmp_path, {**VALUES, "agreements/amendments.csv": rows})
    first, second = workspace.agreements["A-1"].amendments
    assert (first.label, first.effective, first.signed) == ("First", date(2022, 1, 1), date(2021, 12, 1))
    assert [(s.name, s.value) for s in first.settings] == [("rate", Decimal("0.18"))]
    assert [(e.name, e.period, e.value) for e in first.series] == [
        ("jobs_floor", Period.days_of(date(2022, 1, 1), date(2022, 12, 31)), Decimal(5))
    ]
    assert dict(first.parties) == {"company": "HOLDING"}
    assert first.ended == ("credits",)
    assert second.recorded_at == datetime(2023, 2, 10, 12, tzinfo=UTC)


def test_what_is_signed_later_is_not_known_before(tmp_path: Path) -> None:
    rows = table(HEADER, "A-1,First,2021-01-01,2022-03-01,end,jobs_kept")
    workspace = good(tmp_path, {**VALUES, "agreements/amendments.csv": rows})

    def versions(day: date) -> set[int]:
        run = assess(workspace, as_of=day, agreement="A-1")
        return {f.version for f in run.assessments[0].findings}

    assert versions(date(2022, 2, 28)) == {1}
    assert versions(date(2022, 3, 1)) == {1, 2}
