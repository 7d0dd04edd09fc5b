"""
The meaning of every expression: exact, plain, explains itself.

One function an operation. An outcome carries what was read and what is missing, so that a finding can
say since when it is known, and an unknown what it waits for. Both sides are always read (language 5.8).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from commonweal.engines.protocol import Row, SeriesEntry
from commonweal.engines.reference.ordered import Asked, Stretch
from commonweal.engines.reference.outcome import Outcome, combined, latest, make_trace, recorded, together
from commonweal.engines.reference.reading import Ask, Reading
from commonweal.engines.reference.selection import Evidence
from commonweal.engines.reference.values import ANYTHING, Interval
from commonweal.ground import numbers
from commonweal.ground.days import next_day
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Version, Window
from commonweal.terms.core.clauses import Condition, Measure, Payment
from commonweal.terms.core.dates import Calendar, stretch
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import YESNO


@dataclass(slots=True)
class Here:
    """
    Where a formula is evaluated. A value: nobody changes one (`outcome.Outcome` says why it is not frozen).

    Attributes
    ----------
    clause, window : whose formula, and for which window
    cure_until : the cure deadline, inside a cure
    paid_until : last day of `paid under … since`, inside a consequence (4.6)
    until : the day on which a right is judged: stretches whose end the text leaves open end there (8.2)
    cut : the last day that counts of every stretch, where a part of an account row is asked for (8.1)
    subject, days : the subject and stretch of the row operation around
    """

    clause: Condition | Payment
    window: Window
    cure_until: date | None = None
    paid_until: date | None = None
    subject: str | None = None
    days: Period | None = None
    until: date | None = None
    cut: date | None = None


@dataclass
class Coverage:
    """
    What was asked of the record: each (measure, subject, period or closing day), whether it was there; and
    the figures that exist and are not public.

    Attributes
    ----------
    read : stretches of facts that a window read, not counted one by one before it is known whether it counts
    """

    expected: dict[Asked, bool] = field(default_factory=dict)
    undisclosed: set[tuple[str, str]] = field(default_factory=set)
    read: list[Stretch] = field(default_factory=list)

    def add(self, other: Coverage) -> None:
        """Count what another coverage counted too."""
        for key, there in other.expected.items():
            self.expected[key] = self.expected.get(key, False) or there
        self.undisclosed |= other.undisclosed
        for part in other.read:
            part.of.count(part.lo, part.hi, expected=self.expected, hidden=self.undisclosed)


class Clauses(Protocol):
    """What a formula may ask of other clauses; the judge of the agreement answers."""

    def state(self, clause: str, state: str, days: Period) -> Outcome:
        """Say whether a clause's windows in a stretch are in a state (6.3)."""
        ...

    def paid_since(self, clause: str, days: Period) -> Outcome:
        """Return what was paid under a clause on days of a stretch."""
        ...

    def paid_for(self, clause: str, days: Period) -> Outcome:
        """Return what was paid for the clause's windows that end in a stretch."""
        ...

    def due(self, clause: str, days: Period) -> Outcome:
        """Return the computed amounts of the clause's windows that end in a stretch."""
        ...

    def balance(self, account: str, days: Period, edge: str) -> Outcome:
        """Return the balance of an account at the `start` or `end` of a stretch (8.1)."""
        ...

    def interest(self, account: str, days: Period) -> Outcome:
        """Return the interest of the account's rows that end in a stretch."""
        ...


