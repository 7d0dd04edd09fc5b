"""
Which rows count: those known at K about days up to D; of versions of one fact, one (language, section 5).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import Closing, Fact, Ignored, Member, Record, RegisterClosing, Undisclosed
from commonweal.ground.numbers import add, plain
from commonweal.ground.period import Period
from commonweal.terms.core.clauses import LEVELS, Measure

Key = tuple[str, str]


def rank(level: str) -> int:
    """Return how strong a level of evidence is: claimed 0 … confirmed 3."""
    return LEVELS.index(level)


@dataclass(frozen=True, slots=True)
class Selected:
    """
    The facts of one measure and subject that count at a level, one per key, in order; and those set aside.
    """

    facts: tuple[Fact, ...]
    aside: tuple[tuple[Fact, str], ...] = ()
    too_low: tuple[Fact, ...] = ()
    retracted: tuple[Fact, ...] = ()
    _ending: dict[date, list[Fact]] = field(default_factory=dict, compare=False)

    def inside(self, days: Period) -> list[Fact]:
        """Return the facts whose period lies inside a stretch, in order."""
        found = self.facts[self.starts_from(days.start) : self.starts_from(days.end)]
        return [f for f in found if f.period.end <= days.end]

    def taken_back(self, days: Period) -> list[Fact]:
        """Return the retractions that took a value away inside a stretch."""
        return [f for f in self.retracted if f.period.overlaps(days)]

    def starts_from(self, day: date) -> int:
        """Return how many facts begin before a day."""
        return bisect_left(self.facts, day, key=lambda f: f.period.start)

    def ending_on(self, day: date) -> list[Fact]:
        """Return the facts whose period ends on a day, in order."""
        if not self._ending:
            for fact in self.facts:
                self._ending.setdefault(fact.period.last, []).append(fact)
        return self._ending.get(day, [])

    def ignored(self, days: Period) -> tuple[Ignored, ...]:
        """Return the rows about a stretch of days that were set aside, and why."""
        return tuple(_ignored(f, why) for f, why in self.aside if f.period.overlaps(days))


@dataclass(frozen=True, slots=True)
class Closed:
    """How far a measure is complete (None: not at all), by which statement, what disagreed, what counts."""

    through: date | None
    statement: Closing | None = None
    inconsistent: tuple[Closing, ...] = ()
    counted: tuple[Fact, ...] = ()


def shown(fact: Fact) -> str:
    """Return a fact's value in words."""
    if fact.value is None:
        return "retracted"
    if isinstance(fact.value, Undisclosed):
        return "undisclosed"
    if isinstance(fact.value, bool):
        return "yes" if fact.value else "no"
    return f"{plain(fact.value)}{' ' + fact.unit if fact.unit else ''}"


