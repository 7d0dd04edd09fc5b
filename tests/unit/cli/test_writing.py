"""Files are written whole or not at all, and only where their folder is."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from commonweal.cli import writing
from commonweal.cli.writing import WrongCall


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    writing.emit("one", path)
    writing.emit("two", path)
    assert path.read_text("utf-8") == "two"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_text("before", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        writing.emit("after", path)
    assert path.read_text("utf-8") == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links of Unix")
def test_mode_and_link_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("before", "utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    writing.emit("after", link)
    assert link.is_symlink() and real.read_text("utf-8") == "after"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="devices of Unix")
def test_a_device_is_written_to_and_stays() -> None:
    writing.emit("x", Path(os.devnull))
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_missing_folder_or_a_folder_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="is not there"):
        writing.check_target(tmp_path / "none" / "a.json")
    with pytest.raises(WrongCall, match="is a folder"):
        writing.check_target(tmp_path)


@pytest.mark.parametrize(
    ("form", "file", "chosen"),
    [
        (None, None, "text"),
        (None, "a.csv", "csv"),
        (None, "a.HTML", "html"),
        (None, "a.txt", "text"),
        ("json", "a.json", "json"),
        ("json", "a.out", "json"),
    ],
)
def test_the_format_is_what_was_asked_for_else_the_ending(
    form: str | None, file: str | None, chosen: str
) -> None:
    among = ("text", "json", "csv", "html")
    assert writing.form_of(form, Path(file) if file else None, among) == chosen


@pytest.mark.parametrize(("form", "file"), [("json", "a.csv"), (None, "a.xlsx"), (None, "a")])
def test_a_name_that_says_another_format_or_none_is_refused(form: str | None, file: str) -> None:
    with pytest.raises(WrongCall):
        writing.form_of(form, Path(file), ("text", "json", "csv", "html"))


def test_nothing_is_written_among_the_inputs_of_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "commonweal.toml").write_text("", "utf-8")
    (tmp_path / "evidence").mkdir()
    for name in ("evidence/a.csv", "evidence/report.html", "parties.csv", "commonweal.toml"):
        with pytest.raises(WrongCall, match="among the texts and tables"):
            writing.check_target(tmp_path / name)
    writing.check_target(tmp_path / "report.html")


def test_a_format_that_a_command_does_not_write_is_refused() -> None:
    with pytest.raises(WrongCall, match="writes text, json, not csv"):
        writing.form_of(None, Path("a.csv"), ("text", "json"))


def test_parquet_is_not_for_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(WrongCall, match="-o FILE"):
        writing.form_of("parquet", None, ("parquet",))
