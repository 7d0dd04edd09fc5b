"""The level instalment: against printed payments, and against paying a loan off row by row."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest

from commonweal.methods.finance.annuity import level_instalment


def test_a_loan_of_twelve_even_months_by_the_closed_formula() -> None:
    monthly = Fraction(1, 100)
    closed = 1000 * monthly / (1 - (1 + monthly) ** -12)
    assert abs(Fraction(level_instalment(D(1000), [monthly] * 12, accrued=D(0))) - closed) < Fraction(
        1, 10**12
    )
    assert round(level_instalment(D(1000), [monthly] * 12, accrued=D(0)), 2) == D("88.85")


def test_uneven_periods_leave_nothing_owed() -> None:
    interest = [Fraction(8 * days, 36500) for days in (31, 28, 61, 30, 14)]
    level = level_instalment(D(5000), interest, accrued=D("12.5"))
    owed = 5000 + 5000 * interest[0] + Fraction(25, 2) - Fraction(level)
    for i in interest[1:]:
        owed = owed * (1 + i) - Fraction(level)
    assert abs(owed) < Fraction(1, 10**10)


def test_one_payment_is_all_of_it_and_no_rate_shares_it_evenly() -> None:
    assert level_instalment(D(100), [Fraction(1, 10)], accrued=D(5)) == D(115)
    assert level_instalment(D(100), [Fraction(0)] * 8, accrued=D(0)) == D("12.5")
    # below zero: less than the even share
    assert level_instalment(D(100), [Fraction(-1, 100)] * 2, accrued=D(0)) < 50


def test_what_has_no_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="a day to be paid"):
        level_instalment(D(1), [], accrued=D(0))
    with pytest.raises(ValueError, match="takes the whole"):
        level_instalment(D(1), [Fraction(-1)], accrued=D(0))
