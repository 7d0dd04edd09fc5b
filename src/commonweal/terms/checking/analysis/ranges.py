"""
What formulas and amounts may come to, whatever is reported: by interval arithmetic, without a solver.

Every measure is as wide as its kind and `nonnegative` allow; a parameter has the value that the text gives,
or any. The answer is never too narrow: what cannot be excluded here may still be impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from commonweal.ground.numbers import TooLong, add, mul, neg
from commonweal.ground.period import Period
from commonweal.terms.checking.analysis.foreseen import calendar_of, standing_value
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.dates import day_of
from commonweal.terms.core.expressions import Expr


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest value of a number; None: no bound."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def nonnegative(self) -> bool:
        """Say whether no value lies below zero."""
        return self.low is not None and self.low >= 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a formula may hold, and whether it may fail; neither: it can never be known."""

    holds: bool = True
    fails: bool = True


ANY: Final = Range()
FROM_ZERO: Final = Range(Decimal(0))
OPEN: Final = Outcome()
NEVER_KNOWN: Final = Outcome(False, False)


class Reading:
    """
    Reads the formulas of one text.

    Parameters
    ----------
    unjudged : says of a clause whether its status is not known yet in any window that is meant
    window : where dates of the window are compared; None: they may be any
    settled : numbers have the value that the text gives a parameter; else they may be any. A yes or no that
        an agreement may set is a switch, and always open
    unended : says of a clause whether none of its windows has ended before the one that is meant
    """

    def __init__(
        self,
        terms: Terms,
        unjudged: Callable[[str], bool] | None = None,
        window: Period | None = None,
        *,
        settled: bool = True,
        unended: Callable[[str], bool] | None = None,
    ) -> None:
        self._terms = terms
        self._unended = unended or (lambda name: False)
        self._unjudged = unjudged or (lambda name: False)
        self._window, self._settled = window, settled
        self._calendar = calendar_of(terms, window)
        self._measures = {m.name: m for m in terms.measures}

    # ---- formulas ------------------------------------------------------------------------------------

    def outcome(self, node: Expr) -> Outcome:
        """Return whether a formula may hold and may fail."""
        match node.op:
            case "truth":
                return Outcome(bool(node["value"]), not node["value"])
            case "and" | "or" | "at_least_k":
                needed = {"and": len(node.args), "or": 1}.get(node.op) or node.number("k")
                return _at_least(needed, [self.outcome(a) for a in node.args])
            case "not":
                inner = self.outcome(node.args[0])
                return Outcome(inner.fails, inner.holds)
            case "every" | "some" | "none":
                return self._rows(node)
            case "ge" | "le" | "gt" | "lt" | "eq":
                return self._compared(node)
            case "choose":
                ends = [self.outcome(value) for value in self._branches(node)]
                return Outcome(any(e.holds for e in ends), any(e.fails for e in ends))
            case "status" if node.args[0].op in ("in_period", "in_previous"):
                other, before = node.text("clause"), node.args[0].op == "in_previous"
                never = self._unjudged(other) or (before and self._unended(other))
                return NEVER_KNOWN if never else OPEN
        return OPEN

    def _rows(self, node: Expr) -> Outcome:
        """Return the outcome of a quantifier; a register may be empty."""
        inner = self.outcome(node.args[1])
        if node.op == "some":
            return Outcome(inner.holds, True)
        return Outcome(True, inner.fails if node.op == "every" else inner.holds)

    def _compared(self, node: Expr) -> Outcome:
        left, right = node.args
        if left.type.kind == "date":
            return self._dated(node)
        if not left.type.is_amount:
            return OPEN
        a, b = self.range(left), self.range(right)
        if node.op in ("le", "lt"):
            a, b = b, a
        if node.op == "eq":
            apart = _below(a, b, strictly=True) or _below(b, a, strictly=True)
            one = a.low is not None and a == b and a.low == a.high
            return Outcome(not apart, not one)
        strict = node.op in ("gt", "lt")
        # a at least b: holds surely if a.low >= b.high, fails surely if a.high < b.low.
        return Outcome(not _below(a, b, strictly=not strict), not _below(b, a, strictly=strict))

    def _dated(self, node: Expr) -> Outcome:
        """Return the outcome of a comparison of days: certain where both are known."""
        inside = any(n.op in ("this_period", "containing") for n in node.walk())
        if inside and self._window is None:
            return OPEN
        left, right = (day_of(a, self._calendar) for a in node.args)
        if left is None or right is None:
            return OPEN
        holds = {
            "ge": left >= right,
            "le": left <= right,
            "gt": left > right,
            "lt": left < right,
            "eq": left == right,
        }[node.op]
        return Outcome(holds, not holds)

    def _branches(self, node: Expr) -> list[Expr]:
        """Return the values of a `choose` that may be the one."""
        found: list[Expr] = []
        for value, guard in zip(node.args[:-1:2], node.args[1::2], strict=True):
            known = self.outcome(guard)
            if known.holds:
                found.append(value)
            if not known.fails and known.holds:
                return found
        return [*found, node.args[-1]]

    # ---- numbers -------------------------------------------------------------------------------------

    def range(self, node: Expr) -> Range:
        """Return what a number may be; no bound where its digits are too many to count."""
        try:
            return self._range(node)
        except TooLong:
            return ANY

    def _range(self, node: Expr) -> Range:
        args = node.args
        match node.op:
            case "literal":
                value = node["value"]
                assert isinstance(value, Decimal)
                return Range(value, value)
            case "parameter":
                default = standing_value(self._terms.parameter(node.text("name"))) if self._settled else None
                return self.range(default) if default is not None else ANY
            case "add" | "mul":
                found = self.range(args[0])
                for arg in args[1:]:
                    found = (_sum if node.op == "add" else _product)(found, self.range(arg))
                return found
            case "neg":
                return _opposite(self.range(args[0]))
            case "min" | "max":
                return _extreme([self.range(a) for a in args], greatest=node.op == "max")
            case "div" | "round":
                return FROM_ZERO if all(self.range(a).nonnegative for a in args) else ANY
            case "marginal":
                return FROM_ZERO if all(self.range(a).nonnegative for a in args[1::2]) else ANY
            case "tier":
                return _hull([self.range(a) for a in args[1::2]])
            case "choose":
                return _hull([self.range(value) for value in self._branches(node)])
            case "count" | "paid_under" | "due_under" | "days_in":
                return FROM_ZERO
            case "indexed":
                whole = self.range(args[0]).nonnegative and self._measured(node).nonnegative
                return FROM_ZERO if whole else ANY
            case "total" | "average" | "highest" | "lowest" | "at_start" | "at_end" | "of_subject":
                return self._measured(node)
            case "over":
                return self._summed(node)
        return ANY

    def _measured(self, node: Expr) -> Range:
        measure = self._measures.get(node.text("measure"))
        return FROM_ZERO if measure is not None and measure.nonnegative else ANY

    def _summed(self, node: Expr) -> Range:
        agg = node.text("agg")
        if agg == "count":
            return FROM_ZERO
        inner = self.range(node.args[1]) if node.args[1].type.is_amount else ANY
        if agg != "total":
            return inner
        least = Decimal(0) if inner.nonnegative else None
        most = Decimal(0) if inner.high is not None and inner.high <= 0 else None
        return Range(least, most)


