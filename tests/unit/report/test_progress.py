"""Long work says how far it is, to somebody who watches."""

from __future__ import annotations

import sys

import pytest

from commonweal.report import progress


def test_progress_shows_only_long_work_to_somebody(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.Progress("reading") as told:
        told("a.csv", 1, 10)
    assert capsys.readouterr().err == ""


def test_progress_of_long_work_shows_names_as_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SLOW_SECONDS", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with progress.Progress("reading") as told:
        told("a.csv", 1, 10)
        told("[red]b.csv", 5, 10)
    said = capsys.readouterr().err
    assert "reading [red]b.csv" in said and "50%" in said
