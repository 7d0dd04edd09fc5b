"""Accounts and rights as numbered paragraphs: one template for each of their lines."""

from __future__ import annotations

from collections.abc import Iterator

from commonweal.terms.core.clauses import Account, Right, Terms
from commonweal.terms.explain.language import Language
from commonweal.terms.explain.paragraphs import Paragraph
from commonweal.terms.explain.prose_acts import act
from commonweal.terms.explain.prose_clauses import cited, is_list, items
from commonweal.terms.explain.prose_expressions import opening, part, say
from commonweal.terms.explain.prose_schedules import when, window_noun
from commonweal.terms.explain.voice import Voice


def account_paragraphs(account: Account, terms: Terms, language: Language) -> Iterator[Paragraph]:
    """Return the paragraphs of an account: how it opens, its rows, interest, what adds and what reduces."""
    voice = Voice(terms, window_noun(account.schedule, language), language=language)
    path = f"c:{account.name}"
    opens = voice.tell(
        "account.opens",
        currency=account.currency,
        day=say(account.opens, voice),
        amount=part(account.opening, voice),
    )
    yield Paragraph(f"{path}/opening", voice.finish(opens))
    rows = voice.tell("account.rows", when=when(account.schedule, voice))
    yield Paragraph(f"{path}/schedule", voice.finish(rows))
    yield _interest(account, voice)
    if account.adds:
        added = tuple(voice.finish(say(entry, voice)) for entry in account.adds)
        yield Paragraph(f"{path}/adds", voice.tell("account.adds", window=voice.window), added)
    else:
        yield Paragraph(f"{path}/adds", voice.tell("account.no_adds"))
    if account.reduced_by:
        reduced = tuple(_reduction(name, voice) for name in account.reduced_by)
        yield Paragraph(f"{path}/reduced_by", voice.tell("account.reduced_by"), reduced)
    else:
        yield Paragraph(f"{path}/reduced_by", voice.tell("account.not_reduced"))
    yield from cited(account.cite, path, voice)


def _interest(account: Account, voice: Voice) -> Paragraph:
    path = f"c:{account.name}/interest"
    if account.rate is None:
        return Paragraph(path, voice.tell("account.no_interest"))
    basis = voice.language.word("bases", account.basis or "")
    text = voice.tell("account.interest", window=voice.window, rate=part(account.rate, voice), basis=basis)
    return Paragraph(path, voice.finish(text))


def _reduction(name: str, voice: Voice) -> str:
    if voice.terms.clause(name) is not None:
        return voice.tell("account.by_payment", clause=voice.name(name), window=voice.window)
    return voice.tell("account.by_flow", measure=voice.measure(name), window=voice.window)


def right_paragraphs(right: Right, terms: Terms, language: Language) -> Iterator[Paragraph]:
    """Return the paragraphs of a right: who may do what, when, how often and while what holds."""
    noun = language.grain("day") if right.schedule is None else window_noun(right.schedule, language)
    voice = Voice(terms, noun, language=language)
    path = f"c:{right.name}"
    grants = voice.tell("right.grants", holder=right.holder, act=act(right, voice))
    yield Paragraph(f"{path}/act", voice.finish(grants))
    yield Paragraph(f"{path}/span", voice.finish(_span(right, voice)))
    yield Paragraph(f"{path}/times", _times(right, voice))
    if right.act in ("suspend", "withhold"):
        yield Paragraph(f"{path}/effect", _effect(right, voice))
    if right.guard is not None:
        if is_list(right.guard, voice):
            lead = voice.tell("right.guard_list", opening=opening(right.guard, voice))
            yield Paragraph(f"{path}/guard", lead, items(right.guard, voice))
        else:
            text = voice.tell("right.guard", formula=say(right.guard, voice))
            yield Paragraph(f"{path}/guard", voice.finish(text))
    yield from cited(right.cite, path, voice)


def _span(right: Right, voice: Voice) -> str:
    """Return the windows of a right, or its one span of days."""
    days = {}
    if right.first is not None:
        days["first"] = say(right.first, voice)
    if right.last is not None:
        days["last"] = say(right.last, voice)
    key = f"right.{'from' if 'first' in days else 'signature'}_{'until' if 'last' in days else 'on'}"
    if right.schedule is None:
        return voice.tell(key, **days)
    said = voice.tell("right.windows", when=when(right.schedule, voice))
    return f"{said} {voice.tell(key, **days)}" if days else said


def _times(right: Right, voice: Voice) -> str:
    if right.times is not None:
        if right.times == 1:
            return voice.tell("right.one_time")
        return voice.tell("right.times", n=voice.language.whole(right.times))
    return voice.tell("right.once" if right.quantity is None else "right.used_up")


def _effect(right: Right, voice: Voice) -> str:
    """Return what an exercise of a right to suspend or withhold does, and how long."""
    if right.act == "suspend" and right.schedule is not None:
        return voice.tell("right.suspends", window=voice.window, target=voice.name(right.target or ""))
    return voice.tell("right.until_released", holder=right.holder)
