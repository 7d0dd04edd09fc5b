"""A promise that hangs on another is overdue where a figure is missing, and not where one is hidden."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonweal.report import rows
from commonweal.report.page.view import status_of
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.unit.workspace.probing.small_probe import lay

DEPENDENT = """
condition listed "Listed only while jobs are kept"
  firm must ensure jobs_kept is satisfied
  tested each year from 2020-01-01 until 2023-12-31
  evidence documented due within 90 days after end of period
  basis "The deal"

condition paid_well "Listed, and wages are known"
  firm must ensure listed is satisfied and total of wages in period at least EUR 1
  tested each year from 2020-01-01 until 2023-12-31
  evidence documented due within 90 days after end of period
  basis "The deal"

payment aid_paid"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Clauses that hang on one whose figure of 2021 is not public; in 2022 figures are missing."""
    folder = lay(tmp_path)
    text, facts = folder / "terms/aid.terms", folder / "evidence/facts.csv"
    text.write_text(text.read_text().replace("\npayment aid_paid", DEPENDENT, 1))
    lines = facts.read_text().replace("staff,2021,80,jobs", "staff,2021,undisclosed,")
    facts.write_text("\n".join(line for line in lines.split("\n") if ",wages,2022," not in line))
    return folder


def test_what_waits_for_a_hidden_figure_of_another_clause_is_called_so(workspace: Path) -> None:
    found = load(workspace)
    assert found.value is not None and found.ok, found.diagnostics
    run = assess(found.value, as_of=date(2023, 12, 31))
    shown = {
        (finding.clause, finding.window.first.year): (finding.status, status_of(finding))
        for finding in rows.findings_of(run)
    }
    assert {shown[name, 2021] for name in ("jobs_kept", "listed", "paid_well")} == {("overdue", "not_public")}
    assert {shown[name, 2022] for name in ("jobs_kept", "listed", "paid_well")} == {("overdue", "overdue")}
    assert shown["listed", 2020][1] == "met"
