"""The site in a browser: accessible, narrow and wide, by keyboard, without script, as eight people use it."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest

from tests.web.conftest import ATLAS
from tests.web.running import called, environment_of, serving

pytestmark = pytest.mark.needs("chromium")

WIDE, PHONE, NARROW = (1280, 800), (360, 740), (320, 640)
BETWEEN = (1024, 993, 992, 768, 737, 736, NARROW[0])
"""Widths at which no page is turned sidewards: of a tablet both ways, a phone, and where tables stack."""
TESLA, FOXCONN = "/agreements/US-DOE-TESLA", "/agreements/WI-FXC"
PAGES = {
    "home": "/",
    "missions": "/missions",
    "mission": "/missions/camden_net_zero_2030",
    "mission without target": "/missions/camden_diversity",
    "programme": "/programmes/cfd",
    "place": "/places/camden",
    "firm": "/firms/LUFTHANSA",
    "firm with promises": "/firms/FOXCONN-WI",
    "register": "/agreements",
    "register of loans": "/agreements?instrument=loan",
    "compared": "/compare?instrument=bailout",
    "nothing compared": "/compare",
    "agreement": TESLA,
    "agreement with documents": FOXCONN,
    "amendment": f"{FOXCONN}/amendments/1",
    "amendment of many windows": f"{TESLA}/amendments/5",
    "result that waits": f"{FOXCONN}/average_wage/2018",
    "clause": f"{TESLA}/current_ratio",
    "result": f"{TESLA}/current_ratio/2012-Q3",
    "calendar": "/calendar",
    "calendar of an agreement": "/agreements/US-CHIPS-INTEL/calendar",
    "support": "/support",
    "support of a group": "/support/LUFTHANSA",
    "support of nobody": "/support/unmatched",
    "sign in": "/office/sign-in",
    "decisions": "/decisions",
    "search": "/search",
    "search with results": "/search?q=tesla",
    "search without results": "/search?q=zzzz",
    "methods": "/methods",
    "downloads": "/downloads",
    "about": "/about",
    "not found": "/nothing-here",
    "Portuguese": "/pt-br/",
    "Portuguese mission": "/pt-br/missions/camden_net_zero_2030",
    "Portuguese amendment": f"/pt-br{FOXCONN}/amendments/1",
    "Portuguese compared": "/pt-br/compare?instrument=loan",
    "Portuguese support": "/pt-br/support",
    "Portuguese calendar": "/pt-br/calendar",
}
MOST_BYTES = 100_000
MINUTES = "documents/WI-FXC/minutes.txt"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the atlas as whoever runs a site does, and return its address."""
    top = tmp_path_factory.mktemp("site")
    atlas, environment = shutil.copytree(ATLAS, top / "atlas"), environment_of(top / "data")
    (atlas / MINUTES).write_bytes(b"Minutes of 20 April 2021\r\n")
    with (atlas / "documents.csv").open("a") as table:
        table.write(f"WI-FXC,{MINUTES},Minutes of the board,2021-04-20\n")
    for words in (("as-of", "--day", "2024-12-31"), ("import", str(atlas), "--public")):
        called(environment, *words)
    with serving(environment) as address:
        yield address


@contextmanager
def opened(browser: Any, address: str, size: tuple[int, int] = WIDE, **how: Any) -> Iterator[Any]:
    """Give an open page; faults that the browser tells stand in `page.faults`."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **how)
    page = context.new_page()
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.goto(address)
    yield page
    context.close()


def unfold(page: Any) -> None:
    """Open everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


# ---- every page -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_wide_and_narrow(
    browser: Any, axe_violations: Callable[[Any], list[str]], site: str, name: str
) -> None:
    with opened(browser, site + PAGES[name], bypass_csp=True) as page:
        unfold(page)
        assert axe_violations(page) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert axe_violations(page) == []
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == ("pt-br" if "Portuguese" in name else "en")


def test_no_page_is_wider_than_what_it_is_read_on(browser: Any, site: str) -> None:
    wider = []
    with opened(browser, site + "/") as page:
        for path in PAGES.values():
            page.goto(site + path)
            unfold(page)
            for width in BETWEEN:
                page.set_viewport_size({"width": width, "height": 800})
                found = page.evaluate("document.documentElement.scrollWidth")
                wider += [(path, width, found)] if found > width else []
    assert wider == []


UNNAMED = """() => [...document.querySelectorAll('main td:not([data-label])')]
  .filter(cell => cell.getClientRects().length).map(cell => cell.textContent)"""
"""Cells that are shown where tables stack, without a word that says what they hold."""


