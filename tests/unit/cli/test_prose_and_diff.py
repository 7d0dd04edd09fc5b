"""`commonweal prose` in its languages and as a page, and `commonweal diff`, on the starter workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.calling import call, starter
from tests.unit.cli.test_commands import spoil

Capture = pytest.CaptureFixture[str]
TERMS, SIGNED = Path("terms/jobs_credit.terms"), Path("agreements/northwind.terms")
AMENDED = """
amend "RIV-2023-001" effective 2024-01-01 "First amendment"
  set jobs_floor = series { year 2024: 130 jobs }
  signed 2023-12-01
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a starter workspace of its own, and work in the folder that holds it."""
    monkeypatch.chdir(tmp_path)
    return starter(tmp_path / "w").relative_to(tmp_path)


def changed(folder: Path) -> Path:
    """Return a second workspace beside it with a higher floor of investment and without the apprentices."""
    other = starter(folder.parent / "v")
    spoil(other, str(TERMS), "EUR 2 million", "EUR 2.5 million")
    text = (other / TERMS).read_text("utf-8")
    start, end = text.index("condition training"), text.index("payment credits")
    (other / TERMS).write_text(text[:start] + text[end:], "utf-8")
    return other


# ---- prose ----------------------------------------------------------------------------------------


def test_prose_stands_in_the_order_of_the_text(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "prose", folder / TERMS).out
    titles = [line for line in said.splitlines() if line[:1].isdigit() and ". " in line[:4]]
    assert [t.rpartition("(")[2].rstrip(")") for t in titles[2:]] == [
        "jobs",
        "investment",
        "training",
        "credits",
    ]


def test_prose_in_portuguese(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "prose", folder / TERMS, "--lang", "pt-BR")
    assert said.code == 0
    assert "A parte company deve assegurar que" in said.out and "EUR 2.000.000" in said.out


def test_a_language_that_is_not_there_is_refused_with_those_that_are(capsys: Capture, folder: Path) -> None:
    for command in (("prose", folder / TERMS), ("diff", folder / TERMS, folder / TERMS)):
        said = call(capsys, *command, "--lang", "fr")
        assert said.code == 2 and "en and pt-BR, not in fr" in said.err and said.out == ""


def test_an_agreement_with_its_amendment(capsys: Capture, folder: Path) -> None:
    path = folder / SIGNED
    path.write_text(path.read_text("utf-8") + AMENDED, "utf-8")
    said = call(capsys, "prose", path).out
    assert said.startswith("1. Agreement “RIV-2023-001”\n")
    assert "     2023    120 jobs\n     2024    150 jobs\n" in said
    assert "2. Amendment 1 of “RIV-2023-001”: First amendment" in said


def test_a_version_of_a_text_by_its_number(capsys: Capture, folder: Path) -> None:
    one = call(capsys, "prose", folder / TERMS).out
    assert call(capsys, "prose", f"{folder / TERMS}@1").out == one
    said = call(capsys, "prose", f"{folder / TERMS}@7")
    assert said.code == 2 and "has no 7; it has jobs_credit version 1" in said.err
    assert call(capsys, "prose", f"{folder / TERMS}@jobs_credit").out == one


def test_the_page_for_signature(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    page = call(capsys, "prose", folder / TERMS, "--html").out
    assert page.startswith("<!doctype html>") and '<html lang="en">' in page
    assert call(capsys, "prose", folder / TERMS, "-o", tmp_path / "page.html").out == ""
    assert (tmp_path / "page.html").read_text("utf-8") == page
    signed = call(capsys, "prose", folder / SIGNED, "--html", "--lang", "pt-BR").out
    assert '<html lang="pt-BR">' in signed and "Por NORTHWIND" in signed and "Acordo “RIV-2023-001”" in signed


def test_a_page_holds_one_text(capsys: Capture, folder: Path) -> None:
    path = folder / TERMS
    text = path.read_text("utf-8")
    first = text[text.index("terms jobs_credit") : text.index("example ")]
    path.write_text(text + "\n" + first.replace("version 1", "version 2"), "utf-8")
    said = call(capsys, "prose", path, "--html")
    assert said.code == 2 and f"{path}@1 or {path}@2" in said.err
    assert "version 2" in call(capsys, "prose", f"{path}@2", "--html").out


def test_prose_of_a_text_with_faults_and_of_nothing(capsys: Capture, folder: Path) -> None:
    assert call(capsys, "prose", folder / "vocabulary" / "starter.terms").code == 2
    spoil(folder, str(TERMS), "instrument tax_benefit", "instrument gift")
    said = call(capsys, "prose", folder / TERMS)
    assert said.code == 1 and "CW1103" in said.err


# ---- diff -----------------------------------------------------------------------------------------


def test_nothing_differs_but_layout(capsys: Capture, folder: Path) -> None:
    other = starter(folder.parent / "v")
    spoil(other, str(TERMS), "EUR 2 million", "EUR 2_000_000  # two millions")
    said = call(capsys, "diff", folder / TERMS, other / TERMS)
    assert said.code == 0 and said.out.count("sha256:") == 2
    assert said.out.splitlines()[-1] == "Nothing differs but layout."


def test_other_labels_mean_the_same(capsys: Capture, folder: Path) -> None:
    other = starter(folder.parent / "v")
    spoil(other, str(TERMS), '"Ten apprentices"', '"Ten apprentices at least"')
    said = call(capsys, "diff", folder / TERMS, other / TERMS).out
    assert (
        "They mean the same, for their hashes agree" in said
        and "Ten apprentices {+at least +}(training)" in said
    )


def test_a_redline_names_clauses_and_marks_words(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "diff", folder / TERMS, changed(folder) / TERMS).out
    assert "1 clause removed, 2 changed" in said
    assert "EUR [-2,000,000-]{+2,500,000+}." in said
    assert "- 5. Ten apprentices (training)" in said
    assert max(map(len, said.splitlines())) <= 100 and "\x1b" not in said


def test_a_redline_as_json_and_as_a_page(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    other = changed(folder) / TERMS
    found = json.loads(call(capsys, "diff", folder / TERMS, other, "--format", "json").out)
    (one,) = found["compared"]
    assert found["schema"] == "commonweal.diff/1" and one["same_meaning"] is False
    assert [c["change"] for c in one["clauses"]] == ["changed", "changed", "removed"]
    assert {"kind": "old", "text": "2,000,000"} in one["clauses"][1]["paragraphs"][0]["pieces"]
    page = call(capsys, "diff", folder / TERMS, other, "--html").out
    assert "<del>2,000,000</del><ins>2,500,000</ins>" in page
    call(capsys, "diff", folder / TERMS, other, "-o", tmp_path / "d.html")
    assert (tmp_path / "d.html").read_text("utf-8") == page
    call(capsys, "diff", folder / TERMS, other, "-o", tmp_path / "d.txt")
    assert "[-2,000,000-]" in (tmp_path / "d.txt").read_text("utf-8")


def test_agreements_are_compared_too(capsys: Capture, folder: Path) -> None:
    other = starter(folder.parent / "v")
    spoil(other, str(SIGNED), "150 jobs", "160 jobs")
    said = call(capsys, "diff", folder / SIGNED, other / SIGNED).out
    assert "agreement RIV-2023-001" in said and "2024: [-150-]{+160+} jobs" in said
    same = call(capsys, "diff", folder / SIGNED, folder / SIGNED).out
    assert same.endswith("Nothing differs but layout.\n")
    spoil(other, str(SIGNED), '"RIV-2023-001"', '"RIV-2023-002"')
    both = call(capsys, "diff", folder / SIGNED, other / SIGNED).out
    assert "1 clause removed" in both and "1 clause added" in both


def test_versions_are_matched_by_name_and_number(capsys: Capture, folder: Path) -> None:
    path = folder / TERMS
    text = path.read_text("utf-8")
    first = text[text.index("terms jobs_credit") : text.index("example ")]
    second = first.replace("version 1", "version 2").replace("10 places", "12 places")
    path.write_text(text + "\n" + second, "utf-8")
    said = call(capsys, "diff", f"{path}@1", f"{path}@2").out
    assert "version [-1-]{+2+}" in said and "[-10-]{+12+} places" in said
    alone = folder / "terms" / "alone.terms"
    alone.write_text("language 1\n" + second.replace("12 places", "13 places"), "utf-8")
    said = call(capsys, "diff", path, alone).out
    assert "[-12-]{+13+} places" in said, "version 2 is compared with version 2"
    assert f"+++ {alone}: –\n6 clauses removed\n" in said, "version 1 has no other side"
    assert f"--- {alone}: –\n" in call(capsys, "diff", alone, path).out
