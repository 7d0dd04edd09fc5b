"""Conditions: the duty, its proof, its cure, and what follows from it (2.3, 6)."""

from __future__ import annotations

from dataclasses import replace

from commonweal.terms.checking import dates
from commonweal.terms.checking.clauses.acts import remedies_of
from commonweal.terms.checking.clauses.lines import Lines, cite_of, guard_of, party, schedule_of, subject_of
from commonweal.terms.checking.heads import closed_list
from commonweal.terms.checking.scope import Place, Scope
from commonweal.terms.checking.vocabulary import label_of
from commonweal.terms.core.clauses import PURPOSES, Condition, Cure, Evidence
from commonweal.terms.surface.tree import Node


def read_condition(item: Node, scope: Scope) -> Condition | None:
    """Return a condition of the core tree, or None after saying what is wrong."""
    name, debtor = list(item.tokens("NAME"))[:2]
    lines = Lines(item, scope)
    schedule_node, place = schedule_of(item, lines, scope)
    who = party(debtor, scope)
    duty = scope.formula(subject_of(item)[0], place)
    schedule = dates.schedule(schedule_node, scope) if schedule_node else None
    guard, guard_ok = guard_of(lines, scope, place)
    evidence = evidence_of(lines, scope, place)
    cure, cure_ok = _cure(lines, scope, place)
    purpose_line = lines.named("purpose")
    purpose = closed_list(purpose_line, PURPOSES, "purpose", scope) if purpose_line else None
    basis = lines.named("legal_basis")
    waivable = waivable_by(lines, scope)
    remedies = remedies_of(lines, scope, place, "condition")
    if who is None or duty is None or schedule is None or not guard_ok or not cure_ok or remedies is None:
        return None
    return Condition(
        name.text,
        who,
        duty,
        schedule,
        guard,
        evidence,
        cure,
        waivable,
        purpose,
        remedies,
        label_of(item),
        cite_of(item),
        next(basis.tokens("STRING")).text if basis else "",
        name.span,
    )


def _cure(lines: Lines, scope: Scope, place: Place) -> tuple[Cure | None, bool]:
    line = lines.named("cure")
    if line is None:
        return None, True
    offsets = [dates.offset(n, scope, place) for n in line.nodes("offset")]
    formula = scope.formula(line.children[-1], replace(place, in_cure=True))
    if formula is None or any(o is None for o in offsets):
        return None, False
    deadlines = tuple(o for o in offsets if o is not None)
    if all(o.on_notice for o in deadlines):
        scope.say("CW4016", line.span)
        return None, False
    return Cure(deadlines, formula), True


def evidence_of(lines: Lines, scope: Scope, place: Place) -> Evidence | None:
    """Return the level of proof of a clause and by when it is owed, or None."""
    line = lines.named("evidence")
    if line is None:
        return None
    level, offset_node = list(line.nodes())
    due = dates.offset(offset_node, scope, place)
    if due is not None and due.on_notice:
        scope.say("CW4016.evidence", offset_node.span)
        return None
    return Evidence(level.kind, due) if due is not None else None


def waivable_by(lines: Lines, scope: Scope) -> str | None:
    """Return the party that may waive a clause, or None."""
    line = lines.named("waivable")
    return party(next(line.tokens("NAME")), scope) if line else None
