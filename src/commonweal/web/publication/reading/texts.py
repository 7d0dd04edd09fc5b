"""An agreement as a picture of its periods, and as its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from commonweal.ground.period import Period
from commonweal.report.page import words
from commonweal.report.page.drawing.timeline import Bar, Lane, timeline
from commonweal.web.agreements.models import Agreement, Clause
from commonweal.web.agreements.tellings import about
from commonweal.web.assessment.judging import ATTENTION
from commonweal.web.assessment.models import Finding, Payable
from commonweal.web.publication import showing

LEAST_BARS: Final = 4
"""Tested periods from which on a picture says more than the table."""
MOST_BARS: Final = 200
"""Tested periods beyond which it says less, and weighs too much."""


def texts(clauses: Sequence[Clause], told: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """
    Yield the text of an agreement, clause by clause, in the order of its kinds.

    Parameters
    ----------
    told : texts in the language of the page, by what they are about
    """
    for clause in clauses:
        said = told.get(about("clause", clause.name), clause.prose)
        clause.safe = mark_safe(said)  # type: ignore[attr-defined]  # made by `report`, which escapes
    for kind in ("condition", "payment", "account", "right"):
        mine = [clause for clause in clauses if clause.kind == kind]
        if mine:
            said = words.listed(c.label for c in mine[:3])
            yield {"said": f"{said} …" if mine[3:] else said, "clauses": mine}


def picture(
    one: Agreement, clauses: Sequence[Clause], findings: Sequence[Finding], payables: Sequence[Payable]
) -> SafeString:
    """Return the timeline of an agreement, nothing where a table says more."""
    lanes = [
        Lane(clause.label, tuple(sorted(_bars(clause.name, findings, payables), key=lambda b: b.period)))
        for clause in sorted(clauses, key=lambda c: (c.kind != "condition", c.name))
    ]
    lanes = [lane for lane in lanes if lane.bars]
    if not LEAST_BARS <= sum(len(lane.bars) for lane in lanes) <= MOST_BARS:
        return SafeString("")
    said = " ".join(f"{lane.label}: {len(lane.bars)}." for lane in lanes)
    title = gettext("%(title)s, period by period") % {"title": one.title}
    made = timeline(lanes, today=one.as_of, title=title, description=said, ids=("t-course", "d-course"))
    return mark_safe(made)  # made by `report`, which escapes


def _bars(name: str, findings: Sequence[Finding], payables: Sequence[Payable]) -> Iterable[Bar]:
    for f in findings:
        if f.clause == name:
            word = showing.spoken(f.shown, words.STATUSES)
            yield Bar(Period.days_of(f.start, f.end), f.shown, word, f.shown in ATTENTION)
    for p in payables:
        if p.clause == name and p.kind == "payment":
            word = showing.spoken(p.state, words.STATES)
            yield Bar(Period.days_of(p.start, p.end), p.state, word, p.state in ATTENTION)
