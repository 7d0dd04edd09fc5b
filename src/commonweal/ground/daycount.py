"""
Days and fractions of a year for interest, half-open: from the first day to the day after the last.

Source: language.md 3.3 and 4.5; ISDA 2006 Definitions, section 4.16 (b) actual/actual, (d) actual/365 fixed,
(e) actual/360, (f) 30/360 "bond basis".
"""

from __future__ import annotations

from calendar import isleap
from datetime import date
from fractions import Fraction
from typing import Final

BASES: Final = ("act365", "act360", "thirty360", "actact")
"""The bases that a text may name."""


def _require_basis(basis: str) -> None:
    if basis not in BASES:
        raise ValueError(f"no day count basis {basis!r}")


def _thirty360(a: date, b: date) -> int:
    """Return the days from `a` to `b` (a <= b), every month counting 30: ISDA 2006 s. 4.16 (f)."""
    a_day = min(a.day, 30)
    b_day = 30 if b.day == 31 and a_day == 30 else b.day
    return 360 * (b.year - a.year) + 30 * (b.month - a.month) + (b_day - a_day)


def days(a: date, b: date, basis: str) -> int:
    """
    Return the days from `a` to `b`, `b` not counted; negative if `b` comes first.

    Parameters
    ----------
    a : date                        the first day
    b : date                        the day after the last
    basis : "act365", "act360", "actact" (actual days) or "thirty360" (months of 30 days)

    Source
    ------
    ISDA 2006 s. 4.16; under "thirty360" 28 October 2008 to 17 June 2009 is 229 (US Treasury, CPP dividends).
    The rule is that of s. 4.16 (f), which leaves the end of February as it is.

    Raises
    ------
    ValueError : another basis
    """
    _require_basis(basis)
    if a > b:
        return -days(b, a, basis)
    return _thirty360(a, b) if basis == "thirty360" else b.toordinal() - a.toordinal()


def year_fraction(a: date, b: date, basis: str) -> Fraction:
    """
    Return the fraction of a year from `a` to `b`, exactly; negative if `b` comes first.

    Parameters
    ----------
    a : date                        the first day
    b : date                        the day after the last
    basis : "act365" (/ 365), "act360" (/ 360), "thirty360" (/ 360) or "actact" (days in leap years / 366, in
        other years / 365)

    Source
    ------
    ISDA 2006 s. 4.16 (b), (d), (e), (f)

    Raises
    ------
    ValueError : another basis
    """
    _require_basis(basis)
    if basis == "actact":
        return _position(b) - _position(a)
    return Fraction(days(a, b, basis), 365 if basis == "act365" else 360)


def _position(d: date) -> Fraction:
    """Return the year and how much of it is over before day `d`."""
    return d.year + Fraction(d.timetuple().tm_yday - 1, 366 if isleap(d.year) else 365)
