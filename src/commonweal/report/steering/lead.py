"""
One sentence that says where a mission stands, made from figures: a template for each situation.

Years of a way are whole years between the last days of two periods; a pace is the straight line between them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from commonweal.cycle.missions.records import Target
from commonweal.cycle.missions.standing import Standing
from commonweal.cycle.missions.track import Track
from commonweal.ground.numbers import divide, sub
from commonweal.ground.period import Period
from commonweal.ground.rounding import Rounding, round_places
from commonweal.report.page import words


def lead(standing: Standing, track: Track | None) -> str:
    """Return where a mission stands by its headline target; None: it has no target."""
    if track is None:
        return "No target of this mission can be computed, so nobody can say whether it is met."
    target, indicator = track.target, standing.strategy.indicators.get(track.target.indicator)
    if indicator is None or target.value is None or target.by is None:
        named = target.title or target.id
        return f"“{named}” lacks its value, day or indicator: nobody can say whether it is met."
    name, unit = indicator.title, indicator.unit
    goal = f"{figure(target.value, unit)} by {_by(target.by)}"
    if track.latest is None or track.latest.value is None:
        return f"{name}: the target is {goal}. No figure is known, so nobody can say how far it is."
    now = f"{figure(track.latest.value, unit)} {_in(track.latest.period)}"
    if track.reached:
        be = "is" if track.latest.period.last <= target.by else "was"
        return f"{name}: {now}. The target, {goal}, {be} reached."
    if track.reached is None and indicator.better and track.latest.period.last > target.by:
        said = f"The target was {goal}; no figure until then is known, so nobody can say whether it was met."
        return f"{name}: {now}. {said}"
    if track.latest.period.last >= target.by or target.by <= standing.as_of:
        late = _late(track, indicator.better, target)
        return f"{name}: {now}. The target was {goal}, and it was missed{late}."
    return " ".join((f"{name}: {now}{_since(track, unit)}.", _needed(track, target.value, target.by, unit)))


def figure(value: Decimal, unit: str) -> str:
    """Return a number with its unit."""
    return f"{words.number(value, 3)}{unit if unit == '%' else words.FIXED + unit if unit else ''}"


def _late(track: Track, better: str, target: Target) -> str:
    """Return the year in which a missed target was met after all, where a figure says so."""
    goal, by = target.value, target.by
    assert goal is not None and by is not None
    met = [y for y, v in track.years.items() if (v >= goal if better == "higher" else v <= goal)]
    late = [year for year in met if year > by.year]
    return f"; it was met in {min(late)}" if late and better in ("higher", "lower") else ""


def _since(track: Track, unit: str) -> str:
    if track.baseline is None or track.latest is None or track.baseline[0] == track.latest.period:
        return ""
    return f", from {figure(track.baseline[1], unit)} {_in(track.baseline[0])}"


def _needed(track: Track, goal: Decimal, by: date, unit: str) -> str:
    """Return what is left to do, and how fast it went so far."""
    assert track.latest is not None and track.latest.value is not None
    latest, period = track.latest.value, track.latest.period
    left, ahead = sub(goal, latest), by.year - period.last.year
    said = f"To reach {figure(goal, unit)} by {_by(by)} it must {_moved(left, ahead, unit)}"
    if track.baseline is None or period.last.year <= track.baseline[0].last.year:
        return f"{said}."
    done, behind = sub(latest, track.baseline[1]), period.last.year - track.baseline[0].last.year
    return f"{said}; so far it {_moved(done, behind, unit, past=True)}."


def _moved(change: Decimal, years: int, unit: str, *, past: bool = False) -> str:
    if change == 0:
        return "stayed as it was" if past else "stay as it is"
    verb = ("rose", "fell")[change < 0] if past else ("rise", "fall")[change < 0]
    unit = "percentage points" if unit == "%" else unit
    if years < 1:
        return f"{verb} by {figure(change.copy_abs(), unit)} within the year"
    pace = divide(change.copy_abs(), Decimal(years)) or Decimal(0)
    return f"{verb} by about {figure(_rough(pace), unit)} a year"


def _rough(pace: Decimal) -> Decimal:
    """Return a pace to three digits, or to the whole number where it is large."""
    return round_places(pace, max(0, 2 - pace.adjusted()), Rounding.HALF_EVEN)


def _by(day: date) -> str:
    return str(day.year) if (day.month, day.day) == (12, 31) else words.day(day)


def _in(period: Period) -> str:
    said = words.period(period)
    if period.length in (365, 366) and not said.isdigit():
        return f"in the year to {words.day(period.last)}"
    return f"on {said}" if period.length == 1 else f"in {said}"
