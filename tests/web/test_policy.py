"""Deny by default: every route of the site stands in the policy, and nothing else can be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st

from commonweal.web.assessment.operations import Outcome
from commonweal.web.policy import PUBLIC, ROUTES, Class, Marking, Role, may_ask, may_see
from tests.web.conftest import JOBS
from tests.web.strategy import NOTE

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def routes(
    resolver: URLResolver | None = None, space: str = "", before: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield the name and pattern of every route of the site, from its own table of addresses."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner, pattern)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{space}{entry.name or ''}", pattern


def address(pattern: str) -> str:
    """Return an address that a pattern matches, about something that is there."""
    known = {
        "agreement": JOBS, "clause": "jobs", "period": "2024", "table": "findings", "form": "csv",
        "mission": "clean", "programme": "riverside", "place": "town", "party": "NORTHWIND",
        "group": "NORTHWIND", "upload": "0" * 32, "number": "1", "sha256": sha256(NOTE.encode()).hexdigest(),
        "text": "1", "name": "jobs_credit", "version": "1",
    }  # fmt: skip
    made = "/" + pattern
    for name, value in known.items():
        made = made.replace(f"<str:{name}>", value).replace(f"<{name}>", value)
        made = made.replace(f"<int:{name}>", value)
    return made


EVERY = sorted(set(routes()))


def test_every_route_has_a_name_and_stands_in_the_policy() -> None:
    assert len(EVERY) > 15
    assert [pattern for name, pattern in EVERY if name not in ROUTES] == []


def test_the_policy_names_no_route_that_is_not_there() -> None:
    assert sorted(set(ROUTES) - {name for name, _ in EVERY}) == []


@pytest.mark.django_db
def test_the_matrix_holds_for_every_route_and_method(steered: object, client: Client) -> None:
    unexpected = []
    for (name, pattern), method in product(EVERY, METHODS):
        status = client.generic(method, address(pattern)).status_code
        allowed = may_ask(Role.PUBLIC, name, method)
        expected = 404 if name == "api:api-root" and allowed else 200 if allowed else 405
        expected = expected if Role.PUBLIC in ROUTES[name].roles else 404
        expected = 403 if (name, method) == ("sign_in", "POST") else expected
        if status != expected:
            unexpected.append((name, method, status, expected))
    assert unexpected == []


@pytest.mark.django_db
def test_a_route_that_the_policy_forgot_is_not_found(
    judged: Outcome, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/agreements").status_code == 200
    monkeypatch.delitem(ROUTES, "agreements")
    forgotten, absent = client.get("/agreements"), client.get("/nothing-here")
    said = forgotten.content.replace(b"/agreements", b"/nothing-here")
    assert (forgotten.status_code, said) == (404, absent.content.replace(b"/agreements", b"/nothing-here"))
    assert absent.status_code == 404


@pytest.mark.parametrize("method", METHODS)
def test_nobody_may_ask_for_what_is_not_named(method: str) -> None:
    assert not any(may_ask(role, "secret", method) for role in Role)


DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(st.sampled_from(Role), st.sampled_from(Class), st.none() | DAYS, DAYS)
def test_the_public_sees_what_is_public_or_no_longer_withheld_and_nothing_else(
    role: Role, what: Class, until: date | None, on: date
) -> None:
    over = what is Class.WITHHELD and until is not None and on > until
    seen = may_see(Role.PUBLIC, Marking(what, until), on=on)
    assert seen == (what is Class.PUBLIC or over)
    assert may_see(role, Marking(what, until), on=on) >= seen, "nobody sees less than the public"


def test_something_withheld_is_public_on_the_day_after() -> None:
    last = date(2026, 12, 31)
    marking = Marking(Class.WITHHELD, last)
    assert not may_see(Role.PUBLIC, marking, on=last)
    assert may_see(Role.PUBLIC, marking, on=last + timedelta(days=1))
    assert marking.shown() == "withheld until 2026-12-31"


def test_the_class_of_what_nobody_marked_is_not_public() -> None:
    assert Marking() != PUBLIC
    assert not may_see(Role.PUBLIC, Marking(), on=date(2100, 1, 1))
    assert not may_see(Role.PARTY, Marking(Class.PERSONAL), on=date(2100, 1, 1))
