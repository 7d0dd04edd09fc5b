"""
An agreement whose text an amendment changed: every result stands under the words of its own period.

Wisconsin and Foxconn moved to the contract of 2021, the Department of Commerce and Intel from milestones to
shares; clauses of the same name say something else since.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from commonweal.web.agreements import wordings
from commonweal.web.agreements.models import Page, Party, Role
from commonweal.web.assessment.models import Finding, Payable
from commonweal.web.publication.reading import pages, texts
from commonweal.web.record.operations import Taken
from tests.web.conftest import AS_OF, ATLAS, judged_on, once, part_of_atlas, words

pytestmark = pytest.mark.django_db
Take = Callable[..., Taken]
WISCONSIN, INTEL, TESLA = "WI-FXC", "US-CHIPS-INTEL", "US-DOE-TESLA"
CONTRACTS = ("Wisconsin and Foxconn, contract of 2017", "Wisconsin and Foxconn, contract of 2021")
OLD, NEW = "Enough jobs at year end", "Enough jobs at year end for any credit"
MILESTONES, REST = "The price of each milestone, when it is accepted", "The rest of the award, at once"


@pytest.fixture
def atlas(take: Take, tmp_path: Path) -> None:
    """Take in three agreements of the atlas that were amended, and judge them, once for all tests."""

    def making() -> None:
        done = take(part_of_atlas(tmp_path / "atlas", "foxconn", "chips", "tesla"))
        assert done.ok, done.diagnostics
        judged_on(AS_OF)

    once("amended atlas", making)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").split())


def worded(client: Client, address: str) -> list[tuple[str, str]]:
    """Return the wordings on the page of a clause with all that stands under them, as the page has them."""
    text = client.get(address).content.decode()
    parts = re.findall(r'<section id="words-\d+"><h2>(.*?)</h2>(.*?)</section>', text, re.DOTALL)
    return [(plain(heading), plain(rest)) for heading, rest in parts]


def test_each_result_stands_under_the_words_that_were_in_force(atlas: None, client: Client) -> None:
    (new, under_new), (old, under_old) = worded(client, f"/agreements/{WISCONSIN}/jobs")
    assert (new, old) == (NEW, OLD)
    assert "contract of 20 April 2021" in under_new and "contract of 10 November 2017" in under_old
    assert "2020 met" in under_new and "2021 met" in under_new
    assert "2018 overdue" in under_old and "2019 breached" in under_old
    assert "breached" not in under_new and "2018" not in under_new and "met 20" not in under_old
    assert "(wisconsin_2021@1), for periods that begin on 1 January 2020 or later" in tight(under_new)
    assert "(wisconsin_eitm@1), for periods that begin on 31 December 2019 or earlier" in tight(under_old)


def tight(text: str) -> str:
    return text.replace("( ", "(").replace(" )", ")").replace(" ;", ";").replace(" .", ".")


def test_what_was_paid_for_milestones_is_not_shown_as_the_rest_of_the_award(
    atlas: None, client: Client
) -> None:
    (new, under_new), (old, under_old) = worded(client, f"/agreements/{INTEL}/disbursement")
    assert (new, old) == (REST, MILESTONES)
    assert (
        "Once, the commerce must pay" in under_new and "For each quarter, the commerce must pay" in under_old
    )
    assert "USD 5,695,000,000.00 paid" in under_new and "1,100,000,000" not in under_new
    assert "25 November 2024 to 31 December 2024 USD 1,100,000,000.00 paid" in under_old
    assert "Q1 2025 USD 1,070,000,000.00 paid" in under_old and "5,695,000,000" not in under_old


def test_a_result_says_under_which_version_it_was_judged(atlas: None, client: Client) -> None:
    address = f"/agreements/{WISCONSIN}/jobs/2019"
    page = words(client, address)
    assert f"{OLD}, 2019 breached Judged under version 1 of the agreement, signed 10 November 2017: " in page
    assert (
        f"{CONTRACTS[0]} (wisconsin_eitm@1), for periods that begin on 31 December 2019 or earlier"
        in tight(page)
    )
    assert CONTRACTS[1] not in page and NEW not in page
    assert "Legal basis: Wis. Stat. 238.396 (4) (b); contract of 10 November 2017." in page
    html = client.get(address).content.decode()
    assert f'<a href="/agreements/{WISCONSIN}/amendments/1">replaced by amendment 1</a>' in html
    assert f"<title>{OLD}, 2019 – {CONTRACTS[0]}</title>" in html
    later = client.get(f"/agreements/{WISCONSIN}/jobs/2020").content.decode()
    assert f'<a href="/agreements/{WISCONSIN}/amendments/1">brought by amendment 1</a>' in later
    assert "Judged under version 2 of the agreement: " in later and f"<title>{NEW}, 2020" in later


def test_a_version_that_only_sets_values_is_named_too(atlas: None, client: Client) -> None:
    page = words(client, f"/agreements/{TESLA}/interest/2012-09-16..2012-12-15")
    said = (
        "Judged under version 4 of the agreement: Loan of the Department of Energy to Tesla Motors"
        " (tesla_atvm@1), for periods that begin from 20 June 2012 to 19 December 2012;"
        " brought by amendment 3; replaced by amendment 4."
    )
    assert said in tight(page)
    assert worded(client, f"/agreements/{TESLA}/interest") == []
    assert "It was worded in" not in words(client, f"/agreements/{TESLA}/interest")


def test_the_promises_and_the_money_of_an_agreement_stand_under_their_names(
    atlas: None, client: Client
) -> None:
    page = words(client, f"/agreements/{WISCONSIN}")
    assert f"{NEW} for periods that begin on 1 January 2020 or later 2021 : met met 2 " in page
    assert f"{OLD} for periods that begin on 31 December 2019 or earlier 2019 : breached breached 1" in page
    money = words(client, f"/agreements/{INTEL}")
    later, earlier = "27 August 2025 or later payment", "26 August 2025 or earlier payment"
    assert f"{REST} for periods that begin on {later} paid 1: USD 5,695,000,000.00" in money
    assert f"{MILESTONES} for periods that begin on {earlier} paid 2: USD 2,170,000,000.00" in money
    assert "paid 3" not in money


@pytest.mark.parametrize("agreement", [WISCONSIN, INTEL])
def test_every_text_has_its_own_numbers(atlas: None, client: Client, agreement: str) -> None:
    html = client.get(f"/agreements/{agreement}").content.decode()
    _, *every = re.split(r'<h3 id="text-(\d)">', html[html.index('<h2 id="text">') :])
    numbers, bodies = every[::2], every[1::2]
    assert numbers == ["2", "1"]
    for body in bodies:
        firsts = re.findall(r'<span class="no">(\d+\.1)</span>', body)
        assert len(firsts) > 3 and len(firsts) == len(set(firsts))
    assert "amendments/" in bodies[0] and "brought by" in bodies[0] and "replaced by" in bodies[1]


def test_an_agreement_with_one_text_shows_it_without_a_heading(atlas: None, client: Client) -> None:
    html = client.get(f"/agreements/{TESLA}").content.decode()
    assert 'id="text-' not in html and '<span class="no">3.1</span>' in html


def test_earlier_texts_that_are_too_long_are_named_with_links(
    atlas: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "ROOM", 0)
    Page.objects.all().delete()
    page = client.get(f"/agreements/{WISCONSIN}").content.decode()
    assert "contract of 20 April 2021" in page and "contract of 10 November 2017." not in page
    assert f'<a href="/agreements/{WISCONSIN}/capital_credits">Capital credits</a>' in page


def test_pages_and_data_call_every_result_alike(atlas: None) -> None:
    """The label in the row of the API is that of the words under which pages show the result."""
    found = wordings.worded([WISCONSIN, INTEL, TESLA])
    results: list[Finding | Payable] = [*Finding.objects.all(), *Payable.objects.all()]
    assert len(results) > 300
    for one in results:
        under = found.at(one.agreement_id, one.clause, one.version)
        assert under is not None and under.governs(one.version)
        if isinstance(one, Finding):
            assert under.label == one.row["label"]
        start = under.held.start
        assert start is None or start <= one.start
        assert one.row["version"] == one.version


def test_a_reason_is_told_in_the_words_of_its_period(atlas: None, client: Client) -> None:
    """Only the text that governed the quarter knows what a milestone's price is called."""
    page = words(client, f"/agreements/{INTEL}/disbursement/2025-Q1")
    why = page[page.index(" Why ") : page.index("The words it was judged by")]
    assert "What the department pays for the milestone (chips_milestone_price) of that" in why


