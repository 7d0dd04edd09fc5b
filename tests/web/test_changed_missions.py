"""What was changed about missions, and what bodies promised one another for them, on every page and feed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from commonweal.cycle.missions import records
from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import judge
from commonweal.web.publication.steering.events import CHANGES
from commonweal.web.record.operations import Taken, set_as_of
from tests.web.conftest import AS_OF, JOBS, NOW, words
from tests.web.strategy import add_strategy

Take = Callable[..., Taken]
ATOM = "{http://www.w3.org/2005/Atom}"
CHANGED = """
[[commitment]]
body = "treasury"
to = "ministry"
mission = "clean"
agreement = "RIV-2023-001"
text = "Jobs <b> at the river"
source = "the minutes"

[[event]]
on = 2025-02-01
what = "retargeted"
of = "target.none_left"
before = "10 kt in 2030"
after = "0 kt in 2030"
author = "Parliament"
reason = "A <i>report"

[[event]]
on = 2025-02-01
what = "retargeted"
of = "target.none_left"
before = "0 kt in 2030"
after = "0 kt in 2029"
author = "Parliament"
reason = "Again, on the same day"

[[event]]
on = 2025-03-01
what = "dropped"
of = "mission.warm_homes"
before = "10 percent by 2027"
author = "The new minister"
reason = "Cost"

[[event]]
on = 2026-03-01
what = "renamed"
of = "mission.clean"
after = "Later than the day of account"
author = "Nobody yet"
reason = "To come"
"""


@pytest.fixture
def changed(take: Take, folder: Path) -> None:
    """Take in a strategy with a commitment and events: two of one day, one of what is gone, one to come."""
    add_strategy(folder)
    (folder / "missions/changed.toml").write_text(CHANGED, encoding="utf-8")
    taken = take(folder)
    assert taken.ok, taken
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)


def test_every_kind_of_change_has_a_word() -> None:
    assert set(CHANGES) == set(records.CHANGES)


def test_a_change_names_its_object_its_author_its_reason_and_its_day(changed: None, client: Client) -> None:
    told = "Emissions: retargeted from “10 kt in 2030” to “0 kt in 2030”. Parliament: A <i>report."
    for path in ("/missions/clean", "/decisions"):
        shown = words(client, path)
        assert told in shown and "1 February 2025" in shown and "missions/changed.toml:10" in shown, path
        assert "Later than the day of account" not in shown
        assert "<i>report" not in client.get(path).content.decode()
    assert "Clean by 2030 . Emissions: retargeted" in words(client, "/decisions")


def test_a_mission_that_is_gone_is_named_where_decisions_stand(changed: None, client: Client) -> None:
    shown = words(client, "/decisions")
    assert "mission warm homes: dropped; before, “10 percent by 2027”. The new minister: Cost." in shown
    assert "0 decisions, 1 amendment and 4 changes of missions" in shown
    assert shown.index("warm homes") < shown.index("10 kt in 2030"), "the newest comes first"


def test_what_changed_a_mission_is_news(changed: None, client: Client) -> None:
    ids = {}
    for path, said in (
        ("/feed.atom", "Emissions: retargeted from “0 kt in 2030” to “0 kt in 2029”"),
        ("/pt-br/feed.atom", "Emissions: mudança de meta de “0 kt in 2030” para “0 kt in 2029”"),
    ):
        entries = ET.fromstring(client.get(path).content).findall(f"{ATOM}entry")
        (found,) = [one for one in entries if one.findtext(f"{ATOM}title") == said]
        assert found.findtext(f"{ATOM}summary") == "Parliament: Again, on the same day"
        assert (found.findtext(f"{ATOM}updated") or "").startswith("2025-02-01")
        ids[path] = [one.findtext(f"{ATOM}id") for one in entries]
        assert len(set(ids[path])) == len(ids[path]), "two changes of one day are two entries"
        link = found.find(f"{ATOM}link")
        assert link is not None
        address, _, anchor = link.get("href", "").removeprefix("http://testserver").partition("#")
        assert f'id="{anchor}"' in client.get(address).content.decode()
    assert ids["/feed.atom"] == ids["/pt-br/feed.atom"]


def test_a_mission_without_changes_has_no_heading_for_them(changed: None, client: Client) -> None:
    assert "What changed" not in words(client, "/missions/clean_town")


def test_a_commitment_stands_on_the_page_of_its_mission(changed: None, client: Client) -> None:
    shown = words(client, "/missions/clean")
    assert (
        "What bodies promised one another Treasury promised Ministry of Air: Jobs <b> at the river." in shown
    )
    page = client.get("/missions/clean").content.decode()
    part = page.partition('id="commitments"')[2].partition("<h2")[0]
    assert "<b> at" not in part and "the minutes" in part
    for row in client.get(f"/api/findings?agreement={JOBS}&limit=500").json()["rows"]:
        assert f'href="/agreements/{JOBS}/{row["clause"]}"' in part
    assert f'href="/agreements/{JOBS}/jobs/2024"' in part and "breached" in part
    assert client.get(f"/agreements/{JOBS}/jobs/2024").status_code == 200
    assert "What bodies promised" not in words(client, "/missions/clean_town")


def test_what_was_promised_for_a_part_stands_with_the_whole(take: Take, folder: Path, client: Client) -> None:
    add_strategy(folder)
    text = CHANGED.partition("[[event]]")[0].replace('mission = "clean"', 'mission = "clean_town"')
    (folder / "missions/changed.toml").write_text(text, encoding="utf-8")
    assert take(folder).ok
    judge(now=NOW)
    assert "at the river. For A clean town" in words(client, "/missions/clean")
    part = words(client, "/missions/clean_town").partition("What bodies promised one another")[2]
    assert part and "For A clean town" not in part
