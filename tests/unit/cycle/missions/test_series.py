"""What is known of an indicator: the latest row known at K, and sums that are whole or unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.missions.records import Indicator, Observation
from commonweal.cycle.missions.series import divisions, series_of
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Undisclosed
from commonweal.ground.period import Period, day, year

D = Decimal
DAY = date(2025, 6, 30)
KNOWN = datetime(2025, 7, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def row(
    indicator: str, period: Period, value: str | None, recorded: str = "2025-01-01", *, version: int = 1,
    reported: date | None = None, source: str = "office",
) -> Observation:  # fmt: skip
    """Return an observation; "?" is a figure that is not public."""
    held = Undisclosed("office") if value == "?" else None if value is None else D(value)
    return Observation(indicator, version, period, held, source, at(recorded), reported)


def strategy(*rows: Observation, **indicators: Indicator) -> Strategy:
    """Return indicators with their observations; those that are not given are plain."""
    named = {r.indicator: Indicator(r.indicator, r.indicator, unit="job") for r in rows} | indicators
    found = {id_: tuple(r for r in rows if r.indicator == id_) for id_ in named}
    return Strategy(indicators=named, observations=found)


def values(of: Strategy, id_: str = "x", as_of: date = DAY, known_at: datetime = KNOWN) -> dict[int, object]:
    """Return what is known by year: a value, or the state that there is instead."""
    points = series_of(of, id_, as_of=as_of, known_at=known_at).points
    return {p.period.last.year: p.value if p.value is not None else p.state for p in points}


# ---- which row counts ---------------------------------------------------------------------------------


def test_the_row_recorded_last_counts_as_known_at_the_time() -> None:
    of = strategy(row("x", year(2023), "10", "2024-01-01"), row("x", year(2023), "12", "2025-01-01"))
    assert values(of) == {2023: D(12)}
    assert values(of, known_at=at("2024-06-01")) == {2023: D(10)}
    assert values(of, known_at=at("2023-06-01")) == {}


def test_of_rows_recorded_together_the_one_reported_last_counts() -> None:
    first = row("x", year(2023), "10", reported=date(2024, 1, 1))
    of = strategy(row("x", year(2023), "12", reported=date(2024, 2, 1)), first)
    assert values(of) == {2023: D(12)}


def test_a_figure_taken_back_is_gone_and_one_that_is_not_public_is_unknown() -> None:
    of = strategy(
        row("x", year(2022), "10", "2023-01-01"), row("x", year(2022), None, "2024-01-01"),
        row("x", year(2023), "?"),
    )  # fmt: skip
    assert values(of) == {2023: "undisclosed"}
    assert values(of, known_at=at("2023-06-01")) == {2022: D(10)}
    assert series_of(of, "x", as_of=DAY, known_at=KNOWN).latest is None


def test_a_period_that_has_not_ended_says_nothing() -> None:
    of = strategy(row("x", year(2025), "10"), row("x", day(date(2025, 6, 30)), "11"))
    assert values(of) == {2025: D(11)}
    assert values(of, as_of=date(2025, 6, 29)) == {}


def test_figures_of_another_version_are_another_series() -> None:
    of = strategy(row("x", year(2022), "10"), row("x", year(2023), "99", version=2))
    assert values(of) == {2022: D(10)}
    assert values(replace(of, indicators={"x": Indicator("x", "X", version=2)})) == {2023: D(99)}


def test_a_figure_that_was_remembered_says_so() -> None:
    of = strategy(row("x", year(2023), "10", source="Unverified: from memory"))
    point = series_of(of, "x", as_of=DAY, known_at=KNOWN).latest
    assert point is not None and not point.verified


# ---- sums ---------------------------------------------------------------------------------------------

SUM = Indicator("x", "All", unit="job", sums=("a", "b"))


def test_a_sum_is_whole_or_unknown() -> None:
    of = strategy(row("a", year(2022), "1"), row("b", year(2022), "2"), row("a", year(2023), "4"), x=SUM)
    assert values(of) == {2022: D(3), 2023: "incomplete"}
    assert series_of(of, "x", as_of=DAY, known_at=KNOWN).points[1].missing == ("b",)


def test_a_part_that_is_not_public_leaves_the_sum_unknown() -> None:
    of = strategy(row("a", year(2022), "1"), row("b", year(2022), "?"), x=SUM)
    assert values(of) == {2022: "incomplete"}


def test_a_sum_of_sums_names_the_part_at_the_bottom_that_is_missing() -> None:
    top = Indicator("top", "Nation", unit="job", sums=("x", "c"))
    of = strategy(row("a", year(2022), "1"), row("c", year(2022), "5"), x=SUM, top=top, b=Indicator("b", "B"))
    (point,) = series_of(of, "top", as_of=DAY, known_at=KNOWN).points
    assert (point.value, point.missing) == (None, ("b",))


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(["a", "b", "c"]),
        st.integers(2019, 2024).map(year),
        st.none() | st.just("?") | st.integers(-(10**6), 10**6).map(lambda n: str(D(n) / 100)),
        st.sampled_from(["2020-01-01", "2023-01-01", "2025-01-01", "2026-01-01"]),
        reported=st.dates(date(2019, 1, 1), date(2025, 1, 1)),
    ),
    max_size=12,
    unique_by=lambda r: (r.indicator, r.period, r.rank),
)
PLAIN = {id_: Indicator(id_, id_, unit="job") for id_ in "abc"}
SUMS = {
    "ab": Indicator("ab", "AB", unit="job", sums=("a", "b")),
    "abc": Indicator("abc", "ABC", unit="job", sums=("ab", "c")),
}


@given(ROWS)
def test_a_sum_is_the_sum_of_all_its_parts_or_nothing(rows: list[Observation]) -> None:
    of = strategy(*rows, **PLAIN, **SUMS)
    parts = [values(of, id_) for id_ in "abc"]
    for period, value in values(of, "abc").items():
        held = [part.get(period) for part in parts]
        numbers = [v for v in held if isinstance(v, Decimal)]
        assert value == (sum(numbers, D(0)) if len(numbers) == len(parts) else "incomplete")


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(rows: list[Observation], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for id_ in ("a", "abc"):
        before, after = (strategy(*found, **PLAIN, **SUMS) for found in (rows, shuffled))
        assert values(before, id_) == values(after, id_)


@given(ROWS)
def test_what_is_recorded_later_changes_nothing_earlier(rows: list[Observation]) -> None:
    early = [r for r in rows if r.recorded_at <= at("2024-01-01")]
    whole, part = (strategy(*found, **PLAIN, **SUMS) for found in (rows, early))
    assert values(whole, "abc", known_at=at("2024-01-01")) == values(part, "abc", known_at=at("2024-01-01"))


# ---- parts of a whole ---------------------------------------------------------------------------------

PART = {id_: Indicator(id_, id_, unit="job", part_of="x") for id_ in "ab"}


def test_parts_stand_beside_the_whole_with_what_is_left() -> None:
    of = strategy(row("x", year(2022), "10"), row("a", year(2022), "3"), row("b", year(2022), "4"), **PART)
    (one,) = divisions(of, "x", as_of=DAY, known_at=KNOWN)
    assert (one.value, dict(one.parts), one.rest, one.exceeded) == (
        D(10),
        {"a": D(3), "b": D(4)},
        D(3),
        False,
    )


def test_the_rest_is_unknown_while_a_part_is() -> None:
    of = strategy(row("x", year(2022), "10"), row("a", year(2022), "13"), **PART)
    (one,) = divisions(of, "x", as_of=DAY, known_at=KNOWN)
    assert (one.rest, one.exceeded) == (None, False)


def test_parts_beyond_the_whole_are_told_unless_one_lies_below_zero() -> None:
    over = strategy(row("x", year(2022), "10"), row("a", year(2022), "8"), row("b", year(2022), "4"), **PART)
    sink = strategy(row("x", year(2022), "6"), row("a", year(2022), "8"), row("b", year(2022), "-1"), **PART)
    assert [d.exceeded for d in divisions(over, "x", as_of=DAY, known_at=KNOWN)] == [True]
    assert [d.exceeded for d in divisions(sink, "x", as_of=DAY, known_at=KNOWN)] == [False]
