"""Invariants of one node and of the place where it stands; `verify` walks the tree and asks here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from commonweal.terms.core.clauses import INTEREST_BASES, STATES, Condition, Payment, Terms
from commonweal.terms.core.expressions import OPS, Expr
from commonweal.terms.core.shape import below
from commonweal.terms.core.types import DATE, PERIOD, WINDOW, YESNO, Type
from commonweal.terms.core.verifying.types import COMPARISONS, fits, held, is_comparable, is_formed, moved

GRAINS: Final = ("day", "month", "quarter", "year", "fiscal_year")
UNITS: Final = ("day", "month", "quarter", "year")
BASES: Final = INTEREST_BASES
AGGREGATES: Final = ("total", "average", "highest", "lowest", "count")
BOUNDS: Final = ("up_to", "below")
_ROWS: Final = ("over", "every", "some", "none")
_AT_LEAST: Final = {"and": 2, "or": 2, "at_least_k": 2, "add": 2, "mul": 2, "min": 1, "max": 1, "choose": 3}
_PYTHON: Final = {"str": str, "int": int, "bool": bool, "Decimal": Decimal, "date": date, "tuple": tuple}
_CLOSED: Final = {"unit": UNITS, "basis": BASES, "agg": AGGREGATES, "state": STATES}
# What needs the window of a clause: it cannot stand where there is none.
_OF_WINDOW: Final = (
    "this_period", "containing", "in_period", "in_previous", "in_last", "since", "year_to_date", "in_cure",
    "at_start", "at_end", "indexed", "balance_start", "balance_end",
)  # fmt: skip
# What needs a period of a schedule: the one day on which a right is judged is none (2.3, CW2408).
_OF_PERIOD: Final = ("this_period", "in_period", "in_previous", "at_start", "at_end", "indexed")


@dataclass(frozen=True, slots=True)
class Setting:
    """
    Where a node stands: whether there is a window, a cure, rows over a subject, a guard of `choose`.

    Attributes
    ----------
    period : the window is one of a schedule, not the one day on which a right without schedule is judged
    """

    window: bool = True
    period: bool = True
    cure: bool = False
    guard: bool = False
    subject: str | None = None


Fault = tuple[str, str]


def node_faults(node: Expr, path: str, terms: Terms, setting: Setting) -> Iterator[Fault]:
    """Return the invariants that a node or one below it breaks, each with the node's id."""
    if node.op not in OPS:
        yield "op-known", path
        return
    below_faults = [
        fault
        for i, arg in enumerate(node.args)
        for fault in node_faults(arg, below(path, i), terms, _inner(node, i, setting))
    ]
    own = list(_form_faults(node))
    if not own:
        own = [*_value_faults(node), *_name_faults(node, terms), *_place_faults(node, terms, setting)]
        if not own and not below_faults and not fits(node, terms):
            own.append("types-agree")
    yield from ((name, path) for name in own)
    yield from below_faults


def _inner(node: Expr, i: int, setting: Setting) -> Setting:
    if node.op in _ROWS and i == 1:
        subject = dict(node.attrs).get("subject")
        return replace(setting, subject=subject if isinstance(subject, str) else None, guard=False)
    if node.op == "status" and node.args[0].op == "in_period":
        return replace(setting, period=True)  # `C is s` without a window is asked on any day
    if node.op == "choose":
        return replace(setting, guard=i % 2 == 1 and i < len(node.args) - 1)
    return setting


def _form_faults(node: Expr) -> Iterator[str]:
    signature = OPS[node.op]
    kinds = tuple((name, _PYTHON[signature.attrs[name]]) for name in sorted(signature.attrs))
    if tuple((name, type(value)) for name, value in node.attrs) != kinds:
        yield "attributes-exact"
    if not is_formed(node.type):
        yield "type-formed"
    if not _is_arity(node):
        yield "arity"
    elif not all(_is_sort(sort, arg, node.op) for sort, arg in zip(_sorts(node), node.args, strict=True)):
        yield "argument-sorts"


def _is_arity(node: Expr) -> bool:
    n, sorts = len(node.args), OPS[node.op].args
    if node.op in ("marginal", "tier"):
        return n >= 2 and n % 2 == 0
    if node.op == "choose":
        return n >= 3 and n % 2 == 1
    return n >= _AT_LEAST[node.op] if node.op in _AT_LEAST else n == len(sorts)


def _sorts(node: Expr) -> list[str]:
    sorts = list(OPS[node.op].args)
    if sorts and sorts[-1].endswith("*"):
        sorts[-1] = sorts[-1].removesuffix("*")
        sorts += [sorts[-1]] * (len(node.args) - len(sorts))
    return sorts


