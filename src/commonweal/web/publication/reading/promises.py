"""What somebody promised in all his agreements, and what came of it: what needs attention first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from commonweal.web.agreements import queries as register
from commonweal.web.agreements import wordings
from commonweal.web.agreements.models import Agreement, Clause
from commonweal.web.agreements.wordings import Words
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.judging import ATTENTION
from commonweal.web.assessment.models import Finding
from commonweal.web.assessment.queries import Governed
from commonweal.web.publication import showing

MOST: Final = 60
"""Promises that a page shows; the pages of the agreements show them all."""
DEEP: Final = 50
"""Agreements whose promises are read, those that need most attention first."""


@dataclass(frozen=True, slots=True)
class Named:
    """
    Words of a clause as a list leads to them.

    Attributes
    ----------
    anchor : where they stand on the page of the clause, "" for the newest
    alike : the clause is called the same in other words, so that the link says for which periods it is
    """

    words: Words
    anchor: str
    alike: bool


def named(every: Sequence[Words]) -> list[Named]:
    """Return the wordings of a clause, the newest first, as a list leads to them: no two links are equal."""
    labels = Counter(words.label for words in every)
    return [
        Named(words, f"#words-{words.number}" if n else "", labels[words.label] > 1)
        for n, words in enumerate(every)
    ]


@dataclass(frozen=True, slots=True)
class Promise:
    """
    One condition as it was worded: its latest result that came up, how many results stand under each word.

    Attributes
    ----------
    title : of the agreement, as no other is called; named : the words, and where they stand
    attention : the latest result that somebody should look at, if the latest one is none
    """

    agreement: Agreement
    title: str
    clause: Clause
    named: Named
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
    worded = wordings.worded(mine)
    for clause in register.clauses_of(mine, kind="condition"):
        id_ = clause.agreement_id
        for one in named(worded.of(id_, clause.name)):
            words = one.words
            own = counted(counts, id_, words)
            if one.anchor and not own:
                continue
            last, alarm = _last(latest, id_, words), _last(alarming, id_, words)
            alarm = alarm if last is None or last.shown not in ATTENTION else None
            concerns = sum(own.get(word, 0) for word in ATTENTION)
            said = _shown(last), _shown(alarm), showing.counted(own)
            found.append(Promise(mine[id_], titles[id_], clause, one, *said, concerns))
    found.sort(key=lambda row: (not row.concerns, row.agreement.agreement, row.clause.position))
    left = register.conditions_of(row.agreement for row in bound[DEEP:])
    return {"promised": found[:MOST], "more_promised": max(0, len(found) - MOST) + left}


def counted(counts: Mapping[Governed, Counter[str]], agreement: str, words: Words) -> Counter[str]:
    """Return how many results of a clause stand under each word, of the periods in which it was worded so."""
    keys = ((agreement, words.name, version) for version in words.held.versions)
    return sum((counts.get(key, Counter()) for key in keys), Counter())


def _last(found: Mapping[Governed, Finding], agreement: str, words: Words) -> Finding | None:
    """Return the last result of a clause of the periods in which it was worded so."""
    keys = ((agreement, words.name, version) for version in words.held.versions)
    return max((found[key] for key in keys if key in found), key=lambda one: (one.end, one.id), default=None)


def _urgency(one: Agreement) -> tuple[int, str]:
    return -one.concerns, one.agreement


def _shown(found: Finding | None) -> showing.Shown | None:
    return None if found is None else showing.finding(found)


def is_bound(one: Agreement, group: Collection[str]) -> bool:
    """Say whether an agreement's conditions bind somebody of a group: they bind who is supported."""
    return any(role.side == register.RECIPIENT and role.party in group for role in one.roles.all())
