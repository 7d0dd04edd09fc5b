"""One agreement as its page shows it: what was promised, what came of it, what moved, what a party may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from commonweal.report.page import words
from commonweal.report.page.drawing.shapes import status as drawn
from commonweal.web.agreements.models import Agreement, Clause, Role, Wording
from commonweal.web.agreements.tellings import GIVE_GET, LEAD, told
from commonweal.web.agreements.wordings import Worded, arranged
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.models import Finding, Payable, Power
from commonweal.web.publication import showing
from commonweal.web.publication.reading.promises import named
from commonweal.web.publication.reading.texts import picture, texts

POWERS: Final = 20
"""Powers that the page shows."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that is stored of one agreement and that its page shows in some language."""

    agreement: Agreement
    roles: Sequence[Role]
    clauses: Sequence[Clause]
    wordings: Sequence[Wording]
    worded: Worded
    findings: Sequence[Finding]
    payables: Sequence[Payable]
    powers: Sequence[Power]


def rows_of(one: Agreement) -> Rows:
    """Return the rows of an agreement; reasons are left where they are."""
    powers = judged.powers(agreement=one.agreement).exclude(state__in=("not_yet", "lapsed"))
    wordings = list(one.wordings.all())
    return Rows(
        one, list(one.roles.all()), list(one.clauses.all()), wordings,
        arranged(one.versions.all(), wordings),
        list(judged.findings(agreement=one.agreement).defer("reason")),
        list(judged.payables(agreement=one.agreement).defer("reason")), list(powers[:POWERS]),
    )  # fmt: skip


def shown(rows: Rows) -> dict[str, Any]:
    """Return what the page shows, in the language that is active."""
    id_ = rows.agreement.agreement
    clauses = [part for clause in rows.clauses for part in _parts(clause, rows)]
    said = told(id_)
    return {
        **showing.entry(rows.agreement),
        "roles": [(role, gettext(role.side)) for role in rows.roles],
        "lead": said.get(LEAD, rows.agreement.lead),
        # made by `report`, which escapes
        "give_get": mark_safe(said.get(GIVE_GET, rows.agreement.give_get)),
        "picture": picture(rows.agreement, rows.clauses, rows.worded, rows.findings, rows.payables),
        "promises": [c for c in clauses if c["clause"].kind == "condition"],
        "money": [c for c in clauses if c["clause"].kind != "condition"],
        "powers": list(_powers(rows)),
        "texts": list(texts(rows.worded.texts.get(id_, []), rows.clauses, rows.wordings, said)),
    }


def _powers(rows: Rows) -> Iterable[dict[str, Any]]:
    """Yield the powers that are open or were used."""
    for power in rows.powers:
        row = power.row
        drawing = drawn(showing.spoken(power.state, words.POWERS), power.state)
        yield {
            **row,
            "act": gettext(words.named(row["act"])),
            "word": mark_safe(drawing),  # made by `report`, which escapes
            "label": rows.worded.label(power.agreement_id, power.clause, power.start) or power.clause,
            "until": date.fromisoformat(row["until"]) if row["until"] else None,
        }


def _parts(clause: Clause, rows: Rows) -> Iterable[dict[str, Any]]:
    """Yield how a clause stands under each wording, the newest first; earlier ones if used."""
    for one in named(rows.worded.of(rows.agreement.agreement, clause.name)):
        words_ = one.words
        found = [f for f in rows.findings if f.clause == clause.name and words_.governs(f.version)]
        owed = [p for p in rows.payables if p.clause == clause.name and words_.governs(p.version)]
        if found or owed or not one.anchor:
            yield {**_standing(clause, found, owed), "named": one}


def _standing(clause: Clause, found: Sequence[Finding], owed: Sequence[Payable]) -> dict[str, Any]:
    """Return how a clause stands: counts, its latest decided result, the sums of what it made fall due."""
    decided = [f for f in found if f.shown in showing.TESTED]
    return {
        "clause": clause,
        "counts": showing.counted(Counter(f.shown for f in found)),
        "latest": showing.finding(decided[-1]) if decided else None,
        "sums": list(_sums(owed)),
    }


def _sums(payables: Iterable[Payable]) -> Iterable[tuple[SafeString, int, str]]:
    """Yield state, number and sum of payables, by state and currency; no sum while one is undetermined."""
    groups: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    order = list(words.STATES)
    for payable in payables:
        row = payable.row
        groups.setdefault((order.index(showing.state_of(row)), payable.currency), []).append(row)
    for (place, currency), rows in sorted(groups.items()):
        of = "released" if order[place] == "released" else "amount"
        amounts = [None if row[of] is None else Decimal(row[of]) for row in rows]
        known = [amount for amount in amounts if amount is not None]
        total = words.amount(showing.summed(known), currency) if len(known) == len(amounts) else ""
        yield showing.state_word(order[place]), len(rows), total
