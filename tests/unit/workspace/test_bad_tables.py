"""
Hostile tables: each folder of `tests/cases/tables/bad` is laid over a small workspace and says what is wrong.

A file whose name ends in `.esc` is ASCII with escapes (`\\xff`) and stands for bytes that no text file may
hold. COMMONWEAL_RECORD=1 writes `diagnostics.txt` anew; look at every line of what it writes.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from commonweal.engines.protocol import Record
from commonweal.workspace.load import Workspace, load
from tests.patience import soon
from tests.unit.workspace.small import BASE, CASES, line, of_tables

FOLDERS = sorted(path for path in (CASES / "bad").iterdir() if path.is_dir())
BESIDE = ("diagnostics.txt", "about.md")
RECORD = os.environ.get("COMMONWEAL_RECORD") == "1"


def overlay(folder: Path, target: Path) -> None:
    """Copy the small workspace, and the files of a case over it."""
    shutil.copytree(BASE, target)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name in BESIDE:
            continue
        place = target / name.removesuffix(".esc")
        place.parent.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes()
        if name.endswith(".esc"):
            data = data.decode("ascii").encode("latin-1").decode("unicode_escape").encode("latin-1")
        place.write_bytes(data)


def places(workspace: Workspace) -> list[str]:
    """Return the place of everything that a workspace holds."""
    found = [agreement.place for agreement in workspace.agreements.values()]
    found += [value.place for a in workspace.agreements.values() for value in (*a.settings, *a.series)]
    found += [party.place for party in workspace.parties]
    for record in workspace.records.values():
        for name in Record.__dataclass_fields__:
            found += [row.place for row in getattr(record, name)]
    return found


def test_the_workspace_below_the_cases_is_sound(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "w")
    assert of_tables(load(tmp_path / "w").diagnostics) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_fault_is_said_and_nothing_of_a_faulty_file_is_used(folder: Path, tmp_path: Path) -> None:
    overlay(folder, tmp_path / "w")
    with soon():
        result = load(tmp_path / "w")
    actual = [line(d) for d in of_tables(result.diagnostics)]
    golden = folder / "diagnostics.txt"
    if RECORD:
        golden.write_text("".join(f"{text}\n" for text in actual), "utf-8")
    assert actual == golden.read_text("utf-8").splitlines()
    assert actual, "a bad table has a fault"
    faulty = {d.span.file for d in result.diagnostics if d.is_error and d.span}
    if result.value is not None:
        assert [place for place in places(result.value) if place.split(":")[0] in faulty] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_with_quarantine_only_rows_at_fault_are_left_out(folder: Path, tmp_path: Path) -> None:
    overlay(folder, tmp_path / "w")
    result = load(tmp_path / "w", quarantine=True)
    if result.value is None:
        return
    aside = {f"{item.file}:{item.row}" for item in result.value.set_aside}
    assert aside.isdisjoint(places(result.value))
    assert all(item.reasons for item in result.value.set_aside)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_case_says_in_two_lines_what_is_wrong(folder: Path) -> None:
    lines = (folder / "about.md").read_text("utf-8").splitlines()
    assert len(lines) == 2
    golden = (folder / "diagnostics.txt").read_text("utf-8").splitlines()
    codes = {text.split(": ")[1].split()[1] for text in golden}
    said = lines[0].split(":")[0].replace(",", "").split()
    assert not said[0].startswith("CW") or set(said) == codes
