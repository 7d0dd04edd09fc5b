"""
Random terms as text, and random records to judge them by: the input of the laws of meaning.

`texts()` writes a terms version over a small vocabulary; every text is well typed and compiles. `cases()`
adds an agreement, a record, an as-of day and a known-at time. `filled` fills in what a record lacks, in a
way that its kinds allow; `deletions` and `tamperings` take away what laws 1 and 2 speak of.

What the specification says of selection, closing and predicates is written here once more, shortly and
from its text, so that the laws do not lean on the engine that they test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from commonweal.engines.protocol import (
    Assessment,
    Closing,
    Decision,
    Fact,
    Finding,
    Member,
    Payable,
    PaymentMade,
    Record,
    RegisterClosing,
    Undisclosed,
)
from commonweal.engines.reference.engine import ReferenceEngine
from commonweal.ground.period import Period, containing
from commonweal.terms.core.agreements import Agreement, Plan, SeriesEntry, Setting
from commonweal.terms.core.clauses import LEVELS, Clause, Condition, Measure, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.named import nodes
from commonweal.terms.driver import compile_sources
from commonweal.terms.lowering.bind import bind

D = Decimal

ENGINE = ReferenceEngine()

# ---- the vocabulary --------------------------------------------------------------------------------

VOCABULARY = """\
language 1
unit jobs
unit tonne
subject worker of award
measure sales per award: flow money each quarter nonnegative
measure profit per award: flow money each year
measure capex per award: flow money each year nonnegative evidence audited
measure output per award: flow tonne each month nonnegative
measure staff per award: stock jobs each quarter nonnegative
measure debt per award: stock money each year
measure ratio per award: rate number each year
measure filed per award: flag each quarter
measure green per award: flag each year
measure buyback per award: flow money each event nonnegative
measure transfer per award: flow money each event
measure booked per award: flow money each event nonnegative evidence confirmed
measure loan per award: stock money each event
measure licence per award: flag each event
measure wage per worker: flow money each year nonnegative
measure bonus per worker: flow money each event nonnegative
measure age per worker: stock number each year
measure price per worker: rate number each event
measure trained per worker: flag each year
measure hurt per worker: flag each event
measure index per public: rate number each year nonnegative
"""
HEAD = """\
terms t version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
  party union labour
  parameter floor : money = EUR 10
  parameter share : percent
  parameter begins : date
  parameter goal : money by year
  parameter talks : negotiated number
  parameter secret : money = undisclosed "in the annex"
  parameter switched : yesno
