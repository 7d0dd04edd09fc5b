"""Nothing is answered that the policy does not name: deny by default, for pages and the API alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from commonweal.web.accounts.models import Officer
from commonweal.web.accounts.officers import KEY, PROOF, of_session
from commonweal.web.policy import ROUTES, Role, is_route, may_ask
from commonweal.web.publication.failing import bad_request

LARGEST: Final = 12 * 1024 * 1024
"""Bytes of a request of an officer, files and all."""
LARGEST_OF_STRANGERS: Final = 64 * 1024


class Guard:
    """Asks the policy before a view runs. What may not be seen is not found: nobody learns that it exists."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request; one with a NUL in its address, which no database takes, is not understood."""
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "\0" in query or "%00" in query:
            return bad_request(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what the policy does not allow."""
        who = officer_of(request)
        role = Role.PUBLIC if who is None else Role.OFFICER
        match = request.resolver_match
        route = match.view_name if match is not None else ""
        if not is_route(route) or role not in ROUTES[route].roles:
            raise Http404
        if not may_ask(role, route, request.method or ""):
            return HttpResponseNotAllowed(sorted(ROUTES[route].methods))
        if _said_length(request) > (LARGEST if role is Role.OFFICER else LARGEST_OF_STRANGERS):
            said = gettext("The request is too large.")
            return HttpResponse(f"{said}\n", status=413, content_type="text/plain; charset=utf-8")
        request.officer = who  # type: ignore[attr-defined]
        return None


def _said_length(request: HttpRequest) -> int:
    """Return how much a request says that it brings; without a number nothing is read of it."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0


def officer_of(request: HttpRequest) -> Officer | None:
    """Return who is signed in, in the office; pages elsewhere know nobody, whatever cookie comes."""
    at_office = request.path.startswith(f"{settings.SESSION_COOKIE_PATH}/")
    if not at_office or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    session = request.session
    return of_session(session.get(KEY), session.get(PROOF))