def _at_least(k: int, parts: Sequence[Outcome]) -> Outcome:
    """Return the outcome of `at least k of`: it fails if all but k - 1 fail."""
    return Outcome(
        sum(p.holds for p in parts) >= k,
        sum(p.fails for p in parts) > len(parts) - k,
    )


def _below(a: Range, b: Range, *, strictly: bool) -> bool:
    """Say whether every value of one lies below (or at) every value of the other."""
    if a.high is None or b.low is None:
        return False
    return a.high < b.low if strictly else a.high <= b.low


def _sum(a: Range, b: Range) -> Range:
    return Range(
        add(a.low, b.low) if a.low is not None and b.low is not None else None,
        add(a.high, b.high) if a.high is not None and b.high is not None else None,
    )


def _opposite(a: Range) -> Range:
    return Range(
        neg(a.high) if a.high is not None else None,
        neg(a.low) if a.low is not None else None,
    )


def _product(a: Range, b: Range) -> Range:
    """Return the product; no bound where a sign is open and neither side is one number."""
    for one, other in ((a, b), (b, a)):
        if one.low is not None and one.low == one.high:
            if one.low < 0:
                return _product(_opposite(one), _opposite(other))
            if one.low == 0:
                return one
            low = mul(one.low, other.low) if other.low is not None else None
            return Range(low, mul(one.low, other.high) if other.high is not None else None)
    if a.low is not None and b.low is not None and a.nonnegative and b.nonnegative:
        most = mul(a.high, b.high) if a.high is not None and b.high is not None else None
        return Range(mul(a.low, b.low), most)
    return ANY


def _extreme(parts: Sequence[Range], *, greatest: bool) -> Range:
    lows, highs = [p.low for p in parts], [p.high for p in parts]
    known_lows, known_highs = [x for x in lows if x is not None], [x for x in highs if x is not None]
    if greatest:
        return Range(
            max(known_lows, default=None), max(known_highs) if len(known_highs) == len(highs) else None
        )
    return Range(min(known_lows) if len(known_lows) == len(lows) else None, min(known_highs, default=None))


def _hull(parts: Sequence[Range]) -> Range:
    lows, highs = [p.low for p in parts], [p.high for p in parts]
    return Range(
        None if None in lows else min(x for x in lows if x is not None),
        None if None in highs else max(x for x in highs if x is not None),
    )
