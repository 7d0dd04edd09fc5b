"""What a careful reader would doubt before signing, by the range of figures and the windows (section 13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.terms.checking.analysis.firsts import unanswered
from commonweal.terms.checking.analysis.foreseen import Foreseen
from commonweal.terms.checking.analysis.outcomes import idle, settled, short
from commonweal.terms.checking.analysis.remedies import toothless, unreachable
from commonweal.terms.core.clauses import Measure, Terms


def doubts(terms: Terms, foreseen: Foreseen) -> list[Diagnostic]:
    """
    Return the warnings of a terms version that take its windows or the range of its figures.

    CW4001 never tested, CW4002 always or never met, CW4006 out of reach, CW4014 toothless, CW4015 stubs,
    CW4021 a first window that asks for the one before.

    Parameters
    ----------
    foreseen : the windows that stand in the text, as `terms.lowering.unsigned` makes them
    """
    return [
        *idle(terms, foreseen),
        *settled(terms, foreseen),
        *unreachable(terms, foreseen),
        *toothless(terms),
        *short(terms, foreseen),
        *unanswered(terms, foreseen),
    ]


def unused_measures(measures: Mapping[str, Measure], texts: Iterable[Terms]) -> list[Diagnostic]:
    """Return CW4008 for each measure that no text reads; nothing where there is no text."""
    read = [{m.name for m in terms.measures} for terms in texts]
    if not read:
        return []
    used = set[str]().union(*read)
    return [diagnose("CW4008", m.at, name=m.name) for m in measures.values() if m.name not in used]
