"""
Core trees that differ from one another: in what has no meaning, and in one thing that has.

`decorated` gives a terms version other labels, places and origins; `mutants` lists trees that differ from
it in one thing that has a meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from commonweal.ground.diagnostics import Span
from commonweal.ground.period import FiscalEnd
from commonweal.ground.rounding import Rounding
from commonweal.terms.core import clauses as core
from commonweal.terms.core.clauses import Cap, Net, Offset, Remedy, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.shape import SLOTS
from commonweal.terms.core.types import Type
from commonweal.terms.core.verifying.nodes import AGGREGATES, BASES, BOUNDS, GRAINS, UNITS
from tests.strategies_core_expressions import NAMES, SUBJECT_NAMES, Draw

# ---- the same meaning, written otherwise ---------------------------------------------------------


def rebuilt(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a core value rebuilt from its leaves up, each record and number passed through `change`."""
    if isinstance(value, FiscalEnd | Type | Span):
        return value
    if isinstance(value, tuple):
        return tuple(rebuilt(v, change) for v in value)
    if hasattr(value, "__dataclass_fields__"):
        return change(
            replace(value, **{f.name: rebuilt(getattr(value, f.name), change) for f in fields(value)})
        )
    return change(value)


SPANS = st.builds(
    Span, st.sampled_from(("a.terms", "b.terms")), *[st.integers(1, 500) for _ in range(4)]
)  # fmt: skip


@st.composite
def decorated(draw: Draw, whole: Terms) -> Terms:
    """
    Return the same terms with other labels, cites, places, origins and spelling of numbers.

    A few texts and places are drawn; which stands where comes from one seed, for a tree has hundreds of them
    and a smaller counter-example is one with a smaller tree.
    """
    texts: list[str | None] = [*draw(st.lists(st.text(max_size=6), min_size=3, max_size=3))]
    spans = [None, *draw(st.lists(SPANS, min_size=3, max_size=3))]
    chance = draw(st.randoms(use_true_random=True))

    def change(value: Any) -> Any:
        if isinstance(value, Decimal):
            return Decimal(f"{value:f}" + ("" if "." in f"{value:f}" else ".") + "0" * chance.randint(1, 3))
        if not hasattr(value, "__dataclass_fields__"):
            return value
        new: dict[str, Any] = {}
        for name in (f.name for f in fields(value) if not f.compare):
            of = spans if name == "at" else [None, *texts] if name == "origin" else texts
            new[name] = chance.choice(of)
        return replace(value, **new)

    found = rebuilt(whole, change)
    assert isinstance(found, Terms)
    return found


# ---- another meaning -----------------------------------------------------------------------------


SIBLINGS = tuple(
    tuple(group.split())
    for group in (
        "ge le gt lt eq", "and or", "total average highest lowest", "at_start at_end", "every some none",
        "add mul min max", "start_of end_of", "after before", "paid_under due_under", "marginal tier",
        "in_period in_previous year_to_date in_cure", "neg", "balance_start balance_end",
    )
)  # fmt: skip
"""Operations that take the same, so that one may stand where the other stood."""

WORDS: tuple[tuple[str, ...], ...] = (
    UNITS, GRAINS, BASES, AGGREGATES, BOUNDS, core.STATES, core.LEVELS, core.SIDES, core.INSTRUMENTS,
    core.PURPOSES, ("pay", "repay"), ("withhold", "suspend"), ("each", "running", "times"),
    ("with_stubs", "whole_periods"),
    ("flow", "stock", "rate"), ("company", "state", "union"), *NAMES.values(), SUBJECT_NAMES,
    tuple(f"m{i}" for i in range(6)), tuple(f"p{i}" for i in range(6)), ("event", "6 months", "week"),
)  # fmt: skip
"""Words of which one may stand where the other stood."""


def mutants(value: Any) -> Iterator[Any]:
    """Return values that differ from a core value in one thing that has a meaning."""
    if isinstance(value, FiscalEnd):
        yield FiscalEnd(value.month, value.day + 1)
    elif isinstance(value, Type):
        yield Type("quantity", f"{value.of}x", value.per)
    elif isinstance(value, Rounding):
        yield next(r for r in Rounding if r is not value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Decimal):
        yield value + 1
    elif isinstance(value, date):
        yield value.replace(year=value.year + 1, day=1)
    elif isinstance(value, str):
        yield value + "x"
        for group in WORDS:
            if value in group:
                yield group[(group.index(value) + 1) % len(group)]
    elif isinstance(value, tuple):
        yield from _tuple_mutants(value)
    elif isinstance(value, Expr):
        yield from (replace(value, type=t) for t in mutants(value.type))
        yield replace(value, op=value.op + "x")
        yield from (
            replace(value, op=op) for group in SIBLINGS if value.op in group for op in group if op != value.op
        )
        yield from (replace(value, args=a) for a in _tuple_mutants(value.args))
        for i, (name, scalar) in enumerate(value.attrs):
            for other in mutants(scalar):
                yield replace(value, attrs=(*value.attrs[:i], (name, other), *value.attrs[i + 1 :]))
    elif type(value) in SLOTS:
        for slot in SLOTS[type(value)]:
            if slot.meaning and slot.name != "defines":
                found = getattr(value, slot.name)
                for other in mutants(found):
                    yield replace(value, **{slot.name: other})
                if slot.default is None and found is not None:
                    yield replace(value, **{slot.name: None})


def _tuple_mutants(value: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    pair = any(isinstance(entry, int) for entry in value)  # a length: a number and its unit
    for i, entry in enumerate(value):
        if not pair:
            yield value[:i] + value[i + 1 :]
        for other in mutants(entry):
            yield (*value[:i], other, *value[i + 1 :])
    for i in range(len(value) - 1):
        if isinstance(value[i], Expr | Net | Cap | Remedy | Offset | str) and value[i] != value[i + 1]:
            yield (*value[:i], value[i + 1], value[i], *value[i + 2 :])
