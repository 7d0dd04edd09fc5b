"""
Random well-typed core trees: terms with conditions and payments over all operations.

`terms()` gives a terms version; `decorated` gives it other labels, places and origins;
`mutants` lists trees that differ from it in one thing that has a meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from commonweal.ground.diagnostics import Span
from commonweal.ground.period import FiscalEnd, containing
from commonweal.ground.rounding import Rounding
from commonweal.terms.core import clauses as core
from commonweal.terms.core.clauses import (
    Cap,
    Clause,
    Condition,
    Cure,
    Define,
    Evidence,
    Measure,
    Net,
    Offset,
    Parameter,
    Party,
    Payment,
    Remedy,
    Schedule,
    Subject,
    Terms,
    Unit,
)
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.named import named
from commonweal.terms.core.shape import SLOTS
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
from commonweal.terms.core.verify_nodes import AGGREGATES, BASES, BOUNDS, GRAINS, UNITS
from commonweal.terms.core.verify_types import read_type

Draw = Callable[..., Any]

UNIT_NAMES = ("jobs", "tonne", "mwh")
SUBJECT_NAMES = ("sale", "worker")
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
    cure: bool = False
    guard: bool = False
    subject: str | None = None


class Maker:
    """Expressions over a vocabulary, drawn by type."""

    def __init__(self, draw: Draw, bare: Terms, payments: dict[str, Type], conditions: list[str]) -> None:
        self.draw = draw
        self.terms = bare
        self.payments = payments
        self.conditions = conditions

    def pick(self, options: Any) -> Any:
        """Return one of several."""
        return self.draw(st.sampled_from(list(options)))

    # ---- amounts ---------------------------------------------------------------------------------

    def amount(self, type_: Type, around: Around, depth: int) -> Expr:
        """Return an amount of a type."""
        leaves = [*self._names(type_), *self._reads(type_, around)]
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

    def _names(self, type_: Type) -> list[Callable[[], Expr]]:
        made: list[Callable[[], Expr]] = []
        for parameter in self.terms.parameters:
            if parameter.type == type_ and parameter.by is None:
                made.append(lambda p=parameter: expr("parameter", type_, name=p.name))
            elif parameter.type == type_:
                made.append(lambda p=parameter: expr("entry", type_, self.period(Around()), name=p.name))
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
            if same and m.kind != "flow" and around.window:
                made += [lambda m=m, op=op: expr(op, type_, measure=m.name) for op in ("at_start", "at_end")]
            if type_ == COUNT:
                made.append(lambda m=m: expr("count", COUNT, self.window(around), measure=m.name))
        for name, paid in self.payments.items():
            if paid == type_:
                made += [
                    lambda n=name, op=op: expr(op, type_, self.window(around), clause=n)
                    for op in ("paid_under", "due_under")
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
        if around.window:
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
            *self._names(YESNO),
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
            elif m.kind == "flag" and m.per in ("award", "public") and around.window:
                made += [lambda m=m, op=op: expr(op, YESNO, measure=m.name) for op in ("at_start", "at_end")]
        return made

    def _status(self, around: Around) -> Expr:
        name = self.pick([*self.payments, *self.conditions])
        states = [s for s in core.STATES if name in self.conditions or s not in ("breached", "cured")]
        return expr("status", YESNO, self.window(around), clause=name, state=self.pick(states))

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
            *self._names(DATE),
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
            made += [
                lambda: expr("this_period", PERIOD),
                lambda: expr("containing", PERIOD, grain=self.pick(GRAINS)),
            ]
        return self.pick(made)()

    def _fixed(self) -> Expr:
        day = self.draw(days)
        found = containing(self.pick(("month", "quarter", "year", "fiscal_year")), day, self.terms.fiscal_end)
        return expr("fixed", PERIOD, first=found.first, last=found.last)

    def window(self, around: Around) -> Expr:
        """Return a window phrase."""
        made: list[Callable[[], Expr]] = [lambda: expr("in_fixed", WINDOW, self._fixed())]
        if around.window:
            made += [lambda op=op: expr(op, WINDOW) for op in ("in_period", "in_previous", "year_to_date")]
            made += [
                lambda: expr("in_last", WINDOW, n=self.draw(counts), unit=self.pick(UNITS)),
                lambda: expr("since", WINDOW, self.day(around, 1)),
            ]
        if around.cure:
            made += [lambda: expr("in_cure", WINDOW)] * 2
        return self.pick(made)()

    # ---- clauses ---------------------------------------------------------------------------------

    def maybe(self, make: Callable[[], Any]) -> Any:
        """Return something or nothing."""
        return make() if self.draw(st.booleans()) else None

    def party(self) -> str:
        """Return the name of a party."""
        return str(self.pick(p.name for p in self.terms.parties))

    def schedule(self) -> Schedule:
        """Return a schedule."""
        nowhere = Around(window=False)
        first = self.day(nowhere, 1)
        grain = self.pick(("once", "months", *GRAINS))
        if grain == "once":
            return Schedule("once", first)
        n = self.draw(counts) if grain == "months" else 1
        stubs = self.pick((None, "with_stubs", "whole_periods"))
        if self.draw(st.booleans()):
            return Schedule(grain, first, self.day(nowhere, 1), n, None, stubs)
        return Schedule(grain, first, None, n, (self.draw(counts), self.pick(UNITS)), stubs)

    def offset(self, *, notice: bool = True) -> Offset:
        """Return a deadline."""
        anchor = None if notice and self.draw(st.booleans()) else self.day(Around(), 2)
        return Offset(self.draw(counts), self.pick(UNITS), anchor)

    def evidence(self) -> Evidence:
        """Return an evidence line."""
        return Evidence(self.pick(core.LEVELS), self.offset(notice=False))

    def cure(self) -> Cure:
        """Return a cure."""
        more = (self.offset(),) if self.draw(st.booleans()) else ()
        return Cure((*more, self.offset(notice=False)), self.formula(Around(cure=True), 2))

    def remedy(self, *, payment: bool) -> Remedy:
        """Return a remedy of a payment or a condition."""
        states = ("met", "satisfied", "overdue", "waived", *(() if payment else ("breached", "cured")))
        repeat = self.pick(("each", "running", "times"))
        times = 1 if repeat == "each" else self.draw(counts)
        acts = ["pay", "repay", "deliver", "suspend", "terminate", *(["withhold"] if self.payments else [])]
        act = self.pick(acts)
        bare = Remedy(self.pick(states), repeat, times, self.party(), self.draw(st.booleans()), act)
        if act == "terminate":
            return bare
        if act in ("withhold", "suspend"):
            return replace(
                bare, target=self.pick([*self.payments, *(self.conditions if act == "suspend" else [])])
            )
        type_ = Type("quantity", "jobs") if act == "deliver" else Type("money", "USD")
        return replace(
            bare, payee=self.party(), amount=self.amount(type_, Around(), 2), due=self.maybe(self.offset),
            net=self.draw(st.booleans()),
        )  # fmt: skip

    def clause(self, name: str) -> Clause:
        """Return the clause of a name."""
        type_ = self.payments.get(name)
        remedies = tuple(self.remedy(payment=type_ is not None) for _ in range(self.draw(st.integers(0, 2))))
        shared: dict[str, Any] = {
            "schedule": self.schedule(), "guard": self.maybe(lambda: self.formula(Around(), 1)),
            "evidence": self.maybe(self.evidence), "waivable_by": self.maybe(self.party),
            "remedies": remedies,
        }  # fmt: skip
        if type_ is None:
            return Condition(
                name, self.party(), self.formula(Around(), 3), cure=self.maybe(self.cure),
                purpose=self.maybe(lambda: self.pick(core.PURPOSES)), **shared,
            )  # fmt: skip
        assert type_.of is not None
        steps = tuple(
            Net()
            if self.draw(st.booleans())
            else Cap(self.amount(type_, Around(), 1), self.draw(st.booleans()))
            for _ in range(self.draw(st.integers(0, 2)))
        )
        return Payment(
            name, self.party(), self.party(), self.amount(type_, Around(), 3), type_.of, steps=steps,
            due=self.maybe(self.offset), delivers=type_.kind == "quantity", **shared,
        )  # fmt: skip


# ---- terms ---------------------------------------------------------------------------------------


@st.composite
def vocabularies(draw: Draw) -> Terms:
    """Return terms without clauses: parties, parameters, units, subjects and measures."""
    pick = lambda options: draw(st.sampled_from(list(options)))  # noqa: E731
    measures = []
    for name in [f"m{i}" for i in range(draw(st.integers(1, 6)))]:
        kind = pick(("flow", "stock", "rate", "flag"))
        measures.append(
            Measure(
                name, "award" if name == "m0" else pick(("award", "public", *SUBJECT_NAMES)), kind,
                YESNO if kind == "flag" else pick((*TYPES[:-1], Type("money"), Type("money", None, "mwh"))),
                pick(("day", "week", "month", "quarter", "year", "fiscal_year", "event", "6 months")),
                draw(st.booleans()), pick((None, *core.LEVELS)),
            )
        )  # fmt: skip
    parameters = []
    for name in [f"p{i}" for i in range(draw(st.integers(0, 6)))]:
        type_ = pick((*TYPES[:-1], YESNO, DATE, TEXT))
        by = pick((None, None, "year", "quarter", "fiscal_year", "18 months")) if type_.is_amount else None
        default = None if by else pick((None, _default(draw, type_)))
        secret = pick((None, "a source"))
        parameters.append(Parameter(name, type_, by, draw(st.booleans()), default, secret))
    parties = (Party("company", "recipient"), Party("state", "public"), Party("union", pick(core.SIDES)))
    return Terms(
        name=pick(("jobs_credit", "rent")),
        version=draw(st.integers(1, 9)),
        instrument=pick(core.INSTRUMENTS),
        parties=tuple(draw(st.permutations(parties))),
        parameters=tuple(parameters),
        clauses=(),
        units=tuple(Unit(u) for u in UNIT_NAMES),
        subjects=tuple(Subject(s, "award") for s in SUBJECT_NAMES),
        measures=tuple(measures),
        serves=pick((None, "regional_jobs")),
        currency=pick(("USD", "EUR")),
        fiscal_end=pick((FiscalEnd(12, 31), FiscalEnd(6, 30), FiscalEnd(2, 28))),
        rounding=pick(Rounding),
    )


def _default(draw: Draw, type_: Type) -> Expr:
    if type_ == YESNO:
        return expr("truth", YESNO, value=draw(st.booleans()))
    if type_ == DATE:
        return expr("day", DATE, value=draw(days))
    if type_ == TEXT:
        return expr("words", TEXT, value=draw(st.text(max_size=8)))
    return expr("literal", type_, value=draw(numbers))


@st.composite
def makers(draw: Draw) -> Maker:
    """Return a maker of expressions over a random vocabulary and one to three clauses."""
    bare = draw(vocabularies())
    names = sorted(draw(st.sets(st.sampled_from(("aid", "jobs", "rent", "wages")), min_size=1, max_size=3)))
    paid = (Type("money", "USD"), Type("money", "EUR"), Type("quantity", "jobs"))
    found = {n: draw(st.sampled_from((None, *paid))) for n in names}
    payments = {n: t for n, t in found.items() if t is not None}
    return Maker(draw, bare, payments, [n for n in names if n not in payments])


@st.composite
def terms(draw: Draw, *, defines: bool = True) -> Terms:
    """Return a well-typed terms version; its vocabulary is what it names."""
    maker: Maker = draw(makers())
    made = tuple(maker.clause(n) for n in sorted([*maker.payments, *maker.conditions]))
    defined: tuple[Define, ...] = ()
    if defines:
        defined = tuple(
            Define(f"d{i}", maker.amount(maker.pick(TYPES), Around(), 2))
            for i in range(draw(st.integers(0, 2)))
        )
    return trimmed(replace(maker.terms, clauses=made, defines=defined))


@st.composite
def expressions(draw: Draw) -> tuple[Expr, Terms]:
    """Return an expression and the terms around it."""
    maker: Maker = draw(makers())
    made = tuple(maker.clause(n) for n in sorted([*maker.payments, *maker.conditions]))
    around = Around(cure=True)
    node = maker.formula(around, 4) if draw(st.booleans()) else maker.amount(maker.pick(TYPES), around, 4)
    return node, replace(maker.terms, clauses=made)


def trimmed(whole: Terms) -> Terms:
    """Return terms without the units, subjects and measures that they do not name."""
    words = named(whole, defines=True)
    return replace(
        whole,
        **{
            key: tuple(e for e in getattr(whole, key) if e.name in words[key])
            for key in ("units", "subjects", "measures")
        },
    )


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


@st.composite
def decorated(draw: Draw, whole: Terms) -> Terms:
    """Return the same terms with other labels, cites, places, origins and spelling of numbers."""
    spans = st.none() | st.builds(
        Span, st.sampled_from(("a.terms", "b.terms")), *[st.integers(1, 500) for _ in range(4)]
    )

    def change(value: Any) -> Any:
        if isinstance(value, Decimal):
            return Decimal(
                f"{value:f}" + ("" if "." in f"{value:f}" else ".") + "0" * draw(st.integers(1, 3))
            )
        if not hasattr(value, "__dataclass_fields__"):
            return value
        quiet = [f.name for f in fields(value) if not f.compare]
        texts = st.text(max_size=6)
        new: dict[str, Any] = {}
        for name in quiet:
            new[name] = draw(spans if name == "at" else texts if name != "origin" else st.none() | texts)
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
        "in_period in_previous year_to_date in_cure", "neg",
    )
)  # fmt: skip
"""Operations that take the same, so that one may stand where the other stood."""

WORDS: tuple[tuple[str, ...], ...] = (
    UNITS, GRAINS, BASES, AGGREGATES, BOUNDS, core.STATES, core.LEVELS, core.SIDES, core.INSTRUMENTS,
    core.PURPOSES, ("pay", "repay"), ("withhold", "suspend"), ("each", "running", "times"),
    ("with_stubs", "whole_periods"),
    ("flow", "stock", "rate"), ("company", "state", "union"), ("aid", "jobs", "rent", "wages"), SUBJECT_NAMES,
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
                for other in mutants(getattr(value, slot.name)):
                    yield replace(value, **{slot.name: other})


def _tuple_mutants(value: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    pair = any(isinstance(entry, int) for entry in value)  # a length: a number and its unit
    for i, entry in enumerate(value):
        if not pair:
            yield value[:i] + value[i + 1 :]
        for other in mutants(entry):
            yield (*value[:i], other, *value[i + 1 :])
    for i in range(len(value) - 1):
        if isinstance(value[i], Expr | Net | Cap | Remedy | Offset) and value[i] != value[i + 1]:
            yield (*value[:i], value[i + 1], value[i], *value[i + 2 :])
