"""Missions are brought in line with the record, within the transaction of a pass."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime

from commonweal.cycle.missions.track import tracks
from commonweal.report.acts import amendment_rows, decision_rows, event_rows, newest_first
from commonweal.report.rows import Row
from commonweal.report.steering import missions as report
from commonweal.report.steering.stated import stated
from commonweal.web.missions.models import Standing
from commonweal.web.record.rows import written
from commonweal.workspace.load import Workspace
from commonweal.workspace.steering.standing import standing_of


def document(workspace: Workspace, *, as_of: date, known_at: datetime) -> str:
    """Return where missions stand and what was decided, JSON; what aims rest on is judged for it."""
    records, signed = list(workspace.records.values()), list(workspace.agreements.values())
    whole: Row = {
        "decisions": decision_rows(records, as_of=as_of, known_at=known_at),
        "amendments": amendment_rows(signed, as_of=as_of, known_at=known_at),
    }
    found = standing_of(workspace, as_of=as_of, known_at=known_at).value
    if found is not None:
        tracked = tracks(workspace.strategy, as_of=as_of, known_at=known_at)
        whole |= {**report.document(workspace.name, found, tracked), **stated(found, tracked)}
        whole["events"] = event_rows(workspace.strategy, as_of=as_of)
    return written(whole)


def decided(
    workspace: Workspace, agreements: Collection[str], *, as_of: date, known_at: datetime
) -> str | None:
    """
    Return what stands with the decisions of some agreements as they are now; None where nothing stands.

    Parameters
    ----------
    workspace : holds the rows of these agreements, maybe of no others
    """
    stands = Standing.objects.filter(id=1).values_list("data", flat=True).first()
    if stands is None:
        return None
    whole: Row = json.loads(stands)
    mine = [workspace.records[id_] for id_ in sorted(agreements) if id_ in workspace.records]
    kept = [row for row in whole["decisions"] if row["agreement"] not in agreements]
    whole["decisions"] = newest_first([*kept, *decision_rows(mine, as_of=as_of, known_at=known_at)])
    return written(whole)


def store(data: str, *, as_of: date) -> bool:
    """Store where missions stand, and return whether that is news."""
    if Standing.objects.filter(id=1, data=data).exists():
        return False
    Standing.objects.update_or_create(id=1, defaults={"as_of": as_of, "data": data})
    return True
