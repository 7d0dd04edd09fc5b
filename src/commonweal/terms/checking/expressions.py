"""
Formulas and amounts: syntax nodes to typed core nodes, with every rule of section 3 on the way.

Each method returns the core node, or None after it has said what is wrong; both sides of an
operation are always read, so that one fault does not hide another.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from commonweal.ground import numbers
from commonweal.ground.currencies import minor_digits
from commonweal.ground.diagnostics import Note, Span, diagnose
from commonweal.terms.checking import calls, dates, evidence
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import EXPANDED_NODES, Place, Rule, Scope, whole
from commonweal.terms.checking.typing import (
    TypeClash,
    known_currency,
    known_unit,
    product,
    same,
)
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import DATE, NUMBER, PERCENT, YESNO, Type
from commonweal.terms.surface.tree import Node, Token

_SCALES = {"million": Decimal(10) ** 6, "billion": Decimal(10) ** 9}


# ---- literals ------------------------------------------------------------------------------------


def number_value(node: Node) -> Decimal:
    """Return the value of a `number` node (with million or billion)."""
    token = next(node.tokens())
    value = Decimal(token.text.replace("_", ""))
    scale = next(node.nodes(), None)
    return numbers.mul(value, _SCALES[scale.kind]) if scale else value


def _quantity(node: Node, scope: Scope, place: Place) -> Expr | None:
    names = list(node.tokens("NAME"))
    if not all(known_unit(n, scope.vocabulary.units, scope.out) for n in names):
        return None
    type_ = (
        NUMBER if not names else Type("quantity", names[0].text, names[1].text if len(names) > 1 else None)
    )
    return expr("literal", type_, value=number_value(next(node.nodes("number"))), at=node.span)


def _money(node: Node, scope: Scope, place: Place) -> Expr | None:
    code = next(node.tokens("CURRENCY"))
    per = next(node.tokens("NAME"), None)
    ok = known_currency(code, scope.out)
    ok = (per is None or known_unit(per, scope.vocabulary.units, scope.out)) and ok
    if not ok:
        return None
    number = next(node.nodes("number"))
    value = number_value(number)
    digits = minor_digits(code.text)
    if digits is not None and numbers.finer_than(value, digits):
        if per is None:
            scope.say("CW2301", node.span, currency=code.text, digits=digits)
            return None
    elif digits is not None and _superfluous(number, digits):
        written = next(number.tokens()).text
        thousands, plain = written.replace(".", "_"), numbers.plain(value)
        scope.say("CW2301.zeros", number.span, found=written, thousands=thousands, plain=plain)
        return None
    return expr("literal", Type("money", code.text, per.text if per else None), value=value, at=node.span)


def _superfluous(number: Node, digits: int) -> bool:
    """Say whether zeros stand where a coin has no digits: `50.000` is how half of Europe writes 50_000."""
    whole, point, decimals = next(number.tokens()).text.partition(".")
    return bool(point) and len(decimals) > digits and whole != "0" and next(number.nodes(), None) is None


def _percent(node: Node, scope: Scope, place: Place) -> Expr | None:
    text = next(node.tokens()).text.rstrip("%").replace("_", "")
    return expr("literal", PERCENT, value=numbers.mul(Decimal(text), Decimal("0.01")), at=node.span)


def _date(node: Node, scope: Scope, place: Place) -> Expr | None:
    return dates.date_expr(node, scope, place)


def _yes(node: Node, scope: Scope, place: Place) -> Expr | None:
    return expr("truth", YESNO, value=node.kind == "yes", at=node.span)


# ---- names ---------------------------------------------------------------------------------------


def _ref(node: Node, scope: Scope, place: Place) -> Expr | None:
    token = next(node.tokens("NAME"))
    name = token.text
    if name in scope.parameters:
        return _parameter(token, scope)
    if name in scope.defines:
        return _expand(token, scope, place)
    if place.constant and name in scope.vocabulary.measures:
        scope.say("CW2412", token.span)
        return None
    if name in scope.clauses:
        keys = {"account": "CW2401.account", "right": "CW2401.right"}
        scope.say(keys.get(scope.clauses[name].kind, "CW2401.clause"), token.span, name=name)
        return None
    if name in scope.parties:
        scope.say("CW2401.party", token.span, name=name)
        return None
    if name in scope.vocabulary.measures:
        return evidence.bare_measure(token, scope, place)
    scope.out.append(unknown(name, token.span, what="name", candidates=scope.candidates()))
    return None


def _parameter(token: Token, scope: Scope) -> Expr | None:
    parameter = scope.parameters[token.text]
    scope.used.add(token.text)
    if parameter.by is not None:
        scope.say("CW2107", token.span, name=token.text, by=parameter.by.replace("_", " "))
        return None
    return expr("parameter", parameter.type, name=token.text, at=token.span)


def _expand(token: Token, scope: Scope, place: Place) -> Expr | None:
    name = token.text
    if name in place.path:
        scope.say("CW4007.define", token.span, chain=" → ".join([*place.path, name]))
        return None
    scope.used.add(name)
    if scope.exhausted:
        return None
    before = len(scope.out)
    node = scope.defines[name]
    inner = replace(place, path=(*place.path, name), origin=name)
    found = scope.elaborate(node.children[-1], inner)
    for i in range(before, len(scope.out)):
        note = Note(f"{name} is used here: {token.span}", token.span)
        if scope.out[i].span is not None and note not in scope.out[i].notes and len(place.path) < 8:
            scope.out[i] = replace(scope.out[i], notes=(*scope.out[i].notes, note))
    if found is None:
        return None
    scope.expanded += sum(1 for _ in found.walk())
    if scope.expanded > EXPANDED_NODES:
        if not scope.exhausted:
            scope.say("CW1002.expansion", token.span, limit=f"{EXPANDED_NODES:_}")
        scope.exhausted = True
        return None
    return replace(found, origin=name)


def _series_for(node: Node, scope: Scope, place: Place) -> Expr | None:
    token = next(node.tokens("NAME"))
    parameter = scope.parameters.get(token.text)
    period = dates.period_expr(next(node.nodes()), scope, place)
    if parameter is None:
        series = [p.name for p in scope.parameters.values() if p.by]
        scope.out.append(unknown(token.text, token.span, what="series parameter", candidates=series))
        return None
    scope.used.add(token.text)
    if parameter.by is None:
        scope.say("CW2108", token.span, name=token.text)
        return None
    return period and expr("entry", parameter.type, period, name=token.text, at=node.span)


# ---- arithmetic ----------------------------------------------------------------------------------


def _arithmetic(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Read a chain of sums and differences, or of products and quotients, by a loop along its left spine."""
    group = ("add", "sub") if node.kind in ("add", "sub") else ("mul", "div")
    links: list[tuple[str, Node]] = []
    head: Node | Token = node
    while isinstance(head, Node) and head.kind in group:
        links.append((head.kind, head))
        head = head.children[0]
    links.reverse()
    first = scope.amount(head, place)
    rest = [(kind, link, scope.amount(link.children[1], place)) for kind, link in links]
    if first is None or any(r is None for _, _, r in rest):
        return None
    if group[0] == "add":
        return _sum(node, first, [(k, link, r) for k, link, r in rest if r is not None], scope)
    return _product(first, [(k, link, r) for k, link, r in rest if r is not None], scope)


