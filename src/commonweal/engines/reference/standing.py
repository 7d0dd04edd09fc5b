"""
What stands in the way of a window: termination, suspension, withholding (language 6.5, 7.4).

A remedy that `must` may still be undecided; then it is unknown whether a later window stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from commonweal.engines.protocol import Decision
from commonweal.engines.reference.case import Case
from commonweal.engines.reference.money.remedies import Remedies
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Clause

Item = tuple[Clause, int]


class Standing:
    """Says of each window whether it is ended or suspended, and of each payment whether it is withheld."""

    def __init__(self, case: Case, remedies: Remedies) -> None:
        self.case, self.remedies = case, remedies
        self._ending: list[Item] = []
        self._suspending: dict[str, list[Item]] = {}
        self._withholding: dict[str, list[Item]] = {}
        for clause in case.plan.terms.clauses:
            for item, remedy in enumerate(clause.remedies, 1):
                if remedy.act == "terminate" and not remedy.power:
                    self._ending.append((clause, item))
                elif remedy.act == "suspend":
                    self._suspending.setdefault(remedy.target or "", []).append((clause, item))
                elif remedy.act == "withhold":
                    self._withholding.setdefault(remedy.target or "", []).append((clause, item))
        self._fired: dict[tuple[str, int], tuple[int, list[tuple[Window, str]]]] = {}
        self._withheld: dict[tuple[str, int], date | None] = {}

    def ended(self, window: Window) -> str:
        """Say whether the agreement was terminated before a window began: "T", "U" or "F"."""
        decision = self.case.decisions.terminated()
        if decision is not None and decision.decided_on < window.period.first:
            return "T"
        truth = "F"
        for clause, item in self._ending:
            for row, certain in self._firings(clause, item, lambda w: _takes_effect(w) < window.period.first):
                day = _takes_effect(row)
                if day < window.period.first:
                    if certain == "T" and day <= self.case.as_of:
                        return "T"
                    truth = "U"
        return truth

    def suspended(self, clause: Clause, window: Window) -> tuple[str, Decision | None]:
        """Say whether a window is suspended, and by which decision (none: by a remedy that must)."""
        decision = self.case.decisions.covering(clause.name, "suspended", window)
        if decision is not None:
            return "T", decision
        truth = "F"
        for other, item in self._suspending.get(clause.name, []):
            for day, certain, by in self._starts(other, item, window):
                if not self._released(other, day, window.period.first):
                    if certain == "T":
                        return "T", by
                    truth = "U"
        return truth, None

    def _starts(self, clause: Clause, item: int, window: Window) -> list[tuple[date, str, Decision | None]]:
        """Return the days before a window from which a remedy suspends, and how certain each is."""
        first = window.period.first
        if clause.remedies[item - 1].power:
            enforced = self.case.decisions.of(clause.name, "enforced")
            return [(d.decided_on, "T", d) for d in enforced if d.decided_on <= first]
        fired = self._firings(clause, item, lambda w: w.period.last < first)
        return [(w.period.last, certain, None) for w, certain in fired if w.period.last < first]

    def _released(self, clause: Clause, since: date, until: date) -> bool:
        return any(since <= r.decided_on <= until for r in self.case.decisions.of(clause.name, "released"))

    def _firings(
        self, clause: Clause, item: int, before: Callable[[Window], bool]
    ) -> list[tuple[Window, str]]:
        """
        Return the windows at which a remedy fires, or may fire, of those that come before.

        Where the search stopped is remembered, so that no window is asked twice.
        """
        key = (clause.name, item)
        k, found = self._fired.get(key, (0, []))
        windows = self.case.plan.windows[clause.name]
        while k < len(windows) and before(windows[k]):
            certain = self.remedies.firing(clause, item, k)
            if certain != "F":
                found.append((windows[k], certain))
            k += 1
            self._fired[key] = (k, found)
        return found

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
        fired = self._firings(clause, item, lambda w: w.period.last <= self.case.as_of)
        return max((w.period.last for w, certain in fired if certain == "T"), default=None)


def _takes_effect(window: Window) -> date:
    """Return the day on which a termination that must follow takes effect: proof may come until then."""
    return max(window.evidence_due, window.period.last)
