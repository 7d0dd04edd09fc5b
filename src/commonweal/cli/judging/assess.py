"""`commonweal assess`: judge a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.writing import FOUND, OK, Faulty, WrongCall
from commonweal.report.progress import Progress

if TYPE_CHECKING:
    from commonweal.workspace.run import Run

FORMS: Final = ("text", "json", "csv", "parquet", "html")


def assess(
    workspace: asking.Folder,
    /,
    *,
    as_of: asking.AsOf = None,
    known_at: asking.KnownAt = None,
    engine: asking.Engine = "reference",
    agreement: Annotated[str | None, Parameter(help="Judge this agreement only.")] = None,
    facts: Annotated[
        bool, Parameter(help="In JSON, name what each result rests on and what it waits for.")
    ] = False,
    fail_on: Annotated[
        tuple[str, ...],
        Parameter(help="Leave with status 3 if a finding or payable is in this state. May be repeated."),
    ] = (),
    format: Annotated[
        Literal["text", "json", "csv", "parquet", "html"] | None,
        Parameter(help="What to write. Default: text."),
    ] = None,
    output: asking.Output = None,
    pages: Annotated[
        Path | None,
        Parameter(help="Also write the register into this folder: index.html and a page per agreement."),
    ] = None,
) -> int:
    """
    Judge a workspace: what was kept, what was broken, what is not proven, and what is owed.

    Example: commonweal assess examples/atlas --as-of 2021-12-31
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    wanted = states_of(fail_on)
    run = judged(
        workspace, as_of=as_of, known_at=known_at, engine=engine, agreement=agreement,
        explain=facts or form in ("text", "html") or pages is not None,
    )  # fmt: skip
    if pages is not None:
        write_pages(run, pages)
    show(run, form, output, facts=facts)
    return FOUND if wanted & found_states(run) else OK


def judged(
    folder: Path,
    *,
    as_of: str | None,
    known_at: str | None,
    engine: str = "reference",
    agreement: str | None = None,
    explain: bool = False,
) -> Run:
    """
    Return a workspace judged, with its warnings counted on standard error.

    Raises
    ------
    WrongCall : a day, an agreement or an engine that is none; Faulty : the input has errors
    """
    from commonweal.workspace.run import assess as assess_workspace

    day = asking.day(as_of)
    if known_at is not None:
        asking.moment(known_at, asking.UTC_ZONE)  # a slip shows before the work
    workspace = asking.open_workspace(folder)
    with Progress("judging") as progress:
        run = assess_workspace(
            workspace, as_of=day, known_at=asking.moment(known_at, workspace.zone), engine=engine,
            agreement=agreement, explain=explain, progress=progress,
        )  # fmt: skip
    if not run.ok:
        raise Faulty(run.diagnostics, asking.sources_in(folder))
    _warn(run, folder)
    return run


def _warn(run: Run, folder: Path) -> None:
    """Say what only judging can tell; of other warnings, how many there are."""
    own = [d for d in run.diagnostics if d.code.startswith("CW5") and d not in run.workspace.diagnostics]
    writing.show_diagnostics(own, asking.sources_in(folder))
    if rest := len(run.diagnostics) - len(own):
        words = f"{rest:,} warning{'s' if rest != 1 else ''}"
        writing.complain(f"{words}: commonweal check {folder} shows {'them' if rest != 1 else 'it'}")


def show(run: Run, form: str, output: Path | None, *, facts: bool = False) -> None:
    """Write an assessment in a format."""
    from commonweal.report import flat, rows

    match form:
        case "text":
            from commonweal.report import tables

            writing.say(tables.assessment(run), output=output)
        case "json":
            writing.emit(rows.written(rows.assessment_document(run, facts=facts)), output)
        case "html":
            writing.emit(page(run), output)
        case _:
            writing.emit(flat.as_bytes(form, flat.ASSESSMENT_COLUMNS, flat.assessment_rows(run)), output)


def page(run: Run) -> str:
    """Return the self-contained HTML page of a run."""
    from commonweal.report.html import assessment_page

    return assessment_page(run)


def write_pages(run: Run, folder: Path) -> Path:
    """
    Write the register of a run into a folder, and return its first page.

    Raises
    ------
    WrongCall : the folder cannot hold it
    """
    from commonweal.report.html import INDEX, register_pages

    if folder.exists() and not folder.is_dir():
        raise WrongCall(f"{folder} is a file; name a folder")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in register_pages(run).items():
        writing.check_target(folder / name)
        writing.emit(content, folder / name)
    return folder / INDEX


def states_of(words: tuple[str, ...]) -> frozenset[str]:
    """
    Return the statuses and states that were typed, each as it is or with a hyphen or space for `_`.

    Raises
    ------
    WrongCall : there is no such status
    """
    from commonweal.report.words import STATES, STATUSES

    found = [word.strip().lower().replace("-", "_").replace(" ", "_") for w in words for word in w.split(",")]
    known = list(dict.fromkeys((*STATUSES, *STATES)))
    for word in found:
        if word not in known:
            raise WrongCall(f"--fail-on {word}: there is no such status; there are {', '.join(known)}")
    return frozenset(found)


def found_states(run: Run) -> frozenset[str]:
    """Return every status and state in a run."""
    statuses = {finding.status for a in run.assessments for finding in a.findings}
    return frozenset(statuses | {payable.state for a in run.assessments for payable in a.payables})
