"""The pages for signature and of a redline in a browser: accessible, narrow and wide, on A4 paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonweal.report.signing.redline import Compared, redline_page
from commonweal.report.signing.signature import signature_page
from commonweal.terms.explain.prose import prose
from commonweal.terms.explain.redline import redline
from tests.unit.report.signing.test_signature import FULL, SAMPLE, SECOND
from tests.web_report.test_report_page import NARROW, PHONE, WIDE, opened

pytestmark = pytest.mark.needs("chromium")

PAGES = ("signature", "portuguese", "redline")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the pages as files."""
    folder = tmp_path_factory.mktemp("signature")
    found = tuple(redline(prose(SAMPLE), prose(SECOND)[:-1]))
    compared = Compared(("old", "sha256:0"), ("new", "sha256:1"), "1 clause changed", False, found)
    made = {
        "signature": signature_page(FULL),
        "portuguese": signature_page(FULL, language_code="pt-BR"),
        "redline": redline_page([compared], language="en"),
    }
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault(
    browser: Any, axe_violations: Callable[[Any], list[str]], files: dict[str, Path], name: str, size: Any
) -> None:
    with opened(browser, files[name], size, axe=True) as page:
        assert axe_violations(page) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", [WIDE, PHONE, NARROW], ids=["wide", "phone", "narrow"])
def test_no_page_scrolls_sideways_or_asks_for_anything(
    browser: Any, files: dict[str, Path], name: str, size: Any
) -> None:
    with opened(browser, files[name], size) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.heard == [files[name].as_uri()]


def test_links_are_large_enough_to_hit(browser: Any, files: dict[str, Path]) -> None:
    # WCAG 2.2, 2.5.8: 24 by 24 pixels
    with opened(browser, files["signature"], PHONE) as page:
        for box in [link.bounding_box() for link in page.locator("nav a").all()]:
            assert box["height"] >= 24 and box["width"] >= 24


def test_on_paper_it_is_a4_and_no_signature_is_cut(browser: Any, files: dict[str, Path]) -> None:
    with opened(browser, files["signature"], WIDE) as page:
        data = page.pdf(prefer_css_page_size=True)
        assert b"/MediaBox [0 0 594.9" in data or b"/MediaBox [0 0 595" in data
        page.emulate_media(media="print")
        assert page.locator("nav").is_hidden()
        for sign in page.locator(".sign").all():
            assert sign.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
