"""What comes next follows from the plan alone: days after the as-of day, in order, with who must act."""

from __future__ import annotations

from datetime import date

from commonweal.report.calendar.entries import WHATS
from commonweal.report.calendar.planned import planned
from tests.unit.report.starter import AGREEMENT, judged

PLAN = judged().plans[AGREEMENT]


def told(after: date, until: date | None = None) -> list[tuple[str, str, str]]:
    """Return day, act and clause of what comes."""
    return [(e.day.isoformat(), e.what, e.clause) for e in planned(PLAN, after, until)]


def test_only_what_comes_after_the_day_in_order() -> None:
    found = told(date(2024, 3, 30))
    assert found[0] == ("2024-06-28", "report", "credits")
    assert found == sorted(found, key=lambda e: (e[0], WHATS.index(e[1]), e[2]))
    assert all(day > "2024-03-30" for day, _, _ in found)


def test_the_day_itself_is_over() -> None:
    assert ("2024-03-30", "report", "training") in told(date(2024, 3, 29))
    assert ("2024-03-30", "report", "training") not in told(date(2024, 3, 30))


def test_every_clause_has_its_next_window_however_far_it_is() -> None:
    found = told(date(2020, 1, 1))
    assert {clause for _, _, clause in found} == {"jobs", "investment", "training", "credits"}
    assert {day[:4] for day, _, _ in found} == {"2023", "2024"}
    assert told(date(2020, 1, 1), date(2021, 1, 1)) == []


def test_who_must_act_what_must_be_reported_and_at_which_level() -> None:
    coming = planned(PLAN, date(2023, 6, 1))
    jobs = next(e for e in coming if e.what == "report" and e.clause == "jobs")
    assert (jobs.who, jobs.party, jobs.measures, jobs.level) == (
        "company", "NORTHWIND", ("full_time_jobs",), "audited",
    )  # fmt: skip
    pay = next(e for e in coming if e.what == "pay")
    assert (pay.who, pay.to, pay.day) == ("region", "company", date(2024, 8, 27))


def test_after_the_last_day_nothing_comes() -> None:
    assert told(date(2030, 1, 1)) == []
