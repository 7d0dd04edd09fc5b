"""
What an agreement's findings rest on, as one hash: nothing is judged again whose hash is what it was.

It covers the texts (words and meaning), the values as signed, every row about the agreement with its place,
the parties of its corporate groups, the day, the instant, the engine and the version of this program.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from commonweal import __version__
from commonweal.engines.protocol import Agreement, Record
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.codec import to_json
from commonweal.workspace.load import Workspace
from commonweal.workspace.signed.parties import PartyRow

FORM: Final = 17
"""What is stored of an agreement; raised when that changes, so that everything is judged anew."""


class Inputs:
    """The hashes of a workspace's agreements, as of a day, as known at an instant."""

    def __init__(self, workspace: Workspace, *, as_of: date, known_at: datetime, engine: str) -> None:
        self._workspace = workspace
        self._frame = f"{__version__}|{FORM}|{engine}|{as_of}|{known_at.isoformat()}|{workspace.zone}"
        self._texts: dict[tuple[str, int], str] = {}
        self._groups = _groups(workspace.parties)

    def of(self, id_: str) -> str:
        """Return the hash of everything that one agreement's findings rest on."""
        agreement = self._workspace.agreements[id_]
        hashed = sha256(self._frame.encode())
        for ref in sorted(_texts_of(agreement)):
            hashed.update(self._text(ref).encode())
        hashed.update(repr(agreement).encode())
        hashed.update(repr(self._workspace.records.get(id_, Record())).encode())
        for row in self._near(agreement):
            hashed.update(repr(row).encode())
        return hashed.hexdigest()

    def _text(self, ref: tuple[str, int]) -> str:
        if ref not in self._texts:
            terms = self._workspace.terms.get(ref)
            self._texts[ref] = f"{ref}:{'' if terms is None else _digest(terms)}"
        return self._texts[ref]

    def _near(self, agreement: Agreement) -> Iterable[PartyRow]:
        """Return the rows of the parties, and of all who belong to a corporate group with one of them."""
        named = set(agreement.parties.values())
        named |= {party for amendment in agreement.amendments for party in amendment.parties.values()}
        wanted = {self._groups.get(party, party) for party in named}
        return [row for row in self._workspace.parties if self._groups[row.party] in wanted]


def _texts_of(agreement: Agreement) -> set[tuple[str, int]]:
    moved = {(a.terms, a.version) for a in agreement.amendments if a.terms and a.version is not None}
    return {(agreement.terms, agreement.version), *moved}


def _digest(terms: Terms) -> str:
    return sha256(json.dumps(to_json(terms), sort_keys=True).encode()).hexdigest()


def _groups(rows: Sequence[PartyRow]) -> Mapping[str, str]:
    """Return for each party the name that stands for all that are tied to it by any parent at any time."""
    tied: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        tied[row.party].add(row.party)
        if row.parent:
            tied[row.party].add(row.parent)
            tied[row.parent].add(row.party)
    found: dict[str, str] = {}
    for party in sorted(tied):
        waiting = [] if party in found else [party]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found[one] = party
                waiting.extend(tied[one])
    return found
