"""A number with its currency or unit, held against the type that the vocabulary declares for it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache, partial
from typing import Final

from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import mul
from commonweal.terms.core.types import Type
from commonweal.workspace import fields
from commonweal.workspace.fields import Cells
from commonweal.workspace.tables import shown

_PERCENT: Final = Decimal("0.01")
_ODD_SHARE: Final = Decimal("1.5")


def unit_of(cells: Cells, name: str, type_: Type, *, column: str = "unit", needed: bool = True) -> str | None:
    """
    Return the unit of a figure: a currency code, a unit, `%` or "", None if the cell is at fault.

    Parameters
    ----------
    name : what the figure is of, for messages
    type_ : declared type; money whose `of` is None may come in any currency
    needed : an amount without its unit is a fault; else it has that of its type
    """
    given = cells.raw(column)
    if type_.kind not in ("money", "quantity"):
        if given and not (given == "%" and type_.kind == "percent"):
            cells.blame(column, "CW5103.plain", name=name, found=shown(given), type=type_)
            return None
        return given
    if not given and (needed or type_.of is None):
        cells.blame(column, "CW5103.missing", name=name, type=type_)
        return None
    head = given.removesuffix(f" per {type_.per}") if type_.per else given
    expected = type_.of or (head if minor_digits(head) is not None else None)
    if given and head != expected:
        key = "CW5103.currency" if type_.kind == "money" else "CW5103.unit"
        cells.blame(column, key, name=name, found=shown(given), type=type_)
        return None
    return expected


def figure(cells: Cells, name: str, type_: Type, unit: str, *, column: str = "value") -> Decimal | None:
    """Return the number of a cell in a unit, None if it is at fault; a percentage becomes its fraction."""
    if type_.kind == "money" and type_.per is None:
        return cells.must(column, partial(fields.money, currency=unit))
    value = cells.must(column, fields.number)
    if value is None or type_.kind != "percent":
        return value
    if unit == "%":
        return mul(value, _PERCENT)
    if abs(value) > _ODD_SHARE:
        cells.blame(column, "CW5104", name=name, cell=shown(cells.raw(column)))
    return value


@lru_cache(maxsize=1_024)
def in_currency(type_: Type, currency: str | None) -> Type:
    """Return a money type without code with the currency of the terms that read it."""
    return replace(type_, of=currency) if type_.kind == "money" and type_.of is None else type_
