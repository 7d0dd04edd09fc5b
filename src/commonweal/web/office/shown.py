"""How a page of the office is answered: for one visitor alone, stored nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from commonweal.web.accounts.models import Officer
from commonweal.web.portfolio.rows import clean


def officer_of(request: HttpRequest) -> Officer:
    """Return who is signed in; the guard lets nobody else come as far as this."""
    found: Officer = request.officer  # type: ignore[attr-defined]
    return found


def page(request: HttpRequest, name: str, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page of the office, in the language of its address."""
    signed = getattr(request, "officer", None)
    said = None if signed is None else str(signed.actor)
    context = {"languages": list(languages(request)), "signed": said, **shown}
    # What others wrote may hold what is no character; a preview shows it before anything else does.
    html = clean(render_to_string(f"office/{name}.html", context, request))
    return private(HttpResponse(html, status=status))


def languages(request: HttpRequest) -> Iterator[tuple[str, str, str]]:
    """Yield code and name of each language, and the address of a page of the office in it."""
    at = request.resolver_match
    if at is None:
        return
    for code, name in settings.LANGUAGES:
        with override(code):
            yield code, name, reverse(at.view_name, args=at.args, kwargs=at.kwargs)


def to(name: str, *args: str) -> HttpResponse:
    """Return the way to another page of the office, in the same language."""
    return private(redirect(name, *args))


def private(response: HttpResponse) -> HttpResponse:
    """Mark an answer as one visitor's own; browsers send `Origin` with a form where a referrer may go."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
