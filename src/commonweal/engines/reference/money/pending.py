"""
What an amount hangs on that is not known itself: amounts and findings of other windows, each by its clause
and window, with what would settle it.

Only a reason is made here, never a number; so it is asked for only where traces are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from commonweal.engines.protocol import Missing, Trace
from commonweal.engines.reference.case import Case
from commonweal.engines.reference.money.acts import ends_text, point_text
from commonweal.engines.reference.outcome import Outcome
from commonweal.engines.reference.values import Interval
from commonweal.ground.period import show_period
from commonweal.terms.core.clauses import Clause, Payment

MOST_NAMED: Final = 12
"""Amounts and findings that are named of one step; what they wait for is all kept."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What is not known elsewhere, as steps of a trace, and what it waits for."""

    traces: tuple[Trace, ...] = ()
    missing: tuple[Missing, ...] = ()


NOTHING: Final = Pending()


def of_amount(case: Case, payment: Payment, k: int) -> Pending:
    """Return the amount of the k-th window of a payment, if it is not known."""
    amount = case.amount_due(payment, k)
    if amount.known:
        return NOTHING
    worded = case.worded(payment, k)
    currency = worded.currency if isinstance(worded, Payment) else payment.currency
    return Pending((_named(case, payment, k, "undetermined", amount.number, currency),), amount.missing)


def of_debt(
    case: Case, clause: Clause, k: int, num: Interval, currency: str, missing: tuple[Missing, ...]
) -> Pending:
    """Return what a remedy makes due in the k-th window of a clause and is not known."""
    decided = missing or case.waits_for(clause, k)
    return Pending((_named(case, clause, k, "undetermined", num, currency),), decided)


def of_use(case: Case, right: str, n: int, made: Outcome, currency: str) -> Pending:
    """Return what the n-th decision on a right makes due and is not known."""
    day = case.decisions.exercises(right)[n].decided_on
    text = f"hangs on {right} exercised on {day}, which is undetermined"
    num = made.number
    trace = Trace("pending", text=text, value=point_text(num), interval=ends_text(num), currency=currency)
    return Pending((trace,), made.missing)


def of_finding(case: Case, clause: Clause, k: int) -> Pending:
    """Return the status of the k-th window of a clause that is not decided, by its name."""
    status = case.status(clause, k)[0].replace("_", " ")
    return Pending((_named(case, clause, k, status),), case.waits_for(clause, k))


def together(parts: Iterable[Pending]) -> Pending:
    """Return several as one: the first are named, the others counted; each missing item once."""
    every = list(parts)
    traces = [trace for part in every for trace in part.traces]
    more = len(traces) - MOST_NAMED
    if more > 0:
        traces = [*islice(traces, MOST_NAMED), Trace("pending", text=f"hangs on {more:,} more")]
    return Pending(tuple(traces), tuple(dict.fromkeys(m for part in every for m in part.missing)))


def one_trace(found: Pending, several: str) -> Trace | None:
    """Return what is not known as one step, None if all is known; `several` says so of more."""
    if len(found.traces) < 2:
        return found.traces[0] if found.traces else None
    return Trace("pending", text=f"hangs on {several}", because=found.traces)


def _named(
    case: Case, clause: Clause, k: int, state: str, num: Interval | None = None, currency: str = ""
) -> Trace:
    window = case.plan.windows[clause.name][k].period
    text = f"hangs on {clause.name} {show_period(window, case.plan.terms.fiscal_end)}, which is {state}"
    if num is None:
        return Trace("pending", text=text)
    return Trace("pending", text=text, value=point_text(num), interval=ends_text(num), currency=currency)
