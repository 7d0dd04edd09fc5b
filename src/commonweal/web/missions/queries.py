"""Where missions stand: the stored document, and its rows by kind and id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from commonweal.web.missions.models import Standing

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Missions:
    """
    Everything that is said of missions: `rows` holds lists of rows by kind, in the order of the document.

    The kinds are those of `report.steering`: missions, targets, indicators, places …
    """

    rows: Row = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether any mission is stated."""
        return bool(self.rows.get("missions"))

    def every(self, kind: str) -> list[Row]:
        """Return the rows of a kind."""
        return list(self.rows.get(kind, ()))

    def one(self, kind: str, id_: str | None) -> Row | None:
        """Return the row of a kind with an id, None if there is none."""
        return next((row for row in self.every(kind) if row["id"] == id_), None) if id_ else None

    def of(self, kind: str, **values: object) -> list[Row]:
        """Return the rows of a kind with these values."""
        return [r for r in self.every(kind) if all(r.get(key) == value for key, value in values.items())]

    def title(self, kind: str, id_: str | None) -> str:
        """Return the title of a row, its id if it is not stated, "" for none."""
        row = self.one(kind, id_)
        return str(row["title"]) if row is not None else id_ or ""

    def above(self, mission: Row) -> list[Row]:
        """Return the missions that a mission is within, the widest first."""
        found: list[Row] = []
        at = self.one("missions", mission["within"])
        while at is not None and at not in found:
            found.insert(0, at)
            at = self.one("missions", at["within"])
        return found

    def below(self, mission: Row) -> list[Row]:
        """Return a mission and all missions within it, the mission first."""
        found = [mission]
        for row in found:  # grows while it is read; circles are refused when a workspace is taken in
            found += [part for part in self.of("missions", within=row["id"]) if part not in found]
        return found


def missions() -> Missions:
    """Return where missions stand; nothing, where none are stated or nothing was judged yet."""
    data = Standing.objects.filter(id=1).values_list("data", flat=True).first()
    return Missions(json.loads(data)) if data else Missions()


def fingerprint() -> str:
    """Return the hash of everything that is stated of missions and acts."""
    data = Standing.objects.filter(id=1).values_list("data", flat=True).first()
    return sha256((data or "").encode("utf-8")).hexdigest()
