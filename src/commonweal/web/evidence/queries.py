"""
Rows of evidence as the public may see them, with their places: `evidence/jobs.csv:14` is row 14 of it.

Nothing is copied: rows are read from the record, and every cell passes the policy on the day on which the
site was last judged, so that a row never says more than the findings that were made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from commonweal.web.record.composing import hiding, public_cells, stated_markings
from commonweal.web.record.markings import Markings
from commonweal.web.record.models import Line
from commonweal.web.record.rows import written

COLUMNS: Final = (
    "agreement", "kind", "subject", "measure", "period", "value", "unit", "level", "source", "reported_on",
    "recorded_at", "event", "fact", "count", "total",
)  # fmt: skip
"""Columns of a table of facts, as `interfaces.md` has them; one that a file lacks is empty."""


class Facts:
    """The rows of evidence, of one agreement or of all, in the order of files and rows."""

    def __init__(self, on: date, *, agreement: str = "") -> None:
        self._on = on
        # All from `evidence/` up to the next possible folder: an index finds that, a pattern it does not.
        rows = Line.objects.filter(file_id__gt="evidence/", file_id__lt="evidence0", position__gt=1)
        self._rows: QuerySet[Line] = rows.filter(agreement=agreement) if agreement else rows

    def count(self) -> int:
        """Return how many rows there are."""
        return self._rows.count()

    def texts(self, offset: int = 0, most: int | None = None) -> list[str]:
        """Return some rows as JSON, each as the API gives it."""
        stated = stated_markings()
        headers: dict[str, tuple[str, ...]] = {}
        found = self._rows.order_by("file_id", "position")[offset : None if most is None else offset + most]
        made = []
        for line in found:
            path = line.file_id
            if path not in headers:
                headers[path] = _header(path)
            made.append(_text(line, headers[path], stated, self._on))
        return made


def _header(path: str) -> tuple[str, ...]:
    return tuple(Line.objects.values_list("cells", flat=True).get(file=path, position=1))


def _text(line: Line, header: tuple[str, ...], stated: Markings, on: date) -> str:
    cells = tuple(line.cells)
    shown = public_cells(line.file_id, header, cells, stated, on)
    public = dict(zip(header, shown, strict=False))
    row: dict[str, Any] = {"place": f"{line.file_id}:{line.position}"}
    row |= {column: public.get(column, "") for column in COLUMNS}
    row["withheld"] = _withheld(line.file_id, dict(zip(header, cells, strict=False)), stated, on)
    return written(row)


def _withheld(path: str, said: Mapping[str, str], stated: Markings, on: date) -> dict[str, str] | None:
    """Return why fields of a row are not shown, by column; None where all are."""
    hidden = {}
    for column, cell in said.items():
        marking = hiding(path, column, said, stated, on) if cell else None
        if marking is not None:
            hidden[column] = f"{marking.shown()}: {marking.basis}" if marking.basis else marking.shown()
    return hidden or None