@dataclass
class Evidence:
    """The rows of one agreement as of a day and as known at an instant, indexed by measure and subject."""

    record: Record
    as_of: date
    known_at: datetime
    explain: bool = False
    facts: dict[Key, list[Fact]] = field(default_factory=dict)
    closings: dict[Key, list[Closing]] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    register_closings: dict[str, list[RegisterClosing]] = field(default_factory=dict)
    _selected: dict[tuple[str, str, str], Selected] = field(default_factory=dict)
    _closed: dict[tuple[str, str, str], Closed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Cut every table by what was known, and facts by the as-of day."""
        facts, closings = defaultdict(list), defaultdict(list)
        members, registers = defaultdict(list), defaultdict(list)
        for fact in self.record.facts:
            if fact.recorded_at <= self.known_at and fact.period.last <= self.as_of:
                facts[fact.measure, fact.subject].append(fact)
        for closing in self.record.closings:
            if closing.recorded_at <= self.known_at and closing.through <= self.as_of:
                closings[closing.measure, closing.subject].append(closing)
        for member in self.record.members:
            if member.recorded_at <= self.known_at:
                members[member.kind].append(member)
        for statement in self.record.register_closings:
            if statement.recorded_at <= self.known_at and statement.through <= self.as_of:
                registers[statement.kind].append(statement)
        for rows in members.values():
            rows.sort(key=lambda r: (r.recorded_at, r.start or date.min, r.end or date.max, r.place))
        self.facts, self.closings = dict(facts), dict(closings)
        self.members, self.register_closings = dict(members), dict(registers)

    def select(self, measure: str, subject: str, level: str) -> Selected:
        """
        Return the facts that count at a level: per key the highest level, then the latest recorded,
        reported, id (5.2). A retraction that wins leaves its key without value.
        """
        name = (measure, subject, level)
        if name not in self._selected:
            self._selected[name] = self._select(self.facts.get((measure, subject), []), level)
        return self._selected[name]

    def _select(self, rows: list[Fact], level: str) -> Selected:
        least = rank(level)
        versions: dict[tuple[Period, str], list[Fact]] = defaultdict(list)
        too_low: list[Fact] = []
        aside: list[tuple[Fact, str]] = []
        for fact in rows:
            if rank(fact.level) < least:
                too_low.append(fact)
                aside.append((fact, f"level too low: {fact.level}, {level} is asked for"))
            else:
                versions[fact.period, fact.event].append(fact)
        kept: list[Fact] = []
        retracted: list[Fact] = []
        for key in sorted(versions):
            ranked = sorted(versions[key], key=lambda f: f.rank)
            winner = ranked[-1]
            aside += [(f, _why_superseded(f, winner)) for f in ranked[:-1] if f.value != winner.value]
            (retracted if winner.value is None else kept).append(winner)
        aside.sort(key=lambda a: (a[0].period, a[0].rank))
        return Selected(tuple(kept), tuple(aside), tuple(too_low), tuple(retracted))

    def straddling(self, selected: Selected, days: Period) -> list[Fact]:
        """
        Return the facts that reach beyond a stretch, which are no evidence for it; only where traces are
        made.
        """
        if not self.explain:
            return []
        return [f for f in selected.facts if f.period.overlaps(days) and not f.period.within(days)]

    def closed(self, measure: Measure, subject: str, level: str) -> Closed:
        """
        Return how far an event measure is complete for a subject (5.3).

        Each statement stands for itself: it closes through its day if its totals agree with the events
        selected at its own level. One that names no subject closes the measure for all subjects. The
        public body's own books (measures declared `confirmed`) close themselves through the as-of day.
        """
        name = (measure.name, subject, level)
        if name not in self._closed:
            self._closed[name] = self._close(measure, subject, level)
        return self._closed[name]

    def _close(self, measure: Measure, subject: str, level: str) -> Closed:
        if measure.level == "confirmed":
            return Closed(self.as_of)
        statements = list(self.closings.get((measure.name, subject), []))
        if subject:
            statements += self.closings.get((measure.name, ""), [])
        able = sorted((c for c in statements if rank(c.level) >= rank(level)), key=_in_order)
        counted = [(c, self._counted(c, measure)) for c in able]
        good = [(c, events) for c, events in counted if events is not None]
        bad = tuple(c for c, events in counted if events is None)
        if not good:
            return Closed(None, None, bad)
        best, events = max(good, key=lambda g: g[0].through)
        return Closed(best.through, best, bad, events or ())

    def _counted(self, statement: Closing, measure: Measure) -> tuple[Fact, ...] | None:
        """Return the events that a statement counts (none if it states no totals), None if they disagree."""
        if statement.count is None:
            return ()
        subjects = [statement.subject]
        if not statement.subject and measure.per not in ("award", "public"):
            subjects = sorted({s for m, s in self.facts if m == measure.name})
        events = tuple(
            f
            for s in subjects
            for f in self.select(measure.name, s, statement.level).facts
            if f.period.last <= statement.through
        )
        if len(events) != statement.count:
            return None
        if statement.total is None:
            return events
        sum_ = Decimal(0)
        for event in events:
            if not isinstance(event.value, Decimal):
                return None
            sum_ = add(sum_, event.value)
        return events if sum_ == statement.total else None

    def register(self, kind: str, days: Period) -> tuple[list[Member], RegisterClosing | None, bool]:
        """
        Return the subjects of a kind on some day of a window, each once, by name; the statement that
        closes the register through the window; and whether a statement disagrees with its count.
        """
        rows = self.members.get(kind, [])
        found: dict[str, Member] = {}
        for row in sorted(
            rows, key=lambda r: (r.recorded_at, r.start or date.min, r.end or date.max, r.place)
        ):
            begins = row.start is None or row.start < days.end
            ends = row.end is None or row.end >= days.start
            if begins and ends:
                found.setdefault(row.subject, row)
        good: list[RegisterClosing] = []
        bad = False
        for statement in self.register_closings.get(kind, []):
            if statement.through < days.last:
                continue
            known = sum(r.start is None or r.start <= statement.through for r in rows)
            if statement.count is None or statement.count == known:
                good.append(statement)
            else:
                bad = True
        closing = min(good, key=lambda s: (s.recorded_at, s.through, s.count is None, s.place), default=None)
        return [found[name] for name in sorted(found)], closing, bad


def _in_order(statement: Closing) -> tuple[datetime, date, int, str]:
    return (statement.recorded_at, statement.through, rank(statement.level), statement.place)


def _ignored(fact: Fact, why: str) -> Ignored:
    return Ignored(fact.place, f"{shown(fact)} {fact.level}, recorded {fact.recorded_at.date()}", why)


def _why_superseded(fact: Fact, winner: Fact) -> str:
    if rank(fact.level) < rank(winner.level):
        return f"a {winner.level} figure stands above it"
    return f"restated on {winner.recorded_at.date()}"
