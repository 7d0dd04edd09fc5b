"""A newcomer's first hour: a workspace, its findings, one reason, a slip, its message, a report."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


def commonweal(*arguments: str, cwd: Path, code: int = 0) -> str:
    """Call the command as a newcomer does, and return everything that it said."""
    done = subprocess.run(
        [sys.executable, "-m", "commonweal.cli.main", *arguments],
        cwd=cwd, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said
    return said


def test_the_first_hour(tmp_path: Path) -> None:
    made = commonweal("new", "harbour", cwd=tmp_path)
    assert "commonweal assess harbour" in made
    # the commands that `new` proposes work as they are printed
    for line in re.findall(r"^  commonweal (.+)$", made, re.MULTILINE):
        commonweal(*line.split(), cwd=tmp_path)

    assert "no fault" in commonweal("check", "harbour", cwd=tmp_path)
    assert "all hold" in commonweal("test", "harbour", cwd=tmp_path)

    judged = commonweal("assess", "harbour", cwd=tmp_path)
    for status in ("met", "breached", "overdue"):
        assert status in judged
    assert "EUR 248,000.00" in judged

    reason = commonweal("why", "harbour", "RIV-2023-001", "jobs", "2024", cwd=tmp_path)
    assert "12 more jobs would meet it" in reason and "certificate A-2024" in reason

    table = tmp_path / "harbour" / "evidence" / "northwind.csv"
    right = table.read_text("utf-8")
    table.write_text(right.replace(",138,", ",many,"), "utf-8")
    slip = commonweal("assess", "harbour", cwd=tmp_path, code=1)
    assert "evidence/northwind.csv:7:6" in slip and "help:" in slip
    code = re.search(r"CW\d{4}", slip)
    assert code is not None
    assert "table" in commonweal("error", code.group().lower(), cwd=tmp_path)

    table.write_text(right.replace(",138,", ",155,"), "utf-8")
    assert "breached" not in commonweal("assess", "harbour", cwd=tmp_path)

    commonweal("assess", "harbour", "-o", "report.html", cwd=tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "http://" not in page.replace("http://www.w3.org", "") and len(page) <= 300_000

    changed = commonweal("due", "harbour", "--since", "2025-03-01", "--format", "json", cwd=tmp_path)
    assert json.loads(changed)["schema"] == "commonweal.corrections/1"


def test_the_readme_inside_tells_the_truth(tmp_path: Path) -> None:
    commonweal("new", "harbour", cwd=tmp_path)
    folder = tmp_path / "harbour"
    told = re.findall(r"^ +commonweal (.+)$", (folder / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(told) >= 8
    for line in told:
        commonweal(*line.split(), cwd=folder)


@pytest.mark.parametrize("command", ["assess", "due"])
def test_a_program_reads_what_a_person_reads(tmp_path: Path, command: str) -> None:
    commonweal("new", "harbour", cwd=tmp_path)
    text = commonweal(command, "harbour", cwd=tmp_path)
    document = json.loads(commonweal(command, "harbour", "--format", "json", cwd=tmp_path))
    for payable in document["payables"]:
        if payable["state"] in ("paid", "late"):
            assert f"{float(payable['amount']):,.2f}" in text


def test_what_somebody_decided_is_written_down_as_the_page_says(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/how-to/record-a-decision.md").read_text("utf-8")
    rows = re.search(r"```csv\n(.+?)```", page, re.DOTALL)
    more = re.search(r"`(RIV-2023-001,jobs,2024,released,.+?)`", page)
    assert rows is not None and more is not None
    commonweal("new", "folder", cwd=tmp_path)
    table = tmp_path / "folder/decisions/decisions.csv"
    table.parent.mkdir(exist_ok=True)
    table.write_text(rows[1], "utf-8")
    when = ("--as-of", "2025-12-31")
    judged = commonweal("assess", "folder", *when, cwd=tmp_path)
    assert re.search(r"jobs +2024 +◇ waived .+ waived by RIVERSIDE on 2025-07-10", judged)
    assert re.search(r"jobs, if breached +2024 .+ EUR 248,000.00 +! late", judged)
    assert re.search(r"credits +2024 .+ EUR 504,000.00 +‖ withheld", judged)
    told = commonweal("why", "folder", "RIV-2023-001", "jobs", "2024", *when, cwd=tmp_path)
    assert "[decisions/decisions.csv:2]" in told
    table.write_text(f"{rows[1]}{more[1]}\n", "utf-8")
    assert "EUR 248,000.00" not in commonweal("assess", "folder", *when, cwd=tmp_path)
