"""A place says what came of what was agreed there, who pays and who can be asked, whoever stated it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonweal.report.page.words import STATUSES
from commonweal.web.accounts.operations import actor
from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment.operations import judge
from commonweal.web.publication import showing
from commonweal.web.publication.steering.came import sentence
from commonweal.web.record.operations import Taken, set_as_of
from tests.web.conftest import AS_OF, JOBS, NOW, words
from tests.web.strategy import add_strategy

Take = Callable[..., Taken]
WORKS = """
[body.works]
title = "The works by the river"
kind = "company"
place = "town"
party = "NORTHWIND"
source = "the town's own list"
"""
REGION = """
[body.old_region]
title = "Old region"
kind = "ministry"
party = "RIVERSIDE"
until = 2024-12-31
successor = "new_region"

[body.new_region]
title = "New region"
kind = "ministry"
"""


@pytest.fixture
def placed(take: Take, folder: Path) -> Callable[[str], None]:
    """Take in a workspace in which a party to the one agreement is of the town."""

    def taking(more: str = "") -> None:
        add_strategy(folder)
        (folder / "missions/works.toml").write_text(WORKS + more, encoding="utf-8")
        taken = take(folder)
        assert taken.ok, taken
        set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
        judge(now=NOW)

    return taking


def part(text: str, after: str, before: str) -> str:
    """Return what stands between two headings."""
    assert after in text and before in text.partition(after)[2]
    return text.partition(after)[2].partition(before)[0]


def test_a_place_without_a_mission_names_what_its_agreements_serve(
    placed: Callable[[str], None], client: Client
) -> None:
    placed("""
[place.harbour]
title = "The harbour"
within = "town"

[body.yard]
title = "The yard"
place = "harbour"
party = "RIVERSIDE"
""")
    text = words(client, "/places/harbour")
    assert "No mission is stated for this place itself; what was agreed here serves Clean by 2030 ." in text
    assert "Clean by 2030" in part(text, "What agreements here serve", "What was agreed")
    assert "Clean by 2030" not in text.partition("Promised for the places around it")[2], "it stands once"
    assert "Nobody is said to pay" not in text
    ask = part(text, "Who to ask", "No address, telephone or person is recorded of them")
    assert "Ministry of Air ministry : answers for Clean by 2030" in ask


def test_a_place_says_who_pays_under_its_agreements(placed: Callable[[str], None], client: Client) -> None:
    placed("")
    pays = part(words(client, "/places/town"), "Who pays", "Who to ask")
    assert "Treasury ministry : Jobs at the river" in pays, "owner of the agreement's programme"
    assert "Region of Riverside (invented) : under" in pays, "the party that the text has pay"


def test_whoever_signed_for_the_public_can_be_asked(placed: Callable[[str], None], client: Client) -> None:
    placed("")
    ask = part(words(client, "/places/town"), "Who to ask", "No address, telephone or person")
    assert "Region of Riverside (invented) : under" in ask
    assert "The works by the river company the town's own list" in ask


def test_who_took_over_from_whoever_signed_is_asked_instead(
    placed: Callable[[str], None], client: Client
) -> None:
    placed(REGION)
    ask = part(words(client, "/places/town"), "Who to ask", "No address, telephone or person")
    assert "New region ministry : under" in ask and "Old region" not in ask


def test_what_came_is_a_sentence_of_the_findings_and_payments(
    placed: Callable[[str], None], client: Client
) -> None:
    placed("")
    came = part(words(client, "/places/town"), "What came of it", "What was promised here")
    api = client.get(f"/api/findings?agreement={JOBS}&limit=500").json()["rows"]
    broken = sum(row["status"] == "breached" for row in api)
    paid = client.get(f"/api/payables?agreement={JOBS}&limit=500").json()["rows"]
    assert broken == 1 and "1 was broken" in came
    assert sum(float(row["paid"]) > 0 for row in paid) and "On record the public paid EUR " in came


@given(st.dictionaries(st.sampled_from(sorted(STATUSES)), st.integers(0, 2000)))
def test_every_test_that_came_up_is_told_once(found: dict[str, int]) -> None:
    told = sentence(Counter(found), {}, [])
    begun, _, rest = told.partition(" came up: ")
    tested = sum(found.get(code, 0) for code in showing.TESTED)
    numbers = [int(word) for word in rest.replace(",", " ").split() if word.isdigit()]
    assert sum(numbers) == tested
    assert (tested > 0) == bool(rest) and begun.startswith(
        ("One " if tested == 1 else f"{tested} ", "It ", "No ")
    )


def test_an_agreement_without_a_test_says_so(db: None) -> None:
    assert sentence(Counter(), {JOBS: Agreement()}, []).startswith("It holds no promise that is tested")
    assert sentence(Counter(not_due=2), {}, []).startswith("No test of what was promised in it came up")


def test_a_board_names_everybody_who_chairs_it_now(placed: Callable[[str], None], client: Client) -> None:
    placed("""
[board.air]
mission = "clean"
title = "Board of air"
chair = "ministry"
members = [
  { body = "ministry", role = "chair", from = 2023-05-01 },
  { body = "works", role = "chair", from = 2023-05-01 },
  { body = "treasury", role = "chair", from = 2020-01-01, until = 2022-12-31 },
]
""")
    said = words(client, "/missions/clean")
    assert "Chaired by Ministry of Air and The works by the river." in said
    assert "Whether it decides is not on record." in said and "2 seats are held now." in said


def test_a_board_that_watches_is_not_said_to_decide_and_who_looks_on_has_no_seat(
    placed: Callable[[str], None], client: Client
) -> None:
    placed("""
[board.air]
mission = "clean"
title = "Board of air"
kind = "scrutinises"
members = [
  { body = "treasury", from = 2020-01-01, until = 2022-12-31 },
  { body = "works", role = "observer", from = 2020-01-01 },
]
""")
    said = words(client, "/missions/clean")
    assert "Board of air It scrutinises, and decides nothing." in said and "Nobody sits on it now." in said
    assert "not held now" in said.partition("Board of air It")[2].partition("observer")[0]
    assert "not held now" not in said.partition(", observer")[2]
    lines = client.get("/api/delivery").json()["rows"]
    of_it = {(row["from"], row["role"], row["to"]) for row in lines if "air" in (row["from"], row["to"])}
    assert of_it == {("air", "scrutinises", "clean"), ("works", "observes", "air")}
    seats = client.get("/api/seats").json()["rows"]
    assert [(row["kind"], row["held"]) for row in seats if row["board"] == "air"] == [
        ("scrutinises", False)
    ] * 2
