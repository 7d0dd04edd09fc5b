"""
From records to the table: which supports count once, to which corporate group each belongs, what they sum to.

Every sum is exact. Currencies are never mixed or converted; what was awarded, committed and paid out stands
apart, and so do totals to date and single payments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from commonweal.cycle.portfolio.identifiers import PARTY
from commonweal.cycle.portfolio.matching import (
    Decision,
    Mention,
    Organised,
    mention_of,
    mentions_of,
    organise,
)
from commonweal.cycle.portfolio.records import LeftOut, Organisation, Ownership, Party, Support
from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.ground.numbers import add, sub

MAX_DEPTH: Final = 64
"""Most storeys of a corporate group."""
_ZERO: Final = Decimal(0)


class Line(NamedTuple):
    """What may be added up: supports of one kind, stage, basis and currency."""

    instrument: str
    stage: str
    basis: str
    currency: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A sum, how many supports it is of, and how many more have no number."""

    line: Line
    amount: Decimal
    count: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Group:
    """
    A corporate group, or an organisation that stands alone.

    Attributes
    ----------
    matched : a number or a decision says who it is; else it is only a name in one source
    members : names of its organisations that received support
    sources : registers that say so
    """

    key: str
    name: str
    matched: bool
    how: str
    members: tuple[str, ...]
    sources: tuple[str, ...]
    supports: tuple[Support, ...]
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """One line of a source: what was read, and where it is shown."""

    source: str
    line: Line
    read: Decimal
    grouped: Decimal
    unmatched: Decimal

    @property
    def difference(self) -> Decimal:
        """Return what was read and is shown nowhere."""
        return sub(self.read, add(self.grouped, self.unmatched))


@dataclass(frozen=True, slots=True)
class Account:
    """
    What became of every record of a source.

    Attributes
    ----------
    rows : of its files (one may give several records, or none); records : read
    repeated : the same record again; superseded : an older version of a record
    left_out : no support, by a rule that is written down
    supports : kept; with_amount, unknown : with a number and without; unmatched : known by name only
    """

    source: str
    rows: int
    records: int
    repeated: int
    superseded: int
    left_out: tuple[LeftOut, ...]
    supports: int
    with_amount: int
    unknown: int
    unmatched: int
    balances: tuple[Balance, ...]

    @property
    def missing(self) -> int:
        """Return how many records became nothing (0, or there is a fault)."""
        left = sum(one.count for one in self.left_out)
        return self.records - self.repeated - self.superseded - left - self.supports


@dataclass(frozen=True, slots=True)
class Settled:
    """Supports of which each counts once, and how many records of each source were read and set aside."""

    supports: tuple[Support, ...]
    read: Mapping[str, int]
    repeated: Mapping[str, int]
    superseded: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """
    Every kind of support to every recipient, by corporate group.

    Attributes
    ----------
    groups : those that are matched first, then the unmatched, each by name
    nobody : supports that name no recipient, or several that are not one group
    suggestions : pairs of names that a person must judge
    """

    groups: tuple[Group, ...]
    nobody: tuple[Support, ...]
    accounts: tuple[Account, ...]
    suggestions: tuple[Decision, ...]
    organised: Organised
    diagnostics: tuple[Diagnostic, ...] = ()


# ---- each record once --------------------------------------------------------------------------------


