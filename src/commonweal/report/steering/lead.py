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
from commonweal.report.speech.phrases import is_english, phrase


def lead(standing: Standing, track: Track | None) -> str:
    """Return where a mission stands by its headline target; None: it has no target."""
    if track is None:
        return phrase("No target of this mission can be computed, so nobody can say whether it is met.")
    target, indicator = track.target, standing.strategy.indicators.get(track.target.indicator)
    if indicator is None or target.value is None or target.by is None:
        named = target.title or target.id
        return phrase(
            "“{target}” lacks its value, day or indicator: nobody can say whether it is met.", target=named
        )
    name, unit = indicator.title, indicator.unit
    goal = phrase("{figure} by {day}", figure=figure(target.value, unit), day=_by(target.by))
    if track.latest is None or track.latest.value is None:
        return phrase(
            "{name}: the target is {goal}. No figure is known, so nobody can say how far it is.",
            name=name, goal=goal,
        )  # fmt: skip
    now = _at(figure(track.latest.value, unit), track.latest.period)
    blanks = {"name": name, "now": now, "goal": goal}
    if track.reached:
        if track.latest.period.last <= target.by:
            return phrase("{name}: {now}. The target, {goal}, is reached.", **blanks)
        return phrase("{name}: {now}. The target, {goal}, was reached.", **blanks)
    if track.reached is None and indicator.better and track.latest.period.last > target.by:
        return phrase(
            "{name}: {now}. The target was {goal}; no figure until then is known, "
            "so nobody can say whether it was met.",
            **blanks,
        )
    if track.latest.period.last >= target.by or target.by <= standing.as_of:
        late = _late(track, indicator.better, target)
        if late:
            return phrase(
                "{name}: {now}. The target was {goal}, and it was missed; it was met in {year}.",
                **blanks, year=str(late),
            )  # fmt: skip
        return phrase("{name}: {now}. The target was {goal}, and it was missed.", **blanks)
    needed = _needed(track, target.value, target.by, unit)
    return f"{_way(track, blanks, unit)} {needed}"


def figure(value: Decimal, unit: str) -> str:
    """Return a number with its unit."""
    return f"{words.number(value, 3)}{unit if unit == '%' else words.FIXED + unit if unit else ''}"


def _late(track: Track, better: str, target: Target) -> int | None:
    """Return the year in which a missed target was met after all, where a figure says so."""
    goal, by = target.value, target.by
    assert goal is not None and by is not None
    met = [y for y, v in track.years.items() if (v >= goal if better == "higher" else v <= goal)]
    late = [year for year in met if year > by.year]
    return min(late) if late and better in ("higher", "lower") else None


def _way(track: Track, blanks: dict[str, str], unit: str) -> str:
    """Return where an indicator is, and where it began."""
    if track.baseline is None or track.latest is None or track.baseline[0] == track.latest.period:
        return phrase("{name}: {now}.", **blanks)
    start = _at(figure(track.baseline[1], unit), track.baseline[0])
    return phrase("{name}: {now}, from {start}.", **blanks, start=start)


def _needed(track: Track, goal: Decimal, by: date, unit: str) -> str:
    """Return what is left to do, and how fast it went so far."""
    assert track.latest is not None and track.latest.value is not None
    latest, period = track.latest.value, track.latest.period
    left, ahead = sub(goal, latest), by.year - period.last.year
    blanks = {"figure": figure(goal, unit), "day": _by(by), "move": _moved(left, ahead, unit)}
    if track.baseline is None or period.last.year <= track.baseline[0].last.year:
        return phrase("To reach {figure} by {day} it must {move}.", **blanks)
    done, behind = sub(latest, track.baseline[1]), period.last.year - track.baseline[0].last.year
    moved = _moved(done, behind, unit, past=True)
    return phrase("To reach {figure} by {day} it must {move}; so far it {moved}.", **blanks, moved=moved)


def _moved(change: Decimal, years: int, unit: str, *, past: bool = False) -> str:
    if change == 0:
        return phrase("stayed as it was") if past else phrase("stay as it is")
    unit = phrase("percentage points") if unit == "%" else unit
    fell = change < 0
    if years < 1:
        by = figure(change.copy_abs(), unit)
        if past:
            return (
                phrase("fell by {figure} within the year", figure=by)
                if fell
                else phrase("rose by {figure} within the year", figure=by)
            )
        return (
            phrase("fall by {figure} within the year", figure=by)
            if fell
            else phrase("rise by {figure} within the year", figure=by)
        )
    pace = figure(_rough(divide(change.copy_abs(), Decimal(years)) or Decimal(0)), unit)
    if past:
        return (
            phrase("fell by about {figure} a year", figure=pace)
            if fell
            else phrase("rose by about {figure} a year", figure=pace)
        )
    return (
        phrase("fall by about {figure} a year", figure=pace)
        if fell
        else phrase("rise by about {figure} a year", figure=pace)
    )


def _rough(pace: Decimal) -> Decimal:
    """Return a pace to three digits, or to the whole number where it is large."""
    return round_places(pace, max(0, 2 - pace.adjusted()), Rounding.HALF_EVEN)


def _by(day: date) -> str:
    return str(day.year) if (day.month, day.day) == (12, 31) else words.day(day)


def _at(said: str, period: Period) -> str:
    """Return a figure with the period or day for which it stands."""
    when = words.period(period)
    if period.length in (365, 366) and not when.isdigit():
        return phrase("{figure} in the year to {day}", figure=said, day=words.day(period.last))
    if period.length == 1:
        return phrase("{figure} on {day}", figure=said, day=when)
    if is_english() or when.isdigit():
        return phrase("{figure} in {period}", figure=said, period=when)
    return f"{said} ({when})"
