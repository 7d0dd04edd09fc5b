"""
One sentence that says what an amendment did, to the cent: "Amendment 2 of 12 March 2013: 3 clauses released,
dues of USD 1,200,000.00 from firm to state gone, 5 statuses changed (as of 31 December 2013)."

Every result that comes out differently is counted once. An amount that is not known is said with its range.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, Literal

from commonweal.engines.protocol import AccountRow, Finding, Payable, Power
from commonweal.ground.numbers import sub
from commonweal.report import words
from commonweal.report.speech.phrases import forms, phrase, plural
from commonweal.workspace.planning import Effect, Flow, Pair, numbered

Sort = Literal["status", "came", "went", "balance", "power", "later", "due", "other"]
NOUNS: Final[dict[Sort, tuple[str, str]]] = {
    "status": forms("{n} status changed", "{n} statuses changed"),
    "came": forms("{n} test added", "{n} tests added"),
    "went": forms("{n} test gone", "{n} tests gone"),
    "balance": forms("{n} balance changed", "{n} balances changed"),
    "power": forms("{n} power changed", "{n} powers changed"),
    "later": forms("{n} amount of a later window changed", "{n} amounts of later windows changed"),
    "other": forms("{n} payment otherwise changed", "{n} payments otherwise changed"),
}
"""How many results of a sort changed; dues are said by their flows."""


def number_of(effect: Effect) -> int:
    """Return the number of the one amendment whose effect it is."""
    (amendment,) = effect.amendments
    return numbered(effect.after.workspace.agreements[effect.agreement]).index(amendment) + 1


def sentence(effect: Effect) -> str:
    """Return what one amendment of an agreement did, as of the day that was judged."""
    (amendment,) = effect.amendments
    blanks = {
        "n": str(number_of(effect)),
        "signed": words.long_day(amendment.signed),
        "day": words.long_day(effect.after.as_of),
    }
    if any(d.is_error for d in effect.diagnostics):
        return phrase("Amendment {n} of {signed}: what it changes cannot be judged (as of {day}).", **blanks)
    said = ", ".join(_parts(effect)) or phrase("nothing comes out differently")
    if effect.unsettled:
        unsettled = plural(
            "{n} amount is not known with it or without it",
            "{n} amounts are not known with it or without it",
            effect.unsettled,
        )
        said += f"; {unsettled}"
    if effect.hanging:
        hanging = plural(
            "dues that hang on {n} test that is not decided are not counted",
            "dues that hang on {n} tests that are not decided are not counted",
            effect.hanging,
        )
        said += f"; {hanging}"
    return phrase("Amendment {n} of {signed}: {said} (as of {day}).", **blanks, said=said)


def _parts(effect: Effect) -> Iterator[str]:
    if n := len(effect.released):
        yield plural("{n} clause released", "{n} clauses released", n)
    counts, dues = sorts(effect), [said for flow in effect.flows if (said := due(flow))]
    yield from dues
    if n := 0 if dues else counts["due"]:
        yield plural("{n} amount changed, with the same sum", "{n} amounts changed, with the same sum", n)
    for sort, (one, many) in NOUNS.items():
        if counts[sort]:
            yield plural(one, many, counts[sort])


def due(flow: Flow) -> str:
    """Return what becomes of one flow of dues, "" if that is nothing."""
    low, high = flow.least, flow.most
    if low is not None and high is not None and not low and not high:
        return ""
    way = {"payer": words.spaced(flow.payer), "payee": words.spaced(flow.payee)}
    if high is not None and high <= 0:
        gone = _range(_less(high), None if low is None else _less(low), flow.currency)
        return phrase("dues of {amount} from {payer} to {payee} gone", amount=gone, **way)
    if low is not None and low >= 0:
        added = _range(low, high, flow.currency)
        return phrase("dues of {amount} from {payer} to {payee} added", amount=added, **way)
    less = "" if low is None else words.amount(_less(low), flow.currency)
    more = "" if high is None else words.amount(high, flow.currency)
    return _changed(less, more, way)


def _changed(less: str, more: str, way: dict[str, str]) -> str:
    """Return that dues may be less or more, by so much at most; "" where there is no such bound."""
    if less and more:
        return phrase(
            "dues from {payer} to {payee} changed by up to {less} less or up to {more} more",
            less=less, more=more, **way,
        )  # fmt: skip
    if less:
        return phrase("dues from {payer} to {payee} changed by up to {less} less", less=less, **way)
    if more:
        return phrase("dues from {payer} to {payee} changed by up to {more} more", more=more, **way)
    return phrase("dues from {payer} to {payee} changed by an amount that is not known", **way)


def _less(change: Decimal) -> Decimal:
    return sub(Decimal(0), change)


def _range(low: Decimal, high: Decimal | None, currency: str) -> str:
    if low == high:
        return words.amount(low, currency)
    if not low:
        return (
            phrase("an amount that is not known")
            if high is None
            else phrase("up to {amount}", amount=words.amount(high, currency))
        )
    return words.interval(low, high, currency)


def sorts(effect: Effect) -> Counter[Sort]:
    """Return how many changed results are of each sort; `due` are those that its flows tell."""
    return Counter(sort_of(pair) for pair in effect.changed)


def sort_of(pair: Pair) -> Sort:
    """Return of which sort a changed result is."""
    one, other = pair.before, pair.after
    if isinstance(pair.either, Finding):
        return "came" if one is None else "went" if other is None else "status"
    if isinstance(pair.either, AccountRow):
        return "balance"
    if isinstance(pair.either, Power):
        return "power"
    sides = [p for p in (one, other) if isinstance(p, Payable)]
    if all(p.state == "not_due" for p in sides):
        return "later"
    amounts = {_owed(p) for p in (one, other) if not isinstance(p, Finding | AccountRow | Power)}
    return "due" if len(amounts) > 1 else "other"


def _owed(p: Payable | None) -> object:
    """Return what a side adds to a flow of dues."""
    if p is None or p.state == "not_due":
        return (Decimal(0), Decimal(0)), None
    known = None if p.amount is None else (p.amount, p.amount)
    owed = known or p.interval or (Decimal(0), None)
    return owed, (p.payer, p.payee, p.currency) if any(owed) or owed[1] is None else None
