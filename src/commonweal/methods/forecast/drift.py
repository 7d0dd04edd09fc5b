"""
The random walk with drift: what five to twelve points can carry.

A change over g years is normal with mean slope * g and variance * g, changes are independent. Over m changes
that span T years in all, slope = (last - first) / T and variance = sum((change - slope * g)^2 / g) / (m - 1)
are independent; the value after h years is slope * h away from the last, with the scale
sqrt(variance * (h + h^2 / T)) and Student's t with m - 1 degrees of freedom: the error of both estimates is
in it, and nothing is simulated. Without drift ("no change", the benchmark) it is sqrt(variance * h), with m
degrees of freedom.

Source
------
Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed. 2021), 5.2 and 5.5 (drift method,
its standard deviation); uneven gaps and the t distribution follow from weighted least squares, weights known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from commonweal.methods.forecast.distributions import Ensemble, Student

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

LEAST_POINTS: Final = 5
"""Fewest observations that a forecast is made from: four changes, three degrees of freedom."""
_FLAT: Final = 1e-9
"""A spread of changes below this share of the largest value is rounding, not error."""


@dataclass(frozen=True, slots=True)
class History:
    """Yearly values of an indicator in the order of years, some of which may be missing."""

    years: tuple[int, ...]
    values: tuple[float, ...]

    @property
    def is_regular(self) -> bool:
        """Say whether no year is missing."""
        return self.years[-1] - self.years[0] == len(self.years) - 1

    def until(self, count: int) -> History:
        """Return the first so many observations."""
        return History(self.years[:count], self.values[:count])


def history_of(observations: Mapping[int, float | Decimal]) -> History:
    """
    Return a history.

    Parameters
    ----------
    observations : year to value, in the indicator's unit, any order

    Raises
    ------
    ValueError : a value is not finite
    """
    years = tuple(sorted(observations))
    values = tuple(float(observations[y]) for y in years)
    if not all(map(math.isfinite, values)):
        raise ValueError("a value of an indicator is finite")
    return History(years, values)


@dataclass(frozen=True, slots=True)
class Walk:
    """
    A fitted random walk.

    `slope` in units a year, `variance` in squared units a year, `span` the years that the slope was taken
    over (infinite where the slope is known to be none), `freedom` the degrees of freedom of the variance.
    """

    last: float
    slope: float
    variance: float
    span: float
    freedom: int

    def at(self, horizon: int) -> Student:
        """Return the distribution of the value so many years (>= 1) after the last observation."""
        scale = math.sqrt(self.variance * (horizon + horizon * horizon / self.span))
        return Student(self.last + self.slope * horizon, scale, self.freedom)

    def paths(self, horizon: int, count: int, generator: numpy.random.Generator) -> NDArray[numpy.float64]:
        """
        Return simulated futures, the error of slope and variance included.

        Parameters
        ----------
        horizon : years, >= 1
        count : of paths
        generator : from `simulation.counter_generator`, so that the same key gives the same paths

        Returns
        -------
        float array, shape (count, horizon), in the indicator's unit; column k is k + 1 years ahead
        """
        chi = generator.chisquare(self.freedom, size=(count, 1))
        spread = (self.variance * self.freedom / chi) ** 0.5
        slope = self.slope + spread * generator.standard_normal((count, 1)) / math.sqrt(self.span)
        steps = slope + spread * generator.standard_normal((count, horizon))
        found: NDArray[numpy.float64] = self.last + steps.cumsum(axis=1)
        return found


def _changes(history: History) -> list[tuple[int, float]]:
    """Return (gap in years, change) between neighbours."""
    return [(b - a, y - x) for (a, x), (b, y) in pairwise(zip(history.years, history.values, strict=True))]


def fit_drift(history: History) -> Walk | None:
    """
    Return the random walk with drift, or None if the changes show no error at all (a straight line).

    Parameters
    ----------
    history : at least 3 observations

    Source
    ------
    see the module
    """
    changes = _changes(history)
    span = history.years[-1] - history.years[0]
    slope = (history.values[-1] - history.values[0]) / span
    squares = math.fsum((d - slope * g) ** 2 / g for g, d in changes)
    return _walk(history, slope, squares / (len(changes) - 1), float(span), len(changes) - 1)


def fit_no_change(history: History) -> Walk | None:
    """
    Return the random walk without drift, the benchmark, or None if nothing ever changed.

    Parameters
    ----------
    history : at least 2 observations
    """
    changes = _changes(history)
    squares = math.fsum(d * d / g for g, d in changes)
    return _walk(history, 0.0, squares / len(changes), math.inf, len(changes))


def _walk(history: History, slope: float, variance: float, span: float, freedom: int) -> Walk | None:
    largest = max(map(abs, history.values))
    if math.sqrt(variance) <= _FLAT * largest:
        return None
    return Walk(history.values[-1], slope, variance, span, freedom)


def resampled_drift(
    history: History, horizon: int, count: int, generator: numpy.random.Generator
) -> Ensemble | None:
    """
    Return the drift forecast with errors drawn from the series' own changes instead of a normal distribution.

    Each draw first re-estimates the slope from resampled residuals, then adds `horizon` residuals. Residuals
    are standardised for their gap and widened by sqrt(m / (m - 1)) for the slope that was fitted.

    Parameters
    ----------
    history : at least 3 observations
    horizon : years, >= 1
    count : of draws
    generator : from `simulation.counter_generator`

    Source
    ------
    Hyndman and Athanasopoulos (2021), 5.5, "Prediction intervals from bootstrapped residuals"
    """
    import numpy

    changes = _changes(history)
    m, span = len(changes), history.years[-1] - history.years[0]
    slope = (history.values[-1] - history.values[0]) / span
    widen = math.sqrt(m / (m - 1))
    residuals = numpy.array([(d - slope * g) / math.sqrt(g) * widen for g, d in changes])
    if numpy.abs(residuals).max() <= _FLAT * max(map(abs, history.values)):
        return None
    roots = numpy.array([math.sqrt(g) for g, _ in changes])
    again = slope + (generator.choice(residuals, (count, m)) * roots).sum(axis=1) / span
    ahead = generator.choice(residuals, (count, horizon)).sum(axis=1)
    values = numpy.sort(history.values[-1] + again * horizon + ahead)
    return Ensemble(tuple(values.tolist()))