def _is_sort(sort: str, arg: Expr, op: str) -> bool:
    if sort == "num":
        return arg.type.is_amount or (op in COMPARISONS and arg.type == DATE)
    if sort == "any":
        return arg.type not in (WINDOW, PERIOD)
    return arg.type == {"yesno": YESNO, "date": DATE, "window": WINDOW, "period": PERIOD}[sort]


def _value_faults(node: Expr) -> Iterator[str]:
    attrs = dict(node.attrs)
    if any(attrs[name] not in words for name, words in _CLOSED.items() if name in attrs):
        yield "words-closed"
    if node.op == "containing" and attrs["grain"] not in GRAINS:
        yield "words-closed"
    if any(isinstance(v, Decimal) and not v.is_finite() for v in attrs.values()):
        yield "numbers-finite"
    if "n" in attrs and node.number("n") < 1:
        yield "counts-positive"
    if node.op == "at_least_k" and not 1 <= node.number("k") <= len(node.args):
        yield "counts-positive"
    if node.op == "fixed" and str(attrs["first"]) > str(attrs["last"]):
        yield "periods-forward"
    if node.op in COMPARISONS and not is_comparable(node.args[0].type, node.args[1].type):
        yield "sides-comparable"
    if "bounds" in attrs:
        yield from _bracket_faults(node)


def _bracket_faults(node: Expr) -> Iterator[str]:
    words, bounds = node["bounds"], node.args[2::2]
    assert isinstance(words, tuple)
    if len(words) != len(bounds) or any(word not in BOUNDS for word in words):
        yield "brackets-match"
    values = [value for b in bounds if b.op == "literal" and isinstance(value := b["value"], Decimal)]
    finite = [v for v in values if v.is_finite()]
    if any(not low < high for low, high in pairwise(finite)):
        yield "brackets-rise"


def _name_faults(node: Expr, terms: Terms) -> Iterator[str]:
    attrs = dict(node.attrs)
    measure = terms.measure(str(attrs["measure"])) if "measure" in attrs else None
    if "measure" in attrs and measure is None:
        yield "names-resolve"
    elif measure is not None and not _is_readable(node.op, measure.kind):
        yield "measures-read-as-their-kind"
    if "subject" in attrs and attrs["subject"] not in ("affiliate", *(s.name for s in terms.subjects)):
        yield "names-resolve"
    if node.op in ("parameter", "entry"):
        parameter = terms.parameter(node.text("name"))
        if parameter is None:
            yield "names-resolve"
        elif (parameter.by is not None) != (node.op == "entry"):
            yield "series-by-entry"
    account = terms.account(str(attrs["account"])) if "account" in attrs else None
    if "account" in attrs and account is None:
        yield "names-resolve"
    elif account is not None and node.op == "interest_of" and held(account).kind != "money":
        yield "interest-formed"
    if "clause" in attrs:
        yield from _clause_faults(node, terms)


def _clause_faults(node: Expr, terms: Terms) -> Iterator[str]:
    name = node.text("clause")
    right = terms.right(name) if node.op == "paid_under" else None
    clause = terms.clause(name) or right
    if clause is None:
        yield "names-resolve"
    elif node.op == "status":
        if isinstance(clause, Payment) and node["state"] in ("breached", "cured"):
            yield "states-fit"
    elif isinstance(clause, Payment):
        if node.type != Type("quantity" if clause.delivers else "money", clause.currency):
            yield "types-agree"
    else:
        acts = clause.remedies if isinstance(clause, Condition) else (clause,)
        due = [type_ for act in acts for type_ in moved(act)]
        if due and node.type not in due:
            yield "types-agree"


def _is_readable(op: str, kind: str) -> bool:
    match op:
        case "total":
            return kind == "flow"
        case "average":
            return kind in ("flow", "stock")
        case "highest" | "lowest":
            return kind != "flag"
        case "at_start" | "at_end":
            return kind != "flow"
        case "indexed":
            return kind in ("stock", "rate")
    return True


def _place_faults(node: Expr, terms: Terms, setting: Setting) -> Iterator[str]:
    if (not setting.window and node.op in _OF_WINDOW) or (not setting.period and node.op in _OF_PERIOD):
        yield "windows-in-place"
    if node.op == "in_cure" and not setting.cure:
        yield "cures-in-place"
    if node.op == "known" and not setting.guard:
        yield "guards-in-place"
    if node.op in _ROWS and setting.subject is not None:
        yield "rows-in-place"
    measure = terms.measure(node.text("measure")) if "measure" in dict(node.attrs) else None
    if measure is not None:
        rows = node.op == "of_subject"
        if measure.per != setting.subject if rows else measure.per not in ("award", "public", "affiliate"):
            yield "rows-in-place"
