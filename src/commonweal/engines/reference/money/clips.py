"""
What an account lets be due: a payment that reduces it is never due for more than is left (language 8.1, 7.1).

Left is what the account holds on the instance's last day before anything is taken off in its row, less what
fell due earlier under the account's payments and is not yet taken off.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Case
from commonweal.engines.reference.money import pending
from commonweal.engines.reference.money.accounts import Accounts, in_currency, step, sum_of
from commonweal.engines.reference.money.pending import Pending
from commonweal.engines.reference.outcome import Outcome, latest
from commonweal.engines.reference.values import ANYTHING, ZERO, Interval, exactly
from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import add
from commonweal.ground.rounding import Rounding
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Account, Payment

_Entry = tuple[date, int, int, str]
"""One instance: last day of its window, place of its payment in `reduced by`, number of the window, name."""


@dataclass
class _Flow:
    """What falls due, and what was paid, under the payments that reduce an account; sums grow as asked."""

    entries: list[_Entry]
    due: list[Outcome] = field(default_factory=lambda: [Outcome(num=exactly(ZERO))])
    rows: list[int] = field(default_factory=list)
    paid: list[tuple[Decimal, datetime | None]] = field(default_factory=lambda: [(ZERO, None)])


class Clips:
    """Says how much an account lets be due in each instance of the payments that reduce it."""

    def __init__(self, case: Case, accounts: Accounts) -> None:
        self.case, self.accounts = case, accounts
        self._flows: dict[tuple[str, tuple[str, ...]], _Flow] = {}

    def limits(self, payment: Payment, k: int) -> list[tuple[str, Outcome]]:
        """Return the accounts that the k-th instance of a payment reduces, and the most each lets be due."""
        window = self.case.plan.windows[payment.name][k]
        terms = self.case.at(window).terms
        return [
            (account.name, self._limit(account, payment, k, window))
            for account in terms.accounts
            if payment.name in account.reduced_by
        ]

    def _limit(self, account: Account, payment: Payment, k: int, window: Window) -> Outcome:
        name, day = account.name, window.period.last
        windows = self.accounts.windows(name)
        since = latest([self.accounts.dated(name), self.case.governed(day)])
        held = self.accounts.holding(name, day)
        n = held if held is not None else bisect_left(windows, day, key=lambda w: w.period.last)
        if held is None and self.case.waits(name) and n == len(windows):
            return Outcome(num=ANYTHING, since=since, why=frozenset({"unset"}))
        if held is None and n == 0:
            return Outcome(num=exactly(ZERO), since=since)
        if held is not None:
            base = self.accounts.held(name, n, day)
        else:
            row = self.accounts.row(name, n - 1)
            base = row.outcome(row.closing)
        flow = self._flow(account)
        mine = (day, account.reduced_by.index(payment.name), k, payment.name)
        due = self._due(flow, mine)
        if any(self.case.unsure(by, window) for by in account.reduced_by):
            due = Outcome(num=Interval(due.number.lo, None), since=due.since, why=frozenset({"unset"}))
        paid = self._paid(flow, n)
        if n > 0 and windows[n - 1].period.last > self.case.acted:
            paid = Outcome(num=Interval(paid.number.lo, None), since=paid.since, why=frozenset({"missing"}))
        owing = values.greatest([values.minus(due.number, paid.number), exactly(ZERO)])
        left = values.greatest([values.minus(base.number, owing), exactly(ZERO)])
        # Rounded down, so that rounding never makes more due than there is.
        left = values.rounded(left, minor_digits(account.currency) or 0, Rounding.DOWN)
        rests = sum_of([base, due, paid])
        hangs = self._hangs(flow, mine) if self.case.explain and not due.known else pending.NOTHING
        trace = self._trace(account, base, owing, left, hangs) if self.case.explain else None
        known = left.point is not None
        return Outcome(
            num=left,
            since=latest([since, rests.since]),
            why=frozenset() if known else rests.why,
            missing=() if known else rests.missing,
            trace=trace,
        )

    def _trace(
        self, account: Account, base: Outcome, owing: Interval, left: Interval, hangs: Pending
    ) -> Trace:
        steps = (
            step(f"{account.name} before what is taken off", base.number),
            step("due earlier and not taken off yet", owing, hangs.traces),
        )
        return in_currency(step(f"no more than is left of {account.name}", left, steps), account.currency)

    def _hangs(self, flow: _Flow, mine: _Entry) -> Pending:
        """Return the amounts before an instance that are not known."""
        earlier = flow.entries[: bisect_left(flow.entries, mine)]
        clauses = [(self.case.clauses[name], k) for _, _, k, name in earlier]
        return pending.together(
            pending.of_amount(self.case, c, k) for c, k in clauses if isinstance(c, Payment)
        )

    # ---- sums -------------------------------------------------------------------------------------

    def _flow(self, account: Account) -> _Flow:
        key = (account.name, account.reduced_by)
        if key not in self._flows:
            plan = self.case.plan
            entries = sorted(
                (window.period.last, i, k, by)
                for i, by in enumerate(account.reduced_by)
                if isinstance(self.case.clauses.get(by), Payment)
                for k, window in enumerate(plan.windows[by])
            )
            flow = self._flows[key] = _Flow(entries)
            paid = [
                (row, made)
                for by in account.reduced_by
                for made in self.case.made(by, account.currency)
                if (row := self._row_of(account.name, by, made.paid_on)) is not None
            ]
            for row, made in sorted(paid, key=lambda p: p[0]):
                total, since = flow.paid[-1]
                flow.rows.append(row)
                flow.paid.append((add(total, made.amount), latest([since, made.recorded_at])))
        return self._flows[key]

    def _row_of(self, account: str, by: str, day: date) -> int | None:
        """Return the row in which a payment was taken off, else the row in whose days it was settled."""
        row = self.accounts.holding(account, day, by)
        return row if row is not None else self.accounts.holding(account, day)

    def _due(self, flow: _Flow, mine: _Entry) -> Outcome:
        """Return what falls due before an instance under the payments that reduce the account."""
        n = bisect_left(flow.entries, mine)
        while len(flow.due) <= n:
            at = len(flow.due)
            _, _, k, name = flow.entries[at - 1]
            payment = self.case.clauses[name]
            assert isinstance(payment, Payment)
            amount = self.case.amount_due(payment, k)
            if len(flow.due) == at:
                flow.due.append(sum_of([flow.due[-1], amount]))
        return flow.due[n]

    def _paid(self, flow: _Flow, n: int) -> Outcome:
        """Return what was paid in the rows before the n-th under the payments that reduce the account."""
        total, since = flow.paid[bisect_left(flow.rows, n)]
        return Outcome(num=exactly(total), since=since)
