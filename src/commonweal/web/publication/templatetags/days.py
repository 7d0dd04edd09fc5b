"""Days in words, in the language of the page."""

from __future__ import annotations

from datetime import date

from django import template

from commonweal.report.words import long_day

register = template.Library()


@register.filter
def day(value: object) -> str:
    """Return a day or its ISO text as one says it: 31 December 2021, 31 de dezembro de 2021; "" for none."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return ""
    return long_day(value) if isinstance(value, date) else ""
