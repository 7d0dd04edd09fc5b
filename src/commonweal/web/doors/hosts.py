"""
The name that a request was sent to is judged, for every address but two.

A load balancer asks each machine behind it by number whether it lives and is ready. Neither answer says
anything that depends on a name, so that no name needs to be known for them; pages keep the check, since the
links of feeds and citations are made of the name.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

BY_NUMBER: Final = frozenset({"/healthz", "/readyz"})
"""Addresses that answer whatever name they were asked under."""


class Hosts(CommonMiddleware):
    """Django's own door, which asks for the name, where the name matters."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """Refuse a name under which the site does not answer."""
        return None if request.path in BY_NUMBER else super().process_request(request)
