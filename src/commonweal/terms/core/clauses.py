"""
Clauses of the core tree: a terms version with its vocabulary, parties, duties and debts.

Sections in brackets are those of the language specification (docs/language).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from commonweal.ground.diagnostics import Span
from commonweal.ground.period import CALENDAR_YEAR, FiscalEnd
from commonweal.ground.rounding import Rounding
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import Type

LEVELS = ("claimed", "documented", "audited", "confirmed")
SIDES = ("public", "recipient", "labour", "third")
INSTRUMENTS = (
    "grant",
    "loan",
    "equity",
    "guarantee",
    "procurement",
    "bailout",
    "tax_benefit",
    "other",
)
PURPOSES = ("access", "direction", "reinvestment", "sharing", "labour", "green", "reporting")
ACTS = ("pay", "repay", "deliver", "withhold", "suspend", "terminate", "convert", "buy")
INTEREST_BASES = ("act365", "act360", "thirty360", "actact")
STATES = ("met", "breached", "cured", "satisfied", "overdue", "waived", "known")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of quantity, a stranger to every other."""

    name: str
    label: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that an agreement counts row by row: a worker, a sale, a site."""

    name: str
    parent: str
    label: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """
    Something that is reported.

    Attributes
    ----------
    per : the subject it belongs to: `award`, `public`, `affiliate` or a declared subject
    kind : flow (adds over time), stock (a level), rate (neither) or flag (yes or no)
    type : money without currency takes the currency of the terms that read it (`of` is None)
    grain : day week month quarter year fiscal_year event, or `N months`
    level : the least level of evidence by default, None where not declared
    """

    name: str
    per: str
    kind: Literal["flow", "stock", "rate", "flag"]
    type: Type
    grain: str
    nonnegative: bool = False
    level: str | None = None
    label: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the agreement, by its name in the text."""

    name: str
    side: str
    label: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    A value filled in per agreement.

    Attributes
    ----------
    by : the grain of a series, None for a single value
    negotiated : unknown until filled at signature (9.1)
    default : an expression of `type`, or None
    """

    name: str
    type: Type
    by: str | None = None
    negotiated: bool = False
    default: Expr | None = None
    undisclosed: str | None = None
    label: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Schedule:
    """
    When a clause's windows lie (4.2).

    Attributes
    ----------
    grain : `once`, a calendar grain, or `months` (anniversary periods of `n` months)
    first : first day (once: the day), a date expression
    last : last day, a date expression; or None with `length` n units after `first`
    stubs : `with_stubs`, `whole_periods` or None (a cut period is then an error)
    """

    grain: str
    first: Expr
    last: Expr | None = None
    n: int = 1
    length: tuple[int, str] | None = None
    stubs: str | None = None
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Offset:
    """`within n UNIT after ANCHOR` (4.3); without anchor it counts from the notice."""

    n: int
    unit: str
    anchor: Expr | None
    at: Span | None = field(default=None, compare=False)

    @property
    def on_notice(self) -> bool:
        """Say whether the deadline counts from a notice."""
        return self.anchor is None

    @property
    def period_end(self) -> bool:
        """Say whether the anchor is written `end of …`, so that months keep month ends."""
        return self.anchor is not None and self.anchor.op == "end_of"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The least level of proof of a clause, and by when it is owed (5.5)."""

    level: str
    due: Offset


@dataclass(frozen=True, slots=True)
class Cure:
    """How a breach may be mended: deadlines (the earliest that is fixed counts) and a formula (6.4)."""

    deadlines: tuple[Offset, ...]
    formula: Expr


@dataclass(frozen=True, slots=True)
class Net:
    """`less amounts already due`: minus this clause's earlier instances (7.1)."""


@dataclass(frozen=True, slots=True)
class Cap:
    """`capped at C`, per instance or in total (7.1)."""

    limit: Expr
    in_total: bool = False