def test_a_stacked_table_names_every_cell_that_it_shows(browser: Any, site: str) -> None:
    for width in (768, NARROW[0]):
        with opened(browser, site + "/", (width, 900)) as page:
            for path in ("/", "/missions", "/calendar", "/support", "/missions/camden_net_zero_2030"):
                page.goto(site + path)
                unfold(page)
                tables = page.locator("table.many")
                assert tables.count() and page.locator("table.many thead").first.bounding_box()["width"] <= 1
                assert page.evaluate(UNNAMED.replace("main td", "main .many td")) == [], (width, path)


BARE = """() => [...document.querySelectorAll('main h2, main h3')].filter(h => {
  const after = document.createRange();
  after.setStartAfter(h); after.setEndAfter(h.parentElement.lastChild);
  return !after.toString().trim() && !after.cloneContents().querySelector('img, svg, input');
}).map(h => h.textContent)"""
"""Headings with nothing after them in what holds them."""


def test_no_heading_stands_over_nothing(browser: Any, site: str) -> None:
    more = ("/agreements/US-AK-PFD-2015", "/agreements/US-AK-PFD-2016", "/places/BR")
    with opened(browser, site + "/", java_script_enabled=True) as page:
        for path in (*PAGES.values(), *more):
            page.goto(site + path)
            assert page.evaluate(BARE) == [], path


OUTSIDE = """() => [...document.querySelectorAll('.network rect')].flatMap(box => {
  const edge = box.getBoundingClientRect();
  return [...box.nextElementSibling.querySelectorAll('text')].filter(text => {
    const said = text.getBoundingClientRect();
    return said.right > edge.right || said.left < edge.left || said.bottom > edge.bottom + 1;
  }).map(text => text.textContent);
})"""
"""Words that run out of the box in which they stand."""


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize(
    "path", ["/missions/uk_net_zero", "/pt-br/missions/uk_net_zero", "/missions/chips_at_home"]
)
def test_every_name_of_a_picture_stands_in_its_box(
    browser: Any, site: str, path: str, size: tuple[int, int]
) -> None:
    with opened(browser, site + path, size) as page:
        assert page.locator(".network rect").count() >= 3
        assert page.evaluate(OUTSIDE) == []


def test_pages_are_accessible_in_the_dark(
    browser: Any, axe_violations: Callable[[Any], list[str]], site: str
) -> None:
    for name in ("mission", "agreement", "amendment", "register of loans", "search with results"):
        with opened(browser, site + PAGES[name], bypass_csp=True, color_scheme="dark") as page:
            assert axe_violations(page) == [], name


def test_pages_are_light_and_the_policy_of_content_refuses_nothing(browser: Any, site: str) -> None:
    with opened(browser, site + "/", java_script_enabled=False) as page:
        for name, path in PAGES.items():
            body = page.goto(site + path).body()
            assert len(body) <= MOST_BYTES, name
            assert b"<script" not in body and b"style=" not in body, name
        # The 404 is told to the console by its status, and by nothing else.
        assert [fault for fault in page.faults if "404" not in fault] == []


def test_every_link_of_the_main_pages_leads_somewhere(browser: Any, site: str) -> None:
    links: set[str] = set()
    with opened(browser, site + "/") as page:
        for name in ("home", "mission", "programme", "place", "firm", "agreement", "amendment", "compared",
                     "result that waits", "decisions", "support", "support of a group"):  # fmt: skip
            page.goto(site + PAGES[name])
            found = page.evaluate("[...document.querySelectorAll('main a, nav a')].map(a => a.href)")
            links |= {link.partition("#")[0] for link in found if link.startswith(site)}
        pages = [link for link in sorted(links) if "/downloads/" not in link]
        assert len(pages) > 80
        assert [link for link in pages if page.request.get(link).status != 200] == []


# ---- journeys ---------------------------------------------------------------------------------------


def test_a_reporter_searches_a_firm_and_copies_a_citation_without_script(browser: Any, site: str) -> None:
    with opened(browser, site + "/", java_script_enabled=False) as page:
        page.get_by_role("searchbox", name="Firm, place, mission").fill("Tesla Mo")
        page.get_by_role("button", name="Search").first.click()
        page.get_by_role("link", name="Tesla Motors, Inc.").click()
        assert "465\u00a0million" in page.locator("main").inner_text()
        page.get_by_role("link", name="Loan of the Department of Energy to Tesla Motors").click()
        page.locator("#changed + ul").get_by_role("link", name="Q3 2012").click()
        assert "waived" in page.locator("main").inner_text()
        cited = page.get_by_role("region", name="Cite this page").inner_text()
        assert f"{site}{TESLA}/current_ratio/2012-Q3" in cited
        assert "commonweal:US-DOE-TESLA/current_ratio/2012-Q3@2024-12-31#" in cited


