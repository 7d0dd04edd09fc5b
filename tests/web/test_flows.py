"""The page of a firm: what the public paid, what others did, what stayed in the group, what was let go."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from django.test import Client

from commonweal.web.agreements.models import Agreement, Party, Role
from commonweal.web.assessment.models import AccountRow, Amendment, Payable
from commonweal.web.assessment.operations import Outcome
from commonweal.web.publication.reading.agreement import rows_of, shown
from commonweal.web.publication.steering.came import sentence
from tests.web.conftest import JOBS, words

pytestmark = pytest.mark.django_db
RELEASED = {
    "state": "none_due", "released": "66340277.78", "released_by": "UST",
    "released_on": "2009-12-10", "released_in": "decisions/d.csv:2",
}  # fmt: skip


@pytest.fixture
def airline(judged: Outcome) -> Payable:
    """Return an amount to copy, of an agreement between an airline, its owner, banks and the public."""
    owed = Payable.objects.get(clause="credits", start__year=2023)
    Role.objects.filter(agreement=JOBS).delete()
    Payable.objects.filter(agreement=JOBS).delete()
    sides = {"airline": "recipient", "owner": "third", "banks": "third", "state": "public"}
    for name, side in sides.items():
        Role.objects.create(agreement_id=JOBS, name=name, side=side, party=name.upper(), label=f"The {name}")
        Party.objects.create(
            party=name.upper(), name=f"The {name}", kind="company",
            parent="OWNER" if name == "airline" else "", data=json.dumps({"from": None, "until": None}),
        )  # fmt: skip
    return owed


def move(owed: Payable, payer: str, payee: str, paid: str, **more: str | None) -> None:
    """Store an amount like another one, paid by one role to another."""
    row = {**owed.row, "payer": payer, "payee": payee, "amount": paid, "paid": paid, **more}
    item = 1 + Payable.objects.count()
    Payable.objects.create(
        agreement_id=JOBS, clause="credits", start=owed.start, end=owed.end, kind="payment", item=item,
        state=str(row["state"]), currency="EUR", data=json.dumps(row), version=owed.version,
    )  # fmt: skip


def part(text: str, of: str, until: str) -> str:
    """Return what stands on a page between two headings."""
    return text.partition(f" {of} ")[2].partition(f" {until} ")[0]


def test_what_the_public_did_not_pay_is_in_no_sum_of_the_public(airline: Payable, client: Client) -> None:
    move(airline, "state", "airline", "150.00")
    move(airline, "banks", "airline", "300.00")
    move(airline, "owner", "airline", "70.00")
    move(airline, "airline", "state", "20.00")
    move(airline, "airline", "banks", "11.00")
    group = words(client, "/firms/OWNER")
    assert "The public paid EUR 150.00. It got back EUR 20.00 in payments." in group
    assert "EUR 150.00 The state, 1 amount" in part(group, "The public gives", "The public gets")
    assert part(group, "The public gets", "Others give").startswith("EUR 20.00 The state, 1 amount")
    assert part(group, "Others give", "Others get").startswith("EUR 300.00 The banks, 1 amount")
    assert part(group, "Others get", "Within the group").startswith("EUR 11.00 The banks, 1 amount")
    within = part(group, "Within the group", "What fell due")
    assert within.startswith("EUR 70.00 The owner → The airline, 1 amount")
    alone = words(client, "/firms/AIRLINE")
    assert "Within the group" not in alone, "its owner is above it, and no part of it"
    assert "EUR 70.00 The owner, 1 amount" in part(alone, "Others give", "Others get")
    for sum_ in ("EUR 150.00", "EUR 300.00", "EUR 70.00", "EUR 20.00", "EUR 11.00"):
        columns = alone.partition(" The public gives ")[2].partition(" agreement of it and its group")[0]
        assert columns.count(f"{sum_} ") == 1, "every amount stands in one column only"


def test_where_nothing_fell_due_from_a_firm_all_is_not_called_paid(airline: Payable, client: Client) -> None:
    move(airline, "state", "airline", "150.00")
    move(airline, "banks", "state", "20.00")
    firm = words(client, "/firms/AIRLINE")
    assert "What fell due to it is on record as paid; nothing fell due from it." in firm
    move(airline, "airline", "state", "30.00")
    firm = words(client, "/firms/AIRLINE")
    assert "What fell due from it or to it is on record as paid." in firm and "nothing fell due" not in firm
    move(airline, "airline", "state", "0.00", amount="5.00", state="late")
    assert "What fell due" not in words(client, "/firms/AIRLINE")


def test_where_less_is_on_record_than_was_named_firm_and_place_say_it_alike(
    airline: Payable, client: Client
) -> None:
    one = Agreement.objects.get(agreement=JOBS)

    def name(**changes: str | None) -> None:
        Agreement.objects.filter(agreement=JOBS).update(data=json.dumps({**json.loads(one.data), **changes}))

    def told() -> tuple[str, str]:
        agreement = Agreement.objects.prefetch_related("roles").get(agreement=JOBS)
        came = sentence(Counter(), {JOBS: agreement}, Payable.objects.filter(agreement=JOBS))
        return words(client, "/firms/AIRLINE"), came.replace("\N{NO-BREAK SPACE}", " ")

    name(amount="9000.00", currency="EUR", instrument="bailout")
    assert all("in this register:" not in said for said in told()), "none is on record"
    move(airline, "banks", "airline", "300.00")
    move(airline, "airline", "state", "20.00")
    move(airline, "state", "airline", "150.00")
    for said in told():
        assert "Of EUR 9,000.00 named, payments of EUR 150.00 are in this register" in said
        assert "what came back on record is not all that came back" in said
    name(amount="9000.00", currency="EUR", instrument="guarantee")
    assert all("in this register:" not in said for said in told()), "it was not to be paid"
    name(amount="150.00", currency="EUR", instrument="bailout")
    assert all("in this register:" not in said for said in told())
    name(amount="9000.00", currency="EUR", instrument="bailout")
    assert "constam neste registro pagamentos de EUR 150,00" in words(client, "/pt-br/firms/AIRLINE")


def test_what_public_bodies_paid_one_another_is_in_no_sum(airline: Payable, client: Client) -> None:
    Role.objects.filter(agreement=JOBS, name="banks").update(side="public")
    move(airline, "state", "banks", "900.00")
    move(airline, "state", "banks", "0.00", amount="50.00", state="late")
    move(airline, "banks", "airline", "600.00")
    for party in ("STATE", "BANKS"):
        firm = words(client, f"/firms/{party}")
        among = part(firm, "Between public bodies", "1 agreement")
        assert "EUR 900.00 The state → The banks, 1 amount" in among and "late × 1: EUR 50.00" in among
        assert "in no sum of what the public gives or gets" in among
        assert "is open" not in firm and firm.count("EUR 900.00") == 1
    assert "The public paid EUR 600.00." in words(client, "/firms/BANKS")
    assert "No payment by the public is on record." in words(client, "/firms/STATE")
    agreement = Agreement.objects.prefetch_related("roles").get(agreement=JOBS)
    came = sentence(Counter(), {JOBS: agreement}, Payable.objects.filter(agreement=JOBS))
    came = came.replace("\N{NO-BREAK SPACE}", " ")
    assert "On record the public paid EUR 600.00. EUR 900.00 that public bodies paid one another" in came
    assert "Entre órgãos públicos" in words(client, "/pt-br/firms/STATE")


def test_what_another_recipient_paid_the_public_is_named_as_his(airline: Payable, client: Client) -> None:
    Role.objects.filter(agreement=JOBS, name="owner").update(side="recipient")
    move(airline, "owner", "state", "560.00")
    move(airline, "owner", "airline", "1268.00")
    firm = words(client, "/firms/AIRLINE")
    assert "No payment by the public is on record. It got back EUR 560.00 in payments." in firm
    assert "EUR 560.00 The owner → The state, 1 amount" in part(firm, "The public gets", "Others give")
    assert "EUR 560.00" not in words(client, "/firms/BANKS"), "whom the agreement does not support"


def test_what_was_taken_off_an_account_counts_apart_as_on_the_page_of_the_agreement(
    airline: Payable, client: Client
) -> None:
    for year, off, closing in ((2022, "500.00", "2000.00"), (2023, "2000.00", "0.00"), (2999, None, None)):
        row = {
            "account": "stake", "label": "Silent participation", "reductions": off, "closing": closing,
            "currency": "EUR", "window": {"start": f"{year}-01-01", "end": f"{year}-12-31"},
        }  # fmt: skip
        AccountRow.objects.create(
            agreement_id=JOBS, account="stake", start=f"{year}-01-01", end=f"{year}-12-31",
            data=json.dumps(row), version=1,
        )  # fmt: skip
    firm = words(client, "/firms/AIRLINE")
    assert "Silent participation : EUR 2,500.00 taken off by 31 December 2023, EUR 0.00 left" in firm
    assert "Taken off accounts so far: EUR 2,500.00 (Silent participation)." in firm
    assert "the two are never added" in firm and "It got back" not in firm
    AccountRow.objects.filter(start__year=2023).update(data=json.dumps({**row, "closing": None}))
    firm = words(client, "/firms/AIRLINE")
    said = "EUR 500.00 taken off by 31 December 2022, EUR 2,000.00 left; not known from 1 January 2023 on"
    assert f"Silent participation : {said}" in firm and "Taken off accounts" not in firm
    AccountRow.objects.filter(start__year=2022).update(data=json.dumps({**row, "closing": None}))
    assert "Silent participation : not known" in words(client, "/firms/AIRLINE")


def test_what_was_let_go_is_named_and_not_called_paid(airline: Payable, client: Client) -> None:
    move(airline, "airline", "state", "0.00", **RELEASED)
    firm = words(client, "/firms/AIRLINE")
    assert "EUR 66.3 million was cancelled unpaid." in firm and "What fell due" not in firm
    assert "cancelled unpaid × 1: EUR 66.3 million cancelled on 10 December 2009" in firm
    money = shown(rows_of(Agreement.objects.get(agreement=JOBS)))["money"]
    sums = next(one["sums"] for one in money if one["clause"].name == "credits")
    assert [("cancelled unpaid" in word, n, said) for word, n, said in sums] == [
        (True, 1, "EUR\N{NO-BREAK SPACE}66,340,277.78")
    ]
    clause = words(client, f"/agreements/{JOBS}/credits")
    assert "EUR 0.00 (EUR 66,340,277.78 cancelled unpaid)" in clause
    move(airline, "airline", "state", "0.00", **{**RELEASED, "released": None})
    firm = words(client, "/firms/AIRLINE")
    assert "1 amount that is not known was cancelled unpaid." in firm
    assert "cancelled unpaid × 2: not known in all" in firm
    assert "cancelamento sem pagamento" in words(client, "/pt-br/firms/AIRLINE")


def test_the_first_sentence_names_the_amounts_and_what_was_amended(airline: Payable, client: Client) -> None:
    one = Agreement.objects.get(agreement=JOBS)
    row = {**json.loads(one.data), "amount": "9000.00", "currency": "EUR"}
    Agreement.objects.filter(agreement=JOBS).update(data=json.dumps(row))
    moved = {"agreement": JOBS, "label": "Shares instead of milestones", "effective": "2025-08-27"}
    Amendment.objects.create(
        agreement_id=JOBS, number=7, signed="2025-08-22", data=json.dumps(moved), says="", redline=""
    )
    firm = words(client, "/firms/AIRLINE")
    assert "The airline EUR 9,000.00 named in its agreements. No payment by the public" in firm
    assert "Changed by 1 amendment: Shares instead of milestones from 27 August 2025" in firm


def test_rows_of_amounts_say_between_which_sides_they_move(judged: Outcome, client: Client) -> None:
    side = {role.name: role.side for role in Role.objects.filter(agreement=JOBS)}
    rows = client.get(f"/api/payables?agreement={JOBS}&limit=500").json()["rows"]
    assert {(row["payer_side"], row["payee_side"]) for row in rows} >= {("public", "recipient")}
    for row in rows:
        assert (row["payer_side"], row["payee_side"]) == (side[row["payer"]], side[row["payee"]])
