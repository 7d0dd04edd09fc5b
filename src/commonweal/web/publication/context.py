"""What every page knows: the last pass, and the drawings that statuses point to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import mark_safe

from commonweal import __version__
from commonweal.report.page.drawing.shapes import sprite
from commonweal.web.assessment.queries import last_pass


def site(request: HttpRequest) -> dict[str, Any]:
    """Return what stands on every page."""
    return {"judged": last_pass(), "sprite": mark_safe(sprite()), "program": __version__}  # made by `report`
