"""A path means what stands around it: a workspace, a programme, single texts with their vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.cli.drafting import texts
from commonweal.cli.writing import WrongCall
from tests.unit.cli.calling import LIBRARY, starter


def test_a_workspace_is_read_as_one(tmp_path: Path) -> None:
    folder = starter(tmp_path / "w")
    assert texts.units([folder, folder]) == [texts.Unit(folder)]


def test_a_folder_of_programmes_is_read_programme_by_programme() -> None:
    found = texts.units([LIBRARY])
    assert len(found) == len([entry for entry in LIBRARY.iterdir() if entry.is_dir()])
    assert all(texts.compiled(unit).ok for unit in found if unit.folder is None)


def test_a_text_of_a_programme_brings_its_vocabulary(tmp_path: Path) -> None:
    folder = starter(tmp_path / "w")
    (unit,) = texts.units([folder / "terms" / "jobs_credit.terms"])
    assert [path.name for path in unit.files] == ["jobs_credit.terms", "starter.terms"]
    (unit,) = texts.units([folder / "agreements" / "northwind.terms"])
    assert texts.compiled(unit).ok


@pytest.mark.parametrize("room", ["terms", "agreements"])
def test_the_room_of_a_workspace_brings_what_its_texts_need(tmp_path: Path, room: str) -> None:
    folder = starter(tmp_path / "w")
    (unit,) = texts.units([folder / room])
    assert set(unit.files) >= {folder / "vocabulary" / "starter.terms", *(folder / room).glob("*.terms")}
    assert texts.compiled(unit).ok


def test_a_text_on_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.terms"
    path.write_text("language 1\nunit jobs\n", "utf-8")
    (unit,) = texts.units([path])
    assert unit == texts.Unit(None, (path,))
    assert texts.sources_of(unit)(str(path)) == "language 1\nunit jobs\n"
    assert texts.sources_of(unit)("another") is None


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_what_is_no_text_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", "utf-8")
    with pytest.raises(WrongCall, match="neither"):
        texts.units([tmp_path / name])
    with pytest.raises(WrongCall, match=r"no \.terms|no commonweal"):
        texts.units([tmp_path])
    with pytest.raises(WrongCall, match="neither"):
        texts.texts_of([tmp_path / name])


def test_bytes_that_are_no_text_are_a_fault_beside_all_others(tmp_path: Path) -> None:
    (tmp_path / "a.terms").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.terms").write_text("language 1\nunit jobs\nunit jobs\n", "utf-8")
    (unit,) = texts.units([tmp_path])
    assert {d.code for d in texts.compiled(unit).diagnostics} == {"CW1001", "CW1106"}


def test_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "a.terms").write_text("language 1\n", "utf-8")
    (tmp_path / "b.terms").write_text("language 1\n", "utf-8")
    assert texts.texts_of([tmp_path]) == [tmp_path / "b.terms"]
