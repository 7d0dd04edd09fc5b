"""The delivery network: orphans, single points, and what counts as a way to a deliverer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from commonweal.cycle.missions.money import Flows, flows
from commonweal.cycle.missions.network import Edge, Network, SinglePoint, network
from commonweal.cycle.missions.records import (
    BOARD_KINDS,
    Board,
    Body,
    Link,
    Mission,
    Programme,
    Seat,
    Serving,
)
from commonweal.cycle.missions.strategy import Strategy
from tests.unit.cycle.missions.strategies import DAY, KNOWN, TEXTS, World, agreement, worlds

WHOLE = (Serving("m", Decimal(1)),)


def strategy(
    *bodies: str, delivers: tuple[str, ...] = (), links: tuple[tuple[str, str], ...] = ()
) -> Strategy:
    """Return a mission, a programme that serves it, and bodies."""
    return Strategy(
        missions={"m": Mission("m", "M")},
        programmes={"p": Programme("p", "P", terms=("t0",), serves=WHOLE, delivers=delivers)},
        bodies={id_: Body(id_, id_) for id_ in bodies},
        links=tuple(Link(a, b, "delivers") for a, b in links),
    )


def money(of: Strategy) -> Flows:
    found = {"A": agreement("A", "t0", "100")}
    return flows(of, found, TEXTS, {}, as_of=DAY, known_at=KNOWN)


def drawn(of: Strategy, as_of: date = DAY) -> Network:
    return network(of, money(of), as_of=as_of)


def bodies_alone(found: Network) -> list[str]:
    return [point.node for point in found.single_points if point.kind == "body"]


def test_money_without_deliverer_is_an_orphan() -> None:
    found = drawn(strategy("b"))
    assert found.orphans == ("p",)
    assert (found.single_points, found.idle) == ((), ("b",))


def test_a_programme_without_money_is_none() -> None:
    empty = strategy("b")
    assert network(empty, flows(empty, {}, {}, {}, as_of=DAY, known_at=KNOWN), as_of=DAY).orphans == ()


def test_money_of_which_nobody_knows_how_much_reaches_a_mission() -> None:
    of = strategy("b")
    unknown = flows(of, {"A": agreement("A", "t0")}, TEXTS, {}, as_of=DAY, known_at=KNOWN)
    assert (unknown.unknown, unknown.nested["m"]) == (("A",), {})
    found = network(of, unknown, as_of=DAY)
    assert (found.unreached, found.orphans) == ((), ("p",))
    assert drawn(of).unreached == ()
    nothing = flows(of, {"A": agreement("A", "t0", "0")}, TEXTS, {}, as_of=DAY, known_at=KNOWN)
    assert network(of, nothing, as_of=DAY).unreached == ("m",)


def test_one_deliverer_is_a_single_point_and_two_are_none() -> None:
    assert drawn(strategy("b", delivers=("b",))).single_points == (
        SinglePoint("b", "body", ("m",)),
        SinglePoint("p", "programme", ("m",)),
    )
    assert bodies_alone(drawn(strategy("b", "c", delivers=("b", "c")))) == []
    assert bodies_alone(drawn(strategy("b", "c", delivers=("b",), links=(("c", "p"),)))) == []


def test_a_deliverer_behind_all_others_is_a_single_point() -> None:
    # b and c run the programme, and both have d do it
    both = strategy("b", "c", "d", delivers=("b", "c"), links=(("d", "b"), ("d", "c")))
    assert bodies_alone(drawn(both)) == ["d"]


def test_a_body_that_has_ended_delivers_nothing() -> None:
    one = strategy("b", delivers=("b",))
    ended = replace(one, bodies={"b": Body("b", "B", until=date(2025, 6, 29))})
    assert drawn(ended).orphans == ("p",)
    assert drawn(ended, date(2025, 6, 29)).orphans == ()
    assert [node.ended for node in drawn(ended).nodes if node.id == "b"] == [True]


def test_a_body_may_deliver_a_mission_itself() -> None:
    assert bodies_alone(drawn(strategy("b", links=(("b", "m"),)))) == ["b"]


def test_edges_follow_from_records_and_seats_of_the_day() -> None:
    seats = (Seat("b", end=date(2024, 1, 1)), Seat("c"))
    board = Board("x", "m", "X", chair="b", members=seats, kind="decides")
    found = replace(strategy("b", "c"), boards={"x": board})
    assert set(drawn(found).edges) == {
        Edge("p", "m", "serves"), Edge("x", "m", "decides"), Edge("b", "x", "sits"), Edge("c", "x", "sits"),
    }  # fmt: skip
    unchaired = replace(found, boards={"x": Board("x", "m", "X", members=seats)})
    assert Edge("b", "x", "sits") not in drawn(unchaired).edges


@pytest.mark.parametrize("kind", BOARD_KINDS)
def test_a_board_does_what_is_stated_and_nothing_where_nobody_said(kind: str) -> None:
    def drawn_with(board: Board) -> set[Edge]:
        return {
            edge for edge in drawn(replace(strategy("b"), boards={"x": board})).edges if edge.origin == "x"
        }

    board = Board("x", "m", "X", kind=kind)
    assert drawn_with(board) == {Edge("x", "m", kind)}
    assert drawn_with(replace(board, kind="")) == set()


def test_an_observer_holds_no_seat_and_observes_as_long_as_it_does() -> None:
    seats = (Seat("b", "observer"), Seat("c", "observer", end=date(2024, 1, 1)))
    found = replace(strategy("b", "c"), boards={"x": Board("x", "m", "X", members=seats)})
    assert {edge for edge in drawn(found).edges if edge.to == "x"} == {Edge("b", "x", "observes")}
    assert not any(seat.held_on(DAY) for seat in seats)


# ---- laws ---------------------------------------------------------------------------------------------


def reaches(world: World, found: Network, mission: str, without: str) -> bool:
    """Say, the long way round, whether a deliverer is left below a mission: by growing sets, not by ways."""
    of = world.strategy
    traced = flows(of, world.agreements, TEXTS, world.payments, as_of=DAY, known_at=KNOWN)
    gone = {node.id for node in found.nodes if node.ended} | {without}
    idle = set(of.programmes) - traced.funded()
    edges = [
        (edge.to, edge.origin)
        for edge in found.edges
        if edge.role in ("delivers", "serves") and not {edge.to, edge.origin} & (gone | idle)
    ]
    below = {mission}
    for _ in range(len(found.nodes)):
        below |= {origin for to, origin in edges if to in below}
    alive = {node.id for node in found.nodes if node.kind == "body" and not node.ended}
    served = {e.to for e in found.edges if e.role == "delivers" and e.origin in alive}
    last = alive - served - {without}
    return bool(below & last)


@given(worlds())
def test_single_points_are_those_without_which_nobody_is_left(world: World) -> None:
    of = world.strategy
    traced = flows(of, world.agreements, TEXTS, world.payments, as_of=DAY, known_at=KNOWN)
    found = network(of, traced, as_of=DAY)
    for id_ in (*of.bodies, *of.programmes):
        expected = tuple(
            m for m in of.missions if reaches(world, found, m, "") and not reaches(world, found, m, id_)
        )
        actual = next((p.missions for p in found.single_points if p.node == id_), ())
        assert actual == expected, id_


@given(worlds())
def test_an_orphan_has_money_and_no_living_deliverer(world: World) -> None:
    of = world.strategy
    traced = flows(of, world.agreements, TEXTS, world.payments, as_of=DAY, known_at=KNOWN)
    found = network(of, traced, as_of=DAY)
    alive = {id_ for id_, body in of.bodies.items() if not body.ended(DAY)}
    for id_ in of.programmes:
        served = {e.origin for e in found.edges if e.to == id_ and e.role == "delivers"} & alive
        assert (id_ in found.orphans) == (id_ in traced.funded() and not served)
