"""
Which rows count: those known at K about days up to D; of versions of one fact, one (language, section 5).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate
from typing import TypeVar

from commonweal.engines.protocol import Closing, Fact, Ignored, Member, Record, RegisterClosing, Undisclosed
from commonweal.engines.reference.ordered import NOTHING, ZERO, Ordered, Stretch
from commonweal.ground.days import next_day
from commonweal.ground.numbers import add, plain
from commonweal.ground.period import Period
from commonweal.terms.core.clauses import LEVELS, Measure

Key = tuple[str, str]
_Stated = TypeVar("_Stated", Closing, RegisterClosing)


def rank(level: str) -> int:
    """Return how strong a level of evidence is: claimed 0 … confirmed 3."""
    return LEVELS.index(level)


@dataclass(frozen=True, slots=True)
class Selected:
    """
    The facts of one measure and subject that count at a level, one per key, in order; and those set aside.

    Attributes
    ----------
    aside : rows that were seen and do not count, and why; only where traces are made
    too_low : facts below the level; retracted : keys whose value was taken away
    """

    facts: Ordered
    aside: tuple[tuple[Fact, str], ...] = ()
    too_low: Ordered = NOTHING
    retracted: Ordered = NOTHING

    def ignored(self, days: Period) -> tuple[Ignored, ...]:
        """Return the rows about a stretch of days that were set aside, and why."""
        return tuple(_ignored(f, why) for f, why in self.aside if f.period.overlaps(days))


@dataclass(frozen=True, slots=True)
class Proof:
    """
    A statement that closes a measure, with the events that it counts.

    Attributes
    ----------
    since : the latest recording among the statement, the events that it counts, and those that were taken
        back, without which its totals would not agree
    """

    statement: Closing
    counted: tuple[Stretch, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """
    How far a measure is complete (None: not at all), and which statements disagree with their totals.

    Attributes
    ----------
    throughs : last days of the statements that close it, in order; empty for books that close themselves
    first : for each of them, of it and the statements that reach further, the one that was known first
    """

    through: date | None
    inconsistent: tuple[Closing, ...] = ()
    throughs: tuple[date, ...] = ()
    first: tuple[Proof, ...] = ()

    def by(self, day: date) -> Proof | None:
        """Return the statement that closes the measure through a day, of several the one known first."""
        at = bisect_left(self.throughs, day)
        return self.first[at] if at < len(self.first) else None


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
    """
    The rows of one agreement as of a day and as known at an instant, indexed by measure and subject.

    Attributes
    ----------
    end : the day after the as-of day: what ends later is not seen
    ahead, registers_ahead : statements about days to come, which do not count yet, the nearest first
    """

    record: Record
    as_of: date
    known_at: datetime
    explain: bool = False
    end: date = field(init=False)
    facts: dict[Key, list[Fact]] = field(default_factory=dict)
    closings: dict[Key, list[Closing]] = field(default_factory=dict)
    members: dict[str, list[Member]] = field(default_factory=dict)
    register_closings: dict[str, list[RegisterClosing]] = field(default_factory=dict)
    ahead: tuple[Closing, ...] = ()
    registers_ahead: tuple[RegisterClosing, ...] = ()
    _registers: dict[tuple[str, int | None], Register] = field(default_factory=dict)
    _apart: set[str] = field(default_factory=set)
    _proofs: dict[Closing, Proof | None] = field(default_factory=dict)
    _selected: dict[tuple[str, str, str], Selected] = field(default_factory=dict)
    _closed: dict[tuple[str, str, str], Closed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Cut every table by what was known, and facts by the as-of day."""
        facts, closings = defaultdict(list), defaultdict(list)
        members, registers = defaultdict(list), defaultdict(list)
        self.end = next_day(self.as_of)
        known_at, end = self.known_at, self.end
        for fact in self.record.facts:
            if fact.recorded_at <= known_at and fact.period.end <= end:
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
        self.ahead = _to_come(self.record.closings, self.as_of, known_at)
        self.registers_ahead = _to_come(self.record.register_closings, self.as_of, known_at)
        self._apart = {kind for kind, rows in members.items() if any(r.version is not None for r in rows)}

    def select(self, measure: str, subject: str, level: str) -> Selected:
        """
        Return the facts that count at a level: per key the highest level, then the latest recorded,
        reported, id (5.2). A retraction that wins leaves its key without value.
        """
        name = (measure, subject, level)
        found = self._selected.get(name)
        if found is None:
            found = self._selected[name] = self._select(self.facts.get((measure, subject), []), level)
        return found

    def _select(self, rows: list[Fact], level: str) -> Selected:
        least = rank(level)
        # The key is that of 5.2; with plain days in it, it is sorted without a call for each comparison.
        versions: dict[tuple[date, date, str], list[Fact]] = {}
        too_low: list[Fact] = []
        for fact in rows:
            if LEVELS.index(fact.level) < least:
                too_low.append(fact)
            else:
                period = fact.period
                versions.setdefault((period.start, period.end, fact.event), []).append(fact)
        kept: list[Fact] = []
        retracted: list[Fact] = []
        superseded: list[tuple[Fact, Fact]] = []
        for key in sorted(versions):
            ranked = versions[key]
            if len(ranked) > 1:
                ranked.sort(key=lambda f: f.rank)
                superseded += [(f, ranked[-1]) for f in ranked[:-1]]
            (retracted if ranked[-1].value is None else kept).append(ranked[-1])
        aside = self._aside(too_low, superseded, level) if self.explain else ()
        too_low.sort(key=lambda f: (f.period.start, f.period.end))
        return Selected(Ordered(kept), aside, _ordered(too_low), _ordered(retracted))

    def _aside(
        self, too_low: list[Fact], superseded: list[tuple[Fact, Fact]], level: str
    ) -> tuple[tuple[Fact, str], ...]:
        """Return the rows that do not count, in order, each with the reason."""
        aside = [(f, f"level too low: {f.level}, {level} is asked for") for f in too_low]
        aside += [(f, _why_superseded(f, by)) for f, by in superseded if f.value != by.value]
        return tuple(sorted(aside, key=lambda a: (a[0].period, a[0].rank)))

    def straddling(self, selected: Selected, days: Period) -> list[Fact]:
        """
        Return the facts that reach beyond a stretch, which are no evidence for it; only where traces are
        made.
        """
        if not self.explain:
            return []
        return [f for f in selected.facts.facts if f.period.overlaps(days) and not f.period.within(days)]

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
        if subject and not statements:
            return self.closed(measure, "", level)
        if subject:
            statements += self.closings.get((measure.name, ""), [])
        able = sorted((c for c in statements if rank(c.level) >= rank(level)), key=_in_order)
        proofs = [(c, self._proof(c, measure)) for c in able]
        bad = tuple(c for c, proof in proofs if proof is None)
        good = sorted((p for _, p in proofs if p is not None), key=lambda p: p.statement.through)
        if not good:
            return Closed(None, bad)
        first: list[Proof] = []
        for proof in reversed(good):
            first.append(min([*first[-1:], proof], key=lambda p: (p.since, p.statement.through)))
        throughs = tuple(p.statement.through for p in good)
        return Closed(throughs[-1], bad, throughs, tuple(reversed(first)))

    def _proof(self, statement: Closing, measure: Measure) -> Proof | None:
        """
        Return a statement with the events that it counts (none if it states no totals), None if they differ.

        One statement may close a measure for every subject, and is looked at once for all of them.
        """
        if statement not in self._proofs:
            self._proofs[statement] = self._prove(statement, measure)
        return self._proofs[statement]

    def _prove(self, statement: Closing, measure: Measure) -> Proof | None:
        if statement.count is None:
            return Proof(statement, (), statement.recorded_at)
        subjects = [statement.subject]
        if not statement.subject and measure.per not in ("award", "public"):
            subjects = sorted({s for m, s in self.facts if m == measure.name})
        selected = [self.select(measure.name, s, statement.level) for s in subjects]
        events = tuple(found for s in selected if (found := s.facts.until(statement.through)))
        if not _agrees(statement, events):
            return None
        since = statement.recorded_at
        taken_back = (s.retracted.until(statement.through) for s in selected if s.retracted)
        for at in (rows.recorded() for rows in (*events, *taken_back)):
            since = max(since, at) if at is not None else since
        return Proof(statement, events, since)

    def awaited(self, measure: str, subject: str, level: str, through: date) -> tuple[Ignored, ...]:
        """Return the statements that would close a measure through a day if their own last day had come."""
        return tuple(
            _not_yet(c, f"statement{f' of {c.subject}' if c.subject else ''} through {c.through}, {c.level}")
            for c in self.ahead
            if c.measure == measure
            and c.subject in (subject, "")
            and rank(c.level) >= rank(level)
            and c.through >= through
        )

    def register_awaited(self, kind: str, days: Period, version: int) -> tuple[Ignored, ...]:
        """Return the statements that would close a register for a window if their own last day had come."""
        return tuple(
            _not_yet(s, f"register of {kind} closed through {s.through}")
            for s in self.registers_ahead
            if s.kind == kind
            and s.version in (None, version)
            and s.through >= days.last
            and not any(gap.overlaps(days) for gap in s.gaps)
        )

    def register(
        self, kind: str, days: Period, version: int
    ) -> tuple[list[Member], RegisterClosing | None, bool]:
        """
        Return the subjects of a kind on some day of a window, each once, by name; the statement that
        closes the register through the window, of several the one known first; and whether a statement
        disagrees with its count.

        Parameters
        ----------
        version : number of the version of the agreement that governs the window
        """
        register = self.registered(kind, version)
        good: list[RegisterClosing] = []
        bad = False
        for statement in self.register_closings.get(kind, []):
            if statement.version not in (None, version) or statement.through < days.last:
                continue
            if any(gap.overlaps(days) for gap in statement.gaps):
                continue
            if statement.count is None or statement.count == register.begun_by(statement.through):
                good.append(statement)
            else:
                bad = True
        known = min(
            good, key=lambda s: (register.known(s), s.through, s.count is not None, s.place), default=None
        )
        return register.on(days), known, bad

    def registered(self, kind: str, version: int) -> Register:
        """Return the rows of a register that the windows of a version of the agreement read."""
        # Most registers are the same for all versions: those are put in order once.
        key = (kind, version if kind in self._apart else None)
        if key not in self._registers:
            rows = self.members.get(kind, [])
            self._registers[key] = Register([row for row in rows if row.version in (None, version)])
        return self._registers[key]


