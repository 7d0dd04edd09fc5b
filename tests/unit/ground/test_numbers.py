from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.ground.errors import CommonwealError
from commonweal.ground.numbers import NotFinite, TooLong, add, divide, mul, neg, parse_number, plain, sub

numbers = st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**30), max_value=10**30)


def test_the_products_of_the_design_are_exact():
    a = D("123456789012345678901234567.123456789")
    assert Fraction(mul(mul(a, a), a)) == Fraction(a) ** 3


@given(numbers, numbers)
def test_sums_differences_and_products_equal_those_of_fractions(a: D, b: D):
    assert Fraction(add(a, b)) == Fraction(a) + Fraction(b)
    assert Fraction(sub(a, b)) == Fraction(a) - Fraction(b)
    assert Fraction(mul(a, b)) == Fraction(a) * Fraction(b)


@given(numbers, numbers)
def test_a_quotient_is_the_exact_one_rounded_once_half_even(a: D, b: D):
    actual = divide(a, b)
    if b == 0:
        assert actual is None
    else:
        assert actual is not None
        assert Fraction(actual) == Fraction(round(Fraction(a) / Fraction(b) * 10**12), 10**12)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1", "3", "0.333333333333"),
        ("2", "3", "0.666666666667"),
        ("-2", "3", "-0.666666666667"),
        ("10", "4", "2.5"),
        ("0.0000000000005", "1", "0"),  # half of the last place: to the even neighbour
        ("0.0000000000015", "1", "0.000000000002"),
        ("1E+500", "1E+499", "10"),
        ("1E-900", "1E-899", "0.1"),
        ("1", "1E+900000", "0"),
        ("-0", "5", "0"),
    ],
)
def test_quotients(a: str, b: str, expected: str):
    quotient = divide(D(a), D(b))
    assert quotient is not None
    assert plain(quotient) == expected
    assert not (quotient == 0 and quotient.is_signed())


@pytest.mark.parametrize(
    "sums",
    [
        lambda: add(D("1E+300"), D("1E-300")),
        lambda: add(D("9" * 200), D(1)),
        lambda: mul(D("1E+150"), D("1E+51")),
        lambda: mul(D("1E+999999999"), D("1E+999999999")),
        lambda: mul(D("1E-150"), D("1E-51")),
        lambda: neg(D("1" * 201)),
        lambda: neg(D("1" * 300)),
        lambda: divide(D("1E+201"), D("1")),
        lambda: divide(D(1), D("1E-900000")),
    ],
)
def test_above_200_digits_a_number_is_refused(sums):
    with pytest.raises(TooLong):
        sums()
    assert issubclass(TooLong, CommonwealError)


def test_200_digits_are_kept():
    assert add(D("9" * 199 + "8"), D(1)) == D("9" * 200)
    assert mul(D("1E+100"), D("1E+99")) == D("1E+199")
    assert neg(D("1." + "0" * 300)) == -1  # zeros after the point are no digits


@pytest.mark.parametrize("word", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_no_operation_lets_a_nan_or_an_infinity_through(word: str):
    odd = D(word)
    for operation in (add, sub, mul, divide):
        with pytest.raises(NotFinite):
            operation(odd, D(1))
    for single in (neg, plain):
        with pytest.raises(NotFinite):
            single(odd)


def test_zero_has_no_sign():
    for zero in (mul(D(-1), D(0)), neg(D(0)), add(D("-0"), D("-0")), mul(D("0E+500"), D(-1))):
        assert str(zero) == "0"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.50", "1.5"),
        ("8E+7", "80000000"),
        ("80000000", "80000000"),
        ("0", "0"),
        ("-0.000", "0"),
        ("1E-7", "0.0000001"),
        ("-12.3400", "-12.34"),
        ("100", "100"),
        ("0E+3", "0"),
        ("1E+30", "1" + "0" * 30),
    ],
)
def test_the_plain_form(number: str, text: str):
    assert plain(D(number)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40))
def test_plain_reads_back_and_does_not_depend_on_trailing_zeros(d: D):
    assert parse_number(plain(d)) == d
    padded = D((d.as_tuple().sign, (*d.as_tuple().digits, 0), d.as_tuple().exponent - 1))
    assert plain(padded) == plain(d)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "-",
        ".",
        "1.",
        ".5",
        "1e5",
        "1E5",
        "NaN",
        "inf",
        "Infinity",
        "1_000",
        " 1",
        "1 ",
        "1\n",
        "1,5",
        "1,000",
        "--1",
        "+-1",
        "1.2.3",
        "٣",
        "１",
        "0x10",
        "²",
        "−1",
    ],
)
def test_what_is_no_number(text: str):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("0", "0"), ("+1.50", "1.5"), ("-007.25", "-7.25"), ("9" * 400, "9" * 400)]
)
def test_what_is_a_number(text: str, number: str):
    assert parse_number(text) == D(number)
