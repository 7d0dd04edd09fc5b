"""
What stands in the way of a window: termination, suspension, withholding (language 6.5, 7.4, 8.2).

A remedy that `must` may still be undecided, and so may the exercise of a right; then it is unknown whether a
later window stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from commonweal.engines.protocol import Decision
from commonweal.engines.reference.case import Case, Stand
from commonweal.engines.reference.money.remedies import Remedies
from commonweal.engines.reference.outcome import latest
from commonweal.engines.reference.rights import Exercise, Rights
from commonweal.ground.days import next_day
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Clause


@dataclass(frozen=True, slots=True)
class _Item:
    """A remedy that ends, suspends or withholds, as `versions` have it: what it does, and to what."""

    clause: str
    item: int
    act: str
    target: str
    power: bool
    versions: frozenset[int]


@dataclass
class _Asked:
    """
    The windows of one remedy in the order of the days that matter, and those of them asked so far: which
    fired or may fire (by place in that order), and since when that is known.
    """

    order: list[int]
    days: list[date]
    count: int = 0
    fired: list[tuple[int, Window, str]] = field(default_factory=list)
    since: list[datetime | None] = field(default_factory=list)


class Standing:
    """Says of each window whether it is ended or suspended, and of each payment whether it is withheld."""

    def __init__(self, case: Case, remedies: Remedies, rights: Rights) -> None:
        self.case, self.remedies, self.rights = case, remedies, rights
        self._ending: list[_Item] = []
        self._suspending: dict[str, list[_Item]] = {}
        self._withholding: dict[str, list[_Item]] = {}
        for item in _items(case):
            if item.act == "terminate" and not item.power:
                self._ending.append(item)
            elif item.act == "suspend":
                self._suspending.setdefault(item.target, []).append(item)
            elif item.act == "withhold":
                self._withholding.setdefault(item.target, []).append(item)
        self._holding: dict[tuple[str, str], list[str]] = {}
        for version in case.plan.versions:
            for right in version.terms.rights:
                names = self._holding.setdefault((right.act, right.target or ""), [])
                names += [right.name] if right.name not in names else []
        self._asked: dict[_Item, _Asked] = {}
        self._withheld: dict[str, Stand] = {}

    # ---- ended ------------------------------------------------------------------------------------

    def ended(self, window: Window) -> Stand:
        """Say whether a clause, by amendment, or the whole agreement ended before a window began."""
        first = window.period.first
        known = self.case.governed(first)
        if window.ended:
            return Stand("T", None, known)
        decision = self.case.decisions.terminated()
        if decision is not None and decision.decided_on < first:
            return Stand("T", decision, latest([known, decision.recorded_at]))
        refused = [self.rights.refused_since(n, first) for n in self._holding.get(("terminate", ""), [])]
        truth, since = "F", latest([known, *refused])
        for exercise in self._exercised("terminate", "", first):
            since = latest([since, exercise.since])
            if exercise.certain == "T":
                return Stand("T", exercise.decision, since)
            truth = "U"
        for item in self._ending:
            # Its windows are not known yet: they may come before this one, and end it.
            truth = "U" if item.clause in self.case.plan.unbound else truth
            asked, n = self._ask(item, _takes_effect, first)
            clause = self.case.clauses[item.clause]
            since = latest([since, asked.since[n - 1] if n else None, self.case.dated(clause)])
            for at, row, certain in asked.fired:
                if at < n and certain == "T" and _takes_effect(row) <= self.case.as_of:
                    return Stand("T", None, since)
                truth = "U" if at < n else truth
        return Stand(truth, None, since)

    def _exercised(self, act: str, target: str, before: date) -> Iterator[Exercise]:
        """Return the exercises before a day of the rights to an act."""
        for name in self._holding.get((act, target), []):
            for exercise in self.rights.exercises(name, before):
                if exercise.right.act == act and (exercise.right.target or "") == target:
                    yield exercise

    # ---- suspended --------------------------------------------------------------------------------

    def suspended(self, clause: Clause, window: Window) -> Stand:
        """Say whether a window is suspended, and by which decision (none: by a remedy that must)."""
        decision = self.case.decisions.covering(clause.name, "suspended", window)
        if decision is not None:
            return Stand("T", decision, decision.recorded_at)
        paused = self._paused(clause, window)
        if paused.truth == "T":
            return paused
        truth, since = paused.truth, paused.since
        for item in self._suspending.get(clause.name, []):
            other = self.case.clauses[item.clause]
            if item.clause in self.case.plan.unbound and not item.power:
                truth = "U"
            starts, known = self._starts(item, window.period.first)
            since = latest([since, known, self.case.dated(other)])
            for day, certain, by in starts:
                if not self._released(item.clause, day, window.period.first):
                    if certain == "T":
                        return Stand("T", by, latest([since, by.recorded_at if by else None]))
                    truth = "U"
        return Stand(truth, None, since)

    def _paused(self, clause: Clause, window: Window) -> Stand:
        """
        Say whether the exercise of a right suspends a window: one that lies in the right's window in which
        the exercise fell; of a right without schedule, one that begins on its day or later.
        """
        names = self._holding.get(("suspend", clause.name))
        if not names:
            return Stand("F")
        truth, first = "F", window.period.first
        reach = max((w.period.end for n in names for w in self._round(n, window.period)), default=first)
        until = max(reach, next_day(first))
        since = latest(self.rights.refused_since(name, until) for name in names)
        for exercise in self._exercised("suspend", clause.name, until):
            if exercise.right.schedule is None:
                inside = exercise.day <= first
            else:
                inside = window.period.within(exercise.window.period)
            if not inside:
                continue
            name = exercise.right.name
            released = [r.recorded_at for r in self.case.decisions.of(name, "released")]
            since = latest([since, exercise.since, *released])
            if not self._released(name, exercise.day, first):
                if exercise.certain == "T":
                    return Stand("T", exercise.decision, since)
                truth = "U"
        return Stand(truth, None, since)

    def _round(self, right: str, days: Period) -> list[Window]:
        """Return the windows of a right with a schedule in which some days lie."""
        windows = self.case.plan.windows.get(right, ())
        at = range(bisect_left(windows, days.last, key=_last), len(windows))
        found = self.case.plan.right(right)
        if found is None or found.schedule is None:
            return []
        several = len(self.case.plan.versions) > 1
        return [windows[k] for k in (at if several else at[:1]) if days.within(windows[k].period)]

    def _starts(
        self, item: _Item, until: date
    ) -> tuple[list[tuple[date, str, Decision | None]], datetime | None]:
        """
        Return the days up to one from which a remedy suspends or withholds, how certain, since when known.

        What must follow suspends from the day after its window: windows that begin later, and not that day.
        """
        released = [r.recorded_at for r in self.case.decisions.of(item.clause, "released")]
        if item.power:
            used = self.case.decisions.enforced(item.clause, item.versions)
            enforced = [d for d in used if d.decided_on <= until]
            return [(d.decided_on, "T", d) for d in enforced], latest(released if enforced else [])
        asked, n = self._ask(item, _last, until if item.act == "suspend" else next_day(until))
        starts = [(row.period.last, certain, None) for at, row, certain in asked.fired if at < n]
        return [(d, c, None) for d, c, _ in starts], latest([*released, asked.since[n - 1] if n else None])

    def _released(self, name: str, since: date, until: date) -> bool:
        return any(since <= r.decided_on <= until for r in self.case.decisions.of(name, "released"))

    def _ask(self, item: _Item, day: Callable[[Window], date], before: date) -> tuple[_Asked, int]:
        """
        Return what is known of the windows of a remedy whose day lies before another, and how many they are.

        What was asked is remembered, so that no window is asked twice. The day that matters need not grow
        with the windows: another version may give more time for proof.
        """
        windows = self.case.plan.windows[item.clause]
        if item not in self._asked:
            order = sorted(range(len(windows)), key=lambda k: (day(windows[k]), k))
            self._asked[item] = _Asked(order, [day(windows[k]) for k in order])
        asked = self._asked[item]
        n = bisect_left(asked.days, before)
        while asked.count < n:
            at = asked.count
            k = asked.order[at]
            certain = self._firing(item, k)
            if asked.count != at:
                continue
            if certain != "F":
                asked.fired.append((at, windows[k], certain))
            earlier = asked.since[-1] if asked.since else None
            asked.since.append(latest([earlier, self.case.status_since(self.case.clauses[item.clause], k)]))
            asked.count += 1
        return asked, n

    def _firing(self, item: _Item, k: int) -> str:
        """Return whether a remedy fires at a window, if the version that governs it has it so."""
        clause = self.case.clauses[item.clause]
        found = self.remedies.at(clause, item.item, k)
        if found is None or (found.act, found.target or "", found.power) != (
            item.act,
            item.target,
            item.power,
        ):
            return "F"
        return self.remedies.firing(clause, item.item, k)

    # ---- withheld ---------------------------------------------------------------------------------

    def withholding(self, payment: str) -> Stand:
        """Say whether unpaid instances of a payment are withheld as of the day."""
        if payment not in self._withheld:
            self._withheld[payment] = self._withheld_now(payment)
        return self._withheld[payment]

    def _withheld_now(self, payment: str) -> Stand:
        truth, since, as_of = "F", None, self.case.acted
        for item in self._withholding.get(payment, []):
            if item.clause in self.case.plan.unbound and not item.power:
                truth = "U"
            starts, known = self._starts(item, as_of)
            since = latest([since, known, self.case.dated(self.case.clauses[item.clause])])
            for day, certain, by in starts:
                if not self._released(item.clause, day, as_of):
                    since = latest([since, by.recorded_at if by else None])
                    if certain == "T":
                        return Stand("T", by, since)
                    truth = "U"
        names = self._holding.get(("withhold", payment), [])
        since = latest([since, *(self.rights.refused_since(n, next_day(as_of)) for n in names)])
        for exercise in self._exercised("withhold", payment, next_day(as_of)):
            freed = [r.recorded_at for r in self.case.decisions.of(exercise.right.name, "released")]
            since = latest([since, exercise.since, *freed])
            if not self._released(exercise.right.name, exercise.day, as_of):
                if exercise.certain == "T":
                    return Stand("T", exercise.decision, since)
                truth = "U"
        return Stand(truth, None, since)


def _items(case: Case) -> list[_Item]:
    """Return the remedies of every version that end, suspend or withhold, each once."""
    found: dict[tuple[str, int, str, str, bool], set[int]] = {}
    for name in case.clauses:
        for k, version in enumerate(case.plan.versions):
            clause = version.terms.clause(name)
            for item, remedy in enumerate(clause.remedies if clause is not None else (), 1):
                if remedy.act in ("terminate", "suspend", "withhold"):
                    key = (name, item, remedy.act, remedy.target or "", remedy.power)
                    found.setdefault(key, set()).add(k)
    return [_Item(*key, frozenset(versions)) for key, versions in found.items()]


def _last(window: Window) -> date:
    return window.period.last


def _takes_effect(window: Window) -> date:
    """Return the day on which a termination that must follow takes effect: proof may come until then."""
    return max(window.evidence_due, window.period.last)
