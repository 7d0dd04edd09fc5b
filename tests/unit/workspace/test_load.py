"""A folder: what is read of it, what is not, and what is said about the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commonweal.workspace import files as module
from commonweal.workspace.load import load
from tests.unit.workspace.small import FACTS, facts, good, lay, line, loaded, of_tables, table

ROW = "A-1,,,payroll,2020,5,USD,audited,,,2021-02-03"
links = pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")


def test_the_small_workspace(tmp_path: Path) -> None:
    workspace = good(tmp_path, {})
    assert (workspace.name, str(workspace.zone), workspace.language) == (
        "A small programme", "America/New_York", "en",
    )  # fmt: skip
    assert sorted(workspace.terms) == [("jobs_credit", 1), ("wage_loan", 2)]
    assert list(workspace.agreements) == list(workspace.records) == ["A-1", "A-2"]
    assert "payroll" in workspace.measures
    assert workspace.compiled.ok


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    result = load(tmp_path)
    assert result.value is None
    assert [d.code for d in of_tables(result.diagnostics)] == ["CW5107"]
    assert load(tmp_path / "nowhere").value is None


def test_a_folder_inside_a_workspace_leads_to_it(tmp_path: Path) -> None:
    (tmp_path / "mine" / "terms").mkdir(parents=True)
    (told,) = of_tables(load(tmp_path / "mine" / "terms").diagnostics)
    assert not any("mine" in mend for mend in told.help)
    (tmp_path / "mine" / "commonweal.toml").write_text('zone = "UTC"')
    (told,) = of_tables(load(tmp_path / "mine" / "terms").diagnostics)
    assert told.help[0] == "name the workspace that it lies in: mine"


def test_settings_are_enough(tmp_path: Path) -> None:
    (tmp_path / "commonweal.toml").write_text('zone = "UTC"')
    result = load(tmp_path)
    assert result.ok and result.value is not None
    assert result.value.name == tmp_path.name
    assert result.value.records == {}


def test_tables_of_any_name_are_evidence_and_hidden_files_and_notes_are_not(tmp_path: Path) -> None:
    files = {
        "evidence/b.csv": table(FACTS, ROW),
        "evidence/a.csv": table(FACTS, ROW.replace("2020", "2021")),
        "evidence/.hidden.csv": "no table",
        "evidence/notes.md": "= no table",
        "notes.txt": "",
    }
    assert len(good(tmp_path, files).records["A-1"].facts) == 2


@pytest.mark.parametrize(
    "name",
    [
        "evidence/a.CSV",
        "evidence/a.tsv",
        "terms/a.csv",
        "agreements/agreement.csv",
        "facts.csv",
        "a.terms",
        "agreements/documents.csv",
        "evidence/documents/a.csv",
    ],
)
def test_a_table_that_nobody_reads_is_named(tmp_path: Path, name: str) -> None:
    result = loaded(tmp_path, {name: "x"})
    assert [line(d) for d in of_tables(result.diagnostics)] == [
        f"{name}:1:1: warning CW5109: nothing reads this file"
    ]


def test_what_a_site_reads_is_not_named(tmp_path: Path) -> None:
    files = {
        "documents.csv": "agreement,path\nA-1,documents/A-1/staff.csv\n",
        "documents/A-1/staff.csv": "name\n",
        "support/loans.csv": "x",
    }
    assert of_tables(loaded(tmp_path, files).diagnostics) == []


@links
def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    target = lay(tmp_path / "w", {"evidence/a.csv": table(FACTS, ROW)})
    (tmp_path / "secret.csv").write_text(table(FACTS, ROW.replace("2020", "2021")))
    (target / "evidence/b.csv").symlink_to(tmp_path / "secret.csv")
    (target / "evidence/c.csv").symlink_to("../../secret.csv")
    (target / "evidence/d.csv").symlink_to(target / "evidence/a.csv")
    (target / "evidence/e.csv").symlink_to("/dev/zero")
    (target / "evidence/f.csv").symlink_to(target / "evidence/nothing.csv")
    (target / "evidence/g.csv").symlink_to(target / "evidence/g.csv")
    result = load(target)
    assert result.value is not None
    assert [f.period.start.year for f in result.value.records["A-1"].facts] == [2020]
    said = of_tables(result.diagnostics)
    assert [(d.span.file if d.span else "", d.message.split(" ")[1]) for d in said] == [
        ("evidence/b.csv", "link"), ("evidence/c.csv", "link"), ("evidence/e.csv", "link"),
        ("evidence/f.csv", "is"), ("evidence/g.csv", "link"),
    ]  # fmt: skip


@links
def test_a_folder_that_leads_out_is_not_entered(tmp_path: Path) -> None:
    target = lay(tmp_path / "w", {})
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.csv").write_text(table(FACTS, ROW))
    (target / "evidence").symlink_to(tmp_path / "outside")
    result = load(target)
    assert result.value is not None
    assert result.value.records["A-1"].facts == ()
    assert [line(d) for d in of_tables(result.diagnostics)] == [
        "evidence:1:1: error CW5107: this link leads out of the workspace and is not followed"
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_folders_are_no_files(tmp_path: Path) -> None:
    target = lay(tmp_path / "w", {})
    (target / "evidence/a.csv").mkdir(parents=True)
    os.mkfifo(target / "evidence/b.csv")
    result = load(target)
    assert [d.message for d in of_tables(result.diagnostics)] == ["this is no file that can be read"] * 2


def test_a_large_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = lay(tmp_path / "w", facts(ROW))
    with (target / "evidence/large.csv").open("wb") as stream:
        stream.truncate(10 * 1024**2)
    monkeypatch.setattr(module, "MAX_FILE", 1024**2)
    assert [line(d) for d in of_tables(load(target).diagnostics)] == [
        "evidence/large.csv:1:1: error CW5107: this file is larger than 1 MB"
    ]


def test_names_of_files_cannot_forge_lines(tmp_path: Path) -> None:
    target = lay(tmp_path / "w", {})
    (target / "evidence").mkdir()
    (target / "evidence/a\nb\x1b[31m.csv").write_text("")
    (d,) = of_tables(load(target).diagnostics)
    assert d.span is not None and d.span.file == "evidence/a\\u000ab\\u001b[31m.csv"


def test_a_text_that_is_not_utf_8_is_said(tmp_path: Path) -> None:
    result = loaded(tmp_path, {"terms/x.terms": b"language 1\n# \xff\n"})
    assert [line(d) for d in of_tables(result.diagnostics)] == [
        "terms/x.terms:2:1: error CW5107: this is not UTF-8"
    ]


def test_every_file_is_told_before_it_is_read(tmp_path: Path) -> None:
    target = lay(tmp_path / "w", facts(ROW))
    told: list[tuple[str, int, int]] = []
    load(target, progress=lambda *now: told.append(now))
    names = [name for name, _, _ in told]
    assert names[0] == "commonweal.toml" and "evidence/facts.csv" in names
    done = [n for _, n, _ in told]
    assert done == sorted(done) and done[0] == 0
    sizes = sum(p.stat().st_size for p in target.rglob("*") if p.is_file())
    assert {total for _, _, total in told} == {sizes}


def test_loading_does_not_depend_on_where_the_folder_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = lay(tmp_path / "w", facts(ROW))
    there = load(target).value
    monkeypatch.chdir(target)
    here = load(".").value
    assert here is not None and there is not None
    assert (here.records, here.agreements, here.parties) == (there.records, there.agreements, there.parties)
