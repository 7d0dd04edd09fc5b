"""Random rows of a record, and what 5.2 and 5.3 say of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from commonweal.engines.protocol import (
    Closing,
    Decision,
    Fact,
    Member,
    PaymentMade,
    Record,
    RegisterClosing,
    Undisclosed,
)
from commonweal.ground.period import FiscalEnd, Period, containing
from commonweal.terms.core.agreements import Plan, SeriesEntry, Setting
from commonweal.terms.core.clauses import LEVELS, Clause, Condition, Measure, Right, Terms
from tests.strategies.choices import Choices
from tests.strategies.vocabulary import PARTIES

D = Decimal


def at(day: date, hour: int = 12) -> datetime:
    """Return an instant of a day."""
    return datetime.combine(day, time(hour), UTC)


def later(day: date, days: int) -> date:
    """Return the day so many days later."""
    return day + timedelta(days=days)


YEARS = (2020, 2021, 2022, 2023)
DAYS = (
    date(2021, 1, 1), date(2021, 6, 15), date(2021, 12, 31), date(2022, 1, 1), date(2022, 3, 31),
    date(2022, 5, 10), date(2022, 11, 2), date(2022, 12, 31), date(2023, 2, 1), date(2023, 9, 30),
)  # fmt: skip
LAST = date(2024, 12, 31)
AS_OF = (
    LAST, LAST, LAST, date(2023, 12, 31), date(2023, 12, 31), date(2023, 3, 31), date(2022, 12, 31),
    date(2022, 6, 30), date(2022, 4, 1), date(2021, 12, 31),
)  # fmt: skip
VALUES: dict[str, tuple[str, ...]] = {
    "money": ("10", "0", "5", "20", "33.33", "100", "1", "0.005"),
    "number": ("1", "0", "2", "0.5", "5"),
    "quantity": ("5", "0", "3", "8", "12", "1"),
}
SIGNED = ("-5", "-20")
REGISTERS = ("worker", "affiliate")
SUBJECTS = ("w1", "w2", "w3")


def cells_of(measure: Measure, fiscal: FiscalEnd) -> list[Period]:
    """Return the grid periods of a measure that a random record may fill."""
    first, last = date(2020, 10, 1), date(2023, 12, 31)
    if measure.grain in ("month", "week"):
        first, last = date(2022, 1, 1), date(2022, 6, 30)
    made, day = [], first
    while day <= last:
        cell = containing(measure.grain, day, fiscal)
        made.append(cell)
        day = cell.end
    return made


def amounts_of(measure: Measure) -> tuple[Decimal | bool, ...]:
    """Return the values that facts of a measure take."""
    if measure.kind == "flag":
        return (True, False)
    kind = measure.type.kind if measure.type.kind in VALUES else "number"
    return tuple(D(x) for x in VALUES[kind] + (() if measure.nonnegative or kind == "quantity" else SIGNED))


def _grid(choices: Choices, measure: Measure, subject: str, fiscal: FiscalEnd) -> list[Fact]:
    """Return facts of a grid measure: whole, with holes, or few; versions, levels, retractions, halves."""
    mode = choices.pick(*["whole"] * 6, "doubled", "holes", "holes", "wild", "empty")
    if mode == "empty":
        return []
    level = choices.pick("audited", "confirmed", "audited", "audited", "confirmed", "documented", "claimed")
    lag = choices.pick(0, 20, 100, 400)
    cells, values = cells_of(measure, fiscal), amounts_of(measure)
    if measure.grain in ("month", "week"):
        constant = choices.pick(*values)
        gone = choices.between(0, 23) if mode != "whole" else 99
        return [
            make_fact(measure, subject, c, constant, level, lag, i) for i, c in enumerate(cells) if i != gone
        ]
    top = {"whole": 9, "doubled": 9, "holes": 13, "wild": 19}[mode]
    specs = [(choices.between(0, top), choices.pick(*values)) for _ in cells]
    made: list[Fact] = []
    for i, (cell, (what, value)) in enumerate(zip(cells, specs, strict=True)):
        fact = make_fact(measure, subject, cell, value, level, lag, i)
        if what <= 10 or what == 13:
            made.append(fact)
        if what == 13 or what == 14:
            again, other = choices.pick(*values), choices.pick(*LEVELS)
            made.append(make_fact(measure, subject, cell, again, other, lag + 150, 100 + i))
        elif what == 15:
            made += [fact, make_fact(measure, subject, cell, None, level, lag + 150, 100 + i)]
        elif what == 16:
            made.append(replace(fact, value=Undisclosed("kept back")))
        elif what == 17:
            made.append(replace(fact, level="claimed"))
        elif what == 18:  # two halves
            middle = later(cell.start, cell.length // 2)
            for half in (Period(cell.start, middle), Period(middle, cell.end)):
                made.append(make_fact(measure, subject, half, value, level, lag, 200 + len(made)))
        elif what == 19:  # a period off the grid, across a border
            across = Period(later(cell.start, -10), cell.end)
            made += [fact, make_fact(measure, subject, across, value, level, lag, 300 + len(made))]
    if mode == "doubled":  # a part beside the whole, in half of the cells
        for cell in cells[choices.between(0, 1) :: 2]:
            part = Period(cell.start, later(cell.start, 10))
            made.append(make_fact(measure, subject, part, choices.pick(*values), level, lag, 400))
    return made


def make_fact(
    measure: Measure, subject: str, period: Period, value: Any, level: str, lag: int, n: int, event: str = ""
) -> Fact:
    kind = measure.per if measure.per not in ("award", "public") else ""
    name = f"{measure.name}-{subject}-{period.first}-{event}-{n}"
    recorded = at(later(period.last, lag), 8)
    row = Fact("A", kind, subject, measure.name, period, value, level, recorded, event, id=name)
    return replace(row, place=f"facts:{name}")


def _events(choices: Choices, measure: Measure, subject: str) -> list[Fact]:
    """Return dated facts: several a day, restatements, retractions, levels."""
    specs = [
        (choices.pick(*DAYS), choices.pick("a", "b", "c", ""), choices.between(0, 9))
        for _ in range(choices.between(0, 4))
    ]
    level = choices.pick("audited", "confirmed", "audited", "confirmed", "documented", "claimed")
    values = amounts_of(measure)
    made = []
    for i, (day, event, what) in enumerate(specs):
        value, again = choices.pick(*values), choices.pick(*values)
        fact = make_fact(measure, subject, Period.days_of(day, day), value, level, 10 * what, i, event)
        made.append(fact)
        if what == 6:
            made.append(make_fact(measure, subject, fact.period, again, level, 10, 60 + i, "d"))
        elif what == 7:
            other = choices.pick(*LEVELS)
            made.append(make_fact(measure, subject, fact.period, again, other, 200, 50 + i, event))
        elif what == 8:
            made.append(make_fact(measure, subject, fact.period, None, level, 200, 50 + i, event))
        elif what == 9:
            kept_back = replace(fact, value=Undisclosed("kept back"), recorded_at=at(later(day, 90)))
            made.append(replace(kept_back, id=fact.id + "u"))
    return made


def _closings(
    choices: Choices, measure: Measure, facts: Sequence[Fact], subjects: Sequence[str], sealed: bool
) -> list[Closing]:
    """Return closing statements, with control totals that agree or do not."""
    mode = choices.pick("plain", "plain", "true", "true", "true", "false", "none", "two")
    if sealed:
        mode = choices.pick("true", "two")
    if mode == "none":
        return []
    per_subject = measure.per not in ("award", "public")
    whole = choices.pick(False, True) if per_subject else True
    made = []
    for i, subject in enumerate([""] if whole else subjects):
        for j in range(2 if mode == "two" else 1):
            through = choices.pick(LAST, LAST, date(2023, 12, 31), date(2022, 12, 31), date(2022, 3, 31))
            level = choices.pick("confirmed", "confirmed", "audited", "documented")
            mine = [subject] if subject or not per_subject else None
            n, total = control(facts, measure, mine, level, through)
            if mode == "plain":
                count, sum_ = None, None
            else:
                wrong = mode == "false" and choices.pick(False, True)
                count = n + wrong
                sum_ = total if total is not None and choices.pick(False, True) else None
                if mode == "false" and sum_ is not None and not wrong:
                    sum_ += 1
            recorded = at(later(through, choices.pick(0, 60, 300)))
            if through == LAST:
                recorded = at(date(2024, 12, 31), 1)
            row = Closing("A", "", subject, measure.name, through, level, recorded, count, sum_)
            made.append(replace(row, place=f"closings:{measure.name}{i}{j}"))
    return made


def control(
    facts: Iterable[Fact], measure: Measure, subjects: Sequence[str] | None, level: str, through: date
) -> tuple[int, Decimal | None]:
    """Return number and sum (None if a value is no number) of the events selected at a level up to a day."""
    mine = [f for f in facts if f.measure == measure.name and (subjects is None or f.subject in subjects)]
    chosen = [f for f in selected(mine, level) if f.period.last <= through]
    values = [f.value for f in chosen]
    if any(isinstance(v, bool | Undisclosed) for v in values):
        return len(chosen), None
    return len(chosen), sum((v for v in values if isinstance(v, Decimal)), D(0))


Key = tuple[str, str, Period, str]


def key_of(fact: Fact) -> Key:
    """Return what versions of one fact have in common (5.2)."""
    return (fact.measure, fact.subject, fact.period, fact.event)


def winners(facts: Iterable[Fact], level: str = "claimed") -> dict[Key, Fact]:
    """Return the version that counts of each key, retractions too (5.2)."""
    best: dict[Key, Fact] = {}
    for fact in facts:
        if LEVELS.index(fact.level) >= LEVELS.index(level):
            key = key_of(fact)
            if key not in best or _rank(fact) > _rank(best[key]):
                best[key] = fact
    return best


def _rank(fact: Fact) -> tuple[int, datetime, date, str]:
    return (LEVELS.index(fact.level), fact.recorded_at, fact.reported_on or date.min, fact.id)


def selected(facts: Iterable[Fact], level: str) -> list[Fact]:
    """Return the facts that count at a level, without retracted keys."""
    return [f for f in winners(facts, level).values() if f.value is not None]


def _registers(choices: Choices, kind: str, sealed: bool) -> tuple[list[Member], list[RegisterClosing]]:
    """Return a register of workers or affiliates and statements that close it."""
    members = []
    for i, name in enumerate(SUBJECTS[: choices.between(0, 3)]):
        spells = choices.pick(1, 1, 1, 1, 2)
        for j in range(spells):
            start = choices.pick(None, None, date(2022, 1, 1), date(2022, 12, 31), date(2021, 7, 1))
            end = choices.pick(None, None, None, date(2022, 12, 31), date(2023, 1, 1))
            recorded = at(choices.pick(date(2021, 1, 1), date(2022, 7, 1), date(2023, 7, 1)))
            members.append(Member("A", kind, name, recorded, start, end, place=f"registers:{kind}{i}{j}"))
    closings = []
    for _ in range(choices.pick(1, 1, 1, 0, 2)):
        through = choices.pick(LAST, LAST, date(2022, 12, 31), date(2021, 12, 31))
        rows = sum(m.start is None or m.start <= through for m in members)
        count = rows if sealed else choices.pick(None, rows, rows, rows + 1)
        row = RegisterClosing("A", kind, through, at(through, 2), count, place="registers:c")
        if kind == "affiliate" and choices.pick(False, False, True):
            gap = choices.pick((date(2021, 3, 1), date(2021, 5, 31)), (date(2022, 12, 1), date(2023, 1, 31)))
            row = replace(row, gaps=(Period.days_of(*gap),))
        closings.append(row)
    return members, closings


def parameter_values(choices: Choices) -> tuple[list[Setting], list[SeriesEntry]]:
    """Return values of parameters: set, late, unset or undisclosed."""
    early, late = at(date(2020, 6, 1)), at(date(2023, 1, 15))
    options: dict[str, tuple[Any, ...]] = {
        "begins": (*[date(2021, 7, 1)] * 3, *[date(2021, 1, 1)] * 2, None),
        "share": (D("0.5"), D("0.5"), D("1.5"), D("0.5"), None, Undisclosed("annex")),
        "talks": (D(2), D(2), None, D(0)),
        "switched": (True, True, False, False, None),
        "floor": (None, D(25)),
    }
    settings = []
    for name, values in options.items():
        value = choices.pick(*values)
        if value is not None:
            recorded = choices.pick(early, early, early, early, early, late)
            settings.append(Setting(name, value, recorded, f"parameters:{name}"))
    series = []
    for y in YEARS[1:]:
        value = choices.pick(*map(D, (10, 20, 50, 100, 5, 0, 10, 33)), None, Undisclosed("annex"))
        if value is not None:
            series.append(SeriesEntry("goal", containing("year", date(y, 1, 1)), value, early, f"series:{y}"))
    return settings, series


def _payments(choices: Choices, plan: Plan) -> list[PaymentMade]:
    """Return payments made: some name a window, some are versions of one transfer."""
    made: list[PaymentMade] = []
    for name, currencies in owing(plan).items():
        windows = plan.windows.get(name, ())
        for i in range(choices.pick(0, 1, 1, 2, 3)):
            currency = choices.pick(*currencies)
            day = choices.pick(*DAYS)
            amount = D(choices.pick("10", "5", "100", "33.33", "20", "0.01", "0.005", "7.7777"))
            window = choices.pick(None, None, *(w.period for w in windows[:3]))
            recorded = at(later(day, choices.pick(0, 0, 40, 400)))
            row = PaymentMade("A", name, day, amount, currency, recorded, window, id=f"{name}-{i}")
            row = replace(row, place=f"payments:{name}{i}")
            made.append(row)
            if choices.between(0, 9) == 9:
                again = at(later(day, 500), 3)
                made.append(replace(row, amount=D(7), recorded_at=again, place=f"payments:{name}{i}b"))
    return made


def owing(plan: Plan) -> dict[str, list[str]]:
    """Return the clauses and rights under which something may be paid, with the currencies and units."""
    found: dict[str, list[str]] = {}
    for version in plan.versions:
        for clause in version.terms.clauses:
            here = found.setdefault(clause.name, [])
            here += [clause.currency] if not isinstance(clause, Condition) else ["EUR"]
            for remedy in clause.remedies:
                here += [remedy.unit] if remedy.unit else ["tonne"] if remedy.act == "deliver" else ["EUR"]
        for right in version.terms.rights:
            here = found.setdefault(right.name, [])
            here += [right.unit] if right.unit else ["tonne"] if right.act == "deliver" else []
            here += [] if right.act in ("deliver", "convert") else ["EUR"]
    return {name: sorted(set(of)) for name, of in found.items()}


DECISIONS = (
    "notice", "waived", "waived", "suspended", "terminated", *["exercised"] * 4, "enforced", "released",
)  # fmt: skip


def entitled(terms: Terms, clause: Clause, kind: str) -> list[str]:
    """Return the parties that may take a decision of a kind on a clause (6.5)."""
    if kind in ("waived", "suspended"):
        return [clause.waivable_by] if clause.waivable_by else []
    if kind == "notice":
        sides = {p.name: p.side for p in terms.parties}
        debtor = clause.party if isinstance(clause, Condition) else clause.payer
        return [p for p in sides if sides[p] != sides[debtor]]
    bringing = ("pay", "repay", "deliver", "buy", "convert")
    acts = {"terminated": ("terminate",), "enforced": ("withhold", "suspend"), "exercised": bringing}
    wanted = acts.get(kind, ("terminate", "withhold", "suspend", *bringing))
    return sorted({r.actor for r in clause.remedies if r.act in wanted})


def _decisions(choices: Choices, plan: Plan) -> list[Decision]:
    """Return decisions, most of them by the party entitled to them."""
    made = _exercises(choices.block(24), plan)
    clauses = [c for c in plan.clauses() if plan.windows.get(c.name)]
    if not clauses:
        return made
    for i in range(choices.pick(0, 1, 2, 3, 4)):
        clause = choices.pick(*clauses)
        possible = [k for k in DECISIONS if entitled(plan.terms, clause, k)]
        kind = choices.pick(*(possible if possible and choices.between(0, 5) else DECISIONS))
        who = entitled(plan.terms, clause, kind) or list(PARTIES)
        authority = choices.pick(*who, *who, *who, "union")
        window = choices.pick(*plan.windows[clause.name]).period
        day = later(window.last, choices.pick(60, 0, -100, 200, 400))
        recorded = at(later(day, choices.pick(0, 0, 200)))
        start, end = (window.first, window.last) if kind == "suspended" else (None, None)
        row = Decision("A", clause.name, kind, authority, day, recorded, window, start, end)
        made.append(replace(row, place=f"decisions:{i}"))
    return made


def _exercises(choices: Choices, plan: Plan) -> list[Decision]:
    """Return decisions on rights: exercises, most by the holder on a day when the right is open; releases."""
    made: list[Decision] = []
    for right in plan.rights():
        windows = plan.windows.get(right.name, ())
        for i in range(choices.pick(1, 1, 2, 3, 0)):
            day = choices.pick(*DAYS)
            if windows and choices.pick(True, True, False):
                days = choices.pick(*windows).period
                day = min(max(day, days.first), days.last)
            holders = [v.holder for v in _worded(plan, right.name)]
            who = choices.pick(*holders * 4, *PARTIES)
            kind = choices.pick("exercised", "exercised", "exercised", "exercised", "released", "terminated")
            things = right.act in ("buy", "convert")
            quantity = choices.pick(None, D(3), D(5), D("0.05"), D(10), D(4)) if things else None
            recorded = at(later(day, choices.pick(0, 0, 40, 400)))
            period = choices.pick(None, Period.days_of(day, day))
            row = Decision("A", right.name, kind, who, day, recorded, period, quantity=quantity)
            made.append(replace(row, place=f"decisions:{right.name}{i}"))
    return made


def _worded(plan: Plan, name: str) -> list[Right]:
    found = (version.terms.right(name) for version in plan.versions)
    return [right for right in found if right is not None]


def measures_of(versions: Iterable[Terms]) -> list[Measure]:
    """Return every measure that one of some texts reads, by name."""
    found = {m.name: m for terms in versions for m in terms.measures}
    return [found[name] for name in sorted(found)]


def records(choices: Choices, plan: Plan, *, sealed: bool = False) -> Record:
    """Return a random record for a plan: only measures and clauses that it reads."""
    facts: list[Fact] = []
    closings: list[Closing] = []
    members: list[Member] = []
    statements: list[RegisterClosing] = []
    measures = measures_of(v.terms for v in plan.versions)
    for kind in REGISTERS:
        if any(m.per == kind for m in measures) or any(s.name == kind for s in plan.terms.subjects):
            rows, closed = _registers(choices, kind, sealed)
            members += rows
            statements += closed
    for measure in measures:
        subjects = sorted({m.subject for m in members if m.kind == measure.per})
        subjects = subjects if measure.per in REGISTERS else [""]
        for subject in subjects:
            part = choices.block(48)
            if measure.grain == "event":
                facts += _events(part, measure, subject)
            else:
                facts += _grid(part, measure, subject, plan.terms.fiscal_end)
        if measure.grain == "event":
            closings += _closings(choices.block(16), measure, facts, subjects, sealed)
    return Record(
        tuple(facts),
        tuple(closings),
        tuple(members),
        tuple(statements),
        tuple(_payments(choices, plan)),
        tuple(_decisions(choices, plan)),
    )
