"""Types as written, and the arithmetic of types (3.1): what may be added, multiplied, compared."""

from __future__ import annotations

from collections.abc import Mapping

from commonweal.ground.currencies import minor_digits
from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.terms.checking.names import unknown
from commonweal.terms.core.clauses import Unit
from commonweal.terms.core.types import COUNT, DATE, NUMBER, PERCENT, TEXT, YESNO, Type, ratio
from commonweal.terms.surface.tree import Node, Token

_PLAIN = {"t_percent": PERCENT, "t_number": NUMBER, "t_yesno": YESNO, "t_date": DATE}


def surface_type(node: Node, units: Mapping[str, Unit], out: list[Diagnostic]) -> Type | None:
    """Return the type that was written; money without a code has `of` None."""
    if node.kind in _PLAIN:
        return _PLAIN[node.kind]
    names = list(node.tokens("NAME"))
    ok = [known_unit(n, units, out) for n in names]
    if node.kind == "t_money":
        code = next(node.tokens("CURRENCY"), None)
        if code is not None and not known_currency(code, out):
            return None
        per = names[0].text if names else None
        return Type("money", code.text if code else None, per) if all(ok) else None
    return Type("quantity", names[0].text, names[1].text if len(names) > 1 else None) if all(ok) else None


def known_unit(token: Token, units: Mapping[str, Unit], out: list[Diagnostic]) -> bool:
    """Say whether a unit is declared; CW1105 if not."""
    if token.text in units:
        return True
    out.append(unknown(token.text, token.span, what="unit", candidates=units))
    return False


def known_currency(token: Token, out: list[Diagnostic]) -> bool:
    """Say whether a code is a currency of ISO 4217; CW1103 if not."""
    if minor_digits(token.text) is not None:
        return True
    out.append(diagnose("CW1103.currency", token.span, word=token.text))
    return False


class TypeClash(Exception):
    """Two types do not go together; `key` is the diagnostic that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def same(left: Type, right: Type) -> Type:
    """
    Return the common type of two amounts that are added or compared.

    Raises
    ------
    TypeClash : CW2001 two currencies, CW2002 money and a percentage, CW2004 anything else
    """
    if left == right:
        return left
    if left.is_plain and right.is_plain:
        return NUMBER
    for one, other in ((left, right), (right, left)):
        if one.kind == "count" and other.kind == "quantity" and other.per is None:
            return other
        if one.kind == "percent" and other.kind == "money":
            raise TypeClash("CW2002")
    if left.kind == right.kind == "money" and left.per == right.per:
        raise TypeClash("CW2001")
    raise TypeClash("CW2004")


def product(left: Type, right: Type, *, divide: bool = False) -> Type:
    """
    Return the type of a product, or of a quotient.

    Units cancel exactly: `USD per tonne * tonne` is USD, `USD / (USD per shares)` is shares. A `count`
    stands for any counting unit, so it cancels a denominator.

    Raises
    ------
    TypeClash : CW2001 two currencies, CW2003 what is left is not an amount (`money * money`)
    """
    if not divide and left.is_plain and right.is_plain:
        return NUMBER if left.kind != right.kind else left
    if not divide:
        for one, other in ((left, right), (right, left)):
            if one.kind == "count" and other.per is not None:
                return ratio(other.of, None)
    if divide and right.kind == "count" and left.per is None and left.of is not None:
        return left
    right_of, right_per = (right.per, right.of) if divide else (right.of, right.per)
    over = [u for u in (left.of, right_of) if u]
    under = [u for u in (left.per, right_per) if u]
    for unit in list(under):
        if unit in over:
            over.remove(unit)
            under.remove(unit)
    if any(u.isupper() for u in over) and any(u.isupper() for u in under):
        raise TypeClash("CW2001")
    if len(over) > 1 or len(under) > 1 or (under and not over) or any(u.isupper() for u in under):
        raise TypeClash("CW2003")
    return ratio(over[0] if over else None, under[0] if under else None)


def with_currency(type_: Type, currency: str | None, span: Span, out: list[Diagnostic]) -> Type | None:
    """Return a money type with the text's currency filled in; CW2001 if the text has none."""
    if type_.kind != "money" or type_.of is not None:
        return type_
    if currency is None:
        out.append(diagnose("CW2001.no_currency", span))
        return None
    return Type("money", currency, type_.per)


def fits(actual: Type, wanted: Type) -> bool:
    """Say whether a value of one type may stand where another is wanted (number and percent convert)."""
    if actual == wanted or (actual.is_plain and wanted.is_plain):
        return True
    return actual == COUNT and wanted.kind == "quantity" and wanted.per is None


__all__ = [
    "TEXT",
    "TypeClash",
    "fits",
    "known_currency",
    "known_unit",
    "product",
    "same",
    "surface_type",
    "with_currency",
]
