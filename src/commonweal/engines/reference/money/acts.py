"""
What an act makes due: its debts, each in its currency or unit (language 7.2 to 7.4, 8.2, 8.3).

`pay`, `repay` and `deliver` make one debt; `buy` makes two, the price and what is bought; `convert` makes
one, what the claim turns into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from commonweal.engines.protocol import Missing, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.evaluate import Evaluator, Here
from commonweal.engines.reference.outcome import Outcome, together
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground import numbers
from commonweal.ground.currencies import minor_digits
from commonweal.ground.rounding import Rounding
from commonweal.terms.core.clauses import Clause, Payment, Remedy, Right
from commonweal.terms.core.types import Type

Act = Remedy | Right
_Step = tuple[str, Interval, tuple[Trace, ...]]
"""Words of a step, the amount after it, and why."""

AMOUNT_ACTS = ("pay", "repay", "deliver")
"""Acts that make their amount due."""
QUANTITY_ACTS = ("buy", "convert")
"""Acts that bring a quantity of a unit."""
DUE_ACTS = (*AMOUNT_ACTS, *QUANTITY_ACTS)
"""Acts that make something due; the others change how a clause or the agreement goes on."""


@dataclass(frozen=True, slots=True)
class Leg:
    """
    One debt of an act.

    Attributes
    ----------
    currency : currency code or unit; delivery : what `buy` and `convert` bring
    let_go : what would be owed if a decision had not let it go
    """

    payer: str
    payee: str
    currency: str
    amount: Interval
    delivery: bool = False
    trace: Trace | None = None
    let_go: Interval = exactly(ZERO)

    def at_most(self) -> Leg:
        """Return the same debt where it is not certain that there is one: [0, hi]."""
        num, trace = Interval(ZERO, self.amount.hi), self.trace
        if trace is not None:
            trace = replace(trace, value=point_text(num), interval=ends_text(num))
        return replace(self, amount=num, trace=trace)

    def because(self, *steps: Trace) -> Leg:
        """Return the same debt with steps that come before the others of its trace."""
        trace = self.trace
        if trace is None or not steps:
            return self
        return replace(self, trace=replace(trace, because=(*steps, *trace.because)))


@dataclass(frozen=True, slots=True)
class Made:
    """What an act makes due, since when that is known, and what it waits for."""

    legs: tuple[Leg, ...] = ()
    since: datetime | None = None
    why: frozenset[str] = frozenset()
    missing: tuple[Missing, ...] = ()

    @property
    def known(self) -> bool:
        """Say whether every debt is one certain number."""
        return all(leg.amount.point is not None for leg in self.legs)

    def at_most(self, certain: str) -> Made:
        """Return the same where it is certain, [0, hi] of each debt where it may be."""
        if certain == "T":
            return self
        legs = tuple(leg.at_most() for leg in self.legs)
        return replace(self, legs=legs, why=self.why | {"clause"})

    def because(self, *steps: Trace) -> Made:
        """Return the same with steps that come first in the trace of every debt."""
        return replace(self, legs=tuple(leg.because(*steps) for leg in self.legs))

    def nothing(self) -> Made:
        """Return the same with every debt let go: at zero."""
        legs = tuple(replace(leg, amount=exactly(ZERO), let_go=leg.amount) for leg in self.legs)
        return replace(self, legs=legs)

    def amount(self, currency: str) -> Interval:
        """Return what is due in a currency or unit."""
        return total_of(self.legs, currency)


def total_of(legs: Sequence[Leg], currency: str) -> Interval:
    """Return the sum of some debts in a currency or unit."""
    total = exactly(ZERO)
    for leg in legs:
        total = values.plus(total, leg.amount) if leg.currency == currency else total
    return total


def actor_of(act: Act) -> str:
    """Return who acts."""
    return act.actor if isinstance(act, Remedy) else act.holder


def currencies_of(act: Act) -> tuple[str, ...]:
    """Return the currencies and units of an act's debts, as `work_out` orders them."""
    if act.act in AMOUNT_ACTS:
        return ((act.amount.type.of or "") if act.amount is not None else "",)
    if act.act not in QUANTITY_ACTS:
        return ()
    price = [act.price.type.of or ""] if act.act == "buy" and act.price is not None else []
    return (*price, act.unit or "")


def repays(act: Act, payee: str, actor: str, currency: str) -> bool:
    """Say whether an act repays what one party has paid another in a currency or unit."""
    parties = (act.payee, actor_of(act))
    return act.act == "repay" and parties == (payee, actor) and currencies_of(act)[0] == currency


def currency_of(clause: Clause) -> str:
    """
    Return the currency or unit in which `paid under` and `due under` read a clause: that of a payment, of a
    condition the first money that its remedies make due, else the first unit.
    """
    if isinstance(clause, Payment):
        return clause.currency
    found = [code for remedy in clause.remedies for code in currencies_of(remedy) if code]
    return next((code for code in found if code.isupper()), found[0] if found else "")


def rounded(num: Interval, type_: Type, rounding: Rounding) -> Interval:
    """Return an amount in minor digits, a quantity in whole units; a percentage stays as it is (7.2)."""
    if type_.kind == "percent":
        return num
    return values.rounded(num, minor_digits(type_.of or "") or 0, rounding)


