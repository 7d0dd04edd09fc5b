"""What an example expects of a text: statuses, states, amounts, values and balances (section 12)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from commonweal.ground.period import Period
from commonweal.terms.checking import dates, values
from commonweal.terms.checking.names import outside, unknown
from commonweal.terms.checking.scope import Owed, Scope
from commonweal.terms.checking.typing import fits
from commonweal.terms.core.examples import Expect, Line
from commonweal.terms.core.types import Type
from commonweal.terms.surface.tree import Node, Token

STATUSES = (
    "not_due",
    "open",
    "met",
    "breached",
    "curing",
    "cured",
    "waived",
    "suspended",
    "overdue",
    "ended",
    "inapplicable",
)
STATES = (
    "not_due",
    "undetermined",
    "none_due",
    "due",
    "part_paid",
    "paid",
    "late",
    "overpaid",
    "withheld",
)
RIGHT_STATES = ("not_yet", "available", "unavailable", "unknown", "exercised", "lapsed")
MONEY = ("money",)
THINGS = ("quantity", "percent")


def days_of(line: Node, scope: Scope) -> Period | None:
    """Return the days that a line names: `in P`, `on D` or `from A until B`."""
    node = next(n for n in line.nodes() if n.kind in ("in_fixed", "on_date", "in_range"))
    if node.kind == "in_fixed":
        return dates.fixed_period(next(node.nodes()), scope)
    days = [dates.read_day(t, scope) for t in node.tokens("DATE")]
    if any(d is None for d in days):
        return None
    first, last = days[0], days[-1]
    assert first is not None and last is not None
    if last < first:
        scope.say("CW2203.order", node.span)
        return None
    return Period.days_of(first, last)


def clause_of(line: Node, scope: Scope) -> str | None:
    """Return the first name of a line, as `known_clause` does."""
    return known_clause(next(line.tokens("NAME")), scope)


def known_clause(token: Token, scope: Scope) -> str | None:
    """Return the name of a condition, payment or right; an account is asked for its balance only (CW6003)."""
    if token.text not in scope.clauses:
        known = [n for n, c in scope.clauses.items() if c.kind != "account"]
        scope.out.append(unknown(token.text, token.span, what="clause", candidates=known))
        return None
    if scope.clauses[token.text].kind == "account":
        scope.say("CW6003.account", token.span, name=token.text)
        return None
    return token.text


# ---- amounts -------------------------------------------------------------------------------------


def due_amount(node: Node, name: str, kinds: tuple[str, ...], scope: Scope) -> tuple[Decimal, str] | None:
    """
    Return an amount written down, with the currency or unit in which a clause makes it due.

    Parameters
    ----------
    kinds : kinds of amounts that are meant: money, quantity, percent (a share of a unit)
    """
    owed = owed_of(node, name, kinds, scope)
    if not owed:
        return None
    if len(owed) > 1:
        # Of several currencies and units the one that is written is meant.
        found = scope.amount(node, values.CONSTANT)
        if found is None:
            return None
        owed = [o for o in owed if fits(found.type, o.type)] or owed
    amount = values.number(node, owed[0].type, scope)
    return (amount, owed[0].currency) if amount is not None else None


def owed_of(node: Node, name: str, kinds: tuple[str, ...], scope: Scope) -> list[Owed]:
    """Return what a clause makes due of some kinds of amounts; nothing after saying so (CW6004)."""
    owed = scope.owed_by(name)
    if owed is None:
        return []
    if not owed and "money" in kinds and scope.clauses[name].kind != "right":
        # Nothing follows from this clause: that it pays nothing may be expected all the same.
        if scope.currency is None:
            scope.say("CW2001.no_currency", node.span)
            return []
        return [Owed(scope.currency, Type("money", scope.currency))]
    found = [o for o in owed if o.type.kind in kinds]
    if not found:
        key = "CW6004.money" if kinds == MONEY else "CW6004.things" if kinds == THINGS else "CW6004"
        scope.say(key, node.span, name=name)
    return found


# ---- expectations --------------------------------------------------------------------------------


def _expect_status(line: Node, scope: Scope) -> Line | None:
    clause, period = clause_of(line, scope), days_of(line, scope)
    outcome = line.children[-1]
    assert isinstance(outcome, Node)
    word = next(outcome.tokens("NAME")).text if outcome.kind == "outcome" else outcome.kind
    if clause is None or period is None:
        return None
    known = {"condition": STATUSES, "right": RIGHT_STATES}.get(
        scope.clauses[clause].kind, (*STATES, *STATUSES)
    )
    if word not in known:
        scope.out.append(outside(word, outcome.span, what="outcome", words=known))
        return None
    if known is RIGHT_STATES and period.length != 1:
        scope.say("CW6003.day", line.span, name=clause)
        return None
    return Expect("is", clause, period, word, None, "", line.span)


def _expect_pays(line: Node, scope: Scope) -> Line | None:
    clause, period = clause_of(line, scope), days_of(line, scope)
    delivers = line.first("delivers") is not None
    kinds = THINGS if delivers else MONEY
    what = "delivers" if delivers else "pays"
    if clause is None or period is None:
        return None
    if line.kind == "expect_unknown":
        owed = owed_of(line, clause, kinds, scope)
        if not owed:
            return None
        return Expect(what, clause, period, "", None, owed[0].currency, line.span)
    due = due_amount(list(line.nodes())[-1], clause, kinds, scope)
    return Expect(what, clause, period, "", *due, line.span) if due is not None else None


def _expect_balance(line: Node, scope: Scope) -> Line | None:
    token, period = next(line.tokens("NAME")), days_of(line, scope)
    clause = scope.clauses.get(token.text)
    if clause is None or clause.kind != "account":
        known = [n for n, c in scope.clauses.items() if c.kind == "account"]
        scope.out.append(unknown(token.text, token.span, what="account", candidates=known))
        return None
    due = due_amount(list(line.nodes())[-1], token.text, (*MONEY, *THINGS), scope)
    if period is None or due is None:
        return None
    return Expect("balance", token.text, period, "", *due, line.span)


def _expect_value(line: Node, scope: Scope) -> Line | None:
    token, period = next(line.tokens("NAME")), days_of(line, scope)
    if token.text not in scope.defines:
        scope.out.append(unknown(token.text, token.span, what="define", candidates=scope.defines))
        return None
    found = scope.amount(list(line.nodes())[-1], values.CONSTANT)
    value = values.fold(found) if found is not None else None
    if found is not None and not isinstance(value, Decimal):
        scope.say("CW2412", found.at or line.span)
    if period is None or not isinstance(value, Decimal) or found is None:
        return None
    return Expect("equals", token.text, period, "", value, found.type.of or "", line.span)


EXPECTATIONS: dict[str, Callable[[Node, Scope], Line | None]] = {
    "expect_status": _expect_status,
    "expect_pays": _expect_pays,
    "expect_unknown": _expect_pays,
    "expect_value": _expect_value,
    "expect_balance": _expect_balance,
}
"""How each kind of expectation is read."""
