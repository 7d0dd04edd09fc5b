"""The site in a browser: accessible, narrow and wide, by keyboard, without script, as eight people use it."""

from __future__ import annotations

import csv
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT
from tests.web.conftest import ATLAS

pytestmark = pytest.mark.needs("chromium", "axe")

WIDE, PHONE, NARROW = (1280, 800), (360, 740), (320, 640)
TESLA = "/agreements/US-DOE-TESLA"
PAGES = {
    "home": "/",
    "missions": "/missions",
    "mission": "/missions/camden_net_zero_2030",
    "mission without target": "/missions/camden_diversity",
    "programme": "/programmes/cfd",
    "place": "/places/camden",
    "firm": "/firms/LUFTHANSA",
    "register": "/agreements",
    "agreement": TESLA,
    "clause": f"{TESLA}/current_ratio",
    "result": f"{TESLA}/current_ratio/2012-Q3",
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
}
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the atlas as whoever runs a site does, and return its address."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COMMONWEAL", "DJANGO", "DATABASE"))}
    environment = {**kept, "COMMONWEAL_DATA": str(tmp_path_factory.mktemp("site") / "data")}
    command = [sys.executable, "-m", "commonweal.cli.main"]
    for words in (("as-of", "--day", "2024-12-31"), ("import", str(ATLAS), "--public")):
        subprocess.run([*command, "site", *words], env=environment, cwd=ROOT, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _wait(address: str) -> None:
    """Wait until a site answers."""
    for _ in range(600):
        try:
            with urlopen(f"{address}/readyz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the site did not come up within a minute")


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
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == ("pt-br" if "Portuguese" in name else "en")


def test_pages_are_accessible_in_the_dark(
    browser: Any, axe_violations: Callable[[Any], list[str]], site: str
) -> None:
    for name in ("mission", "agreement", "search with results"):
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
        for name in ("home", "mission", "programme", "place", "firm", "agreement", "decisions"):
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
        assert "broken, late or without proof" in first.inner_text()
        page.get_by_role("link", name="Decisions", exact=True).click()
        acts = page.locator("main li").all_inner_texts()
        assert any("waived" in act and "Decided by DOE" in act for act in acts)
        assert any("48,000,000 → 72,000,000" in act for act in acts)


def test_an_auditor_finds_on_the_page_what_the_download_says(browser: Any, site: str) -> None:
    with opened(browser, site + f"{TESLA}/current_ratio") as page:
        shown = page.locator("#results + table tbody tr")
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


def test_a_visitor_changes_the_language_and_stays_on_the_page(browser: Any, site: str) -> None:
    with opened(browser, f"{site}/search?q=camden") as page:
        page.get_by_role("link", name="Português").click()
        assert page.url == f"{site}/pt-br/search?q=camden"
        assert page.get_by_role("heading", level=1).inner_text() == "Busca"
        page.get_by_role("link", name="Camden", exact=True).first.click()
        assert page.url == f"{site}/pt-br/places/camden"
        page.get_by_role("link", name="English").click()
        assert page.url == f"{site}/places/camden"
