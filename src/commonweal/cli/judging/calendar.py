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
    as_of: Annotated[str | None, Parameter(help="What comes after this day. Default: today.")] = None,
    until: Annotated[
        str | None,
        Parameter(help="Up to this day. Default: a year on, and at least the next of every clause."),
    ] = None,
    format: Annotated[
        Literal["text", "json", "csv", "parquet"] | None, Parameter(help="What to write. Default: text.")
    ] = None,
    output: asking.Output = None,
) -> int:
    """
    Show what must be reported, tested and paid next, by when and by whom.

    Example: commonweal calendar examples/atlas WI-FXC --as-of 2021-06-30
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    day = asking.day(as_of)
    last = asking.day(until, "--until") if until is not None else None
    if last is not None and last <= day:
        raise WrongCall(f"--until {last} is not after {day}")
    opened = asking.open_workspace(workspace)
    plan = bound(opened, agreement, asking.sources_in(workspace))
    from commonweal.report import agenda, flat, rows

    found = agenda.entries(plan, day, last)
    match form:
        case "text":
            writing.say(agenda.shown(found, plan, day), output=output)
        case "json":
            document = agenda.document(found, workspace=opened.name, agreement=agreement, after=day)
            writing.emit(rows.written(document), output)
        case _:
            table = [agenda.flat_row(entry) for entry in found]
            writing.emit(flat.as_bytes(form, agenda.COLUMNS, table), output)
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
