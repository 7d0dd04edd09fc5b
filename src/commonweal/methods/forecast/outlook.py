"""
Will the target be met by its date? A probability, an interval, and how good such calls were on this series.

Which model is used, and why:

* fewer than 5 observations: none, "not enough history";
* 5 to 39, or years missing, or statsmodels not installed: the random walk with drift (drift.py);
* 40 and more: local level and local linear trend are fitted too (state_space.py), and the one of the three
  with the lowest mean CRPS over the last 10 origins with at least 30 observations behind them is used; a tie
  is drift's. With fewer observations their intervals are too narrow, because they take estimated variances as
  known (docs/methods/on-track.md has the figures).

A probability assumes that the future moves like the past: it knows no plan, no law and no money. It is no
label, and no label is a probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Final

from commonweal.methods.forecast.back_test import BackTest, Fit, Model, adapted_misses, back_test, interval
from commonweal.methods.forecast.distributions import probability_of_meeting
from commonweal.methods.forecast.drift import LEAST_POINTS, History, fit_drift, history_of, resampled_drift
from commonweal.methods.forecast.simulation import PATHS
from commonweal.methods.forecast.state_space import KINDS, fit_state_space, is_installed

if TYPE_CHECKING:
    import numpy

STATE_SPACE_POINTS: Final = 40
"""Fewest observations for which state-space models are tried."""
_TRAINING: Final = 30
_ORIGINS: Final = 10
_MISSES: Final = (0.2, 0.05)
_TOLD: Final = {"drift": "random walk with drift"}
"""Models that a sentence calls by another name than their own."""
MOST_YEARS: Final = 100
"""Longest way to a target's year that is forecast."""


@dataclass(frozen=True, slots=True)
class Interval:
    """
    A central interval of the value in the target's year, in the indicator's unit.

    `share` is what it should hold (0.8 or 0.95). `low` and `high` are the model's; `adapted_low` and
    `adapted_high` use the share that adaptive conformal inference arrived at on the series' own past.
    """

    share: float
    low: float
    high: float
    adapted_low: float
    adapted_high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """
    The probability that a target is met, and all that is needed to doubt it.

    `probability` is that of the value in the target's year, `probability_ever` that of at least one year
    after the last observation up to it (None without a generator; its part that is simulated has a standard
    error of at most 0.0035). `resampled` is `probability` with errors drawn from the series' own changes.
    `median` in the indicator's unit. `horizon` in years. `back_test` is None where the past is too short.
    """

    model: str
    why: str
    points: int
    target_year: int
    target: float
    horizon: int
    probability: float
    probability_ever: float | None
    resampled: float | None
    median: float
    intervals: tuple[Interval, ...]
    back_test: BackTest | None
    sentence: str


@dataclass(frozen=True, slots=True)
class NoOutlook:
    """Why nothing is said: `reason` is "not enough history" or "unable to assess"; `sentence` tells more."""

    reason: str
    points: int
    sentence: str


def outlook(
    observations: Mapping[int, float | Decimal],
    *,
    target: tuple[int, float | Decimal],
    higher_is_better: bool,
    generator: numpy.random.Generator | None = None,
    state_space: bool = True,
) -> Outlook | NoOutlook:
    """
    Return the probability that a target is met by its date, or why there is none.

    Parameters
    ----------
    observations : year to value, in the indicator's unit; years may be missing
    target : (year, value)
    higher_is_better : which way is progress
    generator : from `simulation.counter_generator`, for what has no closed form; without it that is left out
    state_space : whether state-space models may be tried; they take seconds, the rest milliseconds

    Source
    ------
    the models' own (drift.py, state_space.py); scores: back_test.py

    Raises
    ------
    ValueError : a value is not finite
    """
    history = history_of(observations)
    due, goal = target[0], float(target[1])
    refused = _refused(history, due)
    if refused is not None:
        return refused
    sign, horizon = (1 if higher_is_better else -1), due - history.years[-1]
    pace = (goal - history.values[-1]) / horizon
    choice = _chosen(history, horizon, pace, sign, state_space)
    model = choice.fit(history)
    if model is None:
        return _unable(history, "the past moved on a straight line, so that nothing is known about errors")
    said, past = model.at(horizon), choice.past
    probability = probability_of_meeting(said, goal, sign)
    ever = resampled = None
    if generator is not None:
        ever = probability + _only_before(model, horizon, goal, sign, generator)
        drawn = resampled_drift(history, horizon, PATHS, generator)
        resampled = None if drawn is None else probability_of_meeting(drawn, goal, sign)
    return Outlook(
        choice.name,
        choice.why,
        len(history.years),
        due,
        goal,
        horizon,
        probability,
        ever,
        resampled,
        said.quantile(0.5),
        tuple(_interval(model, horizon, past, misses, history.years[-1]) for misses in _MISSES),
        past,
        _sentence(due, goal, probability, choice.name, horizon, past),
    )


