"""Where the missions of a workspace stand: agreements that aims rest on are judged, the rest is counted."""

from __future__ import annotations

from datetime import date, datetime

from commonweal.cycle.missions.standing import Standing, judged_agreements, standing
from commonweal.engines.protocol import Assessment
from commonweal.ground.diagnostics import Result, in_order
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import Workspace
from commonweal.workspace.run import Progress, assess


def standing_of(
    workspace: Workspace,
    *,
    as_of: date,
    known_at: datetime | None = None,
    engine: str = "reference",
    progress: Progress | None = None,
) -> Result[Standing]:
    """
    Return where all missions stand as of a day; faults of judging make it no less.

    Parameters
    ----------
    known_at : rows recorded later do not exist; by default the end of the as-of day in the workspace's zone

    Raises
    ------
    UnknownEngine : no such engine
    """
    known = known_at or end_of_day(as_of, workspace.zone)
    named = [id_ for id_ in judged_agreements(workspace.strategy) if id_ in workspace.agreements]
    made: list[Assessment] = []
    faults = list(workspace.diagnostics)
    for done, id_ in enumerate(named):
        if progress is not None:
            progress(id_, done, len(named))
        run = assess(workspace, as_of=as_of, known_at=known, engine=engine, agreement=id_)
        made += run.assessments
        faults += run.diagnostics
    found = standing(
        workspace.strategy, workspace.agreements, workspace.terms, workspace.records, made,
        as_of=as_of, known_at=known,
    )  # fmt: skip
    return Result(found, in_order(faults))
