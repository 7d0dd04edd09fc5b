"""
One agreement judged: the parts put together, each window once, in the order of time.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import Decision, Missing, PaymentMade, Record, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Place, Stand
from commonweal.engines.reference.conditions import Conditions, Judged, truth_of, windows_for, windows_in
from commonweal.engines.reference.decisions import Decisions
from commonweal.engines.reference.evaluate import Coverage, Evaluator
from commonweal.engines.reference.money import pending, settlement
from commonweal.engines.reference.money.accounts import Accounts
from commonweal.engines.reference.money.acts import currencies_of, currency_of
from commonweal.engines.reference.money.amounts import Amounts
from commonweal.engines.reference.money.clips import Clips
from commonweal.engines.reference.money.paying import Paying
from commonweal.engines.reference.money.pending import Pending
from commonweal.engines.reference.money.powers import Powers
from commonweal.engines.reference.money.remedies import Remedies
from commonweal.engines.reference.money.settlement import Debt
from commonweal.engines.reference.outcome import Outcome, known_later, latest, recorded
from commonweal.engines.reference.rights import Rights
from commonweal.engines.reference.rules.table import RULES
from commonweal.engines.reference.selection import Evidence
from commonweal.engines.reference.standing import Standing
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground.period import Period, show_period
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Account, Clause, Condition, Payment, Right, Terms
from commonweal.terms.core.walk import dates_of


class Judge:
    """
    The judgement of one agreement. It answers what clauses ask of each other (`Clauses`) and what its own
    parts ask of it (`Case`); every answer is computed once.
    """

    def __init__(
        self,
        plan: Plan,
        record: Record,
        *,
        as_of: date,
        known_at: datetime,
        explain: bool,
        acted: date | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        self.plan, self.as_of, self.explain = plan, as_of, explain
        self.acted = acted or as_of
        self.record, self._on = record, dict[date, Judge]()
        self.evidence = evidence or Evidence(record, as_of, known_at, explain)
        self.decisions = Decisions(plan, record, as_of=self.acted, known_at=known_at)
        self.coverage = [Coverage()]
        self.evaluators = [
            Evaluator(v, self.evidence, rules=RULES, clauses=self, coverage=self.coverage, explain=explain)
            for v in plan.versions
        ]
        self.clauses: dict[str, Clause] = {c.name: c for c in plan.clauses()}
        self.conditions = Conditions(self)
        self.amounts = Amounts(self)
        self.remedies = Remedies(self)
        self.powers = Powers(self, self.remedies)
        self.accounts = Accounts(self)
        self.clips = Clips(self, self.accounts)
        self.rights = Rights(self)
        self.payments: dict[str, list[PaymentMade]] = {}
        for row in settlement.counted(record.payments, as_of=self.acted, known_at=known_at):
            self.payments.setdefault(row.clause, []).append(row)
        self.standing = Standing(self, self.remedies, self.rights)
        self.paying = Paying(self, self.amounts, self.remedies)
        self._statuses: dict[tuple[str, int], tuple[str, str, Decision | None]] = {}
        self._dated: dict[tuple[str, int | None], datetime | None] = {}
        self._unsure: dict[tuple[str, int], bool] = {}
        self._worded: dict[tuple[str, int], Clause] = {}
        self._paid: dict[tuple[str, str], list[PaymentMade]] = {}

    # ---- what the parts ask (Case) ------------------------------------------------------------------

    def on(self, day: date) -> Judge:
        """Return the same case without payments and decisions after a day, nothing late that was not then."""
        if day >= self.acted:
            return self
        if day not in self._on:
            made = Judge(
                self.plan,
                self.record,
                as_of=self.as_of,
                known_at=self.evidence.known_at,
                explain=self.explain,
                acted=day,
                evidence=self.evidence,
            )
            # One for each day, whoever asks: exercises may hang on earlier exercises.
            self._on[day], made._on = made, self._on
        return self._on[day]

    def at(self, window: Window) -> Evaluator:
        """Return what evaluates the formulas of the version that governs a window."""
        return self.evaluators[window.version]

    def worded(self, clause: Clause, k: int) -> Clause:
        """Return a clause as the version words it that governs its k-th window."""
        version = self.plan.windows[clause.name][k].version
        key = (clause.name, version)
        if key not in self._worded:
            self._worded[key] = self.plan.versions[version].terms.clause(clause.name) or clause
        return self._worded[key]

    def governed(self, day: date) -> datetime | None:
        """Return since when the version is known that governs what begins on a day."""
        return self.plan.version_on(day).recorded_at

    def waits(self, name: str) -> bool:
        """Say whether a clause, account or right has no windows yet because a date of it has no value."""
        if name in self.plan.unbound:
            return True
        return any(_waits(evaluator, name) for evaluator in self.evaluators)

    def unsure(self, name: str, window: Window) -> bool:
        """
        Say whether an earlier version may have windows of a name that nobody knows: its dates have no value.

        What adds up or counts by name is then open for the windows of later versions.
        """
        if window.version == 0:
            return False
        key = (name, window.version)
        if key not in self._unsure:
            earlier = self.evaluators[: window.version]
            self._unsure[key] = any(_waits(evaluator, name) for evaluator in earlier)
        return self._unsure[key]

    def made(self, name: str, currency: str = "") -> list[PaymentMade]:
        """Return the payments made under a name that count, by day; those in one currency or unit."""
        rows = self.payments.get(name, [])
        if not rows or not currency:
            return rows
        if (name, currency) not in self._paid:
            self._paid[name, currency] = [row for row in rows if row.currency == currency]
        return self._paid[name, currency]

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

    def waits_for(self, clause: Clause, k: int) -> tuple[Missing, ...]:
        """Return what would decide the k-th window of a clause, or make its amount known."""
        if isinstance(clause, Condition):
            return self.conditions.judge(clause, k).missing
        return self.amounts.instance(clause, k).missing

    def payment_status(self, payment: Payment, k: int) -> str:
        """Return the status of a payment's window (7.6)."""
        instance = self.amounts.instance(payment, k)
        window = self.plan.windows[payment.name][k]
        if instance.changed:
            return instance.changed
        if window.period.last > self.acted:
            return "not_due"
        amount = instance.amount.point
        if amount is None or instance.undecided:
            return "overdue" if self.acted > window.evidence_due else "open"
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
            as_of=self.acted,
            withheld=self.standing.withholding(payment.name).truth == "T",
        )
        return {"none_due": "met", "paid": "met", "overpaid": "met", "late": "overdue"}.get(state, "open")

    def ended(self, window: Window) -> Stand:
        """Say whether the agreement ended before a window began."""
        return self.standing.ended(window)

    def suspended(self, clause: Clause, window: Window) -> Stand:
        """Say whether a window is suspended, and by which decision (none: by a remedy that must)."""
        return self.standing.suspended(clause, window)

    def withholding(self, payment: str) -> Stand:
        """Say whether unpaid instances of a payment are withheld as of the day."""
        return self.standing.withholding(payment)

    def payments_since(self) -> datetime | None:
        """Return the latest recording among all payments made that count."""
        return latest(recorded(rows) for rows in self.payments.values())

    def paid_by(self, payer: str, payee: str, currency: str) -> Interval:
        """Return what a party has paid another in a currency under the agreement's payments by the day."""
        return self.paying.between(payer, payee, currency)

    def room(self, payee: str, actor: str, currency: str, place: Place) -> Outcome:
        """Return how much of what a party has paid may still be repaid to it, at a place among repayments."""
        return self.remedies.room(payee, actor, currency, place)

    def repaid_under(self, right: str, n: int, payee: str, holder: str, currency: str) -> Outcome:
        """Return what the n-th decision on a right made due as a repayment from one party to another."""
        return self.rights.repaid_under(right, n, payee, holder, currency)

    def amount_due(self, payment: Payment, k: int) -> Outcome:
        """Return the amount of the k-th instance of a payment."""
        return self.amounts.outcome(payment, k)

    def limits(self, payment: Payment, k: int) -> list[tuple[str, Outcome]]:
        """Return the accounts that the k-th instance of a payment reduces, and the most each lets be due."""
        return self.clips.limits(payment, k)

    # ---- what clauses ask of each other (Clauses) ---------------------------------------------------

    def state(self, clause: str, state: str, days: Period) -> Outcome:
        """Say whether a clause's windows in a stretch are in a state (6.3)."""
        target = self.clauses[clause]
        found = windows_for(self.plan.windows[clause], days)
        if not found:
            return Outcome(truth="U", since=self.governed(days.last), why=frozenset({"clause"}))
        truths = [truth_of(self.status(target, k)[0], state) for k in found]
        join = values.all_of if state in ("satisfied", "met") else values.any_of
        truth = join(truths)
        unsure = self.unsure(clause, self.plan.windows[clause][found[-1]])
        if unsure:
            # Windows that nobody knows may end in the stretch too.
            truth = join([truth, "U"])
        if isinstance(target, Condition):
            judged = [self.conditions.judge(target, k) for k in found]
            since = latest(j.since for j in judged)
            missing = tuple(dict.fromkeys(m for j in judged for m in j.missing))
        else:
            instances = [self.amounts.instance(target, k) for k in found]
            since = latest([*(i.since for i in instances), recorded(self.payments.get(clause, []))])
            missing = tuple(dict.fromkeys(m for i in instances for m in i.missing))
        since = latest([since, self.dated(target), self.governed(days.last)])
        known = truth in ("T", "F")
        open_ = [k for k, one in zip(found, truths, strict=True) if one == "U"]
        hidden = not unsure and all(self._is_hidden(target, k) for k in open_)
        why = frozenset() if known else frozenset({"undisclosed" if hidden else "clause"})
        trace = self._state_trace(target, found) if self.explain else None
        return Outcome(truth=truth, since=since, why=why, missing=() if known else missing, trace=trace)

    def _is_hidden(self, clause: Clause, k: int) -> bool:
        """Say whether a window of a clause is undecided for figures alone that exist and are not public."""
        if isinstance(clause, Condition):
            return self.conditions.judge(clause, k).reason.endswith(" unknown:undisclosed")
        return self.amounts.instance(clause, k).why == {"undisclosed"}

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
        target = self.clauses.get(clause)
        if target is None:
            # Under a right what was paid is told by its day.
            return self.paying.since(clause, days)
        found = self.paying.windows(target, days)
        last = max(windows_in(self.plan.windows[clause], days), default=-1)
        # A window that can owe nothing takes no money: its status is not asked, its own cure may ask this.
        owing = [k for k in range(last + 1) if self._may_owe(target, k)] if self.payments.get(clause) else []
        settled = [self.status_since(target, k) for k in owing]
        known = self.governed(days.last)
        return known_later(found, self.dated(target), known, *settled)

    def _may_owe(self, clause: Clause, k: int) -> bool:
        """Say whether money or things can fall due under the k-th window of a clause."""
        if isinstance(clause, Payment):
            return True
        return any(r.amount is not None or r.quantity is not None for r in self.worded(clause, k).remedies)

    def due(self, clause: str, days: Period) -> Outcome:
        """Return the computed amounts of the clause's windows that end in a stretch."""
        target = self.clauses[clause]
        currency = currency_of(target)
        total, why, open_ = exactly(ZERO), frozenset[str](), list[Pending]()
        since = latest([self.dated(target), self.governed(days.last)])
        for k in windows_in(self.plan.windows[clause], days):
            if isinstance(target, Payment):
                instance = self.amounts.instance(target, k)
                since, why = latest([since, instance.since]), why | instance.why
                total = values.plus(total, instance.amount)
                open_ += [pending.of_amount(self, target, k)] if self.explain else []
                continue
            for item, remedy in enumerate(self.worded(target, k).remedies, 1):
                if currency in currencies_of(remedy):
                    since = latest([since, self.status_since(target, k)])
                    total = values.plus(total, self.remedies.enters(target, item, k, currency))
                    fired = self.remedies.fired(target, item, k)
                    since = latest([since, fired.since if fired else None])
                    open_ += [self.remedies.pending(target, item, k, currency)] if self.explain else []
        if clause in self.plan.unbound:
            return Outcome(num=Interval(ZERO, None), since=since, why=frozenset({"unset"}))
        if total.point is not None:
            return Outcome(num=total, since=since)
        hangs = pending.together(open_)
        return Outcome(
            num=total,
            since=since,
            why=why or frozenset({"clause"}),
            missing=hangs.missing,
            trace=pending.one_trace(hangs, f"several windows of {clause}"),
        )

    def balance(self, account: str, days: Period, edge: str) -> Outcome:
        """Return the balance of an account at the `start` or `end` of a stretch (8.1)."""
        return self.accounts.balance(account, days, edge)

    def interest(self, account: str, days: Period) -> Outcome:
        """Return the interest of the account's rows that end in a stretch."""
        return self.accounts.interest(account, days)

    def debt(self, payment: Payment, k: int) -> Debt:
        """Return the k-th instance as a debt."""
        instance = self.amounts.instance(payment, k)
        return Debt(self.plan.windows[payment.name][k].period, instance.amount.point, instance.due, (0, k))

    def dated(self, clause: Clause | Account | Right, version: int | None = None) -> datetime | None:
        """Return since when the dates are known that make the windows of a clause, up to a version."""
        key = (clause.name, version)
        if key not in self._dated:
            found: list[datetime | None] = []
            for evaluator in self.evaluators[: None if version is None else version + 1]:
                names = _date_names(evaluator.terms, clause.name)
                found += [s.recorded_at for n, s in evaluator.settings.items() if n in names]
            self._dated[key] = latest(found)
        return self._dated[key]

    def decision_on(self, clause: Clause, k: int) -> Decision | None:
        """Return the waiver or suspension that changed a window, if one did."""
        if isinstance(clause, Condition):
            return self.conditions.judge(clause, k).by
        return self.amounts.instance(clause, k).by

    def judged(self, clause: Condition, k: int) -> Judged:
        """Return the judgement of the k-th window of a condition."""
        return self.conditions.judge(clause, k)


def _waits(evaluator: Evaluator, name: str) -> bool:
    """Say whether a date that makes the windows of a name has no value in a version."""
    return any(evaluator.date_value(n) is None for n in _date_names(evaluator.terms, name))


def _date_names(terms: Terms, name: str) -> set[str]:
    """Return the names of the date parameters that the windows of a clause, account or right hang on."""
    right = terms.right(name)
    worded = terms.clause(name) or terms.account(name) or right
    found = worded.schedule if worded is not None else None
    names = set(dates_of(found)) if found is not None else set()
    edges = [right.first, right.last] if right is not None else []
    nodes = (n for edge in edges if edge is not None for n in edge.walk())
    return names | {n.text("name") for n in nodes if n.op == "parameter"}
