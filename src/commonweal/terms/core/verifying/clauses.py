"""Invariants of conditions, payments, accounts and rights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commonweal.terms.core.clauses import (
    INTEREST_BASES,
    PURPOSES,
    STATES,
    Account,
    Cap,
    Clause,
    Condition,
    Payment,
    Remedy,
    Right,
    Terms,
)
from commonweal.terms.core.shape import below
from commonweal.terms.core.types import NUMBER, PERCENT, Type
from commonweal.terms.core.verifying import parts
from commonweal.terms.core.verifying.acts import act_faults
from commonweal.terms.core.verifying.nodes import Fault, Setting, node_faults
from commonweal.terms.core.verifying.parts import NO_WINDOW, unless
from commonweal.terms.core.verifying.types import held, is_formed, read_type

_TRIGGERS: Final = tuple(state for state in STATES if state != "known")
_WINDOW: Final = Setting()


def clause_faults(clause: Clause, terms: Terms) -> Iterator[Fault]:
    """Return the invariants that a condition or payment breaks, each with an id or path."""
    where = f"c:{clause.name}"
    if isinstance(clause, Condition):
        yield from _condition_faults(clause, terms, where)
    else:
        yield from _payment_faults(clause, terms, where)
    if clause.guard is not None:
        yield from parts.formula_faults(clause.guard, terms, below(where, "guard"), _WINDOW)
    if clause.evidence is not None:
        yield from parts.evidence_faults(clause.evidence, terms, below(where, "evidence"))
    if clause.waivable_by is not None:
        yield from parts.party_faults((clause.waivable_by,), terms, below(where, "waivable_by"))
    yield from parts.schedule_faults(clause.schedule, terms, below(where, "schedule"))
    for i, remedy in enumerate(clause.remedies):
        yield from _remedy_faults(remedy, clause, terms, below(where, f"remedies/{i}"))


def _condition_faults(condition: Condition, terms: Terms, where: str) -> Iterator[Fault]:
    yield from parts.party_faults((condition.party,), terms, below(where, "party"))
    yield from unless(condition.purpose in (None, *PURPOSES), "words-closed", below(where, "purpose"))
    yield from parts.formula_faults(condition.duty, terms, below(where, "duty"), _WINDOW)
    if condition.cure is not None:
        where, formula = below(where, "cure"), condition.cure.formula
        fixed = any(not deadline.on_notice for deadline in condition.cure.deadlines)
        yield from unless(fixed, "deadlines-fixed", where)
        for i, deadline in enumerate(condition.cure.deadlines):
            yield from parts.offset_faults(deadline, terms, below(where, f"deadlines/{i}"), _WINDOW)
        yield from parts.formula_faults(formula, terms, below(where, "formula"), Setting(cure=True))


def _payment_faults(payment: Payment, terms: Terms, where: str) -> Iterator[Fault]:
    yield from parts.party_faults((payment.payer, payment.payee), terms, where)
    owed = Type("quantity" if payment.delivers else "money", payment.currency)
    yield from unless(is_formed(owed), "amounts-owed", below(where, "currency"))
    yield from parts.owed_faults(payment.amount, terms, below(where, "amount"), owed, _WINDOW)
    for i, step in enumerate(payment.steps):
        if isinstance(step, Cap):
            yield from parts.owed_faults(step.limit, terms, below(where, f"steps/{i}/limit"), owed, _WINDOW)
    if payment.due is not None:
        yield from parts.offset_faults(payment.due, terms, below(where, "due"), _WINDOW)


def _remedy_faults(remedy: Remedy, clause: Clause, terms: Terms, where: str) -> Iterator[Fault]:
    payment = isinstance(clause, Payment)
    fitting = remedy.state in _TRIGGERS and not (payment and remedy.state in ("breached", "cured"))
    yield from unless(fitting, "states-fit", where)
    yield from unless(remedy.repeat in ("each", "running", "times"), "words-closed", below(where, "repeat"))
    yield from unless(remedy.times >= 1, "counts-positive", where)
    yield from unless(remedy.repeat != "each" or remedy.times == 1, "triggers-counted", where)
    yield from parts.party_faults((remedy.actor,), terms, below(where, "actor"))
    yield from act_faults(remedy, terms, where, _WINDOW)


def account_faults(account: Account, terms: Terms) -> Iterator[Fault]:
    """Return the invariants that an account breaks, each with an id or path."""
    where, balance = f"c:{account.name}", held(account)
    yield from parts.date_faults(account.opens, terms, below(where, "opens"), NO_WINDOW)
    yield from parts.owed_faults(account.opening, terms, below(where, "opening"), balance, NO_WINDOW)
    for i, added in enumerate(account.adds):
        yield from parts.owed_faults(added, terms, below(where, f"adds/{i}"), balance, _WINDOW)
    if account.rate is not None:
        plain = account.rate.type in (NUMBER, PERCENT) and balance.kind == "money"
        yield from unless(plain, "interest-formed", below(where, "rate"))
        yield from node_faults(account.rate, below(where, "rate"), terms, _WINDOW)
    yield from unless((account.rate is None) == (account.basis is None), "interest-formed", where)
    yield from unless(account.basis in (None, *INTEREST_BASES), "words-closed", below(where, "basis"))
    yield from parts.schedule_faults(account.schedule, terms, below(where, "schedule"))
    for i, name in enumerate(account.reduced_by):
        here = below(where, f"reduced_by/{i}")
        yield from unless(name not in account.reduced_by[:i], "reductions-fit", here)
        yield from _reduction_faults(name, account, terms, here)


def _reduction_faults(name: str, account: Account, terms: Terms, where: str) -> Iterator[Fault]:
    clause, measure, balance = terms.clause(name), terms.measure(name), held(account)
    if isinstance(clause, Payment):
        alone = all(name not in a.reduced_by for a in terms.accounts if a.name < account.name)
        yield from unless(alone, "reductions-fit", where)
        delivered = Type("quantity" if clause.delivers else "money", clause.currency)
        yield from unless(delivered == balance, "reductions-fit", where)
    elif measure is None:
        yield "names-resolve", where
    else:
        whole = measure.per in ("award", "public", "affiliate")
        fits = measure.kind == "flow" and whole and read_type(measure.type, terms) == balance
        yield from unless(fits, "reductions-fit", where)


def right_faults(right: Right, terms: Terms) -> Iterator[Fault]:
    """Return the invariants that a right breaks, each with an id or path."""
    where, setting = f"c:{right.name}", Setting(period=right.schedule is not None)
    yield from parts.party_faults((right.holder,), terms, below(where, "holder"))
    yield from act_faults(right, terms, where, setting)
    noticed = right.due is not None and right.due.on_notice
    yield from unless(not noticed, "deadlines-fixed", below(where, "due"))
    yield from unless(right.times is None or right.times >= 1, "counts-positive", below(where, "times"))
    spanned = right.first is not None or right.last is not None
    yield from unless(not (right.schedule is not None and spanned), "rights-spanned", where)
    if right.schedule is not None:
        yield from parts.schedule_faults(right.schedule, terms, below(where, "schedule"))
    for name, day in (("first", right.first), ("last", right.last)):
        if day is not None:
            yield from parts.date_faults(day, terms, below(where, name), NO_WINDOW)
    if right.guard is not None:
        yield from parts.formula_faults(right.guard, terms, below(where, "guard"), setting)
