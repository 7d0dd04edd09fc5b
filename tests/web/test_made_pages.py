"""Pages of agreements are made when the site is judged, and are what they would be if they were made now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonweal.web.agreements.models import Agreement, Page
from commonweal.web.assessment.models import Pass
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.missions.queries import Missions
from commonweal.web.publication.reading import pages
from commonweal.web.record.operations import Taken
from tests.web.conftest import JOBS, NOW

Take = Callable[..., Taken]
pytestmark = pytest.mark.django_db
HERE = f"/agreements/{JOBS}"
LANGUAGES = ("en", "pt-br")


def stored() -> dict[str, str]:
    """Return the page of the agreement in each language."""
    return dict(Page.objects.filter(agreement=JOBS).values_list("language", "html"))


def made() -> dict[str, str]:
    """Return what the page would be, made now."""
    found = {language: pages.made(JOBS, language) for language in LANGUAGES}
    return {language: one.html for language, one in found.items() if one is not None}


def test_what_is_stored_is_what_would_be_made_now(steered: Missions) -> None:
    assert stored() == made() and len(stored()) == 2


def test_a_title_that_changes_elsewhere_changes_the_page_without_a_judgement(
    steered: Missions, take: Take, folder: Path
) -> None:
    before = stored()
    assert "Jobs at the river" in before["en"]
    (path,) = [p for p in folder.rglob("*.toml") if "Jobs at the river" in p.read_text("utf-8")]
    path.write_text(path.read_text("utf-8").replace("Jobs at the river", "Jobs by the <sea>"), "utf-8")
    assert take(folder).ok
    assert judge(now=NOW).judged == ()
    after = stored()
    assert (
        after == made()
        and "Jobs by the &lt;sea&gt;" in after["en"]
        and "Jobs at the river" not in after["pt-br"]
    )


def test_a_change_that_the_page_does_not_show_leaves_it_as_it_is(
    steered: Missions, take: Take, folder: Path
) -> None:
    before = dict(Page.objects.values_list("id", "html"))
    (path,) = [p for p in folder.rglob("*.toml") if "Ministry of Air" in p.read_text("utf-8")]
    path.write_text(path.read_text("utf-8").replace("Ministry of Air", "Ministry of Water"), "utf-8")
    assert take(folder).ok
    judge(now=NOW)
    assert dict(Page.objects.values_list("id", "html")) == before


def test_a_fact_that_changes_changes_the_page(judged: Outcome, take: Take, folder: Path) -> None:
    before = stored()
    facts = folder / "evidence" / "northwind.csv"
    facts.write_text(facts.read_text().replace(",2023,124,jobs,", ",2023,12,jobs,"))
    assert take(folder).ok
    judge(now=NOW)
    assert stored() == made() and stored() != before and "is-breached" in stored()["en"]


def test_a_decision_changes_the_page(judged: Outcome, take: Take, folder: Path) -> None:
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / "one.csv").write_text(
        "agreement,clause,period,kind,authority,decided_on,recorded_at,reason,public\n"
        f"{JOBS},jobs,2024,notice,RIVERSIDE,2025-04-01,2025-04-01T10:00:00Z,Told <in time>,yes\n"
    )
    assert take(folder).ok
    judge(now=NOW)
    assert stored() == made() and "Told &lt;in time&gt;" in stored()["en"]


def test_an_agreement_that_is_gone_has_no_page(take: Take, folder: Path, client: Client) -> None:
    other = folder / "agreements" / "other.terms"
    other.write_text((folder / "agreements" / "northwind.terms").read_text().replace(JOBS, "RIV-2023-002"))
    assert take(folder).ok
    judge(now=NOW)
    assert client.get("/agreements/RIV-2023-002").status_code == 200
    other.unlink()
    assert take(folder).ok
    judge(now=NOW)
    assert set(Page.objects.values_list("agreement", flat=True)) == {JOBS}
    assert client.get("/agreements/RIV-2023-002").status_code == 404


def test_until_it_is_made_again_a_visitor_has_it_made(
    steered: Missions, take: Take, folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as halted:  # as if the worker ended right after the pass
        halted.setattr(pages, "complete", lambda: None)
        (path,) = [p for p in folder.rglob("*.toml") if "Jobs at the river" in p.read_text("utf-8")]
        path.write_text(path.read_text("utf-8").replace("Jobs at the river", "Jobs by the sea"), "utf-8")
        assert take(folder).ok
        judge(now=NOW)
    assert stored() == {}, "what is out of date went with the pass"
    shown = client.get(HERE).content
    assert b"Jobs by the sea" in shown
    assert judge(now=NOW) == Outcome()
    assert stored() == made() and client.get(HERE).content == shown, "the next pass makes what is missing"


def test_pages_of_a_pass_that_was_overtaken_are_left_to_the_later_one(
    judged: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    Page.objects.all().delete()
    stamps = iter(("1", "2"))
    monkeypatch.setattr(pages, "stamp", lambda: next(stamps))
    pages.complete()
    assert stored() == {}


@pytest.mark.parametrize("before", ["", "/pt-br"])
def test_a_page_that_was_not_stored_yet_is_made(judged: Outcome, client: Client, before: str) -> None:
    shown = client.get(before + HERE).content
    Page.objects.all().delete()
    assert client.get(before + HERE).content == shown


def test_a_visit_asks_the_database_for_the_page_and_the_last_pass(
    judged: Outcome, client: Client, django_assert_num_queries: Any
) -> None:
    client.get(HERE)
    with django_assert_num_queries(3):  # the third, for its number, is asked five times a second at most
        client.get(HERE)


@pytest.fixture
def many(judged: Outcome) -> int:
    """Have 120 agreements more, every one with something to look at."""
    one = Agreement.objects.get()
    for n in range(120):
        one.agreement, one.title, one.concerns = f"RIV-X-{n:03}", f"Agreement {n:03}", n + 1
        one.counts = f'{{"overdue": {n + 1}}}'
        one.save(force_insert=True)
    Pass.objects.update(agreements=121)
    return 121


def test_home_and_register_show_some_and_lead_to_the_rest(many: int, client: Client) -> None:
    home, first = (client.get(path).content for path in ("/", "/agreements"))
    assert len(home) <= 100_000 and len(first) <= 100_000
    assert b"All 121 agreements</a>" in home and first.count(b"<tr>") == 51 and b"1 of 3" in first
    last = client.get("/agreements?page=3").content
    assert last.count(b"<tr>") == 22 and b"RIV-X-119" in last and b"RIV-X-119" not in first


def test_what_needs_attention_comes_by_how_much_of_it(many: int, client: Client) -> None:
    home = client.get("/").content.decode().partition('id="attention"')[2]
    assert (
        home.index("Agreement 119") < home.index("Agreement 118")
        and "Agreement 050" not in home.split("</ul>")[0]
    )
    assert 'href="/agreements?attention=1"' in home
    second = client.get("/agreements?attention=1&page=2").content.decode()
    assert "Agreements that need attention" in second and 'href="?attention=1&amp;page=3"' in second
    assert "Agreement 070" in second and "Agreement 071" not in second
