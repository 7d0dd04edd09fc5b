"""The random walk with drift: worked examples, laws, and coverage on simulated series."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

numpy = pytest.importorskip("numpy", reason="simulated series need numpy (extra: methods)")

from commonweal.methods.forecast.distributions import student_quantile  # noqa: E402
from commonweal.methods.forecast.drift import (  # noqa: E402
    History,
    fit_drift,
    fit_no_change,
    history_of,
    resampled_drift,
)
from commonweal.methods.forecast.simulation import counter_generator  # noqa: E402

VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=5, max_size=12)


def yearly(values: list[float]) -> History:
    return History(tuple(range(2000, 2000 + len(values))), tuple(values))


def test_a_worked_example() -> None:
    # changes 2, 4, 1, 5: slope 3, squares 1 + 1 + 4 + 4 = 10 over 3 degrees of freedom
    model = fit_drift(yearly([0, 2, 6, 7, 12]))
    assert model is not None
    assert (model.last, model.slope, model.variance, model.span, model.freedom) == (12, 3, 10 / 3, 4, 3)
    said = model.at(2)
    assert said.mean == 18
    assert said.scale == pytest.approx(math.sqrt(10 / 3 * (2 + 4 / 4)))
    assert said.quantile(0.975) == pytest.approx(18 + student_quantile(0.975, 3) * math.sqrt(10))


def test_a_worked_example_with_missing_years() -> None:
    # changes 6 over 3 years and 1 over 1: slope 7/4, squares (6 - 21/4)^2 / 3 + (1 - 7/4)^2 = 3/4
    model = fit_drift(history_of({2000: 0, 2003: 6, 2004: 7}))
    assert model is not None
    assert model.slope == 7 / 4
    assert model.variance == pytest.approx(3 / 4)
    assert model.freedom == 1


def test_the_benchmark_does_not_move() -> None:
    model = fit_no_change(yearly([0, 2, 6, 7, 12]))
    assert model is not None
    assert (model.slope, model.variance, model.freedom) == (0, 46 / 4, 4)
    assert model.at(9).mean == 12
    assert model.at(9).scale == pytest.approx(3 * math.sqrt(46 / 4))


@pytest.mark.parametrize("values", [[5, 5, 5, 5, 5], [1, 2, 3, 4, 5], [0.1, 0.2, 0.3, 0.4, 0.5]])
def test_a_straight_line_has_no_error_to_speak_of(values: list[float]) -> None:
    assert fit_drift(yearly(values)) is None
    assert resampled_drift(yearly(values), 3, 10, counter_generator(1)) is None


def test_nothing_ever_changed() -> None:
    assert fit_no_change(yearly([3, 3, 3])) is None


def test_a_history_is_in_the_order_of_years_and_finite() -> None:
    history = history_of({2003: Decimal("1.5"), 2001: 2.0})
    assert history == History((2001, 2003), (2.0, 1.5))
    assert not history.is_regular
    with pytest.raises(ValueError, match="finite"):
        history_of({2003: math.nan})


@given(VALUES, st.integers(1, 9), st.sampled_from([0.5, 4.0]), st.integers(-100, 100))
def test_unit_and_zero_of_the_scale_do_not_matter(
    values: list[float], horizon: int, unit: float, shift: int
) -> None:
    one, other = fit_drift(yearly(values)), fit_drift(yearly([v * unit + shift for v in values]))
    assume(one is not None and other is not None)
    assert one is not None and other is not None
    for p in (0.1, 0.5, 0.975):
        assert other.at(horizon).quantile(p) == pytest.approx(one.at(horizon).quantile(p) * unit + shift)


@given(VALUES)
def test_what_lies_further_ahead_is_less_certain(values: list[float]) -> None:
    model = fit_drift(yearly(values))
    assume(model is not None)
    assert model is not None
    widths = [model.at(h).scale for h in range(1, 12)]
    assert widths == sorted(widths)


def test_simulated_futures_are_those_of_the_closed_form() -> None:
    model = fit_drift(yearly([0, 2, 6, 7, 12, 13]))
    assert model is not None
    paths = model.paths(6, 40_000, counter_generator(3))
    assert paths.shape == (40_000, 6)
    for k in (0, 2, 5):
        for target in (10.0, 20.0, 30.0):
            share, said = float((paths[:, k] <= target).mean()), model.at(k + 1).cdf(target)
            assert abs(share - said) < 4 * math.sqrt(said * (1 - said) / 40_000) + 1e-9


def test_one_key_one_sequence() -> None:
    one, other = (counter_generator(7).standard_normal(5).tolist() for _ in range(2))
    assert one == other
    assert one != counter_generator(8).standard_normal(5).tolist()


def test_resampled_errors_have_the_mean_and_the_spread_of_the_walk() -> None:
    history = yearly([0, 2, 6, 7, 12, 13, 17, 16, 22])
    model, drawn = fit_drift(history), resampled_drift(history, 3, 40_000, counter_generator(5))
    assert model is not None and drawn is not None
    mean = math.fsum(drawn.values) / len(drawn.values)
    spread = math.sqrt(math.fsum((v - mean) ** 2 for v in drawn.values) / len(drawn.values))
    assert mean == pytest.approx(model.at(3).mean, abs=0.1)
    assert spread == pytest.approx(model.at(3).scale, rel=0.03)


def test_intervals_of_random_walks_hold_what_they_say() -> None:
    # 1,500 series: the standard error of 80 % is 1 point, of 95 % 0.6 points
    generator = counter_generator(45)
    inside = numpy.zeros(2)
    for _ in range(1500):
        values = (0.5 + generator.standard_normal(11)).cumsum()
        model = fit_drift(yearly(values[:8].tolist()))
        assert model is not None
        place = model.at(3).cdf(float(values[10]))
        inside += [0.1 <= place <= 0.9, 0.025 <= place <= 0.975]
    share_80, share_95 = inside / 1500
    assert 0.77 <= share_80 <= 0.83
    assert 0.932 <= share_95 <= 0.968
