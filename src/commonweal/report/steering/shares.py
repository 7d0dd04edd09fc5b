"""
Of what an indicator is a part: its share of the whole in the last period in which both are known.

Only figures of one period and one unit are compared, and only where neither is below zero and the part is no
more than the whole. A percentage is no part of another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from commonweal.cycle.missions.records import Indicator
from commonweal.cycle.missions.series import Division, divisions
from commonweal.cycle.missions.standing import Standing
from commonweal.ground.numbers import divide, mul
from commonweal.ground.rounding import Rounding, round_places
from commonweal.report.page import words
from commonweal.report.speech.phrases import phrase
from commonweal.report.steering.lead import Measured, figure, measured, when
from commonweal.report.steering.reserve import spoken

_PLACES: Final = 2


@dataclass(frozen=True, slots=True)
class Share:
    """A part beside its whole, by their ids; both figures are of one period."""

    part: str
    whole: str
    value: Measured
    of: Measured

    @property
    def percent(self) -> Decimal:
        """Return how many of a hundred of the whole the part is, to 12 decimals."""
        return divide(mul(self.value.value, Decimal(100)), self.of.value) or Decimal(0)


def shares(standing: Standing) -> dict[str, Share]:
    """Return the share of every indicator that is a part of another, where it can be said, by id."""
    strategy, found = standing.strategy, dict[str, Share]()
    wholes = dict.fromkeys(
        i.part_of for i in strategy.indicators.values() if i.part_of in strategy.indicators
    )
    for whole in wholes:
        rows = divisions(strategy, whole, as_of=standing.as_of, known_at=standing.known_at)
        for division in sorted(rows, key=lambda row: row.period):
            found |= {share.part: share for share in _of(standing, division)}
    return found


def _of(standing: Standing, division: Division) -> Iterator[Share]:
    """Yield the shares in one period."""
    whole = standing.strategy.indicators[division.whole]
    for id_, value in division.parts.items():
        part = standing.strategy.indicators[id_]
        if not _comparable(part, whole, value, division.value):
            continue
        points = [measured(standing.series[i].at(division.period)) for i in (id_, division.whole)]
        if points[0] is not None and points[1] is not None:
            yield Share(id_, division.whole, points[0], points[1])


def _comparable(part: Indicator, whole: Indicator, value: Decimal | None, of: Decimal | None) -> bool:
    if value is None or of is None or part.unit != whole.unit or part.unit == "%":
        return False
    return 0 <= value <= of and of > 0


def told(share: Share, part: str, whole: str, unit: str) -> str:
    """Return a share in one sentence, in the language that is spoken; `part` and `whole` are their names."""
    return phrase(
        "{part}: {figure}, {percent} of {figure2} of {whole} ({period}).",
        part=part, whole=whole, figure=_said(share.value, unit), figure2=_said(share.of, unit),
        percent=words.percent(words.number(round_places(share.percent, _PLACES, Rounding.HALF_EVEN))),
        period=when(share.value.period),
    )  # fmt: skip


def _said(found: Measured, unit: str) -> str:
    reserve = spoken(found.reserves)
    return f"{figure(found.value, unit)} ({reserve})" if reserve else figure(found.value, unit)
