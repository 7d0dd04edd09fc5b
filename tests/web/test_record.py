"""The record gives back what was put in, takes in all or nothing, and tells every change."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.web.accounts.operations import actor, erase
from commonweal.web.assessment.operations import Outcome
from commonweal.web.record import events
from commonweal.web.record.composing import Corrupt, compose
from commonweal.web.record.contents import NoWorkspace, read_folder, write_folder
from commonweal.web.record.models import Event, File, Line
from commonweal.web.record.operations import Taken
from commonweal.web.record.sheets import NoTable, Written, read_sheet, write_sheet
from commonweal.web.serving.keeping import problems
from tests.web.conftest import ATLAS, JOBS

Take = Callable[..., Taken]
pytestmark = pytest.mark.django_db


def test_the_atlas_comes_out_byte_for_byte_as_it_went_in(take: Take, tmp_path: Path) -> None:
    went_in = read_folder(ATLAS)
    assert take(ATLAS).ok
    assert compose() == went_in
    write_folder(tmp_path / "out", compose())
    assert read_folder(tmp_path / "out") == went_in


def test_most_rows_are_kept_as_cells_alone(take: Take) -> None:
    take(ATLAS)
    assert Line.objects.filter(raw=None).count() > 0.9 * Line.objects.count() > 0


def test_a_second_import_of_the_same_changes_nothing(take: Take, folder: Path) -> None:
    assert take(folder).changed
    before = events.head()
    assert take(folder) == Taken((), take(folder).diagnostics)
    assert events.head() == before


def test_a_workspace_with_a_fault_leaves_the_record_as_it_was(take: Take, folder: Path) -> None:
    take(folder)
    before = compose(), events.head()
    facts = folder / "evidence" / "northwind.csv"
    facts.write_text(facts.read_text().replace("2023,124,jobs", "2023,many,jobs").replace(",EUR,", ",XYZ,"))
    done = take(folder)
    assert not done.ok and done.changed == ()
    errors = [d for d in done.diagnostics if d.is_error]
    assert len(errors) > 2, "all faults are told at once"
    assert all(d.span and d.span.file == "evidence/northwind.csv" for d in errors)
    assert (compose(), events.head()) == before


def test_an_event_tells_which_files_changed_and_which_rows_were_lost(take: Take, folder: Path) -> None:
    take(folder)
    facts = folder / "evidence" / "northwind.csv"
    lines = facts.read_text().splitlines(keepends=True)
    facts.write_text("".join(lines[:-1]))
    (folder / "README.md").unlink()
    assert take(folder).changed == ("README.md", "evidence/northwind.csv")
    last = events.head()
    assert last is not None
    body = json.loads(last.body)
    assert (body["act"], body["at"]) == ("workspace.imported", "2026-01-15T12:00:00.000000Z")
    gone, changed = body["said"]["files"]
    assert (gone["path"], gone["after"]) == (None, None), "not every file may be named"
    assert (changed["path"], changed["rows_lost"]) == ("evidence/northwind.csv", 1)
    assert changed["before"] != changed["after"]


def test_a_row_that_was_changed_behind_the_record_is_found(judged: Outcome) -> None:
    assert problems() == []
    line = Line.objects.get(file="evidence/northwind.csv", position=2)
    line.cells[5] = "224"
    line.save()
    assert problems() == ["evidence/northwind.csv: the record no longer holds the bytes that were imported"]
    with pytest.raises(Corrupt, match="northwind"):
        compose()


def test_a_file_and_its_hash_changed_together_are_found_by_the_chain(judged: Outcome) -> None:
    from commonweal.web.record.contents import digest

    file = File.objects.get(path="README.md")
    file.text += "x"
    file.sha256 = digest(file.text.encode())
    file.save()
    assert problems() == ["README.md: the record does not hold what the chain says"]


def test_events_name_keys_and_no_persons(judged: Outcome) -> None:
    key = actor("Ada", kind="person").key
    bodies = "".join(Event.objects.values_list("body", flat=True))
    assert key in bodies and "Ada" not in bodies
    assert erase(key)
    assert problems() == []


@pytest.mark.parametrize("id_", [JOBS, "NORTHWIND"])
def test_an_id_that_would_be_two_parts_of_an_address_is_refused(take: Take, folder: Path, id_: str) -> None:
    for path in [*folder.rglob("*.csv"), *folder.rglob("*.terms")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(id_, "A/1"), encoding="utf-8")
    done = take(folder)
    assert not any(d.is_error for d in done.diagnostics), "it is sound in itself"
    assert len(done.faults) == 1 and "'A/1' cannot have an address" in done.faults[0]
    assert compose() == {}


def test_bytes_that_are_no_text_are_a_document_stored_once(take: Take, folder: Path) -> None:
    (folder / "annex").mkdir()
    for name in ("a.bin", "b.bin"):
        (folder / "annex" / name).write_bytes(b"\xff\x00\xfe")
    (folder / "annex" / "nul.txt").write_bytes(b"a\x00b")
    assert take(folder).ok
    hashes = set(File.objects.filter(kind="document").values_list("path", "document_id"))
    assert len(hashes) == 3 and len({h for _, h in hashes}) == 2
    assert compose() == read_folder(folder)


def test_links_hidden_files_and_what_commands_write_are_no_part_of_a_workspace(folder: Path) -> None:
    plain = read_folder(folder)
    (folder / "evidence" / "out.csv").symlink_to("/etc/passwd")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    shutil.copytree(folder / "evidence", folder / "build", symlinks=True)
    assert read_folder(folder) == plain


def test_what_may_not_be_read_is_refused_and_not_taken_out_of_the_record(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, listed = folder / "evidence", os.scandir

    def scandir(path: str) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(closed))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)  # an administrator's rights close nothing
    with pytest.raises(NoWorkspace, match=r"evidence cannot be read: Permission denied"):
        read_folder(folder)
    monkeypatch.undo()
    monkeypatch.setattr(Path, "read_bytes", lambda path: listed("/nowhere"))
    with pytest.raises(NoWorkspace, match=r" cannot be read: No such file"):
        read_folder(folder)


def test_a_folder_that_is_none_or_not_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspace, match="there is no folder"):
        read_folder(tmp_path / "none")
    (tmp_path / "x").write_text("")
    with pytest.raises(NoWorkspace, match="not empty"):
        write_folder(tmp_path, {})
    with pytest.raises(NoWorkspace, match="leads out"):
        write_folder(tmp_path / "new", {"../x": b""})


@given(st.text(alphabet='a,"\r\n\ufeffü', max_size=60))
def test_every_table_is_written_as_it_was_read(text: str) -> None:
    try:
        newline, rows = read_sheet(text)
    except NoTable:
        return
    assert write_sheet(newline, rows) == text


@given(
    st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=4), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
def test_cells_survive_being_written(cells: list[list[str]], newline: str) -> None:
    # A carriage return outside quotes and a lone empty cell are the two that CSV cannot tell apart.
    rows = [Written(tuple(row)) for row in cells]
    found = read_sheet(write_sheet(newline, rows))[1]
    if not any("\ufeff" in row[0][:1] for row in cells[:1]):
        assert [row.cells for row in found] == [row.cells for row in rows]
