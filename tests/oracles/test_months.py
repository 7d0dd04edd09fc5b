"""
Sums of months with more than one answer: ours is written down (language 4.3), here held against others.

* Catala's dates-calc (Inria; Monat, Fromherz, Merigoux, "Formalizing Date Arithmetic and Statically Detecting
  Ambiguities for the Law", ESOP 2024): its published unit cases. Where the paper leaves a choice between
  rounding up, rounding down and refusing, the language takes "down": the last day of the month.
* First principles: for every day of 2023 to 2025 and 1 to 30 months, a walk through a plain list of days.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from commonweal.ground.days import deadline, shift
from commonweal.terms.core.examples import Expect
from commonweal.terms.driver import compile_sources
from commonweal.workspace.examples import run_examples
from commonweal.workspace.run import assess
from tests.oracles.asking import HEAD, ask, good

d = date.fromisoformat
N_MONTHS = range(1, 31)
DAY = timedelta(1)

# ---- dates-calc, test/exact_computations.csv and test/ambiguous_computations.csv ------------------------

# (day, n, unit, sum): no choice here, all roundings agree. Nineteen cases.
EXACT = [
    ("2012-03-20", 10, "day", "2012-03-30"),
    ("2012-03-31", 1, "day", "2012-04-01"),
    ("2012-02-28", 1, "day", "2012-02-29"),
    ("2013-02-28", 1, "day", "2013-03-01"),
    ("2012-03-01", 71, "day", "2012-05-11"),
    ("2012-11-01", 71, "day", "2013-01-11"),
    ("2012-02-15", 2, "month", "2012-04-15"),
    ("2012-02-28", 4, "month", "2012-06-28"),
    ("2012-03-15", 1, "month", "2012-04-15"),
    ("2012-11-15", 3, "month", "2013-02-15"),
    ("2012-03-31", 2, "month", "2012-05-31"),
    ("2012-01-31", 2, "month", "2012-03-31"),
    ("2013-01-31", 2, "month", "2013-03-31"),
    ("2012-10-31", 5, "month", "2013-03-31"),
    ("2012-01-01", 1, "year", "2013-01-01"),
    ("2012-02-28", 4, "year", "2016-02-28"),
    ("2012-02-29", 4, "year", "2016-02-29"),
    ("2012-03-15", 1, "year", "2013-03-15"),
    ("2012-11-15", 3, "year", "2015-11-15"),
]
# (day, n, unit, rounded up, rounded down): eleven cases.
AMBIGUOUS = [
    ("2012-03-31", 1, "month", "2012-05-01", "2012-04-30"),
    ("2012-03-31", 3, "month", "2012-07-01", "2012-06-30"),
    ("2012-01-31", 1, "month", "2012-03-01", "2012-02-29"),
    ("2012-01-31", 3, "month", "2012-05-01", "2012-04-30"),
    ("2013-01-31", 1, "month", "2013-03-01", "2013-02-28"),
    ("2013-01-31", 3, "month", "2013-05-01", "2013-04-30"),
    ("2012-10-31", 4, "month", "2013-03-01", "2013-02-28"),
    ("2012-10-31", 6, "month", "2013-05-01", "2013-04-30"),
    ("2012-10-29", 4, "month", "2013-03-01", "2013-02-28"),
    ("2012-02-29", 1, "year", "2013-03-01", "2013-02-28"),
    ("2012-02-29", 88, "year", "2100-03-01", "2100-02-28"),
]


@pytest.mark.parametrize(("day", "n", "unit", "expected"), EXACT)
def test_sums_that_nobody_disputes(day: str, n: int, unit: str, expected: str) -> None:
    assert shift(d(day), n, unit) == d(expected)


@pytest.mark.parametrize(("day", "n", "unit", "up", "down"), AMBIGUOUS)
def test_ambiguous_sums_are_rounded_down(day: str, n: int, unit: str, up: str, down: str) -> None:
    assert shift(d(day), n, unit) == d(down)
    assert d(up) - d(down) == DAY  # rounding moves a sum by one day at most


def test_the_thirty_published_sums_come_out_of_a_text(tmp_path: Path) -> None:
    sums = [(a, n, unit, s) for a, n, unit, s in EXACT] + [(a, n, u, down) for a, n, u, _, down in AMBIGUOUS]
    formulas = {}
    for i, (day, n, unit, _) in enumerate(sums):
        formulas[f"right{i}"] = (
            f"days({day}, {n} {unit}{'s' if n > 1 else ''} after {day}, act365) equals length{i}"
        )
    parameters = "".join(f"  parameter length{i} : number\n" for i in range(len(sums)))
    values = "\n".join(f"  set length{i} = {(d(s) - d(a)).days}" for i, (a, _, _, s) in enumerate(sums))
    truths, _ = ask(tmp_path, parameters, values, formulas)
    assert len(truths) == 30
    assert set(truths.values()) == {"true"}


def test_what_dates_calc_holds_to_be_false_is_false_here_too() -> None:
    # Their counterexamples: adding days and months does not commute, nor do two sums of months add up.
    # (Theirs for days and months, 31 January + 1 day + 1 month, needs rounding up; ours begins a day before.)
    last = d("2012-01-31")
    assert shift(shift(last - DAY, 1, "day"), 1, "month") != shift(shift(last - DAY, 1, "month"), 1, "day")
    assert shift(shift(last, 1, "month"), 1, "month") != shift(last, 2, "month")
    assert shift(shift(last, 1, "month"), 1, "month", sign=-1) != last
    # and a year is twelve months, which an early version of theirs got wrong for 29 February
    leap = d("2004-02-29")
    assert shift(leap, 4, "year") == shift(leap, 48, "month") == d("2008-02-29")


# ---- first principles -----------------------------------------------------------------------------------


def calendar() -> dict[tuple[int, int], list[date]]:
    """Return the days of every month from 2020 to 2029, from counting days one by one."""
    months: dict[tuple[int, int], list[date]] = {}
    day = date(2020, 1, 1)
    while day.year < 2030:
        months.setdefault((day.year, day.month), []).append(day)
        day += DAY
    return months


MONTHS = calendar()
ORDER = list(MONTHS)
STARTS = [k for k, (year, _) in enumerate(ORDER) if 2023 <= year <= 2025]


def length(k: int) -> int:
    """Return how many days the k-th month has."""
    return monthrange(*ORDER[k])[1]


def month_later(day: date, n: int) -> date:
    """Return the last day of the month n later whose number is not above that of `day`."""
    days = MONTHS[ORDER[ORDER.index((day.year, day.month)) + n]]
    return days[bisect_right([x.day for x in days], day.day) - 1]


def every_day() -> Iterator[date]:
    """Give every day of 2023, 2024 and 2025."""
    day = date(2023, 1, 1)
    while day.year < 2026:
        yield day
        day += DAY


def test_every_day_of_three_years_and_one_to_thirty_months() -> None:
    sums = [(day, n) for day in every_day() for n in N_MONTHS]
    assert len(sums) == 1_096 * 30 == 32_880
    wrong = [
        (day, n) for day, n in sums if deadline(day, n, "month", period_end=False) != month_later(day, n)
    ]
    assert wrong == []
    cut = [(day, n) for day, n in sums if month_later(day, n).day != day.day]
    # the sums that have no such day: as many as the months are shorter than the months they start from
    shorter = [max(0, length(k) - length(k + n)) for k in STARTS for n in N_MONTHS]
    assert len(cut) == sum(shorter) == 423


def test_every_day_as_the_end_of_a_period() -> None:
    # Months are added to the day after, and one day is taken off.
    wrong = [
        (day, n)
        for day in every_day()
        for n in N_MONTHS
        if deadline(day, n, "month", period_end=True) != month_later(day + DAY, n) - DAY
    ]
    assert wrong == []


def test_after_the_end_of_a_month_the_deadline_is_an_end_of_a_month() -> None:
    ends = [days[-1] for (year, _), days in MONTHS.items() if 2023 <= year <= 2025]
    assert len(ends) == 36
    for end in ends:
        for n in N_MONTHS:
            last = MONTHS[ORDER[ORDER.index((end.year, end.month)) + n]][-1]
            assert deadline(end, n, "month", period_end=True) == last
    # after the plain date it is so only where the month is not longer
    plain = sum(
        deadline(end, n, "month", period_end=False) != deadline(end, n, "month", period_end=True)
        for end in ends
        for n in N_MONTHS
    )
    assert plain == sum(length(k + n) > length(k) for k in STARTS for n in N_MONTHS) == 301


def test_sums_keep_the_order_of_days() -> None:
    for n in N_MONTHS:
        sums = [deadline(day, n, "month", period_end=False) for day in every_day()]
        assert sums == sorted(sums)


DEADLINES = """
condition by{n}
  firm must ensure filed at end
  tested each month from 2023-01-01 until 2025-12-31
  evidence documented due within {n} month{s} after end of period
