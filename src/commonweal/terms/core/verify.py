"""
Named invariants of the core tree: what every pass may rely on.

The compiler keeps them; a core tree that came as JSON from elsewhere is verified before it is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from commonweal.terms.core import clauses as core
from commonweal.terms.core.clauses import (
    Cap,
    Clause,
    Condition,
    Evidence,
    Offset,
    Payment,
    Remedy,
    Schedule,
    Terms,
)
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.named import BUILT_IN_SUBJECTS, named
from commonweal.terms.core.shape import below
from commonweal.terms.core.types import DATE, YESNO, Type
from commonweal.terms.core.verify_nodes import GRAINS, UNITS, Fault, Setting, node_faults
from commonweal.terms.core.verify_types import common, is_formed, read_type

INVARIANTS: Final[dict[str, str]] = {
    "op-known": "every operation is in the table",
    "attributes-exact": "a node has exactly its operation's attributes, sorted by name, each of its type",
    "arity": "a node has as many arguments as its operation takes",
    "argument-sorts": "every argument is of the sort that its operation takes",
    "type-formed": "money has a currency, a quantity a unit, nothing else either",
    "types-agree": "a node's type follows from its operation, arguments and names",
    "sides-comparable": "the sides of a comparison are amounts of one unit, or dates",
    "words-closed": "words of closed lists are on their list",
    "numbers-finite": "numbers are neither infinite nor undefined",
    "counts-positive": "lengths are at least 1, k of `at least k` lies between 1 and the number of formulas",
    "periods-forward": "a period does not end before it begins",
    "brackets-match": "a table of n brackets has n rates, n - 1 bounds and a word for each bound",
    "brackets-rise": "bounds written as numbers increase strictly",
    "names-resolve": "every unit, subject, measure, parameter, party and clause that is named exists",
    "names-spelled": "names are lower-case words, digits and underscores, as a text spells them",
    "names-unique": "no name stands twice in its namespace",
    "series-by-entry": "a series is read by entry, a single value as a whole",
    "measures-read-as-their-kind": "totals are of flows, levels at an edge are not",
    "states-fit": "a payment is never breached or cured, no trigger is `known`",
    "windows-in-place": "what needs a clause's window does not stand in a schedule",
    "cures-in-place": "`in cure` stands in cures only",
    "guards-in-place": "`is known` stands in guards of `choose` only",
    "rows-in-place": "a subject's measure is read inside rows over that subject, which do not nest",
    "clauses-sorted": "clauses stand in the order of their names",
    "vocabulary-named": "terms hold no unit, subject or measure that they do not name",
    "public-party": "one party is public",
    "schedules-shaped": "once has a day, every other schedule a first day and a last day or a length",
    "deadlines-fixed": "proof is not due after a notice, and one deadline of a cure does not hang on it",
    "formulas-yesno": "duties, guards and cures are yes or no",
    "dates-dates": "schedules and anchors are dates",
    "amounts-owed": "what is owed, and its cap, is an amount in the clause's currency or unit",
    "remedies-shaped": "a remedy has what its act takes and nothing else",
    "defaults-constant": "the default of a parameter is a value of its type written down; a series has none",
}
"""Every invariant with what it says."""

_MONEY_ACTS: Final = ("pay", "repay", "deliver")
_ACTS: Final = (*_MONEY_ACTS, "withhold", "suspend", "terminate")
_KINDS: Final = ("flow", "stock", "rate", "flag")
_CONSTANTS: Final = ("literal", "truth", "day", "words")
_TRIGGERS: Final = tuple(state for state in core.STATES if state != "known")
_NAME: Final = re.compile("[a-z][a-z0-9_]*")
_NO_WINDOW: Final = Setting(window=False)


def verify(terms: Terms) -> tuple[str, ...]:
    """
    Return every invariant that a terms version breaks, as `invariant-name: where`; none if it is sound.

    Parameters
    ----------
    terms : any terms version, also one built by hand or read from JSON
    """
    faults = [*_terms_faults(terms), *_vocabulary_faults(terms), *_parameter_faults(terms)]
    for clause in terms.clauses:
        faults += _clause_faults(clause, terms)
    for define in terms.defines:
        faults += node_faults(define.value, f"d:{define.name}/value", terms, Setting(cure=True))
    return tuple(dict.fromkeys(f"{name}: {where}" for name, where in faults))


def _unless(holds: bool, name: str, where: str) -> Iterator[Fault]:
    if not holds:
        yield name, where


def _terms_faults(terms: Terms) -> Iterator[Fault]:
    names = [c.name for c in terms.clauses]
    yield from _unless(names == sorted(names), "clauses-sorted", "clauses")
    yield from _unless(any(p.side == "public" for p in terms.parties), "public-party", "parties")
    yield from _unless(terms.instrument in core.INSTRUMENTS, "words-closed", "instrument")
    yield from _unless(_NAME.fullmatch(terms.name) is not None, "names-spelled", "name")
    for party in terms.parties:
        yield from _unless(party.side in core.SIDES, "words-closed", f"parties/{party.name}/side")
    spaces: dict[str, tuple[Any, ...]] = {
        "names": (*terms.parties, *terms.parameters, *terms.clauses, *terms.defines),
        "units": terms.units,
        "subjects": terms.subjects,
        "measures": terms.measures,
    }
    for space, entries in spaces.items():
        seen: set[str] = set()
        for entry in entries:
            spelled = _NAME.fullmatch(entry.name) is not None
            yield from _unless(spelled, "names-spelled", f"{space}/{entry.name}")
            yield from _unless(entry.name not in seen, "names-unique", f"{space}/{entry.name}")
            seen.add(entry.name)


def _vocabulary_faults(terms: Terms) -> Iterator[Fault]:
    used = named(terms, defines=True)
    held = {
        "units": {u.name for u in terms.units},
        "subjects": {s.name for s in terms.subjects},
        "measures": {m.name for m in terms.measures},
    }
    for kind in ("units", "subjects", "measures"):
        yield from (("vocabulary-named", f"{kind}/{name}") for name in sorted(held[kind] - used[kind]))
    for kind in ("units", "subjects"):
        yield from (("names-resolve", f"{kind}/{name}") for name in sorted(used[kind] - held[kind]))
    for measure in terms.measures:
        where = f"measures/{measure.name}"
        yield from _unless(measure.kind in _KINDS, "words-closed", below(where, "kind"))
        yield from _unless(_is_grain(measure.grain, "week", "event"), "words-closed", below(where, "grain"))
        yield from _unless(measure.level in (None, *core.LEVELS), "words-closed", below(where, "level"))
        flag = measure.kind == "flag"
        formed = measure.type == YESNO if flag else is_formed(read_type(measure.type, terms))
        yield from _unless(formed, "type-formed", below(where, "type"))
    for subject in terms.subjects:
        known = subject.parent in BUILT_IN_SUBJECTS or subject.parent in held["subjects"]
        yield from _unless(known, "names-resolve", f"subjects/{subject.name}/parent")


def _is_grain(grain: str, *others: str) -> bool:
    n, _, word = grain.partition(" ")
    months = word == "months" and n.isascii() and n.isdigit() and int(n) >= 1
    return months or grain in (*GRAINS, *others)


def _parameter_faults(terms: Terms) -> Iterator[Fault]:
    for parameter in terms.parameters:
        where = f"p:{parameter.name}"
        yield from _unless(is_formed(parameter.type), "type-formed", where)
        by = parameter.by is None or _is_grain(parameter.by)
        yield from _unless(by, "words-closed", below(where, "by"))
        default = parameter.default
        if default is not None:
            where = below(where, "default")
            fits = default.type == parameter.type and default.op in _CONSTANTS and parameter.by is None
            yield from _unless(fits, "defaults-constant", where)
            yield from node_faults(default, where, terms, _NO_WINDOW)


def _clause_faults(clause: Clause, terms: Terms) -> Iterator[Fault]:
    where = f"c:{clause.name}"
    if isinstance(clause, Condition):
        yield from _condition_faults(clause, terms, where)
    else:
        yield from _payment_faults(clause, terms, where)
    if clause.guard is not None:
        yield from _formula_faults(clause.guard, terms, below(where, "guard"), Setting())
    if clause.evidence is not None:
        yield from _evidence_faults(clause.evidence, terms, below(where, "evidence"))
    if clause.waivable_by is not None:
        yield from _party_faults((clause.waivable_by,), terms, below(where, "waivable_by"))
    yield from _schedule_faults(clause.schedule, terms, below(where, "schedule"))
    for i, remedy in enumerate(clause.remedies):
        yield from _remedy_faults(remedy, clause, terms, below(where, f"remedies/{i}"))


def _party_faults(names: Iterable[str], terms: Terms, where: str) -> Iterator[Fault]:
    yield from _unless(all(terms.party(name) for name in names), "names-resolve", where)


def _formula_faults(formula: Expr, terms: Terms, where: str, setting: Setting) -> Iterator[Fault]:
    yield from _unless(formula.type == YESNO, "formulas-yesno", where)
    yield from node_faults(formula, where, terms, setting)


def _condition_faults(condition: Condition, terms: Terms, where: str) -> Iterator[Fault]:
    yield from _party_faults((condition.party,), terms, below(where, "party"))
    yield from _unless(condition.purpose in (None, *core.PURPOSES), "words-closed", below(where, "purpose"))
    yield from _formula_faults(condition.duty, terms, below(where, "duty"), Setting())
    if condition.cure is not None:
        where = below(where, "cure")
        fixed = any(not deadline.on_notice for deadline in condition.cure.deadlines)
        yield from _unless(fixed, "deadlines-fixed", where)
        for i, deadline in enumerate(condition.cure.deadlines):
            yield from _offset_faults(deadline, terms, below(where, f"deadlines/{i}"))
        yield from _formula_faults(condition.cure.formula, terms, below(where, "formula"), Setting(cure=True))


def _payment_faults(payment: Payment, terms: Terms, where: str) -> Iterator[Fault]:
    yield from _party_faults((payment.payer, payment.payee), terms, where)
    owed = Type("quantity" if payment.delivers else "money", payment.currency)
    yield from _unless(is_formed(owed), "amounts-owed", below(where, "currency"))
    yield from _owed_faults(payment.amount, terms, below(where, "amount"), owed)
    for i, step in enumerate(payment.steps):
        if isinstance(step, Cap):
            yield from _owed_faults(step.limit, terms, below(where, f"steps/{i}/limit"), owed)
    if payment.due is not None:
        yield from _offset_faults(payment.due, terms, below(where, "due"))


def _owed_faults(amount: Expr, terms: Terms, where: str, owed: Type) -> Iterator[Fault]:
    yield from _unless(common([amount.type, owed]) == owed, "amounts-owed", where)
    yield from node_faults(amount, where, terms, Setting())


def _evidence_faults(evidence: Evidence, terms: Terms, where: str) -> Iterator[Fault]:
    yield from _unless(evidence.level in core.LEVELS, "words-closed", below(where, "level"))
    yield from _unless(not evidence.due.on_notice, "deadlines-fixed", where)
    yield from _offset_faults(evidence.due, terms, below(where, "due"))


def _offset_faults(offset: Offset, terms: Terms, where: str) -> Iterator[Fault]:
    yield from _unless(offset.n >= 1, "counts-positive", where)
    yield from _unless(offset.unit in UNITS, "words-closed", where)
    if offset.anchor is not None:
        yield from _date_faults(offset.anchor, terms, below(where, "anchor"), Setting())


def _date_faults(day: Expr, terms: Terms, where: str, setting: Setting) -> Iterator[Fault]:
    yield from _unless(day.type == DATE, "dates-dates", where)
    yield from node_faults(day, where, terms, setting)


def _schedule_faults(schedule: Schedule, terms: Terms, where: str) -> Iterator[Fault]:
    once, length = schedule.grain == "once", schedule.length
    yield from _unless(schedule.grain in ("once", "months", *GRAINS), "words-closed", below(where, "grain"))
    stubs = (None, "with_stubs", "whole_periods")
    yield from _unless(schedule.stubs in stubs, "words-closed", below(where, "stubs"))
    ends = (schedule.last is not None) + (length is not None)
    shaped = ends == (0 if once else 1) and (schedule.n == 1 or schedule.grain == "months")
    yield from _unless(shaped and not (once and schedule.stubs), "schedules-shaped", where)
    positive = schedule.n >= 1 and (length is None or length[0] >= 1)
    yield from _unless(positive, "counts-positive", where)
    yield from _unless(length is None or length[1] in UNITS, "words-closed", below(where, "length"))
    yield from _date_faults(schedule.first, terms, below(where, "first"), _NO_WINDOW)
    if schedule.last is not None:
        yield from _date_faults(schedule.last, terms, below(where, "last"), _NO_WINDOW)


def _remedy_faults(remedy: Remedy, clause: Clause, terms: Terms, where: str) -> Iterator[Fault]:
    payment = isinstance(clause, Payment)
    fitting = remedy.state in _TRIGGERS and not (payment and remedy.state in ("breached", "cured"))
    yield from _unless(fitting, "states-fit", where)
    yield from _unless(remedy.act in _ACTS, "words-closed", below(where, "act"))
    yield from _unless(remedy.repeat in ("each", "running", "times"), "words-closed", below(where, "repeat"))
    yield from _unless(remedy.times >= 1, "counts-positive", where)
    yield from _unless(_is_remedy(remedy), "remedies-shaped", where)
    yield from _party_faults((remedy.actor, *([remedy.payee] if remedy.payee else [])), terms, where)
    if remedy.target is not None:
        target = terms.clause(remedy.target)
        resolved = isinstance(target, Payment) if remedy.act == "withhold" else target is not None
        yield from _unless(resolved, "names-resolve", below(where, "target"))
    if remedy.amount is not None:
        kind = "quantity" if remedy.act == "deliver" else "money"
        owed = remedy.amount.type.kind == kind and remedy.amount.type.per is None
        yield from _unless(owed, "amounts-owed", below(where, "amount"))
        yield from node_faults(remedy.amount, below(where, "amount"), terms, Setting())
    if remedy.due is not None:
        yield from _offset_faults(remedy.due, terms, below(where, "due"))


def _is_remedy(remedy: Remedy) -> bool:
    if remedy.repeat == "each" and remedy.times != 1:
        return False
    if remedy.act in _MONEY_ACTS:
        return remedy.payee is not None and remedy.amount is not None and remedy.target is None
    owes = remedy.payee is not None or remedy.amount is not None or remedy.due is not None or remedy.net
    return not owes and (remedy.target is not None) == (remedy.act in ("withhold", "suspend"))
