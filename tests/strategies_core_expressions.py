"""Random well-typed expressions of the core tree, drawn by type over a vocabulary and planned clauses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from commonweal.ground.period import containing
from commonweal.terms.core import clauses as core
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import (
    COUNT,
    DATE,
    NUMBER,
    PERCENT,
    PERIOD,
    TEXT,
    WINDOW,
    YESNO,
    Type,
)
from commonweal.terms.core.verifying.nodes import AGGREGATES, BASES, BOUNDS, GRAINS, UNITS
from commonweal.terms.core.verifying.types import read_type

Draw = Callable[..., Any]

UNIT_NAMES = ("jobs", "tonne", "mwh")
SUBJECT_NAMES = ("sale", "worker")
NAMES = {
    "clauses": ("aid", "jobs", "rent", "wages"),
    "accounts": ("loan", "quota"),
    "rights": ("holiday", "warrant"),
}
"""The names that clauses, accounts and rights may have."""
PLAIN = (NUMBER, PERCENT, COUNT)
TYPES = (
    Type("money", "USD"), Type("money", "EUR"), Type("money", "USD", "tonne"), Type("quantity", "jobs"),
    Type("quantity", "tonne"), Type("quantity", "tonne", "mwh"), *PLAIN,
)  # fmt: skip

numbers = st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False, allow_infinity=False)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
counts = st.integers(1, 60)


@dataclass(frozen=True)
class Around:
    """What may be said where an expression stands."""

    window: bool = True
    period: bool = True
    cure: bool = False
    guard: bool = False
    subject: str | None = None


@dataclass(frozen=True)
class Planned:
    """
    The names of a text to be made: what expressions may speak of.

    Attributes
    ----------
    payments, accounts : by name, what they pay or hold
    rights : by name, the act, and what falls due by it, of which `paid under` may speak (None: nothing)
    """

    payments: dict[str, Type]
    conditions: list[str]
    accounts: dict[str, Type]
    rights: dict[str, tuple[str, Type | None]]


class Maker:
    """Expressions over a vocabulary, drawn by type."""

    def __init__(self, draw: Draw, bare: Terms, planned: Planned) -> None:
        self.draw = draw
        self.terms = bare
        self.payments, self.conditions = planned.payments, planned.conditions
        self.accounts, self.rights = planned.accounts, planned.rights

    def pick(self, options: Any) -> Any:
        """Return one of several."""
        return self.draw(st.sampled_from(list(options)))

    # ---- amounts ---------------------------------------------------------------------------------

    def amount(self, type_: Type, around: Around, depth: int) -> Expr:
        """Return an amount of a type."""
        leaves = [*self._names(type_, around), *self._reads(type_, around)]
        if type_ != COUNT:
            leaves.append(lambda: expr("literal", type_, value=self.draw(numbers)))
        if type_ == NUMBER:
            leaves += [
                lambda: expr(
                    "days", NUMBER, self.day(around, 1), self.day(around, 1), basis=self.pick(BASES)
                ),
                lambda: expr("days_in", NUMBER, self.period(around), basis=self.pick(BASES)),
            ]
        return self._either(leaves, self._operations(type_, around, depth - 1), depth)

    def _either(self, leaves: list[Callable[[], Expr]], others: list[Callable[[], Expr]], depth: int) -> Expr:
        if leaves and (depth <= 0 or self.draw(st.integers(0, 3)) == 0):
            return self.pick(leaves)()
        return self.pick(others)()

    def _names(self, type_: Type, around: Around) -> list[Callable[[], Expr]]:
        made: list[Callable[[], Expr]] = []
        for parameter in self.terms.parameters:
            if parameter.type == type_ and parameter.by is None:
                made.append(lambda p=parameter: expr("parameter", type_, name=p.name))
            elif parameter.type == type_:
                made.append(lambda p=parameter: expr("entry", type_, self.period(around), name=p.name))
        return made

    def _reads(self, type_: Type, around: Around) -> list[Callable[[], Expr]]:
        made: list[Callable[[], Expr]] = []
        for m in self.terms.measures:
            same = read_type(m.type, self.terms) == type_
            if m.per not in ("award", "public"):
                if same and m.per == around.subject:
                    made.append(lambda m=m: expr("of_subject", type_, measure=m.name))
                continue
            ops = {
                "flow": ("total", "average", "highest"),
                "stock": ("average", "lowest"),
                "rate": ("highest",),
            }
            if same:
                made += [
                    lambda m=m, op=op: expr(op, type_, self.window(around), measure=m.name)
                    for op in ops.get(m.kind, ())
                ]
            if same and m.kind != "flow" and around.window and around.period:
                made += [lambda m=m, op=op: expr(op, type_, measure=m.name) for op in ("at_start", "at_end")]
            if type_ == COUNT:
                made.append(lambda m=m: expr("count", COUNT, self.window(around), measure=m.name))
        return made + self._moneys(type_, around)

    def _moneys(self, type_: Type, around: Around) -> list[Callable[[], Expr]]:
        made: list[Callable[[], Expr]] = []
        for name, paid in self.payments.items():
            if paid == type_:
                made += [
                    lambda n=name, op=op: expr(op, type_, self.window(around), clause=n)
                    for op in ("paid_under", "due_under")
                ]
        for name, (_, moved) in self.rights.items():
            if moved == type_:
                made.append(lambda n=name: expr("paid_under", type_, self.window(around), clause=n))
        for name, held in self.accounts.items():
            if held == type_ and held.kind == "money":
                made.append(lambda n=name: expr("interest_of", type_, self.window(around), account=n))
            if held == type_ and around.window:
                made += [
                    lambda n=name, op=op: expr(op, type_, account=n)
                    for op in ("balance_start", "balance_end")
                ]
        return made

    def _operations(self, type_: Type, around: Around, depth: int) -> list[Callable[[], Expr]]:
        def several(op: str, least: int) -> Callable[[], Expr]:
            return lambda: expr(op, type_, *(more() for _ in range(self.draw(st.integers(least, 3)))))

        def more(other: Type = type_) -> Expr:
            return self.amount(other, around, depth)

        made = [several("add", 2), several("min", 1), several("max", 2)]
        made += [
            lambda: expr("neg", type_, more()),
            lambda: expr("round", type_, more(), more()),
            lambda: self._choose(type_, around, depth),
            lambda: self._brackets("tier", type_, self.pick(TYPES[:-1]), type_, around, depth),
        ]
        if around.window and around.period:
            made += [
                lambda m=m: expr("indexed", type_, more(), self.day(around, 1), measure=m.name)
                for m in self.terms.measures
                if m.kind in ("stock", "rate") and m.per in ("award", "public")
            ]
        if around.subject is None:
            made += [lambda s=s: self._rows(type_, s.name, around, depth) for s in self.terms.subjects]
        return made + self._products(type_, more, around, depth)

    def _products(
        self, type_: Type, more: Callable[..., Expr], around: Around, depth: int
    ) -> list[Callable[[], Expr]]:
        if type_.is_plain:
            return [
                lambda: expr("mul", type_, more(), more(), more()),
                lambda: self._brackets("marginal", type_, type_, type_, around, depth),
                *([lambda: expr("div", NUMBER, more(self.pick(PLAIN)), more())] if type_ == NUMBER else []),
            ]
        factors = PLAIN if type_.per is None else (NUMBER, PERCENT)  # a count cancels a denominator
        made: list[Callable[[], Expr]] = [
            lambda: expr("mul", type_, more(self.pick(factors)), more()),
            lambda: expr("mul", type_, more(), more(NUMBER)),
            lambda: expr("div", type_, more(), more(self.pick(PLAIN))),
            lambda: self._brackets("marginal", type_, type_, PERCENT, around, depth),
        ]
        if type_.per is None and type_.of != "tonne":
            price, tonnes = Type(type_.kind, type_.of, "tonne"), Type("quantity", "tonne")
            made.append(lambda: expr("mul", type_, more(price), more(tonnes)))
        if type_.per is not None:
            made.append(
                lambda: expr(
                    "div", type_, more(Type(type_.kind, type_.of)), more(Type("quantity", type_.per))
                )
            )
        return made

    def _choose(self, type_: Type, around: Around, depth: int) -> Expr:
        args = []
        for _ in range(self.draw(st.integers(1, 2))):
            args.append(self.amount(type_, around, depth))
            args.append(self.formula(replace(around, guard=True), depth))
        return expr("choose", type_, *args, self.amount(type_, around, depth))

    def _brackets(self, op: str, type_: Type, on: Type, rate: Type, around: Around, depth: int) -> Expr:
        written = NUMBER if on == COUNT else on
        values = sorted(self.draw(st.sets(st.integers(1, 9999), max_size=3)))
        args = [self.amount(on, around, depth), self.amount(rate, around, 0)]
        for value in values:
            bound = expr("literal", written, value=Decimal(value))
            args += [bound, self.amount(rate, around, 0)]
        words = tuple(self.pick(BOUNDS) for _ in values)
        return expr(op, type_, *args, bounds=words)

    def _rows(self, type_: Type, subject: str, around: Around, depth: int) -> Expr:
        inner = replace(around, subject=subject, guard=False)
        agg = "count" if type_ == COUNT else self.pick(a for a in AGGREGATES if a != "count")
        body = self.formula(inner, depth) if agg == "count" else self.amount(type_, inner, depth)
        return expr("over", type_, self.window(around), body, agg=agg, subject=subject)

    # ---- formulas --------------------------------------------------------------------------------

    def formula(self, around: Around, depth: int) -> Expr:
        """Return a yes/no formula."""
        leaves: list[Callable[[], Expr]] = [
            lambda: expr("truth", YESNO, value=self.draw(st.booleans())),
            *self._names(YESNO, around),
            *self._flags(around),
        ]
        if around.window:
            leaves += [lambda: self._status(around)] * 2
        return self._either(leaves, self._logic(around, depth - 1), depth)

    def _flags(self, around: Around) -> list[Callable[[], Expr]]:
        made: list[Callable[[], Expr]] = []
        for m in self.terms.measures:
            if m.kind == "flag" and m.per == around.subject:
                made.append(lambda m=m: expr("of_subject", YESNO, measure=m.name))
            elif m.kind == "flag" and m.per in ("award", "public") and around.window and around.period:
                made += [lambda m=m, op=op: expr(op, YESNO, measure=m.name) for op in ("at_start", "at_end")]
        return made

    def _status(self, around: Around) -> Expr:
        name = self.pick([*self.payments, *self.conditions])
        states = [s for s in core.STATES if name in self.conditions or s not in ("breached", "cured")]
        plain = expr("in_period", WINDOW)  # `C is s` without a window
        window = plain if self.draw(st.booleans()) else self.window(around)
        return expr("status", YESNO, window, clause=name, state=self.pick(states))

    def _logic(self, around: Around, depth: int) -> list[Callable[[], Expr]]:
        def parts() -> list[Expr]:
            return [self.formula(around, depth) for _ in range(self.draw(st.integers(2, 3)))]

        def k_of() -> Expr:
            found = parts()
            return expr("at_least_k", YESNO, *found, k=self.draw(st.integers(1, len(found))))

        made: list[Callable[[], Expr]] = [
            lambda: self._compare(around, depth),
            lambda: self._compare(around, depth),
            lambda: expr("and", YESNO, *parts()),
            lambda: expr("or", YESNO, *parts()),
            lambda: expr("not", YESNO, self.formula(around, depth)),
            k_of,
        ]
        if around.guard:
            made += [lambda: expr("known", YESNO, self._anything(around, depth))] * 4
        if around.subject is None:
            inner = replace(around, guard=False)
            made += [
                lambda s=s, op=op: expr(
                    op, YESNO, self.window(around), self.formula(replace(inner, subject=s.name), depth),
                    subject=s.name,
                )
                for s in self.terms.subjects
                for op in ("every", "some", "none")
            ]  # fmt: skip
        return made

    def _anything(self, around: Around, depth: int) -> Expr:
        match self.draw(st.integers(0, 3)):
            case 0:
                return self.formula(around, depth)
            case 1:
                return self.day(around, 1)
            case 2:
                return expr("words", TEXT, value=self.draw(st.text(max_size=5)))
        return self.amount(self.pick(TYPES), around, depth)

    def _compare(self, around: Around, depth: int) -> Expr:
        op = self.pick(("ge", "le", "gt", "lt", "eq"))
        if self.draw(st.integers(0, 5)) == 0:
            return expr(op, YESNO, self.day(around, 2), self.day(around, 2))
        type_ = self.pick(TYPES)
        other = self.pick(PLAIN) if type_.is_plain else type_
        return expr(op, YESNO, self.amount(type_, around, depth), self.amount(other, around, depth))

    # ---- time ------------------------------------------------------------------------------------

    def day(self, around: Around, depth: int) -> Expr:
        """Return a date."""
        made: list[Callable[[], Expr]] = [
            lambda: expr("day", DATE, value=self.draw(days)),
            *self._names(DATE, around),
        ]
        if depth > 0:
            made += [
                lambda: expr(self.pick(("start_of", "end_of")), DATE, self.period(around)),
                lambda: expr(
                    self.pick(("after", "before")), DATE, self.day(around, depth - 1),
                    n=self.draw(counts), unit=self.pick(UNITS),
                ),
            ]  # fmt: skip
        return self.pick(made)()

    def period(self, around: Around) -> Expr:
        """Return a period."""
        made: list[Callable[[], Expr]] = [self._fixed]
        if around.window:
            made.append(lambda: expr("containing", PERIOD, grain=self.pick(GRAINS)))
            if around.period:
                made.append(lambda: expr("this_period", PERIOD))
        return self.pick(made)()

    def _fixed(self) -> Expr:
        day = self.draw(days)
        found = containing(self.pick(("month", "quarter", "year", "fiscal_year")), day, self.terms.fiscal_end)
        return expr("fixed", PERIOD, first=found.first, last=found.last)

    def window(self, around: Around) -> Expr:
        """Return a window phrase."""
        made: list[Callable[[], Expr]] = [lambda: expr("in_fixed", WINDOW, self._fixed())]
        if around.window:
            plain = ("year_to_date", *(("in_period", "in_previous") if around.period else ()))
            made += [lambda op=op: expr(op, WINDOW) for op in plain]
            made += [
                lambda: expr("in_last", WINDOW, n=self.draw(counts), unit=self.pick(UNITS)),
                lambda: expr("since", WINDOW, self.day(around, 1)),
            ]
        if around.cure:
            made += [lambda: expr("in_cure", WINDOW)] * 2
        return self.pick(made)()
