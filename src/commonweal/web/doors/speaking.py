"""
Sentences that are made for a request are in the language of its address.

This door stands behind the one that reads the language, and tells it to `report`, which knows no Django.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from commonweal.report.speech.phrases import speaking


class Speaking:
    """Answers a request within its language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        with speaking(get_language() or settings.LANGUAGE_CODE):
            return self.get_response(request)
