"""`commonweal silence`: the money that hangs on what is not known."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.judging.assess import judged
from commonweal.report.progress import Progress

FORMS: Final = ("text", "json")


def silence(
    workspace: asking.Folder,
    /,
    *,
    as_of: asking.AsOf = None,
    known_at: asking.KnownAt = None,
    agreement: Annotated[str | None, Parameter(help="This agreement only.")] = None,
    engine: asking.Engine = "reference",
    format: Annotated[Literal["text", "json"] | None, Parameter(help="What to write. Default: text.")] = None,
    output: asking.Output = None,
) -> int:
    """
    Show the money that hangs on each number that is missing or not public, the most expensive first.

    Each number is tried in turn while the others stay as they are: at zero, and on both sides of every
    threshold that it may cross.

    Example: commonweal silence examples/atlas --as-of 2021-12-31
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    run = judged(workspace, as_of=as_of, known_at=known_at, engine=engine, agreement=agreement, explain=True)
    from commonweal.report import rows, silent
    from commonweal.workspace.probing.silence import silence as priced

    with Progress("trying numbers") as progress:
        found = priced(run, progress=progress)
    if form == "json":
        writing.emit(rows.written(silent.document(run, found)), output)
    else:
        writing.say(silent.shown(run, found), output=output)
    return 0