# So many rows of a register are passed over at once if none of them reaches the days asked for.
_BLOCK = 64


class Register:
    """
    The rows of one register, so kept that a window looks at few rows but its own.

    They stand by their first day, in blocks that know their last day.
    """

    def __init__(self, rows: Sequence[Member]) -> None:
        """Take the rows in the order in which the first of a subject counts."""
        self.rows = rows
        self._order = sorted(range(len(rows)), key=lambda i: rows[i].start or date.min)
        self._starts = [rows[i].start or date.min for i in self._order]
        self._ends = [rows[i].end or date.max for i in self._order]
        self._recorded = list(accumulate((rows[i].recorded_at for i in self._order), max))
        self._last = [max(self._ends[at : at + _BLOCK]) for at in range(0, len(rows), _BLOCK)]
        self._latest: tuple[Period, list[Member]] | None = None

    def begun_by(self, day: date) -> int:
        """Return how many rows begin on a day or before it."""
        return bisect_right(self._starts, day)

    def counted(self, statement: RegisterClosing) -> list[Member]:
        """Return the rows that a statement counts; none if it states no number."""
        if statement.count is None:
            return []
        return [row for row in self.rows if (row.start or date.min) <= statement.through]

    def known(self, statement: RegisterClosing) -> datetime:
        """Return the latest recording among a statement and the rows that it counts."""
        n = self.begun_by(statement.through) if statement.count is not None else 0
        return max(statement.recorded_at, self._recorded[n - 1]) if n else statement.recorded_at

    def on(self, days: Period) -> list[Member]:
        """Return the subjects on some of the days, each once, by name."""
        if self._latest is None or self._latest[0] != days:
            self._latest = (days, self._on(days))
        return self._latest[1]

    def _on(self, days: Period) -> list[Member]:
        begun = bisect_left(self._starts, days.end)
        held: list[int] = []
        for at in range(0, begun, _BLOCK):
            if self._last[at // _BLOCK] >= days.start:
                inside = range(at, min(at + _BLOCK, begun))
                held += [self._order[i] for i in inside if self._ends[i] >= days.start]
        found: dict[str, Member] = {}
        for i in sorted(held):
            found.setdefault(self.rows[i].subject, self.rows[i])
        return [found[name] for name in sorted(found)]


def _agrees(statement: Closing, events: Sequence[Stretch]) -> bool:
    """Say whether a statement's number and sum are those of the events."""
    if sum(len(e) for e in events) != statement.count:
        return False
    if statement.total is None:
        return True
    if any(e.numbers() != len(e) for e in events):
        return False
    if len(events) == 1:
        return events[0].total() == statement.total
    sum_ = ZERO
    for value in (f.value for e in events for f in e.facts):
        sum_ = add(sum_, value) if isinstance(value, Decimal) else sum_
    return sum_ == statement.total


def _ordered(facts: list[Fact]) -> Ordered:
    return Ordered(facts) if facts else NOTHING


def _in_order(statement: Closing) -> tuple[datetime, date, int, str]:
    return (statement.recorded_at, statement.through, rank(statement.level), statement.place)


def _to_come(statements: Sequence[_Stated], as_of: date, known_at: datetime) -> tuple[_Stated, ...]:
    """Return the statements that were known and are about days to come, the nearest first."""
    found = [s for s in statements if s.through > as_of and s.recorded_at <= known_at]
    return tuple(sorted(found, key=lambda s: (s.through, s.recorded_at, s.place)))


def _not_yet(statement: Closing | RegisterClosing, text: str) -> Ignored:
    """Return a statement as a row that is set aside until its own last day."""
    why = f"it is about days to come, and counts from {statement.through} on"
    return Ignored(statement.place, f"{text}, recorded {statement.recorded_at.date()}", why)


def _ignored(fact: Fact, why: str) -> Ignored:
    return Ignored(fact.place, f"{shown(fact)} {fact.level}, recorded {fact.recorded_at.date()}", why)


def _why_superseded(fact: Fact, winner: Fact) -> str:
    if rank(fact.level) < rank(winner.level):
        return f"a {winner.level} figure stands above it"
    return f"restated on {winner.recorded_at.date()}"
