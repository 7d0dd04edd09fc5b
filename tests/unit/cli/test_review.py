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
    text.write_text(text.read_text("utf-8").replace("if overdue", "if breached"), "utf-8")
    said = call(capsys, "review", folder)
    assert said.code == 0
    assert "jobs_credit@1" in said.out
    assert "have a remedy for overdue evidence; yours has none" in " ".join(said.out.split())
    assert "Toothless" in said.out and "Cliffs" in said.out
    assert "score" not in said.out


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
