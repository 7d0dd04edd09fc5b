"""
Why a finding or an amount is what it is: the trace as nested sentences, down to the rows and their sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from commonweal.engines.protocol import Finding, Payable, Row, Trace
from commonweal.report.page import rows as record
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, join, link
from commonweal.report.page.drawing.shapes import status
from commonweal.report.page.drawing.tables import folded
from commonweal.report.page.money import amount
from commonweal.report.page.promises import COMPARED, compared, gap, note, value, waits_for
from commonweal.report.page.view import Chapter, status_of
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import Type, ratio
from commonweal.terms.explain.prose_expressions import THAT, Voice, say
from commonweal.terms.explain.prose_schedules import window_noun

MOST_STEPS: Final = 70
"""Steps of one trace that a page shows; the command prints the rest."""
MOST_ROWS: Final = 6
"""Rows shown at one step."""
_JOINED: Final = {
    "add": "the sum of", "mul": "the product of", "div": "the quotient of", "min": "the least of",
    "max": "the greatest of", "round": "rounded", "marginal": "each slice at its own rate:",
    "tier": "the rate of the bracket of", "choose": "the first whose condition holds:", "and": "all of",
    "or": "one of", "not": "it is not so that", "at_least_k": "enough of", "over": "", "every": "of every",
    "some": "of at least one", "none": "of no", "indexed": "raised with an index:",
}  # fmt: skip
_WITH: Final = ("add", "mul", "div", "min", "max")
"""Joints that name the numbers of the text among their parts."""
_OVER: Final = {
    "total": "the total over every",
    "average": "the average over every",
    "highest": "the highest of every",
    "lowest": "the lowest of every",
    "count": "the number, counted over every",
}
_TRUTH: Final = {"T": "yes", "F": "no", "U": "not known"}
_TEXTS: Final = {
    "applies only while": "The clause applies only while this holds:",
    "duty judged, but the guard is unknown": "Whether the clause applies is not known:",
    "payable only while": "Payable only while this holds:",
    "amount": "The amount by the formula:",
    "less amounts already due": "less what is already due",
    "capped": "but at most the limit:",
    "capped in total": "but at most the limit in total:",
    "never below zero": "and never below zero",
    "cured if": "It counts as mended if:",
}


@dataclass
class _Telling:
    """The telling of one trace: whose it is, what was said already, and how much room is left."""

    chapter: Chapter
    voice: Voice
    period: str
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
    clause = chapter.plan.clause(row.clause)
    if row.trace is None or clause is None:
        return None
    unit = ratio(row.currency, None) if isinstance(row, Payable) else Type("number")
    voice = Voice(chapter.text_with(row.clause), window_noun(clause.schedule))
    telling = _Telling(chapter, voice, chapter.period(row.window), unit)
    told = [_step(part, telling) for part in row.trace.because]
    inside = [el("ul", told, class_="why"), _foot(chapter, row, telling)]
    return folded(_summary(chapter, row), el("div", *inside, id=chapter.why_anchor(row)), open_=open_)


def _summary(chapter: Chapter, row: Finding | Payable) -> Markup:
    """Return what is read before a reason is opened."""
    if isinstance(row, Payable):
        because = f", because {words.named(row.fired_by)}" if row.fired_by else ""
        shown = status(words.word_of(row.state, words.STATES), row.state)
        return join(f"{chapter.period(row.window)}{because}: ", el("b", amount(row)), " ", shown)
    code = status_of(row)
    numbers = compared(row)
    said = f" {numbers.verified}, {numbers.promised} promised" if numbers and numbers.gap else ""
    shown = status(words.word_of(code, words.STATUSES), code)
    beside = note(chapter, row)
    return join(f"{chapter.period(row.window)}: ", shown, said, f" ({beside})" if beside else None)


def _foot(chapter: Chapter, row: Finding | Payable, telling: _Telling) -> Markup:
    """Return since when a result is known, and how to see it whole."""
    zone = chapter.run.workspace.zone
    since = row.known_since
    parts = [f"Known since {words.day(since.astimezone(zone).date())}." if since else ""]
    if isinstance(row, Finding):
        parts.append(f"Proof due {words.day(row.due)}.")
        if row.status in ("open", "overdue") and (reason := waits_for(row)):
            parts.append(f"Not decided, because {reason}.")
    if telling.cut:
        parts.append("The trace is longer than this page shows; the command below prints all of it.")
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
        return _step(trace.because[0], telling, f"{before}less ")
    if _says_no_more(trace):
        return _step(trace.because[0], telling, f"{before}{_text(trace)} ")
    telling.steps -= 1
    head = join(before, _head(trace, telling))
    inner = _inner(trace)
    key = (trace.node, trace.value, trace.interval, trace.truth)
    if trace.node is not None and inner and key in telling.said:
        return el("li", head, el("span", " as above", class_="note"))
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
        yield el("li", f"and {words.counted(len(fresh) - MOST_ROWS, 'further row')}")


def _text(trace: Trace) -> str:
    return _TEXTS.get(trace.text) or words.capital(words.named(words.days_in_words(trace.text)))


def _head(trace: Trace, telling: _Telling) -> Markup:
    """Return the sentence of a step: its value first, then what it is."""
    if trace.op in COMPARED and len(trace.because) == 2:
        return _comparison(trace, telling)
    shown = _value(trace, telling)
    if trace.node is None:
        return join(_text(trace), " ", el("b", shown)) if shown else join(_text(trace))
    said = _said(trace, trace.node, telling)
    return join(el("b", shown), " ", said) if shown else said


def _said(trace: Trace, node: Expr, telling: _Telling) -> Markup:
    """Return what a node is: a joint for what has parts, else its prose with the period filled in."""
    named = f" ({words.named(node.origin)})" if node.origin else ""
    if trace.op in _JOINED and trace.because:
        written = [_value(t, telling) for t in trace.because if _written(t)] if trace.op in _WITH else []
        rest = len(written) < len(trace.because)
        with_ = f" {words.listed(written)}{' and' if rest else ''}" if written else ""
        return join(f"{_joint(node)}{with_}{named}")
    text = say(node, telling.voice).replace(f"{THAT} {telling.voice.window}", telling.period)
    text = text.replace(THAT, "that")
    if trace.op in ("status", "due_under"):
        clause = node.text("clause")
        label = f"why: {telling.chapter.clause_label(clause)}"
        return join(text, " ", link(telling.chapter.clause_anchor(clause), "why", aria_label=label))
    return join(f"{text}{named}")


def _joint(node: Expr) -> str:
    """Return the words that join the parts of a node."""
    if node.op == "over":
        return f"{_OVER[node.text('agg')]} {words.named(node.text('subject'))}:"
    if node.op in ("every", "some", "none"):
        return f"{_JOINED[node.op]} {words.named(node.text('subject'))}:"
    return _JOINED[node.op]


def _comparison(trace: Trace, telling: _Telling) -> Markup:
    left, right = (_value(part, telling) or "not known" for part in trace.because)
    verdict = _TRUTH.get(trace.truth or "", "")
    far = gap(trace)
    end = f"{verdict}, {far}" if far else verdict
    return join(el("b", left), f" {COMPARED[trace.op]} ", el("b", right), f": {end}")


def _value(trace: Trace, telling: _Telling) -> str:
    """Return the value of a step in words: one value, what is known of it, or yes and no."""
    if trace.truth is not None:
        return _TRUTH.get(trace.truth, trace.truth)
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
