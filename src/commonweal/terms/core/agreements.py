"""
An agreement and its plan: terms with parties and values filled in, and the windows that follow.

Binding (`terms.lowering`) makes a `Plan`; engines judge it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from commonweal.ground.period import Period
from commonweal.terms.core.clauses import Terms


@dataclass(frozen=True, slots=True)
class Undisclosed:
    """A number that exists and is not public; `source` says where that is stated (5.7)."""

    source: str


Value = Decimal | bool | date | str | Undisclosed


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of one parameter, as signed."""

    name: str
    value: Value
    recorded_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """One entry of a series parameter."""

    name: str
    period: Period
    value: Decimal | Undisclosed
    recorded_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    One agreement: a terms version with its parties and values filled in.

    Attributes
    ----------
    parties : party name in the text to id of `parties.csv`
    signed : day of signature; None in examples under bare terms
    """

    id: str
    terms: str
    version: int
    parties: Mapping[str, str]
    settings: tuple[Setting, ...] = ()
    series: tuple[SeriesEntry, ...] = ()
    signed: date | None = None
    recorded_at: datetime | None = None
    label: str = ""
    serves: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """
    One window of a clause, with the days by which things are owed.

    `evidence_due` is the day by which proof is owed; `due` the day a payment falls due, None while its
    anchor (a notice) has not happened; `previous` the equal period before (None under `once on`).
    """

    period: Period
    evidence_due: date
    due: date | None = None
    stub: bool = False
    previous: Period | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """
    An agreement bound to its terms: what an engine judges.

    `unbound` names the clauses whose schedule waits for a date that has no value yet.
    """

    terms: Terms
    terms_hash: str
    agreement: Agreement
    windows: Mapping[str, tuple[Window, ...]]
    unbound: frozenset[str] = frozenset()


def named_window(windows: Sequence[Period], wanted: Period) -> Period | None:
    """
    Return the window that a period names: the one that equals it, else the only one inside it, else the only
    one that holds it; None if that is not exactly one (language, section 12).
    """
    equal = [w for w in windows if w == wanted]
    inside = [w for w in windows if w.within(wanted)]
    holding = [w for w in windows if wanted.within(w)]
    for found in (equal, inside, holding):
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None
