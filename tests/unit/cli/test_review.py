"""`commonweal review`: words and rows of a review, and wrong calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.calling import LIBRARY, call, starter

Capture = pytest.CaptureFixture[str]


def test_a_review_in_words(capsys: Capture, tmp_path: Path) -> None:
    folder = starter(tmp_path / "one")
    text = folder / "terms" / "jobs_credit.terms"
    said = text.read_text("utf-8").replace("if overdue", "if breached")
    text.write_text(said.replace("  capped at EUR 1 million in total\n", ""), "utf-8")
    found = call(capsys, "review", folder)
    assert found.code == 0
    words = " ".join(found.out.split())
    assert "jobs_credit@1" in words
    assert "cap what the public side pays in total; yours does not could stand in: credits" in words
    assert "have a remedy for overdue evidence" in words
    assert "Toothless nothing follows if the proof for one of these does not come" in words
    assert ", investment (" in words or ": investment (" in words
    assert "Cliffs" in words
    assert "score" not in words


def test_what_is_said_of_several_clauses_or_purposes_is_said_once(capsys: Capture) -> None:
    words = " ".join(call(capsys, "review", LIBRARY / "tesla_doe", "--quick").out.split())
    assert words.count("nothing follows if the proof for") == 1
    assert "nothing follows if the proof for one of these does not come" in words
    assert "tesla_atvm.terms: own_fifth (" in words and ", founder_stays (" in words
    assert "tesla pays sweep by its own figures" in words
    assert words.count("comparable programmes with conditions have a duty with purpose") == 1
    assert (
        "with conditions have a duty with purpose access, 7 with sharing; yours has none could stand in"
        in words
    )


def test_a_review_for_programs(capsys: Capture, tmp_path: Path) -> None:
    target = tmp_path / "review.json"
    said = call(capsys, "review", LIBRARY / "foxconn", "--quick", "--output", target)
    assert said.code == 0
    found = json.loads(target.read_text("utf-8"))
    assert found["schema"] == "commonweal.review/1"
    assert [r["terms"] for r in found["reviews"]] == ["wisconsin_2021@1", "wisconsin_eitm@1"]
    for one in found["reviews"]:
        assert one["cliffs"] is None
        assert "foxconn" not in one["comparable"]
        assert all(c["have"] <= c["of"] and len(c["shown"]) <= 2 for c in one["lacks"])


def test_a_text_with_errors_is_not_reviewed(capsys: Capture, tmp_path: Path) -> None:
    draft = tmp_path / "draft.terms"
    draft.write_text("language 1\nterms t version 1\n", "utf-8")
    assert call(capsys, "review", draft).code == 1
    assert call(capsys, "review").code == 2


def test_a_measure_is_unused_only_where_every_text_was_read(capsys: Capture, tmp_path: Path) -> None:
    folder = starter(tmp_path / "one")
    vocabulary = folder / "vocabulary" / "starter.terms"
    more = 'measure patents "Patents" per award: flow number each year nonnegative\n'
    vocabulary.write_text(vocabulary.read_text("utf-8") + more, "utf-8")
    first = folder / "terms" / "jobs_credit.terms"
    assert "CW4008: patents" in call(capsys, "check", first).err
    assert "CW4008: patents" in call(capsys, "check", folder).err
    (folder / "terms" / "other.terms").write_text("language 1\n", "utf-8")
    assert "CW4008" not in call(capsys, "check", first).err


def test_a_text_without_examples_is_not_said_to_be_without_cliffs(capsys: Capture, tmp_path: Path) -> None:
    folder = starter(tmp_path / "one")
    text = folder / "terms" / "jobs_credit.terms"
    said = text.read_text("utf-8")
    text.write_text(said[: said.index("\nexample ")], "utf-8")
    for command in ("cliffs", "review"):
        words = " ".join(call(capsys, command, folder).out.split())
        assert "There are no examples, so nothing was tried" in words
        assert "No cliff" not in words
