"""The office in a browser, in both languages: every page up to a receipt, accessible and narrow."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext, override

from tests.web.running import called, environment_of, serving
from tests.web.test_browser import NARROW, opened, unfold
from tests.web.test_support import LOANS, MAPPING

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory, starter_site: Path) -> tuple[Path, str]:
    """Return the data folder of a site with one officer, and the officer's password."""
    data = shutil.copytree(starter_site, tmp_path_factory.mktemp("staffed") / "data")
    said = called(environment_of(data), "officer", "add", "Ada")
    return data, said.partition("password: ")[2].split()[0]


@pytest.fixture
def office(tmp_path: Path, staffed: tuple[Path, str]) -> Iterator[tuple[str, str]]:
    """Serve a copy of that site; return its address and the password."""
    data, password = staffed
    # A browser holds its own machine for secure, as it must be for these cookies.
    with serving(environment_of(shutil.copytree(data, tmp_path / "data"))) as address:
        yield address, password


def told(language: str, said: str) -> str:
    """Return what a page of the office says, in a language."""
    with override(language):
        return gettext(said)


@pytest.mark.parametrize("language", ["en", "pt-br"])
def test_an_officer_brings_a_table_that_nobody_knows_and_gets_a_receipt(
    browser: Any,
    axe_violations: Callable[[Any], list[str]],
    office: tuple[str, str],
    tmp_path: Path,
    language: str,
) -> None:
    site, password = office
    inner = f"{site}/office/" if language == "en" else f"{site}/office/{language}/"
    say = partial(told, language)
    (tmp_path / "loans.csv").write_bytes(LOANS)

    def sound(page: Any) -> None:
        assert page.locator("html").get_attribute("lang") == language
        assert axe_violations(page) == [], page.url
        wide = page.viewport_size
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0], page.url
        page.set_viewport_size(wide)

    with opened(browser, f"{inner}sign-in", bypass_csp=True) as page:
        page.get_by_label(say("Name"), exact=True).fill("Ada")
        page.get_by_label(say("Password")).fill("something else")
        page.get_by_role("button", name=say("Sign in")).click()
        fault = say("This name and password do not fit, or there were too many tries.")
        assert fault in page.get_by_role("alert").inner_text()
        sound(page)
        page.get_by_label(say("Name"), exact=True).fill("Ada")
        page.get_by_label(say("Password")).fill(password)
        page.get_by_role("button", name=say("Sign in")).click()
        assert page.url == f"{inner}import"
        sound(page)
        chosen = say("Files of support, 10 MB together at most")
        page.get_by_label(chosen).set_input_files(tmp_path / "loans.csv")
        page.get_by_role("button", name=say("Show what would come in")).click()
        assert page.get_by_role("heading", level=1).inner_text() == say("Nothing would come in")
        sound(page)
        page.get_by_label(say("Mapping"), exact=True).fill(MAPPING.decode())
        page.get_by_role("button", name=say("Use this mapping")).click()
        assert page.get_by_role("heading", level=1).inner_text() == say("What would come in")
        assert say("Nothing is stored yet.") in page.locator("p.lead").inner_text()
        sound(page)
        page.get_by_role("button", name=say("Take it in")).click()
        assert page.get_by_role("heading", level=1).inner_text() == say("Taken in")
        sound(page)
        assert page.locator("main p code").inner_text() in page.request.get(f"{site}/api/chain").text()
        page.get_by_role("button", name=say("Sign out")).click()
        assert page.url == f"{inner}sign-in"
        assert page.goto(f"{inner}import").status == 404


def cookies_of(request: Any) -> str:
    """Return the cookies that a browser sent; not to be asked while the request is being told of."""
    return str(request.all_headers().get("cookie", ""))


def test_the_office_needs_no_script_and_its_cookies_go_nowhere_else(
    browser: Any, office: tuple[str, str]
) -> None:
    site, password = office
    with opened(browser, f"{site}/office/sign-in", java_script_enabled=False) as page:
        page.get_by_label("Name", exact=True).fill("Ada")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        assert page.url == f"{site}/office/import"
        asked: list[Any] = []
        page.on("request", lambda request: asked.append(request))
        page.get_by_role("link", name="Support").click()
        page.wait_for_url(f"{site}/support")
        page.wait_for_load_state()
        assert asked and not any(cookies_of(request) for request in asked)
        page.goto(f"{site}/office/import")
        assert any("__Secure-office=" in cookies_of(request) for request in asked)
        assert page.faults == []


def test_the_dictionary_of_data_in_portuguese_is_accessible_and_narrow(
    browser: Any, axe_violations: Callable[[Any], list[str]], office: tuple[str, str]
) -> None:
    with opened(browser, f"{office[0]}/pt-br/downloads", bypass_csp=True, size=NARROW) as page:
        unfold(page)
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
