"""
What an engine takes and gives: rows of the record in, findings and payables out.

Every row carries the time it was recorded (`recorded_at`, UTC) and its place in a file
(`file:row`), so that a finding can be re-derived as known on a date and explained down
to its source. Dates of periods are half-open inside and inclusive wherever shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, Protocol

from commonweal.ground.diagnostics import Diagnostic
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Agreement as Agreement
from commonweal.terms.core.agreements import Plan as Plan
from commonweal.terms.core.agreements import SeriesEntry as SeriesEntry
from commonweal.terms.core.agreements import Setting as Setting
from commonweal.terms.core.agreements import Undisclosed as Undisclosed
from commonweal.terms.core.agreements import Value as Value
from commonweal.terms.core.agreements import Window as Window
from commonweal.terms.core.clauses import LEVELS
from commonweal.terms.core.expressions import Expr

AWARD = "award"


# ---- the record ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One reported value (5.1). `value` None is a retraction; `kind` and `subject` are empty for the award.

    Amounts are in the currency or unit of the measure; percentages are fractions.
    """

    agreement: str
    kind: str
    subject: str
    measure: str
    period: Period
    value: Decimal | bool | Undisclosed | None
    level: str
    recorded_at: datetime
    event: str = ""
    unit: str = ""
    source: str = ""
    reported_on: date | None = None
    id: str = ""
    place: str = ""

    @property
    def rank(self) -> tuple[int, datetime, date, str]:
        """Return what decides between versions: level, then recorded, reported, id (5.2)."""
        return (LEVELS.index(self.level), self.recorded_at, self.reported_on or date.min, self.id)


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing statement: nothing else happened through a day (5.3), with control totals if stated."""

    agreement: str
    kind: str
    subject: str
    measure: str
    through: date
    level: str
    recorded_at: datetime
    count: int | None = None
    total: Decimal | None = None
    source: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """
    One row of a register: `subject` of `kind` belongs from `start` to `end` (both count; None: open).

    Attributes
    ----------
    version : number of the version of the agreement whose windows it is for; None: of every version
    """

    agreement: str
    kind: str
    subject: str
    recorded_at: datetime
    start: date | None = None
    end: date | None = None
    label: str = ""
    place: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class RegisterClosing:
    """
    A statement that a register is complete through a day, with the number of its subjects if stated.

    Attributes
    ----------
    gaps : of these days it says nothing
    version : number of the version of the agreement whose windows it is for; None: of every version
    """

    agreement: str
    kind: str
    through: date
    recorded_at: datetime
    count: int | None = None
    place: str = ""
    gaps: tuple[Period, ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """Money that moved under a clause; `window` names the instance it settles, if stated (7.5)."""

    agreement: str
    clause: str
    paid_on: date
    amount: Decimal
    currency: str
    recorded_at: datetime
    window: Period | None = None
    source: str = ""
    reported_on: date | None = None
    id: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """What of a payment settles one amount that is owed: all of it, or a part (7.5)."""

    payment: PaymentMade
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a clause (6.5): a notice, a waiver, a suspension, a termination …"""

    agreement: str
    clause: str
    kind: str
    authority: str
    decided_on: date
    recorded_at: datetime
    period: Period | None = None
    start: date | None = None
    end: date | None = None
    quantity: Decimal | None = None
    reason: str = ""
    public: bool = True
    place: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All rows about one agreement (and the public measures that its terms read)."""

    facts: tuple[Fact, ...] = ()
    closings: tuple[Closing, ...] = ()
    members: tuple[Member, ...] = ()
    register_closings: tuple[RegisterClosing, ...] = ()
    payments: tuple[PaymentMade, ...] = ()
    decisions: tuple[Decision, ...] = ()


# ---- what comes out -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Missing:
    """What an unknown waits for: a `period`, or a closing statement `through` a day; who owes it, by when."""

    measure: str
    subject: str
    period: Period | None
    through: date | None
    level: str
    owed_by: str
    by: date | None
    why: str


WHY: Final = {
    "missing": "figures are missing",
    "open_register": "the register is not closed",
    "not_closed": "no closing statement reaches that far",
    "stated_ahead": "the closing statement is about days to come",
    "evidence_inconsistent": "the closing statement and the figures disagree",
    "overlap": "figures overlap",
    "undisclosed": "a figure exists and is not public",
    "unset": "a value is not filled in",
    "level": "figures are there, at too low a level of evidence",
    "several": "several values stand for one day",
    "division_by_zero": "a division by zero",
    "too_long": "a number of more than 200 digits",
    "clause": "another clause is not decided",
}
"""
What the reasons of an unknown mean, by their word in reason codes and `Missing.why` (language, 6.2).

