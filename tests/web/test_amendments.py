"""What an amendment did, on its page, in the API and in the files: the same, to the cent, for the public."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from commonweal.report.amended.sentence import sentence
from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import judge
from commonweal.web.policy import Class
from commonweal.web.record.operations import Taken, set_as_of
from commonweal.workspace.load import load
from commonweal.workspace.planning import effects, numbered
from tests.web.conftest import AS_OF, JOBS, NOW, words

pytestmark = pytest.mark.django_db
Take = Callable[..., Taken]
AMENDED = """language 1
amend "RIV-2023-001" effective 2024-01-01 "A lower floor <b>&"
  set jobs_floor = series { year 2024: 130 jobs }
  signed 2025-07-01

amend "RIV-2023-001" effective 2024-01-01 "No apprentices"
  end training
  signed 2025-08-01
"""
PAGE = f"/agreements/{JOBS}/amendments/1"


@pytest.fixture
def amended(take: Take, folder: Path) -> Path:
    """Take in the starter workspace with two amendments, and judge it."""
    (folder / "agreements" / "amended.terms").write_text(AMENDED)
    return judged(take, folder)


def judged(take: Take, folder: Path, day: date = AS_OF) -> Path:
    done = take(folder)
    assert done.ok, (done.faults, done.diagnostics)
    set_as_of(day, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    return folder


def rows(client: Client, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(f"/api/{table}?agreement={JOBS}&limit=500").json()["rows"]
    return found


def test_the_first_sentence_is_true_to_the_cent_and_the_same_everywhere(
    amended: Path, client: Client
) -> None:
    said = (
        "Amendment 1 of 1 July 2025: dues of EUR 248,000.00 from company to region gone, dues of"
        " EUR 504,000.00 from region to company added, 1 status changed; dues that hang on"
        " 1 test that is not decided are not counted (as of 31 December 2025)."
    )
    workspace = load(amended).value
    assert workspace is not None
    every = numbered(workspace.agreements[JOBS])
    (effect,) = effects(workspace, chosen={JOBS: every[:1]}, later={JOBS: every[1:]}, as_of=AS_OF)
    assert sentence(effect) == said
    assert rows(client, "amendments")[0]["said"] == said
    assert said in words(client, PAGE) and said in words(client, f"/agreements/{JOBS}")
    kept = csv.DictReader(io.StringIO(client.get("/downloads/amendments.csv").content.decode("utf-8-sig")))
    assert next(kept)["said"] == said


def test_results_stand_without_it_and_with_it(amended: Path, client: Client) -> None:
    changes = rows(client, "changes")
    jobs = next(
        row for row in changes if (row["amendment"], row["clause"], row["row"]) == (1, "jobs", "finding")
    )
    before, after = jobs["before"], jobs["after"]
    assert isinstance(before, dict) and isinstance(after, dict)
    assert (before["outcome"], after["outcome"]) == ("breached", "met")
    page = words(client, PAGE)
    assert "Enough jobs at the end of the year finding 2024 breached met" in page
    assert "company → region EUR 248,000.00 EUR 0.00 −EUR 248,000.00" in page
    assert json.loads(client.get("/downloads/changes.json").content)["rows"] == changes
    flat = csv.DictReader(io.StringIO(client.get("/downloads/changes.csv").content.decode("utf-8-sig")))
    assert next(row for row in flat if row["clause"] == "jobs")["before_outcome"] == "breached"


def test_the_values_that_changed_come_first(amended: Path, client: Client) -> None:
    (value,) = rows(client, "amendments")[0]["values"]  # type: ignore[misc]
    assert (value["name"], value["before"], value["after"]) == ("jobs_floor", "150", "130")
    page = words(client, PAGE)
    said = (
        "Which values it changed Value Without it With it Fewest jobs on 31 December 2024 150 jobs 130 jobs"
    )
    assert said in page and page.index(said) < page.index("Money that fell due")
    assert "Which values it changed" not in words(client, f"/agreements/{JOBS}/amendments/2")
    assert "150 jobs 130 jobs" in words(client, f"/pt-br{PAGE}")


def test_what_was_released_is_named(amended: Path, client: Client) -> None:
    second = rows(client, "amendments")[1]
    assert [one["name"] for one in second["released"]] == ["training"]  # type: ignore[attr-defined]
    assert str(second["said"]).startswith("Amendment 2 of 1 August 2025: 1 clause released, ")
    assert "What it released Clause Kind Periods Still open under it Ten apprentices condition 1" in words(
        client, f"/agreements/{JOBS}/amendments/2"
    )


def test_the_page_cites_its_source_with_the_hash_and_marks_the_words(amended: Path, client: Client) -> None:
    page = words(client, PAGE)
    assert "agreements/amended.terms:2" in page and "Decided and signed on 1 July 2025." in page
    assert f"commonweal:{JOBS}/amendments/1@2025-12-31#" in page
    assert "From then on Fewest jobs on 31 December (jobs_floor) is" in page
    text = client.get(PAGE).content.decode()
    assert "2024: <del>150</del><ins>130</ins>" in text
    assert "Fewest jobs on 31 December (jobs_floor) is, for each year as in this table" in page
    assert "A lower floor &lt;b&gt;&amp;" in text and "floor <b>" not in text


def test_what_is_withheld_is_in_no_amendment(take: Take, folder: Path, client: Client) -> None:
    (folder / "agreements" / "amended.terms").write_text(AMENDED)
    facts = folder / "evidence" / "northwind.csv"
    facts.write_text(facts.read_text().replace("5658000", "7654321"))
    (folder / "publication").mkdir()
    (folder / "publication" / "classes.toml").write_text(
        '[[class]]\nfile = "evidence/*.csv"\nwhere = { measure = "payroll" }\nclass = "parties"\n'
    )
    judged(take, folder)
    assert "not known" in words(client, PAGE) or "between" in words(client, PAGE)
    for where in (PAGE, "/api/amendments", "/api/changes", "/downloads/changes.csv", f"/agreements/{JOBS}"):
        content = client.get(where).content
        for secret in (b"765,432", b"765432", b"504,000", b"504000", b"7654321"):
            assert secret not in content, where


def test_one_that_was_signed_later_is_not_there(take: Take, folder: Path, client: Client) -> None:
    (folder / "agreements" / "amended.terms").write_text(AMENDED)
    judged(take, folder, date(2025, 7, 15))
    assert client.get(PAGE).status_code == 200
    assert client.get(f"/agreements/{JOBS}/amendments/2").status_code == 404
    assert len(rows(client, "amendments")) == 1


@pytest.mark.parametrize("number", ["0", "3", "999999999999999999999", "x", "-1"])
def test_another_number_is_not_found(amended: Path, client: Client, number: str) -> None:
    assert client.get(f"/agreements/{JOBS}/amendments/{number}").status_code == 404


def test_when_an_amendment_goes_its_page_goes(amended: Path, take: Take, client: Client) -> None:
    (amended / "agreements" / "amended.terms").unlink()
    assert take(amended, unmarked=Class.PUBLIC).ok
    judge(now=NOW)
    assert client.get(PAGE).status_code == 404
    assert rows(client, "amendments") == rows(client, "changes") == []
    assert "lower floor" not in words(client, f"/agreements/{JOBS}")
