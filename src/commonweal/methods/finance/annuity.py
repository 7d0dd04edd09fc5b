"""
The level instalment of a loan: one amount, paid on each day, that leaves nothing owed after the last.

Definition: with the debt D on the day of the first payment and interest of iₖ between payment k−1 and k, the
instalment is A = D · ∏ₖ(1 + iₖ) / Σₖ ∏_{j>k}(1 + iⱼ), k from the second payment in the products.

Source
------
Kellison, The Theory of Interest (3rd ed. 2009), ch. 3 and 5, for even periods. For uneven ones the same
follows from balanceₖ = balanceₖ₋₁ · (1 + iₖ) − A with the last balance zero; ACTUS contract type ANN asks for
this amount whenever an instalment is fixed anew (event PRF).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from commonweal.ground.numbers import add, divide


def level_instalment(principal: Decimal, interest: Sequence[Fraction], *, accrued: Decimal) -> Decimal:
    """
    Return the instalment, exact until the one division at the end (12 decimals, half-even).

    Parameters
    ----------
    principal : owed now, in any currency
    interest : for each payment, in order, rate times the fraction of a year since the one before (the first:
        since now)
    accrued : interest run up by now, which bears no interest itself

    Raises
    ------
    ValueError : no payment; or a period whose interest takes all away (a factor of zero or less)
    TooLong : more than 200 digits
    """
    if not interest:
        raise ValueError("an instalment needs a day to be paid on")
    if any(i <= -1 for i in interest):
        raise ValueError("a period's interest takes the whole debt away")
    first, *later = interest
    debt = Fraction(principal) * first + Fraction(add(principal, accrued))
    worth = Fraction(1)
    for i in later:
        debt *= 1 + i
        worth = worth * (1 + i) + 1
    level = debt / worth
    found = divide(Decimal(level.numerator), Decimal(level.denominator))
    assert found is not None  # a denominator is not zero
    return found
