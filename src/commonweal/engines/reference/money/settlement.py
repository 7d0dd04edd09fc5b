"""
Payments made against amounts due: what settles what, and the state of each payable (language 7.5).

A payment that names a window settles that window's instance; others settle the oldest due date of their
clause first, undated last; the rest is overpaid. The instances of a payment come before the consequences
that stand under the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import Allocation, PaymentMade
from commonweal.engines.reference.values import Interval, exactly, greatest, least, minus, plus
from commonweal.ground.numbers import add, sub
from commonweal.ground.period import Period

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Debt:
    """One amount to be settled: a point, or None while it is undetermined (nothing settles it then)."""

    window: Period
    amount: Decimal | None
    due: date | None
    rank: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Settled:
    """What was paid on a debt, the day it was last paid on, how much is too much, and from which payments."""

    paid: Decimal
    paid_on: date | None
    surplus: Decimal
    parts: tuple[Allocation, ...] = ()


def counted(payments: Sequence[PaymentMade], *, as_of: date, known_at: datetime) -> list[PaymentMade]:
    """Return the payments made by a day and known at an instant, of versions of one id the latest, by day."""
    latest: dict[str, PaymentMade] = {}
    loose: list[PaymentMade] = []
    for row in sorted(payments, key=lambda p: (p.recorded_at, p.place)):
        if row.recorded_at > known_at:
            continue
        if row.id:
            latest[row.id] = row
        else:
            loose.append(row)
    kept = [p for p in (*latest.values(), *loose) if p.paid_on <= as_of]
    return sorted(kept, key=lambda p: (p.paid_on, p.recorded_at, p.id, p.place))


class _Taken:
    """What each debt takes, in the order of the debts, and what none of them can take."""

    def __init__(self, debts: int) -> None:
        self.paid = [ZERO] * debts
        self.parts: list[list[Allocation]] = [[] for _ in range(debts)]
        self.rest: list[Allocation] = []
        self.stray: list[Allocation] = []

    def take(self, at: int, part: Allocation) -> None:
        """Let a debt take a part of a payment, more of one that it took from already."""
        self.paid[at] = add(self.paid[at], part.amount)
        mine = self.parts[at]
        # By identity: two payments may say the same. One is laid out at a time, so it is the last.
        if mine and mine[-1].payment is part.payment:
            part = Allocation(part.payment, add(mine.pop().amount, part.amount))
        mine.append(part)


def _in_order(debts: Sequence[Debt]) -> list[int]:
    """Return the debts as they are settled: instances first, then by due date, undated last."""
    return sorted(
        range(len(debts)), key=lambda i: (debts[i].rank[0], debts[i].due or date.max, debts[i].rank)
    )


def _allocate(debts: Sequence[Debt], payments: Sequence[PaymentMade]) -> _Taken:
    taken = _Taken(len(debts))
    order = [i for i in _in_order(debts) if debts[i].amount is not None]
    first = {debts[i].window: i for i in reversed(_in_order(debts))}
    loose: list[PaymentMade] = []
    for payment in payments:
        if payment.window is None:
            loose.append(payment)
            continue
        at, whole = first.get(payment.window), Allocation(payment, payment.amount)
        if at is None:
            # It names a window that owes nothing: it settles nothing.
            taken.stray.append(whole)
            continue
        taken.take(at, whole)
    turn = 0
    for payment in loose:
        left = payment.amount
        while left > 0 and turn < len(order):
            i = order[turn]
            amount = debts[i].amount
            part = min(left, max(ZERO, sub(amount, taken.paid[i]))) if amount is not None else ZERO
            if part > 0:
                taken.take(i, Allocation(payment, part))
                left = sub(left, part)
            if amount is None or taken.paid[i] >= amount:
                turn += 1
        if left != 0:
            taken.rest.append(Allocation(payment, left))
    return taken


def settle(debts: Sequence[Debt], payments: Sequence[PaymentMade]) -> list[Settled]:
    """
    Return what is settled on each debt, in the order of `debts`.

    What no debt can take stays as surplus on the last debt that was settled, else on the first; the sum of
    `paid` is the sum of the payments, if there is any debt. The parts of each add up to what was paid on it.
    """
    order, taken = _in_order(debts), _allocate(debts, payments)
    if taken.rest and debts:
        touched = [i for i in order if debts[i].amount is not None and taken.paid[i] > 0]
        known = [i for i in order if debts[i].amount is not None]
        at = (touched or known[:1] or order[:1])[-1]
        for part in taken.rest:
            taken.take(at, part)
    if taken.stray:
        # Shown as too much where nothing is open any more, else nowhere: it must not make a debt look paid.
        owed = [(i, debts[i].amount) for i in order]
        at_rest = [i for i, amount in owed if amount is None or taken.paid[i] >= amount]
        for part in taken.stray if at_rest else ():
            taken.take(at_rest[-1], part)
    made: list[Settled] = []
    for debt, paid, parts in zip(debts, taken.paid, taken.parts, strict=True):
        surplus = max(ZERO, sub(paid, debt.amount)) if debt.amount is not None else ZERO
        last = max((part.payment.paid_on for part in parts), default=None)
        made.append(Settled(paid, last, surplus, tuple(parts)))
    return made


class Queue:
    """
    What each debt of a clause takes, found one debt after the other in order of due dates.

    A status may read what its window took, and an amount may depend on a status: so a debt is asked for its
    amount only when its turn comes. Where an amount is not known, neither is what is left for later ones.
    """

    def __init__(
        self,
        debts: Sequence[tuple[int, int, date]],
        payments: Sequence[PaymentMade],
        windows: Sequence[Period],
        owed: Callable[[int, int], Interval],
    ) -> None:
        self._debts = sorted(debts, key=lambda d: (d[2], d[0], d[1]))
        self._last = {k: i for i, (k, _, _) in enumerate(self._debts)}
        self._owed = owed
        self._windows = windows
        own = set(windows)
        self._named: dict[Period, Decimal] = {}
        pool = ZERO
        for payment in payments:
            if payment.window is not None:
                # One that names a window the clause does not have settles nothing.
                if payment.window in own:
                    self._named[payment.window] = add(self._named.get(payment.window, ZERO), payment.amount)
            else:
                pool = add(pool, payment.amount)
        self._pool = exactly(pool)
        self._taken: dict[int, Interval] = {}
        self._left: dict[int, Interval] = {}
        self._next = 0
        self._asking = False
        self._unknown: list[int] = []

    def taken(self, k: int) -> Interval:
        """Return what the debts of the k-th window take together."""
        last = self._last.get(k)
        if last is None:
            return exactly(self._named.get(self._windows[k], ZERO))
        while self._next <= last:
            if self._asking:
                # An amount that asks what was paid for its own window: anything may have been.
                return Interval(ZERO, None)
            self._asking = True
            try:
                self._take(*self._debts[self._next][:2])
            finally:
                self._asking = False
            self._next += 1
        return self._taken[k]

    def unknown(self, k: int) -> list[tuple[int, int]]:
        """Return the debts, as window and item, that are not known and come no later than a window's."""
        last = self._last.get(k, -1)
        return [self._debts[n][:2] for n in self._unknown if n <= last]

    def _take(self, k: int, item: int) -> None:
        owed = self._owed(k, item)
        if owed.point is None:
            self._unknown.append(self._next)
        window = self._windows[k]
        if k not in self._taken:
            self._left[k] = exactly(self._named.get(window, ZERO))
            self._taken[k] = self._left[k]
        rest = greatest([minus(owed, self._left[k]), exactly(ZERO)])
        self._left[k] = greatest([minus(self._left[k], owed), exactly(ZERO)])
        self._taken[k] = plus(self._taken[k], least([self._pool, rest]))
        self._pool = greatest([minus(self._pool, rest), exactly(ZERO)])


def state(
    amount: Decimal | None, *, over: bool, due: date | None, paid: Decimal, as_of: date, withheld: bool
) -> str:
    """Return the state of a payable (7.5): the first that holds."""
    if not over:
        return "not_due"
    if amount is None:
        return "undetermined"
    if paid > amount:
        return "overpaid"
    if amount == 0:
        return "none_due"
    if paid == amount:
        return "paid"
    if withheld:
        return "withheld"
    if due is not None and as_of > due:
        return "late"
    return "part_paid" if paid > 0 else "due"
