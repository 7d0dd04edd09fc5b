"""`commonweal calendar`: what comes next under an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.writing import Faulty, WrongCall

if TYPE_CHECKING:
    from commonweal.engines.protocol import Plan
    from commonweal.workspace.load import Workspace

FORMS: Final = ("text", "json", "csv", "parquet")


def calendar(
    workspace: asking.Folder,
    agreement: Annotated[str, Parameter(help="The id of the agreement.")],
    /,
    *,
    as_of: Annotated[
        str | None, Parameter(help="What comes after this day, judged as of its end. Default: today.")
    ] = None,
    known_at: asking.KnownAt = None,
    until: Annotated[
        str | None,
        Parameter(help="Up to this day. Default: a year on, and at least the next of every clause."),
    ] = None,
    engine: asking.Engine = "reference",
    format: Annotated[
        Literal["text", "json", "csv", "parquet"] | None, Parameter(help="What to write. Default: text.")
    ] = None,
    output: asking.Output = None,
) -> int:
    """
    Show what must be reported, tested, cured and paid next, by when and by whom; nothing that is settled.

    Example: commonweal calendar examples/atlas WI-FXC --as-of 2021-06-30
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    day = asking.day(as_of)
    last = asking.day(until, "--until") if until is not None else None
    if last is not None and last <= day:
        raise WrongCall(f"--until {last} is not after {day}")
    opened = asking.open_workspace(workspace)
    from commonweal.report import flat, rows
    from commonweal.report.calendar import coming, shown
    from commonweal.report.page.view import Anchors, chapters
    from commonweal.workspace.run import assess

    known = asking.moment(known_at, opened.zone)
    run = assess(opened, as_of=day, known_at=known, engine=engine, agreement=agreement)
    if not run.ok:
        raise Faulty(run.diagnostics, asking.sources_in(workspace))
    if not run.assessments:
        raise WrongCall(f"{agreement} was not recorded yet at that time, so nothing of it comes")
    (chapter,) = chapters(run, Anchors())
    found = coming.coming(chapter.plan, chapter.assessment, last)
    match form:
        case "text":
            writing.say(shown.shown(found, chapter), output=output)
        case "json":
            writing.emit(rows.written(shown.document(found, chapter)), output)
        case _:
            table = [shown.flat_row(entry, chapter) for entry in found]
            writing.emit(flat.as_bytes(form, shown.COLUMNS, table), output)
    return 0


def bound(workspace: Workspace, agreement: str, sources: writing.Sources) -> Plan:
    """
    Return an agreement bound to its terms.

    Raises
    ------
    NotThere : there is no such agreement; Faulty : its values or windows have errors
    """
    from commonweal.terms.lowering.bind import bind
    from commonweal.workspace.run import NotThere

    if agreement not in workspace.agreements:
        raise NotThere("agreement", agreement, sorted(workspace.agreements))
    signed = workspace.agreements[agreement]
    result = bind(workspace.compiled.texts, signed)
    if result.value is None or not result.ok:
        raise Faulty(result.diagnostics, sources)
    return result.value
