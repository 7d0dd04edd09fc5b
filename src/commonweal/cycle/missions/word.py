"""
The one word that lists show of a target, whether its chance says the opposite, and what speaks against that.

The word is the class of the first method that can speak without a number in the place of a zero: a label that
rests on such a number stands beside the others with its note, and leads nothing. Once the target's day has
come, methods lead nothing any more: it was met, or missed, or no figure of that day is known.

A chance is shown with what its own past says against it: the forecast was never tried, or did no better than
assuming no change, or than always saying 50 in 100, or it was tried too seldom for its score to say much.

Source
------
ours (docs/decisions/0038)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from commonweal.cycle.missions.track import Track
from commonweal.methods.forecast.outlook import NoOutlook, Outlook, beats_no_change
from commonweal.methods.progress.labels import Progress
from commonweal.methods.progress.registry import Stage

UNLIKELY: Final = 0.1
"""A chance below this speaks against "on track", one above the rest of 1 against "off track"."""
UNTESTED: Final = "untested"
NO_BETTER_THAN_NO_CHANGE: Final = "no better than no change"
NO_BETTER_THAN_EVEN: Final = "no better than even"
FEW_MOMENTS: Final = "few moments"
DOUBTS: Final = (UNTESTED, NO_BETTER_THAN_NO_CHANGE, NO_BETTER_THAN_EVEN, FEW_MOMENTS)
"""What may speak against a chance."""
EVEN: Final = 0.25
"""Brier score of always saying 50 in 100."""
LEAST_MOMENTS: Final = 10
"""Moments of its own past below which the score of a forecast says little; they overlap besides."""
_BEHIND: Final = (Stage.OFF_TRACK, Stage.FAR_OFF_TRACK, Stage.MOVING_AWAY)


@dataclass(frozen=True, slots=True)
class Word:
    """
    What lists show of a target.

    Attributes
    ----------
    method : key of the method that gives the word, "" where the figures alone do, or nobody can
    disagrees : whether the probability speaks against the word
    """

    stage: Stage
    method: str
    disagrees: bool = False


def word_of(track: Track, *, as_of: date) -> Word:
    """
    Return the word of a target.

    Parameters
    ----------
    track : what is known of it
    as_of : the day of which that is
    """
    by, latest = track.target.by, track.latest
    if track.reached:
        return Word(Stage.ACHIEVED, "")
    if by is not None and by <= as_of:
        has_come = latest is not None and latest.period.last >= by
        return Word(Stage.MISSED if has_come and track.reached is False else Stage.UNKNOWN, "")
    label = next((one for one in track.labels if _may_lead(one)), None)
    if label is None:
        return Word(Stage.UNKNOWN, "")
    # A method may count as reached what is only close: no figure has met the target yet.
    stage = Stage.ON_TRACK if label.stage is Stage.ACHIEVED else label.stage
    return Word(stage, label.method, _disagrees(stage, track))


def doubts_of(found: Outlook | NoOutlook | None) -> tuple[str, ...]:
    """Return what speaks against a probability by its own past, of `DOUBTS`; nothing where none is said."""
    if not isinstance(found, Outlook):
        return ()
    past = found.back_test
    if past is None:
        return (UNTESTED,)
    speaks = {
        NO_BETTER_THAN_NO_CHANGE: not beats_no_change(past),
        NO_BETTER_THAN_EVEN: round(past.brier, 2) >= EVEN,
        FEW_MOMENTS: past.origins < LEAST_MOMENTS,
    }
    return tuple(doubt for doubt, does in speaks.items() if does)


def _may_lead(label: Progress) -> bool:
    """Say whether a label speaks by itself; methods count years, and "missed" may come before the day."""
    return label.stage not in (Stage.UNKNOWN, Stage.MISSED) and not label.is_substituted


def _disagrees(stage: Stage, track: Track) -> bool:
    if not isinstance(track.outlook, Outlook):
        return False
    chance = track.outlook.probability
    return (stage is Stage.ON_TRACK and chance < UNLIKELY) or (stage in _BEHIND and chance > 1 - UNLIKELY)
