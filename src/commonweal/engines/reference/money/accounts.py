"""
Accounts: a running balance, row by row (language 8.1).

closing = opening + interest + adds - reductions. Interest is on the opening balance, for the whole window,
rounded. Reductions are payments made in the window and totals of flows, never what was merely due.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from commonweal.engines.protocol import Missing, PaymentMade, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Case, reporting
from commonweal.engines.reference.conditions import windows_in
from commonweal.engines.reference.evaluate import Evaluator, Here
from commonweal.engines.reference.money.acts import ends_text, point_text
from commonweal.engines.reference.outcome import Outcome, known_later, latest, recorded, together
from commonweal.engines.reference.values import ANYTHING, ZERO, Interval, exactly
from commonweal.ground import numbers
from commonweal.ground.currencies import minor_digits
from commonweal.ground.daycount import year_fraction
from commonweal.ground.period import GRAINS, Period, containing
from commonweal.ground.rounding import Rounding
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Account
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import WINDOW, ratio


@dataclass(frozen=True, slots=True)
class AccountPart:
    """
    One row of an account as far as it is known.

    Attributes
    ----------
    since : latest recording that the row and the rows before it rest on
    missing : what would make its closing known
    """

    opening: Interval
    interest: Interval
    adds: Interval
    reductions: Interval
    closing: Interval
    since: datetime | None
    why: frozenset[str]
    missing: tuple[Missing, ...]
    trace: Trace | None = None

    def outcome(self, num: Interval) -> Outcome:
        """Return one of its numbers with what it rests on."""
        known = num.point is not None
        why = frozenset[str]() if known else self.why or frozenset({"clause"})
        return Outcome(num=num, since=self.since, why=why, missing=() if known else self.missing)


class Accounts:
    """Works out the rows of the accounts of one case, in order, each once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._rows: dict[str, list[AccountPart]] = {}
        self._making: set[str] = set()
        self._openings: dict[str, Outcome] = {}
        self._grouped: dict[str, dict[int, dict[str, list[PaymentMade]]]] = {}
        self._by_version: dict[str, dict[int, list[int]]] = {}
        self._opens: dict[str, date] = {}

    # ---- rows -------------------------------------------------------------------------------------

    def windows(self, name: str) -> Sequence[Window]:
        """Return the windows of an account, by last day."""
        return self.case.plan.windows.get(name, ())

    def row(self, name: str, k: int) -> AccountPart:
        """Return the k-th row; earlier ones are worked out first, in order."""
        made = self._rows.setdefault(name, [])
        if len(made) <= k and name in self._making:
            # A row that hangs on itself: the checker refuses such texts, and nothing is known of it.
            blank, why = ANYTHING, frozenset({"clause"})
            return AccountPart(blank, blank, blank, blank, blank, None, why, ())
        self._making.add(name)
        try:
            while len(made) <= k:
                made.append(self._row(name, len(made), made[-1] if made else None))
        finally:
            self._making.discard(name)
        return made[k]

    def _row(self, name: str, k: int, before: AccountPart | None) -> AccountPart:
        window = self.windows(name)[k]
        evaluator = self.case.at(window)
        account = evaluator.terms.account(name)
        assert account is not None
        here = Here(reporting(evaluator.terms, name), window)
        evaluator.begin()
        opening = before.outcome(before.closing) if before is not None else self.opening(name)
        rate = evaluator.evaluate(account.rate, here) if account.rate is not None else None
        parts = [evaluator.evaluate(part, here) for part in account.adds]
        cuts = [self._reduction(account, by, k, here, evaluator) for by in account.reduced_by]
        evaluator.end(counts=True)
        interest = _interest(account, window.period, opening.number, rate, evaluator.terms.rounding)
        adds, reductions = sum_of(parts), sum_of(cuts)
        closing = values.minus(
            values.plus(values.plus(opening.number, interest), adds.number), reductions.number
        )
        used = [adds, reductions, *([rate] if rate is not None else [])]
        _, why, missing, _ = together(part for part in used if not part.known)
        rests = [opening.since, self.dated(name), self.case.governed(window.period.first)]
        return AccountPart(
            opening.number,
            interest,
            adds.number,
            reductions.number,
            closing,
            latest([*rests, *(part.since for part in used)]),
            opening.why | why,
            tuple(dict.fromkeys((*opening.missing, *missing))) if missing else opening.missing,
            self._trace(k, opening, rate, interest, parts, cuts, closing) if self.case.explain else None,
        )

    def held(self, name: str, k: int, day: date) -> Outcome:
        """
        Return what an account holds on a day of its k-th row before anything is taken off in that row: the
        opening, the row's interest, and what was added by that day (record 24).
        """
        row, window = self.row(name, k), self.windows(name)[k]
        if day >= window.period.last:
            return row.outcome(values.plus(values.plus(row.opening, row.interest), row.adds))
        evaluator = self.case.at(window)
        account = evaluator.terms.account(name)
        assert account is not None
        whole = Here(reporting(evaluator.terms, name), window)
        part = replace(whole, cut=day)
        before = self.row(name, k - 1) if k > 0 else None
        opening = before.outcome(before.closing) if before is not None else self.opening(name)
        rate = evaluator.evaluate(account.rate, whole) if account.rate is not None else Outcome()
        adds = [evaluator.evaluate(a, part if _told_on(a, day, evaluator) else whole) for a in account.adds]
        found = sum_of([opening, replace(rate, num=row.interest, truth=None), *adds])
        return known_later(found, self.case.governed(window.period.first))

    def opening(self, name: str) -> Outcome:
        """Return the balance that an account opens with, by the version that governs its first row."""
        if name not in self._openings:
            window = self.windows(name)[0]
            evaluator = self.case.at(window)
            account = evaluator.terms.account(name)
            assert account is not None
            here = Here(reporting(evaluator.terms, name), window)
            found = evaluator.evaluate(account.opening, here)
            if self.case.unsure(name, window):
                # Rows that nobody knows come before the first that is known.
                found = replace(found, num=ANYTHING, why=found.why | {"unset"})
            self._openings[name] = found
        return self._openings[name]

    def _reduction(self, account: Account, by: str, k: int, here: Here, evaluator: Evaluator) -> Outcome:
        """Return what a payment or flow takes off in a row; in days to come more may be paid."""
        if evaluator.terms.clause(by) is None:
            inside = expr("in_period", WINDOW)
            return evaluator.evaluate(expr("total", ratio(account.currency, None), inside, measure=by), here)
        rows = self._taken(account.name).get(k, {}).get(by, [])
        total = ZERO
        for row in rows:
            total = numbers.add(total, row.amount)
        over = here.window.period.last <= self.case.acted
        trace = None
        if self.case.explain:
            text = f"{len(rows)} payment{'' if len(rows) == 1 else 's'} made under {by}"
            trace = Trace("payments", text=text, value=str(total) if over else None, facts=tuple(rows))
        num = exactly(total) if over else Interval(total, None)
        why = frozenset[str]() if over else frozenset({"missing"})
        return Outcome(num=num, since=recorded(rows), why=why, trace=trace)

    def _trace(
        self,
        k: int,
        opening: Outcome,
        rate: Outcome | None,
        interest: Interval,
        adds: Sequence[Outcome],
        cuts: Sequence[Outcome],
        closing: Interval,
    ) -> Trace:
        # The row before has its own trace; a chain of all rows would be as deep as they are many.
        first = opening.traces() if k == 0 else ()
        steps = [step("opening balance", opening.number, first)]
        if rate is not None:
            steps.append(step("interest on the opening balance", interest, rate.traces()))
        steps += [step("added", part.number, part.traces()) for part in adds]
        steps += [step("taken off", part.number, part.traces()) for part in cuts]
        return Trace(
            "account",
            text="closing balance",
            because=tuple(steps),
            rule="8.1",
            value=point_text(closing),
            interval=ends_text(closing),
        )

    # ---- what was paid ----------------------------------------------------------------------------

    def holding(self, name: str, day: date, by: str = "") -> int | None:
        """Return the first row that holds a day, of those that a payment reduces; None if none does."""
        if name not in self._by_version:
            grouped: dict[int, list[int]] = {}
            for k, window in enumerate(self.windows(name)):
                grouped.setdefault(window.version, []).append(k)
            self._by_version[name] = grouped
        windows, found = self.windows(name), list[int]()
        # Windows of one version stand in order and do not overlap; those of two versions may.
        for version, rows in self._by_version[name].items():
            account = self.case.plan.versions[version].terms.account(name)
            if account is None or (by and by not in account.reduced_by):
                continue
            i = bisect_left(rows, day, key=lambda k: windows[k].period.last)
            if i < len(rows) and windows[rows[i]].period.first <= day:
                found.append(rows[i])
        return min(found, default=None)

    def _taken(self, name: str) -> dict[int, dict[str, list[PaymentMade]]]:
        """Return the payments made that reduce an account, by row and name; each enters one row."""
        if name not in self._grouped:
            grouped: dict[int, dict[str, list[PaymentMade]]] = {}
            texts = [v.terms.account(name) for v in self.case.plan.versions]
            for by in sorted({by for account in texts if account is not None for by in account.reduced_by}):
                for row in self.case.made(by, self._currency(name)):
                    k = self.holding(name, row.paid_on, by)
                    if k is not None:
                        grouped.setdefault(k, {}).setdefault(by, []).append(row)
            self._grouped[name] = grouped
        return self._grouped[name]

    def _currency(self, name: str) -> str:
        account = self.case.plan.account(name)
        return account.currency if account is not None else ""

    # ---- what formulas ask ------------------------------------------------------------------------

    def dated(self, name: str) -> datetime | None:
        """Return since when the dates are known that make the rows of an account."""
        account = self.case.plan.account(name)
        return self.case.dated(account) if account is not None else None

    def balance(self, name: str, days: Period, edge: str) -> Outcome:
        """
        Return the balance at the `start` or `end` of a stretch: of the last row that ended by then, else what
        it opens with; before it opens nothing.
        """
        windows = self.windows(name)
        since = latest([self.dated(name), self.case.governed(days.last)])
        day = days.first if edge == "start" else days.last
        if self.case.waits(name) and (not windows or day > windows[-1].period.last):
            return Outcome(num=ANYTHING, since=since, why=frozenset({"unset"}))
        if not windows or day < self._first_day(name):
            return Outcome(num=exactly(ZERO), since=since)
        find = bisect_left if edge == "start" else bisect_right
        n = find(windows, day, key=_last)
        if n == 0:
            found, shown = self.opening(name), "opening balance"
            inner = found.traces()
        else:
            row = self.row(name, n - 1)
            found = row.outcome(row.closing)
            shown = f"balance on {windows[n - 1].period.last}" if self.case.explain else ""
            inner = _shallow(row.trace)
        dated = known_later(found, since)
        if not self.case.explain:
            return dated
        told = step(f"{name}: {shown}", found.number, inner)
        return replace(dated, trace=in_currency(told, self._currency(name)))

    def _first_day(self, name: str) -> date:
        if name not in self._opens:
            self._opens[name] = min(w.period.first for w in self.windows(name))
        return self._opens[name]

    def interest(self, name: str, days: Period) -> Outcome:
        """Return the interest of the rows that end in a stretch."""
        windows = self.windows(name)
        since = latest([self.dated(name), self.case.governed(days.last)])
        if self.case.waits(name) and (not windows or days.last > windows[-1].period.last):
            return Outcome(num=ANYTHING, since=since, why=frozenset({"unset"}))
        rows = [self.row(name, k) for k in windows_in(windows, days)]
        total = sum_of(row.outcome(row.interest) for row in rows)
        trace = None
        if self.case.explain:
            inner = tuple(part for row in rows for part in _shallow(row.trace))
            trace = in_currency(step(f"interest of {name}", total.number, inner), self._currency(name))
        return replace(total, since=latest([since, total.since]), trace=trace)


