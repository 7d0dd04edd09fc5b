"""Values written down in a text: parameters of agreements, facts of examples (9.1, 12)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from commonweal.ground import numbers
from commonweal.ground.diagnostics import Span
from commonweal.ground.period import Period
from commonweal.terms.checking import dates
from commonweal.terms.checking.scope import Place, Scope
from commonweal.terms.checking.typing import fits
from commonweal.terms.core.agreements import SeriesValue, Undisclosed, Value
from commonweal.terms.core.clauses import Parameter
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import TEXT, YESNO, Type
from commonweal.terms.surface.tree import Node

CONSTANT = Place(grain=None, constant=True)


def constant(node: Node, wanted: Type, scope: Scope) -> Value | None:
    """
    Return the value of an expression of numbers written down, if it has the wanted type.

    `undisclosed "source"` is allowed for every type.
    """
    if node.kind == "undisclosed":
        return Undisclosed(next(node.tokens("STRING")).text)
    if node.kind == "text":
        if wanted != TEXT:
            scope.say("CW2004.value", node.span, wanted=wanted, given="a text in quotes")
            return None
        return next(node.tokens("STRING")).text
    found = scope.elaborate(node, CONSTANT)
    if found is None:
        return None
    if not fits(found.type, wanted):
        key = "CW2202.value" if wanted.kind == "date" else "CW2004.value"
        if found.type.kind == wanted.kind == "money" and found.type.per == wanted.per:
            key = "CW2001.value"
        scope.say(key, node.span, wanted=wanted, given=found.type)
        return None
    value = fold(found)
    if value is None:
        scope.say("CW2412", found.at or node.span)
    return value


def fold(node: Expr) -> Value | None:
    """Return the value of a constant expression, or None if it is not one or has more than 200 digits."""
    try:
        return _fold(node)
    except numbers.TooLong:
        return None


def _fold(node: Expr) -> Value | None:
    if node.op in ("literal", "truth", "day", "words"):
        value = node["value"]
        assert isinstance(value, (Decimal, bool, date, str))
        return value
    parts = [_fold(a) for a in node.args]
    if not parts or not all(isinstance(p, Decimal) for p in parts):
        return None
    terms = [p for p in parts if isinstance(p, Decimal)]
    if node.op == "neg":
        return numbers.neg(terms[0])
    if node.op == "div":
        return numbers.divide(terms[0], terms[1])
    if node.op in ("add", "mul"):
        total = terms[0]
        for term in terms[1:]:
            total = numbers.add(total, term) if node.op == "add" else numbers.mul(total, term)
        return total
    if node.op in ("min", "max"):
        return min(terms) if node.op == "min" else max(terms)
    return None


def number(node: Node, wanted: Type, scope: Scope) -> Decimal | None:
    """Return a constant number of a wanted type."""
    value = constant(node, wanted, scope)
    return value if isinstance(value, Decimal) else None


Entries = tuple[tuple[Period, SeriesValue], ...]


def series(node: Node, parameter: Parameter, scope: Scope) -> Entries | None:
    """Return the entries of `series { period: value, … }`, each period of the parameter's grain, once."""
    made: list[tuple[Period, SeriesValue]] = []
    seen: dict[Period, Span] = {}
    ok = True
    for entry in node.nodes("entry"):
        period_node, value_node = list(entry.nodes())
        period = dates.fixed_period(period_node, scope)
        value = constant(value_node, parameter.type, scope)
        if period is None or value is None or isinstance(value, str):
            ok = False
            continue
        if period in seen:
            scope.say("CW1106.entry", entry.span, period=period_node_text(period_node), first=seen[period])
            ok = False
            continue
        seen[period] = entry.span
        if not grain_fits(period_node, parameter.by or ""):
            scope.say(
                "CW3001.grain", entry.span, name=parameter.name, by=(parameter.by or "").replace("_", " ")
            )
            ok = False
            continue
        made.append((period, value))
    if len(seen) > 10_000:
        scope.say("CW3102.series", node.span, n=len(seen))
        return None
    return tuple(sorted(made, key=lambda e: e[0])) if ok else None


def period_node_text(node: Node) -> str:
    """Return how a period was written, for messages."""
    words = {"cal_year": "year ", "fis_year": "fiscal year "}.get(node.kind, "")
    return words + next(node.tokens()).text


def grain_fits(node: Node, by: str) -> bool:
    """Say whether a period as written is of a series' grain."""
    text = next(node.tokens()).text
    kind = {"cal_year": "year", "fis_year": "fiscal_year"}.get(
        node.kind, "quarter" if "Q" in text else "month"
    )
    return kind == by or by.endswith("months") or by == "day"


def flag_or_number(node: Node, wanted: Type, scope: Scope) -> Decimal | bool | Undisclosed | None:
    """Return the value of a fact: a number of the measure's type, or yes or no for a flag."""
    value = constant(node, wanted, scope)
    if wanted == YESNO:
        return value if isinstance(value, (bool, Undisclosed)) else None
    return value if isinstance(value, (Decimal, Undisclosed)) else None
