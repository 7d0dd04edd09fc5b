"""State-space models: what follows from fitted variances, and what is made of series that fit badly."""

from __future__ import annotations

import math

import pytest

numpy = pytest.importorskip("numpy", reason="simulated series need numpy (extra: methods)")

from commonweal.methods.forecast.drift import History  # noqa: E402
from commonweal.methods.forecast.outlook import Outlook, outlook  # noqa: E402
from commonweal.methods.forecast.simulation import counter_generator  # noqa: E402
from commonweal.methods.forecast.state_space import KINDS, Kind, StateSpace, fit_state_space  # noqa: E402

TREND = StateSpace(
    level=10,
    slope=2,
    level_variance=4,
    covariance=1,
    slope_variance=1,
    error=3,
    level_step=0.5,
    slope_step=0.25,
    log_likelihood=0,
)


def test_a_worked_example() -> None:
    # in a year: level 12, variance 4 + 2 + 1 + 0.5 = 7.5, covariance 2, slope variance 1.25
    assert (TREND.at(1).mean, TREND.at(1).scale) == (10, math.sqrt(7))
    assert (TREND.at(2).mean, TREND.at(2).scale) == (12, math.sqrt(10.5))
    assert (TREND.at(3).mean, TREND.at(3).scale) == (14, math.sqrt(7.5 + 4 + 1.25 + 0.5 + 3))


def test_simulated_futures_are_those_of_the_closed_form() -> None:
    paths = TREND.paths(5, 40_000, counter_generator(3))
    for k in range(5):
        said = TREND.at(k + 1)
        assert paths[:, k].mean() == pytest.approx(said.mean, abs=0.15)
        assert paths[:, k].std() == pytest.approx(said.scale, rel=0.02)


def regular(values: list[float]) -> History:
    return History(tuple(range(2000, 2000 + len(values))), tuple(values))


@pytest.mark.parametrize("kind", KINDS)
def test_a_constant_has_no_model(kind: Kind) -> None:
    pytest.importorskip("statsmodels", reason="needs the extra methods")
    assert fit_state_space(regular([5.0] * 25), kind) is None


@pytest.mark.parametrize("kind", KINDS)
def test_unit_and_zero_of_the_scale_do_not_matter(kind: Kind) -> None:
    pytest.importorskip("statsmodels", reason="needs the extra methods")
    values = (10 * counter_generator(5).standard_normal(30).cumsum()).tolist()
    one = fit_state_space(regular(values), kind)
    other = fit_state_space(regular([1000 * v + 7 for v in values]), kind)
    assert one is not None and other is not None
    assert other.at(3).mean == pytest.approx(1000 * one.at(3).mean + 7, rel=1e-3)
    assert other.at(3).scale == pytest.approx(1000 * one.at(3).scale, rel=1e-3)


def test_on_a_long_series_the_best_of_three_is_used_and_told() -> None:
    pytest.importorskip("statsmodels", reason="needs the extra methods")
    # a level that stands still, seen with errors: the drift runs after every error
    noisy = dict(enumerate((100 + 5 * counter_generator(6).standard_normal(44)).tolist(), 1980))
    found = outlook(noisy, target=(2026, 110), higher_is_better=True)
    assert isinstance(found, Outlook)
    assert found.model == "local level"
    assert found.why.startswith("lowest mean CRPS over")
    assert found.back_test is not None
    assert found.back_test.crps < found.back_test.benchmark_crps
