"""The report's page of an agreement that an amendment moved to another text: the words of the day."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from itertools import pairwise

import pytest

from commonweal.engines.protocol import Finding, Payable
from commonweal.report.page.agreement import _lanes
from commonweal.report.page.clauses import clauses
from commonweal.report.page.money import payable_label
from commonweal.report.page.view import Anchors, Chapter, chapters
from commonweal.report.page.wordings import texts, wordings
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.unit.report.pages import ATLAS

OLD, NEW = "Enough jobs at year end", "Enough jobs at year end for any credit"


@pytest.fixture(scope="module", params=["WI-FXC", "US-CHIPS-INTEL", "US-DOE-TESLA"])
def chapter(request: pytest.FixtureRequest) -> Chapter:
    """Return one of the atlas's agreements that were amended, judged."""
    workspace = load(ATLAS).value
    assert workspace is not None
    run = assess(workspace, as_of=date(2025, 12, 31), agreement=request.param)
    (found,) = chapters(run, Anchors())
    return found


def test_texts_follow_each_other_without_a_gap(chapter: Chapter) -> None:
    found = texts(chapter.plan)
    assert [text.number for text in found] == list(range(1, len(found) + 1))
    assert [v for text in found for v in text.versions] == list(chapter.plan.versions)
    for before, after in pairwise(found):
        assert before.last is not None and after.start is not None
        assert (after.start - before.last).days == 1 and before.terms.ref != after.terms.ref
    assert found[0].start is None and found[-1].last is None
    assert len(found) == (1 if chapter.id == "US-DOE-TESLA" else 2)


def test_every_result_is_called_as_the_engine_calls_it(chapter: Chapter) -> None:
    for row in chapter.findings:
        assert chapter.clause_label(row.clause, row.window) == row.label
        worded = chapter.clause_in(row)
        assert worded is not None and worded.label == row.label
    for owed in chapter.payables:
        assert payable_label(chapter, owed) == chapter.clause_label(owed.clause, owed.window)


def test_every_result_is_under_one_wording_of_its_clause(chapter: Chapter) -> None:
    rows: list[Finding | Payable] = [*chapter.findings, *chapter.payables]
    for row in rows:
        under = [
            one
            for one in wordings(chapter.plan, row.clause)
            if any(version.number == row.version for text in one.texts for version in text.versions)
        ]
        assert len(under) == 1
        assert under[0].start is None or under[0].start <= row.window.first


def test_the_page_shows_both_wordings_and_the_picture_a_lane_for_each_name(chapter: Chapter) -> None:
    lanes = {lane.label: [bar.period.first.year for bar in lane.bars] for lane in _lanes(chapter)}
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", str(clauses(chapter, {})))).split())
    if chapter.id != "WI-FXC":
        assert ("These words hold" in said) == (chapter.id == "US-CHIPS-INTEL")
        return
    assert (lanes[OLD], lanes[NEW]) == ([2018, 2019], [2020, 2021])
    new, old = said.index(f" {NEW} These words"), said.index(f" {OLD} These words")
    assert new < said.index("contract of 20 April 2021") < old
    assert "These words hold for periods that begin from 1 January 2020 on." in said[new:old]
    assert "These words hold for periods that began until 31 December 2019." in said[old:]
    assert "Legal basis: Wis. Stat. 238.396 (4) (b); contract of 10 November 2017." in said[old:]