`stated_ahead` is a word of `Missing.why` alone: the code of such a result says `not_closed`.
"""


def unknowns(reason: str, missing: Iterable[Missing] = ()) -> list[str]:
    """
    Return the words of a reason code that say why something is not known.

    Parameters
    ----------
    missing : what the result waits for; where every closing statement among it is about days to come, the
        code's `not_closed` is `stated_ahead`
    """
    ahead = {item.why for item in missing if item.through is not None} == {"stated_ahead"}
    words = reason.replace(",", " ").replace(":", " ").replace("+", " ").split()
    known = [word for word in words if word in WHY]
    return ["stated_ahead" if ahead and word == "not_closed" else word for word in known]


def why_of(reason: str, missing: Iterable[Missing] = ()) -> str:
    """Return what the unknowns of a reason code mean, empty if it names none."""
    return "; ".join(WHY[word] for word in unknowns(reason, missing))


@dataclass(frozen=True, slots=True)
class Ignored:
    """A row that was seen and set aside, and why."""

    place: str
    text: str
    why: str


Row = Fact | Closing | Member | RegisterClosing | PaymentMade | Decision | Setting | SeriesEntry


@dataclass(frozen=True, slots=True)
class Trace:
    """
    How one value came about; one tree per result (language, section 10).

    Attributes
    ----------
    op : operation of the core node, or what a step of the rules did (`status`, `net`, `cap`, …)
    node : the core node, from which the plain phrase is made; None for steps of the rules
    text : words of a step of the rules, empty where `node` speaks
    value : the value shown, None when only an interval is known; interval : least and greatest, None: open
    truth : "T", "F" or "U" for yes/no nodes
    because : the parts; facts : rows read; ignored : rows set aside; rule : the rule of the language applied
    gap : for a false comparison, how much more or less the left side would need to be; None if not one number
    currency : currency or unit of the value where no node gives its type
    """

    op: str
    node: Expr | None = None
    text: str = ""
    value: str | None = None
    interval: tuple[str | None, str | None] | None = None
    truth: str | None = None
    because: tuple[Trace, ...] = ()
    facts: tuple[Row, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    rule: str = ""
    gap: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What an engine says about one window of a condition (6.2).

    Attributes
    ----------
    cure_until : last day of the cure while the status is `curing`; None where a date that it hangs on is not
        known
    """

    agreement: str
    version: int
    terms: str
    clause: str
    label: str
    purpose: str | None
    window: Period
    due: date
    status: str
    reason: str
    known_since: datetime | None
    vacuous: bool = False
    missing: tuple[Missing, ...] = field(default=(), compare=False)
    facts: tuple[str, ...] = field(default=(), compare=False)
    trace: Trace | None = field(default=None, compare=False, repr=False)
    cure_until: date | None = None


