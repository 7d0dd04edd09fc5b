"""What every page knows: the last pass, and the drawings that statuses point to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, gettext_noop

from commonweal import __version__
from commonweal.report.page.drawing.shapes import sprite
from commonweal.web.assessment.models import Pass
from commonweal.web.assessment.queries import last_pass
from commonweal.web.record.licence import publication
from commonweal.workspace.config import Publication

SPRITE: Final = mark_safe(sprite())  # made by `report`
_SECTIONS: Final = (
    ("missions", gettext_noop("Missions")),
    ("agreements", gettext_noop("Register")),
    ("support", gettext_noop("Support")),
    ("decisions", gettext_noop("Decisions")),
    ("downloads", gettext_noop("Data")),
    ("methods", gettext_noop("Methods")),
    ("about", gettext_noop("About")),
)
"""Pages that every page leads to."""


def site(request: HttpRequest) -> dict[str, Any]:
    """Return what stands on every page; `here` is its path, `absolute` the address to cite."""
    stood = last_pass()
    return {
        "judged": stood,
        "sprite": SPRITE,
        "program": __version__,
        "here": request.path,
        "sections": sections(get_language()),
        "absolute": request.build_absolute_uri(request.path),
        "languages": list(languages(request.path, request.META.get("QUERY_STRING", ""))),
        "cite": SimpleLazyObject(lambda: _cited(request, stood)),
        "publication": SimpleLazyObject(lambda: _published(request)),
    }


@lru_cache(maxsize=20)
def sections(language: str | None) -> list[tuple[str, str]]:
    """Return address and name of the pages that every page leads to; they are the same for every visit."""
    return [(reverse(name), gettext(said)) for name, said in _SECTIONS]


def languages(path: str, asked: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield code and name of each language, and the address of a page in it."""
    for code, name in settings.LANGUAGES:
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        yield code, name, f"{prefix}{without_language(path)}{'?' if asked else ''}{asked}"


def without_language(path: str) -> str:
    """Return the address of a page without the language in which it is shown."""
    prefixes = (f"/{code}" for code, _ in settings.LANGUAGES)
    own = next((prefix for prefix in prefixes if f"{path}/".startswith(f"{prefix}/")), "")
    return path.removeprefix(own)


def _published(request: HttpRequest) -> Publication:
    """Return licence and contact of the data; a worker asks for them once until the site is judged anew."""
    memory = getattr(request, "memory", {})
    if "publication" not in memory:
        memory["publication"] = publication()
    found: Publication = memory["publication"]
    return found


def _cited(request: HttpRequest, stood: Pass | None) -> str:
    """
    Return how a page is cited that rests on the whole record; pages of agreements say it themselves.

    What is cited is the same in every language.
    """
    if stood is None:
        return ""
    whole = json.loads(stood.totals).get("fingerprint", "")
    end = f"#{whole[:12]}" if whole else ""
    path = without_language(request.path).strip("/") or "home"
    return f"commonweal:{path}@{stood.as_of.isoformat()}{end}"
