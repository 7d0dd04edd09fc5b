"""Search, firms, places, decisions and the feed: what is asked is found, and nothing withheld is told."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from commonweal.web.accounts.operations import actor
from commonweal.web.agreements.models import Agreement, Name, Party
from commonweal.web.agreements.names import folded, named, of_parties
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.missions.queries import Missions, missions
from commonweal.web.publication.reading.search import LONGEST, WORDS, Entry, asked, ranked_as, search
from commonweal.web.record.operations import Taken, set_as_of
from tests.web.conftest import AS_OF, JOBS, NOW

Take = Callable[..., Taken]
ATOM = "{http://www.w3.org/2005/Atom}"
DECISIONS = """agreement,clause,period,kind,authority,decided_on,recorded_at,reason,public
RIV-2023-001,jobs,2024,waived,RIVERSIDE,2025-04-01,2025-04-01T10:00:00Z,A <i>flood</i>,yes
RIV-2023-001,jobs,2023,notice,RIVERSIDE,2024-04-01,2024-04-01T10:00:00Z,Kept between the parties,no
RIV-2023-001,jobs,2025,notice,RIVERSIDE,2026-04-01,2026-04-01T10:00:00Z,Later than the day of account,yes
"""


@pytest.fixture
def decided(take: Take, folder: Path) -> Missions:
    """Take in the starter workspace with three decisions, one of them secret, one of them to come."""
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / "all.csv").write_text(DECISIONS, encoding="utf-8")
    taken = take(folder)
    assert taken.ok, taken
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    return missions()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


# ---- search -----------------------------------------------------------------------------------------


def test_every_kind_of_thing_is_found_by_its_name(steered: Missions, client: Client) -> None:
    for word, address in (
        ("northw", "/firms/NORTHWIND"), ("THE TOWN", "/places/town"), ("t1", "/places/town"),
        ("clean by", "/missions/clean"), ("river", "/programmes/riverside"),
        ("ministry air", "/missions/clean"),
        ("riv-2023", f"/agreements/{JOBS}"), ("jobs", f"/agreements/{JOBS}/jobs"),
    ):  # fmt: skip
        assert f'href="{address}"' in page(client, f"/search?q={word}"), word


def test_the_exact_name_comes_first(steered: Missions) -> None:
    found = search("the town", steered)
    assert (found[0].kind, found[0].hits[0].name, found[0].hits[0].rank) == ("Places", "The town", 0)


def test_a_full_postcode_finds_the_place_of_its_first_half(steered: Missions) -> None:
    assert search("T1 2ab", steered)[0].hits[0].address == "/places/town"
    assert search("T1 someone", steered) == []


@pytest.mark.parametrize(
    "question",
    ["foundry", "FOUNDRY", "the foundry", "foundry the", "sao", "sao p", "state-owned", "owned", "ate-o",
     "f", "100%", "0% of", "under_", "_", "\\", "o'", "straße", "a b c d e f g h i"],
)  # fmt: skip
def test_the_database_ranks_names_as_the_page_ranks_what_is_few(judged: Outcome, question: str) -> None:
    rows = [
        ("The Foundry", "F1"), ("Foundry", "F2"), ("FOUNDRY the second", "F3"),
        ("A foundryman's union", "F4"), ("Old Foundry", "F5"),
        ("State-owned bank", "F6"), ("São Paulo", "F7"), ("100% of wages", "F8"),
        ("10 of wages", "F9"), ("under_score", "F10"), ("underscore", "F11"), ("back\\slash", "F12"),
        ("O'Neill, Straße", "F13"), ("confoundry", "F14"),
    ]  # fmt: skip
    Name.objects.all().delete()
    Name.objects.bulk_create(of_parties([Party(party=id_, name=name) for name, id_ in rows]))
    words = asked(question)
    entries = [Entry(name, "firm", (id_,), (id_,)) for name, id_ in rows]
    ranked = [(rank, folded(e.name), e.name) for e in entries if (rank := ranked_as(e, words)) is not None]
    found, total = named("party", words, 100)
    assert [(one.rank, folded(one.called), one.called) for one in found] == sorted(ranked)
    assert total == len(ranked)
    few, still = named("party", words, 2)
    assert (few, still) == (found[:2], total)


def test_names_go_with_their_agreement_and_a_party_keeps_its_former_one(judged: Outcome) -> None:
    assert named("agreement", ["riv-2023"], 5)[1] == 1
    assert named("clause", ["jobs"], 5)[0][0].agreement == JOBS
    Agreement.objects.filter(agreement=JOBS).delete()
    assert named("agreement", ["riv-2023"], 5) == ([], 0)
    (both,) = of_parties([Party(party="N", name="Northwind"), Party(party="N", name="Northwind Europe")])
    assert (both.called, both.names) == ("Northwind Europe", "\nnorthwind europe\nnorthwind\nn\n")


SOUTH = "SOUTH-2023"


@pytest.fixture
def two_firms(take: Take, folder: Path) -> None:
    """Take in the starter workspace with a second agreement, which another firm has with the region."""
    text = (folder / "agreements" / "northwind.terms").read_text()
    other = text.replace(JOBS, SOUTH).replace('"NORTHWIND"', '"SOUTHWIND"')
    (folder / "agreements" / "other.terms").write_text(other)
    with (folder / "parties.csv").open("a") as table:
        table.write("SOUTHWIND,Süd Wind,company,,,,,\n")
    taken = take(folder)
    assert taken.ok, taken
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("northwind jobs", {(JOBS, "jobs")}),
        ("Enough JOBS sud", {(SOUTH, "jobs")}),
        ("riverside apprentices", {(JOBS, "training"), (SOUTH, "training")}),
        ("riv-2023 buildings", {(JOBS, "investment")}),
        ("credits for jobs buildings", {(JOBS, "investment"), (SOUTH, "investment")}),
        ("northwind sud jobs", set()),  # no agreement is with both
        ("northwind riverside", set()),  # it would be every clause
        ("northwind", set()),
        ("jobs zzzz", set()),
    ],
)
def test_the_name_of_a_party_beside_a_word_of_a_promise_finds_that_promise(
    two_firms: None, question: str, found: set[tuple[str, str]]
) -> None:
    assert {(one.agreement, one.name) for one in named("clause", asked(question), 100)[0]} == found


def test_what_is_called_so_itself_comes_before_what_is_only_within(two_firms: None, client: Client) -> None:
    ranked = [(one.rank, one.agreement, one.name) for one in named("clause", ["jobs", "enough"], 100)[0]]
    assert ranked == [(2, JOBS, "jobs"), (2, SOUTH, "jobs")]
    (agreement,), total = named("agreement", ["northwind", "credits"], 100)
    assert (agreement.rank, agreement.agreement, total) == (4, JOBS, 1)
    assert f'href="/agreements/{SOUTH}/jobs"' in page(client, "/search?q=wind+jobs")
    assert named("party", ["northwind", "jobs"], 5) == ([], 0), "a party is within nothing"


@pytest.mark.parametrize("question", ["", "   ", "zzzz", "%27%22%3Cscript%3E", "%00", "town zzzz", "%25"])
def test_what_is_not_there_says_what_to_try(steered: Missions, client: Client, question: str) -> None:
    response = client.get(f"/search?q={question}")
    if response.status_code == 400:  # the door refuses a zero byte
        assert question == "%00"
        return
    text = response.content.decode()
    assert "<script>" not in text and "/places/town" not in text
    assert ("Try fewer letters" in text) == bool(question.strip())


@given(st.text(max_size=300))
@example("\U0001d400")  # a bold capital: folding its case does nothing until it is a plain letter
def test_a_question_is_bounded_and_folded_the_same_twice(text: str) -> None:
    words = asked(text)
    assert len(words) <= WORDS and sum(map(len, words)) <= 20 * LONGEST
    assert folded(folded(text)) == folded(text)


def test_case_and_accents_do_not_matter() -> None:
    assert folded("\U0001d400\u0130") == "ai"
    assert folded("  São PAULO, Straße ") == folded("sao paulo, STRASSE")


# ---- firms, places, programmes ----------------------------------------------------------------------


def test_a_firm_shows_what_it_got_as_the_api_has_it(judged: Outcome, client: Client) -> None:
    text = page(client, "/firms/NORTHWIND")
    assert "Northwind Components" in text and f"/agreements/{JOBS}" in text
    rows = client.get(f"/api/payables?agreement={JOBS}&limit=500").json()["rows"]
    paid = sum(float(row["paid"]) for row in rows if row["payee"] == "company" and row["state"] == "paid")
    assert paid > 0 and f"EUR {paid:,.2f}" in text.replace("\u00a0", " ").partition("Not shown as paid")[0]


def test_a_group_has_its_days(take: Take, folder: Path, client: Client) -> None:
    with (folder / "parties.csv").open("a", encoding="utf-8") as rows:
        rows.write(
            "PARENT,Parent <b>,company,,,,,\nDAUGHTER,Daughter,company,,,NORTHWIND,2020-01-01,2024-06-30\n"
        )
    text = (folder / "parties.csv").read_text("utf-8")
    text = text.replace("(invented),company,,,,,", "(invented),company,,,PARENT,2019-05-01,", 1)
    (folder / "parties.csv").write_text(text, encoding="utf-8")
    assert take(folder).ok
    judge(now=NOW)
    own = page(client, "/firms/NORTHWIND")
    assert "Parent &lt;b&gt;" in own and "from 1 May 2019" in own and "until 30 June 2024" in own
    assert f"/agreements/{JOBS}" in page(client, "/firms/PARENT"), "what a daughter has, its group has"
    assert f"/agreements/{JOBS}" not in page(client, "/firms/DAUGHTER")


def test_a_place_says_who_pays_and_who_to_ask(steered: Missions, client: Client) -> None:
    land, town = page(client, "/places/land"), page(client, "/places/town")
    pays = land.partition('id="pays"')[2].partition('id="ask"')[0]
    assert "Treasury" in pays and "/programmes/riverside" in pays
    assert "Ministry of Air" in land.partition('id="ask"')[2]
    assert "A clean town" in land.partition('id="below"')[2]
    assert "Clean by 2030" in town.partition('id="above"')[2]
    assert "Nobody is said to pay." in town


def test_a_programme_has_its_missions_with_their_share_and_its_agreements(
    steered: Missions, client: Client
) -> None:
    text = page(client, "/programmes/riverside")
    assert "Clean by 2030" in text and ", 50 %" in text and f"/agreements/{JOBS}" in text
    assert "Nobody is said to deliver it." in text


# ---- decisions, feed --------------------------------------------------------------------------------


def test_decisions_are_told_unless_they_are_secret_or_still_to_come(
    decided: Missions, client: Client
) -> None:
    for path in ("/decisions", f"/agreements/{JOBS}"):
        text = page(client, path)
        assert "A &lt;i&gt;flood&lt;/i&gt;" in text and "decisions/all.csv:2" in text
        assert "Kept between the parties" not in text and "Later than" not in text


def test_what_is_withheld_of_a_decision_is_not_told(take: Take, folder: Path, client: Client) -> None:
    (folder / "decisions").mkdir(exist_ok=True)
    (folder / "decisions" / "all.csv").write_text(DECISIONS, encoding="utf-8")
    (folder / "publication").mkdir(exist_ok=True)
    (folder / "publication" / "classes.toml").write_text(
        '[[class]]\nfile = "decisions/*.csv"\ncolumn = "reason"\nclass = "parties"\n', encoding="utf-8"
    )
    assert take(folder).ok
    judge(now=NOW)
    text = page(client, "/decisions")
    assert "flood" not in text and "confidential to the parties" in text


def test_a_site_without_decisions_says_so(judged: Outcome, client: Client) -> None:
    assert "No notice, waiver" in page(client, "/decisions")


def test_the_feed_is_atom_with_unique_ids_and_ordered_days(decided: Missions, client: Client) -> None:
    response = client.get("/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{name}") is not None, name
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    days = [datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") for entry in entries]
    assert len(entries) > 3 and len(set(ids)) == len(ids) and days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert client.get(link.get("href", "").removeprefix("http://testserver")).status_code == 200
    assert response.content == client.get("/feed.atom").content, "nothing in it hangs on a clock"


def entries_of(client: Client, path: str) -> list[ET.Element]:
    return ET.fromstring(client.get(path).content).findall(f"{ATOM}entry")


def test_the_feed_has_a_portuguese_edition_with_the_same_news(decided: Missions, client: Client) -> None:
    english, response = client.get("/feed.atom"), client.get("/pt-br/feed.atom")
    assert response["Content-Type"] == english["Content-Type"]
    here, there = ET.fromstring(response.content), ET.fromstring(english.content)
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (here.get(lang), there.get(lang)) == ("pt-br", "en")
    for name in ("id", "title", "subtitle"):
        assert here.findtext(f"{ATOM}{name}") != there.findtext(f"{ATOM}{name}"), name
    for name in ("updated", "author/name"):
        path = "/".join(f"{ATOM}{part}" for part in name.split("/"))
        assert here.findtext(path) == there.findtext(path), name
    pairs = list(zip(entries_of(client, "/pt-br/feed.atom"), entries_of(client, "/feed.atom"), strict=True))
    assert len(pairs) > 3
    for ours, theirs in pairs:
        said = [[one.findtext(f"{ATOM}{name}") for one in (ours, theirs)] for name in ("id", "updated")]
        assert all(a == b for a, b in said), "who reads both editions is told once"
        assert "/pt-br/" not in str(said[0][0])
        for name in ("title", "summary"):
            assert ours.findtext(f"{ATOM}{name}") != theirs.findtext(f"{ATOM}{name}"), name
        links = [[link.attrib for link in one.findall(f"{ATOM}link")] for one in (ours, theirs)]
        assert [link.get("hreflang") for link in links[0]] == [None, "en"]
        assert [link.get("hreflang") for link in links[1]] == [None, "pt-br"]
        assert links[0][0]["href"] == links[1][1]["href"] and links[0][1]["href"] == links[1][0]["href"]
        page = client.get(links[0][0]["href"].removeprefix("http://testserver"))
        assert page.status_code == 200 and '<html lang="pt-br">' in page.content.decode()
    titles = " ".join(ours.findtext(f"{ATOM}title") or "" for ours, _ in pairs)
    assert ": dispensada" in titles
    assert not re.search(r": (met|waived|breached|overdue|notice|amendment)\b", titles)


def test_each_edition_of_the_feed_leads_to_the_other(decided: Missions, client: Client) -> None:
    editions = {"en": ("/feed.atom", "What is new"), "pt-br": ("/pt-br/feed.atom", "O que há de novo")}
    for own, code in (("en", "pt-br"), ("pt-br", "en")):
        (path, title), (other, _) = editions[own], editions[code]
        feed = ET.fromstring(client.get(path).content)
        links = [link.attrib for link in feed.findall(f"{ATOM}link")]
        assert {"rel": "self", "href": f"http://testserver{path}"} in links
        (found,) = [link for link in links if link.get("hreflang")]
        assert (found["hreflang"], found["rel"], found["type"]) == (code, "alternate", "application/atom+xml")
        assert found["href"] == f"http://testserver{other}"
        kinds = [(link.get("type"), link.get("hreflang")) for link in links if link["rel"] == "alternate"]
        assert len(kinds) == len(set(kinds)), "RFC 4287, 4.1.1"
        page = client.get(path.removesuffix("feed.atom")).content.decode()
        assert f'type="application/atom+xml" title="{title}" href="{path}"' in page
        assert f'href="{other}"' not in page


def test_what_somebody_wrote_is_no_markup_in_the_feed(decided: Missions, client: Client) -> None:
    entries = [*entries_of(client, "/feed.atom"), *entries_of(client, "/pt-br/feed.atom")]
    told = [summary for entry in entries for summary in entry.findall(f"{ATOM}summary")]
    assert {one.get("type") for one in told} == {"text"} and len(told) == len(entries)
    assert {one.text for one in told} >= {"waived: A <i>flood</i>", "dispensada: A <i>flood</i>"}


@pytest.mark.parametrize("path", ["/feed.atom", "/pt-br/feed.atom"])
def test_an_empty_site_has_an_empty_feed(db: None, client: Client, path: str) -> None:
    assert entries_of(client, path) == []


@pytest.mark.parametrize("path", ["/decisions", "/search?q=x", "/methods", "/about", "/missions"])
def test_an_empty_site_answers(db: None, client: Client, path: str) -> None:
    assert page(client, path)
