"""
Expressions on one line: as the text that means them (`source`), and as a plain phrase (`phrase`).

Both follow the grammar's own order of words and set parentheses only where it needs them; what a
`define` stands for is printed by its name, unless it is the whole. The phrase writes amounts, dates and
states in full.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.ground.numbers import mul, plain
from commonweal.ground.period import CALENDAR_YEAR, FiscalEnd, Period, containing, fiscal_year, fiscal_year_of
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import Type
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.language import ENGLISH, HUNDRED

# How tightly an expression holds together in the grammar: expr, not_e, cmp, num, prod, unary, atom.
JUNCTION, NEGATION, COMPARISON, SUM, PRODUCT, SIGN, ATOM = range(7)

_LEVELS: Final = {
    **dict.fromkeys(("and", "or"), JUNCTION),
    "not": NEGATION,
    **dict.fromkeys(("ge", "le", "gt", "lt", "eq", "status", "known", "at_least_k"), COMPARISON),
    "add": SUM,
    **dict.fromkeys(("mul", "div"), PRODUCT),
    "neg": SIGN,
}
_COMPARED: Final = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than", "eq": "equals"}
_QUANTIFIERS: Final = {"every": "every", "some": "some", "none": "no"}
_WINDOWS: Final = {
    "in_period": "in period",
    "in_previous": "in previous period",
    "year_to_date": "in year to date",
    "in_cure": "in cure",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How literals are spelled; `fiscal` is None where the fiscal year is not known."""

    amount: Callable[[Decimal, Type], str]
    day: Callable[[date], str]
    state: Callable[[str], str]
    fiscal: FiscalEnd | None = None


def source(node: Expr) -> str:
    """Return an expression in the terms language, on one line; a `define` inside it by its name."""
    return _whole(node, Style(_written, date.isoformat, lambda state: f"is {state}"))


def phrase(node: Expr, terms: Terms) -> str:
    """
    Return an expression as a plain phrase on one line: `total of buybacks in period`.

    Parameters
    ----------
    node : any expression of the core tree
    terms : the terms version it stands in
    """
    return _whole(node, Style(ENGLISH.amount, ENGLISH.day, words.STATES.__getitem__, terms.fiscal_end))


def _written(value: Decimal, type_: Type) -> str:
    """Return an amount as a text writes it: USD 80_000_000, 750 jobs, 17%."""
    if type_.kind == "percent":
        return f"{plain(mul(value, HUNDRED))}%"
    whole, point, rest = plain(value.copy_abs()).partition(".")
    number = f"{'-' if value < 0 else ''}{int(whole):_}{point}{rest}"
    per = f" per {type_.per}" if type_.per else ""
    if type_.kind == "money":
        return f"{type_.of} {number}{per}"
    return number + (f" {type_.of}" if type_.of else "") + per


def _whole(node: Expr, style: Style) -> str:
    return _PRINTERS[node.op](node, style)


def _print(node: Expr, style: Style) -> str:
    return _whole(node, style) if node.origin is None else node.origin


def _level(node: Expr) -> int:
    if node.origin is not None:
        return ATOM
    if node.op == "literal":
        value = node["value"]
        return SIGN if isinstance(value, Decimal) and value < 0 else ATOM
    return _LEVELS.get(node.op, ATOM)


def _held(node: Expr, least: int, style: Style) -> str:
    said = _print(node, style)
    return said if _level(node) >= least else f"({said})"


def _joined(word: str, least: int) -> Callable[[Expr, Style], str]:
    return lambda node, style: f" {word} ".join(_held(arg, least, style) for arg in node.args)


# ---- literals, names, time -----------------------------------------------------------------------


def _literal(node: Expr, style: Style) -> str:
    value = node["value"]
    assert isinstance(value, Decimal)
    return style.amount(value, node.type)


def _day(node: Expr, style: Style) -> str:
    value = node["value"]
    assert isinstance(value, date)
    return style.day(value)


def _fixed(node: Expr, style: Style) -> str:
    first, last = node["first"], node["last"]
    assert isinstance(first, date) and isinstance(last, date)
    found = Period.days_of(first, last)
    if found == containing("year", first):
        return f"year {first.year}"
    if found == containing("quarter", first):
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if found == containing("month", first):
        return first.isoformat()[:7]
    fiscal = style.fiscal or _fiscal_end(last)
    if found == fiscal_year(number := fiscal_year_of(first, fiscal), fiscal):
        return f"fiscal year {number}"
    return f"{style.day(first)} to {style.day(last)}"


def _fiscal_end(last: date) -> FiscalEnd:
    """Return the fiscal year that a year with this last day belongs to."""
    return FiscalEnd(last.month, last.day) if (last.month, last.day) != (12, 31) else CALENDAR_YEAR


def _duration(node: Expr) -> str:
    n, unit = node.number("n"), node.text("unit")
    return f"{n} {unit}{'' if n == 1 else 's'}"


def _shifted(word: str) -> Callable[[Expr, Style], str]:
    return lambda node, style: f"{_duration(node)} {word} {_print(node.args[0], style)}"


def _before_first(word: str) -> Callable[[Expr, Style], str]:
    return lambda node, style: f"{word} {_print(node.args[0], style)}"


def _window(op: str) -> Callable[[Expr, Style], str]:
    return lambda node, style: _WINDOWS[op]


# ---- arithmetic ----------------------------------------------------------------------------------


def _add(node: Expr, style: Style) -> str:
    said = _held(node.args[0], PRODUCT, style)
    for arg in node.args[1:]:
        less = arg.op == "neg" and arg.origin is None
        said += f" {'-' if less else '+'} {_held(arg.args[0] if less else arg, PRODUCT, style)}"
    return said