class Evaluator:
    """
    Evaluates the expressions of one version of an agreement against one body of evidence, by one rule an
    operation. The coverage is that of the whole agreement.
    """

    def __init__(
        self,
        version: Version,
        evidence: Evidence,
        *,
        rules: Mapping[str, Rule],
        clauses: Clauses,
        coverage: list[Coverage],
        explain: bool,
    ) -> None:
        self.version = version
        self.rules = rules
        self.terms = version.terms
        self.evidence = evidence
        self.clauses = clauses
        self.explain = explain
        self.settings = {s.name: s for s in version.agreement.settings if s.recorded_at <= evidence.known_at}
        self.series: dict[str, list[SeriesEntry]] = {}
        for entry in version.agreement.series:
            if entry.recorded_at <= evidence.known_at:
                self.series.setdefault(entry.name, []).append(entry)
        for entries in self.series.values():
            entries.sort(key=lambda e: (e.period.start, -e.period.length, e.recorded_at))
        self.measures = {m.name: m for m in self.terms.measures}
        self.parameters = {p.name: p for p in self.terms.parameters}
        self.coverage = coverage
        # The settings that a date reads, by the identity of its node; the node is kept, so that it lives.
        self._dates: dict[int, tuple[Expr, tuple[Row, ...]]] = {}

    def begin(self) -> None:
        """Begin to count what one window asks of the record."""
        self.coverage.append(Coverage())

    def end(self, *, counts: bool) -> Coverage:
        """End a window's count; one that is not tested (waived, not applicable …) asked for nothing."""
        done = self.coverage.pop()
        if counts:
            self.coverage[0].add(done)
        return done

    # ---- the door ---------------------------------------------------------------------------------

    def evaluate(self, node: Expr, here: Here) -> Outcome:
        """Return the value of an expression in a place."""
        try:
            return self.rules[node.op](self, node, here)
        except numbers.TooLong:
            return self.unknown(node, "too_long")

    def parts(self, node: Expr, here: Here) -> list[Outcome]:
        """Return the values of all arguments of a node."""
        return [self.evaluate(a, here) for a in node.args]

    def unknown(self, node: Expr, why: str, *parts: Outcome, rows: tuple[Row, ...] = ()) -> Outcome:
        """Return an unknown of the node's type, for a reason."""
        since, whys, missing, _ = together(parts)
        blank = Outcome(since=latest([since, recorded(rows)]), why=whys | {why}, missing=missing)
        if node.type == YESNO:
            blank.truth = "U"
        elif node.type.is_amount:
            blank.num = ANYTHING
        return self.traced(node, blank, *parts, rows=rows)

    def traced(
        self,
        node: Expr,
        outcome: Outcome,
        *parts: Outcome,
        rows: tuple[Row, ...] = (),
        read: Reading | None = None,
    ) -> Outcome:
        """Return an outcome with its trace, if traces are asked for."""
        if not self.explain:
            return outcome
        trace = make_trace(node, outcome, parts, rows)
        if read is not None:
            trace = replace(trace, facts=read.rows, ignored=read.ignored)
        return replace(outcome, trace=trace)

    def combine(self, node: Expr, num: Interval | None, truth: str | None, *parts: Outcome) -> Outcome:
        """Return an outcome from its parts: since, reasons and missing items together."""
        made = combined(num, truth, parts)
        return self.traced(node, made, *parts) if self.explain else made

    def calendar(self, here: Here) -> Calendar:
        """Return what dates depend on in a place."""
        return Calendar(self.date_value, self.terms.fiscal_end, here.window.period, here.window.previous)

    def date_value(self, name: str) -> date | None:
        """Return the value of a date parameter as known."""
        setting = self.settings.get(name)
        if setting is not None:
            return setting.value if isinstance(setting.value, date) else None
        parameter = self.parameters.get(name)
        default = parameter.default if parameter else None
        value = default["value"] if default is not None else None
        return value if isinstance(value, date) else None

    def entry_on(self, name: str, day: date) -> SeriesEntry | None:
        """Return the entry of a series that holds a day: the one that begins last, of two the shorter."""
        entries = self.series.get(name, [])
        for entry in reversed(entries[: bisect_right(entries, day, key=lambda e: e.period.start)]):
            if entry.period.contains(day):
                return entry
        return None

    def date_rows(self, node: Expr) -> tuple[Row, ...]:
        """Return the settings that the dates in an expression read."""
        kept = self._dates.get(id(node))
        if kept is None or kept[0] is not node:
            names = {n.text("name") for n in node.walk() if n.op == "parameter"}
            rows = tuple(self.settings[n] for n in sorted(names) if n in self.settings)
            kept = self._dates[id(node)] = (node, rows)
        return kept[1]

    def days(self, node: Expr, here: Here) -> Period | None:
        """Return the days of a window phrase in a place."""
        if here.cut is not None:
            whole = self.days(node, replace(here, cut=None))
            end = next_day(here.cut)
            return Period(min(whole.start, end), min(whole.end, end)) if whole is not None else None
        if node.op == "in_period":
            return here.window.period
        calendar = self.calendar(here)
        if here.until is not None and node.op in ("in_last", "year_to_date"):
            calendar = replace(calendar, window=Period.days_of(here.window.period.first, here.until))
        return stretch(node, calendar, until=here.cure_until or here.until)

    def ask(self, measure: Measure, here: Here) -> Ask:
        """Return what the clause asks of a measure: level, debtor of the proof, day (5.5)."""
        clause = here.clause
        level = clause.evidence.level if clause.evidence is not None else measure.level or "documented"
        party = clause.party if isinstance(clause, Condition) else self._reporter(clause)
        over = here.window.period.last <= self.evidence.as_of
        return Ask(level, party, here.window.evidence_due, over, self.terms.fiscal_end)

    def _reporter(self, clause: Payment) -> str:
        """Return who reports the figures of a payment: its recipient side, else its payer."""
        sides = {p.name: p.side for p in self.terms.parties}
        return next((n for n in (clause.payee, clause.payer) if sides.get(n) == "recipient"), clause.payer)


Rule = Callable[[Evaluator, Expr, Here], Outcome]
