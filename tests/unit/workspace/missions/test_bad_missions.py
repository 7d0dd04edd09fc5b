"""
What missions may not say, and what they lack: each folder of `tests/cases/missions/bad` lies over a good one.

A file whose name ends in `.esc` is ASCII with escapes (`\\xff`) and stands for bytes that no text file may
hold.
`--record` writes `diagnostics.txt` anew; read every line of what it writes.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commonweal.workspace.load import load
from tests.unit.workspace.missions.small import CASES, lay, line, said

FOLDERS = sorted(path for path in (CASES / "bad").iterdir() if path.is_dir())
BESIDE = ("diagnostics.txt", "about.md")


def overlay(folder: Path, target: Path) -> Path:
    """Copy the good workspace, and the files of a case over it."""
    files: dict[str, str | bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name in BESIDE:
            continue
        data = path.read_bytes()
        if name.endswith(".esc"):
            data = data.decode("ascii").encode("latin-1").decode("unicode_escape").encode("latin-1")
        files[name.removesuffix(".esc")] = data
    return lay(target, files)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_what_is_wrong_is_said(folder: Path, tmp_path: Path, record: bool) -> None:
    golden = folder / "diagnostics.txt"
    found = said(overlay(folder, tmp_path / "w"))
    actual = "".join(line(d) + "\n" for d in found)
    if record:
        golden.write_text(actual, "utf-8")
    assert actual == golden.read_text("utf-8")
    about = (folder / "about.md").read_text("utf-8")
    for code in re.findall(r"CW\d{4}", about.split(":")[0]):
        assert code in actual, "the codes that the case is about"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_an_error_leaves_no_part_of_a_strategy(folder: Path, tmp_path: Path) -> None:
    result = load(overlay(folder, tmp_path / "w"))
    assert result.value is not None
    spoilt = any(d.is_error and d.span and d.span.file.startswith("missions/") for d in result.diagnostics)
    assert bool(result.value.strategy) != spoilt


def test_every_case_has_its_own_reason() -> None:
    abouts = [(folder / "about.md").read_text("utf-8") for folder in FOLDERS]
    assert len(set(abouts)) == len(abouts) >= 50
