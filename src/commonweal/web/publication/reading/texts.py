"""An agreement as a picture of its periods, and as its text, or its texts one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.core.paginator import Paginator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from commonweal.ground.period import Period
from commonweal.report.page import words
from commonweal.report.page.drawing.timeline import Bar, Lane, timeline
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Clause, Wording
from commonweal.web.agreements.tellings import OPENING, VALUES, about, told
from commonweal.web.agreements.wordings import Text, Worded, Words, arranged
from commonweal.web.assessment.judging import ATTENTION
from commonweal.web.assessment.models import Finding, Payable
from commonweal.web.publication import showing

LEAST_BARS: Final = 4
"""Tested periods from which on a picture says more than the table."""
MOST_BARS: Final = 200
"""Tested periods beyond which it says less, and weighs too much."""
KINDS: Final = ("condition", "payment", "account", "right")
"""What a text holds, in the order in which a page shows it."""
ROOM: Final = 40_000
"""Letters of earlier texts that a page shows; beyond it names the clauses, whose own pages show them."""

MOST_VALUES: Final = 200
"""Values that a page shows at a time."""


def texts(
    held: Sequence[Text], clauses: Sequence[Clause], wordings: Sequence[Wording], said: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    """
    Yield the texts of an agreement, the newest first, each with its clauses by kind, in its own order.

    A heading of a clause has `level` 4 where texts have headings of their own.

    Parameters
    ----------
    held : the texts, the first one first
    said : texts in the language of the page, by what they are about
    """
    kinds = {clause.name: clause.kind for clause in clauses}
    room = ROOM
    for text in reversed(held):
        mine = [wording for wording in wordings if wording.text == text.number]
        prose = {one.name: said.get(about("clause", one.name, one.text), one.prose) for one in mine}
        room -= sum(map(len, prose.values())) if text is not held[-1] else 0
        entries = [
            # made by `report`, which escapes
            {"name": one.name, "label": one.label, "safe": mark_safe(prose[one.name] if room >= 0 else "")}
            for one in mine
        ]
        yield {"text": text, "groups": list(_groups(entries, kinds)), "level": 4 if held[1:] else 3}


def _groups(entries: Sequence[dict[str, Any]], kinds: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """Yield the clauses of a text kind by kind, with the first ones named."""
    for kind in KINDS:
        mine = [entry for entry in entries if kinds.get(entry["name"]) == kind]
        if mine:
            said = words.listed(entry["label"] for entry in mine[:3])
            yield {"said": f"{said} …" if mine[3:] else said, "clauses": mine}


def opening(agreement: str, number: int | None, page: int) -> dict[str, Any] | None:
    """
    Return what stands before the clauses of a text and the values that hold under it, None if there is none.

    Parameters
    ----------
    number : of the text among those of the agreement; None asks for the last
    page : of the values
    """
    found = register.opening(agreement, number)
    if found is None:
        return None
    said = told(agreement, [about(OPENING, found.text), about(VALUES, found.text)])
    held = arranged(found.agreement.versions.all(), []).texts[agreement]
    values = json.loads(said.get(about(VALUES, found.text), found.values))["rows"]
    name, _, version = held[found.text - 1].terms.partition("@")
    return {
        "agreement": found.agreement,
        "text": held[found.text - 1],
        "others": [one for one in reversed(held) if one.number != found.text],
        "prose": mark_safe(said.get(about(OPENING, found.text), found.prose)),  # made by `report`
        "version": found.version,
        "page": Paginator(values, MOST_VALUES).get_page(page),
        "file": (name, int(version)),
        "cite": showing.citation(f"{agreement}/terms", found.agreement),
    }


def picture(
    one: Agreement,
    clauses: Sequence[Clause],
    worded: Worded,
    findings: Sequence[Finding],
    payables: Sequence[Payable],
) -> SafeString:
    """Return the timeline of an agreement, a lane for each name of a clause; nothing if a table says more."""
    lanes = [
        Lane(label, tuple(sorted(bars, key=lambda b: b.period)))
        for clause in sorted(clauses, key=lambda c: (c.kind != "condition", c.name))
        for label, bars in _lanes(worded.of(one.agreement, clause.name), findings, payables).items()
    ]
    lanes = [lane for lane in lanes if lane.bars]
    if not LEAST_BARS <= sum(len(lane.bars) for lane in lanes) <= MOST_BARS:
        return SafeString("")
    said = " ".join(f"{lane.label}: {len(lane.bars)}." for lane in lanes)
    title = gettext("%(title)s, period by period") % {"title": one.title}
    made = timeline(lanes, today=one.as_of, title=title, description=said, ids=("t-course", "d-course"))
    return mark_safe(made)  # made by `report`, which escapes


def _lanes(
    worded: Sequence[Words], findings: Sequence[Finding], payables: Sequence[Payable]
) -> Mapping[str, list[Bar]]:
    """Return the periods of a clause by what it was called in them."""
    lanes: dict[str, list[Bar]] = {}
    for one in worded:
        lanes.setdefault(one.label, []).extend(_bars(one, findings, payables))
    return lanes


def _bars(one: Words, findings: Sequence[Finding], payables: Sequence[Payable]) -> Iterable[Bar]:
    for f in findings:
        if f.clause == one.name and one.governs(f.version):
            word = showing.spoken(f.shown, words.STATUSES)
            yield Bar(Period.days_of(f.start, f.end), f.shown, word, f.shown in ATTENTION)
    for p in payables:
        if p.clause == one.name and one.governs(p.version) and p.kind == "payment":
            word = showing.spoken(p.state, words.STATES)
            yield Bar(Period.days_of(p.start, p.end), p.state, word, p.state in ATTENTION)
