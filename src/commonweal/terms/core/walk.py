"""Walks over clauses: the formulas and amounts they hold, the date parameters a schedule reads."""

from __future__ import annotations

from commonweal.terms.core.clauses import Cap, Clause, Condition, Schedule
from commonweal.terms.core.expressions import Expr


def expressions_of(clause: Clause) -> list[Expr]:
    """Return every formula and amount of a clause, duty or amount first."""
    roots: list[Expr | None]
    if isinstance(clause, Condition):
        roots = [clause.duty, clause.cure.formula if clause.cure else None]
    else:
        roots = [clause.amount, *(step.limit for step in clause.steps if isinstance(step, Cap))]
    roots += [clause.guard, *(remedy.amount for remedy in clause.remedies)]
    return [r for r in roots if r is not None]


def dates_of(schedule: Schedule) -> list[str]:
    """Return the names of the date parameters that a schedule reads."""
    roots = [schedule.first, *([schedule.last] if schedule.last is not None else [])]
    return [n.text("name") for root in roots for n in root.walk() if n.op == "parameter"]