"""


def test_a_text_owes_proof_on_the_day_that_first_principles_give(tmp_path: Path) -> None:
    text = 'language 1\nmeasure filed "Filed" per award: flag each month\n' + HEAD.removeprefix(
        "language 1\n"
    )
    text += "".join(DEADLINES.format(n=n, s="" if n == 1 else "s") for n in N_MONTHS)
    deal = 'agreement "A" under oracle version 1\n  set firm = "F"\n  set state = "S"\n  signed 2022-12-01\n'
    space = good(tmp_path, {"terms/t.terms": text, "agreements/a.terms": f"language 1\n{deal}"})
    (judged,) = assess(space, as_of=date(2023, 1, 1)).assessments
    due = {(f.clause, f.window.last): f.due for f in judged.findings}
    assert due == {
        (f"by{n}", end): month_later(end + DAY, n) - DAY
        for end in (days[-1] for (year, _), days in MONTHS.items() if 2023 <= year <= 2025)
        for n in N_MONTHS
    }
    assert len(due) == 1_080


PLAIN = """
example "{day}" under oracle version 1
  as of 2026-01-01
{expects}
"""


def test_a_text_adds_months_to_a_plain_date_as_first_principles_do() -> None:
    days = [day for day in every_day() if day.day >= 28 and day.year == 2024]
    assert len(days) == 42
    defines, expects, wanted = [], [], 0
    for i, day in enumerate(days):
        for n in (1, 2, 3, 6, 11, 12, 13, 23, 24, 30):
            unit = "month" if n == 1 else "months"
            defines.append(f"define gap{i}n{n} = days({day}, {n} {unit} after {day}, act365)")
            expects.append(f"  expect gap{i}n{n} on 2024-12-31 equals {(month_later(day, n) - day).days}")
            wanted += 1
    clause = "\ncondition used\n  firm must ensure gap0n1 at least 28\n  tested once on 2024-12-31\n"
    text = HEAD + "\n".join(defines) + clause + PLAIN.format(day="gaps", expects="\n".join(expects))
    compiled = compile_sources([("t.terms", text)])
    assert [x.message for x in compiled.diagnostics if x.is_error] == []
    tested = run_examples(compiled)
    assert (tested.expectations, [f.message for f in tested.failures]) == (wanted, [])
    lines = [line for example in compiled.examples for line in example.lines if isinstance(line, Expect)]
    assert all(isinstance(line.amount, Decimal) for line in lines) and len(lines) == wanted == 420
