"""What the parts of a judgement may ask of the case they belong to; `judge.Judge` answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from commonweal.engines.protocol import Decision, Missing, PaymentMade
from commonweal.engines.reference.decisions import Decisions
from commonweal.engines.reference.evaluate import Evaluator
from commonweal.engines.reference.outcome import Outcome
from commonweal.engines.reference.values import Interval
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Account, Clause, Payment, Right, Schedule, Terms
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.types import DATE, NUMBER


@dataclass(slots=True)
class Stand:
    """
    Whether something stands in the way of a window: "T", "F", or "U" while an earlier window is undecided.
    A value: nobody changes one.

    Attributes
    ----------
    by : the decision that says so, if one does; since : latest recording that the answer rests on
    """

    truth: str
    by: Decision | None = None
    since: datetime | None = None


Place = tuple[date, date, str, int, int]
"""Where a repayment stands among those to one party: end and start of the window, name, item, number."""


def reporting(terms: Terms, name: str) -> Payment:
    """
    Return what stands for an account, a right or a define where a formula asks for level and reporter.

    Each measure is then read at its own level, and the recipient reports it (5.5).
    """
    parties = [p.name for p in terms.parties if p.side == "recipient"] or [p.name for p in terms.parties]
    reporter = parties[0] if parties else ""
    never = Schedule("once", expr("day", DATE, value=date.max))
    return Payment(name, reporter, reporter, expr("literal", NUMBER, value=Decimal(0)), "", never)


class Case(Protocol):
    """
    One agreement, as of a day, from what was known at an instant.

    Attributes
    ----------
    acted : last day whose payments and decisions count, and as of which something is late: that of an
        exercise while it is judged, else `as_of`
    """

    plan: Plan
    as_of: date
    acted: date
    explain: bool
    decisions: Decisions
    clauses: dict[str, Clause]

    def on(self, day: date) -> Case:
        """Return the same case without payments and decisions after a day, nothing late that was not then."""
        ...

    def at(self, window: Window) -> Evaluator:
        """Return what evaluates the formulas of the version that governs a window."""
        ...

    def worded(self, clause: Clause, k: int) -> Clause:
        """Return a clause as the version words it that governs its k-th window."""
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

    def waits_for(self, clause: Clause, k: int) -> tuple[Missing, ...]:
        """Return what would decide the k-th window of a clause, or make its amount known."""
        ...

    def ended(self, window: Window) -> Stand:
        """Say whether the agreement ended before a window began."""
        ...

    def suspended(self, clause: Clause, window: Window) -> Stand:
        """Say whether a window is suspended, and by which decision (none: by a remedy that must)."""
        ...

    def withholding(self, payment: str) -> Stand:
        """Say whether unpaid instances of a payment are withheld as of the day."""
        ...

    def dated(self, clause: Clause | Account | Right, version: int | None = None) -> datetime | None:
        """Return since when the dates are known that make the windows of a clause, up to a version."""
        ...

    def unsure(self, name: str, window: Window) -> bool:
        """
        Say whether an earlier version may have windows of a name that nobody knows: its dates have no value.
        """
        ...

    def governed(self, day: date) -> datetime | None:
        """Return since when the version is known that governs what begins on a day."""
        ...

    def made(self, name: str, currency: str = "") -> list[PaymentMade]:
        """Return the payments made under a name that count, by day; those in one currency or unit."""
        ...

    def payments_since(self) -> datetime | None:
        """Return the latest recording among all payments made that count."""
        ...

    def waits(self, name: str) -> bool:
        """Say whether a clause, account or right has no windows yet because a date of it has no value."""
        ...

    def amount_due(self, payment: Payment, k: int) -> Outcome:
        """Return the amount of the k-th instance of a payment."""
        ...

    def limits(self, payment: Payment, k: int) -> list[tuple[str, Outcome]]:
        """Return the accounts that the k-th instance of a payment reduces, and the most each lets be due."""
        ...

    def room(self, payee: str, actor: str, currency: str, place: Place) -> Outcome:
        """Return how much of what a party has paid may still be repaid to it, at a place among repayments."""
        ...

    def repaid_under(self, right: str, n: int, payee: str, holder: str, currency: str) -> Outcome:
        """Return what the n-th decision on a right made due as a repayment from one party to another."""
        ...

    def paid_by(self, payer: str, payee: str, currency: str) -> Interval:
        """Return what a party has paid another in a currency under the agreement's payments by the day."""
        ...
