"""
One agreement judged: the parts put together, each window once, in the order of time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import Decision, PaymentMade, Record, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Stand
from commonweal.engines.reference.conditions import Conditions, Judged, truth_of, windows_for, windows_in
from commonweal.engines.reference.decisions import Decisions
from commonweal.engines.reference.evaluate import Coverage, Evaluator
from commonweal.engines.reference.money import settlement
from commonweal.engines.reference.money.amounts import Amounts
from commonweal.engines.reference.money.paying import Paying
from commonweal.engines.reference.money.remedies import Remedies
from commonweal.engines.reference.money.settlement import Debt
from commonweal.engines.reference.outcome import Outcome, latest, recorded
from commonweal.engines.reference.rules.table import RULES
from commonweal.engines.reference.selection import Evidence
from commonweal.engines.reference.standing import Standing
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground.period import Period, show_period
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Clause, Condition, Payment
from commonweal.terms.core.walk import dates_of


class Judge:
    """
    The judgement of one agreement. It answers what clauses ask of each other (`Clauses`) and what its own
    parts ask of it (`Case`); every answer is computed once.
    """

    def __init__(self, plan: Plan, record: Record, *, as_of: date, known_at: datetime, explain: bool) -> None:
        self.plan, self.as_of, self.explain = plan, as_of, explain
        self.evidence = Evidence(record, as_of, known_at, explain)
        self.decisions = Decisions(plan, record, as_of=as_of, known_at=known_at)
        self.coverage = [Coverage()]
        self.evaluators = [
            Evaluator(v, self.evidence, rules=RULES, clauses=self, coverage=self.coverage, explain=explain)
            for v in plan.versions
        ]
        self.conditions = Conditions(self)
        self.amounts = Amounts(self)
        self.remedies = Remedies(self)
        self.clauses: dict[str, Clause] = {c.name: c for c in plan.clauses()}
        self.payments: dict[str, list[PaymentMade]] = {}
        for row in settlement.counted(record.payments, as_of=as_of, known_at=known_at):
            self.payments.setdefault(row.clause, []).append(row)
        self.standing = Standing(self, self.remedies)
        self.paying = Paying(self, self.amounts, self.remedies, self.payments)
        self._statuses: dict[tuple[str, int], tuple[str, str, Decision | None]] = {}

    # ---- what the parts ask (Case) ------------------------------------------------------------------

    def at(self, window: Window) -> Evaluator:
        """Return what evaluates the formulas of the version that governs a window."""
        return self.evaluators[window.version]

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

    def status_since(self, clause: Clause, k: int) -> datetime | None:
        """Return since when the status of a window is known: the latest recording it rests on."""
        if isinstance(clause, Condition):
            return self.conditions.judge(clause, k).since
        rows = recorded(self.payments.get(clause.name, []))
        return latest([self.amounts.instance(clause, k).since, rows])

    def payment_status(self, payment: Payment, k: int) -> str:
        """Return the status of a payment's window (7.6)."""
        instance = self.amounts.instance(payment, k)
        window = self.plan.windows[payment.name][k]
        if instance.changed:
            return instance.changed
        if window.period.last > self.as_of:
            return "not_due"
        amount = instance.amount.point
        if amount is None or instance.undecided:
            return "overdue" if self.as_of > window.evidence_due else "open"
        paid = self.paying.settled(payment, k)
        ends = {self._settled_status(payment, instance.due, amount, p) for p in (paid.lo, paid.hi)}
        return ends.pop() if len(ends) == 1 else "open"

    def _settled_status(
        self, payment: Payment, due: date | None, amount: Decimal, paid: Decimal | None
    ) -> str:
        """Return the status of a known amount of which so much is paid; None: more than enough."""
        state = settlement.state(
            amount,
            over=True,
            due=due,
            paid=amount if paid is None else paid,
            as_of=self.as_of,
            withheld=self.standing.withholding(payment.name),
        )
        return {"none_due": "met", "paid": "met", "overpaid": "met", "late": "overdue"}.get(state, "open")

    def ended(self, window: Window) -> Stand:
        """Say whether the agreement ended before a window began."""
        return self.standing.ended(window)

    def suspended(self, clause: Clause, window: Window) -> Stand:
        """Say whether a window is suspended, and by which decision (none: by a remedy that must)."""
        return self.standing.suspended(clause, window)

    def withholding(self, payment: str) -> bool:
        """Say whether unpaid instances of a payment are withheld as of the day."""
        return self.standing.withholding(payment)

    def payments_since(self) -> datetime | None:
        """Return the latest recording among all payments made that count."""
        return latest(recorded(rows) for rows in self.payments.values())

    def paid_by(self, payer: str, payee: str, currency: str) -> Interval:
        """Return what a party has paid another in a currency under the agreement's payments by the day."""
        return self.paying.between(payer, payee, currency)

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
        since = latest([since, self.dated(target)])
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
        return self.paying.since(clause, days)

    def paid_for(self, clause: str, days: Period) -> Outcome:
        """Return what was paid for the clause's windows that end in a stretch, whenever paid by the day."""
        target = self.clauses[clause]
        found = self.paying.windows(target, days)
        last = max(windows_in(self.plan.windows[clause], days), default=-1)
        settled = [self.status_since(target, k) for k in range(last + 1)] if self.payments.get(clause) else []
        return replace(found, since=latest([found.since, self.dated(target), *settled]))

    def due(self, clause: str, days: Period) -> Outcome:
        """Return the computed amounts of the clause's windows that end in a stretch."""
        target = self.clauses[clause]
        total, since, why = exactly(ZERO), self.dated(target), frozenset[str]()
        for k in windows_in(self.plan.windows[clause], days):
            if isinstance(target, Payment):
                instance = self.amounts.instance(target, k)
                since, why = latest([since, instance.since]), why | instance.why
                total = values.plus(total, instance.amount)
                continue
            for item, remedy in enumerate(target.remedies, 1):
                if remedy.amount is not None:
                    since = latest([since, self.status_since(target, k)])
                    total = values.plus(total, self.remedies.enters(target, item, k))
                    fired = self.remedies.fired(target, item, k)
                    since = latest([since, fired.since if fired else None])
        if clause in self.plan.unbound:
            return Outcome(num=Interval(ZERO, None), since=since, why=frozenset({"unset"}))
        known = total.point is not None
        return Outcome(num=total, since=since, why=frozenset() if known else why or frozenset({"clause"}))

    def debt(self, payment: Payment, k: int) -> Debt:
        """Return the k-th instance as a debt."""
        instance = self.amounts.instance(payment, k)
        return Debt(self.plan.windows[payment.name][k].period, instance.amount.point, instance.due, (0, k))

    def dated(self, clause: Clause) -> datetime | None:
        """Return since when the dates are known that make the windows of a clause."""
        found: list[datetime | None] = []
        for evaluator in self.evaluators:
            worded = evaluator.terms.clause(clause.name)
            names = dates_of(worded.schedule) if worded is not None else []
            found += [s.recorded_at for n, s in evaluator.settings.items() if n in names]
        return latest(found)

    def decision_on(self, clause: Clause, k: int) -> Decision | None:
        """Return the waiver or suspension that changed a window, if one did."""
        if isinstance(clause, Condition):
            return self.conditions.judge(clause, k).by
        return self.amounts.instance(clause, k).by

    def judged(self, clause: Condition, k: int) -> Judged:
        """Return the judgement of the k-th window of a condition."""
        return self.conditions.judge(clause, k)
