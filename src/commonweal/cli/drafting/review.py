"""`commonweal review`: a draft compared with the library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.drafting import texts
from commonweal.cli.drafting.test import compiled_of
from commonweal.cli.writing import Faulty, WrongCall
from commonweal.report.progress import Progress

FORMS: Final = ("text", "json")


def review(
    *paths: Annotated[Path, Parameter(name="PATH", help="Texts, folders with texts, or workspaces.")],
    quick: Annotated[bool, Parameter(help="Do not look for cliffs, which takes most of the time.")] = False,
    format: Annotated[Literal["text", "json"] | None, Parameter(help="What to write. Default: text.")] = None,
    output: asking.Output = None,
) -> int:
    """
    Compare a draft with the programmes of the library: what most of them have and it lacks comes first.

    It also names clauses without teeth or basis, and cliffs. Nothing is scored.

    Example: commonweal review examples/atlas/terms/wisconsin_2021.terms
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    if not paths:
        raise WrongCall("name at least one text or folder, for example: commonweal review my-strategy")
    from commonweal.report import reviewed, rows
    from commonweal.workspace.probing.reviewing import Review
    from commonweal.workspace.probing.reviewing import review as compare

    found: list[Review] = []
    for unit in texts.units(paths):
        compiled = compiled_of(unit)
        if not compiled.ok:
            raise Faulty(compiled.diagnostics, texts.sources_of(unit))
        with Progress("looking for cliffs") as progress:
            found += compare(
                compiled,
                cliffs=not quick,
                progress=progress.each(len(compiled.examples)),
            )
    if form == "json":
        writing.emit(rows.written(reviewed.document(found)), output)
    else:
        writing.say(reviewed.shown(found), output=output)
    return 0