def _sum(node: Node, first: Expr, rest: list[tuple[str, Node, Expr]], scope: Scope) -> Expr | None:
    type_, parts = first.type, [first]
    for kind, link, right in rest:
        try:
            type_ = same(type_, right.type)
        except TypeClash as clash:
            _clash(clash.key, link.span, first, right, scope, left_type=type_)
            return None
        parts.append(expr("neg", right.type, right, at=right.at) if kind == "sub" else right)
    return expr("add", type_, *parts, at=node.span)


def _product(first: Expr, rest: list[tuple[str, Node, Expr]], scope: Scope) -> Expr | None:
    made = first
    for kind, link, right in rest:
        try:
            type_ = product(made.type, right.type, divide=kind == "div")
        except TypeClash as clash:
            _clash(clash.key, link.span, made, right, scope, left_type=made.type)
            return None
        if kind == "mul" and made is not first and made.op == "mul" and made.origin is None:
            made = expr("mul", type_, *made.args, right, at=link.span)
            continue
        made = expr(kind, type_, made, right, at=link.span)
    return made


def _clash(key: str, span: Span, left: Expr, right: Expr, scope: Scope, *, left_type: Type) -> None:
    notes: list[Note] = []
    for side in (left, right):
        notes.append(Note(f"this is {side.type if side is right else left_type}", side.at))
        notes += _origin(side, scope)
    scope.out.append(diagnose(key, span, notes=notes, left=left_type, right=right.type))


