"""
An agreement bound to its terms: every schedule becomes windows, every deadline a day (sections 4, 9.1).

What is wrong is said at once: unset parameters and parties, missing series entries, cut periods.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from commonweal.ground.days import MAX_DAY, MIN_DAY, previous_day
from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose
from commonweal.ground.period import Period, containing, previous, show_period
from commonweal.terms.checking.analysis.cycles import find_plan_cycles
from commonweal.terms.core.agreements import Agreement, Plan, Undisclosed, Window
from commonweal.terms.core.clauses import Account, Clause, Condition, Cure, Payment, Right, Schedule, Terms
from commonweal.terms.core.dates import Calendar, day_of, offset_day, stretch
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import dates_of, expressions_of
from commonweal.terms.lowering import windows as making
from commonweal.terms.lowering.versions import Governed, Ref, Text, span_of, versions_of


def bind(
    texts: Mapping[Ref, Text],
    agreement: Agreement,
    *,
    known_at: datetime | None = None,
    example: bool = False,
) -> Result[Plan]:
    """
    Return the plan of an agreement: its windows, with the days by which proof and money are owed.

    Windows come from the schedule of the version that governs the day on which they begin (9.3).

    Parameters
    ----------
    texts : every terms version that the agreement or an amendment may name, with its hash
    known_at : amendments and date parameters recorded later do not exist; None: all that is recorded
    example : in examples an unset parameter or entry is unknown, not an error (section 12)
    """
    out: list[Diagnostic] = []
    governed = versions_of(agreement, texts, known_at=known_at, out=out)
    if any(d.is_error for d in out):
        return Result(None, tuple(out))
    bound = [
        _Bound(g, k, governed[k + 1].version.start if k + 1 < len(governed) else None, known_at, example, out)
        for k, g in enumerate(governed)
    ]
    made: dict[str, list[Window]] = {}
    for k, version in enumerate(bound):
        for name, windows in version.windows().items():
            made.setdefault(name, []).extend(windows)
        gone = {n for after in bound[k + 1 :] for n in after.names}
        # What no later text has is shown as ended, window by window.
        if k + 1 < len(bound):
            for name, windows in version.lapsed(bound[k + 1].names, gone).items():
                made[name] += windows
    ordered = {n: tuple(sorted(ws, key=lambda w: (w.period.last, w.period.first))) for n, ws in made.items()}
    unbound = frozenset(n for version in bound for n in version.unbound)
    out += find_plan_cycles([v.version.terms for v in bound], span_of(agreement.place))
    plan = Plan(tuple(v.version for v in bound), ordered, unbound)
    return Result(plan, tuple(out))


class _Bound:
    """
    One version of an agreement bound to its text.

    Parameters
    ----------
    index : its place among the versions; until : first day that the next version governs, None: none does
    """

    def __init__(
        self,
        governed: Governed,
        index: int,
        until: date | None,
        known_at: datetime | None,
        example: bool,
        out: list[Diagnostic],
    ) -> None:
        self.version, self.ended, self.index, self.until = governed.version, governed.ended, index, until
        self.terms, self.agreement = self.version.terms, self.version.agreement
        self.example, self.out = example, out
        settings = self.agreement.settings
        self._values = {s.name: s.value for s in settings if known_at is None or s.recorded_at <= known_at}
        self.calendar = Calendar(self._value, self.terms.fiscal_end)
        self.names = {c.name for c in (*self.terms.clauses, *self.terms.accounts, *self.terms.rights)}
        self.unbound = [c.name for c in self.terms.clauses if _waits(c.schedule, self.calendar)]
        self._beyond: dict[str, list[Window]] = {}

    def _value(self, name: str) -> date | None:
        found = self._values.get(name)
        if found is None:
            parameter = self.terms.parameter(name)
            default = parameter.default if parameter else None
            found = default["value"] if default is not None else None  # type: ignore[assignment]
        return found if isinstance(found, date) else None

    def windows(self) -> dict[str, list[Window]]:
        """Return the windows of every clause, account and right that begin under this version."""
        if not self.example:
            self.out += _unset(self.terms, self.agreement)
        made: dict[str, list[Window]] = {}
        for clause in self.terms.clauses:
            rows = made[clause.name] = self._of(clause, clause.schedule)
            if not self.example:
                self.out += _entries(clause, self.terms, self.agreement, tuple(rows))
            self.out += _cuts(clause, self.terms, self.calendar, tuple(rows))
        for account in self.terms.accounts:
            rows = self._of(account, account.schedule)
            self._opens(account)
            made[account.name] = [w for w in rows if not w.ended]
        for right in self.terms.rights:
            rows = self._span(right) if right.schedule is None else self._of(right, right.schedule)
            made[right.name] = [w for w in rows if not w.ended]
        return made

    def _of(self, clause: Clause | Account | Right, schedule: Schedule) -> list[Window]:
        periods = _periods(
            clause, schedule, self.terms, self.agreement, self.calendar, self.out, self.example
        )
        rows: list[Window] = []
        beyond = self._beyond.setdefault(clause.name, [])
        start = self.version.start
        for period, stub in periods.rows:
            if start is not None and period.first < start:
                continue
            window = replace(
                _window(clause, schedule, period, stub, self.calendar, periods.origin),
                version=self.index,
                ended=clause.name in self.ended,
            )
            (rows if self.until is None or period.first < self.until else beyond).append(window)
        return rows

    def lapsed(self, kept: set[str], later: set[str]) -> dict[str, list[Window]]:
        """
        Return the windows beyond this version of the conditions and payments that the next text lacks.

        Parameters
        ----------
        kept : names of the next text; later : names of any later one, whose own windows then speak
        """
        return {
            c.name: [replace(w, ended=True) for w in self._beyond[c.name]]
            for c in self.terms.clauses
            if c.name not in kept and c.name not in later
        }

    def _opens(self, account: Account) -> None:
        """Say CW3005 where an account does not open on the first day of its first window."""
        opens = day_of(account.opens, self.calendar)
        first = day_of(account.schedule.first, self.calendar)
        if account.schedule.stubs == "whole_periods":
            rows = _periods(
                account, account.schedule, self.terms, self.agreement, self.calendar, [], self.example
            ).rows
            first = rows[0][0].first if rows else first
        if opens is not None and first is not None and opens != first:
            self.out.append(diagnose("CW3005", account.at, account=account.name, opens=opens, first=first))

    def _span(self, right: Right) -> list[Window]:
        """Return the span of a right without schedule, as far as this version governs it."""
        first = day_of(right.first, self.calendar) if right.first is not None else self.agreement.signed
        last = day_of(right.last, self.calendar) if right.last is not None else MAX_DAY
        if first is None and right.first is None:
            first = MIN_DAY
        if first is None or last is None:
            self.unbound.append(right.name)
            return []
        if self.version.start is not None:
            first = max(first, self.version.start)
        if self.until is not None:
            last = min(last, previous_day(self.until))
        if first > last:
            return []
        ended = right.name in self.ended
        return [Window(Period.days_of(first, last), last, version=self.index, ended=ended)]


class _Periods:
    """The windows of one schedule, each with whether it is a stub; `origin` of anniversaries."""

    def __init__(self, rows: list[tuple[Period, bool]], origin: date | None) -> None:
        self.rows = rows
        self.origin = origin


def _periods(
    clause: Clause | Account | Right,
    schedule: Schedule,
    terms: Terms,
    agreement: Agreement,
    calendar: Calendar,
    out: list[Diagnostic],
    example: bool,
) -> _Periods:
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


def _problem(clause: Clause | Account | Right, found: making.Expansion, place: Span | None) -> Diagnostic:
    if found.problem == "stub":
        stubs = ", ".join(f"{s.first} to {s.last}" for s in found.stubs)
        return diagnose("CW3101", place, clause=clause.name, stub=stubs.split(",")[0], stubs=stubs)
    if found.problem == "too_many":
        return diagnose("CW3102.windows", place, clause=clause.name, n=f"{making.MAX_WINDOWS:,}")
    return diagnose("CW3102.empty", place, clause=clause.name)


def _window(
    clause: Clause | Account | Right,
    schedule: Schedule,
    period: Period,
    stub: bool,
    calendar: Calendar,
    origin: date | None,
) -> Window:
    here = Calendar(calendar.value, calendar.fiscal, period)
    evidence, due = None, None
    if isinstance(clause, Condition | Payment) and clause.evidence is not None:
        evidence = offset_day(clause.evidence.due, here)
    if isinstance(clause, Payment):
        due = offset_day(clause.due, here) if clause.due is not None else period.last
    return Window(period, evidence or period.last, due, stub, _previous(schedule, period, calendar, origin))


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
    Return CW3103 where what a clause reads cuts a measure's grain, CW3104 where a stretch is empty.
    """
    cure = clause.cure if isinstance(clause, Condition) else None
    out: list[Diagnostic] = []
    for root in expressions_of(clause):
        within = cure if cure is not None and root is cure.formula else None
        for node in root.walk():
            measure = terms.measure(node.text("measure")) if node.op in _READ_BY_DAYS else None
            if measure is None or measure.grain in ("event", "week", "day"):
                continue
            if not measure.grain.endswith("months"):
                found = (_cut_in(node, measure.grain, row, within, terms, calendar) for row in rows)
                key, day, anchor = next((f for f in found if f is not None), ("", None, None))
                grain = measure.grain.replace("_", " ")
                told = {
                    "clause": clause.name,
                    "name": measure.name,
                    "day": day,
                    "grain": grain,
                    "anchor": anchor,
                }
                out += [diagnose(key, node.at or clause.at, values=told)] if key else []
    out += _empty_stretches(clause, calendar, rows)
    return out