def settle(supports: Iterable[Support]) -> Settled:
    """
    Return each record once: a repetition changes nothing, of several versions the latest counts.

    Two versions of which nobody says which is later are a fault: neither may be chosen in silence.
    """
    by_key: dict[tuple[str, str], dict[str, Support]] = defaultdict(dict)
    read: dict[str, int] = defaultdict(int)
    repeated: dict[str, int] = defaultdict(int)
    superseded: dict[str, int] = defaultdict(int)
    faults: list[Diagnostic] = []
    for one in supports:
        read[one.origin.source] += 1
        versions = by_key[one.key]
        known = versions.get(one.origin.digest)
        if known is None:
            versions[one.origin.digest] = one
            continue
        repeated[one.origin.source] += 1
        versions[one.origin.digest] = min(known, one, key=lambda s: (_latest_first(s), _place(s)))
    kept = []
    for key in sorted(by_key):
        versions = by_key[key]
        last = max(versions.values(), key=lambda s: (s.origin.modified, s.origin.digest))
        superseded[key[0]] += len(versions) - 1
        kept.append(last)
        same = sorted((s for s in versions.values() if s.origin.modified == last.origin.modified), key=_place)
        if len(same) > 1:
            places = " and ".join(" ".join(_place(s)) for s in same[:2])
            faults.append(diagnose("CW7206.versions", None, record=key[1], source=key[0], places=places))
    return Settled(_with_recipients(kept), read, repeated, superseded, tuple(faults))


def _latest_first(support: Support) -> tuple[int, ...]:
    return tuple(-ord(c) for c in support.origin.modified)


def _place(support: Support) -> tuple[str, str]:
    return support.origin.file, support.origin.place


def _with_recipients(supports: Sequence[Support]) -> tuple[Support, ...]:
    """Return supports of which those that name nobody have the recipients of the award above them."""
    by_key = {one.key: one for one in supports}

    def filled(one: Support) -> Support:
        award = by_key.get((one.origin.source, one.under))
        if one.recipients or award is None:
            return one
        above = award if award.recipients else by_key.get((award.origin.source, award.under), award)
        return replace(one, recipients=above.recipients)

    return tuple(map(filled, supports))


# ---- whose they are ----------------------------------------------------------------------------------


class Ladder:
    """Who stands above an organisation on a day: what parties say first, then what sources say."""

    def __init__(self, organised: Organised, ownerships: Iterable[Ownership]) -> None:
        self._organised = organised
        self._rows: dict[str, list[Ownership]] = defaultdict(list)
        for row in ownerships:
            child, parent = (organised.by_mention.get(key) for key in (row.child, row.parent))
            if child is None or (row.parent and (parent is None or parent.key == child.key)):
                continue
            self._rows[child.key].append(replace(row, parent="" if parent is None else parent.key))
        for rows in self._rows.values():
            rows.sort(key=lambda r: (r.source != PARTY, r.start or date.min, r.end or date.max, r.parent))

    def top(self, organisation: Organisation, day: date) -> Organisation:
        """Return the organisation at the top on a day, as far up as anything is known."""
        at = organisation
        for _ in range(MAX_DEPTH):
            row = next((r for r in self._rows.get(at.key, ()) if r.covers(day)), None)
            if row is None or not row.parent:
                return at
            at = self._organised.by_mention[row.parent]
        return organisation


def build(
    settled: Settled,
    *,
    as_of: date,
    left_out: Iterable[LeftOut] = (),
    parties: Iterable[Party] = (),
    ownerships: Iterable[Ownership] = (),
    decisions: Iterable[Decision] = (),
    mentions: Iterable[Mention] = (),
    rows: Mapping[str, int] | None = None,
) -> Table:
    """
    Return the table of supports that were settled.

    Parameters
    ----------
    as_of : the day on which groups stand for supports that bear no date
    left_out : records that are no support; they count as read
    ownerships : child and parent as keys of mentions; an empty parent says that there is none
    mentions : organisations that sources name and that received nothing themselves
    rows : of files, by source
    """
    named = {**dict.fromkeys(mentions, 0), **mentions_of(settled.supports)}
    organised = organise(named, parties, decisions)
    ladder = Ladder(organised, ownerships)
    by_group: dict[str, list[tuple[Support, Organisation]]] = defaultdict(list)
    tops: dict[str, Organisation] = {}
    nobody = []
    for one in settled.supports:
        owners = [organised.by_mention[mention_of(one, r).key] for r in one.recipients if not r.is_blank]
        above = {top.key: top for top in (ladder.top(o, one.on or as_of) for o in owners)}
        if len(above) != 1:
            nobody.append(one)
            continue
        ((key, top),) = above.items()
        tops[key] = top
        by_group[key].extend((one, owner) for owner in owners[:1])
    groups = sorted((_group(tops[k], v) for k, v in by_group.items()), key=_by_name)
    accounts = tuple(_accounts(settled, groups, nobody, tuple(left_out), rows or {}))
    return Table(
        tuple(groups), tuple(nobody), accounts, organised.suggestions, organised,
        (*settled.diagnostics, *organised.diagnostics),
    )  # fmt: skip


