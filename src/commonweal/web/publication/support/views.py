"""Pages of support: every group and source, one group, and all that is not matched."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.web.portfolio import queries
from commonweal.web.publication.context import without_language
from commonweal.web.publication.paging import number
from commonweal.web.publication.support import showing

_LONGEST = 400


def every(request: HttpRequest) -> HttpResponse:
    """Show what each corporate group received, and each source to the cent."""
    source, kind, name = (request.GET.get(word, "").strip()[:_LONGEST] for word in ("source", "kind", "name"))
    shown = showing.overview(source, kind, name, number(request))
    said = showing.asked((("name", name), ("source", source), ("kind", kind)))
    shown["asked"] = f"{urlencode(said)}&" if said else ""
    return _page(request, "support", shown)


def unmatched(request: HttpRequest) -> HttpResponse:
    """Show every row of which nobody can say who received it, and the names that are alike."""
    return _page(request, "support_unmatched", showing.unmatched(number(request)))


def group(request: HttpRequest, group: str) -> HttpResponse:
    """Show every support of one group, with the place where it was read."""
    found = queries.group(group)
    if found is None:
        raise Http404
    shown = showing.group(json.loads(found.data), number(request))
    return _page(request, "support_group", shown)


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    cite = showing.citation(without_language(request.path))
    return render(request, f"publication/{name}.html", {**shown, "cite": cite})
