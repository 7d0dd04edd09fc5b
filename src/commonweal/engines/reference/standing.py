"""
What stands in the way of a window: termination, suspension, withholding (language 6.5, 7.4).

A remedy that `must` may still be undecided; then it is unknown whether a later window stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from commonweal.engines.protocol import Decision
from commonweal.engines.reference.case import Case, Stand
from commonweal.engines.reference.money.remedies import Remedies
from commonweal.engines.reference.outcome import latest
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Clause

Item = tuple[Clause, int]


@dataclass
class _Asked:
    """
    The windows of one remedy asked so far, in order: which fired or may fire, and since when that is known.
    """

    count: int = 0
    fired: list[tuple[int, Window, str]] = field(default_factory=list)
    since: list[datetime | None] = field(default_factory=list)


class Standing:
    """Says of each window whether it is ended or suspended, and of each payment whether it is withheld."""

    def __init__(self, case: Case, remedies: Remedies) -> None:
        self.case, self.remedies = case, remedies
        self._ending: list[Item] = []
        self._suspending: dict[str, list[Item]] = {}
        self._withholding: dict[str, list[Item]] = {}
        for clause in case.plan.clauses():
            for item, remedy in enumerate(clause.remedies, 1):
                if remedy.act == "terminate" and not remedy.power:
                    self._ending.append((clause, item))
                elif remedy.act == "suspend":
                    self._suspending.setdefault(remedy.target or "", []).append((clause, item))
                elif remedy.act == "withhold":
                    self._withholding.setdefault(remedy.target or "", []).append((clause, item))
        self._asked: dict[tuple[str, int], _Asked] = {}
        self._withheld: dict[tuple[str, int], date | None] = {}

    def ended(self, window: Window) -> Stand:
        """Say whether the agreement was terminated before a window began."""
        decision = self.case.decisions.terminated()
        if decision is not None and decision.decided_on < window.period.first:
            return Stand("T", decision, decision.recorded_at)
        truth, since = "F", None
        for clause, item in self._ending:
            # Its windows are not known yet: they may come before this one, and end it.
            truth = "U" if clause.name in self.case.plan.unbound else truth
            asked, n = self._ask(clause, item, _takes_effect, window.period.first)
            since = latest([since, asked.since[n - 1] if n else None, self.case.dated(clause)])
            for k, row, certain in asked.fired:
                if k < n and certain == "T" and _takes_effect(row) <= self.case.as_of:
                    return Stand("T", None, since)
                truth = "U" if k < n else truth
        return Stand(truth, None, since)

    def suspended(self, clause: Clause, window: Window) -> Stand:
        """Say whether a window is suspended, and by which decision (none: by a remedy that must)."""
        decision = self.case.decisions.covering(clause.name, "suspended", window)
        if decision is not None:
            return Stand("T", decision, decision.recorded_at)
        truth, since = "F", None
        for other, item in self._suspending.get(clause.name, []):
            if other.name in self.case.plan.unbound and not other.remedies[item - 1].power:
                truth = "U"
            starts, known = self._starts(other, item, window)
            since = latest([since, known, self.case.dated(other)])
            for day, certain, by in starts:
                if not self._released(other, day, window.period.first):
                    if certain == "T":
                        return Stand("T", by, latest([since, by.recorded_at if by else None]))
                    truth = "U"
        return Stand(truth, None, since)

    def _starts(
        self, clause: Clause, item: int, window: Window
    ) -> tuple[list[tuple[date, str, Decision | None]], datetime | None]:
        """Return the days before a window from which a remedy suspends, how certain, and since when known."""
        first = window.period.first
        released = [r.recorded_at for r in self.case.decisions.of(clause.name, "released")]
        if clause.remedies[item - 1].power:
            enforced = [d for d in self.case.decisions.of(clause.name, "enforced") if d.decided_on <= first]
            return [(d.decided_on, "T", d) for d in enforced], latest(released if enforced else [])
        asked, n = self._ask(clause, item, _last, first)
        starts = [(row.period.last, certain, None) for k, row, certain in asked.fired if k < n]
        return [(d, c, None) for d, c, _ in starts], latest([*released, asked.since[n - 1] if n else None])

    def _released(self, clause: Clause, since: date, until: date) -> bool:
        return any(since <= r.decided_on <= until for r in self.case.decisions.of(clause.name, "released"))

    def _ask(
        self, clause: Clause, item: int, day: Callable[[Window], date], before: date
    ) -> tuple[_Asked, int]:
        """
        Return what is known of the windows of a remedy whose day lies before another, and how many they are.

        What was asked is remembered, so that no window is asked twice.
        """
        asked = self._asked.setdefault((clause.name, item), _Asked())
        windows = self.case.plan.windows[clause.name]
        n = bisect_left(windows, before, key=day)
        while asked.count < n:
            k = asked.count
            certain = self.remedies.firing(clause, item, k)
            if asked.count != k:
                continue
            if certain != "F":
                asked.fired.append((k, windows[k], certain))
            earlier = asked.since[-1] if asked.since else None
            asked.since.append(latest([earlier, self.case.status_since(clause, k)]))
            asked.count += 1
        return asked, n

    def withholding(self, payment: str) -> bool:
        """Say whether unpaid instances of a payment are withheld as of the day."""
        for clause, item in self._withholding.get(payment, []):
            key = (clause.name, item)
            if key not in self._withheld:
                self._withheld[key] = self._withheld_since(clause, item)
            since = self._withheld[key]
            if since is not None and not self._released(clause, since, self.case.as_of):
                return True
        return False

    def _withheld_since(self, clause: Clause, item: int) -> date | None:
        if clause.remedies[item - 1].power:
            enforced = self.case.decisions.of(clause.name, "enforced")
            return enforced[-1].decided_on if enforced else None
        windows = self.case.plan.windows[clause.name]
        fired = [
            w.period.last
            for k, w in enumerate(windows)
            if w.period.last <= self.case.as_of and self.remedies.firing(clause, item, k) == "T"
        ]
        return max(fired, default=None)


def _last(window: Window) -> date:
    return window.period.last


def _takes_effect(window: Window) -> date:
    """Return the day on which a termination that must follow takes effect: proof may come until then."""
    return max(window.evidence_due, window.period.last)
