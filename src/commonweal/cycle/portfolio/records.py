"""What the portfolio holds: supports as their sources wrote them, organisations, and who owns whom when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final

from commonweal.ground.numbers import plain
from commonweal.terms.core.clauses import INSTRUMENTS

KINDS: Final = INSTRUMENTS
"""The eight kinds of support."""
STAGES: Final = ("awarded", "committed", "disbursed")
"""How far an amount has come: promised by a decision, bound by a contract or obligation, paid out."""
BASES: Final = ("total", "period")
"""What an amount covers: everything so far (the latest counts), or one payment or period (they add up)."""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """An organisation's number in a register: scheme (an org-id.guide code such as GB-COH) and number."""

    scheme: str
    number: str

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}"


@dataclass(frozen=True, slots=True)
class Named:
    """
    An organisation as a source writes it.

    Attributes
    ----------
    name : letter by letter
    identifiers : usable ones, in their normal form and in order
    """

    name: str
    identifiers: tuple[Identifier, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Say whether the source says nothing at all."""
        return not self.name.strip() and not self.identifiers


@dataclass(frozen=True, slots=True)
class Origin:
    """
    Where a support was read.

    Attributes
    ----------
    source : the register that says it; a record's name is unique within it
    record : the source's own name of the record, else a digest of the row
    file, place : the file, and `row 12` or a path such as `/grants/3` in it
    digest : of all that the record says, place apart: equal content, equal digest
    modified : when the source last changed it (ISO 8601), "" if it does not say
    """

    source: str
    record: str
    file: str
    place: str
    digest: str
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """
    One support of a recipient.

    Attributes
    ----------
    instrument : one of `KINDS`; stage : one of `STAGES`; basis : one of `BASES`
    recipients : one as a rule; several where a source names several and does not say who got what; none
        where it names nobody
    amount : in the major unit of `currency`; None where the source gives no number
    words : the amount as it is written
    on : the day of the award, contract or payment
    under : record of the award that a contract belongs to, whose recipients it takes where it names none
    """

    origin: Origin
    instrument: str
    recipients: tuple[Named, ...]
    funder: Named
    amount: Decimal | None
    currency: str
    words: str
    stage: str
    basis: str = "total"
    on: date | None = None
    title: str = ""
    place: str = ""
    programme: str = ""
    url: str = ""
    under: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what no two supports share: source and record."""
        return self.origin.source, self.origin.record


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who stands directly above whom, from `start` to `end` (both count; None: open), and who says so."""

    child: str
    parent: str
    start: date | None = None
    end: date | None = None
    source: str = ""

    def covers(self, day: date) -> bool:
        """Say whether the row speaks about a day."""
        return (self.start or date.min) <= day <= (self.end or date.max)


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that we know ourselves, with its numbers."""

    party: str
    name: str
    identifiers: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """
    How it is known which organisation a name means.

    Attributes
    ----------
    how : `identifier`, `reviewed`, `suggested` (somebody must decide) or `none`
    why : the number, decision or likeness, in words
    """

    how: str
    why: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """
    What is known to be one organisation.

    Attributes
    ----------
    key : the first of its mentions; name : the party's name, else the one that most supports use
    mentions : keys of the names under which sources know it, in order
    """

    key: str
    name: str
    identifiers: tuple[Identifier, ...]
    mentions: tuple[str, ...]
    match: Match


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a source that are no support by a rule that is written down, and the rule."""

    source: str
    reason: str
    count: int


def content_digest(words: Iterable[str]) -> str:
    """Return a short name for what a record says: equal words, equal name."""
    return sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def says(support: Support) -> tuple[str, ...]:
    """Return everything that a support says, its place apart, as words."""
    people = (support.funder, *support.recipients)
    named = [part for one in people for part in ("|", one.name, *map(str, one.identifiers))]
    amount = "" if support.amount is None else plain(support.amount)
    on = "" if support.on is None else support.on.isoformat()
    return (
        support.instrument, support.stage, support.basis, amount, support.currency, support.words, on,
        support.title, support.place, support.programme, support.url, support.under, *named,
    )  # fmt: skip
