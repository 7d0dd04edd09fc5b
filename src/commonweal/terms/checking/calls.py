"""Functions, tables, choices and other clauses in a formula (3.3, 6.3, 7.5)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from commonweal.ground.diagnostics import Note
from commonweal.terms.checking import dates
from commonweal.terms.checking.names import outside, unknown
from commonweal.terms.checking.scope import Place, Rule, Scope
from commonweal.terms.checking.typing import TypeClash, product, same
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import DATE, NUMBER, YESNO, Type, ratio
from commonweal.terms.surface.tree import Node, Token

BASES = ("act365", "act360", "thirty360", "actact")
FUNCTIONS = ("min", "max", "round", "days", "indexed")


# ---- other clauses -------------------------------------------------------------------------------


def is_state(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `CLAUSE is STATE WINDOW?`, or `x is known` in a guard of choose."""
    subject, state_node = node.children[0], node.children[1]
    assert isinstance(subject, Node) and isinstance(state_node, Node)
    state = state_node.kind
    if state == "known":
        if not place.guard:
            scope.say("CW2402", node.span)
            return None
        inner = scope.elaborate(subject, place)
        return inner and expr("known", YESNO, inner, at=node.span)
    if subject.kind != "ref":
        scope.say("CW2401.status", subject.span)
        return None
    token = next(subject.tokens("NAME"))
    clause = scope.clauses.get(token.text)
    if clause is None or clause.kind not in ("condition", "payment"):
        names = [n for n, c in scope.clauses.items() if c.kind in ("condition", "payment")]
        scope.out.append(unknown(token.text, token.span, what="condition or payment", candidates=names))
        return None
    scope.used.add(token.text)
    if clause.kind == "payment" and state in ("breached", "cured"):
        scope.say("CW2403", node.span, name=token.text, state=state)
        return None
    phrase = node.children[2] if len(node.children) > 2 else None
    if phrase is None:
        if place.grain is None:
            scope.say("CW2408", node.span)
            return None
        window: Expr | None = dates.in_period(node.span)
    else:
        assert isinstance(phrase, Node)
        window = dates.window(phrase, scope, place)
    return window and expr("status", YESNO, window, clause=token.text, state=state, at=node.span)


