"""`commonweal cliffs`: where one unit more or less moves money."""

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


def cliffs(
    *paths: Annotated[Path, Parameter(name="PATH", help="Texts, folders with texts, or workspaces.")],
    format: Annotated[Literal["text", "json"] | None, Parameter(help="What to write. Default: text.")] = None,
    output: asking.Output = None,
) -> int:
    """
    Show where one unit more or less of a figure moves money that the next unit does not move.

    The examples of a text are the places to stand on: in each, every figure is varied in turn.

    Example: commonweal cliffs examples/atlas/terms/wisconsin_2021.terms
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    if not paths:
        raise WrongCall("name at least one text or folder, for example: commonweal cliffs my-strategy")
    from commonweal.report import rows, steep
    from commonweal.workspace.probing.cliffs import Cliff
    from commonweal.workspace.probing.cliffs import cliffs as seen

    found: list[Cliff] = []
    examples = 0
    for unit in texts.units(paths):
        compiled = compiled_of(unit)
        if not compiled.ok:
            raise Faulty(compiled.diagnostics, texts.sources_of(unit))
        examples += len(compiled.examples)
        with Progress("looking for cliffs") as progress:
            found += seen(compiled, progress=progress.each(len(compiled.examples)))
    if form == "json":
        writing.emit(rows.written(steep.document(found)), output)
    else:
        writing.say(steep.shown(found, examples), output=output)
    return 0
