"""
Local level and local linear trend, fitted by maximum likelihood with statsmodels (extra `methods`).

A level moves by normal steps, in the trend model with a slope that moves too; it is seen with a normal error.
The start is exactly diffuse: another start gives other estimates (of the Nile 15108 and 1463 instead of 15099
and 1469). Only the variances and the last state come from statsmodels; what follows from them is in closed
form.

Source
------
Durbin and Koopman, Time Series Analysis by State Space Methods (2nd ed. 2012), 2.1 (local level), 3.2 (local
linear trend), 5.2 (exact diffuse start)
"""

from __future__ import annotations

import importlib
import importlib.util
import math
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from commonweal.methods.forecast.distributions import Normal
from commonweal.methods.forecast.drift import History

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

Kind = Literal["local level", "local linear trend"]
KINDS: Final[tuple[Kind, ...]] = ("local level", "local linear trend")


@dataclass(frozen=True, slots=True)
class StateSpace:
    """
    A fitted model and what it knows of the next year.

    `level` and `slope` (a year) are expected one year after the last observation, with the variances
    `level_variance`, `slope_variance` and their `covariance`. `error`, `level_step` and `slope_step` are the
    estimated variances of the observation and of the yearly steps. All in the indicator's unit, squared for
    variances. `log_likelihood` is that of the data, exactly diffuse.
    """

    level: float
    slope: float
    level_variance: float
    covariance: float
    slope_variance: float
    error: float
    level_step: float
    slope_step: float
    log_likelihood: float

    def _later(self) -> StateSpace:
        """Return what is known a year later."""
        return replace(
            self,
            level=self.level + self.slope,
            level_variance=self.level_variance + 2 * self.covariance + self.slope_variance + self.level_step,
            covariance=self.covariance + self.slope_variance,
            slope_variance=self.slope_variance + self.slope_step,
        )

    def at(self, horizon: int) -> Normal:
        """Return the distribution of the value so many years (>= 1) after the last observation."""
        state = self
        for _ in range(horizon - 1):
            state = state._later()
        return Normal(state.level, math.sqrt(state.level_variance + self.error))

    def paths(self, horizon: int, count: int, generator: numpy.random.Generator) -> NDArray[numpy.float64]:
        """
        Return simulated futures; variances are taken as known.

        Parameters
        ----------
        horizon : years, >= 1
        count : of paths
        generator : from `simulation.counter_generator`

        Returns
        -------
        float array, shape (count, horizon), in the indicator's unit; column k is k + 1 years ahead
        """
        import numpy

        z = generator.standard_normal((count, 2))
        first = math.sqrt(self.level_variance)
        tilt = self.covariance / first if first else 0.0
        rest = math.sqrt(max(self.slope_variance - tilt * tilt, 0.0))
        level = self.level + first * z[:, 0]
        slope = self.slope + tilt * z[:, 0] + rest * z[:, 1]
        found = numpy.empty((count, horizon))
        for k in range(horizon):
            steps = generator.standard_normal((count, 3))
            found[:, k] = level + math.sqrt(self.error) * steps[:, 0]
            level = level + slope + math.sqrt(self.level_step) * steps[:, 1]
            slope = slope + math.sqrt(self.slope_step) * steps[:, 2]
        return found


def is_installed() -> bool:
    """Say whether statsmodels can be imported."""
    return importlib.util.find_spec("statsmodels") is not None


def fit_state_space(history: History, kind: Kind) -> StateSpace | None:
    """
    Return a fitted model, or None if the series never changes or no maximum of the likelihood was found.

    Parameters
    ----------
    history : without missing years, at least 5 observations
    kind : "local level" or "local linear trend"

    Source
    ------
    see the module; check: annual flow of the Nile, 15099 and 1469.1 (Durbin and Koopman, 2.2.5)

    Raises
    ------
    ImportError : statsmodels is not installed
    """
    import numpy

    structural = importlib.import_module("statsmodels.tsa.statespace.structural")
    values = numpy.asarray(history.values)
    # The optimiser's stopping rules are absolute: data of the size of 1 stop where they should.
    shift, unit = float(values.mean()), float(values.std())
    if unit <= 1e-9 * max(abs(shift), 1e-300):
        return None
    with warnings.catch_warnings():
        # A search that ends on the edge (a variance of zero) warns, and its end is looked at below.
        warnings.simplefilter("ignore")
        model = structural.UnobservedComponents((values - shift) / unit, kind, use_exact_diffuse=True)
        rough = model.fit(disp=0)
        fitted = model.fit(rough.params, disp=0, method="bfgs", maxiter=200)
    best = fitted if fitted.llf >= rough.llf else rough
    if not numpy.isfinite(best.llf) or not numpy.isfinite(best.params).all():
        return None
    state, spread = best.predicted_state[:, -1], best.predicted_state_cov[:, :, -1]
    named = dict(zip(model.param_names, (float(p) for p in best.params), strict=True))
    trend, square = kind == "local linear trend", unit * unit
    return StateSpace(
        level=shift + unit * float(state[0]),
        slope=unit * float(state[1]) if trend else 0.0,
        level_variance=square * float(spread[0, 0]),
        covariance=square * float(spread[0, 1]) if trend else 0.0,
        slope_variance=square * float(spread[1, 1]) if trend else 0.0,
        error=square * named["sigma2.irregular"],
        level_step=square * named["sigma2.level"],
        slope_step=square * named.get("sigma2.trend", 0.0),
        log_likelihood=float(best.llf) - (len(values) - (2 if trend else 1)) * math.log(unit),
    )