def _interest(
    account: Account, days: Period, opening: Interval, rate: Outcome | None, rounding: Rounding
) -> Interval:
    """Return rate * opening * fraction of a year: divided once, last (3.2), then rounded to minor digits."""
    if rate is None:
        return exactly(ZERO)
    fraction = year_fraction(days.start, days.end, account.basis or "act365")
    top, bottom = Decimal(fraction.numerator), Decimal(fraction.denominator)

    def part(end: Decimal | None) -> Decimal | None:
        return numbers.divide(numbers.mul(end, top), bottom) if end is not None else None

    num = values.times(opening, rate.number)
    return values.rounded(Interval(part(num.lo), part(num.hi)), minor_digits(account.currency) or 0, rounding)


def _told_on(part: Expr, day: date, evaluator: Evaluator) -> bool:
    """
    Say whether what is added can be told of the days up to a day: every measure in it has events, or a period
    that ends on that day.
    """
    fiscal = evaluator.terms.fiscal_end
    grains = {evaluator.measures[str(n["measure"])].grain for n in part.walk() if "measure" in dict(n.attrs)}
    return all(g == "event" or (g in GRAINS and containing(g, day, fiscal).last == day) for g in grains)


def sum_of(parts: Iterable[Outcome]) -> Outcome:
    """Return the sum of some amounts, with what they rest on and wait for."""
    total, every = exactly(ZERO), list(parts)
    for outcome in every:
        total = values.plus(total, outcome.number)
    since = latest(o.since for o in every)
    _, why, missing, _ = together(o for o in every if not o.known)
    return Outcome(num=total, since=since, why=why, missing=missing)


def _shallow(trace: Trace | None) -> tuple[Trace, ...]:
    """
    Return a row's trace without what its parts rest on: the row itself explains that.

    Accounts that read one another would else tell every earlier row once for each way that leads to it.
    """
    if trace is None:
        return ()
    return (replace(trace, because=tuple(replace(part, because=()) for part in trace.because)),)


def step(text: str, num: Interval, inner: tuple[Trace, ...] = ()) -> Trace:
    """Return one step of an account as a trace shows it."""
    return Trace("step", text=text, because=inner, value=point_text(num), interval=ends_text(num))


def in_currency(trace: Trace, currency: str) -> Trace:
    """Return a step of an account and those below it with the currency of their amounts."""
    inner = (in_currency(part, currency) if part.node is None else part for part in trace.because)
    return replace(trace, currency=currency, because=tuple(inner))


def _last(window: Window) -> date:
    return window.period.last
