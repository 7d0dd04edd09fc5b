"""Signing in and out."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters

from commonweal.web.accounts.officers import KEY, PROOF, known, proof
from commonweal.web.office.shown import page, to


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; a wrong name, a wrong password and too many tries look the same."""
    if request.method != "POST":
        return page(request, "sign_in", {"wrong": False})
    name, password = (request.POST.get(field, "") for field in ("name", "password"))
    one = known(name, password, now=datetime.now(UTC))
    if one is None:
        return page(request, "sign_in", {"wrong": True}, status=403)
    request.session.clear_expired()
    request.session.flush()  # no session that somebody else began becomes an officer's
    request.session[KEY], request.session[PROOF] = one.pk, proof(one)
    return to("import")


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    request.session.flush()
    return to("sign_in")
