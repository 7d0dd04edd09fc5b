"""Examples beside a text: rows and expectations, checked against its names and types (section 12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from commonweal.ground.period import Period
from commonweal.terms.checking import dates, values
from commonweal.terms.checking.agreements import Settings, ZoneEnd
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Scope, whole
from commonweal.terms.checking.typing import with_currency
from commonweal.terms.core.agreements import SeriesEntry, Setting
from commonweal.terms.core.clauses import Measure
from commonweal.terms.core.examples import (
    AsOfLine,
    ClosedLine,
    DecisionLine,
    Example,
    Expect,
    FactLine,
    Line,
    PaidLine,
)
from commonweal.terms.core.types import Type
from commonweal.terms.surface.tree import Node

DECISIONS = ("notice", "waived", "suspended", "terminated", "exercised", "enforced", "released")
STATUSES = (
    "not_due",
    "open",
    "met",
    "breached",
    "curing",
    "cured",
    "waived",
    "suspended",
    "overdue",
    "ended",
    "inapplicable",
)
STATES = (
    "not_due",
    "undetermined",
    "none_due",
    "due",
    "part_paid",
    "paid",
    "late",
    "overpaid",
    "withheld",
)


def when(node: Node, scope: Scope) -> Period | None:
    """Return the days of `in P`, `on D` or `from A until B`."""
    if node.kind == "in_fixed":
        return dates.fixed_period(next(node.nodes()), scope)
    days = [dates.read_day(t, scope) for t in node.tokens("DATE")]
    if any(d is None for d in days):
        return None
    first, last = days[0], days[-1]
    assert first is not None and last is not None
    if last < first:
        scope.say("CW2203.order", node.span)
        return None
    return Period.days_of(first, last)


def _when(line: Node, scope: Scope) -> Period | None:
    return when(next(n for n in line.nodes() if n.kind in ("in_fixed", "on_date", "in_range")), scope)


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
    period = _when(line, scope)
    if measure is None:
        known = scope.vocabulary.measures
        scope.out.append(unknown(token.text, token.span, what="measure", candidates=known))
        return None
    subject = _text(line, "of_subject")
    if measure.per == "affiliate":
        scope.say("CW1201", token.span, what="a measure per affiliate")
        return None
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
    if token.text == "affiliate":
        scope.say("CW1201", token.span, what="rows over affiliates")
        return None
    register = token.text in vocabulary.subjects
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


def _clause(line: Node, scope: Scope) -> str | None:
    token = next(line.tokens("NAME"))
    return _known_clause(token.text, line, scope)


def _known_clause(name: str, line: Node, scope: Scope) -> str | None:
    if name in scope.clauses:
        return name
    token = next(t for t in line.tokens("NAME") if t.text == name)
    scope.out.append(unknown(name, token.span, what="clause", candidates=scope.clauses))
    return None


def _paid(line: Node, scope: Scope) -> Line | None:
    clause = _clause(line, scope)
    on = dates.read_day(next(line.tokens("DATE")), scope)
    if clause is None or on is None:
        return None
    currency = scope.currency_of(clause)
    amount_node = next(n for n in line.nodes() if n.kind != "recorded")
    if currency is None:
        scope.say("CW2001.no_currency", line.span)
        return None
    amount = values.number(amount_node, Type("money", currency), scope)
    recorded = _recorded(line, scope, on)
    if amount is None or recorded is None:
        return None
    return PaidLine(clause, on, amount, currency, recorded, line.span)


def _decide(line: Node, scope: Scope) -> Line | None:
    kind = next(next(line.nodes("decision")).tokens("NAME"))
    names = list(line.tokens("NAME"))
    clause = _known_clause(names[0].text, line, scope)
    by = names[1].text if len(names) > 1 else ""
    period = _when(line, scope)
    if kind.text not in DECISIONS:
        scope.say("CW1103", kind.span, what="decision", word=kind.text, list=", ".join(DECISIONS))
        return None
    if by and by not in scope.parties:
        scope.out.append(unknown(by, names[1].span, what="party", candidates=scope.parties))
        return None
    if clause is None or period is None:
        return None
    recorded = _recorded(line, scope, period.last)
    if recorded is None:
        return None
    return DecisionLine(kind.text, clause, period, None, by, recorded, line.span)


def _as_of(line: Node, scope: Scope) -> Line | None:
    days = [dates.read_day(t, scope) for t in line.tokens("DATE")]
    if any(d is None for d in days) or days[0] is None:
        return None
    return AsOfLine(days[0], days[1] if len(days) > 1 else None, line.span)


def _expect_status(line: Node, scope: Scope) -> Line | None:
    clause, period = _clause(line, scope), _when(line, scope)
    outcome = line.children[-1]
    assert isinstance(outcome, Node)
    word = next(outcome.tokens("NAME")).text if outcome.kind == "outcome" else outcome.kind
    if clause is None or period is None or scope.clauses[clause].kind in ("right", "account"):
        return None
    known = STATUSES if scope.clauses[clause].kind == "condition" else (*STATES, *STATUSES)
    if word not in known:
        scope.say("CW1103", outcome.span, what="outcome", word=word, list=", ".join(dict.fromkeys(known)))
        return None
    return Expect("is", clause, period, word, None, "", line.span)


def _expect_pays(line: Node, scope: Scope) -> Line | None:
    clause, period = _clause(line, scope), _when(line, scope)
    if line.first("delivers") is not None:
        scope.say("CW1201", line.span, what="a delivery")
        return None
    if clause is None or period is None:
        return None
    currency = scope.currency_of(clause) or ""
    if line.kind == "expect_unknown":
        return Expect("pays", clause, period, "", None, currency, line.span)
    amount = values.number(list(line.nodes())[-1], Type("money", currency), scope)
    return amount if amount is None else Expect("pays", clause, period, "", amount, currency, line.span)


def _expect_value(line: Node, scope: Scope) -> Line | None:
    token, period = next(line.tokens("NAME")), _when(line, scope)
    if token.text not in scope.defines:
        scope.out.append(unknown(token.text, token.span, what="define", candidates=scope.defines))
        return None
    found = scope.amount(list(line.nodes())[-1], values.CONSTANT)
    value = values.fold(found) if found is not None else None
    if found is not None and not isinstance(value, Decimal):
        scope.say("CW2412", found.at or line.span)
    if period is None or not isinstance(value, Decimal) or found is None:
        return None
    return Expect("equals", token.text, period, "", value, found.type.of or "", line.span)


def _later(line: Node, scope: Scope) -> Line | None:
    scope.say("CW1201", line.span, what="the balance of an account")
    return None


_LINES: dict[str, Callable[[Node, Scope], Line | None]] = {
    "fact": _fact,
    "closed": _closed,
    "paid_fact": _paid,
    "decide": _decide,
    "as_of": _as_of,
    "expect_status": _expect_status,
    "expect_pays": _expect_pays,
    "expect_unknown": _expect_pays,
    "expect_value": _expect_value,
    "expect_balance": _later,
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
        tuple(Setting(n, v, early, p) for n, (v, p) in sorted(settings.values.items())),
        tuple(
            SeriesEntry(n, period, v, early, p)
            for n, (entries, p) in sorted(settings.series.items())
            for period, v in entries
        ),
        tuple(line for line in lines if line is not None),
        item.span,
    )
