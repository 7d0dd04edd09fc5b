"""Reading evidence in a formula: aggregates, levels at an edge, rows over subjects (3.1, 5.4, 5.6)."""

from __future__ import annotations

from commonweal.terms.checking import dates
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Place, Rule, Scope, grain_months
from commonweal.terms.checking.typing import with_currency
from commonweal.terms.core.clauses import Measure
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import COUNT, YESNO
from commonweal.terms.surface.tree import Node, Token

AFFILIATE = "affiliate"
_UNIT_MONTHS = {"day": 0, "month": 1, "quarter": 3, "year": 12}


def _measure(token: Token, scope: Scope, place: Place) -> Measure | None:
    """Return a measure that may be aggregated here: of the award or public, never of a subject."""
    measure = scope.vocabulary.measures.get(token.text)
    if measure is not None and place.constant:
        scope.say("CW2412", token.span)
        return None
    if measure is None:
        scope.out.append(
            unknown(token.text, token.span, what="measure", candidates=scope.vocabulary.measures)
        )
        return None
    scope.used.add(measure.name)
    if measure.per not in ("award", "public"):
        scope.say("CW2105.subject", token.span, name=measure.name, subject=measure.per)
        return None
    return measure


def _declared(measure: Measure) -> str:
    return f"declared at {measure.at}" if measure.at else ""


def aggregate(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `total|average|highest|lowest|count of MEASURE WINDOW`."""
    agg_node, token, window_node = node.children
    assert isinstance(agg_node, Node) and isinstance(token, Token) and isinstance(window_node, Node)
    measure = _measure(token, scope, place)
    window = dates.window(window_node, scope, place)
    if measure is None or window is None:
        return None
    agg, name, kind, declared = agg_node.kind, measure.name, measure.kind, _declared(measure)
    if measure.kind == "flag" and agg != "count":
        scope.say("CW2401.flag", token.span, name=name, kind=kind, declared=declared)
        return None
    if agg == "total" and measure.kind != "flow":
        scope.say("CW2101", token.span, name=name, kind=kind, declared=declared)
        return None
    if agg == "average" and measure.kind == "rate":
        scope.say("CW2103", token.span, name=name, kind=kind, declared=declared)
        return None
    if not _fine_enough(measure, window, token, scope, place):
        return None
    if agg == "count":
        return expr("count", COUNT, window, measure=measure.name, at=node.span)
    type_ = with_currency(measure.type, scope.currency, token.span, scope.out)
    return expr(agg, type_, window, measure=name, at=node.span) if type_ is not None else None


def _fine_enough(measure: Measure, window: Expr, token: Token, scope: Scope, place: Place) -> bool:
    """Say whether a flow's grain fits the window; CW2104 if coarser, CW2106 if the window is one day."""
    if measure.kind != "flow":
        return True
    if window.op in ("in_period", "in_previous"):
        if place.grain == "once":
            scope.say("CW2106", token.span, name=measure.name)
            return False
        length = place.months
    elif window.op == "in_last":
        length = grain_months("month") * _UNIT_MONTHS[window.text("unit")] * window.number("n")
    else:
        return True
    if length is None or measure.grain == "event" or measure.grain.endswith("months"):
        return True
    grain = grain_months(measure.grain)
    if grain > length:
        scope.say(
            "CW2104",
            token.span,
            name=measure.name,
            grain=measure.grain.replace("_", " "),
            declared=_declared(measure),
        )
        return False
    return True


def total_in_period(token: Token, scope: Scope, place: Place) -> Expr | None:
    """Return the total of a flow, by its name, in the window of an account."""
    measure = _measure(token, scope, place)
    window = dates.in_period(token.span)
    if measure is None or not _fine_enough(measure, window, token, scope, place):
        return None
    type_ = with_currency(measure.type, scope.currency, token.span, scope.out)
    return expr("total", type_, window, measure=measure.name, at=token.span) if type_ is not None else None


def value_at(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `MEASURE at start|end`."""
    token, edge = node.children
    assert isinstance(token, Token) and isinstance(edge, Node)
    measure = _measure(token, scope, place)
    if measure is None:
        return None
    if place.grain is None or place.day:
        scope.say("CW2408", node.span)
        return None
    if measure.kind == "flow":
        scope.say("CW2102", token.span, name=measure.name, declared=_declared(measure))
        return None
    type_ = with_currency(measure.type, scope.currency, token.span, scope.out)
    return expr(edge.kind, type_, measure=measure.name, at=node.span) if type_ is not None else None


def bare_measure(token: Token, scope: Scope, place: Place) -> Expr | None:
    """Return the value of the subject around, or say how this measure is to be read (CW2105)."""
    measure = scope.vocabulary.measures[token.text]
    scope.used.add(measure.name)
    if place.subject is None or measure.per != place.subject:
        key = "CW2105" if measure.per in ("award", "public") else "CW2105.subject"
        ways = {"flow": f"total of {measure.name} in period"}.get(measure.kind, f"{measure.name} at end")
        scope.say(key, token.span, name=measure.name, subject=measure.per, ways=ways)
        return None
    type_ = with_currency(measure.type, scope.currency, token.span, scope.out)
    return expr("of_subject", type_, measure=measure.name, at=token.span) if type_ is not None else None


def _subject(token: Token, scope: Scope, place: Place) -> str | None:
    if place.subject is not None:
        scope.say("CW2406", token.span)
        return None
    if token.text == AFFILIATE:
        return token.text
    if token.text not in scope.vocabulary.subjects:
        scope.out.append(
            unknown(
                token.text, token.span, what="subject", candidates=[AFFILIATE, *scope.vocabulary.subjects]
            )
        )
        return None
    scope.used.add(token.text)
    return token.text


def aggregate_rows(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `AGG over SUBJECT WINDOW of (…)`."""
    agg_node, token, window_node, body = node.children
    assert isinstance(agg_node, Node) and isinstance(token, Token) and isinstance(window_node, Node)
    subject = _subject(token, scope, place)
    window = dates.window(window_node, scope, place)
    if subject is None:
        return None
    inner = place.inside(subject)
    agg = agg_node.kind
    found = scope.formula(body, inner) if agg == "count" else scope.amount(body, inner)
    if found is None or window is None:
        return None
    type_ = COUNT if agg == "count" else found.type
    return expr("over", type_, window, found, agg=agg, subject=subject, at=node.span)


def quantified(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return `every|some|no SUBJECT WINDOW has (…)`."""
    quant, token, window_node, body = node.children
    assert isinstance(quant, Node) and isinstance(token, Token) and isinstance(window_node, Node)
    subject = _subject(token, scope, place)
    window = dates.window(window_node, scope, place)
    if subject is None:
        return None
    found = scope.formula(body, place.inside(subject))
    if found is None or window is None:
        return None
    return expr(quant.kind, YESNO, window, found, subject=subject, at=node.span)


RULES: dict[str, Rule] = {
    "aggregate": aggregate,
    "value_at": value_at,
    "aggregate_rows": aggregate_rows,
    "quantified": quantified,
}
