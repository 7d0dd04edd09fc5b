"""A firm, or any party: its corporate group, all its agreements, what it promised and what moved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString

from commonweal.report.page import words
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Party
from commonweal.web.assessment import queries as judged
from commonweal.web.portfolio.queries import group as received
from commonweal.web.publication import showing
from commonweal.web.publication.reading.promises import promised

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
    entries = [_entry(one, group) for one in agreements]
    return {
        "party": own[0],
        "above": above,
        "below": below,
        "received": next((at for at in (party, *(one["party"] for one in above)) if received(at)), None),
        "agreements": entries,
        "promises": showing.counted(_promised(entries)),
        "tested": sum(_promised(entries).values()),
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


def _entry(one: Agreement, group: set[str]) -> dict[str, Any]:
    """Return an agreement as a list shows it, with the roles that the group has in it."""
    return {**showing.entry(one), "roles": [r for r in one.roles.all() if r.party in group]}


def _promised(entries: Iterable[Mapping[str, Any]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for entry in entries:
        total.update(entry["found"])
    return total


def _flows(agreements: Sequence[Agreement], group: set[str]) -> dict[str, Any]:
    """Return what the group got and gave, by state and currency, and what moved between others."""
    roles = {(one.agreement, r.name): r.party for one in agreements for r in one.roles.all()}
    ids = [one.agreement for one in agreements]
    rows = [p for p in judged.payables().filter(agreement__in=ids).defer("reason") if p.state not in _UNMOVED]
    got = [p for p in rows if roles.get((p.agreement_id, p.row["payee"])) in group]
    gave = [p for p in rows if roles.get((p.agreement_id, p.row["payer"])) in group and p not in got]
    return {"got": list(_lines(got)), "gave": list(_lines(gave))}


_UNMOVED: Final = ("none_due", "not_due")


def _lines(payables: Iterable[Any]) -> Iterable[tuple[SafeString, int, str, str]]:
    """Yield state, number, sum as due and sum as paid, by state and currency; "" where one is not known."""
    groups: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    order = list(words.STATES)
    for payable in payables:
        groups.setdefault((order.index(payable.state), payable.currency), []).append(payable.row)
    for (at, currency), rows in sorted(groups.items()):
        due = [None if row["amount"] is None else Decimal(row["amount"]) for row in rows]
        known = sum((x for x in due if x is not None), Decimal(0))
        paid = sum((Decimal(row["paid"]) for row in rows), Decimal(0))
        said = words.headline(known, currency) if None not in due else ""
        yield showing.state_word(order[at]), len(rows), said, words.headline(paid, currency) if paid else ""
