"""Money: an exact amount with its currency. There is no way in for a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commonweal.ground.currencies import minor_digits
from commonweal.ground.errors import CommonwealError
from commonweal.ground.numbers import NotFinite, add, neg, plain, sub
from commonweal.ground.rounding import Rounding, round_places


class CurrencyMismatch(CommonwealError):
    """Two currencies met in one sum; convert before loading, with the source of the rate."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} with {right}")
        self.left = left
        self.right = right


class UnknownCurrency(CommonwealError):
    """A code that ISO 4217 does not list."""


@dataclass(frozen=True, slots=True)
class Money:
    """
    An amount of a currency, in its major unit (USD 1.50 is a dollar and a half).

    Raises
    ------
    TypeError : the amount is not a Decimal (a float has lost its digits already)
    NotFinite : the amount is a NaN or an infinity
    UnknownCurrency : ISO 4217 does not list the code
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is not exact money."""
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount must be a Decimal, not {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise NotFinite(str(self.amount))
        if minor_digits(self.currency) is None:
            raise UnknownCurrency(self.currency)

    def _require_same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)

    def __add__(self, other: Money) -> Money:
        """Return the sum, exactly; both of one currency, else CurrencyMismatch."""
        if not isinstance(other, Money):
            return NotImplemented
        self._require_same(other)
        return Money(add(self.amount, other.amount), self.currency)

    def __sub__(self, other: Money) -> Money:
        """Return the difference, exactly; both of one currency, else CurrencyMismatch."""
        if not isinstance(other, Money):
            return NotImplemented
        self._require_same(other)
        return Money(sub(self.amount, other.amount), self.currency)

    def __neg__(self) -> Money:
        """Return the same amount the other way."""
        return Money(neg(self.amount), self.currency)

    def show(self) -> str:
        """
        Return the amount for people: "USD 1,234.50", "JPY 80,000,000", "EUR -0.05".

        It has the currency's digits; an amount with more shows up to two more, "≈" before it where that cuts.

        Source
        ------
        language.md 3.2 (shown numbers carry two digits more than the unit)
        """
        digits = minor_digits(self.currency) or 0
        places = len(plain(self.amount).partition(".")[2])
        shown = min(max(places, digits), digits + 2)
        text = format(round_places(self.amount, shown, Rounding.HALF_EVEN), ",f")
        return f"{'≈ ' if shown < places else ''}{self.currency} {text}"
