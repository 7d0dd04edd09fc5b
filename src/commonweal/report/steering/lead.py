"""
One sentence that says where a mission stands, made from figures: a template for each situation.

A pace is the straight line between the last days of two periods: over months, if whole months lie between
them, else over days, of which a year has 365.25.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from commonweal.cycle.missions.series import Point
from commonweal.cycle.missions.standing import Standing
from commonweal.cycle.missions.track import Track
from commonweal.ground.numbers import divide, sub
from commonweal.ground.period import Period
from commonweal.ground.rounding import Rounding, round_places
from commonweal.report.page import words
from commonweal.report.speech.phrases import is_english, phrase
from commonweal.report.steering.reserve import baseline_reserves, reserves, spoken

Row = Mapping[str, Any]
_MONTHS: Final = Decimal(12)
_DAYS: Final = Decimal("365.25")
_YEAR: Final = (365, 366)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure, the period for which it stands, and with what reserve it is shown (`steering.reserve`)."""

    period: Period
    value: Decimal
    reserves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """
    What the sentence about a mission rests on, without a word of any language.

    Attributes
    ----------
    title : of the target; name, unit, better : of its indicator, "" and None where none is known
    latest : the newest figure; deciding : the last one on or before the target's day, once that has come
    late : year by which a missed target was met after all
    """

    title: str
    name: str | None
    unit: str
    better: str
    goal: Decimal | None
    by: date | None
    latest: Measured | None
    deciding: Measured | None
    baseline: Measured | None
    reached: bool | None
    late: int | None
    as_of: date


def lead(standing: Standing, track: Track | None) -> str:
    """Return where a mission stands by its headline target; None: it has no target."""
    return told(None if track is None else _headline(standing, track))


def _headline(standing: Standing, track: Track) -> Headline:
    target, start = track.target, track.baseline
    indicator = standing.strategy.indicators.get(target.indicator)
    since = None if start is None else Measured(*start, baseline_reserves(standing, track))
    name, unit, better = (
        (indicator.title, indicator.unit, indicator.better) if indicator is not None else (None, "", "")
    )
    return Headline(
        target.title or target.id, name, unit, better, target.value, target.by, measured(track.latest),
        measured(deciding(track, standing.as_of)), since, track.reached, late_in(standing, track),
        standing.as_of,
    )  # fmt: skip


def deciding(track: Track, as_of: date) -> Point | None:
    """Return the figure that decides on a target once its day has come, None before."""
    by = track.target.by
    return None if by is None or by > as_of else track.deciding


def measured(point: Point | None) -> Measured | None:
    """Return a figure with its reserve, None where it is not known."""
    return (
        None if point is None or point.value is None else Measured(point.period, point.value, reserves(point))
    )


def headline_of(target: Row, indicator: Row | None, *, late: int | None, as_of: date) -> Headline:
    """
    Return the same from rows of missions (`steering.missions`), as they are stored.

    Parameters
    ----------
    late : `late_in` of the row of leads
    """
    stated = indicator or {}
    value, by = target["value"], target["by"]
    return Headline(
        target["title"] or target["id"], stated.get("title"), stated.get("unit") or "",
        stated.get("better") or "", None if value is None else Decimal(value),
        None if by is None else date.fromisoformat(by), measured_in(target["latest"]),
        measured_in(target.get("deciding")), measured_in(target["baseline"]), target["reached"], late, as_of,
    )  # fmt: skip


def measured_in(row: Row | None) -> Measured | None:
    """Return the same from a row, as it is stored."""
    if row is None or row["value"] is None:
        return None
    return Measured(period_of(row["period"]), Decimal(row["value"]), tuple(row.get("reserves", ())))


def period_of(row: Row) -> Period:
    """Return the period of a row, from its first and last day."""
    return Period.days_of(*(date.fromisoformat(row[end]) for end in ("start", "end")))


def told(headline: Headline | None) -> str:
    """Return the sentence about a mission, in the language that is spoken."""
    if headline is None:
        return phrase("No target of this mission can be computed, so nobody can say whether it is met.")
    if headline.name is None or headline.goal is None or headline.by is None:
        return phrase(
            "“{target}” lacks its value, day or indicator: nobody can say whether it is met.",
            target=headline.title,
        )
    goal = phrase("{figure} by {day}", figure=figure(headline.goal, headline.unit), day=_by(headline.by))
    if headline.latest is None:
        return phrase(
            "{name}: the target is {goal}. No figure is known, so nobody can say how far it is.",
            name=headline.name, goal=goal,
        )  # fmt: skip
    latest = headline.latest
    blanks = {"name": headline.name, "now": _at(latest, headline.unit), "goal": goal}
    said = _ended(headline, latest.period, headline.by, blanks)
    if said:
        return said
    return f"{_way(headline, latest.period, blanks)} {_needed(headline, headline.goal, headline.by, latest)}"


