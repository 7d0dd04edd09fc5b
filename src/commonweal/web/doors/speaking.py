"""
Sentences that are made for a request are in the language of its address.

This door stands behind the one that reads the language of pages, and tells it to `report`, which knows no
Django. In the office the language stands behind the path that cookies are sent to: it is read here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import activate, get_language

from commonweal.report.speech.phrases import speaking


class Speaking:
    """Answers a request within its language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if named := of_office(request.path_info):
            activate(named)
        with speaking(get_language() or settings.LANGUAGE_CODE):
            return self.get_response(request)


def of_office(path: str) -> str:
    """Return the language that an address of the office names, as `/office/pt-br/import` does, else ""."""
    within = f"{settings.SESSION_COOKIE_PATH}/"
    first = path.removeprefix(within).partition("/")[0] if path.startswith(within) else ""
    return first if first != settings.LANGUAGE_CODE and first in dict(settings.LANGUAGES) else ""
