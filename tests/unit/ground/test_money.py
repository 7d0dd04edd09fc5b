from decimal import Decimal as D

import pytest

from commonweal.ground.currencies import MINOR_DIGITS, WITHDRAWN, minor_digits
from commonweal.ground.money import CurrencyMismatch, Money, UnknownCurrency
from commonweal.ground.numbers import NotFinite


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("USD", 2),
        ("EUR", 2),
        ("GBP", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("ISK", 0),
        ("CLP", 0),
        ("CLF", 4),
        ("UYW", 4),
        ("KWD", 3),
        ("BHD", 3),
        ("TND", 3),
        ("MRU", 2),
        ("ILS", 2),
        ("MGA", 2),
        ("HUF", 2),
        ("XOF", 0),
        ("BRL", 2),
        ("HRK", 2),
        ("XXX", None),
        ("XAU", None),
        ("usd", None),
        ("", None),
        ("USDX", None),
    ],
)
def test_minor_digits(code: str, digits: int | None):
    assert minor_digits(code) == digits


def test_the_tables_are_disjoint_and_every_code_has_three_capitals():
    assert not MINOR_DIGITS.keys() & WITHDRAWN.keys()
    assert all(
        len(c) == 3 and c.isascii() and c.isalpha() and c.isupper() for c in (*MINOR_DIGITS, *WITHDRAWN)
    )
    assert len(MINOR_DIGITS) > 160


@pytest.mark.parametrize(
    ("amount", "code", "shown"),
    [
        ("1234.5", "USD", "USD 1,234.50"),
        ("80000000", "JPY", "JPY 80,000,000"),
        ("-0.05", "EUR", "EUR -0.05"),
        ("1E+9", "KWD", "KWD 1,000,000,000.000"),
        ("0.0035", "USD", "USD 0.0035"),
        ("999", "GBP", "GBP 999.00"),
        ("0.33333", "USD", "≈ USD 0.3333"),
        ("10.5", "JPY", "JPY 10.5"),
        ("0", "EUR", "EUR 0.00"),
        ("1.500000", "EUR", "EUR 1.50"),
    ],
)
def test_money_is_shown_with_its_currencys_digits(amount: str, code: str, shown: str):
    assert Money(D(amount), code).show() == shown


def test_money_adds_only_to_its_own_currency():
    ten, one = Money(D(10), "USD"), Money(D(1), "USD")
    assert ten + one == Money(D(11), "USD")
    assert one - ten == -Money(D(9), "USD")
    with pytest.raises(CurrencyMismatch) as fault:
        ten + Money(D(1), "EUR")
    assert (fault.value.left, fault.value.right) == ("USD", "EUR")
    with pytest.raises(CurrencyMismatch):
        ten - Money(D(1), "EUR")
    for sum_with_a_number in (lambda: ten + 1, lambda: ten - D(1)):
        with pytest.raises(TypeError):
            sum_with_a_number()


def test_no_float_gets_in():
    for amount in (1.5, 1, "1.5", True):
        with pytest.raises(TypeError):
            Money(amount, "USD")
    with pytest.raises(NotFinite):
        Money(D("NaN"), "USD")
    with pytest.raises(UnknownCurrency):
        Money(D(1), "usd")
