"""What is assessed: yearly values of an indicator, its baseline, its target, and which way is better."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from commonweal.ground.numbers import MAX_DIGITS

Number = int | float | Decimal | Fraction
Point = tuple[int, Fraction]
"""A year and the value of the indicator in it."""
MAX_YEARS: Final = 200
"""Longest stretch from the first year to the last, the target's included; exact roots are taken over it."""


class Better(Enum):
    """Which way the indicator should move; the number is the sign of progress."""

    UP = 1
    DOWN = -1


@dataclass(frozen=True, slots=True)
class Series:
    """
    An indicator and its promise; make it with `series_of`.

    `observations` are in the order of years. `limit` is a natural limit in the wished direction (100 for a
    percentage that should rise). `is_percentage`: values are percentages, 0 to 100.
    """

    observations: tuple[Point, ...]
    baseline: Point
    target: Point | None
    better: Better
    limit: Fraction | None
    is_percentage: bool

    @property
    def latest(self) -> Point:
        """Return the last year observed with its value."""
        return self.observations[-1]

    def meets(self, value: Fraction) -> bool:
        """Say whether a value is at the target or beyond it."""
        return self.target is not None and self.better.value * (value - self.target[1]) >= 0

    def until_target(self) -> Series:
        """Return the series without the years after the target's."""
        if self.target is None or self.latest[0] <= self.target[0]:
            return self
        kept = tuple(p for p in self.observations if p[0] <= self.target[0])
        return replace(self, observations=kept) if kept else self


def exact(value: Number) -> Fraction:
    """
    Return a value as the rational number that it is written as (a float by its shortest decimal).

    Raises
    ------
    ValueError : not finite, or more than 200 digits
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a value of an indicator")
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is not a value of an indicator")
        exponent = int(value.as_tuple().exponent)
        if max(value.adjusted() + 1, 1) + max(-exponent, 0) > MAX_DIGITS:
            raise ValueError(f"a value of more than {MAX_DIGITS} digits")
    found = Fraction(value)
    if max(abs(found.numerator), found.denominator) >= 10**MAX_DIGITS:
        raise ValueError(f"a value of more than {MAX_DIGITS} digits")
    return found


def series_of(
    observations: Mapping[int, Number],
    *,
    better: Better,
    baseline: tuple[int, Number] | None = None,
    target: tuple[int, Number] | None = None,
    limit: Number | None = None,
    is_percentage: bool = False,
) -> Series:
    """
    Return the series of an indicator, exact.

    Parameters
    ----------
    observations : year to value, in the indicator's unit; any order, years may be missing
    better : which way is progress
    baseline : (year, value) that the target was set against; the first observation if None. It stands even
        where the observations now give another value for its year
    target : (year, value) promised
    limit : natural limit in the wished direction, for methods that know one
    is_percentage : values are percentages, 0 to 100

    Raises
    ------
    ValueError : no observation; a value that is not finite or too long; years more than 200 apart
    """
    if not observations:
        raise ValueError("no observation")
    points = tuple((year, exact(observations[year])) for year in sorted(observations))
    start = points[0] if baseline is None else (baseline[0], exact(baseline[1]))
    end = None if target is None else (target[0], exact(target[1]))
    years = [points[0][0], points[-1][0], start[0], *([end[0]] if end else [])]
    if max(years) - min(years) > MAX_YEARS:
        raise ValueError(f"years more than {MAX_YEARS} apart")
    return Series(points, start, end, better, None if limit is None else exact(limit), is_percentage)


def parity(value: Number, *, near: Number = Decimal("0.03")) -> Fraction:
    """
    Return max(y, 1/y) of a ratio whose best value is 1, and 1 if it lies within `near` of 1.

    The transformed series should fall towards a target of 1.

    Source
    ------
    Open SDG, progress methodology (2025-10), "Goldilocks indicators" (a)

    Raises
    ------
    ValueError : a ratio of zero or less
    """
    y = exact(value)
    if y <= 0:
        raise ValueError("a parity index is above zero")
    return Fraction(1) if abs(y - 1) <= exact(near) else max(y, 1 / y)


def reflected(value: Number, *, target: Number) -> Fraction:
    """
    Return target + |y - target|: too much counts like too little, and the series should fall to the target.

    Source
    ------
    Open SDG, progress methodology (2025-10), "Goldilocks indicators" (c) and (e)
    """
    best = exact(target)
    return best + abs(exact(value) - best)
