"""What a clause makes due, in which currency or unit: found ahead of its turn, so that others may read it."""

from __future__ import annotations

from commonweal.terms.checking import dates
from commonweal.terms.checking.clauses.accounts import opening_of
from commonweal.terms.checking.clauses.acts import Act, read_act
from commonweal.terms.checking.clauses.debts import is_delivery
from commonweal.terms.checking.clauses.lines import REQUIRED, owed_amount, subject_of
from commonweal.terms.checking.clauses.rights import place_of
from commonweal.terms.checking.scope import EXPANDED_NODES, Owed, Place, Scope
from commonweal.terms.core.types import PERCENT, Type
from commonweal.terms.surface.tree import Node


class Owing:
    """
    What the clauses of one text make due, each found once.

    Inside itself a clause pays in the text's own currency.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.found: dict[str, tuple[Owed, ...] | None] = {}

    def of(self, name: str) -> tuple[Owed, ...] | None:
        """Return what a clause makes due; None if that cannot be said because it is faulty itself."""
        if name not in self.found:
            self.found[name] = self._own()
            self.found[name] = self._quietly(self.scope.clauses[name])
        return self.found[name]

    def currency_of(self, name: str) -> str | None:
        """
        Return the currency a clause pays in, else the unit in which it delivers, else the text's currency.

        A payment may have remedies in other currencies and units: its own is meant.

        None if there is none, or if the clause is faulty and that has been told.
        """
        owed = self.of(name)
        if owed is None:
            return None
        chosen = next(iter(owed), None)
        if self.scope.clauses[name].kind != "payment":
            chosen = next((o for o in owed if o.type.kind == "money"), chosen)
        return chosen.currency if chosen is not None else self.scope.currency

    def _own(self) -> tuple[Owed, ...]:
        currency = self.scope.currency
        return (Owed(currency, Type("money", currency)),) if currency else ()

    def _quietly(self, node: Node) -> tuple[Owed, ...] | None:
        """Type the amounts of a clause without saying anything twice."""
        scope = self.scope
        if scope.probed > EXPANDED_NODES:
            return self._own()
        kept, scope.out = scope.out, []
        used, expanded, exhausted = set(scope.used), scope.expanded, scope.exhausted
        try:
            return self._typed(node)
        finally:
            scope.probed += scope.expanded - expanded
            scope.out, scope.used, scope.expanded, scope.exhausted = kept, used, expanded, exhausted

    def _typed(self, node: Node) -> tuple[Owed, ...] | None:
        scope = self.scope
        if node.kind == "account":
            opening = opening_of(node, scope)
            return None if opening is None else (Owed(str(opening.type.of), opening.type),)
        place = place_of(node) if node.kind == "right" else _windowed(node)
        own: list[Owed] = []
        if node.kind == "payment":
            delivers = is_delivery(node)
            amount = owed_amount(subject_of(node)[0], scope, place, delivers=delivers)
            if amount is None:
                return None if delivers else self._own()
            own.append(Owed(str(amount.type.of), amount.type))
        acts = [(list(node.tokens("NAME"))[1], subject_of(node)[0])] if node.kind == "right" else []
        for line in node.nodes("consequence"):
            acts.append((next(line.tokens("NAME")), list(line.nodes())[-1]))
        made = [read_act(act, actor.text, scope, place) for actor, act in acts if actor.text in scope.parties]
        owed = [*own, *(owed for act in made if act is not None for owed in due_by(act))]
        return tuple(dict.fromkeys(owed))


def due_by(act: Act) -> list[Owed]:
    """Return what an act makes due: money, and what is delivered; a percentage of a unit is one."""
    owed: list[Owed] = []
    money = act.price if act.kind == "buy" else act.amount if act.kind != "convert" else None
    if money is not None:
        kind = "quantity" if act.kind == "deliver" else "money"
        owed.append(Owed(str(money.type.of), Type(kind, money.type.of)))  # type: ignore[arg-type]
    if act.unit is not None and act.quantity is not None:
        percent = act.quantity.type == PERCENT
        owed.append(Owed(act.unit, PERCENT if percent else Type("quantity", act.unit)))
    return owed


def _windowed(node: Node) -> Place:
    line = node.first(REQUIRED[node.kind])
    return Place(grain=dates.schedule_grain(next(line.nodes())) if line is not None else "year")
