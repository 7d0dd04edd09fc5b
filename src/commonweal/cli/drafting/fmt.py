"""`commonweal fmt`: the canonical layout."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from commonweal.cli import writing
from commonweal.cli.drafting import texts
from commonweal.cli.writing import FAULTS, OK, WrongCall


def fmt(
    *paths: Annotated[Path, Parameter(name="PATH", help="Texts, or folders with texts.")],
    check: Annotated[
        bool, Parameter(help="Write nothing; leave with status 1 if a text would change.")
    ] = False,
) -> int:
    """
    Write texts in their canonical layout; words and comments stay. A text with faults is left alone.

    Example: commonweal fmt examples/atlas --check
    """
    if not paths:
        raise WrongCall("name at least one text or folder, for example: commonweal fmt my-strategy")
    every = texts.texts_of(paths)
    outcomes = [_format(path, write=not check) for path in every]
    changed, faulty = outcomes.count("changed"), outcomes.count("faulty")
    from commonweal.report.diagnostics import counted

    doing = "would change" if check else "written"
    said = [f"{counted(changed, 'text')} {doing}", f"{outcomes.count('same'):,} in form already"]
    writing.say(", ".join([*said, *([f"{faulty:,} with faults left alone"] if faulty else [])]))
    return FAULTS if faulty or (check and changed) else OK


def _format(path: Path, *, write: bool) -> str:
    """Return what became of a text: `same`, `changed` or `faulty` (its faults are shown)."""
    from commonweal.terms.surface.format import format_tree
    from commonweal.terms.surface.parse import parse

    text, diagnostics = texts.read_text(path)
    if text is not None:
        result = parse(text, str(path))
        diagnostics = (*diagnostics, *result.diagnostics)
        if result.value is not None and result.ok:
            formatted = format_tree(result.value)
            if formatted == text:
                return "same"
            if write:
                writing.write(formatted.encode("utf-8"), path)
            writing.say(f"{path}")
            return "changed"
    writing.show_diagnostics(diagnostics, texts.sources_of(texts.Unit(None, (path,))))
    return "faulty"
