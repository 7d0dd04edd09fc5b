"""
A back-test on the series' own past: what the model would have said then, and what happened.

From each origin with enough years behind it, the model is fitted to what was known, asked about the year
`horizon` years later, and scored when that year is known. As the real target lies in the future, each origin
gets a pseudo-target: the value reached at the yearly pace that the real target still asks for,

    origin's value + (target - last value) / (years left) * horizon

so each origin is asked the question of today: will it move that fast for that long?

Source
------
rolling origin: Tashman, Out-of-sample tests of forecasting accuracy, International Journal of Forecasting 16
(2000); pseudo-target: ours (docs/decisions/0028)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from commonweal.methods.forecast.conformal import next_level
from commonweal.methods.forecast.distributions import Predictive, brier_score, probability_of_meeting
from commonweal.methods.forecast.drift import LEAST_POINTS, History, fit_no_change

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

LEAST_ORIGINS: Final = 3
"""Fewest origins that a back-test is made from."""
NARROWEST: Final = 0.001
"""Adapted levels stay between this share of misses and one minus it."""


class Model(Protocol):
    """A fitted model."""

    def at(self, horizon: int) -> Predictive:
        """Return the distribution of the value so many years after the last observation."""
        ...

    def paths(self, horizon: int, count: int, generator: numpy.random.Generator) -> NDArray[numpy.float64]:
        """Return simulated futures, float array, shape (count, horizon), in the indicator's unit."""
        ...


Fit = Callable[[History], Model | None]
"""From the years known at an origin to a model, or None where there is none."""


@dataclass(frozen=True, slots=True)
class Call:
    """What was said at `origin` of `due` (years): chance of the pseudo-target, and the outcome."""

    origin: int
    due: int
    said: Predictive
    outcome: float
    probability: float
    happened: bool
    benchmark_probability: float
    benchmark_crps: float


@dataclass(frozen=True, slots=True)
class BackTest:
    """
    Scores over all origins; `horizon` in years may be shorter than asked, so that there are origins enough.

    Brier scores: 0 best, 1 worst, 0.25 for always saying 0.5. CRPS in the indicator's unit, 0 best.
    Benchmarks are the same scores of a random walk without drift. Coverage: share of outcomes inside the
    intervals.
    """

    horizon: int
    brier: float
    benchmark_brier: float
    crps: float
    benchmark_crps: float
    coverage_80: float
    coverage_95: float
    calls: tuple[Call, ...]

    @property
    def origins(self) -> int:
        """Return how many origins were scored."""
        return len(self.calls)


def interval(said: Predictive, misses: float) -> tuple[float, float]:
    """Return the central interval that leaves the share `misses` outside, half on each side."""
    return said.quantile(misses / 2), said.quantile(1 - misses / 2)


def origins_of(history: History, horizon: int, least: int) -> list[int]:
    """Return the counts of observations after which the year `horizon` years later is known."""
    known = set(history.years)
    return [k for k in range(least, len(history.years)) if history.years[k - 1] + horizon in known]


def horizon_for(history: History, horizon: int, least: int = LEAST_POINTS) -> int | None:
    """Return the longest horizon up to the one asked that leaves at least 3 origins, or None."""
    return next(
        (h for h in range(horizon, 0, -1) if len(origins_of(history, h, least)) >= LEAST_ORIGINS), None
    )


def back_test(
    history: History,
    fit: Fit,
    *,
    horizon: int,
    pace: float,
    sign: int,
    least: int = LEAST_POINTS,
    last: int | None = None,
) -> BackTest | None:
    """
    Return the back-test of a model, or None with fewer than 3 origins.

    Parameters
    ----------
    history : all that is known
    fit : makes the model at each origin
    horizon : years, >= 1; shortened where the past is too short
    pace : what the target asks for, in the indicator's unit a year
    sign : +1 where up is better, -1 where down is
    least : observations at the first origin
    last : only so many latest origins (a slow fit), all if None
    """
    ahead = horizon_for(history, horizon, least)
    if ahead is None:
        return None
    values = dict(zip(history.years, history.values, strict=True))
    calls = []
    for count in origins_of(history, ahead, least)[-(last or len(values)) :]:
        known = history.until(count)
        model, naive = fit(known), fit_no_change(known)
        if model is not None and naive is not None:
            due = known.years[-1] + ahead
            goal = known.values[-1] + pace * ahead
            calls.append(
                _call(known.years[-1], due, model.at(ahead), naive.at(ahead), values[due], goal, sign)
            )
    return _scored(ahead, calls) if len(calls) >= LEAST_ORIGINS else None


def _call(
    origin: int, due: int, said: Predictive, naive: Predictive, outcome: float, goal: float, sign: int
) -> Call:
    return Call(
        origin,
        due,
        said,
        outcome,
        probability_of_meeting(said, goal, sign),
        sign * (outcome - goal) >= 0,
        probability_of_meeting(naive, goal, sign),
        naive.crps(outcome),
    )


def _scored(horizon: int, calls: Sequence[Call]) -> BackTest:
    happened = [c.happened for c in calls]

    def covered(misses: float) -> float:
        inside = 0
        for c in calls:
            low, high = interval(c.said, misses)
            inside += low <= c.outcome <= high
        return inside / len(calls)

    return BackTest(
        horizon,
        brier_score([c.probability for c in calls], happened),
        brier_score([c.benchmark_probability for c in calls], happened),
        math.fsum(c.said.crps(c.outcome) for c in calls) / len(calls),
        math.fsum(c.benchmark_crps for c in calls) / len(calls),
        covered(0.2),
        covered(0.05),
        tuple(calls),
    )


def adapted_misses(calls: Sequence[Call], alpha: float, *, now: int) -> float:
    """
    Return the share of misses to make the next interval with, adapted to the past (conformal.next_level).

    An outcome counts from its year on: at each origin only what was known then has moved the level.

    Parameters
    ----------
    calls : in the order of origins
    alpha : share of misses wanted
    now : year of the last observation
    """
    level, pending = alpha, list[tuple[int, bool]]()

    def learn(year: int) -> None:
        nonlocal level
        while pending and pending[0][0] <= year:
            level = next_level(level, pending.pop(0)[1], alpha=alpha)

    for c in calls:
        learn(c.origin)
        low, high = interval(c.said, _clipped(level))
        pending.append((c.due, not low <= c.outcome <= high))
    learn(now)
    return _clipped(level)


def _clipped(level: float) -> float:
    return min(max(level, NARROWEST), 1 - NARROWEST)
