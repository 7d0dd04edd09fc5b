"""
Decisions that count: taken by D, known at K, by the party entitled to them (language 6.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from commonweal.engines.protocol import Decision, Fact, PaymentMade, Record
from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Clause, Condition


class Decisions:
    """The decisions about one agreement, by clause and kind, in order of their day; others are ignored."""

    def __init__(self, plan: Plan, record: Record, *, as_of: date, known_at: datetime) -> None:
        self.plan = plan
        self.as_of = as_of
        self.ignored: list[Diagnostic] = []
        self._by: dict[tuple[str, str], list[Decision]] = {}
        known = [d for d in record.decisions if d.recorded_at <= known_at and d.decided_on <= as_of]
        for decision in sorted(known, key=lambda d: (d.decided_on, d.recorded_at, d.place)):
            clause = plan.clause(decision.clause)
            if clause is None:
                continue
            entitled = self._entitled(clause, decision.kind)
            if decision.authority in {plan.agreement.parties.get(p, p) for p in entitled}:
                self._by.setdefault((decision.clause, decision.kind), []).append(decision)
            else:
                self.ignored.append(_wrong_authority(decision, entitled))

    def _entitled(self, clause: Clause, kind: str) -> list[str]:
        """Return the names of the parties that may take such a decision on a clause."""
        if kind in ("waived", "suspended"):
            return [clause.waivable_by] if clause.waivable_by is not None else []
        debtor = clause.party if isinstance(clause, Condition) else clause.payer
        sides = {p.name: p.side for p in self.plan.terms.parties}
        if kind == "notice":
            return [p for p, side in sides.items() if side != sides.get(debtor)]
        holders = {
            r.actor for r in clause.remedies if r.power or r.act in ("withhold", "suspend", "terminate")
        }
        if kind == "terminated":
            holders = {r.actor for r in clause.remedies if r.act == "terminate"}
        if kind == "enforced":
            holders = {r.actor for r in clause.remedies if r.act in ("withhold", "suspend")}
        if kind == "released":
            holders |= {r.payee for r in clause.remedies if r.payee is not None}
            if not isinstance(clause, Condition):
                holders.add(clause.payee)
        return sorted(holders)

    def of(self, clause: str, kind: str) -> list[Decision]:
        """Return the decisions of a kind on a clause, earliest first."""
        return self._by.get((clause, kind), [])

    def covering(self, clause: str, kind: str, window: Window) -> Decision | None:
        """Return the earliest decision that covers a window: its period, or `from` to `until`, holds it."""
        return next((d for d in self.of(clause, kind) if _covers(d, window.period)), None)

    def terminated(self) -> Decision | None:
        """Return the earliest termination of the agreement."""
        found = [d for (_, kind), rows in self._by.items() if kind == "terminated" for d in rows]
        return min(found, key=lambda d: (d.decided_on, d.clause), default=None)


def _covers(decision: Decision, window: Period) -> bool:
    if decision.kind == "suspended" and (decision.start is not None or decision.end is not None):
        begins = decision.start is None or decision.start <= window.first
        return begins and (decision.end is None or window.last <= decision.end)
    return decision.period is not None and window.within(decision.period)


def place_of(row: Decision | PaymentMade | Fact) -> Span | None:
    """Return where a row stands, as a place of a file."""
    parts = row.place.split(":")
    numbers = [int(p) for p in parts[1:] if p.isdigit()]
    if len(parts) < 2 or len(numbers) != len(parts) - 1:
        return None
    line, column = numbers[0], numbers[1] if len(numbers) > 1 else 1
    return Span(parts[0], line, column, line, column)


def _wrong_authority(decision: Decision, entitled: Sequence[str]) -> Diagnostic:
    if not entitled:
        return diagnose("CW5106.nobody", place_of(decision), kind=decision.kind, clause=decision.clause)
    return diagnose(
        "CW5106",
        place_of(decision),
        kind=decision.kind,
        clause=decision.clause,
        authority=decision.authority,
        entitled=" or ".join(entitled),
    )
