"""
The annual return of dated cash flows.

Definition: the rate r > −1 at which Σ flow · (1 + r)^−t = 0, t in years from the first flow.

Source
------
Fisher, The Theory of Interest (1930), ch. VII, "rate of return over cost"; the day convention of spreadsheet
XIRR is t = actual days / 365. How many rates there can be: Descartes' rule of signs on the flows in date
order; Norstrom, A sufficient condition for a unique nonnegative internal rate of return, Journal of Financial
and Quantitative Analysis 7 (1972) 1835–1839, on their running sums. Both hold for uneven dates: with
A(t) the running sum, Σ flow · e^(−st) = ∫ A(t) s e^(−st) dt, which for s > 0 changes sign at most as
often as A (the Laplace transform diminishes variation: Karlin, Total Positivity (1968), ch. 5).
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Final

from commonweal.ground.daycount import year_fraction

_PRECISE: Final = 60
_CLOSE: Final = Decimal("1e-40")
_SENSIBLE: Final = 34
_WIDEST: Final = 2**40
_PLACES: Final = Decimal("1e-12")

Curve = Callable[[Decimal], tuple[Decimal, Decimal]]
"""From s = ln(1 + r) to the present value and its slope."""


def _context() -> decimal.Context:
    return decimal.Context(
        prec=_PRECISE,
        rounding=decimal.ROUND_HALF_EVEN,
        Emin=decimal.MIN_EMIN,
        Emax=decimal.MAX_EMAX,
        traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
    )


def _by_day(flows: Iterable[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """Return one flow a day, in order, without zeros."""
    sums: dict[date, Decimal] = {}
    for day, amount in flows:
        sums[day] = sums.get(day, Decimal(0)) + amount
    return [(day, sums[day]) for day in sorted(sums) if sums[day]]


def _sign_changes(numbers: Iterable[Decimal]) -> int:
    signs = [n > 0 for n in numbers if n]
    return sum(a != b for a, b in pairwise(signs))


def sign_changes(flows: Sequence[tuple[date, Decimal]]) -> int:
    """
    Return how often the flows change sign in date order, those of one day added: most rates there can be.

    Parameters
    ----------
    flows : (day, amount) in one currency; any order

    Source
    ------
    Descartes' rule of signs, in x = 1 / (1 + r)
    """
    with decimal.localcontext(_context()):
        return _sign_changes(amount for _, amount in _by_day(flows))


def net_present_value(flows: Sequence[tuple[date, Decimal]], rate: Decimal, basis: str = "act365") -> Decimal:
    """
    Return Σ flow · (1 + rate)^−t on the day of the first flow, to 60 digits.

    Parameters
    ----------
    flows : (day, amount) in one currency; any order
    rate : Decimal, > -1            per year, effective (0.05 is five percent)
    basis : day count basis of t

    Raises
    ------
    ValueError : a rate of -1 or less, or an unknown basis
    """
    if rate <= -1:
        raise ValueError(f"a rate of {rate}")
    with decimal.localcontext(_context()):
        days = _by_day(flows)
        return _curve(days, basis)((1 + rate).ln())[0] if days else Decimal(0)


def _curve(flows: Sequence[tuple[date, Decimal]], basis: str) -> Curve:
    years = [year_fraction(flows[0][0], day, basis) for day, _ in flows]
    times = [Decimal(t.numerator) / Decimal(t.denominator) for t in years]
    amounts = [amount for _, amount in flows]

    def value(s: Decimal) -> tuple[Decimal, Decimal]:
        total = slope = Decimal(0)
        for t, amount in zip(times, amounts, strict=True):
            now = amount * (-s * t).exp()
            total += now
            slope -= t * now
        return total, slope

    return value


def xirr(flows: Sequence[tuple[date, Decimal]], basis: str = "act365") -> Decimal | None:
    """
    Return the annual effective rate of return (0.05 is five percent), to 12 decimals, or None.

    One change of sign has exactly one rate. With several changes the rate is given only where it is the only
    one (running sums from the end change sign once and from the start never, or the flows' sum of zero is the
    only root), or, by Norstrom, where the running sums change sign once: then it is the only rate above
    zero. Otherwise several rates may be true and none is the return: None.

    Parameters
    ----------
    flows : (day, amount) in one currency; paid out below zero, received above; any order
    basis : "act365" (as spreadsheets do), "act360", "thirty360" or "actact"

    Source
    ------
    see the module; check: Goldman Sachs, Capital Purchase Program 2008–2009, 23.05 % a year

    Raises
    ------
    ValueError : an unknown basis
    """
    with decimal.localcontext(_context()):
        days = _by_day(flows)
        sides = _where(days)
        if sides is None:
            return None
        value = _curve(days, basis)
        if sides == (0, 0):
            return Decimal(0)
        bracket = _bracket(value, sides)
        if bracket is None:
            return None
        growth = _root(value, *bracket).exp()
        rate = growth - 1
        if rate.adjusted() < _SENSIBLE:
            return rate.quantize(_PLACES) + 0
        return rate.normalize(decimal.Context(prec=_SENSIBLE))  # a day's windfall, made annual


def _where(flows: Sequence[tuple[date, Decimal]]) -> tuple[int, int] | None:
    """Return on which sides of s = 0 to look, as (-1 or 0, 1 or 0); None without a single rate."""
    amounts = [amount for _, amount in flows]
    changes = _sign_changes(amounts)
    if changes == 0:
        return None
    if changes == 1:
        return (-1, 1)
    above = _sign_changes(accumulate(amounts))
    below = _sign_changes(accumulate(reversed(amounts)))
    if sum(amounts) == 0:
        return (0, 0) if above == below == 0 else None
    if above == 1:
        return (0, 1)
    return (-1, 0) if above == 0 and below == 1 else None


def _bracket(value: Curve, sides: tuple[int, int]) -> tuple[Decimal, Decimal] | None:
    """Return (low, high) with values of different sign, found by doubling."""
    width = 1
    while width <= _WIDEST:
        low, high = (Decimal(side * width) for side in sides)
        if (value(low)[0] > 0) != (value(high)[0] > 0):
            return low, high
        width *= 2
    return None


def _root(value: Curve, low: Decimal, high: Decimal) -> Decimal:
    """Return the zero between `low` and `high`: Newton's steps, halving where they leave or creep."""
    rising = value(high)[0] > 0
    s = (low + high) / 2
    step = high - low
    while True:
        now, slope = value(s)
        if now == 0:
            return s
        if (now > 0) == rising:
            high = s
        else:
            low = s
        newton = s - now / slope if slope else low
        before, step = step, abs(newton - s)
        if not low < newton < high or 2 * step > before:
            newton = (low + high) / 2
            step = (high - low) / 2
        if step <= _CLOSE * max(Decimal(1), abs(s)):
            return newton
        s = newton
