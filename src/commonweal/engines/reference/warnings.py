"""
What stands in the record and does not fit: it is judged as the language says, and somebody should look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commonweal.engines.protocol import Decision, Member
from commonweal.engines.reference.conditions import truth_of
from commonweal.engines.reference.decisions import names_window, place_of
from commonweal.engines.reference.judge import Judge
from commonweal.engines.reference.money.acts import DUE_ACTS
from commonweal.ground.days import next_day
from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.ground.numbers import plain
from commonweal.ground.period import FiscalEnd, Period, show_period
from commonweal.terms.core.clauses import Clause, Condition, Payment, Right

_USES = (("terminated", ("terminate",)), ("enforced", ("withhold", "suspend")))
_BY_DAY = ("terminated", "enforced", "released")
"""Kinds of decision that count from their day, whichever window they name."""


def warnings(judge: Judge) -> tuple[Diagnostic, ...]:
    """
    Return the warnings about one agreement's record.

    CW5106: a power used before anything opened it, or after it ended; a waiver or suspension recorded only
    after the amount it takes away had fallen due. CW5115: a decision for a window that its clause does not
    have. CW5112: figures of a subject that the register does not hold. CW5111: a payment for a window that
    its clause does not have, or under a clause under which nothing is owed. CW5113, CW5114: an exercise that
    does not count, because the right was not open, or because it takes more than is left. CW5116: a closing
    statement about days to come.
    """
    found: list[Diagnostic] = []
    for clause in judge.clauses.values():
        found += _unopened(judge, clause)
        found += _let_go(judge, clause)
        found += _nowhere(judge, clause)
        found += _backdated(judge, clause)
        found += _beyond(judge, clause)
        found += _misplaced(judge, clause)
    for right in judge.plan.rights():
        found += _refused(judge, right)
        found += _misplaced_under(judge, right)
    return (*found, *_unregistered(judge), *_ahead(judge))


def _refused(judge: Judge, right: Right) -> Iterator[Diagnostic]:
    """Exercises that do not count: of another day, or beyond what is left."""
    for refused in judge.rights.refused(right.name):
        yield diagnose(refused.key, place_of(refused.decision), values=dict(refused.words))


def _beyond(judge: Judge, clause: Clause) -> Iterator[Diagnostic]:
    """An exercise of a remedy's power that takes more than the remedy gives does not count."""
    for k in range(len(judge.plan.windows[clause.name])):
        for item, remedy in enumerate(judge.worded(clause, k).remedies, 1):
            decision = judge.remedies.exercise(clause, item, k) if remedy.power else None
            if decision is None or decision.quantity is None:
                continue
            left = judge.remedies.beyond(clause, item, k)
            if left is not None and left.hi is not None:
                yield diagnose(
                    "CW5114",
                    place_of(decision),
                    clause=clause.name,
                    quantity=plain(decision.quantity),
                    left=plain(left.hi),
                )


def _misplaced_under(judge: Judge, right: Right) -> Iterator[Diagnostic]:
    """
    Payments made under a right that names a window it does not have, or that nobody has exercised.

    A right without schedule is judged on its day: what its use brings is owed in the window of that day,
    not of its span (8.2).
    """
    exercises = judge.rights.exercises(right.name)
    owing = {e.owed_in for e in exercises if e.made.legs}
    windows = list[Period]()
    for window in judge.plan.windows.get(right.name, ()):
        worded = judge.plan.versions[window.version].terms.right(right.name)
        if worded is not None and worded.schedule is not None:
            windows.append(window.period)
        else:
            windows += sorted({e.owed_in for e in exercises if e.window is window})
    yield from _misnamed(judge, right.name, windows)
    yield from _paid_for_nothing(judge, right.name, windows, owing)


def _unregistered(judge: Judge) -> Iterator[Diagnostic]:
    """
    Figures of a subject that no register row knows on those days enter nothing; somebody may have left it
    out.
    """
    evidence = judge.evidence
    texts = [version.terms for version in judge.plan.versions]
    measures = {m.name: m for t in texts for m in t.measures if m.per not in ("award", "public")}
    registered: dict[tuple[str, str], list[Member]] = {}
    for kind, members in evidence.members.items():
        for member in members:
            registered.setdefault((kind, member.subject), []).append(member)
    for (name, subject), facts in sorted(evidence.facts.items(), key=lambda item: item[0]):
        if name not in measures:
            continue
        kind = measures[name].per
        rows = registered.get((kind, subject), [])
        for fact in sorted(facts, key=lambda f: (f.period.start, f.period.end, f.event, f.place)):
            held = any(
                (r.start is None or r.start < fact.period.end)
                and (r.end is None or r.end >= fact.period.start)
                for r in rows
            )
            if not held and fact.value is not None:
                shown = show_period(fact.period, judge.plan.terms.fiscal_end)
                yield diagnose("CW5112", place_of(fact), kind=kind, subject=subject, period=shown)
                break


def _ahead(judge: Judge) -> Iterator[Diagnostic]:
    """
    Statements that close a measure through a day after the one on which they were recorded.

    In UTC it may still be the day before where the workspace has the day itself: one day is left for that.
    """
    for row in judge.record.closings:
        recorded = row.recorded_at.date()
        if row.recorded_at <= judge.evidence.known_at and next_day(recorded) < row.through:
            yield diagnose("CW5116", place_of(row), name=row.measure, through=row.through, recorded=recorded)


