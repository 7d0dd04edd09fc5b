"""
Roots of rational numbers, compared exactly.

Labels change at a threshold of a growth rate, and a growth rate is a root. Whether it lies on the threshold
is decided here without rounding: for rational a, b >= 0 the sign of

    a^(1/n) - (constant + factor * b^(1/m))

Source
------
Both sides can be equal only where (1) b^(1/m) is rational, or (2) the constant is zero: then powers are
compared. Otherwise they never are: an irrational real root x of a positive rational, x^k rational with the
least k, has the minimal polynomial X^k - x^k (Capelli; Lang, Algebra, 3rd ed., theorem VI.9.1) and so the
trace zero, and so has a^(1/n) if it is irrational, while constant + factor * x has the trace k * constant,
which is not zero. What is never equal is told apart by integer roots (Newton's steps), with as many digits
as it takes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

DIGITS: Final = 40
"""Decimals to which an irrational measure is given; no decision rests on them."""


def integer_root(x: int, n: int) -> int:
    """
    Return the greatest whole number whose n-th power is at most x.

    Parameters
    ----------
    x : whole number, >= 0
    n : whole number, >= 1
    """
    if x < 2 or n == 1:
        return x
    guess = 1 << -(-x.bit_length() // n)  # at least the root, so that Newton's steps only fall
    while True:
        lower = ((n - 1) * guess + x // guess ** (n - 1)) // n
        if lower >= guess:
            return guess
        guess = lower


def exact_root(x: Fraction, n: int) -> Fraction | None:
    """
    Return the n-th root of x where it is rational, else None.

    Parameters
    ----------
    x : rational, >= 0
    n : whole number, >= 1
    """
    over, under = integer_root(x.numerator, n), integer_root(x.denominator, n)
    return Fraction(over, under) if over**n == x.numerator and under**n == x.denominator else None


def root_below(x: Fraction, n: int, digits: int = DIGITS) -> Fraction:
    """
    Return the n-th root of x, too small by less than 10^-digits.

    Parameters
    ----------
    x : rational, >= 0
    n : whole number, >= 1
    digits : decimals, >= 0
    """
    scale = 10**digits
    return Fraction(integer_root(x.numerator * scale**n // x.denominator, n), scale)


def sign_of(x: Fraction) -> int:
    """Return -1, 0 or 1."""
    return (x > 0) - (x < 0)


def compare_root(
    a: Fraction,
    n: int,
    constant: Fraction,
    factor: Fraction = Fraction(0),
    b: Fraction = Fraction(1),
    m: int = 1,
) -> int:
    """
    Return the sign (-1, 0, 1) of a^(1/n) - (constant + factor * b^(1/m)), exactly.

    Parameters
    ----------
    a, b : rational, >= 0
    n, m : whole numbers, >= 1
    constant, factor : rational

    Source
    ------
    see the module
    """
    known = exact_root(b, m) if factor else Fraction(1)
    if known is not None:
        return _compare_with(a, n, constant + factor * known)
    if constant == 0:
        return 1 if factor < 0 else sign_of(a**m - factor ** (n * m) * b**n)
    digits = DIGITS
    while True:
        step = Fraction(1, 10**digits)
        mine, other = root_below(a, n, digits), root_below(b, m, digits)
        ends = (constant + factor * other, constant + factor * (other + step))
        if mine > max(ends):
            return 1
        if mine + step < min(ends):
            return -1
        digits *= 2


def _compare_with(a: Fraction, n: int, c: Fraction) -> int:
    return 1 if c < 0 else sign_of(a - c**n)
