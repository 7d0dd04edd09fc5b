"""Which page of a long list is asked for."""

from __future__ import annotations

from django.http import HttpRequest


def number(request: HttpRequest) -> int:
    """Return the number of the page that is asked for; what is none asks for the first."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1
