"""Accounts as formulas read them: balances at the edges of a window, interest of rows (language 8.1)."""

from __future__ import annotations

from commonweal.engines.reference.evaluate import Evaluator, Here, Rule
from commonweal.engines.reference.outcome import Outcome, known_later, recorded
from commonweal.ground.period import Period
from commonweal.terms.core.expressions import Expr


def _balance_start(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    found = ev.clauses.balance(node.text("account"), here.window.period, "start")
    return ev.combine(node, found.number, None, found)


def _balance_end(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    days = here.window.period
    if here.cure_until is not None:
        # In a cure `at end` is at the deadline (6.4); a notice never sets one before the window's end.
        days = Period.days_of(min(days.first, here.cure_until), here.cure_until)
    found = ev.clauses.balance(node.text("account"), days, "end")
    return ev.combine(node, found.number, None, found)


def _interest_of(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    days = ev.days(node.args[0], here)
    rows = ev.date_rows(node.args[0])
    if days is None:
        return ev.unknown(node, "unset", rows=rows)
    found = ev.clauses.interest(node.text("account"), days)
    made = ev.combine(node, found.number, None, found)
    return known_later(made, recorded(rows))


RULES: dict[str, Rule] = {
    "balance_start": _balance_start,
    "balance_end": _balance_end,
    "interest_of": _interest_of,
}
