"""Pages and files of parts of an agreement: one amendment, one document."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.web.publication.reading import amendments


def amendment(request: HttpRequest, agreement: str, number: int) -> HttpResponse:
    """Show what one amendment did: the agreement judged without it and with it."""
    found = amendments.amendment(agreement, number) if number < 10**6 else None
    if found is None:
        raise Http404
    return render(request, "publication/amendment.html", found)
