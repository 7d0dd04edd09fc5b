"""
What follows a status: amounts that fall due, powers that open (language 7.3, 7.4).

A trigger fires at a window for certain, perhaps, or not. Perhaps comes from windows whose state is not
known yet: counters of runs are then followed along every possibility.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime

from commonweal.engines.protocol import Decision, Missing, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Case
from commonweal.engines.reference.conditions import truth_of
from commonweal.engines.reference.evaluate import Here
from commonweal.engines.reference.outcome import Outcome, latest
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground.currencies import minor_digits
from commonweal.ground.rounding import Rounding
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Clause, Remedy
from commonweal.terms.core.dates import offset_day

NEUTRAL = ("waived", "suspended", "inapplicable", "cured")


@dataclass(frozen=True, slots=True)
class Fired:
    """
    One firing of a remedy.

    Attributes
    ----------
    certain : "T" it fires, "U" it may (an earlier window is not decided)
    amount : of the acts that make money due, else None
    due : day it falls due, None while its anchor has not happened; anchor : what it counts from
    """

    k: int
    certain: str
    amount: Interval | None
    due: date | None
    anchor: str
    since: datetime | None = None
    why: frozenset[str] = frozenset()
    missing: tuple[Missing, ...] = ()
    trace: Trace | None = None
    released: Decision | None = None


def trigger_words(remedy: Remedy) -> str:
    """Return the trigger as written: `breached`, `breached 2 running`, `met 3 times`."""
    return remedy.state if remedy.repeat == "each" else f"{remedy.state} {remedy.times} {remedy.repeat}"


class Remedies:
    """Works out the remedies of one case, window by window, in order."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._firing: dict[tuple[str, int], list[str]] = {}
        self._counters: dict[tuple[str, int], frozenset[int]] = {}
        self._amounts: dict[tuple[str, int, int], Fired] = {}
        self._sums: dict[tuple[str, int], list[Interval]] = {}
        self._repays: dict[tuple[str, str, str], list[tuple[date, date, str, int, int]]] = {}
        self._repaid: dict[tuple[str, str, str], list[Interval]] = {}

    # ---- triggers ---------------------------------------------------------------------------------

    def truth(self, clause: Clause, item: int, k: int) -> str:
        """
        Return whether the k-th window is in the state of a trigger, decisions that came late set aside
        (7.7).
        """
        remedy = clause.remedies[item - 1]
        status, plain, by = self.case.status(clause, k)
        if by is not None and status != plain:
            due = self.due(clause, item, k)
            if due is not None and due < by.decided_on:
                # It came too late to take the amount away, unless another one had come in time.
                window = self.case.plan.windows[clause.name][k]
                found = [
                    self.case.decisions.covering(clause.name, kind, window)
                    for kind in ("waived", "suspended")
                ]
                in_time = next((d.kind for d in found if d is not None and d.decided_on <= due), plain)
                return truth_of(in_time, remedy.state)
        if remedy.repeat != "each" and status in NEUTRAL and status != remedy.state != "satisfied":
            return "-"
        return truth_of(status, remedy.state)

    def fires(self, clause: Clause, item: int, k: int) -> str:
        """Return "T", "U" or "F": whether a remedy fires at the k-th window."""
        key = (clause.name, item)
        made = self._firing.setdefault(key, [])
        remedy = clause.remedies[item - 1]
        while len(made) <= k:
            truth = self.truth(clause, item, len(made))
            counters = self._counters.get(key, frozenset({0}))
            fired, counters = _step(remedy, truth, counters)
            self._counters[key] = counters
            made.append(fired)
        return made[k]

    def firing(self, clause: Clause, item: int, k: int) -> str:
        """Return "T", "U" or "F" like `fires`, and "U" too where the window itself is not decided yet."""
        if self.truth(clause, item, k) == "U":
            return "U" if self.possible(clause, item, k) else "F"
        return self.fires(clause, item, k)

    def possible(self, clause: Clause, item: int, k: int) -> bool:
        """
        Say whether an undecided window may still make a plain trigger fire there (it then enters later
        sums).
        """
        remedy = clause.remedies[item - 1]
        return self.truth(clause, item, k) == "U" and (
            remedy.repeat == "each" or self.fires(clause, item, k) == "U"
        )

    # ---- amounts ----------------------------------------------------------------------------------

    def fired(self, clause: Clause, item: int, k: int) -> Fired | None:
        """Return the firing of a remedy at the k-th window, None if it does not fire."""
        certain = self.fires(clause, item, k)
        if certain == "F" or self.truth(clause, item, k) == "U":
            return None
        key = (clause.name, item, k)
        if key not in self._amounts:
            self._amounts[key] = self._fired(clause, item, k, certain)
        return self._amounts[key]

    def _fired(self, clause: Clause, item: int, k: int, certain: str) -> Fired:
        remedy = clause.remedies[item - 1]
        window = self.case.plan.windows[clause.name][k]
        due, anchor = self._due(clause, remedy, window)
        if remedy.amount is None:
            return Fired(k, certain, None, due, anchor)
        num, outcome, steps = self._amount(clause, item, k, remedy)
        released = self.case.decisions.covering(clause.name, "released", window)
        if released is not None:
            num = exactly(ZERO)
        if certain == "U":
            num = Interval(ZERO, num.hi)
        known = num.point is not None
        why = (
            frozenset() if known else outcome.why | (frozenset({"clause"}) if certain == "U" else frozenset())
        )
        counted = range(k + 1) if remedy.repeat == "times" else range(max(0, k - remedy.times + 1), k + 1)
        triggers = [self.case.status_since(clause, j) for j in counted]
        since = latest([outcome.since, released.recorded_at if released else None, *triggers])
        since = latest([since, *self._read_before(clause, item, k, remedy)])
        missing = () if known else outcome.missing
        return Fired(k, certain, num, due, anchor, since, why, missing, steps, released)

    def _read_before(self, clause: Clause, item: int, k: int, remedy: Remedy) -> list[datetime | None]:
        """Return since when the earlier amounts are known that netting and the limit of repayment read."""
        if not remedy.net and remedy.act != "repay":
            return []
        earlier = [self.case.status_since(clause, j) for j in range(k)]
        before = [f.since for j in range(k) if (f := self.fired(clause, item, j)) is not None]
        return [*earlier, *before, *([self.case.payments_since()] if remedy.act == "repay" else [])]

    def _amount(
        self, clause: Clause, item: int, k: int, remedy: Remedy
    ) -> tuple[Interval, Outcome, Trace | None]:
        case = self.case
        window = case.plan.windows[clause.name][k]
        here = Here(clause, window, paid_until=min(window.evidence_due, case.as_of))
        assert remedy.amount is not None
        outcome = case.at(window).evaluate(remedy.amount, here)
        num, steps = outcome.number, [("amount", outcome.number)]
        if remedy.net:
            num = values.minus(num, self.sum_before(clause, item, k))
            steps.append(("after amounts already due", num))
        if remedy.act == "repay":
            room = values.minus(
                case.paid_by(remedy.payee or "", remedy.actor, remedy.amount.type.of or ""),
                self._repaid_before(clause, item, k),
            )
            # Rounded down, so that rounding never claims back more than was paid.
            digits = minor_digits(remedy.amount.type.of or "") or 0
            room = values.rounded(values.greatest([room, exactly(ZERO)]), digits, Rounding.DOWN)
            num = values.least([num, room])
            steps.append((f"of what {remedy.payee} has paid {remedy.actor} and not got back", num))
        num = values.greatest([num, exactly(ZERO)])
        currency = remedy.amount.type.of or ""
        num = values.rounded(num, minor_digits(currency) or 0, case.at(window).terms.rounding)
        trace = None
        if case.explain:
            parts = [*outcome.traces()]
            parts += [Trace("step", text=name, value=_point(v), interval=_ends(v)) for name, v in steps[1:]]
            trace = Trace(
                "payable",
                text=f"if {trigger_words(remedy)}",
                because=tuple(parts),
                rule="7.3",
                value=_point(num),
                interval=_ends(num),
            )
        return num, outcome, trace

    def enters(self, clause: Clause, item: int, k: int) -> Interval:
        """
        Return what a window of a remedy adds to later netting and limits: its amount, or [0, hi] if
        undecided.
        """
        remedy = clause.remedies[item - 1]
        window = self.case.plan.windows[clause.name][k]
        if remedy.power and self.case.decisions.covering(clause.name, "exercised", window) is None:
            return exactly(ZERO)
        fired = self.fired(clause, item, k)
        if fired is not None:
            return fired.amount if fired.amount is not None else exactly(ZERO)
        if remedy.amount is not None and self.possible(clause, item, k):
            num, _, _ = self._amount(clause, item, k, remedy)
            return Interval(ZERO, num.hi)
        return exactly(ZERO)

    def sum_before(self, clause: Clause, item: int, k: int) -> Interval:
        """Return the sum of what the earlier windows of a remedy add."""
        sums = self._sums.setdefault((clause.name, item), [exactly(ZERO)])
        while len(sums) <= k:
            sums.append(values.plus(sums[-1], self.enters(clause, item, len(sums) - 1)))
        return sums[k]

    def _repaid_before(self, clause: Clause, item: int, k: int) -> Interval:
        """
        Return the repay amounts to the same party before this one: by window end, start, clause name, item.
        """
        remedy = clause.remedies[item - 1]
        currency = remedy.amount.type.of or "" if remedy.amount is not None else ""
        pair = (remedy.payee or "", remedy.actor, currency)
        if pair not in self._repays:
            self._repays[pair] = self._in_order(*pair)
            self._repaid[pair] = [Interval(ZERO, None) if self._waiting(*pair) else exactly(ZERO)]
        rows, sums = self._repays[pair], self._repaid[pair]
        mine = bisect_left(rows, (*_order(clause.name, item, self.case.plan.windows[clause.name][k]), k))
        while len(sums) <= mine:
            *_, name, i, j = rows[len(sums) - 1]
            other = self.case.plan.clause(name)
            assert other is not None
            entry = self.enters(other, i, j)
            if len(sums) <= mine:
                sums.append(values.plus(sums[-1], entry))
        return sums[mine]

    def _waiting(self, payee: str, actor: str, currency: str) -> bool:
        """Say whether a clause that repays a party has no windows yet: its amounts may come first."""
        unbound = [c for c in self.case.plan.clauses() if c.name in self.case.plan.unbound]
        return any(
            (r.act, r.payee, r.actor) == ("repay", payee, actor)
            and r.amount is not None
            and r.amount.type.of == currency
            for c in unbound
            for r in c.remedies
        )

    def _in_order(self, payee: str, actor: str, currency: str) -> list[tuple[date, date, str, int, int]]:
        """Return every window of every remedy that repays a party, in the order in which they are limited."""
        return sorted(
            (*_order(clause.name, i, window), k)
            for clause in self.case.plan.clauses()
            for i, remedy in enumerate(clause.remedies, 1)
            if (remedy.act, remedy.payee, remedy.actor) == ("repay", payee, actor)
            and remedy.amount is not None
            and remedy.amount.type.of == currency
            for k, window in enumerate(self.case.plan.windows[clause.name])
        )

    def due(self, clause: Clause, item: int, k: int) -> date | None:
        """Return the day on which a remedy's amount of the k-th window falls due, None while that is open."""
        return self._due(clause, clause.remedies[item - 1], self.case.plan.windows[clause.name][k])[0]

    def _due(self, clause: Clause, remedy: Remedy, window: Window) -> tuple[date | None, str]:
        """
        Return the day a consequence falls due and what it counts from: without `due`, the evidence due
        date.
        """
        if remedy.due is None:
            return window.evidence_due, "evidence"
        calendar = self.case.at(window).calendar(Here(clause, window))
        if not remedy.due.on_notice:
            return offset_day(remedy.due, calendar), "date"
        notice = self.case.decisions.covering(clause.name, "notice", window)
        day = max(notice.decided_on, window.period.last) if notice is not None else None
        return offset_day(remedy.due, calendar, day), "notice"


