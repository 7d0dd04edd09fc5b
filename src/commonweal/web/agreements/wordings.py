"""
How the clauses of agreements were worded, text by text, and which words were in force for a result.

An amendment may move an agreement to another text; what began before stays under the words of its day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, zip_longest

from commonweal.web.agreements.models import Version, Wording


@dataclass(frozen=True, slots=True)
class Text:
    """
    A text of an agreement, or a version of it, and from when to when periods begin that it governs.

    Attributes
    ----------
    number : its place among the texts, from 1; terms, title : the text itself, and what it is called
    start, last : first and last day; none: from the beginning, and to this day
    brought, replaced : numbers of the amendments that brought it and what followed it
    versions : numbers of the versions of the agreement that have it
    """

    number: int
    title: str
    terms: str
    start: date | None
    last: date | None
    brought: int | None
    replaced: int | None
    versions: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether it governs every period."""
        return self.start is None and self.last is None


@dataclass(frozen=True, slots=True)
class Words:
    """
    A clause as texts word it that follow each other and say the same of it.

    Attributes
    ----------
    number : among the wordings of the clause, from 1; label, prose : as the last of its texts has them
    held : the text it stands in, or all of them as one
    """

    number: int
    name: str
    label: str
    prose: str
    held: Text

    def governs(self, version: int) -> bool:
        """Say whether the words are those of a version of the agreement."""
        return version in self.held.versions


class Worded:
    """The wordings of the clauses of some agreements."""

    def __init__(self, texts: dict[str, list[Text]], words: dict[tuple[str, str], list[Words]]) -> None:
        self.texts = texts
        self._words = words

    def of(self, agreement: str, name: str) -> Sequence[Words]:
        """Return how a clause was worded, the newest first."""
        return self._words.get((agreement, name), ())

    def at(self, agreement: str, name: str, version: int) -> Words | None:
        """Return the words of a clause in a version of the agreement; the newest where that has none."""
        found = self.of(agreement, name)
        return next((one for one in found if one.governs(version)), found[0] if found else None)

    def on(self, agreement: str, name: str, day: date) -> Words | None:
        """Return the words of a clause for periods that begin on a day; the first ones for an earlier day."""
        found = self.of(agreement, name)
        begun = (one for one in found if one.held.start is None or one.held.start <= day)
        return next(begun, found[-1] if found else None)

    def label(self, agreement: str, name: str, day: date | None = None) -> str | None:
        """Return what a clause is called for periods that begin on a day, or last; None where it is none."""
        found = self.on(agreement, name, day or date.max)
        return None if found is None else found.label


def worded(agreements: Iterable[str], *, name: str = "", prose: bool = False) -> Worded:
    """
    Return the wordings of the clauses of some agreements.

    Parameters
    ----------
    name : of the one clause that is asked for; an empty word asks for all
    prose : with the sentences; without, they are ""
    """
    ids = list(agreements)
    rows = Wording.objects.filter(agreement__in=ids)
    rows = rows.filter(name=name) if name else rows
    return arranged(Version.objects.filter(agreement__in=ids), rows if prose else rows.defer("prose"))


def arranged(versions: Iterable[Version], wordings: Iterable[Wording]) -> Worded:
    """Return versions and wordings as they belong together."""
    texts = _texts(versions)
    found: dict[tuple[str, str], list[Words]] = defaultdict(list)
    for row in sorted(wordings, key=lambda one: one.text):
        held = next(text for text in texts[row.agreement_id] if text.number == row.text)
        mine = found[row.agreement_id, row.name]
        prose = "" if "prose" in row.get_deferred_fields() else row.prose
        if mine and mine[0].number == row.words:
            mine[0] = Words(row.words, row.name, row.label, prose, _joined(mine[0].held, held))
        else:
            mine.insert(0, Words(row.words, row.name, row.label, prose, held))
    return Worded(texts, dict(found))


def _joined(first: Text, then: Text) -> Text:
    """Return two texts, the second right after the first, as one that is called as the second."""
    return replace(then, start=first.start, brought=first.brought, versions=(*first.versions, *then.versions))


def _texts(versions: Iterable[Version]) -> dict[str, list[Text]]:
    """Return the texts of agreements, the first one first."""
    found: dict[str, list[Text]] = defaultdict(list)
    for agreement, text in in_turn(versions):
        mine = found[agreement]
        if mine and mine[-1].number == text.number:
            mine[-1] = _joined(mine[-1], text)
        else:
            mine.append(text)
    return found


def in_turn(versions: Iterable[Version]) -> Iterator[tuple[str, Text]]:
    """Yield each version as a text of its own, by agreement and number."""
    ordered = sorted(versions, key=lambda one: (one.agreement_id, one.number))
    for agreement, run in groupby(ordered, key=lambda one: one.agreement_id):
        mine = list(run)
        for one, then in zip_longest(mine, mine[1:]):
            yield agreement, _alone(one, then)


def _alone(one: Version, then: Version | None) -> Text:
    last = None if then is None or then.start is None else then.start - timedelta(days=1)
    replaced = None if then is None else then.amendment
    return Text(one.text, one.title, one.terms, one.start, last, one.amendment, replaced, (one.number,))


def version(agreement: str, number: int) -> Text | None:
    """Return a version of an agreement, None where there is none of that number."""
    found = in_turn(Version.objects.filter(agreement=agreement))
    return next((text for _, text in found if text.versions == (number,)), None)
