"""A review of a draft with known gaps, and of every programme of the library."""

from __future__ import annotations

from pathlib import Path

import pytest

import commonweal
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.workspace.probing.features import FEATURES
from commonweal.workspace.probing.reviewing import Review, library, review

LIBRARY = Path(commonweal.__path__[0]) / "library"
FOLDERS = sorted(folder for folder in LIBRARY.iterdir() if (folder / "terms").is_dir())

DRAFT = """language 1
unit jobs
measure staff "Jobs" per award: stock jobs each year evidence audited
measure profit "Profit" per award: flow money each year

terms draft version 1 "A plant"
  instrument grant
  currency EUR
  party firm recipient
  party state public

condition jobs
  firm must ensure staff at end at least 100 jobs
  tested each year from 2025-01-01 until 2029-12-31
  evidence audited due within 90 days after end of period
  purpose direction
  if breached, firm must repay state paid under aid in period

condition wages
  firm must ensure total of profit in period at least EUR 5
  tested each year from 2025-01-01 until 2029-12-31

payment aid
  state must pay firm EUR 1_000_000
  calculated each year from 2025-01-01 until 2029-12-31
"""


def of(text: str) -> Review:
    """Return the review of one draft, without cliffs."""
    made = compile_sources([("draft.terms", text)])
    assert made.ok
    (found,) = review(made, cliffs=False)
    return found


def compiled(folder: Path) -> Compiled:
    """Return what a programme of the library says."""
    files = [file for room in ("vocabulary", "terms") for file in sorted((folder / room).glob("*.terms"))]
    return compile_sources([(str(file), file.read_text("utf-8")) for file in files])


def test_the_library_is_read_whole() -> None:
    assert [p.name for p in library()] == [folder.name for folder in FOLDERS]


def test_a_draft_lacks_what_most_have_first() -> None:
    found = of(DRAFT)
    lacking = [c.feature.key for c in found.lacks]
    assert {"silence", "waiting", "limit", "cure", "labour", "waiver"} <= set(lacking)
    assert {"proof", "breach", "clawback"}.isdisjoint(lacking)
    shares = [c.have / c.of for c in found.lacks]
    assert shares == sorted(shares, reverse=True)
    assert all(0 < c.have <= c.of <= len(found.peers) for c in found.lacks)


def test_what_is_lacking_is_shown_elsewhere_with_its_line() -> None:
    found = {c.feature.key: c for c in of(DRAFT).lacks}
    assert len({s.programme for s in found["silence"].shown}) == 2
    for one in found["silence"].shown:
        said = (LIBRARY / one.file).read_text("utf-8").split("\n")[one.line - 1]
        assert one.text.startswith("if overdue") and one.text in said
    assert all("waivable by" in s.text for s in found["waiver"].shown)
    assert all("in total" in s.text for s in found["limit"].shown)


def test_clauses_are_named() -> None:
    found = of(DRAFT)
    assert next(c for c in found.has if c.feature.key == "proof").own == ("jobs",)
    assert next(c for c in found.has if c.feature.key == "proof").without == ("wages",)
    assert next(c for c in found.lacks if c.feature.key == "cure").without == ("jobs", "wages")
    assert [r.clause for r in found.toothless] == ["jobs", "wages"]
    assert [r.clause for r in found.unfounded] == ["wages"]
    assert [r.clause for r in found.unproven] == ["wages"]


def test_what_is_added_is_lacking_no_more() -> None:
    before = {c.feature.key for c in of(DRAFT).lacks}
    added = "  if overdue, state may withhold aid\n  if breached 2 running, state may terminate\n"
    mended = DRAFT.replace("  if breached,", f"{added}  if breached,")
    assert {c.feature.key for c in of(mended).lacks} == before - {"silence", "termination", "holding"}


def test_a_programme_is_not_its_own_peer() -> None:
    (found,) = review(compiled(LIBRARY / "starter"), cliffs=False)
    assert found.peers and "starter" not in found.peers


def test_of_several_versions_the_last_is_reviewed() -> None:
    second = DRAFT.partition("terms draft")
    text = DRAFT + second[1] + second[2].replace("version 1", "version 2")
    assert of(text).terms.version == 2
    assert [r.clause for r in of(text).unproven] == ["wages"]


def test_cliffs_are_looked_for_where_asked() -> None:
    (found,) = review(compiled(LIBRARY / "starter"))
    assert found.cliffs and all(c.terms == found.terms.ref for c in found.cliffs)
    assert of(DRAFT).cliffs is None


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_programme_can_be_reviewed(folder: Path) -> None:
    made = compiled(folder)
    found = review(made, cliffs=False)
    assert {r.terms.name for r in found} == {name for name, _ in made.terms}
    keys = {f.key for f in FEATURES}
    for one in found:
        assert {c.feature.key for c in (*one.lacks, *one.has)} <= keys
        assert all(c.shown and all(s.file and s.line for s in c.shown) for c in one.lacks)
