"""Dates, periods, windows, schedules and deadlines: syntax nodes to core nodes (section 4)."""

from __future__ import annotations

from datetime import date

from commonweal.ground import period as periods
from commonweal.ground.diagnostics import Span
from commonweal.ground.period import Period
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Place, Scope, whole
from commonweal.terms.checking.vocabulary import GRAINS, grain_of
from commonweal.terms.core.clauses import Offset, Schedule
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import DATE, PERIOD, WINDOW
from commonweal.terms.surface.tree import Node, Token

# Two centuries, and 40,000 days: longer than any agreement.
LONGEST = {"day": 40_000, "month": 2_400, "quarter": 800, "year": 200}
DATE_KINDS = ("date", "date_ref", "start_of", "end_of", "after", "before")


def read_day(token: Token, scope: Scope) -> date | None:
    """Return the day of a DATE token; CW2203 if the calendar has no such day."""
    found = periods.parse_period(token.text)
    if found is None or found.length != 1:
        scope.say("CW2203", token.span, text=token.text)
        return None
    return found.start


def fixed_period(node: Node, scope: Scope) -> Period | None:
    """Return the calendar period of `year 2020`, `fiscal year 2021` or `2020-Q3`."""
    token = next(node.tokens())
    text = token.text.replace("_", "")
    if node.kind == "fis_year":
        found = periods.fiscal_year(int(text), scope.fiscal_end) if 1000 <= int(text) <= 9998 else None
    elif node.kind == "cal_year":
        found = periods.year(int(text)) if 1000 <= int(text) <= 9998 else None
    else:
        found = periods.parse_period(text)
    if found is None:
        scope.say("CW2203", token.span, text=token.text)
    return found


