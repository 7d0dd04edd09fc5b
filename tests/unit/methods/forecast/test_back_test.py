"""The back-test: no look ahead, the pseudo-target, scores by hand, adapted levels."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.methods.forecast.back_test import (
    Call,
    adapted_misses,
    back_test,
    horizon_for,
    origins_of,
)
from commonweal.methods.forecast.distributions import Normal
from commonweal.methods.forecast.drift import History, fit_drift, fit_no_change

ZIGZAG = [0.0, 2, 6, 7, 12, 13, 18, 19, 21, 27]


def yearly(values: list[float]) -> History:
    return History(tuple(range(2000, 2000 + len(values))), tuple(values))


def test_origins_have_a_past_and_a_future() -> None:
    history = yearly(ZIGZAG)
    assert origins_of(history, 1, 5) == [5, 6, 7, 8, 9]
    assert origins_of(history, 3, 5) == [5, 6, 7]
    gap = History((2000, 2001, 2002, 2003, 2004, 2006, 2007), tuple(ZIGZAG[:7]))
    assert origins_of(gap, 1, 5) == [6]
    assert origins_of(gap, 2, 5) == [5]


def test_a_horizon_is_shortened_until_three_origins_remain() -> None:
    assert horizon_for(yearly(ZIGZAG), 8) == 3
    assert horizon_for(yearly(ZIGZAG), 2) == 2
    assert horizon_for(yearly(ZIGZAG[:7]), 8) is None
    assert horizon_for(yearly(ZIGZAG[:8]), 8) == 1


def test_with_fewer_origins_there_is_no_back_test() -> None:
    assert back_test(yearly(ZIGZAG[:7]), fit_drift, horizon=1, pace=1.0, sign=1) is None


def test_each_call_asks_for_the_pace_that_the_target_asks_for() -> None:
    found = back_test(yearly(ZIGZAG), fit_drift, horizon=3, pace=3.0, sign=1)
    assert found is not None
    assert (found.horizon, found.origins) == (3, 3)
    # from 12 in 2004 nine more are asked for by 2007: 21, and 19 came; then 13 -> 22 (21 came), 18 -> 27 (27)
    assert [(c.origin, c.due, c.outcome, c.happened) for c in found.calls] == [
        (2004, 2007, 19, False),
        (2005, 2008, 21, False),
        (2006, 2009, 27, True),
    ]
    model = fit_drift(yearly(ZIGZAG[:5]))
    assert model is not None
    assert found.calls[0].probability == pytest.approx(1 - model.at(3).cdf(21))
    squares = [c.probability**2 for c in found.calls[:2]] + [(found.calls[2].probability - 1) ** 2]
    assert found.brier == pytest.approx(sum(squares) / 3)
    naive = fit_no_change(yearly(ZIGZAG[:5]))
    assert naive is not None
    assert found.calls[0].benchmark_crps == pytest.approx(naive.at(3).crps(19))


def test_downwards_the_same_series_mirrored_scores_the_same() -> None:
    up = back_test(yearly(ZIGZAG), fit_drift, horizon=2, pace=3.0, sign=1)
    down = back_test(yearly([-v for v in ZIGZAG]), fit_drift, horizon=2, pace=-3.0, sign=-1)
    assert up is not None and down is not None
    assert (up.brier, up.crps, up.coverage_80) == pytest.approx((down.brier, down.crps, down.coverage_80))


@given(st.lists(st.integers(-50, 50), min_size=10, max_size=10), st.integers(6, 9), st.integers(1, 1000))
def test_what_came_later_changes_no_earlier_call(values: list[int], changed: int, by: int) -> None:
    later = [float(v) + (by if i >= changed else 0) for i, v in enumerate(values)]
    tests = [
        back_test(yearly(list(map(float, v))), fit_drift, horizon=1, pace=1.0, sign=1)
        for v in (values, later)
    ]
    if tests[0] is None or tests[1] is None:
        return
    for one in tests[0].calls:
        for other in tests[1].calls:
            if one.origin == other.origin < 2000 + changed:
                assert one.said == other.said and one.probability == other.probability


def call(origin: int, due: int, outcome: float) -> Call:
    """Return a call of a standard normal."""
    return Call(origin, due, Normal(0, 1), outcome, 0.5, True, 0.5, 1.0)


def test_a_level_learns_from_what_was_known_and_nothing_else() -> None:
    miss, hit = 9.0, 0.0
    assert adapted_misses([], 0.2, now=2020) == 0.2
    assert adapted_misses([call(2010, 2015, miss)], 0.2, now=2014) == 0.2
    assert adapted_misses([call(2010, 2015, miss)], 0.2, now=2015) == pytest.approx(0.2 - 0.03 * 0.8)
    assert adapted_misses([call(2010, 2015, hit)], 0.2, now=2015) == pytest.approx(0.2 + 0.03 * 0.2)
    # 1.2816 bounds 80 %: an outcome of 1.3 is a miss, until a miss before it has widened the interval
    early = [call(2010, 2011, miss), call(2011, 2012, 1.3)]
    assert adapted_misses(early, 0.2, now=2012) == pytest.approx(0.2 - 0.024 + 0.006)
    late = [dataclasses.replace(early[0], due=2013), dataclasses.replace(early[1], due=2013)]
    assert adapted_misses(late, 0.2, now=2013) == pytest.approx(0.2 - 0.048)


def test_a_level_stays_between_its_ends() -> None:
    misses = [call(2000 + i, 2001 + i, 9e9) for i in range(100)]
    assert adapted_misses(misses, 0.05, now=2100) == 0.001
