"""
Rows of recorded tables as the public may see them, with their places: `evidence/jobs.csv:14` is row 14 of it.

Nothing is copied: rows are read from the record, and every cell passes the policy on the day on which the
site was last judged, so that a row never says more than the findings that were made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from commonweal.web.record.composing import hiding, public_cells, stated_markings
from commonweal.web.record.markings import Markings
from commonweal.web.record.models import Line
from commonweal.web.record.rows import written

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "evidence": (
        "agreement", "kind", "subject", "measure", "period", "value", "unit", "level", "source",
        "reported_on", "recorded_at", "event", "fact", "count", "total",
    ),
    "payments": (
        "agreement", "clause", "window", "paid_on", "amount", "currency", "source", "reported_on",
        "recorded_at", "payment",
    ),
    "indicators": (
        "indicator", "period", "value", "unit", "source", "reported_on", "recorded_at", "version", "note",
    ),
}  # fmt: skip
"""Columns of the tables of a folder, as `interfaces.md` has them; one that a file lacks is empty."""


class Recorded:
    """The rows of the tables of a folder, of one agreement or of all, in the order of files and rows."""

    def __init__(
        self, folder: str, on: date, *, agreement: str = "", places: Iterable[str] | None = None
    ) -> None:
        self._on, self._columns = on, COLUMNS[folder]
        # All from `evidence/` up to the next possible folder: an index finds that, a pattern it does not.
        rows = Line.objects.filter(file_id__gt=f"{folder}/", file_id__lt=f"{folder}0", position__gt=1)
        rows = rows.filter(agreement=agreement) if agreement else rows
        self._rows: QuerySet[Line] = rows if places is None else rows.filter(_at(places))

    def count(self) -> int:
        """Return how many rows there are."""
        return self._rows.count()

    def texts(self, offset: int = 0, most: int | None = None) -> list[str]:
        """Return some rows as JSON, each as the API gives it."""
        return [written(row) for row in self.rows(offset, most)]

    def rows(self, offset: int = 0, most: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield some rows; `withheld` of each says why fields of it are not shown."""
        stated = stated_markings()
        headers: dict[str, tuple[str, ...]] = {}
        found = self._rows.order_by("file_id", "position")[offset : None if most is None else offset + most]
        for line in found:
            path = line.file_id
            if path not in headers:
                headers[path] = _header(path)
            yield self._row(line, headers[path], stated)

    def _row(self, line: Line, header: tuple[str, ...], stated: Markings) -> dict[str, Any]:
        path, cells = line.file_id, tuple(line.cells)
        public = dict(zip(header, public_cells(path, header, cells, stated, self._on), strict=False))
        row: dict[str, Any] = {"place": f"{path}:{line.position}"}
        row |= {column: public.get(column, "") for column in self._columns}
        row["withheld"] = _withheld(path, dict(zip(header, cells, strict=False)), stated, self._on)
        return row


def _at(places: Iterable[str]) -> Q:
    """Return what finds rows by their places; without a place it finds none."""
    found = Q(pk__in=[])
    for place in places:
        path, _, position = place.rpartition(":")
        found |= Q(file=path, position=int(position))
    return found


def _header(path: str) -> tuple[str, ...]:
    return tuple(Line.objects.values_list("cells", flat=True).get(file=path, position=1))


def _withheld(path: str, said: Mapping[str, str], stated: Markings, on: date) -> dict[str, str] | None:
    """Return why fields of a row are not shown, by column; None where all are."""
    hidden = {}
    for column, cell in said.items():
        marking = hiding(path, column, said, stated, on) if cell else None
        if marking is not None:
            hidden[column] = marking.told()
    return hidden or None
