"""
The label that a published method puts on a series, with the number and the sentence behind it.

A label is no forecast and no model: it says where a published threshold lies. What cannot be assessed says so
and why. Decisions are exact (roots.py); numbers shown never round across a threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from commonweal.methods.progress import wording
from commonweal.methods.progress.measures import Facts, Measure, measure_of
from commonweal.methods.progress.registry import Band, Method, Reached, Rule, Source, Stage, methods
from commonweal.methods.progress.roots import sign_of
from commonweal.methods.progress.series import Series

SCORE_PLACES = 12
"""Decimals of a score."""


@dataclass(frozen=True, slots=True)
class Progress:
    """
    What one method says of one series.

    `label` is the method's own word, `stage` the class for drawing that methods share. `ratio` is the
    measure named by `measure`, a share (0.95 is 95 %; growth: a year), to 12 decimals, None where there is
    none; edges were decided on the exact number. `score` is given by methods that have one. `sentence`
    explains the label with the numbers used; `notes` are sentences on edge rules that took part.
    `is_substituted`: a number of the method's stands in the place of a baseline or target of 0, so that the
    measure is that number's as much as the series'.
    """

    method: str
    title: str
    label: str
    stage: Stage
    measure: str
    ratio: Decimal | None
    score: Decimal | None
    sentence: str
    notes: tuple[str, ...]
    source: Source
    is_substituted: bool = False


@dataclass(frozen=True, slots=True)
class _Unable:
    """Why a method gives no label."""

    reason: str


_Measured = tuple[Facts, Measure, tuple[str, ...]]


def progress_by(series: Series, *, method: str) -> Progress:
    """
    Return what one method says of a series.

    Parameters
    ----------
    series : from `series_of`
    method : a key of `registry.methods()`: "open-sdg", "eurostat", "unsd" or "weather"

    Source
    ------
    the method's own, in `Progress.source`

    Raises
    ------
    KeyError : no such method
    """
    chosen = methods()[method]
    whole, series = series, series.until_target()
    notes = _notes(whole, series)
    reached = chosen.reached
    if _is_short(series, chosen):
        return _unable(chosen, wording.nothing_since(series, cut=series is not whole), notes)
    if reached is not None and (series.meets(series.latest[1]) or _is_near(series, reached)):
        if reached.rule is None:
            return _achieved(chosen, reached, series, notes)
        return _judged(chosen, reached.rule, series, notes)
    rule = chosen.without_target if series.target is None else chosen.with_target
    if rule is None:
        kind = "without" if series.target is None else "with"
        reason = f"the method, as held here, has no rule for an indicator {kind} a target"
        return _unable(chosen, reason, notes)
    return _judged(chosen, rule, series, notes)


def progress_by_every_method(series: Series) -> tuple[Progress, ...]:
    """Return what every method says of a series, in the order of the registry."""
    return tuple(progress_by(series, method=key) for key in methods())


def _is_short(series: Series, method: Method) -> bool:
    rule = method.with_target or method.without_target
    looks_back = rule is not None and rule.window is not None  # such a rule counts observations by itself
    return not looks_back and series.latest[0] <= series.baseline[0]


def _is_near(series: Series, reached: Reached) -> bool:
    return (
        series.is_percentage
        and series.target is not None
        and reached.near is not None
        and series.target[1] in reached.near_targets
        and abs(series.latest[1] - series.target[1]) <= reached.near
    )


def _notes(whole: Series, used: Series) -> tuple[str, ...]:
    """Return the sentences that are true of every method: a passed date, a revised baseline."""
    notes = []
    if used.target is not None and whole.latest[0] >= used.target[0]:
        notes.append(wording.date_passed(whole, used))
    year, value = whole.baseline
    now = dict(whole.observations).get(year, value)
    if now != value:
        notes.append(wording.revised_baseline(year, value, now))
    return tuple(notes)


def _unable(method: Method, reason: str, notes: tuple[str, ...]) -> Progress:
    return Progress(
        method.key,
        method.title,
        method.unable,
        Stage.UNKNOWN,
        "",
        None,
        None,
        f"{method.unable}: {reason}.",
        notes,
        method.source,
    )


def _achieved(method: Method, reached: Reached, series: Series, notes: tuple[str, ...]) -> Progress:
    if not series.meets(series.latest[1]):
        notes = (*notes, wording.nearly(reached.near))
    return Progress(
        method.key,
        method.title,
        reached.label,
        reached.stage,
        "",
        None,
        None if reached.score is None else _decimal(reached.score),
        wording.achieved(series),
        notes,
        method.source,
    )


def _judged(method: Method, rule: Rule, series: Series, notes: tuple[str, ...]) -> Progress:
    """Return the label of the band that the rule's measure lies in."""
    found = _measured(rule, series)
    if isinstance(found, _Unable):
        return _unable(method, found.reason, notes)
    facts, measure, replaced = found
    band = next(b for b in rule.bands if b.threshold is None or _belongs(b, measure))
    stage = band.stage
    passed = series.target is not None and series.latest[0] >= series.target[0]
    if passed and not series.meets(series.latest[1]):
        stage = Stage.MISSED
    if rule.limit_power is not None and series.limit is not None:
        notes = (*notes, wording.natural_limit(series.limit, measure.weight))
    return Progress(
        method.key,
        method.title,
        band.label,
        stage,
        measure.kind,
        None if measure.value is None else _decimal(measure.value),
        _score(rule, measure),
        wording.explained(series, facts, measure, band, rule),
        (*notes, *replaced),
        method.source,
        is_substituted=bool(replaced),
    )


