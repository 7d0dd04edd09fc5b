"""
Finding the numbers at which something turns: thresholds, seen from one number of the record.

A case is judged with the number at two places. Where both sides of a comparison, or what a table is on, move
with it, the place where they meet follows by a straight line; judging there again shows whether it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import AccountRow, Assessment, Finding, Payable, Trace
from commonweal.ground.numbers import add, divide, mul, sub
from commonweal.ground.rounding import Rounding, round_step

Judge = Callable[[Decimal], Assessment]
"""Judges the case with the number at a value."""

Flow = tuple[str, str, str]
"""Payer, payee, currency."""

Bounds = tuple[Decimal, Decimal | None]
"""The least and the most of an amount; None is an open end."""

NOTHING: Final[Bounds] = (Decimal(0), Decimal(0))

COMPARISONS: Final = ("ge", "le", "gt", "lt", "eq")
TABLES: Final = ("marginal", "tier")
MOST: Final = 12
"""Thresholds that are followed up at most."""
APART: Final = Decimal(1_000)
"""How far apart, in steps, the two first places lie."""


def thresholds(judge: Judge, *, near: Decimal, step: Decimal, floor: Decimal | None) -> list[Decimal]:
    """
    Return the values, whole steps, at which a comparison or a bracket turns, in order.

    Parameters
    ----------
    near : the value to begin at; step : the least change of the number (1 job, 1 cent)
    floor : the number is never below this; None: it may be anything
    """
    other = add(near, mul(step, APART))
    crossings = set(_crossings(judge(near), judge(other), near, other))
    found: set[Decimal] = set()
    for crossing in sorted(crossings, key=lambda c: (abs(sub(c, near)), c)):
        value = round_step(crossing, step, Rounding.UP if crossing >= 0 else Rounding.DOWN)
        if floor is None or value >= floor:
            found.add(value)
        if len(found) == MOST:
            break
    return sorted(found)


def moving(judged: Sequence[Assessment], *, known: bool = False) -> list[dict[Flow, Bounds]]:
    """
    Return for each of several assessments what each party owes each other under the payables that differ.

    What is the same in all of them hangs on something else and is left out; so is what is not due yet.

    Parameters
    ----------
    known : leave out too what is not one amount in every one of them
    """
    tables = [{_item(p): p for p in one.payables if p.state != "not_due"} for one in judged]
    keys = {key for table in tables for key in table}
    owed = {key: [_owed(table.get(key)) for table in tables] for key in keys}
    differing = {key for key, ends in owed.items() if len(set(ends)) > 1}
    if known:
        differing = {key for key in differing if all(low == high for low, high in owed[key])}
    return [_flows(p for key, p in table.items() if key in differing) for table in tables]


def _item(payable: Payable) -> tuple[object, ...]:
    return (payable.clause, payable.window, payable.kind, payable.item)


def _owed(payable: Payable | None) -> Bounds:
    if payable is None:
        return NOTHING
    if payable.amount is not None:
        return payable.amount, payable.amount
    return payable.interval or (Decimal(0), None)


def _flows(payables: Iterable[Payable]) -> dict[Flow, Bounds]:
    sums: dict[Flow, Bounds] = {}
    for p in payables:
        low, high = _owed(p)
        key = (p.payer, p.payee, p.currency)
        least, most = sums.get(key, NOTHING)
        sums[key] = add(least, low), None if most is None or high is None else add(most, high)
    return sums


def _crossings(one: Assessment, other: Assessment, x0: Decimal, x1: Decimal) -> Iterator[Decimal]:
    """Yield where sides that move with the number meet, by the straight line through two places."""
    for a, b in _traces(one, other):
        for left, right in _nodes(a, b):
            yield from _meeting(left, right, x0, x1)


def _traces(one: Assessment, other: Assessment) -> Iterator[tuple[Trace, Trace]]:
    rows: list[dict[tuple[object, ...], Trace]] = []
    for judged in (one, other):
        found: dict[tuple[object, ...], Trace] = {}
        results: Sequence[Finding | Payable | AccountRow] = (
            *judged.findings,
            *judged.payables,
            *judged.accounts,
        )
        for row in results:
            if row.trace is not None:
                found[_key(row)] = row.trace
        rows.append(found)
    for key in sorted(rows[0].keys() & rows[1].keys(), key=str):
        yield rows[0][key], rows[1][key]


def _key(row: Finding | Payable | AccountRow) -> tuple[object, ...]:
    if isinstance(row, Finding):
        return ("finding", row.clause, row.window)
    if isinstance(row, Payable):
        return ("payable", row.clause, row.window, row.kind, row.item)
    return ("account", row.account, row.window)


def _nodes(a: Trace, b: Trace) -> Iterator[tuple[Trace, Trace]]:
    """Yield the pairs of comparisons and tables that stand in the same place of two traces."""
    ours, theirs = _parts(a), _parts(b)
    if a.op != b.op or len(ours) != len(theirs):
        return
    if a.op in COMPARISONS or a.op in TABLES:
        yield a, b
    for x, y in zip(ours, theirs, strict=True):
        yield from _nodes(x, y)


def _parts(trace: Trace) -> list[Trace]:
    """Return the parts of a trace without those that name what hangs elsewhere: these come and go."""
    return [part for part in trace.because if part.op != "pending"]


def _meeting(a: Trace, b: Trace, x0: Decimal, x1: Decimal) -> Iterator[Decimal]:
    values = [_values(a), _values(b)]
    if a.op in COMPARISONS and len(a.because) == 2:
        places = [(0, 1)]
    else:
        places = [(0, i) for i in range(2, len(a.because), 2)]
    for i, j in places:
        ends = [(v[i], v[j]) for v in values]
        (l0, r0), (l1, r1) = ends
        if l0 is None or r0 is None or l1 is None or r1 is None:
            continue
        d0, d1 = sub(l0, r0), sub(l1, r1)
        if d0 != d1:
            share = divide(mul(d0, sub(x1, x0)), sub(d0, d1))
            if share is not None:
                yield add(x0, share)


def _values(trace: Trace) -> list[Decimal | None]:
    return [_number(part.value) for part in trace.because]


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except ArithmeticError:
        return None
