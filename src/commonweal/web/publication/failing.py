"""What a visitor reads when there is no answer: what is missing, and where to go on. Nothing else is told."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext

from commonweal.web.policy import EVERYONE, ROUTES
from commonweal.web.publication.context import languages


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404; what is not there and what may not be seen look the same."""
    meant = _meant(request)
    if meant:
        asked = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{meant}?{asked}" if asked else meant)
    return _said(request, 404, "Not Found", "publication/not_found.html")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 in plain words: a page would need the host, and that may be what was not understood."""
    return HttpResponse(
        "The request was not understood.\n", status=400, content_type="text/plain; charset=utf-8"
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: a form that did not come from a page of ours, or from one that is too old."""
    said = gettext(
        "This form is too old, or did not come from this site. Load its page again, and send it anew."
    )
    return HttpResponse(
        f"{said}\n", status=403, content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )  # fmt: skip


def own_fault(request: HttpRequest) -> HttpResponse:
    """Answer 500, without a word of what happened and without asking the database."""
    return HttpResponse(
        "The site failed. It has been noted.\n", status=500, content_type="text/plain; charset=utf-8"
    )


def _meant(request: HttpRequest) -> str:
    """
    Return the address of the page that somebody who typed a slash too many, or one too few, means.

    Only pages that everyone may see are looked for, so that a door that is closed looks like none.
    """
    path = request.path_info
    if request.method not in ("GET", "HEAD") or path.startswith("//"):
        return ""
    if path[1:] in dict(settings.LANGUAGES) and path[1:] != settings.LANGUAGE_CODE:
        meant = f"{path}/"
    else:
        meant = path.removesuffix("/")
    if meant == path or not meant:
        return ""
    try:
        route = resolve(meant, getattr(request, "urlconf", None)).view_name
    except Resolver404:
        return ""
    return quote(meant) if ROUTES.get(route) is EVERYONE else ""


def _said(request: HttpRequest, status: int, said: str, template: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": said}, status=status)
    # What is refused and what is not there must not be told apart: nothing depends on the address.
    return render(request, template, {"here": "", "languages": list(languages("/"))}, status=status)
