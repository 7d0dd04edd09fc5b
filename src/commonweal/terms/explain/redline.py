"""
Two texts side by side: which clauses and paragraphs of their prose were added, removed or changed, by word.

Clauses are matched by name, wherever they stand; a number that only moved is no change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from commonweal.terms.explain.paragraphs import ProseClause

Change = Literal["same", "added", "removed", "changed"]
Kind = Literal["same", "old", "new"]

_WORDS: Final = re.compile(r"\s+|\w+(?:[.,]\w+)*|[^\w\s]")
"""Pieces of a sentence that are compared as wholes: spaces, words, figures with their marks, other signs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph: in both texts, in the old one only, or in the new one only."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ChangedParagraph:
    """
    A paragraph, or a row of a table, of either text.

    Attributes
    ----------
    number : in the new text; of what was removed, in the old one; empty for a row of a table
    """

    change: Change
    number: str
    id: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangedClause:
    """A clause of either text with all its paragraphs; `title` as pieces, as of a paragraph."""

    change: Change
    number: str
    id: str
    title: tuple[Piece, ...]
    paragraphs: tuple[ChangedParagraph, ...]


def redline(old: Sequence[ProseClause], new: Sequence[ProseClause]) -> list[ChangedClause]:
    """
    Return every clause of two texts, in the order of the new one; what was removed where it stood.

    Law: of a text and itself, every clause is the same; the old and same pieces together are the old text,
    the new and same pieces the new one.
    """
    before = {clause.id: clause for clause in old}
    after = {clause.id: clause for clause in new}
    found: list[ChangedClause] = []
    for clause in _in_order(old, new):
        first, second = before.get(clause.id), after.get(clause.id)
        if first is None:
            found.append(_whole(clause, "added", "new"))
        elif second is None:
            found.append(_whole(clause, "removed", "old"))
        else:
            found.append(_compared(first, second))
    return found


def _in_order(old: Sequence[ProseClause], new: Sequence[ProseClause]) -> list[ProseClause]:
    """Return the clauses of the new text, with each removed one behind its old neighbour."""
    merged = list(new)
    kept = {clause.id for clause in new}
    behind: str | None = None
    for clause in old:
        if clause.id not in kept:
            place = next((i + 1 for i, c in enumerate(merged) if c.id == behind), 0)
            merged.insert(place, clause)
        behind = clause.id
    return merged


# ---- paragraphs -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    number: str
    id: str
    text: str


def _lines(clause: ProseClause) -> list[_Line]:
    """Return the paragraphs of a clause, each row of a table as a line of its own."""
    lines = []
    for paragraph in clause.paragraphs:
        lines.append(_Line(paragraph.number, paragraph.id, paragraph.text))
        lines += [_Line("", f"{paragraph.id}/{row[0]}", ": ".join(row)) for row in paragraph.rows]
    return lines


def _whole(clause: ProseClause, change: Change, kind: Kind) -> ChangedClause:
    paragraphs = tuple(_one(line, change, kind) for line in _lines(clause))
    return ChangedClause(change, clause.number, clause.id, (Piece(kind, clause.title),), paragraphs)


def _one(line: _Line, change: Change, kind: Kind) -> ChangedParagraph:
    return ChangedParagraph(change, line.number, line.id, (Piece(kind, line.text),))


def _compared(old: ProseClause, new: ProseClause) -> ChangedClause:
    title = pieces(old.title, new.title)
    paragraphs = tuple(_aligned(_lines(old), _lines(new)))
    same = old.title == new.title and all(p.change == "same" for p in paragraphs)
    return ChangedClause("same" if same else "changed", new.number, new.id, title, paragraphs)


def _aligned(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[ChangedParagraph]:
    """Yield the paragraphs of a clause: equal ones first found, those between matched by what they say."""
    matcher = SequenceMatcher(None, [o.text for o in old], [n.text for n in new], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from (_one(line, "same", "same") for line in new[c:d])
        else:
            yield from _replaced(list(old[a:b]), new[c:d])


def _replaced(old: list[_Line], new: Sequence[_Line]) -> Iterator[ChangedParagraph]:
    for line in new:
        match = next((i for i, other in enumerate(old) if other.id == line.id), None)
        if match is None:
            yield _one(line, "added", "new")
            continue
        yield from (_one(gone, "removed", "old") for gone in old[:match])
        changed = pieces(old[match].text, line.text)
        del old[: match + 1]
        yield ChangedParagraph("changed", line.number, line.id, changed)
    yield from (_one(gone, "removed", "old") for gone in old)


# ---- words ------------------------------------------------------------------------------------------


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return two versions of a sentence as pieces; a space between two changes goes with them."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    made: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    opcodes = matcher.get_opcodes()
    for i, (tag, a, b, c, d) in enumerate(opcodes):
        first, second = "".join(before[a:b]), "".join(after[c:d])
        between = 0 < i < len(opcodes) - 1 and not first.strip()
        if tag == "equal" and not between:
            made.append(Piece("same", first))
        else:
            made += [Piece("old", first), Piece("new", second)]
    return tuple(_settled(made))


def _settled(made: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces with neighbouring changes joined: first all that went, then all that came."""
    gone, came = "", ""
    for piece in (*made, Piece("same", "")):
        if piece.kind == "old":
            gone += piece.text
        elif piece.kind == "new":
            came += piece.text
        else:
            settled = (Piece("old", gone), Piece("new", came), piece)
            yield from (part for part in settled if part.text)
            gone, came = "", ""
