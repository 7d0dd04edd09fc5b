"""What may be taken from a record: deletions (law 1) and tamperings (law 2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from commonweal.engines.protocol import Closing, Fact, RegisterClosing
from commonweal.terms.core.clauses import LEVELS, Terms
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.walk import dates_of, expressions_of
from tests.strategies.cases import Case
from tests.strategies.rows import REGISTERS, control, key_of, measures_of, winners


def read_by_cures(terms: Sequence[Terms]) -> set[str]:
    """Return the measures, subjects and parameters that a cure reads, itself or through other clauses."""
    names: set[str] = set()
    clauses: list[str] = []
    for clause in (c for one in terms for c in one.conditions()):
        if clause.cure is not None:
            roots = [clause.cure.formula, *(o.anchor for o in clause.cure.deadlines if o.anchor is not None)]
            for root in roots:
                names |= _named(root, clauses)
    while clauses:
        name = clauses.pop()
        if name not in names:
            names.add(name)
            for one in terms:
                for root in _expressions(one, name):
                    names |= _named(root, clauses)
                worded = one.clause(name) or one.account(name)
                names |= set(dates_of(worded.schedule)) if worded is not None else set()
    return names


def _expressions(terms: Terms, name: str) -> Iterable[Expr]:
    """Return the formulas of a clause or account, and of what takes something off an account."""
    clause, account = terms.clause(name), terms.account(name)
    if clause is not None:
        yield from expressions_of(clause)
        for other in terms.accounts:
            if name in other.reduced_by:
                yield from _expressions(terms, other.name)
    if account is not None:
        yield from expressions_of(account)
        for by in account.reduced_by:
            yield (
                expr("total", account.opening.type, measure=by)
                if terms.clause(by) is None
                else expr("due_under", account.opening.type, clause=by)
            )


def _named(root: Expr, clauses: list[str]) -> set[str]:
    names: set[str] = set()
    for node in root.walk():
        attrs = dict(node.attrs)
        names |= {str(attrs[a]) for a in ("measure", "subject", "name") if a in attrs}
        clauses += [str(attrs[a]) for a in ("clause", "account") if a in attrs]
    return names


def deletions(case: Case) -> list[tuple[str, Case]]:
    """
    Return the record without one thing that law 1 speaks of: a grid key, a closing statement, a register.

    Not: keys that overlap another, what a cure reads, one of several values of a subject, and a statement
    that disagrees while a subject's only event value is read.
    """
    made, spared = list[tuple[str, Case]](), read_by_cures(case.every_terms)
    measures = {m.name: m for m in measures_of(case.every_terms)}
    grids = {m.name: m for m in measures_of(case.every_terms) if m.grain != "event" and m.name not in spared}
    facts = case.record.facts
    keys = {key_of(f): f.period for f in facts if f.measure in grids}
    for key in sorted(keys):
        others = [k for k in keys if k[:2] == key[:2] and k != key]
        if any(k[2].overlaps(key[2]) for k in others):
            continue
        if others and grids[key[0]].per in REGISTERS and grids[key[0]].kind in ("stock", "rate"):
            continue
        kept = tuple(f for f in facts if key_of(f) != key)
        made.append((f"{key[0]} {key[1]} {key[2].first}/{key[2].last}", case.with_rows(facts=kept)))
    visible = seen(case)
    for closing in case.record.closings:
        measure = measures.get(closing.measure)
        single = measure is not None and measure.per in REGISTERS and measure.kind in ("stock", "rate")
        if closing.measure not in spared and not (single and not agrees(case, closing, visible.record.facts)):
            kept_ = tuple(c for c in case.record.closings if c is not closing)
            made.append((f"closing of {closing.measure}", case.with_rows(closings=kept_)))
    for kind in REGISTERS:
        if any(m.kind == kind for m in case.record.members) and kind not in spared:
            members = tuple(m for m in case.record.members if m.kind != kind)
            closings = tuple(c for c in case.record.register_closings if c.kind != kind)
            made.append(
                (f"the register of {kind}", case.with_rows(members=members, register_closings=closings))
            )
    return made


def agrees(case: Case, statement: Closing, facts: Sequence[Fact]) -> bool:
    """Return whether the control totals of a statement agree with the events selected at its level (5.3)."""
    if statement.count is None:
        return True
    measure = next(m for m in measures_of(case.every_terms) if m.name == statement.measure)
    whole = not statement.subject and measure.per in REGISTERS
    n, total = control(
        facts, measure, None if whole else [statement.subject], statement.level, statement.through
    )
    return n == statement.count and (statement.total is None or total == statement.total)


def seen(case: Case) -> Case:
    """Return the case with only the rows that count at D and K."""
    d, k, record = case.as_of, case.known_at, case.record
    return replace(
        case,
        record=replace(
            record,
            facts=tuple(f for f in record.facts if f.recorded_at <= k and f.period.last <= d),
            closings=tuple(c for c in record.closings if c.recorded_at <= k and c.through <= d),
            members=tuple(m for m in record.members if m.recorded_at <= k),
            register_closings=tuple(
                c for c in record.register_closings if c.recorded_at <= k and c.through <= d
            ),
        ),
    )


def tamperings(case: Case) -> list[tuple[str, Case]]:
    """
    Return the record without one event, or register row, that control totals protect (law 2).

    Every statement that covers it has totals that agree and count it; nothing a cure reads.
    """
    visible, made, spared = seen(case), list[tuple[str, Case]](), read_by_cures(case.every_terms)
    facts = visible.record.facts
    events = {
        m.name for m in measures_of(case.every_terms) if m.grain == "event" and m.level != "confirmed"
    } - spared
    for key, winner in sorted(winners([f for f in facts if f.measure in events]).items()):
        over = [
            c
            for c in visible.record.closings
            if c.measure == key[0] and c.subject in (key[1], "") and c.through >= key[2].last
        ]
        counted = [LEVELS.index(winner.level) >= LEVELS.index(c.level) for c in over]
        agreeing = [c.count is not None and agrees(case, c, facts) for c in over]
        if over and all(counted) and all(agreeing) and winner.value is not None:
            kept = tuple(f for f in case.record.facts if key_of(f) != key)
            made.append((f"event {key[0]} {key[1]} {key[2].first} {key[3]}", case.with_rows(facts=kept)))
    return made + [
        found for kind in REGISTERS if kind not in spared for found in _without_a_member(case, visible, kind)
    ]


def _without_a_member(case: Case, visible: Case, kind: str) -> list[tuple[str, Case]]:
    made = []
    for member in (m for m in visible.record.members if m.kind == kind):
        over = [
            c
            for c in visible.record.register_closings
            if c.kind == kind and (member.start is None or member.start <= c.through)
        ]
        if over and all(c.count is not None and register_closed(visible, c) for c in over):
            kept = tuple(m for m in case.record.members if m is not member)
            made.append((f"register row {member.subject} {member.start}", case.with_rows(members=kept)))
    return made


def register_closed(visible: Case, statement: RegisterClosing) -> bool:
    members = [m for m in visible.record.members if m.kind == statement.kind]
    rows = sum(m.start is None or m.start <= statement.through for m in members)
    return statement.count in (None, rows)
