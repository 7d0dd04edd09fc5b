"""
Facts in order of their periods, and what a stretch of them adds up to, so that no fact is read again for
every window that holds it.

A duty that is tested each month on everything since the first day asks for the same sum some hundred times,
each time of a few facts more. What was worked out from one fact up to another is therefore kept, and the
next sum that begins at the same fact goes on from there: the very same additions in the very same order, done
once. What is kept grows with the facts and the windows, not with their product.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Generic, TypeVar

from commonweal.engines.protocol import Fact, Undisclosed
from commonweal.engines.reference.outcome import recorded
from commonweal.ground import numbers
from commonweal.ground.days import next_day
from commonweal.ground.period import Period

T = TypeVar("T")

# What is asked of so few facts is worked out anew: quicker than to look up what is kept, and nothing to keep.
FEW = 12

ZERO = Decimal(0)

# What is counted for coverage: a measure, a subject, and the period or closing day (`evaluate.Coverage`).
Asked = tuple[str, str, Period | date]


class _Running(Generic[T]):
    """One quantity, worked out from fact to fact and kept wherever it was asked for."""

    __slots__ = ("begin", "kept", "step")

    def __init__(self, begin: T, step: Callable[[T, Sequence[Fact]], T]) -> None:
        self.begin, self.step = begin, step
        self.kept: dict[int, tuple[list[int], dict[int, T]]] = {}

    def over(self, facts: Sequence[Fact], lo: int, hi: int) -> T:
        """Return the quantity of the facts from `lo` to before `hi`."""
        if hi - lo <= FEW:
            return self.step(self.begin, facts[lo:hi])
        stops, found = self.kept.setdefault(lo, ([], {}))
        if hi not in found:
            at = bisect_left(stops, hi)
            start, value = (stops[at - 1], found[stops[at - 1]]) if at else (lo, self.begin)
            found[hi] = self.step(value, facts[start:hi])
            insort(stops, hi)
        return found[hi]


def _total(before: Decimal, facts: Sequence[Fact]) -> Decimal:
    for fact in facts:
        if isinstance(fact.value, Decimal):
            before = numbers.add(before, fact.value)
    return before


def _highest(before: Decimal | None, facts: Sequence[Fact]) -> Decimal | None:
    values = [f.value for f in facts if isinstance(f.value, Decimal)]
    return max(values if before is None else [before, *values], default=None)


def _lowest(before: Decimal | None, facts: Sequence[Fact]) -> Decimal | None:
    values = [f.value for f in facts if isinstance(f.value, Decimal)]
    return min(values if before is None else [before, *values], default=None)


def _recorded(before: datetime | None, facts: Sequence[Fact]) -> datetime | None:
    found = recorded(facts)
    return found if before is None or (found is not None and found > before) else before


class Ordered:
    """
    Facts in order of their periods.

    Attributes
    ----------
    starts, ends : of the periods, in the same order
    orderly : the ends stand in order too, so that the facts of a stretch stand side by side
    plain : every value is a number
    """

    __slots__ = (
        "_breaks", "_ending", "_hidden", "_highest", "_lowest", "_odd", "_recorded", "_seen", "_total",
        "ends", "facts", "orderly", "plain", "starts",
    )  # fmt: skip

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = tuple(facts)
        self.starts = [f.period.start for f in facts]
        self.ends = [f.period.end for f in facts]
        self.orderly = all(a <= b for a, b in pairwise(self.ends)) and not any(
            a == b for a, b in zip(self.starts, self.ends, strict=True)
        )
        self.plain = all(isinstance(f.value, Decimal) for f in facts)
        self._breaks: list[int] | None = None
        self._odd: list[int] | None = None
        self._hidden: list[int] = []
        self._ending: dict[date, list[Fact]] | None = None
        self._total: _Running[Decimal] | None = None
        self._highest: _Running[Decimal | None] | None = None
        self._lowest: _Running[Decimal | None] | None = None
        self._recorded: _Running[datetime | None] | None = None
        self._seen: tuple[Mapping[Asked, bool], bytearray] | None = None

    def __len__(self) -> int:
        """Return how many facts there are."""
        return len(self.facts)

    # ---- stretches ----------------------------------------------------------------------------------

    def inside(self, days: Period) -> Stretch:
        """Return the facts whose period lies inside some days."""
        lo, hi = bisect_left(self.starts, days.start), bisect_left(self.starts, days.end)
        if self.orderly:
            if hi > lo and self.ends[hi - 1] > days.end:
                hi = bisect_right(self.ends, days.end, lo, hi)
        elif hi > lo:
            return _chosen([f for f in self.facts[lo:hi] if f.period.end <= days.end])
        return Stretch(self, lo, hi)

    def touching(self, days: Period) -> Stretch:
        """Return the facts whose period shares a day with some days."""
        if not self.orderly or days.start == days.end:
            return _chosen([f for f in self.facts if f.period.overlaps(days)])
        lo, hi = bisect_right(self.ends, days.start), bisect_left(self.starts, days.end)
        return Stretch(self, lo, max(lo, hi))

    def until(self, day: date) -> Stretch:
        """Return the facts whose period ends on a day or before it."""
        if not self.orderly:
            return _chosen([f for f in self.facts if f.period.last <= day])
        return Stretch(self, 0, bisect_right(self.ends, next_day(day)))

    def latest_by(self, day: date) -> Stretch:
        """Return the facts of the last day, up to a given one, on which the period of a fact ends."""
        before = self.until(day)
        if not before:
            return before
        if not self.orderly:
            last = max(f.period.last for f in before.facts)
            return _chosen([f for f in before.facts if f.period.last == last])
        return Stretch(self, bisect_left(self.ends, self.ends[before.hi - 1]), before.hi)

    def whole(self) -> Stretch:
        """Return all facts."""
        return Stretch(self, 0, len(self.facts))

    def ending_on(self, day: date) -> Stretch:
        """Return the facts whose period ends on a day."""
        if self.orderly:
            end = next_day(day)
            lo = bisect_left(self.ends, end)
            return Stretch(self, lo, bisect_right(self.ends, end, lo))
        if self._ending is None:
            self._ending = {}
            for fact in self.facts:
                self._ending.setdefault(fact.period.last, []).append(fact)
        return _chosen(self._ending.get(day, []))

    def breaks(self, lo: int, hi: int) -> list[int]:
        """Return which facts after `lo` and before `hi` do not begin where the one before them ends."""
        if self._breaks is None:
            ends = zip(self.starts[1:], self.ends, strict=False)
            self._breaks = [i for i, (start, end) in enumerate(ends, 1) if start != end]
        if not self._breaks:
            return []
        return self._breaks[bisect_right(self._breaks, lo) : bisect_left(self._breaks, hi)]

    # ---- quantities ---------------------------------------------------------------------------------

    def _look(self) -> list[int]:
        """Return the places of facts whose value is no number; note those that are not disclosed."""
        if self._odd is None:
            self._odd = [i for i, f in enumerate(self.facts) if not isinstance(f.value, Decimal)]
            self._hidden = [i for i in self._odd if isinstance(self.facts[i].value, Undisclosed)]
        return self._odd

    def numbers(self, lo: int, hi: int) -> int:
        """Return how many values are numbers."""
        if self.plain:
            return hi - lo
        odd = self._look()
        return hi - lo - (bisect_left(odd, hi) - bisect_left(odd, lo))

    def hidden(self, lo: int, hi: int) -> bool:
        """Say whether a value is not disclosed."""
        self._look()
        return bool(self._hidden) and bisect_left(self._hidden, hi) > bisect_left(self._hidden, lo)

    def total(self, lo: int, hi: int) -> Decimal:
        """Return the sum of the values that are numbers, added in order."""
        if self._total is None:
            self._total = _Running(ZERO, _total)
        return self._total.over(self.facts, lo, hi)

    def highest(self, lo: int, hi: int) -> Decimal | None:
        """Return the first of the greatest values that are numbers."""
        if self._highest is None:
            self._highest = _Running[Decimal | None](None, _highest)
        return self._highest.over(self.facts, lo, hi)

    def lowest(self, lo: int, hi: int) -> Decimal | None:
        """Return the first of the least values that are numbers."""
        if self._lowest is None:
            self._lowest = _Running[Decimal | None](None, _lowest)
        return self._lowest.over(self.facts, lo, hi)

    def recorded(self, lo: int, hi: int) -> datetime | None:
        """Return the latest time of recording."""
        if self._recorded is None:
            self._recorded = _Running[datetime | None](None, _recorded)
        return self._recorded.over(self.facts, lo, hi)

    # ---- coverage -----------------------------------------------------------------------------------

    def count(self, lo: int, hi: int, *, expected: dict[Asked, bool], hidden: set[tuple[str, str]]) -> None:
        """
        Add facts to a count of the facts asked for, and of those not disclosed; each fact is added once.

        What was added once is not looked at again: a count only grows.
        """
        if self._seen is None or self._seen[0] is not expected:
            self._seen = (expected, bytearray(len(self.facts)))
        seen = self._seen[1]
        at = seen.find(0, lo, hi)
        while at >= 0:
            fact = self.facts[at]
            expected[fact.measure, fact.subject, fact.period] = True
            if isinstance(fact.value, Undisclosed):
                hidden.add((fact.measure, f"{fact.subject}:{fact.period}"))
            seen[at] = 1
            at = seen.find(0, at + 1, hi)


@dataclass(slots=True)
class Stretch:
    """The facts from `lo` to before `hi`, side by side. A value: nobody changes one."""

    of: Ordered
    lo: int
    hi: int

    def __len__(self) -> int:
        """Return how many facts there are."""
        return self.hi - self.lo

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return the facts, in order."""
        return self.of.facts[self.lo : self.hi]

    def recorded(self) -> datetime | None:
        """Return the latest time of recording."""
        if self.hi - self.lo == 1:
            return self.of.facts[self.lo].recorded_at
        return self.of.recorded(self.lo, self.hi) if self.hi > self.lo else None

    def hidden(self) -> bool:
        """Say whether a value is not disclosed."""
        return not self.of.plain and self.of.hidden(self.lo, self.hi)

    def total(self) -> Decimal:
        """Return the sum of the values that are numbers."""
        if self.hi - self.lo == 1:
            value = self.of.facts[self.lo].value
            return numbers.add(ZERO, value) if isinstance(value, Decimal) else ZERO
        return self.of.total(self.lo, self.hi) if self.hi > self.lo else ZERO

    def highest(self) -> Decimal | None:
        """Return the first of the greatest values that are numbers."""
        return self.of.highest(self.lo, self.hi)

    def lowest(self) -> Decimal | None:
        """Return the first of the least values that are numbers."""
        return self.of.lowest(self.lo, self.hi)

    def numbers(self) -> int:
        """Return how many values are numbers."""
        return self.of.numbers(self.lo, self.hi)


NOTHING = Ordered(())


def _chosen(facts: Sequence[Fact]) -> Stretch:
    """Return facts that do not stand side by side as a stretch of their own."""
    return Stretch(Ordered(facts), 0, len(facts)) if facts else Stretch(NOTHING, 0, 0)