def _mul(node: Expr, style: Style) -> str:
    first, *rest = node.args
    least = PRODUCT if first.op == "div" else SIGN
    return " * ".join([_held(first, least, style), *(_held(arg, SIGN, style) for arg in rest)])


def _div(node: Expr, style: Style) -> str:
    return f"{_held(node.args[0], PRODUCT, style)} / {_held(node.args[1], SIGN, style)}"


def _call(name: str, *attrs: str) -> Callable[[Expr, Style], str]:
    def printed(node: Expr, style: Style) -> str:
        parts = [_print(arg, style) for arg in node.args]
        return f"{name}({', '.join([*parts, *(node.text(attr) for attr in attrs)])})"

    return printed


def _indexed(node: Expr, style: Style) -> str:
    amount, day = (_print(arg, style) for arg in node.args)
    return f"indexed({amount}, {node.text('measure')}, {day})"


def _table(node: Expr, style: Style) -> str:
    bounds = node["bounds"]
    assert isinstance(bounds, tuple)
    rates, limits = node.args[1::2], node.args[2::2]
    rows = [
        f"{_held(rate, SUM, style)} {word.replace('_', ' ')} {_held(limit, SUM, style)}"
        for rate, word, limit in zip(rates, bounds, limits, strict=False)
    ]
    rows.append(f"{_held(rates[-1], SUM, style)} above")
    return f"{node.op} on {_held(node.args[0], SUM, style)} {{ {', '.join(rows)} }}"


def _choose(node: Expr, style: Style) -> str:
    pairs = zip(node.args[:-1:2], node.args[1::2], strict=True)
    rows = [f"{_held(value, SUM, style)} when {_print(guard, style)}, " for value, guard in pairs]
    return f"choose ({''.join(rows)}otherwise {_held(node.args[-1], SUM, style)})"


# ---- logic and evidence --------------------------------------------------------------------------


def _not(node: Expr, style: Style) -> str:
    return f"not {_held(node.args[0], NEGATION, style)}"


def _at_least_k(node: Expr, style: Style) -> str:
    return f"at least {node.number('k')} of ({', '.join(_print(arg, style) for arg in node.args)})"


def _known(node: Expr, style: Style) -> str:
    return f"{_held(node.args[0], SUM, style)} is known"


def _aggregate(node: Expr, style: Style) -> str:
    return f"{node.op} of {node.text('measure')} {_print(node.args[0], style)}"


def _over(node: Expr, style: Style) -> str:
    window, inner = (_print(arg, style) for arg in node.args)
    return f"{node.text('agg')} over {node.text('subject')} {window} of ({inner})"


def _quantified(node: Expr, style: Style) -> str:
    window, inner = (_print(arg, style) for arg in node.args)
    return f"{_QUANTIFIERS[node.op]} {node.text('subject')} {window} has ({inner})"


def _status(node: Expr, style: Style) -> str:
    window = "" if node.args[0].op == "in_period" else f" {_print(node.args[0], style)}"
    return f"{node.text('clause')} {style.state(node.text('state'))}{window}"


def _under(word: str) -> Callable[[Expr, Style], str]:
    return lambda node, style: f"{word} under {node.text('clause')} {_print(node.args[0], style)}"


_PRINTERS: Final[dict[str, Callable[[Expr, Style], str]]] = {
    "literal": _literal,
    "truth": lambda node, style: "yes" if node["value"] else "no",
    "day": _day,
    "words": lambda node, style: f'"{words.quoted(node.text("value"))[1:-1]}"',
    "parameter": lambda node, style: node.text("name"),
    "entry": lambda node, style: f"{node.text('name')} for {_print(node.args[0], style)}",
    "fixed": _fixed,
    "this_period": lambda node, style: "period",
    "containing": lambda node, style: node.text("grain").replace("_", " "),
    "start_of": _before_first("start of"),
    "end_of": _before_first("end of"),
    "after": _shifted("after"),
    "before": _shifted("before"),
    **{op: _window(op) for op in _WINDOWS},
    "in_last": lambda node, style: f"in last {_duration(node)}",
    "since": _before_first("since"),
    "in_fixed": _before_first("in"),
    "add": _add,
    "mul": _mul,
    "div": _div,
    "neg": lambda node, style: f"-{_held(node.args[0], SIGN, style)}",
    "min": _call("min"),
    "max": _call("max"),
    "round": _call("round"),
    "days": _call("days", "basis"),
    "days_in": _call("days", "basis"),
    "indexed": _indexed,
    "marginal": _table,
    "tier": _table,
    "choose": _choose,
    **{op: _joined(word, SUM) for op, word in _COMPARED.items()},
    "and": _joined("and", NEGATION),
    "or": _joined("or", NEGATION),
    "not": _not,
    "at_least_k": _at_least_k,
    "known": _known,
    **dict.fromkeys(("total", "average", "highest", "lowest", "count"), _aggregate),
    "at_start": lambda node, style: f"{node.text('measure')} at start",
    "at_end": lambda node, style: f"{node.text('measure')} at end",
    "of_subject": lambda node, style: node.text("measure"),
    "over": _over,
    **dict.fromkeys(("every", "some", "none"), _quantified),
    "status": _status,
    "paid_under": _under("paid"),
    "due_under": _under("due"),
    "balance_start": lambda node, style: f"balance of {node.text('account')} at start",
    "balance_end": lambda node, style: f"balance of {node.text('account')} at end",
    "interest_of": lambda node, style: f"interest of {node.text('account')} {_print(node.args[0], style)}",
}
PRINTED: Final = frozenset(_PRINTERS)
"""The operations that can be printed: all of them."""
