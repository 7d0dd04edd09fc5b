"""Files in a folder and files that somebody holds make the same workspace, with the same faults."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.workspace import files as files_of
from commonweal.workspace.load import load, load_files

ROOT = Path(__file__).resolve().parents[3]
STARTER = ROOT / "src/commonweal/library/starter"
ATLAS = ROOT / "examples/atlas"


def held(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, the hidden ones too."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def same(folder: Path) -> None:
    """Both ways of reading say the same."""
    lying, given_ = load(folder), load_files(held(folder))
    assert given_.diagnostics == lying.diagnostics
    assert (given_.value is None) == (lying.value is None)
    if lying.value is not None and given_.value is not None:
        assert replace(given_.value, path=lying.value.path) == lying.value


def test_the_atlas_is_the_same_however_it_is_read() -> None:
    same(ATLAS)


ODD = {
    "loose.csv": b"a,b\n1,2\n",
    "documents.csv": b"agreement,path\n",
    "documents/RIV-2023-001/annex.csv": b"a\n",
    "support/grants.csv": b"a\n",
    "build/findings.csv": b"a\n",
    "notes/facts.xlsx": b"PK",
    "notes/.hidden/facts.csv": b"a\n",
    ".git/facts.csv": b"a\n",
    "evidence/.facts.csv": b"a\n",
    "evidence/deeper/facts.csv": b"a\n",
    "evidence/more:facts.csv": b"agreement,measure\n",
    "terms/latin.terms": "language 1\n# caf\xe9\n".encode("latin-1"),
    "terms/marked.terms": b"\xef\xbb\xbflanguage 1\n",
    "missions/broken.toml": b"[mission\n",
    "indicators/none.csv": b"",
    "commonweal.toml": b'zone = "Mars/Olympus"\n',
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(sorted(ODD)), max_size=6), st.booleans())
def test_odd_files_are_told_alike(tmp_path: Path, odd: set[str], empty: bool) -> None:
    folder = tmp_path / "workspace"
    shutil.rmtree(folder, ignore_errors=True)
    if empty:
        folder.mkdir()
    else:
        shutil.copytree(STARTER, folder)
    same(write(folder, {path: ODD[path] for path in odd}))


def test_a_file_that_is_too_large_is_told_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_of, "MAX_FILE", 1_000)
    folder = shutil.copytree(STARTER, tmp_path / "starter")
    assert any(fault.code == "CW5107" for fault in load(folder).diagnostics)
    same(folder)


def test_progress_names_every_file_that_is_read_once_before_it_is_read() -> None:
    told: list[tuple[str, int, int]] = []
    files = held(STARTER)
    load_files(files, progress=lambda *step: told.append(step))
    names = [name for name, _, _ in told]
    assert len(names) == len(set(names)) and set(names) <= files.keys()
    done = [n for _, n, _ in told]
    assert done == sorted(done) and done[0] == 0 and done[-1] < told[0][2]
