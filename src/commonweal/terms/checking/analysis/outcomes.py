"""Clauses that cannot turn out in more than one way: never tested, always met, never met, cut short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.terms.checking.analysis.foreseen import Foreseen
from commonweal.terms.checking.analysis.ranges import NEVER_KNOWN, OPEN, Outcome, Reading
from commonweal.terms.core.clauses import Condition, Payment, Right, Terms
from commonweal.terms.core.expressions import Expr

MOST: Final = 130
"""Windows in each of which a `while` that compares dates is looked at."""

NEVER: Final = {Condition: "is never tested", Payment: "never falls due", Right: "can never be used"}


def idle(terms: Terms, foreseen: Foreseen) -> Iterator[Diagnostic]:
    """
    Yield CW4001 for each clause or right that has no window, or whose `while` can hold in none.

    A `while` that reads a clause of which no window has ended by then is open for ever.
    """
    for one in (*terms.clauses, *terms.rights):
        never = NEVER[type(one)]
        rows = foreseen.windows.get(one.name)
        if rows == ():
            place = one.schedule.at if one.schedule is not None else None
            yield diagnose("CW4001", place or one.at, name=one.name, never=never)
            continue
        if one.guard is None:
            continue
        held = guard_outcome(one.guard, one.name, terms, foreseen)
        place = one.guard.at or one.at
        if held == NEVER_KNOWN:
            if not isinstance(one, Right):
                other = waits_for(one.guard, one.name, foreseen)
                yield diagnose("CW4001.waits", place, name=one.name, never=never, other=other)
        elif not held.holds:
            yield diagnose("CW4001.guard", place, name=one.name, never=never)


def guard_outcome(guard: Expr, name: str, terms: Terms, foreseen: Foreseen) -> Outcome:
    """Return whether the `while` of a clause may hold in any of its windows; if not, whether it may fail."""
    rows = foreseen.windows.get(name, ())
    unjudged = _unjudged(name, foreseen)
    dated = any(n.op in ("this_period", "containing") for n in guard.walk())
    windows = rows if dated and 0 < len(rows) <= MOST else (None,)
    fails = False
    for window in windows:
        found = Reading(terms, unjudged, window, settled=False).outcome(guard)
        fails = fails or found.fails
        if found.holds:
            return OPEN
    return Outcome(False, fails)


def waits_for(formula: Expr, name: str, foreseen: Foreseen) -> str:
    """Return the clauses that a formula of a clause reads and of which no window ends by its last day."""
    unjudged = _unjudged(name, foreseen)
    read = dict.fromkeys(n.text("clause") for n in formula.walk() if n.op == "status")
    return ", ".join(other for other in read if unjudged(other))


def _unjudged(name: str, foreseen: Foreseen) -> Callable[[str], bool]:
    """Return what says of another clause that none of its windows ends by the last day of this one."""
    rows = foreseen.windows.get(name, ())
    return lambda other: bool(rows) and not foreseen.judged_by(other, rows[-1].last)


def settled(terms: Terms, foreseen: Foreseen) -> Iterator[Diagnostic]:
    """Yield CW4002 for each duty that holds, or fails, whatever is reported."""
    for clause in terms.conditions():
        duty = Reading(terms, _unjudged(clause.name, foreseen)).outcome(clause.duty)
        place = clause.duty.at or clause.at
        if duty == NEVER_KNOWN:
            other = waits_for(clause.duty, clause.name, foreseen)
            yield diagnose("CW4002.open", place, name=clause.name, other=other)
        elif not duty.fails:
            yield diagnose("CW4002", place, name=clause.name)
        elif not duty.holds:
            yield diagnose("CW4002.never", place, name=clause.name)


# ---- short windows ----------------------------------------------------------------------------------------

_ADDS_UP: Final = ("total", "count")
_BY_LENGTH: Final = ("days_in", "days", "entry")


def short(terms: Terms, foreseen: Foreseen) -> Iterator[Diagnostic]:
    """
    Yield CW4015 for each clause with a window cut short that asks, or pays, what a whole one does.

    A duty is meant if it compares what adds up over the window with what does not change with its length; a
    payment if nothing in its amount does.
    """
    for clause in terms.clauses:
        cut = foreseen.stubs.get(clause.name)
        if not cut:
            continue
        days = {"name": clause.name, "first": cut[0].first, "last": cut[0].last}
        place = clause.schedule.at or clause.at
        if isinstance(clause, Payment):
            if not any(_grows(n) or n.op in _BY_LENGTH or _reads(n) for n in clause.amount.walk()):
                yield diagnose("CW4015.amount", clause.amount.at or place, values=days)
        elif any(_full(n) for n in clause.duty.walk()):
            yield diagnose("CW4015", place, values=days)


def _full(node: Expr) -> bool:
    """Say whether a comparison sets what adds up over a window against a fixed number other than zero."""
    if node.op not in ("ge", "le", "gt", "lt", "eq") or not node.args[0].type.is_amount:
        return False
    if any(n.op in _BY_LENGTH for n in node.walk()):
        return False
    grows = [any(_grows(n) for n in side.walk()) for side in node.args]
    fixed = [s for s, g in zip(node.args, grows, strict=True) if not g and not any(map(_reads, s.walk()))]
    return sum(grows) == 1 and len(fixed) == 1 and not (fixed[0].op == "literal" and not fixed[0]["value"])


def _grows(node: Expr) -> bool:
    """Say whether a number adds up over the clause's window."""
    if node.op == "over":
        return node.text("agg") in _ADDS_UP and node.args[0].op == "in_period"
    return node.op in _ADDS_UP and node.args[0].op == "in_period"


def _reads(node: Expr) -> bool:
    """Say whether a number is reported or worked out elsewhere, so that it may be of the right size."""
    return node.op in (
        "at_start", "at_end", "average", "highest", "lowest", "of_subject", "due_under", "paid_under",
        "balance_start", "balance_end", "interest_of", "total", "count", "over",
    )  # fmt: skip