def _ended(headline: Headline, period: Period, by: date, blanks: dict[str, str]) -> str:
    """Return whether a target was met in time, "" while it may be; `period` is that of the last figure."""
    if headline.reached and period.last <= by:
        return phrase("{name}: {now}. The target, {goal}, is reached.", **blanks)
    if headline.reached:
        said = phrase("{name}: {now}. The target, {goal}, was reached.", **_decided(headline, blanks))
        return f"{said}{_newest(headline, blanks)}"
    if headline.reached is None and headline.better and period.last > by:
        return phrase(
            "{name}: {now}. The target was {goal}; no figure until then is known, "
            "so nobody can say whether it was met.",
            **blanks,
        )
    if period.last < by:
        if by > headline.as_of:
            return ""
        return phrase(
            "{name}: {now}. The target was {goal}; no figure of that day is known, "
            "so nobody can say whether it was met.",
            **blanks,
        )
    decided = _decided(headline, blanks)
    said = phrase("{name}: {now}. The target was {goal}, and it was missed.", **decided)
    if headline.late:
        said = phrase(
            "{name}: {now}. The target was {goal}, and it was missed; it was met by {year}.",
            **decided, year=str(headline.late),
        )  # fmt: skip
    return f"{said}{_newest(headline, blanks)}"


def _decided(headline: Headline, blanks: dict[str, str]) -> dict[str, str]:
    """Return the blanks of a verdict, with the figure that it rests on, which need not be the newest."""
    return {**blanks, "now": _at(headline.deciding, headline.unit)} if headline.deciding else blanks


def _newest(headline: Headline, blanks: dict[str, str]) -> str:
    """Return the newest figure, "" if the verdict rests on it."""
    if headline.deciding in (None, headline.latest):
        return ""
    return f" {phrase('The newest figure: {now}.', now=blanks['now'])}"


def figure(value: Decimal, unit: str) -> str:
    """Return a number with its unit."""
    return f"{words.number(value, 3)}{unit if unit == '%' else words.FIXED + unit if unit else ''}"


def late_in(standing: Standing, track: Track) -> int | None:
    """Return the year by which a missed target was met after all: the first of which a figure says so."""
    target, indicator = track.target, standing.strategy.indicators.get(track.target.indicator)
    goal, by = target.value, target.by
    if indicator is None or goal is None or by is None or indicator.better not in ("higher", "lower"):
        return None
    higher = indicator.better == "higher"
    met = [year for year, value in track.years.items() if (value >= goal if higher else value <= goal)]
    return min((year for year in met if year > by.year), default=None)


def _way(headline: Headline, period: Period, blanks: dict[str, str]) -> str:
    """Return where an indicator is, and where it began; `period` is that of its last figure."""
    if headline.baseline is None or headline.baseline.period == period:
        return phrase("{name}: {now}.", **blanks)
    start = _at(headline.baseline, headline.unit)
    return phrase("{name}: {now}, from {start}.", **blanks, start=start)


def _needed(headline: Headline, goal: Decimal, by: date, latest: Measured) -> str:
    """Return what is left to do, and how fast it went so far."""
    period, value = latest.period, latest.value
    unit, baseline = headline.unit, headline.baseline
    left, ahead = sub(goal, value), _years(period.last, by)
    blanks = {"figure": figure(goal, unit), "day": _by(by), "move": _moved(left, ahead, unit)}
    if baseline is None or period.last <= baseline.period.last:
        return phrase("To reach {figure} by {day} it must {move}.", **blanks)
    done, behind = sub(value, baseline.value), _years(baseline.period.last, period.last)
    moved = _moved(done, behind, unit, past=True)
    return phrase("To reach {figure} by {day} it must {move}; so far it {moved}.", **blanks, moved=moved)


def _years(first: date, last: date) -> Decimal:
    """Return the years between two days, of which the first is the earlier."""
    if first.day == last.day or (_ends_a_month(first) and _ends_a_month(last)):
        months = 12 * (last.year - first.year) + last.month - first.month
        return divide(Decimal(months), _MONTHS) or Decimal(0)
    return divide(Decimal((last - first).days), _DAYS) or Decimal(0)


def _ends_a_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _moved(change: Decimal, years: Decimal, unit: str, *, past: bool = False) -> str:
    """Return a change as a pace; over less than a year as it is, for it need not go on as it went."""
    if change == 0:
        return phrase("stayed as it was") if past else phrase("stay as it is")
    unit = phrase("percentage points") if unit == "%" else unit
    fell = change < 0
    if years < 1:
        by = figure(change.copy_abs(), unit)
        if past:
            return phrase("fell by {figure}", figure=by) if fell else phrase("rose by {figure}", figure=by)
        return phrase("fall by {figure}", figure=by) if fell else phrase("rise by {figure}", figure=by)
    pace = figure(_rough(divide(change.copy_abs(), years) or Decimal(0)), unit)
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


def _at(found: Measured, unit: str) -> str:
    """Return a figure with the period or day for which it stands, and with what reserve."""
    said = _dated(figure(found.value, unit), found.period)
    return f"{said} ({spoken(found.reserves)})" if found.reserves else said


def when(period: Period) -> str:
    """Return a period in words: its year or years, the last day of another year, else as anywhere."""
    code = words.period(period)
    if code.isdigit():
        return code
    if period.length in _YEAR:
        return phrase("year to {day}", day=words.day(period.last))
    if (period.first.month, period.first.day, period.last.month, period.last.day) == (1, 1, 12, 31):
        return phrase("{first} to {last}", first=str(period.first.year), last=str(period.last.year))
    return code


def _dated(said: str, period: Period) -> str:
    told = words.period(period)
    if period.length in _YEAR and not told.isdigit():
        return phrase("{figure} in the year to {day}", figure=said, day=words.day(period.last))
    if period.length == 1:
        return phrase("{figure} on {day}", figure=said, day=told)
    if is_english() or told.isdigit():
        return phrase("{figure} in {period}", figure=said, period=told)
    return f"{said} ({told})"
