"""
Random well-typed core trees: terms with conditions, payments, accounts and rights over all operations.

`terms()` gives a terms version, `expressions()` an expression with the terms around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from commonweal.ground.period import FiscalEnd
from commonweal.ground.rounding import Rounding
from commonweal.terms.core import clauses as core
from commonweal.terms.core.clauses import (
    Account,
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
    Right,
    Schedule,
    Subject,
    Terms,
    Unit,
)
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.named import named
from commonweal.terms.core.types import DATE, NUMBER, PERCENT, TEXT, YESNO, Type
from commonweal.terms.core.verifying.nodes import GRAINS, UNITS
from commonweal.terms.core.verifying.types import read_type
from tests.strategies_core_expressions import (
    NAMES,
    PLAIN,
    SUBJECT_NAMES,
    TYPES,
    UNIT_NAMES,
    Around,
    Draw,
    Maker,
    Planned,
    counts,
    days,
    numbers,
)

WINDOW_OF_CLAUSE = Around()
MONEY = (Type("money", "USD"), Type("money", "EUR"))
THINGS = (Type("quantity", "jobs"), Type("quantity", "tonne"))
MOVED = {"pay": MONEY, "repay": MONEY, "buy": MONEY, "deliver": THINGS, "convert": THINGS}
"""What may fall due by an act; by `buy`, tonnes too."""


class ClauseMaker(Maker):
    """Clauses, accounts and rights over a vocabulary."""

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

    def offset(self, around: Around = WINDOW_OF_CLAUSE, *, notice: bool = True) -> Offset:
        """Return a deadline."""
        anchor = None if notice and self.draw(st.booleans()) else self.day(around, 2)
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
        act = self.pick(a for a in core.ACTS if a != "withhold" or self.payments)
        moved = self.pick(MOVED[act]) if act in MOVED else None
        return Remedy(
            self.pick(states), repeat, times, self.party(), self.draw(st.booleans()), act,
            **self.taken(act, moved, WINDOW_OF_CLAUSE),
        )  # fmt: skip

    def taken(self, act: str, moved: Type | None, around: Around, *, right: bool = False) -> dict[str, Any]:
        """
        Return what an act takes, in a remedy or a right.

        Parameters
        ----------
        moved : what falls due by it; of `buy`, the money
        """
        match act:
            case "terminate":
                return {}
            case "withhold" | "suspend":
                return {"target": self.pick([*self.payments, *(self.conditions if act == "suspend" else [])])}
            case "buy" | "convert":
                return {"payee": self.party()} | self._exchanged(act, moved, around)
        assert moved is not None
        return {
            "payee": self.party(), "amount": self.amount(moved, around, 2),
            "due": self.maybe(lambda: self.offset(around, notice=not right)), "net": self.draw(st.booleans()),
        }  # fmt: skip

    def _exchanged(self, act: str, moved: Type | None, around: Around) -> dict[str, Any]:
        assert moved is not None and moved.of is not None
        unit = moved.of if act == "convert" else "tonne"
        plain = [t for t in PLAIN if act == "convert" or t != PERCENT]
        quantity = self.amount(self.pick((*plain, Type("quantity", unit))), around, 1)
        found: dict[str, Any] = {"quantity": quantity, "unit": unit}
        if act == "convert":
            claim = Type("money", self.pick(("USD", "EUR")))
            return found | {"amount": self.amount(claim, around, 1)}
        per = self.pick((None, "tonne"))
        return found | {"price": self.amount(Type("money", moved.of, per), around, 1)}

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

    def account(self, name: str) -> Account:
        """Return the account of a name."""
        held = self.accounts[name]
        assert held.of is not None
        around, nowhere = WINDOW_OF_CLAUSE, Around(window=False)
        first = next((n for n, other in self.accounts.items() if other == held), name) == name
        reducing = [n for n, paid in self.payments.items() if paid == held and first]
        reducing += [
            m.name
            for m in self.terms.measures
            if m.kind == "flow" and m.per in ("award", "public") and read_type(m.type, self.terms) == held
        ]
        interest = held.kind == "money" and self.draw(st.booleans())
        return Account(
            name, self.day(nowhere, 1), self.amount(held, nowhere, 1), held.of, self.schedule(),
            adds=tuple(self.amount(held, around, 2) for _ in range(self.draw(st.integers(0, 2)))),
            rate=self.amount(self.pick((NUMBER, PERCENT)), around, 1) if interest else None,
            basis=self.pick(core.INTEREST_BASES) if interest else None,
            reduced_by=tuple(n for n in self.draw(st.permutations(reducing)) if self.draw(st.booleans())),
        )  # fmt: skip

    def right(self, name: str) -> Right:
        """Return the right of a name."""
        act, moved = self.rights[name]
        schedule = self.maybe(self.schedule)
        around = replace(WINDOW_OF_CLAUSE, period=schedule is not None)
        span: dict[str, Any] = {}
        if schedule is None:
            span = {key: self.maybe(lambda: self.day(Around(window=False), 1)) for key in ("first", "last")}
        return Right(
            name, self.party(), act, **self.taken(act, moved, around, right=True), schedule=schedule, **span,
            times=self.maybe(lambda: self.draw(counts)), guard=self.maybe(lambda: self.formula(around, 2)),
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
def makers(draw: Draw) -> ClauseMaker:
    """Return a maker over a random vocabulary, with names of one to three clauses, of accounts and rights."""
    pick = lambda options: draw(st.sampled_from(list(options)))  # noqa: E731
    some = lambda key, least, most: sorted(  # noqa: E731
        draw(st.sets(st.sampled_from(NAMES[key]), min_size=least, max_size=most))
    )
    bare = draw(vocabularies())
    paid = {n: pick((None, *MONEY, THINGS[0])) for n in some("clauses", 1, 3)}
    payments = {n: t for n, t in paid.items() if t is not None}
    rights: dict[str, tuple[str, Type | None]] = {}
    for name in some("rights", 0, 2):
        act = pick(a for a in core.ACTS if a != "withhold" or payments)
        rights[name] = act, pick(MOVED[act]) if act in MOVED else None
    accounts = {n: pick((*MONEY, THINGS[0])) for n in some("accounts", 0, 2)}
    conditions = [n for n in paid if n not in payments]
    return ClauseMaker(draw, bare, Planned(payments, conditions, accounts, rights))


def whole(maker: ClauseMaker) -> Terms:
    """Return the terms that a maker makes, its vocabulary not yet trimmed."""
    return replace(
        maker.terms,
        clauses=tuple(maker.clause(n) for n in sorted([*maker.payments, *maker.conditions])),
        accounts=tuple(maker.account(n) for n in maker.accounts),
        rights=tuple(maker.right(n) for n in maker.rights),
    )


@st.composite
def terms(draw: Draw, *, defines: bool = True) -> Terms:
    """Return a well-typed terms version; its vocabulary is what it names."""
    maker: ClauseMaker = draw(makers())
    made = whole(maker)
    defined: tuple[Define, ...] = ()
    if defines:
        defined = tuple(
            Define(f"d{i}", maker.amount(maker.pick(TYPES), Around(), 2))
            for i in range(draw(st.integers(0, 2)))
        )
    return trimmed(replace(made, defines=defined))


@st.composite
def expressions(draw: Draw) -> tuple[Expr, Terms]:
    """Return an expression and the terms around it."""
    maker: ClauseMaker = draw(makers())
    around = Around(cure=True)
    node = maker.formula(around, 4) if draw(st.booleans()) else maker.amount(maker.pick(TYPES), around, 4)
    return node, whole(maker)


def trimmed(made: Terms) -> Terms:
    """Return terms without the units, subjects and measures that they do not name."""
    words = named(made, defines=True)
    return replace(
        made,
        **{
            key: tuple(e for e in getattr(made, key) if e.name in words[key])
            for key in ("units", "subjects", "measures")
        },
    )
