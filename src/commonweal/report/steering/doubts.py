"""What speaks against a word or a chance, in few words and in fewer: too few figures, a poor past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from commonweal.cycle.missions.word import (
    FEW_MOMENTS,
    NO_BETTER_THAN_EVEN,
    NO_BETTER_THAN_NO_CHANGE,
    UNTESTED,
)
from commonweal.report.speech.phrases import marked, phrase, plural, translated

_SAID: Final = {
    UNTESTED: marked("not enough history to say how good such calls were"),
    NO_BETTER_THAN_NO_CHANGE: marked("no better in the past than assuming no change"),
    NO_BETTER_THAN_EVEN: marked("no better in the past than always saying 50 in 100"),
}

_HINTS: Final = {
    UNTESTED: marked("never tried on its past"),
    NO_BETTER_THAN_NO_CHANGE: marked("so far no better than a guess"),
    NO_BETTER_THAN_EVEN: marked("so far no better than a guess"),
    FEW_MOMENTS: marked("tried seldom"),
}


def hinted(doubts: Sequence[str]) -> str:
    """Return the first of the doubts in a few words, for tables of many targets; "" where there is none."""
    return translated(_HINTS[doubts[0]]) if doubts else ""


def doubted(doubts: Iterable[str], moments: int) -> str:
    """
    Return what speaks against a chance, "" where nothing does.

    Parameters
    ----------
    doubts : as of `cycle.missions.word.doubts_of`; moments : of the past at which the forecast was tried
    """
    return "; ".join(
        plural("tried at one moment of the past only", "tried at {n} moments of the past only", moments)
        if doubt == FEW_MOMENTS
        else translated(_SAID[doubt])
        for doubt in doubts
    )


def sparse(figures: int | None) -> str:
    """Return that a label rests on two yearly figures, the fewest of which one can, "" for more or none."""
    return phrase("from two figures") if figures == 2 else ""
