"""`commonweal diff`: what changed between two texts, in prose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from commonweal.cli import asking, writing
from commonweal.cli.drafting.chosen import Chosen, chosen
from commonweal.cli.drafting.prose import Lang
from commonweal.cli.writing import OK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.text import Text

    from commonweal.report.signing.redline import Compared
    from commonweal.terms.core.agreements import Agreement
    from commonweal.terms.core.clauses import Terms

FORMS: Final = ("text", "json", "html")

Pair = tuple["Terms | None", "Terms | None"]


def diff(
    old: Annotated[Path, Parameter(name="OLD", help="A text; FILE@1 or FILE@NAME: those of its terms.")],
    new: Annotated[Path, Parameter(name="NEW", help="The text to compare it with.")],
    /,
    *,
    lang: Lang = "en",
    form: Annotated[
        str | None, Parameter(name="--format", help="text, json or html. Default: by the ending of -o.")
    ] = None,
    html: Annotated[bool, Parameter(help="The same as --format html.")] = False,
    output: asking.Output = None,
) -> int:
    """
    Show what changed between two texts, clause by clause: [-words that went-] and {+words that came+}.

    Example: commonweal diff before/jobs_credit.terms after/jobs_credit.terms
    """
    shape = writing.form_of("html" if html and form is None else form, output, FORMS)
    writing.check_target(output)
    from commonweal.report.signing import redline
    from commonweal.terms.explain.language import language

    spoken = language(lang)
    found = list(_compared(chosen(old), chosen(new), spoken.code))
    if shape == "json":
        writing.emit(json.dumps(redline.as_json(found), indent=2, ensure_ascii=False) + "\n", output)
    elif shape == "html":
        writing.emit(redline.redline_page(found, language=spoken.code), output)
    else:
        width = writing.width_of(output) or redline.WIDTH
        told: list[str | Text] = []
        for compared in found:
            told += ["", *redline.lines(compared, width=width)]
        writing.say(*told[1:], output=output)
    return OK


def _compared(old: Chosen, new: Chosen, lang: str) -> Iterator[Compared]:
    """Yield each terms version and each agreement of two texts, compared."""
    for first, second in _pairs(old.terms, new.terms):
        yield _terms(old, first, new, second, lang)
    before = {a.id: a for a in old.agreements}
    after = {a.id: a for a in new.agreements}
    for id_ in dict.fromkeys([*before, *after]):
        yield _agreements(old, before.get(id_), new, after.get(id_), lang)


def _pairs(old: tuple[Terms, ...], new: tuple[Terms, ...]) -> list[Pair]:
    """Match terms: one with one; else by name and version, then by name alone, the latest first."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    made: list[Pair] = []
    left, right = list(old), list(new)
    for by_version in (True, False):
        for second in sorted(right, key=lambda t: -t.version):
            fits = (t for t in left if t.name == second.name and (not by_version or t.ref == second.ref))
            first = max(fits, key=lambda t: t.version, default=None)
            if first is not None:
                made.append((first, second))
                left.remove(first)
                right.remove(second)
    made += [(t, None) for t in left]
    made += [(None, t) for t in right]
    return sorted(made, key=lambda pair: [(t.name, t.version) for t in pair if t is not None])


def _terms(old: Chosen, first: Terms | None, new: Chosen, second: Terms | None, lang: str) -> Compared:
    from commonweal.report.signing.comparing import compare_terms

    return compare_terms(_called(old, first), first, _called(new, second), second, language=lang)


def _called(side: Chosen, terms: Terms | None) -> tuple[str, str]:
    """Return what a terms version is called, and its hash; of a side that lacks it, the text alone."""
    if terms is None:
        return f"{side.name}: –", ""
    digest = side.compiled.hashes[terms.name, terms.version]
    return f"{side.name}: {terms.name} version {terms.version}", digest


def _agreements(
    old: Chosen, first: Agreement | None, new: Chosen, second: Agreement | None, lang: str
) -> Compared:
    from commonweal.report.signing.comparing import compare_agreements
    from commonweal.terms.explain.prose_agreements import agreement_prose

    sides = ((old, first), (new, second))
    told = [
        agreement_prose(agreement, side.compiled.terms, language_code=lang) if agreement is not None else []
        for side, agreement in sides
    ]
    names = [
        (f"{side.name}: agreement {agreement.id}" if agreement is not None else f"{side.name}: –", "")
        for side, agreement in sides
    ]
    return compare_agreements(names[0], told[0], names[1], told[1])
