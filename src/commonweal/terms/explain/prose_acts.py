"""What a party must or may do, in a remedy or by a right: one template for each act."""

from __future__ import annotations

from commonweal.terms.core.clauses import Remedy, Right
from commonweal.terms.explain.prose_expressions import part, say
from commonweal.terms.explain.prose_schedules import within
from commonweal.terms.explain.voice import Voice


def remedy_of(remedy: Remedy, voice: Voice) -> str:
    """Return what follows if a clause is in a state, as one sentence that begins with a small letter."""
    language = voice.language
    windows = voice.window if remedy.times == 1 else language.plural(voice.window)
    parts = {
        "state": language.word("states", remedy.state),
        "actor": remedy.actor,
        "act": act(remedy, voice),
    }
    if remedy.repeat != "each":
        parts["count"] = f"{language.whole(remedy.times)} {windows}"
    return voice.tell(f"remedy.{remedy.repeat}_{'may' if remedy.power else 'must'}", **parts)


def act(of: Remedy | Right, voice: Voice) -> str:
    """Return an act as it follows `must` or `may`, with what limits it and when it falls due."""
    if of.act == "terminate":
        return voice.tell("act.terminate")
    if of.act in ("suspend", "withhold"):
        return voice.tell(f"act.{of.act}", target=voice.name(of.target or ""))
    payee = of.payee or ""
    said = _deed(of, payee, voice)
    if of.net:
        said += voice.tell("act.net")
    if of.act == "repay":
        said += voice.tell("act.most_repaid", payee=payee)
    if of.due is not None:
        said += voice.tell("act.due", deadline=within(of.due, voice))
    return said


def _deed(of: Remedy | Right, payee: str, voice: Voice) -> str:
    if of.act == "buy":
        assert of.price is not None
        key = "act.buy" if of.price.type.per is not None else "act.buy_whole"
        return voice.tell(key, payee=payee, quantity=_quantity(of, voice), price=part(of.price, voice))
    assert of.amount is not None
    if of.act == "convert":
        amount = part(of.amount, voice)
        return voice.tell("act.convert", amount=amount, payee=payee, quantity=_quantity(of, voice))
    return voice.tell(f"act.{of.act}", payee=payee, amount=say(of.amount, voice))


def _quantity(of: Remedy | Right, voice: Voice) -> str:
    """Return how much of which unit is bought or had for a claim."""
    assert of.quantity is not None
    kind = of.quantity.type.kind
    if kind == "quantity":
        return voice.tell("act.quantity_of_unit", quantity=part(of.quantity, voice))
    key = "act.quantity_share" if kind == "percent" else "act.quantity_plain"
    return voice.tell(key, quantity=part(of.quantity, voice), unit=of.unit or "")
