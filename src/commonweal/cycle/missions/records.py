"""
What a strategy states: challenges, missions, targets, who leads, who delivers, and what changed.

Everything here is typed by people in `missions/*.toml` or entered in a database; nothing is computed. A
record knows where it was stated, so that every finding about it has a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import Undisclosed
from commonweal.ground.diagnostics import Span
from commonweal.ground.period import Period

INDICATOR_KINDS: Final = ("input", "output", "outcome", "impact")
"""What is spent, what is made with it, what changes for people, what lasts."""
DIRECTIONS: Final = ("higher", "lower", "target")
"""Which way an indicator is meant to go; `target`: close to its value, from either side."""
STAGES: Final = ("research", "demonstration", "scale", "procurement")
"""The innovation chain, in its order."""
ROLES: Final = ("delivers", "reports", "decides", "pays", "advises")
"""What a link of the delivery network may be."""
OBSERVER: Final = "observer"
SEATS: Final = ("chair", "deputy", "member", OBSERVER)
"""What a body may be on a board; observers hold no seat and do not count for the quorum."""
BOARD_KINDS: Final = ("decides", "advises", "scrutinises")
"""What a board may do for its mission."""
CHANGES: Final = ("added", "renamed", "retargeted", "rebaselined", "moved", "dropped")
"""What may happen to a mission or a target."""
MINISTRIES: Final = ("ministry", "department")
"""Kinds of body that lead and contribute for a government, of a nation or of a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """
    A record that people wrote down.

    Attributes
    ----------
    at : where it stands; keys : where each of its values stands, by the name of its key
    """

    at: Span | None = field(default=None, compare=False, repr=False)
    keys: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)

    def where(self, key: str = "") -> Span | None:
        """Return where a value stands; of one that is not stated, where the record begins."""
        return self.keys.get(key, self.at)


# ---- what for -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Challenge(Stated):
    """A problem of society that missions answer."""

    id: str
    title: str
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Place(Stated):
    """A nation, region, borough, city or site; a search finds it by its `codes` (postcodes, registers)."""

    id: str
    title: str
    kind: str = ""
    within: str = ""
    codes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Mission(Stated):
    """
    A public purpose with targets, which instruments serve.

    Attributes
    ----------
    within : id of the mission that this one is a part of, "" for none
    lead, contributors : ids of bodies
    routes : ids of competing ways to the goal; sectors : tags
    since, until : first and last day, None where open
    basis : the act, strategy or decision that it rests on
    """

    id: str
    title: str
    challenge: str = ""
    place: str = ""
    within: str = ""
    lead: str = ""
    contributors: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    text: str = ""
    basis: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Indicator(Stated):
    """
    Something that is measured for missions.

    Attributes
    ----------
    kind : one of `INDICATOR_KINDS`, "" where nobody said
    better : one of `DIRECTIONS`
    version : a new definition makes a new version; observations of another version are another series
    sums : ids of indicators of which this is the sum; then it has no observations of its own
    part_of : id of the indicator of which this is a part
    """

    id: str
    title: str
    kind: str = ""
    unit: str = ""
    better: str = ""
    place: str = ""
    definition: str = ""
    source: str = ""
    version: int = 1
    sums: tuple[str, ...] = ()
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """
    One value of an indicator; append-only, as facts are.

    Attributes
    ----------
    value : in the unit of the indicator (43.1 with unit % is 43.1 per cent); None is a retraction
    source : begins with `unverified:` where the figure was derived or remembered
    place : `file:row`
    """

    indicator: str
    version: int
    period: Period
    value: Decimal | Undisclosed | None
    source: str
    recorded_at: datetime
    reported_on: date | None = None
    note: str = ""
    place: str = ""

    @property
    def rank(self) -> tuple[datetime, date]:
        """Return what decides between rows of one period: recorded, then reported; the latest counts."""
        return (self.recorded_at, self.reported_on or date.min)

    @property
    def verified(self) -> bool:
        """Say whether the source is told without reserve."""
        return not self.source.casefold().startswith("unverified:")


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a target is measured from; without `value`, the observation of that period."""

    period: Period
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Target(Stated):
    """
    What a mission wants to reach: an indicator, a value, a day, somebody who answers for it.

    Attributes
    ----------
    value : in the unit of the indicator; by : last day on which it is to be reached
    owner : id of a body; headline : the target by which the mission wants to be judged
    """

    id: str
    mission: str
    title: str = ""
    indicator: str = ""
    baseline: Baseline | None = None
    value: Decimal | None = None
    by: date | None = None
    owner: str = ""
    headline: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Route(Stated):
    """One of several competing ways to the goal of a mission."""

    id: str
    mission: str
    title: str
    stage: str = ""
    source: str = ""


# ---- with what, and by whom ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Serving:
    """The share (over 0, at most 1) of a programme's money that serves a mission."""

    mission: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Programme(Stated):
    """
    What terms are written for.

    Attributes
    ----------
    terms : names of terms texts; every agreement under one of them belongs to the programme
    serves : shares that add up to at most 1; the rest serves no mission
    delivers : ids of the bodies that run it
    """

    id: str
    title: str
    owner: str = ""
    terms: tuple[str, ...] = ()
    serves: tuple[Serving, ...] = ()
    route: str = ""
    delivers: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Body(Stated):
    """
    A ministry, agency, council, bank or firm that leads, decides, pays or delivers.

    Attributes
    ----------
    party : id in `parties.csv`, "" for none
    stage : where it stands in the innovation chain, one of `STAGES`
    until : its last day; successor : id of the body that took over
    """

    id: str
    title: str
    kind: str = ""
    place: str = ""
    party: str = ""
    stage: str = ""
    within: str = ""
    until: date | None = None
    successor: str = ""
    source: str = ""

    def ended(self, day: date) -> bool:
        """Say whether the body was gone before a day."""
        return self.until is not None and self.until < day


