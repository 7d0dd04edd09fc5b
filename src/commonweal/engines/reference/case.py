"""What the parts of a judgement may ask of the case they belong to; `judge.Judge` answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from commonweal.engines.protocol import Decision
from commonweal.engines.reference.decisions import Decisions
from commonweal.engines.reference.evaluate import Evaluator
from commonweal.engines.reference.values import Interval
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Clause


@dataclass(frozen=True, slots=True)
class Stand:
    """
    Whether something stands in the way of a window: "T", "F", or "U" while an earlier window is undecided.

    Attributes
    ----------
    by : the decision that says so, if one does; since : latest recording that the answer rests on
    """

    truth: str
    by: Decision | None = None
    since: datetime | None = None


class Case(Protocol):
    """One agreement, as of a day, from what was known at an instant."""

    plan: Plan
    as_of: date
    explain: bool
    decisions: Decisions

    def at(self, window: Window) -> Evaluator:
        """Return what evaluates the formulas of the version that governs a window."""
        ...

    def status(self, clause: Clause, k: int) -> tuple[str, str, Decision | None]:
        """
        Return the status of a window, the status had nothing been waived or suspended, and by which
        decision.
        """
        ...

    def status_since(self, clause: Clause, k: int) -> datetime | None:
        """Return since when the status of a window is known: the latest recording it rests on."""
        ...

    def ended(self, window: Window) -> Stand:
        """Say whether the agreement ended before a window began."""
        ...

    def suspended(self, clause: Clause, window: Window) -> Stand:
        """Say whether a window is suspended, and by which decision (none: by a remedy that must)."""
        ...

    def withholding(self, payment: str) -> bool:
        """Say whether unpaid instances of a payment are withheld as of the day."""
        ...

    def dated(self, clause: Clause) -> datetime | None:
        """Return since when the dates are known that make the windows of a clause."""
        ...

    def payments_since(self) -> datetime | None:
        """Return the latest recording among all payments made that count."""
        ...

    def paid_by(self, payer: str, payee: str, currency: str) -> Interval:
        """Return what a party has paid another in a currency under the agreement's payments by the day."""
        ...
