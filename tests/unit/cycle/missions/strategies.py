"""Strategies and agreements drawn at random: nested missions, programmes with shares, bodies that deliver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from commonweal.cycle.missions.money import Texts
from commonweal.cycle.missions.records import Body, Link, Mission, Programme, Serving
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Agreement, PaymentMade
from commonweal.terms.driver import compile_sources

D = Decimal
DAY = date(2025, 6, 30)
KNOWN = datetime(2025, 7, 1, tzinfo=UTC)
EARLY = datetime(2024, 1, 1, tzinfo=UTC)

SOURCE = """language 1

terms {name} version 1 "{name}"
  instrument grant
  {serves}
  currency EUR
  party giver public
  party taker recipient

payment grant "The grant"
  giver must pay taker EUR 100
  calculated once on 2024-01-31

payment back "Paid back"
  taker must pay giver EUR 50
  calculated once on 2025-01-31
"""
HANDED = """language 1

terms handed version 1 "A fund hands money to a department, which pays people"
  instrument grant
  currency EUR
  party fund public
  party department public
  party people recipient

payment transfer "From the fund"
  fund must pay department EUR 100
  calculated once on 2024-01-31

payment dividend "To the people"
  department must pay people EUR 90
  calculated once on 2024-02-29
"""


def texts(**serves: str) -> Texts:
    """Return terms by name; each serves the mission named, "" for none."""
    sources = [
        (
            f"{name}.terms",
            SOURCE.format(name=name, serves=f"serves {mission}" if mission else "# serves none"),
        )
        for name, mission in serves.items()
    ]
    return compile_sources(sources).terms


TEXTS = texts(t0="", t1="m1", t2="m2")
HANDED_TEXTS = compile_sources([("handed.terms", HANDED)]).terms


@dataclass(frozen=True)
class World:
    """A strategy with the agreements and payments that it is traced from."""

    strategy: Strategy
    agreements: dict[str, Agreement]
    payments: dict[str, tuple[PaymentMade, ...]]


def agreement(
    id_: str, terms: str, amount: str | None = None, currency: str = "EUR", serves: str | None = None
) -> Agreement:
    """Return an agreement under a text, signed in 2024."""
    parties = {"giver": "G", "taker": "T"}
    stated = None if amount is None else D(amount)
    return Agreement(
        id_, terms, 1, parties, signed=date(2024, 1, 1), recorded_at=EARLY, amount=stated,
        currency=None if amount is None else currency, serves=serves, place=f"agreements.csv:{len(id_)}",
    )  # fmt: skip


def paid(id_: str, amount: str, clause: str = "grant", on: date = date(2024, 3, 1)) -> PaymentMade:
    """Return a payment."""
    return PaymentMade(id_, clause, on, D(amount), "EUR", EARLY)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Return a world; missions lie within missions of a lower number, so that there is no circle."""
    n = draw(st.integers(1, 5))
    missions = {}
    for i in range(n):
        above = draw(st.sampled_from(["", *(f"m{j}" for j in range(i))]))
        missions[f"m{i}"] = Mission(f"m{i}", f"Mission {i}", within=above)
    bodies = {f"b{i}": Body(f"b{i}", f"Body {i}", until=draw(st.sampled_from([None, date(2025, 1, 1)])))
              for i in range(draw(st.integers(0, 4)))}  # fmt: skip
    programmes = {}
    for i, terms in enumerate(draw(st.permutations(["t0", "t1", "t2"]))[: draw(st.integers(0, 3))]):
        served = draw(st.lists(st.sampled_from(sorted(missions)), unique=True, max_size=3))
        whole = D(1)
        serves = []
        for mission in served:
            share = draw(st.integers(1, 33)) * D("0.01")
            serves.append(Serving(mission, min(share, whole)))
            whole -= min(share, whole)
        delivers = tuple(draw(st.lists(st.sampled_from(sorted(bodies)), unique=True))) if bodies else ()
        programmes[f"p{i}"] = Programme(
            f"p{i}", f"P{i}", terms=(terms,), serves=tuple(serves), delivers=delivers
        )
    ends = st.sampled_from(sorted([*bodies, *programmes])) if bodies else st.nothing()
    pairs = draw(st.lists(st.tuples(st.sampled_from(sorted(bodies)), ends), max_size=4)) if bodies else []
    links = tuple(Link(a, b, "delivers") for a, b in sorted(set(pairs)) if a < b)
    agreements, payments = {}, {}
    for i in range(draw(st.integers(0, 6))):
        stated = draw(st.none() | st.integers(0, 10**9).map(lambda c: str(D(c) / 100)))
        serves_ = draw(st.sampled_from([None, "m0", "nobody"]))
        one = agreement(f"A{i}", draw(st.sampled_from(["t0", "t1", "t2"])), stated,
                        draw(st.sampled_from(["EUR", "JPY", "USD"])), serves_)  # fmt: skip
        agreements[one.id] = one
        payments[one.id] = tuple(paid(one.id, str(c)) for c in draw(st.lists(st.integers(1, 9), max_size=2)))
    strategy = Strategy(missions=missions, programmes=programmes, bodies=bodies, links=links)
    return World(strategy, agreements, payments)