@dataclass(frozen=True, slots=True)
class Seat:
    """A body's seat on a board, or its place as an observer; both ends count, None is open."""

    body: str
    role: str = "member"
    start: date | None = None
    end: date | None = None
    at: Span | None = field(default=None, compare=False, repr=False)

    @property
    def observes(self) -> bool:
        """Say whether the body only looks on: it holds no seat."""
        return self.role == OBSERVER

    def lasts_on(self, day: date) -> bool:
        """Say whether a day lies between the two ends."""
        return (self.start or date.min) <= day <= (self.end or date.max)

    def held_on(self, day: date) -> bool:
        """Say whether it is a seat, and held on a day."""
        return not self.observes and self.lasts_on(day)


@dataclass(frozen=True, slots=True)
class Board(Stated):
    """
    Who decides, advises or scrutinises for a mission: mandate, chair (id of a body), quorum, seats.

    Attributes
    ----------
    kind : one of `BOARD_KINDS`, "" where nobody said: then it is not said to decide
    """

    id: str
    mission: str
    title: str
    mandate: str = ""
    chair: str = ""
    quorum: int | None = None
    members: tuple[Seat, ...] = ()
    source: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Link(Stated):
    """What one body, board, programme or mission does for another."""

    origin: str
    to: str
    role: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Commitment(Stated):
    """A promise between bodies, as an agreement of the workspace like any other."""

    body: str
    to: str
    agreement: str
    mission: str = ""
    text: str = ""
    source: str = ""


# ---- what was said, and what was changed --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause of an agreement."""

    agreement: str
    clause: str

    def __str__(self) -> str:
        return f"{self.agreement}/{self.clause}"


@dataclass(frozen=True, slots=True)
class Aim(Stated):
    """A stated aim, traced to targets and to clauses that run."""

    mission: str
    text: str
    source: str = ""
    targets: tuple[str, ...] = ()
    clauses: tuple[ClauseRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Event(Stated):
    """
    A change of a mission or a target, with who made it and why.

    Attributes
    ----------
    of : kind and id, such as `mission.uk_net_zero` or `target.uk_ghg_2035`; what is gone may be named too
    mission : id of the mission that it is about, "" where that is gone
    """

    on: date
    what: str
    of: str
    author: str
    reason: str
    before: str = ""
    after: str = ""
    mission: str = ""
    source: str = ""