def is_matched(organisation: Organisation) -> bool:
    """Say whether a number or a decision says who an organisation is."""
    return organisation.match.how in ("identifier", "reviewed")


def _by_name(group: Group) -> tuple[bool, str, str]:
    return not group.matched, group.name.casefold(), group.key


def _group(top: Organisation, held: list[tuple[Support, Organisation]]) -> Group:
    supports = tuple(one for one, _ in held)
    owners = {owner.key: owner for _, owner in held}
    hows = sorted({owner.match.how for owner in owners.values()})
    members = sorted({owner.name for owner in owners.values()})
    sources = sorted({one.origin.source for one in supports})
    return Group(
        top.key, top.name, any(map(is_matched, owners.values())) or is_matched(top), ", ".join(hows),
        tuple(members), tuple(sources), supports, tallies(supports),
    )  # fmt: skip


# ---- sums --------------------------------------------------------------------------------------------


def line_of(support: Support) -> Line:
    """Return what a support may be added up with."""
    return Line(support.instrument, support.stage, support.basis, support.currency)


def tallies(supports: Iterable[Support]) -> tuple[Tally, ...]:
    """Return the sums of supports, one for each line, in order."""
    lines: dict[Line, list[Support]] = defaultdict(list)
    for one in supports:
        lines[line_of(one)].append(one)
    return tuple(
        Tally(line, _total(lines[line]), known, len(lines[line]) - known)
        for line in sorted(lines)
        for known in [sum(one.amount is not None for one in lines[line])]
    )


def _total(supports: Iterable[Support]) -> Decimal:
    total = _ZERO
    for one in supports:
        total = total if one.amount is None else add(total, one.amount)
    return total


def _by_line(supports: Iterable[Support]) -> dict[Line, Decimal]:
    sums: dict[Line, Decimal] = defaultdict(lambda: _ZERO)
    for one in supports:
        if one.amount is not None:
            sums[line_of(one)] = add(sums[line_of(one)], one.amount)
    return sums


def _accounts(
    settled: Settled,
    groups: Sequence[Group],
    nobody: Sequence[Support],
    left_out: tuple[LeftOut, ...],
    rows: Mapping[str, int],
) -> Iterator[Account]:
    """Yield the account of each source: what was read, beside what the groups show."""
    read: dict[str, list[Support]] = defaultdict(list)
    grouped: dict[str, list[Support]] = defaultdict(list)
    rest: dict[str, list[Support]] = defaultdict(list)
    for one in settled.supports:
        read[one.origin.source].append(one)
    for group in groups:
        for one in group.supports:
            (grouped if group.matched else rest)[one.origin.source].append(one)
    for one in nobody:
        rest[one.origin.source].append(one)
    for source in sorted({*settled.read, *(one.source for one in left_out)}):
        left = tuple(sorted((o for o in left_out if o.source == source), key=lambda o: o.reason))
        sums, shown, others = (_by_line(part[source]) for part in (read, grouped, rest))
        balances = tuple(
            Balance(source, line, sums[line], shown[line], others[line]) for line in sorted(sums)
        )
        known = sum(one.amount is not None for one in read[source])
        yield Account(
            source, rows.get(source, 0), settled.read.get(source, 0) + sum(one.count for one in left),
            settled.repeated.get(source, 0), settled.superseded.get(source, 0), left,
            len(read[source]), known, len(read[source]) - known, len(rest[source]), balances,
        )  # fmt: skip
