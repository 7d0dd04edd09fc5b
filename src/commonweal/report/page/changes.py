"""What amendments changed: from which day, signed when, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, join
from commonweal.report.page.drawing.tables import Row, table
from commonweal.report.page.view import Chapter
from commonweal.terms.core.agreements import Amendment


def amendments(chapter: Chapter, labelled_by: str) -> Markup:
    """Return the table of amendments that were known, in the order of their signature."""
    known = sorted(chapter.plan.versions[-1].amendments, key=lambda a: (a.signed, a.effective))
    heads = ("Amendment", "In effect from", "Signed", "What it changes")
    rows = [
        Row(
            (
                a.label or f"Amendment {n}",
                words.day(a.effective),
                words.day(a.signed),
                join(*_does(chapter, a)),
            )
        )
        for n, a in enumerate(known, 1)
    ]
    command = f"commonweal plan WORKSPACE {chapter.id}#1 --as-of {chapter.run.as_of.isoformat()}"
    said = "What came out differently because of one, window by window and to the cent, this prints: "
    return join(table(heads, rows, labelled_by=labelled_by), el("p", said, el("code", command, class_="cmd")))


def _does(chapter: Chapter, amendment: Amendment) -> Iterator[object]:
    """Yield what an amendment says, a sentence each; what it lets go is named first."""
    gone = list(_gone(chapter, amendment))
    if gone:
        yield el("b", f"Released: {words.listed(gone)}. ")
    if amendment.terms is not None:
        yield f"Moves to another text, {amendment.terms} version {amendment.version}. "
    named = (
        [s.name for s in amendment.settings] + [e.name for e in amendment.series] + list(amendment.parties)
    )
    sets = sorted(dict.fromkeys(_called(chapter, name) for name in named))
    if sets:
        yield f"Sets {words.listed(sets)}. "


def _called(chapter: Chapter, name: str) -> str:
    """Return what a parameter or party is called."""
    parameter = chapter.parameter(name)
    return f"“{parameter.label}”" if parameter is not None and parameter.label else words.named(name)


def _gone(chapter: Chapter, amendment: Amendment) -> Iterator[str]:
    """Yield the clauses that an amendment ends: by name, or because its text lacks them."""
    versions = chapter.plan.versions
    at = next((k for k, v in enumerate(versions) if amendment in v.amendments), None)
    names = list(amendment.ended)
    if at and amendment.terms is not None:
        old, new = versions[at - 1].terms, versions[at].terms
        held = {c.name for c in new.clauses} | {a.name for a in new.accounts} | {r.name for r in new.rights}
        names += [c.name for c in old.clauses if c.name not in held]
        names += [a.name for a in old.accounts if a.name not in held]
        names += [r.name for r in old.rights if r.name not in held]
    for name in dict.fromkeys(names):
        yield chapter.clause_label(name)
