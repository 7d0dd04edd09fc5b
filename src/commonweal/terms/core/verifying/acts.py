"""Invariants of acts: what each of them takes, in remedies and in rights alike (7.4, 8.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from commonweal.terms.core.clauses import ACTS, Payment, Remedy, Right, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.shape import below
from commonweal.terms.core.types import PERCENT, Kind, Type
from commonweal.terms.core.verifying.nodes import Fault, Setting, node_faults
from commonweal.terms.core.verifying.parts import offset_faults, party_faults, unless
from commonweal.terms.core.verifying.types import is_formed


@dataclass(frozen=True, slots=True)
class ActForm:
    """
    What an act takes, by field of `Remedy` and `Right`.

    Attributes
    ----------
    needs, may : the fields that it has, and those that it may have
    amount : kind of its amount: what falls due, or the claim that `convert` gives up
    """

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    amount: Kind = "money"


_OWED: Final = ("payee", "amount")
_WHEN: Final = ("due", "net")
ACT_FORMS: Final[dict[str, ActForm]] = {
    "pay": ActForm(_OWED, _WHEN),
    "repay": ActForm(_OWED, _WHEN),
    "deliver": ActForm(_OWED, _WHEN, "quantity"),
    "withhold": ActForm(("target",)),
    "suspend": ActForm(("target",)),
    "terminate": ActForm(),
    "convert": ActForm((*_OWED, "quantity", "unit")),
    "buy": ActForm(("payee", "quantity", "unit", "price")),
}
"""Every act with what it takes; what is not named it does not take."""
assert ACT_FORMS.keys() == set(ACTS)

_FIELDS: Final = ("payee", "amount", "target", "due", "net", "quantity", "unit", "price")


def is_act(act: Remedy | Right) -> bool:
    """Say whether a remedy or right has what its act takes and nothing else."""
    form = ACT_FORMS[act.act]
    given = {field for field in _FIELDS if getattr(act, field) not in (None, False)}
    return set(form.needs) <= given <= {*form.needs, *form.may}


def act_faults(act: Remedy | Right, terms: Terms, where: str, setting: Setting) -> Iterator[Fault]:
    """
    Return what is wrong with the act of a remedy or right.

    Parameters
    ----------
    where : id of the remedy or right
    setting : where its amounts and deadline stand
    """
    if act.act not in ACT_FORMS:
        yield "words-closed", below(where, "act")
        return
    yield from unless(is_act(act), "acts-shaped", where)
    if act.payee is not None:
        yield from party_faults((act.payee,), terms, below(where, "payee"))
    if act.target is not None:
        target = terms.clause(act.target)
        resolved = isinstance(target, Payment) if act.act == "withhold" else target is not None
        yield from unless(resolved, "names-resolve", below(where, "target"))
    if act.unit is not None:
        yield from unless(is_formed(Type("quantity", act.unit)), "type-formed", below(where, "unit"))
    for name, amount in (("amount", act.amount), ("quantity", act.quantity), ("price", act.price)):
        if amount is not None:
            yield from unless(_is_fitting(name, amount, act), "amounts-owed", below(where, name))
            yield from node_faults(amount, below(where, name), terms, setting)
    if act.due is not None:
        yield from offset_faults(act.due, terms, below(where, "due"), setting)


def _is_fitting(name: str, amount: Expr, act: Remedy | Right) -> bool:
    type_ = amount.type
    if name == "quantity":  # a percentage is one of the unit after the issue
        plain = type_.is_plain and not (type_ == PERCENT and act.act == "buy")
        return plain or type_ == Type("quantity", act.unit)
    if name == "price":  # for the whole quantity, or per unit
        return type_.kind == "money" and type_.per in (None, act.unit)
    return type_.kind == ACT_FORMS[act.act].amount and type_.per is None
