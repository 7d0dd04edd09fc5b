"""Payments and deliveries: the amount, its netting and caps, when it is due (2.3, 7.1, 8.3)."""

from __future__ import annotations

from commonweal.terms.checking import dates
from commonweal.terms.checking.clauses.acts import remedies_of
from commonweal.terms.checking.clauses.duties import evidence_of, waivable_by
from commonweal.terms.checking.clauses.lines import (
    Lines,
    cite_of,
    guard_of,
    owed_amount,
    party,
    schedule_of,
    subject_of,
)
from commonweal.terms.checking.scope import Place, Scope
from commonweal.terms.checking.vocabulary import label_of
from commonweal.terms.core.clauses import Cap, Net, Payment
from commonweal.terms.core.expressions import Expr
from commonweal.terms.surface.tree import Node


def read_payment(item: Node, scope: Scope) -> Payment | None:
    """Return a payment or a delivery of the core tree, or None after saying what is wrong."""
    name, payer, payee = list(item.tokens("NAME"))[:3]
    delivers = is_delivery(item)
    lines = Lines(item, scope)
    schedule_node, place = schedule_of(item, lines, scope)
    parties = [party(t, scope) for t in (payer, payee)]
    amount = owed_amount(subject_of(item)[0], scope, place, delivers=delivers)
    schedule = dates.schedule(schedule_node, scope) if schedule_node else None
    guard, guard_ok = guard_of(lines, scope, place)
    evidence = evidence_of(lines, scope, place)
    due_line = lines.named("due")
    due = dates.offset(next(due_line.nodes()), scope, place) if due_line else None
    steps = _steps(lines, amount, scope, place, delivers=delivers)
    remedies = remedies_of(lines, scope, place, "payment")
    waivable = waivable_by(lines, scope)
    if amount is None or schedule is None or not guard_ok or steps is None or remedies is None:
        return None
    if parties[0] is None or parties[1] is None or (due_line is not None and due is None):
        return None
    return Payment(
        name.text,
        parties[0],
        parties[1],
        amount,
        str(amount.type.of),
        schedule,
        guard,
        due,
        evidence,
        waivable,
        steps,
        remedies,
        delivers,
        label_of(item),
        cite_of(item),
        name.span,
    )


def is_delivery(item: Node) -> bool:
    """Say whether a payment's node says `must deliver`."""
    return item.first("deliver_quantity") is not None


def _steps(
    lines: Lines, amount: Expr | None, scope: Scope, place: Place, *, delivers: bool
) -> tuple[Net | Cap, ...] | None:
    steps: list[Net | Cap] = []
    ok = True
    for line in lines.all:
        if line.kind == "less_already_due" and line is lines.named("less_already_due"):
            steps.append(Net())
        elif line.kind == "capped":
            limit = owed_amount(next(line.nodes()), scope, place, delivers=delivers)
            if limit is None:
                ok = False
            elif amount is not None and limit.type != amount.type:
                key = "CW2004" if delivers else "CW2001"
                scope.say(key, line.span, left=amount.type, right=limit.type)
                ok = False
            else:
                steps.append(Cap(limit, line.first("in_total") is not None))
    return tuple(steps) if ok else None
