"""
The words-to-terms ratio: of the aims that were stated, how many run.

An aim goes from words to terms in four steps: a target that can be computed, a condition that runs in an
agreement, evidence of it, a finding that decides. None of them stands for the one before it, so all four are
counted. A payment promises nothing that could be tested: aims that rest on one are counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from commonweal.cycle.missions.money import Texts
from commonweal.cycle.missions.records import Aim, ClauseRef, Target
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Agreement, Fact, Record
from commonweal.terms.core.clauses import Condition, Terms
from commonweal.terms.core.walk import expressions_of

NOT_YET: Final = "not_due"
"""The status, and the state, of what nobody can judge yet."""
DECIDED: Final = frozenset({"met", "breached", "curing", "cured", "waived"})
"""Statuses of a condition that was judged; what is overdue, open or ended was not."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What an engine says of one clause of an agreement: statuses of findings and states of payables."""

    agreement: str
    clause: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """
    A clause that an aim rests on, as of a day.

    Attributes
    ----------
    kind : condition, payment or right, as the last text that has it says; "" where none has it
    runs : its agreement was signed and known by then
    evidence : how many facts speak of what it reads, and how many payments were made under it
    said : statuses and states that were found, each once, without `not_due`
    """

    ref: ClauseRef
    kind: str
    runs: bool
    evidence: int
    said: tuple[str, ...]

    @property
    def is_decided(self) -> bool:
        """Say whether some test of it was decided."""
        return not DECIDED.isdisjoint(self.said)


@dataclass(frozen=True, slots=True)
class AimStanding:
    """How far an aim has come from words to terms; `targets` are those that can be computed."""

    aim: Aim
    targets: tuple[str, ...]
    clauses: tuple[ClauseStanding, ...]

    @property
    def has_target(self) -> bool:
        """Say whether a target of it can be computed."""
        return bool(self.targets)

    def running(self, kind: str) -> list[ClauseStanding]:
        """Return its clauses of a kind that run."""
        return [clause for clause in self.clauses if clause.runs and clause.kind == kind]

    @property
    def has_clause(self) -> bool:
        """Say whether a condition of it runs."""
        return bool(self.running("condition"))

    @property
    def has_evidence(self) -> bool:
        """Say whether there is a fact about a condition that runs."""
        return any(clause.evidence for clause in self.running("condition"))

    @property
    def has_finding(self) -> bool:
        """Say whether a test of a condition that runs was decided."""
        return any(clause.is_decided for clause in self.running("condition"))

    @property
    def has_payment(self) -> bool:
        """Say whether it rests on a payment that runs."""
        return bool(self.running("payment"))


