"""Labels: every band edge of every method as a table, aggregates, and laws."""

from __future__ import annotations

import csv
import dataclasses
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.methods.progress.labels import (
    Progress,
    combined,
    polygon,
    progress_by,
    progress_by_every_method,
)
from commonweal.methods.progress.registry import Stage, methods
from commonweal.methods.progress.series import Better, Series, parity, reflected, series_of

D = Decimal
ROWS = list(csv.DictReader((Path(__file__).parent / "cases.csv").read_text("utf-8").splitlines()))


def points(text: str) -> dict[int, Decimal]:
    """Return "2020:1 2021:2" as years and values."""
    return {int(year): D(value) for year, value in (pair.split(":") for pair in text.split())}


def series_in(row: dict[str, str]) -> Series:
    """Return the series of a row of the table."""
    start, end = points(row["baseline"]), points(row["target"])
    return series_of(
        points(row["observations"]),
        better=Better[row["better"].upper()],
        baseline=next(iter(start.items()), None),
        target=next(iter(end.items()), None),
        limit=D(row["limit"]) if row["limit"] else None,
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['method']}: {row['about']}")
def test_the_label_of_a_case(row: dict[str, str]) -> None:
    found = progress_by(series_in(row), method=row["method"])
    assert (found.label, found.stage.value) == (row["label"], row["stage"]), found.sentence
    if row["ratio"]:
        assert found.ratio == D(row["ratio"])
    if row["score"]:
        assert found.score == D(row["score"])


def test_the_table_is_as_long_as_promised_and_names_every_band() -> None:
    assert len(ROWS) >= 60
    shown = {(row["method"], row["label"], row["stage"]) for row in ROWS}
    for method in methods().values():
        rules = [method.with_target, method.without_target, method.reached and method.reached.rule]
        for rule in filter(None, rules):
            assert {(method.key, b.label, b.stage.value) for b in rule.bands} <= shown
        assert any(row["method"] == method.key and row["label"] == method.unable for row in ROWS)


def test_every_method_names_its_source_and_the_remembered_one_says_so() -> None:
    for method in methods().values():
        assert method.source.url.startswith("https://")
        assert method.source.text and method.source.date
    assert [m.key for m in methods().values() if not m.source.is_checked] == ["eurostat"]


# ---- sentences ----------------------------------------------------------------------------------------

FALLING = series_of(
    {2015: 100, 2017: 97, 2018: 95, 2019: 94, 2020: 90, 2021: 91, 2022: D("89.5")},
    better=Better.DOWN,
    target=(2030, 55),
)


def test_a_sentence_shows_the_numbers_used() -> None:
    assert [p.sentence for p in progress_by_every_method(FALLING)] == [
        "From 100 in 2015 to 89.5 in 2022: −1.57 % a year. Reaching 55 by 2030 takes −3.91 % a year."
        " The pace is 40.24 % of that; Limited progress is from 0.00 % to below 60.00 %.",
        "Cannot be calculated: the method, as held here, has no rule for an indicator with a target.",
        "From 100 in 2015 to 89.5 in 2022: −1.57 % a year. At that rate 47.02 % of the way to 55 is covered"
        " by 2030; Fair progress, but acceleration needed is from 10.00 % to below 95.00 %.",
        "From 2017 to 2022 the indicator changed by −1.5 a year on average. At that pace 34.78 % of the gap"
        " between 89.5 and 55 closes by 2030; Clouded is above 0.00 % to below 80.00 %.",
    ]


def test_a_number_never_rounds_across_a_threshold() -> None:
    near = series_of(
        {2021: D("101.89999")}, better=Better.UP, baseline=(2020, 100), target=(2022, D("104.04"))
    )
    found = progress_by(near, method="open-sdg")
    assert found.label == "Progress made but acceleration needed"
    assert "94.9995 % of that" in found.sentence


def test_a_revised_baseline_stands_and_is_told() -> None:
    series = series_of({2015: 101, 2020: 110}, better=Better.UP, baseline=(2015, 100))
    found = progress_by(series, method="unsd")
    assert found.notes == ("The baseline of 100 stands; the series now gives 101 for 2015.",)


