"""
An agreement and its plan: terms with parties and values filled in, and the windows that follow.

Binding (`terms.lowering`) makes a `Plan`; engines judge it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from commonweal.ground.period import Period
from commonweal.terms.core.clauses import Account, Clause, Right, Terms


@dataclass(frozen=True, slots=True)
class Undisclosed:
    """A number that exists and is not public; `source` says where that is stated (5.7)."""

    source: str


SeriesValue = Decimal | bool | date | Undisclosed
"""The value of one entry of a series."""

Value = SeriesValue | str
"""The value of a parameter."""


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
    value: SeriesValue
    recorded_at: datetime
    place: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """
    A change of an agreement from a day on (9.3): it makes the next version of the agreement.

    Attributes
    ----------
    effective : it governs windows that begin on this day or later
    signed, recorded_at : it exists from its signature on; what was known before does not know it
    terms, version : the text it moves to, None where the text stays
    parties, settings, series : what it sets; a series is merged entry by entry
    ended : clauses whose windows beginning on or after `effective` are ended
    """

    agreement: str
    effective: date
    signed: date
    recorded_at: datetime
    label: str = ""
    terms: str | None = None
    version: int | None = None
    parties: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[Setting, ...] = ()
    series: tuple[SeriesEntry, ...] = ()
    ended: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    One agreement: a terms version with its parties and values filled in.

    Attributes
    ----------
    parties : party name in the text to id of `parties.csv`
    signed : day of signature; None in examples under bare terms
    amendments : its changes, by signature, then as written
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
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """
    One window of a clause, with the days by which things are owed.

    Attributes
    ----------
    evidence_due : day by which proof is owed
    due : day a payment falls due, None while its anchor (a notice) has not happened
    previous : the equal period before (None under `once on`)
    version : index in `Plan.versions` of the version that governs it
    ended : an amendment ended its clause before it began
    """

    period: Period
    evidence_due: date
    due: date | None = None
    stub: bool = False
    previous: Period | None = None
    version: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """
    One version of an agreement: a text, and the parties and values that hold under it.

    Attributes
    ----------
    number : 1, and 1 more for every amendment that holds
    start : first day on which its windows may begin, None for the first version
    agreement : the agreement as it stands in this version
    amendments : what holds from `start` on, in the order of signature
    """

    number: int
    start: date | None
    terms: Terms
    terms_hash: str
    agreement: Agreement
    amendments: tuple[Amendment, ...] = ()

    @property
    def recorded_at(self) -> datetime | None:
        """Return since when the version is known; None for the first."""
        return max((a.recorded_at for a in self.amendments), default=None)


@dataclass(frozen=True, slots=True)
class Plan:
    """
    An agreement bound to its texts: what an engine judges.

    Attributes
    ----------
    versions : in order of their day of effect; each window names the one that governs it
    windows : by name of clause, account and right; a right without schedule has its span as the one window
    unbound : the clauses whose schedule waits for a date that has no value yet
    """

    versions: tuple[Version, ...]
    windows: Mapping[str, tuple[Window, ...]]
    unbound: frozenset[str] = frozenset()

    @property
    def terms(self) -> Terms:
        """Return the text of the last version."""
        return self.versions[-1].terms

    @property
    def terms_hash(self) -> str:
        """Return the hash of the last version's text."""
        return self.versions[-1].terms_hash

    @property
    def agreement(self) -> Agreement:
        """Return the agreement as it stands in the last version."""
        return self.versions[-1].agreement

    def version_on(self, day: date) -> Version:
        """Return the version that governs what begins on a day."""
        begun = (v for v in reversed(self.versions) if v.start is None or v.start <= day)
        return next(begun, self.versions[0])

    def clauses(self) -> Iterator[Clause]:
        """Return every condition and payment of any version, by name, each as its last text has it."""
        names = sorted({c.name for v in self.versions for c in v.terms.clauses})
        return (clause for name in names if (clause := self.clause(name)) is not None)

    def clause(self, name: str) -> Clause | None:
        """Return a condition or payment as the last text that has it words it, or None."""
        found = (version.terms.clause(name) for version in reversed(self.versions))
        return next((clause for clause in found if clause is not None), None)

    def clause_at(self, name: str, k: int) -> Clause:
        """Return a condition or payment as the version words it that governs its k-th window."""
        window = self.windows[name][k]
        found = self.versions[window.version].terms.clause(name)
        assert found is not None
        return found

    def account(self, name: str) -> Account | None:
        """Return an account as the last text that has it words it, or None."""
        found = (version.terms.account(name) for version in reversed(self.versions))
        return next((account for account in found if account is not None), None)

    def right(self, name: str) -> Right | None:
        """Return a right as the last text that has it words it, or None."""
        found = (version.terms.right(name) for version in reversed(self.versions))
        return next((right for right in found if right is not None), None)

    def accounts(self) -> Iterator[Account]:
        """Return every account of any version, by name."""
        names = sorted({a.name for v in self.versions for a in v.terms.accounts})
        return (account for name in names if (account := self.account(name)) is not None)

    def rights(self) -> Iterator[Right]:
        """Return every right of any version, by name."""
        names = sorted({r.name for v in self.versions for r in v.terms.rights})
        return (right for name in names if (right := self.right(name)) is not None)


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
