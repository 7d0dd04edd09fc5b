"""Warnings about a text that can be read: what a careful reader would ask before signing (section 13)."""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.terms.core.clauses import Condition, Payment, Terms
from commonweal.terms.core.expressions import Expr


def lint(terms: Terms) -> list[Diagnostic]:
    """
    Return the warnings of a terms version.

    CW4018: no evidence line, so nobody owes proof by a day. CW4019: neither purpose nor legal basis.
    CW4010: a repeated claim on what was paid since a day, without `less amounts already due`. CW4020:
    interest that is paid and stays on its account.
    """
    found: list[Diagnostic] = [d for payment in terms.payments() for d in _kept_interest(terms, payment)]
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


def _kept_interest(terms: Terms, payment: Payment) -> Iterator[Diagnostic]:
    """
    Yield CW4020 for each account whose interest a payment pays without taking it off.

    Nothing is said where a measure of money reduces the account, for that may be the same money; nor where
    this goes another way than what reduces it: a subsidy.
    """
    for node in _added(payment.amount):
        account = terms.account(node.text("account"))
        if account is None or payment.name in account.reduced_by:
            continue
        clauses = [terms.clause(name) for name in account.reduced_by]
        ways = [(c.payer, c.payee) for c in clauses if isinstance(c, Payment)]
        sides = {party.name: party.side for party in terms.parties}
        same = (payment.payer, payment.payee) in ways if ways else sides.get(payment.payer) != "public"
        if same and len(ways) == len(clauses):
            yield diagnose("CW4020", node.at or payment.at, name=payment.name, account=account.name)
            return


def _added(amount: Expr) -> Iterator[Expr]:
    """Yield the interest of the window that an amount contains; a share of it is something else."""
    if amount.op == "interest_of" and amount.args[0].op == "in_period":
        yield amount
    elif amount.op == "choose":
        for value in (*amount.args[:-1:2], amount.args[-1]):
            yield from _added(value)
    elif amount.op in ("add", "min", "max", "round"):
        for part in amount.args:
            yield from _added(part)


def _sums_up(amount: Expr | None) -> bool:
    nodes = amount.walk() if amount is not None else ()
    return any(n.op == "paid_under" and n.args[0].op == "since" for n in nodes)
