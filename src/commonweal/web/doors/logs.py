"""One line for every request, after the answer: the route and not the address, no query, no visitor."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

LOG = logging.getLogger("commonweal.requests")


class OneLine:
    """Writes the line. A route says what was asked without saying who asked, or in which words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        started = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        LOG.info(
            "answered",
            extra={
                "method": request.method if (request.method or "").isalpha() else "?",
                "route": match.view_name if match is not None else "none",
                "status": response.status_code,
                "ms": round((time.monotonic() - started) * 1000),
            },
        )
        return response
