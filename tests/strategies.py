"""
Random terms as text, and random records to judge them by: the input of the laws of meaning.

`texts()` writes a terms version over a small vocabulary; every text is well typed and compiles. `cases()`
adds an agreement, a record, an as-of day and a known-at time. `filled` fills in what a record lacks, in a
way that its kinds allow; `deletions` and `tamperings` take away what laws 1 and 2 speak of.

What the specification says of selection, closing and predicates is written here once more, shortly and
from its text, so that the laws do not lean on the engine that they test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hypothesis import reject, settings
from hypothesis import strategies as st

from commonweal.engines.protocol import (
    Assessment,
    Closing,
    Decision,
    Fact,
    Member,
    Payable,
    PaymentMade,
    Record,
    RegisterClosing,
    Undisclosed,
)
from commonweal.engines.reference.engine import ReferenceEngine
from commonweal.ground.period import FiscalEnd, Period, containing
from commonweal.terms.core.agreements import Agreement, Plan, SeriesEntry, Setting
from commonweal.terms.core.clauses import LEVELS, Clause, Condition, Measure, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import expressions_of
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
measure shifts per award: flow number each week nonnegative
measure turnover per award: flow money each fiscal year nonnegative
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
FISCAL = FiscalEnd(6, 30)
#: (flow, months of its grain): those that may be added up in a window at least as long.
MONEY_FLOWS = (
    ("sales", 3), ("profit", 12), ("capex", 12), ("turnover", 12),
    ("buyback", 0), ("transfer", 0), ("booked", 0),
)  # fmt: skip
SCHEDULES = {
    "year": (
        "each year from 2021-01-01 until 2023-12-31",
        "each year from 2021-01-01 until 2023-12-31",
        "each year for 2 years after 2021-01-01",
        "each year from begins until 2023-12-31 including stubs",
        "each year from 2021-04-01 until 2022-12-31 whole periods",
        "each fiscal year from 2021-07-01 until 2023-06-30 including stubs",
    ),
    "month": ("each month from 2022-01-01 until 2022-04-30",),
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
    cure, subject : inside a cure; inside rows
    silence : whether words that read silence may stand (`known`, `is overdue`, …)
    simple : only flags, other clauses and round amounts, so that much of the record is known
    """

    grain: str
    clauses: tuple[tuple[str, str], ...]
    every: tuple[tuple[str, str], ...]
    cure: bool = False
    subject: bool = False
    silence: bool = True
    simple: bool = False


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
        return self.pick(*options, self.since())

    def since(self) -> str:
        """Return a phrase from a day that is worked out."""
        here = ("start of year", "start of period", "start of quarter", "3 months before end of period")
        fixed = ("end of year 2021", "6 months after begins", "start of fiscal year 2022")
        return f"since {self.pick(*here, *fixed)}"

    def days(self) -> str:
        """Return a window phrase for other clauses or registers."""
        options = ["in period"] * 4 + ["since 2021-01-01", "in year 2022", "in last 1 years", "since begins"]
        if self.place.grain != "once":
            options += ["in previous period"]
        return self.pick(*options, self.since())

    # -- amounts

    def money(self, depth: int) -> str:
        if self.place.subject:
            return self._money_of_subject(depth)
        other = [self._paid, self._due] if self.place.every else []
        if self.place.simple:
            return self.one_of(self._literal, self._literal, self._literal, *other)
        leaf = [self._flow, self._flow, self._flow, self._literal, self._parameter, self._level]
        if depth == 0:
            return self.one_of(*leaf)
        rows = [self._over_money] * 3 + [self._counted] * 2
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
            low, high = self.pick(("up to EUR 10", "up to EUR 50"), ("below EUR 5", "up to EUR 10"))
            x, y, z = self.pick(("10%", "20%", "50%"), ("1", "share", "0"), ("50%", "0%", "-5%"))
            return f"marginal on {a} {{ {x} {low}, {y} {high}, {z} above }}"
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
            written = ("talks", "share", "2", "0", "0.5", "50%", "150%")
            return self.pick("ratio at end", "ratio at end", "ratio at start", *written)
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
            "1 / ratio at end",
            "1 / talks",
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

    # -- formulas

    def formula(self, depth: int) -> str:
        if self.place.subject:
            return self._formula_of_subject(depth)
        if self.place.simple:
            return self.one_of(self._flag, self._flag, self._flag, *[self._status] * bool(self.place.clauses))
        leaf = [self._flag, self._flag, self._of_money, self._of_money, self._of_jobs, self._of_number]
        if depth == 0:
            return self.one_of(*leaf)
        deep = [lambda k=k: self._joined(k, depth) for k in range(5)]
        more = [lambda: self._of_money(1), self._of_output, *[self._quantified] * 4, self._of_dates]
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

    def _of_output(self) -> str:
        n = self.pick("0", "12", "36")
        if self.pick(True, False):
            return f"total of output {self.window(1)} {self.op()} {n} tonne"
        return f"total of shifts {self.window(1)} {self.op()} {n}"

    def _of_dates(self) -> str:
        day = self.pick("begins", "end of period", "1 years after begins")
        return f"{day} {self.op()} {self.pick('2021-05-01', 'begins')}"

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
            return self.pick(f"not ({a})", f"not ({a})", f"({a} and yes)")
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
        modal = self.pick("must", "must", "may")
        payments = [n for n, k in self.place.every if k == "payment"]
        acts = ["pay"] * 4 + ["repay"] * 3 + ["withhold"] * 3 * (len(payments) > 0) + ["suspend", "terminate"]
        act, who = self.pick(*acts), self.pick("firm", "firm", "state")
        if act in ("pay", "repay"):
            amount = self.pick(lambda: "EUR 10", self._literal, self._paid, lambda: self.money(1))()
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
        if not self.pick(True, True, True, False):
            lines.append(f"  while {self.formula(self.pick(0, 1))}")
        if self.pick(True, False):
            level = self.pick("audited", "documented", "documented", "confirmed", "claimed")
            lines.append(f"  evidence {level} due {self.offset()}")
        if self.pick(True, False):
            lines.append(f"  waivable by {self.pick('state', 'state', 'firm', 'union')}")
        return lines

    def condition(self, name: str) -> str:
        lines = [
            f"condition {name}",
            f"  {self.pick('firm', 'firm', 'state')} must ensure {self.formula(self.pick(0, 1, 1, 2, 2))}",
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
        return "\n".join(lines + [self.remedy(True) for _ in range(self.pick(1, 1, 1, 2, 2, 0))])

    def payment(self, name: str) -> str:
        payer, payee = self.pick(("state", "firm"), ("state", "firm"), ("firm", "state"), ("firm", "union"))
        lines = [
            f"payment {name}",
            f"  {payer} must pay {payee} {self.money(self.pick(0, 1, 1, 2, 2))}",
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


def write_text(choices: Choices, *, silence: bool = True, most: int = 3, simple: bool = False) -> str:
    """
    Return a terms text (with its vocabulary): well typed, but a circle through its clauses may stand in it.

    Parameters
    ----------
    silence : whether words may stand that read silence itself (`is known`, `is overdue`, `is waived`, `if
        overdue`, `if waived`), which some laws except
    most : the greatest number of clauses
    simple : only flags, other clauses and round amounts; of other texts a third is so
    """
    n = choices.between(1, most)
    kinds = [choices.pick("condition", "payment") for _ in range(n)]
    every = tuple((f"{'c' if k == 'condition' else 'p'}{i}", k) for i, k in enumerate(kinds, 1))
    head = choices.pick("", "", "  rounding down\n", "  rounding half_even\n")
    head += choices.pick("", f"  fiscal year ends {FISCAL.day} June\n")
    simple, clauses = choices.pick(False, False, True) or simple, []
    for i, (name, kind) in enumerate(every):
        grain = choices.pick("year", "year", "year", "year", "quarter", "quarter", "half", "once", "month")
        place = Place(grain, every[:i], every, silence=silence, simple=simple)
        writer = _ClauseWriter(choices.block(96), place)
        clauses.append(writer.condition(name) if kind == "condition" else writer.payment(name))
    return whole_text(clauses, head)


TEXT_BYTES = 320


@st.composite
def texts(draw: Callable[..., Any], *, silence: bool = True, most: int = 3) -> str:
    """Return a text that compiles (see `write_text`)."""
    text = write_text(Choices(draw(_bytes(TEXT_BYTES))), silence=silence, most=most)
    try:
        compiled(text)
    except Circular:
        reject()
    return text


def whole_text(clauses: Iterable[str], head: str = "") -> str:
    """Return clauses under as much of the vocabulary and the parameters as they name."""
    body = "\n\n".join(clauses)
    words = set(re.findall("[a-z_]+", body)) | {"unit", "subject", "award", "public"}
    words |= {"worker"} if words & {"wage", "bonus", "age", "price", "trained", "hurt", "worker"} else set()

    def needed(line: str) -> bool:
        first = line.split()
        return first[0] not in ("measure", "parameter", "subject") or first[1] in words

    lines = [line for line in (VOCABULARY + HEAD).splitlines() if needed(line)]
    return "\n".join(lines) + f"\n{head}\n{body}\n"


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
        found = bind({(terms.name, terms.version): (terms, digest)}, agreement, known_at=self.known_at, example=True)
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

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(f"\n{self!r}\n")

    def __repr__(self) -> str:
        """Return text and record as one would write them down."""
        rows = [self.text.split("party union labour\n")[-1].strip()]
        rows += [f"set {s.name} = {s.value}  recorded {s.recorded_at:%F}" for s in self.settings]
        rows += [f"set {e.name} {e.period.first}/{e.period.last} = {e.value}" for e in self.series]
        for name in self.record.__dataclass_fields__:
            rows += [f"{name[:-1]} {_shown(row)}" for row in getattr(self.record, name)]
        return "\n".join([*rows, f"as of {self.as_of} known at {self.known_at:%F %T}"])


def _shown(row: Any) -> str:
    parts = []
    for name in row.__dataclass_fields__:
        value = getattr(row, name)
        if value in ("", None, "A") or name in ("place", "source", "public"):
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
        return [_fact(measure, subject, c, constant, level, lag, i) for i, c in enumerate(cells) if i != gone]
    top = {"whole": 9, "doubled": 9, "holes": 13, "wild": 19}[mode]
    specs = [(choices.between(0, top), choices.pick(*values)) for _ in cells]
    made: list[Fact] = []
    for i, (cell, (what, value)) in enumerate(zip(cells, specs, strict=True)):
        fact = _fact(measure, subject, cell, value, level, lag, i)
        if what <= 10 or what == 13:
            made.append(fact)
        if what == 13 or what == 14:
            again, other = choices.pick(*values), choices.pick(*LEVELS)
            made.append(_fact(measure, subject, cell, again, other, lag + 150, 100 + i))
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
    if mode == "doubled":  # a part beside the whole, in half of the cells
        for cell in cells[choices.between(0, 1) :: 2]:
            part = Period(cell.start, later(cell.start, 10))
            made.append(_fact(measure, subject, part, choices.pick(*values), level, lag, 400))
    return made


def _fact(
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
        fact = _fact(measure, subject, Period.days_of(day, day), value, level, 10 * what, i, event)
        made.append(fact)
        if what == 6:
            made.append(_fact(measure, subject, fact.period, again, level, 10, 60 + i, "d"))
        elif what == 7:
            other = choices.pick(*LEVELS)
            made.append(_fact(measure, subject, fact.period, again, other, 200, 50 + i, event))
        elif what == 8:
            made.append(_fact(measure, subject, fact.period, None, level, 200, 50 + i, event))
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


def _registers(choices: Choices, sealed: bool) -> tuple[list[Member], list[RegisterClosing]]:
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
        rows = sum(m.start is None or m.start <= through for m in members)
        count = rows if sealed else choices.pick(None, rows, rows, rows + 1)
        closings.append(RegisterClosing("A", "worker", through, at(through, 2), count, place="registers:c"))
    return members, closings


def _parameters(choices: Choices) -> tuple[list[Setting], list[SeriesEntry]]:
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
    for name, windows in plan.windows.items():
        for i in range(choices.pick(0, 1, 1, 2, 3)):
            day = choices.pick(*DAYS)
            amount = D(choices.pick("10", "5", "100", "33.33", "20", "0.01", "0.005", "7.7777"))
            window = choices.pick(None, None, *(w.period for w in windows[:3]))
            recorded = at(later(day, choices.pick(0, 0, 40, 400)))
            row = PaymentMade("A", name, day, amount, "EUR", recorded, window, id=f"{name}-{i}")
            row = replace(row, place=f"payments:{name}{i}")
            made.append(row)
            if choices.between(0, 9) == 9:
                again = at(later(day, 500), 3)
                made.append(replace(row, amount=D(7), recorded_at=again, place=f"payments:{name}{i}b"))
    return made


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


def records(choices: Choices, plan: Plan, *, sealed: bool = False) -> Record:
    """Return a random record for a plan: only measures and clauses that it reads."""
    facts: list[Fact] = []
    closings: list[Closing] = []
    members, statements = _registers(choices, sealed) if plan.terms.subjects else ([], [])
    for measure in plan.terms.measures:
        subjects = sorted({m.subject for m in members}) if measure.per == "worker" else [""]
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


def make_case(text: str, choices: Choices, *, sealed: bool = False) -> Case:
    """Return a random agreement, record, day and time under a text; `sealed`: control totals everywhere."""
    given, series = _parameters(choices.block(16))
    day = choices.pick(*AS_OF)
    known = choices.pick(at(day, 23), at(date(2026, 1, 1)), at(date(2026, 1, 1)), at(later(day, -120)))
    case = Case(text, tuple(given), tuple(series), as_of=day, known_at=known)
    return replace(case, record=records(choices, case.plan(), sealed=sealed))


CASE_BYTES = 600


@st.composite
def cases(
    draw: Callable[..., Any],
    *,
    silence: bool = True,
    most: int = 3,
    sealed: bool = False,
    text: str | None = None,
) -> Case:
    """Return a text (or the given one) with a random agreement, record, day and time."""
    written = text if text is not None else draw(texts(silence=silence, most=most))
    return make_case(written, Choices(draw(_bytes(CASE_BYTES))), sealed=sealed)


# ---- what an assessment says for certain (6.3, 7.3) ---------------------------------------------------

#: 6.3, row by row: the truth of each predicate for each status.
COLUMNS = ("met", "cured", "waived", "inapplicable", "ended", "suspended", "curing", "breached")
TABLE = {"satisfied": "TTTTTUUF", "met": "TFFFFUFF", "breached": "FFFFFFUT", "cured": "FTFFFFUF"}


def predicate(status: str, state: str) -> str:
    """Return "T", "F" or "U": whether a window of a status `is` a state (6.3)."""
    if state in ("overdue", "waived"):
        return "T" if status == state else "F"
    return TABLE[state][COLUMNS.index(status)] if status in COLUMNS else "U"


def interval_of(row: Payable) -> tuple[Decimal, Decimal | None]:
    """Return the least and the greatest amount of a payable."""
    if row.amount is not None:
        return row.amount, row.amount
    assert row.interval is not None
    return row.interval


def contradictions(case: Case, poorer: Assessment, richer: Assessment) -> list[str]:
    """
    Return what the poorer record says for certain and the richer one says otherwise.

    Truths are those of the four predicates of 6.3 that do not read silence; amounts are intervals. A
    consequence without a row is nothing, unless its trigger may still be true: then it is anything.
    """
    return [
        *_of_truths(poorer, richer),
        *_of_payments(poorer, richer),
        *_of_powers(poorer, richer),
        *_of_consequences(case, poorer, richer),
    ]


def _of_truths(poorer: Assessment, richer: Assessment) -> Iterator[str]:
    later_on = {(f.clause, f.window): f.status for f in richer.findings}
    later_on |= {(p.clause, p.window): p.status for p in richer.payables if p.kind == "payment"}
    asked = [(f.clause, f.window, f.status, PREDICATES) for f in poorer.findings]
    asked += [
        (p.clause, p.window, p.status, ("satisfied", "met")) for p in poorer.payables if p.kind == "payment"
    ]
    for clause, window, status, states in asked:
        then = later_on.get((clause, window), status)
        for state in states:
            was, now = predicate(status, state), predicate(then, state)
            if was not in ("U", now):
                yield f"{clause} {window.first} is {state}: {was} ({status}), then {now} ({then})"


def _of_payments(poorer: Assessment, richer: Assessment) -> Iterator[str]:
    later_on = {(p.clause, p.window): p for p in richer.payables if p.kind == "payment"}
    for p in poorer.payables:
        if p.kind == "payment" and (p.clause, p.window) in later_on:
            yield from _outside(p, later_on[p.clause, p.window])


def _outside(p: Payable, other: Payable) -> list[str]:
    (low, high), (lo, hi) = interval_of(p), interval_of(other)
    inside = low <= lo and (high is None or (hi is not None and hi <= high))
    shown = f"{p.clause} {p.window.first} {p.kind} {p.item}"
    return [] if inside else [f"{shown}: [{low}, {high}], then [{lo}, {hi}]"]


def _of_powers(poorer: Assessment, richer: Assessment) -> Iterator[str]:
    later_on = {(p.clause, p.window, p.item): p.state for p in richer.powers}
    for p in poorer.powers:
        now = later_on.get((p.clause, p.window, p.item), "none")
        if p.state == "available" and now in ("none", "unknown"):
            yield f"{p.clause} {p.window.first} may {p.act}: available, then {now}"


def _of_consequences(case: Case, poorer: Assessment, richer: Assessment) -> Iterator[str]:
    lesses, mores = (
        {(p.clause, p.window, p.item): p for p in a.payables if p.kind != "payment"} for a in (poorer, richer)
    )
    judged = {(row.clause, row.window) for row in (*poorer.findings, *poorer.payables)}
    for key in sorted(lesses.keys() | mores.keys()):
        less, more, shown = lesses.get(key), mores.get(key), f"{key[0]} {key[1].first} if {key[2]}"
        if less is not None and more is not None:
            yield from _outside(less, more)
        elif more is not None and key[:2] in judged and interval_of(more)[1] != 0:
            if not may_fire(case, poorer, *key):
                yield f"{shown}: nothing, then {interval_of(more)}"
        elif less is not None and interval_of(less)[0] > 0:
            yield f"{shown}: {interval_of(less)}, then nothing"


def may_fire(case: Case, assessment: Assessment, clause: str, window: Period, item: int) -> bool:
    """Return whether a consequence without a row may still come: its state, or one before it, is unknown."""
    found = case.terms.clause(clause)
    assert found is not None
    remedy = found.remedies[item - 1]
    statuses = {f.window: f.status for f in assessment.findings if f.clause == clause}
    statuses |= {
        p.window: p.status for p in assessment.payables if p.clause == clause and p.kind == "payment"
    }
    mine = statuses.get(window, "open")
    if mine in ("waived", "suspended"):  # what fell due before such a decision stays (7.7)
        return True
    asked = [mine] if remedy.repeat == "each" else [s for w, s in statuses.items() if w <= window]
    return any(predicate(s, remedy.state) == "U" for s in asked)


# ---- what a record lacks, and what may be taken from it -------------------------------------------------


def reads_silence(terms: Terms) -> bool:
    """Return whether a text has words that read silence: `is known`, `is overdue`, `if waived` …"""
    for clause in terms.clauses:
        if any(r.state in ("overdue", "waived") for r in clause.remedies):
            return True
        for node in (n for root in expressions_of(clause) for n in root.walk()):
            if node.op == "known" or (node.op == "status" and node.text("state") in ("overdue", "waived")):
                return True
    return False


def read_by_cures(terms: Terms) -> set[str]:
    """Return the measures, subjects and parameters that a cure reads, itself or through other clauses."""
    names: set[str] = set()
    clauses: list[str] = []
    for clause in terms.conditions():
        if clause.cure is not None:
            roots = [clause.cure.formula, *(o.anchor for o in clause.cure.deadlines if o.anchor is not None)]
            for root in roots:
                names |= _named(root, clauses)
    while clauses:
        name = clauses.pop()
        if name not in names:
            names.add(name)
            found = terms.clause(name)
            assert found is not None
            for root in expressions_of(found):
                names |= _named(root, clauses)
    return names


def _named(root: Expr, clauses: list[str]) -> set[str]:
    names: set[str] = set()
    for node in root.walk():
        attrs = dict(node.attrs)
        names |= {str(attrs[a]) for a in ("measure", "subject", "name") if a in attrs}
        if "clause" in attrs:
            clauses.append(str(attrs["clause"]))
    return names


def deletions(case: Case) -> list[tuple[str, Case]]:
    """
    Return the record without one thing that law 1 speaks of: a grid key, a closing statement, a register.

    Not: keys that overlap another, what a cure reads, one of several values of a subject, and a statement
    that disagrees while a subject's only event value is read.
    """
    terms, made, spared = case.terms, list[tuple[str, Case]](), read_by_cures(case.terms)
    grids = {m.name: m for m in terms.measures if m.grain != "event" and m.name not in spared}
    facts = case.record.facts
    keys = {key_of(f): f.period for f in facts if f.measure in grids}
    for key in sorted(keys):
        others = [k for k in keys if k[:2] == key[:2] and k != key]
        if any(k[2].overlaps(key[2]) for k in others):
            continue
        if others and grids[key[0]].per == "worker" and grids[key[0]].kind in ("stock", "rate"):
            continue
        kept = tuple(f for f in facts if key_of(f) != key)
        made.append((f"{key[0]} {key[1]} {key[2].first}/{key[2].last}", case.with_rows(facts=kept)))
    visible = seen(case)
    for closing in case.record.closings:
        measure = terms.measure(closing.measure)
        single = measure is not None and measure.per == "worker" and measure.kind in ("stock", "rate")
        if closing.measure not in spared and not (single and not agrees(case, closing, visible.record.facts)):
            kept_ = tuple(c for c in case.record.closings if c is not closing)
            made.append((f"closing of {closing.measure}", case.with_rows(closings=kept_)))
    if case.record.members and "worker" not in spared:
        made.append(("the register", case.with_rows(members=(), register_closings=())))
    return made


def agrees(case: Case, statement: Closing, facts: Sequence[Fact]) -> bool:
    """Return whether the control totals of a statement agree with the events selected at its level (5.3)."""
    if statement.count is None:
        return True
    measure = case.terms.measure(statement.measure)
    assert measure is not None
    whole = not statement.subject and measure.per == "worker"
    n, total = control(
        facts, measure, None if whole else [statement.subject], statement.level, statement.through
    )
    return n == statement.count and (statement.total is None or total == statement.total)


def seen(case: Case) -> Case:
    """Return the case with only the rows that count at D and K."""
    d, k, record = case.as_of, case.known_at, case.record
    return replace(
        case,
        record=replace(
            record,
            facts=tuple(f for f in record.facts if f.recorded_at <= k and f.period.last <= d),
            closings=tuple(c for c in record.closings if c.recorded_at <= k and c.through <= d),
            members=tuple(m for m in record.members if m.recorded_at <= k),
            register_closings=tuple(
                c for c in record.register_closings if c.recorded_at <= k and c.through <= d
            ),
        ),
    )


def tamperings(case: Case) -> list[tuple[str, Case]]:
    """
    Return the record without one event, or register row, that control totals protect (law 2).

    Every statement that covers it has totals that agree and count it; nothing a cure reads.
    """
    visible, made, spared = seen(case), list[tuple[str, Case]](), read_by_cures(case.terms)
    facts = visible.record.facts
    events = {m.name for m in case.terms.measures if m.grain == "event" and m.level != "confirmed"} - spared
    for key, winner in sorted(winners([f for f in facts if f.measure in events]).items()):
        over = [
            c
            for c in visible.record.closings
            if c.measure == key[0] and c.subject in (key[1], "") and c.through >= key[2].last
        ]
        counted = [LEVELS.index(winner.level) >= LEVELS.index(c.level) for c in over]
        agreeing = [c.count is not None and agrees(case, c, facts) for c in over]
        if over and all(counted) and all(agreeing) and winner.value is not None:
            kept = tuple(f for f in case.record.facts if key_of(f) != key)
            made.append((f"event {key[0]} {key[1]} {key[2].first} {key[3]}", case.with_rows(facts=kept)))
    if "worker" not in spared:
        made += _without_a_member(case, visible)
    return made


def _without_a_member(case: Case, visible: Case) -> list[tuple[str, Case]]:
    made = []
    for member in visible.record.members:
        over = [
            c for c in visible.record.register_closings if member.start is None or member.start <= c.through
        ]
        if over and all(c.count is not None and _closed(visible, c) for c in over):
            kept = tuple(m for m in case.record.members if m is not member)
            made.append((f"register row {member.subject} {member.start}", case.with_rows(members=kept)))
    return made


def _closed(visible: Case, statement: RegisterClosing) -> bool:
    rows = sum(m.start is None or m.start <= statement.through for m in visible.record.members)
    return statement.count in (None, rows)


def filled(choices: Choices, case: Case) -> Case:
    """
    Return the case with what is missing filled in, wholly or in part, as law 4 allows.

    Grid days that no fact covers, events after the last agreeing statement, subjects of an open register,
    unset and undisclosed values; proof of a level that was too low. Not what a cure reads.
    """
    visible, spared = seen(case), read_by_cures(case.terms)
    settings, series = _given(choices.block(16), case, spared)
    members, statements = _members(choices.block(12), visible, spared)
    facts: list[Fact] = []
    closings: list[Closing] = []
    for measure in case.terms.measures:
        if measure.name in spared:
            continue
        subjects = sorted({m.subject for m in (*visible.record.members, *members)})
        for subject in subjects if measure.per == "worker" else [""]:
            part = choices.block(40)
            if measure.grain == "event":
                facts += _more_events(part, visible, measure, subject)
                if part.between(0, 3):
                    closings.append(
                        Closing(
                            "A",
                            "",
                            subject,
                            measure.name,
                            case.as_of,
                            "confirmed",
                            case.known_at,
                            place="closings:z",
                        )
                    )
            else:
                facts += _more_cells(part, visible, measure, subject)
    record = replace(
        case.record,
        facts=case.record.facts + tuple(facts),
        closings=case.record.closings + tuple(closings),
        members=case.record.members + tuple(members),
        register_closings=case.record.register_closings + tuple(statements),
    )
    return replace(case, settings=settings, series=series, record=record)


def _given(
    choices: Choices, case: Case, spared: set[str]
) -> tuple[tuple[Setting, ...], tuple[SeriesEntry, ...]]:
    known = {
        s.name
        for s in case.settings
        if s.recorded_at <= case.known_at and not isinstance(s.value, Undisclosed)
    }
    settings = [s for s in case.settings if s.name in known or s.recorded_at > case.known_at]
    early = min(case.known_at, at(date(2020, 6, 1)))
    options: dict[str, tuple[Any, ...]] = {
        "begins": (date(2021, 7, 1), date(2021, 1, 1)),
        "share": (D("0.5"), D(0), D(2)),
        "talks": (D(2), D(0), D("0.5")),
        "switched": (True, False),
        "secret": (D(5), D(0), D(-3)),
    }
    hidden = {s.name for s in case.settings if isinstance(s.value, Undisclosed) and s.name not in known}
    for name, values in options.items():
        if name not in known and (name in spared or not choices.between(0, 7)):
            settings += [
                s
                for s in case.settings
                if s.name == name and name in hidden and s.recorded_at <= case.known_at
            ]
        elif name not in known:
            settings.append(Setting(name, choices.pick(*values), early, f"parameters:{name}z"))
    series = {e.period: e for e in case.series}
    for y in (*YEARS, 2024):
        period = containing("year", date(y, 1, 1))
        value = choices.pick(D(10), D(20), D(0), D(100), D(-5))
        open_ = period not in series or isinstance(series[period].value, Undisclosed)
        if open_ and "goal" not in spared and choices.between(0, 7):
            series[period] = SeriesEntry("goal", period, value, early, f"series:{y}z")
    return tuple(settings), tuple(series.values())


def _members(choices: Choices, visible: Case, spared: set[str]) -> tuple[list[Member], list[RegisterClosing]]:
    if not case_has_register(visible) or "worker" in spared:
        return [], []
    closed = [c.through for c in visible.record.register_closings if _closed(visible, c)]
    start = later(max(closed), 1) if closed else None
    members = []
    for i in range(choices.between(0, 2) if start is None or start <= visible.as_of else 0):
        members.append(Member("A", "worker", f"n{i}", visible.known_at, start, None, place=f"registers:z{i}"))
    through = RegisterClosing("A", "worker", visible.as_of, visible.known_at, None, "registers:zc")
    return members, [through] if choices.between(0, 3) else []


def case_has_register(case: Case) -> bool:
    """Return whether a text ranges over workers."""
    return any(s.name == "worker" for s in case.terms.subjects)


def _more_cells(choices: Choices, visible: Case, measure: Measure, subject: str) -> list[Fact]:
    """Return facts for days that none covers, and proof at the highest level of what was only claimed."""
    mine = [f for f in visible.record.facts if (f.measure, f.subject) == (measure.name, subject)]
    held = [f for f in winners(mine).values() if f.value is not None]
    made = []
    for f in held:
        alone = not any(f.period.overlaps(g.period) for g in held if g is not f)
        if alone and choices.between(0, 3):
            value = choices.pick(*amounts_of(measure)) if isinstance(f.value, Undisclosed) else f.value
            made.append(
                replace(f, value=value, level="confirmed", recorded_at=visible.known_at, id=f"z{f.id}")
            )
    single = measure.per == "worker" and measure.kind in ("stock", "rate")
    cells = [c for c in cells_of(measure, visible.terms.fiscal_end) if c.last <= visible.as_of]
    if single:
        cells = [] if held or not cells else [choices.pick(*cells)]
    for cell in cells:
        value, wanted = choices.pick(*amounts_of(measure)), choices.between(0, 7)
        for gap in _uncovered(cell, [f.period for f in held]) if wanted else []:
            fact = _fact(measure, subject, gap, value, "confirmed", 0, 900)
            made.append(replace(fact, recorded_at=visible.known_at, reported_on=LAST))
    return made


def _uncovered(cell: Period, taken: Sequence[Period]) -> list[Period]:
    gaps, cursor = [], cell.start
    for period in sorted(taken):
        if period.start > cursor and period.start < cell.end:
            gaps.append(Period(cursor, period.start))
        cursor = max(cursor, min(period.end, cell.end)) if period.overlaps(cell) else cursor
    return [*gaps, Period(cursor, cell.end)] if cursor < cell.end else gaps


def _more_events(choices: Choices, visible: Case, measure: Measure, subject: str) -> list[Fact]:
    """Return events after the last statement that agrees, and values of undisclosed ones."""
    facts = visible.record.facts
    mine = [f for f in facts if (f.measure, f.subject) == (measure.name, subject)]
    agreeing = [
        c.through
        for c in visible.record.closings
        if c.measure == measure.name and c.subject in (subject, "") and agrees(visible, c, facts)
    ]
    closed = visible.as_of if measure.level == "confirmed" else max(agreeing, default=date(2020, 12, 31))
    made = []
    for f in winners(mine).values():
        if isinstance(f.value, Undisclosed) and choices.between(0, 3):
            value = choices.pick(*amounts_of(measure))
            made.append(
                replace(f, value=value, recorded_at=visible.known_at, reported_on=LAST, id=f"z{f.id}")
            )
    most = 2
    if measure.per == "worker" and measure.kind in ("stock", "rate"):
        most = 0 if any(f.value is not None for f in winners(mine).values()) else 1
    for i in range(choices.between(0, most)):
        day = choices.pick(*DAYS)
        if closed < day <= visible.as_of:
            fact = _fact(
                measure,
                subject,
                Period.days_of(day, day),
                choices.pick(*amounts_of(measure)),
                "confirmed",
                0,
                900 + i,
                f"z{i}",
            )
            made.append(replace(fact, recorded_at=visible.known_at))
    return made


# ---- how many ------------------------------------------------------------------------------------------


def sample(n: int) -> settings:
    """Return Hypothesis settings with so many examples, and as many times more as the profile has."""
    return settings(max_examples=max(1, n * settings.default.max_examples // 100))


def writer_of(choices: Choices, place: Place) -> _Writer:
    """Return a writer of expressions in a place."""
    return _Writer(choices, place)
