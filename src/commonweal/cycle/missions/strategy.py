"""All that a strategy states, with the ways from one record to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from commonweal.cycle.missions.records import (
    MINISTRIES,
    Aim,
    Board,
    Body,
    Challenge,
    Commitment,
    Event,
    Indicator,
    Link,
    Mission,
    Observation,
    Place,
    Programme,
    Route,
    Target,
)


@dataclass(frozen=True, slots=True)
class Strategy:
    """
    Everything that `missions/` and `indicators/` say; each kind by id, sorted.

    Attributes
    ----------
    observations : by id of the indicator, all versions, in the order of period and rank
    """

    challenges: Mapping[str, Challenge] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    missions: Mapping[str, Mission] = field(default_factory=dict)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)
    routes: Mapping[str, Route] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)
    boards: Mapping[str, Board] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    aims: tuple[Aim, ...] = ()
    events: tuple[Event, ...] = ()
    observations: Mapping[str, tuple[Observation, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether anything is stated at all."""
        return any((self.challenges, self.places, self.missions, self.indicators, self.targets, self.routes,
                    self.programmes, self.bodies, self.boards, self.links, self.commitments, self.aims,
                    self.events))  # fmt: skip

    def programme_of(self, terms: str) -> Programme | None:
        """Return the programme to which agreements under a terms text belong; there is at most one."""
        return next((p for p in self.programmes.values() if terms in p.terms), None)

    def targets_of(self, mission: str) -> tuple[Target, ...]:
        """Return the targets of a mission, headlines first, then by id."""
        own = (t for t in self.targets.values() if t.mission == mission)
        return tuple(sorted(own, key=lambda t: (not t.headline, t.id)))

    def headlines_of(self, mission: str) -> tuple[Target, ...]:
        """Return the targets by which a mission wants to be judged: all, if it names none of them."""
        own = self.targets_of(mission)
        return tuple(t for t in own if t.headline) or own

    def routes_of(self, mission: str) -> tuple[Route, ...]:
        """Return the competing routes of a mission: those that name it, and those that it names."""
        named = self.missions[mission].routes if mission in self.missions else ()
        return tuple(r for r in self.routes.values() if r.mission == mission or r.id in named)

    def boards_of(self, mission: str) -> tuple[Board, ...]:
        """Return the boards of a mission."""
        return tuple(b for b in self.boards.values() if b.mission == mission)

    def parts_of(self, mission: str) -> tuple[Mission, ...]:
        """Return the missions directly within a mission."""
        return tuple(m for m in self.missions.values() if m.within == mission)

    def below(self, mission: str) -> tuple[str, ...]:
        """Return the ids of a mission and of all missions within it, the mission first."""
        found = [mission]
        for id_ in found:  # grows while it is read; a circle of `within` is refused when it is loaded
            found += [part.id for part in self.parts_of(id_) if part.id not in found]
        return tuple(found)

    def above(self, mission: str) -> tuple[str, ...]:
        """Return the ids of the missions that a mission is within, the nearest first."""
        found: list[str] = []
        at = self.missions[mission].within if mission in self.missions else ""
        while at and at in self.missions and at not in found:
            found.append(at)
            at = self.missions[at].within
        return tuple(found)

    def aims_of(self, mission: str) -> tuple[Aim, ...]:
        """Return the aims stated for a mission."""
        return tuple(a for a in self.aims if a.mission == mission)

    def history(self, mission: str, *, through: date | None = None) -> tuple[Event, ...]:
        """Return what happened to a mission and its targets up to a day, the oldest first."""
        named = {
            f"mission.{mission}",
            *(f"target.{t.id}" for t in self.targets.values() if t.mission == mission),
        }
        own = (e for e in self.events if e.mission == mission or e.of in named)
        return tuple(
            sorted((e for e in own if through is None or e.on <= through), key=lambda e: (e.on, e.of))
        )

    def ministries_of(self, mission: str) -> tuple[Body, ...]:
        """Return the ministries that lead a mission or contribute to it, the lead first."""
        stated = self.missions[mission]
        ids = dict.fromkeys(id_ for id_ in (stated.lead, *stated.contributors) if id_)
        return tuple(b for id_ in ids if (b := self.bodies.get(id_)) is not None and b.kind in MINISTRIES)


NO_STRATEGY: Final = Strategy()
"""What a workspace without missions states."""
