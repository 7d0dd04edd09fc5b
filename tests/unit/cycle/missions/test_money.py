"""Money on its way to missions: nothing is lost, nothing counts twice, what serves none is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given

from commonweal.cycle.missions.money import Flows, by_programme, flows, text_on
from commonweal.cycle.missions.records import Mission, Programme, Serving
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Agreement, PaymentMade
from commonweal.ground.money import Money
from commonweal.terms.core.agreements import Amendment
from tests.unit.cycle.missions.strategies import (
    DAY,
    EARLY,
    HANDED_TEXTS,
    KNOWN,
    TEXTS,
    World,
    agreement,
    paid,
    worlds,
)
from tests.unit.workspace.missions.small import stands

D = Decimal
MISSIONS = {id_: Mission(id_, id_, within=up) for id_, up in (("m0", ""), ("m1", "m0"), ("m2", "m1"))}


def traced(
    *agreements: Agreement,
    programmes: tuple[Programme, ...] = (),
    payments: dict[str, tuple[PaymentMade, ...]] | None = None,
    as_of: date = DAY,
    known_at: datetime = KNOWN,
) -> Flows:
    """Trace a few agreements."""
    strategy = Strategy(missions=MISSIONS, programmes={p.id: p for p in programmes})
    found = {a.id: a for a in agreements}
    return flows(strategy, found, TEXTS, payments or {}, as_of=as_of, known_at=known_at)


def programme(terms: str, **shares: str) -> Programme:
    """Return a programme that serves missions with shares."""
    serves = tuple(Serving(mission, D(share)) for mission, share in shares.items())
    return Programme("p", "P", terms=(terms,), serves=serves)


# ---- from an agreement to its mission -----------------------------------------------------------------


def test_a_text_alone_leads_the_whole_amount_to_its_mission_and_upward() -> None:
    found = traced(agreement("A", "t2", "100"))
    assert found.own == {"m0": {}, "m1": {}, "m2": {"EUR": D(100)}}
    assert found.nested == {"m0": {"EUR": D(100)}, "m1": {"EUR": D(100)}, "m2": {"EUR": D(100)}}
    assert found.untraced == {}


def test_a_programme_divides_and_leaves_the_rest_untraced() -> None:
    found = traced(agreement("A", "t0", "100"), programmes=(programme("t0", m0="0.5", m2="0.3"),))
    assert found.own["m0"] == {"EUR": D(50)}
    assert found.own["m2"] == {"EUR": D(30)}
    assert found.nested["m0"] == {"EUR": D(80)}
    assert found.untraced == {"EUR": D(20)}


def test_a_text_among_the_missions_of_its_programme_changes_no_share() -> None:
    shares = programme("t1", m0="0.5", m1="0.3")
    assert traced(agreement("A", "t1", "100"), programmes=(shares,)).own["m1"] == {"EUR": D(30)}


def test_an_agreement_that_says_what_it_serves_narrows_its_programme() -> None:
    shares = programme("t1", m0="0.5", m1="0.3")
    found = traced(agreement("A", "t1", "100", serves="m0"), programmes=(shares,))
    assert (found.own["m0"], found.own["m1"], found.untraced) == ({"EUR": D(80)}, {}, {"EUR": D(20)})


def test_a_programme_without_shares_leaves_it_to_the_text() -> None:
    found = traced(agreement("A", "t1", "100"), programmes=(programme("t1"),))
    assert found.own["m1"] == {"EUR": D(100)}
    assert found.rows[0].programme == "p"


def test_a_mission_that_nobody_states_gets_nothing() -> None:
    found = traced(agreement("A", "t0", "100", serves="everybody"))
    assert found.untraced == {"EUR": D(100)}
    assert found.rows[0].claims == "everybody"


# ---- amounts ------------------------------------------------------------------------------------------


def test_without_a_stated_amount_what_the_public_paid_counts() -> None:
    made = {"A": (paid("A", "70"), paid("A", "30"), paid("A", "50", "back"))}
    found = traced(agreement("A", "t1"), payments=made)
    assert found.rows[0].amounts == (Money(D(100), "EUR"),)
    assert found.rows[0].basis == "paid"


def test_what_public_bodies_hand_to_one_another_is_paid_once() -> None:
    made = {"A": (paid("A", "100", "transfer"), paid("A", "90", "dividend"))}
    found = flows(Strategy(), {"A": agreement("A", "handed")}, HANDED_TEXTS, made, as_of=DAY, known_at=KNOWN)
    assert (found.total, found.rows[0].basis) == ({"EUR": D(90)}, "paid")
    only = flows(
        Strategy(),
        {"A": agreement("A", "handed")},
        HANDED_TEXTS,
        {"A": made["A"][:1]},
        as_of=DAY,
        known_at=KNOWN,
    )
    assert (only.total, only.unknown) == ({}, ("A",))


def test_an_agreement_of_which_no_amount_is_known_still_serves() -> None:
    agreements = (agreement("A", "t1"), agreement("B", "t2", "5"), agreement("C", "t0", "7"))
    found = traced(*agreements)
    strategy = Strategy(missions=MISSIONS)
    reaching = {id_: [row.agreement for row in found.reaching(strategy, id_)] for id_ in MISSIONS}
    assert reaching == {"m0": ["A", "B"], "m1": ["A", "B"], "m2": ["B"]}
    assert [(row.agreement, row.has_money, bool(row.amounts)) for row in found.rows] == [
        ("A", True, False), ("B", True, True), ("C", True, True),
    ]  # fmt: skip
    assert not traced(agreement("Z", "t1", "0")).rows[0].has_money


def test_a_stated_amount_is_not_added_to_what_was_paid() -> None:
    found = traced(agreement("A", "t1", "500"), payments={"A": (paid("A", "70"),)})
    assert (found.total, found.rows[0].basis) == ({"EUR": D(500)}, "stated")


def test_an_amount_that_nobody_knows_is_told_and_is_no_zero() -> None:
    found = traced(agreement("A", "t1"), agreement("B", "t1", "0"))
    assert found.unknown == ("A",)
    assert found.rows[0].basis is None


def test_what_came_later_is_left_out() -> None:
    made = {"A": (paid("A", "70"), paid("A", "30", on=date(2025, 7, 1)))}
    assert traced(agreement("A", "t1"), payments=made).total == {"EUR": D(70)}
    assert traced(agreement("A", "t1", "1"), as_of=date(2023, 12, 31)).rows == ()
    assert traced(agreement("A", "t1", "1"), known_at=datetime(2023, 1, 1, tzinfo=UTC)).rows == ()


def test_an_amendment_moves_an_agreement_to_another_text_from_its_day_on() -> None:
    moved = Amendment("A", date(2025, 1, 1), date(2024, 12, 1), EARLY, terms="t2", version=1)
    one = replace(agreement("A", "t1", "100"), amendments=(moved,))
    assert text_on(one, as_of=date(2024, 12, 31), known_at=KNOWN) == ("t1", 1)
    assert text_on(one, as_of=DAY, known_at=KNOWN) == ("t2", 1)
    assert traced(one).own["m2"] == {"EUR": D(100)}
    assert traced(one, as_of=date(2024, 12, 31)).own["m1"] == {"EUR": D(100)}


def test_the_good_case_in_full() -> None:
    found = stands().money
    assert found.own["upper_jobs"] == {"EUR": D(300_000) + D(100_000)}
    assert found.nested["regional_jobs"] == {"EUR": D(1_200_000)}
    assert (found.untraced, found.unknown) == ({"EUR": D(200_000)}, ("RIV-3",))
    assert by_programme(found) == {"credits": {"EUR": D(1_000_000)}, "skills": {"EUR": D(400_000)}}


# ---- laws ---------------------------------------------------------------------------------------------


def of(world: World) -> Flows:
    return flows(world.strategy, world.agreements, TEXTS, world.payments, as_of=DAY, known_at=KNOWN)


@given(worlds())
def test_what_serves_missions_and_what_serves_none_come_to_all(world: World) -> None:
    found = of(world)
    for currency, total in found.total.items():
        served = sum((sums.get(currency, D(0)) for sums in found.own.values()), D(0))
        assert served + found.untraced.get(currency, D(0)) == total


@given(worlds())
def test_missions_at_the_top_hold_every_served_amount_once(world: World) -> None:
    found = of(world)
    tops = [m.id for m in world.strategy.missions.values() if not m.within]
    for currency, total in found.total.items():
        served = sum((found.nested[id_].get(currency, D(0)) for id_ in tops), D(0))
        assert served + found.untraced.get(currency, D(0)) == total


@given(worlds())
def test_a_mission_holds_its_own_and_its_parts(world: World) -> None:
    found = of(world)
    for id_ in world.strategy.missions:
        for currency in found.total:
            parts = sum((found.nested[p.id].get(currency, D(0)) for p in world.strategy.parts_of(id_)), D(0))
            assert found.nested[id_].get(currency, D(0)) == found.own[id_].get(currency, D(0)) + parts


@given(worlds())
def test_the_order_of_agreements_is_irrelevant(world: World) -> None:
    backwards = replace(world, agreements=dict(reversed(world.agreements.items())))
    assert of(backwards) == of(world)
