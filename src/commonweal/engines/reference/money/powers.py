"""
Powers: which decision uses the power that a window opened, how long it can be used, and its state (7.3).

Each window opens a power of its own. What the text grants is not lost by waiting: a power ends when it is
used, when it is released, or when nothing is left that its use could change (decision 39).
"""

from __future__ import annotations

from datetime import date

from commonweal.engines.protocol import Decision
from commonweal.engines.reference.case import Case
from commonweal.engines.reference.decisions import names_window
from commonweal.engines.reference.money.acts import DUE_ACTS
from commonweal.engines.reference.money.remedies import Remedies
from commonweal.ground.days import MAX_DAY
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Clause, Condition, Remedy

_USED_BY = {"terminate": "terminated", "withhold": "enforced", "suspend": "enforced"}


class Powers:
    """Answers for the powers of one case, window by window."""

    def __init__(self, case: Case, remedies: Remedies) -> None:
        self.case, self.remedies = case, remedies
        self._until: dict[tuple[str, str, str], date | None] = {}
        self._named: dict[Decision, frozenset[int]] = {}

    def until(self, clause: Clause, remedy: Remedy) -> date | None:
        """
        Return the last day on which the use of a power can change something, None if no day is set.

        Money may be claimed or held back until somebody lets go of it. To suspend or to end is over with the
        last window that could rest or end, yet not before the clause's own proof is due.
        """
        if remedy.act not in ("suspend", "terminate"):
            return None
        key = (clause.name, remedy.act, remedy.target or "")
        if key not in self._until:
            self._until[key] = self._last_of(*key)
        return self._until[key]

    def _last_of(self, name: str, act: str, target: str) -> date | None:
        plan = self.case.plan
        touched = [target] if act == "suspend" else [*plan.windows, *plan.unbound]
        if plan.unbound.intersection(touched):
            return None
        ends = (w.period.last for other in touched for w in plan.windows.get(other, ()))
        last = max((*ends, *(w.evidence_due for w in plan.windows[name])), default=MAX_DAY)
        return last if last < MAX_DAY else None

    def open_by(self, clause: Clause, item: int, k: int, day: date) -> bool:
        """Say whether the k-th window has opened a power of this remedy, and may have done so by a day."""
        remedy = self.remedies.at(clause, item, k)
        return (
            remedy is not None
            and self.remedies.fires(clause, item, k) == "T"
            and _decided_by(clause, remedy, self.case.plan.windows[clause.name][k], day)
        )

    def ended_before(self, clause: Clause, item: int, k: int, day: date) -> date | None:
        """Return the day on which the power of the k-th window had ended before another day, if it had."""
        remedy = self.remedies.at(clause, item, k)
        until = self.until(clause, remedy) if remedy is not None else None
        release = self.release(clause, k)
        ends = [
            end for end in (until, release.decided_on if release is not None else None) if end is not None
        ]
        return min((end for end in ends if end < day), default=None)

    def named(self, clause: Clause, decision: Decision) -> frozenset[int]:
        """Return the windows that a decision on a clause names; all of them if it names none that exist."""
        if decision not in self._named:
            windows = self.case.plan.windows[clause.name]
            found = frozenset(k for k, window in enumerate(windows) if names_window(decision, window.period))
            self._named[decision] = found or frozenset(range(len(windows)))
        return self._named[decision]

    def uses(self, clause: Clause, item: int, k: int) -> list[Decision]:
        """
        Return the decisions that use the power of the k-th window, earliest first.

        One that names the window uses its power; one that names a longer stretch, or no window, uses what was
        open on its day.
        """
        remedy = self.remedies.at(clause, item, k)
        if remedy is None:
            return []
        if remedy.act in DUE_ACTS:
            exercised = self.remedies.exercise(clause, item, k)
            counts = exercised is not None and self.remedies.beyond(clause, item, k) is None
            return [exercised] if exercised is not None and counts else []
        window = self.case.plan.windows[clause.name][k]
        if _USED_BY[remedy.act] == "enforced":
            taken = self.case.decisions.enforced(clause.name, frozenset({window.version}))
        else:
            taken = self.case.decisions.of(clause.name, "terminated")
        return [
            d
            for d in taken
            if k in self.named(clause, d)
            and (d.period == window.period or _decided_by(clause, remedy, window, d.decided_on))
        ]

    def release(self, clause: Clause, k: int) -> Decision | None:
        """Return the decision that releases the k-th window, if one does."""
        return self.case.decisions.covering(clause.name, "released", self.case.plan.windows[clause.name][k])

    def state(self, clause: Clause, item: int, k: int) -> str:
        """Return the state of the power of the k-th window: unknown, available, exercised, lapsed."""
        remedy, uses, released = self.remedies.at(clause, item, k), self.uses(clause, item, k), False
        assert remedy is not None
        if remedy.act in DUE_ACTS:
            standing = uses if self.release(clause, k) is None else []
        elif remedy.act == "terminate":
            standing = uses
            released = self.case.decisions.terminated() is not None
        else:
            # What is held back or rests is free again by any release on the clause, as in `Standing`.
            ends = [r.decided_on for r in self.case.decisions.of(clause.name, "released")]
            standing = [d for d in uses if not any(d.decided_on <= end for end in ends)]
            released = bool(uses)
        if standing:
            return "exercised"
        until = self.until(clause, remedy)
        over = until is not None and self.case.as_of > until
        if released or over or self.release(clause, k) is not None:
            return "lapsed"
        return "available" if self.remedies.fires(clause, item, k) == "T" else "unknown"


def _decided_by(clause: Clause, remedy: Remedy, window: Window, day: date) -> bool:
    """Say whether a window can be in the state of a trigger by a day; proof is overdue after its own."""
    if isinstance(clause, Condition) and remedy.state == "overdue":
        return window.evidence_due < day
    return window.period.last <= day