def _refused(history: History, due: int) -> NoOutlook | None:
    points = len(history.years)
    if points < LEAST_POINTS:
        seen = f"{points} yearly figure{'s' * (points != 1)}"
        said = f"Not enough history: {seen}, and a forecast needs {LEAST_POINTS}."
        return NoOutlook("not enough history", points, said)
    if due <= history.years[-1]:
        return _unable(history, f"the year {due} has come, and what has happened is no forecast")
    if due - history.years[-1] > MOST_YEARS:
        return _unable(history, f"the year {due} is more than {MOST_YEARS} years away")
    return None


def _unable(history: History, reason: str) -> NoOutlook:
    return NoOutlook("unable to assess", len(history.years), f"Unable to assess: {reason}.")


@dataclass(frozen=True, slots=True)
class _Choice:
    """A model's name, why it is used, how it is fitted, and its back-test."""

    name: str
    why: str
    fit: Fit
    past: BackTest | None


def _chosen(history: History, horizon: int, pace: float, sign: int, state_space: bool) -> _Choice:
    """Return the model that the rules of the module ask for."""
    points = len(history.years)
    if points < STATE_SPACE_POINTS:
        why = f"{points} observations; state-space models need {STATE_SPACE_POINTS}"
    elif not history.is_regular:
        why = "years are missing; state-space models need every year"
    elif not state_space:
        why = "the state-space models were not asked for"
    elif not is_installed():
        why = "the state-space models are not installed (extra: methods)"
    else:
        found = _best(history, horizon, pace, sign)
        if found is not None and found.name != "drift":
            return found
        why = "no model could be back-tested" if found is None else found.why
    past = back_test(history, fit_drift, horizon=horizon, pace=pace, sign=sign)
    return _Choice("drift", why, fit_drift, past)


def _best(history: History, horizon: int, pace: float, sign: int) -> _Choice | None:
    """Return the model with the lowest mean CRPS on the same origins, drift first among equals."""
    fits: dict[str, Fit] = {"drift": fit_drift}
    fits |= {kind: partial(fit_state_space, kind=kind) for kind in KINDS}
    scores: dict[str, BackTest] = {}
    for name, fit in fits.items():
        past = back_test(history, fit, horizon=horizon, pace=pace, sign=sign, least=_TRAINING, last=_ORIGINS)
        if past is not None and (not scores or past.origins == len(next(iter(scores.values())).calls)):
            scores[name] = past
    if not scores:
        return None
    best = min(scores, key=lambda name: scores[name].crps)
    told = ", ".join(f"{name} {past.crps:.4g}" for name, past in scores.items())
    origins, ahead = scores[best].origins, scores[best].horizon
    why = f"lowest mean CRPS over {origins} origins, {ahead} years ahead ({told})"
    return _Choice(best, why, fits[best], scores[best])


def _only_before(
    model: Model, horizon: int, goal: float, sign: int, generator: numpy.random.Generator
) -> float:
    """Return the share of simulated futures that meet the target before its year but not in it."""
    met = sign * (model.paths(horizon, PATHS, generator) - goal) >= 0
    return float((met.any(axis=1) & ~met[:, -1]).mean())


def _interval(model: Model, horizon: int, past: BackTest | None, misses: float, now: int) -> Interval:
    said = model.at(horizon)
    low, high = interval(said, misses)
    adapted = misses if past is None else adapted_misses(past.calls, misses, now=now)
    adapted_low, adapted_high = interval(said, adapted)
    return Interval(1 - misses, low, high, adapted_low, adapted_high)


def _chance(probability: float) -> str:
    if probability < 0.005:
        return "below 0.01"
    return "above 0.99" if probability > 0.995 else f"{probability:.2f}"


def beats_no_change(past: BackTest) -> bool:
    """Say whether a model's Brier score is below that of "no change", in the two digits shown."""
    return round(past.brier, 2) < round(past.benchmark_brier, 2)


def _sentence(
    due: int, goal: float, probability: float, name: str, horizon: int, past: BackTest | None
) -> str:
    chance = f"{goal:,.12g} is met in {due} with a probability of {_chance(probability)}"
    said = f"If the future moves like the past, {chance} ({_TOLD.get(name, name)})."
    if past is None:
        return f"{said} Not enough history to say how good such calls were."
    better = "better" if beats_no_change(past) else "no better"
    inside = [round(share * past.origins) for share in (past.coverage_80, past.coverage_95)]
    return (
        f"{said} {_asked(horizon, past)} Its Brier score, of which lower is better and 0 is best, was"
        f" {past.brier:.2f}; assuming no change had {past.benchmark_brier:.2f}, so the model did {better}."
        f" Of {past.origins} outcomes {inside[0]} lay in the 80 % interval and {inside[1]} in the 95 %"
        " interval."
    )


def _asked(horizon: int, past: BackTest) -> str:
    """Return how far ahead the back-test asked, and why it asked no farther."""
    ahead = _years(past.horizon)
    if past.horizon == horizon:
        return f"The same question, {ahead} ahead, was put to it at {past.origins} moments of its own past."
    return (
        f"The target lies {_years(horizon)} after the last figure, and for a test that far ahead there are"
        f" too few figures: the question was put {ahead} ahead, at {past.origins} moments of its own past."
    )


def _years(n: int) -> str:
    return "1 year" if n == 1 else f"{n} years"
