"""Missions on pages: sentences from figures, labels, pictures with tables, and what is lacking."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from commonweal.cycle.missions.records import SEATS
from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import judge
from commonweal.web.missions.models import Standing
from commonweal.web.missions.queries import Missions, missions
from commonweal.web.publication.steering.missions import shares
from commonweal.web.record.operations import Taken, set_as_of
from tests.conftest import ROOT
from tests.web.conftest import AS_OF, NOW, words
from tests.web.strategy import SERIES, STRATEGY, add_strategy

Take = Callable[..., Taken]
MORE = """
[body.panel]
title = "Panel of residents"
kind = "panel"
place = "town"

[body.council]
title = "The council"
kind = "council"
place = "town"

[body.office]
title = "Old office"
kind = "ministry"
until = 2024-12-31
successor = "new_office"

[body.new_office]
title = "New office"
kind = "ministry"

[mission.quiet]
title = "A quiet town"
place = "town"
lead = "office"

[board.watch]
mission = "clean_town"
title = "Those who watch"
members = [
  { body = "panel", role = "member", from = 2020-01-01, until = 2022-12-31 },
  { body = "council", role = "member", from = 2020-01-01, until = 2022-12-31 },
]

[[link]]
from = "council"
to = "clean_town"
role = "reports"
"""
AMOUNT = "  amount EUR 1 million\n"
PLACED = 'place = "land"\nlead'


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def with_missions(take: Take, folder: Path, *, placed: str = PLACED) -> Missions:
    """Take in a workspace with the strategy of tests and more bodies, and judge it."""
    add_strategy(folder)
    strategy = folder / "missions/all.toml"
    text = strategy.read_text("utf-8")
    assert PLACED in text
    strategy.write_text(text.replace(PLACED, placed), encoding="utf-8")
    (folder / "missions/more.toml").write_text(MORE, encoding="utf-8")
    assert take(folder).ok
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    return missions()


def without_amount(folder: Path) -> None:
    """Have the one agreement state no amount."""
    path = folder / "agreements/northwind.terms"
    text = path.read_text("utf-8")
    assert AMOUNT in text
    path.write_text(text.replace(AMOUNT, ""), encoding="utf-8")


def stored(**changes: Any) -> None:
    """Change the one target of the stored document."""
    row = Standing.objects.get()
    data = json.loads(row.data)
    data["targets"][0] |= changes
    Standing.objects.filter(id=row.id).update(data=json.dumps(data))


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
    assert words(client, "/missions/clean").startswith(
        "Missions · The land · led by Ministry of Air with Treasury Clean by 2030 off track Emissions"
    )
    assert "retargeted from “by 2040” to “by 2030”" in shown and "The minister: It was late" in shown
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


def test_the_first_method_without_a_number_for_zero_gives_the_word(steered: Missions, client: Client):
    shown = words(client, "/missions/clean")
    labels = shown.partition("What published methods say")[2]
    assert "Limited progress does not count above: a number stands in the place of 0" in labels
    assert "Fair progress, but acceleration needed gives the word above" in labels
    assert (labels.count("gives the word above"), labels.count("does not count above")) == (1, 1)
    assert "off track 1 no computable target 1" in words(client, "/missions")
    assert "needs no other number in the place of zero" in words(client, "/methods")


@pytest.mark.parametrize(
    "path", ["/", "/missions", "/missions/clean", "/places/land", "/programmes/riverside"]
)
def test_where_label_and_chance_disagree_the_page_says_so(steered: Missions, client: Client, path: str):
    assert "disagree" not in words(client, path)
    stored(stage="on track", chance_disagrees=True)
    assert "1 in 100" in words(client, path) and "label and chance disagree" in words(client, path)


def test_what_only_was_paid_is_counted_and_named(take: Take, folder: Path, client: Client):
    without_amount(folder)
    found = with_missions(take, folder)
    (row,) = found.every("agreements")
    assert row["basis"] == "paid"
    for path in ("/", "/missions"):
        assert "Counted by what was paid, no amount being stated: RIV-2023-001 ." in words(client, path)
        assert "In none of the sums" not in words(client, path)


def test_an_amount_that_nobody_knows_is_not_none(take: Take, folder: Path, client: Client):
    without_amount(folder)
    (folder / "payments/payments.csv").unlink()
    with_missions(take, folder)
    assert "Money that serves it not known 1 agreement; 0 of 1 amounts are known" in words(
        client, "/missions/clean"
    )
    assert "Money that serves it none traced to it" in words(client, "/missions/clean_town")
    for path in ("/", "/missions"):
        shown = words(client, path)
        assert "never tried on its past not known 0 of 1 amounts are known" in shown
        assert "In none of the sums, no amount being known: RIV-2023-001 ." in shown
        assert "Counted by what was paid" not in shown


def test_an_amount_that_is_known_needs_no_caveat(steered: Missions, client: Client):
    shown = words(client, "/missions") + words(client, "/missions/clean")
    assert "amounts" not in shown and "In none of the sums" not in shown


def test_whoever_lost_a_seat_and_does_nothing_else_is_not_to_be_asked(
    take: Take, folder: Path, client: Client
):
    with_missions(take, folder)
    ask = words(client, "/places/town").partition("Who to ask")[2].partition("Promised for")[0]
    assert "Panel of residents" not in ask and "The council council" in ask
    assert "New office ministry : answers for A quiet town" in ask and "Old office" not in ask


def test_a_place_counts_the_agreements_of_which_a_place_is_recorded(take: Take, folder: Path, client: Client):
    with_missions(take, folder)
    land, town = words(client, "/places/land"), words(client, "/places/town")
    said = "1 agreement serves a mission of this place or binds somebody here, of 1 whose place is recorded."
    assert said in land
    assert "1 agreement serves" not in town
    assert "What was agreed" in land and "What came of it" not in town
    assert "nobody has recorded" not in land


def test_a_place_says_of_how_many_agreements_no_place_is_recorded(take: Take, folder: Path, client: Client):
    with_missions(take, folder, placed="lead")
    town = words(client, "/places/town")
    assert "1 agreement serves" not in town
    assert "Where 1 more agreement belongs, nobody has recorded." in town


def test_what_is_lacking_has_a_line(steered: Missions, client: Client):
    assert "missions/all.toml line" in page(client, "/missions/clean_town")


def test_there_is_no_page_of_what_is_not_there(steered: Missions, client: Client):
    kinds = ("missions", "programmes", "places", "firms", "pt-br/missions")
    paths = [f"/{kind}/{name}" for kind in kinds for name in ("nothing", "none_left", "%27")]
    assert [path for path in paths if client.get(path).status_code != 404] == []
    assert [client.get(f"/{kind}/clean/")["location"] for kind in kinds] == [f"/{k}/clean" for k in kinds]
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


# ---- with what reserve, by which figure, how well tried -------------------------------------------------


def told(take: Take, folder: Path, *, series: str = SERIES, by: str = "2030-12-31", more: str = "") -> None:
    """Take in the strategy of tests with another series or day of its target, and judge it."""
    add_strategy(folder)
    text = STRATEGY.replace("by = 2030-12-31", f"by = {by}")
    (folder / "missions/all.toml").write_text(text + more, encoding="utf-8")
    (folder / "indicators/smoke.csv").write_text(series, encoding="utf-8")
    assert take(folder).ok
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)


DOUBTED = SERIES.replace("report 2024,", "unverified: remembered,").replace(
    "report 2018,", "computed: 50 twice,"
)
LISTS = ("/", "/missions", "/places/land", "/programmes/riverside")


@pytest.mark.parametrize("path", LISTS)
def test_a_figure_that_is_unverified_says_so_in_lists(take: Take, folder: Path, client: Client, path: str):
    told(take, folder, series=DOUBTED)
    assert "71 kt 2024, unverified" in words(client, path)


def test_a_figure_that_is_unverified_says_so_everywhere_on_its_mission(
    take: Take, folder: Path, client: Client
):
    told(take, folder, series=DOUBTED)
    shown = words(client, "/missions/clean")
    assert "Emissions: 71 kt in 2024 (unverified), from 100 kt in 2018 (computed)." in shown
    assert "by 2030, from 100 kt (2018, computed)" in shown
    assert "Now 71 kt (2024, unverified) unverified: its source" in shown
    assert "71 (2024, unverified)" in shown.partition("Its course")[2]
    assert "on record published computed; unverified" in shown
    assert "2018 100 computed 2019 97 published" in shown and "2024 71 unverified" in shown


def test_what_is_published_is_called_so(steered: Missions, client: Client):
    shown = words(client, "/missions/clean")
    assert "Now 71 kt (2024) published: its source" in shown
    assert "unverified" not in shown and "computed" not in shown.partition("From words")[0]


@pytest.mark.parametrize("path", LISTS)
def test_the_figure_that_decided_stands_beside_the_verdict(
    take: Take, folder: Path, client: Client, path: str
):
    told(take, folder, by="2020-12-31")
    assert "missed with 90 kt (2020) 71 kt 2024" in words(client, path)


def test_a_mission_shows_the_figure_that_decided_with_its_source(take: Take, folder: Path, client: Client):
    told(take, folder, by="2020-12-31", series=SERIES.replace("report 2020,", "unverified: remembered,"))
    shown = words(client, "/missions/clean")
    assert (
        "missed Emissions: 90 kt in 2020 (unverified). The target was 0 kt by 2020, and it was missed."
        in shown
    )
    assert "The newest figure: 71 kt in 2024." in shown
    assert "On its day 90 kt (2020, unverified) unverified: its source ; newest: 71 kt (2024)" in shown
    assert "The figure that decided, 90 kt (2020, unverified), rests on: unverified: remembered" in shown
    assert "The latest figure rests on: report 2024" in shown


def test_the_table_of_targets_says_the_reserves_and_the_figure_that_decided(
    take: Take, folder: Path, client: Client
):
    """Page = API = file: what stands beside a figure on the page stands in its row."""
    doubted = DOUBTED.replace("report 2020,", "computed: a mean,")
    told(take, folder, by="2020-12-31", series=doubted)
    (row,) = client.get("/api/targets").json()["rows"]
    said = [row[f"{one}_reserves"] for one in ("baseline", "latest", "deciding")]
    assert said == [["computed"], ["unverified"], ["computed"]]
    decided = {name: row[f"deciding_{name}"] for name in ("start", "end", "value", "state", "verified")}
    assert decided == {
        "start": "2020-01-01", "end": "2020-12-31", "value": "90", "state": "observed", "verified": True
    }  # fmt: skip
    assert row["latest_verified"] is False
    shown = words(client, "/missions/clean")
    assert "from 100 kt (2018, computed)" in shown and "newest: 71 kt (2024, unverified)" in shown
    assert "On its day 90 kt (2020, computed) computed: its source" in shown
    (sent,) = csv.DictReader(client.get("/downloads/targets.csv").content.decode().splitlines())
    assert (sent["deciding_value"], sent["deciding_reserves"]) == ("90", '["computed"]')
    assert json.loads(client.get("/downloads/targets.json").content)["rows"] == [row]


def test_a_target_that_nothing_decided_has_no_such_figure(steered: Missions, client: Client):
    (row,) = client.get("/api/targets").json()["rows"]
    assert row["deciding_value"] is row["deciding_reserves"] is row["deciding_state"] is None
    assert row["baseline_reserves"] == row["latest_reserves"] == []


def test_a_chance_that_was_not_tried_says_so_beside_it(take: Take, folder: Path, client: Client):
    short = "".join(SERIES.splitlines(keepends=True)[:6])
    told(take, folder, series=short)
    untested = "not enough history to say how good such calls were"
    shown = words(client, "/missions/clean")
    assert f"if the future moves like its own past; {untested}" in shown
    for path in LISTS:
        assert "in 100 never tried on its past" in words(client, path), path


def test_a_chance_that_was_tried_seldom_and_a_word_from_two_figures_say_so_beside_them(
    take: Take, folder: Path, client: Client
):
    lines = SERIES.splitlines(keepends=True)
    older = [lines[1].replace("2018", str(n)).replace("100", str(118 - n % 7)) for n in range(2012, 2018)]
    told(take, folder, series="".join([lines[0], *older, *lines[1:]]))
    (row,) = client.get("/api/outlooks").json()["rows"]
    assert int(row["origins"]) < 10 and "few moments" in row["doubts"].split("; ")
    seldom = f"tried at {row['origins']} moments of the past only"
    assert seldom in words(client, "/missions/clean")
    first = row["doubts"].split("; ")[0]
    hint = "tried seldom" if first == "few moments" else "so far no better than a guess"
    for path in LISTS:
        assert f"in 100 {hint}" in words(client, path), path
    told(take, folder, series="".join([lines[0], lines[1], lines[-1]]))
    rows = client.get("/api/missions").json()["rows"]
    assert [row["stage_figures"] for row in rows if row["mission"] == "clean"] == [2]
    for path in (*LISTS, "/missions/clean"):
        assert "from two figures" in words(client, path), path


def test_methods_say_what_a_forecast_is_and_that_lower_is_better(steered: Missions, client: Client):
    shown = words(client, "/methods")
    for said in ("random walk with drift", "local level", "local linear trend", "Brier score", "Coverage is"):
        assert said in shown, said
    assert "lower is better, 0 is best" in shown and "Each forecast was tried on its own past" not in shown


# ---- in words ---------------------------------------------------------------------------------------------

PART = """
[indicator.smoke_town]
title = "Emissions of the town"
kind = "outcome"
unit = "kt"
better = "lower"
place = "town"
part_of = "smoke"

