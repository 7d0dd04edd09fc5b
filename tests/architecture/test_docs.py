"""The pages are what they are made from, everything they show is so, and everything has its page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from commonweal.ground.diagnostics import catalogue
from docs import library
from docs.cases import CASES
from docs.generate import CHAPTERS, PAGES, page_of, sections_of, session_pages, sound
from docs.sessions import renewed
from tests.architecture.source import ROOT, name_of

EXCERPT = re.compile(r"<!-- excerpt: (?P<file>\S+) -->\n```text\n(?P<text>.*?)\n```", re.DOTALL)
NUMBERED = re.compile(r"Sections? (?P<numbers>[\d., ]+?) of the language")
SOURCE_LINES = 200


def chapters() -> list[Path]:
    """Return the chapters that people write."""
    return sorted(CHAPTERS.glob("*.md"))


@cache
def written() -> str:
    """Return the text of all pages of docs/language."""
    return "\n".join(path.read_text("utf-8") for path in sorted(PAGES.glob("*.md")))


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_a_page_is_what_its_chapter_becomes(chapter: Path) -> None:
    assert (PAGES / chapter.name).read_text("utf-8") == page_of(chapter), "make docs writes it anew"


def test_every_page_has_a_chapter() -> None:
    assert {p.name for p in PAGES.iterdir()} == {p.name for p in chapters()}


@pytest.mark.parametrize("chapter", chapters(), ids=lambda path: path.stem)
def test_a_chapter_can_be_read_in_one_sitting(chapter: Path) -> None:
    assert len(chapter.read_text("utf-8").splitlines()) <= SOURCE_LINES


def test_every_good_case_is_in_the_pages() -> None:
    shown = set(re.findall(r"tests/cases/([\w/-]+)/case\.terms", written()))
    good = {path.parent.relative_to(CASES).as_posix() for path in CASES.glob("*/good/*/case.terms")}
    assert sorted(good - shown) == []


def test_every_section_that_a_case_cites_has_a_chapter() -> None:
    there = {number for path in chapters() for number in sections_of(path.read_text("utf-8"))}
    cited = {
        number
        for path in CASES.rglob("about.md")
        for found in NUMBERED.finditer(path.read_text("utf-8"))
        for number in found["numbers"].split(", ")
    }
    assert sorted(cited - there) == []


def test_every_code_has_its_place_among_the_messages() -> None:
    page = (PAGES / "messages.md").read_text("utf-8")
    assert [code for code in catalogue() if f"\n### {code}\n" not in page or f"[{code}](" not in page] == []


@pytest.mark.parametrize("page", list(session_pages()), ids=lambda path: path.stem)
def test_texts_on_a_page_compile_and_their_examples_hold(page: Path) -> None:
    sound(page.read_text("utf-8"), name_of(page))


@pytest.mark.parametrize("page", list(session_pages()), ids=lambda path: path.stem)
def test_commands_on_a_page_print_what_it_shows(page: Path) -> None:
    text = page.read_text("utf-8")
    assert renewed(text) == text, "make docs writes the outputs anew"


def test_excerpts_stand_in_their_files() -> None:
    found = {page: EXCERPT.findall(page.read_text("utf-8")) for page in session_pages()}
    assert found[ROOT / "README.md"], "the first screen shows a real clause"
    parted = [
        f"{name_of(page)}: {file}"
        for page, excerpts in found.items()
        for file, text in excerpts
        if text not in (ROOT / file).read_text("utf-8")
    ]
    assert parted == []


# ---- the library --------------------------------------------------------------------------------------


def test_the_page_of_the_library_is_what_its_texts_say() -> None:
    assert library.PAGE.read_text("utf-8") == library.page(), "make docs writes it anew"


def test_the_first_page_says_how_much_the_library_says() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert library.sentence() in readme, "make docs writes it anew"
    assert library.inserted(readme) == readme


@pytest.mark.parametrize("one", library.programmes(), ids=lambda one: one.name)
def test_a_text_of_the_library_names_its_case_its_sources_and_what_it_leaves_out(
    one: library.Programme,
) -> None:
    assert one.case, "a line `# case: D1`, or of whom the example is"
    assert one.features, "a line `# features: F1 F2`"
    assert one.names_sources, "a header that says where the rules are from"
    assert one.examples, "at least one example"
    assert [said for said in one.left_out if not library.has_reason(said)] == [], "WHAT – WHY"


def test_every_feature_is_used_or_explained() -> None:
    rows = re.findall(
        r"^\| (F\d+) \| .+ \| .+ \| (.+) \|$", (PAGES / "limits.md").read_text("utf-8"), re.MULTILINE
    )
    assert [name for name, _ in rows] == [f"F{n}" for n in [*range(1, 39), 43]]
    used = {feature for one in library.programmes() for feature in one.features}
    assert [name for name, users in rows if (name in used) == users.startswith("*none:*")] == []
    assert used <= {name for name, _ in rows}


# ---- links ----------------------------------------------------------------------------------------------


def test_anchors_lead_to_headings() -> None:
    broken = []
    for path in [*PAGES.glob("*.md"), *session_pages(), library.PAGE]:
        for target, anchor in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", path.read_text("utf-8")):
            page = (path.parent / target) if target else path
            if not page.is_file():
                broken.append(f"{name_of(path)} -> {target}")
                continue
            headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
            if anchor not in {anchor_of(heading) for heading in headings}:
                broken.append(f"{name_of(path)} -> {target}#{anchor}")
    assert broken == []


def anchor_of(heading: str) -> str:
    """Return the anchor that Git hosts give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
