"""
The meaning of every expression: exact, plain, explains itself.

One function an operation. An outcome carries what was read and what is missing, so that a finding can
say since when it is known, and an unknown what it waits for. Both sides are always read (language 5.8).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from commonweal.engines.protocol import Row, SeriesEntry, Setting, Trace, Undisclosed
from commonweal.engines.reference import reading, values
from commonweal.engines.reference.outcome import Outcome, make_trace, recorded, together
from commonweal.engines.reference.reading import Ask, Reading
from commonweal.engines.reference.selection import Evidence
from commonweal.engines.reference.values import ANYTHING, Interval, exactly
from commonweal.ground import daycount, numbers
from commonweal.ground.days import previous_day
from commonweal.ground.period import Period
from commonweal.ground.rounding import round_step
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Condition, Measure, Payment
from commonweal.terms.core.dates import Calendar, day_of, period_of, stretch
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.types import YESNO


@dataclass(frozen=True, slots=True)
class Here:
    """
    Where a formula is evaluated.

    Attributes
    ----------
    clause, window : whose formula, and for which window
    cure_until : the cure deadline, inside a cure
    paid_until : last day of `paid under … since`, inside a consequence (4.6)
    subject, days : the subject and stretch of the row operation around
    """

    clause: Condition | Payment
    window: Window
    cure_until: date | None = None
    paid_until: date | None = None
    subject: str | None = None
    days: Period | None = None


class Clauses(Protocol):
    """What a formula may ask of other clauses; the judge of the agreement answers."""

    def state(self, clause: str, state: str, days: Period) -> Outcome:
        """Say whether a clause's windows in a stretch are in a state (6.3)."""
        ...

    def paid_since(self, clause: str, days: Period) -> Outcome:
        """Return what was paid under a clause on days of a stretch."""
        ...

    def paid_for(self, clause: str, days: Period) -> Outcome:
        """Return what was paid for the clause's windows that end in a stretch."""
        ...

    def due(self, clause: str, days: Period) -> Outcome:
        """Return the computed amounts of the clause's windows that end in a stretch."""
        ...


