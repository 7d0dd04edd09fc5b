import tracemalloc
from datetime import date

import pytest

from commonweal.ground.period import MAX_DAY, FiscalEnd, Period, quarter, year
from commonweal.terms.lowering.windows import (
    MAX_WINDOWS,
    Expansion,
    anniversary_windows,
    calendar_windows,
    once,
    previous_anniversary,
    span_for,
)

d = date.fromisoformat
MARCH = FiscalEnd(3, 31)


def p(first: str, last: str) -> Period:
    return Period.days_of(d(first), d(last))


def test_once_is_one_day():
    assert once(d("2024-02-29")) == Expansion((p("2024-02-29", "2024-02-29"),))


def test_ten_years_after_a_day_in_november_hold_nine_whole_years():
    first, last = span_for(10, "year", d("2024-11-25"))
    assert (first, last) == (d("2024-11-25"), d("2034-11-24"))
    whole = calendar_windows("year", first, last, stubs="whole_periods")
    assert whole.windows == tuple(year(n) for n in range(2025, 2034))
    assert whole.stubs == (p("2024-11-25", "2024-12-31"), p("2034-01-01", "2034-11-24"))
    assert len(calendar_windows("year", first, last, stubs="with_stubs").windows) == 11
    assert anniversary_windows(12, first, last).problem is None


def test_a_cut_period_needs_a_word():
    span = d("2024-02-10"), d("2024-12-31")
    silent = calendar_windows("quarter", *span)
    stub = p("2024-02-10", "2024-03-31")
    assert silent == Expansion((), (stub,), "stub")
    wholes = tuple(quarter(2024, q) for q in (2, 3, 4))
    assert calendar_windows("quarter", *span, stubs="with_stubs") == Expansion((stub, *wholes), (stub,))
    assert calendar_windows("quarter", *span, stubs="whole_periods") == Expansion(wholes, (stub,))


def test_no_word_is_needed_where_nothing_is_cut():
    assert calendar_windows("year", d("2024-01-01"), d("2025-12-31")) == Expansion((year(2024), year(2025)))
    fiscal = calendar_windows("fiscal_year", d("2023-04-01"), d("2025-03-31"), MARCH)
    assert fiscal == Expansion((p("2023-04-01", "2024-03-31"), p("2024-04-01", "2025-03-31")))
    assert calendar_windows("week", d("2024-02-26"), d("2024-03-03")).windows == (
        p("2024-02-26", "2024-03-03"),
    )


def test_a_span_inside_one_period_is_one_stub():
    span = d("2024-03-01"), d("2024-10-31")
    assert calendar_windows("year", *span).stubs == (p("2024-03-01", "2024-10-31"),)
    assert calendar_windows("year", *span, stubs="with_stubs").windows == (p("2024-03-01", "2024-10-31"),)
    assert calendar_windows("year", *span, stubs="whole_periods").problem == "empty"


@pytest.mark.parametrize(
    ("start", "starts"),
    [
        ("2024-01-31", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]),
        ("2023-01-30", ["2023-01-30", "2023-02-28", "2023-03-30", "2023-04-30"]),
    ],
)
def test_anniversaries_do_not_drift(start: str, starts: list[str]):
    made = anniversary_windows(1, d(start), span_for(4, "month", d(start))[1])
    assert [w.start for w in made.windows] == [d(s) for s in starts]
    assert made.problem is None


def test_anniversaries_of_29_february():
    made = anniversary_windows(12, d("2024-02-29"), d("2028-02-28"))
    assert [w.start.isoformat() for w in made.windows] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
    ]
    assert made.windows[-1].last == d("2028-02-28")


def test_a_cut_last_anniversary_needs_a_word():
    span = d("2024-11-25"), d("2026-12-31")
    stub = p("2026-11-25", "2026-12-31")
    wholes = (p("2024-11-25", "2025-11-24"), p("2025-11-25", "2026-11-24"))
    assert anniversary_windows(12, *span) == Expansion((), (stub,), "stub")
    assert anniversary_windows(12, *span, "with_stubs") == Expansion((*wholes, stub), (stub,))
    assert anniversary_windows(12, *span, "whole_periods") == Expansion(wholes, (stub,))


def test_an_origin_before_the_span_keeps_the_count():
    made = anniversary_windows(6, d("2025-07-31"), d("2026-07-30"), origin=d("2024-01-31"))
    assert made == Expansion((p("2025-07-31", "2026-01-30"), p("2026-01-31", "2026-07-30")))
    cut = anniversary_windows(6, d("2025-09-01"), d("2026-07-30"), "with_stubs", d("2024-01-31"))
    assert cut.stubs == (p("2025-09-01", "2026-01-30"),)
    later = anniversary_windows(1, d("2024-01-15"), d("2024-02-14"), origin=d("2024-05-15"))
    assert later.windows == (p("2024-01-15", "2024-02-14"),)


def test_the_anniversary_before():
    origin = d("2024-01-31")
    assert previous_anniversary(p("2024-03-31", "2024-04-29"), 1, origin) == p("2024-02-29", "2024-03-30")
    assert previous_anniversary(p("2024-01-31", "2024-02-28"), 1, origin) == p("2023-12-31", "2024-01-30")
    stub = p("2024-03-31", "2024-04-05")
    assert previous_anniversary(stub, 1, origin) == p("2024-02-29", "2024-03-30")


def test_too_many_windows_are_refused_before_any_is_made():
    tracemalloc.start()
    try:
        assert calendar_windows("day", date.min, MAX_DAY).problem == "too_many"
        assert anniversary_windows(1, date.min, MAX_DAY).problem == "too_many"
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


def test_the_limit_is_40_000():
    first, last = span_for(MAX_WINDOWS, "day", d("2024-01-01"))
    assert len(calendar_windows("day", first, last).windows) == 40_000
    assert calendar_windows("day", first, span_for(MAX_WINDOWS + 1, "day", first)[1]).problem == "too_many"
    first, last = span_for(MAX_WINDOWS, "month", d("2024-01-01"))
    assert len(anniversary_windows(1, first, last).windows) == 40_000
    assert anniversary_windows(1, first, span_for(MAX_WINDOWS + 1, "month", first)[1]).problem == "too_many"


def test_an_empty_span_has_no_windows():
    backwards = d("2024-01-02"), d("2024-01-01")
    assert calendar_windows("year", *backwards).problem == "empty"
    assert anniversary_windows(1, *backwards).problem == "empty"


def test_the_edges_of_time_do_no_harm():
    assert anniversary_windows(12, d("9997-06-01"), date.max).problem == "stub"
    assert anniversary_windows(10**30, d("2024-01-01"), d("2024-12-31"), "with_stubs").windows == (
        year(2024),
    )
    assert calendar_windows("year", d("9998-01-01"), date.max).windows == (year(9998),)
    assert span_for(10**30, "year", d("2024-01-01"))[1] < MAX_DAY


def test_what_is_refused():
    day = d("2024-01-01")
    for wrong in (
        lambda: anniversary_windows(0, day, day),
        lambda: span_for(0, "year", day),
        lambda: calendar_windows("fortnight", day, day),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()
