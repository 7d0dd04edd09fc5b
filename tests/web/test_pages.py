"""The first pages: they answer, they are small, they say what the API says."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from commonweal.web.assessment.operations import Outcome
from tests.web.conftest import JOBS

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/agreements",
    f"/agreements/{JOBS}",
    f"/agreements/{JOBS}/jobs",
    f"/agreements/{JOBS}/jobs/2024",
    "/downloads",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_in_less_than_100_kilobytes_without_script(
    judged: Outcome, client: Client, page: str
) -> None:
    response = client.get(page)
    text = response.content.decode()
    assert response.status_code == 200 and len(response.content) <= 100_000
    assert text.startswith("<!doctype html>") and "<script" not in text and "style=" not in text


@pytest.mark.parametrize("page", ["/", "/agreements", "/downloads"])
def test_an_empty_site_says_so(db: None, client: Client, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 200
    assert "Nothing has been judged yet" in response.content.decode()


def test_the_page_of_an_agreement_shows_its_sentence_and_its_findings(
    judged: Outcome, client: Client
) -> None:
    text = client.get(f"/agreements/{JOBS}").content.decode()
    row = client.get(f"/api/agreements/{JOBS}").json()
    assert row["title"] in text
    for status in row["findings"]:
        assert f"is-{status.replace('_', '-')}" in text or status in ("not_due",)


@pytest.mark.parametrize(
    "address",
    [
        "/nothing", "/agreements/NOPE", f"/agreements/{JOBS}/nope", f"/agreements/{JOBS}/jobs/1999",
        f"/agreements/{JOBS}/jobs/never", "/downloads/nothing.csv", "/downloads/findings.xlsx",
        "/downloads/..%2fsecret.csv", "/api/agreements/NOPE", "/api/nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found_and_says_no_more(
    judged: Outcome, client: Client, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "Traceback" not in response.content.decode()


def test_a_table_of_results_has_days_in_words_and_no_column_of_dashes(
    judged: Outcome, client: Client
) -> None:
    jobs, credits_ = (
        client.get(f"/agreements/{JOBS}/{name}").content.decode() for name in ("training", "credits")
    )
    assert 'data-label="Status"' in jobs and 'data-label="Amount"' not in jobs
    assert 'data-label="Amount">EUR\N{NO-BREAK SPACE}496,000.00' in credits_
    assert re.search(r'data-label="Due">\d+ [A-Z][a-z]+ 20\d\d<', jobs.replace("\N{NO-BREAK SPACE}", " "))
    for page in (jobs, credits_):
        assert not re.search(r"<td[^>]*>20\d\d-\d\d-\d\d<", page), "no day in the form of a file"
