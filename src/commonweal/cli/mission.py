"""`commonweal missions`: where missions stand, and where the money goes."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.writing import OK
from commonweal.report.progress import Progress

FORMS: Final = ("text", "json")


def missions(
    workspace: asking.Folder,
    /,
    *,
    as_of: asking.AsOf = None,
    known_at: asking.KnownAt = None,
    engine: asking.Engine = "reference",
    format: Annotated[Literal["text", "json"] | None, Parameter(help="What to write. Default: text.")] = None,
    output: asking.Output = None,
) -> int:
    """
    Show where missions stand: what is on track, where money goes, aims, who delivers, what is left open.

    Example: commonweal missions examples/atlas --as-of 2025-12-31
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    day = asking.day(as_of)
    if known_at is not None:
        asking.moment(known_at, asking.UTC_ZONE)  # a slip shows before the work
    opened = asking.open_workspace(workspace)
    from commonweal.cycle.missions.track import tracks
    from commonweal.report import rows
    from commonweal.report.steering import missions as report
    from commonweal.workspace.steering.standing import standing_of

    known = asking.moment(known_at, opened.zone)
    with Progress("judging") as progress:
        result = standing_of(opened, as_of=day, known_at=known, engine=engine, progress=progress)
    if result.value is None or not result.ok:
        raise writing.Faulty(result.diagnostics, asking.sources_in(workspace))
    found = result.value
    tracked = tracks(opened.strategy, as_of=day, known_at=found.known_at)
    if form == "json":
        writing.emit(rows.written(report.document(opened.name, found, tracked)), output)
    else:
        writing.say(report.shown(opened.name, found, tracked), output=output)
    return OK
