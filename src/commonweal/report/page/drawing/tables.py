"""Tables that stay readable on a telephone: every cell carries the head of its column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonweal.report.page.drawing.markup import Markup, el, join


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a row, the first of which names it; `anchor` is its id."""

    cells: Sequence[object]
    anchor: str | None = None


def table(
    heads: Sequence[str], rows: Iterable[Row], *, numeric: Sequence[int] = (), labelled_by: str
) -> Markup:
    """
    Return a table.

    Parameters
    ----------
    heads : of the columns; one that begins with "-" is read out and not shown
    numeric : columns whose figures stand one under the other, counted from 0
    labelled_by : id of the heading that names the table
    """
    kind = ["n" if i in numeric else None for i in range(len(heads))]
    head = [el("th", _head(h), scope="col", class_=k) for h, k in zip(heads, kind, strict=True)]
    body = [_row(row, heads, kind) for row in rows]
    made = join(el("thead", el("tr", head)), "\n", el("tbody", join(*body, by="\n")))
    return el("table", made, aria_labelledby=labelled_by)


def _head(head: str) -> object:
    return el("span", head[1:], class_="vh") if head.startswith("-") else head


def _row(row: Row, heads: Sequence[str], kind: Sequence[str | None]) -> Markup:
    first, *others = row.cells
    cells = [el("th", first, scope="row")]
    for cell, head, k in zip(others, heads[1:], kind[1:], strict=True):
        empty = cell is None or cell == ""
        cells.append(el("td", cell, class_=k, data_label=None if empty else head.lstrip("-")))
    return el("tr", cells, id=row.anchor)


def folded(summary: object, *content: object, open_: bool = False, class_: str | None = None) -> Markup:
    """Return what is shown on request; a link to something inside opens it."""
    return el("details", el("summary", summary), *content, open=open_, class_=class_)
