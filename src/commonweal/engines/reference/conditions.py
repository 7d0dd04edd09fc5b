"""
The status of each window of a condition: eleven rows, the first that holds (language 6.2 to 6.4).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from commonweal.engines.protocol import Decision, Missing, Trace
from commonweal.engines.reference.case import Case
from commonweal.engines.reference.evaluate import Here
from commonweal.engines.reference.outcome import Outcome, latest, reason, recorded
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Condition
from commonweal.terms.core.dates import offset_day

ROWS = {
    "ended": 1,
    "inapplicable": 2,
    "suspended": 3,
    "waived": 4,
    "cured": 5,
    "curing": 6,
    "breached": 7,
    "met": 8,
    "not_due": 9,
    "open": 10,
    "overdue": 11,
}

UNTESTED = ("ended", "inapplicable", "suspended", "waived")

# The guard of a window of which an undecided remedy may have made an end.
UNDECIDED = Outcome(truth="U", why=frozenset({"clause"}))


@dataclass(slots=True)
class Judged:
    """
    The status of one window. A value: nobody changes one.

    Attributes
    ----------
    plain : the status if no waiver or suspension had been decided (7.7)
    by : the decision that changed it, if one did
    cure_until : last day of a cure that runs; None: none does, or its end hangs on a date that nobody knows
    """

    status: str
    reason: str
    since: datetime | None
    vacuous: bool = False
    missing: tuple[Missing, ...] = ()
    plain: str = ""
    by: Decision | None = None
    trace: Trace | None = None
    cure_until: date | None = None


class Conditions:
    """Judges the conditions of one case, each window once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._judged: dict[tuple[str, int], Judged] = {}

    def judge(self, clause: Condition, k: int) -> Judged:
        """Return the status of the k-th window."""
        key = (clause.name, k)
        if key not in self._judged:
            worded = self.case.worded(clause, k)
            assert isinstance(worded, Condition)
            self._judged[key] = self._judge(worded, self.case.plan.windows[clause.name][k])
        return self._judged[key]

    def _judge(self, clause: Condition, window: Window) -> Judged:
        case, evaluator = self.case, self.case.at(window)
        evaluator.begin()
        ended = case.ended(window)
        here = Here(clause, window)
        guard = evaluator.evaluate(clause.guard, here) if clause.guard is not None else Outcome(truth="T")
        duty = evaluator.evaluate(clause.duty, here)
        deadline, notice = cure_deadline(case, clause, window)
        cured = None
        if clause.cure is not None and duty.truth == "F" and guard.truth == "T":
            until = deadline or case.as_of
            cured = evaluator.evaluate(clause.cure.formula, replace(here, cure_until=until, paid_until=until))
        suspended = case.suspended(clause, window)
        waiver = case.decisions.covering(clause.name, "waived", window)
        # While it is open whether the window stands at all, nothing is said of its duty.
        stands = guard if guard.truth != "T" or "U" not in (ended.truth, suspended.truth) else UNDECIDED
        plain = self._plain(clause, window, stands, duty, cured, deadline)
        status, by = plain, None
        if ended.truth == "T":
            status = "ended"
        elif guard.truth == "F":
            status = "inapplicable"
        elif suspended.truth == "T":
            status, by = "suspended", suspended.by
        elif waiver is not None and suspended.truth == "F":
            status, by = "waived", waiver
        evaluator.end(counts=status not in UNTESTED)
        anchors = (
            [o.anchor for o in clause.cure.deadlines if o.anchor is not None] if cured and clause.cure else []
        )
        dated = [recorded(evaluator.date_rows(anchor)) for anchor in anchors]
        given = notice.recorded_at if notice is not None and cured else None
        known = [ended.since, suspended.since, given, *dated, case.dated(clause, window.version)]
        made = self._made(clause, window, status, plain, by, stands, duty, cured, latest(known))
        return replace(made, cure_until=deadline) if status == "curing" else made

    def _plain(
        self,
        clause: Condition,
        window: Window,
        guard: Outcome,
        duty: Outcome,
        cured: Outcome | None,
        deadline: date | None,
    ) -> str:
        """Return the status from truths and dates alone: rows 2 and 5 to 11."""
        if guard.truth == "F":
            return "inapplicable"
        if guard.truth == "T" and duty.truth == "F":
            if cured is not None and cured.truth == "T":
                return "cured"
            if clause.cure is not None and (deadline is None or self.case.as_of <= deadline):
                return "curing"
            return "breached"
        if guard.truth == "T" and duty.truth == "T":
            return "met"
        if window.period.last > self.case.acted:
            return "not_due"
        return "open" if self.case.acted <= window.evidence_due else "overdue"

    def _made(
        self,
        clause: Condition,
        window: Window,
        status: str,
        plain: str,
        by: Decision | None,
        guard: Outcome,
        duty: Outcome,
        cured: Outcome | None,
        known: datetime | None,
    ) -> Judged:
        parts = [guard, duty, *([cured] if cured is not None else [])]
        since = latest([known, *(p.since for p in parts), by.recorded_at if by else None])
        code = f"status:{ROWS[status]}"
        missing: tuple[Missing, ...] = ()
        if status in ("not_due", "open", "overdue"):
            unknown = [p for p in parts if p.truth == "U"]
            code += f" unknown:{reason(w for p in unknown for w in p.why)}"
            missing = tuple(dict.fromkeys(m for p in unknown for m in p.missing))
        trace = self._trace(status, by, guard, duty, cured, clause) if self.case.explain else None
        vacuous = status == "met" and duty.vacuous
        return Judged(status, code, since, vacuous, missing, plain, by, trace)

    def _trace(
        self,
        status: str,
        by: Decision | None,
        guard: Outcome,
        duty: Outcome,
        cured: Outcome | None,
        clause: Condition,
    ) -> Trace:
        steps: list[Trace] = []
        if by is not None:
            steps.append(
                Trace("decision", text=f"{by.kind} by {by.authority} on {by.decided_on}", facts=(by,))
            )
        if guard.trace is not None:
            text = "applies only while" if guard.truth != "U" else "duty judged, but the guard is unknown"
            steps.append(Trace("guard", text=text, truth=guard.truth, because=(guard.trace,), rule="6.2"))
        if duty.trace is not None:
            steps.append(duty.trace)
        if cured is not None and cured.trace is not None:
            steps.append(
                Trace("cure", text="cured if", truth=cured.truth, because=(cured.trace,), rule="6.4")
            )
        return Trace("status", text=status, because=tuple(steps), rule=f"6.2 row {ROWS[status]}")


