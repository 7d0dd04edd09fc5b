"""The page of an assessment in a browser: accessible, narrow and wide, by keyboard, in the dark, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from commonweal.report.html import assessment_page, register_pages
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.unit.report.pages import ATLAS, atlas, hostile, many

pytestmark = pytest.mark.needs("chromium")

WIDE, PHONE, NARROW = (1280, 800), (375, 800), (320, 640)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the atlas as a file."""
    path = tmp_path_factory.mktemp("report") / "atlas.html"
    path.write_text(assessment_page(atlas(date(2022, 3, 31))), "utf-8")
    return path


@contextmanager
def opened(browser: Any, path: Path, size: tuple[int, int], part: str = "", **how: Any) -> Iterator[Any]:
    """Give an open page; whatever it asks for, says or complains about stands in `page.heard`."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, bypass_csp=how.pop("axe", False), **how
    )
    page = context.new_page()
    page.heard = []
    page.on("request", lambda request: page.heard.append(request.url))
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("dialog", lambda dialog: (page.heard.append(dialog.message), dialog.dismiss()))
    page.goto(f"{path.as_uri()}{part}")
    yield page
    context.close()


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (NARROW, "light"), (WIDE, "dark")], ids=["wide", "narrow", "dark"]
)
def test_axe_finds_no_fault(
    browser: Any, axe_violations: Callable[[Any], list[str]], file: Path, size: tuple[int, int], scheme: str
) -> None:
    with opened(browser, file, size, color_scheme=scheme, axe=True) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert axe_violations(page) == []


@pytest.mark.parametrize("size", [WIDE, PHONE, NARROW], ids=["wide", "phone", "narrow"])
def test_no_page_scrolls_sideways(browser: Any, file: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    evil, crowd = tmp_path / "evil.html", tmp_path / "many.html"
    evil.write_text(assessment_page(hostile(tmp_path)), "utf-8")
    crowd.write_text(assessment_page(many(100)), "utf-8")
    for path in (file, evil, crowd):
        with opened(browser, path, size) as page:
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path.name


def test_a_page_asks_for_nothing_and_complains_of_nothing(browser: Any, file: Path) -> None:
    with opened(browser, file, WIDE) as page:
        assert page.heard == [file.as_uri()]


def test_hostile_words_run_nothing(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "evil.html"
    path.write_text(assessment_page(hostile(tmp_path)), "utf-8")
    for axe in (False, True):  # with and without the policy: escaping alone must hold
        with opened(browser, path, WIDE, axe=axe) as page:
            page.wait_for_timeout(200)
            assert page.heard == [path.as_uri()]


def test_a_link_to_a_reason_opens_it(browser: Any, file: Path) -> None:
    with opened(browser, file, WIDE, part="#WI-FXC/jobs/2018/why") as page:
        reason = page.locator('[id="WI-FXC/jobs/2018/why"]')
        assert reason.is_visible()
        assert page.evaluate("document.querySelector(':target').id") == "WI-FXC/jobs/2018/why"


def test_the_first_screen_holds_the_answers(browser: Any, file: Path) -> None:
    with opened(browser, file, WIDE) as page:
        for name in ("Evidence", "Breached", "Proof overdue", "Owed now"):
            box = page.locator("dt", has_text=name).first.bounding_box()
            assert box["y"] + box["height"] < WIDE[1]
        for id_ in ("attention", "next"):
            assert page.locator(f"#{id_}").bounding_box()["y"] < WIDE[1] - 200


def test_the_keyboard_reaches_links_and_folds_and_shows_where_it_is(browser: Any, file: Path) -> None:
    with opened(browser, file, WIDE) as page:
        seen = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            tag = page.evaluate("document.activeElement.tagName")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
            seen.add(tag)
            assert outline == "3px", tag
        assert seen == {"A", "SUMMARY"}


def test_words_beside_shapes_are_read_out_and_tables_stay_tables(browser: Any, file: Path) -> None:
    with opened(browser, file, NARROW) as page:
        table = page.get_by_role("table", name="What was promised, and did it happen?").first
        assert table.get_by_role("row").count() > 2
        assert table.get_by_role("columnheader", name="Finding").count() == 1
        assert page.get_by_role("img", name="period by period").count() == 3


def test_text_that_is_spaced_out_is_not_cut(browser: Any, file: Path) -> None:
    # WCAG 2.2, 1.4.12
    spaced = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    with opened(browser, file, NARROW, axe=True) as page:
        page.add_style_tag(content=spaced)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def test_a_page_prints_on_a4_without_cut_rows(browser: Any, file: Path) -> None:
    with opened(browser, file, WIDE) as page:
        paper = page.pdf(prefer_css_page_size=True)
        assert paper.startswith(b"%PDF")
        assert 4 <= paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 40
        assert b"/MediaBox [0 0 594.95996 841.91998]" in paper or b"/MediaBox [0 0 595" in paper
        page.emulate_media(media="print")
        for part in ("tr", ".facts", "figure"):
            kept = page.evaluate(f"getComputedStyle(document.querySelector('{part}')).breakInside")
            assert kept == "avoid", part
        for part, shown in (("thead", "table-header-group"), ("nav", "none")):
            assert page.evaluate(f"getComputedStyle(document.querySelector('{part}')).display") == shown


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the register of all agreements, and return its folder."""
    found = load(ATLAS)
    assert found.value is not None, found.diagnostics
    folder = tmp_path_factory.mktemp("register")
    for name, content in register_pages(assess(found.value, as_of=date(2024, 12, 31), explain=True)).items():
        (folder / name).write_text(content, "utf-8")
    return folder


@pytest.mark.parametrize("name", ["index", "US-DOE-TESLA", "DE-WSF-LH", "WI-FXC"])
def test_axe_finds_no_fault_in_the_register(
    browser: Any, axe_violations: Callable[[Any], list[str]], register: Path, name: str
) -> None:
    with opened(browser, register / f"{name}.html", WIDE, axe=True) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert axe_violations(page) == []


def test_links_of_the_register_lead_to_pages_and_rows_that_are_there(browser: Any, register: Path) -> None:
    with opened(browser, register / "index.html", WIDE) as page:
        links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
    inside = [link for link in links if link and not link.startswith(("#", "http"))]
    assert len(inside) >= 17
    for link in inside:
        name, _, anchor = link.partition("#")
        content = (register / name).read_text("utf-8")
        assert not anchor or f'id="{escape(unquote(anchor))}"' in content, link
