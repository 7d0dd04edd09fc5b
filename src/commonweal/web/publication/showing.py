"""From rows to what a page shows: words for statuses, sums by state, addresses. No HTML is written here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core.paginator import Paginator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from commonweal.ground.period import Period, parse_period, show_period
from commonweal.report.page import words
from commonweal.report.page.drawing.shapes import status as drawn
from commonweal.web.agreements.models import Agreement, Clause
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.models import Finding, Payable

ATTENTION: Final = ("breached", "curing", "overdue", "late")
"""Statuses and states that somebody should look at."""


@dataclass(frozen=True, slots=True)
class Shown:
    """
    One result as a page shows it.

    Attributes
    ----------
    row : what the API gives; status : shape and word, safe as HTML; reason : why, safe as HTML
    period : in words; address : the last part of the address of this result
    """

    row: Mapping[str, Any]
    status: SafeString
    period: str
    address: str
    amount: str = ""
    reason: SafeString = SafeString("")


def status_word(code: str, *, vacuous: bool = False) -> SafeString:
    """Return the status of a finding, drawn."""
    code = "vacuous" if vacuous and code == "met" else code
    return mark_safe(drawn(spoken(code, words.STATUSES), code))  # made by `report`, which escapes


def state_word(code: str) -> SafeString:
    """Return the state of a payable, drawn."""
    return mark_safe(drawn(spoken(code, words.STATES), code))  # made by `report`, which escapes


def spoken(code: str, of: Mapping[str, words.Word]) -> words.Word:
    """Return how a code is shown, in the language of the page."""
    found = words.word_of(code, of)
    return replace(found, word=gettext(found.word)) if found.word else found


def counted(numbers: Mapping[str, int]) -> list[tuple[SafeString, int]]:
    """Return how many findings have each status, the urgent ones first."""
    return [(status_word(code), numbers[code]) for code in words.STATUSES if numbers.get(code)]


def entry(one: Agreement) -> dict[str, Any]:
    """Return an agreement as the register lists it."""
    row = json.loads(one.data)
    stated = row["amount"] and row["currency"]
    return {
        "agreement": one,
        "row": row,
        "counts": counted(row["findings"]),
        "money": words.headline(Decimal(row["amount"]), row["currency"]) if stated else "",
        "support": gettext(words.named(one.instrument)),
    }


def overview(every: Sequence[Agreement]) -> dict[str, Any]:
    """Return what the first page shows."""
    rows = [json.loads(one.data) for one in every]
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row["findings"])
    hidden = _withheld()
    concerns = [(one, _concerns(row) - hidden[one.agreement]) for one, row in zip(every, rows, strict=True)]
    return {
        "agreements": [entry(one) for one in every],
        "counts": counted(total),
        "windows": sum(total.values()),
        "tested": sum(n for code, n in total.items() if code in words.STATUSES and code in _TESTED),
        "expected": sum(row["facts_expected"] for row in rows),
        "present": sum(row["facts_present"] for row in rows),
        "attention": sorted((c for c in concerns if c[1]), key=lambda c: (-c[1], c[0].agreement)),
    }


_TESTED: Final = ("met", "breached", "curing", "cured", "overdue", "waived", "suspended")


def _concerns(row: Mapping[str, Any]) -> int:
    return sum(row["findings"].get(c, 0) + row["payables"].get(c, 0) for c in ATTENTION)


def _withheld() -> Counter[str]:
    """Return how many findings of each agreement are without proof only because a figure is not public."""
    # A reason is one word: `unknown:missing` where both a proof and a public figure are wanting.
    late = judged.findings(status="overdue").filter(data__contains=' unknown:undisclosed","known_since"')
    return Counter(late.values_list("agreement_id", flat=True))


def agreement(one: Agreement) -> dict[str, Any]:
    """Return what the page of an agreement shows."""
    findings = list(judged.findings(agreement=one.agreement).defer("reason"))
    payables = list(judged.payables(agreement=one.agreement).defer("reason"))
    stored = list(one.clauses.all())
    clauses = [_standing(c, findings, payables) for c in stored]
    return {
        **entry(one),
        "stored": (stored, findings, payables),
        "cite": citation(one.agreement, one),
        "roles": list(one.roles.all()),
        "give_get": mark_safe(one.give_get),  # made by `report`, which escapes
        "promises": [c for c in clauses if c["clause"].kind == "condition"],
        "money": [c for c in clauses if c["clause"].kind != "condition"],
        "powers": list(_powers(one, stored)),
    }


def citation(of: str, one: Agreement) -> str:
    """Return how something of an agreement is cited: what, as of when, and the fingerprint of its inputs."""
    return f"commonweal:{of}@{one.as_of.isoformat()}#{one.inputs[:12]}"


def _powers(one: Agreement, clauses: Sequence[Clause]) -> Iterable[dict[str, Any]]:
    """Yield the powers that are open or were used, twenty at most."""
    labels = {clause.name: clause.label for clause in clauses}
    for power in judged.powers(agreement=one.agreement).exclude(state__in=("not_yet", "lapsed"))[:20]:
        row = power.row
        drawing = drawn(spoken(power.state, words.POWERS), power.state)
        yield {
            **row,
            "act": words.named(row["act"]),
            "word": mark_safe(drawing),  # made by `report`, which escapes
            "label": labels.get(power.clause, power.clause),
            "until": date.fromisoformat(row["until"]) if row["until"] else None,
        }


def _standing(clause: Clause, findings: Sequence[Finding], payables: Sequence[Payable]) -> dict[str, Any]:
    """Return how a clause stands: counts, its latest decided result, the sums of what it made fall due."""
    found = [f for f in findings if f.clause == clause.name]
    owed = [p for p in payables if p.clause == clause.name]
    decided = [f for f in found if f.status in _TESTED]
    return {
        "clause": clause,
        "counts": counted(Counter(f.status for f in found)),
        "latest": finding(decided[-1]) if decided else None,
        "sums": list(sums(owed)),
    }


def sums(payables: Iterable[Payable]) -> Iterable[tuple[SafeString, int, str]]:
    """Yield state, number and sum of payables, by state and currency; no sum while one is undetermined."""
    groups: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    order = list(words.STATES)
    for payable in payables:
        groups.setdefault((order.index(payable.state), payable.currency), []).append(payable.row)
    for (place, currency), rows in sorted(groups.items()):
        amounts = [None if row["amount"] is None else Decimal(row["amount"]) for row in rows]
        known = [amount for amount in amounts if amount is not None]
        total = words.amount(sum(known, Decimal(0)), currency) if len(known) == len(amounts) else ""
        yield state_word(order[place]), len(rows), total


def clause(found: Clause, number: int, most: int) -> dict[str, Any]:
    """Return what the page of a clause shows: its text, and some of its results."""
    agreement_id, name = found.agreement_id, found.name
    results = [finding(f) for f in judged.findings(agreement=agreement_id, clause=name).defer("reason")]
    results += [payable(p) for p in judged.payables(agreement=agreement_id, clause=name).defer("reason")]
    if found.kind == "account":
        accounts = [account_row.row for account_row in judged.accounts(agreement=agreement_id, account=name)]
    else:
        accounts = []
    pages = Paginator(results or accounts, most)
    shown = pages.get_page(number)
    return {
        "clause": found,
        "prose": mark_safe(found.prose),  # made by `report`, which escapes
        "results": shown if results else [],
        "accounts": shown if not results else [],
        "page": shown,
        "cite": citation(f"{agreement_id}/{name}", found.agreement),
    }


def result(found: Clause, period: str) -> dict[str, Any] | None:
    """Return what the page of one window shows, None where there is no such window."""
    window = parse_period(period.replace("..", "/"), None)
    if window is None:
        return None
    at = {"start": window.first, "end": window.last}
    name, id_ = found.name, found.agreement_id
    findings = [finding(f) for f in judged.findings(agreement=id_, clause=name).filter(**at)]
    payables = [payable(p) for p in judged.payables(agreement=id_, clause=name).filter(**at)]
    if not findings and not payables:
        return None
    results = [*findings, *payables]
    return {
        "clause": found,
        "results": results,
        "told": any(one.reason for one in results),
        "period": words.period(window),
        "cite": citation(f"{id_}/{name}/{results[0].address}", found.agreement),
    }


def finding(found: Finding) -> Shown:
    """Return a finding as a page shows it."""
    reason = found.reason if "reason" not in found.get_deferred_fields() else ""
    return Shown(
        found.row, status_word(found.status, vacuous=found.vacuous), _said(found.start, found.end),
        address(found.start, found.end), reason=mark_safe(reason),  # made by `report`, which escapes
    )  # fmt: skip


def payable(owed: Payable) -> Shown:
    """Return a payable as a page shows it."""
    reason = owed.reason if "reason" not in owed.get_deferred_fields() else ""
    row = owed.row
    return Shown(
        row, state_word(owed.state), _said(owed.start, owed.end), address(owed.start, owed.end),
        amount=_amount(row), reason=mark_safe(reason),  # made by `report`, which escapes
    )  # fmt: skip


def _amount(row: Mapping[str, Any]) -> str:
    if row["amount"] is not None:
        return words.amount(Decimal(row["amount"]), row["currency"])
    low, high = row["interval"] or (None, None)
    if low is None and high is None:
        return "not known yet"
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return words.between(ends[0], ends[1], row["currency"])


def _said(start: date, end: date) -> str:
    return words.period(Period.days_of(start, end))


def address(start: date, end: date) -> str:
    """Return a window as the last part of an address: `2024-Q3`, `2024-07-01..2024-09-15`."""
    return show_period(Period.days_of(start, end)).replace("/", "..")
