"""Two texts compared, for people and programs: as lines for a terminal, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from commonweal import __version__
from commonweal.report.page.drawing.head import head
from commonweal.report.page.drawing.markup import Markup, el, join, page
from commonweal.report.speech.phrases import forms, plural
from commonweal.terms.explain.redline import ChangedClause, ChangedParagraph, Piece

SCHEMA: Final = "commonweal.diff/1"
WIDTH: Final = 100
"""Columns of a text that no terminal shows."""
_SIGNS: Final = {"added": "+", "removed": "-", "changed": "~", "same": " "}
_STYLES: Final = {"old": "red strike", "new": "bold green", "same": ""}
_MARKS: Final = {"old": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}
_COUNTED: Final = {
    "added": (forms("{n} clause added", "{n} clauses added"), forms("{n} added", "{n} added")),
    "removed": (forms("{n} clause removed", "{n} clauses removed"), forms("{n} removed", "{n} removed")),
    "changed": (forms("{n} clause changed", "{n} clauses changed"), forms("{n} changed", "{n} changed")),
}
"""What is said of clauses first, and of those behind them."""


@dataclass(frozen=True, slots=True)
class Compared:
    """
    Two versions of one thing, compared.

    Attributes
    ----------
    old, new : what they are called; their hash behind it, where they have one
    verdict : what is the same and what is not, in one sentence
    same_meaning : the hashes agree; None where there is none to compare
    """

    old: tuple[str, str]
    new: tuple[str, str]
    verdict: str
    same_meaning: bool | None
    clauses: tuple[ChangedClause, ...]

    @property
    def changed(self) -> list[ChangedClause]:
        """Return the clauses that differ."""
        return [clause for clause in self.clauses if clause.change != "same"]


def counted(clauses: Sequence[ChangedClause]) -> str:
    """Return how many clauses were added, removed and changed: 1 clause added, 2 changed."""
    said: list[str] = []
    for change, (first, further) in _COUNTED.items():
        n = sum(clause.change == change for clause in clauses)
        if n:
            said.append(plural(*(further if said else first), n))
    return ", ".join(said)


# ---- on a terminal ----------------------------------------------------------------------------------


def lines(compared: Compared, *, width: int = WIDTH) -> Iterator[Text]:
    """
    Yield a comparison as lines: [-what went-], {+what came+}, with colour where there is some.

    Parameters
    ----------
    width : columns of a line, longer words excepted
    """
    for sign, (name, digest) in (("---", compared.old), ("+++", compared.new)):
        yield Text(f"{sign} {name}", style="bold")
        if digest:
            yield Text(f"    {digest}")
    yield Text(compared.verdict)
    for clause in compared.changed:
        yield Text("")
        title = _inline(clause.title, whole=clause.change != "changed")
        yield from _hung(f"{_SIGNS[clause.change]} {clause.number}. ", title, width, style="bold")
        for paragraph in _told(clause):
            head = f"{_SIGNS[paragraph.change]}   {paragraph.number or ' ':5} "
            yield from _hung(head, _inline(paragraph.pieces), width)


def _told(clause: ChangedClause) -> Iterator[ChangedParagraph]:
    """Yield the paragraphs that differ; before a row of a table the one that says what the table is about."""
    above: ChangedParagraph | None = None
    for paragraph in clause.paragraphs:
        if paragraph.change == "same":
            above = paragraph if paragraph.number else above
            continue
        if above is not None and not paragraph.number and paragraph.id.startswith(f"{above.id}/"):
            yield above
        above = None
        yield paragraph


def _hung(head: str, said: Text, width: int, *, style: str = "") -> Iterator[Text]:
    """Yield a text in lines of a width, all but the first indented as far as its head reaches."""
    wrapped = said.wrap(Console(width=width), max(width - len(head), 20))
    for i, part in enumerate(wrapped):
        part.rstrip()
        yield Text(head if i == 0 else " " * len(head), style=style).append_text(part)


def _inline(pieces: Sequence[Piece], *, whole: bool = False) -> Text:
    """Return pieces with their marks; what is new or gone as a whole needs none."""
    said = Text()
    for piece in pieces:
        first, last = ("", "") if whole else _MARKS[piece.kind]
        said.append(f"{first}{piece.text}{last}", style=_STYLES[piece.kind])
    return said


# ---- for programs -----------------------------------------------------------------------------------


def as_json(every: Sequence[Compared]) -> dict[str, Any]:
    """Return comparisons as data that `json` can write."""
    return {"schema": SCHEMA, "compared": [_json_of(compared) for compared in every]}


def _json_of(compared: Compared) -> dict[str, Any]:
    return {
        "old": {"name": compared.old[0], "hash": compared.old[1] or None},
        "new": {"name": compared.new[0], "hash": compared.new[1] or None},
        "verdict": compared.verdict,
        "same_meaning": compared.same_meaning,
        "clauses": [
            {
                "id": clause.id,
                "change": clause.change,
                "number": clause.number,
                "title": _pieces(clause.title),
                "paragraphs": [
                    {"id": p.id, "change": p.change, "number": p.number or None, "pieces": _pieces(p.pieces)}
                    for p in clause.paragraphs
                    if p.change != "same"
                ],
            }
            for clause in compared.changed
        ],
    }


def _pieces(pieces: Sequence[Piece]) -> list[dict[str, str]]:
    return [{"kind": piece.kind, "text": piece.text} for piece in pieces]


# ---- as a page --------------------------------------------------------------------------------------


def redline_page(every: Sequence[Compared], *, language: str) -> str:
    """
    Return comparisons as a self-contained page: what went is struck out, what came is underlined.

    Parameters
    ----------
    language : of the paragraphs
    """
    title = "What changed"
    body = el(
        "div",
        el("header", el("p", "Two texts compared", class_="kicker"), el("h1", title), _legend(), lang="en"),
        el("main", [_section(compared, i) for i, compared in enumerate(every, start=1)]),
        el("footer", el("p", f"Made by commonweal {__version__}."), lang="en"),
        class_="sheet",
    )
    return page(head(title, "signature.css"), body, language=language)


def _legend() -> Markup:
    return el("p", "What went is ", el("del", "struck out"), "; what came is ", el("ins", "underlined"), ".")


def _section(compared: Compared, n: int) -> Markup:
    anchor = f"compared-{n}"
    old, new = compared.old, compared.new
    named = old[0] if old[0] == new[0] else f"{old[0]} → {new[0]}"
    marks = [el("code", digest, class_="mark") for digest in dict.fromkeys((old[1], new[1])) if digest]
    parts = [
        el("h2", named, id=anchor),
        el("p", compared.verdict, lang="en"),
        marks,
        changed_clauses(compared),
    ]
    return el("section", parts, aria_labelledby=anchor)


def changed_clauses(compared: Compared, *, heading: str = "h3") -> Markup:
    """Return every clause that differs, with its words marked; a part of a page."""
    return join(*(_clause(clause, heading) for clause in compared.changed))


def _clause(clause: ChangedClause, heading: str) -> list[Markup]:
    found = [el(heading, f"{clause.number}. ", _marked(clause.title))]
    for paragraph in _told(clause):
        item = paragraph.number.endswith(")") or not paragraph.number
        number = el("span", paragraph.number, class_="no")
        text = el("span", _marked(paragraph.pieces))
        found.append(el("p", number, " ", text, class_="par item" if item else "par"))
    return found


def _marked(pieces: Sequence[Piece]) -> Markup:
    tags = {"old": "del", "new": "ins"}
    return join(*(el(tags[p.kind], p.text) if p.kind in tags else p.text for p in pieces))
