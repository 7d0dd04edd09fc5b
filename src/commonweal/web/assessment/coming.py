"""
What still comes under an agreement: windows that end, proofs and payments that fall due, rights that run out.

The days follow from the plan (`report.agenda`); what was found since takes away what is settled, and adds the
amounts that are known and what consequences made due.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from commonweal.engines.protocol import Payable, Power
from commonweal.report import agenda, rows
from commonweal.report.page.view import Chapter

Row = dict[str, Any]

WHATS: Final = (*agenda.WHATS, "use")
"""What comes: a window ends and is tested, proof or money is due, or a right is at its last day."""
_PENDING: Final = ("not_due", "open", "overdue")
"""Statuses of findings whose proof is still to come."""
_OWED: Final = ("not_due", "due", "part_paid", "undetermined", "late")
"""States of payables that are not settled."""


def coming(chapter: Chapter) -> list[Row]:
    """Return what comes after the day of judgement, by day, kind, clause and window."""
    found = [*_planned(chapter), *_fired(chapter), *_usable(chapter)]
    return sorted(found, key=_order)


def _order(row: Row) -> tuple[Any, ...]:
    return (row["day"], WHATS.index(row["what"]), row["clause"], row["window"]["start"], row["item"] or 0)


def _planned(chapter: Chapter) -> Iterator[Row]:
    """Yield what the plan asks for and nothing has settled yet."""
    judged = chapter.assessment
    pending = {(f.clause, f.window): f.status in _PENDING for f in judged.findings}
    owed = {(p.clause, p.window): p for p in judged.payables if p.kind == "payment"}
    for entry in agenda.entries(chapter.plan, chapter.run.as_of):
        at = (entry.clause, entry.window)
        payable = owed.get(at)
        if not pending.get(at, True) or (payable is not None and not _is_pending(payable, entry.what)):
            continue
        row = agenda.as_row(entry)
        yield {
            "agreement": chapter.id,
            **row,
            "item": None,
            "label": chapter.clause_label(entry.clause),
            "figures": [chapter.measure_label(name) for name in entry.measures],
            **_money(payable if entry.what == "pay" else None),
        }


def _is_pending(payable: Payable, what: str) -> bool:
    """Say whether a payment still comes or, for a report, whether its amount still waits for facts."""
    return payable.state in (_OWED if what == "pay" else ("not_due", "undetermined"))


def _fired(chapter: Chapter) -> Iterator[Row]:
    """Yield what consequences and uses of rights made due on a day to come."""
    for payable in chapter.assessment.payables:
        after = payable.due is not None and payable.due > chapter.run.as_of
        if payable.kind != "payment" and after and payable.due and payable.state in _OWED:
            made = _row(chapter, payable.due, "pay", payable, payable.payer)
            yield {**made, "to": payable.payee, **_money(payable)}


def _usable(chapter: Chapter) -> Iterator[Row]:
    """Yield the last days of rights that are open now."""
    power: Power
    for power in chapter.assessment.powers:
        if power.state == "available" and power.until is not None and power.until > chapter.run.as_of:
            yield _row(chapter, power.until, "use", power, power.holder)


def _row(chapter: Chapter, day: date, what: str, found: Payable | Power, who: str) -> Row:
    return {
        "agreement": chapter.id, "day": day.isoformat(), "what": what, "clause": found.clause,
        "label": chapter.clause_label(found.clause), "window": rows.window_row(found.window),
        "item": found.item, "who": who,
        "party": chapter.plan.agreement.parties.get(who, ""), "to": None, "measures": [], "figures": [],
        "level": None, **_money(None),
    }  # fmt: skip


def _money(payable: Payable | None) -> Row:
    """Return what is known of an amount; nothing where none is meant."""
    if payable is None or payable.state == "not_due":
        return {"amount": None, "interval": None, "currency": payable.currency if payable else None}
    row = rows.payable_row(payable)
    return {name: row[name] for name in ("amount", "interval", "currency")}
