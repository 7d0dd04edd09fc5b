"""Arithmetic, rate tables and choices: exact, on intervals (language 3.2, 3.3, 5.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from commonweal.engines.reference import reading, values
from commonweal.engines.reference.evaluate import Evaluator, Here, Rule
from commonweal.engines.reference.outcome import Outcome
from commonweal.engines.reference.rules.partwise import Partwise, rules_of
from commonweal.engines.reference.values import ANYTHING, Interval, exactly
from commonweal.ground import daycount, numbers
from commonweal.ground.rounding import round_step
from commonweal.terms.core.dates import period_of
from commonweal.terms.core.expressions import Expr


def _folded(fold: Callable[[Interval, Interval], Interval]) -> Partwise:
    def operation(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
        total = parts[0].number
        for part in parts[1:]:
            total = fold(total, part.number)
        return ev.combine(node, total, None, *parts)

    return operation


def _neg(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    return ev.combine(node, values.opposite(parts[0].number), None, *parts)


def _div(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    a, b = parts[0].number.point, parts[1].number.point
    if b is not None and b == 0:
        return ev.unknown(node, "division_by_zero", *parts)
    if a is None or b is None:
        return ev.combine(node, ANYTHING, None, *parts)
    quotient = numbers.divide(a, b)
    assert quotient is not None
    return ev.combine(node, exactly(quotient), None, *parts)


def _extreme(pick: Callable[[list[Interval]], Interval]) -> Partwise:
    def operation(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
        return ev.combine(node, pick([p.number for p in parts]), None, *parts)

    return operation


def _round(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    x, step = parts[0].number.point, parts[1].number.point
    if step is not None and step <= 0:
        return ev.unknown(node, "division_by_zero", *parts)
    if x is None or step is None:
        return ev.combine(node, ANYTHING, None, *parts)
    return ev.combine(node, exactly(round_step(x, step, ev.terms.rounding)), None, *parts)


def _days(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    first, last = parts[0].day, parts[1].day
    if first is None or last is None:
        return ev.unknown(node, "unset", *parts)
    n = daycount.days(first, last, node.text("basis"))
    return ev.combine(node, exactly(Decimal(n)), None, *parts)


def _days_in(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    span = period_of(node.args[0], ev.calendar(here))
    n = daycount.days(span.start, span.end, node.text("basis"))
    return ev.traced(node, Outcome(num=exactly(Decimal(n))))


def _indexed(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    amount, day = ev.evaluate(node.args[0], here), ev.evaluate(node.args[1], here)
    measure = ev.measures[node.text("measure")]
    ask = ev.ask(measure, here)
    end = reading.level_on(measure, "", here.window.period.last, evidence=ev.evidence, ask=ask)
    if day.day is None:
        return ev.unknown(node, "unset", amount, day)
    start = reading.level_on(measure, "", day.day, evidence=ev.evidence, ask=ask)
    parts = (amount, day, ev.traced(node, end.outcome, read=end), ev.traced(node, start.outcome, read=start))
    x, top, base = amount.number.point, end.outcome.number.point, start.outcome.number.point
    if base is not None and base == 0:
        return ev.unknown(node, "division_by_zero", *parts)
    if x is None or top is None or base is None:
        return ev.combine(node, ANYTHING, None, *parts)
    quotient = numbers.divide(numbers.mul(x, top), base)
    return ev.combine(node, exactly(quotient) if quotient is not None else ANYTHING, None, *parts)


def _brackets(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    points = [p.number.point for p in parts]
    if any(p is None for p in points):
        return ev.combine(node, ANYTHING, None, *parts)
    known = [p for p in points if p is not None]
    x, rates, bounds = known[0], known[1::2], known[2::2]
    if any(a >= b for a, b in pairwise(bounds)):
        return ev.unknown(node, "unset", *parts)
    kinds = node["bounds"]
    assert isinstance(kinds, tuple)
    value = _marginal(x, rates, bounds) if node.op == "marginal" else _tier(x, rates, bounds, kinds)
    return ev.combine(node, exactly(value), None, *parts)


def _marginal(x: Decimal, rates: list[Decimal], bounds: list[Decimal]) -> Decimal:
    """Return Σ rateᵢ · length of [boundᵢ₋₁, boundᵢ] ∩ [0, x] (3.3)."""
    total, floor = Decimal(0), Decimal(0)
    for rate, bound in zip(rates, [*bounds, None], strict=True):
        top = x if bound is None else min(x, bound)
        if top > floor:
            total = numbers.add(total, numbers.mul(rate, numbers.sub(top, floor)))
        floor = floor if bound is None else max(floor, bound)
    return total


def _tier(x: Decimal, rates: list[Decimal], bounds: list[Decimal], kinds: tuple[str, ...]) -> Decimal:
    """Return the rate of the first bracket that holds x: `up to b` holds b, `below b` does not."""
    for rate, bound, kind in zip(rates, bounds, kinds, strict=False):
        if x < bound or (kind == "up_to" and x == bound):
            return rate
    return rates[-1]


def _choose(ev: Evaluator, node: Expr, parts: Sequence[Outcome]) -> Outcome:
    guards = parts[1:-1:2]
    for i, guard in enumerate(guards):
        if guard.truth == "T":
            return ev.combine(node, parts[2 * i].number, None, *parts)
        if guard.truth == "U":
            return ev.combine(node, ANYTHING, None, *parts)
    return ev.combine(node, parts[-1].number, None, *parts)


PARTWISE: dict[str, Partwise] = {
    "add": _folded(values.plus),
    "mul": _folded(values.times),
    "div": _div,
    "neg": _neg,
    "min": _extreme(values.least),
    "max": _extreme(values.greatest),
    "round": _round,
    "days": _days,
    "marginal": _brackets,
    "tier": _brackets,
    "choose": _choose,
}

RULES: dict[str, Rule] = {
    **rules_of(PARTWISE),
    "days_in": _days_in,
    "indexed": _indexed,
}