def test_a_mission_unit_goes_from_words_to_the_promise_that_fails(browser: Any, site: str) -> None:
    with opened(browser, site + "/") as page:
        said = page.locator("main").inner_text()
        assert "traces to no mission" in said and "Stated aims" in said
        page.get_by_role("link", name="A net zero carbon Camden by 2030").click()
        assert page.get_by_role("heading", name="From words to terms").is_visible()
        page.get_by_role("link", name="UK-PSDS-CAMDEN-LIBRARY, saves").click()
        assert page.get_by_role("heading", name="Period by period").is_visible()


def test_a_citizen_finds_who_to_ask_by_postcode_with_the_keyboard_alone(browser: Any, site: str) -> None:
    with opened(browser, site + "/", PHONE) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the content"
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "q":
                break
        page.keyboard.type("nw1 2db")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
            if page.evaluate("document.activeElement.textContent") == "Camden":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/places/camden")
        assert page.get_by_role("heading", name="Who to ask").count() == 1
        assert "London Borough of Camden" in page.locator("#ask + ul").inner_text()


def test_a_steward_sees_what_needs_attention_and_what_was_let_go(browser: Any, site: str) -> None:
    with opened(browser, site + "/") as page:
        first = page.locator("#attention + ul li").first
        assert re.search(r"\d+ (broken|payments? late|proofs? not in this register)", first.inner_text())
        page.get_by_role("link", name="Decisions", exact=True).click()
        acts = page.locator("main li").all_inner_texts()
        assert any("waived" in act and "Decided by United States Department of Energy" in act for act in acts)
        assert any("48,000,000 doses → 72,000,000 doses" in act.replace("\u00a0", " ") for act in acts)


def test_an_auditor_finds_on_the_page_what_the_download_says(browser: Any, site: str) -> None:
    with opened(browser, site + f"{TESLA}/current_ratio") as page:
        shown = page.locator("[id^='results-'] + table tbody tr")
        seen = [row.locator("td[data-label=Status]").inner_text().strip() for row in shown.all()]
        rows = csv.DictReader(io.StringIO(page.request.get(f"{site}/downloads/findings.csv").text()))
        mine = [r for r in rows if (r["agreement"], r["clause"]) == ("US-DOE-TESLA", "current_ratio")]
    assert len(seen) == len(mine) > 10
    assert seen.count("waived") == sum(r["status"] == "waived" for r in mine) == 1
    assert seen.count("overdue") == sum(r["status"] == "overdue" for r in mine)


def test_a_researcher_reads_the_method_behind_a_label(browser: Any, site: str) -> None:
    with opened(browser, site + PAGES["mission"]) as page:
        page.get_by_role("link", name="German Sustainable Development Strategy").click()
        assert page.evaluate("document.querySelector(':target').textContent").startswith("German")
        assert page.locator("a[href^='http']:not([href*='127.0.0.1'])").count() >= 4


def test_a_union_finds_which_proof_of_wages_is_missing_and_who_owes_it_without_script(
    browser: Any, site: str
) -> None:
    with opened(browser, site + "/", NARROW, java_script_enabled=False) as page:
        page.get_by_role("searchbox", name="Firm, place, mission").fill("foxconn")
        page.get_by_role("button", name="Search").first.click()
        page.get_by_role("link", name="Foxconn in Wisconsin").click()
        promises = page.locator("table[aria-labelledby=promises] tbody tr")
        assert promises.count() == 8, "each promise has a row for each of its wordings"
        assert "overdue" in promises.first.inner_text()
        page.get_by_role("link", name="An average wage of at least 53,875 dollars").first.click()
        row = page.locator("tbody tr", has_text="2018")
        assert "overdue" in row.inner_text()
        row.get_by_role("link", name="2018").click()
        missing = page.locator("table[aria-labelledby=missing]").inner_text()
        assert "Wages paid in those jobs, 2018" in missing and "audited" in missing
        assert "31 December 2019" in missing and "passed" in missing
        assert "evidence/foxconn.csv" in missing and "eligible_payroll" in missing
        page.locator("table[aria-labelledby=missing]").get_by_role("link", name="company").first.click()
        assert page.get_by_role("heading", level=1).inner_text().startswith("Foxconn in Wisconsin")


def test_a_compliance_officer_reads_what_is_due_next_with_the_keyboard_alone(browser: Any, site: str) -> None:
    with opened(browser, site + "/", PHONE) as page:
        tab_to(page, "document.activeElement.id == 'q'")
        page.keyboard.type("tsmc arizona")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        follow(page, "TSMC Arizona Corporation", "**/firms/TSMC-ARIZONA")
        follow(
            page, "CHIPS award with upside sharing (TSMC Arizona Corporation)", "**/agreements/US-CHIPS-TSMC"
        )
        follow(page, "What comes next, by when, and by whom", "**/agreements/US-CHIPS-TSMC/calendar")
        told = page.locator("table[aria-labelledby=next] tbody tr").all_inner_texts()
        rows = [row.replace("\u00a0", " ") for row in told]
        wage = next(row for row in rows if "Prevailing wages on the building site" in row)
        assert "30 April 2025" in wage and "Proof is due" in wage and "awardee" in wage
        assert "at least audited" in wage, "in what form"
        days = [row.split("\n")[0].strip() for row in rows]
        assert days[0] == "1 March 2025" and len(days) == 12