def test_a_firm_and_a_comparison_show_each_wording_with_its_own_results(atlas: None, client: Client) -> None:
    html = client.get("/compare?instrument=tax_benefit").content.decode()
    said = plain(html[html.index("<main") : html.index("</main>")])
    assert f"{NEW} met 2" in said and f"{OLD} breached 1 overdue 1" in said
    (party,) = Role.objects.filter(agreement=WISCONSIN, side="recipient").values_list("party", flat=True)
    firm = words(client, f"/firms/{party}")
    assert (
        f"{OLD} {CONTRACTS[1]} 2019 : breached" in firm and f"{NEW} {CONTRACTS[1]} 2021 : met met 2" in firm
    )


WAGE = "An average wage of at least 53,875 dollars"


def linked(html: str, clause: str) -> list[tuple[str, str]]:
    """Return every link to a clause in the tables of a page: its text, and the place on its page."""
    tables = " ".join(re.findall(r"<tbody>.*?</tbody>", html, re.DOTALL))
    found = re.findall(rf'<a href="[^"]*/agreements/{WISCONSIN}/{clause}(#[^"]*)?">(.*?)</a>', tables)
    return [(plain(text), anchor) for anchor, text in found]


@pytest.mark.parametrize(
    ("path", "late", "early"),
    [
        ("", "for periods that begin on 1 January 2020 or later", "for periods that begin on {} or earlier"),
        ("/pt-br", "para períodos que começam em 1º de janeiro de 2020 ou depois", ""),
    ],
)
def test_a_clause_that_was_reworded_alike_has_links_that_differ(
    atlas: None, client: Client, path: str, late: str, early: str
) -> None:
    """The wage of Wisconsin is called the same in both contracts; a link says which one its row is of."""
    (party,) = Role.objects.filter(agreement=WISCONSIN, side="recipient").values_list("party", flat=True)
    for page in (f"/agreements/{WISCONSIN}", f"/firms/{party}", "/compare?instrument=tax_benefit"):
        html = client.get(path + page).content.decode()
        new, old = linked(html, "average_wage")
        assert new == (f"{WAGE}, {late}", "") and old[1] == "#words-1"
        assert old[0].startswith(f"{WAGE}, ") and old[0] != new[0]
        if early:
            assert old[0] == f"{WAGE}, {early.format('31 December 2019')}"
    assert 'id="words-1"' in client.get(f"/agreements/{WISCONSIN}/average_wage").content.decode()


