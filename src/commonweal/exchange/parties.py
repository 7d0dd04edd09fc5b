"""Rows of `parties.csv` as parties with their numbers, and as who stands above whom from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from commonweal.cycle.portfolio.identifiers import PARTY
from commonweal.cycle.portfolio.matching import Mention
from commonweal.cycle.portfolio.records import Identifier, Ownership, Party
from commonweal.exchange.forms.bounds import at
from commonweal.exchange.imported import Numbers
from commonweal.ground.diagnostics import Diagnostic


class PartyLike(Protocol):
    """A row of `parties.csv` as a workspace reads it."""

    @property
    def party(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def scheme(self) -> str: ...
    @property
    def identifier(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...
    @property
    def place(self) -> str: ...


def of_parties(
    rows: Iterable[PartyLike],
) -> tuple[tuple[Party, ...], tuple[Ownership, ...], tuple[Diagnostic, ...]]:
    """Return parties, ownerships, and a warning for each register under which a number has not its form."""
    numbers = Numbers()
    names: dict[str, str] = {}
    known: dict[str, set[Identifier]] = defaultdict(set)
    owned = []
    for row in sorted(rows, key=lambda r: (r.party, r.start or date.min)):
        names[row.party] = row.name  # the latest
        file, _, line = row.place.rpartition(":")
        place = at(file or row.place, int(line) if line.isdigit() else 1)
        if row.scheme and (found := numbers.read(row.scheme, row.identifier, place)):
            known[row.party].add(found)
        owned.append(Ownership(_key(row.party), _key(row.parent), row.start, row.end, PARTY))
    parties = tuple(Party(id_, names[id_], tuple(sorted(known[id_]))) for id_ in sorted(names))
    return parties, tuple(owned), numbers.warnings()


def _key(party: str) -> str:
    return Mention(PARTY, party).key if party else ""