_READ_BY_DAYS = ("total", "average", "highest", "lowest", "count", "at_end", "at_start")


def _cut_in(
    node: Expr, grain: str, row: Window, cure: Cure | None, terms: Terms, calendar: Calendar
) -> tuple[str, date, date] | None:
    """Return the key, the day that cuts a grain and a day that does not, of what is read in a window."""
    here = Calendar(calendar.value, calendar.fiscal, row.period, row.previous)
    if node.op in ("at_end", "at_start"):
        # In a cure the last figure before its deadline counts; a stub is told by the part that it is.
        day = row.period.last if node.op == "at_end" else previous_day(row.period.first)
        whole = containing(grain, day, terms.fiscal_end)
        cut = whole.last != day and cure is None and not row.stub
        return ("CW3103.day", day, whole.last) if cut else None
    until = None
    if cure is not None and node.args[0].op in ("in_cure", "since"):
        until = _ends(cure, here)
        if until is None:
            return None
    days = stretch(node.args[0], here, until=until)
    found = _cut(days, grain, terms) if days is not None else None
    if found is None:
        return None
    return ("CW3103.cure" if found[0] == until else "CW3103", *found)


def _ends(cure: Cure, here: Calendar) -> date | None:
    """Return the last day of a cure, None if a notice or a date without value may set it."""
    days = [offset_day(o, here) if o.anchor is not None else None for o in cure.deadlines]
    return min((d for d in days if d is not None), default=None) if None not in days else None


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