def cure_deadline(case: Case, clause: Condition, window: Window) -> tuple[date | None, Decision | None]:
    """
    Return the earliest cure deadline that is fixed, and the notice it counts from if there is one.

    A notice given before the window ends counts from its end.
    """
    if clause.cure is None:
        return None, None
    notice = case.decisions.covering(clause.name, "notice", window)
    day = max(notice.decided_on, window.period.last) if notice is not None else None
    calendar = case.at(window).calendar(Here(clause, window))
    fixed = [offset_day(o, calendar, day) for o in clause.cure.deadlines]
    return min((d for d in fixed if d is not None), default=None), notice


# ---- predicates (6.3) -----------------------------------------------------------------------------

_TRUE = {
    "satisfied": {"met", "cured", "waived", "inapplicable", "ended"},
    "met": {"met"},
    "breached": {"breached"},
    "cured": {"cured"},
    "overdue": {"overdue"},
    "waived": {"waived"},
}
_UNKNOWN = {
    "satisfied": {"not_due", "open", "overdue", "suspended", "curing"},
    "met": {"not_due", "open", "overdue", "suspended"},
    "breached": {"not_due", "open", "overdue", "curing"},
    "cured": {"not_due", "open", "overdue", "curing"},
    "overdue": set[str](),
    "waived": set[str](),
}


def truth_of(status: str, state: str) -> str:
    """Return whether a window in a status `is` a state."""
    if status in _TRUE[state]:
        return "T"
    return "U" if status in _UNKNOWN[state] else "F"


def windows_in(windows: Sequence[Window], days: Period) -> range:
    """Return the windows that end in a stretch; windows stand in order and do not overlap."""
    first = bisect_left(windows, days.start, key=lambda w: w.period.last)
    return range(first, bisect_left(windows, days.end, key=lambda w: w.period.last))


def windows_for(windows: Sequence[Window], days: Period) -> list[int]:
    """Return the windows that end in a stretch; if none does, the last that ended before it."""
    inside = windows_in(windows, days)
    return list(inside) if inside else [inside.start - 1] if inside.start > 0 else []
