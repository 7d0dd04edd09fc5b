"""Pages. Each asks queries, and shows rows that the API and the files give too."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.missions.queries import missions
from commonweal.web.publication import files, showing, steering
from commonweal.web.publication.dictionary import TABLES

RESULTS: Final = 60
"""Results that the page of a clause shows at a time."""


def home(request: HttpRequest) -> HttpResponse:
    """Show what this site is about: how many promises, what became of them, what needs attention."""
    every = list(register.agreements())
    shown = {**showing.overview(every), **steering.overview(missions())}
    return render(request, "publication/home.html", shown)


def agreements(request: HttpRequest) -> HttpResponse:
    """Show the register."""
    every = [showing.entry(one) for one in register.agreements()]
    return render(request, "publication/agreements.html", {"agreements": every})


def agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """Show one agreement: its sentence, give and get, every clause with how it stands."""
    found = register.agreement(agreement)
    if found is None:
        raise Http404
    return render(request, "publication/agreement.html", showing.agreement(found))


def clause(request: HttpRequest, agreement: str, clause: str) -> HttpResponse:
    """Show one clause: its text, and its result in each window."""
    found = register.clause(agreement, clause)
    if found is None:
        raise Http404
    page = _number(request.GET.get("page", "1"))
    return render(request, "publication/clause.html", showing.clause(found, page, RESULTS))


def result(request: HttpRequest, agreement: str, clause: str, period: str) -> HttpResponse:
    """Show the results of one window with their reasons: the address that is cited."""
    found = register.clause(agreement, clause)
    shown: dict[str, Any] | None = None if found is None else showing.result(found, period)
    if shown is None:
        raise Http404
    return render(request, "publication/result.html", shown)


def downloads(request: HttpRequest) -> HttpResponse:
    """Show every table with its columns and files."""
    return render(request, "publication/downloads.html", {"tables": TABLES.values(), "forms": files.FORMS})


def table(request: HttpRequest, table: str, form: str) -> HttpResponse:
    """Send one table as a file."""
    if table not in TABLES or form not in files.FORMS:
        raise Http404
    content = files.file_of(TABLES[table], form, judged.last_pass())
    response = HttpResponse(content, content_type=files.FORMS[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{table}.{form}"'
    return response


def _number(text: str) -> int:
    """Return a page's number; what is none asks for the first page."""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
