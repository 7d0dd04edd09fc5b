"""The register by kind of support, and agreements of one kind side by side: plain forms, no script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from commonweal.terms.core.clauses import PURPOSES
from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.publication.reading import register
from commonweal.web.record.operations import Taken, set_as_of
from tests.web.conftest import AS_OF, JOBS, NOW

pytestmark = pytest.mark.django_db
Take = Callable[..., Taken]


@pytest.fixture
def several(take: Take, folder: Path) -> None:
    """Judge the starter workspace with a second agreement, under a text of another instrument."""
    text = (folder / "terms" / "jobs_credit.terms").read_text()
    text = text[: text.index("# ---- examples")].replace("terms jobs_credit", "terms jobs_loan")
    text = text.replace("instrument tax_benefit", "instrument loan")
    text = text.replace("purpose labour", "purpose sharing")
    (folder / "terms" / "jobs_loan.terms").write_text(text)
    signed = (folder / "agreements" / "northwind.terms").read_text()
    signed = signed.replace(JOBS, "LOAN-1").replace("under jobs_credit", "under jobs_loan")
    (folder / "agreements" / "loan.terms").write_text(signed)
    done = take(folder)
    assert done.ok, (done.faults, done.diagnostics)
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)


def listed(page: str) -> list[str]:
    """Return the agreements in the table of a page."""
    return re.findall(r'<th scope="row"><a href="/agreements/([^"]+)">', page)


def test_the_form_counts_agreements_by_kind_and_narrows_to_one(several: None, client: Client) -> None:
    whole = client.get("/agreements").content.decode()
    counted = re.findall(r'<option value="(\w+)">[^<(]+ \((\d+)\)</option>', whole)
    rows = client.get("/api/agreements?limit=500").json()["rows"]
    assert {name: int(n) for name, n in counted} == Counter(row["instrument"] for row in rows)
    assert listed(whole) == ["LOAN-1", JOBS]
    loans = client.get("/agreements?instrument=loan").content.decode()
    assert listed(loans) == ["LOAN-1"] and '<option value="loan" selected>' in loans
    assert listed(client.get("/agreements?instrument=tax_benefit").content.decode()) == [JOBS]


@pytest.mark.parametrize("path", ["/agreements", "/compare"])
@pytest.mark.parametrize("asked", ["nothing", "%00", "<b>", "x" * 3000, "loan' or 1=1 --"])
def test_a_kind_that_there_is_none_of_is_said_and_narrows_to_nothing(
    several: None, client: Client, path: str, asked: str
) -> None:
    for name in ("instrument", "kind"):
        response = client.get(path, {name: asked})
        page = response.content.decode()
        assert response.status_code == 200 and listed(page) == [] and "<b>" not in page
        main = page[page.index("<main") : page.index("</main>")]
        assert "No agreement of this kind is in the register" in main and "x" * 101 not in main
        assert f'href="{path}?instrument=loan"' in page and f'href="{path}?instrument=tax_benefit"' in page


def test_a_kind_may_be_asked_for_as_the_page_of_support_calls_it(several: None, client: Client) -> None:
    assert listed(client.get("/agreements?kind=loan").content.decode()) == ["LOAN-1"]


def test_turning_pages_keeps_the_kind(several: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "ENTRIES", 1)
    assert 'href="?page=2"' in client.get("/agreements").content.decode()
    assert 'href="?page=' not in client.get("/agreements?instrument=loan").content.decode()
    monkeypatch.setattr(register, "_kind", lambda *_: ("", ""))
    assert listed(client.get("/agreements?page=2").content.decode()) == [JOBS]


def test_conditions_stand_side_by_side_with_what_came_of_them(several: None, client: Client) -> None:
    page = client.get("/compare?instrument=loan").content.decode()
    headings = re.findall(r'<h2 id="for-(\w+)">([^<]+)</h2>', page)
    assert headings == [
        ("direction", "Direction: what is to be done, where, and by when"),
        ("reinvestment", "Reinvestment: what is earned goes back into the work"),
        ("sharing", "Sharing: the public has its part of what is gained"),
    ]
    assert "/agreements/LOAN-1/training" in page and JOBS not in page
    findings = client.get("/api/findings?agreement=LOAN-1&clause=jobs").json()["rows"]
    for status, n in Counter(row["status"] for row in findings).items():
        assert f"is-{status.replace('_', '-')}" in page and n
    assert "/compare?instrument=loan</code>" in page


def test_no_kind_is_asked_for_first(judged: Outcome, client: Client) -> None:
    page = client.get("/compare").content.decode()
    assert "Choose a kind of support" in page and '<h2 id="for-' not in page


def test_every_purpose_of_the_language_has_its_words() -> None:
    assert set(PURPOSES) == set(register.PURPOSES) - {""}
