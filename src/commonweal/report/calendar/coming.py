"""
What still comes after the day of judgement.

The days follow from the plan. What was found since takes away what is settled, and adds the amounts that are
known, what consequences and uses of rights made due, the last days of cures that run and of rights that are
open (decision 40).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from commonweal.engines.protocol import Assessment, Payable, Plan, Power
from commonweal.report.calendar.entries import Entry, figures, levels
from commonweal.report.calendar.planned import planned
from commonweal.terms.core.agreements import Version
from commonweal.terms.core.clauses import Condition

_PENDING: Final = ("not_due", "open", "overdue")
"""Statuses of findings whose proof is still to come."""
_OWED: Final = ("not_due", "due", "part_paid", "undetermined", "late")
"""States of payables that are not settled."""


def coming(plan: Plan, judged: Assessment, until: date | None = None) -> list[Entry]:
    """
    Return what comes after the day of judgement, by day, kind, clause and window.

    Parameters
    ----------
    judged : what was found under that plan
    until : the last day of interest; None: of the plan within a year, and at least the next window of every
        clause of which something is not settled; of what was found, everything
    """
    after = judged.as_of
    found = [*_planned(plan, judged, until), *_made_due(plan, judged), *_cures(plan, judged)]
    found += _usable(plan, judged)
    near = (entry for entry in found if entry.day > after and (until is None or entry.day <= until))
    return sorted(near, key=lambda entry: entry.order)


def _planned(plan: Plan, judged: Assessment, until: date | None) -> Iterator[Entry]:
    """Yield what the plan asks for and nothing has settled yet."""
    pending = {(f.clause, f.window): f.status in _PENDING for f in judged.findings}
    owed = {(p.clause, p.window): p for p in judged.payables if p.kind == "payment"}

    def keep(entry: Entry) -> bool:
        at = (entry.clause, entry.window)
        return pending.get(at, True) and (at not in owed or _is_pending(owed[at], entry.what))

    for entry in planned(plan, judged.as_of, until, keep):
        payable = owed.get((entry.clause, entry.window)) if entry.what == "pay" else None
        yield replace(entry, payable=payable)


def _is_pending(payable: Payable, what: str) -> bool:
    """Say whether a payment still comes or, for a report, whether its amount still waits for facts."""
    return payable.state in (_OWED if what == "pay" else ("not_due", "undetermined"))


def _made_due(plan: Plan, judged: Assessment) -> Iterator[Entry]:
    """Yield what consequences, uses of rights and notices made due: the plan does not know their days."""
    versions = {version.number: version for version in plan.versions}
    for payable in judged.payables:
        unplanned = payable.kind != "payment" or payable.due_anchor == "notice"
        if unplanned and payable.due is not None and payable.state in _OWED:
            made = _found(versions[payable.version], payable, payable.due, "pay", payable.payer)
            yield replace(made, to=payable.payee, payable=payable)


def _cures(plan: Plan, judged: Assessment) -> Iterator[Entry]:
    """Yield the last days of cures that run: a breach is known, and neither cured nor past cure."""
    running = [finding for finding in judged.findings if finding.cure_until is not None]
    names = {finding.clause for finding in running}
    places = {(name, w.period): k for name in names for k, w in enumerate(plan.windows[name])}
    for finding in running:
        k = places[finding.clause, finding.window]
        clause = plan.clause_at(finding.clause, k)
        if isinstance(clause, Condition) and clause.cure is not None and finding.cure_until is not None:
            version = plan.versions[plan.windows[finding.clause][k].version]
            measures = figures(version, clause, [clause.cure.formula])
            yield Entry(
                finding.cure_until, "cure", finding.clause, finding.window, clause.party,
                version.agreement.parties.get(clause.party, ""), measures=tuple(measures),
                level=levels(measures),
            )  # fmt: skip


def _usable(plan: Plan, judged: Assessment) -> Iterator[Entry]:
    """Yield the last days of rights that are open now."""
    for power in judged.powers:
        if power.state == "available" and power.until is not None:
            version = plan.version_on(min(max(judged.as_of, power.window.first), power.window.last))
            yield _found(version, power, power.until, "use", power.holder)


def _found(version: Version, found: Payable | Power, day: date, what: str, who: str) -> Entry:
    party = version.agreement.parties.get(who, "")
    return Entry(day, what, found.clause, found.window, who, party, item=found.item)
