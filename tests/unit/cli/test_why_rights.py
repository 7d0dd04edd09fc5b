"""`commonweal why` of a right: its state, its days, its uses, what its `while` came to or waits for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.calling import call, starter

Capture = pytest.CaptureFixture[str]
RIGHT = """
right exit "The region may end it while jobs are missed"
  region may terminate
  from 2024-01-01
  until 2026-12-31
  while jobs is breached
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a starter workspace whose text has a right."""
    made = starter(tmp_path / "w")
    (text,) = [p for p in (made / "terms").glob("*.terms") if "condition jobs" in p.read_text("utf-8")]
    before, after = text.read_text("utf-8").split("\nexample ", 1)
    text.write_text(f"{before}{RIGHT}\nexample {after}", "utf-8")
    return made


def test_why_explains_a_right(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "why", folder, "RIV-2023-001", "exit", "2025", "--as-of", "2025-12-31")
    assert said.code == 0
    lines = [line.strip() for line in said.out.splitlines()]
    assert lines[0] == "exit: AVAILABLE (region may terminate until 2026-12-31)"
    assert "open from 2024-01-01 until 2026-12-31" in lines
    assert any(line.startswith("open only while: yes") for line in lines)


def test_why_of_a_right_for_programs(capsys: Capture, folder: Path) -> None:
    asked = ("RIV-2023-001", "exit", "2023", "--as-of", "2023-12-31", "--format", "json")
    (result,) = json.loads(call(capsys, "why", folder, *asked).out)["results"]
    assert (result["row"], result["state"]) == ("power", "not_yet")
    assert [step["op"] for step in result["trace"]["because"]] == ["window"]


def test_a_period_that_cannot_be_read_is_told(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "why", folder, "RIV-2023-001", "exit", "soon", "--as-of", "2025-12-31")
    assert said.code == 2 and "there are: 2024-01-01/2026-12-31" in said.err
