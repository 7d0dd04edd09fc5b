"""`commonweal check`: every fault of texts and tables, at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.drafting import texts
from commonweal.cli.writing import FAULTS, OK
from commonweal.ground.diagnostics import Diagnostic
from commonweal.report.progress import Progress

FORMS: Final = ("text", "json")

Faults = list[tuple[Diagnostic, writing.Sources]]


def check(
    *paths: Annotated[Path, Parameter(name="PATH", help="Texts, folders with texts, or workspaces.")],
    strict: Annotated[bool, Parameter(help="Warnings count as errors.")] = False,
    format: Annotated[
        Literal["text", "json"] | None, Parameter(help="What to write; json is for editors. Default: text.")
    ] = None,
    output: asking.Output = None,
) -> int:
    """
    Read, type-check and analyse texts; of a workspace also its tables. Every fault is said at once.

    Example: commonweal check examples/atlas --strict
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    if not paths:
        raise writing.WrongCall("name at least one text or folder, for example: commonweal check my-strategy")
    faults: Faults = []
    files = 0
    for unit in texts.units(paths):
        sources = texts.sources_of(unit)
        found, n = _read(unit)
        faults += [(diagnostic, sources) for diagnostic in found]
        files += n
    _show(faults, files, form, output)
    bad = any(d.is_error or strict for d, _ in faults)
    return FAULTS if bad else OK


def _read(unit: texts.Unit) -> tuple[tuple[Diagnostic, ...], int]:
    """Return what is wrong with a unit, and how many texts it has."""
    if unit.folder is None:
        return texts.compiled(unit).diagnostics, len(unit.files)
    from commonweal.cycle.missions.rules import lint
    from commonweal.ground.diagnostics import in_order
    from commonweal.workspace.load import load
    from commonweal.workspace.run import bindings

    with Progress("reading") as progress:
        result = load(unit.folder, progress=progress)
    if result.value is None:
        return result.diagnostics, 0
    found = list(result.diagnostics)
    if result.ok:
        found += bindings(result.value)
        found += lint(result.value.strategy, result.value.agreements, result.value.terms)
    return in_order(found), len(result.value.compiled.trees)


def _show(faults: Faults, files: int, form: str, output: Path | None) -> None:
    from commonweal.report import diagnostics as report

    found = [diagnostic for diagnostic, _ in faults]
    if form == "json":
        from commonweal.report.rows import written

        errors = sum(d.is_error for d in found)
        document: dict[str, Any] = {
            "schema": "commonweal.diagnostics/1", "texts": files, "errors": errors,
            "warnings": len(found) - errors, "diagnostics": [report.as_row(d) for d in found],
        }  # fmt: skip
        writing.emit(written(document), output)
        return
    for diagnostic, sources in faults:
        writing.show_diagnostics((diagnostic,), sources)
    said = f"{report.counted(files, 'text')}: {report.summary(found)}"
    writing.complain(said) if found else writing.say(said)
