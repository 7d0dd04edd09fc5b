"""Random expressions of a wanted type, as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.strategies.choices import Choices
from tests.strategies.vocabulary import GRAIN_MONTHS, MONEY, MONEY_FLOWS


@dataclass(frozen=True)
class Place:
    """
    Where an expression stands.

    Attributes
    ----------
    grain : of the clause's windows
    clauses : earlier clauses by name, and their kinds (`condition`, `payment`, `delivery`)
    every : all clauses
    accounts : all accounts by name, and what they hold (`EUR` or `tonne`)
    cure, subject : inside a cure; inside rows
    rows : of which register the rows are
    silence : whether words that read silence may stand (`known`, `is overdue`, …)
    simple : only flags, other clauses and round amounts, so that much of the record is known
    """

    grain: str
    clauses: tuple[tuple[str, str], ...]
    every: tuple[tuple[str, str], ...]
    cure: bool = False
    accounts: tuple[tuple[str, str], ...] = ()
    subject: bool = False
    rows: str = "worker"
    silence: bool = True
    simple: bool = False


class Writer:
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
        other = [self._paid, self._due] if any(k != "delivery" for _, k in self.place.every) else []
        other += [self._balance] * (3 * any(unit == "EUR" for _, unit in self.place.accounts))
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
        if self.place.rows == "affiliate":
            return self.pick("stake", "stake", "min(stake, EUR 20)", "(stake - EUR 5)")
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
        rows, inner = self._rows()
        return f"{how} over {rows} {self.days()} of ({inner.money(1)})"

    def _counted(self) -> str:
        if self.pick(True, False):
            rows, inner = self._rows()
            return f"EUR 5 * count over {rows} {self.days()} of ({inner.formula(0)})"
        name, months = self.pick(("buyback", 0), ("sales", 3), ("filed", 3), ("green", 12))
        return f"EUR 5 * count of {name} {self.window(months)}"

    def _rows(self) -> tuple[str, Writer]:
        """Return the name of a register and a writer of expressions over its rows."""
        rows = self.pick("worker", "worker", "worker", "affiliate")
        return rows, Writer(self.choices, replace(self.place, subject=True, rows=rows))

    def _owing(self) -> str:
        """Return a clause that owes money."""
        earlier = [n for n, k in self.place.clauses if k != "delivery"]
        return self.pick(*(earlier or [n for n, k in self.place.every if k != "delivery"]))

    def _balance(self, unit: str = "EUR") -> str:
        name = self.pick(*(n for n, of in self.place.accounts if of == unit))
        edge = self.pick("start", "start", "end")
        if unit == "EUR" and self.pick(False, False, True):
            return f"interest of {name} {self.days()}"
        return f"balance of {name} at {edge}"

    def _paid(self) -> str:
        if all(k == "delivery" for _, k in self.place.every):
            return self._literal()
        name = self._owing()
        how = self.pick("since 2021-01-01", "since 2021-01-01", "since begins", self.days())
        return f"paid under {name} {how}"

    def _due(self) -> str:
        if all(k == "delivery" for _, k in self.place.every):
            return self._literal()
        name = self._owing()
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
            owing = [self._owed_balance] * any(unit == "EUR" for _, unit in self.place.accounts)
            status = [self._status] * bool(self.place.clauses)
            return self.one_of(self._flag, self._flag, self._flag, *status, *owing)
        leaf = [self._flag, self._flag, self._of_money, self._of_money, self._of_jobs, self._of_number]
        if depth == 0:
            return self.one_of(*leaf)
        deep = [lambda k=k: self._joined(k, depth) for k in range(5)]
        more = [lambda: self._of_money(1), self._of_output, *[self._quantified] * 4, self._of_dates]
        if self.place.clauses:
            more += [self._status] * 2
        return self.one_of(*leaf, *more, *deep)

    def _formula_of_subject(self, depth: int) -> str:
        if self.place.rows == "affiliate":
            return self.pick("stake at most EUR 10", "spun", "stake at least EUR 20", "not spun")
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
        if any(unit == "tonne" for _, unit in self.place.accounts) and self.pick(False, True):
            return f"{self._balance('tonne')} {self.op()} {n} tonne"
        if self.pick(True, False):
            return f"total of output {self.window(1)} {self.op()} {n} tonne"
        return f"total of shifts {self.window(1)} {self.op()} {n}"

    def _owed_balance(self) -> str:
        return f"{self._balance()} {self.op()} EUR {self.pick(*MONEY)}"

    def _of_dates(self) -> str:
        day = self.pick("begins", "end of period", "1 years after begins")
        return f"{day} {self.op()} {self.pick('2021-05-01', 'begins')}"

    def _flag(self) -> str:
        name = self.pick("filed", "green", "licence", "switched")
        return name if name == "switched" else name + self.pick(" at end", " at end", " at end", " at start")

    def _quantified(self) -> str:
        quantifier, (rows, inner) = self.pick("every", "some", "no"), self._rows()
        return f"{quantifier} {rows} {self.days()} has ({inner.formula(1)})"

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


def writer_of(choices: Choices, place: Place) -> Writer:
    """Return a writer of expressions in a place."""
    return Writer(choices, place)
