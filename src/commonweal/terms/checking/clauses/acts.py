"""
Acts: what a party must or may do, as a consequence of a clause or as a right (7.3, 7.4, 8.2).

Both write them alike: `pay`, `repay`, `deliver`, `withhold`, `suspend`, `terminate`, `convert`, `buy`.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.ground.diagnostics import Span
from commonweal.terms.checking import dates
from commonweal.terms.checking.clauses.lines import Lines, owed_amount, party, shown
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Place, Scope, whole
from commonweal.terms.checking.typing import known_unit
from commonweal.terms.core.clauses import Offset, Remedy
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import PERCENT, Type
from commonweal.terms.surface.tree import Node, Token

_TRIGGERS = {"on_status": "each", "on_times": "times", "on_running": "running"}
_OWED_ACTS = ("pay", "repay", "deliver")
_TAKING_ACTS = ("convert", "buy")
_TARGETS = {"withhold": ("payment",), "suspend": ("condition", "payment")}


@dataclass(frozen=True, slots=True)
class Act:
    """What a party does; the fields are those of a `Remedy` or a `Right`."""

    kind: str
    payee: str | None = None
    amount: Expr | None = None
    target: str | None = None
    due: Offset | None = None
    net: bool = False
    quantity: Expr | None = None
    unit: str | None = None
    price: Expr | None = None


def remedies_of(lines: Lines, scope: Scope, place: Place, block: str) -> tuple[Remedy, ...] | None:
    """Return the `if` lines of a clause; None if one of them is faulty."""
    made = [_remedy(line, scope, place, block) for line in lines.all if line.kind == "consequence"]
    if any(m is None for m in made):
        return None
    return tuple(m for m in made if m is not None)


def _remedy(line: Node, scope: Scope, place: Place, block: str) -> Remedy | None:
    trigger, modal, node = (n for n in line.nodes())
    state, times = next(trigger.nodes()).kind, next(trigger.tokens("INT"), None)
    if state == "known":
        scope.say("CW2404", trigger.span)
        return None
    if block == "payment" and state in ("breached", "cured"):
        scope.say("CW2403", trigger.span, name="a payment", state=state)
        return None
    n = read_times(times, trigger.span, scope) if times else 1
    if n is None:
        return None
    actor = party(next(line.tokens("NAME")), scope)
    act = read_act(node, actor, scope, place)
    if actor is None or act is None:
        return None
    return Remedy(
        state,
        _TRIGGERS[trigger.kind],  # type: ignore[arg-type]
        n,
        actor,
        modal.kind == "may",
        act.kind,
        act.payee,
        act.amount,
        act.target,
        act.due,
        act.net,
        act.quantity,
        act.unit,
        act.price,
        at=line.span,
    )


def read_times(token: Token, at: Span, scope: Scope) -> int | None:
    """Return how many times; CW3102 if that is not from 1 to 40,000."""
    n = whole(token)
    if 1 <= n <= 40_000:
        return n
    scope.say("CW3102.zero" if n < 1 else "CW3102.duration", at, n=n)
    return None


def read_act(node: Node, actor: str | None, scope: Scope, place: Place) -> Act | None:
    """
    Return an act, or None after saying what is wrong with it.

    Parameters
    ----------
    actor : the party that must or may do it, None if it is unknown and that has been told
    """
    if node.kind in _OWED_ACTS:
        return _owed_act(node, scope, place)
    if node.kind == "convert":
        return _conversion(node, actor, scope, place)
    if node.kind == "buy":
        return _purchase(node, actor, scope, place)
    if node.kind == "terminate":
        return Act("terminate")
    token, wanted = next(node.tokens("NAME")), _TARGETS[node.kind]
    target = scope.clauses.get(token.text)
    if target is None or target.kind not in wanted:
        names = [n for n, c in scope.clauses.items() if c.kind in wanted]
        scope.out.append(unknown(token.text, token.span, what=" or ".join(wanted), candidates=names))
        return None
    scope.used.add(token.text)
    return Act(node.kind, target=token.text)


def _owed_act(node: Node, scope: Scope, place: Place) -> Act | None:
    payee = party(next(node.tokens("NAME")), scope)
    options = [n for n in node.nodes() if n.kind in ("due", "less_already_due")]
    amount_node = next(n for n in node.nodes() if n.kind not in ("due", "less_already_due"))
    amount = owed_amount(amount_node, scope, place, delivers=node.kind == "deliver")
    dues: list[Offset | None] = [
        dates.offset(next(n.nodes()), scope, place) for n in options if n.kind == "due"
    ]
    nets = [n for n in options if n.kind == "less_already_due"]
    for extra in [n for n in options if n.kind == "due"][1:] + nets[1:]:
        scope.say("CW1104.twice", extra.span, line=shown(extra), block="if")
        return None
    if payee is None or amount is None or None in dues:
        return None
    return Act(node.kind, payee, amount, due=dues[0] if dues else None, net=bool(nets))


# ---- convert and buy -----------------------------------------------------------------------------


def _conversion(node: Node, actor: str | None, scope: Scope, place: Place) -> Act | None:
    """Read `convert CLAIM into Q of U`; a percentage is one of the unit after the issue."""
    claim_node, quantity_node = node.nodes()
    unit = next(node.tokens("NAME"))
    claim = owed_amount(claim_node, scope, place)
    known = known_unit(unit, scope.vocabulary.units, scope.out)
    quantity = _quantity(quantity_node, unit.text, scope, place, shares=True)
    payee = _deliverer(node, actor, scope)
    if claim is None or not known or quantity is None or payee is None:
        return None
    return Act("convert", payee, claim, quantity=quantity, unit=unit.text)


def _purchase(node: Node, actor: str | None, scope: Scope, place: Place) -> Act | None:
    """Read `buy Q of U at PRICE`; the price is for each unit, or one sum for the whole quantity."""
    quantity_node, price_node = node.nodes()
    unit = next(node.tokens("NAME"))
    known = known_unit(unit, scope.vocabulary.units, scope.out)
    quantity = _quantity(quantity_node, unit.text, scope, place, shares=False)
    price = scope.amount(price_node, place)
    payee = _deliverer(node, actor, scope)
    if price is not None and (price.type.kind != "money" or price.type.per not in (None, unit.text)):
        scope.say("CW2415", price_node.span, type=price.type, unit=unit.text)
        return None
    if not known or quantity is None or price is None or payee is None:
        return None
    return Act("buy", payee, quantity=quantity, unit=unit.text, price=price)


def _quantity(node: Node, unit: str, scope: Scope, place: Place, *, shares: bool) -> Expr | None:
    """Return how much of a unit is bought or converted into; CW2414 if it is of another kind."""
    found = scope.amount(node, place)
    if found is None or found.type == Type("quantity", unit):
        return found
    if found.type == PERCENT and not shares:
        scope.say("CW2414.share", node.span, unit=unit)
        return None
    if found.type.is_plain:
        return found
    scope.say("CW2414", node.span, unit=unit, type=found.type)
    return None


def _deliverer(node: Node, actor: str | None, scope: Scope) -> str | None:
    """Return who delivers: the first recipient, or the first public party where a recipient acts."""
    if actor is None:
        return None
    side = "public" if scope.parties[actor].side == "recipient" else "recipient"
    found = next((p.name for p in scope.parties.values() if p.side == side), None)
    if side == "recipient" and not scope.may_stand_on(side):
        scope.say("CW1102.recipient", node.span, act=node.kind)
    if found is not None:
        scope.used.add(found)
    return found
