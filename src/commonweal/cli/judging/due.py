"""`commonweal due`: money due, paid, late and undetermined."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.judging.assess import judged, page
from commonweal.cli.writing import WrongCall

if TYPE_CHECKING:
    from commonweal.workspace.run import Run

FORMS: Final = ("text", "json", "csv", "parquet", "html")


def due(
    workspace: asking.Folder,
    /,
    *,
    as_of: asking.AsOf = None,
    known_at: asking.KnownAt = None,
    since: Annotated[
        str | None,
        Parameter(help="List what changed since this instant or day: amounts now less amounts then."),
    ] = None,
    engine: asking.Engine = "reference",
    agreement: Annotated[str | None, Parameter(help="This agreement only.")] = None,
    format: Annotated[
        Literal["text", "json", "csv", "parquet", "html"] | None,
        Parameter(help="What to write. Default: text."),
    ] = None,
    output: asking.Output = None,
) -> int:
    """
    Show the money: what is due, paid, late or undetermined, with totals by currency and state.

    --since K lists instead the amounts that have changed since K, each with the entry that corrects the
    books, oldest first. An amount that was undetermined then counts as nothing, for nothing had fallen due.

    Example: commonweal due examples/atlas --as-of 2021-12-31
    """
    form = writing.form_of(format, output, FORMS if since is None else FORMS[:-1])
    writing.check_target(output)
    if since is not None:
        asking.moment(since, asking.UTC_ZONE, "--since")
    run = judged(
        workspace, as_of=as_of, known_at=known_at, engine=engine, agreement=agreement, explain=form == "html"
    )
    if since is None:
        _show(run, form, output)
    else:
        _show_changes(run, _before(run, since, agreement), form, output)
    return 0


def _before(run: Run, since: str, agreement: str | None) -> Run:
    """Return the same workspace judged from what was known earlier."""
    from commonweal.workspace.run import assess

    earlier = asking.moment(since, run.workspace.zone, "--since")
    if earlier is not None and earlier > run.known_at:
        raise WrongCall(f"--since {since} is later than what is known at, {run.known_at:%Y-%m-%dT%H:%M:%SZ}")
    return assess(run.workspace, as_of=run.as_of, known_at=earlier, engine=run.engine, agreement=agreement)


def _show(run: Run, form: str, output: Path | None) -> None:
    from commonweal.report import flat, rows

    match form:
        case "text":
            from commonweal.report import tables

            writing.say(tables.money(run), output=output)
        case "json":
            writing.emit(rows.written(rows.due_document(run)), output)
        case "html":
            writing.emit(page(run), output)
        case _:
            table = [flat.flattened(rows.payable_row(p)) for p in rows.payables_of(run)]
            writing.emit(flat.as_bytes(form, flat.PAYABLE_COLUMNS, table), output)


def _show_changes(run: Run, before: Run, form: str, output: Path | None) -> None:
    from commonweal.report import flat, rows

    match form:
        case "text":
            from commonweal.report import tables

            writing.say(tables.changes(run, before), output=output)
        case "json":
            writing.emit(rows.written(rows.changes_document(run, before)), output)
        case _:
            table = [flat.flattened(change) for change in rows.changes(run, before)]
            writing.emit(flat.as_bytes(form, flat.CHANGE_COLUMNS, table), output)
