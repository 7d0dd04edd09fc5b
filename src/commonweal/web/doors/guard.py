"""Nothing is answered that the policy does not name: deny by default, for pages and the API alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from commonweal.web.policy import ROUTES, Role, is_route, may_ask
from commonweal.web.publication.failing import bad_request


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
        match = request.resolver_match
        route = match.view_name if match is not None else ""
        if not is_route(route) or not ROUTES[route].roles & {role_of(request)}:
            raise Http404
        if not may_ask(role_of(request), route, request.method or ""):
            return HttpResponseNotAllowed(sorted(ROUTES[route].methods))
        return None


def role_of(request: HttpRequest) -> Role:
    """Return for whom a request is answered: without a login that is the public, whatever it says."""
    return Role.PUBLIC
