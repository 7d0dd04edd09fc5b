"""
Aggregates and levels read from evidence: known exactly, or an interval (language 5.4, 5.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from commonweal.engines.protocol import Closing, Fact, Ignored, Missing, Row, Undisclosed
from commonweal.engines.reference.outcome import Outcome, recorded
from commonweal.engines.reference.selection import Evidence, Selected
from commonweal.engines.reference.values import ANYTHING, NOT_NEGATIVE, Interval, exactly
from commonweal.ground import numbers
from commonweal.ground.days import add_days
from commonweal.ground.period import FiscalEnd, Period, containing
from commonweal.terms.core.clauses import Measure

# More missing grid cells than this in one window are named by their span, not one by one.
NAMED_CELLS = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """
    What a clause asks of a measure: at which level, who owes the proof and by when, whether the time has
    come.

    Attributes
    ----------
    over : the window of the clause has ended, so that what is not there is missing
    """

    level: str
    owed_by: str
    by: date
    over: bool
    fiscal: FiscalEnd


@dataclass(frozen=True, slots=True)
class Reading:
    """An outcome with the rows it rests on and those set aside."""

    outcome: Outcome
    rows: tuple[Row, ...] = ()
    ignored: tuple[Ignored, ...] = ()


def aggregate(
    agg: str, measure: Measure, subject: str, days: Period, *, evidence: Evidence, ask: Ask
) -> Reading:
    """
    Return total, average, highest, lowest or count of a measure over a stretch of days.

    Complete: on a grid iff the facts inside tile the stretch; for events iff closed through its last day.
    """
    if measure.grain == "week":
        days = weeks_ending_in(days)
    if days.length == 0:
        return _of_nothing(agg)
    selected = evidence.select(measure.name, subject, ask.level)
    inside = selected.inside(days)
    straddling = evidence.straddling(selected, days)
    ignored = selected.ignored(days) + tuple(
        Ignored(f.place, f"{f.period.first} to {f.period.last}", "reaches beyond the window")
        for f in straddling
    )
    rows: list[Row] = list(inside)
    if measure.grain == "event":
        why, missing, closing = _unclosed(measure, subject, days.last, selected, evidence, ask)
        rows += [closing] if closing is not None else []
    else:
        why, missing = _untiled(measure, subject, days, inside, selected, ask)
    secret = any(isinstance(f.value, Undisclosed) for f in inside)
    if secret and agg != "count":
        why = why | {"undisclosed"}
    number = _number(agg, measure, inside, complete=not why, overlap="overlap" in why)
    if number.point is None and not why:
        why = frozenset({"missing"})
    read = [*rows, *selected.taken_back(days)]
    if measure.grain == "event":
        read += evidence.closed(measure, subject, ask.level).counted
    outcome = Outcome(num=number, since=recorded(read), why=why, missing=missing if ask.over else ())
    return Reading(outcome, tuple(rows), ignored)


def weeks_ending_in(days: Period) -> Period:
    """Return the weeks (Monday to Sunday) that end in a stretch, as one stretch (5.4)."""
    first_sunday = add_days(days.first, 6 - days.first.weekday())
    last_sunday = days.last - timedelta(days=(days.last.weekday() + 1) % 7)
    if first_sunday > last_sunday:
        return Period(days.start, days.start)
    return Period(add_days(first_sunday, -6), add_days(last_sunday, 1))


def _of_nothing(agg: str) -> Reading:
    if agg in ("total", "count"):
        return Reading(Outcome(num=exactly(Decimal(0))))
    return Reading(Outcome(num=ANYTHING, why=frozenset({"missing"})))


def _number(agg: str, measure: Measure, inside: Sequence[Fact], *, complete: bool, overlap: bool) -> Interval:
    values = [f.value for f in inside if isinstance(f.value, Decimal)]
    unknown = NOT_NEGATIVE if measure.nonnegative or agg == "count" else ANYTHING
    if overlap:
        return unknown
    if agg == "count":
        return exactly(Decimal(len(inside))) if complete else Interval(Decimal(len(inside)), None)
    if agg == "total":
        total = _sum(values)
        if complete:
            return exactly(total)
        return Interval(total, None) if measure.nonnegative else unknown
    if not complete or not values:
        return unknown
    if agg == "average":
        mean = numbers.divide(_sum(values), Decimal(len(values)))
        return exactly(mean) if mean is not None else unknown
    return exactly(max(values) if agg == "highest" else min(values))


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = numbers.add(total, value)
    return total


def _unclosed(
    measure: Measure, subject: str, through: date, selected: Selected, evidence: Evidence, ask: Ask
) -> tuple[frozenset[str], tuple[Missing, ...], Closing | None]:
    """
    Return why an event measure is not complete through a day (nothing if it is), and the statement used.
    """
    closed = evidence.closed(measure, subject, ask.level)
    if closed.through is not None and closed.through >= through:
        return frozenset(), (), closed.statement
    bad = [c for c in closed.inconsistent if c.through >= through]
    why = "evidence_inconsistent" if bad else "not_closed"
    missing = Missing(measure.name, subject, None, through, ask.level, ask.owed_by, ask.by, why)
    return frozenset({why}), (missing,), None


def _untiled(
    measure: Measure, subject: str, days: Period, inside: list[Fact], selected: Selected, ask: Ask
) -> tuple[frozenset[str], tuple[Missing, ...]]:
    """
    Return why the facts inside do not cover each day exactly once (nothing if they do), and what is
    missing.
    """
    cursor, gaps, overlap = days.start, [], False
    for fact in sorted(inside, key=lambda f: f.period):
        if fact.period.start > cursor:
            gaps.append(Period(cursor, fact.period.start))
        overlap = overlap or fact.period.start < cursor
        cursor = max(cursor, fact.period.end)
    if cursor < days.end:
        gaps.append(Period(cursor, days.end))
    why: set[str] = set()
    missing: list[Missing] = []
    for gap in gaps:
        low = any(f.period.within(days) and f.period.overlaps(gap) for f in selected.too_low)
        why.add("level" if low else "missing")
        for cell in cells(measure.grain, gap, ask.fiscal):
            reason = "level" if low else "missing"
            missing.append(Missing(measure.name, subject, cell, None, ask.level, ask.owed_by, ask.by, reason))
    if overlap:
        why.add("overlap")
    return frozenset(why), tuple(missing)


def cells(grain: str, days: Period, fiscal: FiscalEnd) -> list[Period]:
    """Return the periods of a grain that cover a stretch, cut to it; the stretch itself if they are many."""
    if grain in ("event",) or grain.endswith("months") or days.length > 366 * NAMED_CELLS:
        return [days]
    if grain == "day" and days.length > NAMED_CELLS:
        return [days]
    made: list[Period] = []
    cursor = days.start
    while cursor < days.end:
        whole = containing(grain, cursor, fiscal)
        made.append(Period(cursor, min(whole.end, days.end)))
        cursor = whole.end
    return made if len(made) <= NAMED_CELLS else [days]


def level_on(
    measure: Measure, subject: str, day: date, *, evidence: Evidence, ask: Ask, grid_before: bool = False
) -> Reading:
    """
    Return the value of a stock, rate or flag on a day (`at end`, `at start`).

    On a grid: the fact whose period ends on that day (with `grid_before`, in a cure: on the last grid day
    on or before it). For events: the latest on or before it, if closed through it; several: unknown.
    """
    selected = evidence.select(measure.name, subject, ask.level)
    closing: Closing | None = None
    missing: tuple[Missing, ...] = ()
    why: frozenset[str] = frozenset()
    if measure.grain == "event":
        why, missing, closing = _unclosed(measure, subject, day, selected, evidence, ask)
        before = [f for f in selected.facts if f.period.last <= day]
        latest_day = max((f.period.last for f in before), default=None)
        found = [f for f in before if f.period.last == latest_day]
    else:
        day = _grid_day(measure, day, ask.fiscal, before=grid_before)
        found = selected.ending_on(day)
    if not found and not why:
        low = any(f.period.last == day for f in selected.too_low)
        why = frozenset({"level" if low else "missing"})
        cell = _cell_ending(measure.grain, day, ask.fiscal)
        missing = (Missing(measure.name, subject, cell, None, ask.level, ask.owed_by, ask.by, min(why)),)
    if len({f.value for f in found}) > 1:
        why, missing = why | {"several"}, ()
    if any(isinstance(f.value, Undisclosed) for f in found):
        why, missing = why | {"undisclosed"}, ()
    rows: list[Row] = [*found, *([closing] if closing is not None else [])]
    value = found[0].value if found and not why else None
    outcome = _valued(value, measure)
    read = [*rows, *(f for f in selected.retracted if f.period.last <= day)]
    if measure.grain == "event":
        read += evidence.closed(measure, subject, ask.level).counted
    outcome = replace(outcome, since=recorded(read), why=why, missing=missing if ask.over else ())
    return Reading(outcome, tuple(rows), selected.ignored(Period.days_of(day, day)))


def _valued(value: Decimal | bool | Undisclosed | None, measure: Measure) -> Outcome:
    if measure.kind == "flag":
        return Outcome(truth={True: "T", False: "F"}.get(value) or "U")  # type: ignore[arg-type]
    if isinstance(value, Decimal):
        return Outcome(num=exactly(value))
    return Outcome(num=Interval(Decimal(0), None) if measure.nonnegative else ANYTHING)


def _grid_day(measure: Measure, day: date, fiscal: FiscalEnd, *, before: bool) -> date:
    """Return the day whose fact is asked for: a week's last day in the window, or the grid's in a cure."""
    if measure.grain == "week":
        return day - timedelta(days=(day.weekday() + 1) % 7)
    if not before or measure.grain.endswith("months"):
        return day
    cell = containing(measure.grain, day, fiscal)
    return day if cell.last == day else add_days(cell.first, -1)


def _cell_ending(grain: str, day: date, fiscal: FiscalEnd) -> Period:
    if grain == "event" or grain.endswith("months"):
        return Period.days_of(day, day)
    cell = containing(grain, day, fiscal)
    return cell if cell.last == day else Period.days_of(day, day)


def subject_value(measure: Measure, subject: str, days: Period, *, evidence: Evidence, ask: Ask) -> Reading:
    """
    Return a subject's value in a stretch (5.6): a flow's total; a flag, true if any yes, false if all no
    and complete; of a stock or rate the single value (of an event measure: else the only one ever given).
    """
    if measure.kind == "flow":
        return aggregate("total", measure, subject, days, evidence=evidence, ask=ask)
    selected = evidence.select(measure.name, subject, ask.level)
    inside = selected.inside(days)
    if measure.kind == "flag":
        return _subject_flag(measure, subject, days, inside, selected, evidence, ask)
    if not inside and measure.grain == "event":
        inside = list(selected.facts)
    if measure.grain == "event" and evidence.closed(measure, subject, ask.level).inconsistent:
        # A row that the statement counts is not there; the one left may not be the one of this window.
        return Reading(
            replace(_valued(None, measure), since=recorded(inside), why=frozenset({"evidence_inconsistent"})),
            tuple(inside),
            selected.ignored(days),
        )
    if len(inside) == 1 and isinstance(inside[0].value, Decimal):
        return Reading(
            Outcome(num=exactly(inside[0].value), since=inside[0].recorded_at),
            tuple(inside),
            selected.ignored(days),
        )
    why = "several" if len(inside) > 1 else "undisclosed" if inside else "missing"
    if not inside and selected.too_low:
        why = "level"
    missing = Missing(measure.name, subject, days, None, ask.level, ask.owed_by, ask.by, why)
    wanted = (missing,) if ask.over and why in ("missing", "level") else ()
    outcome = _valued(None, measure)
    return Reading(
        replace(outcome, since=recorded(inside), why=frozenset({why}), missing=wanted),
        tuple(inside),
        selected.ignored(days),
    )


def _subject_flag(
    measure: Measure,
    subject: str,
    days: Period,
    inside: list[Fact],
    selected: Selected,
    evidence: Evidence,
    ask: Ask,
) -> Reading:
    rows: tuple[Row, ...] = tuple(inside)
    if any(f.value is True for f in inside):
        return Reading(Outcome(truth="T", since=recorded(rows)), rows, selected.ignored(days))
    if measure.grain == "event":
        why, missing, closing = _unclosed(measure, subject, days.last, selected, evidence, ask)
        counted = evidence.closed(measure, subject, ask.level).counted
        rows = (*rows, *([closing] if closing is not None else []), *counted)
    else:
        why, missing = _untiled(measure, subject, days, inside, selected, ask)
    if any(isinstance(f.value, Undisclosed) for f in inside):
        why = why | {"undisclosed"}
    truth = "U" if why else "F"
    read = (*rows, *selected.taken_back(days))
    outcome = Outcome(truth=truth, since=recorded(read), why=why, missing=missing if ask.over else ())
    return Reading(outcome, rows, selected.ignored(days))
