"""Paragraphs and their numbers: what the prose of texts and of agreements is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    One paragraph of a clause, before it has a number.

    Attributes
    ----------
    id : where it stands in the core tree: `c:jobs/duty`
    items : the lettered parts of a list
    rows : of a table, the heads of its columns first
    """

    id: str
    text: str
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ProseParagraph:
    """
    One numbered paragraph.

    Attributes
    ----------
    number : `3.1`, or `3.1(a)` of an item of a list
    id : what it says in the core tree: `c:jobs/duty`
    rows : of the table that follows it, the heads of its columns first; mostly none
    """

    number: str
    text: str
    id: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ProseClause:
    """
    One numbered clause.

    Attributes
    ----------
    id : `terms`, `definitions`; `c:` and the name of a clause, account or right; `agreement`,
        or `amendment/` and its number
    """

    number: str
    title: str
    paragraphs: tuple[ProseParagraph, ...]
    id: str


def clause_of(number: int, id: str, title: str, found: Iterable[Paragraph]) -> ProseClause:
    """Return a clause with the numbers of its paragraphs and of their items."""
    return ProseClause(str(number), title, tuple(_numbered(found, number)), id)


def _numbered(found: Iterable[Paragraph], clause: int) -> Iterator[ProseParagraph]:
    for n, paragraph in enumerate(found, start=1):
        number = f"{clause}.{n}"
        yield ProseParagraph(number, paragraph.text, paragraph.id, paragraph.rows)
        for i, item in enumerate(paragraph.items):
            end = "." if i == len(paragraph.items) - 1 else ";"
            yield ProseParagraph(f"{number}({_letter(i)})", f"{item}{end}", paragraph.id)


def _letter(i: int) -> str:
    """Return a, b, …, z, aa, ab, …"""
    more, rest = divmod(i, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[rest]
