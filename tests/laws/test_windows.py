"""Law 7 of the language: windows; with the laws of rounding and of the notation of periods."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from commonweal.ground.period import (
    CALENDAR_YEAR,
    GRAINS,
    FiscalEnd,
    Period,
    add_months,
    containing,
    parse_period,
    show_period,
)
from commonweal.ground.rounding import Rounding, round_places, round_step
from commonweal.terms.lowering.windows import Expansion, anniversary_windows, calendar_windows, span_for

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
starts = days | st.sampled_from([date(2024, 1, 31), date(2024, 2, 29), date(2023, 1, 30), date(2024, 12, 31)])
spans = st.tuples(starts, st.integers(0, 4000)).map(
    lambda s: (s[0], date.fromordinal(s[0].toordinal() + s[1]))
)
words = st.sampled_from([None, "with_stubs", "whole_periods"])
fiscal_ends = st.builds(FiscalEnd, st.integers(1, 12), st.integers(1, 31))
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)
modes = st.sampled_from(Rounding)


def require_law_7(made: Expansion, span: Period, word: str | None) -> None:
    """Disjoint, in order, inside the span, whole or declared stubs; together they are the span."""
    for windows in (made.windows, made.stubs):
        assert all(w.length > 0 and w.within(span) for w in windows)
        assert all(a.end <= b.start for a, b in pairwise(windows))
    assert len(made.stubs) <= 2
    if made.problem is not None:
        assert made.windows == ()
        assert (made.problem, word) in (("stub", None), ("empty", "whole_periods"))
    if made.problem == "stub" or word is None:
        assert made.problem == "stub" if made.stubs else made.problem is None
        if made.problem == "stub":
            return
    parts = sorted({*made.windows, *made.stubs})
    assert parts[0].start == span.start
    assert parts[-1].end == span.end
    assert all(a.end == b.start for a, b in pairwise(parts))
    if word == "with_stubs":
        assert set(made.stubs) <= set(made.windows)
    else:
        assert not set(made.stubs) & set(made.windows)


@given(st.sampled_from(GRAINS), spans, fiscal_ends, words)
def test_calendar_windows_are_disjoint_ordered_inside_and_whole_or_declared_stubs(grain, span, ends, word):
    """Law 7, windows: of the calendar."""
    made = calendar_windows(grain, *span, ends, word)
    require_law_7(made, Period.days_of(*span), word)
    for window in {*made.windows, *made.stubs}:
        assert (window == containing(grain, window.start, ends)) == (window not in made.stubs)


@given(st.integers(1, 30), spans, words)
def test_the_kth_anniversary_starts_at_start_plus_k_times_n_months(n_months, span, word):
    """Law 7, windows: anniversaries."""
    made = anniversary_windows(n_months, *span, word)
    require_law_7(made, Period.days_of(*span), word)
    assert len(made.stubs) <= 1
    for k, window in enumerate(made.windows):
        assert window.start == add_months(span[0], k * n_months)
        assert window in made.stubs or window.end == add_months(span[0], (k + 1) * n_months)


@given(st.integers(1, 30), spans, starts, words)
def test_an_origin_moves_the_grid_but_not_the_law(n_months, span, origin, word):
    """Law 7, windows: with an origin."""
    made = anniversary_windows(n_months, *span, word, origin)
    require_law_7(made, Period.days_of(*span), word)
    grid = {add_months(origin, k * n_months) for k in range(-4500 // n_months, 4500 // n_months)}
    for window in {*made.windows, *made.stubs}:
        assert (window.start in grid and window.end in grid) == (window not in made.stubs)


@given(st.integers(1, 12), st.integers(1, 40), starts)
def test_a_span_of_whole_periods_needs_no_word(n_months, count, start):
    made = anniversary_windows(n_months, *span_for(n_months * count, "month", start))
    assert made.problem is None
    assert len(made.windows) == count


@given(st.sampled_from(GRAINS), days, fiscal_ends)
def test_calendar_periods_tile_time(grain, day, ends):
    whole = containing(grain, day, ends)
    assert whole.contains(day)
    assert containing(grain, whole.last, ends) == whole
    assert containing(grain, whole.end, ends).start == whole.end


@given(spans, st.none() | fiscal_ends)
def test_a_periods_notation_reads_back(span, ends):
    period = Period.days_of(*span)
    assert parse_period(show_period(period, ends), ends) == period


@given(st.sampled_from(GRAINS), days, fiscal_ends)
def test_a_calendar_periods_notation_reads_back_and_is_no_longer_than_its_days(grain, day, ends):
    period = containing(grain, day, ends)
    shown = show_period(period, ends)
    assert parse_period(shown, ends) == period
    if grain not in ("week", "fiscal_year"):
        assert "/" not in shown
    if grain == "fiscal_year":
        assert "/" not in shown
        assert shown.startswith("FY") or ends == CALENDAR_YEAR


@given(st.text(alphabet="0123456789-/FYQ٣ \n", max_size=24))
def test_reading_a_period_never_raises(text):
    period = parse_period(text)
    assert period is None or parse_period(show_period(period)) == period


# A sign or a size by Decimal's own operators is rounded to 28 digits, and so was the law's own other side.
@given(numbers, st.integers(0, 12), modes)
@example(Decimal("30517578124.99999999999999999500000000019"), 0, Rounding.DOWN)
def test_rounding_is_near_odd_idempotent_and_exact(x, places, mode):
    rounded = round_places(x, places, mode)
    assert rounded.as_tuple().exponent == -places
    distance = abs(Fraction(rounded) - Fraction(x)) * 10**places
    assert distance <= Fraction(1, 2) if mode in (Rounding.HALF_UP, Rounding.HALF_EVEN) else distance < 1
    assert round_places(rounded, places, mode) == rounded
    assert round_places(x.copy_negate(), places, mode) == rounded.copy_negate()
    assert round_step(x, Decimal((0, (1,), -places)), mode) == rounded
    if mode is Rounding.DOWN:
        assert rounded.copy_abs() <= x.copy_abs()
    if mode is Rounding.UP:
        assert rounded.copy_abs() >= x.copy_abs()


@given(numbers, numbers, st.integers(0, 6), modes)
def test_rounding_keeps_order(x, y, places, mode):
    low, high = sorted((x, y))
    assert round_places(low, places, mode) <= round_places(high, places, mode)


@given(numbers, st.decimals(min_value=Decimal("0.001"), max_value=10**6, places=3), modes)
def test_a_rounded_step_is_a_multiple_of_the_step(x, step, mode):
    multiple = Fraction(round_step(x, step, mode)) / Fraction(step)
    assert multiple.denominator == 1
    assert abs(multiple - Fraction(x) / Fraction(step)) < 1
