"""What every request passes: headers, tags, one line of the log; bad input is answered, never a failure."""

from __future__ import annotations

import gc
import json
import logging
import re
import tracemalloc
from collections.abc import Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.web.assessment.operations import Outcome
from commonweal.web.doors.caching import Conditional
from commonweal.web.doors.headers import HEADERS
from commonweal.web.record import events
from commonweal.web.settings.logs import Lines
from tests.web.conftest import JOBS
from tests.web.test_policy import EVERY, address

pytestmark = pytest.mark.django_db
ADDRESSES = sorted({address(pattern) for _, pattern in EVERY})


def policy_of(header: str) -> dict[str, list[str]]:
    """Return a content policy by directive."""
    parts = (part.split() for part in header.split(";") if part.strip())
    return {name: values for name, *values in parts}


def test_every_route_sends_a_strict_policy_and_what_forbids_framing_and_sniffing(
    judged: Outcome, client: Client
) -> None:
    for where in [*ADDRESSES, "/nothing", "/api/nothing", "/agreements/NOPE", "/api/findings?limit=x"]:
        headers = client.get(where).headers
        policy = policy_of(headers["Content-Security-Policy"])
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"], where
        assert policy["style-src"] == ["'self'"] and "script-src" not in policy, where
        assert not any("unsafe" in v or "*" in v or "http" in v for vs in policy.values() for v in vs), where
        assert headers["X-Content-Type-Options"] == "nosniff", where
        assert headers["X-Frame-Options"] == "DENY", where
        # With a form browsers send `Origin`, which CSRF asks for, only where a referrer may go.
        to = "same-origin" if where == "/office/sign-in" else "no-referrer"
        assert headers["Referrer-Policy"] == to, where
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", where
        assert "Set-Cookie" not in headers, "a visitor is not followed"


def test_pages_ask_nothing_of_any_other_place(judged: Outcome, client: Client) -> None:
    for where in ADDRESSES:
        response = client.get(where)
        if response.headers["Content-Type"].startswith("text/html"):
            asked = re.findall(r'(?:src|<link [^>]*href)="([^"]*)"', response.content.decode())
            assert [a for a in asked if not a.startswith(("/", "data:,"))] == [], where


# ---- tags and kept pages ----------------------------------------------------------------------------


