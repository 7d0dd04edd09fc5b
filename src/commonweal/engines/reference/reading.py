"""
Aggregates and levels read from evidence: known exactly, or an interval (language 5.4, 5.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from commonweal.engines.protocol import Closing, Ignored, Missing, Row, Undisclosed
from commonweal.engines.reference.ordered import Stretch
from commonweal.engines.reference.outcome import Outcome, latest
from commonweal.engines.reference.selection import Evidence, Proof, Selected
from commonweal.engines.reference.values import ANYTHING, NOT_NEGATIVE, ZERO, Interval, exactly
from commonweal.ground import numbers
from commonweal.ground.days import add_days
from commonweal.ground.period import FiscalEnd, Period, containing
from commonweal.terms.core.clauses import Measure

# Why something is not known; most things are.
Why = frozenset[str]
KNOWN: Why = frozenset()
MISSING: Why = frozenset({"missing"})
UNDISCLOSED: Why = frozenset({"undisclosed"})
_OPEN: Why = frozenset({"not_closed", "evidence_inconsistent"})

# More missing grid cells than this in one window are named by their span, not one by one.
NAMED_CELLS = 60


@dataclass(slots=True)
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


@dataclass(slots=True)
class Reading:
    """
    An outcome with what it rests on and what was set aside.

    Attributes
    ----------
    read : the facts, in stretches; closing : the statement that nothing is missing from them
    rows, ignored : the same for the trace, row by row; empty where no traces are made
    """

    outcome: Outcome
    read: tuple[Stretch, ...] = ()
    closing: Closing | None = None
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
    if days.start == days.end:
        return _of_nothing(agg)
    selected = evidence.select(measure.name, subject, ask.level)
    inside = selected.facts.inside(days)
    proof: Proof | None = None
    if measure.grain == "event":
        why, missing, proof = _unclosed(measure, subject, days.last, evidence, ask)
    else:
        why, missing = _untiled(measure, subject, days, inside, selected, ask)
    if agg != "count" and not inside.of.plain and inside.hidden():
        why = why | UNDISCLOSED
    number = _number(agg, measure, inside, complete=not why, overlap="overlap" in why)
    if not why and number.point is None:
        why = MISSING
    since, closing = inside.recorded(), proof.statement if proof is not None else None
    if proof is not None or selected.retracted:
        taken_back = selected.retracted.touching(days).recorded()
        since = latest([since, proof.since if proof is not None else None, taken_back])
    outcome = Outcome(number, None, None, since, why, missing if ask.over else ())
    if not evidence.explain:
        return Reading(outcome, (inside,), closing)
    ignored = selected.ignored(days) + tuple(
        Ignored(f.place, f"{f.period.first} to {f.period.last}", "reaches beyond the window")
        for f in evidence.straddling(selected, days)
    )
    ignored += _awaited(why, measure, subject, days.last, evidence, ask)
    return Reading(outcome, (inside,), closing, _rows(inside, closing), ignored)


def _rows(found: Stretch, closing: Closing | None) -> tuple[Row, ...]:
    return (*found.facts, closing) if closing is not None else found.facts


def weeks_ending_in(days: Period) -> Period:
    """Return the weeks (Monday to Sunday) that end in a stretch, as one stretch (5.4)."""
    first_sunday = add_days(days.first, 6 - days.first.weekday())
    last_sunday = days.last - timedelta(days=(days.last.weekday() + 1) % 7)
    if first_sunday > last_sunday:
        return Period(days.start, days.start)
    return Period(add_days(first_sunday, -6), add_days(last_sunday, 1))


def _of_nothing(agg: str) -> Reading:
    if agg in ("total", "count"):
        return Reading(Outcome(exactly(ZERO)))
    return Reading(Outcome(ANYTHING, why=MISSING))


def _number(agg: str, measure: Measure, inside: Stretch, *, complete: bool, overlap: bool) -> Interval:
    unknown = NOT_NEGATIVE if measure.nonnegative or agg == "count" else ANYTHING
    if overlap:
        return unknown
    if agg == "count":
        return exactly(Decimal(len(inside))) if complete else Interval(Decimal(len(inside)), None)
    if agg == "total":
        total = inside.total()
        if complete:
            return exactly(total)
        return Interval(total, None) if measure.nonnegative else unknown
    if not complete or not (n := inside.numbers()):
        return unknown
    if agg == "average":
        mean = numbers.divide(inside.total(), Decimal(n))
        return exactly(mean) if mean is not None else unknown
    extreme = inside.highest() if agg == "highest" else inside.lowest()
    return exactly(extreme) if extreme is not None else unknown


def _unclosed(
    measure: Measure, subject: str, through: date, evidence: Evidence, ask: Ask
) -> tuple[Why, tuple[Missing, ...], Proof | None]:
    """
    Return why an event measure is not complete through a day (nothing if it is), and the statement used.
    """
    closed = evidence.closed(measure, subject, ask.level)
    if closed.through is not None and closed.through >= through:
        return KNOWN, (), closed.by(through)
    bad = any(c.through >= through for c in closed.inconsistent)
    why = "evidence_inconsistent" if bad else "not_closed"
    ahead = not bad and evidence.ahead and evidence.awaited(measure.name, subject, ask.level, through)
    said = "stated_ahead" if ahead else why
    missing = Missing(measure.name, subject, None, through, ask.level, ask.owed_by, ask.by, said)
    return frozenset({why}), (missing,), None


def _awaited(
    why: Why, measure: Measure, subject: str, through: date, evidence: Evidence, ask: Ask
) -> tuple[Ignored, ...]:
    """Return the statements about days to come for which an event measure waits that is not closed."""
    return evidence.awaited(measure.name, subject, ask.level, through) if why & _OPEN else ()


def _untiled(
    measure: Measure, subject: str, days: Period, inside: Stretch, selected: Selected, ask: Ask
) -> tuple[Why, tuple[Missing, ...]]:
    """
    Return why the facts inside do not cover each day exactly once (nothing if they do), and what is
    missing.
    """
    facts, lo, hi = inside.of, inside.lo, inside.hi
    if facts.orderly and lo < hi and facts.starts[lo] == days.start and facts.ends[hi - 1] == days.end:
        if hi - lo == 1 or not facts.breaks(lo, hi):
            return KNOWN, ()
    gaps, overlap = _gaps(days, inside)
    if not gaps and not overlap:
        return KNOWN, ()
    why: set[str] = set()
    missing: list[Missing] = []
    for gap in gaps:
        low = any(f.period.within(days) for f in selected.too_low.touching(gap).facts)
        reason = "level" if low else "missing"
        why.add(reason)
        for cell in cells(measure.grain, gap, ask.fiscal):
            missing.append(Missing(measure.name, subject, cell, None, ask.level, ask.owed_by, ask.by, reason))
    if overlap:
        why.add("overlap")
    return frozenset(why), tuple(missing)


def _gaps(days: Period, inside: Stretch) -> tuple[list[Period], bool]:
    """
    Return the days that no fact covers, and whether a day is covered more than once.

    Where each fact ends no earlier than the one before, only those that do not begin where that one ends
    need a look.
    """
    facts, lo, hi = inside.of, inside.lo, inside.hi
    if lo == hi:
        return [days], False
    cursor, gaps, overlap = days.start, [], False
    for i in (lo, *facts.breaks(lo, hi)) if facts.orderly else range(lo, hi):
        if facts.orderly and i > lo:
            cursor = facts.ends[i - 1]
        start = facts.starts[i]
        if start > cursor:
            gaps.append(Period(cursor, start))
        overlap = overlap or start < cursor
        cursor = max(cursor, facts.ends[i])
    if facts.orderly:
        cursor = facts.ends[hi - 1]
    if cursor < days.end:
        gaps.append(Period(cursor, days.end))
    return gaps, overlap


def cells(grain: str, days: Period, fiscal: FiscalEnd) -> list[Period]:
    """Return the periods of a grain that cover a stretch, cut to it; the stretch itself if they are many."""
    if grain == "event" or grain.endswith("months") or days.length > 366 * NAMED_CELLS:
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
    proof: Proof | None = None
    missing: tuple[Missing, ...] = ()
    why = KNOWN
    if measure.grain == "event":
        why, missing, proof = _unclosed(measure, subject, day, evidence, ask)
        found = selected.facts.latest_by(day)
    else:
        day = _grid_day(measure, day, ask.fiscal, before=grid_before)
        found = selected.facts.ending_on(day)
    if not found and not why:
        why = frozenset({"level"}) if selected.too_low.ending_on(day) else MISSING
        cell = _cell_ending(measure.grain, day, ask.fiscal)
        missing = (Missing(measure.name, subject, cell, None, ask.level, ask.owed_by, ask.by, min(why)),)
    if found.hi - found.lo > 1 and len({f.value for f in found.facts}) > 1:
        why, missing = why | {"several"}, ()
    if not found.of.plain and found.hidden():
        why, missing = why | UNDISCLOSED, ()
    outcome = _valued(found.of.facts[found.lo].value if found and not why else None, measure)
    since, closing = found.recorded(), proof.statement if proof is not None else None
    if proof is not None or selected.retracted:
        taken_back = selected.retracted.until(day).recorded()
        since = latest([since, proof.since if proof is not None else None, taken_back])
    outcome.since, outcome.why, outcome.missing = since, why, missing if ask.over else ()
    if not evidence.explain:
        return Reading(outcome, (found,), closing)
    ignored = selected.ignored(Period.days_of(day, day))
    ignored += _awaited(why, measure, subject, day, evidence, ask)
    return Reading(outcome, (found,), closing, _rows(found, closing), ignored)


def _valued(value: Decimal | bool | Undisclosed | None, measure: Measure) -> Outcome:
    """Return a new outcome of a measure's kind, known if the value is."""
    if measure.kind == "flag":
        return Outcome(truth={True: "T", False: "F"}.get(value) or "U")  # type: ignore[arg-type]
    if isinstance(value, Decimal):
        return Outcome(exactly(value))
    return Outcome(NOT_NEGATIVE if measure.nonnegative else ANYTHING)


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
    inside = selected.facts.inside(days)
    if measure.kind == "flag":
        return _subject_flag(measure, subject, days, inside, selected, evidence, ask)
    if not inside and measure.grain == "event":
        inside = selected.facts.whole()
    ignored = selected.ignored(days) if evidence.explain else ()
    value = inside.of.facts[inside.lo].value if len(inside) == 1 else None
    if measure.grain == "event" and evidence.closed(measure, subject, ask.level).inconsistent:
        # A row that the statement counts is not there; the one left may not be the one of this window.
        outcome, value = _valued(None, measure), None
        outcome.why = frozenset({"evidence_inconsistent"})
    elif isinstance(value, Decimal):
        outcome = Outcome(exactly(value))
    else:
        why = "several" if len(inside) > 1 else "undisclosed" if inside else "missing"
        if not inside and selected.too_low:
            why = "level"
        missing = Missing(measure.name, subject, days, None, ask.level, ask.owed_by, ask.by, why)
        outcome = _valued(None, measure)
        outcome.why = frozenset({why})
        outcome.missing = (missing,) if ask.over and why in ("missing", "level") else ()
    outcome.since = inside.recorded()
    return Reading(outcome, (inside,), None, inside.facts if evidence.explain else (), ignored)


