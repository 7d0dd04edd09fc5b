"""Walks over clauses: the formulas and amounts they hold, the date parameters a schedule reads."""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.terms.core.clauses import Account, Cap, Clause, Condition, Payment, Right, Schedule
from commonweal.terms.core.expressions import Expr


def expressions_of(clause: Clause | Account | Right) -> list[Expr]:
    """Return every formula and amount of a clause, duty or amount first."""
    roots: list[Expr | None]
    if isinstance(clause, Account):
        return [clause.opening, *clause.adds, *([clause.rate] if clause.rate is not None else [])]
    if isinstance(clause, Right):
        roots = [clause.amount, clause.quantity, clause.price, clause.guard]
    elif isinstance(clause, Condition):
        roots = [clause.duty, clause.cure.formula if clause.cure else None]
    else:
        roots = [clause.amount, *(step.limit for step in clause.steps if isinstance(step, Cap))]
    if isinstance(clause, Condition | Payment):
        roots.append(clause.guard)
        for remedy in clause.remedies:
            roots += [remedy.amount, remedy.quantity, remedy.price]
    return [r for r in roots if r is not None]


def dates_of(schedule: Schedule) -> list[str]:
    """Return the names of the date parameters that a schedule reads."""
    roots = [schedule.first, *([schedule.last] if schedule.last is not None else [])]
    return [n.text("name") for root in roots for n in root.walk() if n.op == "parameter"]


def by_need(clauses: Sequence[Clause], accounts: Sequence[Account] = ()) -> dict[str, int]:
    """
    Return a rank for each clause and account name: what is read comes first, as far as there is no circle.

    Judging window after window in this order keeps every answer one step away from what it needs. A payment
    that reduces an account comes after it, and after the payments named before it.
    """
    reads = {one.name: _read_by(one) for one in (*clauses, *accounts)}
    for account in accounts:
        before: list[str] = [account.name]
        for name in account.reduced_by:
            if name in reads:
                reads[name] = sorted({*reads[name], *before})
                before.append(name)
    ranks: dict[str, int] = {}
    entered: set[str] = set()
    for root in reads:
        stack = [root]
        while stack:
            name = stack[-1]
            waiting = [n for n in reads.get(name, []) if n not in entered] if name not in entered else []
            entered.add(name)
            if waiting:
                stack += waiting
                continue
            stack.pop()
            ranks.setdefault(name, len(ranks))
    return ranks


def _read_by(one: Clause | Account) -> list[str]:
    """Return the clauses and accounts that a clause or account reads in its own windows."""
    nodes = [n for root in expressions_of(one) for n in root.walk()]
    found = {n.text("clause") for n in nodes if n.op in ("status", "due_under", "paid_under")}
    return sorted(found | {n.text("account") for n in nodes if n.op in ("balance_end", "interest_of")})
