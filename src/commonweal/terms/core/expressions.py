"""
Expressions of the core tree: one node form, a closed table of operations.

An `Expr` has an operation, a type, arguments and scalar attributes. The table `OPS`
is the signature of every operation: what its arguments are, which attributes it
carries, and what it means; codec, invariants, renderers and engines all follow it.
Names are resolved and `define`s expanded: the tree does not know that text exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commonweal.ground.diagnostics import Span
from commonweal.terms.core.types import Type

Scalar = str | int | bool | Decimal | date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """
    What one operation takes.

    Attributes
    ----------
    args : the sort of each argument (`num`, `yesno`, `any`, `date`, `window`, `period`); a last
        entry ending in `*` repeats
    attrs : attribute names, each with its Python type's name
    means : one sentence
    """

    args: tuple[str, ...]
    attrs: dict[str, str]
    means: str


def _s(args: str, attrs: str, means: str) -> Signature:
    pairs = dict(a.split(":") for a in attrs.split())
    return Signature(tuple(args.split()), pairs, means)


OPS: dict[str, Signature] = {
    # literals and names
    "literal": _s("", "value:Decimal", "a number written in the text; a percentage as its fraction"),
    "truth": _s("", "value:bool", "yes or no"),
    "day": _s("", "value:date", "a date written in the text"),
    "words": _s("", "value:str", "a quoted text"),
    "parameter": _s("", "name:str", "the value filled in for a parameter"),
    "entry": _s("period", "name:str", "the entry of a series parameter that holds the period's first day"),
    # dates and periods
    "fixed": _s("", "first:date last:date", "a calendar period, both days counted"),
    "this_period": _s("", "", "the window of the clause"),
    "containing": _s("", "grain:str", "the calendar period of a grain that holds the window's first day"),
    "start_of": _s("period", "", "first day of a period"),
    "end_of": _s("period", "", "last day of a period"),
    "after": _s("date", "n:int unit:str", "n units after a date"),
    "before": _s("date", "n:int unit:str", "n units before a date"),
    # windows
    "in_period": _s("", "", "the clause's window"),
    "in_previous": _s("", "", "the equal period before the clause's window"),
    "in_last": _s("", "n:int unit:str", "the n units up to the window's last day"),
    "since": _s("date", "", "from a date to the window's last day"),
    "in_fixed": _s("period", "", "a calendar period"),
    "year_to_date": _s("", "", "1 January of the year of the window's last day, to that day"),
    "in_cure": _s("", "", "first day of the tested window to the cure deadline"),
    # arithmetic
    "add": _s("num*", "", "sum of two or more; what is subtracted stands as `neg`"),
    "mul": _s("num*", "", "product of two or more"),
    "div": _s("num num", "", "quotient, rounded half-even to 12 decimals; by zero: unknown"),
    "neg": _s("num", "", "the opposite number"),
    "min": _s("num*", "", "the least of several"),
    "max": _s("num*", "", "the greatest of several"),
    "round": _s("num num", "", "to a multiple of the second, by the text's rounding"),
    "days": _s("date date", "basis:str", "days from the first date to the second, half-open"),
    "days_in": _s("period", "basis:str", "days of a period by a basis"),
    "indexed": _s(
        "num date", "measure:str", "amount times the index at the window's end over the index at a date"
    ),
    "marginal": _s(
        "num num*", "bounds:tuple", "each slice of the first at its own rate; then rate, bound, …, rate"
    ),
    "tier": _s(
        "num num*", "bounds:tuple", "the rate of the bracket that holds the first; then rate, bound, …, rate"
    ),
    "choose": _s("any*", "", "value, guard, value, guard, …, otherwise: the first whose guard is true"),
    # logic
    "ge": _s("num num", "", "at least"),
    "le": _s("num num", "", "at most"),
    "gt": _s("num num", "", "more than"),
    "lt": _s("num num", "", "less than"),
    "eq": _s("num num", "", "equals"),
    "and": _s("yesno*", "", "all hold"),
    "or": _s("yesno*", "", "one holds"),
    "not": _s("yesno", "", "does not hold"),
    "at_least_k": _s("yesno*", "k:int", "at least k of several hold"),
    "known": _s("any", "", "the argument is known; only as a guard of choose"),
    # evidence
    "total": _s("window", "measure:str", "sum of a flow over a window"),
    "average": _s("window", "measure:str", "mean over a window"),
    "highest": _s("window", "measure:str", "greatest over a window"),
    "lowest": _s("window", "measure:str", "least over a window"),
    "count": _s("window", "measure:str", "number of facts in a window"),
    "at_start": _s("", "measure:str", "level on the day before the window"),
    "at_end": _s("", "measure:str", "level on the window's last day"),
    "of_subject": _s("", "measure:str", "the subject's value in the window of the row operation around it"),
    "over": _s("window any", "agg:str subject:str", "an aggregate over the subjects of a register"),
    "every": _s("window yesno", "subject:str", "holds for every subject"),
    "some": _s("window yesno", "subject:str", "holds for some subject"),
    "none": _s("window yesno", "subject:str", "holds for no subject"),
    # other clauses
    "status": _s("window", "clause:str state:str", "another clause's windows in a window are in a state"),
    "paid_under": _s("window", "clause:str", "payments made under a clause"),
    "due_under": _s("window", "clause:str", "computed amounts of a clause"),
    "balance_start": _s("", "account:str", "balance of an account before the window"),
    "balance_end": _s("", "account:str", "balance of an account on the window's last day"),
    "interest_of": _s("window", "account:str", "interest of the account's rows that end in a window"),
}


@dataclass(frozen=True, slots=True)
class Expr:
    """
    One node. `at` and `origin` (the `define` it was expanded from) do not enter equality.

    Invariants
    ----------
    `op` is in `OPS`; `attrs` has exactly the signature's attributes, sorted by name.
    """

    op: str
    type: Type
    args: tuple[Expr, ...] = ()
    attrs: tuple[tuple[str, Scalar], ...] = ()
    at: Span | None = field(default=None, compare=False)
    origin: str | None = field(default=None, compare=False)

    def __getitem__(self, name: str) -> Scalar:
        """Return an attribute."""
        for key, value in self.attrs:
            if key == name:
                return value
        raise KeyError(name)

    def text(self, name: str) -> str:
        """Return a text attribute."""
        value = self[name]
        assert isinstance(value, str)
        return value

    def number(self, name: str) -> int:
        """Return a whole-number attribute."""
        value = self[name]
        assert isinstance(value, int)
        return value

    def walk(self) -> Iterator[Expr]:
        """Return this node and all below it, parents first."""
        yield self
        for arg in self.args:
            yield from arg.walk()


def expr(
    op: str,
    type: Type,
    *args: Expr,
    at: Span | None = None,
    origin: str | None = None,
    **attrs: Scalar,
) -> Expr:
    """Return a node with its attributes in order."""
    return Expr(op, type, args, tuple(sorted(attrs.items())), at, origin)