def period_expr(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return the core node of a period, of `period`, or of the calendar period around the window."""
    if node.kind in ("sub_year", "cal_year", "fis_year"):
        found = fixed_period(node, scope)
        if found is None:
            return None
        return expr("fixed", PERIOD, first=found.first, last=found.last, at=node.span)
    if place.grain is None:
        scope.say("CW2408", node.span)
        return None
    if node.kind == "this_period" and place.day:
        scope.say("CW2408", node.span)
        return None
    if node.kind == "this_period":
        return expr("this_period", PERIOD, at=node.span)
    return expr("containing", PERIOD, grain=grain_of(node), at=node.span)


def date_expr(node: Node | Token, scope: Scope, place: Place) -> Expr | None:
    """Return the core node of a date."""
    if isinstance(node, Token):
        return _day_of(node, scope)
    if node.kind == "date":
        return _day_of(next(node.tokens("DATE")), scope)
    if node.kind == "date_ref":
        return _date_parameter(next(node.tokens("NAME")), scope)
    if node.kind in ("start_of", "end_of"):
        inner = next(node.nodes())
        if inner.kind == "containing":
            inner = next(inner.nodes())
            if inner.kind == "n_months":
                scope.say("CW2408.months", inner.span)
                return None
            if place.grain is None:
                scope.say("CW2408", node.span)
                return None
            span_ = expr("containing", PERIOD, grain=grain_of(inner), at=inner.span)
        else:
            found = period_expr(inner, scope, place)
            if found is None:
                return None
            span_ = found
        return expr(node.kind, DATE, span_, at=node.span)
    n, unit = read_duration(next(node.nodes("duration")), scope)
    base = date_expr(node.children[-1], scope, place)
    if base is None or not n:
        return None
    return expr(node.kind, DATE, base, n=n, unit=unit, at=node.span)


def _day_of(token: Token, scope: Scope) -> Expr | None:
    day = read_day(token, scope)
    return expr("day", DATE, value=day, at=token.span) if day is not None else None


def _date_parameter(name: Token, scope: Scope) -> Expr | None:
    parameter = scope.parameters.get(name.text)
    if parameter is None:
        dates = [p.name for p in scope.parameters.values() if p.type == DATE]
        scope.out.append(unknown(name.text, name.span, what="date parameter", candidates=dates))
        return None
    scope.used.add(name.text)
    if parameter.type != DATE or parameter.by is not None:
        scope.say("CW2202.parameter", name.span, name=name.text, type=parameter.type)
        return None
    return expr("parameter", DATE, name=name.text, at=name.span)


def read_duration(node: Node, scope: Scope) -> tuple[int, str]:
    """Return (n, unit) of a duration; CW3102 and n = 0 if it is not at least 1 or far too long."""
    token = next(node.tokens("INT"))
    n = whole(token)
    unit = next(node.nodes()).kind
    if n < 1:
        scope.say("CW3102.zero", node.span)
        return 0, unit
    if n > LONGEST[unit]:
        scope.say("CW3102.duration", node.span, n=n)
        return 0, unit
    return n, unit


def offset(node: Node, scope: Scope, place: Place) -> Offset | None:
    """Return a deadline `within n UNIT after ANCHOR`."""
    n, unit = read_duration(next(node.nodes("duration")), scope)
    anchor = node.children[-1]
    if isinstance(anchor, Node) and anchor.kind == "notice":
        return Offset(n, unit, None, node.span) if n else None
    found = date_expr(anchor, scope, place)
    return Offset(n, unit, found, node.span) if n and found is not None else None


def schedule(node: Node, scope: Scope) -> Schedule | None:
    """Return when a clause's windows lie (4.2)."""
    nowhere = Place(grain=None)
    if node.kind == "once":
        on = date_expr(node.children[-1], scope, nowhere)
        return Schedule("once", on, at=node.span) if on is not None else None
    grain_node = next(n for n in node.nodes() if n.kind in GRAINS)
    span_node = next(n for n in node.nodes() if n.kind in ("from_until", "for_after"))
    stubs = next((n.kind for n in node.nodes() if n.kind in ("with_stubs", "whole_periods")), None)
    n, grain = 1, grain_node.kind
    if grain == "n_months":
        n, grain = whole(next(grain_node.tokens("INT"))), "months"
        if not 1 <= n <= 40_000:
            scope.say("CW3102.zero" if n < 1 else "CW3102.duration", grain_node.span, n=n)
            return None
    if span_node.kind == "from_until":
        first = date_expr(span_node.children[0], scope, nowhere)
        last = date_expr(span_node.children[1], scope, nowhere)
        if first is None or last is None:
            return None
        return Schedule(grain, first, last, n=n, stubs=stubs, at=node.span)
    length = read_duration(next(span_node.nodes("duration")), scope)
    first = date_expr(span_node.children[-1], scope, nowhere)
    if first is None or not length[0]:
        return None
    return Schedule(grain, first, n=n, length=length, stubs=stubs, at=node.span)


def schedule_grain(node: Node) -> str:
    """Return the grain of a schedule's windows, for `Place`."""
    if node.kind == "once":
        return "once"
    return grain_of(next(n for n in node.nodes() if n.kind in GRAINS))


_WINDOWS = {
    "w_period": "in_period",
    "w_previous": "in_previous",
    "w_last": "in_last",
    "w_since": "since",
    "w_fixed": "in_fixed",
    "w_year_to_date": "year_to_date",
    "w_cure": "in_cure",
}


def window(node: Node, scope: Scope, place: Place) -> Expr | None:
    """Return a window phrase (4.6), refused where it cannot be said."""
    op = _WINDOWS[node.kind]
    absent = place.grain is None and op != "in_fixed"
    if absent or (place.day and op in ("in_period", "in_previous")):
        scope.say("CW2408", node.span)
        return None
    if op == "in_cure" and not place.in_cure:
        scope.say("CW2407", node.span)
        return None
    if op == "in_previous" and place.grain == "once":
        scope.say("CW3105", node.span)
        return None
    if op == "in_last":
        n, unit = read_duration(next(node.nodes("duration")), scope)
        return expr(op, WINDOW, n=n, unit=unit, at=node.span) if n else None
    if op == "since":
        day = date_expr(node.children[-1], scope, place)
        return day and expr(op, WINDOW, day, at=node.span)
    if op == "in_fixed":
        found = period_expr(next(node.nodes()), scope, place)
        return found and expr(op, WINDOW, found, at=node.span)
    return expr(op, WINDOW, at=node.span)


def in_period(at: Span) -> Expr:
    """Return the window phrase `in period`."""
    return expr("in_period", WINDOW, at=at)
