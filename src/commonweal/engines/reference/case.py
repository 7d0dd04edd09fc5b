"""What the parts of a judgement may ask of the case they belong to; `judge.Judge` answers."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from commonweal.engines.protocol import Decision
from commonweal.engines.reference.decisions import Decisions
from commonweal.engines.reference.evaluate import Evaluator
from commonweal.engines.reference.values import Interval
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Clause


class Case(Protocol):
    """One agreement, as of a day, from what was known at an instant."""

    plan: Plan
    as_of: date
    explain: bool
    decisions: Decisions
    evaluator: Evaluator

    def status(self, clause: Clause, k: int) -> tuple[str, str, Decision | None]:
        """Return the status of a window, the status had nothing been waived or suspended, and by which decision."""
        ...

    def ended(self, clause: Clause, window: Window) -> date | None:
        """Return the day from which the clause or agreement ended before a window began, None if it did not."""
        ...

    def suspended(self, clause: Clause, window: Window) -> tuple[bool, Decision | None]:
        """Say whether a window is suspended, and by which decision (none: by a remedy that must)."""
        ...

    def withholding(self, payment: str) -> bool:
        """Say whether unpaid instances of a payment are withheld as of the day."""
        ...

    def paid_by(self, payer: str, payee: str) -> Interval:
        """Return what a party has paid another under the agreement's payments by the day."""
        ...