def test_edge_rules_that_took_part_are_told() -> None:
    zero = progress_by(series_of({2015: 0, 2020: 3}, better=Better.UP, target=(2030, 0)), method="open-sdg")
    assert zero.label == "Target achieved"
    zero = progress_by(series_of({2015: 0, 2020: 3}, better=Better.UP, target=(2030, 9)), method="open-sdg")
    assert any("counts as 0.001" in note for note in zero.notes)
    near = progress_by(series_of({2015: 50, 2020: 55}, better=Better.UP, limit=100), method="open-sdg")
    assert any("natural limit of 100 thresholds above zero count 95.39 %" in note for note in near.notes)
    late = progress_by(
        series_of({2015: 50, 2030: 55, 2031: 99}, better=Better.UP, target=(2030, 60)), method="unsd"
    )
    assert late.stage is Stage.MISSED
    assert late.notes == (
        "The target's year 2030 has come: with 55 in 2030 it is missed, and later years are left out.",
    )


def test_a_label_that_rests_on_a_substitute_for_zero_is_marked() -> None:
    falling = series_of({2010: 100, 2020: 50}, better=Better.DOWN, target=(2030, 0))
    assert {p.method: p.is_substituted for p in progress_by_every_method(falling)} == {
        "open-sdg": True, "eurostat": False, "unsd": False, "weather": False,
    }  # fmt: skip
    rising = series_of({2010: 0, 2020: 50}, better=Better.UP, target=(2030, 100))
    assert progress_by(rising, method="open-sdg").is_substituted
    assert not progress_by(FALLING, method="open-sdg").is_substituted


def test_a_figure_that_has_not_left_zero_is_no_fall() -> None:
    still = series_of({2022: 0, 2023: 0}, better=Better.UP, target=(2030, 20))
    assert progress_by(still, method="open-sdg").sentence == (
        "Unable to assess: the baseline of 0 would count as 0.001, and the latest value is less."
    )


@pytest.mark.parametrize(
    ("observations", "due", "reason"),
    [
        ({2022: 234, 2023: 220, 2024: 221}, 2029, "no yearly figure after 2024, the baseline's, is known"),
        (
            {2022: 234, 2023: 220, 2026: 221}, 2025,
            "no yearly figure after 2024, the baseline's, and up to 2025, the target's, is known",
        ),
    ],
)  # fmt: skip
def test_years_before_the_baseline_are_no_years_since(
    observations: dict[int, int], due: int, reason: str
) -> None:
    series = series_of(observations, better=Better.UP, baseline=(2024, 221), target=(due, 300))
    assert progress_by(series, method="open-sdg").sentence == f"Unable to assess: {reason}."


def test_a_percentage_within_one_point_of_all_counts_as_reached_by_unsd_alone() -> None:
    close = series_of({2015: 90, 2020: 99}, better=Better.UP, target=(2030, 100), is_percentage=True)
    by = {p.method: p for p in progress_by_every_method(close)}
    assert by["unsd"].stage is Stage.ACHIEVED
    assert by["open-sdg"].stage is Stage.ON_TRACK
    plain = dataclasses.replace(close, is_percentage=False)
    assert progress_by(plain, method="unsd").stage is Stage.ON_TRACK
    far = series_of({2015: 90, 2020: D("98.999")}, better=Better.UP, target=(2030, 100), is_percentage=True)
    assert progress_by(far, method="unsd").stage is Stage.ON_TRACK


# ---- aggregates ---------------------------------------------------------------------------------------


def with_score(score: str | None, stage: Stage = Stage.ON_TRACK) -> Progress:
    """Return Open SDG's word on a series, with another score."""
    found = progress_by(FALLING, method="open-sdg")
    return dataclasses.replace(found, score=None if score is None else D(score), stage=stage)


@pytest.mark.parametrize(
    ("scores", "label"),
    [
        (["5", "0"], "On track"),
        (["5", "-0.000000000001"], "Progress made but acceleration needed"),
        (["1", "-1"], "Progress made but acceleration needed"),
        (["1", "-1.000000000001"], "Limited progress"),
        (["-5", "0"], "Limited progress"),
        (["-5", "-0.000000000001"], "Deterioration"),
        (["5", None], "On track"),
        ([None], "Unable to assess"),
        ([], "Unable to assess"),
    ],
)
def test_the_mean_score_decides(scores: list[str | None], label: str) -> None:
    found = combined([with_score(s) for s in scores], method="open-sdg")
    assert found is not None
    assert found.label == label
    assert (found.used, found.given) == (sum(s is not None for s in scores), len(scores))


