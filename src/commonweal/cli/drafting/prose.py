"""`commonweal prose`: a text as paragraphs for signature."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.drafting import texts
from commonweal.cli.writing import OK, Faulty, WrongCall

if TYPE_CHECKING:
    from commonweal.terms.core.clauses import Terms

WIDTH: Final = 100


def prose(
    file: Annotated[Path, Parameter(name="FILE", help="A text with terms; its vocabulary lies beside it.")],
    /,
    *,
    lang: Annotated[str, Parameter(help="The language to write in; for now en.")] = "en",
    html: Annotated[bool, Parameter(help="As a page; not yet.")] = False,
    output: asking.Output = None,
) -> int:
    """
    Print terms as numbered paragraphs, generated from what they mean: what is signed is what is run.

    Example: commonweal prose examples/atlas/terms/wisconsin_2021.terms
    """
    if lang != "en":
        raise WrongCall(f"prose is written in English for now, not in {lang!r}; take --lang en")
    if html:
        raise WrongCall("prose is plain text for now; pages for signature come later")
    writing.check_target(output)
    if asking.existing(file).is_dir():
        raise WrongCall(f"{file} is a folder; name one text")
    (unit,) = texts.units([file])
    compiled = texts.compiled(unit)
    if not compiled.ok:
        raise Faulty(compiled.diagnostics, texts.sources_of(unit))
    found = [terms for _, terms in sorted(compiled.terms.items()) if terms.at and terms.at.file == str(file)]
    if not found:
        raise WrongCall(f"{file} has no terms in it")
    writing.emit("\n\n".join(map(paragraphs, found)) + "\n", output)
    return OK


def paragraphs(terms: Terms) -> str:
    """Return a terms version as text: clauses with their numbers, paragraphs of a readable width."""
    from commonweal.terms.explain.prose import prose as clauses_of

    blocks = []
    for clause in clauses_of(terms):
        lines = [f"{clause.number}. {clause.title}", ""]
        for paragraph in clause.paragraphs:
            indent = " " * (4 if paragraph.number.endswith(")") else 0)
            hanging = indent + " " * (len(paragraph.number) + 2)
            lines += textwrap.wrap(
                f"{paragraph.number}  {paragraph.text}", WIDTH, initial_indent=indent,
                subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)