def _belongs(band: Band, measure: Measure) -> bool:
    assert band.threshold is not None
    return band.begins_at_or_below(measure.sign_from(band.threshold))


def _measured(rule: Rule, series: Series) -> _Measured | _Unable:
    """Return the facts, the measure and notes on replacements; or why there is no measure."""
    if len(series.observations) < rule.least and rule.window is not None:
        return _Unable(f"fewer than {rule.least} yearly figures")
    if rule.window is not None:
        series = replace(series, observations=series.observations[-rule.window :])
        return _with_measure(rule, series, _facts(series, 1))
    stated = _facts(series, series.better.value)
    if rule.zero is not None and stated.start == 0 and 0 <= stated.last < rule.zero:
        return _Unable(wording.less_than_zero_counts(rule.zero))  # a rise, or rest, would count as a fall
    facts, notes = _replaced(rule, stated)
    values = [facts.start, facts.last, *([facts.end] if facts.end is not None else [])]
    between = [v for year, v in series.observations if year > series.baseline[0]]
    signs = {sign_of(v) for v in (*values, *between)}
    if facts.start == 0 or (facts.end == 0 and rule.measure == "growth_ratio"):
        return _Unable("growth from or to zero has no rate")
    if {-1, 1} <= signs or (facts.last == 0 and facts.start < 0):
        return _Unable("values above and below zero have no compound growth")
    if facts.start < 0 and rule.negative == "refused":
        return _Unable("the method, as held here, has no rule for values below zero")
    if facts.start < 0 and rule.negative == "turned":
        facts = replace(facts, sign=-facts.sign)
    if rule.limit_power is not None and _is_beyond(series):
        return _Unable("the baseline lies beyond the natural limit")
    found = _with_measure(rule, series, facts)
    return found if isinstance(found, _Unable) else (found[0], found[1], notes)


def _with_measure(
    rule: Rule, series: Series, facts: Facts
) -> tuple[Facts, Measure, tuple[str, ...]] | _Unable:
    if rule.measure == "projected_share" and facts.left <= 0:
        return _Unable("the target's year has passed")
    if series.target is not None and rule.window is None and facts.whole <= 0:
        return _Unable("the target's year is not after the baseline's")
    measure = measure_of(rule, series, facts)
    if measure is None:
        return _Unable("the target is no other value than the baseline")
    return facts, measure, ()