class Evaluator:
    """Evaluates the expressions of one plan against one body of evidence."""

    def __init__(self, plan: Plan, evidence: Evidence, *, clauses: Clauses, explain: bool) -> None:
        self.plan = plan
        self.terms = plan.terms
        self.evidence = evidence
        self.clauses = clauses
        self.explain = explain
        self.settings = {
            s.name: s for s in plan.agreement.settings if s.recorded_at <= evidence.known_at
        }
        self.series: dict[str, list[SeriesEntry]] = {}
        for entry in plan.agreement.series:
            if entry.recorded_at <= evidence.known_at:
                self.series.setdefault(entry.name, []).append(entry)
        self.measures = {m.name: m for m in self.terms.measures}
        self.parameters = {p.name: p for p in self.terms.parameters}
        self.expected: dict[tuple[str, str, Period | date], bool] = {}
        self.undisclosed: set[tuple[str, str]] = set()

    # ---- the door ---------------------------------------------------------------------------------

    def evaluate(self, node: Expr, here: Here) -> Outcome:
        """Return the value of an expression in a place."""
        try:
            return _OPS[node.op](self, node, here)
        except numbers.TooLong:
            return self.unknown(node, "too_long")

    def unknown(self, node: Expr, why: str, *parts: Outcome, rows: tuple[Row, ...] = ()) -> Outcome:
        """Return an unknown of the node's type, for a reason."""
        since, whys, missing, _ = together(parts)
        since = max((t for t in (since, recorded(rows)) if t), default=None)
        blank = Outcome(since=since, why=whys | {why}, missing=missing)
        if node.type == YESNO:
            blank = replace(blank, truth="U")
        elif node.type.is_amount:
            blank = replace(blank, num=ANYTHING)
        return self.traced(node, blank, *parts, rows=rows)

    def traced(
        self, node: Expr, outcome: Outcome, *parts: Outcome, rows: tuple[Row, ...] = (), read: Reading | None = None
    ) -> Outcome:
        """Return an outcome with its trace, if traces are asked for."""
        if not self.explain:
            return outcome
        trace = make_trace(node, outcome, parts, rows)
        if read is not None:
            trace = replace(trace, facts=read.rows, ignored=read.ignored)
        return replace(outcome, trace=trace)

    def combine(self, node: Expr, num: Interval | None, truth: str | None, *parts: Outcome) -> Outcome:
        """Return an outcome from its parts: since, reasons and missing items together."""
        since, why, missing, vacuous = together(parts)
        certain = truth in ("T", "F") or (num is not None and num.point is not None)
        made = Outcome(
            num=num, truth=truth, since=since, why=frozenset() if certain else why,
            missing=() if certain else missing, vacuous=vacuous,
        )
        return self.traced(node, made, *parts)

    def calendar(self, here: Here) -> Calendar:
        """Return what dates depend on in a place."""
        return Calendar(self.date_value, self.terms.fiscal_end, here.window.period, here.window.previous)

    def date_value(self, name: str) -> date | None:
        """Return the value of a date parameter as known."""
        setting = self.settings.get(name)
        if setting is not None:
            return setting.value if isinstance(setting.value, date) else None
        parameter = self.parameters.get(name)
        default = parameter.default if parameter else None
        value = default["value"] if default is not None else None
        return value if isinstance(value, date) else None

    def date_rows(self, node: Expr) -> tuple[Row, ...]:
        """Return the settings that the dates in an expression read."""
        names = {n.text("name") for n in node.walk() if n.op == "parameter"}
        return tuple(self.settings[n] for n in sorted(names) if n in self.settings)

    def days(self, node: Expr, here: Here) -> Period | None:
        """Return the days of a window phrase in a place."""
        return stretch(node, self.calendar(here), until=here.cure_until)

    def ask(self, measure: Measure, here: Here) -> Ask:
        """Return what the clause asks of a measure: level, debtor of the proof, day (5.5)."""
        clause = here.clause
        level = clause.evidence.level if clause.evidence is not None else measure.level or "documented"
        party = clause.party if isinstance(clause, Condition) else self._reporter(clause)
        over = here.window.period.last <= self.evidence.as_of
        return Ask(level, party, here.window.evidence_due, over, self.terms.fiscal_end)

    def _reporter(self, clause: Payment) -> str:
        """Return who reports the figures of a payment: its recipient side, else its payer."""
        sides = {p.name: p.side for p in self.terms.parties}
        return next((n for n in (clause.payee, clause.payer) if sides.get(n) == "recipient"), clause.payer)


# ---- literals, names, dates ------------------------------------------------------------------------


