"""
ACTUS: 109 published contracts (PAM, ANN, LAM, NAM) against one text of ours, judged by the real engine.

Source, licence and mapping: `actus.py` beside this file. Compared are the amounts of IED, IP, PR, MD, TD and
PRD, both ways (nothing published is missing, nothing falls due besides), and the balance after each event.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from commonweal.engines import registry
from commonweal.engines.protocol import Assessment, PaymentMade, Plan, Record
from commonweal.ground.period import Period
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.terms.lowering.bind import bind
from tests.oracles.actus import (
    CENT,
    DAY,
    KINDS,
    OUTSIDE,
    SCALE,
    TOLERANCE,
    ZERO,
    Contract,
    Due,
    Find,
    agreement_of,
    missing_construct,
    read,
    texts,
)  # fmt: skip

pytestmark = pytest.mark.needs("shared-data")

CLAUSES = {  # of a kind of event: the payment, and the payment the other way
    "IP": ("interest_due", "interest_returned"),
    "PR": ("redemption", "further_drawing"),
    "MD": ("redemption", "further_drawing"),
}


def record_of(c: Contract, payments: Iterable[PaymentMade] = ()) -> Record:
    """Return the payments made: the published ones, and further ones."""
    made = list(payments)
    windows = {b: a for a, b in pairwise(c.starts)}
    for event in c.events:
        if event.kind in CLAUSES and event.payoff and event.day in windows:
            clause = CLAUSES[event.kind][event.payoff < 0]
            made.append(paid(c, clause, windows[event.day], event.day, abs(event.payoff) * SCALE))
    return Record(payments=tuple(made))


def paid(c: Contract, clause: str, first: date, end: date, amount: Decimal) -> PaymentMade:
    """Return a payment made on the last day of its window."""
    at = datetime(2012, 1, 1, tzinfo=UTC)
    return PaymentMade(c.name, clause, end - DAY, amount.quantize(CENT), "USD", at, Period(first, end))


def judged(c: Contract, plan: Plan) -> Assessment:
    """Return what the engine says on the day of the last published event."""
    engine = registry.load("reference")
    as_of = c.events[-1].day
    known = datetime(as_of.year + 1, 12, 31, tzinfo=UTC)
    unseen: list[PaymentMade] = []
    for a, b in pairwise(c.starts):
        if "purchaseDate" not in c or b > c.day("purchaseDate"):
            break
        now = engine.assess(plan, record=record_of(c, unseen), as_of=b, known_at=known)
        unseen += [
            paid(c, p.clause, a, b, p.amount)
            for p in now.payables
            if p.amount
            and p.window == Period(a, b)
            and p.clause in {n for both in CLAUSES.values() for n in both}
        ]
    return engine.assess(plan, record=record_of(c, unseen), as_of=as_of, known_at=known)


# ---- compared ---------------------------------------------------------------------------------------

KIND = {
    "drawing": ("IED", 1), "at_drawing": ("PR", 1), "interest_paid_at_drawing": ("IP", 1),
    "interest_due": ("IP", 1), "interest_returned": ("IP", -1),
    "redemption": ("PR", 1), "further_drawing": ("PR", -1), "settlement": ("TD", 1), "sale": ("PRD", 1),
}  # fmt: skip


def ours(c: Contract, said: Assessment) -> Due:
    """Return what falls due by day and kind of event, as far as the published results go."""
    due: Due = defaultdict(Decimal)
    sold = c.day("purchaseDate") if "purchaseDate" in c else None
    for p in said.payables:
        kind, side = KIND[p.clause]
        day = p.window.start if kind in ("IED", "PRD") or p.clause.endswith("at_drawing") else p.window.end
        if day > c.events[-1].day or (sold and kind != "PRD" and day <= sold):
            continue
        if kind == "IED" and c.opens != c.day("initialExchangeDate"):
            continue
        if kind == "IP" and "terminationDate" in c and day == c.end and day not in c.paid_by_cycle:
            kind = "TD"  # the price of an early end contains the interest run up
        assert p.amount is not None, (c.name, p)
        due[day, kind] += side * p.amount / SCALE
    return due


def published(c: Contract) -> Due:
    """Return the published amounts by day and kind of event; what is paid at maturity is principal."""
    due: Due = defaultdict(Decimal)
    for event in c.events:
        if event.kind in ("IED", "PRD"):
            due[event.day, event.kind] += abs(event.payoff)
        elif event.kind in ("IP", "PR", "MD", "TD"):
            due[event.day, "PR" if event.kind == "MD" else event.kind] += event.payoff
    return due


def differences(c: Contract, said: Assessment) -> list[str]:
    """Return each amount, and each balance after an event, that is not the published one."""
    told, found = published(c), ours(c, said)
    out = [
        f"{c.name} {day} {kind}: {found.get((day, kind))}, published {told.get((day, kind))}"
        for day, kind in sorted({*told, *found})
        if abs(told.get((day, kind), ZERO) - found.get((day, kind), ZERO)) > TOLERANCE
    ]
    after = {e.day: e for e in c.events}
    rows = {r.window.end: r.closing for r in said.accounts if r.account == "principal"}
    for day, event in after.items():
        closing = rows.get(day)
        if closing is not None and event.kind != "TD" and abs(closing / SCALE - event.owed) > TOLERANCE:
            out.append(f"{c.name} {day} balance: {closing / SCALE}, published {event.owed}")
    return out


@pytest.fixture(scope="module")
def contracts(oracle_file: Find) -> list[Contract]:
    """All 109 contracts."""
    return read(oracle_file)


@pytest.fixture(scope="module")
def compiled(contracts: list[Contract]) -> Compiled:
    """Our text, and each contract that can be said as an agreement under it."""
    agreements = [agreement_of(c) for c in contracts if missing_construct(c) is None]
    made = compile_sources(
        [("loan.terms", texts()), ("agreements.terms", "language 1\n" + "\n".join(agreements))]
    )
    assert [f"{d.span}: {d.code}: {d.message}" for d in made.diagnostics if d.is_error] == []
    return made


@pytest.fixture(scope="module")
def answers(contracts: list[Contract], compiled: Compiled) -> dict[str, tuple[Contract, Assessment]]:
    """What the engine says about each contract that can be said."""
    by_name = {c.name: c for c in contracts}
    found = {}
    for agreement in compiled.agreements:
        plan = bind(compiled.texts, agreement)
        assert [f"{agreement.id}: {d.code}: {d.message}" for d in plan.diagnostics if d.is_error] == []
        assert plan.value is not None
        c = by_name[agreement.id]
        found[c.name] = (c, judged(c, plan.value))
    return found


# Under RPL the published price at an early end is less the interest run up: the formula takes the sign of the
# liability twice. Ours is that price and the interest, so the two differ by twice the interest.
SIGN_TAKEN_TWICE = {"lam04", "nam04"}
REFUSED = {
    "business days": 8,
    "a first window of another length than the rest": 6,
    "windows of N days": 4,
    "an account window that breaks on a given day": 2,
    "a balance scaled by an index": 2,
    "a rate that changes within a window": 1,
}
Answers = dict[str, tuple[Contract, Assessment]]


def test_109_contracts_of_four_types_are_read(contracts: list[Contract]) -> None:
    assert Counter(c.kind.lower() for c in contracts) == KINDS
    assert Counter(e.kind for c in contracts for e in c.events)["IP"] == 1_386


def test_23_contracts_cannot_be_said_and_each_names_the_construct_that_is_missing(
    contracts: list[Contract],
) -> None:
    assert Counter(why for c in contracts if (why := missing_construct(c))) == REFUSED
    refused = Counter(c.kind for c in contracts if missing_construct(c))
    assert refused == {"PAM": 12, "LAM": 8, "ANN": 2, "NAM": 1}
    # the checker says so itself where a word is missing
    for schedule in ("each 27 days from drawn_on", "each business day from drawn_on"):
        text = texts().replace("each 1 months from drawn_on", schedule)
        assert {d.code for d in compile_sources([("loan.terms", text)]).diagnostics if d.is_error}


def test_84_contracts_come_out_to_a_millionth(answers: Answers) -> None:
    faults = {name: differences(c, said) for name, (c, said) in answers.items()}
    assert {name: found for name, found in faults.items() if found and name not in SIGN_TAKEN_TWICE} == {}
    matched = [answers[name][0] for name in answers if name not in SIGN_TAKEN_TWICE]
    assert (len(matched), len(answers)) == (84, 86)
    assert Counter(c.kind for c in matched) == {"PAM": 13, "ANN": 29, "LAM": 22, "NAM": 20}
    assert Counter(c.note for c in matched) == {"": 65, OUTSIDE: 19}
    assert sum(bool(amount) for c in matched for amount in published(c).values()) == 2_112


def test_two_early_ends_of_debts_owed_differ_by_twice_the_interest(answers: Answers) -> None:
    for name in SIGN_TAKEN_TWICE:
        c, said = answers[name]
        assert c.terms["contractRole"] == "RPL"
        (only,) = differences(c, said)
        key = (c.end, "TD")
        assert only.startswith(f"{name} {c.end} TD")
        price, due, told = c.number("priceAtTerminationDate"), ours(c, said)[key], published(c)[key]
        assert due > price and abs((due - price) - (price - told)) < TOLERANCE


def test_instalments_worked_out_outside_the_text_are_the_published_ones(contracts: list[Contract]) -> None:
    compared = 0
    for c in contracts:
        if c.kind != "ANN" or c.note != OUTSIDE or missing_construct(c):
            continue
        due = published(c)
        for e in (e for e in c.events if e.kind == "PRF"):
            day = next(d for d in c.repaid if d > e.day)
            if day < c.maturity:
                assert abs(c.instalment_on(day) - due[day, "PR"] - due[day, "IP"]) <= TOLERANCE, (c.name, day)
                compared += 1
    assert compared == 29


def test_a_hundred_thousandth_more_would_be_seen(answers: Answers) -> None:
    c, said = answers["nam17"]
    for at, event in enumerate(c.events):
        if event.kind in CLAUSES:
            off = replace(event, payoff=event.payoff + TOLERANCE * 10)
            changed = replace(c, events=(*c.events[:at], off, *c.events[at + 1 :]))
            assert len(differences(changed, said)) == 1


def test_interest_above_the_instalment_is_lent_and_interest_below_zero_returned(answers: Answers) -> None:
    # nam17: the instalment is below the interest, and the difference is lent, which its mirror clause says
    c, said = answers["nam17"]
    lent = [p for p in said.payables if p.clause == "further_drawing" and p.amount]
    assert len(lent) == sum(e.kind == "PR" and e.payoff < 0 for e in c.events) > 0
    # lam13, nam09: interest below zero goes the other way, and never both ways at once
    for name in ("lam13", "nam09"):
        _, said = answers[name]
        ways: dict[Period, set[str]] = defaultdict(set)
        for p in said.payables:
            if p.amount and p.clause in CLAUSES["IP"]:
                ways[p.window].add(p.clause)
        assert {len(w) for w in ways.values()} == {1}
        assert {"interest_due", "interest_returned"} == set().union(*ways.values())
