"""Pages. Each asks queries, and shows rows that the API and the files give too."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.missions.queries import missions
from commonweal.web.publication import files, showing
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.publication.paging import number
from commonweal.web.publication.reading.acts import acts, counted
from commonweal.web.publication.reading.texts import picture, texts
from commonweal.web.publication.steering.missions import overview

RESULTS: Final = 60
"""Results that the page of a clause shows at a time."""
ENTRIES: Final = 100
"""Agreements that the register shows at a time."""


def home(request: HttpRequest) -> HttpResponse:
    """Show what this site is about: how many promises, what became of them, what needs attention."""
    every = list(register.agreements())
    shown = {**showing.overview(every), **overview(missions())}
    return render(request, "publication/home.html", shown)


def agreements(request: HttpRequest) -> HttpResponse:
    """Show the register."""
    page = Paginator(register.agreements(), ENTRIES).get_page(number(request))
    shown = {"page": page, "agreements": [showing.entry(one) for one in page.object_list]}
    return render(request, "publication/agreements.html", shown)


def agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """Show one agreement: its sentence, give and get, every clause with how it stands."""
    found = register.agreement(agreement)
    if found is None:
        raise Http404
    shown, strategy = showing.agreement(found), missions()
    traced = next(iter(strategy.of("agreements", agreement=agreement)), None) or {}
    done = acts(strategy, agreement=agreement)
    about = {
        "picture": picture(found, *shown["stored"]),
        "texts": list(texts(shown["stored"][0])),
        "acts": done,
        "amended": counted(done)[1],
        "programme": strategy.one("programmes", traced.get("programme")),
        "serves": [m for s in traced.get("serves", ()) if (m := strategy.one("missions", s["mission"]))],
    }
    return render(request, "publication/agreement.html", {**shown, **about})


def clause(request: HttpRequest, agreement: str, clause: str) -> HttpResponse:
    """Show one clause: its text, and its result in each window."""
    found = register.clause(agreement, clause)
    if found is None:
        raise Http404
    return render(request, "publication/clause.html", showing.clause(found, number(request), RESULTS))


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