def _literal(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    value = node["value"]
    assert isinstance(value, Decimal)
    return ev.traced(node, Outcome(num=exactly(value)))


def _truth(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    return ev.traced(node, Outcome(truth="T" if node["value"] else "F"))


def _date(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    rows = ev.date_rows(node)
    day = day_of(node, ev.calendar(here))
    if day is None:
        return ev.unknown(node, "unset", rows=rows)
    return ev.traced(node, Outcome(day=day, since=recorded(rows)), rows=rows)


def _parameter(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    name = node.text("name")
    setting, parameter = ev.settings.get(name), ev.parameters[name]
    if setting is None:
        if parameter.default is not None:
            return ev.traced(node, ev.evaluate(replace(parameter.default, at=node.at), here))
        if parameter.undisclosed is not None:
            ev.undisclosed.add((name, ""))
        return ev.unknown(node, "undisclosed" if parameter.undisclosed is not None else "unset")
    return _given(ev, node, setting, setting.value)


def _given(ev: Evaluator, node: Expr, row: Setting | SeriesEntry, value: object) -> Outcome:
    since = row.recorded_at
    if isinstance(value, Undisclosed):
        ev.undisclosed.add((row.name, row.place))
        return ev.unknown(node, "undisclosed", rows=(row,))
    if isinstance(value, bool):
        return ev.traced(node, Outcome(truth="T" if value else "F", since=since), rows=(row,))
    if isinstance(value, Decimal):
        return ev.traced(node, Outcome(num=exactly(value), since=since), rows=(row,))
    if isinstance(value, date):
        return ev.traced(node, Outcome(day=value, since=since), rows=(row,))
    return ev.unknown(node, "unset", rows=(row,))


def _entry(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    days = period_of(node.args[0], ev.calendar(here))
    found = [e for e in ev.series.get(node.text("name"), []) if e.period.contains(days.first)]
    if not found:
        return ev.unknown(node, "unset")
    entry = min(found, key=lambda e: (e.period.length, e.period))
    return _given(ev, node, entry, entry.value)


# ---- arithmetic ------------------------------------------------------------------------------------


def _parts(ev: Evaluator, node: Expr, here: Here) -> list[Outcome]:
    return [ev.evaluate(a, here) for a in node.args]


def _folded(fold: Callable[[Interval, Interval], Interval]) -> Callable[[Evaluator, Expr, Here], Outcome]:
    def rule(ev: Evaluator, node: Expr, here: Here) -> Outcome:
        parts = _parts(ev, node, here)
        total = parts[0].number
        for part in parts[1:]:
            total = fold(total, part.number)
        return ev.combine(node, total, None, *parts)

    return rule


def _neg(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    part = ev.evaluate(node.args[0], here)
    return ev.combine(node, values.opposite(part.number), None, part)


def _div(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    parts = _parts(ev, node, here)
    a, b = parts[0].number.point, parts[1].number.point
    if b is not None and b == 0:
        return ev.unknown(node, "division_by_zero", *parts)
    if a is None or b is None:
        return ev.combine(node, ANYTHING, None, *parts)
    quotient = numbers.divide(a, b)
    assert quotient is not None
    return ev.combine(node, exactly(quotient), None, *parts)


def _extreme(pick: Callable[[list[Interval]], Interval]) -> Callable[[Evaluator, Expr, Here], Outcome]:
    def rule(ev: Evaluator, node: Expr, here: Here) -> Outcome:
        parts = _parts(ev, node, here)
        return ev.combine(node, pick([p.number for p in parts]), None, *parts)

    return rule


def _round(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    parts = _parts(ev, node, here)
    x, step = parts[0].number.point, parts[1].number.point
    if step is not None and step <= 0:
        return ev.unknown(node, "division_by_zero", *parts)
    if x is None or step is None:
        return ev.combine(node, ANYTHING, None, *parts)
    return ev.combine(node, exactly(round_step(x, step, ev.terms.rounding)), None, *parts)


def _days(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    parts = _parts(ev, node, here)
    first, last = parts[0].day, parts[1].day
    if first is None or last is None:
        return ev.unknown(node, "unset", *parts)
    n = daycount.days(first, last, node.text("basis"))
    return ev.combine(node, exactly(Decimal(n)), None, *parts)


def _days_in(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    span = period_of(node.args[0], ev.calendar(here))
    n = daycount.days(span.start, span.end, node.text("basis"))
    return ev.traced(node, Outcome(num=exactly(Decimal(n))))


def _indexed(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    amount, day = ev.evaluate(node.args[0], here), ev.evaluate(node.args[1], here)
    measure = ev.measures[node.text("measure")]
    ask = ev.ask(measure, here)
    end = reading.level_on(measure, "", here.window.period.last, evidence=ev.evidence, ask=ask)
    if day.day is None:
        return ev.unknown(node, "unset", amount, day)
    start = reading.level_on(measure, "", day.day, evidence=ev.evidence, ask=ask)
    parts = (amount, day, ev.traced(node, end.outcome, read=end), ev.traced(node, start.outcome, read=start))
    x, top, base = amount.number.point, end.outcome.number.point, start.outcome.number.point
    if base is not None and base == 0:
        return ev.unknown(node, "division_by_zero", *parts)
    if x is None or top is None or base is None:
        return ev.combine(node, ANYTHING, None, *parts)
    quotient = numbers.divide(numbers.mul(x, top), base)
    return ev.combine(node, exactly(quotient) if quotient is not None else ANYTHING, None, *parts)


# ---- tables and choices ----------------------------------------------------------------------------


def _brackets(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    parts = _parts(ev, node, here)
    points = [p.number.point for p in parts]
    if any(p is None for p in points):
        return ev.combine(node, ANYTHING, None, *parts)
    known = [p for p in points if p is not None]
    x, rates, bounds = known[0], known[1::2], known[2::2]
    if any(a >= b for a, b in zip(bounds, bounds[1:], strict=False)):
        return ev.unknown(node, "unset", *parts)
    kinds = node["bounds"]
    assert isinstance(kinds, tuple)
    value = _marginal(x, rates, bounds) if node.op == "marginal" else _tier(x, rates, bounds, kinds)
    return ev.combine(node, exactly(value), None, *parts)


def _marginal(x: Decimal, rates: list[Decimal], bounds: list[Decimal]) -> Decimal:
    """Return Σ rateᵢ · length of [boundᵢ₋₁, boundᵢ] ∩ [0, x] (3.3)."""
    total, floor = Decimal(0), Decimal(0)
    for rate, bound in zip(rates, [*bounds, None], strict=True):
        top = x if bound is None else min(x, bound)
        if top > floor:
            total = numbers.add(total, numbers.mul(rate, numbers.sub(top, floor)))
        floor = floor if bound is None else max(floor, bound)
    return total


def _tier(x: Decimal, rates: list[Decimal], bounds: list[Decimal], kinds: tuple[str, ...]) -> Decimal:
    """Return the rate of the first bracket that holds x: `up to b` holds b, `below b` does not."""
    for rate, bound, kind in zip(rates, bounds, kinds, strict=False):
        if x < bound or (kind == "up_to" and x == bound):
            return rate
    return rates[-1]


def _choose(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    parts = _parts(ev, node, here)
    guards = parts[1:-1:2]
    for i, guard in enumerate(guards):
        if guard.truth == "T":
            return ev.combine(node, parts[2 * i].number, None, *parts)
        if guard.truth == "U":
            return ev.combine(node, ANYTHING, None, *parts)
    return ev.combine(node, parts[-1].number, None, *parts)


# ---- logic -----------------------------------------------------------------------------------------


def _compare(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    left, right = _parts(ev, node, here)
    if left.num is None or right.num is None:
        if left.day is None or right.day is None:
            return ev.unknown(node, "unset", left, right)
        a, b = exactly(Decimal(left.day.toordinal())), exactly(Decimal(right.day.toordinal()))
        return ev.combine(node, None, values.compared(node.op, a, b), left, right)
    truth = values.compared(node.op, left.num, right.num)
    made = ev.combine(node, None, truth, left, right)
    if made.trace is not None and truth == "F":
        x, y = left.num.point, right.num.point
        gap = numbers.sub(y, x) if x is not None and y is not None else None
        made = replace(made, trace=replace(made.trace, gap=gap))
    return made


def _and(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    parts = _parts(ev, node, here)
    return ev.combine(node, None, values.all_of(p.truth or "U" for p in parts), *parts)


def _or(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    parts = _parts(ev, node, here)
    return ev.combine(node, None, values.any_of(p.truth or "U" for p in parts), *parts)


def _not(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    part = ev.evaluate(node.args[0], here)
    return ev.combine(node, None, values.negated(part.truth or "U"), part)


def _at_least_k(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    parts = _parts(ev, node, here)
    truth = values.at_least_k(node.number("k"), [p.truth or "U" for p in parts])
    return ev.combine(node, None, truth, *parts)


def _known(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    part = ev.evaluate(node.args[0], here)
    return ev.combine(node, None, "T" if part.known else "F", part)


# ---- evidence --------------------------------------------------------------------------------------


def _aggregate(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    measure = ev.measures[node.text("measure")]
    days = ev.days(node.args[0], here)
    rows = ev.date_rows(node.args[0])
    if days is None:
        return ev.unknown(node, "unset", rows=rows)
    read = reading.aggregate(node.op, measure, "", days, evidence=ev.evidence, ask=ev.ask(measure, here))
    return _read(ev, node, read, here, rows)


def _read(ev: Evaluator, node: Expr, read: Reading, here: Here, rows: tuple[Row, ...] = ()) -> Outcome:
    """Return a reading as an outcome, and count it for the coverage of the assessment."""
    outcome = read.outcome
    if rows:
        since = max((t for t in (outcome.since, recorded(rows)) if t), default=None)
        outcome = replace(outcome, since=since)
    if here.window.period.last <= ev.evidence.as_of:
        for missing in outcome.missing:
            ev.expected.setdefault((missing.measure, missing.subject, missing.period or missing.through or date.max), False)
        for row in read.rows:
            measure = getattr(row, "measure", "")
            when = getattr(row, "period", None) or getattr(row, "through", None)
            if measure and when is not None:
                ev.expected[measure, getattr(row, "subject", ""), when] = True
            if isinstance(getattr(row, "value", None), Undisclosed):
                ev.undisclosed.add((measure, f"{getattr(row, 'subject', '')}:{when}"))
    return ev.traced(node, outcome, read=read)


def _at_edge(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    measure = ev.measures[node.text("measure")]
    period = here.window.period
    day = previous_day(period.first) if node.op == "at_start" else here.cure_until or period.last
    in_cure = here.cure_until is not None and node.op == "at_end"
    read = reading.level_on(
        measure, "", day, evidence=ev.evidence, ask=ev.ask(measure, here), grid_before=in_cure
    )
    return _read(ev, node, read, here)


def _of_subject(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    measure = ev.measures[node.text("measure")]
    assert here.days is not None
    if here.subject is None:
        lowest = Decimal(0) if measure.nonnegative else None
        number = None if measure.kind == "flag" else Interval(lowest, None)
        return Outcome(num=number, truth="U" if measure.kind == "flag" else None, why=frozenset({"open_register"}))
    read = reading.subject_value(
        measure, here.subject, here.days, evidence=ev.evidence, ask=ev.ask(measure, here)
    )
    return _read(ev, node, read, here)


# ---- rows over subjects ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """The outcomes of a formula over a register: one a subject, and whether the register may hold more."""

    parts: tuple[Outcome, ...]
    names: tuple[str, ...]
    open: bool
    outcome: Outcome


def _rows(ev: Evaluator, node: Expr, here: Here) -> _Rows | None:
    days = ev.days(node.args[0], here)
    if days is None:
        return None
    kind = node.text("subject")
    members, closing, bad = ev.evidence.register(kind, days)
    parts = [ev.evaluate(node.args[1], replace(here, subject=m.subject, days=days)) for m in members]
    used: list[Row] = [*members, *([closing] if closing is not None else [])]
    why = "evidence_inconsistent" if bad else "open_register"
    register = Outcome(since=recorded(used), why=frozenset() if closing else frozenset({why}))
    if ev.explain:
        note = f"register of {kind}: {len(members)} known, " + ("closed" if closing else "not closed")
        register = replace(register, trace=Trace("register", text=note, facts=tuple(used)))
    return _Rows(tuple(parts), tuple(m.subject for m in members), closing is None, register)


def _over(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    found = _rows(ev, node, here)
    if found is None:
        return ev.unknown(node, "unset")
    agg, parts = node.text("agg"), found.parts
    if agg == "count":
        sure = sum(p.truth == "T" for p in parts)
        perhaps = sure + sum(p.truth == "U" for p in parts)
        num = Interval(Decimal(sure), None if found.open else Decimal(perhaps))
    elif agg == "total":
        num = exactly(Decimal(0))
        for part in parts:
            num = values.plus(num, part.number)
        if found.open:
            days = ev.days(node.args[0], here)
            other = ev.evaluate(node.args[1], replace(here, subject=None, days=days)).number
            num = Interval(num.lo if other.lo is not None and other.lo >= 0 else None, None)
    elif found.open or not parts:
        num = ANYTHING
        if not parts and not found.open:
            return ev.unknown(node, "missing", found.outcome)
    elif agg == "average":
        num = _mean([p.number for p in parts])
    else:
        pick = values.greatest if agg == "highest" else values.least
        num = pick(p.number for p in parts)
    return ev.combine(node, num, None, found.outcome, *parts)


def _mean(parts: list[Interval]) -> Interval:
    total = exactly(Decimal(0))
    for part in parts:
        total = values.plus(total, part)
    if total.point is None:
        return ANYTHING
    mean = numbers.divide(total.point, Decimal(len(parts)))
    return exactly(mean) if mean is not None else ANYTHING


def _quantified(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    found = _rows(ev, node, here)
    if found is None:
        return ev.unknown(node, "unset")
    truths = [p.truth or "U" for p in found.parts] + (["U"] if found.open else [])
    if node.op == "every":
        truth = values.all_of(truths)
    else:
        truth = values.any_of(truths)
        truth = values.negated(truth) if node.op == "none" else truth
    made = ev.combine(node, None, truth, found.outcome, *found.parts)
    return replace(made, vacuous=made.vacuous or (not truths and truth == "T"))


# ---- other clauses ---------------------------------------------------------------------------------


def _status(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    days = ev.days(node.args[0], here)
    if days is None:
        return ev.unknown(node, "unset")
    found = ev.clauses.state(node.text("clause"), node.text("state"), days)
    return ev.combine(node, None, found.truth, found)


def _paid_under(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    phrase = node.args[0]
    if phrase.op == "since":
        days = stretch(phrase, ev.calendar(here), until=here.cure_until or here.paid_until)
        if days is None:
            return ev.unknown(node, "unset")
        found = ev.clauses.paid_since(node.text("clause"), days)
    else:
        wanted = ev.days(phrase, here)
        if wanted is None:
            return ev.unknown(node, "unset")
        found = ev.clauses.paid_for(node.text("clause"), wanted)
    return ev.combine(node, found.number, None, found)


def _due_under(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    days = ev.days(node.args[0], here)
    if days is None:
        return ev.unknown(node, "unset")
    found = ev.clauses.due(node.text("clause"), days)
    return ev.combine(node, found.number, None, found)


_OPS: dict[str, Callable[[Evaluator, Expr, Here], Outcome]] = {
    "literal": _literal, "truth": _truth, "day": _date, "start_of": _date, "end_of": _date, "after": _date,
    "before": _date, "parameter": _parameter, "entry": _entry, "add": _folded(values.plus),
    "mul": _folded(values.times), "div": _div, "neg": _neg, "min": _extreme(values.least),
    "max": _extreme(values.greatest), "round": _round, "days": _days, "days_in": _days_in, "indexed": _indexed,
    "marginal": _brackets, "tier": _brackets, "choose": _choose, "and": _and, "or": _or, "not": _not,
    "at_least_k": _at_least_k, "known": _known, "at_start": _at_edge, "at_end": _at_edge,
    "of_subject": _of_subject, "over": _over, "every": _quantified, "some": _quantified, "none": _quantified,
    "status": _status, "paid_under": _paid_under, "due_under": _due_under,
    **dict.fromkeys(("ge", "le", "gt", "lt", "eq"), _compare),
    **dict.fromkeys(("total", "average", "highest", "lowest", "count"), _aggregate),
}
EVALUATES = frozenset(_OPS)
