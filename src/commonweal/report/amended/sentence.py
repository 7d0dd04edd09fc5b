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
from commonweal.workspace.planning import Effect, Flow, Pair, numbered

Sort = Literal["status", "came", "went", "balance", "power", "later", "due", "other"]
NOUNS: Final[dict[Sort, tuple[str, str]]] = {
    "status": ("1 status changed", "{n:,} statuses changed"),
    "came": ("1 test added", "{n:,} tests added"),
    "went": ("1 test gone", "{n:,} tests gone"),
    "balance": ("1 balance changed", "{n:,} balances changed"),
    "power": ("1 power changed", "{n:,} powers changed"),
    "later": ("1 amount of a later window changed", "{n:,} amounts of later windows changed"),
    "other": ("1 payment otherwise changed", "{n:,} payments otherwise changed"),
}
"""How many results of a sort changed; dues are said by their flows."""


def number_of(effect: Effect) -> int:
    """Return the number of the one amendment whose effect it is."""
    (amendment,) = effect.amendments
    return numbered(effect.after.workspace.agreements[effect.agreement]).index(amendment) + 1


def sentence(effect: Effect) -> str:
    """Return what one amendment of an agreement did, as of the day that was judged."""
    (amendment,) = effect.amendments
    head = f"Amendment {number_of(effect)} of {words.long_day(amendment.signed)}"
    day = f"(as of {words.long_day(effect.after.as_of)})"
    if any(d.is_error for d in effect.diagnostics):
        return f"{head}: what it changes cannot be judged {day}."
    said = ", ".join(_parts(effect)) or "nothing comes out differently"
    if effect.unsettled:
        n = effect.unsettled
        said += f"; {n:,} {'amount is' if n == 1 else 'amounts are'} not known with it or without it"
    if effect.hanging:
        n = effect.hanging
        hang = "1 test that is" if n == 1 else f"{n:,} tests that are"
        said += f"; dues that hang on {hang} not decided are not counted"
    return f"{head}: {said} {day}."


def _parts(effect: Effect) -> Iterator[str]:
    if n := len(effect.released):
        yield f"{n:,} {'clause' if n == 1 else 'clauses'} released"
    counts, dues = sorts(effect), [said for flow in effect.flows if (said := due(flow))]
    yield from dues
    if n := 0 if dues else counts["due"]:
        yield f"{n:,} {'amount' if n == 1 else 'amounts'} changed, with the same sum"
    for sort, (one, many) in NOUNS.items():
        if counts[sort]:
            yield one if counts[sort] == 1 else many.format(n=counts[sort])


def due(flow: Flow) -> str:
    """Return what becomes of one flow of dues, "" if that is nothing."""
    low, high = flow.least, flow.most
    way = f"from {words.spaced(flow.payer)} to {words.spaced(flow.payee)}"
    if low is not None and high is not None and not low and not high:
        return ""
    if high is not None and high <= 0:
        return f"dues of {_range(_less(high), None if low is None else _less(low), flow.currency)} {way} gone"
    if low is not None and low >= 0:
        return f"dues of {_range(low, high, flow.currency)} {way} added"
    less = "" if low is None else f"up to {words.amount(_less(low), flow.currency)} less"
    more = "" if high is None else f"up to {words.amount(high, flow.currency)} more"
    said = " or ".join(part for part in (less, more) if part)
    return f"dues {way} changed by {said or 'an amount that is not known'}"


def _less(change: Decimal) -> Decimal:
    return sub(Decimal(0), change)


def _range(low: Decimal, high: Decimal | None, currency: str) -> str:
    if low == high:
        return words.amount(low, currency)
    if not low and high is None:
        return "an amount that is not known"
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