@dataclass(frozen=True, slots=True)
class Payable:
    """
    An amount that one party owes another (7.5).

    `amount` is None when undetermined; `interval` then has its least and greatest possible value (None:
    open).
    `status` is the payment's status for predicates (7.6), empty for consequences.
    `ceiling` is the most that all amounts of the clause may be together by its cap in total (7.1); None: no
    such cap, or its limit is not known. `settled` are the payments behind `paid`, each with its part of it;
    `held` is the decision by which it is withheld, if one says so. `freed` is the decision that let the debt
    go, `let_go` what would be owed without it, and None where that is not known.
    """

    agreement: str
    version: int
    terms: str
    clause: str
    window: Period
    kind: str
    item: int
    payer: str
    payee: str
    amount: Decimal | None
    interval: tuple[Decimal, Decimal | None] | None
    currency: str
    due: date | None
    due_anchor: str
    fired_by: str | None
    cap_applied: bool
    known_since: datetime | None
    state: str
    paid: Decimal
    paid_on: date | None
    status: str = field(default="", compare=False)
    label: str = field(default="", compare=False)
    missing: tuple[Missing, ...] = field(default=(), compare=False)
    facts: tuple[str, ...] = field(default=(), compare=False)
    trace: Trace | None = field(default=None, compare=False, repr=False)
    ceiling: Decimal | None = field(default=None, compare=False)
    settled: tuple[Allocation, ...] = field(default=(), compare=False, repr=False)
    held: Decision | None = field(default=None, compare=False, repr=False)
    freed: Decision | None = field(default=None, compare=False, repr=False)
    let_go: Decimal | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Power:
    """
    A `may` that has opened or may open: who holds it, over what, in which state (7.3). A right carries its
    trace and what it waits for, if traces are asked for.
    """

    agreement: str
    clause: str
    item: int
    window: Period
    holder: str
    act: str
    state: str
    until: date | None
    missing: tuple[Missing, ...] = ()
    trace: Trace | None = None


Between = tuple[Decimal | None, Decimal | None]
"""The least and the greatest that a number may be; None is an open end."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """
    One row of an account (8.1): closing = opening + interest + adds - reductions.

    A part that is not known is None, and `between` says by its name what it may be.
    """

    agreement: str
    version: int
    account: str
    window: Period
    opening: Decimal | None
    interest: Decimal | None
    adds: Decimal | None
    reductions: Decimal | None
    closing: Decimal | None
    currency: str
    known_since: datetime | None
    between: tuple[tuple[str, Between], ...] = ()
    label: str = field(default="", compare=False)
    missing: tuple[Missing, ...] = field(default=(), compare=False)
    facts: tuple[str, ...] = field(default=(), compare=False)
    trace: Trace | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything an engine says about one agreement as of a day, from what was known at an instant."""

    agreement: str
    terms: str
    terms_hash: str
    as_of: date
    known_at: datetime
    findings: tuple[Finding, ...]
    payables: tuple[Payable, ...]
    powers: tuple[Power, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    facts_expected: int = 0
    facts_present: int = 0
    undisclosed: int = 0
    accounts: tuple[AccountRow, ...] = ()


class Engine(Protocol):
    """
    A way to judge a plan. `can` answers `can`, `not_yet` or `never` for an operation of the core tree.
    """

    name: str

    def can(self, op: str) -> str:
        """Say whether this engine evaluates an operation."""
        ...

    def assess(
        self, plan: Plan, *, record: Record, as_of: date, known_at: datetime, explain: bool = False
    ) -> Assessment:
        """
        Return the findings, payables and powers of one agreement.

        Parameters
        ----------
        as_of : judged as of the end of this day
        known_at : rows recorded later do not exist
        explain : also give every finding and payable its trace and missing list
        """
        ...

    def value(
        self, plan: Plan, node: Expr, *, record: Record, window: Period, as_of: date, known_at: datetime
    ) -> Decimal | None:
        """Return the value of an amount in a window of its own, None if it is not known."""
        ...


def identity(row: Row) -> str:
    """
    Return what names a row wherever it stands: its own id, else the digest of all it says but its place.
    """
    own = getattr(row, "id", "")
    if own:
        return str(own)
    said = "\x1f".join(f"{name}={value!r}" for name, value in columns(row).items() if name != "place")
    return sha256(f"{type(row).__name__}\x1f{said}".encode()).hexdigest()[:16]


def columns(row: Any) -> dict[str, Any]:
    """Return a frozen record as a dictionary of its fields, in order."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}
