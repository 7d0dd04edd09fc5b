"""Invariants of what clauses, accounts and rights are made of: parties, formulas, amounts and days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from commonweal.terms.core.clauses import LEVELS, Evidence, Offset, Schedule, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.shape import below
from commonweal.terms.core.types import DATE, YESNO, Type
from commonweal.terms.core.verifying.nodes import GRAINS, UNITS, Fault, Setting, node_faults
from commonweal.terms.core.verifying.types import common

NO_WINDOW: Final = Setting(window=False)
"""Where no clause's window is: schedules, defaults, the first and last day of a right."""
_STUBS: Final = (None, "with_stubs", "whole_periods")


def unless(holds: bool, name: str, where: str) -> Iterator[Fault]:
    """Return the invariant that is broken unless something holds."""
    if not holds:
        yield name, where


def is_grain(grain: str, *others: str) -> bool:
    """Say whether a word is a grain (`N months` too) or one of others."""
    n, _, word = grain.partition(" ")
    months = word == "months" and n.isascii() and n.isdigit() and int(n) >= 1
    return months or grain in (*GRAINS, *others)


def party_faults(names: Iterable[str], terms: Terms, where: str) -> Iterator[Fault]:
    """Return a fault if not all of these are parties."""
    yield from unless(all(terms.party(name) for name in names), "names-resolve", where)


def formula_faults(formula: Expr, terms: Terms, where: str, setting: Setting) -> Iterator[Fault]:
    """Return what is wrong with a duty, guard or cure."""
    yield from unless(formula.type == YESNO, "formulas-yesno", where)
    yield from node_faults(formula, where, terms, setting)


def owed_faults(amount: Expr, terms: Terms, where: str, owed: Type, setting: Setting) -> Iterator[Fault]:
    """Return what is wrong with an amount that must be of a type; a count may stand for a quantity."""
    yield from unless(common([amount.type, owed]) == owed, "amounts-owed", where)
    yield from node_faults(amount, where, terms, setting)


def evidence_faults(evidence: Evidence, terms: Terms, where: str) -> Iterator[Fault]:
    """Return what is wrong with an evidence line."""
    yield from unless(evidence.level in LEVELS, "words-closed", below(where, "level"))
    yield from unless(not evidence.due.on_notice, "deadlines-fixed", where)
    yield from offset_faults(evidence.due, terms, below(where, "due"), Setting())


def offset_faults(offset: Offset, terms: Terms, where: str, setting: Setting) -> Iterator[Fault]:
    """Return what is wrong with a deadline."""
    yield from unless(offset.n >= 1, "counts-positive", where)
    yield from unless(offset.unit in UNITS, "words-closed", where)
    if offset.anchor is not None:
        yield from date_faults(offset.anchor, terms, below(where, "anchor"), setting)


def date_faults(day: Expr, terms: Terms, where: str, setting: Setting) -> Iterator[Fault]:
    """Return what is wrong with a date."""
    yield from unless(day.type == DATE, "dates-dates", where)
    yield from node_faults(day, where, terms, setting)


def schedule_faults(schedule: Schedule, terms: Terms, where: str) -> Iterator[Fault]:
    """Return what is wrong with a schedule."""
    once, length = schedule.grain == "once", schedule.length
    yield from unless(schedule.grain in ("once", "months", *GRAINS), "words-closed", below(where, "grain"))
    yield from unless(schedule.stubs in _STUBS, "words-closed", below(where, "stubs"))
    ends = (schedule.last is not None) + (length is not None)
    shaped = ends == (0 if once else 1) and (schedule.n == 1 or schedule.grain == "months")
    yield from unless(shaped and not (once and schedule.stubs), "schedules-shaped", where)
    positive = schedule.n >= 1 and (length is None or length[0] >= 1)
    yield from unless(positive, "counts-positive", where)
    yield from unless(length is None or length[1] in UNITS, "words-closed", below(where, "length"))
    yield from date_faults(schedule.first, terms, below(where, "first"), NO_WINDOW)
    if schedule.last is not None:
        yield from date_faults(schedule.last, terms, below(where, "last"), NO_WINDOW)
