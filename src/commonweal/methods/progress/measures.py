"""
What the thresholds of a method are thresholds of, each decided exactly.

Notation: y_0 in year t_0 is the baseline, y the latest value in year t, y_T the target in year T; d is +1
where up is better and -1 where down is; growth a year is g = (y / y_0)^(1 / (t - t_0)) - 1. Where all values
are below zero and a method says "turned", d changes its sign: -4 after -5 is a rise, but |y| fell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Final

from commonweal.methods.progress.registry import Rule
from commonweal.methods.progress.roots import compare_root, root_below, sign_of
from commonweal.methods.progress.series import Series

_ONE: Final = Fraction(1)


@dataclass(frozen=True, slots=True)
class Facts:
    """
    The numbers a measure is made of, edge rules applied.

    `sign` is d. `start`, `last` and `end` are y_0, y and y_T; `elapsed`, `left` and `whole` are the years
    t - t_0, T - t and T - t_0 (without a target T is t).
    """

    sign: int
    start: Fraction
    last: Fraction
    end: Fraction | None
    elapsed: int
    left: int
    whole: int


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A measure of one series.

    `value` is a share (1 is 100 %), cut after 40 decimals where irrational, or None where it is minus
    infinity. `sign_from(threshold)` is the sign of measure minus threshold, exactly. `weight` is the
    natural-limit factor (0..1) that scales thresholds above zero.
    """

    kind: str
    value: Fraction | None
    sign_from: Callable[[Fraction], int]
    weight: Fraction = _ONE


def growth(start: Fraction, last: Fraction, years: int) -> Fraction:
    """
    Return compound growth a year (0.02 is 2 %), cut after 40 decimals.

    Parameters
    ----------
    start, last : values of one sign, start not zero
    years : >= 1
    """
    return root_below(last / start, years) - 1


def _growth_ratio(facts: Facts) -> Measure:
    """Return R = d * g / |g_T|, g_T the growth that takes the baseline to the target on time."""
    assert facts.end is not None
    now, wanted = facts.last / facts.start, facts.end / facts.start
    way = sign_of(wanted - 1)
    if way == 0:
        # The target is no further than the baseline and yet not reached: any miss is infinitely far off.
        return Measure("growth_ratio", None, lambda _: -1)

    def sign_from(threshold: Fraction) -> int:
        factor = facts.sign * threshold * way
        return facts.sign * compare_root(now, facts.elapsed, 1 - factor, factor, wanted, facts.whole)

    needed = abs(growth(facts.start, facts.end, facts.whole))
    made = facts.sign * growth(facts.start, facts.last, facts.elapsed)
    value = made / needed if needed else None
    return Measure("growth_ratio", value, sign_from)


def _closeness(start: Fraction, limit: Fraction) -> Fraction:
    """Return what is raised to `limit_power`: 0 far from the limit, 1 at it."""
    base, end = abs(start), abs(limit)
    if base >= 2 * end:
        return Fraction(0)
    return base / end if base <= end else (2 * end - base) / end


def _growth(facts: Facts, limit: Fraction | None, power: Fraction | None) -> Measure:
    """Return d * g; near a natural limit thresholds above zero are scaled by C = 1 - closeness^power."""
    raised, root = Fraction(0), 1
    if limit is not None and power is not None:
        raised, root = _closeness(facts.start, limit) ** power.numerator, power.denominator

    def sign_from(threshold: Fraction) -> int:
        step = facts.sign * threshold
        factor = -step if threshold > 0 else Fraction(0)
        return facts.sign * compare_root(
            facts.last / facts.start, facts.elapsed, 1 + step, factor, raised, root
        )

    value = facts.sign * growth(facts.start, facts.last, facts.elapsed)
    return Measure("growth", value, sign_from, 1 - root_below(raised, root))


def _extrapolated_share(facts: Facts) -> Measure | None:
    """Return (v - y_0) / (y_T - y_0) with v = y * (1 + g)^(T - t); None where the target is the baseline."""
    assert facts.end is not None
    wanted = facts.end / facts.start - 1
    if wanted == 0:
        return None
    raised = (facts.last / facts.start) ** facts.whole  # v / y_0 is its root of order t - t_0

    def sign_from(threshold: Fraction) -> int:
        return sign_of(wanted) * compare_root(raised, facts.elapsed, 1 + threshold * wanted)

    return Measure("extrapolated_share", (root_below(raised, facts.elapsed) - 1) / wanted, sign_from)


def _rational(kind: str, value: Fraction) -> Measure:
    return Measure(kind, value, lambda threshold: sign_of(value - threshold))


def _looks(series: Series, mean: Fraction) -> Measure:
    (_, before), (_, last) = series.observations[-2:]
    turn = series.better.value * (last - before)
    return _rational("looks", Fraction(2 * (mean > 0) + (turn > 0)))


def mean_change(series: Series) -> Fraction:
    """Return the mean yearly change in the wished direction, in the indicator's unit."""
    (first, start), (latest, last) = series.observations[0], series.observations[-1]
    return series.better.value * (last - start) / (latest - first)


def measure_of(rule: Rule, series: Series, facts: Facts) -> Measure | None:
    """
    Return the measure that a rule asks for, or None where its formula divides by zero.

    Parameters
    ----------
    rule : whose `measure` names it
    series : cut to the rule's window
    facts : baseline, latest value and target with the rule's edge rules applied
    """
    simple: dict[str, Callable[[], Measure | None]] = {
        "growth_ratio": partial(_growth_ratio, facts),
        "growth": partial(_growth, facts, series.limit, rule.limit_power),
        "extrapolated_share": partial(_extrapolated_share, facts),
        "mean_change": lambda: _rational("mean_change", mean_change(series)),
        "looks": lambda: _looks(series, mean_change(series)),
        "projected_share": lambda: _projected_share(series, facts),
    }
    return simple[rule.measure]()


def _projected_share(series: Series, facts: Facts) -> Measure:
    """Return the mean yearly change times the years left, over the gap left."""
    assert series.target is not None
    gap = series.better.value * (series.target[1] - series.latest[1])
    return _rational("projected_share", mean_change(series) * facts.left / gap)