def under(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `paid under CLAUSE WINDOW` or `due under CLAUSE WINDOW`."""
    token, phrase = node.children
    assert isinstance(token, Token) and isinstance(phrase, Node)
    window = dates.window(phrase, scope, place)
    clause = scope.clauses.get(token.text)
    if clause is None or clause.kind not in ("condition", "payment"):
        names = [n for n, c in scope.clauses.items() if c.kind in ("condition", "payment")]
        scope.out.append(unknown(token.text, token.span, what="condition or payment", candidates=names))
        return None
    scope.used.add(token.text)
    owed, currency = scope.owed_by(token.text), scope.currency_of(token.text)
    if owed is None or currency is None or window is None:
        if owed is not None and currency is None:
            scope.say("CW2001.no_currency", token.span)
        return None
    return expr(node.kind, ratio(currency, None), window, clause=token.text, at=node.span)


def _account(token: Token, scope: Scope) -> Type | None:
    """Return what an account is kept in; None if it is faulty, or if there is no such account (CW1105)."""
    clause = scope.clauses.get(token.text)
    if clause is None or clause.kind != "account":
        names = [n for n, c in scope.clauses.items() if c.kind == "account"]
        scope.out.append(unknown(token.text, token.span, what="account", candidates=names))
        return None
    scope.used.add(token.text)
    currency = scope.currency_of(token.text)
    return ratio(currency, None) if currency is not None else None


def balance_at(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `balance of ACCOUNT at start|end`."""
    token, edge = node.children
    assert isinstance(token, Token) and isinstance(edge, Node)
    if place.constant:
        scope.say("CW2412", node.span)
        return None
    type_ = _account(token, scope)
    if place.grain is None:
        scope.say("CW2408", node.span)
        return None
    op = "balance_start" if edge.kind == "at_start" else "balance_end"
    return expr(op, type_, account=token.text, at=node.span) if type_ is not None else None


def interest_of(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `interest of ACCOUNT WINDOW`; an account of things bears none (CW2418)."""
    token, phrase = node.children
    assert isinstance(token, Token) and isinstance(phrase, Node)
    if place.constant:
        scope.say("CW2412", node.span)
        return None
    type_, window = _account(token, scope), dates.window(phrase, scope, place)
    if type_ is not None and type_.kind != "money":
        scope.say("CW2418.asked", node.span, name=token.text, type=type_)
        return None
    if type_ is None or window is None:
        return None
    return expr("interest_of", type_, window, account=token.text, at=node.span)


# ---- tables and choices --------------------------------------------------------------------------


def brackets(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `marginal on x {…}` or `tier on x {…}`."""
    on = scope.amount(node.children[0], place)
    rows = [n for n in node.nodes() if n.kind in ("up_to", "below", "above")]
    rates = [scope.amount(row.children[0], place) for row in rows]
    bounds = [scope.amount(row.children[1], place) if row.kind != "above" else None for row in rows]
    last = rows[-1]
    if last.kind != "above" or any(r.kind == "above" for r in rows[:-1]):
        scope.say("CW4005.above", last.span)
        return None
    if on is None or any(r is None for r in rates) or any(b is None for b in bounds[:-1]):
        return None
    type_ = _bracket_types(
        on, [r for r in rates if r is not None], [b for b in bounds if b is not None], scope
    )
    if type_ is None or not _increasing([b for b in bounds if b is not None], scope):
        return None
    if node.kind == "marginal":
        try:
            type_ = product(type_, on.type)
        except TypeClash as clash:
            scope.say(clash.key, node.span, left=type_, right=on.type)
            return None
    args: list[Expr] = [on]
    for rate, bound in zip(rates, bounds, strict=True):
        args += [part for part in (rate, bound) if part is not None]
    kinds = tuple(row.kind for row in rows[:-1])
    return expr(node.kind, type_, *args, bounds=kinds, at=node.span)


def _bracket_types(on: Expr, rates: list[Expr], bounds: list[Expr], scope: Scope) -> Type | None:
    for bound in bounds:
        try:
            same(on.type, bound.type)
        except TypeClash as clash:
            notes = [Note(f"the table is on {on.type}", on.at)]
            scope.say(clash.key, bound.at or on.at, notes=notes, left=on.type, right=bound.type)  # type: ignore[arg-type]
            return None
    type_ = rates[0].type
    for rate in rates[1:]:
        try:
            type_ = same(type_, rate.type)
        except TypeClash as clash:
            notes = [Note(f"the first line is {type_}", rates[0].at)]
            scope.say(clash.key, rate.at, notes=notes, left=type_, right=rate.type)  # type: ignore[arg-type]
            return None
    return type_


def _increasing(bounds: list[Expr], scope: Scope) -> bool:
    """Say whether bounds written as numbers increase strictly (parameters are compared when bound)."""
    literals = [b for b in bounds if b.op == "literal"]
    for before, after in pairwise(literals):
        if not before["value"] < after["value"]:  # type: ignore[operator]
            scope.say("CW4005.order", after.at, notes=[Note("the bound before it", before.at)])  # type: ignore[arg-type]
            return False
    return True


def choose(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `choose (a when F, …, otherwise b)`."""
    args: list[Expr | None] = []
    values: list[Expr | None] = []
    for branch in node.nodes("branch"):
        value = scope.amount(branch.children[0], place)
        values.append(value)
        args += [value, scope.formula(branch.children[1], replace(place, guard=True))]
    otherwise = scope.amount(node.children[-1], place)
    values.append(otherwise)
    args.append(otherwise)
    if any(a is None for a in args):
        return None
    type_ = _one_type([v for v in values if v is not None], node, scope)
    if type_ is None:
        return None
    return expr("choose", type_, *(a for a in args if a is not None), at=node.span)


def _one_type(values: list[Expr], node: Node, scope: Scope) -> Type | None:
    type_ = values[0].type
    for value in values[1:]:
        try:
            type_ = same(type_, value.type)
        except TypeClash as clash:
            notes = [Note(f"this is {type_}", values[0].at), Note(f"this is {value.type}", value.at)]
            scope.say(clash.key, value.at or node.span, notes=notes, left=type_, right=value.type)
            return None
    return type_


# ---- functions -----------------------------------------------------------------------------------


def call(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return a call of `min max round days indexed`."""
    token = next(node.tokens("NAME"))
    args = list(node.nodes())
    if token.text not in FUNCTIONS:
        scope.out.append(outside(token.text, token.span, what="function", words=FUNCTIONS))
        return None
    if token.text == "days":
        return _days(node, args, scope, place)
    if token.text == "indexed":
        return _indexed(node, args, scope, place)
    wanted = {"round": (2, 2), "min": (2, 4096), "max": (2, 4096)}[token.text]
    if not wanted[0] <= len(args) <= wanted[1]:
        scope.say("CW2411", node.span, name=token.text, given=len(args), form=_FORMS[token.text])
        return None
    found = [scope.amount(a, place) for a in args]
    if any(f is None for f in found):
        return None
    made = [f for f in found if f is not None]
    type_ = _one_type(made, node, scope)
    if type_ is None:
        return None
    if token.text == "round":
        step = made[1]
        if step.op == "literal" and not step["value"] > 0:  # type: ignore[operator]
            scope.say("CW2411.step", step.at or node.span)
            return None
    return expr(token.text, type_, *made, at=node.span)


_FORMS = {
    "min": "min(a, b, …)",
    "max": "max(a, b, …)",
    "round": "round(x, step)",
    "days": "days(FROM, TO, BASIS) or days(period, BASIS)",
    "indexed": "indexed(x, measure, DATE)",
}


def _days(node: Node, args: list[Node], scope: Scope, place: Place) -> Expr | None:
    basis = args[-1]
    name = next(basis.tokens("NAME")) if basis.kind == "ref" else None
    if len(args) not in (2, 3) or name is None:
        scope.say("CW2411", node.span, name="days", given=len(args), form=_FORMS["days"])
        return None
    if name.text not in BASES:
        scope.out.append(outside(name.text, name.span, what="basis", words=BASES))
        return None
    if len(args) == 2:
        if args[0].kind not in ("this_period", "sub_year", "cal_year", "fis_year"):
            scope.say("CW2411", node.span, name="days", given=len(args), form=_FORMS["days"])
            return None
        period = dates.period_expr(args[0], scope, place)
        return period and expr("days_in", NUMBER, period, basis=name.text, at=node.span)
    found = [scope.elaborate(a, place) for a in args[:2]]
    for part in found:
        if part is not None and part.type != DATE:
            scope.say("CW2202.compare", part.at or node.span, type=part.type)
            return None
    if found[0] is None or found[1] is None:
        return None
    return expr("days", NUMBER, found[0], found[1], basis=name.text, at=node.span)


def _indexed(node: Node, args: list[Node], scope: Scope, place: Place) -> Expr | None:
    if len(args) != 3 or args[1].kind != "ref":
        scope.say("CW2411", node.span, name="indexed", given=len(args), form=_FORMS["indexed"])
        return None
    token = next(args[1].tokens("NAME"))
    measure = scope.vocabulary.measures.get(token.text)
    amount, day = scope.amount(args[0], place), scope.elaborate(args[2], place)
    if measure is None:
        scope.out.append(
            unknown(token.text, token.span, what="measure", candidates=scope.vocabulary.measures)
        )
        return None
    scope.used.add(measure.name)
    if measure.kind not in ("stock", "rate") or measure.per not in ("public", "award"):
        scope.say("CW2102.index", token.span, name=measure.name, kind=measure.kind)
        return None
    if amount is None or day is None:
        return None
    if place.grain is None or place.day:
        scope.say("CW2408", node.span)
        return None
    if day.type != DATE:
        scope.say("CW2202.compare", day.at or node.span, type=day.type)
        return None
    return expr("indexed", amount.type, amount, day, measure=measure.name, at=node.span)


RULES: dict[str, Rule] = {
    "is_state": is_state,
    "paid_under": under,
    "due_under": under,
    "balance_at": balance_at,
    "interest_of": interest_of,
    "marginal": brackets,
    "tier": brackets,
    "choose": choose,
    "call": call,
}
