"""Each command on the starter workspace: what it prints, what it writes, with which status it leaves."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.unit.cli.calling import LIBRARY, call, starter

Capture = pytest.CaptureFixture[str]
AS_OF = ("--as-of", "2025-12-31")
JOBS_2024 = ("RIV-2023-001", "jobs", "2024")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a starter workspace of its own."""
    return starter(tmp_path / "w")


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Change a file of a workspace."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


# ---- assess ---------------------------------------------------------------------------------------


def test_assess_prints_findings_and_money(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "assess", folder, *AS_OF)
    assert said.code == 0 and said.err == ""
    for words in ("✗ breached", "! overdue", "✓ met", "EUR 248,000.00", "Totals", "Evidence: 6 of 7"):
        assert words in said.out


def test_every_format_holds_every_row(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    document = json.loads(call(capsys, "assess", folder, *AS_OF, "--format", "json").out)
    many = len(document["findings"]) + len(document["payables"]) + len(document["powers"])
    for ending in ("json", "csv", "parquet", "html", "txt"):
        assert call(capsys, "assess", folder, *AS_OF, "-o", tmp_path / f"a.{ending}").out == ""
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == document
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == many
    import pyarrow.parquet as parquet

    assert parquet.read_table(tmp_path / "a.parquet").num_rows == many
    assert "<html" in (tmp_path / "a.html").read_text("utf-8")
    assert "\x1b" not in (tmp_path / "a.txt").read_text("utf-8")


def test_the_same_call_gives_the_same_bytes(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    other = starter(tmp_path / "elsewhere")
    first = call(capsys, "assess", folder, *AS_OF, "--format", "json", "--facts").out
    assert call(capsys, "assess", other, *AS_OF, "--format", "json", "--facts").out == first


def test_a_printed_time_of_knowledge_can_be_asked_again(capsys: Capture, folder: Path) -> None:
    first = call(capsys, "assess", folder, *AS_OF, "--format", "json").out
    known = json.loads(first)["known_at"]
    assert known == "2025-12-31T23:59:59Z"
    assert call(capsys, "assess", folder, *AS_OF, "--known-at", known, "--format", "json").out == first


def test_what_was_not_known_yet_is_not_used(capsys: Capture, folder: Path) -> None:
    document = json.loads(
        call(capsys, "assess", folder, *AS_OF, "--known-at", "2025-05-01", "--format", "json").out
    )
    status = {(f["clause"], f["window"]["start"]): f["status"] for f in document["findings"]}
    assert status["jobs", "2024-01-01"] == "overdue"


def test_as_of_is_today_by_default(capsys: Capture, folder: Path) -> None:
    assert call(capsys, "assess", folder).code == 0


@pytest.mark.parametrize(
    ("states", "code"),
    [
        (["breached"], 3),
        (["cured"], 0),
        (["late"], 3),
        (["cured,overdue"], 3),
        (["not-due"], 0),
        (["curing", "breached"], 3),
    ],
)
def test_fail_on_leaves_with_status_3(capsys: Capture, folder: Path, states: list[str], code: int) -> None:
    options = [word for state in states for word in ("--fail-on", state)]
    said = call(capsys, "assess", folder, *AS_OF, *options)
    assert said.code == code and "breached" in said.out


@pytest.mark.parametrize(
    "options",
    [
        ["--fail-on", "bad"],
        ["--engine", "none"],
        ["--agreement", "X"],
        ["--known-at", "noon"],
        ["-o", "none/a.json"],
    ],
)
def test_a_wrong_option_is_status_2(capsys: Capture, folder: Path, options: list[str]) -> None:
    said = call(capsys, "assess", folder, *AS_OF, *options)
    assert (said.code, said.out) == (2, "") and said.err.count("\n") == 1


def test_errors_of_the_input_are_all_printed_and_nothing_else(capsys: Capture, folder: Path) -> None:
    spoil(folder, "evidence/northwind.csv", ",138,", ",many,")
    spoil(folder, "payments/payments.csv", ",credits,", ",credit,")
    said = call(capsys, "assess", folder, *AS_OF, "--format", "json")
    assert (said.code, said.out) == (1, "")
    assert "evidence/northwind.csv:7:6" in said.err and "did you mean credits?" in said.err
    assert said.err.endswith("2 errors\n")


def test_a_faulty_binding_is_an_error_too(capsys: Capture, folder: Path) -> None:
    spoil(folder, "agreements/northwind.terms", ", year 2024: 150 jobs", "")
    said = call(capsys, "assess", folder, *AS_OF)
    assert said.code == 1 and "CW3001" in said.err
    assert call(capsys, "check", folder).code == 1


# ---- why ------------------------------------------------------------------------------------------


def test_why_explains_down_to_the_row(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "why", folder, *JOBS_2024, *AS_OF)
    assert said.code == 0
    first = "jobs 2024: BREACHED (known since 2025-05-21; evidence audited, due 2025-06-29)"
    assert said.out.splitlines()[0] == first
    assert "138 jobs  at least  150 jobs  → no: 12 more jobs would meet it (8.0% short)" in said.out
    assert "[evidence/northwind.csv:7]" in said.out and "set aside: 151 jobs" in said.out
    assert "→ if breached: company must repay region EUR 248,000.00 by 2025-06-29 (late)" in said.out


def test_why_for_programs(capsys: Capture, folder: Path) -> None:
    document = json.loads(call(capsys, "why", folder, *JOBS_2024, *AS_OF, "--format", "json").out)
    assert document["schema"] == "commonweal.trace/1"
    assert [result["row"] for result in document["results"]] == ["finding", "payable"]


@pytest.mark.parametrize(
    "asked", [("X", "jobs", "2024"), (JOBS_2024[0], "job", "2024"), (*JOBS_2024[:2], "2031")]
)
def test_why_of_what_is_not_there(capsys: Capture, folder: Path, asked: tuple[str, ...]) -> None:
    said = call(capsys, "why", folder, *asked, *AS_OF)
    assert said.code == 2 and "there are" in said.err


def test_why_before_the_agreement_was_recorded(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "why", folder, *JOBS_2024, "--as-of", "2020-01-01")
    assert said.code == 2 and "not recorded yet" in said.err


# ---- due, calendar --------------------------------------------------------------------------------


def test_due_shows_states_and_totals(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "due", folder, *AS_OF)
    assert said.code == 0 and "✓ paid" in said.out and "! late" in said.out
    document = json.loads(call(capsys, "due", folder, *AS_OF, "--format", "json").out)
    late = {"currency": "EUR", "state": "late", "count": 1, "amount": "248000.00", "paid": "0.00"}
    assert late in document["totals"]


def test_due_since_lists_the_entries_that_correct_the_books(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "due", folder, *AS_OF, "--since", "2025-03-01", "--format", "csv")
    (entry,) = csv.DictReader(said.out.splitlines())
    assert (entry["before"], entry["after"], entry["change"]) == ("0.00", "248000.00", "248000.00")
    assert "In all: EUR 248,000.00" in call(capsys, "due", folder, *AS_OF, "--since", "2025-03-01").out


def test_due_since_the_future_is_a_wrong_call(capsys: Capture, folder: Path) -> None:
    assert call(capsys, "due", folder, *AS_OF, "--since", "2031-01-01").code == 2
    assert call(capsys, "due", folder, *AS_OF, "--since", "2025-01-01", "--format", "html").code == 2


def test_calendar_shows_what_comes(capsys: Capture, folder: Path) -> None:
    asked = ("calendar", folder, "RIV-2023-001")
    said = call(capsys, *asked, "--as-of", "2024-01-31")
    assert said.code == 0 and "2024-03-30  report  training    2023    company (NORTHWIND)" in said.out
    lines = call(capsys, *asked, "--as-of", "2024-01-31", "--format", "csv").out.splitlines()
    assert {row["what"] for row in csv.DictReader(lines)} == {"test", "report", "pay"}
    assert call(capsys, "calendar", folder, "X").code == 2
    assert call(capsys, *asked, *AS_OF, "--until", "2020-01-01").code == 2


def test_calendar_leaves_out_what_is_settled(capsys: Capture, folder: Path) -> None:
    def asked(*known: str) -> set[tuple[str, str, str]]:
        said = call(capsys, "calendar", folder, "RIV-2023-001", *known, "--format", "json")
        return {(e["what"], e["clause"], e["window"]["start"][:4]) for e in json.loads(said.out)["entries"]}

    early, proven = asked("--as-of", "2024-05-31"), asked("--as-of", "2024-06-27")
    assert ("report", "jobs", "2023") not in early | proven, "it came in May"
    assert ("pay", "credits", "2023") in early & proven
    assert asked("--as-of", "2024-05-31", "--known-at", "2024-04-30") >= {("report", "jobs", "2023")}
    assert ("pay", "credits", "2023") not in asked("--as-of", "2024-08-20")


def test_calendar_before_the_agreement_was_recorded(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "calendar", folder, "RIV-2023-001", "--as-of", "2020-01-01")
    assert said.code == 2 and "not recorded yet" in said.err


# ---- check, fmt, prose, test, error ---------------------------------------------------------------


def test_check_of_what_is_right(capsys: Capture, folder: Path) -> None:
    assert call(capsys, "check", folder).out == "3 texts: no fault\n"
    assert call(capsys, "check", LIBRARY).code == 0


def test_check_says_every_fault_of_every_file(capsys: Capture, folder: Path) -> None:
    spoil(folder, "evidence/northwind.csv", ",138,", ",many,")
    spoil(folder, "payments/payments.csv", ",credits,", ",credit,")
    said = call(capsys, "check", folder)
    assert said.code == 1 and "northwind.csv:7:6" in said.err and "payments.csv:2:2" in said.err
    document = json.loads(call(capsys, "check", folder, "--format", "json").out)
    assert document["errors"] == len([d for d in document["diagnostics"] if d["severity"] == "error"]) == 2
    spoil(folder, "vocabulary/starter.terms", "unit places", "unit plaices")
    assert "did you mean plaices?" in call(capsys, "check", folder).err


def test_check_strict_fails_on_warnings(capsys: Capture, folder: Path) -> None:
    (folder / "notes.csv").write_text("a\n", "utf-8")  # a table that nobody reads is a warning
    assert call(capsys, "check", folder).code == 0
    said = call(capsys, "check", folder, "--strict")
    assert said.code == 1 and "warning" in said.err


def test_fmt_writes_once_and_then_rests(capsys: Capture, folder: Path) -> None:
    path = folder / "terms" / "jobs_credit.terms"
    canonical = path.read_text("utf-8")
    path.write_text(canonical.replace("  instrument", "instrument").replace("at least", ">=", 1), "utf-8")
    assert call(capsys, "fmt", folder, "--check").code == 1
    assert path.read_text("utf-8") != canonical
    said = call(capsys, "fmt", folder)
    assert said.code == 0 and "1 text written, 2 in form already" in said.out
    assert path.read_text("utf-8") == canonical
    assert call(capsys, "fmt", folder, "--check").code == 0


def test_fmt_leaves_a_text_with_faults_alone(capsys: Capture, folder: Path) -> None:
    path = folder / "terms" / "jobs_credit.terms"
    spoil(folder, "terms/jobs_credit.terms", "company must ensure", "company should ensure")
    before = path.read_bytes()
    said = call(capsys, "fmt", folder)
    assert said.code == 1 and path.read_bytes() == before and "CW1001" in said.err


def test_prose_prints_numbered_paragraphs(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "prose", folder / "terms" / "jobs_credit.terms")
    assert said.code == 0 and said.out.startswith("1. ")
    assert "EUR 2,000,000" in said.out
    assert max(map(len, said.out.splitlines())) <= 100


def test_prose_of_a_text_without_terms(capsys: Capture, folder: Path) -> None:
    assert call(capsys, "prose", folder / "vocabulary" / "starter.terms").code == 2
    assert call(capsys, "prose", folder).code == 2


def test_test_runs_examples_and_tells_what_they_reach(capsys: Capture, folder: Path) -> None:
    said = call(capsys, "test", folder)
    assert said.code == 0 and said.out.endswith("2 examples, 9 expectations: all hold\n")
    document = json.loads(call(capsys, "test", folder, "--format", "json").out)
    jobs = next(c for f in document["files"] for c in f["coverage"] if c["clause"] == "jobs")
    assert {"breached", "if line 1"} <= set(jobs["reached"]) and "waived" in jobs["not_reached"]


def test_test_fails_where_an_expectation_does_not_hold(capsys: Capture, folder: Path) -> None:
    spoil(folder, "terms/jobs_credit.terms", "jobs in year 2024 is breached", "jobs in year 2024 is met")
    said = call(capsys, "test", folder)
    assert said.code == 1 and "CW6002" in said.err and "1 failed" in said.out


@pytest.mark.parametrize("code", ["CW2101", "cw2101", "2101", " CW2101 "])
def test_error_prints_the_page_of_a_code(capsys: Capture, code: str) -> None:
    said = call(capsys, "error", code)
    assert said.code == 0 and said.out.startswith("error CW2101: ")
    assert "Wrong:" in said.out and "Right:" in said.out


def test_error_of_a_code_that_is_not_there_names_the_nearest(capsys: Capture) -> None:
    said = call(capsys, "error", "CW21O1")
    assert said.code == 2 and "CW2101" in said.err


def test_error_lists_all(capsys: Capture) -> None:
    from commonweal.ground.diagnostics import catalogue

    said = call(capsys, "error")
    assert all(code in said.out for code in catalogue())


# ---- new, demo ------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", sorted(entry.name for entry in LIBRARY.iterdir() if entry.is_dir()))
def test_every_template_makes_a_workspace_without_fault(
    capsys: Capture, tmp_path: Path, template: str
) -> None:
    made = tmp_path / "my plan"
    assert call(capsys, "new", made, "--from", template).code == 0
    assert call(capsys, "check", made).code == 0
    said = call(capsys, "assess", made, "--format", "json")
    assert said.code == 0 and json.loads(said.out)["workspace"] == "my plan"


def test_new_refuses_a_folder_that_is_not_empty(capsys: Capture, folder: Path, tmp_path: Path) -> None:
    before = sorted(folder.rglob("*"))
    assert call(capsys, "new", folder).code == 2
    assert sorted(folder.rglob("*")) == before
    (tmp_path / "empty").mkdir()
    assert call(capsys, "new", tmp_path / "empty").code == 0


def test_the_demo_judges_and_writes_its_report_here(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = call(capsys, "demo", "--pages")
    assert said.code == 0
    assert "breached" in said.out and "Totals" in said.out and "One finding in full" in said.out
    report = tmp_path / "build" / "register" / "index.html"
    assert str(report.relative_to(tmp_path)) in said.out and 0 < report.stat().st_size <= 300_000
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_the_demo_needs_no_site(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Absent:
        def load(self) -> object:
            raise ModuleNotFoundError("django")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("commonweal.cli.demo.entry_points", lambda group: [Absent()])
    monkeypatch.setattr("commonweal.cli.demo.atlas", lambda: LIBRARY / "starter")
    said = call(capsys, "demo")
    assert said.code == 0 and "build/register/index.html" in said.out


def test_the_demo_opens_the_site_where_there_is_one(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, str]] = []

    class Present:
        def load(self) -> object:
            return lambda folder, as_of: opened.append((folder.name, as_of.isoformat())) or 0

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("commonweal.cli.demo.entry_points", lambda group: [Present()])
    monkeypatch.setattr("commonweal.cli.demo.atlas", lambda: Path("examples/atlas"))  # a wheel has none
    assert call(capsys, "demo").code == 0
    assert opened == [("atlas", "2025-12-31")] and not list(tmp_path.iterdir())
