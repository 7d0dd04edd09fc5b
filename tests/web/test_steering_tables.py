"""What pages say of missions stands in tables: page, API and files are made from one document."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from commonweal.web.missions.models import Standing
from commonweal.web.missions.queries import Missions, missions
from commonweal.web.publication.steering.tables import TABLES
from tests.web.conftest import words

pytestmark = pytest.mark.django_db


def every(client: Client, table: str, **asked: str) -> list[dict[str, Any]]:
    page = client.get(f"/api/{table}", {"limit": 500, **asked}).json()
    assert page["count"] == len(page["rows"]), table
    return list(page["rows"])


@pytest.fixture
def seated(steered: Missions) -> Missions:
    """The strategy with a board of two seats and a commitment, in the form of the document."""
    seat = {"body": "council", "role": "chair", "from": "2024-01-01", "until": None, "held": True}
    mission = steered.every("missions")[0]["id"]
    board = {
        "id": "table",
        "mission": mission,
        "title": "The table",
        "mandate": "Decides",
        "source": "minutes",
    }
    more = {
        "boards": [{**board, "members": [seat, {**seat, "role": "observer", "held": False}]}],
        "commitments": [
            {"body": "council", "to": "state", "mission": mission, "agreement": "RIV-2023-001", "text": "Ten",
             "source": "letter"},
        ],
    }  # fmt: skip
    Standing.objects.update(data=json.dumps({**steered.rows, **more}))
    return missions()


def test_no_table_of_missions_is_empty_where_all_is_stated(seated: Missions, client: Client) -> None:
    assert [table.name for table in TABLES if not every(client, table.name)] == []


def test_every_seat_and_every_commitment_is_a_row(seated: Missions, client: Client) -> None:
    chair, observer = every(client, "seats")
    assert (chair["board"], chair["role"], chair["held"]) == ("table", "chair", True)
    assert (observer["role"], observer["held"], observer["mandate"]) == ("observer", False, "Decides")
    assert every(client, "commitments")[0]["text"] == "Ten"


def test_a_mission_stands_in_its_table_as_on_its_page(steered: Missions, client: Client) -> None:
    rows = every(client, "missions")
    assert [row["mission"] for row in rows] == [row["id"] for row in steered.every("missions")]
    for row in rows:
        said = words(client, f"/missions/{row['mission']}")
        assert row["title"] in said and (row["stage"] or "no computable target") in said, row["mission"]


def test_the_chance_of_a_page_is_that_of_the_table(steered: Missions, client: Client) -> None:
    for row in every(client, "outlooks"):
        said = words(client, f"/missions/{row['mission']}")
        assert f"{round(float(row['probability']) * 100)} in 100" in said
        assert float(row["low_95"]) < float(row["low_80"]) < float(row["high_80"]) < float(row["high_95"])
        assert (row["brier"] is None) == (row["origins"] is None)


def test_money_of_the_table_adds_up_to_that_of_the_page(steered: Missions, client: Client) -> None:
    rows = every(client, "mission_money")
    for mission in steered.every("missions"):
        mine = [row for row in rows if row["mission"] == mission["id"] and row["amount"]]
        own = {total["currency"]: Decimal(total["amount"]) for total in mission["money"]["own"]}
        sums = {
            currency: sum(
                Decimal(r["amount"]) * Decimal(r["share"]) for r in mine if r["currency"] == currency
            )
            for currency in {row["currency"] for row in mine}
        }
        assert sums == own, mission["id"]
    assert {row["agreement"] for row in rows} == {row["agreement"] for row in steered.every("agreements")}


def test_a_table_is_narrowed_by_its_mission_and_refuses_another_word(
    seated: Missions, client: Client
) -> None:
    for table in TABLES:
        rows = every(client, table.name)
        if not table.filters:
            assert client.get(f"/api/{table.name}?mission=x").status_code == 422
            continue
        wanted = next(row["mission"] for row in rows if row["mission"])
        mine = every(client, table.name, mission=wanted)
        assert mine == [row for row in rows if row["mission"] == wanted]
        assert client.get(f"/api/{table.name}?mission=nobody").status_code == 422


def test_every_event_has_its_author_and_reason(steered: Missions, client: Client) -> None:
    told = [(m["id"], event["on"]) for m in steered.every("missions") for event in m["history"]]
    rows = every(client, "mission_events")
    assert [(row["mission"], row["on"]) for row in rows] == told
    assert all(row["author"] and row["reason"] for row in rows)
