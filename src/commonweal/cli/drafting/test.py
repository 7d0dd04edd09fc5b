"""`commonweal test`: the examples beside texts, run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.drafting import texts
from commonweal.cli.writing import FAULTS, OK, Faulty, WrongCall
from commonweal.ground.diagnostics import Diagnostic
from commonweal.report.progress import Progress

if TYPE_CHECKING:
    from commonweal.terms.core.clauses import Terms
    from commonweal.terms.driver import Compiled
    from commonweal.workspace.reach import Reached

FORMS: Final = ("text", "json")


@dataclass
class _Tested:
    """What the examples of one file came to; `reached` is by terms and clause."""

    file: str
    examples: int
    expectations: int
    failures: tuple[Diagnostic, ...]
    sources: writing.Sources
    reached: dict[tuple[str, str], Reached] = field(default_factory=dict)
    terms: dict[str, Terms] = field(default_factory=dict)


def test(
    *paths: Annotated[Path, Parameter(name="PATH", help="Texts, folders with texts, or workspaces.")],
    engine: Annotated[str, Parameter(help="The engine that judges.", show_default=True)] = "reference",
    format: Annotated[Literal["text", "json"] | None, Parameter(help="What to write. Default: text.")] = None,
    output: asking.Output = None,
) -> int:
    """
    Run the examples of texts, and say which statuses, `if` lines, brackets and branches they reach.

    Example: commonweal test examples/atlas
    """
    form = writing.form_of(format, output, FORMS)
    writing.check_target(output)
    if not paths:
        raise WrongCall("name at least one text or folder, for example: commonweal test my-strategy")
    tested = [one for unit in texts.units(paths) for one in _run(unit, engine)]
    if form == "json":
        from commonweal.report.rows import written

        writing.emit(written(_document(tested)), output)
    else:
        for one in tested:
            writing.show_diagnostics(one.failures, one.sources)
        parts = [part for one in tested for part in _lines(one)]
        writing.say(*parts, _last_line(tested), output=output)
    return FAULTS if any(one.failures for one in tested) else OK


def _run(unit: texts.Unit, engine: str) -> list[_Tested]:
    """Return what the examples of each file of a unit came to; the texts must have no error."""
    from commonweal.workspace.examples import run_examples

    compiled = compiled_of(unit)
    sources = texts.sources_of(unit)
    if not compiled.ok:
        raise Faulty(compiled.diagnostics, sources)
    made = []
    for file in dict.fromkeys(tree.file for tree in compiled.trees):
        own = tuple(example for example in compiled.examples if example.at.file == file)
        terms = {t.ref: t for _, t in sorted(compiled.terms.items()) if t.at and t.at.file == file}
        if not own and not terms:
            continue
        with Progress("testing") as progress:
            found = run_examples(
                replace(compiled, examples=own), engine=engine,
                progress=progress.each(len(own)),
            )  # fmt: skip
        made.append(
            _Tested(file, found.examples, found.expectations, found.failures, sources, found.reached, terms)
        )
    return made


def compiled_of(unit: texts.Unit) -> Compiled:
    """Return what a unit of texts says; of a workspace, all its texts."""
    if unit.folder is None:
        return texts.compiled(unit)
    return asking.open_workspace(unit.folder).compiled


# ---- what is said ------------------------------------------------------------------------------------


def _lines(one: _Tested) -> Sequence[Any]:
    """Return a file's counts, and what its examples reach as a table."""
    from commonweal.report.diagnostics import counted
    from commonweal.report.tables import Column, Sheet

    said = f"{one.file}: {counted(one.examples, 'example')}, {counted(one.expectations, 'expectation')}"
    failed = f", {len(one.failures):,} failed" if one.failures else ""
    sheet = Sheet(Column("  Clause"), Column("Reached", "fold"), Column("Not reached", "fold", spare=1))
    for row in _coverage(one):
        sheet.add(f"  {row['clause']}", ", ".join(row["reached"]) or "nothing", ", ".join(row["not_reached"]))
    return [said + failed, *([sheet] if sheet.rows else []), ""]


def _coverage(one: _Tested) -> list[dict[str, Any]]:
    """
    Return what the examples reach of each clause: statuses that tell, `if` lines, brackets and branches.
    """
    from commonweal.report.words import STATES, STATUSES, spaced
    from commonweal.terms.core.clauses import Condition
    from commonweal.workspace.reach import places

    made = []
    order = dict.fromkeys((*STATUSES, *STATES))
    for ref, terms in one.terms.items():
        for clause in terms.clauses:
            reached = one.reached.get((ref, clause.name))
            found = set() if reached is None else reached.statuses | reached.states
            wanted = _conclusive(clause) if isinstance(clause, Condition) else ["due", "paid", "late"]
            remedies = set() if reached is None else reached.remedies
            lines = {f"if line {n}": n in remedies for n in range(1, len(clause.remedies) + 1)}
            lines |= {name: reached is not None and name in reached.parts for name in places(clause)}
            there = [spaced(word) for word in order if word in found]
            there += [name for name, fired in lines.items() if fired]
            lacking = [spaced(word) for word in wanted if word not in found]
            lacking += [name for name, fired in lines.items() if not fired]
            made.append({"terms": ref, "clause": clause.name, "reached": there, "not_reached": lacking})
    return made


def _conclusive(condition: Any) -> list[str]:
    """Return the statuses that examples of a condition should show."""
    more = [("cured", condition.cure), ("waived", condition.waivable_by), ("inapplicable", condition.guard)]
    return ["met", "breached", "overdue", *(status for status, line in more if line is not None)]


def _last_line(tested: Sequence[_Tested]) -> str:
    from commonweal.report.diagnostics import counted

    examples = sum(one.examples for one in tested)
    expectations = sum(one.expectations for one in tested)
    failed = sum(len(one.failures) for one in tested)
    said = f"{counted(examples, 'example')}, {counted(expectations, 'expectation')}: "
    return said + (f"{failed:,} failed" if failed else "all hold" if expectations else "nothing was expected")


def _document(tested: Sequence[_Tested]) -> dict[str, Any]:
    from commonweal.report.diagnostics import as_row

    return {
        "schema": "commonweal.tested/1",
        "files": [
            {
                "file": one.file, "examples": one.examples, "expectations": one.expectations,
                "failures": [as_row(d) for d in one.failures], "coverage": _coverage(one),
            }
            for one in tested
        ],
    }  # fmt: skip
