"""Pages that lead through the register: a firm, what was decided, search, methods, the feed."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.web.missions.queries import missions
from commonweal.web.publication.paging import number
from commonweal.web.publication.reading import acts
from commonweal.web.publication.reading import feed as news
from commonweal.web.publication.reading import methods as meanings
from commonweal.web.publication.reading import search as seeking
from commonweal.web.publication.reading.firms import firm as shown

ACTS: Final = 60
"""Acts that a page shows."""


def firm(request: HttpRequest, party: str) -> HttpResponse:
    """Show one firm or other party: its group, its agreements, what it gave and got."""
    found = shown(party)
    if found is None:
        raise Http404
    return render(request, "publication/firm.html", found)


def decisions(request: HttpRequest) -> HttpResponse:
    """Show what was decided, amended and changed about missions, the newest first."""
    every = acts.recorded(missions())
    decided, amended, changed = acts.counted(every)
    page = Paginator(every, ACTS).get_page(number(request))
    numbers = {"decided": decided, "amended": amended, "changed": changed}
    about = {"page": page, "acts": acts.shown(page), **numbers}
    return render(request, "publication/decisions.html", about)


def search(request: HttpRequest) -> HttpResponse:
    """Show what is called as was asked."""
    question = request.GET.get("q", "")[: seeking.LONGEST].replace("\x00", "").strip()
    found = seeking.search(question, missions())
    return render(request, "publication/search.html", {"question": question, "found": found})


def methods(request: HttpRequest) -> HttpResponse:
    """Show what the words of the site mean."""
    return render(request, "publication/methods.html", meanings.shown())


def about(request: HttpRequest) -> HttpResponse:
    """Show what this site is and how it is made."""
    return render(request, "publication/about.html")


def feed(request: HttpRequest) -> HttpResponse:
    """Send what is new as an Atom feed."""
    root = f"{request.scheme}://{request.get_host()}"
    return HttpResponse(news.feed(missions(), root), content_type="application/atom+xml; charset=utf-8")
