"""
Formulas and amounts as prose: one template for each operation, none of which can be mistaken for another.

What each operation says stands in the templates of the language; here stands what fills them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import DATE, PERCENT, YESNO
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.language import ENGLISH, THAT
from commonweal.terms.explain.voice import LIST, LONGEST, SIMPLE, Speaker, Voice, defined, level

__all__ = ["TEMPLATES", "THAT", "Voice", "expanded", "finish", "opening", "part", "say", "side"]

_FLAGS: Final = ("at_start", "at_end", "of_subject", "parameter")
AFFILIATE: Final = "affiliate"
"""The subject that stands for the recipient and its affiliates (5.6)."""


def say(node: Expr, voice: Voice) -> str:
    """Return a node in prose, as it stands alone; what a `define` stands for is said by its name."""
    define = defined(node, voice)
    return (
        expanded(node, voice) if define is None else words.named(define.name, define.label, longest=LONGEST)
    )


def expanded(node: Expr, voice: Voice) -> str:
    """Return a node in prose, as it stands alone, also if it has a name of its own."""
    return TEMPLATES[node.op](node, voice)


def part(node: Expr, voice: Voice) -> str:
    """Return a node in prose, in parentheses unless it is simple."""
    said = say(node, voice)
    return said if level(node, voice) == SIMPLE else f"({said})"


def side(node: Expr, voice: Voice) -> str:
    """Return a node in prose, in parentheses only if it is a list."""
    said = say(node, voice)
    return f"({said})" if level(node, voice) == LIST else said


def finish(text: str) -> str:
    """Return an English sentence that says `that` of its windows."""
    return ENGLISH.finish(text)


# ---- literals and names --------------------------------------------------------------------------


def _literal(node: Expr, voice: Voice) -> str:
    value = node["value"]
    assert isinstance(value, Decimal)
    return voice.language.amount(value, node.type)


def _truth(node: Expr, voice: Voice) -> str:
    return voice.tell("op.truth_yes" if node["value"] else "op.truth_no")


def _day(node: Expr, voice: Voice) -> str:
    value = node["value"]
    assert isinstance(value, date)
    return voice.language.day(value)


def _words(node: Expr, voice: Voice) -> str:
    return voice.tell("op.words", text=words.quoted(node.text("value")))


def _parameter(node: Expr, voice: Voice) -> str:
    return _held(voice.name(node.text("name")), node, voice)


def _entry(node: Expr, voice: Voice) -> str:
    kind = f"_{node.type.kind}" if node.type.kind in ("money", "percent") else ""
    parameter = voice.name(node.text("name"))
    return voice.tell(f"op.entry{kind}", parameter=parameter, period=say(node.args[0], voice))


# ---- dates, periods, windows ---------------------------------------------------------------------


def _fixed(node: Expr, voice: Voice) -> str:
    first, last = node["first"], node["last"]
    assert isinstance(first, date) and isinstance(last, date)
    return voice.language.period(first, last, fiscal=voice.terms.fiscal_end)


def _containing(node: Expr, voice: Voice) -> str:
    return voice.tell("op.containing", grain=voice.language.grain(node.text("grain")), that=voice.that)


def _edge(node: Expr, voice: Voice) -> str:
    return voice.tell(f"op.{node.op}", period=say(node.args[0], voice))


def _length(node: Expr, voice: Voice) -> str:
    return voice.language.duration(node.number("n"), node.text("unit"))


def _shifted(node: Expr, voice: Voice) -> str:
    return voice.tell(f"op.{node.op}", length=_length(node, voice), day=say(node.args[0], voice))


def _in_period(node: Expr, voice: Voice) -> str:
    on_day = voice.window == voice.language.grain("day")
    return voice.tell("op.on_day" if on_day else "op.in_period", that=voice.that)


def _in_last(node: Expr, voice: Voice) -> str:
    return voice.tell("op.in_last", length=_length(node, voice), that=voice.that)


def _since(node: Expr, voice: Voice) -> str:
    return voice.tell("op.since", day=say(node.args[0], voice), end=voice.end)


def _in_fixed(node: Expr, voice: Voice) -> str:
    return voice.tell("op.in_fixed", period=say(node.args[0], voice))


def _window(node: Expr, voice: Voice) -> str:
    return voice.tell(f"op.{node.op}", that=voice.that)


# ---- arithmetic ----------------------------------------------------------------------------------


def _add(node: Expr, voice: Voice) -> str:
    said = part(node.args[0], voice)
    for arg in node.args[1:]:
        less = arg.op == "neg" and defined(arg, voice) is None
        key, taken = ("op.less", arg.args[0]) if less else ("op.add", arg)
        said = voice.tell(key, left=said, right=part(taken, voice))
    return said


def _mul(node: Expr, voice: Voice) -> str:
    first = node.args[0]
    if len(node.args) == 2 and first.type == PERCENT and level(first, voice) == SIMPLE:
        return voice.tell("op.share", share=say(first, voice), amount=part(node.args[1], voice))
    return voice.joined("op.mul", _parts(node, voice))


def _parts(node: Expr, voice: Voice) -> list[str]:
    return [part(arg, voice) for arg in node.args]


def _infix(node: Expr, voice: Voice) -> str:
    return voice.joined(f"op.{node.op}", _parts(node, voice))


def _neg(node: Expr, voice: Voice) -> str:
    return voice.tell("op.neg", amount=part(node.args[0], voice))


def _extreme(node: Expr, voice: Voice) -> str:
    parts = _parts(node, voice)
    key = f"op.{node.op}{'_two' if len(parts) == 2 else ''}"
    return voice.tell(key, list=voice.language.listed(parts))


def _basis(node: Expr, voice: Voice) -> str:
    return voice.language.word("bases", node.text("basis"))


def _days(node: Expr, voice: Voice) -> str:
    first, end = (say(arg, voice) for arg in node.args)
    return voice.tell("op.days", first=first, end=end, basis=_basis(node, voice))


def _days_in(node: Expr, voice: Voice) -> str:
    return voice.tell("op.days_in", period=say(node.args[0], voice), basis=_basis(node, voice))


def _indexed(node: Expr, voice: Voice) -> str:
    amount, start = part(node.args[0], voice), say(node.args[1], voice)
    measure = voice.measure(node.text("measure"))
    return voice.tell("op.indexed", amount=amount, measure=measure, start=start, end=voice.end)


def _table(node: Expr, voice: Voice) -> str:
    """Return a table of brackets: rate, word of the bound and bound of each, and the rate above."""
    bounds, op = node["bounds"], node.op
    assert isinstance(bounds, tuple)
    rates, limits = node.args[1::2], node.args[2::2]
    rows = [
        voice.tell(
            f"op.{op}_row",
            rate=part(rate, voice),
            word=voice.language.word("bounds", word),
            bound=part(limit, voice),
        )
        for rate, word, limit in zip(rates, bounds, limits, strict=False)
    ]
    rows.append(voice.tell(f"op.{op}_last", rate=part(rates[-1], voice)))
    return voice.tell(f"op.{op}", amount=part(node.args[0], voice), rows=_rows(f"op.{op}_next", rows, voice))


def _rows(key: str, rows: Sequence[str], voice: Voice) -> str:
    said = rows[0]
    for row in rows[1:]:
        said = voice.tell(key, rows=said, row=row)
    return said


def _choose(node: Expr, voice: Voice) -> str:
    pairs = zip(node.args[:-1:2], node.args[1::2], strict=True)
    rows = [
        voice.tell("op.choose_row", value=side(value, voice), guard=side(guard, voice))
        for value, guard in pairs
    ]
    said = _rows("op.choose_next", rows, voice)
    return voice.tell("op.choose", rows=said, value=side(node.args[-1], voice))


# ---- logic ---------------------------------------------------------------------------------------


def _comparison(node: Expr, voice: Voice) -> str:
    left, right = node.args
    levels = left.op in ("at_start", "at_end")
    many = levels and left.type.kind == "quantity" and left.type.per is None
    variant = "_day" if left.type == DATE else "_many" if many else ""
    return voice.tell(f"compare.{node.op}{variant}", left=side(left, voice), right=side(right, voice))


def _joined(node: Expr, voice: Voice) -> str:
    return voice.joined(f"op.{node.op}", [side(arg, voice) for arg in node.args])


def opening(node: Expr, voice: Voice) -> str:
    """Return how a list of formulas begins: at least 2 of these 3 hold."""
    n = str(len(node.args))
    if node.op == "at_least_k":
        return voice.tell("op.opening_k", k=str(node.number("k")), n=n)
    if node.op == "or":
        return voice.tell("op.opening_or", n=n)
    return voice.tell("op.opening_two") if n == "2" else voice.tell("op.opening_and", n=n)


def _not(node: Expr, voice: Voice) -> str:
    inner = node.args[0]
    if inner.op in _FLAGS and defined(inner, voice) is None:
        return voice.tell("op.not_held", flag=_bare_flag(inner, voice))
    return voice.tell("op.not", formula=say(inner, voice))


def _at_least_k(node: Expr, voice: Voice) -> str:
    said = "; ".join(side(arg, voice) for arg in node.args)
    return voice.tell("op.at_least_k", opening=opening(node, voice), list=said)


def _known(node: Expr, voice: Voice) -> str:
    return voice.tell("op.known", amount=say(node.args[0], voice))


# ---- evidence ------------------------------------------------------------------------------------


def _held(said: str, node: Expr, voice: Voice) -> str:
    return voice.tell("op.held", flag=said) if node.type == YESNO else said


def _bare_flag(node: Expr, voice: Voice) -> str:
    """Return a flag without saying that it is yes."""
    return voice.name(node.text("name")) if node.op == "parameter" else _read(node, voice)


def _aggregate(node: Expr, voice: Voice) -> str:
    measure, window = voice.measure(node.text("measure")), say(node.args[0], voice)
    if node.op == "count":
        return voice.tell("op.count", measure=measure, window=window)
    aggregate = voice.language.word("aggregates", node.op)
    return voice.tell("op.aggregate", aggregate=aggregate, measure=measure, window=window)


def _level(node: Expr, voice: Voice) -> str:
    return _held(_read(node, voice), node, voice)


def _read(node: Expr, voice: Voice) -> str:
    name = node.text("measure")
    measure = voice.measure(name)
    if node.op == "at_start":
        return voice.tell("op.at_start", measure=measure, that=voice.that)
    if node.op == "at_end":
        return voice.tell("op.at_end", measure=measure, end=voice.end)
    found = voice.terms.measure(name)
    if found is not None and found.per == AFFILIATE:
        return voice.tell("op.of_affiliate", measure=measure)
    return voice.tell("op.of_subject", measure=measure, subject=found.per if found else "subject")


def _over(node: Expr, voice: Voice) -> str:
    window, inner = (say(arg, voice) for arg in node.args)
    subject, aggregate = node.text("subject"), node.text("agg")
    group = "_affiliates" if subject == AFFILIATE else ""
    parts = {"window": window, "inner": inner, **({} if group else {"subject": subject})}
    if aggregate == "count":
        return voice.tell(f"op.over_count{group}", **parts)
    return voice.tell(f"op.over{group}", aggregate=voice.language.word("aggregates", aggregate), **parts)


def _quantified(node: Expr, voice: Voice) -> str:
    window, inner = (say(arg, voice) for arg in node.args)
    subject = node.text("subject")
    if subject == AFFILIATE:
        return voice.tell(f"op.{node.op}_affiliate", window=window, inner=inner)
    return voice.tell(f"op.{node.op}", subject=subject, window=window, inner=inner)


# ---- other clauses -------------------------------------------------------------------------------


def _status(node: Expr, voice: Voice) -> str:
    clause, state = voice.name(node.text("clause")), voice.language.word("states", node.text("state"))
    return voice.tell("op.status", clause=clause, state=state, window=say(node.args[0], voice))


def _paid_under(node: Expr, voice: Voice) -> str:
    clause, window = voice.name(node.text("clause")), node.args[0]
    if window.op == "since":
        end = voice.tell("op.the_day_of_proof") if voice.consequence else voice.end
        return voice.tell("op.paid_since", clause=clause, day=say(window.args[0], voice), end=end)
    return voice.tell("op.paid_under", clause=clause, window=say(window, voice))


def _due_under(node: Expr, voice: Voice) -> str:
    clause = voice.name(node.text("clause"))
    return voice.tell("op.due_under", clause=clause, window=say(node.args[0], voice))


def _balance(node: Expr, voice: Voice) -> str:
    account = voice.name(node.text("account"))
    if node.op == "balance_start":
        return voice.tell("op.balance_start", account=account, that=voice.that)
    return voice.tell("op.balance_end", account=account, end=voice.end)


def _interest_of(node: Expr, voice: Voice) -> str:
    account = voice.name(node.text("account"))
    return voice.tell("op.interest_of", account=account, window=say(node.args[0], voice))


TEMPLATES: Final[dict[str, Speaker]] = {
    "literal": _literal,
    "truth": _truth,
    "day": _day,
    "words": _words,
    "parameter": _parameter,
    "entry": _entry,
    "fixed": _fixed,
    "this_period": lambda node, voice: voice.that,
    "containing": _containing,
    **dict.fromkeys(("start_of", "end_of"), _edge),
    **dict.fromkeys(("after", "before"), _shifted),
    "in_period": _in_period,
    "in_last": _in_last,
    "since": _since,
    "in_fixed": _in_fixed,
    **dict.fromkeys(("in_previous", "year_to_date", "in_cure"), _window),
    "add": _add,
    "mul": _mul,
    **dict.fromkeys(("div", "round"), _infix),
    "neg": _neg,
    **dict.fromkeys(("min", "max"), _extreme),
    "days": _days,
    "days_in": _days_in,
    "indexed": _indexed,
    **dict.fromkeys(("marginal", "tier"), _table),
    "choose": _choose,
    **dict.fromkeys(("ge", "le", "gt", "lt", "eq"), _comparison),
    **dict.fromkeys(("and", "or"), _joined),
    "not": _not,
    "at_least_k": _at_least_k,
    "known": _known,
    **dict.fromkeys(("total", "average", "highest", "lowest", "count"), _aggregate),
    **dict.fromkeys(("at_start", "at_end", "of_subject"), _level),
    "over": _over,
    **dict.fromkeys(("every", "some", "none"), _quantified),
    "status": _status,
    "paid_under": _paid_under,
    "due_under": _due_under,
    **dict.fromkeys(("balance_start", "balance_end"), _balance),
    "interest_of": _interest_of,
}
"""How each operation of the core tree fills its template."""
