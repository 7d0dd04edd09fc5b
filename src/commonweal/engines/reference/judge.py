"""
One agreement judged: the parts put together, each window once, in the order of time.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import Decision, PaymentMade, Record, Trace
from commonweal.engines.reference import settlement, values
from commonweal.engines.reference.amounts import Amounts
from commonweal.engines.reference.conditions import Conditions, Judged, truth_of, windows_for
from commonweal.engines.reference.decisions import Decisions
from commonweal.engines.reference.evaluate import Evaluator
from commonweal.engines.reference.outcome import Outcome, latest, recorded
from commonweal.engines.reference.remedies import Remedies
from commonweal.engines.reference.rules.table import RULES
from commonweal.engines.reference.selection import Evidence
from commonweal.engines.reference.settlement import Debt
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground.numbers import add
from commonweal.ground.period import Period, show_period
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Clause, Condition, Payment


class Judge:
    """
    The judgement of one agreement. It answers what clauses ask of each other (`Clauses`) and what its own
    parts ask of it (`Case`); every answer is computed once.
    """

    def __init__(self, plan: Plan, record: Record, *, as_of: date, known_at: datetime, explain: bool) -> None:
        self.plan, self.as_of, self.explain = plan, as_of, explain
        self.evidence = Evidence(record, as_of, known_at)
        self.decisions = Decisions(plan, record, as_of=as_of, known_at=known_at)
        self.evaluator = Evaluator(plan, self.evidence, rules=RULES, clauses=self, explain=explain)
        self.conditions = Conditions(self)
        self.amounts = Amounts(self)
        self.remedies = Remedies(self)
        self.clauses: dict[str, Clause] = {c.name: c for c in plan.terms.clauses}
        self.payments: dict[str, list[PaymentMade]] = {}
        for row in settlement.counted(record.payments, as_of=as_of, known_at=known_at):
            self.payments.setdefault(row.clause, []).append(row)
        self._suspending = [
            (c, i) for c in plan.terms.clauses for i, r in enumerate(c.remedies, 1) if r.act == "suspend"
        ]
        self._ending = [
            (c, i)
            for c in plan.terms.clauses
            for i, r in enumerate(c.remedies, 1)
            if r.act == "terminate" and not r.power
        ]
        self._withholding: dict[str, list[tuple[Clause, int]]] = {}
        for c in plan.terms.clauses:
            for i, r in enumerate(c.remedies, 1):
                if r.act == "withhold" and r.target is not None:
                    self._withholding.setdefault(r.target, []).append((c, i))
        self._statuses: dict[tuple[str, int], tuple[str, str, Decision | None]] = {}

    # ---- what the parts ask (Case) ------------------------------------------------------------------

    def status(self, clause: Clause, k: int) -> tuple[str, str, Decision | None]:
        """Return the status of a window, the plain one without waiver or suspension, and the decision."""
        key = (clause.name, k)
        if key not in self._statuses:
            if isinstance(clause, Condition):
                judged = self.conditions.judge(clause, k)
                self._statuses[key] = (judged.status, judged.plain, judged.by)
            else:
                status = self.payment_status(clause, k)
                self._statuses[key] = (status, status, None)
        return self._statuses[key]

    def payment_status(self, payment: Payment, k: int) -> str:
        """Return the status of a payment's window (7.6)."""
        instance = self.amounts.instance(payment, k)
        window = self.plan.windows[payment.name][k]
        if instance.changed:
            return instance.changed
        if window.period.last > self.as_of:
            return "not_due"
        amount = instance.amount.point
        if amount is None:
            return "overdue" if self.as_of > window.evidence_due else "open"
        paid = self.settled(payment, k)
        state = settlement.state(
            amount,
            over=True,
            due=instance.due,
            paid=paid,
            as_of=self.as_of,
            withheld=self.withholding(payment.name),
        )
        return {"none_due": "met", "paid": "met", "overpaid": "met", "late": "overdue"}.get(state, "open")

    def ended(self, clause: Clause, window: Window) -> date | None:
        """Return the day of a termination before the window began."""
        decision = self.decisions.terminated()
        if decision is not None and decision.decided_on < window.period.first:
            return decision.decided_on
        for other, item in self._ending:
            for k, row in enumerate(self.plan.windows[other.name]):
                if row.evidence_due >= window.period.first:
                    break
                if row.evidence_due <= self.as_of and self.remedies.fires(other, item, k) == "T":
                    return row.evidence_due
        return None

    def suspended(self, clause: Clause, window: Window) -> tuple[bool, Decision | None]:
        """Say whether a window is suspended: by a decision that covers it, or by a remedy on this clause."""
        decision = self.decisions.covering(clause.name, "suspended", window)
        if decision is not None:
            return True, decision
        for other, item in self._suspending:
            remedy = other.remedies[item - 1]
            if remedy.target != clause.name:
                continue
            released = self.decisions.of(other.name, "released")
            if released and released[-1].decided_on <= window.period.first:
                continue
            if remedy.power:
                enforced = self.decisions.of(other.name, "enforced")
                if enforced and enforced[0].decided_on <= window.period.first:
                    return True, enforced[0]
                continue
            for k, row in enumerate(self.plan.windows[other.name]):
                if row.period.last >= window.period.first:
                    break
                if self.remedies.fires(other, item, k) == "T":
                    return True, None
        return False, None

    def withholding(self, payment: str) -> bool:
        """Say whether unpaid instances of a payment are withheld (7.4)."""
        for clause, item in self._withholding.get(payment, []):
            since = self._withheld_since(clause, item)
            released = self.decisions.of(clause.name, "released")
            if since is not None and not any(r.decided_on >= since for r in released):
                return True
        return False

    def _withheld_since(self, clause: Clause, item: int) -> date | None:
        if clause.remedies[item - 1].power:
            enforced = self.decisions.of(clause.name, "enforced")
            return enforced[-1].decided_on if enforced else None
        windows = self.plan.windows[clause.name]
        fired = [
            k
            for k, w in enumerate(windows)
            if w.period.last <= self.as_of and self.remedies.fires(clause, item, k) == "T"
        ]
        return windows[fired[-1]].period.last if fired else None

    def paid_by(self, payer: str, payee: str) -> Interval:
        """Return what a party has paid another under the agreement's payments by the day."""
        total = ZERO
        for payment in self.plan.terms.payments():
            if payment.payer == payer and payment.payee == payee:
                for row in self.payments.get(payment.name, []):
                    total = add(total, row.amount)
        return exactly(total)

    # ---- what clauses ask of each other (Clauses) ---------------------------------------------------

    def state(self, clause: str, state: str, days: Period) -> Outcome:
        """Say whether a clause's windows in a stretch are in a state (6.3)."""
        target = self.clauses[clause]
        found = windows_for(self.plan.windows[clause], days)
        if not found:
            return Outcome(truth="U", why=frozenset({"clause"}))
        truths = [truth_of(self.status(target, k)[0], state) for k in found]
        join = values.all_of if state in ("satisfied", "met") else values.any_of
        truth = join(truths)
        if isinstance(target, Condition):
            judged = [self.conditions.judge(target, k) for k in found]
            since = latest(j.since for j in judged)
            missing = tuple(dict.fromkeys(m for j in judged for m in j.missing))
        else:
            instances = [self.amounts.instance(target, k) for k in found]
            since = latest([*(i.since for i in instances), recorded(self.payments.get(clause, []))])
            missing = tuple(dict.fromkeys(m for i in instances for m in i.missing))
        known = truth in ("T", "F")
        why = frozenset() if known else frozenset({"clause"})
        trace = self._state_trace(target, found) if self.explain else None
        return Outcome(truth=truth, since=since, why=why, missing=() if known else missing, trace=trace)

    def _state_trace(self, clause: Clause, found: list[int]) -> Trace:
        """Return which windows were asked, each with its own reason."""
        parts: list[Trace] = []
        for k in found:
            shown = show_period(self.plan.windows[clause.name][k].period, self.plan.terms.fiscal_end)
            if isinstance(clause, Condition):
                inner = self.conditions.judge(clause, k).trace
            else:
                inner = self.amounts.instance(clause, k).trace
            text = f"{clause.name} {shown}: {self.status(clause, k)[0]}"
            parts.append(Trace("window", text=text, because=(inner,) if inner is not None else ()))
        return Trace("windows", text=clause.name, because=tuple(parts), rule="6.3")

    def paid_since(self, clause: str, days: Period) -> Outcome:
        """Return what was paid under a clause on days of a stretch; later days are still open."""
        rows = [r for r in self.payments.get(clause, []) if days.contains(r.paid_on)]
        return self._paid(sum_of(rows), rows, days)

    def paid_for(self, clause: str, days: Period) -> Outcome:
        """Return what was paid for the clause's windows that end in a stretch, whenever paid by the day."""
        target = self.clauses[clause]
        rows = self.payments.get(clause, [])
        total = ZERO
        for k, window in enumerate(self.plan.windows[clause]):
            if days.contains(window.period.last):
                total = add(total, self.settled(target, k))
        return self._paid(total, rows, days)

    def _paid(self, total: Decimal, rows: list[PaymentMade], days: Period) -> Outcome:
        trace = Trace("payments", text=f"{len(rows)} payments made", facts=tuple(rows)) if self.explain else None
        if days.length > 0 and days.last > self.as_of:
            why = frozenset({"missing"})
            return Outcome(num=Interval(total, None), since=recorded(rows), why=why, trace=trace)
        return Outcome(num=exactly(total), since=recorded(rows), trace=trace)

    def due(self, clause: str, days: Period) -> Outcome:
        """Return the computed amounts of the clause's windows that end in a stretch."""
        target = self.clauses[clause]
        total, since, why = exactly(ZERO), None, frozenset[str]()
        for k, window in enumerate(self.plan.windows[clause]):
            if not days.contains(window.period.last):
                continue
            if isinstance(target, Payment):
                instance = self.amounts.instance(target, k)
                part = (
                    instance.amount
                    if instance.amount.point is not None
                    else Interval(ZERO, instance.amount.hi)
                )
                since, why = latest([since, instance.since]), why | instance.why
                total = values.plus(total, part)
                continue
            for item, remedy in enumerate(target.remedies, 1):
                if remedy.amount is not None and not remedy.power:
                    total = values.plus(total, self.remedies.enters(target, item, k))
                    fired = self.remedies.fired(target, item, k)
                    since = latest([since, fired.since if fired else None])
        known = total.point is not None
        return Outcome(num=total, since=since, why=frozenset() if known else why or frozenset({"clause"}))

    # ---- settlement -------------------------------------------------------------------------------

    def settled(self, clause: Clause, k: int) -> Decimal:
        """Return what is settled on the k-th instance, from it and those due before it."""
        rows = self.payments.get(clause.name, [])
        if not rows or not isinstance(clause, Payment):
            return ZERO if isinstance(clause, Payment) else self._settled_consequences(clause, k)
        windows = self.plan.windows[clause.name]
        mine = windows[k].due or date.max
        debts = [
            self.debt(clause, j)
            for j, w in enumerate(windows)
            if j == k or (w.due or date.max, j) <= (mine, k)
        ]
        at = next(i for i, d in enumerate(debts) if d.window == windows[k].period)
        return settlement.settled_before(debts, at, rows)

    def _settled_consequences(self, clause: Clause, k: int) -> Decimal:
        debts: list[Debt] = []
        ks: list[int] = []
        for j in range(k + 1):
            for item, remedy in enumerate(clause.remedies, 1):
                fired = self.remedies.fired(clause, item, j) if remedy.amount is not None else None
                if fired is not None and fired.amount is not None:
                    window = self.plan.windows[clause.name][j].period
                    debts.append(Debt(window, fired.amount.point, fired.due, (1, len(debts))))
                    ks.append(j)
        settled = settlement.settle(debts, self.payments.get(clause.name, []))
        total = ZERO
        for j, s in zip(ks, settled, strict=True):
            total = add(total, s.paid) if j == k else total
        return total

    def debt(self, payment: Payment, k: int) -> Debt:
        """Return the k-th instance as a debt."""
        instance = self.amounts.instance(payment, k)
        return Debt(self.plan.windows[payment.name][k].period, instance.amount.point, instance.due, (0, k))

    def judged(self, clause: Condition, k: int) -> Judged:
        """Return the judgement of the k-th window of a condition."""
        return self.conditions.judge(clause, k)


def sum_of(rows: list[PaymentMade]) -> Decimal:
    """Return the sum of payments."""
    total = ZERO
    for row in rows:
        total = add(total, row.amount)
    return total