@dataclass(frozen=True, slots=True)
class Remedy:
    """
    `if TRIGGER, PARTY must|may ACT` (7.3, 7.4).

    Attributes
    ----------
    state, repeat, times : the trigger: plain (`each`), at the n-th of a run (`running`), once (`times`)
    actor : who must or may act; act : one of `ACTS`
    payee, amount, due, net : of the acts that make an amount due; target : clause of withhold and suspend
    quantity, unit : what `buy` and `convert` bring, and in which unit; the payee is then who delivers it
    price : of `buy`, per unit or for the whole quantity; the claim that `convert` gives up is its amount
    """

    state: str
    repeat: Literal["each", "running", "times"]
    times: int
    actor: str
    power: bool
    act: str
    payee: str | None = None
    amount: Expr | None = None
    target: str | None = None
    due: Offset | None = None
    net: bool = False
    quantity: Expr | None = None
    unit: str | None = None
    price: Expr | None = None
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """A duty: `party` must ensure `duty` in every window of `schedule`."""

    name: str
    party: str
    duty: Expr
    schedule: Schedule
    guard: Expr | None = None
    evidence: Evidence | None = None
    cure: Cure | None = None
    waivable_by: str | None = None
    purpose: str | None = None
    remedies: tuple[Remedy, ...] = ()
    label: str = field(default="", compare=False)
    cite: str = field(default="", compare=False)
    basis: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Payment:
    """
    A debt: `payer` must pay (or deliver to) `payee` `amount` for every window of `schedule`.

    `currency` is a currency code, or the unit of a delivery. `steps` are netting and caps in text order.
    """

    name: str
    payer: str
    payee: str
    amount: Expr
    currency: str
    schedule: Schedule
    guard: Expr | None = None
    due: Offset | None = None
    evidence: Evidence | None = None
    waivable_by: str | None = None
    steps: tuple[Net | Cap, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    delivers: bool = False
    label: str = field(default="", compare=False)
    cite: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


Clause = Condition | Payment


@dataclass(frozen=True, slots=True)
class Account:
    """
    A running balance, row by row (8.1): closing = opening + interest + adds - reductions.

    Attributes
    ----------
    opens, opening : first day (that of the first window) and the balance it opens with
    currency : currency code, or the unit of a balance of things
    adds : what is added in every window
    rate, basis : interest per year on the opening balance, and how its days are counted
    reduced_by : payments (payments made, dated in the window) and flows (their total), as written
    """

    name: str
    opens: Expr
    opening: Expr
    currency: str
    schedule: Schedule
    adds: tuple[Expr, ...] = ()
    rate: Expr | None = None
    basis: str | None = None
    reduced_by: tuple[str, ...] = ()
    label: str = field(default="", compare=False)
    cite: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Right:
    """
    What a party may do (8.2), in the windows of a schedule or in one span of days.

    Attributes
    ----------
    act, payee, amount, target, due, net, quantity, unit, price : as of a `Remedy`
    schedule : its windows; else `first` (default: the signing day) and `last` (default: no end) bound it
    times : `up to n times`; None: once, or until the exercised quantities reach the quantity
    guard : judged in the window, or on the day as a window of one day
    """

    name: str
    holder: str
    act: str
    payee: str | None = None
    amount: Expr | None = None
    target: str | None = None
    due: Offset | None = None
    net: bool = False
    quantity: Expr | None = None
    unit: str | None = None
    price: Expr | None = None
    schedule: Schedule | None = None
    first: Expr | None = None
    last: Expr | None = None
    times: int | None = None
    guard: Expr | None = None
    label: str = field(default="", compare=False)
    cite: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Define:
    """A define checked on its own, kept for `expect NAME equals`; where it is used it is expanded."""

    name: str
    value: Expr
    label: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """
    One terms version: one plan; agreements are rows of it.

    `clauses` (conditions and payments), `accounts` and `rights` are sorted by name: their order in the text
    has no meaning.
    """

    name: str
    version: int
    instrument: str
    parties: tuple[Party, ...]
    parameters: tuple[Parameter, ...]
    clauses: tuple[Clause, ...]
    defines: tuple[Define, ...] = ()
    units: tuple[Unit, ...] = ()
    subjects: tuple[Subject, ...] = ()
    measures: tuple[Measure, ...] = ()
    serves: str | None = None
    currency: str | None = None
    fiscal_end: FiscalEnd = CALENDAR_YEAR
    rounding: Rounding = Rounding.HALF_UP
    accounts: tuple[Account, ...] = ()
    rights: tuple[Right, ...] = ()
    label: str = field(default="", compare=False)
    at: Span | None = field(default=None, compare=False)

    @property
    def ref(self) -> str:
        """Return `name@version`."""
        return f"{self.name}@{self.version}"

    def clause(self, name: str) -> Clause | None:
        """Return the clause of a name, or None."""
        return next((c for c in self.clauses if c.name == name), None)

    def account(self, name: str) -> Account | None:
        """Return the account of a name, or None."""
        return next((a for a in self.accounts if a.name == name), None)

    def right(self, name: str) -> Right | None:
        """Return the right of a name, or None."""
        return next((r for r in self.rights if r.name == name), None)

    def party(self, name: str) -> Party | None:
        """Return the party of a name, or None."""
        return next((p for p in self.parties if p.name == name), None)

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of a name, or None."""
        return next((p for p in self.parameters if p.name == name), None)

    def measure(self, name: str) -> Measure | None:
        """Return the measure of a name, or None."""
        return next((m for m in self.measures if m.name == name), None)

    def conditions(self) -> Iterator[Condition]:
        """Return the conditions, by name."""
        return (c for c in self.clauses if isinstance(c, Condition))

    def payments(self) -> Iterator[Payment]:
        """Return the payments, by name."""
        return (c for c in self.clauses if isinstance(c, Payment))
