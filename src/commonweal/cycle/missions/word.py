"""
The one word that lists show of a target, and whether its chance says the opposite.

The word is the class of the first method that can speak without a number in the place of a zero: a label that
rests on such a number stands beside the others with its note, and leads nothing. Once the target's day has
come, methods lead nothing any more: it was met, or missed, or no figure of that day is known.

Source
------
ours (docs/decisions/0038)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from commonweal.cycle.missions.track import Track
from commonweal.methods.forecast.outlook import Outlook
from commonweal.methods.progress.labels import Progress
from commonweal.methods.progress.registry import Stage

UNLIKELY: Final = 0.1
"""A chance below this speaks against "on track", one above the rest of 1 against "off track"."""
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


def _may_lead(label: Progress) -> bool:
    """Say whether a label speaks by itself; methods count years, and "missed" may come before the day."""
    return label.stage not in (Stage.UNKNOWN, Stage.MISSED) and not label.is_substituted


def _disagrees(stage: Stage, track: Track) -> bool:
    if not isinstance(track.outlook, Outlook):
        return False
    chance = track.outlook.probability
    return (stage is Stage.ON_TRACK and chance < UNLIKELY) or (stage in _BEHIND and chance > 1 - UNLIKELY)
