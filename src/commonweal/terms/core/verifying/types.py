"""
Types of core nodes: which type an operation may have, given its arguments (language, 3.1).

Units cancel exactly; number, percent and count mix to a number; a count may stand for any counting
unit. There is one type for each operation and its arguments, so that types add nothing to a tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from commonweal.terms.core.clauses import Account, Remedy, Right, Terms
from commonweal.terms.core.expressions import OPS, Expr
from commonweal.terms.core.types import COUNT, DATE, NUMBER, PERIOD, TEXT, WINDOW, YESNO, Type, ratio

COMPARISONS: Final = ("ge", "le", "gt", "lt", "eq")
_FORMULAS: Final = (
    *COMPARISONS, "and", "or", "not", "at_least_k", "known", "every", "some", "none", "status",
)  # fmt: skip
_DATES: Final = ("day", "start_of", "end_of", "after", "before")
_PERIODS: Final = ("fixed", "this_period", "containing")
_WINDOWS: Final = (
    "in_period", "in_previous", "in_last", "since", "in_fixed", "year_to_date", "in_cure",
)  # fmt: skip


def is_formed(type_: Type) -> bool:
    """Say whether money has a currency code, a quantity a unit, and nothing else has either."""
    if type_.kind == "money":
        return type_.of is not None and type_.of.isupper()
    if type_.kind == "quantity":
        return type_.of is not None and not type_.of.isupper()
    return type_.of is None and type_.per is None


def common(types: Iterable[Type]) -> Type | None:
    """Return the type of amounts that are added or chosen from; None if they do not go together."""
    first, *rest = types
    found = first
    for other in rest:
        if found == other:
            continue
        if found.is_plain and other.is_plain:
            found = NUMBER
        elif found == COUNT and other.kind == "quantity" and other.per is None:
            found = other
        elif not (other == COUNT and found.kind == "quantity" and found.per is None):
            return None
    return found if found.is_amount else None


def product(left: Type, right: Type) -> Type | None:
    """Return the type of a product; a count cancels a denominator. None if what is left is no amount."""
    if left.is_plain and right.is_plain:
        return left if left == right else NUMBER
    for one, other in ((left, right), (right, left)):
        if one == COUNT and other.per is not None:
            return _ratio(other.of, None)
    return _cancelled([left.of, right.of], [left.per, right.per])


def quotient(left: Type, right: Type) -> Type | None:
    """Return the type of a quotient; a count divides like a number. None if what is left is no amount."""
    return _cancelled([left.of, right.per], [left.per, right.of])


def _cancelled(over: list[str | None], under: list[str | None]) -> Type | None:
    units = Counter(u for u in over if u)
    units.subtract(u for u in under if u)
    tops = [u for u, n in units.items() for _ in range(n)]
    bottoms = [u for u, n in units.items() for _ in range(-n)]
    if len(tops) > 1 or len(bottoms) > 1:
        return None
    return _ratio(tops[0] if tops else None, bottoms[0] if bottoms else None)


def _ratio(of: str | None, per: str | None) -> Type | None:
    if (of is None and per is not None) or (per is not None and per.isupper()):
        return None
    return ratio(of, per)


def is_comparable(left: Type, right: Type) -> bool:
    """Say whether two sides may be compared: alike amounts, or two dates."""
    return left == right == DATE or common([left, right]) is not None


def read_type(type_: Type, terms: Terms) -> Type:
    """Return a declared type as the terms read it: money without a code takes their currency."""
    return Type("money", terms.currency, type_.per) if type_ == Type("money", None, type_.per) else type_


def held(account: Account) -> Type:
    """Return the type of an account's balance: money of its currency, or a quantity of its unit."""
    return ratio(account.currency, None)


def moved(act: Remedy | Right) -> list[Type]:
    """Return the types of what falls due by an act: money, a quantity, both (`buy`) or nothing."""
    found = [act.amount.type] if act.amount is not None and act.act != "convert" else []
    found += [Type("money", act.price.type.of)] if act.price is not None else []
    return [*found, *([Type("quantity", act.unit)] if act.unit is not None else [])]


def fits(node: Expr, terms: Terms) -> bool:
    """Say whether a node's type follows from its operation, arguments and names."""
    if node.op in _FIXED:
        return node.type == _FIXED[node.op]
    return _RULES[node.op](node, terms)


def _declared(node: Expr, terms: Terms) -> bool:
    parameter = terms.parameter(node.text("name"))
    return parameter is None or node.type == read_type(parameter.type, terms)


def _measured(node: Expr, terms: Terms) -> bool:
    measure = terms.measure(node.text("measure"))
    return measure is None or node.type == read_type(measure.type, terms)


def _balance(node: Expr, terms: Terms) -> bool:
    account = terms.account(node.text("account"))
    return account is None or node.type == held(account)


def _brackets(node: Expr, terms: Terms) -> bool:
    on, rest = node.args[0].type, [a.type for a in node.args[1:]]
    rate = common(rest[::2])
    if rate is None or not all(is_comparable(on, bound) for bound in rest[1::2]):
        return False
    return node.type == (product(rate, on) if node.op == "marginal" else rate)


def _rows(node: Expr, terms: Terms) -> bool:
    inner = node.args[1].type
    if node["agg"] == "count":
        return inner == YESNO and node.type == COUNT
    return inner.is_amount and node.type == inner


def _choice(node: Expr, terms: Terms) -> bool:
    values = [a.type for a in (*node.args[:-1:2], node.args[-1])]
    return all(g.type == YESNO for g in node.args[1:-1:2]) and node.type == common(values)


def _common(node: Expr, terms: Terms) -> bool:
    return node.type == common(a.type for a in node.args)


def _multiplied(node: Expr, terms: Terms) -> bool:
    found: Type | None = node.args[0].type
    for arg in node.args[1:]:
        found = product(found, arg.type) if found is not None else None
    return node.type == found


_FIXED: Final[dict[str, Type]] = {
    "truth": YESNO,
    "words": TEXT,
    "count": COUNT,
    "days": NUMBER,
    "days_in": NUMBER,
    **dict.fromkeys(_FORMULAS, YESNO),
    **dict.fromkeys(_DATES, DATE),
    **dict.fromkeys(_PERIODS, PERIOD),
    **dict.fromkeys(_WINDOWS, WINDOW),
}
_RULES: Final[dict[str, Callable[[Expr, Terms], bool]]] = {
    "literal": lambda node, terms: node.type.is_amount and node.type != COUNT,
    "parameter": _declared,
    "entry": _declared,
    "add": _common,
    "neg": lambda node, terms: node.type == node.args[0].type,
    "min": _common,
    "max": _common,
    "round": _common,
    "mul": _multiplied,
    "div": lambda node, terms: node.type == quotient(node.args[0].type, node.args[1].type),
    "indexed": lambda node, terms: node.type == node.args[0].type,
    "marginal": _brackets,
    "tier": _brackets,
    "choose": _choice,
    **dict.fromkeys(("total", "average", "highest", "lowest", "at_start", "at_end", "of_subject"), _measured),
    "over": _rows,
    "paid_under": lambda node, terms: node.type.is_amount,
    "due_under": lambda node, terms: node.type.is_amount,
    **dict.fromkeys(("balance_start", "balance_end", "interest_of"), _balance),
}
assert _FIXED.keys() | _RULES.keys() == OPS.keys()
