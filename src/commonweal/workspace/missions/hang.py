"""Missions in a workspace: records held against its terms, agreements and parties, then observations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from commonweal.cycle.missions.records import Observation
from commonweal.cycle.missions.strategy import Strategy
from commonweal.ground.diagnostics import Diagnostic
from commonweal.workspace.gather import Loaded, TableFile
from commonweal.workspace.known import Known
from commonweal.workspace.missions.indicators import Sought, by_indicator, load_observations
from commonweal.workspace.missions.links import World
from commonweal.workspace.missions.read import load_missions


@dataclass(frozen=True, slots=True)
class Hung:
    """What `missions/` and `indicators/` contributed to a workspace."""

    strategy: Strategy
    observations: Loaded[Observation]
    diagnostics: tuple[Diagnostic, ...]


def load_strategy(
    missions: Iterable[TableFile], indicators: Iterable[TableFile], known: Known, *, quarantine: bool = False
) -> Hung:
    """
    Return the strategy that the files of a workspace state, with every fault.

    Parameters
    ----------
    known : the terms, agreements and parties of the workspace
    """
    complete = known.complete and not known.broken
    found = load_missions(missions, World(known.terms, known.agreements, known.parties, complete))
    sought = Sought(known.zone, found.strategy.indicators, found.ok)
    rows = load_observations(indicators, sought, quarantine=quarantine)
    strategy = replace(found.strategy, observations=by_indicator(rows.values))
    return Hung(strategy, rows, (*found.diagnostics, *rows.diagnostics))
