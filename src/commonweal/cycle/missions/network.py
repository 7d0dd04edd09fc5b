"""
Who delivers, reports, decides and pays for which mission: a graph, its orphans and its single points.

**Orphan**: a programme with money that nobody delivers on the day. **Single point of failure**: from a
mission follow every way down: missions within it, programmes with money that serve them, bodies that deliver
those (or the mission itself), bodies that deliver for these. A body or programme through which all of these
ways lead is a single point: take it away, and no deliverer is left. (In the graph whose last deliverers all
end in one point, it is what every way from the mission to that point passes.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from commonweal.cycle.missions.money import Flows
from commonweal.cycle.missions.strategy import Strategy

DELIVERS: Final = "delivers"
_END: Final = ""


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A mission, programme, body or board of the network; `ended`: it is a body that was gone on the day."""

    id: str
    kind: str
    title: str
    ended: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """
    What one node is for another.

    Attributes
    ----------
    role : of a link (`delivers`, `reports`, `decides`, `pays`, `advises`), or what follows from records:
        `serves` (a programme a mission, a mission the one it is within), `leads`, `contributes`,
        `owns`, `sits` and `observes` (a body on a board), `scrutinises` (a board, as `decides` and `advises`)
    """

    origin: str
    to: str
    role: str


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A body or programme without which missions have no deliverer left."""

    node: str
    kind: str
    missions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """
    The delivery network as of a day.

    Attributes
    ----------
    orphans : programmes with money and no deliverer
    unreached : missions that no money reaches, not even through a mission within them
    idle : bodies that nothing joins to anything
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    orphans: tuple[str, ...]
    single_points: tuple[SinglePoint, ...]
    unreached: tuple[str, ...]
    idle: tuple[str, ...]


def network(strategy: Strategy, found: Flows, *, as_of: date) -> Network:
    """
    Return the delivery network of all missions.

    Parameters
    ----------
    found : the agreements traced, which say where there is money
    as_of : bodies and seats that ended before this day deliver nothing
    """
    funded = found.funded()
    nodes = _nodes(strategy, as_of)
    edges = _edges(strategy, found, as_of)
    gone = {node.id for node in nodes if node.ended}
    down = _downward(strategy, edges, gone, funded)
    delivered = {to for to, below in down.items() if below}
    orphans = tuple(id_ for id_ in sorted(funded) if id_ in strategy.programmes and id_ not in delivered)
    joined = {id_ for edge in edges for id_ in (edge.origin, edge.to)}
    return Network(
        nodes,
        edges,
        orphans,
        _single_points(strategy, down),
        tuple(id_ for id_ in sorted(strategy.missions) if not _is_reached(strategy, found, id_)),
        tuple(n.id for n in nodes if n.kind == "body" and n.id not in joined and not n.ended),
    )


def _is_reached(strategy: Strategy, found: Flows, mission: str) -> bool:
    return any(row.has_money for row in found.reaching(strategy, mission))


def _nodes(strategy: Strategy, as_of: date) -> tuple[Node, ...]:
    found = [Node(m.id, "mission", m.title) for m in strategy.missions.values()]
    found += [Node(p.id, "programme", p.title) for p in strategy.programmes.values()]
    found += [Node(b.id, "body", b.title, b.ended(as_of)) for b in strategy.bodies.values()]
    found += [Node(b.id, "board", b.title) for b in strategy.boards.values()]
    return tuple(sorted(found))


def _edges(strategy: Strategy, traced: Flows, as_of: date) -> tuple[Edge, ...]:
    """Return what is linked and what follows from the records, each once."""
    found = {Edge(link.origin, link.to, link.role) for link in strategy.links}
    for mission in strategy.missions.values():
        found.add(Edge(mission.id, mission.within, "serves"))
        found.add(Edge(mission.lead, mission.id, "leads"))
        found.update(Edge(id_, mission.id, "contributes") for id_ in mission.contributors)
    for programme in strategy.programmes.values():
        found.add(Edge(programme.owner, programme.id, "owns"))
        found.update(Edge(id_, programme.id, DELIVERS) for id_ in programme.delivers)
        found.update(Edge(programme.id, serving.mission, "serves") for serving in programme.serves)
    for board in strategy.boards.values():
        if board.kind:  # where nobody said what it may do, no line says it
            found.add(Edge(board.id, board.mission, board.kind))
        found.add(Edge(board.chair, board.id, "sits"))
        present = (seat for seat in board.members if seat.lasts_on(as_of))
        found.update(Edge(s.body, board.id, "observes" if s.observes else "sits") for s in present)
    for row in traced.rows:
        found.update(Edge(row.programme, serving.mission, "serves") for serving in row.serves)
    return tuple(sorted(edge for edge in found if edge.origin and edge.to))


# ---- ways down ----------------------------------------------------------------------------------------

Ways = Mapping[str, frozenset[str]]
"""From each node to those below it; the end of all ways is "", a deliverer that nobody delivers for."""


def _downward(strategy: Strategy, edges: tuple[Edge, ...], gone: set[str], funded: frozenset[str]) -> Ways:
    down: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        # A programme without money moves nothing; a body that is gone delivers nothing.
        idle = edge.origin in strategy.programmes and edge.origin not in funded
        if edge.role in (DELIVERS, "serves") and edge.origin not in gone and not idle:
            down[edge.to].add(edge.origin)
    for body in strategy.bodies:
        if body not in gone and not (down.get(body, set()) & set(strategy.bodies)):
            down[body].add(_END)
    return {id_: frozenset(below) for id_, below in down.items()}


def _single_points(strategy: Strategy, down: Ways) -> tuple[SinglePoint, ...]:
    found: dict[str, list[str]] = defaultdict(list)
    for mission in strategy.missions:
        for id_ in _way(down, mission, without=None) or ():
            # Whatever every way passes lies on this one: only its nodes need a second look.
            if id_ not in strategy.missions and _way(down, mission, without=id_) is None:
                found[id_].append(mission)
    kinds = {**dict.fromkeys(strategy.programmes, "programme"), **dict.fromkeys(strategy.bodies, "body")}
    points = (SinglePoint(id_, kinds.get(id_, "board"), tuple(sorted(found[id_]))) for id_ in sorted(found))
    return tuple(points)


def _way(down: Ways, start: str, *, without: str | None) -> tuple[str, ...] | None:
    """Return the nodes between a mission and a last deliverer on one way; None if there is no way."""
    came: dict[str, str] = {start: start}
    waiting = [start]
    for node in waiting:  # grows while it is read: breadth first, so the way is a shortest one
        for below in sorted(down.get(node, ())):
            if below in came or below == without:
                continue
            came[below] = node
            if below == _END:
                return _back(came, start)
            waiting.append(below)
    return None


def _back(came: Mapping[str, str], start: str) -> tuple[str, ...]:
    way = []
    node = came[_END]
    while node != start:
        way.append(node)
        node = came[node]
    return tuple(reversed(way))