"""
GRAIN_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "once": 0}
#: (flow, months of its grain): those that may be added up in a window at least as long.
MONEY_FLOWS = (("sales", 3), ("profit", 12), ("capex", 12), ("buyback", 0), ("transfer", 0), ("booked", 0))
SCHEDULES = {
    "year": (
        "each year from 2021-01-01 until 2023-12-31",
        "each year from 2021-01-01 until 2023-12-31",
        "each year for 2 years after 2021-01-01",
        "each year from begins until 2023-12-31 including stubs",
        "each year from 2021-04-01 until 2022-12-31 whole periods",
    ),
    "quarter": (
        "each quarter from 2022-01-01 until 2022-12-31",
        "each quarter from 2021-11-01 until 2022-09-30 including stubs",
    ),
    "half": ("each 6 months from 2021-07-01 until 2022-12-31", "each 6 months for 1 years after begins"),
    "once": ("once on 2022-12-31", "once on begins", "once on 2023-06-30"),
}
STATES = ("met", "breached", "cured", "satisfied", "overdue", "waived")
PREDICATES = ("satisfied", "met", "breached", "cured")
MONEY = ("0", "1", "5", "10", "20", "33.33", "100")
PARTIES = ("firm", "state", "union")


class Choices:
    """
    Choices read from bytes, one byte each; when they are used up, every choice is the first.

    Bytes are drawn at once and shrink to zeros, so the first option of every choice is the simplest.
    """

    def __init__(self, data: bytes) -> None:
        self.data, self.next = data, 0

    def between(self, low: int, high: int) -> int:
        """Return a whole number, both ends counted."""
        byte = self.data[self.next] if self.next < len(self.data) else 0
        self.next += 1
        return low + byte % (high - low + 1)

    def pick(self, *options: Any) -> Any:
        """Return one of several."""
        return options[self.between(0, len(options) - 1)]

    def block(self, n: int) -> Choices:
        """Return the next `n` bytes as choices of their own, so that a change in them moves nothing else."""
        part = Choices(self.data[self.next : self.next + n])
        self.next += n
        return part


def _bytes(n: int) -> st.SearchStrategy[bytes]:
    """Return a strategy of so many bytes."""
    return st.binary(min_size=n, max_size=n)


@dataclass(frozen=True)
class Place:
    """
    Where an expression stands.

    Attributes
    ----------
    grain : of the clause's windows
    clauses : earlier clauses by name, and their kinds (`condition`, `payment`)
    every : all clauses
    cure, subject, silence : inside a cure; inside rows; whether words that read silence may stand (`known`, …)
    """

    grain: str
    clauses: tuple[tuple[str, str], ...]
    every: tuple[tuple[str, str], ...]
    cure: bool = False
    subject: bool = False
    silence: bool = True


class _Writer:
    """Writes expressions of a wanted type, choice by choice."""

    def __init__(self, choices: Choices, place: Place) -> None:
        self.choices, self.pick, self.place = choices, choices.pick, place

    def one_of(self, *ways: Callable[[], str]) -> str:
        return self.pick(*ways)()

    # -- windows

    def window(self, months: int, *, flow: bool = True) -> str:
        """Return a window phrase that a measure of a grain may be read in."""
        place, options = self.place, ["since 2021-01-01", "in year 2022", "since begins", "in year to date"]
        length = GRAIN_MONTHS[place.grain]
        if months <= length and (place.grain != "once" or not flow):
            options += ["in period"] * 5
        if months <= length and place.grain != "once":
            options += ["in previous period"]
        if months <= 12:
            options += ["in last 12 months"]
        if months <= 3:
            options += ["in last 2 quarters", "in 2022-Q2"]
        if place.cure:
            options += ["in cure"] * 4
        return self.pick(*options)

    def days(self) -> str:
        """Return a window phrase for other clauses or registers."""
        options = ["in period"] * 4 + ["since 2021-01-01", "in year 2022", "in last 1 years", "since begins"]
        if self.place.grain != "once":
            options += ["in previous period"]
        return self.pick(*options)

    # -- amounts

    def money(self, depth: int) -> str:
        if self.place.subject:
            return self._money_of_subject(depth)
        leaf = [self._flow, self._flow, self._flow, self._literal, self._parameter, self._level]
        if depth == 0:
            return self.one_of(*leaf)
        rows = [self._over_money, self._counted]
        other = [self._paid, self._due] if self.place.every else []
        return self.one_of(
            *leaf, *leaf, *rows, *other, *(lambda k=k: self._combined(k, depth) for k in range(11))
        )

    def _money_of_subject(self, depth: int) -> str:
        if depth == 0:
            return self.pick("wage", "wage", "bonus", "EUR 10", "floor")
        a, b = self.money(depth - 1), self.money(depth - 1)
        return self.pick(a, f"max(EUR 0, {a} - {b})", f"({a} - {b})", f"min({a}, EUR 20)", f"{a} * price")

    def _flow(self) -> str:
        name, months = self.pick(*MONEY_FLOWS)
        how = self.pick("total", "total", "total", "total", "highest", "lowest", "average")
        return f"{how} of {name} {self.window(months)}"

    def _literal(self) -> str:
        return f"EUR {self.pick(*MONEY)}"

    def _parameter(self) -> str:
        return self.pick("floor", "floor", "goal for period", "goal for year 2022", "secret")

    def _level(self) -> str:
        return self.pick("loan", "debt") + self.pick(" at end", " at end", " at start")

    def _over_money(self) -> str:
        how = self.pick("total", "total", "total", "highest", "lowest", "average")
        inner = _Writer(self.choices, replace(self.place, subject=True))
        return f"{how} over worker {self.days()} of ({inner.money(1)})"

    def _counted(self) -> str:
        if self.pick(True, False):
            inner = _Writer(self.choices, replace(self.place, subject=True))
            return f"EUR 5 * count over worker {self.days()} of ({inner.formula(0)})"
        name, months = self.pick(("buyback", 0), ("sales", 3), ("filed", 3), ("green", 12))
        return f"EUR 5 * count of {name} {self.window(months)}"

    def _paid(self) -> str:
        name = self.pick(*(n for n, _ in (self.place.clauses or self.place.every)))
        how = self.pick("since 2021-01-01", "since 2021-01-01", "since begins", self.days())
        return f"paid under {name} {how}"

    def _due(self) -> str:
        name = self.pick(*(n for n, _ in (self.place.clauses or self.place.every)))
        return f"due under {name} {self.days()}"

    def _combined(self, k: int, depth: int) -> str:
        a = self.money(depth - 1)
        if k in (0, 1, 2):
            b = self.money(depth - 1)
            return f"({a} + {b})" if k == 0 else f"({a} - {b})" if k == 1 else f"max({a}, {b})"
        if k == 3:
            return f"min({a}, {self.money(depth - 1)}, {self._literal()})"
        if k == 4:
            return f"{self.number(depth - 1)} * {a}"
        if k == 5:
            return f"({a} / {self.number(depth - 1)})"
        if k == 6:
            return f"-{a}"
        if k == 7:
            return f"round({a}, EUR {self.pick('1', '5', '0.05')})"
        if k == 8:
            bounds = self.pick(("up to", "EUR 10", "up to", "EUR 50"), ("below", "EUR 5", "up to", "EUR 10"))
            rates = self.pick(("10%", "20%", "50%"), ("1", "share", "0"), ("50%", "0%", "-5%"))
            table = (
                "{"
                + f" {rates[0]} {bounds[0]} {bounds[1]}, {rates[1]} {bounds[2]} {bounds[3]}, {rates[2]} above"
                + " }"
            )
            return f"marginal on {a} {table}"
        if k == 9:
            guard = self.formula(depth - 1)
            if self.place.silence and self.pick(True, False, False, False):
                guard = f"({a}) is known"
            return f"choose ({a} when {guard}, otherwise {self.money(depth - 1)})"
        return f"indexed({a}, index, 2021-12-31)"

    def number(self, depth: int) -> str:
        if self.place.subject:
            return self.pick("price", "age", "2", "0.5", "50%")
        if depth == 0:
            return self.pick(
                "ratio at end",
                "ratio at end",
                "ratio at start",
                "talks",
                "share",
                "2",
                "0",
                "0.5",
                "50%",
                "150%",
            )
        a = self.number(depth - 1)
        rows = "average over worker in period of (age)" if self.place.grain != "once" else "2"
        return self.pick(
            a,
            f"({a} + {self.number(depth - 1)})",
            f"({a} * {self.number(depth - 1)})",
            f"min(1, {a})",
            "days(period, act365) / 365",
            "days(begins, end of period, thirty360) / 360",
            rows,
            f"(1 - {a})",
            f"({self.money(depth - 1)} / {self.money(depth - 1)})",
            f"tier on {a} {{ 5% below 1, 10% up to 2, 20% above }}",
            f"highest of ratio {self.window(12, flow=False)}",
        )

    def jobs(self, depth: int) -> str:
        leaf = self.pick("staff at end", "staff at end", "staff at start", "5 jobs", "8 jobs", "0 jobs")
        if depth == 0:
            return leaf
        how = self.pick("average", "highest", "lowest")
        return self.pick(
            leaf,
            f"{how} of staff {self.window(3, flow=False)}",
            f"({leaf} + {self.jobs(0)})",
            f"max({leaf}, {self.jobs(0)})",
            f"50% * {leaf}",
        )

    def tonnes(self) -> str:
        return f"total of output {self.window(1)}"

    # -- formulas

    def formula(self, depth: int) -> str:
        if self.place.subject:
            return self._formula_of_subject(depth)
        leaf = [self._flag, self._flag, self._of_money, self._of_money, self._of_jobs, self._of_number]
        if depth == 0:
            return self.one_of(*leaf)
        deep = [lambda k=k: self._joined(k, depth) for k in range(5)]
        more = [lambda: self._of_money(1), self._of_tonnes, self._quantified, self._quantified]
        if self.place.clauses:
            more += [self._status] * 2
        return self.one_of(*leaf, *more, *deep)

    def _formula_of_subject(self, depth: int) -> str:
        op = self.pick("at least", "at most", "more than", "less than", "equals")
        leaf = self.pick(
            f"wage {op} EUR {self.pick(*MONEY)}",
            f"bonus {op} EUR {self.pick(*MONEY)}",
            f"age {op} 2",
            f"price {op} {self.pick('0', '1', '5')}",
            "trained",
            "hurt",
        )
        if depth == 0:
            return leaf
        other = self._formula_of_subject(depth - 1)
        return self.pick(leaf, f"not ({leaf})", f"({leaf} and {other})", f"({leaf} or {other})")

    def op(self) -> str:
        return self.pick("at least", "at most", "more than", "less than", "at least", "equals")

    def _of_money(self, depth: int = 0) -> str:
        return f"{self.money(depth)} {self.op()} {self.money(0)}"

    def _of_jobs(self) -> str:
        return f"{self.jobs(1)} {self.op()} {self.jobs(0)}"

    def _of_number(self) -> str:
        return f"{self.number(1)} {self.op()} {self.number(0)}"

    def _of_tonnes(self) -> str:
        return f"{self.tonnes()} {self.op()} {self.pick('0', '12', '36')} tonne"

    def _flag(self) -> str:
        name = self.pick("filed", "green", "licence", "switched")
        return name if name == "switched" else name + self.pick(" at end", " at end", " at end", " at start")

    def _quantified(self) -> str:
        inner = _Writer(self.choices, replace(self.place, subject=True))
        return f"{self.pick('every', 'some', 'no')} worker {self.days()} has ({inner.formula(1)})"

    def _status(self) -> str:
        name, kind = self.pick(*self.place.clauses)
        states = ["satisfied", "met", "satisfied"]
        if kind == "condition":
            states += ["breached", "cured", "breached"]
        if self.place.silence:
            states += ["overdue", "waived"]
        phrase = self.pick("", "", "", f" {self.days()}")
        return f"{name} is {self.pick(*states)}{phrase}"

    def _joined(self, k: int, depth: int) -> str:
        a = self.formula(depth - 1)
        if k == 0:
            return f"not ({a})"
        b = self.formula(depth - 1)
        if k in (1, 2):
            return f"(({a}) {'and' if k == 1 else 'or'} ({b}))"
        c = self.formula(depth - 1)
        return f"at least {self.pick(1, 2, 3)} of ({a}, {b}, {c})"


# ---- clauses ---------------------------------------------------------------------------------------


class _ClauseWriter(_Writer):
    def offset(self, *, notice: bool = False) -> str:
        options = [
            "within 90 days after end of period",
            "within 90 days after end of period",
            "within 6 months after end of period",
            "within 1 days after start of period",
            "within 30 days after 2022-06-30",
        ]
        if notice:
            options += ["within 30 days after notice"] * 2
        return self.pick(*options)

    def remedy(self, condition: bool) -> str:
        states = ["met", "satisfied"] + (["breached"] * 6 + ["cured"] if condition else ["met"])
        if self.place.silence:
            states += ["overdue"] * 2 + ["waived"]
        state = self.pick(*states)
        times = self.pick("", "", "", " 2 running", " 2 times", " 1 times", " 3 running")
        modal = self.pick("must", "must", "must", "may")
        payments = [n for n, k in self.place.every if k == "payment"]
        acts = ["pay"] * 4 + ["repay"] * 3 + ["withhold"] * (len(payments) > 0) + ["suspend", "terminate"]
        act, who = self.pick(*acts), self.pick("firm", "firm", "state")
        if act in ("pay", "repay"):
            amount = self.pick(self.money(1), self.money(1), "EUR 10", self._paid())
            due = f" due {self.offset(notice=True)}" if self.pick(True, False, False) else ""
            net = " less amounts already due" if self.pick(True, False) else ""
            payee = "state" if who == "firm" else "firm"
            return f"  if {state}{times}, {who} {modal} {act} {payee} {amount}{net}{due}"
        who = self.pick("state", "state", "firm")
        if act == "terminate":
            return f"  if {state}{times}, {who} {modal} terminate"
        target = self.pick(*payments) if act == "withhold" else self.pick(*(n for n, _ in self.place.every))
        return f"  if {state}{times}, {who} {modal} {act} {target}"

    def common(self) -> list[str]:
        lines = []
        if self.pick(True, False, False):
            lines.append(f"  while {self.formula(1)}")
        if self.pick(True, False):
            level = self.pick("audited", "documented", "documented", "confirmed", "claimed")
            lines.append(f"  evidence {level} due {self.offset()}")
        if self.pick(True, False):
            lines.append(f"  waivable by {self.pick('state', 'state', 'firm', 'union')}")
        return lines

    def condition(self, name: str) -> str:
        lines = [
            f"condition {name}",
            f"  {self.pick('firm', 'firm', 'state')} must ensure {self.formula(2)}",
            f"  tested {self.pick(*SCHEDULES[self.place.grain])}",
            *self.common(),
        ]
        if self.pick(True, False, False):
            until = self.pick(
                "within 180 days after end of period",
                "within 30 days after notice and within 2 years after end of period",
                "within 1 years after 2022-06-30",
                "within 30 days after notice and within 60 days after begins",
            )
            inner = _Writer(self.choices, replace(self.place, cure=True))
            easy = self.pick("transfer in cure", "buyback in cure", "booked in cure")
            formula = self.pick(inner.formula(1), f"total of {easy} at least EUR 5")
            lines.append(f"  cure {until} by {formula}")
        return "\n".join(lines + [self.remedy(True) for _ in range(self.pick(0, 1, 1, 2))])

    def payment(self, name: str) -> str:
        payer, payee = self.pick(("state", "firm"), ("state", "firm"), ("firm", "state"), ("firm", "union"))
        lines = [
            f"payment {name}",
            f"  {payer} must pay {payee} {self.pick(self.money(2), self.money(1), self._literal())}",
            f"  calculated {self.pick(*SCHEDULES[self.place.grain])}",
            *self.common(),
        ]
        for step in self.pick(
            (), ("net",), ("total",), ("cap",), ("net", "total"), ("cap", "net"), ("total", "net")
        ):
            limit = self.pick(self._literal(), self.money(1))
            lines.append(
                "  less amounts already due"
                if step == "net"
                else f"  capped at {limit}{' in total' if step == 'total' else ''}"
            )
        if self.pick(True, False):
            lines.append(f"  due {self.offset(notice=True)}")
        return "\n".join(lines + [self.remedy(False) for _ in range(self.pick(0, 0, 0, 1))])


@st.composite
def texts(draw: Callable[..., Any], *, silence: bool = True, most: int = 3) -> str:
    """
    Return a terms text (with its vocabulary): well typed, but a circle through its clauses may stand in it.

    Parameters
    ----------
    silence : whether words may stand that read silence itself (`is known`, `is overdue`, `is waived`, `if
        overdue`, `if waived`), which some laws except
    most : the greatest number of clauses
    """
    choices = Choices(draw(_bytes(96 * most + 16)))
    n = choices.between(1, most)
    kinds = [choices.pick("condition", "payment") for _ in range(n)]
    every = tuple((f"{'c' if k == 'condition' else 'p'}{i}", k) for i, k in enumerate(kinds, 1))
    rounding = choices.pick("", "", "  rounding down\n", "  rounding half_even\n")
    clauses = []
    for i, (name, kind) in enumerate(every):
        grain = choices.pick("year", "year", "year", "quarter", "half", "once")
        writer = _ClauseWriter(choices.block(96), Place(grain, every[:i], every, silence=silence))
        clauses.append(writer.condition(name) if kind == "condition" else writer.payment(name))
    return "\n\n".join([VOCABULARY + HEAD + rounding, *clauses]) + "\n"


class Circular(Exception):
    """A text whose only fault is a circle through its clauses (CW4007)."""


@lru_cache(maxsize=256)
def compiled(text: str) -> tuple[Terms, str]:
    """
    Return the terms of a text and their hash.

    Raises
    ------
    Circular : the clauses form a circle
    AssertionError : any other error: the strategies only write what compiles
    """
    found = compile_sources([("t.terms", text)])
    errors = [d for d in found.diagnostics if d.is_error]
    if errors and all(d.code.startswith("CW4007") for d in errors):
        raise Circular
    assert not errors, f"{[(d.code, d.message) for d in errors]}\n{text}"
    ref = next(iter(found.terms))
    return found.terms[ref], found.hashes[ref]


# ---- a case: a text, an agreement, a record, a day and a time ----------------------------------------


@dataclass(frozen=True, repr=False)
class Case:
    """One agreement to be judged: text, values filled in, record, day D and time K."""

    text: str
    settings: tuple[Setting, ...] = ()
    series: tuple[SeriesEntry, ...] = ()
    record: Record = field(default_factory=Record)
    as_of: date = date(2024, 12, 31)
    known_at: datetime = datetime(2030, 1, 1, tzinfo=UTC)

    @property
    def terms(self) -> Terms:
        """Return the compiled terms."""
        return compiled(self.text)[0]

    def plan(self) -> Plan:
        """Return the plan as known at K."""
        terms, digest = compiled(self.text)
        parties = {p.name: p.name for p in terms.parties}
        agreement = Agreement("A", "t", 1, parties, self.settings, self.series)
        found = bind(terms, digest, agreement, known_at=self.known_at, example=True)
        assert found.value is not None
        return found.value

    def assess(self, *, explain: bool = False) -> Assessment:
        """Return what the reference engine says."""
        return ENGINE.assess(
            self.plan(), record=self.record, as_of=self.as_of, known_at=self.known_at, explain=explain
        )

    def with_rows(self, **changes: Any) -> Case:
        """Return the case with some tables of its record replaced."""
        return replace(self, record=replace(self.record, **changes))

    def __repr__(self) -> str:
        """Return text and record as one would write them down."""
        rows = [self.text.split("parameter switched : yesno\n")[-1].strip()]
        rows += [f"set {s.name} = {s.value}  recorded {s.recorded_at:%F}" for s in self.settings]
        rows += [f"set {e.name} {e.period.first}/{e.period.last} = {e.value}" for e in self.series]
        for name in self.record.__dataclass_fields__:
            rows += [f"{name[:-1]} {_shown(row)}" for row in getattr(self.record, name)]
        return "\n".join([*rows, f"as of {self.as_of} known at {self.known_at:%F %T}"])


def _shown(row: Any) -> str:
    parts = []
    for name in row.__dataclass_fields__:
        value = getattr(row, name)
        if value in ("", None, "A") or name in ("kind_", "place", "source"):
            continue
        if isinstance(value, Period):
            value = f"{value.first}/{value.last}"
        elif isinstance(value, datetime):
            value = f"{value:%F}"
        parts.append(f"{name}={value}")
    return " ".join(parts)


# ---- rows ------------------------------------------------------------------------------------------


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
AS_OF = (
    date(2024, 12, 31), date(2024, 12, 31), date(2023, 12, 31), date(2023, 3, 31), date(2022, 12, 31),
    date(2022, 6, 30), date(2021, 12, 31), date(2022, 4, 1),
)  # fmt: skip
LAST = date(2024, 12, 31)
VALUES: dict[str, tuple[str, ...]] = {
    "money": ("10", "0", "5", "20", "33.33", "100", "1", "0.005"),
    "number": ("1", "0", "2", "0.5", "5"),
    "quantity": ("5", "0", "3", "8", "12", "1"),
}
SIGNED = ("-5", "-20")
SUBJECTS = ("w1", "w2", "w3")


def cells_of(measure: Measure) -> list[Period]:
    """Return the grid periods of a measure that a random record may fill."""
    first, last = date(2020, 10, 1), date(2023, 12, 31)
    if measure.grain == "month":
        first, last = date(2022, 1, 1), date(2022, 12, 31)
    made, day = [], first
    while day <= last:
        cell = containing(measure.grain, day)
        made.append(cell)
        day = cell.end
    return made


def amounts_of(measure: Measure) -> tuple[Decimal | bool, ...]:
    """Return the values that facts of a measure take."""
    if measure.kind == "flag":
        return (True, False)
    kind = measure.type.kind if measure.type.kind in VALUES else "number"
    return tuple(D(x) for x in VALUES[kind] + (() if measure.nonnegative or kind == "quantity" else SIGNED))


def _grid(choices: Choices, measure: Measure, subject: str) -> list[Fact]:
    """Return facts of a grid measure: whole, with holes, or few; versions, levels, retractions, halves."""
    mode = choices.pick("whole", "whole", "holes", "holes", "wild", "empty")
    if mode == "empty":
        return []
    level = choices.pick("audited", "confirmed", "documented", "audited", "claimed")
    lag = choices.pick(0, 20, 100, 400)
    cells, values = cells_of(measure), amounts_of(measure)
    if measure.grain == "month":
        constant = choices.pick(*values)
        gone = choices.between(0, 23) if mode != "whole" else 99
        return [_fact(measure, subject, c, constant, level, lag, i) for i, c in enumerate(cells) if i != gone]
    top = {"whole": 9, "holes": 13, "wild": 19}[mode]
    specs = [(choices.between(0, top), choices.pick(*values)) for _ in cells]
    made: list[Fact] = []
    for i, (cell, (what, value)) in enumerate(zip(cells, specs, strict=True)):
        fact = _fact(measure, subject, cell, value, level, lag, i)
        if what <= 10 or what == 13:
            made.append(fact)
        if what == 13 or what == 14:
            made.append(
                _fact(
                    measure, subject, cell, choices.pick(*values), choices.pick(*LEVELS), lag + 150, 100 + i
                )
            )
        elif what == 15:
            made += [fact, _fact(measure, subject, cell, None, level, lag + 150, 100 + i)]
        elif what == 16:
            made.append(replace(fact, value=Undisclosed("kept back")))
        elif what == 17:
            made.append(replace(fact, level="claimed"))
        elif what == 18:  # two halves
            middle = later(cell.start, cell.length // 2)
            for half in (Period(cell.start, middle), Period(middle, cell.end)):
                made.append(_fact(measure, subject, half, value, level, lag, 200 + len(made)))
        elif what == 19:  # a period off the grid, across a border
            across = Period(later(cell.start, -10), cell.end)
            made += [fact, _fact(measure, subject, across, value, level, lag, 300 + len(made))]
    return made


def _fact(
    measure: Measure, subject: str, period: Period, value: Any, level: str, lag: int, n: int, event: str = ""
) -> Fact:
    kind = measure.per if measure.per not in ("award", "public") else ""
    name = f"{measure.name}-{subject}-{period.first}-{event}-{n}"
    recorded = at(later(period.last, lag), 8)
    return Fact(
        "A",
        kind,
        subject,
        measure.name,
        period,
        value,
        level,
        recorded,
        event,
        id=name,
        place=f"facts:{name}",
    )


def _events(choices: Choices, measure: Measure, subject: str) -> list[Fact]:
    """Return dated facts: several a day, restatements, retractions, levels."""
    specs = [
        (choices.pick(*DAYS), choices.pick("a", "b", "c", ""), choices.between(0, 9))
        for _ in range(choices.between(0, 4))
    ]
    level = choices.pick("audited", "confirmed", "documented", "claimed")
    values = amounts_of(measure)
    made = []
    for i, (day, event, what) in enumerate(specs):
        fact = _fact(
            measure, subject, Period.days_of(day, day), choices.pick(*values), level, 10 * what, i, event
        )
        made.append(fact)
        if what == 7:
            other = choices.pick(*LEVELS)
            made.append(
                _fact(measure, subject, fact.period, choices.pick(*values), other, 200, 50 + i, event)
            )
        elif what == 8:
            made.append(_fact(measure, subject, fact.period, None, level, 200, 50 + i, event))
        elif what == 9:
            made.append(
                replace(
                    fact, id=fact.id + "u", recorded_at=at(later(day, 90)), value=Undisclosed("kept back")
                )
            )
    return made


def _closings(
    choices: Choices, measure: Measure, facts: Sequence[Fact], subjects: Sequence[str]
) -> list[Closing]:
    """Return closing statements, with control totals that agree or do not."""
    mode = choices.pick("plain", "true", "true", "false", "none", "two")
    if mode == "none":
        return []
    per_subject = measure.per not in ("award", "public")
    whole = choices.pick(False, True) if per_subject else True
    made = []
    for i, subject in enumerate([""] if whole else subjects):
        for j in range(2 if mode == "two" else 1):
            through = choices.pick(LAST, LAST, date(2023, 12, 31), date(2022, 12, 31), date(2022, 3, 31))
            level = choices.pick("audited", "confirmed", "documented")
            n, total = control(
                facts, measure, [subject] if subject or not per_subject else None, level, through
            )
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
            made.append(
                Closing(
                    "A",
                    "",
                    subject,
                    measure.name,
                    through,
                    level,
                    recorded,
                    count,
                    sum_,
                    place=f"closings:{i}{j}",
                )
            )
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


def _registers(choices: Choices) -> tuple[list[Member], list[RegisterClosing]]:
    """Return a register of workers and statements that close it."""
    members = []
    for i, name in enumerate(SUBJECTS[: choices.between(0, 3)]):
        spells = choices.pick(1, 1, 1, 1, 2)
        for j in range(spells):
            start = choices.pick(None, None, date(2022, 1, 1), date(2022, 12, 31), date(2021, 7, 1))
            end = choices.pick(None, None, None, date(2022, 12, 31), date(2023, 1, 1))
            recorded = at(choices.pick(date(2021, 1, 1), date(2022, 7, 1), date(2023, 7, 1)))
            members.append(Member("A", "worker", name, recorded, start, end, place=f"registers:{i}{j}"))
    closings = []
    for _ in range(choices.pick(1, 1, 1, 0, 2)):
        through = choices.pick(LAST, LAST, date(2022, 12, 31), date(2021, 12, 31))
        known = {m.subject for m in members if m.start is None or m.start <= through}
        count = choices.pick(None, len(known), len(known), len(known) + 1)
        closings.append(RegisterClosing("A", "worker", through, at(through, 2), count, place="registers:c"))
    return members, closings


def _settings(choices: Choices) -> tuple[list[Setting], list[SeriesEntry]]:
    """Return values of parameters: set, late, unset or undisclosed."""
    early, late = at(date(2020, 6, 1)), at(date(2023, 1, 15))
    options: dict[str, tuple[Any, ...]] = {
        "begins": (date(2021, 7, 1), date(2021, 1, 1), date(2021, 7, 1), None),
        "share": (D("0.5"), D("0.5"), D("1.5"), None, Undisclosed("annex")),
        "talks": (D(2), None, D(0)),
        "switched": (True, True, False, None),
        "floor": (None, D(25)),
    }
    settings = []
    for name, values in options.items():
        value = choices.pick(*values)
        if value is not None:
            recorded = choices.pick(early, early, early, late)
            settings.append(Setting(name, value, recorded, f"parameters:{name}"))
    series = []
    for y in YEARS[1:]:
        value = choices.pick(D(10), D(20), D(50), D(100), None, Undisclosed("annex"))
        if value is not None:
            series.append(SeriesEntry("goal", containing("year", date(y, 1, 1)), value, early, f"series:{y}"))
    return settings, series


def _payments(choices: Choices, plan: Plan) -> list[PaymentMade]:
    """Return payments made: some name a window, some are versions of one transfer."""
    made: list[PaymentMade] = []
    for name, windows in plan.windows.items():
        for i in range(choices.pick(0, 1, 1, 2, 3)):
            day = choices.pick(*DAYS)
            amount = D(choices.pick("10", "5", "100", "33.33", "20", "0.01"))
            window = choices.pick(None, None, *(w.period for w in windows[:3]))
            recorded = at(later(day, choices.pick(0, 0, 40, 400)))
            row = PaymentMade(
                "A", name, day, amount, "EUR", recorded, window, id=f"{name}-{i}", place=f"payments:{name}{i}"
            )
            made.append(row)
            if choices.between(0, 9) == 9:
                again = at(later(day, 500), 3)
                made.append(replace(row, amount=D(7), recorded_at=again, place=f"payments:{name}{i}b"))
    return made


DECISIONS = (
    "notice",
    "waived",
    "waived",
    "suspended",
    "terminated",
    "exercised",
    "exercised",
    "enforced",
    "released",
)


def entitled(terms: Terms, clause: Clause, kind: str) -> list[str]:
    """Return the parties that may take a decision of a kind on a clause (6.5)."""
    if kind in ("waived", "suspended"):
        return [clause.waivable_by] if clause.waivable_by else []
    if kind == "notice":
        sides = {p.name: p.side for p in terms.parties}
        debtor = clause.party if isinstance(clause, Condition) else clause.payer
        return [p for p in sides if sides[p] != sides[debtor]]
    acts = {"terminated": ("terminate",), "enforced": ("withhold", "suspend"), "exercised": ("pay", "repay")}
    wanted = acts.get(kind, ("terminate", "withhold", "suspend", "pay", "repay"))
    return sorted({r.actor for r in clause.remedies if r.act in wanted})


def _decisions(choices: Choices, plan: Plan) -> list[Decision]:
    """Return decisions, most of them by the party entitled to them."""
    made = []
    clauses = [c for c in plan.terms.clauses if plan.windows[c.name]]
    if not clauses:
        return []
    for i in range(choices.pick(0, 1, 2, 3, 4)):
        clause, kind = choices.pick(*clauses), choices.pick(*DECISIONS)
        who = entitled(plan.terms, clause, kind) or list(PARTIES)
        authority = choices.pick(*who, *who, *who, "union")
        window = choices.pick(*plan.windows[clause.name]).period
        day = later(window.last, choices.pick(60, 0, -100, 200, 400))
        recorded = at(later(day, choices.pick(0, 0, 200)))
        start, end = (window.first, window.last) if kind == "suspended" else (None, None)
        made.append(
            Decision(
                "A", clause.name, kind, authority, day, recorded, window, start, end, place=f"decisions:{i}"
            )
        )
    return made


def records(choices: Choices, plan: Plan) -> Record:
    """Return a random record for a plan: only measures and clauses that it reads."""
    facts: list[Fact] = []
    closings: list[Closing] = []
    members, statements = _registers(choices) if plan.terms.subjects else ([], [])
    for measure in plan.terms.measures:
        subjects = sorted({m.subject for m in members}) if measure.per == "worker" else [""]
        for subject in subjects:
            make = _events if measure.grain == "event" else _grid
            facts += make(choices.block(48), measure, subject)
        if measure.grain == "event":
            closings += _closings(choices.block(16), measure, facts, subjects)
    return Record(
        tuple(facts),
        tuple(closings),
        tuple(members),
        tuple(statements),
        tuple(_payments(choices, plan)),
        tuple(_decisions(choices, plan)),
    )


@st.composite
def cases(draw: Callable[..., Any], *, silence: bool = True, most: int = 3, text: str | None = None) -> Case:
    """Return a text (or the given one) with a random agreement, record, day and time."""
    written = text if text is not None else draw(texts(silence=silence, most=most))
    try:
        compiled(written)
    except Circular:
        reject()
    choices = Choices(draw(_bytes(600)))
    settings, series = _settings(choices.block(16))
    day = choices.pick(*AS_OF)
    known = choices.pick(at(day, 23), at(date(2026, 1, 1)), at(date(2026, 1, 1)), at(later(day, -120)))
    case = Case(written, tuple(settings), tuple(series), as_of=day, known_at=known)
    return replace(case, record=records(choices, case.plan()))
