"""
A picture of who pays, who delivers and what for: names in columns, lines between them by role.

What is alone, and what much hangs on, is told apart by its outline and by a word, not by colour only. Columns
are ordered so that few lines cross (Sugiyama, Tagawa and Toda 1981: the mean place of the neighbours).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from commonweal.report.page.drawing.markup import Markup, el
from commonweal.report.page.drawing.tables import Row
from commonweal.report.page.words import shortened
from commonweal.report.speech.phrases import marked, translated

ROW: Final = 50
"""Height of a name and the space below it, in tenths of a letter."""
BOX: Final = 42
TOP: Final = 24
LINE: Final = 13
LETTERS: Final = 88
"""Letters that stand side by side in all columns of the narrowest picture."""
SWEEPS: Final = 6
"""Times that the order is bettered, from the left and from the right."""
PLANE: Final = 10_000
ROLES: Final = (
    marked("delivers"), marked("reports"), marked("decides"), marked("pays"), marked("advises"),
    marked("owns"), marked("serves"), marked("leads"), marked("contributes"), marked("sits"),
    marked("observes"), marked("scrutinises"),
)  # fmt: skip
"""What a line says: the roles of links, and what follows from records."""


@dataclass(frozen=True, slots=True)
class Node:
    """A name in a column, counted from 0; `mark` is what must be said of it ("nobody delivers it")."""

    id: str
    label: str
    column: int
    mark: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two names; `role` says what the first does for the second."""

    start: str
    end: str
    role: str


def network(
    nodes: Sequence[Node], edges: Sequence[Edge], *, heads: Sequence[str], title: str, description: str,
    ids: tuple[str, str],
) -> Markup:  # fmt: skip
    """
    Return the picture.

    Parameters
    ----------
    heads : of the columns, from the left
    edges : between names that are there; a line within one column is left to the table
    ids : of the title and the description
    """
    columns = _ordered(nodes, edges, len(heads))
    tallest = max((len(column) for column in columns), default=0)
    height = TOP + ROW * max(tallest, 1)
    places = {
        node.id: _Place(i, TOP + _gap(len(column), tallest) + ROW * k, len(heads))
        for i, column in enumerate(columns)
        for k, node in enumerate(column)
    }
    lines = [
        _line(places[e.start], places[e.end], e.role, height)
        for e in edges
        if e.start in places and e.end in places and places[e.start].column != places[e.end].column
    ]
    plane = el(
        "svg", *lines, x="0", y="0", width="100%", height=_em(height),
        viewBox=f"0 0 {PLANE} {height}", preserveAspectRatio="none",
    )  # fmt: skip
    inner = [
        el("title", title, id=ids[0]),
        el("desc", description, id=ids[1]),
        *_heads(heads),
        plane,
        *(part for column in columns for node in column for part in _name(node, places[node.id])),
    ]
    return el(
        "svg", inner, class_="network", role="img", aria_labelledby=ids[0], aria_describedby=ids[1],
        width="100%", height=_em(height),
    )  # fmt: skip


def network_rows(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[Row]:
    """Return the rows of the picture's table: who, what for whom, and what is to be said of him."""
    names = {node.id: node.label for node in nodes}
    for node in nodes:
        mine = [f"{translated(e.role)} {names.get(e.end, e.end)}" for e in edges if e.start == node.id]
        yield Row((node.label, "; ".join(mine), node.mark))


# ---- the order ---------------------------------------------------------------------------------------


def _ordered(nodes: Sequence[Node], edges: Sequence[Edge], count: int) -> list[list[Node]]:
    """Return the columns, each ordered by the mean place of its neighbours."""
    columns: list[list[Node]] = [[n for n in nodes if n.column == i] for i in range(count)]
    beside: Mapping[str, list[str]] = {node.id: [] for node in nodes}
    for edge in edges:
        if edge.start in beside and edge.end in beside:
            beside[edge.start].append(edge.end)
            beside[edge.end].append(edge.start)
    for sweep in range(SWEEPS):
        for i in range(count) if sweep % 2 == 0 else reversed(range(count)):
            place = {node.id: k / max(len(column), 1) for column in columns for k, node in enumerate(column)}

            def mean(node: Node, place: Mapping[str, float] = place) -> float:
                near = [place[other] for other in beside[node.id]]
                return sum(near) / len(near) if near else place[node.id]

            columns[i].sort(key=mean)
    return columns


def _gap(count: int, tallest: int) -> int:
    """Return how far a short column begins below the top, so that columns stand around one middle."""
    return ROW * (tallest - count) // 2


# ---- places ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name stands: its column of so many, and its top in tenths of a letter."""

    column: int
    top: int
    columns: int

    @property
    def left(self) -> int:
        """Return its left side, in ten-thousandths of the width."""
        return self.column * (PLANE - self.width) // max(self.columns - 1, 1)

    @property
    def width(self) -> int:
        """Return how wide a name is."""
        return PLANE * 8 // (10 * self.columns)

    @property
    def middle(self) -> int:
        """Return the height of its middle."""
        return self.top + BOX // 2


def _em(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}em"


def _pc(share: int) -> str:
    return f"{share // 100}.{share % 100:02d}%"


def _heads(heads: Sequence[str]) -> Iterator[Markup]:
    for i, words in enumerate(heads):
        yield el("text", words, x=_pc(_Place(i, 0, len(heads)).left), y="1.1em", class_="head")


def _line(start: _Place, end: _Place, role: str, height: int) -> Markup:
    left, right = (start, end) if start.column < end.column else (end, start)
    x1, x2 = left.left + left.width, right.left
    bend = (x1 + x2) // 2
    path = f"M{x1} {left.middle}C{bend} {left.middle} {bend} {right.middle} {x2} {right.middle}"
    return el("path", d=path, class_=f"link is-{role}", fill="none", vector_effect="non-scaling-stroke")


def _name(node: Node, place: _Place) -> Iterator[Markup]:
    class_ = "node marked" if node.mark else "node"
    yield el(
        "rect", x=_pc(place.left), y=_em(place.top), width=_pc(place.width), height=_em(BOX), rx="3",
        class_=class_,
    )  # fmt: skip
    lines = _wrapped(node.label, LETTERS // place.columns)
    said: list[tuple[str, str | None]] = [(line, None) for line in lines]
    said += [(shortened(node.mark, LETTERS // place.columns), "mark")] if node.mark else []
    top = place.top + (BOX - LINE * len(said)) // 2 + 10
    made = [
        el("text", words, x=_pc(place.left + 120), y=_em(top + LINE * i), class_=name)
        for i, (words, name) in enumerate(said)
    ]
    yield el("a", made, href=node.href) if node.href else el("g", made)


def _wrapped(label: str, letters: int) -> list[str]:
    """Return a name on one line, or on two, the second of which may be cut."""
    first, *rest = wrap(label, letters)
    return [first, *([shortened(" ".join(rest), letters)] if rest else [])]
