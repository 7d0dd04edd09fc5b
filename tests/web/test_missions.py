"""Missions on pages: sentences from figures, labels, pictures with tables, and what is lacking."""

from __future__ import annotations

from datetime import date

from django.test import Client

from commonweal.web.assessment.operations import judge
from commonweal.web.missions.models import Standing
from commonweal.web.missions.queries import Missions, missions
from tests.web.conftest import NOW


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_missions_come_first_on_the_first_page(steered: Missions, client: Client):
    first = page(client, "/")
    assert "Climate &lt;b&gt;&amp;" in first
    assert first.index("Clean by 2030") < first.index('id="agreements"')
    assert first.index("Clean by 2030") < first.index("A clean town")


def test_a_mission_says_where_it_stands(steered: Missions, client: Client):
    shown = page(client, "/missions/clean")
    assert "Emissions: 71\u00a0kt in 2024, from 100\u00a0kt in 2018." in shown
    assert "it must fall by about 11.8\u00a0kt a year; so far it fell by about 4.83\u00a0kt a year." in shown
    assert "Ministry of Air" in shown and "Treasury" in shown
    assert "far off track" in shown or "off track" in shown
    assert "by 2040 → by 2030" in shown and "The minister: It was late" in shown
    assert "none that can be computed" in shown


def test_a_picture_has_its_table_and_its_forecast(steered: Missions, client: Client):
    shown = page(client, "/missions/clean")
    assert '<svg class="course"' in shown and "80 in 100 paths end here" in shown
    assert shown.count("<figure>") == 1 and "The same as a table" in shown
    assert steered.of("outlooks", target="none_left")[0]["model"] == "drift"


def test_a_mission_without_targets_says_so(steered: Missions, client: Client):
    shown = page(client, "/missions/clean_town")
    assert "No target of this mission can be computed" in shown
    assert "A clean town" in shown and 'href="/missions/clean"' in shown


def test_money_is_traced_by_its_share(steered: Missions, client: Client):
    clean = steered.one("missions", "clean")
    assert clean is not None
    stated = {a["agreement"]: a for a in steered.every("agreements") if a["serves"]}
    assert stated and all(a["programme"] == "riverside" for a in stated.values())
    for row in clean["money"]["own"]:
        total = next(t for t in steered.rows["money"]["total"] if t["currency"] == row["currency"])
        assert float(row["amount"]) * 2 == float(total["amount"])
    assert all(id_ in page(client, "/missions/clean") for id_ in stated)


def test_what_is_lacking_has_a_line(steered: Missions, client: Client):
    assert "missions/all.toml line" in page(client, "/missions/clean_town")


def test_there_is_no_page_of_what_is_not_there(steered: Missions, client: Client):
    kinds = ("missions", "programmes", "places", "firms", "pt-br/missions")
    paths = [f"/{kind}/{name}" for kind in kinds for name in ("nothing", "none_left", "clean/", "%27")]
    assert [path for path in paths if client.get(path).status_code != 404] == []
    assert client.get("/missions/%00").status_code == 400


def test_a_site_without_missions_says_nothing_of_them(judged: object, client: Client):
    assert not missions()
    assert "0 missions" not in page(client, "/")
    assert client.get("/missions").status_code == 200


def test_the_same_missions_are_not_stored_again(steered: Missions):
    before = Standing.objects.get()
    judge(now=NOW)
    assert Standing.objects.get().data == before.data
    assert before.as_of == date(2025, 12, 31)
