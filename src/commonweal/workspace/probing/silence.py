"""
The price of silence: the money that hangs on each number that is not known (language, section 10).

Every missing or undisclosed number is tried in turn, all others staying as they are: nothing, and both sides
of every threshold that it may cross. What the money does between these is what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import (
    Assessment,
    Closing,
    Engine,
    Fact,
    Finding,
    Missing,
    Payable,
    Plan,
    Record,
    SeriesEntry,
    Setting,
    Trace,
    Undisclosed,
)
from commonweal.engines.registry import load as load_engine
from commonweal.ground.currencies import minor_digits
from commonweal.ground.numbers import add, mul, sub
from commonweal.ground.period import Period
from commonweal.terms.core.clauses import Measure
from commonweal.terms.core.types import Type
from commonweal.workspace.probing.probes import NOTHING, Bounds, Flow, moving, thresholds
from commonweal.workspace.run import Run, record_of

Secret = Fact | Setting | SeriesEntry
Value = Decimal | bool


@dataclass(frozen=True, slots=True)
class Turn:
    """
    A value at which money turns.

    Attributes
    ----------
    at : from this value on it is `after`; just below it, `before`
    far : the value where the stretch below begins and what is owed there, if that is not `before`: on such a
        stretch money moves with the number
    """

    at: Value
    flow: Flow
    before: Bounds
    after: Bounds
    far: tuple[Value, Bounds] | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """
    One number that is not known, and what hangs on it.

    Attributes
    ----------
    what : what is missing, or the row that says the number is not public
    stakes : by payer, payee and currency: the least and the most that may be owed, over all values tried
    turns : where it jumps; clauses : whose results differ with it
    others : what their amounts wait for besides, so that supplying this number alone leaves them between ends
    """

    agreement: str
    what: Missing | Secret
    type: Type
    stakes: tuple[tuple[Flow, Bounds], ...]
    turns: tuple[Turn, ...]
    clauses: tuple[str, ...]
    others: tuple[Missing, ...] = ()

    @property
    def unbounded(self) -> bool:
        """Say whether some amount has no upper end."""
        return any(high is None for _, (_, high) in self.stakes)

    @property
    def widest(self) -> Decimal:
        """Return the widest range that has two ends."""
        return max((sub(h, low) for _, (low, h) in self.stakes if h is not None), default=Decimal(0))


def silence(
    run: Run, *, progress: Callable[[str, int, int], None] | None = None, most: int = 400
) -> tuple[Silent, ...]:
    """
    Return every number on whose silence money hangs, the most expensive first.

    Parameters
    ----------
    run : judged with `explain`
    most : numbers tried at most in one agreement, those asked for first

    Returns
    -------
    unbounded ones first, then by width; numbers on which no money hangs are left out
    """
    found: list[Silent] = []
    for done, judged in enumerate(run.assessments):
        if progress is not None:
            progress(judged.agreement, done, len(run.assessments))
        case = _Case(run, judged)
        for what in list(case.unknowns())[:most]:
            silent = case.price(what)
            if silent is not None:
                found.append(silent)
    return tuple(sorted(found, key=lambda s: (not s.unbounded, -s.widest, s.agreement, _name(s.what))))


@dataclass
class _Case:
    """One agreement, judged again and again with one number varied."""

    run: Run
    judged: Assessment
    engine: Engine = field(init=False)
    plan: Plan = field(init=False)
    record: Record = field(init=False)
    measures: dict[str, Measure] = field(init=False)

    def __post_init__(self) -> None:
        """Find the plan and the rows of the agreement."""
        self.engine = load_engine(self.run.engine)
        self.plan = self.run.plans[self.judged.agreement]
        self.record = record_of(self.run.workspace, self.plan, self.run.as_of)
        self.measures = {m.name: m for v in self.plan.versions for m in v.terms.measures}

    def unknowns(self) -> Iterator[Missing | Secret]:
        """Yield what the open results wait for, and what is not public, each once."""
        seen: set[object] = set()
        rows: list[Finding | Payable] = [*self.judged.findings, *self.judged.payables]
        for row in rows:
            if not _open(row):
                continue
            for missing in row.missing:
                key = _asked(missing)
                if key not in seen and missing.measure in self.measures:
                    seen.add(key)
                    yield missing
            for secret in _secrets(row.trace):
                if secret not in seen:
                    seen.add(secret)
                    yield secret

    def price(self, what: Missing | Secret) -> Silent | None:
        """Return what hangs on one number, None if no money does."""
        type_, yesno = self._type(what)

        def judge(value: Value) -> Assessment:
            return self._with(what, value)

        if yesno:
            return self._made(what, type_, [(False, judge(False)), (True, judge(True))], open_end=False)
        step = step_of(type_)
        floor = Decimal(0) if self._nonnegative(what) else None
        turning = sorted(
            {t for near in self._starts(what) for t in thresholds(judge, near=near, step=step, floor=floor)}
        )
        tried = {floor if floor is not None else self._starts(what)[0]}
        for turn in turning:
            tried |= {turn, sub(turn, step)} if floor is None or turn > floor else {turn}
        far = add(mul(max(tried), Decimal(10)), mul(step, Decimal(10) ** 12))
        made = [(value, judge(value)) for value in sorted(tried)]
        places = set(turning)
        beyond = [(far, judge(far)), (mul(far, Decimal(2)), judge(mul(far, Decimal(2))))]
        one, other = moving([judged for _, judged in beyond])
        grows = one != other
        return self._made(what, type_, made + beyond[:1], open_end=grows, places=places)

    def _made(
        self,
        what: Missing | Secret,
        type_: Type,
        tried: Sequence[tuple[Value, Assessment]],
        *,
        open_end: bool,
        places: Collection[Value] = (True,),
    ) -> Silent | None:
        """Return what hangs on a number by what came out at each value tried; it turns at `places` only."""
        sums = list(zip((v for v, _ in tried), moving([judged for _, judged in tried]), strict=True))
        names = sorted({flow for _, found in sums for flow in found})
        stakes: list[tuple[Flow, Bounds]] = []
        turns: list[Turn] = []
        for flow in names:
            ends = [found.get(flow, NOTHING) for _, found in sums]
            if len(set(ends)) == 1:
                continue
            high = None if any(e[1] is None for e in ends) else max(e[1] for e in ends if e[1] is not None)
            if open_end and flow in sums[-1][1] and ends[-1] != ends[-2]:
                high = None
            stakes.append((flow, (min(e[0] for e in ends), high)))
            turns += _turns(flow, [(value, found.get(flow, NOTHING)) for value, found in sums], places)
        if not stakes:
            return None
        clauses = _differing(tried)
        others = _others(what, tried, clauses)
        return Silent(self.judged.agreement, what, type_, tuple(stakes), tuple(turns), clauses, others)

    def _with(self, what: Missing | Secret, value: Value) -> Assessment:
        plan, record = self.plan, self.record
        if isinstance(what, Missing):
            record = _supplied(record, what, value, self.measures[what.measure], self.run.known_at, self.plan)
        elif isinstance(what, Fact):
            facts = tuple(replace(f, value=value) if f is what or f == what else f for f in record.facts)
            record = replace(record, facts=facts)
        else:
            plan = _said(plan, what, value)
        return self.engine.assess(
            plan, record=record, as_of=self.run.as_of, known_at=self.run.known_at, explain=True
        )

    def _starts(self, what: Missing | Secret) -> list[Decimal]:
        """Return values to begin at: nothing, and the last that the record has of the measure."""
        name = what.measure if isinstance(what, Missing | Fact) else ""
        known = [f for f in self.record.facts if f.measure == name and isinstance(f.value, Decimal)]
        last = max(known, key=lambda f: (f.period, f.recorded_at), default=None)
        starts = [Decimal(0)]
        if last is not None and isinstance(last.value, Decimal) and last.value != 0:
            starts.append(last.value)
        return starts

    def _nonnegative(self, what: Missing | Secret) -> bool:
        if isinstance(what, Missing | Fact):
            measure = self.measures[what.measure]
            return measure.nonnegative or measure.kind == "stock"
        return False

    def _type(self, what: Missing | Secret) -> tuple[Type, bool]:
        if isinstance(what, Missing | Fact):
            measure = self.measures[what.measure]
            currency = self.plan.terms.currency
            type_ = measure.type
            if type_.kind == "money" and type_.of is None and currency is not None:
                type_ = replace(type_, of=currency)
            return type_, measure.kind == "flag" or type_.kind == "yesno"
        parameter = next(
            p for v in reversed(self.plan.versions) if (p := v.terms.parameter(what.name)) is not None
        )
        return parameter.type, parameter.type.kind == "yesno"


def _open(row: Finding | Payable) -> bool:
    if isinstance(row, Finding):
        return row.status in ("open", "overdue")
    return row.state == "undetermined"


def _secrets(trace: Trace | None) -> Iterator[Secret]:
    if trace is None:
        return
    for row in trace.facts:
        if isinstance(row, Fact | Setting | SeriesEntry) and isinstance(row.value, Undisclosed):
            yield row
    for part in trace.because:
        yield from _secrets(part)


def _supplied(
    record: Record, missing: Missing, value: Value, measure: Measure, at: datetime, plan: Plan
) -> Record:
    """Return the rows with what is missing supplied: a figure, or a closing statement with one event more."""
    id_ = plan.agreement.id
    kind = measure.per if missing.subject else ""
    day = missing.through
    if missing.period is not None:
        period = missing.period
    else:
        assert day is not None
        period = Period.days_of(day, day)
    fact = Fact(
        id_, kind, missing.subject, missing.measure, period, value, missing.level, at,
        event="" if day is None else "what if", id="what if", place="what if",
    )  # fmt: skip
    if day is None:
        return replace(record, facts=(*record.facts, fact))
    closing = Closing(id_, kind, missing.subject, missing.measure, day, missing.level, at, place="what if")
    nothing = value == 0
    return replace(
        record,
        facts=record.facts if nothing else (*record.facts, fact),
        closings=(*record.closings, closing),
    )


def _said(plan: Plan, what: Setting | SeriesEntry, value: Value) -> Plan:
    """Return the plan with a value that is not public filled in."""
    versions = []
    for version in plan.versions:
        agreement = version.agreement
        settings = tuple(replace(s, value=value) if s == what else s for s in agreement.settings)
        series = agreement.series
        if isinstance(value, Decimal):
            series = tuple(replace(e, value=value) if e == what else e for e in series)
        versions.append(replace(version, agreement=replace(agreement, settings=settings, series=series)))
    return replace(plan, versions=tuple(versions))


def step_of(type_: Type) -> Decimal:
    """Return the least change of a number: a cent, a thousandth of a percent, one of a thing."""
    if type_.per is not None:
        return Decimal("0.01")
    if type_.kind == "money":
        return Decimal(1).scaleb(-(minor_digits(type_.of or "") or 0))
    if type_.kind == "percent":
        return Decimal("0.0001")
    return Decimal(1)


def _turns(flow: Flow, ends: Sequence[tuple[Value, Bounds]], places: Collection[Value]) -> Iterator[Turn]:
    """Yield where money turns; between such places it may move with the number, which is no turn."""
    for i in range(1, len(ends)):
        (at, after), (_, before) = ends[i], ends[i - 1]
        if after == before or at not in places:
            continue
        start = ends[i - 2] if i > 1 and ends[i - 1][0] not in places else None
        far = start if start is not None and start[1] != before else None
        yield Turn(at, flow, before, after, far)


def _differing(tried: Sequence[tuple[Value, Assessment]]) -> tuple[str, ...]:
    """Return the clauses whose results are not the same for all values."""
    seen: dict[tuple[str, Period, str, int], set[object]] = {}
    for _, judged in tried:
        for f in judged.findings:
            seen.setdefault((f.clause, f.window, "", 0), set()).add(f.status)
        for p in judged.payables:
            seen.setdefault((p.clause, p.window, p.kind, p.item), set()).add((p.amount, p.interval))
    counts = {key: sum(1 for _, j in tried if _has(j, key)) for key in seen}
    return tuple(sorted({k[0] for k, v in seen.items() if len(v) > 1 or counts[k] < len(tried)}))


def _others(
    what: Missing | Secret, tried: Sequence[tuple[Value, Assessment]], clauses: Collection[str]
) -> tuple[Missing, ...]:
    """Return what the amounts of some clauses still wait for, whatever a number is."""
    found: dict[object, Missing] = {}
    for _, judged in tried:
        for row in judged.payables:
            if row.clause in clauses and row.state == "undetermined":
                for item in row.missing:
                    found.setdefault(_asked(item), item)
    if isinstance(what, Missing):
        found.pop(_asked(what), None)
    return tuple(found.values())


def _asked(missing: Missing) -> tuple[object, ...]:
    """Return what names a missing number, whoever asks for it and by when."""
    return (missing.measure, missing.subject, missing.period, missing.through)


def _has(judged: Assessment, key: tuple[str, Period, str, int]) -> bool:
    if not key[2]:
        return any((f.clause, f.window) == key[:2] for f in judged.findings)
    return any((p.clause, p.window, p.kind, p.item) == key for p in judged.payables)


def _name(what: Missing | Secret) -> tuple[str, str, date]:
    if isinstance(what, Missing):
        day = what.period.first if what.period is not None else what.through or date.max
        return (what.measure, what.subject, day)
    if isinstance(what, Fact):
        return (what.measure, what.subject, what.period.first)
    return (what.name, "", what.period.first if isinstance(what, SeriesEntry) else date.min)
