"""Examples beside a text: rows and expectations, read top down (language, section 12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commonweal.ground.diagnostics import Span
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import SeriesEntry, Setting, Undisclosed


@dataclass(frozen=True, slots=True)
class FactLine:
    """`fact m of "s" event "e" in P = x LEVEL recorded D`; `kind` is the subject that the measure is of."""

    measure: str
    kind: str
    subject: str
    event: str
    period: Period
    value: Decimal | bool | Undisclosed
    level: str
    recorded: date
    at: Span


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """`closed m of "s" through D count N total Q`, of an event measure, or of a register if `register`."""

    name: str
    register: bool
    subject: str
    through: date
    count: int | None
    total: Decimal | None
    level: str
    recorded: date
    at: Span


@dataclass(frozen=True, slots=True)
class PaidLine:
    """`paid under CLAUSE on D = x`, also of a right; `currency` is the unit where something was delivered."""

    clause: str
    on: date
    amount: Decimal
    currency: str
    recorded: date
    at: Span


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """`decision KIND CLAUSE in P quantity q by PARTY recorded D`; `by` is empty for the entitled party."""

    kind: str
    clause: str
    period: Period
    quantity: Decimal | None
    by: str
    recorded: date
    at: Span


@dataclass(frozen=True, slots=True)
class AsOfLine:
    """`as of D known at K`: the lines below are judged so."""

    day: date
    known: date | None
    at: Span


@dataclass(frozen=True, slots=True)
class Expect:
    """
    One expectation.

    Attributes
    ----------
    what : `is` (a status or a state, in `word`; of a right on the one day of `period`), `pays` and `delivers`
        (an amount, or unknown when `amount` is None), `equals` (of a define), `balance` (of an account)
    currency : currency of an amount, or its unit; a share of a unit is its fraction
    """

    what: str
    name: str
    period: Period
    word: str
    amount: Decimal | None
    currency: str
    at: Span


Line = FactLine | ClosedLine | PaidLine | DecisionLine | AsOfLine | Expect


@dataclass(frozen=True, slots=True)
class Example:
    """One example under a terms version, or under an agreement of the same file."""

    label: str
    terms: tuple[str, int]
    agreement: str | None
    settings: tuple[Setting, ...]
    series: tuple[SeriesEntry, ...]
    lines: tuple[Line, ...]
    at: Span = field(compare=False)
