"""
What was paid under a clause: by date, and for its windows, as far as that is certain (language 7.5).
"""

from __future__ import annotations

from datetime import date

from commonweal.engines.protocol import PaymentMade, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Case
from commonweal.engines.reference.conditions import windows_in
from commonweal.engines.reference.money import pending
from commonweal.engines.reference.money.acts import currencies_of, currency_of
from commonweal.engines.reference.money.amounts import Amounts
from commonweal.engines.reference.money.pending import NOTHING, Pending
from commonweal.engines.reference.money.remedies import Remedies
from commonweal.engines.reference.money.settlement import Queue
from commonweal.engines.reference.outcome import Outcome, recorded
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground.numbers import add
from commonweal.ground.period import Period
from commonweal.terms.core.clauses import Clause, Payment


class Paying:
    """Reads the payments made under the clauses of one case."""

    def __init__(self, case: Case, amounts: Amounts, remedies: Remedies) -> None:
        self.case, self.amounts, self.remedies = case, amounts, remedies
        self._queues: dict[tuple[str, str], Queue] = {}
        self._between: dict[tuple[str, str, str], Interval] = {}

    def between(self, payer: str, payee: str, currency: str) -> Interval:
        """Return what a party has paid another in a currency under the agreement's payments by the day."""
        key = (payer, payee, currency)
        if key not in self._between:
            self._between[key] = self._sum_between(*key)
        return self._between[key]

    def _sum_between(self, payer: str, payee: str, currency: str) -> Interval:
        total = ZERO
        for payment in self.case.clauses.values():
            if isinstance(payment, Payment):
                for row in self.case.made(payment.name, currency):
                    worded = self._worded_on(payment, row.paid_on)
                    if (worded.payer, worded.payee) == (payer, payee):
                        total = add(total, row.amount)
        return exactly(total)

    def _worded_on(self, payment: Payment, day: date) -> Payment:
        """Return a payment as the version words it that is in force on a day, else as the last one does."""
        found = self.case.plan.version_on(day).terms.clause(payment.name)
        return found if isinstance(found, Payment) else payment

    def since(self, clause: str, days: Period) -> Outcome:
        """Return what was paid under a clause on days of a stretch; later days are still open."""
        rows = [r for r in self._rows(clause) if days.contains(r.paid_on)]
        total = ZERO
        for row in rows:
            total = add(total, row.amount)
        return self._outcome(exactly(total), rows, days)

    def windows(self, clause: Clause, days: Period) -> Outcome:
        """Return what was paid for the clause's windows that end in a stretch, whenever paid by the day."""
        total, currency = exactly(ZERO), currency_of(clause)
        for k in windows_in(self.case.plan.windows[clause.name], days):
            total = values.plus(total, self._settled(clause, k, currency))
        if clause.name in self.case.plan.unbound:
            total = Interval(ZERO, None)
        hangs = self._hangs(clause, days, currency) if self.case.explain and total.point is None else NOTHING
        return self._outcome(total, self._rows(clause.name), days, hangs)

    def _hangs(self, clause: Clause, days: Period, currency: str) -> Pending:
        """Return the debts not known that may take money of the clause's windows that end in a stretch."""
        queue = self._queues.get((clause.name, currency))
        if queue is None:
            return NOTHING
        found = windows_in(self.case.plan.windows[clause.name], days)
        debts = dict.fromkeys(debt for k in found for debt in queue.unknown(k))
        if isinstance(clause, Payment):
            return pending.together(pending.of_amount(self.case, clause, k) for k, _ in debts)
        return pending.together(self.remedies.pending(clause, item, k, currency) for k, item in debts)

    def _rows(self, name: str) -> list[PaymentMade]:
        """Return the payments made under a clause in the currency in which it is read."""
        clause, right = self.case.clauses.get(name), self.case.plan.right(name)
        owed = currencies_of(right)[:1] if right is not None else ()
        return self.case.made(name, currency_of(clause) if clause is not None else "".join(owed))

    def _outcome(
        self, total: Interval, rows: list[PaymentMade], days: Period, hangs: Pending = NOTHING
    ) -> Outcome:
        trace = None
        if self.case.explain:
            text = f"{len(rows)} payment{'' if len(rows) == 1 else 's'} made"
            trace = Trace("payments", text=text, because=hangs.traces, facts=tuple(rows))
        why = frozenset[str]()
        if days.length > 0 and days.last > self.case.acted:
            total, why = Interval(total.lo, None), frozenset({"missing"})
        elif total.point is None:
            why = frozenset({"clause"})
        return Outcome(num=total, since=recorded(rows), why=why, missing=hangs.missing, trace=trace)

    def settled(self, clause: Clause, k: int) -> Interval:
        """
        Return what is settled on the k-th window, from it and the debts due before it alone.

        Not a point where an earlier debt is not known: money that names no window may have gone there.
        """
        worded = self.case.worded(clause, k)
        return self._settled(clause, k, currency_of(worded if isinstance(worded, Payment) else clause))

    def _settled(self, clause: Clause, k: int, currency: str) -> Interval:
        rows = self.case.made(clause.name, currency)
        if not rows:
            return exactly(ZERO)
        key = (clause.name, currency)
        if key not in self._queues:
            self._queues[key] = self._queue(clause, rows, currency)
        taken = self._queues[key].taken(k)
        if self.case.unsure(clause.name, self.case.plan.windows[clause.name][k]):
            # Money that names no window may have gone to earlier windows that nobody knows.
            return Interval(ZERO, taken.hi)
        return taken

    def _queue(self, clause: Clause, rows: list[PaymentMade], currency: str) -> Queue:
        windows = [w.period for w in self.case.plan.windows[clause.name]]
        if isinstance(clause, Payment):
            days = [self.amounts.due(clause, k) for k in range(len(windows))]
            return Queue(
                [(k, 1, d or date.max) for k, d in enumerate(days)],
                rows,
                windows,
                lambda k, _item: self._owed(clause, k, currency),
            )
        debts = [
            (k, item, self.remedies.due(clause, item, k) or date.max)
            for k in range(len(windows))
            for item, remedy in enumerate(self.case.worded(clause, k).remedies, 1)
            if currency in currencies_of(remedy)
        ]
        return Queue(debts, rows, windows, lambda k, item: self.remedies.enters(clause, item, k, currency))

    def _owed(self, payment: Payment, k: int, currency: str) -> Interval:
        worded = self.case.worded(payment, k)
        assert isinstance(worded, Payment)
        return self.amounts.instance(payment, k).amount if worded.currency == currency else exactly(ZERO)
