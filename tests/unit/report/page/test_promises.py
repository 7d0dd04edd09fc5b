"""What a promise about money asked for and what is verified, in whole cents: nobody pays an eighth of one."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engines.protocol import Finding, Trace
from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import sub
from commonweal.report.page import promises
from commonweal.report.speech.phrases import speaking
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import Type
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.unit.report.pages import ATLAS

HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "le": operator.le, "lt": operator.lt, "ge": operator.ge, "gt": operator.gt, "eq": operator.eq,
}  # fmt: skip


@cache
def limit() -> Finding:
    """Return the finding of the atlas whose limit is seven eighths of a cost."""
    found = load(ATLAS)
    assert found.value is not None
    judged = assess(found.value, as_of=date(2024, 12, 31), agreement="US-TXI-MHI", explain=True)
    (one,) = (f for f in judged.assessments[0].findings if f.clause == "limit")
    return one


def comparison(op: str, left: Decimal | None, right: Decimal | None, type_: Type) -> Finding:
    """Return a finding that compares two figures."""
    known = left is not None and right is not None
    truth = "U" if left is None or right is None else "T" if HOLDS[op](left, right) else "F"
    sides = tuple(
        Trace("figure", Expr("figure", type_), value=None if x is None else format(x, "f"))
        for x in (left, right)
    )
    duty = Trace(op, Expr(op, Type("yesno")), truth=truth if known else "U", because=sides)
    return replace(limit(), trace=Trace("status", because=(duty,)))


def told(
    op: str, left: str | None, right: str | None, type_: Type = Type("money", "USD")
) -> tuple[str, str, str]:
    """Return in words what was promised, what is verified, and how far they are apart."""
    ends = [None if text is None else Decimal(text) for text in (left, right)]
    numbers = promises.compared(comparison(op, ends[0], ends[1], type_))
    assert numbers is not None
    said = (numbers.promised, numbers.verified, numbers.gap)
    return said[0].replace("\u00a0", " "), said[1].replace("\u00a0", " "), said[2].replace("\u00a0", " ")


def test_a_limit_of_an_eighth_of_a_cent_is_told_in_cents_and_stands_exactly_in_its_step() -> None:
    numbers = promises.compared(limit())
    assert numbers is not None
    said = promises.beside(numbers).replace("\u00a0", " ")
    assert said == "USD 55,000,000, at most ≈ USD 55,000,000.12 promised"
    assert numbers.gap.replace("\u00a0", " ") == "≈ USD 0.12 below the limit"
    duty = promises.duty_of(limit())
    assert duty is not None and duty.because[1].value == "55000000.125"
    assert promises.value(duty.because[1]).replace("\u00a0", " ") == "USD 55,000,000.125"
    assert promises.gap(duty).replace("\u00a0", " ") == "USD 0.125 below the limit"
    with speaking("pt-BR"):
        numbers = promises.compared(limit())
        assert numbers is not None and "≈\u00a0USD\u00a055.000.000,12" in numbers.promised


@pytest.mark.parametrize(
    ("op", "left", "right", "said"),
    [
        # a greatest amount is cut downwards, a least amount upwards
        ("le", "10", "20.126", ("at most ≈ USD 20.12", "USD 10", "≈ USD 10.12 below the limit")),
        ("ge", "30", "20.121", ("at least ≈ USD 20.13", "USD 30", "≈ USD 9.87 more than needed")),
        ("ge", "0", "-20.129", ("at least ≈ USD −20.12", "USD 0", "≈ USD 20.12 more than needed")),
        ("le", "-30", "-20.121", ("at most ≈ USD −20.13", "USD −30", "≈ USD 9.87 below the limit")),
        # what is in whole cents is told as it is
        ("le", "10.50", "20.12", ("at most USD 20.12", "USD 10.50", "USD 9.62 below the limit")),
        # a cent would hide on which side the figure lies: it is told exactly
        ("le", "20.123", "20.126", ("at most USD 20.126", "USD 20.123", "USD 0.003 below the limit")),
        ("le", "20.127", "20.126", ("at most USD 20.126", "USD 20.127", "USD 0.001 too much")),
        ("ge", "20.13", "20.1299", ("at least USD 20.1299", "USD 20.13", "USD 0.0001 more than needed")),
        # one side alone is known
        ("ge", None, "20.121", ("at least ≈ USD 20.13", "", "")),
        ("le", "20.126", None, ("at most a figure that is not known yet", "≈ USD 20.13", "")),
        # equality is exact, and so is what is equal
        ("eq", "20.126", "20.126", ("exactly USD 20.126", "USD 20.126", "exactly that")),
    ],
)
def test_money_is_told_in_cents(op: str, left: str | None, right: str | None, said: tuple[str, ...]) -> None:
    found = told(op, left, right)
    assert (found[0], found[1], found[2].partition(",")[0]) == said


def test_prices_and_quantities_and_currencies_without_cents_keep_to_their_own_unit() -> None:
    assert told("le", "1", "3.5667", Type("money", "EUR", "share"))[0] == "at most EUR 3.5667 per share"
    assert told("le", "1", "3.5667", Type("quantity", "tonne"))[0] == "at most 3.5667 tonne"
    assert told("le", "1", "1000.5", Type("money", "JPY"))[0] == "at most ≈ JPY 1,000"
    assert told("le", "1", "3.14159", Type("money", "BHD"))[0] == "at most ≈ BHD 3.141"


FIGURES = st.decimals(min_value=-(10**15), max_value=10**15, places=6) | st.decimals(
    min_value=-1, max_value=1, places=4
)


@given(
    st.sampled_from([op for op in HOLDS if op != "eq"]),
    FIGURES,
    FIGURES,
    st.sampled_from(["USD", "JPY", "BHD"]),
)
def test_who_keeps_what_is_shown_keeps_what_was_promised(
    op: str, left: Decimal, right: Decimal, currency: str
) -> None:
    """A law: what is shown gives the same answer, and never asks for less than the text does."""
    duty = promises.duty_of(comparison(op, left, right, Type("money", currency)))
    assert duty is not None
    cut = promises._to_the_unit(duty)
    verified = left if cut.verified is None else cut.verified
    promised = right if cut.promised is None else cut.promised
    assert HOLDS[op](verified, promised) == HOLDS[op](left, right)
    assert HOLDS[op](promised, right) or promised == right
    if cut.apart is not None:
        digits = minor_digits(currency) or 0
        assert 0 <= cut.apart <= sub(left, right).copy_abs()
        exponents = [x.normalize().as_tuple().exponent for x in (verified, promised, cut.apart)]
        assert all(isinstance(e, int) and e >= -digits for e in exponents)
