"""
An agreement bound to its terms: every schedule becomes windows, every deadline a day (sections 4, 9.1).

What is wrong is said at once: unset parameters and parties, missing series entries, cut periods.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime

from commonweal.ground.days import previous_day
from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose
from commonweal.ground.period import Period, containing, previous, show_period
from commonweal.terms.core.agreements import Agreement, Plan, Undisclosed, Window
from commonweal.terms.core.clauses import Clause, Payment, Schedule, Terms
from commonweal.terms.core.dates import Calendar, day_of, offset_day, stretch
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import dates_of, expressions_of
from commonweal.terms.lowering import windows as making


def bind(
    terms: Terms,
    terms_hash: str,
    agreement: Agreement,
    *,
    known_at: datetime | None = None,
    example: bool = False,
) -> Result[Plan]:
    """
    Return the plan of an agreement: its windows, with the days by which proof and money are owed.

    Parameters
    ----------
    known_at : date parameters recorded later have no value; None: all that is recorded counts
    example : in examples an unset parameter or entry is unknown, not an error (section 12)
    """
    out: list[Diagnostic] = []
    values = {s.name: s.value for s in agreement.settings if known_at is None or s.recorded_at <= known_at}

    def value(name: str) -> date | None:
        found = values.get(name)
        if found is None:
            parameter = terms.parameter(name)
            default = parameter.default if parameter else None
            found = default["value"] if default is not None else None  # type: ignore[assignment]
        return found if isinstance(found, date) else None

    calendar = Calendar(value, terms.fiscal_end)
    if not example:
        out += _unset(terms, agreement)
    made: dict[str, tuple[Window, ...]] = {}
    for clause in terms.clauses:
        periods = _periods(clause, terms, agreement, calendar, out, example=example)
        made[clause.name] = tuple(
            _window(clause, p, stub, calendar, periods.origin) for p, stub in periods.rows
        )
        if not example:
            out += _entries(clause, terms, agreement, made[clause.name])
        out += _cuts(clause, terms, calendar, made[clause.name])
    unbound = frozenset(c.name for c in terms.clauses if _waits(c.schedule, calendar))
    plan = Plan(terms, terms_hash, agreement, made, unbound)
    return Result(plan, tuple(out))


class _Periods:
    """The windows of one schedule, each with whether it is a stub; `origin` of anniversaries."""

    def __init__(self, rows: list[tuple[Period, bool]], origin: date | None) -> None:
        self.rows = rows
        self.origin = origin


def _periods(
    clause: Clause,
    terms: Terms,
    agreement: Agreement,
    calendar: Calendar,
    out: list[Diagnostic],
    *,
    example: bool,
) -> _Periods:
    schedule = clause.schedule
    place = clause.at
    first = day_of(schedule.first, calendar)
    if schedule.grain == "once" and first is not None:
        return _Periods([(p, False) for p in making.once(first).windows], None)
    last = day_of(schedule.last, calendar) if schedule.last is not None else None
    if first is not None and schedule.length is not None:
        first, last = making.span_for(*schedule.length, first)
    if first is None or last is None:
        if not example:
            name = next((n for n in dates_of(schedule) if calendar.value(n) is None), "")
            if any(s.name == name and isinstance(s.value, Undisclosed) for s in agreement.settings):
                out.append(diagnose("CW3106", place, clause=clause.name, name=name))
        return _Periods([], None)
    if schedule.grain == "months":
        found = making.anniversary_windows(schedule.n, first, last, schedule.stubs)  # type: ignore[arg-type]
    else:
        found = making.calendar_windows(schedule.grain, first, last, terms.fiscal_end, schedule.stubs)  # type: ignore[arg-type]
    if found.problem is not None:
        out.append(_problem(clause, found, place))
        return _Periods([], None)
    stubs = set(found.stubs)
    return _Periods([(p, p in stubs) for p in found.windows], first)


def _waits(schedule: Schedule, calendar: Calendar) -> bool:
    return any(calendar.value(name) is None for name in dates_of(schedule))


def _problem(clause: Clause, found: making.Expansion, place: Span | None) -> Diagnostic:
    if found.problem == "stub":
        stubs = ", ".join(f"{s.first} to {s.last}" for s in found.stubs)
        return diagnose("CW3101", place, clause=clause.name, stub=stubs.split(",")[0], stubs=stubs)
    if found.problem == "too_many":
        return diagnose("CW3102.windows", place, clause=clause.name, n=f"{making.MAX_WINDOWS:,}")
    return diagnose("CW3102.empty", place, clause=clause.name)


def _window(clause: Clause, period: Period, stub: bool, calendar: Calendar, origin: date | None) -> Window:
    here = Calendar(calendar.value, calendar.fiscal, period)
    evidence = offset_day(clause.evidence.due, here) if clause.evidence is not None else None
    due: date | None = None
    if isinstance(clause, Payment):
        due = offset_day(clause.due, here) if clause.due is not None else period.last
    return Window(
        period, evidence or period.last, due, stub, _previous(clause.schedule, period, calendar, origin)
    )


def _previous(schedule: Schedule, period: Period, calendar: Calendar, origin: date | None) -> Period | None:
    if schedule.grain == "once":
        return None
    if schedule.grain == "months" and origin is not None:
        return making.previous_anniversary(period, schedule.n, origin)
    return previous(period, schedule.grain, calendar.fiscal)


def _unset(terms: Terms, agreement: Agreement) -> list[Diagnostic]:
    given = {s.name for s in agreement.settings}
    place = span_of(agreement.place)
    missing = [
        p.name
        for p in terms.parameters
        if p.by is None
        and p.name not in given
        and p.default is None
        and p.undisclosed is None
        and not p.negotiated
    ]
    out = [diagnose("CW3002", place, agreement=agreement.id, name=name) for name in missing]
    sides: dict[str, str] = {}
    for party in terms.parties:
        id_ = agreement.parties.get(party.name)
        if id_ is not None and sides.setdefault(id_, party.side) != party.side:
            out.append(diagnose("CW3008", place, agreement=agreement.id, id=id_, party=party.name))
    unset = [p.name for p in terms.parties if p.name not in agreement.parties]
    return out + [diagnose("CW3003.unset", place, agreement=agreement.id, party=name) for name in unset]


def span_of(text: str) -> Span | None:
    """Return the place that an agreement's `place` names."""
    parts = text.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        line, column = int(parts[1]), int(parts[2])
        return Span(parts[0], line, column, line, column + 1)
    return Span(text, 1, 1, 1, 1) if text else None


