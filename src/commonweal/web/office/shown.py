"""How a page of the office is answered: for one visitor alone, stored nowhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from commonweal.web.accounts.models import Officer
from commonweal.web.portfolio.rows import clean


def officer_of(request: HttpRequest) -> Officer:
    """Return who is signed in; the guard lets nobody else come as far as this."""
    found: Officer = request.officer  # type: ignore[attr-defined]
    return found


def page(request: HttpRequest, name: str, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page of the office, in English only: no address of it has a language."""
    signed = getattr(request, "officer", None)
    context = {"languages": [], "signed": None if signed is None else str(signed.actor), **shown}
    # What others wrote may hold what is no character; a preview shows it before anything else does.
    html = clean(render_to_string(f"office/{name}.html", context, request))
    return private(HttpResponse(html, status=status))


def to(name: str, *args: str) -> HttpResponse:
    """Return the way to another page of the office."""
    return private(redirect(name, *args))


def private(response: HttpResponse) -> HttpResponse:
    """Mark an answer as one visitor's own; browsers send `Origin` with a form where a referrer may go."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
