"""Pages of missions, programmes and places."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement
from commonweal.web.missions.queries import missions
from commonweal.web.publication.steering import events, places
from commonweal.web.publication.steering import missions as shown
from commonweal.web.publication.steering.promised import commitments


def every(request: HttpRequest) -> HttpResponse:
    """Show all missions under their challenges."""
    return render(request, "publication/missions.html", shown.overview(missions()))


def one(request: HttpRequest, mission: str) -> HttpResponse:
    """Show one mission: is it on track, who answers for it, what serves it."""
    found = missions()
    row = found.one("missions", mission)
    if row is None:
        raise Http404
    more = {"commitments": commitments(found, row), "events": events.of_mission(found, mission)}
    return render(request, "publication/mission.html", {**shown.mission(found, row), **more})


def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """Show one programme: what it serves, who delivers it, its agreements."""
    found = missions()
    row = found.one("programmes", programme)
    if row is None:
        raise Http404
    return render(request, "publication/programme.html", places.programme(found, row, _agreements()))


def place(request: HttpRequest, place: str) -> HttpResponse:
    """Show one place: what was promised here, what came, who pays, who to ask."""
    found = missions()
    row = found.one("places", place)
    if row is None:
        raise Http404
    return render(request, "publication/place.html", places.place(found, row, _agreements()))


def _agreements() -> list[Agreement]:
    """Return every agreement with its parties."""
    return list(register.agreements().prefetch_related("roles"))
