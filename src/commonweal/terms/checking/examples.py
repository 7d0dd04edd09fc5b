"""Examples beside a text: rows and decisions, checked against its names and types (section 12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from commonweal.terms.checking import dates, values
from commonweal.terms.checking.agreements import Settings, ZoneEnd
from commonweal.terms.checking.evidence import AFFILIATE
from commonweal.terms.checking.expectations import (
    EXPECTATIONS,
    MONEY,
    THINGS,
    clause_of,
    days_of,
    due_amount,
    known_clause,
    owed_of,
)
from commonweal.terms.checking.names import outside, unknown
from commonweal.terms.checking.scope import Scope, whole
from commonweal.terms.checking.typing import fits, with_currency
from commonweal.terms.core.clauses import Measure
from commonweal.terms.core.examples import (
    AsOfLine,
    ClosedLine,
    DecisionLine,
    Example,
    FactLine,
    Line,
    PaidLine,
)
from commonweal.terms.core.types import NUMBER, Type
from commonweal.terms.surface.tree import Node

DECISIONS = ("notice", "waived", "suspended", "terminated", "exercised", "enforced", "released")


def _recorded(line: Node, scope: Scope, default: date) -> date | None:
    node = line.first("recorded")
    return dates.read_day(next(node.tokens("DATE")), scope) if node else default


def _level(line: Node) -> str:
    levels = ("claimed", "documented", "audited", "confirmed")
    return next((n.kind for n in line.nodes() if n.kind in levels), "confirmed")


def _text(line: Node, kind: str) -> str:
    node = line.first(kind)
    return next(node.tokens("STRING")).text if node else ""


def _measure_type(measure: Measure, line: Node, scope: Scope) -> Type | None:
    return with_currency(measure.type, scope.currency, line.span, scope.out)


def _fact(line: Node, scope: Scope) -> Line | None:
    token = next(line.tokens("NAME"))
    measure = scope.vocabulary.measures.get(token.text)
    period = days_of(line, scope)
    if measure is None:
        known = scope.vocabulary.measures
        scope.out.append(unknown(token.text, token.span, what="measure", candidates=known))
        return None
    subject = _text(line, "of_subject")
    if (measure.per not in ("award", "public")) != bool(subject):
        key = "CW6003.subject" if not subject else "CW6003.no_subject"
        scope.say(key, token.span, name=measure.name, subject=measure.per)
        return None
    type_ = _measure_type(measure, line, scope)
    parts = ("of_subject", "of_event", "in_fixed", "on_date", "in_range", "recorded")
    value_node = next(n for n in line.nodes() if n.kind not in parts)
    if type_ is None or period is None:
        return None
    value = values.flag_or_number(value_node, type_, scope)
    recorded = _recorded(line, scope, period.last)
    if value is None or recorded is None:
        return None
    kind = measure.per if measure.per not in ("award", "public") else ""
    return FactLine(
        measure.name, kind, subject, _text(line, "of_event"), period, value, _level(line), recorded, line.span
    )


def _closed(line: Node, scope: Scope) -> Line | None:
    token = next(line.tokens("NAME"))
    through = dates.read_day(next(line.tokens("DATE")), scope)
    vocabulary = scope.vocabulary
    register = token.text in (AFFILIATE, *vocabulary.subjects)
    if not register and token.text not in vocabulary.measures:
        known = [*vocabulary.subjects, *vocabulary.measures]
        scope.out.append(unknown(token.text, token.span, what="measure or subject", candidates=known))
        return None
    control = line.first("control")
    count, total = None, None
    if control is not None:
        count = whole(next(control.tokens("INT")))
        amount = next(control.nodes(), None)
        if amount is not None and not register:
            type_ = _measure_type(vocabulary.measures[token.text], line, scope)
            total = values.number(amount, type_, scope) if type_ else None
    recorded = _recorded(line, scope, through) if through else None
    if through is None or recorded is None:
        return None
    subject = _text(line, "of_subject")
    return ClosedLine(token.text, register, subject, through, count, total, _level(line), recorded, line.span)


def _paid(line: Node, scope: Scope) -> Line | None:
    clause = clause_of(line, scope)
    on = dates.read_day(next(line.tokens("DATE")), scope)
    if clause is None or on is None:
        return None
    due = due_amount(next(n for n in line.nodes() if n.kind != "recorded"), clause, (*MONEY, *THINGS), scope)
    recorded = _recorded(line, scope, on)
    if due is None or recorded is None:
        return None
    return PaidLine(clause, on, *due, recorded, line.span)


# ---- decisions -----------------------------------------------------------------------------------


def _decide(line: Node, scope: Scope) -> Line | None:
    kind = next(next(line.nodes("decision")).tokens("NAME"))
    names = list(line.tokens("NAME"))
    clause = known_clause(names[0], scope)
    by = names[1].text if len(names) > 1 else ""
    period = days_of(line, scope)
    if kind.text not in DECISIONS:
        scope.out.append(outside(kind.text, kind.span, what="decision", words=DECISIONS))
        return None
    if by and by not in scope.parties:
        scope.out.append(unknown(by, names[1].span, what="party", candidates=scope.parties))
        return None
    if clause is None or period is None:
        return None
    parts = ("decision", "in_fixed", "on_date", "in_range", "recorded")
    node = next((n for n in line.nodes() if n.kind not in parts), None)
    quantity = _taken(node, clause, kind.text, scope) if node is not None else None
    recorded = _recorded(line, scope, period.last)
    if recorded is None or (node is not None and quantity is None):
        return None
    return DecisionLine(kind.text, clause, period, quantity, by, recorded, line.span)


def _taken(node: Node, name: str, word: str, scope: Scope) -> Decimal | None:
    """Return how much is bought or converted into: a number, a quantity of the unit, or a share of it."""
    clause = scope.clauses[name]
    acts = [a for part in (clause, *clause.nodes("consequence")) for a in part.nodes()]
    if word != "exercised" or not any(a.kind in ("buy", "convert") for a in acts):
        scope.say("CW6003.quantity", node.span, name=name, word=word)
        return None
    owed = owed_of(node, name, THINGS, scope)
    found = scope.amount(node, values.CONSTANT)
    if found is None or not owed:
        return None
    wanted = next((o.type for o in owed if fits(found.type, o.type)), owed[0].type)
    if found.type == NUMBER and wanted.kind == "quantity":
        wanted = NUMBER
    return values.number(node, wanted, scope)


def _as_of(line: Node, scope: Scope) -> Line | None:
    days = [dates.read_day(t, scope) for t in line.tokens("DATE")]
    if any(d is None for d in days) or days[0] is None:
        return None
    return AsOfLine(days[0], days[1] if len(days) > 1 else None, line.span)


_LINES: dict[str, Callable[[Node, Scope], Line | None]] = {
    "fact": _fact,
    "closed": _closed,
    "paid_fact": _paid,
    "decide": _decide,
    "as_of": _as_of,
    **EXPECTATIONS,
}


def read_example(
    item: Node, scope: Scope, *, terms: tuple[str, int], agreement: str | None, zone_end: ZoneEnd
) -> Example | None:
    """Return an example, or None after saying what is wrong; an expectation before `as of` is CW6003."""
    before = sum(1 for d in scope.out if d.is_error)
    settings, lines = Settings(), []
    judged = False
    for node in item.nodes():
        if node.kind == "set_":
            settings.read(node, scope)
            continue
        judged = judged or node.kind == "as_of"
        if node.kind.startswith("expect") and not judged:
            scope.say("CW6003.as_of", node.span)
            continue
        lines.append(_LINES[node.kind](node, scope))
    if sum(1 for d in scope.out if d.is_error) > before:
        return None
    early = zone_end(date(1, 1, 2))
    strings = list(item.tokens("STRING"))
    return Example(
        strings[0].text,
        terms,
        agreement,
        *settings.rows(early),
        tuple(line for line in lines if line is not None),
        item.span,
    )