def _entries(
    clause: Clause, terms: Terms, agreement: Agreement, rows: tuple[Window, ...]
) -> list[Diagnostic]:
    """Return CW3001 for each entry that a window needs and no row gives."""
    names = {n.text("name") for root in expressions_of(clause) for n in root.walk() if _reads_entry(n)}
    out: list[Diagnostic] = []
    for name in sorted(names):
        parameter = terms.parameter(name)
        if parameter is None or parameter.negotiated:
            continue
        given = sorted(e.period for e in agreement.series if e.name == name)
        for row in rows:
            at = bisect_right(given, row.period.first, key=lambda p: p.start)
            if not any(p.contains(row.period.first) for p in reversed(given[:at])):
                shown = show_period(row.period, terms.fiscal_end)
                out.append(
                    diagnose(
                        "CW3001",
                        span_of(agreement.place),
                        agreement=agreement.id,
                        name=name,
                        period=shown,
                        clause=clause.name,
                    )
                )
    return out


def _reads_entry(node: Expr) -> bool:
    return node.op == "entry" and node.args[0].op == "this_period"


def _cuts(clause: Clause, terms: Terms, calendar: Calendar, rows: tuple[Window, ...]) -> list[Diagnostic]:
    """
    Return CW3103 where a window or `since` date cuts a measure's grain, CW3104 where a stretch is empty.
    """
    out: list[Diagnostic] = []
    if not rows:
        return out
    for root in expressions_of(clause):
        for node in root.walk():
            if node.op not in ("total", "average", "highest", "lowest", "count"):
                continue
            measure = terms.measure(node.text("measure"))
            if (
                measure is None
                or measure.grain in ("event", "week", "day")
                or measure.grain.endswith("months")
            ):
                continue
            for row in rows:
                here = Calendar(calendar.value, calendar.fiscal, row.period, row.previous)
                days = stretch(node.args[0], here) if node.args[0].op != "in_cure" else None
                found = _cut(days, measure.grain, terms) if days is not None else None
                if found is not None:
                    shown = measure.grain.replace("_", " ")
                    out.append(
                        diagnose(
                            "CW3103",
                            node.at or clause.at,
                            clause=clause.name,
                            name=measure.name,
                            day=found[0],
                            grain=shown,
                            anchor=found[1],
                        )
                    )
                    break
    out += _empty_stretches(clause, calendar, rows)
    return out


def _cut(days: Period, grain: str, terms: Terms) -> tuple[date, date] | None:
    """Return the day that cuts a period of the grain, and the first day of the first full one."""
    if days.length == 0:
        return None
    whole = containing(grain, days.first, terms.fiscal_end)
    if whole.first != days.first:
        return days.first, whole.end
    end = containing(grain, days.last, terms.fiscal_end)
    return (days.last, previous_day(end.first)) if end.last != days.last else None


def _empty_stretches(clause: Clause, calendar: Calendar, rows: tuple[Window, ...]) -> list[Diagnostic]:
    out: list[Diagnostic] = []
    for root in expressions_of(clause):
        for node in root.walk():
            if node.op != "since":
                continue
            for row in rows:
                day = day_of(
                    node.args[0], Calendar(calendar.value, calendar.fiscal, row.period, row.previous)
                )
                if day is not None and day > row.period.last:
                    out.append(diagnose("CW3104", node.at or clause.at, clause=clause.name, date=day))
                    break
    return out
