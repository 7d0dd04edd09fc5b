"""
Exact decimal numbers: sums and products are exact or refused, a division rounds once.

Source: language.md 3.2 (N1 to N3) and 2.4 (numbers above 200 digits are refused).
"""

from __future__ import annotations

import decimal
import re
from decimal import Decimal
from typing import Final

from commonweal.ground.errors import CommonwealError

MAX_DIGITS: Final = 200
"""Most digits, before and after the point together, that a number may have."""
QUOTIENT_PLACES: Final = 12
"""Decimals of a quotient."""
EXACT: Final = decimal.Context(
    prec=MAX_DIGITS + 10,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=decimal.MIN_EMIN,
    Emax=decimal.MAX_EMAX,
    capitals=1,
    clamp=0,
    traps=[decimal.Inexact, decimal.InvalidOperation, decimal.Overflow],
)
"""The context of every sum and product: a result that would have to be rounded raises."""
_EVERYDAY: Final = decimal.Context(
    prec=90,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-100,
    Emax=100,
    capitals=1,
    clamp=0,
    traps=[decimal.Rounded, decimal.Subnormal, decimal.InvalidOperation, decimal.Overflow],
)
"""
The context that is tried first. A result that it lets through has at most 90 digits and lies within 200
places of the point, so it needs no further look; whatever else a result is, it raises or is not finite, and
`EXACT` decides. Looking at the exponent of every sum took six times as long as the sum.
"""
_WIDE: Final = decimal.Context(prec=2_000, Emin=-10_000, Emax=10_000, clamp=0, traps=[decimal.Rounded])
_NEAR: Final = 900
"""Exponents and lengths (decimal or binary) below this leave room for any shift in `_WIDE`."""
_add: Final = _EVERYDAY.add
_subtract: Final = _EVERYDAY.subtract
_multiply: Final = _EVERYDAY.multiply
_minus: Final = _EVERYDAY.minus

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_ZERO: Final = Decimal(0)


class TooLong(CommonwealError):
    """A number has more than 200 digits."""


class NotFinite(CommonwealError):
    """A NaN or an infinity came where only numbers may be."""


def parts_of(d: Decimal) -> tuple[int, int]:
    """
    Return (n, e) with d = n · 10^e, exactly.

    Raises
    ------
    NotFinite : `d` is a NaN or an infinity
    """
    exponent = d.as_tuple().exponent
    if not isinstance(exponent, int):
        raise NotFinite(str(d))
    if -_NEAR < exponent < _NEAR and -_NEAR < d.adjusted() < _NEAR:
        # No exponent to take away where there is none, and a shift by few places is exact and cheap.
        return int(d if exponent == 0 else d.scaleb(-exponent, _WIDE)), exponent
    sign, digits, _ = d.as_tuple()
    n = int(Decimal((0, digits, 0)))
    return (-n if sign else n), exponent


def from_parts(n: int, e: int) -> Decimal:
    """Return n · 10^e, exactly and with exactly that exponent; zero has no sign."""
    if -_NEAR < e < _NEAR and n.bit_length() < _NEAR:
        return Decimal(n).scaleb(e, _WIDE)
    sign, digits, _ = Decimal(n).as_tuple()
    return Decimal((sign, digits, e))


def _kept(d: Decimal) -> Decimal:
    """Return `d` without a negative zero; raise if it is not finite or above 200 digits."""
    exponent = d.as_tuple().exponent
    if not isinstance(exponent, int):
        raise NotFinite(str(d))
    if not d:
        return _ZERO
    if max(d.adjusted() + 1, 1) + max(-exponent, 0) <= MAX_DIGITS:
        return d
    try:
        short = d.normalize(EXACT)
    except decimal.Inexact as fault:
        raise TooLong(f"more than {MAX_DIGITS} digits") from fault
    exponent = short.as_tuple().exponent
    if isinstance(exponent, int) and max(short.adjusted() + 1, 1) + max(-exponent, 0) <= MAX_DIGITS:
        return short
    raise TooLong(f"more than {MAX_DIGITS} digits")


def finer_than(d: Decimal, places: int) -> bool:
    """Say whether a number has more decimals than so many, zeros at the end aside."""
    n, e = parts_of(d)
    return e < -places and n % 10 ** (-places - e) != 0


