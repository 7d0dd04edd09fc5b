"""Evidence read by a formula, for the award and row by row over subjects (language 5.4, 5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from commonweal.engines.protocol import Row, Trace
from commonweal.engines.reference import reading, values
from commonweal.engines.reference.evaluate import Evaluator, Here, Rule
from commonweal.engines.reference.outcome import Outcome, known_later, latest, recorded
from commonweal.engines.reference.reading import Reading
from commonweal.engines.reference.rules import logic
from commonweal.engines.reference.rules import numbers as arithmetic
from commonweal.engines.reference.values import ANYTHING, Interval, exactly
from commonweal.ground import numbers
from commonweal.ground.days import previous_day
from commonweal.ground.period import Period
from commonweal.terms.core.expressions import Expr


def _aggregate(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    measure = ev.measures[node.text("measure")]
    days = ev.days(node.args[0], here)
    # Most windows (`in period`, `in last 4 quarters`, …) hold no date.
    rows = ev.date_rows(node.args[0]) if node.args[0].args else ()
    if days is None:
        return ev.unknown(node, "unset", rows=rows)
    read = reading.aggregate(node.op, measure, "", days, evidence=ev.evidence, ask=ev.ask(measure, here))
    return _read(ev, node, read, here, rows)


def _read(ev: Evaluator, node: Expr, read: Reading, here: Here, rows: tuple[Row, ...] = ()) -> Outcome:
    """Return a reading as an outcome, and count it for the coverage of the assessment."""
    outcome = read.outcome
    if rows:
        outcome = known_later(outcome, recorded(rows))
    if here.window.period.end <= ev.evidence.end:
        _cover(ev, read)
    return ev.traced(node, outcome, read=read) if ev.explain else outcome


def _cover(ev: Evaluator, read: Reading) -> None:
    """
    Count what a reading asked for, and whether it was there.

    A window counts apart until it is known whether it is tested at all. Until then it only notes which facts
    it read, or each window of `since` would count all that came before it once more.
    """
    coverage, base = ev.coverage[-1], ev.coverage[0]
    expected = coverage.expected
    for missing in read.outcome.missing:
        day = missing.period or missing.through or date.max
        expected.setdefault((missing.measure, missing.subject, day), False)
    if coverage is base:
        for stretch in read.read:
            stretch.of.count(stretch.lo, stretch.hi, expected=expected, hidden=base.undisclosed)
    else:
        coverage.read += read.read
    if read.closing is not None:
        expected[read.closing.measure, read.closing.subject, read.closing.through] = True


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
        return Outcome(
            num=number, truth="U" if measure.kind == "flag" else None, why=frozenset({"open_register"})
        )
    return _values(ev, node, here, (here.subject,), here.days)[0]


def _values(ev: Evaluator, node: Expr, here: Here, names: Sequence[str], days: Period) -> list[Outcome]:
    """Return the value of a measure of each of several subjects; one that is too long is unknown."""
    measure, evidence = ev.measures[node.text("measure")], ev.evidence
    ask = ev.ask(measure, here)
    made: list[Outcome] = []
    for name in names:
        try:
            read = reading.subject_value(measure, name, days, evidence=evidence, ask=ask)
        except numbers.TooLong:
            made.append(ev.unknown(node, "too_long"))
        else:
            made.append(_read(ev, node, read, here))
    return made


def _for_each(ev: Evaluator, node: Expr, here: Here, names: Sequence[str], days: Period) -> list[Outcome]:
    """
    Return the value of a formula for each of several subjects.

    It is worked out part by part, each part for all subjects: what does not speak of the subject has one
    value for all of them.
    """
    if node.op == "of_subject":
        return _values(ev, node, here, names, days)
    if not any(n.op == "of_subject" for n in node.walk()):
        return [ev.evaluate(node, _of(here, names[0], days))] * len(names)
    operation = PARTWISE.get(node.op)
    if operation is None:
        return [ev.evaluate(node, _of(here, name, days)) for name in names]
    made: list[Outcome] = []
    for parts in zip(*(_for_each(ev, arg, here, names, days) for arg in node.args), strict=True):
        try:
            made.append(operation(ev, node, parts))
        except numbers.TooLong:
            made.append(ev.unknown(node, "too_long"))
    return made


@dataclass(frozen=True, slots=True)
class _Rows:
    """The outcomes of a formula over a register: one a subject, and whether the register may hold more."""

    parts: tuple[Outcome, ...]
    names: tuple[str, ...]
    open: bool
    outcome: Outcome
    empty: bool = False


def _rows(ev: Evaluator, node: Expr, here: Here) -> _Rows | None:
    days = ev.days(node.args[0], here)
    if days is None:
        return None
    if days.length == 0:
        # An empty stretch holds no day on which a subject could belong (4.6).
        dated = Outcome(since=recorded(ev.date_rows(node.args[0])), why=frozenset({"missing"}))
        return _Rows((), (), False, dated, empty=True)
    kind, version = node.text("subject"), ev.version.number
    members, closing, bad = ev.evidence.register(kind, days, version)
    names = tuple(m.subject for m in members)
    parts = _for_each(ev, node.args[1], here, names, days) if names else []
    used: list[Row] = [*members, *([closing] if closing is not None else []), *ev.date_rows(node.args[0])]
    since, known = recorded(used), ev.evidence.registered(kind, version)
    if closing is not None:
        since = latest([since, known.known(closing)])
    why = "evidence_inconsistent" if bad else "open_register"
    register = Outcome(since=since, why=frozenset() if closing else frozenset({why}))
    if ev.explain:
        used += known.counted(closing) if closing is not None else []
        note = f"register of {kind}: {len(members)} known, " + ("closed" if closing else "not closed")
        awaited = ev.evidence.register_awaited(kind, days, version) if closing is None else ()
        trace = Trace("register", text=note, facts=tuple(used), ignored=awaited)
        register = replace(register, trace=trace)
    return _Rows(tuple(parts), names, closing is None, register)


def _of(here: Here, subject: str | None, days: Period | None) -> Here:
    """Return a place in the row of a subject, or of the subjects that nobody knows."""
    return Here(
        here.clause, here.window, here.cure_until, here.paid_until, subject, days, here.until, here.cut
    )


def _over(ev: Evaluator, node: Expr, here: Here) -> Outcome:
    found = _rows(ev, node, here)
    if found is None:
        return ev.unknown(node, "unset")
    if found.empty:
        nothing = exactly(Decimal(0)) if node.text("agg") in ("total", "count") else ANYTHING
        return ev.combine(node, nothing, None, found.outcome)
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
            other = ev.evaluate(node.args[1], _of(here, None, days)).number
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
    if found.empty:
        return ev.unknown(node, "missing", found.outcome)
    truths = [p.truth or "U" for p in found.parts] + (["U"] if found.open else [])
    if node.op == "every":
        truth = values.all_of(truths)
    else:
        truth = values.any_of(truths)
        truth = values.negated(truth) if node.op == "none" else truth
    made = ev.combine(node, None, truth, found.outcome, *found.parts)
    return replace(made, vacuous=made.vacuous or (not truths and truth == "T"))


PARTWISE = {**arithmetic.PARTWISE, **logic.PARTWISE}

RULES: dict[str, Rule] = {
    "at_start": _at_edge,
    "at_end": _at_edge,
    "of_subject": _of_subject,
    "over": _over,
    "every": _quantified,
    "some": _quantified,
    "none": _quantified,
    **dict.fromkeys(("total", "average", "highest", "lowest", "count"), _aggregate),
}
