"""Conditions and payments as numbered paragraphs: one template for each line of a clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from commonweal.terms.core.clauses import Cap, Clause, Condition, Cure, Payment, Remedy, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.prose_expressions import (
    THAT,
    Voice,
    defined,
    finish,
    finish_each,
    opening,
    say,
    side,
)
from commonweal.terms.explain.prose_schedules import when, window_noun, within

_LISTS: Final = ("and", "or", "at_least_k")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    One paragraph of a clause, before it has a number.

    Attributes
    ----------
    id : where it stands in the core tree: `c:jobs/duty`
    items : the lettered parts of a list
    """

    id: str
    text: str
    items: tuple[str, ...] = ()


def paragraphs(clause: Clause, terms: Terms) -> Iterator[Paragraph]:
    """Return the paragraphs of a clause, in the order in which a contract has them."""
    voice = Voice(terms, window_noun(clause.schedule))
    path = f"c:{clause.name}"
    if isinstance(clause, Condition):
        yield _duty(clause, voice)
        yield Paragraph(f"{path}/schedule", _scheduled("tested", clause, voice))
    else:
        yield _debt(clause, voice)
        yield Paragraph(f"{path}/schedule", _scheduled("calculated", clause, voice))
        yield from _steps(clause, voice)
        yield _due(clause, voice)
    yield from _conditions(clause, voice)
    if isinstance(clause, Condition) and clause.cure is not None:
        yield _cure(clause.cure, replace(voice, cure=True), f"{path}/cure")
    yield from _margins(clause)
    for i, remedy in enumerate(clause.remedies):
        text = _remedy(remedy, replace(voice, consequence=True))
        yield Paragraph(f"{path}/remedies/{i}", finish(words.sentence(text)))


def _duty(condition: Condition, voice: Voice) -> Paragraph:
    path, must = f"c:{condition.name}/duty", f"The {condition.party} must ensure"
    once = condition.schedule.grain == "once"
    if _is_list(condition.duty, voice):
        lead = f"{must}{_for_each(once, voice)} that {opening(condition.duty)}:"
        return Paragraph(path, finish(lead), _items(condition.duty, voice))
    said = say(condition.duty, voice)
    if once or THAT not in said:
        return Paragraph(path, finish(f"{must}{_for_each(once, voice)} that {said}."))
    return Paragraph(path, finish_each(f"{must} that {said}."))


def _for_each(once: bool, voice: Voice) -> str:
    return ", on the day of its test," if once else f", for each {voice.window},"


def _is_list(formula: Expr, voice: Voice) -> bool:
    return formula.op in _LISTS and defined(formula, voice) is None


def _items(node: Expr, voice: Voice) -> tuple[str, ...]:
    return tuple(finish(side(arg, voice)) for arg in node.args)


def _debt(payment: Payment, voice: Voice) -> Paragraph:
    verb = "deliver to" if payment.delivers else "pay"
    each = "Once" if payment.schedule.grain == "once" else f"For each {voice.window}"
    text = f"{each}, the {payment.payer} must {verb} the {payment.payee} {say(payment.amount, voice)}."
    return Paragraph(f"c:{payment.name}/amount", finish(text))


def _scheduled(verb: str, clause: Clause, voice: Voice) -> str:
    return f"This is {verb} {when(clause.schedule, voice)}."


def _steps(payment: Payment, voice: Voice) -> Iterator[Paragraph]:
    path = f"c:{payment.name}"
    if payment.steps:
        items = tuple(
            finish(_cap(step, voice))
            if isinstance(step, Cap)
            else "less the amounts already due under this clause"
            for step in payment.steps
        )
        yield Paragraph(f"{path}/steps", "What is due is that amount, in this order:", items)
    unit = f"whole {payment.currency}" if payment.delivers else f"the smallest unit of {payment.currency}"
    yield Paragraph(f"{path}/currency", f"It is never less than nothing, and is rounded once, to {unit}.")


def _cap(step: Cap, voice: Voice) -> str:
    said = say(step.limit, voice)
    if step.in_total:
        return f"at most what all earlier amounts under this clause leave of {said}"
    return f"at most {said}"


