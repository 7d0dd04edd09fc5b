from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.ground.period import (
    CALENDAR_YEAR,
    GRAINS,
    MAX_DAY,
    MIN_DAY,
    FiscalEnd,
    Period,
    containing,
    day,
    fiscal_year,
    fiscal_year_of,
    month,
    parse_period,
    previous,
    quarter,
    show_period,
    year,
)

d = date.fromisoformat
MARCH = FiscalEnd(3, 31)


def p(first: str, last: str) -> Period:
    return Period.days_of(d(first), d(last))


def test_inside_half_open_outside_inclusive():
    q3 = p("2024-07-01", "2024-09-30")
    assert (q3.start, q3.end) == (d("2024-07-01"), d("2024-10-01"))
    assert (q3.first, q3.last, q3.length) == (d("2024-07-01"), d("2024-09-30"), 92)
    assert q3.contains(d("2024-09-30"))
    assert not q3.contains(d("2024-10-01"))


def test_within_and_overlaps():
    q3, y = quarter(2024, 3), year(2024)
    assert q3.within(y)
    assert not y.within(q3)
    assert q3.within(q3)
    assert q3.overlaps(y)
    assert not q3.overlaps(quarter(2024, 4))
    empty = Period(d("2024-08-01"), d("2024-08-01"))
    assert empty.length == 0
    assert not empty.overlaps(q3)
    assert empty.last == d("2024-07-31")


def test_no_period_runs_backwards():
    with pytest.raises(ValueError, match="ends before"):
        Period(d("2024-01-02"), d("2024-01-01"))


@pytest.mark.parametrize(
    ("ends", "n", "first", "last"),
    [
        (CALENDAR_YEAR, 2024, "2024-01-01", "2024-12-31"),
        (MARCH, 2024, "2023-04-01", "2024-03-31"),
        (FiscalEnd(9, 30), 2021, "2020-10-01", "2021-09-30"),
        (FiscalEnd(4, 5), 2024, "2023-04-06", "2024-04-05"),
        (FiscalEnd(2, 28), 2024, "2023-03-01", "2024-02-29"),  # the month's end, in every year
        (FiscalEnd(2, 29), 2023, "2022-03-01", "2023-02-28"),
        (FiscalEnd(2, 29), 2025, "2024-03-01", "2025-02-28"),
        (FiscalEnd(2, 27), 2024, "2023-02-28", "2024-02-27"),
    ],
)
def test_a_fiscal_year_is_the_one_that_ends_in_its_year(ends: FiscalEnd, n: int, first: str, last: str):
    actual = fiscal_year(n, ends)
    assert actual == p(first, last)
    assert fiscal_year_of(actual.first, ends) == fiscal_year_of(actual.last, ends) == n


@pytest.mark.parametrize(
    ("grain", "first", "last"),
    [
        ("day", "2024-02-29", "2024-02-29"),
        ("week", "2024-02-26", "2024-03-03"),
        ("month", "2024-02-01", "2024-02-29"),
        ("quarter", "2024-01-01", "2024-03-31"),
        ("year", "2024-01-01", "2024-12-31"),
        ("fiscal_year", "2023-04-01", "2024-03-31"),
    ],
)
def test_the_calendar_period_that_contains_a_day(grain: str, first: str, last: str):
    assert containing(grain, d("2024-02-29"), MARCH) == p(first, last)


def test_previous_is_a_whole_period_also_before_a_stub():
    assert previous(quarter(2024, 1), "quarter") == quarter(2023, 4)
    assert previous(fiscal_year(2024, MARCH), "fiscal_year", MARCH) == fiscal_year(2023, MARCH)
    assert previous(p("2024-03-15", "2024-12-31"), "year") == year(2023)
    assert previous(day(d("2024-03-01")), "day") == day(d("2024-02-29"))
    assert previous(year(1), "year").length == 0


@given(
    st.dates(max_value=MAX_DAY),
    st.sampled_from(GRAINS),
    st.sampled_from([CALENDAR_YEAR, MARCH, FiscalEnd(6, 30)]),
)
def test_no_day_overflows(day_: date, grain: str, ends: FiscalEnd):
    whole = containing(grain, day_, ends)
    assert whole.contains(day_)
    assert previous(whole, grain, ends).end == whole.start
    if whole.end <= MAX_DAY:
        assert previous(containing(grain, whole.end, ends), grain, ends) == whole


def test_what_there_is_not():
    for wrong in (
        lambda: year(0),
        lambda: year(9999),
        lambda: month(2024, 13),
        lambda: quarter(2024, 5),
        lambda: fiscal_year(0),
        lambda: containing("fortnight", d("2024-01-01")),
        lambda: containing("day", date.max),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("FY2024", "2023-04-01", "2024-03-31"),
        ("2024-Q3", "2024-07-01", "2024-09-30"),
        ("2024-07", "2024-07-01", "2024-07-31"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-07-31", "2024-07-31", "2024-07-31"),
        ("2024-07-02/2024-09-30", "2024-07-02", "2024-09-30"),
        ("9998", "9998-01-01", "9998-12-31"),
        ("1000", "1000-01-01", "1000-12-31"),
        ("9998-12-31", "9998-12-31", "9998-12-31"),
    ],
)
def test_the_notation_of_tables(text: str, first: str, last: str):
    assert parse_period(text, MARCH) == p(first, last)
    assert show_period(p(first, last), MARCH) == text


def test_without_a_fiscal_line_the_fiscal_year_is_the_calendar_year():
    assert parse_period("FY2024") == year(2024)
    assert show_period(year(2024), CALENDAR_YEAR) == "2024"
    assert show_period(fiscal_year(2024, MARCH)) == "2023-04-01/2024-03-31"


def test_the_shortest_notation_wins():
    assert show_period(p("2024-01-01", "2024-12-31")) == "2024"
    assert show_period(p("2024-10-01", "2024-12-31")) == "2024-Q4"
    assert parse_period("2024-07-01/2024-07-31") == month(2024, 7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "02024",
        "0999",
        "9999",
        "FY9999",
        "fy2024",
        "FY 2024",
        "2024-Q0",
        "2024-Q5",
        "2024Q3",
        "2024-q3",
        "2024-13",
        "2024-00",
        "2024-7",
        "2024-02-30",
        "2023-02-29",
        "2024-07-31T00:00",
        "20240731",
        "2024-W05",
        "2024-09-30/2024-07-01",
        "2024-07-01/",
        "/2024-07-01",
        "2024-07/2024-09",
        "2024-07-01/2024-09-30/2025-01-01",
        " 2024",
        "2024 ",
        "2024\n",
        "２０２４",
        "2024-07-01 / 2024-09-30",
        "9999-01-01",
        "2024-01-01/9999-01-01",
    ],
)
def test_what_is_no_period(text: str):
    assert parse_period(text) is None


def test_an_empty_stretch_has_a_form_but_no_notation():
    shown = show_period(Period(d("2024-08-01"), d("2024-08-01")))
    assert shown == "2024-08-01/2024-07-31"
    assert parse_period(shown) is None
    assert show_period(Period(MIN_DAY, date(2, 1, 1))) == "0001"
