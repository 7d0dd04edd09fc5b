"""What is stated of missions is found by its words and leads to its mission, as long as it is stated."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from commonweal.web.agreements.models import Name
from commonweal.web.agreements.names import named
from commonweal.web.agreements.stated import KINDS, rows, store
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.missions.operations import document
from commonweal.web.missions.queries import Missions
from commonweal.web.record.operations import Taken
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import load
from tests.web.conftest import AS_OF, ATLAS, NOW
from tests.web.strategy import add_strategy

Take = Callable[..., Taken]


def found(client: Client, question: str, group: str) -> str:
    """Return the hits of a group on the page of search, "" where it has none."""
    text = client.get("/search", {"q": question}).content.decode()
    return text.partition(f">{group} <span")[2].partition("</ul>")[0]


@pytest.mark.parametrize(
    ("question", "group", "called"),
    [("nothing", "Targets", "Nothing left"), ("EMISSIONS", "Targets", "Nothing left"),
     ("emissions", "Indicators", "Emissions"), ("breathed", "Stated aims", "Air that can be breathed")],
)  # fmt: skip
def test_a_word_leads_to_the_mission_that_it_is_stated_of(
    steered: Missions, client: Client, question: str, group: str, called: str
) -> None:
    hits = found(client, question, group)
    assert f'<a href="/missions/clean">{called}</a> <span class="note">Clean by 2030</span>' in hits
    assert hits.count("<li>") == 1


def test_groups_are_named_in_portuguese(steered: Missions, client: Client) -> None:
    text = client.get("/pt-br/search", {"q": "emissions"}).content.decode()
    assert ">Indicadores <span" in text and 'href="/pt-br/missions/clean"' in text


def test_what_is_stated_otherwise_is_found_otherwise(take: Take, folder: Path, client: Client) -> None:
    add_strategy(folder)
    assert take(folder).ok
    judge(now=NOW)
    assert found(client, "breathed", "Stated aims") and not found(client, "meadows", "Targets")
    path = folder / "missions/all.toml"
    text = path.read_text("utf-8")
    text = text.replace("Air that can be breathed", "Air for all").replace("Nothing left", "Clean meadows")
    path.write_text(text, encoding="utf-8")
    assert take(folder).ok
    judge(now=NOW)
    assert not found(client, "breathed", "Stated aims") and found(client, "meadows", "Targets")
    assert named("target", ["nothing"], 5) == ([], 0)


def test_where_no_mission_is_stated_any_more_nothing_of_them_is_found(
    take: Take, folder: Path, client: Client
) -> None:
    add_strategy(folder)
    assert take(folder).ok
    judge(now=NOW)
    assert Name.objects.filter(kind__in=KINDS).exists()
    (folder / "missions/all.toml").unlink()
    (folder / "indicators/smoke.csv").unlink()
    assert take(folder).ok
    judge(now=NOW)
    assert not Name.objects.filter(kind__in=KINDS).exists()


def test_the_parts_of_a_sum_lead_to_the_mission_of_the_sum() -> None:
    def series(id_: str, *sums: str) -> dict[str, object]:
        return {"id": id_, "title": id_.capitalize(), "sums": list(sums)}

    made = list(
        rows(
            Missions({
                "missions": [{"id": "m", "title": "M" * 300}],
                "indicators": [series("all", "gas", "coal"), series("gas", "town"), series("town"),
                               series("coal"), series("apart")],
                "targets": [{"id": "t1", "mission": "m", "title": "", "indicator": "all"},
                            {"id": "t2", "mission": "m", "title": "Less", "indicator": "gas"},
                            {"id": "t3", "mission": "m", "title": "", "indicator": None}],
            })
        )
    )  # fmt: skip
    told = sorted((one.kind, one.called) for one in made)
    assert told == [
        ("indicator", "All"), ("indicator", "Coal"), ("indicator", "Gas"), ("indicator", "Town"),
        ("target", "All"), ("target", "Less"), ("target", "t3"),
    ]  # fmt: skip
    assert {one.name for one in made} == {"m"} and {len(one.note) for one in made} == {200}


def test_a_register_without_missions_has_none_of_their_names(judged: Outcome) -> None:
    assert not Name.objects.filter(kind__in=KINDS).exists()


def test_words_of_the_atlas_lead_to_their_missions(db: None) -> None:
    workspace = load(ATLAS).value
    assert workspace is not None
    stated = document(workspace, as_of=AS_OF, known_at=end_of_day(AS_OF, workspace.zone))
    store(Missions(json.loads(stated)))
    for word, mission in (
        ("homes", "uk_growth"), ("police", "uk_safer_streets"), ("greenhouse", "uk_net_zero"),
        ("emissions", "camden_net_zero_2030"),
    ):  # fmt: skip
        led = {one.name for kind in KINDS for one in named(kind, [word], 100)[0]}
        assert mission in led, word
