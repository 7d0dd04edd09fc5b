"""The register, narrowed by the kind of support, and agreements of one kind side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from commonweal.report.page import words
from commonweal.web.agreements import queries as register
from commonweal.web.agreements import wordings
from commonweal.web.agreements.models import Agreement, Clause
from commonweal.web.agreements.wordings import Worded
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.queries import Governed
from commonweal.web.portfolio import queries as portfolio
from commonweal.web.publication import showing
from commonweal.web.publication.paging import number
from commonweal.web.publication.reading.promises import counted, named

ENTRIES: Final = 50
"""Agreements that the register shows at a time."""
_LONGEST: Final = 100
"""Letters of what was asked for that a page says again."""
SIDES: Final = 12
"""Agreements that stand side by side at a time."""
PURPOSES: Final[Mapping[str, str]] = {
    "access": "Access: who may have what comes of it, and at what price",
    "direction": "Direction: what is to be done, where, and by when",
    "reinvestment": "Reinvestment: what is earned goes back into the work",
    "sharing": "Sharing: the public has its part of what is gained",
    "labour": "Labour: jobs, wages, training",
    "green": "Green: energy, emissions, nature",
    "reporting": "Reporting: what must be told, and when",
    "": "Other conditions",
}
"""What conditions are for, in the order in which they are compared."""


def agreements(request: HttpRequest) -> HttpResponse:
    """Show the register, all of it or one kind of support, or what somebody should look at."""
    attention, kinds = bool(request.GET.get("attention")), register.by_instrument()
    kind, unknown = _kind(request, kinds)
    every = register.concerning() if attention else register.agreements()
    every = every.none() if unknown else every
    every = (every.filter(instrument=kind) if kind else every).prefetch_related("roles")
    page = Paginator(every, ENTRIES).get_page(number(request))
    asked = {name: value for name, value in (("attention", "1" * attention), ("instrument", kind)) if value}
    turned = portfolio.turned()
    shown = {
        "page": page,
        "agreements": [
            {**showing.entry(one, turned), "recipients": _recipients(one)} for one in page.object_list
        ],
        "attention": attention,
        **_narrowed(kind, kinds),
        "unknown": unknown,
        "asked": f"{urlencode(asked)}&" if asked else "",
    }
    if asked:
        shown["absolute"] = request.build_absolute_uri(f"{request.path}?{urlencode(asked)}")
    return render(request, "publication/agreements.html", shown)


def compare(request: HttpRequest) -> HttpResponse:
    """Show the conditions of agreements of one kind side by side, purpose by purpose."""
    kinds = register.by_instrument()
    kind, unknown = _kind(request, kinds)
    every = register.agreements(instrument=kind) if kind else register.agreements().none()
    page = Paginator(every.prefetch_related("roles"), SIDES).get_page(number(request))
    shown = {
        "page": page,
        **_narrowed(kind, kinds),
        "unknown": unknown,
        "purposes": list(_purposes(list(page.object_list))),
        "asked": f"{urlencode({'instrument': kind})}&" if kind else "",
    }
    if kind:
        shown["absolute"] = request.build_absolute_uri(f"{request.path}?{urlencode({'instrument': kind})}")
    return render(request, "publication/compare.html", shown)


def _kind(request: HttpRequest, kinds: Mapping[str, int]) -> tuple[str, str]:
    """Return the kind of support that is asked for, and what is asked for if it is none that there is."""
    asked = request.GET.get("instrument") or request.GET.get("kind", "")  # as the page of support calls it
    return (asked, "") if asked in kinds else ("", asked[:_LONGEST])


def _narrowed(kind: str, kinds: Mapping[str, int]) -> dict[str, Any]:
    return {
        "kind": kind,
        "kind_said": gettext(words.named(kind)),
        "kinds": [(name, gettext(words.named(name)), n) for name, n in kinds.items()],
    }


def _purposes(every: Sequence[Agreement]) -> Iterable[dict[str, Any]]:
    """Yield each purpose with what the agreements ask for it, and those that ask for nothing."""
    ids = [one.agreement for one in every]
    clauses, counts = register.clauses_of(ids, kind="condition"), judged.standing(ids)
    worded = wordings.worded(ids)
    for purpose, title in PURPOSES.items():
        mine = [clause for clause in clauses if clause.purpose == purpose]
        if mine:
            sides = [_side(one, mine, counts, worded) for one in every]
            yield {
                "name": purpose or "other",
                "title": gettext(title),
                "sides": [side for side in sides if side["conditions"]],
                "without": [side for side in sides if not side["conditions"]],
            }


def _side(
    one: Agreement, clauses: Iterable[Clause], counts: Mapping[Governed, Counter[str]], worded: Worded
) -> dict[str, Any]:
    """Return what an agreement asks for, each wording with its own results; earlier ones that have some."""
    own = [clause.name for clause in clauses if clause.agreement_id == one.agreement]
    every = [words for name in own for words in named(worded.of(one.agreement, name))]
    tallied = [(words, counted(counts, one.agreement, words.words)) for words in every]
    conditions = [(words, showing.counted(found)) for words, found in tallied if found or not words.anchor]
    return {"agreement": one, "recipients": _recipients(one), "conditions": conditions}


def _recipients(one: Agreement) -> list[str]:
    """Return who is supported: several agreements may be called alike."""
    return [role.label or role.party for role in one.roles.all() if role.side == "recipient"]
