"""
Formulas and amounts as prose: one template for each operation, none of which can be mistaken for another.

A template's words never stand in what it holds except between parentheses: simple parts stand bare,
compound ones in parentheses, lists (`;`, `where`) always in parentheses when they stand inside another
sentence. So the prose can be read back in one way only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.terms.core.clauses import Define, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import DATE, PERCENT, YESNO
from commonweal.terms.explain import prose_words as words

THAT: Final = "\ue000"
"""Stands before the noun of the clause's window until a sentence is finished: `each` or `that`."""

LONGEST: Final = words.LONGEST_LABEL
SIMPLE, COMPOUND, LIST = 0, 1, 2
_LISTS: Final = ("and", "or", "at_least_k", "choose", "marginal", "tier")
_COMPOUND: Final = (
    "add", "mul", "div", "neg", "min", "max", "round", "indexed", "not", "known", "every", "some", "none",
    "ge", "le", "gt", "lt", "eq", "status", "truth",
)  # fmt: skip
_COMPARED: Final = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
_DATED: Final = {
    "ge": "on or after",
    "le": "on or before",
    "gt": "after",
    "lt": "before",
    "eq": "the same day as",
}
_AGGREGATES: Final = {
    "total": "the total",
    "average": "the average",
    "highest": "the highest",
    "lowest": "the lowest",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """
    Who speaks: the terms, the noun of the window, and whether this is a cure or a consequence.

    Attributes
    ----------
    window : the noun of the clause's window: year, fiscal year, period of 6 months, day
    cure, consequence : windows then run to the cure deadline; payments to the day of proof
    """

    terms: Terms
    window: str = "period"
    cure: bool = False
    consequence: bool = False

    @property
    def that(self) -> str:
        """Return the clause's window as a noun phrase."""
        return f"{THAT} {self.window}"

    @property
    def end(self) -> str:
        """Return where windows end that run to the judged day of the clause."""
        return "the cure deadline" if self.cure else f"the end of {self.that}"

    def name(self, name: str) -> str:
        """Return a name of these terms with its label beside it."""
        known = (*self.terms.parameters, *self.terms.clauses)
        label = next((entry.label for entry in known if entry.name == name), "")
        return words.named(name, label, longest=LONGEST)

    def measure(self, node: Expr) -> str:
        """Return the measure of a node with its label beside it."""
        found = self.terms.measure(node.text("measure"))
        label = found.label if found else ""
        return words.named(node.text("measure"), label, longest=LONGEST)


def say(node: Expr, voice: Voice) -> str:
    """Return a node in prose, as it stands alone; what a `define` stands for is said by its name."""
    define = defined(node, voice)
    return (
        expanded(node, voice) if define is None else words.named(define.name, define.label, longest=LONGEST)
    )


def expanded(node: Expr, voice: Voice) -> str:
    """Return a node in prose, as it stands alone, also if it has a name of its own."""
    return TEMPLATES[node.op](node, voice)


def defined(node: Expr, voice: Voice) -> Define | None:
    """Return the `define` that a node was expanded from and is all of."""
    if node.origin is None:
        return None
    return next((d for d in voice.terms.defines if d.name == node.origin and d.value == node), None)


def level(node: Expr, voice: Voice) -> int:
    """Return how much a node's prose needs to be held together inside another sentence."""
    if defined(node, voice) is not None:
        return SIMPLE
    return LIST if node.op in _LISTS else COMPOUND if node.op in _COMPOUND else SIMPLE


def part(node: Expr, voice: Voice) -> str:
    """Return a node in prose, in parentheses unless it is simple."""
    said = say(node, voice)
    return said if level(node, voice) == SIMPLE else f"({said})"


def side(node: Expr, voice: Voice) -> str:
    """Return a node in prose, in parentheses only if it is a list."""
    said = say(node, voice)
    return f"({said})" if level(node, voice) == LIST else said


def finish(text: str) -> str:
    """Return a sentence that says `that` of its windows."""
    return text.replace(THAT, "that")


def finish_each(text: str) -> str:
    """Return a sentence that says `each` of its window where it first names it, then `that`."""
    return finish(text.replace(THAT, "each", 1))


# ---- literals and names --------------------------------------------------------------------------


def _literal(node: Expr, voice: Voice) -> str:
    value = node["value"]
    assert isinstance(value, Decimal)
    return words.amount(value, node.type)


def _truth(node: Expr, voice: Voice) -> str:
    return "this always holds" if node["value"] else "this never holds"


def _day(node: Expr, voice: Voice) -> str:
    value = node["value"]
    assert isinstance(value, date)
    return words.day(value)


def _entry(node: Expr, voice: Voice) -> str:
    noun = {"money": "amount", "percent": "rate"}.get(node.type.kind, "number")
    return f"the {noun} of the schedule {voice.name(node.text('name'))} for {say(node.args[0], voice)}"


# ---- dates, periods, windows ---------------------------------------------------------------------


def _fixed(node: Expr, voice: Voice) -> str:
    first, last = node["first"], node["last"]
    assert isinstance(first, date) and isinstance(last, date)
    return words.period(first, last, fiscal=voice.terms.fiscal_end)


def _containing(node: Expr, voice: Voice) -> str:
    return f"the calendar {words.grain(node.text('grain'))} in which {voice.that} begins"


def _edge(word: str) -> Callable[[Expr, Voice], str]:
    return lambda node, voice: f"the {word} day of {say(node.args[0], voice)}"


def _shifted(word: str) -> Callable[[Expr, Voice], str]:
    return lambda node, voice: (
        f"{words.duration(node.number('n'), node.text('unit'))} {word} {say(node.args[0], voice)}"
    )


def _in_period(node: Expr, voice: Voice) -> str:
    return f"{'on' if voice.window == 'day' else 'in'} {voice.that}"


def _in_last(node: Expr, voice: Voice) -> str:
    return f"in the last {words.duration(node.number('n'), node.text('unit'))} up to the end of {voice.that}"


def _since(node: Expr, voice: Voice) -> str:
    return f"from {say(node.args[0], voice)} to {voice.end}"


# ---- arithmetic ----------------------------------------------------------------------------------


def _add(node: Expr, voice: Voice) -> str:
    said = part(node.args[0], voice)
    for arg in node.args[1:]:
        less = arg.op == "neg" and defined(arg, voice) is None
        said += f" less {part(arg.args[0], voice)}" if less else f" plus {part(arg, voice)}"
    return said


def _mul(node: Expr, voice: Voice) -> str:
    first = node.args[0]
    if len(node.args) == 2 and first.type == PERCENT and level(first, voice) == SIMPLE:
        return f"{say(first, voice)} of {part(node.args[1], voice)}"
    return " times ".join(part(arg, voice) for arg in node.args)


def _infix(word: str) -> Callable[[Expr, Voice], str]:
    return lambda node, voice: f" {word} ".join(part(arg, voice) for arg in node.args)


def _extreme(pair: str, more: str) -> Callable[[Expr, Voice], str]:
    def said(node: Expr, voice: Voice) -> str:
        parts = [part(arg, voice) for arg in node.args]
        return f"the {pair if len(parts) == 2 else more} of {words.listed(parts)}"

    return said


def _days(node: Expr, voice: Voice) -> str:
    first, end = (say(arg, voice) for arg in node.args)
    return f"the number of days from {first} included to {end} excluded {words.BASES[node.text('basis')]}"


def _days_in(node: Expr, voice: Voice) -> str:
    return f"the number of days of {say(node.args[0], voice)} {words.BASES[node.text('basis')]}"


def _indexed(node: Expr, voice: Voice) -> str:
    amount, start = part(node.args[0], voice), say(node.args[1], voice)
    return f"{amount} raised with {voice.measure(node)} from {start} to {voice.end}"


def _rows_of(node: Expr) -> list[tuple[Expr, str, Expr | None]]:
    """Return the brackets of a table: rate, word of the bound, bound (none for the last)."""
    bounds = node["bounds"]
    assert isinstance(bounds, tuple)
    rates, limits = node.args[1::2], node.args[2::2]
    return [*zip(rates, bounds, limits, strict=False), (rates[-1], "", None)]


_UP_TO: Final = {"up_to": "up to and including", "below": "below"}


def _marginal(node: Expr, voice: Voice) -> str:
    rows = [
        f"{part(rate, voice)} of its part {_UP_TO[word]} {part(limit, voice)}"
        if limit is not None
        else f"{part(rate, voice)} of the rest"
        for rate, word, limit in _rows_of(node)
    ]
    return f"the sum, over the slices of {part(node.args[0], voice)}, of {'; of '.join(rows)}"


def _tier(node: Expr, voice: Voice) -> str:
    rows = [
        f"{part(rate, voice)} {_UP_TO[word]} {part(limit, voice)}"
        if limit is not None
        else f"{part(rate, voice)} otherwise"
        for rate, word, limit in _rows_of(node)
    ]
    return f"the rate for {part(node.args[0], voice)} from this table: {'; '.join(rows)}"


def _choose(node: Expr, voice: Voice) -> str:
    pairs = zip(node.args[:-1:2], node.args[1::2], strict=True)
    rows = [f"{side(value, voice)} where {side(guard, voice)}" for value, guard in pairs]
    return f"{'; failing that, '.join(rows)}; otherwise {side(node.args[-1], voice)}"


# ---- logic ---------------------------------------------------------------------------------------


def _comparison(node: Expr, voice: Voice) -> str:
    left, right = node.args
    return f"{side(left, voice)} {comparing(node)} {side(right, voice)}"


def comparing(node: Expr) -> str:
    """Return the words of a comparison: are at least, is on or before, equals."""
    left = node.args[0]
    if left.type == DATE:
        return f"is {_DATED[node.op]}"
    plural = left.op in ("at_start", "at_end") and left.type.kind == "quantity" and left.type.per is None
    if node.op == "eq":
        return "equal" if plural else "equals"
    return f"{'are' if plural else 'is'} {_COMPARED[node.op]}"


def _joined(word: str) -> Callable[[Expr, Voice], str]:
    return lambda node, voice: f"; {word} ".join(side(arg, voice) for arg in node.args)


def opening(node: Expr) -> str:
    """Return how a list of formulas begins: at least 2 of these 3 hold."""
    n = len(node.args)
    if node.op == "at_least_k":
        return f"at least {node.number('k')} of these {n} hold"
    if node.op == "or":
        return f"at least one of these {n} holds"
    return "both of these hold" if n == 2 else f"all of these {n} hold"


def _not(node: Expr, voice: Voice) -> str:
    inner = node.args[0]
    if inner.op in ("at_start", "at_end", "of_subject", "parameter") and defined(inner, voice) is None:
        return f"{say(inner, voice).removesuffix(' is yes')} is no"
    return f"it is not so that ({say(inner, voice)})"


def _at_least_k(node: Expr, voice: Voice) -> str:
    return f"{opening(node)}: {'; '.join(side(arg, voice) for arg in node.args)}"


# ---- evidence and other clauses ------------------------------------------------------------------


def _aggregate(node: Expr, voice: Voice) -> str:
    return f"{_AGGREGATES[node.op]} of {voice.measure(node)} {say(node.args[0], voice)}"


def _count(node: Expr, voice: Voice) -> str:
    return f"the number of reports of {voice.measure(node)} {say(node.args[0], voice)}"


def _held(said: str, node: Expr) -> str:
    return f"{said} is yes" if node.type == YESNO else said


def _at_start(node: Expr, voice: Voice) -> str:
    return _held(f"{voice.measure(node)} on the day before {voice.that}", node)


def _at_end(node: Expr, voice: Voice) -> str:
    return _held(f"{voice.measure(node)} at {voice.end}", node)


def _of_subject(node: Expr, voice: Voice) -> str:
    measure = voice.terms.measure(node.text("measure"))
    subject = measure.per if measure else "subject"
    return _held(f"{voice.measure(node)} of that {subject}", node)


def _parameter(node: Expr, voice: Voice) -> str:
    return _held(voice.name(node.text("name")), node)


def _registered(node: Expr, voice: Voice) -> str:
    return f"{node.text('subject')} registered {say(node.args[0], voice)}"


def _over(node: Expr, voice: Voice) -> str:
    inner = say(node.args[1], voice)
    if node["agg"] == "count":
        subjects = f"{node.text('subject')}s registered {say(node.args[0], voice)}"
        return f"the number of {subjects} for which ({inner})"
    return f"{_AGGREGATES[node.text('agg')]} over every {_registered(node, voice)} of ({inner})"


def _every(node: Expr, voice: Voice) -> str:
    empty = "(and also if there is none)"
    return f"for every {_registered(node, voice)} {empty} it holds that ({say(node.args[1], voice)})"


def _quantified(word: str) -> Callable[[Expr, Voice], str]:
    return lambda node, voice: (
        f"for {word} {_registered(node, voice)} it holds that ({say(node.args[1], voice)})"
    )


def _status(node: Expr, voice: Voice) -> str:
    return f"{voice.name(node.text('clause'))} {words.STATES[node.text('state')]} {say(node.args[0], voice)}"


def _paid_under(node: Expr, voice: Voice) -> str:
    name, window = voice.name(node.text("clause")), node.args[0]
    if window.op == "since":
        end = "the day by which proof is due" if voice.consequence else voice.end
        return f"what was paid under {name} from {say(window.args[0], voice)} to {end}"
    return f"what was paid under {name} for windows that end {say(window, voice)}"


def _due_under(node: Expr, voice: Voice) -> str:
    return (
        f"what is due under {voice.name(node.text('clause'))} for windows that end {say(node.args[0], voice)}"
    )


TEMPLATES: Final[dict[str, Callable[[Expr, Voice], str]]] = {
    "literal": _literal,
    "truth": _truth,
    "day": _day,
    "words": lambda node, voice: f"the words {words.quoted(node.text('value'))}",
    "parameter": _parameter,
    "entry": _entry,
    "fixed": _fixed,
    "this_period": lambda node, voice: voice.that,
    "containing": _containing,
    "start_of": _edge("first"),
    "end_of": _edge("last"),
    "after": _shifted("after"),
    "before": _shifted("before"),
    "in_period": _in_period,
    "in_previous": lambda node, voice: f"in the equal period before {voice.that}",
    "in_last": _in_last,
    "since": _since,
    "in_fixed": lambda node, voice: f"in {say(node.args[0], voice)}",
    "year_to_date": lambda node, voice: f"in the calendar year up to the end of {voice.that}",
    "in_cure": lambda node, voice: (
        f"in the time of cure (from the start of {voice.that} to the cure deadline)"
    ),
    "add": _add,
    "mul": _mul,
    "div": _infix("divided by"),
    "neg": lambda node, voice: f"minus {part(node.args[0], voice)}",
    "min": _extreme("lesser", "least"),
    "max": _extreme("greater", "greatest"),
    "round": _infix("rounded to a multiple of"),
    "days": _days,
    "days_in": _days_in,
    "indexed": _indexed,
    "marginal": _marginal,
    "tier": _tier,
    "choose": _choose,
    "ge": _comparison,
    "le": _comparison,
    "gt": _comparison,
    "lt": _comparison,
    "eq": _comparison,
    "and": _joined("and"),
    "or": _joined("or"),
    "not": _not,
    "at_least_k": _at_least_k,
    "known": lambda node, voice: f"it is known what ({say(node.args[0], voice)}) is",
    "total": _aggregate,
    "average": _aggregate,
    "highest": _aggregate,
    "lowest": _aggregate,
    "count": _count,
    "at_start": _at_start,
    "at_end": _at_end,
    "of_subject": _of_subject,
    "over": _over,
    "every": _every,
    "some": _quantified("at least one"),
    "none": _quantified("no"),
    "status": _status,
    "paid_under": _paid_under,
    "due_under": _due_under,
}
