from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.ground.days import (
    MAX_DAY,
    MIN_DAY,
    add_days,
    add_months,
    deadline,
    next_day,
    previous_day,
    shift,
)

d = date.fromisoformat


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-05-05", 0, "2024-05-05"),
    ],
)
def test_months_keep_the_day_cut_to_the_months_length(day: str, n: int, expected: str):
    assert add_months(d(day), n) == d(expected)


@pytest.mark.parametrize(
    ("anchor", "n", "unit", "plain", "period_end"),
    [
        ("2024-02-29", 3, "month", "2024-05-29", "2024-05-31"),
        ("2024-02-29", 1, "quarter", "2024-05-29", "2024-05-31"),
        ("2024-02-29", 1, "year", "2025-02-28", "2025-02-28"),
        ("2024-12-31", 6, "month", "2025-06-30", "2025-06-30"),
        ("2024-06-30", 6, "month", "2024-12-30", "2024-12-31"),
        ("2024-12-31", 30, "day", "2025-01-30", "2025-01-30"),
        ("2024-11-25", 0, "month", "2024-11-25", "2024-11-25"),
    ],
)
def test_deadlines(anchor: str, n: int, unit: str, plain: str, period_end: str):
    assert deadline(d(anchor), n, unit, period_end=False) == d(plain)
    assert deadline(d(anchor), n, unit, period_end=True) == d(period_end)


def test_shift_goes_both_ways():
    assert shift(d("2024-03-31"), 1, "month", sign=-1) == d("2024-02-29")
    assert shift(d("2024-03-31"), 31, "day", sign=-1) == d("2024-02-29")
    assert shift(d("2024-03-31"), 2, "quarter") == d("2024-09-30")
    with pytest.raises(KeyError):
        shift(d("2024-03-31"), 1, "week")


@given(
    st.dates(),
    st.integers(-(10**30), 10**30),
    st.sampled_from(["day", "month", "quarter", "year"]),
    st.booleans(),
)
def test_nothing_ever_overflows(day: date, n: int, unit: str, period_end: bool):
    assert MIN_DAY <= shift(day, n, unit) <= MAX_DAY
    assert MIN_DAY <= deadline(day, n, unit, period_end=period_end) <= MAX_DAY


def test_the_edges_of_time_stay():
    assert next_day(date.max) == date.max
    assert previous_day(MIN_DAY) == MIN_DAY
    assert add_days(MAX_DAY, 1) == MAX_DAY
    assert next_day(MAX_DAY) == date(9999, 1, 1)
