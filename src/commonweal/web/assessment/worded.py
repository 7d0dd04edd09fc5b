"""
The texts of an agreement as rows that can be stored: its versions, its clauses, and the words of each text.

A result is shown beside the words that were in force for its window, so that every text is kept, with its own
numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from commonweal.report.page import words
from commonweal.report.page.clauses import filled_in, opening, text_of
from commonweal.report.page.drawing.markup import Markup, el, join, with_sound_links
from commonweal.report.page.view import Chapter
from commonweal.report.page.wordings import labels, texts, told
from commonweal.report.page.wordings import wordings as worded
from commonweal.report.speech.phrases import spoken
from commonweal.terms.core.agreements import Version
from commonweal.terms.core.clauses import Condition, Terms
from commonweal.terms.explain.prose import ProseClause, in_text_order
from commonweal.web.agreements import models as register
from commonweal.web.record.rows import written
from commonweal.workspace.planning import numbered


def versions(chapter: Chapter, agreement: register.Agreement) -> Iterator[register.Version]:
    """Yield the versions of an agreement, each with its text and the amendment that brought it."""
    for text in texts(chapter.plan):
        for version in text.versions:
            yield register.Version(
                agreement=agreement, number=version.number, start=version.start, terms=text.terms.ref,
                title=_title(text.terms), text=text.number, amendment=_brought(chapter, version),
            )  # fmt: skip


def _title(terms: Terms) -> str:
    return terms.label or words.capital(words.named(terms.name))


def _brought(chapter: Chapter, version: Version) -> int | None:
    """Return the number of the amendment that brought a version: of several, the last that names a text."""
    own = [a for a in version.amendments if a.effective == version.start]
    if not own:
        return None
    last = max(own, key=lambda a: (a.terms is not None, a.signed))
    return numbered(chapter.plan.agreement).index(last) + 1


def clauses(chapter: Chapter, agreement: register.Agreement) -> Iterator[register.Clause]:
    """Yield what the page of an agreement calls a clause, each as the last text that has it calls it."""
    for n, (name, kind) in enumerate(_entries(chapter)):
        condition = chapter.plan.clause(name)
        yield register.Clause(
            agreement=agreement, name=name, kind=kind, label=chapter.clause_label(name), position=n,
            purpose=(condition.purpose or "") if isinstance(condition, Condition) else "",
        )  # fmt: skip


def _entries(chapter: Chapter) -> list[tuple[str, str]]:
    """Return name and kind of every clause, account and right of any text, in order."""
    plan = chapter.plan
    entries = [(c.name, "condition" if isinstance(c, Condition) else "payment") for c in plan.clauses()]
    entries += [(account.name, "account") for account in plan.accounts()]
    return entries + [(right.name, "right") for right in plan.rights()]


def wordings(chapter: Chapter, agreement: register.Agreement | None) -> Iterator[register.Wording]:
    """
    Yield what every text says under every name, in the language that is spoken, text by text.

    Parameters
    ----------
    agreement : whose rows they are to be; None where they are only read
    """
    number = {
        (name, text.number): n
        for name, _ in _entries(chapter)
        for n, wording in enumerate(worded(chapter.plan, name), 1)
        for text in wording.texts
    }
    for text in texts(chapter.plan):
        said, called = told(text.terms, spoken().code), labels(text.terms)
        for position, entry in enumerate(in_text_order(text.terms)):
            yield register.Wording(
                agreement=agreement, name=entry.name, text=text.number, words=number[entry.name, text.number],
                label=entry.label or words.capital(words.named(entry.name)), position=position,
                prose=sound(text_of(said[f"c:{entry.name}"], called)),
            )  # fmt: skip


def openings(chapter: Chapter, agreement: register.Agreement | None) -> Iterator[register.Opening]:
    """
    Yield what stands before the clauses of each text, with its values, in the language that is spoken.

    Parameters
    ----------
    agreement : whose rows they are to be; None where they are only read
    """
    brought: dict[str, int] = {}
    for n, amendment in enumerate(numbered(chapter.plan.agreement), 1):
        brought |= {one.place: n for one in amendment.settings}
        brought |= {one.place: n for one in amendment.series}
    for text in texts(chapter.plan):
        begun = [v for v in text.versions if v.start is None or v.start <= chapter.run.as_of]
        version = (begun or text.versions[:1])[-1]
        yield register.Opening(
            agreement=agreement, text=text.number, version=version.number,
            path=text.terms.at.file if text.terms.at is not None else "",
            prose=sound(join(*map(_opened, opening(text.terms, spoken().code)))),
            values=written({"rows": [asdict(one) for one in filled_in(chapter, version, brought)]}),
        )  # fmt: skip


def _opened(part: tuple[ProseClause, list[Markup]]) -> Markup:
    text, paragraphs = part
    return join(el("h2", f"{text.number}. {text.title}"), el("div", paragraphs, class_="clause"))


def sound(made: Markup) -> str:
    """Return HTML whose links to places that are elsewhere now are plain text."""
    return str(with_sound_links(made))
