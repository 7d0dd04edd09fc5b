"""
Types of the core tree: what a number counts, in which currency or unit.

A type is a kind and, for amounts, a numerator and a denominator: `USD per tonne` is
money with numerator `USD` and denominator `tonne`. Units are exact strangers to each
other; nothing is converted (language, section 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "quantity", "number", "percent", "count", "yesno", "date", "text", "period", "window"]

AMOUNT_KINDS: frozenset[str] = frozenset({"money", "quantity", "number", "percent", "count"})


@dataclass(frozen=True, slots=True)
class Type:
    """
    The type of an expression.

    Attributes
    ----------
    kind : what it is; `count` is a plain number that may also stand for any counting unit
    of : currency code (money) or unit name (quantity), None otherwise
    per : unit name of the denominator, None if there is none
    """

    kind: Kind
    of: str | None = None
    per: str | None = None

    @property
    def is_amount(self) -> bool:
        """Say whether values of this type are numbers."""
        return self.kind in AMOUNT_KINDS

    @property
    def is_plain(self) -> bool:
        """Say whether values are numbers without currency or unit."""
        return self.kind in ("number", "percent", "count")

    def __str__(self) -> str:
        """Return the type as one writes it in a text."""
        if self.kind in ("money", "quantity"):
            head = f"money in {self.of}" if self.kind == "money" else str(self.of)
            return f"{head} per {self.per}" if self.per else head
        return {"yesno": "yes or no", "count": "number"}.get(self.kind, self.kind)

    def code(self) -> str:
        """Return the short spelling used in JSON: `money USD per tonne`, `yesno`."""
        parts = [self.kind, *([self.of] if self.of else []), *(["per", self.per] if self.per else [])]
        return " ".join(parts)

    @staticmethod
    def of_code(code: str) -> Type:
        """
        Return the type that `code()` spelled.

        Raises
        ------
        ValueError : not the spelling of a type
        """
        words = code.split(" ")
        per = None
        if len(words) >= 3 and words[-2] == "per":
            per, words = words[-1], words[:-2]
        if words[0] not in AMOUNT_KINDS | {"yesno", "date", "text", "period", "window"} or len(words) > 2:
            raise ValueError(f"not a type: {code!r}")
        return Type(words[0], words[1] if len(words) == 2 else None, per)  # type: ignore[arg-type]


NUMBER = Type("number")
PERCENT = Type("percent")
COUNT = Type("count")
YESNO = Type("yesno")
DATE = Type("date")
TEXT = Type("text")
PERIOD = Type("period")
WINDOW = Type("window")


def ratio(of: str | None, per: str | None) -> Type:
    """Return the amount type of a numerator and denominator; upper-case numerators are currencies."""
    if of is None:
        if per is None:
            return NUMBER
        raise ValueError("a denominator without numerator has no type in edition 1")
    return Type("money" if of.isupper() else "quantity", of, per)
