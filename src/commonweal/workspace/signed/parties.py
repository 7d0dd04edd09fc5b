"""`parties.csv`: who takes part, under which identifier, and to which corporate group each belongs when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from commonweal.ground.diagnostics import Diagnostic
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import Entry, Gathering, Loaded, TableFile, Words

COLUMNS = Columns(("party", "name"), ("kind", "scheme", "identifier", "parent", "from", "until"))
MAX_DEPTH = 64
"""Most storeys of a corporate group."""


@dataclass(frozen=True, slots=True)
class PartyRow:
    """
    One row of `parties.csv`: what a party is from `start` to `end` (both count; None: open).

    Attributes
    ----------
    scheme, identifier : the register that knows the party (LEI, GB-COH), and its number there
    parent : id of the party that controls it, "" for none
    """

    party: str
    name: str
    kind: str = ""
    scheme: str = ""
    identifier: str = ""
    parent: str = ""
    start: date | None = None
    end: date | None = None
    place: str = ""

    def covers(self, day: date) -> bool:
        """Say whether the row speaks about a day."""
        return (self.start or date.min) <= day <= (self.end or date.max)


@dataclass(frozen=True, slots=True)
class Parties:
    """What `parties.csv` contributed; `ids` also holds those of rows that could not be used."""

    rows: tuple[PartyRow, ...]
    ids: frozenset[str]
    loaded: Loaded[PartyRow]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the table."""
        return self.loaded.diagnostics


def load_parties(files: Iterable[TableFile], *, quarantine: bool = False) -> Parties:
    """Return the parties, with every fault: unknown parents, loops, rows of one party that share a day."""
    gathering: Gathering[PartyRow] = Gathering(_content, quarantine=quarantine)
    ids: set[str] = set()
    for file in files:
        gathering.read(file, COLUMNS, lambda cells: _party(cells, ids))
    gathering.once()
    by_party: dict[str, list[Entry[PartyRow]]] = defaultdict(list)
    for entry in gathering.entries:
        by_party[entry.value.party].append(entry)
    for entries in by_party.values():
        _check_shared_days(gathering, entries)
    for entry in gathering.entries:
        _check_parent(gathering, entry, by_party, ids)
    loaded = gathering.settle()
    used = frozenset(row.party for row in loaded.values)
    return Parties(loaded.values, used if quarantine else frozenset(ids), loaded)


def _party(cells: Cells, ids: set[str]) -> PartyRow | None:
    party = cells.must("party", fields.identifier)
    if party is not None:
        ids.add(party)
    start, end = cells.span_of_days()
    row = PartyRow(
        party or "",
        cells.must("name", fields.text) or "",
        cells.name("kind"),
        cells.name("scheme"),
        cells.name("identifier"),
        cells.name("parent"),
        start,
        end,
        cells.place,
    )
    return row


def _content(row: PartyRow) -> Words:
    return (row.party, row.start or date.min, row.end or date.max, row.name, row.kind, row.scheme,
            row.identifier, row.parent)  # fmt: skip


def _check_shared_days(gathering: Gathering[PartyRow], entries: list[Entry[PartyRow]]) -> None:
    """Of two rows of one party at most one may speak about a day."""
    entries.sort(key=lambda e: (e.value.start or date.min, e.value.end or date.max))
    for before, after in pairwise(entries):
        if before.value.end is None or (after.value.start or date.min) <= before.value.end:
            gathering.clash((before, after), "from", "CW5108.party", name=before.value.party)


def _check_parent(
    gathering: Gathering[PartyRow],
    entry: Entry[PartyRow],
    by_party: dict[str, list[Entry[PartyRow]]],
    ids: set[str],
) -> None:
    """The parent is there, and on the row's first day the way up ends."""
    parent = entry.value.parent
    if not parent:
        return
    if parent not in ids:
        unknown = {"what": "party", "name": parent, "mend": f"add a row for {parent}, or correct its name"}
        gathering.blame(entry, "parent", "CW5110.unknown", values=unknown)
        return
    day, at = entry.value.start or date.min, parent
    for _ in range(MAX_DEPTH):
        above = next((e.value for e in by_party[at] if e.value.covers(day)), None)
        if above is None or not above.parent:
            return
        at = above.parent
    gathering.blame(entry, "parent", "CW5108.loop", values={"name": entry.value.party, "limit": MAX_DEPTH})
