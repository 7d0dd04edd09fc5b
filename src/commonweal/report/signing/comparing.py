"""Two versions of a text, or of an agreement, brought side by side in prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from commonweal.report.signing.redline import Compared, counted
from commonweal.report.speech.phrases import marked, phrase, translated
from commonweal.terms.core.agreements import Agreement, Version
from commonweal.terms.core.clauses import Terms
from commonweal.terms.explain.prose import ProseClause, prose
from commonweal.terms.explain.prose_agreements import Texts, agreement_prose
from commonweal.terms.explain.redline import redline

LAYOUT: Final = marked("Nothing differs but layout.")
LABELS: Final = marked(
    "They mean the same, for their hashes agree; what differs is labels, sources, names of defines or the"
    " order of clauses."
)
Called = tuple[str, str]
"""What one side is called, and its hash; "" where it has none."""


def compare_terms(
    old: Called, first: Terms | None, new: Called, second: Terms | None, *, language: str
) -> Compared:
    """Return two versions of terms, compared; None where a side lacks them."""
    before = prose(first, language=language) if first is not None else []
    after = prose(second, language=language) if second is not None else []
    found = tuple(redline(before, after))
    changes = counted(found)
    same = old[1] == new[1] if first is not None and second is not None else None
    if same:
        verdict = translated(LAYOUT) if before == after else f"{translated(LABELS)} {changes}".strip()
    else:
        verdict = changes
    return Compared(old, new, verdict, same, found)


def compare_agreements(
    old: Called, first: list[ProseClause], new: Called, second: list[ProseClause]
) -> Compared:
    """Return two agreements, compared by their prose."""
    found = tuple(redline(first, second))
    return Compared(old, new, translated(LAYOUT) if first == second else counted(found), None, found)


def compare_versions(
    before: Version, after: Version, *, known: Mapping[str, str], language: str = "en"
) -> Iterator[Compared]:
    """
    Yield what differs between two versions of one agreement: its parties and values, then its text.

    Parameters
    ----------
    known : official names of parties, by their id
    """
    names = [(phrase("version {n}", n=str(v.number)), "") for v in (before, after)]
    told = [
        agreement_prose(_alone(v), _texts(v), language_code=language, known=known) for v in (before, after)
    ]
    values = compare_agreements(names[0], told[0], names[1], told[1])
    if values.changed:
        yield values
    if before.terms_hash != after.terms_hash:
        called = [
            (phrase("{terms} version {n}", terms=v.terms.name, n=str(v.terms.version)), v.terms_hash)
            for v in (before, after)
        ]
        yield compare_terms(called[0], before.terms, called[1], after.terms, language=language)


def _alone(version: Version) -> Agreement:
    """Return an agreement as it stands in a version, without what made it so."""
    return replace(version.agreement, amendments=())


def _texts(version: Version) -> Texts:
    return {(version.agreement.terms, version.agreement.version): version.terms}
