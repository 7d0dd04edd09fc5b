"""Conditions and payments as numbered paragraphs: one template for each line of a clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from commonweal.terms.core.clauses import Cap, Clause, Condition, Cure, Payment, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.language import THAT, Language
from commonweal.terms.explain.paragraphs import Paragraph
from commonweal.terms.explain.prose_acts import remedy_of
from commonweal.terms.explain.prose_expressions import opening, say, side
from commonweal.terms.explain.prose_schedules import when, window_noun, within
from commonweal.terms.explain.voice import LISTS, Voice, defined


def paragraphs(clause: Clause, terms: Terms, language: Language) -> Iterator[Paragraph]:
    """Return the paragraphs of a clause, in the order in which a contract has them."""
    voice = Voice(terms, window_noun(clause.schedule, language), language=language)
    path = f"c:{clause.name}"
    scheduled = "tested" if isinstance(clause, Condition) else "calculated"
    text = voice.tell(f"clause.{scheduled}", when=when(clause.schedule, voice))
    schedule = Paragraph(f"{path}/schedule", voice.finish(text))
    if isinstance(clause, Condition):
        yield _duty(clause, voice)
        yield schedule
    else:
        yield _debt(clause, voice)
        yield schedule
        yield from _steps(clause, voice)
        yield _due(clause, voice)
    yield from _conditions(clause, voice)
    if isinstance(clause, Condition) and clause.cure is not None:
        yield _cure(clause.cure, replace(voice, cure=True), f"{path}/cure")
    yield from _margins(clause, voice)
    for i, remedy in enumerate(clause.remedies):
        said = words.sentence(remedy_of(remedy, replace(voice, consequence=True)))
        yield Paragraph(f"{path}/remedies/{i}", voice.finish(said))


def is_list(formula: Expr, voice: Voice) -> bool:
    """Say whether a formula stands as a list of items of its own."""
    return formula.op in LISTS and defined(formula, voice) is None


def items(node: Expr, voice: Voice) -> tuple[str, ...]:
    """Return the formulas of a list, each as an item."""
    return tuple(voice.finish(side(arg, voice)) for arg in node.args)


def _duty(condition: Condition, voice: Voice) -> Paragraph:
    path, duty, party = f"c:{condition.name}/duty", condition.duty, condition.party
    once = condition.schedule.grain == "once"
    key = "clause.duty_once" if once else "clause.duty_each"
    window = {} if once else {"window": voice.window}
    if is_list(duty, voice):
        lead = voice.tell(f"{key}_list", party=party, opening=opening(duty, voice), **window)
        return Paragraph(path, voice.finish(lead), items(duty, voice))
    said = say(duty, voice)
    if once or THAT not in said:
        return Paragraph(path, voice.finish(voice.tell(key, party=party, formula=said, **window)))
    text = voice.tell("clause.duty", party=party, formula=said)
    return Paragraph(path, voice.language.finish(text, each=True))


def _debt(payment: Payment, voice: Voice) -> Paragraph:
    once = payment.schedule.grain == "once"
    key = f"clause.{'deliver' if payment.delivers else 'pay'}_{'once' if once else 'each'}"
    parts = {"payer": payment.payer, "payee": payment.payee, "amount": say(payment.amount, voice)}
    text = voice.tell(key, **parts, **({} if once else {"window": voice.window}))
    return Paragraph(f"c:{payment.name}/amount", voice.finish(text))


def _steps(payment: Payment, voice: Voice) -> Iterator[Paragraph]:
    path = f"c:{payment.name}"
    if payment.steps:
        steps = tuple(
            voice.finish(_cap(step, voice)) if isinstance(step, Cap) else voice.tell("clause.net")
            for step in payment.steps
        )
        yield Paragraph(f"{path}/steps", voice.tell("clause.steps"), steps)
    text = (
        voice.tell("clause.whole_units", unit=payment.currency)
        if payment.delivers
        else voice.tell("clause.whole_money", currency=payment.currency)
    )
    yield Paragraph(f"{path}/currency", text)


def _cap(step: Cap, voice: Voice) -> str:
    key = "clause.cap_in_total" if step.in_total else "clause.cap"
    return voice.tell(key, limit=say(step.limit, voice))


def _due(payment: Payment, voice: Voice) -> Paragraph:
    text = (
        voice.tell("clause.due", deadline=within(payment.due, voice))
        if payment.due is not None
        else voice.tell("clause.due_last_day", that=voice.that)
    )
    return Paragraph(f"c:{payment.name}/due", voice.finish(text))


def _conditions(clause: Clause, voice: Voice) -> Iterator[Paragraph]:
    path = f"c:{clause.name}"
    if clause.guard is not None:
        key = "clause.guard_duty" if isinstance(clause, Condition) else "clause.guard_debt"
        if is_list(clause.guard, voice):
            lead = voice.tell(f"{key}_list", opening=opening(clause.guard, voice))
            yield Paragraph(f"{path}/guard", lead, items(clause.guard, voice))
        else:
            text = voice.tell(key, formula=say(clause.guard, voice))
            yield Paragraph(f"{path}/guard", voice.finish(text))
    if clause.evidence is not None:
        level, due = clause.evidence.level, within(clause.evidence.due, voice)
        text = voice.tell("clause.evidence", level=voice.language.word("levels", level), deadline=due)
        yield Paragraph(f"{path}/evidence", voice.finish(words.sentence(text)))


def _cure(cure: Cure, voice: Voice, path: str) -> Paragraph:
    deadlines = [within(deadline, replace(voice, cure=False)) for deadline in cure.deadlines]
    until = deadlines[0]
    if len(deadlines) > 1:
        until = voice.tell("clause.cure_two", first=until, second=deadlines[1])
    if is_list(cure.formula, voice):
        text = voice.tell("clause.cure_list", deadline=until, opening=opening(cure.formula, voice))
        return Paragraph(path, voice.finish(text), items(cure.formula, voice))
    text = voice.tell("clause.cure", deadline=until, formula=say(cure.formula, voice))
    return Paragraph(path, voice.finish(text))


def _margins(clause: Clause, voice: Voice) -> Iterator[Paragraph]:
    path = f"c:{clause.name}"
    duty = isinstance(clause, Condition)
    if clause.waivable_by is not None:
        key = "clause.waivable_duty" if duty else "clause.waivable_debt"
        yield Paragraph(f"{path}/waivable_by", voice.tell(key, party=clause.waivable_by))
    if isinstance(clause, Condition):
        if clause.purpose is not None:
            purpose = voice.language.word("purposes", clause.purpose)
            yield Paragraph(f"{path}/purpose", voice.tell("clause.purpose", purpose=purpose))
        if clause.basis:
            yield Paragraph(f"{path}/basis", voice.tell("clause.basis", basis=words.line(clause.basis)))
    yield from cited(clause.cite, path, voice)


def cited(cite: str, path: str, voice: Voice) -> Iterator[Paragraph]:
    """Return the paragraph that names a clause's source, if it has one."""
    if cite:
        yield Paragraph(f"{path}/cite", voice.tell("clause.cite", source=words.line(cite)))