def _unopened(judge: Judge, clause: Clause) -> Iterator[Diagnostic]:
    """
    What ends, suspends or withholds, used before a window that it names had opened the power, or after the
    power of every such window had ended.
    """
    for kind, acts in _USES:
        for decision in judge.decisions.of(clause.name, kind):
            day = decision.decided_on
            opened = [
                (item, k)
                for k in sorted(judge.powers.named(clause, decision))
                for item, remedy in enumerate(judge.worded(clause, k).remedies, 1)
                if remedy.act in acts and judge.powers.open_by(clause, item, k, day)
            ]
            told = {"kind": kind, "clause": clause.name, "day": day}
            if not opened:
                yield diagnose("CW5106.unopened", place_of(decision), values=told)
                continue
            ends = [judge.powers.ended_before(clause, item, k, day) for item, k in opened]
            gone = [end for end in ends if end is not None]
            if len(gone) == len(ends):
                yield diagnose("CW5106.ended", place_of(decision), values=told | {"end": max(gone)})


def _let_go(judge: Judge, clause: Clause) -> Iterator[Diagnostic]:
    """What was released brings nothing, though somebody exercises it later."""
    for k in range(len(judge.plan.windows[clause.name])):
        release = judge.powers.release(clause, k)
        for item, remedy in enumerate(judge.worded(clause, k).remedies, 1):
            used = judge.powers.uses(clause, item, k) if remedy.power and remedy.act in DUE_ACTS else []
            if release is not None and used and release.decided_on < used[0].decided_on:
                yield diagnose(
                    "CW5106.released",
                    place_of(used[0]),
                    kind=used[0].kind,
                    clause=clause.name,
                    day=used[0].decided_on,
                    end=release.decided_on,
                )


def _nowhere(judge: Judge, clause: Clause) -> Iterator[Diagnostic]:
    """A decision that names days on which the clause has no whole window was meant for others."""
    if clause.name in judge.plan.unbound:
        return
    windows = [w.period for w in judge.plan.windows[clause.name]]
    for decision in judge.decisions.about(clause.name):
        named = _days_of(decision, judge.plan.terms.fiscal_end)
        if named is None or any(names_window(decision, window) for window in windows):
            continue
        yield diagnose(
            "CW5115.day" if decision.kind in _BY_DAY else "CW5115",
            place_of(decision),
            kind=decision.kind,
            clause=clause.name,
            window=named,
            day=decision.decided_on,
            windows=_listed(judge, windows),
        )


def _days_of(decision: Decision, fiscal: FiscalEnd | None) -> str | None:
    """Return the days that a decision names, in words; None if it names none."""
    if decision.period is not None:
        return show_period(decision.period, fiscal)
    if decision.start is None and decision.end is None:
        return None
    return f"the days from {decision.start or '…'} to {decision.end or '…'}"


def _backdated(judge: Judge, clause: Clause) -> Iterator[Diagnostic]:
    """A decision counts from its own day; one that came on record after the due date deserves a question."""
    for k in range(len(judge.plan.windows[clause.name])):
        by = judge.decision_on(clause, k)
        if by is None or by.kind not in ("waived", "suspended"):
            continue
        recorded = by.recorded_at.date()
        late = [due for due in _taken_away(judge, clause, k) if by.decided_on <= due < recorded]
        if late:
            yield diagnose(
                "CW5106.backdated",
                place_of(by),
                kind=by.kind,
                clause=clause.name,
                day=by.decided_on,
                recorded=recorded,
                due=min(late),
            )


def _taken_away(judge: Judge, clause: Clause, k: int) -> Iterator[date]:
    """Return the due dates of what a window would owe if nothing had been waived or suspended."""
    if isinstance(clause, Payment):
        due = judge.amounts.due(clause, k)
        if due is not None:
            yield due
        return
    _, plain, _ = judge.status(clause, k)
    for item, remedy in enumerate(judge.worded(clause, k).remedies, 1):
        due = judge.remedies.due(clause, item, k)
        if remedy.act in DUE_ACTS and due is not None and truth_of(plain, remedy.state) == "T":
            yield due


def _misplaced(judge: Judge, clause: Clause) -> Iterator[Diagnostic]:
    windows = [w.period for w in judge.plan.windows[clause.name]]
    yield from _misnamed(judge, clause.name, windows)
    if isinstance(clause, Condition) and judge.payments.get(clause.name):
        owing = {
            window
            for k, window in enumerate(windows)
            for item, remedy in enumerate(judge.worded(clause, k).remedies, 1)
            if remedy.act in DUE_ACTS and judge.remedies.fired(clause, item, k) is not None
        }
        yield from _paid_for_nothing(judge, clause.name, windows, owing)


def _misnamed(judge: Judge, name: str, windows: list[Period]) -> Iterator[Diagnostic]:
    fiscal = judge.plan.terms.fiscal_end
    for row in judge.payments.get(name, []):
        if row.window is not None and row.window not in windows:
            yield diagnose(
                "CW5111",
                place_of(row),
                clause=name,
                window=show_period(row.window, fiscal),
                windows=_listed(judge, windows),
            )


def _listed(judge: Judge, windows: list[Period]) -> str:
    """Return the first windows of a clause, to choose from."""
    shown = ", ".join(show_period(w, judge.plan.terms.fiscal_end) for w in windows[:6])
    return shown + (" …" if len(windows) > 6 else "") or "none"


def _paid_for_nothing(
    judge: Judge, name: str, windows: list[Period], owing: set[Period]
) -> Iterator[Diagnostic]:
    for row in judge.payments.get(name, []):
        stray = row.window in windows and row.window not in owing if row.window is not None else not owing
        if stray:
            yield diagnose(
                "CW5111.nothing",
                place_of(row),
                clause=name,
                amount=row.amount,
                currency=row.currency,
            )
