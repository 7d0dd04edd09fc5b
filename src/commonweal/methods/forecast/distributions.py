"""
Predictive distributions in closed form, and scores of what they said.

All numbers are floats in the indicator's unit; nothing here touches money that is owed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

_STANDARD = NormalDist()


class Predictive(Protocol):
    """What a model says of one year to come."""

    def cdf(self, x: float) -> float:
        """Return the probability of a value of at most x."""
        ...

    def quantile(self, p: float) -> float:
        """Return the value that is not exceeded with probability p, 0 < p < 1."""
        ...

    def crps(self, x: float) -> float:
        """Return the continuous ranked probability score of the outcome x, in the indicator's unit."""
        ...


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution; `scale` > 0 is its standard deviation, in the indicator's unit."""

    mean: float
    scale: float

    def cdf(self, x: float) -> float:
        """Return P(value <= x)."""
        return _STANDARD.cdf((x - self.mean) / self.scale)

    def quantile(self, p: float) -> float:
        """Return the quantile of p, 0 < p < 1."""
        return self.mean + self.scale * _STANDARD.inv_cdf(p)

    def crps(self, x: float) -> float:
        """
        Return the continuous ranked probability score of the outcome x.

        Source
        ------
        Gneiting and Raftery, Strictly proper scoring rules, JASA 102 (2007), eq. 21
        """
        z = (x - self.mean) / self.scale
        return self.scale * (z * (2 * _STANDARD.cdf(z) - 1) + 2 * _STANDARD.pdf(z) - 1 / math.sqrt(math.pi))


@dataclass(frozen=True, slots=True)
class Student:
    """
    Student's t, shifted and stretched.

    `mean` and `scale` > 0 in the indicator's unit; `freedom` is a whole number of degrees of freedom, >= 1.
    """

    mean: float
    scale: float
    freedom: int

    def cdf(self, x: float) -> float:
        """Return P(value <= x)."""
        return student_cdf((x - self.mean) / self.scale, self.freedom)

    def quantile(self, p: float) -> float:
        """Return the quantile of p, 0 < p < 1, to about 12 digits."""
        return self.mean + self.scale * student_quantile(p, self.freedom)

    def crps(self, x: float) -> float:
        """
        Return the continuous ranked probability score of the outcome x; infinite with one degree of freedom.

        Source
        ------
        Jordan, Krüger and Lerch, Evaluating probabilistic forecasts with scoringRules, Journal of Statistical
        Software 90(12) (2019), appendix A, Student's t
        """
        v = self.freedom
        if v == 1:
            return math.inf
        z = (x - self.mean) / self.scale
        spread = 2 * student_density(z, v) * (v + z * z) / (v - 1)
        beta = math.exp(_log_beta(0.5, v - 0.5) - 2 * _log_beta(0.5, v / 2))
        return self.scale * (z * (2 * student_cdf(z, v) - 1) + spread - 2 * math.sqrt(v) / (v - 1) * beta)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def student_density(t: float, freedom: int) -> float:
    """
    Return the density of Student's t.

    Parameters
    ----------
    t : without unit
    freedom : degrees of freedom, >= 1
    """
    v = freedom
    log = -_log_beta(0.5, v / 2) - 0.5 * math.log(v) - (v + 1) / 2 * math.log1p(t * t / v)
    return math.exp(log)


def student_cdf(t: float, freedom: int) -> float:
    """
    Return P(T <= t) for a whole number of degrees of freedom, by the finite sums.

    Parameters
    ----------
    t : without unit
    freedom : degrees of freedom, >= 1

    Source
    ------
    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4
    """
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    square, even = cosine * cosine, freedom % 2 == 0
    term = 1.0 if even else cosine
    total = term if freedom > 1 else 0.0
    for k in range(2 if even else 3, freedom - 1, 2):
        term *= square * (k - 1) / k
        total += term
    middle = math.sin(angle) * total
    return 0.5 + middle / 2 if even else 0.5 + (angle + middle) / math.pi


def student_quantile(p: float, freedom: int) -> float:
    """
    Return the quantile of Student's t, by halving.

    Parameters
    ----------
    p : 0 < p < 1
    freedom : degrees of freedom, >= 1

    Raises
    ------
    ValueError : p is not between 0 and 1
    """
    if not 0 < p < 1:
        raise ValueError(f"a quantile of {p}")
    if p < 0.5:
        return -student_quantile(1 - p, freedom)
    low, high = 0.0, 1.0
    while student_cdf(high, freedom) < p and high < 1e300:
        low, high = high, high * 2
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        if student_cdf(middle, freedom) < p:
            low = middle
        else:
            high = middle


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Equally likely values, sorted, in the indicator's unit; at least one."""

    values: tuple[float, ...]

    def cdf(self, x: float) -> float:
        """Return the share of values of at most x."""
        return sum(v <= x for v in self.values) / len(self.values)

    def quantile(self, p: float) -> float:
        """Return the quantile of p, linear between neighbours (Hyndman and Fan 1996, type 7)."""
        place = p * (len(self.values) - 1)
        below = min(int(place), len(self.values) - 2) if len(self.values) > 1 else 0
        above = min(below + 1, len(self.values) - 1)
        return self.values[below] + (place - below) * (self.values[above] - self.values[below])

    def crps(self, x: float) -> float:
        """
        Return the continuous ranked probability score of the outcome x.

        Source
        ------
        Gneiting and Raftery (2007), eq. 20, with the mean absolute difference from the order of the values
        """
        n = len(self.values)
        off = sum(abs(v - x) for v in self.values) / n
        pairs = 2 * sum((2 * i - n + 1) * v for i, v in enumerate(self.values)) / (n * n)
        return off - pairs / 2


def probability_of_meeting(said: Predictive, target: float, sign: int) -> float:
    """
    Return the probability of a value at the target or beyond it.

    Parameters
    ----------
    said : of the target's year
    target : in the indicator's unit
    sign : +1 where up is better, -1 where down is
    """
    below = said.cdf(target)
    return min(max(1 - below if sign > 0 else below, 0.0), 1.0)


def brier_score(probabilities: Sequence[float], happened: Sequence[bool]) -> float:
    """
    Return the mean squared difference between probabilities and what happened (0 best, 1 worst).

    Parameters
    ----------
    probabilities, happened : of one length, at least one

    Source
    ------
    Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950)
    """
    squares = [(p - h) ** 2 for p, h in zip(probabilities, happened, strict=True)]
    return math.fsum(squares) / len(squares)


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Calls from `low` to below `high` (the last includes 1): how many, their mean, how many came true."""

    low: float
    high: float
    calls: int
    mean_probability: float
    came_true: int


def calibration(
    probabilities: Sequence[float], happened: Sequence[bool], bins: int = 10
) -> tuple[CalibrationBin, ...]:
    """
    Return what became of the calls of each size: "our 30 % calls came true 28 % of the time".

    Parameters
    ----------
    probabilities, happened : of one length
    bins : equal parts of 0..1; empty ones are left out
    """
    rows: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for p, h in zip(probabilities, happened, strict=True):
        rows[min(int(p * bins), bins - 1)].append((p, h))
    return tuple(
        CalibrationBin(
            k / bins,
            (k + 1) / bins,
            len(row),
            math.fsum(p for p, _ in row) / len(row),
            sum(h for _, h in row),
        )
        for k, row in enumerate(rows)
        if row
    )
