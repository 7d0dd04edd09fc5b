"""Pages and files of what comes next, under one agreement or under all of them."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal import __version__
from commonweal.web.agreements import queries as register
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.models import Coming
from commonweal.web.publication.calendar.entries import event, shown
from commonweal.web.publication.calendar.icalendar import MEDIA
from commonweal.web.publication.calendar.icalendar import calendar as written
from commonweal.web.publication.paging import number
from commonweal.web.publication.showing import citation

NEXT: Final = 12
"""Things to come that the page of an agreement's calendar shows at a time."""
ENTRIES: Final = 50
"""Things to come that the page of all shows at a time."""
EVENTS: Final = 1_000
"""Events of a file at most, the nearest first."""
_LONGEST: Final = 200


def every(request: HttpRequest) -> HttpResponse:
    """Show what comes next under all agreements, or what one party must do."""
    party = _party(request)
    asked = urlencode({"party": party}) if party else ""
    shown_at = Paginator(judged.coming(party=party), ENTRIES).get_page(number(request))
    about = {"party": party, "name": register.name(party) if party else "", "query": asked and f"?{asked}"}
    return _page(request, shown_at, {**about, "asked": asked and f"{asked}&", "titled": True})


def one(request: HttpRequest, agreement: str) -> HttpResponse:
    """Show what comes next under one agreement."""
    found = register.agreement(agreement)
    if found is None:
        raise Http404
    shown_at = Paginator(judged.coming(agreement=agreement), NEXT).get_page(number(request))
    cite = citation(f"{agreement}/calendar", found)
    return _page(request, shown_at, {"agreement": found, "cite": cite, "titled": False})


def every_file(request: HttpRequest) -> HttpResponse:
    """Send what comes next under all agreements, or what one party must do, as a calendar."""
    party, stood = _party(request), judged.last_pass()
    name = register.name(party) if party else stood.workspace if stood is not None else "commonweal"
    return _file(request, name, judged.coming(party=party))


def one_file(request: HttpRequest, agreement: str) -> HttpResponse:
    """Send what comes next under one agreement as a calendar."""
    found = register.agreement(agreement)
    if found is None:
        raise Http404
    return _file(request, found.title, judged.coming(agreement=agreement))


def _party(request: HttpRequest) -> str:
    """Return the party that is asked for, "" for all; one that takes no part here has no calendar."""
    party = request.GET.get("party", "")[:_LONGEST].replace("\x00", "")
    if party and not register.is_party(party):
        raise Http404
    return party


def _page(request: HttpRequest, page: Any, about: dict[str, Any]) -> HttpResponse:
    entries = shown(page.object_list)
    return render(request, "publication/calendar.html", {"page": page, "entries": entries, **about})


def _file(request: HttpRequest, name: str, coming: QuerySet[Coming]) -> HttpResponse:
    root = f"{request.scheme}://{request.get_host()}"
    rows = list(coming.select_related("agreement").only(*_OF_EVENTS)[:EVENTS])
    events = (event(row, entry, root) for row, entry in zip(rows, shown(rows), strict=True))
    response = HttpResponse(
        written(name, events, program=f"commonweal//commonweal {__version__}"), content_type=MEDIA
    )
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response


_OF_EVENTS: Final = ("day", "start", "end", "what", "clause", "data", "agreement__judged_at")
