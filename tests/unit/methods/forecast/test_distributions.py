"""Distributions and scores: tables that are printed, integrals, and laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.methods.forecast.distributions import (
    Ensemble,
    Normal,
    Predictive,
    Student,
    brier_score,
    calibration,
    probability_of_meeting,
    student_cdf,
    student_density,
    student_quantile,
)

NUMBERS = st.floats(-50, 50)
FREEDOM = st.integers(1, 60)


# Abramowitz and Stegun, table 26.10: quantiles of Student's t.
@pytest.mark.parametrize(
    ("freedom", "p", "expected"),
    [
        (1, 0.975, 12.706),
        (2, 0.975, 4.303),
        (3, 0.9, 1.638),
        (3, 0.975, 3.182),
        (4, 0.995, 4.604),
        (5, 0.975, 2.571),
        (10, 0.9, 1.372),
        (10, 0.975, 2.228),
        (30, 0.975, 2.042),
        (120, 0.975, 1.980),
    ],
)
def test_printed_quantiles_of_student(freedom: int, p: float, expected: float) -> None:
    assert round(student_quantile(p, freedom), 3) == expected


@given(st.floats(1e-6, 1 - 1e-6), FREEDOM)
def test_a_quantile_is_where_the_distribution_says(p: float, freedom: int) -> None:
    assert student_cdf(student_quantile(p, freedom), freedom) == pytest.approx(p, abs=1e-12)


@given(NUMBERS, FREEDOM)
def test_the_density_is_the_slope_of_the_distribution(t: float, freedom: int) -> None:
    step = 1e-4
    slope = (student_cdf(t + step, freedom) - student_cdf(t - step, freedom)) / (2 * step)
    assert slope == pytest.approx(student_density(t, freedom), rel=1e-3, abs=1e-8)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, math.nan])
def test_there_is_no_quantile_of_what_is_no_probability(p: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        student_quantile(p, 3)


# ---- scores -------------------------------------------------------------------------------------------


def test_the_published_score_of_the_standard_normal_at_zero() -> None:
    # (sqrt 2 - 1) / sqrt pi, Gneiting and Raftery 2007
    assert Normal(0, 1).crps(0) == pytest.approx(0.23369497725510913, abs=1e-15)
    assert Normal(10, 3).crps(10) == pytest.approx(3 * 0.23369497725510913, abs=1e-14)


def test_an_ensemble_of_quantiles_scores_like_the_distribution() -> None:
    normal = Normal(0, 1)
    draws = tuple(normal.quantile((i + 0.5) / 20_000) for i in range(20_000))
    assert Ensemble(draws).crps(0) == pytest.approx(0.23369497725510913, abs=1e-4)


def integrated(said: Predictive, x: float) -> float:
    """Return the score from its definition, the integral of (F(y) - [y >= x])^2, by the midpoint rule."""
    ends, steps = 400.0, 160_000
    width = 2 * ends / steps
    ys = (x - ends + (i + 0.5) * width for i in range(steps))
    return math.fsum((said.cdf(y) - (y >= x)) ** 2 for y in ys) * width


@pytest.mark.parametrize("freedom", [3, 4, 9])
@pytest.mark.parametrize("x", [-1.5, 0.0, 4.0])
def test_the_score_of_student_is_the_integral(freedom: int, x: float) -> None:
    said = Student(1.0, 2.0, freedom)
    assert said.crps(x) == pytest.approx(integrated(said, x), abs=2e-3)


def test_with_one_degree_of_freedom_the_score_is_infinite() -> None:
    assert Student(0, 1, 1).crps(0) == math.inf


@given(st.lists(NUMBERS, min_size=1, max_size=12), NUMBERS)
def test_the_score_of_an_ensemble_is_its_definition(values: list[float], x: float) -> None:
    n = len(values)
    off = sum(abs(v - x) for v in values) / n
    apart = sum(abs(v - w) for v in values for w in values) / (2 * n * n)
    assert Ensemble(tuple(sorted(values))).crps(x) == pytest.approx(off - apart, abs=1e-9)


def test_quantiles_and_shares_of_an_ensemble() -> None:
    said = Ensemble((1.0, 2.0, 4.0, 8.0))
    assert [said.quantile(p) for p in (0, 0.5, 1)] == [1, 3, 8]
    assert said.cdf(2) == 0.5
    assert Ensemble((3.0,)).quantile(0.9) == 3


@given(NUMBERS, st.sampled_from([1, -1]))
def test_meeting_upwards_and_downwards_are_opposites(target: float, sign: int) -> None:
    for said in (Normal(1, 2), Student(1, 2, 3)):
        both = [probability_of_meeting(said, target, s) for s in (sign, -sign)]
        assert sum(both) == pytest.approx(1)


def test_brier_scores() -> None:
    assert brier_score([1, 0, 1], [True, False, True]) == 0
    assert brier_score([0, 1], [True, False]) == 1
    assert brier_score([0.5, 0.5], [True, False]) == 0.25
    assert brier_score([0.8], [True]) == pytest.approx(0.04)


def test_calls_are_counted_by_their_size() -> None:
    rows = calibration([0.05, 0.31, 0.39, 0.3, 1.0], [False, True, False, False, True])
    assert [(r.low, r.calls, r.came_true) for r in rows] == [(0.0, 1, 0), (0.3, 3, 1), (0.9, 1, 1)]
    assert rows[1].mean_probability == pytest.approx(1 / 3)
