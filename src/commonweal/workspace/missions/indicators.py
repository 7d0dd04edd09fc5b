"""`indicators/*`: observations of indicators, append-only as facts are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from commonweal.cycle.missions.records import Indicator, Observation
from commonweal.engines.protocol import Undisclosed
from commonweal.ground.numbers import plain
from commonweal.workspace import fields
from commonweal.workspace.evidence import UNDISCLOSED
from commonweal.workspace.fields import Cells
from commonweal.workspace.forms.rows import Columns, shown
from commonweal.workspace.gather import Gathering, Loaded, TableFile, Words
from commonweal.workspace.known import Known, recorded

COLUMNS = Columns(
    ("indicator", "period", "value", "unit", "source", "reported_on", "recorded_at"), ("version", "note")
)
_KEY = 4
_RANK = slice(4, 6)
_VALUE = 6


@dataclass(frozen=True, slots=True)
class Sought:
    """
    What observations are held against.

    Attributes
    ----------
    complete : False where missions have errors: then no indicator is missed
    """

    zone: ZoneInfo
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    complete: bool = True

    @property
    def known(self) -> Known:
        """Return the names as every table asks for them."""
        return Known(self.zone, {}, {}, complete=self.complete)


def load_observations(
    files: Iterable[TableFile], sought: Sought, *, quarantine: bool = False
) -> Loaded[Observation]:
    """
    Return the observations, with every fault, by indicator, version, period and rank.

    Rows with the same content count once; so loading a file twice changes nothing.
    """
    gathering: Gathering[Observation] = Gathering(content, quarantine=quarantine)
    known = sought.known
    for file in files:
        gathering.read(file, COLUMNS, lambda cells: _observation(cells, sought, known))
    gathering.once()
    for group in gathering.groups(_KEY):
        # rows of one rank lie side by side: they are sorted by what they say
        for _, found in groupby(group, key=lambda entry: entry.says[_RANK]):
            same = list(found)
            if len({entry.says[_VALUE] for entry in same}) > 1:
                what = f"{same[0].value.indicator} has two values of one period and time"
                gathering.clash(same, "value", "CW5108.row", what=what)
    return gathering.settle()


def content(row: Observation) -> Words:
    """Return what an observation says; the first four parts make rows versions of one another."""
    return (
        row.indicator, row.version, row.period.start, row.period.end, row.recorded_at,
        row.reported_on or date.min, _shown(row.value), row.source, row.note,
    )  # fmt: skip


def _shown(value: Decimal | Undisclosed | None) -> str:
    if isinstance(value, Undisclosed):
        return UNDISCLOSED
    return "" if value is None else plain(value)


def by_indicator(rows: Iterable[Observation]) -> dict[str, tuple[Observation, ...]]:
    """Return observations by the id of their indicator."""
    found: dict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        found[row.indicator].append(row)
    return {id_: tuple(found[id_]) for id_ in sorted(found)}


def _observation(cells: Cells, sought: Sought, known: Known) -> Observation | None:
    indicator = sought.indicators.get(cells.raw("indicator"))
    if indicator is None and cells.must("indicator", fields.identifier) is not None:
        known.unknown(cells, "indicator", "indicator", sought.indicators)
    period = cells.must("period", fields.period)
    source = cells.must("source", fields.text)
    reported = cells.may("reported_on", fields.day)
    at, version, note = recorded(cells, sought.zone), cells.may("version", fields.count), cells.words("note")
    if indicator is None:
        return None
    if indicator.sums:
        cells.blame("indicator", "CW7009.typed", id=indicator.id)
    value = _value(cells, indicator)
    if period is None or source is None or at is None:
        return None
    return Observation(
        indicator.id, indicator.version if version is None else version, period, value, source, at, reported,
        note, cells.place,
    )  # fmt: skip


def _value(cells: Cells, indicator: Indicator) -> Decimal | Undisclosed | None:
    """Return the value, in the unit of the indicator; None is a retraction."""
    cell, unit = cells.raw("value"), cells.raw("unit")
    if unit != indicator.unit and (unit or cell not in ("", UNDISCLOSED)):
        wanted = indicator.unit or "no unit"
        cells.blame("unit", "CW7012", id=indicator.id, wanted=wanted, found=shown(unit) or "no unit")
    if not cell:
        return None
    if cell == UNDISCLOSED:
        return Undisclosed(cells.raw("source"))
    return cells.must("value", fields.number)
