"""Pages. Each asks queries, and shows rows that the API and the files give too."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.missions.queries import missions
from commonweal.web.publication import files, showing
from commonweal.web.publication.calendar import entries
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.publication.paging import number
from commonweal.web.publication.reading import clauses, pages
from commonweal.web.publication.steering.missions import overview

RESULTS: Final = 60
"""Results that the page of a clause shows at a time."""
NEXT: Final = 5
"""Things to come that the first page shows."""
ENTRIES: Final = 50
"""Agreements that the register shows at a time."""


def home(request: HttpRequest) -> HttpResponse:
    """Show what this site is about: how many promises, what became of them, what needs attention."""
    shown = {**showing.overview(judged.last_pass()), **overview(missions())}
    shown["coming"] = entries.shown(judged.coming()[:NEXT])
    if not shown["missions"]:
        shown["agreements"] = showing.entries(register.agreements()[:ENTRIES])
    return render(request, "publication/home.html", shown)


def agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """Show one agreement: its sentence, give and get, every clause with how it stands."""
    language = get_language() or settings.LANGUAGE_CODE
    found = register.page(agreement, language) or pages.made(agreement, language)
    if found is None:
        raise Http404
    shown = {
        "agreement": found,
        "body": mark_safe(found.html),  # made by a template, which escapes
        "cite": showing.citation(found.agreement, found),
    }
    return render(request, "publication/agreement.html", shown)


def clause(request: HttpRequest, agreement: str, clause: str) -> HttpResponse:
    """Show one clause: its text, and its result in each window."""
    found = register.clause(agreement, clause)
    if found is None:
        raise Http404
    return render(request, "publication/clause.html", clauses.clause(found, number(request), RESULTS))


def result(request: HttpRequest, agreement: str, clause: str, period: str) -> HttpResponse:
    """Show the results of one window with their reasons: the address that is cited."""
    found = register.clause(agreement, clause)
    shown: dict[str, Any] | None = None if found is None else clauses.result(found, period)
    if shown is None:
        raise Http404
    waits = {} if found is None else {"waiting": clauses.waiting(found, period)}
    return render(request, "publication/result.html", {**shown, **waits})


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