def _origin(side: Expr, scope: Scope) -> list[Note]:
    """Say where the type of a side comes from: the declaration of its measure or parameter."""
    names = dict(side.attrs)
    measure = scope.vocabulary.measures.get(str(names.get("measure", "")))
    if measure is not None and measure.at is not None:
        return [Note(f"{measure.name} is declared here", measure.at)]
    parameter = scope.parameters.get(str(names.get("name", "")))
    if parameter is not None and parameter.at is not None:
        return [Note(f"{parameter.name} is declared here", parameter.at)]
    return []


def _neg(node: Node, scope: Scope, place: Place) -> Expr | None:
    inner = scope.amount(node.children[0], place)
    return inner and expr("neg", inner.type, inner, at=node.span)


# ---- logic ---------------------------------------------------------------------------------------


def _compare(node: Node, scope: Scope, place: Place) -> Expr | None:
    left = scope.elaborate(node.children[0], place)
    right = scope.elaborate(node.children[1], place)
    if left is None or right is None:
        return None
    if YESNO in (left.type, right.type):
        side = left if left.type == YESNO else right
        scope.say("CW2401.compare", side.at or node.span)
        return None
    if (left.type == DATE) != (right.type == DATE):
        side = right if left.type == DATE else left
        scope.say("CW2202.compare", side.at or node.span, type=side.type)
        return None
    if left.type != DATE:
        try:
            same(left.type, right.type)
        except TypeClash as clash:
            _clash(clash.key, node.span, left, right, scope, left_type=left.type)
            return None
    return expr(node.kind, YESNO, left, right, at=node.span)


def _junction(node: Node, scope: Scope, place: Place) -> Expr | None:
    parts = [scope.formula(child, place) for child in node.nodes()]
    if any(p is None for p in parts):
        return None
    op = "and" if node.kind == "all_of" else "or"
    return expr(op, YESNO, *(p for p in parts if p is not None), at=node.span)


def _not(node: Node, scope: Scope, place: Place) -> Expr | None:
    inner = scope.formula(node.children[0], place)
    return inner and expr("not", YESNO, inner, at=node.span)


def _k_of_n(node: Node, scope: Scope, place: Place) -> Expr | None:
    token = next(node.tokens("INT"))
    k, children = whole(token), list(node.nodes())
    parts = [scope.formula(child, place) for child in children]
    if not 1 <= k <= len(children):
        scope.say("CW2410", token.span, k=k, n=len(children))
        return None
    if any(p is None for p in parts):
        return None
    return expr("at_least_k", YESNO, *(p for p in parts if p is not None), k=k, at=node.span)


RULES: dict[str, Rule] = {
    "quantity": _quantity,
    "money": _money,
    "percent": _percent,
    "date": _date,
    "yes": _yes,
    "no": _yes,
    "ref": _ref,
    "series_for": _series_for,
    "neg": _neg,
    "not_": _not,
    "all_of": _junction,
    "any_of": _junction,
    "k_of_n": _k_of_n,
    "start_of": _date,
    "end_of": _date,
    "after": _date,
    "before": _date,
    "this_period": dates.period_expr,
    **dict.fromkeys(("add", "sub", "mul", "div"), _arithmetic),
    **dict.fromkeys(("ge", "le", "gt", "lt", "eq"), _compare),
    **evidence.RULES,
    **calls.RULES,
}
