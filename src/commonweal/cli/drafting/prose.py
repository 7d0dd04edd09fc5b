"""`commonweal prose`: a text as paragraphs for signature."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.drafting.chosen import Chosen, chosen
from commonweal.cli.writing import OK, WrongCall

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from commonweal.terms.explain.prose import ProseClause

WIDTH: Final = 100

File = Annotated[
    Path,
    Parameter(
        name="FILE",
        help="A text with terms or agreements; its vocabulary lies beside it. FILE@2 or FILE@NAME: of several"
        " terms in it those of that version or name.",
    ),
]
Lang = Annotated[str, Parameter(name="--lang", help="The language to write in: en, pt-BR.")]


def prose(
    file: File,
    /,
    *,
    lang: Lang = "en",
    html: Annotated[bool, Parameter(help="As a page for signature; so does -o FILE.html.")] = False,
    output: asking.Output = None,
) -> int:
    """
    Print terms and agreements as numbered paragraphs, generated from what they mean: what is signed is run.

    Example: commonweal prose examples/atlas/terms/wisconsin_2021.terms
    """
    form = writing.form_of("html" if html else None, output, ("text", "html"))
    writing.check_target(output)
    _check_language(lang)
    found = chosen(file)
    if form == "html":
        writing.emit(_page(found, lang), output)
        return OK
    writing.emit("\n\n".join(map(paragraphs, documents(found, lang))) + "\n", output)
    return OK


def _check_language(lang: str) -> None:
    """Refuse a language that the prose is not written in, before anything is read."""
    from commonweal.terms.explain.language import language

    language(lang)


def documents(found: Chosen, lang: str) -> Iterator[list[ProseClause]]:
    """Yield each terms version and each agreement of a text as numbered clauses."""
    from commonweal.terms.explain.prose import prose as clauses_of
    from commonweal.terms.explain.prose_agreements import agreement_prose

    for terms in found.terms:
        yield clauses_of(terms, language=lang)
    for agreement in found.agreements:
        yield agreement_prose(agreement, found.compiled.terms, language_code=lang)


def paragraphs(clauses: Sequence[ProseClause]) -> str:
    """Return clauses as text: their numbers, paragraphs of a readable width, tables."""
    blocks = []
    for clause in clauses:
        lines = [f"{clause.number}. {clause.title}", ""]
        for paragraph in clause.paragraphs:
            indent = " " * (4 if paragraph.number.endswith(")") else 0)
            hanging = indent + " " * (len(paragraph.number) + 2)
            lines += textwrap.wrap(
                f"{paragraph.number}  {paragraph.text}", WIDTH, initial_indent=indent,
                subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
            lines += [hanging + row for row in columns(paragraph.rows)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return the rows of a table as lines, one column under the other, the last to the right."""
    if not rows:
        return []
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for *first, last in rows:
        cells = [cell.ljust(n) for cell, n in zip(first, wide, strict=False)]
        lines.append("  ".join([*cells, last.rjust(wide[-1])]))
    return lines


# ---- the page ---------------------------------------------------------------------------------------


def _page(found: Chosen, lang: str) -> str:
    from commonweal.report.signing.signature import Document, signature_page

    terms = found.terms or tuple(
        {(a.terms, a.version): found.compiled.terms[a.terms, a.version] for a in found.agreements}.values()
    )
    if len(terms) > 1:
        picks = {t.name for t in terms} if len({t.name for t in terms}) > 1 else {t.version for t in terms}
        named = " or ".join(sorted(f"{found.name}@{pick}" for pick in picks))
        raise WrongCall(f"a page for signature holds one text; name one: {named}")
    if len(found.agreements) > 1:
        raise WrongCall("a page for signature holds one agreement; part the file")
    agreement = next(iter(found.agreements), None)
    return signature_page(Document(terms[0], agreement, found.compiled.texts, {}), language_code=lang)