def add(a: Decimal, b: Decimal) -> Decimal:
    """
    Return a + b, exactly.

    Raises
    ------
    TooLong : the sum has more than 200 digits
    NotFinite : an operand is a NaN or an infinity
    """
    try:
        if (found := _add(a, b)).is_finite():
            return found or _ZERO
    except ArithmeticError:
        pass  # not an everyday number
    try:
        return _kept(EXACT.add(a, b))
    except (decimal.Inexact, decimal.Overflow) as fault:
        raise TooLong(f"a sum of more than {MAX_DIGITS} digits") from fault
    except decimal.InvalidOperation as fault:
        raise NotFinite("a sum of what are not numbers") from fault


def sub(a: Decimal, b: Decimal) -> Decimal:
    """
    Return a − b, exactly.

    Raises
    ------
    TooLong : the difference has more than 200 digits
    NotFinite : an operand is a NaN or an infinity
    """
    try:
        if (found := _subtract(a, b)).is_finite():
            return found or _ZERO
    except ArithmeticError:
        pass  # not an everyday number
    try:
        return _kept(EXACT.subtract(a, b))
    except (decimal.Inexact, decimal.Overflow) as fault:
        raise TooLong(f"a difference of more than {MAX_DIGITS} digits") from fault
    except decimal.InvalidOperation as fault:
        raise NotFinite("a difference of what are not numbers") from fault


def mul(a: Decimal, b: Decimal) -> Decimal:
    """
    Return a × b, exactly.

    Raises
    ------
    TooLong : the product has more than 200 digits
    NotFinite : an operand is a NaN or an infinity
    """
    try:
        if (found := _multiply(a, b)).is_finite():
            return found or _ZERO
    except ArithmeticError:
        pass  # not an everyday number
    try:
        return _kept(EXACT.multiply(a, b))
    except (decimal.Inexact, decimal.Overflow) as fault:
        raise TooLong(f"a product of more than {MAX_DIGITS} digits") from fault
    except decimal.InvalidOperation as fault:
        raise NotFinite("a product of what are not numbers") from fault


def neg(a: Decimal) -> Decimal:
    """
    Return −a; the negative of zero is zero.

    Raises
    ------
    TooLong : `a` has more than 200 digits
    NotFinite : `a` is a NaN or an infinity
    """
    try:
        if (found := _minus(a)).is_finite():
            return found or _ZERO
    except ArithmeticError:
        pass  # not an everyday number
    return _kept(a.copy_negate())


def divide(a: Decimal, b: Decimal) -> Decimal | None:
    """
    Return a ÷ b, the exact quotient rounded once, half-even, to 12 decimals; None if b is zero.

    Source
    ------
    language.md 3.2 N3

    Raises
    ------
    TooLong : the quotient has more than 200 digits
    NotFinite : an operand is a NaN or an infinity
    """
    n, n_exponent = parts_of(a)
    d, d_exponent = parts_of(b)
    if d == 0:
        return None
    if n == 0:
        return _ZERO
    magnitude = a.adjusted() - b.adjusted()  # 10^(magnitude-1) < |a/b| < 10^(magnitude+1)
    if magnitude < -QUOTIENT_PLACES - 1:
        return _ZERO
    if magnitude > MAX_DIGITS:
        raise TooLong(f"a quotient of more than {MAX_DIGITS} digits")
    shift = n_exponent - d_exponent + QUOTIENT_PLACES
    if shift >= 0:
        n *= 10**shift
    else:
        d *= 10**-shift
    if d < 0:
        n, d = -n, -d
    whole, rest = divmod(n, d)
    if 2 * rest > d or (2 * rest == d and whole % 2):
        whole += 1
    return _kept(_trimmed(whole, QUOTIENT_PLACES))


def _trimmed(n: int, places: int) -> Decimal:
    """Return n · 10^−places without trailing zeros after the point."""
    while places > 0 and n % 10 == 0:
        n //= 10
        places -= 1
    return from_parts(n, -places)


def plain(d: Decimal) -> str:
    """
    Return the one canonical way to write a number: "1.5", "-0.001", "80000000", "0".

    No exponent, no trailing zeros after the point, no sign on zero: equal numbers give equal strings.

    Raises
    ------
    NotFinite : `d` is a NaN or an infinity
    """
    if not d.is_finite():
        raise NotFinite(str(d))
    if not d:
        return "0"
    text = format(d, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_number(text: str) -> Decimal | None:
    """
    Return the number that `text` writes, or None.

    ASCII digits with an optional sign and one optional point that has digits on both sides; no exponent,
    NaN, infinity, underscore, space or thousands separator. Limits of size are the reader's (language 2.4).
    """
    return Decimal(text) if _NUMBER.fullmatch(text) else None
