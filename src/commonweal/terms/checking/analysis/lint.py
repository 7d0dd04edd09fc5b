"""Warnings about a text that can be read: what a careful reader would ask before signing (section 13)."""

from __future__ import annotations

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.terms.core.clauses import Condition, Terms
from commonweal.terms.core.expressions import Expr


def lint(terms: Terms) -> list[Diagnostic]:
    """
    Return the warnings of a terms version.

    CW4018: no evidence line, so nobody owes proof by a day. CW4019: neither purpose nor legal basis.
    CW4010: a repeated claim on what was paid since a day, without `less amounts already due`.
    """
    found: list[Diagnostic] = []
    for clause in terms.clauses:
        if isinstance(clause, Condition):
            if clause.evidence is None:
                found.append(diagnose("CW4018", clause.at, name=clause.name))
            if clause.purpose is None and not clause.basis:
                found.append(diagnose("CW4019", clause.at, name=clause.name))
        for remedy in clause.remedies:
            repeats = remedy.repeat != "times" and clause.schedule.grain != "once"
            if repeats and _sums_up(remedy.amount) and not remedy.net:
                found.append(diagnose("CW4010", remedy.at, name=clause.name))
    for right in terms.rights:
        if (right.times or 1) > 1 and _sums_up(right.amount) and not right.net:
            found.append(diagnose("CW4010", right.at, name=right.name))
    return found


def _sums_up(amount: Expr | None) -> bool:
    nodes = amount.walk() if amount is not None else ()
    return any(n.op == "paid_under" and n.args[0].op == "since" for n in nodes)
