"""The reference engine: what a text means, told plainly. Every other engine must say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import (
    Assessment,
    Finding,
    Payable,
    Power,
    Record,
    Row,
    Trace,
    identity,
)
from commonweal.engines.reference.evaluate import Here
from commonweal.engines.reference.judge import Judge
from commonweal.engines.reference.money import settlement
from commonweal.engines.reference.money.remedies import Fired, trigger_words
from commonweal.engines.reference.money.settlement import Debt
from commonweal.engines.reference.rules.table import RULES
from commonweal.engines.reference.values import Interval
from commonweal.engines.reference.warnings import warnings
from commonweal.ground.days import MAX_DAY
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Clause, Condition, Payment, Remedy
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import by_need

_AMOUNT_ACTS = ("pay", "repay")


class ReferenceEngine:
    """Exact, plain, explains itself (language, section 14)."""

    name = "reference"

    def can(self, op: str) -> str:
        """Say whether this engine evaluates an operation."""
        return "can" if op in RULES else "never"

    def assess(
        self, plan: Plan, *, record: Record, as_of: date, known_at: datetime, explain: bool = False
    ) -> Assessment:
        """
        Return the findings, payables and powers of one agreement.

        Parameters
        ----------
        as_of : judged as of the end of this day
        known_at : rows recorded later do not exist
        explain : also give every finding and payable its trace and missing list
        """
        judge = Judge(plan, record, as_of=as_of, known_at=known_at, explain=explain)
        rank = by_need(tuple(plan.clauses()))
        in_time = sorted(
            (w.period.end, w.period.start, rank[c.name], c.name, k)
            for c in plan.clauses()
            for k, w in enumerate(plan.windows[c.name])
        )
        for *_, name, k in in_time:
            judge.status(judge.clauses[name], k)
        findings: list[Finding] = []
        payables: list[Payable] = []
        powers: list[Power] = []
        for clause in plan.clauses():
            if isinstance(clause, Condition):
                findings += [_finding(judge, clause, k) for k in range(len(plan.windows[clause.name]))]
            payables += _payables(judge, clause)
            powers += _powers(judge, clause)
        coverage = judge.coverage[0]
        return Assessment(
            plan.agreement.id,
            plan.terms.ref,
            plan.terms_hash,
            as_of,
            known_at,
            tuple(findings),
            tuple(payables),
            tuple(powers),
            (*judge.decisions.ignored, *warnings(judge)),
            len(coverage.expected),
            sum(coverage.expected.values()),
            len(coverage.undisclosed),
        )

    def value(
        self, plan: Plan, node: Expr, *, record: Record, window: Period, as_of: date, known_at: datetime
    ) -> Decimal | None:
        """Return the value of an amount in a window of its own, None if it is not known."""
        judge = Judge(plan, record, as_of=as_of, known_at=known_at, explain=True)
        # A define has the default level of evidence where no clause uses it (language 5.5).
        clause = replace(next(plan.clauses()), evidence=None)
        at = Window(window, window.last, version=len(plan.versions) - 1)
        found = judge.evaluators[-1].evaluate(node, Here(clause, at))
        return found.num.point if found.num is not None else None


def _finding(judge: Judge, clause: Condition, k: int) -> Finding:
    plan, window = judge.plan, judge.plan.windows[clause.name][k]
    judged = judge.judged(clause, k)
    return Finding(
        plan.agreement.id,
        1,
        plan.terms.ref,
        clause.name,
        clause.label,
        clause.purpose,
        window.period,
        window.evidence_due,
        judged.status,
        judged.reason,
        judged.since,
        judged.vacuous,
        judged.missing,
        _facts(judged.trace),
        judged.trace,
    )


def _facts(trace: Trace | None) -> tuple[str, ...]:
    """Return the identities of all rows in a trace, sorted, each once."""
    return tuple(sorted({identity(row) for row in _rows(trace)}))


def _rows(trace: Trace | None) -> Iterable[Row]:
    if trace is not None:
        yield from trace.facts
        for part in trace.because:
            yield from _rows(part)


def _payables(judge: Judge, clause: Clause) -> list[Payable]:
    """Return the instances and consequences of a clause with what settles them."""
    drafts: list[tuple[Payable, Debt]] = []
    if isinstance(clause, Payment):
        drafts += [_instance(judge, clause, k) for k in range(len(judge.plan.windows[clause.name]))]
    for k in range(len(judge.plan.windows[clause.name])):
        for item, remedy in enumerate(clause.remedies, 1):
            if remedy.act in _AMOUNT_ACTS:
                drafts += _consequence(judge, clause, item, remedy, k, len(drafts))
    settled = settlement.settle([d for _, d in drafts], judge.payments.get(clause.name, []))
    made: list[Payable] = []
    for (draft, debt), paid in zip(drafts, settled, strict=True):
        withheld = draft.kind == "payment" and judge.withholding(clause.name)
        over = draft.window.last <= judge.as_of
        state = settlement.state(
            debt.amount, over=over, due=draft.due, paid=paid.paid, as_of=judge.as_of, withheld=withheld
        )
        made.append(_with(draft, state, paid))
    return made


def _with(draft: Payable, state: str, paid: settlement.Settled) -> Payable:
    missing = () if state == "not_due" else draft.missing
    return replace(draft, state=state, paid=paid.paid, paid_on=paid.paid_on, missing=missing)


def _instance(judge: Judge, payment: Payment, k: int) -> tuple[Payable, Debt]:
    plan, window = judge.plan, judge.plan.windows[payment.name][k]
    instance = judge.amounts.instance(payment, k)
    anchor = "window" if payment.due is None else "notice" if payment.due.on_notice else "date"
    payable = Payable(
        plan.agreement.id,
        1,
        plan.terms.ref,
        payment.name,
        window.period,
        "payment",
        1,
        payment.payer,
        payment.payee,
        instance.amount.point,
        _interval(instance.amount),
        payment.currency,
        instance.due,
        anchor,
        None,
        instance.capped,
        instance.since,
        "",
        Decimal(0),
        None,
        judge.status(payment, k)[0],
        payment.label,
        instance.missing,
        _facts(instance.trace),
        instance.trace,
    )
    return payable, judge.debt(payment, k)


def _interval(num: Interval) -> tuple[Decimal, Decimal | None] | None:
    if num.point is not None:
        return None
    return (num.lo if num.lo is not None else Decimal(0), num.hi)


def _consequence(
    judge: Judge, clause: Clause, item: int, remedy: Remedy, k: int, n: int
) -> list[tuple[Payable, Debt]]:
    fired = judge.remedies.fired(clause, item, k)
    if fired is None or fired.amount is None or remedy.amount is None:
        return []
    plan, window = judge.plan, judge.plan.windows[clause.name][k]
    kind, due, anchor = "consequence", fired.due, fired.anchor
    if remedy.power:
        exercised = judge.decisions.covering(clause.name, "exercised", window)
        if exercised is None:
            return []
        kind, anchor = "exercise", anchor if remedy.due is not None else "exercise"
        due = fired.due if remedy.due is not None else exercised.decided_on
    payable = Payable(
        plan.agreement.id,
        1,
        plan.terms.ref,
        clause.name,
        window.period,
        kind,
        item,
        remedy.actor,
        remedy.payee or "",
        fired.amount.point,
        _interval(fired.amount),
        remedy.amount.type.of or "",
        due,
        anchor,
        trigger_words(remedy),
        False,
        fired.since,
        "",
        Decimal(0),
        None,
        "",
        clause.label,
        fired.missing,
        _facts(fired.trace),
        fired.trace,
    )
    return [(payable, Debt(window.period, fired.amount.point, due, (1, n)))]


def _powers(judge: Judge, clause: Clause) -> list[Power]:
    """Return the powers that remedies have opened, or may have opened."""
    windows = judge.plan.windows[clause.name]
    until = max((w.evidence_due for w in windows), default=MAX_DAY)
    made: list[Power] = []
    for item, remedy in enumerate(clause.remedies, 1):
        if not remedy.power:
            continue
        for k, window in enumerate(windows):
            fired = judge.remedies.fired(clause, item, k)
            if fired is not None:
                state = _power_state(judge, clause, remedy, window, fired, until)
                made.append(
                    Power(
                        judge.plan.agreement.id,
                        clause.name,
                        item,
                        window.period,
                        remedy.actor,
                        " ".join(x for x in (remedy.act, remedy.target) if x),
                        state,
                        until,
                    )
                )
    return made


_USED_BY = {"terminate": "terminated", "withhold": "enforced", "suspend": "enforced"}


def _power_state(
    judge: Judge, clause: Clause, remedy: Remedy, window: Window, fired: Fired, until: date
) -> str:
    used = judge.decisions.of(clause.name, _USED_BY.get(remedy.act, "exercised"))
    if remedy.act in _AMOUNT_ACTS:
        exercised = judge.decisions.covering(clause.name, "exercised", window)
        used = [exercised] if exercised is not None else []
    if used:
        return "exercised"
    if judge.decisions.covering(clause.name, "released", window) is not None or judge.as_of > until:
        return "lapsed"
    return "available" if fired.certain == "T" else "unknown"
