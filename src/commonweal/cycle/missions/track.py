"""
Is a target on track? Labels of published methods side by side, and a probability, or why nothing can be said.

A label says where a published threshold lies, a probability what would follow if the future moved like the
past. Neither is the other, and neither enters a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from commonweal.cycle.missions.records import Indicator, Target
from commonweal.cycle.missions.series import Point, Series, series_of
from commonweal.cycle.missions.strategy import Strategy
from commonweal.ground.period import Period
from commonweal.methods.forecast.outlook import NoOutlook, Outlook, outlook
from commonweal.methods.progress.labels import Progress, progress_by_every_method
from commonweal.methods.progress.series import MAX_YEARS, Better, reflected
from commonweal.methods.progress.series import Series as Promised
from commonweal.methods.progress.series import series_of as promised

if TYPE_CHECKING:
    import numpy

UNABLE: Final = "unable to assess"
PERCENT: Final = "%"
_YEAR_DAYS: Final = range(364, 373)
"""Lengths of a period that is a year, by the calendar, in weeks, or by a changed end of the fiscal year."""


@dataclass(frozen=True, slots=True)
class Track:
    """
    What can be said of a target as of a day, from what was known at an instant.

    Attributes
    ----------
    latest : the last figure that is known
    deciding : the last figure for a period that ends by the target's day; it alone decides once that has come
    reached : whether that figure meets the target, None where it cannot be said
    baseline : period and value that the target counts from, None where it is not known
    years : value by year, as methods read it; a year is that of the last day of its period. Of the target's
        own year a figure counts only if it may decide
    labels : what each method says, in the order of its registry; none where none could be asked
    outlook : the probability, or why there is none; None where none could be asked
    unable : why methods could not be asked, "" where they were
    """

    target: Target
    latest: Point | None
    reached: bool | None
    baseline: tuple[Period, Decimal] | None
    years: Mapping[int, Decimal]
    labels: tuple[Progress, ...] = ()
    outlook: Outlook | NoOutlook | None = None
    unable: str = ""
    deciding: Point | None = None

    @property
    def figures(self) -> int:
        """Return how many yearly figures methods read: the baseline, and those after it up to the target."""
        first = min(self.years, default=0) if self.baseline is None else self.baseline[0].last.year
        last = MAXYEAR if self.target.by is None else self.target.by.year
        own = {first} if self.baseline is not None else set()
        return len(own | {year for year in self.years if first <= year <= last})


def on_track(
    strategy: Strategy,
    target: str,
    *,
    as_of: date,
    known_at: datetime,
    generator: numpy.random.Generator | None = None,
) -> Track:
    """
    Return whether a target is on track.

    Parameters
    ----------
    as_of : figures of periods that end later are left out
    known_at : rows recorded later do not exist
    generator : for what a forecast must simulate (`methods.forecast.simulation.counter_generator`)

    Raises
    ------
    KeyError : there is no such target
    """
    stated = strategy.targets[target]
    indicator = strategy.indicators.get(stated.indicator)
    if indicator is None:
        return Track(stated, None, None, None, {}, unable="the target names no indicator")
    series = series_of(strategy, indicator.id, as_of=as_of, known_at=known_at)
    baseline = _baseline(stated, series)
    decides = series.latest if stated.by is None else series.until(stated.by).latest
    reached = _reached(stated, indicator, decides)
    years = _years(series, stated.by)
    track = Track(stated, series.latest, reached, baseline, years, deciding=decides)
    unable = _unable(stated, indicator, series, track)
    if unable:
        return replace(track, unable=unable)
    assert stated.value is not None and stated.by is not None
    promise = _promise(stated.value, stated.by, indicator, track)
    return replace(
        track,
        labels=progress_by_every_method(promise),
        outlook=outlook(
            {year: float(value) for year, value in promise.observations},
            target=(stated.by.year, float(stated.value)),
            higher_is_better=promise.better is Better.UP,
            generator=generator,
        ),
    )


def tracks(strategy: Strategy, *, as_of: date, known_at: datetime) -> dict[str, Track]:
    """Return what can be said of every target, by id."""
    return {id_: on_track(strategy, id_, as_of=as_of, known_at=known_at) for id_ in strategy.targets}


def _years(series: Series, by: date | None) -> dict[int, Decimal]:
    """
    Return yearly values: periods of a year, or levels on a day, of which the last of a year counts.

    A figure of the year of `by` for a period that ends after that day decides nothing: methods, which know
    years only, would take it for the one that does.
    """
    found: dict[int, Decimal] = {}
    for point in sorted(series.valued(), key=lambda p: (p.period.length > 1, p.period.last)):
        last, length = point.period.last, point.period.length
        late = by is not None and last.year == by.year and last > by
        if point.value is not None and not late and (length == 1 or length in _YEAR_DAYS):
            found[last.year] = point.value
    return dict(sorted(found.items()))


def _baseline(target: Target, series: Series) -> tuple[Period, Decimal] | None:
    """Return what a target counts from: what it states, else what was observed, else the first figure."""
    stated = target.baseline
    if stated is None:
        first = next(iter(series.valued()), None)
        return None if first is None or first.value is None else (first.period, first.value)
    if stated.value is not None:
        return stated.period, stated.value
    point = series.at(stated.period)
    return None if point is None or point.value is None else (stated.period, point.value)


def _reached(target: Target, indicator: Indicator, decides: Point | None) -> bool | None:
    """Say whether a target is met by the figure that decides; later ones come too late."""
    if target.value is None or decides is None or decides.value is None or not indicator.better:
        return None
    if indicator.better == "higher":
        return decides.value >= target.value
    return decides.value <= target.value if indicator.better == "lower" else decides.value == target.value


def _unable(target: Target, indicator: Indicator, series: Series, track: Track) -> str:
    """Return why no method can be asked, "" if all can."""
    lacks = [
        (not indicator.better, "nobody said which way the indicator should go"),
        (target.value is None, "the target has no value"),
        (target.by is None, "the target has no date"),
        (not series.valued(), "no figure of the indicator is known"),
        (not _years(series, None), "its figures are neither yearly nor levels on a day"),
        (_is_late(target, track), "no yearly figure up to the target's day is known"),
        (track.baseline is None, "the figure that the target counts from is not known"),
        (_span(track, target) > MAX_YEARS, f"its years are more than {MAX_YEARS} apart"),
    ]
    return next((reason for lacking, reason in lacks if lacking), "")


def _is_late(target: Target, track: Track) -> bool:
    """Say whether every yearly figure came after the target's day, when none of them decides any more."""
    return target.by is not None and all(year > target.by.year for year in track.years)


def _span(track: Track, target: Target) -> int:
    """Return the years from the first that a method reads to the last."""
    years = [*track.years]
    years += [track.baseline[0].last.year] if track.baseline is not None else []
    years += [target.by.year] if target.by is not None else []
    return max(years, default=0) - min(years, default=0)


def _promise(value: Decimal, by: date, indicator: Indicator, track: Track) -> Promised:
    """Return the series as methods read it: what should come close to a value falls to it from both sides."""
    assert track.baseline is not None
    period, start = track.baseline

    def read(number: Decimal) -> Decimal | Fraction:
        return reflected(number, target=value) if indicator.better == "target" else number

    better = Better.UP if indicator.better == "higher" else Better.DOWN
    share = indicator.unit == PERCENT
    limit = Decimal(100 if better is Better.UP else 0) if share and indicator.better != "target" else None
    return promised(
        {year: read(number) for year, number in track.years.items()},
        better=better,
        baseline=(period.last.year, read(start)),
        target=(by.year, value),
        limit=limit,
        is_percentage=share,
    )
