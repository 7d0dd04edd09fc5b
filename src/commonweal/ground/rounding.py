"""
Named rounding rules, exact for numbers of any size.

Source: language.md 7.2 (once per instance, to the currency's minor digits) and 3.3 (`round(x, step)`).
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Final

from commonweal.ground.numbers import from_parts, parts_of


class Rounding(Enum):
    """What becomes of the part that does not fit; all four treat x and −x alike."""

    HALF_UP = "half_up"
    """To the nearest; a half goes away from zero (commercial rounding)."""
    HALF_EVEN = "half_even"
    """To the nearest; a half goes to the even neighbour (IEEE 754 roundTiesToEven)."""
    DOWN = "down"
    """Towards zero."""
    UP = "up"
    """Away from zero."""


_WIDE: Final = decimal.Context(prec=2_000, traps=[decimal.InvalidOperation])
"""Room for every number that terms and tables may hold; of a wider one `quantize` says that it is invalid."""
_MODES: Final = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.DOWN: decimal.ROUND_DOWN,
    Rounding.UP: decimal.ROUND_UP,
}


@lru_cache(maxsize=64)
def _last_place(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


def _quotient(n: int, d: int, mode: Rounding) -> int:
    """Return n ÷ d (d > 0) as a whole number."""
    whole, rest = divmod(abs(n), d)
    match mode:
        case Rounding.DOWN:
            further = False
        case Rounding.UP:
            further = rest > 0
        case Rounding.HALF_UP:
            further = 2 * rest >= d
        case Rounding.HALF_EVEN:
            further = 2 * rest > d or (2 * rest == d and whole % 2 == 1)
    whole += further
    return -whole if n < 0 else whole


def round_places(x: Decimal, places: int, mode: Rounding) -> Decimal:
    """
    Return `x` with exactly `places` decimals.

    Parameters
    ----------
    x : Decimal, any size
    places : int, >= 0
    mode : what becomes of the rest

    Raises
    ------
    ValueError : `places` is negative
    NotFinite : `x` is a NaN or an infinity
    """
    if places < 0:
        raise ValueError(f"{places} decimals")
    try:
        found = x.quantize(_last_place(places), _MODES[mode], _WIDE)
    except decimal.InvalidOperation:
        pass  # too wide for it, or no number
    else:
        if found.is_finite():
            return found if found else found.copy_abs()
    n, exponent = parts_of(x)
    surplus = -places - exponent
    if surplus <= 0:
        return from_parts(n * 10**-surplus, -places)
    if n == 0:
        return from_parts(0, -places)
    if x.adjusted() < -places - 1:  # below a tenth of the last place: no need of 10**surplus
        away = mode is Rounding.UP
        return from_parts((1 if n > 0 else -1) if away else 0, -places)
    return from_parts(_quotient(n, 10**surplus, mode), -places)


def round_step(x: Decimal, step: Decimal, mode: Rounding) -> Decimal:
    """
    Return the multiple of `step` that `x` rounds to; a half is half a step.

    Parameters
    ----------
    x : Decimal, any size, in the unit of `step`
    step : Decimal, > 0
    mode : what becomes of the rest

    Raises
    ------
    ValueError : `step` is zero or negative
    NotFinite : an argument is a NaN or an infinity
    """
    n, n_exponent = parts_of(x)
    d, d_exponent = parts_of(step)
    if d <= 0:
        raise ValueError(f"a step of {step}")
    low = min(n_exponent, d_exponent)
    multiple = _quotient(n * 10 ** (n_exponent - low), d * 10 ** (d_exponent - low), mode)
    return from_parts(multiple * d, d_exponent)
