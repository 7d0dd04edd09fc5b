"""What the plan of an agreement asks for: windows tested, figures to report, money to pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from commonweal.engines.protocol import Plan
from commonweal.ground.days import add_months
from commonweal.report.calendar.entries import Entry, figures, levels
from commonweal.terms.core.agreements import Version
from commonweal.terms.core.clauses import Clause, Condition, Payment
from commonweal.terms.core.walk import expressions_of

HORIZON_MONTHS: Final = 12


def planned(
    plan: Plan, after: date, until: date | None = None, keep: Callable[[Entry], bool] = lambda _: True
) -> list[Entry]:
    """
    Return what the plan asks for after a day, in the order of days.

    Parameters
    ----------
    until : the last day of interest; None: every window of which something comes within a year, and at least
        the next one of each clause
    keep : what still comes; by default everything
    """
    last = until or add_months(after, HORIZON_MONTHS)
    found: list[Entry] = []
    for name in (clause.name for clause in plan.clauses()):
        coming = [[e for e in _of(name, k, plan, after) if keep(e)] for k in range(len(plan.windows[name]))]
        if until is not None:
            near = [[entry for entry in group if entry.day <= last] for group in coming]
        else:
            near = [group for group in coming if any(entry.day <= last for entry in group)]
            near = near or [group for group in coming if group][:1]
        found += [entry for group in near for entry in group]
    return sorted(found, key=lambda entry: entry.order)


def _of(name: str, k: int, plan: Plan, after: date) -> Iterator[Entry]:
    """Yield what one window still asks for, as the version words it that governs the window."""
    window = plan.windows[name][k]
    if window.ended:
        return
    clause, period, version = plan.clause_at(name, k), window.period, plan.versions[window.version]
    debtor = clause.party if isinstance(clause, Condition) else clause.payer

    def entry(day: date, what: str, who: str, **more: Any) -> Entry:
        return Entry(day, what, name, period, who, version.agreement.parties.get(who, ""), **more)

    if period.last > after and isinstance(clause, Condition):
        yield entry(period.last, "test", debtor)
    if window.evidence_due > after and (measures := figures(version, clause, expressions_of(clause))):
        who = _reporter(clause, version)
        yield entry(window.evidence_due, "report", who, measures=tuple(measures), level=levels(measures))
    if isinstance(clause, Payment) and window.due is not None and window.due > after:
        yield entry(window.due, "pay", debtor, to=clause.payee)


def _reporter(clause: Clause, version: Version) -> str:
    """Return who reports: whose duty it is; of a payment its recipient side, else its payer."""
    if isinstance(clause, Condition):
        return clause.party
    recipients = [party.name for party in version.terms.parties if party.side == "recipient"]
    return clause.payee if clause.payee in recipients else clause.payer
