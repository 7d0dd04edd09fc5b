"""Laws of the table: nothing is lost, no order matters, and no register is contradicted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.portfolio.matching import Decision, Mention, organise
from commonweal.cycle.portfolio.names import alike_key, likeness, shuffled_key
from commonweal.cycle.portfolio.records import (
    Identifier,
    Named,
    Origin,
    Ownership,
    Party,
    Support,
    content_digest,
    says,
)
from commonweal.cycle.portfolio.rules import Table, build, settle
from commonweal.ground.numbers import add

DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))
NUMBERS = st.builds(Identifier, st.sampled_from(["GB-COH", "GB-CHC", "US-UEI"]), st.sampled_from("1234"))
NAMES = st.sampled_from(["Steel Ltd", "STEEL", "Steel Inc", "Iron", "Iron and Steel", "Steel and Iron", ""])
NAMED = st.builds(Named, NAMES, st.lists(NUMBERS, max_size=3, unique=True).map(sorted).map(tuple))
AMOUNTS = st.one_of(st.none(), st.decimals(-(10**9), 10**12, places=2, allow_nan=False, allow_infinity=False))


@st.composite
def supports(draw: st.DrawFn) -> Support:
    """Draw a support with its digest; records of one name may differ, later ones count."""
    amount = draw(AMOUNTS)
    one = Support(
        Origin(
            draw(st.sampled_from("st")),
            draw(st.sampled_from("abcdefgh")),
            "f",
            f"row {draw(st.integers(2, 9))}",
            "",
        ),
        draw(st.sampled_from(["grant", "loan"])),
        tuple(draw(st.lists(NAMED, max_size=2))),
        Named("Fund"),
        amount,
        draw(st.sampled_from(["GBP", "EUR"])),
        "" if amount is None else str(amount),
        draw(st.sampled_from(["awarded", "disbursed"])),
        draw(st.sampled_from(["total", "period"])),
        draw(st.none() | DAYS),
        under=draw(st.sampled_from(["", "a", "b"])),
    )
    digest = content_digest(says(one))
    return replace(
        one,
        origin=replace(
            one.origin, digest=digest, modified=draw(st.sampled_from(["", "1", "2", "3"])) + digest
        ),
    )


PARTIES = st.lists(
    st.builds(Party, st.sampled_from("PQRS"), NAMES, st.lists(NUMBERS, max_size=2, unique=True).map(tuple)),
    max_size=3, unique_by=lambda p: p.party,
)  # fmt: skip
OWNED = st.lists(
    st.builds(
        Ownership,
        st.sampled_from("PQRS").map("party: {}".format),
        st.sampled_from(["party: P", "party: Q", ""]),
        st.none() | DAYS,
        st.none() | DAYS,
        st.just("party"),
    ),
    max_size=4,
)
LISTS = st.lists(supports(), max_size=12)


def made(held: list[Support], parties: list[Party], owned: list[Ownership]) -> Table:
    """Return the table of supports."""
    return build(settle(held), as_of=date(2020, 6, 1), parties=parties, ownerships=owned)


def told(table: Table) -> tuple[object, ...]:
    """Return what a table says, but for the places of records that came more than once."""
    groups = [(g.key, g.name, g.matched, g.how, g.members, g.sources, g.tallies) for g in table.groups]
    return groups, [one.key for one in table.nobody], table.suggestions, [a.balances for a in table.accounts]


@given(LISTS, PARTIES, OWNED)
def test_every_source_is_accounted_for_to_the_cent(
    held: list[Support], parties: list[Party], owned: list[Ownership]
) -> None:
    table = made(held, parties, owned)
    sums: dict[tuple[str, ...], Decimal] = defaultdict(lambda: Decimal(0))
    for one in settle(held).supports:
        if one.amount is not None:
            key = (one.origin.source, one.instrument, one.stage, one.basis, one.currency)
            sums[key] = add(sums[key], one.amount)
    assert {(a.source, *b.line): b.read for a in table.accounts for b in a.balances} == dict(sums)
    for account in table.accounts:
        assert account.missing == 0
        assert all(b.difference == 0 for b in account.balances)
    shown = [s.key for g in table.groups for s in g.supports] + [s.key for s in table.nobody]
    assert sorted(shown) == sorted({one.key for one in held}), "each record once, and somewhere"


@given(LISTS, PARTIES, OWNED, st.randoms(use_true_random=False))
def test_no_order_makes_a_difference(
    held: list[Support], parties: list[Party], owned: list[Ownership], random: Random
) -> None:
    turned = [random.sample(part, len(part)) for part in (held, parties, owned)]
    assert told(made(held, parties, owned)) == told(made(*turned))


@given(LISTS, PARTIES, OWNED)
def test_what_comes_twice_changes_nothing(
    held: list[Support], parties: list[Party], owned: list[Ownership]
) -> None:
    assert told(made(held, parties, owned)) == told(made(held * 3, parties, owned))


@given(
    st.lists(
        st.builds(Mention, st.sampled_from("st"), NAMES, NAMED.map(lambda n: n.identifiers)),
        max_size=8,
        unique=True,
    ),
    PARTIES,
    st.data(),
)
def test_no_register_and_no_decision_is_contradicted(
    mentions: list[Mention], parties: list[Party], data: st.DataObject
) -> None:
    keys = [m.key for m in mentions] + [f"party: {p.party}" for p in parties] or ["none"]
    decisions = data.draw(
        st.lists(
            st.builds(
                Decision,
                st.sampled_from(keys),
                st.sampled_from(keys),
                st.just(""),
                st.sampled_from(["same", "different", ""]),
            ),
            max_size=6,
        )
    )
    found = organise(dict.fromkeys(mentions, 1), parties, decisions)
    for group in found.organisations:
        schemes = [i.scheme for i in group.identifiers]
        assert len(set(schemes)) == len(schemes)
        assert sum(key.startswith("party: ") for key in group.mentions) <= 1
    assert sorted(key for group in found.organisations for key in group.mentions) == sorted(
        {*keys} - {"none"}
    )
    for one in decisions:
        if one.a != one.b and one.decision:
            joined = one.b in found.by_mention[one.a].mentions
            if one.decision == "different":
                assert not joined, "what a person called different stays apart"
            else:
                assert joined or any(d.code == "CW7207" for d in found.diagnostics)
    turned = organise(dict.fromkeys(reversed(mentions), 1), parties, decisions[::-1])
    assert (turned.organisations, turned.suggestions) == (found.organisations, found.suggestions)
    for pair in found.suggestions:
        assert found.by_mention[pair.a] != found.by_mention[pair.b], "what is one already is not asked about"


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_has_no_direction(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert alike_key(alike_key(a)) == alike_key(a)
    assert shuffled_key(a) == " ".join(sorted(alike_key(a).split()))
