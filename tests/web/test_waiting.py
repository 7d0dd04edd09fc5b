"""What a result waits for: the figure, who owes it, by when, the table; the same on the page and as data."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from commonweal.web.accounts.operations import actor
from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment.operations import judge
from commonweal.web.publication.reading import promises
from commonweal.web.record.operations import Taken, set_as_of
from tests.web.conftest import AS_OF, JOBS, NOW, words

pytestmark = pytest.mark.django_db
Take = Callable[..., Taken]
CASES = Path(__file__).resolve().parents[1] / "cases"


@pytest.fixture
def site(take: Take, folder: Path) -> Path:
    """Judge the starter workspace without the audited number of jobs of 2024."""
    facts = folder / "evidence" / "northwind.csv"
    lines = facts.read_text().splitlines(keepends=True)
    facts.write_text("".join(line for line in lines if ",full_time_jobs,2024,138," not in line))
    assert take(folder).ok
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    return folder


def test_an_overdue_result_names_the_figure_who_owes_it_and_its_table(site: Path, client: Client) -> None:
    page = words(client, f"/agreements/{JOBS}/jobs/2024")
    assert "What is not in this register, and who owes it" in page
    assert (
        "2024 audited: there is only weaker evidence than the clause asks for company 29 June 2025 passed"
        " evidence/northwind.csv , full_time_jobs" in page
    )
    assert "/firms/NORTHWIND" in client.get(f"/agreements/{JOBS}/jobs/2024").content.decode()


def test_what_is_decided_waits_for_nothing(site: Path, client: Client) -> None:
    assert "What is missing" not in words(client, f"/agreements/{JOBS}/jobs/2023")


def test_page_api_and_files_say_the_same(site: Path, client: Client) -> None:
    rows = client.get(f"/api/missing?agreement={JOBS}&clause=jobs&limit=500").json()["rows"]
    said = {
        "clause": "jobs", "row": "finding", "measure": "full_time_jobs", "level": "audited",
        "by": "2025-06-29", "owed_by": "company", "party": "NORTHWIND", "why": "level",
        "table": "evidence/northwind.csv",
    }  # fmt: skip
    assert said.items() <= {k: v for k, v in rows[0].items() if isinstance(v, str)}.items()
    every = client.get("/api/missing?limit=500").json()["rows"]
    assert json.loads(client.get("/downloads/missing.json").content)["rows"] == every
    flat = list(csv.DictReader(io.StringIO(client.get("/downloads/missing.csv").content.decode("utf-8-sig"))))
    assert [r["measure"] for r in flat] == [r["measure"] for r in every]
    assert flat[0]["window_start"] and {"period_start", "period_end", "through"} <= flat[0].keys()


def test_a_firm_reads_its_promises_with_what_needs_attention_first(
    site: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/firms/NORTHWIND").content.decode()
    promised = page[page.index('id="promises"') :].partition("</table>")[0]
    order = re.findall(rf'<th scope="row"><a href="/agreements/{JOBS}/(\w+)"', promised)
    assert sorted(order) == ["investment", "jobs", "training"]
    wanting = {
        row["clause"] for row in client.get("/api/findings?status=overdue&limit=500").json()["rows"]
    } | {row["clause"] for row in client.get("/api/findings?status=breached&limit=500").json()["rows"]}
    assert set(order[: len(wanting)]) == wanting
    monkeypatch.setattr(promises, "MOST", 1)
    assert "2 more promises stand on the pages of their agreements." in words(client, "/firms/NORTHWIND")
    monkeypatch.setattr(promises, "DEEP", 0)
    found = promises.promised(list(Agreement.objects.all()), {"NORTHWIND"})
    assert found == {"promised": [], "more_promised": 3}


def test_a_public_body_promised_nothing_of_the_kind(site: Path, client: Client) -> None:
    assert "What it promised" not in words(client, "/firms/RIVERSIDE")


def test_a_statement_about_days_to_come_is_named_and_taken_for_no_silence(take: Take, client: Client) -> None:
    assert take(CASES / "workspaces/bad/closed-before-the-days-are-over").ok
    set_as_of(date(2022, 12, 31), actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    page = words(client, "/agreements/A-1/none/2021")
    assert "Set aside: statement through 31 December 2025, audited, recorded 20 August 2022" in page
    assert "it is about days to come, and counts from 31 December 2025 on evidence/e.csv:3" in page
    for address in ("/agreements/A-1/none/2021", "/agreements/A-1/none", "/agreements/A-1"):
        assert "nobody has stated" not in words(client, address)
    assert "conta a partir de 31 de dezembro de 2025" in words(client, "/pt-br/agreements/A-1/none/2021")
    (row,) = client.get("/api/missing?agreement=A-1&limit=500").json()["rows"]
    assert (row["through"], row["why"], row["owed_by"]) == ("2021-12-31", "stated_ahead", "firm")
