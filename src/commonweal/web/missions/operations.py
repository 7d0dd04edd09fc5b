"""Missions are brought in line with the record, within the transaction of a pass."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from commonweal.cycle.missions.standing import Said, standing
from commonweal.cycle.missions.track import tracks
from commonweal.report import missions as report
from commonweal.report.stated import stated
from commonweal.web.missions.models import Standing
from commonweal.workspace.load import Workspace


def refresh(workspace: Workspace, *, as_of: date, known_at: datetime, said: Iterable[Said]) -> bool:
    """
    Store where missions stand, and return whether that is news.

    Parameters
    ----------
    said : findings and payables of the agreements that aims rest on
    """
    strategy = workspace.strategy
    found = standing(
        strategy, workspace.agreements, workspace.terms, workspace.records, said,
        as_of=as_of, known_at=known_at,
    )  # fmt: skip
    tracked = tracks(strategy, as_of=as_of, known_at=known_at)
    document = {**report.document(workspace.name, found, tracked), **stated(found, tracked)}
    data = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    old = Standing.objects.first()
    if old is not None and old.data == data:
        return False
    Standing.objects.update_or_create(id=1, defaults={"as_of": as_of, "data": data})
    return True