@dataclass(frozen=True, slots=True)
class Ratio:
    """Of so many aims, how many have a target, a condition, evidence, a finding; and how many a payment."""

    aims: tuple[AimStanding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return the numbers by step: aims, targets, clauses, evidence, findings; then payments, apart."""
        return {
            "aims": len(self.aims),
            "targets": sum(a.has_target for a in self.aims),
            "clauses": sum(a.has_clause for a in self.aims),
            "evidence": sum(a.has_evidence for a in self.aims),
            "findings": sum(a.has_finding for a in self.aims),
            "payments": sum(a.has_payment for a in self.aims),
        }

    def of(self, mission: str) -> Ratio:
        """Return the ratio of one mission."""
        return Ratio(tuple(a for a in self.aims if a.aim.mission == mission))


def is_computable(strategy: Strategy, target: Target) -> bool:
    """Say whether a target has what a machine needs: an indicator with a unit, a value and a day."""
    indicator = strategy.indicators.get(target.indicator)
    return (
        indicator is not None and bool(indicator.unit) and target.value is not None and target.by is not None
    )


def ratio(
    strategy: Strategy,
    agreements: Mapping[str, Agreement],
    texts: Texts,
    records: Mapping[str, Record],
    judged: Iterable[Judged],
    *,
    as_of: date,
    known_at: datetime,
) -> Ratio:
    """
    Return how far every aim has come.

    Parameters
    ----------
    records : by id of the agreement: its facts and payments
    judged : what an engine said as of the day, at least of the clauses that aims name
    """
    found = {(j.agreement, j.clause): j.said for j in judged}
    named = {ref.agreement for aim in strategy.aims for ref in aim.clauses}
    measured = {id_: _measured(records[id_].facts, as_of, known_at) for id_ in named if id_ in records}
    standings = []
    for aim in strategy.aims:
        targets = [strategy.targets[id_] for id_ in aim.targets if id_ in strategy.targets]
        clauses = []
        for ref in aim.clauses:
            agreement = agreements.get(ref.agreement)
            runs = agreement is not None and _runs(agreement, as_of, known_at)
            read = _measures(agreement, ref.clause, texts) if agreement is not None else frozenset()
            counted = sum(n for name, n in measured.get(ref.agreement, {}).items() if name in read)
            counted += _paid(records.get(ref.agreement), ref.clause, as_of, known_at)
            said = tuple(sorted({s for s in found.get((ref.agreement, ref.clause), ()) if s != NOT_YET}))
            kind = _kind(agreement, ref.clause, texts) if agreement is not None else ""
            clauses.append(ClauseStanding(ref, kind, runs, counted, said))
        computable = tuple(t.id for t in targets if is_computable(strategy, t))
        standings.append(AimStanding(aim, computable, tuple(clauses)))
    return Ratio(tuple(standings))


def _runs(agreement: Agreement, as_of: date, known_at: datetime) -> bool:
    signed = agreement.signed is not None and agreement.signed <= as_of
    return signed and (agreement.recorded_at is None or agreement.recorded_at <= known_at)


def _measured(rows: Iterable[Fact], as_of: date, known_at: datetime) -> dict[str, int]:
    """Return how many facts of each measure were known by then; what was taken back last is none."""
    latest: dict[object, Fact] = {}
    for row in rows:
        if row.recorded_at <= known_at and row.period.last <= as_of:
            key = (row.kind, row.subject, row.measure, row.period, row.event)
            if key not in latest or latest[key].rank < row.rank:
                latest[key] = row
    counts: dict[str, int] = {}
    for row in latest.values():
        if row.value is not None:
            counts[row.measure] = counts.get(row.measure, 0) + 1
    return counts


def _paid(record: Record | None, clause: str, as_of: date, known_at: datetime) -> int:
    """Return how many payments were made under a clause by then."""
    made = record.payments if record is not None else ()
    return sum(p.clause == clause and p.paid_on <= as_of and p.recorded_at <= known_at for p in made)


def _every(agreement: Agreement, texts: Texts) -> Iterator[Terms]:
    """Yield every text that an agreement has had, as far as it is there."""
    refs = [(agreement.terms, agreement.version)]
    refs += [(a.terms, a.version) for a in agreement.amendments if a.terms and a.version is not None]
    yield from (text for ref in refs if (text := texts.get(ref)) is not None)


def _kind(agreement: Agreement, clause: str, texts: Texts) -> str:
    """Return what a clause is in the last text that has it."""
    kind = ""
    for text in _every(agreement, texts):
        found = text.clause(clause)
        if found is not None:
            kind = "condition" if isinstance(found, Condition) else "payment"
        elif text.right(clause) is not None:
            kind = "right"
    return kind


def _measures(agreement: Agreement, clause: str, texts: Texts) -> frozenset[str]:
    """Return the measures that a clause reads, in any text that the agreement has had."""
    read: set[str] = set()
    for text in _every(agreement, texts):
        found = text.clause(clause) or text.right(clause)
        for root in expressions_of(found) if found is not None else ():
            read.update(node.text("measure") for node in root.walk() if ("measure" in dict(node.attrs)))
    return frozenset(read)
