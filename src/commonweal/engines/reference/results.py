"""What a judged agreement gives: findings, payables, powers and account rows, as every engine gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from commonweal.engines.protocol import AccountRow, Finding, Payable, Power, Row, Trace, identity
from commonweal.engines.reference.judge import Judge
from commonweal.engines.reference.money import settlement
from commonweal.engines.reference.money.acts import DUE_ACTS, Leg, actor_of
from commonweal.engines.reference.money.settlement import Debt
from commonweal.engines.reference.money.triggers import trigger_words
from commonweal.engines.reference.outcome import Outcome, latest
from commonweal.engines.reference.rights import Exercise
from commonweal.engines.reference.values import Interval
from commonweal.ground.days import MAX_DAY
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Version, Window
from commonweal.terms.core.clauses import Clause, Condition, Payment, Remedy, Right

_Draft = tuple[Payable, Debt]


def findings(judge: Judge) -> Iterator[Finding]:
    """Return the findings: one for each window of a condition, by clause and window."""
    for clause in judge.clauses.values():
        if isinstance(clause, Condition):
            for k in range(len(judge.plan.windows[clause.name])):
                yield _finding(judge, clause, k)


def _version(judge: Judge, window: Window) -> Version:
    return judge.plan.versions[window.version]


def _finding(judge: Judge, clause: Condition, k: int) -> Finding:
    window = judge.plan.windows[clause.name][k]
    version, worded = _version(judge, window), judge.worded(clause, k)
    judged = judge.judged(clause, k)
    return Finding(
        judge.plan.agreement.id,
        version.number,
        version.terms.ref,
        clause.name,
        worded.label,
        worded.purpose if isinstance(worded, Condition) else None,
        window.period,
        window.evidence_due,
        judged.status,
        judged.reason,
        judged.since,
        judged.vacuous,
        judged.missing,
        _facts(judged.trace),
        judged.trace,
        judged.cure_until,
    )


def _facts(trace: Trace | None) -> tuple[str, ...]:
    """Return the identities of all rows in a trace, sorted, each once."""
    return tuple(sorted({identity(row) for row in _rows(trace)})) if trace is not None else ()


def _rows(trace: Trace | None) -> Iterable[Row]:
    if trace is not None:
        yield from trace.facts
        for part in trace.because:
            yield from _rows(part)


# ---- payables -----------------------------------------------------------------------------------------


def payables(judge: Judge) -> Iterator[Payable]:
    """Return what is owed under each clause and right, with what settles it, by name."""
    drafts: dict[str, list[_Draft]] = {}
    for clause in judge.clauses.values():
        drafts[clause.name] = _owed(judge, clause)
    for right in judge.plan.rights():
        drafts[right.name] = []
        for exercise in judge.rights.exercises(right.name):
            drafts[right.name] += _exercised(judge, exercise, len(drafts[right.name]))
    for name in sorted(drafts):
        yield from _settled(judge, name, drafts[name])


def _owed(judge: Judge, clause: Clause) -> list[_Draft]:
    """Return the instances and consequences of a clause."""
    drafts: list[_Draft] = []
    windows = judge.plan.windows[clause.name]
    if isinstance(clause, Payment):
        drafts += [_instance(judge, clause, k) for k in range(len(windows))]
    for k in range(len(windows)):
        for item, remedy in enumerate(judge.worded(clause, k).remedies, 1):
            if remedy.act in DUE_ACTS:
                drafts += _consequence(judge, clause, item, remedy, k, len(drafts))
    return drafts


def _settled(judge: Judge, name: str, drafts: list[_Draft]) -> Iterator[Payable]:
    """Return payables with what was paid on them, each in its own currency or unit."""
    paid: dict[int, settlement.Settled] = {}
    for currency in dict.fromkeys(draft.currency for draft, _ in drafts):
        mine = [i for i, (draft, _) in enumerate(drafts) if draft.currency == currency]
        made = settlement.settle([drafts[i][1] for i in mine], judge.made(name, currency))
        paid.update(zip(mine, made, strict=True))
    for i, (draft, debt) in enumerate(drafts):
        holding = judge.withholding(name)
        withheld = draft.kind == "payment" and holding.truth == "T"
        # What a right brings is owed from its exercise, whatever is left of its window.
        over = draft.window.last <= judge.as_of or name not in judge.clauses
        state = settlement.state(
            debt.amount, over=over, due=draft.due, paid=paid[i].paid, as_of=judge.as_of, withheld=withheld
        )
        missing = () if state == "not_due" else draft.missing
        yield replace(
            draft, state=state, paid=paid[i].paid, paid_on=paid[i].paid_on, missing=missing,
            settled=paid[i].parts, held=holding.by if state == "withheld" else None,
        )  # fmt: skip


def _instance(judge: Judge, payment: Payment, k: int) -> _Draft:
    window = judge.plan.windows[payment.name][k]
    version, worded = _version(judge, window), judge.worded(payment, k)
    assert isinstance(worded, Payment)
    instance = judge.amounts.instance(payment, k)
    anchor = "window" if worded.due is None else "notice" if worded.due.on_notice else "date"
    payable = Payable(
        judge.plan.agreement.id,
        version.number,
        version.terms.ref,
        payment.name,
        window.period,
        "payment",
        1,
        worded.payer,
        worded.payee,
        instance.amount.point,
        _interval(instance.amount),
        worded.currency,
        instance.due,
        anchor,
        None,
        instance.capped,
        instance.since,
        "",
        Decimal(0),
        None,
        judge.status(payment, k)[0],
        worded.label,
        instance.missing,
        _facts(instance.trace),
        instance.trace,
        instance.ceiling,
        freed=instance.freed,
        let_go=instance.let_go.point if instance.freed is not None else None,
    )
    return payable, judge.debt(payment, k)


def _interval(num: Interval) -> tuple[Decimal, Decimal | None] | None:
    if num.point is not None:
        return None
    return (num.lo if num.lo is not None else Decimal(0), num.hi)


def _consequence(judge: Judge, clause: Clause, item: int, remedy: Remedy, k: int, n: int) -> list[_Draft]:
    fired = judge.remedies.fired(clause, item, k)
    if fired is None:
        return []
    window, worded = judge.plan.windows[clause.name][k], judge.worded(clause, k)
    kind, due, anchor = "consequence", fired.due, fired.anchor
    if remedy.power:
        exercised = judge.remedies.exercise(clause, item, k)
        if exercised is None or judge.remedies.beyond(clause, item, k) is not None:
            return []
        kind, anchor = "exercise", anchor if remedy.due is not None else "exercise"
        due = fired.due if remedy.due is not None else exercised.decided_on
    shared = Payable(
        judge.plan.agreement.id,
        _version(judge, window).number,
        _version(judge, window).terms.ref,
        clause.name,
        window.period,
        kind,
        item,
        remedy.actor,
        remedy.payee or "",
        None,
        None,
        "",
        due,
        anchor,
        trigger_words(remedy),
        False,
        fired.since,
        "",
        Decimal(0),
        None,
        "",
        worded.label,
        fired.missing,
        freed=fired.released,
    )
    return _legs(shared, fired.legs, window.period, n)


def _legs(shared: Payable, legs: Iterable[Leg], window: Period, n: int) -> list[_Draft]:
    """Return one payable for each debt of an act, from what they share."""
    made: list[_Draft] = []
    for leg in legs:
        payable = replace(
            shared,
            kind="delivery" if leg.delivery else shared.kind,
            payer=leg.payer,
            payee=leg.payee,
            amount=leg.amount.point,
            interval=_interval(leg.amount),
            currency=leg.currency,
            missing=() if leg.amount.point is not None else shared.missing,
            facts=_facts(leg.trace),
            trace=leg.trace,
            let_go=leg.let_go.point if shared.freed is not None else None,
        )
        made.append((payable, Debt(window, leg.amount.point, shared.due, (1, n + len(made)))))
    return made


def _exercised(judge: Judge, exercise: Exercise, n: int) -> list[_Draft]:
    """Return what one exercise of a right makes due; its item is its number among the exercises."""
    window, right = exercise.owed_in, exercise.right
    version = _version(judge, exercise.window)
    shared = Payable(
        judge.plan.agreement.id,
        version.number,
        version.terms.ref,
        right.name,
        window,
        "exercise",
        exercise.n,
        right.holder,
        right.payee or "",
        None,
        None,
        "",
        exercise.due,
        exercise.anchor,
        None,
        False,
        exercise.since,
        "",
        Decimal(0),
        None,
        "",
        right.label,
        exercise.made.missing,
    )
    return _legs(shared, exercise.made.legs, window, n)


# ---- powers -------------------------------------------------------------------------------------------


def powers(judge: Judge) -> Iterator[Power]:
    """Return the powers that remedies have opened, or may have opened, and the rights, by name."""
    found = [power for clause in judge.clauses.values() for power in _powers(judge, clause)]
    found += [power for right in judge.plan.rights() for power in _right(judge, right)]
    yield from sorted(found, key=lambda p: p.clause)


def _powers(judge: Judge, clause: Clause) -> Iterator[Power]:
    windows = judge.plan.windows[clause.name]
    items = max((len(judge.worded(clause, k).remedies) for k in range(len(windows))), default=0)
    for item in range(1, items + 1):
        for k, window in enumerate(windows):
            remedy = judge.remedies.at(clause, item, k)
            fired = judge.remedies.fired(clause, item, k) if remedy is not None and remedy.power else None
            if remedy is None or fired is None:
                continue
            yield Power(
                judge.plan.agreement.id,
                clause.name,
                item,
                window.period,
                remedy.actor,
                _words(remedy),
                judge.powers.state(clause, item, k),
                judge.powers.until(clause, remedy),
            )


def _words(act: Remedy | Right) -> str:
    """Return an act with the clause or unit that it is about."""
    return " ".join(x for x in (act.act, act.target, act.unit) if x)


def _right(judge: Judge, right: Right) -> Iterator[Power]:
    """Return a right as a power from its first to its last day, in its state as of the day."""
    windows = judge.plan.windows.get(right.name, ())
    if windows:
        first, last = min(w.period.first for w in windows), windows[-1].period.last
        told, guard = judge.rights.explained(right.name, judge.as_of) if judge.explain else (None, Outcome())
        yield Power(
            judge.plan.agreement.id,
            right.name,
            1,
            Period.days_of(first, last),
            actor_of(right),
            _words(right),
            judge.rights.state(right.name, judge.as_of),
            last if last < MAX_DAY else None,
            guard.missing,
            told,
        )


# ---- accounts -----------------------------------------------------------------------------------------


def account_rows(judge: Judge) -> Iterator[AccountRow]:
    """Return the rows of the accounts, by name and window."""
    for account in judge.plan.accounts():
        for k, window in enumerate(judge.plan.windows[account.name]):
            row, version = judge.accounts.row(account.name, k), _version(judge, window)
            worded = version.terms.account(account.name) or account
            parts = {
                "opening": row.opening,
                "interest": row.interest,
                "adds": row.adds,
                "reductions": row.reductions,
                "closing": row.closing,
            }
            over = window.period.last <= judge.as_of
            yield AccountRow(
                judge.plan.agreement.id,
                version.number,
                account.name,
                window.period,
                **{name: num.point for name, num in parts.items()},
                currency=worded.currency,
                known_since=latest([row.since]),
                between=tuple((name, (num.lo, num.hi)) for name, num in parts.items() if num.point is None),
                label=worded.label,
                missing=row.missing if over else (),
                facts=_facts(row.trace),
                trace=row.trace,
            )