def _is_beyond(series: Series) -> bool:
    return series.limit is not None and series.better.value * (series.baseline[1] - series.limit) > 0


def _facts(series: Series, sign: int) -> Facts:
    (first, start), (latest, last) = series.baseline, series.latest
    end = None if series.target is None else series.target[1]
    due = latest if series.target is None else series.target[0]
    return Facts(sign, start, last, end, latest - first, due - latest, due - first)


def _replaced(rule: Rule, facts: Facts) -> tuple[Facts, tuple[str, ...]]:
    """Return the facts with a zero baseline or target replaced, and a note for each."""
    notes = []
    if rule.zero is not None and facts.start == 0:
        facts = replace(facts, start=rule.zero)
        notes.append(wording.zero_replaced("baseline", rule.zero))
    if rule.zero is not None and facts.end == 0:
        facts = replace(facts, end=rule.zero)
        notes.append(wording.zero_replaced("target", rule.zero))
    return facts, tuple(notes)


# ---- scores -------------------------------------------------------------------------------------------


def _decimal(value: Fraction) -> Decimal:
    """Return a number to 12 decimals, half-even."""
    return Decimal(round(value * 10**SCORE_PLACES)).scaleb(-SCORE_PLACES).normalize() + 0


def _score(rule: Rule, measure: Measure) -> Decimal | None:
    """Return the points of a measure; those above zero are stretched where a natural limit is near."""
    if not rule.score:
        return None
    lowest, highest = rule.score[0][1], rule.score[-1][1]
    if measure.value is None:
        return _decimal(lowest)
    x = measure.value
    if x >= 0 and measure.weight == 0:
        return _decimal(highest)
    if x > 0:
        x /= measure.weight
    return _decimal(polygon(x, rule.score))


def polygon(x: Fraction, corners: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """
    Return the value at x of the line through the corners, flat outside them.

    Parameters
    ----------
    x : a measure, as a share
    corners : (measure, points), measures rising; at least one
    """
    if x <= corners[0][0]:
        return corners[0][1]
    for (x0, y0), (x1, y1) in pairwise(corners):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return corners[-1][1]


# ---- several series -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Combined:
    """
    What a method says of several series together.

    `score` is the mean of the scores, None where nothing could be assessed. `used` of `given` series had a
    score.
    """

    method: str
    label: str
    stage: Stage
    score: Decimal | None
    used: int
    given: int


def combined(parts: Sequence[Progress], *, method: str) -> Combined | None:
    """
    Return the label of several series by their mean score, or None where the method has no aggregate.

    "Achieved" only if every series with a score has achieved its target. Scores have 12 decimals.

    Parameters
    ----------
    parts : what the same method says of each series
    method : its key

    Source
    ------
    Open SDG, progress methodology (2025-10), "Aggregated progress status"

    Raises
    ------
    KeyError : no such method
    ValueError : a part is another method's
    """
    chosen = methods()[method]
    if any(p.method != method for p in parts):
        raise ValueError(f"a label that is not by {method}")
    if not chosen.aggregated:
        return None
    scores = [Fraction(p.score) for p in parts if p.score is not None]
    if not scores:
        return Combined(method, chosen.unable, Stage.UNKNOWN, None, 0, len(parts))
    mean = sum(scores, Fraction(0)) / len(scores)
    scored = [p for p in parts if p.score is not None]
    if chosen.reached is not None and all(p.stage is Stage.ACHIEVED for p in scored):
        label, stage = chosen.reached.label, chosen.reached.stage
    else:
        band = next(
            b
            for b in chosen.aggregated
            if b.threshold is None or b.begins_at_or_below(sign_of(mean - b.threshold))
        )
        label, stage = band.label, band.stage
    return Combined(method, label, stage, _decimal(mean), len(scores), len(parts))
