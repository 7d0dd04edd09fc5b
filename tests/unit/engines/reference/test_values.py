"""Intervals and truth values: what is known of a result follows from what is known of its parts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engines.reference import values
from commonweal.engines.reference.values import ANYTHING, Interval, exactly

numbers = st.decimals(-1000, 1000, places=2)
truths = st.sampled_from("FUT")


@st.composite
def holding(draw: st.DrawFn) -> tuple[Interval, Decimal]:
    """An interval and a number in it."""
    ends = sorted([draw(numbers), draw(numbers), draw(numbers)])
    lo = None if draw(st.booleans()) and draw(st.booleans()) else ends[0]
    hi = None if draw(st.booleans()) and draw(st.booleans()) else ends[2]
    return Interval(lo, hi), ends[1]


def within(x: Decimal, found: Interval) -> bool:
    """Say whether a number lies in an interval."""
    return (found.lo is None or found.lo <= x) and (found.hi is None or x <= found.hi)


@given(holding(), holding())
def test_the_result_of_numbers_lies_in_the_result_of_their_intervals(
    a: tuple[Interval, Decimal], b: tuple[Interval, Decimal]
) -> None:
    assert within(a[1] + b[1], values.plus(a[0], b[0]))
    assert within(a[1] - b[1], values.minus(a[0], b[0]))
    assert within(a[1] * b[1], values.times(a[0], b[0]))
    assert within(min(a[1], b[1]), values.least([a[0], b[0]]))
    assert within(max(a[1], b[1]), values.greatest([a[0], b[0]]))


@given(holding(), holding(), st.sampled_from(["ge", "le", "gt", "lt", "eq"]))
def test_a_comparison_that_is_decided_holds_for_every_number_inside(
    a: tuple[Interval, Decimal], b: tuple[Interval, Decimal], op: str
) -> None:
    x, y = a[1], b[1]
    plain = {"ge": x >= y, "le": x <= y, "gt": x > y, "lt": x < y, "eq": x == y}[op]
    truth = values.compared(op, a[0], b[0])
    assert truth == "U" or (truth == "T") == plain


@given(numbers, numbers, st.sampled_from(["ge", "le", "gt", "lt", "eq"]))
def test_a_comparison_of_points_is_always_decided(x: Decimal, y: Decimal, op: str) -> None:
    assert values.compared(op, exactly(x), exactly(y)) != "U"


@given(st.lists(truths, min_size=1, max_size=6), st.data())
def test_filling_in_an_unknown_never_turns_a_decided_truth(parts: list[str], data: st.DataObject) -> None:
    filled = [p if p != "U" else data.draw(st.sampled_from("FUT")) for p in parts]
    k = data.draw(st.integers(1, len(parts)))
    for join in (values.all_of, values.any_of, lambda p: values.at_least_k(k, p)):
        before, after = join(parts), join(filled)
        assert before == "U" or before == after


@given(truths, truths)
def test_de_morgan_and_double_negation(a: str, b: str) -> None:
    assert values.negated(values.negated(a)) == a
    assert values.negated(values.all_of([a, b])) == values.any_of([values.negated(a), values.negated(b)])


@pytest.mark.parametrize("other", [ANYTHING, Interval(Decimal(-3), None), exactly(Decimal(7))])
def test_nothing_times_anything_is_nothing(other: Interval) -> None:
    assert values.times(exactly(Decimal(0)), other) == exactly(Decimal(0))