def test_achieved_only_if_all_are() -> None:
    done, not_done = with_score("5", Stage.ACHIEVED), with_score("5", Stage.ON_TRACK)
    both, one = combined([done, done], method="open-sdg"), combined([done, not_done], method="open-sdg")
    assert both is not None and one is not None
    assert (both.label, one.label) == ("Target achieved", "On track")


def test_a_method_without_aggregate_has_none_and_methods_are_not_mixed() -> None:
    assert combined([], method="weather") is None
    with pytest.raises(ValueError, match="not by unsd"):
        combined([with_score("5")], method="unsd")


@pytest.mark.parametrize(
    ("rate", "score"),
    [("-0.6", "-5"), ("-0.7", "-5"), ("0", "-2.5"), ("0.6", "0"), ("0.95", "2.5"), ("1.3", "5"), ("9", "5")],
)
def test_published_scores_of_ratios(rate: str, score: str) -> None:
    rule = methods()["open-sdg"].with_target
    assert rule is not None
    assert polygon(Fraction(rate), rule.score) == Fraction(score)


# ---- transformations ----------------------------------------------------------------------------------


def test_parity_counts_both_sides_alike() -> None:
    assert parity(2) == parity(D("0.5")) == 2
    assert parity(D("1.03")) == parity(D("0.97")) == 1
    assert parity(D("1.0301")) == Fraction("1.0301")
    assert reflected(40, target=50) == reflected(60, target=50) == 60
    with pytest.raises(ValueError, match="above zero"):
        parity(0)


@pytest.mark.parametrize(
    "value", [D("NaN"), D("Infinity"), float("nan"), float("inf"), D("1e999999"), 10**300]
)
def test_what_is_no_value_is_refused(value: Decimal | float) -> None:
    with pytest.raises(ValueError, match="value"):
        series_of({2020: value}, better=Better.UP)


def test_nothing_and_too_long_are_refused() -> None:
    with pytest.raises(ValueError, match="no observation"):
        series_of({}, better=Better.UP)
    with pytest.raises(ValueError, match="200"):
        series_of({1800: 1, 2020: 2}, better=Better.UP)


def test_a_float_is_the_decimal_that_it_is_written_as() -> None:
    assert series_of({2020: 0.1}, better=Better.UP).latest[1] == Fraction(1, 10)


# ---- laws ---------------------------------------------------------------------------------------------

VALUES = st.decimals("0.01", "1000", places=2)
METHODS = st.sampled_from(sorted(methods()))
STEPS = [Stage.MOVING_AWAY, Stage.FAR_OFF_TRACK, Stage.OFF_TRACK, Stage.ON_TRACK, Stage.ACHIEVED]


@given(METHODS, st.lists(VALUES, min_size=6, max_size=6), VALUES, VALUES)
def test_a_better_last_value_is_never_a_worse_label(
    method: str, values: list[Decimal], target: Decimal, more: Decimal
) -> None:
    def stage(last: Decimal) -> Stage:
        seen = dict(zip(range(2015, 2021), [*values[:5], last], strict=True))
        series = series_of(seen, better=Better.UP, target=(2030, target))
        return progress_by(series, method=method).stage

    low, high = stage(values[5]), stage(values[5] + more)
    if {low, high} <= set(STEPS):
        assert STEPS.index(low) <= STEPS.index(high)


@given(METHODS, st.lists(VALUES, min_size=4, max_size=8), st.none() | VALUES, st.sampled_from([2, 10, 7]))
def test_the_unit_does_not_matter(
    method: str, values: list[Decimal], target: Decimal | None, factor: int
) -> None:
    def found(unit: int) -> Progress:
        seen = {2015 + i: v * unit for i, v in enumerate(values)}
        goal = None if target is None else (2030, target * unit)
        return progress_by(series_of(seen, better=Better.DOWN, target=goal), method=method)

    one, other = found(1), found(factor)
    assert (one.label, one.stage, one.score) == (other.label, other.stage, other.score)


@given(st.lists(VALUES, min_size=4, max_size=8), st.integers(0, 7))
def test_the_order_of_rows_does_not_matter(values: list[Decimal], turn: int) -> None:
    rows = [(2015 + i, v) for i, v in enumerate(values)]
    turn %= len(rows)
    one = series_of(dict(rows), better=Better.UP, target=(2030, 500))
    assert one == series_of(dict(rows[turn:] + rows[:turn]), better=Better.UP, target=(2030, 500))
