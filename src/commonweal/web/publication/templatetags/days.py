"""Days in words, in the language of the page."""

from __future__ import annotations

from datetime import date

from django import template

from commonweal.report.words import long_day

register = template.Library()


@register.filter
def day(value: object) -> str:
    """Return a day as one says it: 31 December 2021, 31 de dezembro de 2021; "" where there is none."""
    return long_day(value) if isinstance(value, date) else ""
