"""The width of the terminal is the same wherever these tests run."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print as into a pipe."""
    monkeypatch.setenv("COLUMNS", "120")