def _subject_flag(
    measure: Measure,
    subject: str,
    days: Period,
    inside: Stretch,
    selected: Selected,
    evidence: Evidence,
    ask: Ask,
) -> Reading:
    ignored = selected.ignored(days) if evidence.explain else ()
    if any(f.value is True for f in inside.facts):
        outcome = Outcome(truth="T", since=inside.recorded())
        return Reading(outcome, (inside,), None, inside.facts if evidence.explain else (), ignored)
    proof: Proof | None = None
    if measure.grain == "event":
        why, missing, proof = _unclosed(measure, subject, days.last, evidence, ask)
    else:
        why, missing = _untiled(measure, subject, days, inside, selected, ask)
    if inside.hidden():
        why = why | UNDISCLOSED
    taken_back = selected.retracted.touching(days).recorded()
    since = latest([inside.recorded(), proof.since if proof is not None else None, taken_back])
    read = (inside, *(proof.counted if proof is not None else ()))
    closing = proof.statement if proof is not None else None
    outcome = Outcome(None, "U" if why else "F", None, since, why, missing if ask.over else ())
    if not evidence.explain:
        return Reading(outcome, read, closing)
    ignored += _awaited(why, measure, subject, days.last, evidence, ask)
    rows = (*_rows(inside, closing), *(f for stretch in read[1:] for f in stretch.facts))
    return Reading(outcome, read, closing, rows, ignored)