def quantity_of(act: Act, evaluator: Evaluator, here: Here) -> Outcome:
    """Return the whole quantity that `buy` or `convert` names, in whole units, never negative."""
    assert act.quantity is not None
    found = evaluator.evaluate(act.quantity, here)
    num = values.greatest([found.number, exactly(ZERO)])
    return replace(found, num=rounded(num, act.quantity.type, evaluator.terms.rounding))


def work_out(
    act: Act,
    evaluator: Evaluator,
    here: Here,
    *,
    before: Outcome | None = None,
    room: Outcome | None = None,
    taken: Interval | None = None,
    words: str = "",
    rule: str = "7.3",
) -> Made:
    """
    Return what an act makes due in a place.

    Parameters
    ----------
    before : what the same act made due earlier, if it is `less amounts already due`
    room : the most that may be repaid, if it is `repay`
    taken : the part of the quantity that is exercised; None: the whole
    """
    if act.act in AMOUNT_ACTS:
        return _of_amount(act, evaluator, here, before, room, words, rule)
    return _of_quantity(act, evaluator, here, taken, words, rule)


def _of_amount(
    act: Act,
    evaluator: Evaluator,
    here: Here,
    before: Outcome | None,
    room: Outcome | None,
    words: str,
    rule: str,
) -> Made:
    assert act.amount is not None
    found = evaluator.evaluate(act.amount, here)
    num, steps = found.number, list[_Step]()
    if before is not None:
        num = values.minus(num, before.number)
        steps.append(("after amounts already due", num, before.traces()))
    if room is not None:
        num = values.least([num, room.number])
        steps.append((f"of what {act.payee} has paid {actor_of(act)} and not got back", num, room.traces()))
    num = rounded(values.greatest([num, exactly(ZERO)]), act.amount.type, evaluator.terms.rounding)
    trace = _trace([found], steps, num, words, rule) if evaluator.explain else None
    leg = Leg(actor_of(act), act.payee or "", act.amount.type.of or "", num, trace=trace)
    wanted = [m for part in (found, before, room) if part is not None for m in part.missing]
    return Made((leg,), found.since, found.why, tuple(dict.fromkeys(wanted)))


def _of_quantity(
    act: Act, evaluator: Evaluator, here: Here, taken: Interval | None, words: str, rule: str
) -> Made:
    whole = quantity_of(act, evaluator, here)
    part = whole.number if taken is None else taken
    actor, giver = actor_of(act), act.payee or ""
    parts, legs = [whole], list[Leg]()
    steps: list[_Step] = [("quantity", part, ())] if taken is not None else []
    if act.act == "buy":
        assert act.price is not None
        price = evaluator.evaluate(act.price, here)
        parts.append(price)
        type_ = Type("money", act.price.type.of)
        num = values.times(part, price.number) if act.price.type.per else _share(price, part, whole.number)
        num = rounded(values.greatest([num, exactly(ZERO)]), type_, evaluator.terms.rounding)
        trace = _trace(parts, steps, num, words, rule) if evaluator.explain else None
        legs.append(Leg(actor, giver, type_.of or "", num, trace=trace))
    shown = [whole]
    if act.act == "convert" and act.amount is not None and evaluator.explain:
        # What is given up is told; how much of it there is changes nothing of what is delivered.
        shown = [evaluator.evaluate(act.amount, here), whole]
    trace = _trace(shown, steps, part, words, rule) if evaluator.explain else None
    legs.append(Leg(giver, actor, act.unit or "", part, delivery=True, trace=trace))
    since, why, missing, _ = together(parts)
    return Made(tuple(legs), since, why, missing)


def _share(price: Outcome, part: Interval, whole: Interval) -> Interval:
    """Return the share of a whole price that falls on a part."""
    if part == whole:
        return price.number
    x, y, z = price.number.point, part.point, whole.point
    if z is not None and z == 0:
        return exactly(ZERO)
    if x is None or y is None or z is None:
        return Interval(ZERO, price.number.hi)
    quotient = numbers.divide(numbers.mul(x, y), z)
    return exactly(quotient) if quotient is not None else Interval(ZERO, x)


def _trace(parts: Sequence[Outcome], steps: Sequence[_Step], num: Interval, words: str, rule: str) -> Trace:
    made = [t for part in parts for t in part.traces()]
    made += [
        Trace("step", text=name, value=point_text(v), interval=ends_text(v), because=inner)
        for name, v, inner in steps
    ]
    return Trace(
        "payable",
        text=words,
        because=tuple(made),
        rule=rule,
        value=point_text(num),
        interval=ends_text(num),
    )


def point_text(num: Interval) -> str | None:
    """Return a known number as a trace shows it."""
    return str(num.point) if num.point is not None else None


def ends_text(num: Interval) -> tuple[str | None, str | None] | None:
    """Return the ends of an unknown number as a trace shows them."""
    if num.point is not None:
        return None
    return (str(num.lo) if num.lo is not None else None, str(num.hi) if num.hi is not None else None)
