"""
How many windows the reference engine judges in one second of processor time, by shape of the work.

Each shape has a straight textbook loop beside it, measured in the same run on the same rows: a dictionary
or a scan, exact decimals, no intervals, no missing lists, no reasons. The ratio of the two survives a busy
machine, where neither figure alone does. The two must find the same statuses and the same `known_since`, or
the run ends with an error.

    python bench/reference.py            every shape
    python bench/reference.py --quick    every shape, a tenth of its size

Windows are judged without traces (`explain=False`), as a run over a whole portfolio is.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from commonweal.engines.protocol import Closing, Fact, Member, Record, RegisterClosing
from commonweal.engines.reference.engine import ReferenceEngine
from commonweal.ground.period import Period, containing, month, next_day, quarter, year
from commonweal.terms.core.agreements import Agreement, Plan
from commonweal.terms.driver import compile_sources
from commonweal.terms.lowering.bind import bind

AS_OF = date(2061, 12, 31)
KNOWN = datetime(2062, 1, 1, tzinfo=UTC)
SIGNED = datetime(2019, 12, 31, tzinfo=UTC)
FIRST = 2021
MOST = 10**12

TEXT = """\
language 1
unit jobs
subject worker of award
measure staff per award: stock jobs each year
measure sales per award: flow money each quarter nonnegative
measure output per award: flow money each month nonnegative
measure buyback per award: flow money each event nonnegative
measure wage per worker: flow money each quarter nonnegative
terms bench version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
"""

CLAUSE = """\
condition c{n}
  firm must ensure {duty}
  tested each {grain} from {first}-01-01 until {last}-12-31
  evidence documented due within 90 days after end of period
  purpose direction
"""

# A status of each window and since when it is known, in the order of the windows.
Said = list[tuple[str, datetime | None]]
Naive = Callable[[Record, Sequence[Period]], Said]


@dataclass(frozen=True)
class Shape:
    """One kind of work: a duty judged in each of many windows, and the loop that finds the same."""

    name: str
    duty: str
    grain: str
    years: int
    clauses: int
    agreements: int
    record: Record
    naive: Naive


@dataclass(frozen=True)
class Figure:
    """Windows per second of processor time, of the engine and of the loop; the engine's seconds for all."""

    name: str
    windows: int
    rows: int
    seconds: float
    engine: float
    naive: float


def plan_of(shape: Shape) -> Plan:
    """Return the shape's text bound to an agreement."""
    clauses = [
        CLAUSE.format(n=n, duty=shape.duty, grain=shape.grain, first=FIRST, last=FIRST + shape.years - 1)
        for n in range(shape.clauses)
    ]
    found = compile_sources([("bench.terms", TEXT + "".join(clauses))])
    faults = [d for d in found.diagnostics if d.is_error]
    if faults:
        sys.exit(f"{shape.name}: {faults[0].message}")
    texts = {ref: (terms, found.hashes[ref]) for ref, terms in found.terms.items()}
    parties = {"firm": "firm", "state": "state"}
    agreement = Agreement("a", *next(iter(texts)), parties, signed=SIGNED.date())
    bound = bind(texts, agreement, known_at=KNOWN, example=True)
    if bound.value is None:
        sys.exit(f"{shape.name}: {bound.diagnostics}")
    return bound.value


# ---- rows ------------------------------------------------------------------------------------------


def fact(
    measure: str, period: Period, value: int, *, subject: str = "", event: str = "", unit: str = "EUR"
) -> Fact:
    """Return an audited fact that was recorded some days after its period."""
    recorded = datetime.combine(period.last, datetime.min.time(), UTC) + timedelta(days=20 + value % 40)
    kind = "worker" if subject else ""
    amount = Decimal(value) + Decimal(value % 100).scaleb(-2)
    return Fact("a", kind, subject, measure, period, amount, "audited", recorded, event, unit)


def yearly(years: int) -> Record:
    """Return one count of staff a year."""
    return Record(tuple(fact("staff", year(FIRST + n), 90 + n * 7 % 30, unit="jobs") for n in range(years)))


