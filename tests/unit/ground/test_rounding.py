from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.ground.rounding import Rounding, round_places, round_step

UP, DOWN, EVEN, HALF_UP = Rounding.UP, Rounding.DOWN, Rounding.HALF_EVEN, Rounding.HALF_UP


@pytest.mark.parametrize(
    ("x", "half_up", "half_even", "down", "up"),
    [
        ("2.5", 3, 2, 2, 3),
        ("3.5", 4, 4, 3, 4),
        ("-2.5", -3, -2, -2, -3),
        ("-3.5", -4, -4, -3, -4),
        ("2.4999", 2, 2, 2, 3),
        ("2.0001", 2, 2, 2, 3),
        ("-2.0001", -2, -2, -2, -3),
        ("0.5", 1, 0, 0, 1),
        ("-0.5", -1, 0, 0, -1),
        ("7", 7, 7, 7, 7),
        ("0", 0, 0, 0, 0),
    ],
)
def test_the_four_rules(x: str, half_up: int, half_even: int, down: int, up: int):
    for mode, expected in ((HALF_UP, half_up), (EVEN, half_even), (DOWN, down), (UP, up)):
        assert round_places(D(x), 0, mode) == expected
        assert round_step(D(x), D(1), mode) == expected


@pytest.mark.parametrize(
    ("x", "places", "shown"),
    [
        ("1", 2, "1.00"),
        ("1.005", 2, "1.01"),
        ("1E+3", 2, "1000.00"),
        ("-0.001", 2, "0.00"),
        ("80000000", 0, "80000000"),
    ],
)
def test_a_result_has_exactly_the_places_and_zero_no_sign(x: str, places: int, shown: str):
    assert str(round_places(D(x), places, HALF_UP)) == shown


def test_size_is_no_limit():
    long = "7" * 400 + ".005"
    assert str(round_places(D(long), 2, HALF_UP)) == "7" * 400 + ".01"
    tiny = D("1E-900000")
    assert str(round_places(tiny, 2, UP)) == "0.01"
    assert str(round_places(-tiny, 2, UP)) == "-0.01"
    assert str(round_places(tiny, 2, HALF_UP)) == "0.00"
    assert str(round_places(D("0E-900000"), 2, UP)) == "0.00"


@pytest.mark.parametrize(
    ("x", "step", "expected"),
    [
        ("1234", "500", "1000"),
        ("1250", "500", "1500"),
        ("0.07", "0.05", "0.05"),
        ("0.075", "0.05", "0.10"),
        ("-1250", "500", "-1500"),
    ],
)
def test_steps(x: str, step: str, expected: str):
    assert round_step(D(x), D(step), HALF_UP) == D(expected)


def test_what_cannot_be_a_step_or_a_place():
    for step in ("0", "-1"):
        with pytest.raises(ValueError, match="step"):
            round_step(D(1), D(step), UP)
    with pytest.raises(ValueError, match="decimals"):
        round_places(D(1), -1, UP)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=D("0.001"), max_value=1000, places=3),
)
def test_half_even_is_pythons_own_on_fractions(x: D, step: D):
    assert Fraction(round_step(x, step, EVEN)) == round(Fraction(x) / Fraction(step)) * Fraction(step)
