"""The API is what its OpenAPI document says: generated requests, every answer held against its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings

from commonweal.web.assessment.operations import Outcome
from commonweal.web.publication.api import API
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
    document = schemathesis.openapi.from_dict(API.get_openapi_schema())
    document.app = get_wsgi_application()
    asked: list[str] = []

    for found in document.get_all_operations():
        operation = found.ok()

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def hold(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"Host": "localhost"})
            asked.append(case.path)

        hold()
    assert {f"/api/{name}" for name in TABLES} <= set(asked) and len(asked) >= 400


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
