"""Pages of missions, programmes, places and bodies."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.web.missions.queries import missions
from commonweal.web.publication import steering


def every(request: HttpRequest) -> HttpResponse:
    """Show all missions under their challenges."""
    return render(request, "publication/missions.html", steering.overview(missions()))


def one(request: HttpRequest, mission: str) -> HttpResponse:
    """Show one mission: is it on track, who answers for it, what serves it."""
    found = missions()
    row = found.one("missions", mission)
    if row is None:
        raise Http404
    return render(request, "publication/mission.html", steering.mission(found, row))
