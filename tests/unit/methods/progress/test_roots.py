"""Roots: comparisons are exact, also where a float cannot tell."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.methods.progress.roots import compare_root, exact_root, integer_root, root_below

F = Fraction
RATIONALS = st.fractions(F(1, 50), 50, max_denominator=50)


@given(st.integers(0, 10**60), st.integers(1, 12))
def test_the_integer_root_is_the_greatest(x: int, n: int) -> None:
    root = integer_root(x, n)
    assert root**n <= x < (root + 1) ** n


@given(RATIONALS, st.integers(1, 9))
def test_a_power_has_its_root(x: Fraction, n: int) -> None:
    assert exact_root(x**n, n) == x


def test_what_has_no_rational_root_has_none() -> None:
    assert exact_root(F(2), 2) is None
    assert exact_root(F(4, 3), 2) is None


@given(RATIONALS, st.integers(1, 9), st.integers(0, 30))
def test_the_root_below_is_below_and_close(x: Fraction, n: int, digits: int) -> None:
    root = root_below(x, n, digits)
    assert root**n <= x < (root + F(1, 10**digits)) ** n


@given(RATIONALS, st.integers(1, 7), RATIONALS, st.integers(1, 7), st.fractions(-2, 2, max_denominator=20))
def test_comparison_agrees_with_sixty_digits(
    a: Fraction, n: int, b: Fraction, m: int, factor: Fraction
) -> None:
    with localcontext() as context:
        context.prec = 60
        first = (Decimal(a.numerator) / a.denominator) ** (Decimal(1) / n)
        second = (Decimal(b.numerator) / b.denominator) ** (Decimal(1) / m)
        scaled = Decimal(factor.numerator) / factor.denominator
        difference = first - (1 - scaled + scaled * second)
    assume(abs(difference) > Decimal("1e-40"))
    assert compare_root(a, n, 1 - factor, factor, b, m) == (1 if difference > 0 else -1)


@given(RATIONALS, st.integers(1, 6), RATIONALS, st.integers(1, 6))
def test_equal_roots_are_equal(x: Fraction, n: int, factor: Fraction, m: int) -> None:
    # rational roots: x = (1 - f) + f * b with b = (x - 1 + f) / f
    b = (x - 1 + factor) / factor
    assume(b > 0)
    assert compare_root(x**n, n, 1 - factor, factor, b**m, m) == 0
    # irrational ones can be equal only without a constant
    assert compare_root(x**m, n * m, F(0), F(1), x, n) == 0


def test_a_difference_in_the_hundredth_digit_is_seen() -> None:
    below = root_below(F(2), 2, 100)
    assert compare_root(F(2), 2, below) == 1
    assert compare_root(F(2), 2, below + F(1, 10**100)) == -1
    assert compare_root(F(2), 2, F(0), F(1), F(2) + F(1, 10**90), 2) == -1
    # sqrt(2) against 1/2 + f * sqrt(3), f chosen to 60 digits
    factor = (root_below(F(2), 2, 60) - F(1, 2)) / root_below(F(3), 2, 70)
    assert compare_root(F(2), 2, F(1, 2), factor, F(3), 2) in (-1, 1)


@pytest.mark.parametrize(("constant", "factor"), [(F(-1), F(0)), (F(0), F(-1))])
def test_a_root_is_never_below_zero(constant: Fraction, factor: Fraction) -> None:
    assert compare_root(F(0), 3, constant, factor, F(2), 2) == 1
