"""A firm, or any party: its corporate group, all its agreements, what it promised and what moved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString

from commonweal.ground.numbers import sub
from commonweal.report.page import words
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Party
from commonweal.web.assessment import queries as judged
from commonweal.web.portfolio.queries import group as received
from commonweal.web.publication import showing
from commonweal.web.publication.reading.promises import is_bound, promised

_DEEP: Final = 8
"""Storeys of a group that are followed."""


def firm(party: str) -> dict[str, Any] | None:
    """Return what the page of a party shows, None where nobody is called so."""
    rows = list(register.parties())
    own = [row for row in rows if row.party == party]
    if not own:
        return None
    above, below = _above(rows, party), _below(rows, party)
    group = {party, *(one["party"] for one in below)}
    agreements = list(
        register.agreements().filter(roles__party__in=group).distinct().prefetch_related("roles")
    )
    entries = [
        {**entry, "roles": [r for r in one.roles.all() if r.party in group]}
        for one, entry in zip(agreements, showing.entries(agreements), strict=True)
    ]
    own_words = [entry for entry in entries if is_bound(entry["agreement"], group)]
    others = [entry for entry in entries if entry not in own_words]
    return {
        "party": own[0],
        "above": above,
        "below": below,
        "received": next((at for at in (party, *(one["party"] for one in above)) if received(at)), None),
        "agreements": entries,
        "promises": showing.counted(_promised(own_words)),
        "tested": sum(_promised(own_words).values()),
        "promised_to": showing.counted(_promised(others)),
        "tested_of_others": sum(_promised(others).values()),
        **_flows(agreements, group),
        **promised(agreements, group),
    }


# ---- the group --------------------------------------------------------------------------------------


def _above(rows: Sequence[Party], party: str) -> list[dict[str, Any]]:
    """Return the parties that a party belongs to, the nearest first, with the days of each tie."""
    made: list[dict[str, Any]] = []
    at = [party]
    for _ in range(_DEEP):
        ties = [row for row in rows if row.party in at and row.parent]
        made += [_tie(rows, row.parent, row) for row in ties]
        at = [row.parent for row in ties]
    return made


def _below(rows: Sequence[Party], party: str) -> list[dict[str, Any]]:
    """Return the parties that belong to a party, the nearest first, with the days of each tie."""
    made: list[dict[str, Any]] = []
    at, seen = [party], {party}
    for _ in range(_DEEP):
        ties = [row for row in rows if row.parent in at and row.party not in seen]
        made += [_tie(rows, row.party, row) for row in ties]
        at = [row.party for row in ties]
        seen |= set(at)
    return made


def _tie(rows: Sequence[Party], party: str, row: Party) -> dict[str, Any]:
    name = next((r.name for r in rows if r.party == party), party)
    days = json.loads(row.data)
    return {"party": party, "name": name, "from": _day(days["from"]), "until": _day(days["until"])}


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


# ---- what it promised, what moved -------------------------------------------------------------------


def _promised(entries: Iterable[Mapping[str, Any]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for entry in entries:
        total.update(entry["found"])
    return total


def _flows(agreements: Sequence[Agreement], group: set[str]) -> dict[str, Any]:
    """Return what was paid to the group and by it, and what is not shown as paid, by state and currency."""
    roles = {(one.agreement, r.name): r.party for one in agreements for r in one.roles.all()}
    ids = [one.agreement for one in agreements]
    rows = [p for p in judged.payables().filter(agreement__in=ids).defer("reason") if p.state not in _UNMOVED]
    got = [p for p in rows if roles.get((p.agreement_id, p.row["payee"])) in group]
    gave = [p for p in rows if roles.get((p.agreement_id, p.row["payer"])) in group and p not in got]
    paid = [("to", list(_paid(got))), ("by", list(_paid(gave)))]
    unpaid = [("to", list(_unpaid(got))), ("by", list(_unpaid(gave)))]
    return {
        "paid": paid,
        "no_paid": not any(lines for _, lines in paid),
        "unpaid": unpaid,
        "no_unpaid": not any(lines for _, lines in unpaid),
    }


_UNMOVED: Final = ("none_due", "not_due")


def _paid(payables: Iterable[Any]) -> Iterable[tuple[int, str]]:
    """Yield on how many amounts something was paid, and how much in all, by currency."""
    groups: dict[str, list[Decimal]] = {}
    for payable in payables:
        paid = Decimal(payable.row["paid"])
        if paid:
            groups.setdefault(payable.currency, []).append(paid)
    for currency, sums in sorted(groups.items()):
        yield len(sums), words.headline(showing.summed(sums), currency)


def _unpaid(payables: Iterable[Any]) -> Iterable[tuple[SafeString, int, str]]:
    """Yield state, number and the sum that is not shown as paid; "" where it is not known in all."""
    groups: dict[tuple[int, str], list[Decimal | None]] = {}
    order = list(words.STATES)
    for payable in payables:
        row = payable.row
        left = None if row["amount"] is None else sub(Decimal(row["amount"]), Decimal(row["paid"]))
        if left is None or left > 0:
            groups.setdefault((order.index(payable.state), payable.currency), []).append(left)
    for (at, currency), rows in sorted(groups.items()):
        known = [x for x in rows if x is not None]
        said = words.headline(showing.summed(known), currency) if len(known) == len(rows) else ""
        yield showing.state_word(order[at]), len(rows), said
