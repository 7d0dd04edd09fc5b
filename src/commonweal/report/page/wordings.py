"""
The texts of an agreement one after the other, and how each of them words a clause.

An amendment may move an agreement to another text. What began before stays under the words of its day, so a
result is read beside these and never beside later ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Final

from commonweal.report.page.view import Chapter
from commonweal.terms.core.agreements import Plan, Version
from commonweal.terms.core.clauses import Terms
from commonweal.terms.explain.prose import ProseClause, prose
from commonweal.terms.explain.prose_words import named

_KEPT: Final = 100
"""Texts whose sentences are kept, each in one language."""
_QUOTED: Final = re.compile("“([a-z][a-z0-9_]*)”")


@dataclass(frozen=True, slots=True)
class Text:
    """
    A text and the versions of the agreement that have it, one after the other.

    Attributes
    ----------
    number : its place among the texts of the agreement, from 1
    last : last day on which a window that it governs may begin; None: no other text follows
    """

    number: int
    versions: tuple[Version, ...]
    last: date | None = None

    @property
    def terms(self) -> Terms:
        """Return the text itself."""
        return self.versions[0].terms

    @property
    def start(self) -> date | None:
        """Return the first day on which its windows may begin, None for the first text."""
        return self.versions[0].start


@dataclass(frozen=True, slots=True)
class Wording:
    """A clause, account or right as texts word it that follow each other and say the same of it."""

    name: str
    texts: tuple[Text, ...]

    @property
    def start(self) -> date | None:
        """Return the first day on which its windows may begin, None where the first text has it."""
        return self.texts[0].start

    @property
    def last(self) -> date | None:
        """Return the last day on which its windows may begin, None where it still holds."""
        return self.texts[-1].last

    @property
    def terms(self) -> Terms:
        """Return the last text that words it so."""
        return self.texts[-1].terms


def texts(plan: Plan) -> list[Text]:
    """Return the texts of an agreement, the first one first; versions that only set values share theirs."""
    runs = [tuple(run) for _, run in groupby(plan.versions, key=lambda v: (v.terms.ref, v.terms_hash))]
    after = [_day_before(run[0].start) for run in runs[1:]]
    return [Text(n, run, last) for n, (run, last) in enumerate(zip(runs, [*after, None], strict=True), 1)]


def _day_before(day: date | None) -> date | None:
    return None if day is None else day - timedelta(days=1)


def wordings(plan: Plan, name: str) -> list[Wording]:
    """Return how a clause, account or right was worded, the first wording first."""
    found: list[Wording] = []
    for text in texts(plan):
        if not _has(text.terms, name):
            continue
        last = found[-1] if found else None
        if last is not None and last.texts[-1].number == text.number - 1 and _alike(last.terms, text, name):
            found[-1] = Wording(name, (*last.texts, text))
        else:
            found.append(Wording(name, (text,)))
    return found


def in_turn(chapter: Chapter, name: str) -> Iterator[tuple[Wording, set[int]]]:
    """Yield each wording of a clause, the newest first, with the numbers of the versions that it holds in."""
    for one in reversed(wordings(chapter.plan, name)):
        yield one, {version.number for text in one.texts for version in text.versions}


def _has(terms: Terms, name: str) -> bool:
    return any(found is not None for found in (terms.clause(name), terms.account(name), terms.right(name)))


def _alike(before: Terms, text: Text, name: str) -> bool:
    """Say whether two texts word a clause alike, whatever number it has in each."""
    old, new = (told(terms).get(f"c:{name}") for terms in (before, text.terms))
    return old is not None and new is not None and _said(old) == _said(new)


def _said(clause: ProseClause) -> tuple[str, ...]:
    return clause.title, *(paragraph.text for paragraph in clause.paragraphs)


class _Itself:
    """A text as itself: two that differ in their labels only are equal, and their sentences are not."""

    __slots__ = ("terms",)

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.terms is other.terms

    def __hash__(self) -> int:
        return id(self.terms)


def told(terms: Terms, language: str = "en") -> Mapping[str, ProseClause]:
    """Return the numbered clauses of a text by their id, as `c:jobs`."""
    return _told(_Itself(terms), language)


@lru_cache(_KEPT)
def _told(text: _Itself, language: str) -> Mapping[str, ProseClause]:
    return {clause.id: clause for clause in prose(text.terms, language=language)}


def labels(terms: Terms) -> Mapping[str, str]:
    """
    Return what a text calls each of its names, signs as prose has them; none that two names share.

    What is signed quotes the name where its label is long. A page says the label: the definitions, which
    stand on a page of their own, give the name beside it.
    """
    return _labels(_Itself(terms))


@lru_cache(_KEPT)
def _labels(text: _Itself) -> Mapping[str, str]:
    terms = text.terms
    entries = (
        *terms.units, *terms.subjects, *terms.measures, *terms.parameters, *terms.defines, *terms.clauses,
        *terms.accounts, *terms.rights, *terms.parties,
    )  # fmt: skip
    found = {entry.name: named(entry.name, entry.label).removesuffix(f" ({entry.name})")
             for entry in entries if entry.label.strip()}  # fmt: skip
    times = Counter(found.values())
    return {name: label for name, label in found.items() if times[label] == 1}


def with_labels(text: str, called: Mapping[str, str]) -> str:
    """Return prose in which “a_name” is what people call it, where that is known."""
    return _QUOTED.sub(lambda quoted: f"“{called.get(quoted[1], quoted[1])}”", text)