def test_a_clause_that_was_called_otherwise_says_no_days_in_its_link(atlas: None, client: Client) -> None:
    html = client.get(f"/agreements/{WISCONSIN}").content.decode()
    assert linked(html, "jobs") == [(NEW, ""), (OLD, "#words-1")]


def test_what_a_clause_was_called_before_is_found(atlas: None, client: Client) -> None:
    assert (
        f"/agreements/{INTEL}/disbursement"
        in client.get("/search?q=price of each milestone").content.decode()
    )


def test_wordings_in_portuguese(atlas: None, client: Client) -> None:
    (_, under_new), (_, under_old) = worded(client, f"/pt-br/agreements/{WISCONSIN}/jobs")
    assert "para períodos que começam em 1º de janeiro de 2020 ou depois" in under_new
    assert "substituído pelo aditivo 1" in under_old and "2019 descumprida" in under_old
    assert "contract of 20 April 2021" in under_new and "contract of 10 November 2017" in under_old
    page = words(client, f"/pt-br/agreements/{WISCONSIN}/jobs/2019")
    assert "Julgado segundo a versão 1 do acordo, assinado em 10 de novembro de 2017: " in page
    assert "Base legal: Wis. Stat. 238.396 (4) (b); contract of 10 November 2017." in page


def test_many_results_are_paged_under_their_words(
    atlas: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonweal.web.publication.views.RESULTS", 2)
    address = f"/agreements/{WISCONSIN}/jobs"
    (_, first), (_, empty) = worded(client, address)
    assert "2021 met" in first and "stand on another page" in empty
    (_, empty), (_, second) = worded(client, f"{address}?page=2")
    assert "2019 breached" in second and "stand on another page" in empty


# ---- how a text is read, and its values -------------------------------------------------------------


def test_definitions_and_values_in_force_stand_beside_the_agreement(atlas: None, client: Client) -> None:
    assert f'href="/agreements/{WISCONSIN}/terms"' in client.get(f"/agreements/{WISCONSIN}").content.decode()
    said = plain(client.get(f"/agreements/{WISCONSIN}/terms").content.decode())
    assert "2.3 Full-time jobs at year end that pay 30,000 to 100,000 dollars (eligible_jobs) is a" in said
    assert "1.7 Amounts are rounded to the nearest, a half away from zero." in said
    assert "Fewest jobs at year end for any credit 2019 520 jobs by signature" in said
    assert "Fewest jobs at year end for any credit 2020 481 jobs by amendment 1" in said
    assert "Most credits in all – USD 80,000,000 by the text, nothing else being filled in" in said
    assert "As they hold in version 2 of the agreement." in said


def test_each_text_has_definitions_and_values_of_its_own(atlas: None, client: Client) -> None:
    first = plain(client.get(f"/agreements/{WISCONSIN}/terms/1").content.decode())
    assert "terms “wisconsin_eitm”" in first and "481 jobs" not in first
    assert "undisclosed by signature: the limit of 2020 stands in the contract of 2017" in first
    assert client.get(f"/agreements/{WISCONSIN}/terms/3").status_code == 404
    assert client.get("/agreements/NONE/terms").status_code == 404
    assert client.get(f"/agreements/{WISCONSIN}/terms/{10**9}").status_code == 404


def test_definitions_and_values_are_said_in_portuguese(atlas: None, client: Client) -> None:
    said = plain(client.get(f"/pt-br/agreements/{WISCONSIN}/terms").content.decode())
    assert "1.7 Os valores são arredondados ao mais próximo" in said
    assert "2020 481 jobs pelo aditivo 1" in said and "2019 520 jobs na assinatura" in said


def test_a_text_can_be_had_as_it_was_written(atlas: None, client: Client) -> None:
    page = client.get(f"/agreements/{WISCONSIN}/terms").content.decode()
    assert 'href="/terms/wisconsin_2021/1.terms"' in page
    sent = client.get("/terms/wisconsin_2021/1.terms")
    assert sent.content == (ATLAS / "terms/wisconsin_2021.terms").read_bytes()
    assert sent["Content-Type"] == "text/plain; charset=utf-8" and "attachment" in sent["Content-Disposition"]
    assert client.get("/terms/wisconsin_2021/2.terms").status_code == 404
    assert client.get("/terms/commonweal/1.terms").status_code == 404


@pytest.mark.parametrize("address", ["jobs", "jobs/2020"])
def test_a_clause_says_what_people_call_its_names(atlas: None, client: Client, address: str) -> None:
    said = plain(client.get(f"/agreements/{WISCONSIN}/{address}").content.decode())
    assert "“Full-time jobs at year end that pay 30,000 to 100,000 dollars” at the end of each year" in said
    assert "“eligible_jobs”" not in said


# ---- kept, and shown to be so after its day ---------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", "met, {n} days after proof was due"),
        ("/pt-br", "cumprida, {n} dias depois do prazo da comprovação"),
    ],
)
def test_what_was_proved_late_is_not_plainly_met(
    atlas: None, client: Client, language: str, said: str
) -> None:
    late = Finding.objects.get(agreement=TESLA, clause="reserve_principal", start="2012-04-01")
    known, due = (date.fromisoformat(late.row[name][:10]) for name in ("known_since", "due"))
    assert (late.shown, late.days_late) == ("met", (known - due).days) and late.days_late > 0
    clause = f"{language}/agreements/{TESLA}/reserve_principal"
    for address in (clause, f"{clause}/2012-Q2"):
        shown = plain(client.get(address).content.decode()).replace(" ,", ",")
        assert said.format(n=late.days_late) in shown
    in_time = Finding.objects.filter(shown="met", days_late=0)
    assert in_time.exists() and not Finding.objects.exclude(shown="met").filter(days_late__gt=0).exists()


# ---- who decided ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/decisions", f"/agreements/{TESLA}"])
def test_who_decided_is_named_and_linked(atlas: None, client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert 'Decided by <a href="/firms/DOE">United States Department of Energy</a>.' in page
    assert "Decided by DOE" not in plain(page)


def test_a_page_is_made_anew_when_who_decided_is_called_otherwise(atlas: None) -> None:
    pages.complete()
    assert Page.objects.filter(agreement=TESLA).exists()
    Party.objects.filter(party="DOE").update(name="Department of Power")
    pages.forget()
    assert not Page.objects.filter(agreement=TESLA).exists()
