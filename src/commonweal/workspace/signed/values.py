"""`agreements/parameters.csv`, `agreements/series.csv`: the values that an agreement fills in, as signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Generic, TypeVar

from commonweal.engines.protocol import Agreement, SeriesEntry, Setting, Undisclosed, Value
from commonweal.ground.numbers import plain
from commonweal.terms.core.clauses import Parameter, Terms
from commonweal.terms.core.types import Type
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells
from commonweal.workspace.forms.rows import Columns
from commonweal.workspace.gather import Gathering, Loaded, TableFile, Words
from commonweal.workspace.known import Known, figure, in_currency, on_grid, unit_of, words_of

V = TypeVar("V", bound=Setting | SeriesEntry)

PARAMETERS = Columns(("agreement", "name", "value"), ("unit", "source", "recorded_at"))
SERIES = Columns(("agreement", "name", "period", "value"), ("unit", "source", "recorded_at"))


@dataclass(frozen=True, slots=True)
class Signed(Generic[V]):
    """One value as signed, of one agreement."""

    agreement: str
    value: V


def read_values(
    file: TableFile | None,
    columns: Columns,
    known: Known,
    written: Mapping[str, Agreement],
    make: Callable[[Cells, Known, Agreement, Terms], V | None],
    quarantine: bool,
) -> Loaded[Signed[V]]:
    """Return the values of one table, each with its agreement; two of one time must agree."""
    gathering: Gathering[Signed[V]] = Gathering(_said, quarantine=quarantine)

    def read(cells: Cells) -> Signed[V] | None:
        found = known.agreement(cells)
        if found is not None and found[0].id in written:
            cells.blame("agreement", "CW5108.both", name=found[0].id, text=found[0].place)
            return None
        value = make(cells, known, *found) if found else None
        return None if found is None or value is None else Signed(found[0].id, value)

    if file is not None:
        gathering.read(file, columns, read)
    gathering.once()
    for group in gathering.groups(-1):
        gathering.clash(group, "value", "CW5108.row", what=f"{group[0].value.value.name} has two values")
    return gathering.settle()


def _said(signed: Signed[V]) -> Words:
    """Return what a row says: the value comes last, and before it what two rows must not share."""
    one = signed.value
    period = (one.period,) if isinstance(one, SeriesEntry) else ()
    value = plain(one.value) if isinstance(one.value, Decimal) else repr(one.value)
    return (signed.agreement, one.name, *period, one.recorded_at, value)


def _recorded(cells: Cells, known: Known, agreement: Agreement) -> datetime | None:
    """Return when a value was recorded, by default when the agreement was."""
    if not cells.raw("recorded_at"):
        return agreement.recorded_at
    return cells.must("recorded_at", partial(fields.instant, zone=known.zone))


def _parameter(cells: Cells, known: Known, terms: Terms) -> Parameter | None:
    name = cells.must("name", fields.identifier)
    found = terms.parameter(name) if name else None
    if name and found is None:
        known.unknown(cells, "name", "parameter", (p.name for p in terms.parameters), where=terms.ref)
    return found


def read_setting(cells: Cells, known: Known, agreement: Agreement, terms: Terms) -> Setting | None:
    parameter, recorded = _parameter(cells, known, terms), _recorded(cells, known, agreement)
    if parameter is None:
        return None
    if parameter.by is not None:
        cells.blame("name", "CW5105.series", name=parameter.name, table="series.csv")
        return None
    value = value_of(cells, parameter, in_currency(parameter.type, terms.currency))
    if value is None or recorded is None:
        return None
    return Setting(parameter.name, value, recorded, cells.place)


def read_entry(cells: Cells, known: Known, agreement: Agreement, terms: Terms) -> SeriesEntry | None:
    parameter, recorded = _parameter(cells, known, terms), _recorded(cells, known, agreement)
    period = cells.must("period", fields.reading_period(terms.fiscal_end))
    if parameter is None:
        return None
    if parameter.by is None:
        cells.blame("name", "CW5105.single", name=parameter.name, table="parameters.csv")
        return None
    if period is not None and not on_grid(parameter.by, period, terms.fiscal_end):
        cells.blame("period", "CW5105.grid", name=parameter.name, grain=words_of(parameter.by))
    value = value_of(cells, parameter, in_currency(parameter.type, terms.currency))
    if period is None or recorded is None or value is None or isinstance(value, str):
        return None
    return SeriesEntry(parameter.name, period, value, recorded, cells.place)


def value_of(cells: Cells, parameter: Parameter, type_: Type) -> Value | None:
    """Return the value of a parameter by its type; a percentage as its fraction."""
    if cells.raw("value") == "undisclosed":
        source = cells.must("source", fields.text)
        return None if source is None else Undisclosed(source)
    if type_.is_amount:
        unit = unit_of(cells, parameter.name, type_, needed=False)
        return None if unit is None else figure(cells, parameter.name, type_, unit)
    cells.empty("CW5105.no_unit", "unit", name=parameter.name)
    match type_.kind:
        case "date":
            return cells.must("value", fields.day)
        case "yesno":
            return cells.must("value", fields.yesno)
    return cells.must("value", fields.text)
