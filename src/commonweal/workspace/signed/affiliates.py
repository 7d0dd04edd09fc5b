"""
The corporate group of a recipient, day by day: the register that `affiliate` ranges over (language 5.6).

Two parties belong together on a day if the same party stands at the top of both. Where `parties.csv` does
not say who stands above a party on a day, nobody can say who else belongs: the register is open there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from commonweal.engines.protocol import Member, Plan, Record, RegisterClosing
from commonweal.ground.days import MAX_DAY, MIN_DAY, add_days
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Version
from commonweal.workspace.signed.parties import MAX_DEPTH, PartyRow

END: Final = MAX_DAY + timedelta(days=1)

AFFILIATE: Final = "affiliate"
"""The built-in subject whose register is the corporate group."""


@dataclass(frozen=True, slots=True)
class Group:
    """
    The corporate group of one party.

    Attributes
    ----------
    members : who belongs to it, from when until when, the party itself among them
    gaps : stretches of days in which who belongs is not known
    """

    members: tuple[tuple[str, Period], ...]
    gaps: tuple[Period, ...]

    def register(self, agreement: str, recorded_at: datetime, version: int | None) -> tuple[Member, ...]:
        """
        Return the group as rows of a register.

        Parameters
        ----------
        recorded_at : since when the party is known to be the recipient
        version : number of the version of the agreement that it is for, None for every one
        """
        return tuple(
            Member(
                agreement,
                AFFILIATE,
                party,
                recorded_at,
                None if days.first == MIN_DAY else days.first,
                None if days.last >= MAX_DAY else days.last,
                place="parties.csv",
                version=version,
            )
            for party, days in self.members
        )

    def closing(
        self, agreement: str, as_of: date, recorded_at: datetime, version: int | None
    ) -> RegisterClosing:
        """Return the statement that the group is complete, but for its gaps, through a day."""
        return RegisterClosing(
            agreement, AFFILIATE, as_of, recorded_at, place="parties.csv", gaps=self.gaps, version=version
        )


class Groups:
    """The corporate groups of all parties of a workspace."""

    def __init__(self, rows: Iterable[PartyRow]) -> None:
        self._rows: dict[str, list[PartyRow]] = defaultdict(list)
        self._near: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self._rows[row.party].append(row)
            if row.parent:
                self._near[row.party].add(row.parent)
                self._near[row.parent].add(row.party)
        self._made: dict[str, Group] = {}

    def of(self, party: str) -> Group:
        """Return the group of a party."""
        if party not in self._made:
            self._made[party] = self._group(party)
        return self._made[party]

    def _group(self, party: str) -> Group:
        akin = self._akin(party)
        edges = {MIN_DAY, END}
        for one in akin:
            for row in self._rows[one]:
                edges.add(row.start or MIN_DAY)
                edges.add(add_days(row.end, 1) if row.end is not None else END)
        members: dict[str, list[Period]] = defaultdict(list)
        gaps: list[Period] = []
        for start, end in pairwise(sorted(edges)):
            days = Period(start, end)
            top = self._top(party, start)
            for one in sorted(akin):
                if one == party or (top is not None and self._top(one, start) == top):
                    _extend(members[one], days)
            if top is None or any(self._missing(one, start) for one in akin):
                _extend(gaps, days)
        rows = tuple((one, days) for one in sorted(members) for days in members[one])
        return Group(rows, tuple(gaps))

    def _akin(self, party: str) -> set[str]:
        """Return every party that was ever linked with another, at any remove."""
        found, waiting = {party}, [party]
        while waiting:
            for near in self._near[waiting.pop()] - found:
                found.add(near)
                waiting.append(near)
        return found

    def _row(self, party: str, day: date) -> PartyRow | None:
        return next((row for row in self._rows[party] if row.covers(day)), None)

    def _top(self, party: str, day: date) -> str | None:
        """Return who stands at the top of a party on a day, None if that is not known."""
        at = party
        for _ in range(MAX_DEPTH):
            row = self._row(at, day)
            if row is None:
                return None
            if not row.parent:
                return at
            at = row.parent
        return None

    def _missing(self, party: str, day: date) -> bool:
        """Say whether a party is spoken of before a day and after it, but not on it."""
        rows = self._rows[party]
        before = any((row.start or MIN_DAY) <= day for row in rows)
        after = any((row.end or MAX_DAY) >= day for row in rows)
        return before and after and self._row(party, day) is None


def _extend(stretches: list[Period], days: Period) -> None:
    """Add a stretch of days to others before it, joined to the last where they touch."""
    if stretches and stretches[-1].end == days.start:
        stretches[-1] = Period(stretches[-1].start, days.end)
    else:
        stretches.append(days)


# ---- the groups of an agreement ---------------------------------------------------------------------------


def with_groups(record: Record, plan: Plan, as_of: date, groups: Groups) -> Record:
    """
    Return the rows of an agreement with the corporate group of its recipient, where its texts ask for it.

    An amendment may put another recipient in the place of the first. Then each version of the agreement has
    the group of its own: what one company's group did is not laid at the door of another's (decision 27).
    """
    signed = plan.agreement.recorded_at
    asked = any(m.per == AFFILIATE for version in plan.versions for m in version.terms.measures)
    if not asked or signed is None:
        return record
    named: list[tuple[int | None, tuple[str | None, datetime]]] = [
        (version.number, _recipient(version, signed)) for version in plan.versions
    ]
    if len({party for _, (party, _) in named}) == 1:
        # One group for the whole agreement, known since its signature.
        named = [(None, named[0][1])]
    members, closings = list(record.members), list(record.register_closings)
    for number, (party, since) in named:
        if party is not None:
            group = groups.of(party)
            members += group.register(plan.agreement.id, since, number)
            closings.append(group.closing(plan.agreement.id, as_of, since, number))
    return replace(record, members=tuple(members), register_closings=tuple(closings))


def _recipient(version: Version, signed: datetime) -> tuple[str | None, datetime]:
    """Return the first recipient of a version, None if none is named, and since when it is known."""
    parties = version.agreement.parties
    name = next((p.name for p in version.terms.parties if p.side == "recipient" and p.name in parties), None)
    if name is None:
        return None, signed
    party = parties[name]
    named = (a.recorded_at for a in version.amendments if a.parties.get(name) == party)
    return party, max(named, default=signed)
