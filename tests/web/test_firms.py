"""What a party promised stands apart from what was promised to it; what is worst comes first."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonweal.web.accounts.operations import actor
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Role
from commonweal.web.assessment.models import Payable
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.publication.showing import summed
from commonweal.web.record.operations import Taken, set_as_of
from tests.web.conftest import AS_OF, JOBS, NOW, words

pytestmark = pytest.mark.django_db
Take = Callable[..., Taken]


def test_a_firm_promised_and_the_public_was_promised(judged: Outcome, client: Client) -> None:
    n = sum(json.loads(Agreement.objects.get(agreement=JOBS).counts).values())
    firm, giver = words(client, "/firms/NORTHWIND"), words(client, "/firms/RIVERSIDE")
    assert f"with {n} tests of what it promised" in firm and "others promised" not in firm
    assert f"In agreements in which others promised, {n} tests:" in giver and "it promised" not in giver


def test_what_was_paid_stands_apart_from_what_is_not_shown_as_paid(judged: Outcome, client: Client) -> None:
    owed = Payable.objects.get(clause="credits", start__year=2023)
    assert owed.state == "paid"
    firm = words(client, "/firms/NORTHWIND")
    given, _, got = firm.partition("The public gets")
    assert "The public gives EUR 496,000.00 " in given and "Not shown as paid" not in given
    assert "The public paid EUR 496,000.00. No payment to the public is on record." in given
    assert "No payment is on record. Not shown as paid late × 1: EUR 248,000.00" in got
    assert "The public gives EUR 496,000.00 " in words(client, "/firms/RIVERSIDE")
    late = {**owed.row, "state": "late", "paid": "96000.00"}
    Payable.objects.filter(pk=owed.pk).update(state="late", data=json.dumps(late))
    given, _, _ = words(client, "/firms/NORTHWIND").partition("The public gets")
    assert "EUR 96,000.00" in given and "Not shown as paid late × 1: EUR 400,000.00" in given
    assert "EUR 648,000.00 is open." in given, "what either side owes"
    none = {**late, "paid": "0.00"}
    Payable.objects.filter(pk=owed.pk).update(data=json.dumps(none))
    given, _, _ = words(client, "/firms/NORTHWIND").partition("The public gets")
    assert "No payment by the public is on record." in given and "late × 1: EUR 496,000.00" in given


def copied(
    id_: str, counts: dict[str, int], late: int = 0, title: str = "", recipient: str = "R"
) -> Agreement:
    """Store an agreement like the judged one, with other counts."""
    like = Agreement.objects.get(agreement=JOBS)
    row = {**json.loads(like.data), "payables": {"late": late} if late else {}}
    like.agreement, like.title = id_, title or id_
    like.counts, like.data = json.dumps(counts), json.dumps(row)
    like.concerns = sum(counts.get(code, 0) for code in ("breached", "curing", "overdue")) + late
    like.save(force_insert=True)
    Role.objects.create(agreement=like, name="company", side="recipient", party="P", label=recipient)
    return like


def test_what_is_broken_comes_before_what_is_late_and_both_before_proof(
    judged: Outcome, client: Client
) -> None:
    Agreement.objects.filter(agreement=JOBS).update(concerns=0)
    copied("MANY-PROOFS", {"overdue": 140, "met": 2})
    copied("LATE", {"overdue": 3}, late=2)
    copied("BROKEN", {"breached": 1})
    copied("IN-CURE-TOO", {"breached": 1, "curing": 1})
    copied("FINE", {"met": 9})
    found = list(register.concerning())
    assert [one.agreement for one in found] == ["IN-CURE-TOO", "BROKEN", "LATE", "MANY-PROOFS"]
    assert register.concerning().count() == 4
    home = words(client, "/")
    home = home[home.index("Needs attention") :]
    late = "2 payments late, 3 proofs not in this register"
    for part in ("IN-CURE-TOO R 2 broken", "BROKEN R 1 broken", f"LATE R {late}"):
        assert part in home, "a title that names no firm has the firm beside it"
    assert home.index("BROKEN R 1") < home.index("LATE R 2") < home.index("MANY-PROOFS R 140 proofs not")
    assert late in words(client, "/agreements?attention=1")
    assert "2 pagamentos atrasados" in words(client, "/pt-br/agreements?attention=1")


def test_titles_that_are_alike_are_told_apart_wherever_they_are_listed(
    judged: Outcome, client: Client
) -> None:
    one = {"breached": 1}
    copied("A1", one, title="Purchase", recipient="Goldman")
    copied("A2", one, title="Purchase", recipient="CIT")
    copied("B1", one, title="Dividend", recipient="Residents")
    copied("B2", one, title="Dividend", recipient="Residents")
    copied("C1", one, title="Alone", recipient="Somebody")
    told = {
        "A1": "Purchase (Goldman)", "A2": "Purchase (CIT)", "B1": "Dividend (Residents, B1)",
        "B2": "Dividend (Residents, B2)", "C1": "Alone",
    }  # fmt: skip
    assert register.titles([*told, "NOPE"]) == told
    assert register.titles(["A1"]) == {"A1": "Purchase (Goldman)"}, "though the other is not asked for"
    for title in told.values():
        assert title in words(client, "/"), title


def test_a_list_of_titles_asks_the_database_a_few_times(
    judged: Outcome, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        copied(f"X{n}", {}, title="Same", recipient=f"R{n % 7}")
    with django_assert_max_num_queries(4):
        titles = register.titles(Agreement.objects.values_list("agreement", flat=True))
    assert len(set(titles.values())) == len(titles) == 31


def test_nobody_needs_attention_where_nothing_is_wrong(take: Take, folder: Path, client: Client) -> None:
    assert take(folder).ok
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    Agreement.objects.update(concerns=0)
    assert "Nothing is broken, late or without proof." in words(client, "/")


def test_a_sum_that_a_page_shows_is_exact_however_long_its_parts_are() -> None:
    long, cent = Decimal("123456789012345678901234567890"), Decimal("0.01")
    assert str(summed([long, cent])) == "123456789012345678901234567890.01"
    assert sum([long, cent], Decimal(0)) != summed([long, cent]), "as Decimal's own would not be"