def test_a_loans_office_narrows_the_register_and_compares_terms_of_one_kind(browser: Any, site: str) -> None:
    with opened(browser, site + "/", java_script_enabled=False) as page:
        page.get_by_role("link", name="Register", exact=True).click()
        page.get_by_label("Kind of support").select_option("bailout")
        page.get_by_role("button", name="Show").click()
        listed = page.locator("table[aria-labelledby=agreements] tbody tr")
        chosen = page.get_by_label("Kind of support").locator("option:checked").inner_text()
        assert listed.count() > 3 and f"({listed.count()})" in chosen
        page.get_by_role("link", name="What they ask for, side by side").click()
        page.get_by_role("link", name="Labour: jobs, wages, training").click()
        labour = page.locator("table[aria-labelledby=for-labour] tbody tr")
        assert labour.count() >= 3, "several agreements of one kind ask for something about work"
        bonus = labour.filter(has_text="No bonuses for the executive board")
        bonus.get_by_role("link", name="No bonuses for the executive board").click()
        assert page.get_by_role("heading", name="Period by period").is_visible()
        page.go_back()
        page.get_by_role("link", name="From the words of missions to terms like these").click()
        assert page.get_by_role("heading", name="From words to terms").is_visible()


def test_a_reporter_quotes_what_an_amendment_did_with_the_keyboard_alone(browser: Any, site: str) -> None:
    with opened(browser, site + FOXCONN) as page:
        follow(page, "The contract of 20 April 2021", f"**{FOXCONN}/amendments/1")
        said = page.locator("p.lead").inner_text()
        assert said == (
            "Amendment 1 of 20 April 2021: 5 clauses released, dues of up to USD 37,700,000.00"
            " from state to company added, 4 statuses changed, 4 tests added; dues that hang on 3 tests that"
            " are not decided are not counted (as of 31 December 2024)."
        )
        rows = page.request.get(f"{site}/api/amendments?agreement=WI-FXC").json()["rows"]
        assert [row["said"] for row in rows] == [said]
        assert page.locator("del").count() > 5 and page.locator("ins").count() > 5
        cited = page.get_by_role("region", name="Cite this page").inner_text()
        assert "commonweal:WI-FXC/amendments/1@2024-12-31#" in cited


@pytest.mark.parametrize("size", [NARROW, PHONE, (768, 1024), WIDE], ids=str)
@pytest.mark.parametrize("language", ["", "/pt-br"])
def test_fields_of_support_are_wide_enough_and_stand_beside_their_labels(
    browser: Any, site: str, language: str, size: tuple[int, int]
) -> None:
    with opened(browser, f"{site}{language}/support", size) as page:
        for name in ("name", "source", "kind"):
            field = page.locator(f"main #{name}").bounding_box()
            label = page.locator(f"main label[for={name}]").bounding_box()
            assert field["width"] >= 130, (name, field)
            assert label["x"] + label["width"] <= field["x"] and field["x"] + field["width"] <= size[0]
            assert field["y"] < label["y"] + label["height"] / 2 < field["y"] + field["height"]


def test_a_document_is_kept_and_its_bytes_are_those_of_its_name(browser: Any, site: str) -> None:
    with opened(browser, site + FOXCONN) as page:
        with page.expect_download() as downloading:
            page.get_by_role("link", name="Minutes of the board").click()
        kept = downloading.value.path().read_bytes()
        assert kept == b"Minutes of 20 April 2021\r\n"
        papers = page.locator("ul.papers").inner_text()
        assert sha256(kept).hexdigest() in papers
        assert "typed" not in papers, "what is dated after the day of the site is not there"


def tab_to(page: Any, there: str) -> None:
    """Press Tab until something is so."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(there):
            return
    raise AssertionError(f"the keyboard does not reach: {there}")


def follow(page: Any, name: str, address: str) -> None:
    """Reach a link by its words with Tab, and follow it."""
    tab_to(page, f"document.activeElement.textContent.trim() == {json.dumps(name)}")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_a_visitor_changes_the_language_and_stays_on_the_page(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/search?q=camden") as page:
        page.get_by_role("link", name="Português").click()
        assert page.url == f"{site}/pt-br/search?q=camden"
        assert page.get_by_role("heading", level=1).inner_text() == "Busca"
        page.get_by_role("link", name="Camden", exact=True).first.click()
        assert page.url == f"{site}/pt-br/places/camden"
        page.get_by_role("link", name="English").click()
        assert page.url == f"{site}/places/camden"