[target.town_none]
mission = "clean_town"
indicator = "smoke_town"
value = "0"
by = 2030-12-31
headline = true

[board.watch]
mission = "clean"
title = "Those who watch"
members = [{ body = "treasury", role = "observer", from = 2020-01-01, until = 2022-12-30 }]
"""


def test_a_part_says_its_share_of_the_whole_on_its_page_and_on_that_of_the_whole(
    take: Take, folder: Path, client: Client
):
    rows = "smoke_town,2023,20,kt,r,,2024-03-02T10:00:00Z\nsmoke_town,2021,22,kt,r,,2022-03-02T10:00:00Z\n"
    told(take, folder, series=SERIES + rows, more=PART)
    said = "Emissions of the town: 20 kt, 25.32 % of 79 kt of Emissions (2023)."
    assert said in words(client, "/missions/clean_town") and said in words(client, "/missions/clean")


def test_seats_and_lacks_are_told_in_words(take: Take, folder: Path, client: Client):
    told(take, folder, more=PART)
    shown = words(client, "/missions/clean")
    assert "Treasury, observer, 1 January 2020 – 30 December 2022" in shown
    assert "“Those who watch” has no mandate" in shown and "watch has no" not in shown.replace(
        "who watch”", ""
    )
    there = words(client, "/pt-br/missions/clean")
    assert "Treasury, observador, 1º de janeiro de 2020 – 30 de dezembro de 2022" in there


def test_what_was_found_of_an_aim_is_a_word_and_no_code(take: Take, folder: Path, client: Client):
    clauses = '"RIV-2023-001/jobs", "RIV-2023-001/credits"'
    aim = f'\n[[aim]]\nmission = "clean"\ntext = "Work"\nclauses = [{clauses}]\n'
    told(take, folder, more=aim)
    shown, there = words(client, "/missions/clean"), words(client, "/pt-br/missions/clean")
    assert "none_due" not in shown + there and "not_due" not in shown + there
    assert "nothing due" in shown.partition("From words to terms")[2]
    assert "open" not in there.partition("Das palavras")[2].partition("Acordos")[0]


def test_missions_stand_as_they_are_stated(take: Take, folder: Path, client: Client):
    more = "".join(
        f'\n[mission.{id_}]\ntitle = "{title}"\nwithin = "clean"\n'
        for id_, title in (("z", "1 First"), ("m", "2 Second"), ("a", "3 Third"))
    )
    told(take, folder, more=more)
    for path in ("/", "/missions", "/missions/clean"):
        shown = words(client, path)
        assert shown.index("1 First") < shown.index("2 Second") < shown.index("3 Third"), path


def kinds_of_the_atlas() -> set[str]:
    """Return what places and bodies of the atlas are."""
    found: set[str] = set()
    for path in (ROOT / "examples/atlas/missions").glob("*.toml"):
        stated = tomllib.loads(path.read_text("utf-8"))
        found |= {row["kind"] for kind in ("place", "body") for row in stated.get(kind, {}).values()}
    return found


def test_every_kind_of_place_body_and_seat_is_said_in_portuguese():
    kinds = kinds_of_the_atlas() | set(SEATS)
    assert {"nation", "village", "site", "sea", "council area", "bank", "observer", "borough"} <= kinds
    with override("pt-br"):
        assert sorted(kind for kind in kinds if gettext(kind) == kind) == []


def test_a_search_names_kinds_in_the_language_of_the_page(steered: Missions, client: Client):
    assert "The town borough" in words(client, "/search?q=town")
    assert "The town distrito" in words(client, "/pt-br/search?q=town")


@pytest.mark.parametrize(
    ("untraced", "total", "said"),
    [
        ("0", "7", "0"), ("1", "1000000", "0.1"), ("0.4", "100", "0.4"), ("0.5", "100", "0.5"),
        ("1", "3", "33"), ("99.4", "100", "99"), ("250.3", "251", "99.7"), ("99.99", "100", "99.9"),
        ("5", "5", "100"),
    ],
)  # fmt: skip
def test_almost_all_is_not_called_all_nor_a_little_nothing(untraced: str, total: str, said: str) -> None:
    money = {
        "total": [{"currency": "GBP", "amount": total}],
        "untraced": [{"currency": "GBP", "amount": untraced}],
    }
    (row,) = shares(Missions({"money": money}))
    assert row["percent"] == said