def _due(payment: Payment, voice: Voice) -> Paragraph:
    day = within(payment.due, voice) if payment.due is not None else f"on the last day of {voice.that}"
    return Paragraph(f"c:{payment.name}/due", finish(f"It falls due {day}."))


def _conditions(clause: Clause, voice: Voice) -> Iterator[Paragraph]:
    path = f"c:{clause.name}"
    if clause.guard is not None:
        effect = "the duty is not applicable" if isinstance(clause, Condition) else "nothing is due"
        lead = "This clause applies only while"
        if _is_list(clause.guard, voice):
            lead = f"{lead} {opening(clause.guard)} (otherwise {effect}):"
            yield Paragraph(f"{path}/guard", lead, _items(clause.guard, voice))
        else:
            text = f"{lead} {say(clause.guard, voice)}; otherwise {effect}."
            yield Paragraph(f"{path}/guard", finish(text))
    if clause.evidence is not None:
        level, due = clause.evidence.level, within(clause.evidence.due, voice)
        text = f"{level} evidence is due {due}"
        yield Paragraph(f"{path}/evidence", finish(words.sentence(text)))


def _cure(cure: Cure, voice: Voice, path: str) -> Paragraph:
    deadlines = [within(deadline, replace(voice, cure=False)) for deadline in cure.deadlines]
    until = deadlines[0] if len(deadlines) == 1 else f"{', and '.join(deadlines)}, whichever ends first"
    lead = f"A breach is cured if, {until} (the cure deadline),"
    if _is_list(cure.formula, voice):
        text = f"{lead} {opening(cure.formula)}:"
        return Paragraph(path, finish(text), _items(cure.formula, voice))
    return Paragraph(path, finish(f"{lead} {say(cure.formula, voice)}."))


def _margins(clause: Clause) -> Iterator[Paragraph]:
    path = f"c:{clause.name}"
    if clause.waivable_by is not None:
        what = "duty" if isinstance(clause, Condition) else "payment"
        yield Paragraph(f"{path}/waivable_by", f"The {clause.waivable_by} may waive this {what}.")
    if isinstance(clause, Condition):
        if clause.purpose is not None:
            yield Paragraph(f"{path}/purpose", f"The purpose of this clause is {clause.purpose}.")
        if clause.basis:
            yield Paragraph(f"{path}/basis", f"Legal basis: {words.line(clause.basis)}.")
    if clause.cite:
        yield Paragraph(f"{path}/cite", f"Source: {words.line(clause.cite)}.")


def _remedy(remedy: Remedy, voice: Voice) -> str:
    trigger = f"this {words.STATES[remedy.state]}"
    windows = voice.window if remedy.times == 1 else words.plural(voice.window)
    counted = f"{remedy.times:,} {windows}"
    when_ = {
        "each": f"if {trigger}",
        "running": f"if {trigger} in {counted} running (and then the count begins anew)",
        "times": f"if {trigger} in {counted} in all (and this once only)",
    }[remedy.repeat]
    modal = "may, by a recorded decision," if remedy.power else "must"
    return f"{when_}, the {remedy.actor} {modal} {_act(remedy, voice)}"


def _act(remedy: Remedy, voice: Voice) -> str:
    if remedy.act == "terminate":
        return "terminate the agreement"
    if remedy.act == "suspend":
        return f"suspend {voice.name(remedy.target or '')}"
    if remedy.act == "withhold":
        return f"withhold what is unpaid under {voice.name(remedy.target or '')}"
    assert remedy.amount is not None
    verb = {"pay": "pay", "repay": "repay", "deliver": "deliver to"}[remedy.act]
    said = [f"{verb} the {remedy.payee} {say(remedy.amount, voice)}"]
    if remedy.net:
        said.append("The amounts already due under this paragraph are taken off")
    if remedy.act == "repay":
        paid = f"what the {remedy.payee} has paid under the agreement less earlier repayments due"
        said.append(f"It is never more than {paid}")
    if remedy.due is not None:
        said.append(f"It falls due {within(remedy.due, voice)}")
    return ". ".join(said)
