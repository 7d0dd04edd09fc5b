"""The office: who signs in and how, what a stranger meets there, and files that come in by page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from commonweal.web.accounts import officers
from commonweal.web.accounts.models import Actor, Attempt, Officer
from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import Outcome as Judged
from commonweal.web.assessment.operations import judge
from commonweal.web.doors.caching import Conditional
from commonweal.web.doors.guard import LARGEST, LARGEST_OF_STRANGERS
from commonweal.web.policy import ROUTES, Role, may_ask, may_handle
from commonweal.web.portfolio import queries, uploads
from commonweal.web.portfolio.adding import change
from commonweal.web.portfolio.models import Upload
from commonweal.web.record.composing import compose
from commonweal.web.record.models import Event, File
from commonweal.web.serving.keeping import problems
from tests.web.conftest import NOW
from tests.web.test_policy import EVERY, METHODS, address
from tests.web.test_support import GRANTS, HALF, HOSTILE, LOANS, MAPPING, NEW

pytestmark = pytest.mark.django_db
IN, OUT, IMPORT = "/office/sign-in", "/office/sign-out", "/office/import"
PASSWORD = "right horse, right battery"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    """Take a quick hash: what is tested is not how long one takes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    officers._NOBODY.clear()


def officer(name: str = "Ada") -> tuple[Officer, str]:
    """Return an officer and the password."""
    who, password = officers.add(name)
    return Officer.objects.get(actor=who), password


def signed_in(name: str = "Ada") -> Client:
    """Return the browser of an officer who has signed in."""
    client = Client()
    assert client.post(IN, {"name": name, "password": officer(name)[1]}).status_code == 302
    return client


# ---- signing in --------------------------------------------------------------------------------------


def test_who_signs_in_gets_a_cookie_for_the_office_alone() -> None:
    client = Client()
    form = client.get(IN)
    assert form.status_code == 200 and "__Secure-form" in form.cookies
    answer = client.post(IN, {"name": "Ada", "password": officer()[1]})
    assert (answer.status_code, answer["Location"]) == (302, IMPORT)
    for response, name in ((form, "__Secure-form"), (answer, "__Secure-office")):
        cookie = response.cookies[name]
        assert (cookie["path"], cookie["samesite"], cookie["domain"]) == ("/office", "Strict", "")
        assert cookie["secure"] and cookie["httponly"] and not cookie["max-age"]
        assert response["Cache-Control"] == "no-store"
    assert client.get(IMPORT).status_code == 200


