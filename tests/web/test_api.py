"""The API is what its OpenAPI document says: generated requests, every answer held against its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.config import SchemathesisConfig

from commonweal.report.page import words
from commonweal.web.assessment.operations import Outcome
from commonweal.web.publication import asking, schemas
from commonweal.web.publication.api import API
from commonweal.web.publication.asking import OPEN
from commonweal.web.publication.calendar.entries import WHATS
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.record import events
from commonweal.web.record.chain import Link, breaks
from tests.web.conftest import JOBS

pytestmark = pytest.mark.django_db


def test_the_document_is_openapi_3_1_and_names_every_table(client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert {f"/api/{name}" for name in TABLES} <= set(document["paths"])


@pytest.fixture
def kept_open(db: None) -> Iterator[None]:
    """Keep the connection when a request ends: its transaction is the test's (so does Django's client)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_as_the_document_says(judged: Outcome, kept_open: None) -> None:
    config = SchemathesisConfig.from_dict(
        {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "422"]}}}
    )
    document = schemathesis.openapi.from_dict(API.get_openapi_schema(), config=config)
    document.app = get_wsgi_application()
    # PostgreSQL is asked for what it alone might answer otherwise; parameters are read alike before both.
    examples = 30 if connection.vendor == "sqlite" else 10
    asked: list[str] = []
    answered: list[int] = []
    names = {
        (t.name, f): list(asking.known(t.name, f)) for t in TABLES.values() for f in t.filters if f in OPEN
    }

    for found in document.get_all_operations():
        operation = found.ok()

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def hold(case: schemathesis.Case) -> None:
            # Half of the words are ones that something is called by: no generator would hit upon them.
            for name, word in dict(case.query or {}).items():
                there = names.get((case.path.removeprefix("/api/"), name))
                if there and isinstance(word, str) and len(word) % 2:
                    case.query[name] = there[len(word) % len(there)]
            response = case.call_and_validate(headers={"Host": "localhost"})
            if response.status_code == 422:
                assert all(one["msg"] and one["loc"][0] == "query" for one in response.json()["detail"])
            asked.append(case.path)
            answered.append(response.status_code)

        hold()
    assert {f"/api/{name}" for name in TABLES} <= set(asked) and len(asked) >= examples * len(TABLES) // 2
    assert {200, 404, 422} <= set(answered)


def test_the_chain_can_be_verified_from_outside(judged: Outcome, client: Client) -> None:
    rows: list[dict[str, Any]] = []
    while len(rows) < (page := client.get(f"/api/chain?limit=2&offset={len(rows)}").json())["count"]:
        rows += page["rows"]
    head = events.head()
    assert head is not None
    assert list(breaks([Link(**row) for row in rows], head=head.hash)) == []


def test_one_agreement_is_its_row_in_the_list(judged: Outcome, client: Client) -> None:
    (row,) = client.get("/api/agreements").json()["rows"]
    assert client.get(f"/api/agreements/{JOBS}").json() == row


@pytest.mark.parametrize(
    ("asked", "where", "names"),
    [
        ("findings?bogus=1", "bogus", ["agreement", "clause", "status", "limit", "offset"]),
        ("parties?party=NORTHWIND", "party", ["limit", "offset"]),
        (f"agreements/{JOBS}?full=1", "full", ["no parameters"]),
        ("chain?from=3", "from", ["limit", "offset"]),
        ("findings?status=bogus", "status", ["breached", "met"]),
        ("payables?state=owed", "state", ["late", "paid"]),
        ("findings?agreement=NOPE", "agreement", [JOBS]),
        ("findings?clause=nope", "clause", ["jobs"]),
        ("agreements?instrument=nothing", "instrument", ["tax_benefit"]),
        ("agreements?party=NOPE", "party", ["NORTHWIND"]),
        ("calendar?party=NOPE", "party", ["NORTHWIND"]),
        ("payments?agreement=NOPE", "agreement", [JOBS]),
        ("targets?mission=nope", "mission", ["nothing yet"]),
        ("support?currency=XXX", "currency", []),
    ],
)
def test_what_is_not_understood_is_refused_and_what_is_known_is_named(
    judged: Outcome, client: Client, asked: str, where: str, names: list[str]
) -> None:
    response = client.get(f"/api/{asked}")
    assert response.status_code == 422
    (doubt,) = response.json()["detail"]
    assert doubt["loc"] == ["query", where]
    assert all(name in doubt["msg"] for name in names), doubt["msg"]


def test_a_word_that_something_is_called_by_is_answered_without_rows(judged: Outcome, client: Client) -> None:
    for asked in (f"decisions?agreement={JOBS}", "findings?status=cured", "changes?clause=jobs"):
        response = client.get(f"/api/{asked}")
        assert (response.status_code, response.json()["count"]) == (200, 0), asked


def test_a_refusal_does_not_name_thousands(judged: Outcome) -> None:
    (doubt,) = asking.doubts(TABLES["findings"], {"agreement": "NOPE"})
    assert "more" not in doubt["msg"]
    many = asking.listed([f"A{n}" for n in range(asking.NAMED + 3)])
    assert "A19" in many and "A20" not in many and many.endswith("and 3 more")


def test_the_document_names_every_word_of_a_few() -> None:
    statuses = set(words.STATUSES) - {"not_public", "vacuous"}  # these are in `shown_as`
    states = set(words.STATES) - {"released"}  # its columns are `released_on` and those beside it
    for few, every in (
        (schemas.Status, statuses), (schemas.State, states), (schemas.Opening, words.POWERS),
        (schemas.What, WHATS),
    ):  # fmt: skip
        assert set(get_args(few)) == {"", *every}


def test_a_list_counts_its_own_rows_whatever_was_counted_before(judged: Outcome, client: Client) -> None:
    """Counts of whole tables are remembered; others are not taken for them."""
    counts = {}
    for address in ("findings", "payables", "findings?agreement=RIV-2023-001&clause=jobs", "findings"):
        page = client.get(f"/api/{address}").json()
        whole = client.get(f"/api/{address}{'&' if '?' in address else '?'}limit=500").json()
        assert page["count"] == whole["count"] == len(whole["rows"]), address
        counts[address] = page["count"]
    assert counts["findings"] > counts["findings?agreement=RIV-2023-001&clause=jobs"] > 0
