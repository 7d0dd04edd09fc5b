"""
Why a finding or an amount is what it is: the trace as nested sentences, down to the rows and their sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from commonweal.engines.protocol import Finding, Payable, Row, Trace
from commonweal.report.page import rows as record
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, framed, join, link
from commonweal.report.page.drawing.shapes import status
from commonweal.report.page.drawing.tables import folded
from commonweal.report.page.money import amount, trigger
from commonweal.report.page.promises import COMPARED, beside, compared, gap, note, value, waits_for
from commonweal.report.page.steps import step_text
from commonweal.report.page.view import Chapter, state_of, status_of
from commonweal.report.page.wordings import labels, with_labels
from commonweal.report.speech.phrases import (
    contracted,
    filled,
    is_english,
    marked,
    phrase,
    plural,
    spoken,
    translated,
)
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import Type, ratio
from commonweal.terms.explain.prose_expressions import THAT, Voice, say
from commonweal.terms.explain.prose_schedules import window_noun

MOST_STEPS: Final = 70
"""Steps of one trace that a page shows; the command prints the rest."""
MOST_ROWS: Final = 6
"""Rows shown at one step."""
_JOINED: Final = {
    "add": marked("the sum of"), "mul": marked("the product of"), "div": marked("the quotient of"),
    "min": marked("the least of"), "max": marked("the greatest of"), "round": marked("rounded"),
    "marginal": marked("each slice at its own rate:"), "tier": marked("the rate of the bracket of"),
    "choose": marked("the first whose condition holds:"), "and": marked("all of"), "or": marked("one of"),
    "not": marked("it is not so that"), "at_least_k": marked("enough of"),
    "indexed": marked("raised with an index:"),
}  # fmt: skip
_WITH: Final = {
    "add": (marked("the sum of {numbers}"), marked("the sum of {numbers} and")),
    "mul": (marked("the product of {numbers}"), marked("the product of {numbers} and")),
    "div": (marked("the quotient of {numbers}"), marked("the quotient of {numbers} and")),
    "min": (marked("the least of {numbers}"), marked("the least of {numbers} and")),
    "max": (marked("the greatest of {numbers}"), marked("the greatest of {numbers} and")),
}
"""Joints that name the numbers of the text among their parts: if these are all, and if more parts follow."""
_EACH: Final = {
    "every": marked("of every {subject}:"),
    "some": marked("of at least one {subject}:"),
    "none": marked("of no {subject}:"),
}
_OVER: Final = {
    "total": marked("the total over every {subject}:"),
    "average": marked("the average over every {subject}:"),
    "highest": marked("the highest of every {subject}:"),
    "lowest": marked("the lowest of every {subject}:"),
    "count": marked("the number, counted over every {subject}:"),
}
_TRUTH: Final = {"T": marked("yes"), "F": marked("no"), "U": marked("not known")}
_COMPARISONS: Final = {
    "ge": marked("{left} at least {right}: {verdict}"), "le": marked("{left} at most {right}: {verdict}"),
    "gt": marked("{left} more than {right}: {verdict}"), "lt": marked("{left} less than {right}: {verdict}"),
    "eq": marked("{left} exactly {right}: {verdict}"),
}  # fmt: skip


@dataclass
class _Telling:
    """The telling of one trace: whose it is, what was said already, and how much room is left."""

    chapter: Chapter
    voice: Voice
    named_period: str
    unit: Type
    steps: int = MOST_STEPS
    cut: bool = False
    said: set[tuple[object, ...]] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)


def why(chapter: Chapter, row: Finding | Payable, *, open_: bool) -> Markup | None:
    """
    Return the reasons of a finding or payable, folded or open; None where the engine gave no trace.

    Parameters
    ----------
    open_ : shown at once
    """
    clause = chapter.clause_in(row)
    if row.trace is None or clause is None:
        return None
    unit = ratio(row.currency, None) if isinstance(row, Payable) else Type("number")
    told_in = spoken()
    noun = window_noun(clause.schedule, told_in)
    voice = Voice(chapter.text_with(row.clause, row.window), noun, language=told_in)
    telling = _Telling(chapter, voice, _named(chapter, row), unit)
    told = [_step(part, telling) for part in row.trace.because]
    inside = [el("ul", told, class_="why"), _foot(chapter, row, telling)]
    return folded(_summary(chapter, row), el("div", *inside, id=chapter.why_anchor(row)), open_=open_)


def _named(chapter: Chapter, row: Finding | Payable) -> str:
    """Return the period of a result as prose names it: with an article, where the language has one there."""
    if is_english():
        return chapter.period(row.window)
    return spoken().period(row.window.first, row.window.last, fiscal=chapter.terms.fiscal_end)


def _summary(chapter: Chapter, row: Finding | Payable) -> Markup:
    """Return what is read before a reason is opened."""
    if isinstance(row, Payable):
        period, state = chapter.period(row.window), state_of(row)
        shown = status(words.word_of(state, words.STATES), state)
        if row.fired_by:
            period = phrase("{period}, because {trigger}", period=period, trigger=trigger(row))
        return join(f"{period}: ", el("b", amount(row)), " ", shown)
    code = status_of(row)
    numbers = compared(row)
    said = f" {beside(numbers)}" if numbers and numbers.gap else ""
    shown = status(words.word_of(code, words.STATUSES), code)
    noted = note(chapter, row)
    return join(f"{chapter.period(row.window)}: ", shown, said, f" ({noted})" if noted else None)


def _foot(chapter: Chapter, row: Finding | Payable, telling: _Telling) -> Markup:
    """Return since when a result is known, and how to see it whole."""
    zone = chapter.run.workspace.zone
    since = row.known_since
    parts = [phrase("Known since {day}.", day=words.day(since.astimezone(zone).date())) if since else ""]
    if isinstance(row, Finding):
        parts.append(phrase("Proof due {day}.", day=words.day(row.due)))
        if row.status in ("open", "overdue") and (reason := waits_for(row)):
            parts.append(phrase("Not decided, because {reason}.", reason=reason))
    if telling.cut:
        parts.append(phrase("The trace is longer than this page shows; the command below prints all of it."))
    command = why_command(chapter, row.clause, chapter.notation(row.window))
    return el("p", " ".join(p for p in parts if p), " ", el("code", command, class_="cmd"), class_="src")


def why_command(chapter: Chapter, clause: str, window: str) -> str:
    """Return the command that prints a trace."""
    return f"commonweal why WORKSPACE {chapter.id} {clause} {window} --as-of {chapter.run.as_of.isoformat()}"


# ---- one step ---------------------------------------------------------------------------------------


def _step(trace: Trace, telling: _Telling, before: str = "") -> Markup | None:
    """Return a step with what is below it; `before` are words that stand before it."""
    if telling.steps <= 0:
        telling.cut = True
        return None
    if trace.op == "neg" and len(trace.because) == 1:
        return _step(trace.because[0], telling, f"{before}{phrase('less')} ")
    if _says_no_more(trace):
        return _step(trace.because[0], telling, f"{before}{_text(trace, telling)} ")
    telling.steps -= 1
    head = join(before, _head(trace, telling))
    inner = _inner(trace)
    key = (trace.node, trace.value, trace.interval, trace.truth)
    if trace.node is not None and inner and key in telling.said:
        return el("li", head, el("span", " ", phrase("as above"), class_="note"))
    telling.said.add(key)
    aside = [el("li", record.ignored(i)) for i in trace.ignored[:MOST_ROWS]]
    parts = [*_rows(trace.facts, telling), *aside]
    parts += [part for below in inner if (part := _step(below, telling)) is not None]
    return el("li", head, el("ul", parts) if parts else None)


def _says_no_more(trace: Trace) -> bool:
    """Say whether a step of the rules only leads to a part with the same value."""
    if trace.node is not None or trace.facts or trace.ignored or len(trace.because) != 1:
        return False
    inner = trace.because[0]
    return (inner.value, inner.truth, inner.interval) == (trace.value, trace.truth, trace.interval)


def _inner(trace: Trace) -> Sequence[Trace]:
    """Return the parts to be told below: numbers of the text stand in the head, other clauses elsewhere."""
    if trace.node is not None and trace.op == "status":
        return ()
    return [t for t in trace.because if not _written(t)]


def _written(trace: Trace) -> bool:
    """Say whether a part is a number or day that the text itself writes."""
    return trace.op in ("literal", "truth", "day") and not trace.facts


def _rows(rows: Sequence[Row], telling: _Telling) -> Iterator[Markup]:
    """Return the rows read at a step, each told once on a trace."""
    fresh = [row for row in rows if id(row) not in telling.rows]
    telling.rows.update(id(row) for row in rows)
    for row in fresh[:MOST_ROWS]:
        yield el("li", record.row(telling.chapter, row), class_="row")
    if len(fresh) > MOST_ROWS:
        telling.cut = True
        more = plural("and {n}\u00a0further row", "and {n}\u00a0further rows", len(fresh) - MOST_ROWS)
        yield el("li", more)


def _text(trace: Trace, telling: _Telling) -> str:
    return step_text(trace.text, telling.chapter.terms.fiscal_end)


def _head(trace: Trace, telling: _Telling) -> Markup:
    """Return the sentence of a step: its value first, then what it is."""
    if trace.op in COMPARED and len(trace.because) == 2:
        return _comparison(trace, telling)
    shown = _value(trace, telling)
    if trace.node is None:
        said = _text(trace, telling)
        return join(said, " ", el("b", shown)) if shown else join(said)
    said = _said(trace, trace.node, telling)
    return join(el("b", shown), " ", said) if shown else said


def _said(trace: Trace, node: Expr, telling: _Telling) -> Markup:
    """Return what a node is: a joint for what has parts, else its prose with the period filled in."""
    named = f" ({words.named(node.origin)})" if node.origin else ""
    if trace.because and trace.op in ("over", *_EACH, *_JOINED):
        written = [_value(t, telling) for t in trace.because if _written(t)] if trace.op in _WITH else []
        rest = len(written) < len(trace.because)
        return join(f"{_joint(node, written, rest=rest)}{named}")
    text = _dated(say(node, telling.voice), telling)
    if trace.op in ("status", "due_under"):
        clause = node.text("clause")
        label = phrase("why: {clause}", clause=telling.chapter.clause_label(clause))
        return join(text, " ", link(telling.chapter.clause_anchor(clause), phrase("why"), aria_label=label))
    return join(f"{text}{named}")


def _dated(text: str, telling: _Telling) -> str:
    """Return prose with the period of the result for "that year", also behind a preposition."""
    told, noun = telling.voice.language, f"{THAT} {telling.voice.window}"
    for preposition in told.table.get("contractions", {}):
        period = contracted(telling.named_period, preposition)
        text = period.join(re.split(rf"\b{preposition} {re.escape(noun)}", text))
    return with_labels(told.finish(text.replace(noun, telling.named_period)), labels(telling.voice.terms))


def _joint(node: Expr, written: Sequence[str], *, rest: bool) -> str:
    """Return the words that join the parts of a node; `written` are numbers of the text among them."""
    subject = {"subject": words.named(node.text("subject"))} if node.op in ("over", *_EACH) else {}
    if node.op == "over":
        return filled(translated(_OVER[node.text("agg")]), subject)
    if node.op in _EACH:
        return filled(translated(_EACH[node.op]), subject)
    if written:
        return filled(translated(_WITH[node.op][rest]), {"numbers": words.listed(written)})
    return translated(_JOINED[node.op])


def _comparison(trace: Trace, telling: _Telling) -> Markup:
    left, right = (_value(part, telling) or phrase("not known") for part in trace.because)
    verdict = translated(_TRUTH.get(trace.truth or "", ""))
    far = gap(trace)
    end = f"{verdict}, {far}" if far else verdict
    return framed(_COMPARISONS[trace.op], left=el("b", left), right=el("b", right), verdict=end)


def _value(trace: Trace, telling: _Telling) -> str:
    """Return the value of a step in words: one value, what is known of it, or yes and no."""
    if trace.truth is not None:
        return translated(_TRUTH[trace.truth]) if trace.truth in _TRUTH else trace.truth
    if trace.value is not None:
        x = words.decimal(trace.value)
        if x is None:
            return words.days_in_words(trace.value)
        return value(trace) if trace.node is not None else words.typed(x, _unit(trace, telling))
    if trace.interval is None:
        return ""
    lo, hi = (words.decimal(end) for end in trace.interval)
    type_ = trace.node.type if trace.node is not None else _unit(trace, telling)
    return words.between(lo, hi, type_.of or "")


def _unit(trace: Trace, telling: _Telling) -> Type:
    """Return the type of a value that no node gives: its own currency or unit, else that of the result."""
    return ratio(trace.currency, None) if trace.currency else telling.unit