def plain(response: Any) -> str:
    """Return a page without its token."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())


def test_a_wrong_name_a_wrong_password_and_too_many_tries_look_the_same() -> None:
    client, password = Client(), officer()[1]
    wrong = client.post(IN, {"name": "Ada", "password": "x"})
    nobody = client.post(IN, {"name": "Eve", "password": password})
    odd = client.post(IN, {"name": "A\0da", "password": "\0"})
    empty = client.post(IN, {})
    for _ in range(officers.TRIES):
        client.post(IN, {"name": "Ada", "password": "y"})
    too_many = client.post(IN, {"name": "Ada", "password": password})
    answers = [wrong, nobody, odd, empty, too_many]
    assert {(a.status_code, plain(a)) for a in answers} == {(403, plain(wrong))}
    assert client.get(IMPORT).status_code == 404
    assert officers.known("Ada", password, now=datetime.now(UTC) + officers.WINDOW * 2) is not None


def test_tries_are_counted_and_forgotten_without_a_name() -> None:
    password = officer()[1]
    for n in range(officers.TRIES):
        assert officers.known("Ada", "x", now=NOW + timedelta(seconds=n)) is None
    assert officers.known("Ada", password, now=NOW + timedelta(seconds=60)) is None
    assert "Ada" not in str(list(Attempt.objects.values()))
    assert officers.known("Ada", password, now=NOW + officers.WINDOW + timedelta(minutes=1)) is not None
    assert not Attempt.objects.exists()


def test_tries_are_bounded_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "TRIES_IN_ALL", 3)
    password = officer()[1]
    for name in ("a", "b", "c"):
        assert officers.known(name, "x", now=NOW) is None
    assert officers.known("Ada", password, now=NOW) is None


def test_somebody_who_is_not_there_costs_a_hash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    officer()
    asked: list[str] = []

    def checked(word: str, hashed: str) -> bool:
        asked.append(hashed)
        return False

    monkeypatch.setattr(officers, "check_password", checked)
    for name in ("Ada", "Eve", ""):
        officers.known(name, "x", now=NOW)
    assert len(asked) == 3 and all(asked)


def test_a_form_without_its_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    who = {"name": "Ada", "password": officer()[1]}
    assert strict.post(IN, who).status_code == 403
    token = re.search(r'value="([A-Za-z0-9]{64})"', strict.get(IN).content.decode())
    assert token is not None
    assert strict.post(IN, {**who, "csrfmiddlewaretoken": token[1]}).status_code == 302
    assert strict.post(OUT).status_code == 403
    brought = strict.post(IMPORT, {"files": SimpleUploadedFile("g.csv", GRANTS)})
    assert brought.status_code == 403 and not Upload.objects.exists()
    foreign = {**who, "csrfmiddlewaretoken": token[1]}
    assert strict.post(IN, foreign, headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_session_ends_by_signing_out_a_new_password_and_removal() -> None:
    client = signed_in()
    copy = Client()
    copy.cookies["__Secure-office"] = client.cookies["__Secure-office"].value
    assert copy.get(IMPORT).status_code == 200
    assert client.post(OUT)["Location"] == IN
    assert copy.get(IMPORT).status_code == 404, "the session itself is gone, not only its cookie"
    second = signed_in("Bea")
    officers.reset("Bea")
    assert second.get(IMPORT).status_code == 404
    third = signed_in("Cy")
    officers.remove("Cy")
    assert third.get(IMPORT).status_code == 404
    assert Actor.objects.filter(name="Cy").exists(), "what the key did stays"


def test_a_session_begun_by_somebody_else_becomes_no_officers() -> None:
    client, password = Client(), officer()[1]
    client.cookies["__Secure-office"] = "a" * 32
    client.post(IN, {"name": "Ada", "password": password})
    assert client.cookies["__Secure-office"].value != "a" * 32
    stranger = Client()
    stranger.cookies["__Secure-office"] = "a" * 32
    assert stranger.get(IMPORT).status_code == 404


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\0b", "a\nb"])
def test_a_name_that_is_none_makes_no_officer(name: str) -> None:
    with pytest.raises(officers.NoOfficer):
        officers.add(name)
    with pytest.raises(officers.NoOfficer):
        officers.reset("nobody")


# ---- who may -----------------------------------------------------------------------------------------


def test_the_matrix_holds_for_an_officer_too(steered: object) -> None:
    client, unexpected = signed_in(), []
    for (name, pattern), method in product(EVERY, METHODS):
        if name in ("sign_out", "upload"):
            continue  # these have tests of their own: one ends the session, one asks for what is there
        status = client.generic(method, address(pattern)).status_code
        role = Role.OFFICER if pattern.startswith("office/") else Role.PUBLIC
        allowed = may_ask(role, name, method)
        expected = 404 if name == "api:api-root" and allowed else 200 if allowed else 405
        expected = 400 if (name, method) == ("import", "POST") else expected
        expected = 403 if (name, method) == ("sign_in", "POST") else expected
        if status != expected:
            unexpected.append((name, method, status, expected))
    assert unexpected == []


def test_only_officers_enter_anything() -> None:
    for name, rule in ROUTES.items():
        entering = rule.methods - {"GET", "HEAD"}
        assert not entering or name == "sign_in" or rule.roles == {Role.OFFICER}, name


@pytest.mark.parametrize("role", Role)
def test_an_upload_is_its_owners(role: Role) -> None:
    assert may_handle(role, "a", "a") == (role is Role.OFFICER)
    assert not may_handle(role, "a", "b") and not may_handle(role, "", "")


def test_another_officer_does_not_find_an_upload(judged: Judged) -> None:
    ada, bea = signed_in("Ada"), signed_in("Bea")
    at = bring(ada, NEW)
    assert ada.get(at).status_code == 200
    for other in (bea, Client()):
        assert other.get(at).status_code == 404
        assert other.post(at, {"act": "confirm"}).status_code == 404
        assert other.post(at, {"act": "discard"}).status_code == 404
    assert Upload.objects.count() == 1 and not File.objects.filter(path__startswith="support/").exists()
    assert ada.get("/office/import/" + "0" * 32).status_code == 404


def test_what_is_too_large_is_not_read() -> None:
    client = signed_in()
    for visitor, path, most in ((client, IMPORT, LARGEST), (Client(), IN, LARGEST_OF_STRANGERS)):
        answer = visitor.generic("POST", path, b"x", CONTENT_LENGTH=str(most + 1))
        assert answer.status_code == 413
    assert Client().generic("POST", IMPORT, b"x", CONTENT_LENGTH="1" * 15).status_code == 404


# ---- nothing leaks -----------------------------------------------------------------------------------


def test_a_page_for_everybody_does_not_know_who_is_signed_in(judged: Judged) -> None:
    client = signed_in("Ada Lovelace")
    for path in ("/", "/support", "/agreements", "/nothing"):
        with_cookie, without = client.get(path), Client().get(path)
        assert with_cookie.content == without.content
        assert "Vary" not in with_cookie or "Cookie" not in with_cookie["Vary"]
        assert not with_cookie.cookies and not without.cookies


def test_the_cache_keeps_nothing_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the fixture that keeps no page from one test to the next
    n = [0]

    def answer(make: Callable[[HttpResponse], None]) -> Callable[[HttpRequest], HttpResponse]:
        def view(request: HttpRequest) -> HttpResponse:
            n[0] += 1
            request.resolver_match = None
            response = HttpResponse(f"page {n[0]}")
            make(response)
            return response

        return view

    asked = RequestFactory()

    def private(response: HttpResponse) -> None:
        response.headers["Cache-Control"] = "no-store"

    for make in (lambda response: response.set_cookie("a", "b"), private):
        n[0] = 0
        door = Conditional(answer(make))
        first, second = (door(asked.get(IN)) for _ in range(2))
        assert (first.content, second.content) == (b"page 1", b"page 2")  # type: ignore[attr-defined]
        assert "ETag" not in first.headers and "public" not in first.headers.get("Cache-Control", "")


def test_the_chain_names_a_key_and_nobody(judged: Judged) -> None:
    client = signed_in("Ada Lovelace")
    at = bring(client, NEW)
    assert client.post(at, {"act": "confirm"}).status_code == 302
    last = Event.objects.order_by("seq").last()
    assert last is not None
    assert Actor.objects.get(name="Ada Lovelace").key in last.body
    assert not any("Lovelace" in body for body in Event.objects.values_list("body", flat=True))


# ---- imports by page ---------------------------------------------------------------------------------


def bring(client: Client, new: dict[str, bytes]) -> str:
    """Upload files by the paths that they would have; return the address of the preview."""
    form: dict[str, list[Any]] = {"files": [], "mappings": [], "review": []}
    for path, content in new.items():
        kind = "mappings" if path.endswith(".toml") else "review" if path.endswith("review.csv") else "files"
        form[kind].append(SimpleUploadedFile(path.rpartition("/")[2], content))
    answer = client.post(IMPORT, form)
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_files_come_in_by_page_with_a_preview_and_a_receipt(judged: Judged) -> None:
    client = signed_in()
    at = bring(client, NEW)
    before = Event.objects.count()
    shown = client.get(at).content.decode().replace("\u00a0", " ")
    assert "5 supports, 3 of them known by a name only" in shown and "EUR 1,257,000.50" in shown
    assert (
        "<code>support/grants.csv</code> row 2" in shown and "the same name but for its legal form" in shown
    )
    assert "&lt;script&gt;Northern" in shown and "<script" not in shown
    assert Event.objects.count() == before, "nothing is stored yet"
    assert client.post(at, {"act": "dance"}).status_code == 200 and Event.objects.count() == before
    assert client.post(at, {"act": "confirm"})["Location"] == at
    last = Event.objects.order_by("seq").last()
    assert last is not None
    receipt = client.get(at).content.decode()
    assert f"Event {last.seq}." in receipt and last.hash in receipt
    assert {path: compose()[path] for path in NEW} == NEW and problems() == []
    judge(now=NOW)
    assert queries.supports().count() == 6
    assert client.post(at, {"act": "confirm"}).status_code == 200, "an old form does nothing"
    assert Event.objects.filter(body__contains="support.changed").count() == 1
    again = bring(client, NEW)
    assert "The record says the same already." in client.get(again).content.decode()
    assert client.post(again, {"act": "confirm"}).status_code == 302
    assert "No change" in client.get(again).content.decode()
    assert Event.objects.filter(body__contains="support.changed").count() == 1


def test_a_table_that_nobody_knows_gets_a_mapping_on_the_page(judged: Judged) -> None:
    client = signed_in()
    at = bring(client, {"support/loans.csv": LOANS})
    shown = client.get(at).content.decode()
    assert "A mapping for support/loans.csv" in shown and "recipient = &quot;Company&quot;" in shown
    wrong = client.post(at, {"act": "mapping", "name": "../x.toml", "text": "x"})
    assert wrong.status_code == 400 and "is no name for a file" in wrong.content.decode()
    assert client.post(at, {"act": "confirm"}).status_code == 200
    assert not File.objects.filter(path__startswith="support/").exists(), (
        "what has a fault cannot be taken in"
    )
    assert (
        client.post(at, {"act": "mapping", "name": "loans.toml", "text": MAPPING.decode()}).status_code == 302
    )
    assert "3 supports, 3 of them" in client.get(at).content.decode()
    client.post(at, {"act": "confirm"})
    assert compose()["support/mappings/loans.toml"] == MAPPING


def test_a_mapping_of_another_table_in_the_record_keeps_none_from_being_proposed(judged: Judged) -> None:
    assert change(
        {"support/loans.csv": LOANS, "support/mappings/loans.toml": MAPPING},
        actor=actor("Ada", kind="person").key, at=NOW,
    ).ok  # fmt: skip
    client = signed_in()
    for name, table in (
        ("awards.csv", b"company,total_jobs_expected,grants_text,loans_text\nA,4000,$407 million,$5\n"),
        ("later.csv", LOANS.replace(b"Amount", b"Sum")),
    ):
        shown = unescape(client.get(bring(client, {f"support/{name}": table})).content.decode())
        assert f"A mapping for support/{name}" in shown and "Use this mapping" in shown
        assert "check the proposal below" in shown
        assert "--mapping" not in shown and "save the proposal" not in shown, "a page is no command line"
    assert "the table has no column Amount, which the nearest mapping needs" in shown


def test_an_upload_is_let_go_and_old_ones_are_forgotten(judged: Judged) -> None:
    client = signed_in()
    at = bring(client, NEW)
    assert client.post(at, {"act": "discard"})["Location"] == IMPORT
    assert client.get(at).status_code == 404
    for _ in range(uploads.MOST + 2):
        bring(client, NEW)
    assert Upload.objects.count() == uploads.MOST
    uploads.keep(NEW, owner="somebody", at=datetime.now(UTC) + uploads.KEPT * 2)
    assert [one.owner for one in Upload.objects.all()] == ["somebody"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "no file came"),
        (["a.csv", "a.csv"], "two files are called a.csv"),
        ([".hidden"], "is no name for a file"),
        (["review.csv"], "cannot be called so"),
        (["m.toml"], "cannot be called so"),
    ],
)
def test_a_form_that_cannot_be_is_answered_in_words(names: list[str], said: str) -> None:
    files = [SimpleUploadedFile(name, GRANTS) for name in names]
    answer = signed_in().post(IMPORT, {"files": files})
    assert (answer.status_code, said in answer.content.decode()) == (400, True)


def test_nothing_comes_in_where_there_is_no_workspace() -> None:
    client = signed_in()
    at = bring(client, NEW)
    assert "there is no workspace yet" in client.get(at).content.decode()
    assert client.post(at, {"act": "confirm"}).status_code == 400


def test_hostile_files_are_refused_on_the_page_with_their_place(judged: Judged) -> None:
    client = signed_in()
    before = (Event.objects.count(), File.objects.count())
    wrong = []
    for seed in HOSTILE:
        new = {f"support/{seed.file}": seed.data, "support/grants.csv": GRANTS}
        new |= {"support/mappings/m.toml": seed.mapping.encode()} if seed.mapping else {}
        at = bring(client, new)
        shown = client.get(at)
        text = shown.content.decode()
        if shown.status_code != 200 or seed.code not in text or "Nothing would come in" not in text:
            wrong.append((seed.id, shown.status_code))
        client.post(at, {"act": "confirm"})
        client.post(at, {"act": "discard"})
    assert wrong == [] and before == (Event.objects.count(), File.objects.count())


def test_what_is_no_character_breaks_no_preview(judged: Judged) -> None:
    client = signed_in()
    at = bring(client, {"support/x.json": json.dumps({"grants": [HALF]}).encode()})
    assert "Ste\ufffdel \ufffd" in client.get(at).content.decode()
    assert client.post(at, {"act": "confirm"}).status_code == 302
