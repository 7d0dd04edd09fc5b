"""Formulas: comparisons and three-valued logic; what other clauses say (language 6.1, 6.3, 7.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from commonweal.engines.reference import values
from commonweal.engines.reference.evaluate import Evaluator, Here, Rule
from commonweal.engines.reference.outcome import Outcome, combined, known_later, recorded
from commonweal.engines.reference.rules.partwise import Partwise, rules_of
from commonweal.engines.reference.values import exactly
from commonweal.ground import numbers
from commonweal.ground.days import next_day
from commonweal.ground.period import Period
from commonweal.terms.core.dates import stretch
from commonweal.terms.core.expressions import Expr


def _compare(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    left, right = parts
    if left.num is None or right.num is None:
        if left.day is None or right.day is None:
            return ev.unknown(node, "unset", left, right)
        a, b = exactly(Decimal(left.day.toordinal())), exactly(Decimal(right.day.toordinal()))
        return ev.combine(node, None, values.compared(node.op, a, b), left, right)
    truth = values.compared(node.op, left.num, right.num)
    if not ev.explain:
        return combined(None, truth, parts)
    made = ev.combine(node, None, truth, left, right)
    if made.trace is not None and truth == "F":
        x, y = left.num.point, right.num.point
        gap = numbers.sub(y, x) if x is not None and y is not None else None
        made = replace(made, trace=replace(made.trace, gap=gap))
    return made


def _and(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    return ev.combine(node, None, values.all_of([p.truth or "U" for p in parts]), *parts)


def _or(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    return ev.combine(node, None, values.any_of([p.truth or "U" for p in parts]), *parts)


def _not(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    return ev.combine(node, None, values.negated(parts[0].truth or "U"), *parts)


def _at_least_k(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    truth = values.at_least_k(node.number("k"), [p.truth or "U" for p in parts])
    return ev.combine(node, None, truth, *parts)


def _known(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    return ev.combine(node, None, "T" if parts[0].known else "F", *parts)


def _dated(ev: Evaluator, node: Expr, outcome: Outcome) -> Outcome:
    """Return an outcome that also rests on the date parameters of its window."""
    return known_later(outcome, recorded(ev.date_rows(node.args[0])))


def _status(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    days = ev.days(node.args[0], here)
    if days is None:
        return ev.unknown(node, "unset")
    if here.until is not None:
        # On the day of an exercise: windows that end later have no state yet.
        end = min(days.end, next_day(here.until))
        days = Period(min(days.start, end), end)
    found = ev.clauses.state(node.text("clause"), node.text("state"), days)
    return _dated(ev, node, ev.combine(node, None, found.truth, found))


def _paid_under(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    phrase = node.args[0]
    if phrase.op == "since":
        until = here.cure_until or here.paid_until or here.cut
        days = stretch(phrase, ev.calendar(here), until=until)
        if days is None:
            return ev.unknown(node, "unset")
        found = ev.clauses.paid_since(node.text("clause"), days)
    else:
        wanted = ev.days(phrase, here)
        if wanted is None:
            return ev.unknown(node, "unset")
        found = ev.clauses.paid_for(node.text("clause"), wanted)
    return _dated(ev, node, ev.combine(node, found.number, None, found))


def _due_under(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    days = ev.days(node.args[0], here)
    if days is None:
        return ev.unknown(node, "unset")
    found = ev.clauses.due(node.text("clause"), days)
    return _dated(ev, node, ev.combine(node, found.number, None, found))


PARTWISE: dict[str, Partwise] = {
    "and": _and,
    "or": _or,
    "not": _not,
    "at_least_k": _at_least_k,
    "known": _known,
    **dict.fromkeys(("ge", "le", "gt", "lt", "eq"), _compare),
}

RULES: dict[str, Rule] = {
    **rules_of(PARTWISE),
    "status": _status,
    "paid_under": _paid_under,
    "due_under": _due_under,
}
