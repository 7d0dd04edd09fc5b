"""A firm, or any party: its corporate group, all its agreements, what it promised and what moved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from commonweal.report.page import words
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement, Party
from commonweal.web.assessment import queries as judged
from commonweal.web.portfolio.queries import group as received
from commonweal.web.publication import showing
from commonweal.web.publication.reading.flows import flows
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
    stood = judged.last_pass()
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
        **flows(agreements, group, as_of=None if stood is None else stood.as_of),
        "stated": _stated(agreements),
        "amendments": _amendments(agreements),
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


# ---- what it promised, what was stated, what was changed ---------------------------------------------


def _promised(entries: Iterable[Mapping[str, Any]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for entry in entries:
        total.update(entry["found"])
    return total


def _stated(agreements: Iterable[Agreement]) -> str:
    """Return what the agreements state as their amounts, one sum for each currency; "" where none does."""
    found: dict[str, list[Decimal]] = {}
    for one in agreements:
        row = json.loads(one.data)
        if row["amount"] and row["currency"]:
            found.setdefault(row["currency"], []).append(Decimal(row["amount"]))
    return words.listed(words.headline(showing.summed(sums), c) for c, sums in sorted(found.items()))


def _amendments(agreements: Sequence[Agreement]) -> list[dict[str, Any]]:
    """Return the amendments of agreements, the newest first."""
    ids = [one.agreement for one in agreements]
    rows = [(one.number, one.row) for one in judged.amendments().filter(agreement__in=ids)]
    rows.sort(key=lambda found: (found[1]["effective"], found[1]["agreement"], found[0]), reverse=True)
    return [
        {
            "agreement": row["agreement"],
            "number": number,
            "label": row["label"],
            "effective": date.fromisoformat(row["effective"]),
        }
        for number, row in rows
    ]