def grids(years: int) -> Record:
    """Return sales of each quarter and output of each month."""
    rows = [fact("sales", quarter(FIRST + n // 4, n % 4 + 1), 80 + n * 7 % 50) for n in range(4 * years)]
    rows += [fact("output", month(FIRST + n // 12, n % 12 + 1), 80 + n * 7 % 50) for n in range(12 * years)]
    return Record(tuple(rows))


def events(years: int, n: int) -> Record:
    """Return many events on days spread over the years, and one statement that they are all."""
    start, days = date(FIRST, 1, 1), 365 * years
    rows: list[Fact] = []
    for i in range(n):
        on = start + timedelta(days=i * 7919 % days)
        rows.append(fact("buyback", Period(on, next_day(on)), 10 + i % 90, event=f"e{i}"))
    last = date(FIRST + years - 1, 12, 31)
    return Record(tuple(rows), (Closing("a", "", "", "buyback", last, "audited", KNOWN),))


def register(years: int, subjects: int) -> Record:
    """Return a register whose subjects belong to it for all the years, with their wages of each quarter."""
    cells = [quarter(FIRST + n // 4, n % 4 + 1) for n in range(4 * years)]
    members = tuple(
        Member("a", "worker", f"w{i:06d}", SIGNED + timedelta(days=i % 365), cells[0].first, cells[-1].last)
        for i in range(subjects)
    )
    rows = tuple(
        fact("wage", cell, 10 + i % 90, subject=member.subject)
        for i, member in enumerate(members)
        for cell in cells
    )
    return Record(
        rows, members=members, register_closings=(RegisterClosing("a", "worker", cells[-1].last, SIGNED),)
    )


# ---- the textbook loops ------------------------------------------------------------------------------


def latest_of(facts: Sequence[Fact]) -> dict[tuple[str, str, Period, str], Fact]:
    """Return the fact that counts of each key: the highest level, then the latest recorded."""
    found: dict[tuple[str, str, Period, str], Fact] = {}
    for row in facts:
        if row.recorded_at > KNOWN or row.level == "claimed":
            continue
        key = (row.measure, row.subject, row.period, row.event)
        if key not in found or found[key].rank < row.rank:
            found[key] = row
    return found


def naive_level(record: Record, windows: Sequence[Period]) -> Said:
    """Judge `staff at end at least 100 jobs`."""
    by_day = {row.period.last: row for row in latest_of(record.facts).values() if row.measure == "staff"}
    said: Said = []
    for window in windows:
        row = by_day.get(window.last)
        if row is None or not isinstance(row.value, Decimal):
            said.append(("overdue", None))
        else:
            said.append(("met" if row.value >= 100 else "breached", row.recorded_at))
    return said


def naive_total(measure: str, least: int) -> Naive:
    """Judge that a total of a measure on a grid reaches an amount: one cell after the other."""

    grain = {"sales": "quarter", "output": "month"}[measure]

    def judge(record: Record, windows: Sequence[Period]) -> Said:
        rows = {key[2]: row for key, row in latest_of(record.facts).items() if key[0] == measure}
        said: Said = []
        for window in windows:
            total, since, known = Decimal(0), None, True
            cursor = window.start
            while cursor < window.end:
                cell = containing(grain, cursor)
                row = rows.get(cell)
                if row is None or not isinstance(row.value, Decimal):
                    known = False
                else:
                    total += row.value
                    since = row.recorded_at if since is None else max(since, row.recorded_at)
                cursor = cell.end
            met = total >= least
            said.append(("met" if met else "breached" if known else "overdue", since))
        return said

    return judge


def naive_since(record: Record, windows: Sequence[Period]) -> Said:
    """Judge `total of buyback since …` by a scan of all events for each window."""
    rows = list(latest_of(record.facts).values())
    start, closing = date(FIRST, 1, 1), record.closings[0]
    said: Said = []
    for window in windows:
        total, since = Decimal(0), closing.recorded_at
        for row in rows:
            if start <= row.period.start and row.period.end <= window.end and isinstance(row.value, Decimal):
                total += row.value
                since = max(since, row.recorded_at)
        said.append(("met" if total <= MOST else "breached", since))
    return said


def naive_every(record: Record, windows: Sequence[Period]) -> Said:
    """Judge `every worker … has (wage at least EUR 10)` by a scan of the register for each window."""
    rows = {(key[1], key[2]): row for key, row in latest_of(record.facts).items()}
    closing = record.register_closings[0]
    said: Said = []
    for window in windows:
        met, since = True, closing.recorded_at
        for member in record.members:
            if (member.start and member.start >= window.end) or (member.end and member.end < window.start):
                continue
            since = max(since, member.recorded_at)
            row = rows.get((member.subject, window))
            if row is None or not isinstance(row.value, Decimal) or row.value < 10:
                met = False
            else:
                since = max(since, row.recorded_at)
        said.append(("met" if met else "breached", since))
    return said


# ---- measuring -------------------------------------------------------------------------------------


def shapes(quick: bool) -> list[Shape]:
    """Return every shape of work."""
    part = 10 if quick else 1
    many, named = 50_000 // part, 10_000 // part
    level = "staff at end at least 100 jobs"
    quarters = "total of sales in period at least EUR 400"
    months = "total of output in period at least EUR 1200"
    since = f"total of buyback since {FIRST}-01-01 at most EUR {MOST}"
    every = "every worker in period has (wage at least EUR 10)"
    some, grid = 50 // part, grids(40)
    return [
        Shape("level at end, yearly", level, "year", 40, 10, some, yearly(40), naive_level),
        Shape("total of 4 quarters", quarters, "year", 40, 10, some, grid, naive_total("sales", 400)),
        Shape("total of 12 months", months, "year", 40, 10, some, grid, naive_total("output", 1200)),
        Shape(f"since, {many:,} events", since, "month", 40, 1, 1, events(40, many), naive_since),
        Shape(f"register of {named:,}", every, "quarter", 10, 1, 1, register(10, named), naive_every),
    ]


def cpu(work: Callable[[], object], runs: int) -> float:
    """Return the median processor time of some work, rubbish collected before each turn."""
    taken = []
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def figure(shape: Shape, runs: int) -> Figure:
    """Return how fast a shape is judged; what the engine says must be what the loop says."""
    plan, engine = plan_of(shape), ReferenceEngine()
    windows = [w.period for w in plan.windows["c0"]]

    def judge() -> object:
        for _ in range(shape.agreements):
            made = engine.assess(plan, record=shape.record, as_of=AS_OF, known_at=KNOWN)
        return made

    def loop() -> object:
        for _ in range(shape.agreements * shape.clauses):
            made = shape.naive(shape.record, windows)
        return made

    made = engine.assess(plan, record=shape.record, as_of=AS_OF, known_at=KNOWN)
    said = [(f.status, f.known_since) for f in made.findings if f.clause == "c0"]
    if said != shape.naive(shape.record, windows):
        sys.exit(f"{shape.name}: the engine and the loop disagree")
    judged = len(windows) * shape.clauses * shape.agreements
    seconds, naive = cpu(judge, runs), cpu(loop, runs)
    rows = len(shape.record.facts) + len(shape.record.members)
    return Figure(shape.name, judged, rows, seconds, judged / seconds, judged / naive)


def show(figures: Sequence[Figure]) -> None:
    """Print the figures as a table."""
    columns = ("windows", "rows", "cpu", "per cpu-s", "loop", "ratio")
    widths = (9, 9, 10, 11, 11, 8)
    heads = "".join(f"{c:>{w}}" for c, w in zip(columns, widths, strict=True))
    print(f"{'reference engine, one core':34}{heads}")
    for f in figures:
        print(
            f"{f.name:34}{f.windows:9,}{f.rows:9,}{f.seconds:8.3f}s{f.engine:11,.0f}{f.naive:11,.0f}"
            f"{f.engine / f.naive:8.2f}"
        )


def figures(*, quick: bool = False, runs: int = 3, only: str = "") -> list[Figure]:
    """Return the figures of every shape, or of those whose name holds a word."""
    return [figure(s, runs) for s in shapes(quick) if only in s.name]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    parser.add_argument("--runs", type=int, default=3, help="runs of each shape")
    parser.add_argument("--only", default="", help="only shapes whose name holds this")
    chosen = parser.parse_args()
    show(figures(quick=chosen.quick, runs=chosen.runs, only=chosen.only))


if __name__ == "__main__":
    main()
