"""
Values as far as they are known: intervals of exact numbers, three truth values.

A number is an interval [lo, hi], either end may be open (None); a point is known. Truth is F < U < T.
Source: language.md 5.4 (intervals), 6.1 (truth), 3.2 (numbers).

Almost every number is a point, so the common operations treat points first and hold them as one object at
both ends (`lo is hi`); the result is that of the general case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from commonweal.ground import numbers
from commonweal.ground.rounding import Rounding, round_places

ZERO = Decimal(0)


@dataclass(slots=True, unsafe_hash=True)
class Interval:
    """
    All numbers from `lo` to `hi`, both counted; None is an open end.

    A value: nobody changes one. It is not `frozen` because one is made for every number read, and a frozen
    one takes three times as long to make.
    """

    lo: Decimal | None
    hi: Decimal | None

    @property
    def point(self) -> Decimal | None:
        """Return the number if only one is possible."""
        lo = self.lo
        return lo if lo is not None and (lo is self.hi or lo == self.hi) else None


ANYTHING = Interval(None, None)
NOT_NEGATIVE = Interval(ZERO, None)


def exactly(x: Decimal) -> Interval:
    """Return the interval that holds one number."""
    return Interval(x, x)


def plus(a: Interval, b: Interval) -> Interval:
    """Return the sum."""
    if a.lo is a.hi and b.lo is b.hi and a.lo is not None and b.lo is not None:
        return exactly(numbers.add(a.lo, b.lo))
    return Interval(
        None if a.lo is None or b.lo is None else numbers.add(a.lo, b.lo),
        None if a.hi is None or b.hi is None else numbers.add(a.hi, b.hi),
    )


def opposite(a: Interval) -> Interval:
    """Return the opposite."""
    if a.lo is a.hi and a.lo is not None:
        return exactly(numbers.neg(a.lo))
    return Interval(None if a.hi is None else numbers.neg(a.hi), None if a.lo is None else numbers.neg(a.lo))


def minus(a: Interval, b: Interval) -> Interval:
    """Return the difference."""
    return plus(a, opposite(b))


def times(a: Interval, b: Interval) -> Interval:
    """
    Return the product: nothing times anything is nothing; of two non-points only if neither can be
    negative, else unknown.
    """
    x, y = a.point, b.point
    if (x is not None and x == 0) or (y is not None and y == 0):
        return exactly(ZERO)
    if y is not None:
        return _scaled(a, y)
    if x is not None:
        return _scaled(b, x)
    if a.lo is None or b.lo is None or a.lo < 0 or b.lo < 0:
        return ANYTHING
    hi = None if a.hi is None or b.hi is None else numbers.mul(a.hi, b.hi)
    return Interval(numbers.mul(a.lo, b.lo), hi)


def _scaled(a: Interval, y: Decimal) -> Interval:
    if a.lo is a.hi and a.lo is not None:
        return exactly(numbers.mul(a.lo, y))
    if y < 0:
        return _scaled(opposite(a), numbers.neg(y))
    return Interval(
        None if a.lo is None else numbers.mul(a.lo, y), None if a.hi is None else numbers.mul(a.hi, y)
    )


def least(parts: Iterable[Interval]) -> Interval:
    """Return the least of several: an open lower end stays open."""
    every = list(parts)
    his = [p.hi for p in every if p.hi is not None]
    los = [p.lo for p in every]
    lo = None if any(x is None for x in los) else min(x for x in los if x is not None)
    return Interval(lo, min(his) if his else None)


def greatest(parts: Iterable[Interval]) -> Interval:
    """Return the greatest of several."""
    return opposite(least(opposite(p) for p in parts))


def hull(parts: Iterable[Interval]) -> Interval:
    """Return the smallest interval that holds several."""
    every = list(parts)
    los, his = [p.lo for p in every], [p.hi for p in every]
    return Interval(
        None if any(x is None for x in los) else min(x for x in los if x is not None),
        None if any(x is None for x in his) else max(x for x in his if x is not None),
    )


def rounded(a: Interval, places: int, mode: Rounding) -> Interval:
    """Return both ends rounded to a currency's minor digits."""
    if a.lo is a.hi and a.lo is not None:
        return exactly(round_places(a.lo, places, mode))
    return Interval(
        None if a.lo is None else round_places(a.lo, places, mode),
        None if a.hi is None else round_places(a.hi, places, mode),
    )


# ---- truth: "F" < "U" < "T" ----------------------------------------------------------------------

_NOT = {"F": "T", "U": "U", "T": "F"}


def all_of(parts: Iterable[str]) -> str:
    """Return the least truth; of nothing: true."""
    every = tuple(parts)
    return "F" if "F" in every else "U" if "U" in every else "T"


def any_of(parts: Iterable[str]) -> str:
    """Return the greatest truth; of nothing: false."""
    every = tuple(parts)
    return "T" if "T" in every else "U" if "U" in every else "F"


def negated(truth: str) -> str:
    """Return the opposite truth; unknown stays unknown."""
    return _NOT[truth]


def at_least_k(k: int, parts: Iterable[str]) -> str:
    """Return true if k are true, false if fewer than k are not false, else unknown."""
    every = list(parts)
    if sum(p == "T" for p in every) >= k:
        return "T"
    return "F" if sum(p != "F" for p in every) < k else "U"


def compared(op: str, a: Interval, b: Interval) -> str:
    """Return whether every value of one interval stands so to every value of the other."""
    if op in ("le", "lt"):
        op, a, b = "ge" if op == "le" else "gt", b, a
    if op == "eq":
        if a.point is not None and a.point == b.point:
            return "T"
        return "F" if _below(a, b) or _below(b, a) else "U"
    strict = op == "gt"
    if a.lo is not None and b.hi is not None and (a.lo > b.hi if strict else a.lo >= b.hi):
        return "T"
    if a.hi is not None and b.lo is not None and (a.hi <= b.lo if strict else a.hi < b.lo):
        return "F"
    return "U"


def _below(a: Interval, b: Interval) -> bool:
    return a.hi is not None and b.lo is not None and a.hi < b.lo
