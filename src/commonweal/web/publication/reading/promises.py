"""What somebody promised in all his agreements, and what came of it: what needs attention first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Clause
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.judging import ATTENTION
from commonweal.web.assessment.models import Finding
from commonweal.web.publication import showing

MOST: Final = 60
"""Promises that a page shows; the pages of the agreements show them all."""
DEEP: Final = 50
"""Agreements whose promises are read, those that need most attention first."""


@dataclass(frozen=True, slots=True)
class Promise:
    """
    One condition: its latest result that came up, and how many results stand under each word.

    Attributes
    ----------
    title : of the agreement, as no other is called
    attention : the latest result that somebody should look at, if the latest one is none
    """

    agreement: Agreement
    title: str
    clause: Clause
    latest: showing.Shown | None
    attention: showing.Shown | None
    counts: list[tuple[SafeString, int]]
    concerns: int


def promised(agreements: Sequence[Agreement], group: Collection[str]) -> dict[str, Any]:
    """Return the conditions that bind somebody of a group, each with its latest result and its counts."""
    bound = sorted((one for one in agreements if is_bound(one, group)), key=_urgency)
    mine = {one.agreement: one for one in bound[:DEEP]}
    counts, latest = judged.standing(mine), judged.latest_of(mine, showing.TESTED)
    alarming = judged.latest_of(mine, ATTENTION)
    titles = register.titles(mine)
    found = []
    for clause in register.clauses_of(mine, kind="condition"):
        key = (clause.agreement_id, clause.name)
        last, own = latest.get(key), counts.get(key, Counter())
        alarm = alarming.get(key) if last is None or last.shown not in ATTENTION else None
        concerns = sum(own.get(word, 0) for word in ATTENTION)
        found.append(
            Promise(
                mine[key[0]],
                titles[key[0]],
                clause,
                _shown(last),
                _shown(alarm),
                showing.counted(own),
                concerns,
            )
        )
    found.sort(key=lambda one: (not one.concerns, one.agreement.agreement, one.clause.position))
    left = register.conditions_of(one.agreement for one in bound[DEEP:])
    return {"promised": found[:MOST], "more_promised": max(0, len(found) - MOST) + left}


def _urgency(one: Agreement) -> tuple[int, str]:
    return -one.concerns, one.agreement


def _shown(found: Finding | None) -> showing.Shown | None:
    return None if found is None else showing.finding(found)


def is_bound(one: Agreement, group: Collection[str]) -> bool:
    """Say whether an agreement's conditions bind somebody of a group: they bind who is supported."""
    return any(role.side == register.RECIPIENT and role.party in group for role in one.roles.all())