def test_who_has_a_page_already_gets_no_body(judged: Outcome, client: Client) -> None:
    first = client.get(f"/agreements/{JOBS}")
    again = client.get(f"/agreements/{JOBS}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/agreements", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_kept_page_is_the_page_and_goes_when_the_site_is_judged_anew(
    judged: Outcome, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def view(request: Any) -> Any:
        from django.http import HttpResponse

        asked.append(request.path)
        return HttpResponse(f"page {len(asked)}", headers={"X-Own": "kept"})

    from django.test import RequestFactory

    monkeypatch.undo()
    monkeypatch.setattr("commonweal.web.doors.caching.LOOK_SECONDS", 0.0)
    stamps = ["1"]
    monkeypatch.setattr("commonweal.web.doors.caching.stamp", lambda: stamps[-1])
    door, make = Conditional(view), RequestFactory().get
    bodies = [door(make("/a")).content for _ in range(3)]  # type: ignore[attr-defined]
    assert bodies == [b"page 1"] * 3 and asked == ["/a"]
    assert door(make("/a")).headers["X-Own"] == "kept"
    with_cookie = door(make("/a", headers={"Cookie": "django_language=pt"}))
    assert with_cookie.content == b"page 2", "who sends a cookie is asked anew, and nothing is kept"  # type: ignore[attr-defined]
    assert door(make("/a")).content == b"page 1"  # type: ignore[attr-defined]
    asked.pop()
    assert door(make("/a?x=1")).content == b"page 2"  # type: ignore[attr-defined]
    stamps.append("2")
    assert door(make("/a")).content == b"page 3"  # type: ignore[attr-defined]


def test_what_was_counted_is_forgotten_when_the_site_is_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    def view(request: Any) -> HttpResponse:
        request.memory["rows"] = request.memory.get("rows", 0) + 1
        return HttpResponse(str(request.memory["rows"]))

    stamps = ["1"]
    monkeypatch.setattr("commonweal.web.doors.caching.LOOK_SECONDS", 0.0)
    monkeypatch.setattr("commonweal.web.doors.caching.stamp", lambda: stamps[-1])
    door, make = Conditional(view), RequestFactory().get
    assert [door(make(f"/a?{n}")).content for n in range(2)] == [b"1", b"2"]  # type: ignore[attr-defined]
    stamps.append("2")
    assert door(make("/a?2")).content == b"1"  # type: ignore[attr-defined]


def test_pages_that_are_kept_take_a_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    monkeypatch.undo()
    monkeypatch.setattr("commonweal.web.doors.caching.stamp", lambda: "1")
    monkeypatch.setattr("commonweal.web.doors.caching.KEPT_BYTES", 25_000)
    door = Conditional(lambda request: HttpResponse(b"x" * 1_000))
    for n in range(100):
        door(RequestFactory().get(f"/{n}"))
    assert door._bytes <= 25_000 and 0 < len(door._pages) < 5


def test_a_small_answer_that_is_kept_takes_no_more_memory_than_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Anybody may ask for many, each under another address; headers and route weigh more than they."""
    from django.http import HttpResponse
    from django.test import RequestFactory

    def view(request: Any) -> HttpResponse:
        request.resolver_match = resolve(request.path)
        return HttpResponse(b"{}", headers={f"X-Header-{n}": "a value " * 5 + str(n) for n in range(12)})

    monkeypatch.undo()
    monkeypatch.setattr("commonweal.web.doors.caching.stamp", lambda: "1")
    door, make, most = Conditional(view), RequestFactory().get, 200
    door(make("/api/findings?first"))
    tracemalloc.start()
    try:
        before, counted = tracemalloc.get_traced_memory()[0], door._bytes
        for n in range(most):
            door(make(f"/api/findings?offset={n}"))
        gc.collect()
        taken, counted = tracemalloc.get_traced_memory()[0] - before, door._bytes - counted
    finally:
        tracemalloc.stop()
    assert len(door._pages) == most + 1 and most * 1_000 < taken <= counted, (taken / most, counted / most)


def asked_as_a_server_does(application: Any, where: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """Ask through WSGI without a cookie; return status, headers and body."""
    environ: dict[str, Any] = {"PATH_INFO": where, "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    said: list[tuple[str, list[tuple[str, str]]]] = []
    # Between requests a server drops connections; the one of a test holds its transaction.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        answer = application(environ, lambda status, headers, _=None: said.append((status, headers)))
        body = b"".join(answer)
        answer.close()
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    return (*said[0], body)


def test_a_kept_page_has_every_header_once(judged: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # pages are kept here: this application and its memory end with the test
    application, view = get_wsgi_application(), Conditional._keep
    kept: list[str] = []

    def keep(self: Conditional, address: str, *rest: Any) -> None:
        kept.append(address)
        view(self, address, *rest)

    monkeypatch.setattr(Conditional, "_keep", keep)
    first = asked_as_a_server_does(application, f"/agreements/{JOBS}")
    again = asked_as_a_server_does(application, f"/agreements/{JOBS}")
    assert len(kept) == 1, "the second answer was a kept one"
    assert first == again and first[0] == "200 OK"
    names = [name for name, _ in again[1]]
    assert len(names) == len(set(names)) and {"Content-Security-Policy", "ETag", *HEADERS} <= set(names)


def test_what_fails_because_the_database_is_gone_is_sent_with_every_header(
    judged: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> str:
        raise DatabaseError("password authentication failed for user commonweal")

    monkeypatch.setattr("commonweal.web.doors.caching.stamp", gone)
    status, headers, body = asked_as_a_server_does(get_wsgi_application(), "/")
    assert status.startswith("500") and b"password" not in body
    assert policy_of(dict(headers)["Content-Security-Policy"])["default-src"] == ["'none'"]
    assert {*HEADERS, "Cross-Origin-Opener-Policy"} <= set(dict(headers))


# ---- health -----------------------------------------------------------------------------------------


def test_the_site_says_that_it_lives_and_is_ready(judged: Outcome, client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {
        "status": "ready",
        "database": True,
        "migrations": True,
        "chain": True,
    }


def test_a_site_without_database_is_not_ready_and_says_no_detail(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise DatabaseError("password authentication failed for user commonweal")

    monkeypatch.setattr(events, "head", gone)
    response = client.get("/readyz")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "password" not in response.content.decode()
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "[fd00::7]:8000", "elsewhere.example.net", "<script>", ""])
def test_health_is_asked_by_number_and_pages_under_their_names_only(
    judged: Outcome, client: Client, host: str
) -> None:
    for path, said in (("/healthz", "alive"), ("/readyz", "ready")):
        for ask in (client.get, client.head):
            response = ask(path, headers={"host": host})
            assert (response.status_code, "Location" in response.headers) == (200, False)
        assert client.get(path, headers={"host": host}).json()["status"] == said
        assert client.post(path, headers={"host": host}).status_code == 405
        for near in (f"{path}/", f"/pt-br{path}", f"{path}/x"):
            assert client.get(near, headers={"host": host}).status_code in (400, 404)
    for path in ("/", "/about", "/feed.atom", "/api/findings", "/downloads/findings.csv", "/office/sign-in"):
        assert client.get(path, headers={"host": host}).status_code == 400, path


def test_a_broken_chain_makes_the_site_not_ready(
    judged: Outcome, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = events.links

    def forged(**how: Any) -> Iterator[Any]:
        from dataclasses import replace

        return (replace(one, body=one.body.replace("act", "Act")) for one in real(**how))

    monkeypatch.setattr(events, "links", forged)
    response = client.get("/readyz")
    assert response.status_code == 503 and response.json()["chain"] is False


# ---- bad input --------------------------------------------------------------------------------------

BAD = [
    "/api/findings?limit=0", "/api/findings?limit=501", "/api/findings?limit=x", "/api/findings?offset=-1",
    "/api/findings?limit=1e400", "/api/findings?offset=99999999999999999999", "/api/chain?offset=1%0a2",
    "/api/findings?limit=%D9%A1", f"/api/findings?clause={'x' * 201}",
]  # fmt: skip
ODD = [
    "/api/findings?clause=%00",
    "/api/findings?clause=%ff",
    "/agreements/%00",
    "/agreements/%ff%fe",
    "/%2e%2e/",
    "/agreements/..%2f..%2fetc%2fpasswd",
    f"/agreements/{'a' * 5_000}",
    f"/agreements/{JOBS}/jobs?page=-1",
    f"/agreements/{JOBS}/jobs?page=9999999",
    f"/agreements/{JOBS}/jobs?page=%D9%A1",
    "/agreements?_connector=OR",
    f"/agreements/{JOBS}/jobs/2024-99",
    f"/agreements/{JOBS}/jobs/9999-12-31..0001-01-01",
    "/?" + "a=1&" * 200,
    f"/agreements/{JOBS}/jobs/99999",
    "/downloads/findings.csv%00",
    "//evil.example/%2f..",
    "/\r\nSet-Cookie:x",
    "/agreements/' OR 1=1--",
    "/api/agreements/%F0%9F%92%A9",
    "/static/../settings/data.py",
    "/static/%00",
]


@pytest.mark.parametrize("where", BAD)
def test_what_cannot_be_meant_is_refused_with_422(judged: Outcome, client: Client, where: str) -> None:
    response = client.get(where)
    assert response.status_code == 422
    assert response.json()["detail"]


@pytest.mark.parametrize("where", ["/api/findings?clause=%00", "/agreements/%00", "/agreements?x=a%00b"])
def test_a_nul_in_an_address_is_not_understood(judged: Outcome, client: Client, where: str) -> None:
    assert client.get(where).status_code == 400


def test_odd_addresses_are_answered_and_never_fail(judged: Outcome, client: Client) -> None:
    for where in ODD:
        assert client.get(where).status_code < 500, where


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=40),
    st.sampled_from(["/", "/agreements/", f"/agreements/{JOBS}/", "/api/", "/downloads/"]),
)
def test_no_address_makes_the_site_fail(judged: Outcome, client: Client, text: str, before: str) -> None:
    from urllib.parse import quote

    assert client.get(before + quote(text, safe="")).status_code < 500
    expected = (400,) if "\0" in text else (200, 422)
    assert client.get("/api/findings", {"clause": text, "status": text}).status_code in expected


def test_a_body_that_nobody_asked_for_is_refused(judged: Outcome, client: Client) -> None:
    huge = b"[" * 100_000
    assert client.post("/api/findings", huge, content_type="application/json").status_code == 405
    assert client.post("/", {"x": "y" * 100_000}).status_code == 405


@pytest.mark.parametrize("where", ["/", f"/agreements/{JOBS}", "/nothing", "/api/agreements"])
def test_a_stranger_host_is_refused_in_plain_words_and_not_logged(
    judged: Outcome, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    stranger = Client(raise_request_exception=False)
    response = stranger.get(where, headers={"Host": "evil.example"})
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "evil.example" not in response.content.decode()
    assert "evil.example" not in caplog.text


def test_a_failure_says_nothing_of_itself(judged: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise ValueError("secret detail")

    monkeypatch.setattr("commonweal.web.agreements.queries.page", failing)
    response = Client(raise_request_exception=False).get(f"/agreements/{JOBS}")
    assert response.status_code == 500
    assert "secret" not in response.content.decode() and "Traceback" not in response.content.decode()


# ---- the log ----------------------------------------------------------------------------------------


def test_a_request_is_one_line_that_names_the_route_and_no_visitor(
    judged: Outcome, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "commonweal.requests"):
        client.get(
            f"/agreements/{JOBS}?q=private", headers={"User-Agent": "Firefox", "X-Forwarded-For": "10.1.2.3"}
        )
        client.get("/no\x1b[31m\r\nsuch?x=private")
    rows = [json.loads(Lines().format(record)) for record in caplog.records]
    assert [(row["route"], row["status"]) for row in rows] == [("agreement", 200), ("none", 404)]
    told = json.dumps(rows)
    assert not any(word in told for word in ("private", "Firefox", "10.1.2.3", "such", JOBS))


@given(st.text(max_size=60))
def test_no_text_makes_two_lines_of_one_or_steers_a_terminal(text: str) -> None:
    record = logging.LogRecord(text, logging.INFO, "", 0, "%s", (text,), None)
    record.route = text
    line = Lines().format(record)
    assert line.isascii() and line.isprintable()
    assert json.loads(line)["said"] == text and json.loads(line)["at"].endswith("Z")


def test_a_fault_is_told_with_its_trace_on_one_line() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), sys.exc_info())
    line = Lines().format(record)
    assert "\n" not in line and json.loads(line)["fault"] == "ValueError"


# ---- a slash too many or too few --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/missions/", "/missions"), ("/pt-br", "/pt-br/"), ("/pt-br/missions/", "/pt-br/missions"),
        (f"/agreements/{JOBS}/", f"/agreements/{JOBS}"), ("/search/?q=a%26b", "/search?q=a%26b"),
        ("/agreements/%C3%A9/", "/agreements/%C3%A9"),
    ],
)  # fmt: skip
def test_an_address_with_a_slash_too_many_or_too_few_leads_to_its_page(
    judged: Outcome, client: Client, typed: str, meant: str
) -> None:
    sent = client.get(typed)
    assert (sent.status_code, sent.headers.get("Location")) == (301, meant)


@pytest.mark.parametrize(
    "typed",
    ["/missions//", "/no/such/page/here/at/all/", "/api/findings/",
     "/sign-in/", "/office/", "/en", "/en/", "/%0d%0aSet-Cookie:a/", "/missions%2F/x/"],
)  # fmt: skip
def test_no_other_address_is_taken_for_one(judged: Outcome, client: Client, typed: str) -> None:
    sent = client.get(typed)
    assert sent.status_code in (400, 404) and "Location" not in sent.headers


@pytest.mark.parametrize("path", ["//missions/", "//example.org/", "//example.org/missions/"])
def test_nobody_is_led_to_another_site(judged: Outcome, client: Client, path: str) -> None:
    sent = client.get("/", PATH_INFO=path)
    assert sent.status_code == 404 and "Location" not in sent.headers


def test_what_is_sent_is_not_led_elsewhere(judged: Outcome, client: Client) -> None:
    assert client.post("/missions/").status_code == 404
