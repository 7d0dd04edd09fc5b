"""`commonweal missions`, and what `commonweal check` says of missions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.calling import call, starter
from tests.unit.workspace.missions.small import BASE, lay

Capture = pytest.CaptureFixture[str]
AS_OF = ("--as-of", "2025-06-30")


def test_it_tells_targets_money_aims_and_deliverers(capsys: Capture) -> None:
    said = call(capsys, "missions", BASE, *AS_OF)
    assert (said.code, said.err) == (0, "")
    for words in (
        "Ten thousand good jobs by 2030", "led by Ministry of Economy, with Ministry of Education",
        "now 7,750 job (2024-12-31, computed, unverified)", "Not enough history", "EUR 1,200,000.00",
        "(serves no mission)", "EUR 200,000.00", "In none of the sums, no amount being known: RIV-3",
        "retargeted: 8000 → 10000 (Council of Ministers: the first goal was reached early)",
        "Single point of failure: skills (programme), for lower_jobs", "Lint: 0 findings",
    ):  # fmt: skip
        assert words in said.out, words


def test_json_is_the_document_and_the_same_every_time(capsys: Capture, tmp_path: Path) -> None:
    first = call(capsys, "missions", BASE, *AS_OF, "--format", "json").out
    assert first == (BASE / "expected.json").read_text("utf-8")
    assert call(capsys, "missions", lay(tmp_path / "w"), *AS_OF, "-o", tmp_path / "m.json").out == ""
    assert (tmp_path / "m.json").read_text("utf-8") == first


def test_what_was_not_known_yet_is_not_told(capsys: Capture) -> None:
    said = call(capsys, "missions", BASE, *AS_OF, "--known-at", "2024-06-01", "--format", "json")
    points = {i["id"]: [p["value"] for p in i["points"]] for i in json.loads(said.out)["indicators"]}
    assert points["jobs_upper"] == ["1000", "1100", "1200"]


def test_a_workspace_without_missions_says_so(capsys: Capture, tmp_path: Path) -> None:
    said = call(capsys, "missions", starter(tmp_path / "w"), *AS_OF)
    assert said.code == 0 and "states no missions" in said.out


def test_findings_stand_with_their_lines_in_both_commands(capsys: Capture, tmp_path: Path) -> None:
    text = '[mission.diversity]\ntitle = "As diverse as the town"\nwithin = "regional_jobs"\n'
    folder = lay(tmp_path / "w", {"missions/more.toml": text})
    said = call(capsys, "missions", folder, *AS_OF)
    assert "CW7101 diversity has no computable target  missions/more.toml:1" in said.out
    checked = call(capsys, "check", folder)
    assert checked.code == 0 and "CW7101" in checked.err and "missions/more.toml:1:1" in checked.err
    assert call(capsys, "check", folder, "--strict").code == 1


def test_errors_are_said_by_check_and_stop_the_command(capsys: Capture, tmp_path: Path) -> None:
    folder = lay(tmp_path / "w", {"missions/more.toml": '[mission.m]\ntitel = "M"\n'})
    for command in (("check", folder), ("missions", folder, *AS_OF), ("assess", folder, *AS_OF)):
        said = call(capsys, *command)
        assert said.code == 1
        assert "a mission has no key `titel`" in said.err and "did you mean title" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as-of", "2025-02-30"), "there is no such day"),
        (("--known-at", "soon"), "write 2021-12-31"),
        (("--format", "csv"), "csv"),
        (("--engine", "none"), "none"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(capsys: Capture, arguments: tuple[str, str], words: str) -> None:
    said = call(capsys, "missions", BASE, *arguments)
    assert said.code == 2 and words in said.err
