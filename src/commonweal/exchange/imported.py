"""What one file holds, whatever its standard; and what every reader of a standard leans on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from commonweal.cycle.portfolio.identifiers import identifier, of_org_id, uk_charity
from commonweal.cycle.portfolio.matching import Mention
from commonweal.cycle.portfolio.records import (
    Identifier,
    LeftOut,
    Named,
    Origin,
    Ownership,
    Support,
    content_digest,
    says,
)
from commonweal.exchange.forms.bounds import shown
from commonweal.ground.diagnostics import Diagnostic, Span, diagnose

MAX_RECORD: Final = 400
"""Most characters of the name of a record."""


@dataclass(frozen=True, slots=True)
class Release:
    """
    What an OCDS file says of one contracting process, before it is merged with what other files say.

    Attributes
    ----------
    tree : as it is written; compiled : it is itself made from earlier releases
    places : path of the release in its file
    """

    ocid: str
    date: str
    tree: Mapping[str, Any]
    file: str
    place: str
    compiled: bool = False

    @property
    def source(self) -> str:
        """Return the publisher's prefix: `ocds-213czf`."""
        return "-".join(self.ocid.split("-")[:2]) if self.ocid.startswith("ocds-") else "ocds"


@dataclass(frozen=True, slots=True)
class Imported:
    """
    What a file holds.

    Attributes
    ----------
    standard : mapping, 360Giving, OCDS or USAspending
    rows : of the file, by source
    mentions : organisations that it names and that received nothing in it
    releases : of OCDS; they become supports in `files.gather`, since one process may lie in several files
    """

    file: str
    standard: str
    supports: tuple[Support, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    ownerships: tuple[Ownership, ...] = ()
    mentions: tuple[Mention, ...] = ()
    releases: tuple[Release, ...] = ()

    @property
    def sources(self) -> frozenset[str]:
        """Return the registers that speak in the file."""
        return frozenset(self.rows) | {one.source for one in self.releases}


def made(support: Support, source: str, record: str, file: str, place: str, modified: str = "") -> Support:
    """Return a support with its origin, whose digest is of all that it says."""
    digest = content_digest(says(support))
    return replace(support, origin=Origin(source, record, file, place, digest, modified))


NOWHERE: Final = Origin("", "", "", "", "")
"""The origin of a support until `made` gives it its own."""


def left_out(source: str, reasons: Mapping[str, int]) -> tuple[LeftOut, ...]:
    """Return counted reasons as records, in order."""
    return tuple(LeftOut(source, reason, reasons[reason]) for reason in sorted(reasons))


class Numbers:
    """Numbers of organisations while a file is read: those without the form of their register are counted."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, tuple[Span, str]] = {}

    def read(self, scheme: str, number: str, at: Span) -> Identifier | None:
        """Return a number in its normal form; `org-id` for a whole identifier such as GB-COH-00102498."""
        if not number.strip():
            return None
        match scheme:
            case "org-id":
                found = of_org_id(number)
            case "GB-CHC":
                found = uk_charity(number)
            case _:
                found = identifier(scheme, number)
        if found is None:
            self._counts[scheme] += 1
            self._first.setdefault(scheme, (at, number))
        return found

    def warnings(self) -> tuple[Diagnostic, ...]:
        """Return one warning for each register, with the first such number and how many there are."""
        return tuple(
            diagnose("CW7208", at, scheme=scheme, number=shown(number), count=self._counts[scheme])
            for scheme, (at, number) in sorted(self._first.items())
        )


def named(name: object, identifiers: Iterable[Identifier | None]) -> Named:
    """Return an organisation as it is written, with its usable numbers in order."""
    return _named(str(name or "").strip(), frozenset(i for i in identifiers if i is not None))


@lru_cache(maxsize=65_536)
def _named(name: str, identifiers: frozenset[Identifier]) -> Named:
    return Named(name, tuple(sorted(identifiers)))