def _order(name: str, item: int, window: Window) -> tuple[date, date, str, int]:
    return (window.period.end, window.period.start, name, item)


def _step(remedy: Remedy, truth: str, counters: frozenset[int]) -> tuple[str, frozenset[int]]:
    """
    Return whether a trigger fires at a window, and the possible counters after it.

    A counter is the length of the present run (`running`) or the number so far (`times`, which stays at
    n once it has fired).
    """
    if remedy.repeat == "each":
        return ("T" if truth == "T" else "F"), counters
    if truth == "-":
        return "F", counters
    n, hits, after = remedy.times, 0, set[int]()
    for counter in counters:
        if truth in ("T", "U"):
            if counter + 1 == n:
                hits += 1
                after.add(0 if remedy.repeat == "running" else n)
            else:
                after.add(counter if counter == n else counter + 1)
        if truth in ("F", "U"):
            after.add(0 if remedy.repeat == "running" else counter)
    if hits == 0 or truth == "F":
        return "F", frozenset(after)
    return ("T" if truth == "T" and hits == len(counters) else "U"), frozenset(after)


def _point(num: Interval) -> str | None:
    return str(num.point) if num.point is not None else None


def _ends(num: Interval) -> tuple[str | None, str | None] | None:
    if num.point is not None:
        return None
    return (str(num.lo) if num.lo is not None else None, str(num.hi) if num.hi is not None else None)
