"""Accounts: the opening balance, what is added and taken off, interest (2.3, 8.1)."""

from __future__ import annotations

from commonweal.ground.diagnostics import Note
from commonweal.terms.checking import dates, evidence
from commonweal.terms.checking.clauses.lines import Lines, cite_of, schedule_of, subject_of
from commonweal.terms.checking.heads import closed_list
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Place, Scope
from commonweal.terms.checking.typing import TypeClash, same
from commonweal.terms.checking.vocabulary import label_of
from commonweal.terms.core.clauses import INTEREST_BASES, Account
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import Type, ratio
from commonweal.terms.surface.tree import Node, Token


def read_account(item: Node, scope: Scope) -> Account | None:
    """Return an account of the core tree, or None after saying what is wrong."""
    name = next(item.tokens("NAME"))
    lines = Lines(item, scope)
    schedule_node, place = schedule_of(item, lines, scope)
    opens = dates.date_expr(subject_of(item)[0], scope, Place(grain=None))
    opening = opening_of(item, scope)
    schedule = dates.schedule(schedule_node, scope) if schedule_node else None
    kind = opening.type if opening is not None else None
    adds = [_added(line, kind, scope, place) for line in lines.all if line.kind == "adds"]
    rate, basis, interest_ok = _interest(lines, kind, scope, place)
    reduced = _reductions(lines, kind, scope, place)
    if opens is None or opening is None or schedule is None or not interest_ok or reduced is None:
        return None
    if any(a is None for a in adds):
        return None
    return Account(
        name.text,
        opens,
        opening,
        str(opening.type.of),
        schedule,
        tuple(a for a in adds if a is not None),
        rate,
        basis,
        reduced,
        label_of(item),
        cite_of(item),
        name.span,
    )


def opening_of(item: Node, scope: Scope) -> Expr | None:
    """Return what an account opens with: money, or a quantity that is used up; CW2416 for anything else."""
    node = subject_of(item)[1]
    found = scope.amount(node, Place(grain=None))
    if found is None or (found.type.kind in ("money", "quantity") and found.type.per is None):
        return found
    scope.say("CW2416", node.span, type=found.type)
    return None


def _added(line: Node, kind: Type | None, scope: Scope, place: Place) -> Expr | None:
    found = scope.amount(line.children[0], place)
    if found is None or kind is None:
        return None
    return found if _agrees(found.type, kind, line, scope) else None


def _agrees(found: Type, kind: Type, line: Node, scope: Scope) -> bool:
    """Say whether a movement is of the account's currency or unit; CW2001 or CW2004 if it is not."""
    try:
        same(kind, found)
    except TypeClash as clash:
        scope.say(clash.key, line.span, left=kind, right=found)
        return False
    return True


def _interest(
    lines: Lines, kind: Type | None, scope: Scope, place: Place
) -> tuple[Expr | None, str | None, bool]:
    line = lines.named("interest")
    if line is None:
        return None, None, True
    rate = scope.amount(line.children[0], place)
    basis = closed_list(line, INTEREST_BASES, "basis of interest", scope)
    if rate is not None and rate.type.kind not in ("percent", "number"):
        scope.say("CW2417", line.span, type=rate.type)
        return None, None, False
    if kind is not None and kind.kind != "money":
        scope.say("CW2418", line.span, type=kind)
        return None, None, False
    return rate, basis, rate is not None and basis is not None


# ---- what takes off ------------------------------------------------------------------------------


def _reductions(lines: Lines, kind: Type | None, scope: Scope, place: Place) -> tuple[str, ...] | None:
    names: list[str] = []
    ok = True
    for line in lines.all:
        if line.kind != "reduced_by":
            continue
        token = next(line.tokens("NAME"))
        if token.text in names:
            scope.say("CW2419.twice", line.span, name=token.text)
            ok = False
        elif kind is None or not _reduces(token, line, kind, scope, place):
            ok = False
        else:
            names.append(token.text)
    return tuple(names) if ok else None


def _reduces(token: Token, line: Node, kind: Type, scope: Scope, place: Place) -> bool:
    """Say whether a name is a payment or a flow that may take something off this account."""
    clause = scope.clauses.get(token.text)
    measure = scope.vocabulary.measures.get(token.text)
    if clause is not None and clause.kind == "payment":
        scope.used.add(token.text)
        owed = scope.currency_of(token.text)
        if owed is None:
            return False
        return _agrees(ratio(owed, None), kind, line, scope) and _only_here(token, line, scope)
    if token.text in scope.names():
        scope.say("CW2419", token.span, name=token.text)
        return False
    if measure is None:
        flows = [m.name for m in scope.vocabulary.measures.values() if m.kind == "flow"]
        known = [n for n, c in scope.clauses.items() if c.kind == "payment"] + flows
        scope.out.append(unknown(token.text, token.span, what="payment or flow", candidates=known))
        return False
    if measure.kind != "flow":
        scope.say("CW2419.level", token.span, name=measure.name, kind=measure.kind)
        return False
    found = evidence.total_in_period(token, scope, place)
    return found is not None and _agrees(found.type, kind, line, scope)


def _only_here(token: Token, line: Node, scope: Scope) -> bool:
    """Say whether no earlier account of the text is reduced by the same payment."""
    for clause in scope.clauses.values():
        for other in clause.nodes("reduced_by") if clause.kind == "account" else ():
            if other is line:
                return True
            if next(other.tokens("NAME")).text == token.text:
                account = next(clause.tokens("NAME")).text
                note = Note(f"it reduces {account} here", other.span)
                scope.say("CW2419.two", line.span, notes=[note], name=token.text, account=account)
                return False
    return True
