"""
What is known of an indicator: its observations as of a day and an instant, and sums that nobody retypes.

A sum of which one part is missing is unknown, never the sum of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Literal

from commonweal.cycle.missions.records import Indicator, Observation
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Undisclosed
from commonweal.ground.numbers import add, sub
from commonweal.ground.period import Period

State = Literal["observed", "summed", "undisclosed", "incomplete"]


@dataclass(frozen=True, slots=True)
class Point:
    """
    What is known of an indicator in one period.

    Attributes
    ----------
    value : in the unit of the indicator, None where it is not known
    state : `observed`, `summed` from parts, `undisclosed`, or `incomplete`: a sum that lacks `missing` parts
    rests_on : the observations behind it, one for a point that was observed
    """

    period: Period
    value: Decimal | None
    state: State
    rests_on: tuple[Observation, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """Say whether every figure behind it has a source without reserve."""
        return all(row.verified for row in self.rests_on)


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator with what is known of it, period by period, of those that had ended by the day."""

    indicator: Indicator
    points: tuple[Point, ...] = ()

    @property
    def latest(self) -> Point | None:
        """Return the last point whose value is known."""
        return max(self.valued(), key=lambda p: (p.period.end, p.period.start), default=None)

    def until(self, day: date) -> Series:
        """Return the same with the periods only that end on or before a day."""
        return Series(self.indicator, tuple(p for p in self.points if p.period.last <= day))

    def valued(self) -> tuple[Point, ...]:
        """Return the points whose value is known."""
        return tuple(point for point in self.points if point.value is not None)

    def at(self, period: Period) -> Point | None:
        """Return the point of a period, None if nothing is known of it."""
        return next((point for point in self.points if point.period == period), None)


def series_of(strategy: Strategy, indicator: str, *, as_of: date, known_at: datetime) -> Series:
    """
    Return what is known of an indicator.

    Parameters
    ----------
    as_of : periods that end after this day are left out
    known_at : rows recorded later do not exist

    Raises
    ------
    KeyError : there is no such indicator
    """
    stated = strategy.indicators[indicator]
    if not stated.sums:
        rows = _counting(strategy.observations.get(indicator, ()), stated.version, as_of, known_at)
        return Series(stated, tuple(_observed(row) for row in rows))
    parts = {id_: series_of(strategy, id_, as_of=as_of, known_at=known_at) for id_ in stated.sums}
    periods = sorted({point.period for part in parts.values() for point in part.points})
    return Series(stated, tuple(_summed(period, parts) for period in periods))


def _counting(
    rows: Iterable[Observation], version: int, as_of: date, known_at: datetime
) -> Iterable[Observation]:
    """Return the row of each period that counts; what was taken back last is left out."""
    known = (r for r in rows if r.version == version and r.recorded_at <= known_at and r.period.last <= as_of)
    for _, group in groupby(sorted(known, key=lambda r: (r.period, r.rank)), key=lambda r: r.period):
        *_, last = group
        if last.value is not None:
            yield last


def _observed(row: Observation) -> Point:
    if isinstance(row.value, Undisclosed):
        return Point(row.period, None, "undisclosed", (row,))
    return Point(row.period, row.value, "observed", (row,))


def _summed(period: Period, parts: Mapping[str, Series]) -> Point:
    total = Decimal(0)
    missing: list[str] = []
    rests_on: list[Observation] = []
    for id_, part in parts.items():
        point = part.at(period)
        if point is None or point.value is None:
            missing += point.missing if point is not None and point.missing else (id_,)
        else:
            total = add(total, point.value)
            rests_on += point.rests_on
    if missing:
        return Point(period, None, "incomplete", tuple(rests_on), tuple(missing))
    return Point(period, total, "summed", tuple(rests_on))


# ---- parts of a whole ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Division:
    """
    A whole in one period beside the parts that say they belong to it.

    Attributes
    ----------
    parts : value by id of the indicator, None where it is not known
    rest : whole less parts, None where one of them is not known
    """

    whole: str
    period: Period
    value: Decimal | None
    parts: Mapping[str, Decimal | None]
    rest: Decimal | None

    @property
    def exceeded(self) -> bool:
        """Say whether parts of which none is below zero come to more than the whole."""
        known = [value for value in self.parts.values() if value is not None]
        return self.rest is not None and self.rest < 0 and all(value >= 0 for value in known)


def divisions(strategy: Strategy, whole: str, *, as_of: date, known_at: datetime) -> tuple[Division, ...]:
    """
    Return an indicator beside those that are `part_of` it, for each period in which one of them is known.

    Raises
    ------
    KeyError : there is no such indicator
    """
    names = [i.id for i in strategy.indicators.values() if i.part_of == whole]
    all_of = series_of(strategy, whole, as_of=as_of, known_at=known_at)
    parts = {id_: series_of(strategy, id_, as_of=as_of, known_at=known_at) for id_ in names}
    periods = sorted({point.period for part in parts.values() for point in part.points})
    return tuple(_division(whole, period, all_of, parts) for period in periods)


def _division(whole: str, period: Period, all_of: Series, parts: Mapping[str, Series]) -> Division:
    value = _value(all_of, period)
    shares = {id_: _value(part, period) for id_, part in parts.items()}
    rest = value
    for share in shares.values():
        rest = None if rest is None or share is None else sub(rest, share)
    return Division(whole, period, value, shares, rest)


def _value(series: Series, period: Period) -> Decimal | None:
    point = series.at(period)
    return None if point is None else point.value
