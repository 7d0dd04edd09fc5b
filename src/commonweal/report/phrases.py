"""Expressions of the core tree as short phrases, close to how the text writes them: one for every operation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.ground.period import Period, show_period
from commonweal.report.words import spaced, typed
from commonweal.terms.core.expressions import Expr

COMPARED: Final = {
    "ge": "at least", "le": "at most", "gt": "more than", "lt": "less than", "eq": "equals",
}  # fmt: skip
"""What a comparison says between its two sides."""

_WINDOWS: Final = {
    "in_period": "in period",
    "in_previous": "in previous period",
    "year_to_date": "in year to date",
    "in_cure": "in cure",
    "this_period": "period",
}
_LOOSE: Final = frozenset(("add", "and", "or", "mul", "div", *COMPARED))


def phrase(node: Expr) -> str:
    """Return an expression in words."""
    rule = _RULES.get(node.op)
    return rule(node) if rule is not None else f"{spaced(node.op)}({_listed(node)})"


def _inner(node: Expr) -> str:
    """Return an operand, in parentheses where the reader would otherwise have to know what binds tighter."""
    text = phrase(node)
    return f"({text})" if node.op in _LOOSE else text


def _listed(node: Expr) -> str:
    return ", ".join(phrase(arg) for arg in node.args)


def _joined(word: str) -> Callable[[Expr], str]:
    return lambda node: word.join(_inner(arg) for arg in node.args)


def _sum(node: Expr) -> str:
    said = ""
    for arg in node.args:
        minus = arg.op == "neg"
        part = _inner(arg.args[0] if minus else arg)
        said = f"{said} {'−' if minus else '+'} {part}" if said else ("−" if minus else "") + part
    return said


def _value(node: Expr) -> str:
    value = node["value"]
    if isinstance(value, Decimal):
        return typed(value, node.type)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else f'"{value}"'


def _fixed(node: Expr) -> str:
    first, last = node["first"], node["last"]
    if isinstance(first, date) and isinstance(last, date):
        return show_period(Period.days_of(first, last))
    return f"{first} to {last}"


def _span(node: Expr) -> str:
    return f"{node.number('n')} {node.text('unit')}{'s' if node.number('n') != 1 else ''}"


def _table(node: Expr) -> str:
    bounds = node["bounds"]
    kinds = bounds if isinstance(bounds, tuple) else ()
    rates, limits = node.args[1::2], node.args[2::2]
    lines = [
        f"{phrase(rate)} {spaced(kind)} {phrase(limit)}"
        for rate, kind, limit in zip(rates, kinds, limits, strict=False)
    ]
    return f"{node.op} on {_inner(node.args[0])} {{ {', '.join([*lines, f'{phrase(rates[-1])} above'])} }}"


def _choose(node: Expr) -> str:
    pairs = zip(node.args[:-1:2], node.args[1::2], strict=False)
    branches = [f"{phrase(value)} when {phrase(guard)}" for value, guard in pairs]
    return f"choose ({', '.join([*branches, f'otherwise {phrase(node.args[-1])}'])})"


def _over(node: Expr) -> str:
    of = f" of ({phrase(node.args[1])})"
    return f"{node.text('agg')} over {node.text('subject')} {phrase(node.args[0])}{of}"


def _quantified(node: Expr) -> str:
    word = "no" if node.op == "none" else node.op
    return f"{word} {node.text('subject')} {phrase(node.args[0])} has ({phrase(node.args[1])})"


def _of_measure(node: Expr) -> str:
    return f"{node.op} of {node.text('measure')} {phrase(node.args[0])}"


def _status(node: Expr) -> str:
    window = "" if node.args[0].op == "in_period" else f" {phrase(node.args[0])}"
    return f"{node.text('clause')} is {node.text('state')}{window}"


_RULES: Final[dict[str, Callable[[Expr], str]]] = {
    **dict.fromkeys(("literal", "truth", "day", "words"), _value),
    **dict.fromkeys(("total", "average", "highest", "lowest", "count"), _of_measure),
    **dict.fromkeys(("every", "some", "none"), _quantified),
    **dict.fromkeys(("marginal", "tier"), _table),
    **{op: _joined(f" {word} ") for op, word in COMPARED.items()},
    **{op: (lambda _, said=said: said) for op, said in _WINDOWS.items()},  # type: ignore[misc]
    "parameter": lambda n: n.text("name"),
    "entry": lambda n: f"{n.text('name')} for {phrase(n.args[0])}",
    "fixed": _fixed,
    "containing": lambda n: spaced(n.text("grain")),
    "start_of": lambda n: f"start of {phrase(n.args[0])}",
    "end_of": lambda n: f"end of {phrase(n.args[0])}",
    "after": lambda n: f"{_span(n)} after {phrase(n.args[0])}",
    "before": lambda n: f"{_span(n)} before {phrase(n.args[0])}",
    "in_last": lambda n: f"in last {_span(n)}",
    "since": lambda n: f"since {phrase(n.args[0])}",
    "in_fixed": lambda n: f"in {phrase(n.args[0])}",
    "add": _sum,
    "mul": _joined(" × "),
    "div": _joined(" ÷ "),
    "neg": lambda n: f"−{_inner(n.args[0])}",
    "min": lambda n: f"the least of ({_listed(n)})",
    "max": lambda n: f"the greatest of ({_listed(n)})",
    "round": lambda n: f"{_inner(n.args[0])} rounded to {phrase(n.args[1])}",
    "days": lambda n: f"days from {phrase(n.args[0])} to {phrase(n.args[1])} ({n.text('basis')})",
    "days_in": lambda n: f"days of {phrase(n.args[0])} ({n.text('basis')})",
    "indexed": lambda n: f"{_inner(n.args[0])} indexed by {n.text('measure')} from {phrase(n.args[1])}",
    "choose": _choose,
    "and": _joined(" and "),
    "or": _joined(" or "),
    "not": lambda n: f"not {_inner(n.args[0])}",
    "at_least_k": lambda n: f"at least {n.number('k')} of ({_listed(n)})",
    "known": lambda n: f"{_inner(n.args[0])} is known",
    "at_start": lambda n: f"{n.text('measure')} at start",
    "at_end": lambda n: f"{n.text('measure')} at end",
    "of_subject": lambda n: n.text("measure"),
    "over": _over,
    "status": _status,
    "paid_under": lambda n: f"paid under {n.text('clause')} {phrase(n.args[0])}",
    "due_under": lambda n: f"due under {n.text('clause')} {phrase(n.args[0])}",
}
SAYS: Final = frozenset(_RULES)
"""The operations that have a phrase."""
