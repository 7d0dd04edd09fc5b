"""
Rights: what a party may do, on which days, how often, and what each exercise brings (language 8.2).

A decision that uses a right counts if the holder took it on a day on which the right was open and something
of it was left. Decisions are judged in the order of their days, each once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from commonweal.engines.protocol import Decision, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Case, reporting
from commonweal.engines.reference.evaluate import Here
from commonweal.engines.reference.money.acts import (
    DUE_ACTS,
    QUANTITY_ACTS,
    Made,
    currencies_of,
    quantity_of,
    repays,
    rounded,
    work_out,
)
from commonweal.engines.reference.outcome import Outcome, latest
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground.days import MAX_DAY, next_day
from commonweal.ground.numbers import plain
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Right
from commonweal.terms.core.dates import offset_day

NOT_COUNTED = {
    "CW5113": "the right was not open on that day",
    "CW5113.while": "its `while` did not hold on that day",
    "CW5113.ended": "the agreement had ended",
    "CW5114": "it takes more than was left",
    "CW5114.used": "the right was used up",
}
"""Why a decision on a right does not count, by the key of its message, as a trace tells it."""

PAUSES = ("suspend", "withhold")
"""Acts that last from their exercise until they are released."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """
    One decision that uses a right.

    Attributes
    ----------
    n : its number among those that count; window : the window of the right that it fell in
    certain : "T" it counts, "U" it may (what the right hangs on, or what is left, is not known)
    taken : the quantity it took, of the acts that bring one
    due : day on which what it makes due falls due; anchor : what that day counts from
    """

    n: int
    right: Right
    decision: Decision
    window: Window
    certain: str
    taken: Interval
    due: date | None
    anchor: str
    made: Made
    since: datetime | None

    @property
    def day(self) -> date:
        """Return the day of the decision."""
        return self.decision.decided_on

    @property
    def owed_in(self) -> Period:
        """Return the window in which what it makes due is owed: without schedule that of its day (8.2)."""
        return Period.days_of(self.day, self.day) if self.right.schedule is None else self.window.period


@dataclass(frozen=True, slots=True)
class Refused:
    """
    A decision that uses a right and does not count: the message that says why, and since when that is known.

    The recording of the decision itself does not enter: before it nothing was used either.
    """

    decision: Decision
    key: str
    words: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None


@dataclass
class _Used:
    """The decisions on one right and what became of those judged so far, by their place among all."""

    decisions: list[Decision]
    judged: list[Exercise | Refused] = field(default_factory=list)
    doubt: Exercise | None = None

    @property
    def counted(self) -> list[Exercise]:
        """Return those that count or may count."""
        return [e for e in self.judged if isinstance(e, Exercise)]

    @property
    def refused(self) -> list[Refused]:
        """Return those that do not count."""
        return [e for e in self.judged if isinstance(e, Refused)]

    @property
    def since(self) -> datetime | None:
        """Return since when it is known of each whether it counts."""
        return latest([e.since for e in self.judged])


@dataclass(frozen=True, slots=True)
class _Left:
    """
    What is left of a right: whether it is used up ("T", "F", "U"), and of a quantity how much.

    `whole` is the quantity that its text names.
    """

    gone: str
    quantity: Interval
    whole: Outcome | None = None


class Rights:
    """Judges the exercises of the rights of one case and says in which state a right is on a day."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._used: dict[str, _Used] = {}

    # ---- exercises --------------------------------------------------------------------------------

    def exercises(self, name: str, before: date | None = None) -> list[Exercise]:
        """Return the exercises of a right that count or may count, up to a day that is not counted."""
        used = self._judged(name, before)
        found = [*used.counted, *([used.doubt] if used.doubt is not None else [])]
        return [e for e in found if before is None or e.day < before]

    def refused(self, name: str) -> list[Refused]:
        """Return the decisions on a right that do not count."""
        return self._judged(name, None).refused

    def refused_since(self, name: str, before: date) -> datetime | None:
        """Return since when it is known that the uses of a right before a day that do not count do not."""
        return latest([r.since for r in self._judged(name, before).refused if r.decision.decided_on < before])

    def repaid_under(self, name: str, n: int, payee: str, holder: str, currency: str) -> Outcome:
        """
        Return what the n-th decision on a right, from 0, made due as a repayment from one party to another.

        Nothing if it does not count, and if the version of its day gives another right under that name.
        """
        used = self._judged(name, next_day(self.case.decisions.exercises(name)[n].decided_on))
        exercise = used.judged[n] if n < len(used.judged) else used.doubt
        since = exercise.since if exercise is not None else None
        if not isinstance(exercise, Exercise) or not repays(exercise.right, payee, holder, currency):
            return Outcome(num=exactly(ZERO), since=since)
        num = exercise.made.amount(currency)
        return Outcome(num=num, since=since, missing=exercise.made.missing if num.point is None else ())

    def _judged(self, name: str, before: date | None) -> _Used:
        if name not in self._used:
            self._used[name] = _Used(self.case.decisions.exercises(name))
        used = self._used[name]
        while len(used.judged) < len(used.decisions) and used.doubt is None:
            decision = used.decisions[len(used.judged)]
            if before is not None and decision.decided_on >= before:
                break
            found = self._exercise(name, used, decision)
            used.doubt = None
            used.judged.append(found)
        return used

    def _exercise(self, name: str, used: _Used, decision: Decision) -> Exercise | Refused:
        """Return a decision as an exercise, or why it does not count."""
        day, window = decision.decided_on, self._holding(name, decision.decided_on)
        if window is None:
            return _refused("CW5113", decision, None)
        if self._released(name, day):
            given_up = (d.recorded_at for d in self.case.decisions.of(name, "released") if d.decided_on < day)
            return _refused("CW5113", decision, latest(given_up))
        right = self._right(name, window)
        here = self._here(right, window, day)
        nothing = exactly(ZERO)
        n = len(used.counted) + 1
        blank = Exercise(n, right, decision, window, "U", nothing, day, "exercise", Made(), None)
        # What is asked while it is judged does not know yet whether it counts.
        used.doubt = blank
        ended = self.case.ended(here.window)
        guard = self._guard(right, here, day)
        left = self._left(right, here, used.counted)
        known = [ended.since, guard.since, used.since]
        known += [self.case.governed(window.period.first), self.case.dated(right)]
        known += [left.whole.since if left.whole is not None else None]
        since = latest(known)
        why_not = {"CW5113.ended": ended.truth, "CW5113.while": values.negated(guard.truth or "U")}
        why_not["CW5114.used"] = left.gone
        for key, holds in why_not.items():
            if holds == "T":
                return _refused(key, decision, since)
        taken = self._taken(right, decision, left, here)
        if taken.lo is not None and left.quantity.hi is not None and taken.lo > left.quantity.hi:
            words = {"quantity": plain(taken.lo), "left": plain(left.quantity.hi)}
            return _refused("CW5114", decision, since, **words)
        truth = values.all_of([values.negated(t) for t in why_not.values()])
        since = latest([since, decision.recorded_at])
        return self._counted(replace(blank, certain=truth, taken=taken, since=since), here, used, left, guard)

    def _counted(self, blank: Exercise, here: Here, used: _Used, left: _Left, guard: Outcome) -> Exercise:
        """Return an exercise that counts or may count with what it makes due."""
        right, decision, taken, truth = blank.right, blank.decision, blank.taken, blank.certain
        if decision.quantity is not None and right.act in QUANTITY_ACTS:
            certain = left.quantity.lo is not None and taken.hi is not None and taken.hi <= left.quantity.lo
            truth = truth if certain else "U"
        made = self._made(right, here, blank.day, used, taken)
        due, anchor = self._due(right, here, blank.day)
        since = latest([blank.since, made.since])
        made = replace(self._told(made, decision, guard, truth), since=since)
        taken = taken if truth == "T" else Interval(ZERO, taken.hi)
        return replace(blank, certain=truth, taken=taken, due=due, anchor=anchor, made=made, since=since)

    def _taken(self, right: Right, decision: Decision, left: _Left, here: Here) -> Interval:
        """Return the quantity that a decision takes: its own, in whole units, else the rest."""
        if right.act not in QUANTITY_ACTS or right.quantity is None:
            return exactly(ZERO)
        if decision.quantity is None:
            return left.quantity
        return rounded(
            exactly(decision.quantity), right.quantity.type, self.case.at(here.window).terms.rounding
        )

    def _made(self, right: Right, here: Here, day: date, used: _Used, taken: Interval) -> Made:
        if right.act not in DUE_ACTS:
            return Made()
        currency = currencies_of(right)[0]
        before, room = None, None
        if right.net:
            before = Outcome(num=exactly(ZERO))
            for exercise in used.counted:
                made = exercise.made
                missing = () if made.known else made.missing
                total = values.plus(before.number, made.amount(currency))
                before = Outcome(num=total, missing=(*before.missing, *missing))
        if right.act == "repay":
            place = (next_day(day), day, right.name, 1, len(used.judged))
            room = self.case.room(right.payee or "", right.holder, currency, place)
        made = work_out(
            right,
            self.case.at(here.window),
            here,
            before=before,
            room=room,
            taken=taken if right.act in QUANTITY_ACTS else None,
            words=f"{right.name} exercised on {day}",
            rule="8.2",
        )
        return replace(made, since=latest([made.since, room.since if room is not None else None]))

    def _told(self, made: Made, decision: Decision, guard: Outcome, truth: str) -> Made:
        """Return what an exercise makes due with the decision and what it hung on in its trace."""
        made = made.at_most(truth)
        if truth == "U":
            missing = tuple(dict.fromkeys((*made.missing, *guard.missing)))
            made = replace(made, why=made.why | guard.why, missing=missing)
        text = f"{decision.kind} by {decision.authority} on {decision.decided_on}"
        told = [Trace("decision", text=text, facts=(decision,))]
        if guard.trace is not None:
            told.append(Trace("guard", text="only while", truth=guard.truth, because=(guard.trace,)))
        return made.because(*told)

    def _due(self, right: Right, here: Here, day: date) -> tuple[date | None, str]:
        """Return the day on which an exercise falls due; the exercise is the notice it may count from."""
        if right.due is None:
            return day, "exercise"
        calendar = self.case.at(here.window).calendar(here)
        return offset_day(right.due, calendar, day), "notice" if right.due.on_notice else "date"

    # ---- windows, `while`, what is left -----------------------------------------------------------

    def _holding(self, name: str, day: date) -> Window | None:
        """Return the window of a right that holds a day; of two versions the later one's."""
        windows = self.case.plan.windows.get(name, ())
        first = bisect_left(windows, day, key=lambda w: w.period.last)
        found = (w for w in windows[first:] if w.period.first <= day)
        if len(self.case.plan.versions) == 1:
            return next((w for w in windows[first : first + 1] if w.period.first <= day), None)
        return max(found, key=lambda w: w.version, default=None)

    def _right(self, name: str, window: Window) -> Right:
        right = self.case.plan.versions[window.version].terms.right(name)
        assert right is not None
        return right

    def _here(self, right: Right, window: Window, day: date) -> Here:
        """
        Return where a right is judged on a day: in its window, without schedule in a window of the day. What
        the text leaves open (`since`, `in last`, `in year to date`) ends on that day.
        """
        stand = reporting(self.case.at(window).terms, right.name)
        if right.schedule is None:
            window = Window(Period.days_of(day, day), day, version=window.version)
        return Here(stand, window, paid_until=day, until=day)

    def _guard(self, right: Right, here: Here, day: date) -> Outcome:
        """Return whether the `while` of a right held on a day, by what is known of it now."""
        if right.guard is None:
            return Outcome(truth="T")
        # A payment or waiver that came later neither opens a right nor undoes its exercise.
        evaluator = self.case.on(day).at(here.window)
        evaluator.begin()
        found = evaluator.evaluate(right.guard, here)
        asked = evaluator.end(counts=True)
        self.case.at(here.window).coverage[0].add(asked)
        return found

    def _released(self, name: str, day: date) -> bool:
        """Say whether the holder has given a right up; of a pause that is only its end."""
        right = self.case.plan.right(name)
        if right is None or right.act in PAUSES:
            return False
        return any(d.decided_on < day for d in self.case.decisions.of(name, "released"))

    def _left(self, right: Right, here: Here, counted: Sequence[Exercise]) -> _Left:
        """Return what is left of a right after the exercises that count or may count."""
        whole = None
        quantity = exactly(ZERO)
        if right.act in QUANTITY_ACTS:
            whole = quantity_of(right, self.case.at(here.window), here)
            quantity = whole.number
        if whole is not None and right.times is None:
            for exercise in counted:
                quantity = values.minus(quantity, exercise.taken)
            quantity = values.greatest([quantity, exactly(ZERO)])
            some = quantity.lo is not None and quantity.lo > 0
            none = quantity.hi is not None and quantity.hi <= 0
            return _Left("T" if none else "F" if some else "U", quantity, whole)
        times = right.times if right.times is not None else 1
        sure = sum(e.certain == "T" for e in counted)
        gone = "T" if sure >= times else "U" if len(counted) >= times else "F"
        return _Left(gone, quantity, whole)

    # ---- states -----------------------------------------------------------------------------------

    def state(self, name: str, day: date) -> str:
        """Return the state of a right on a day (8.2)."""
        windows = self.case.plan.windows.get(name, ())
        if not windows:
            return "unknown" if self.case.waits(name) else "lapsed"
        counted = self.exercises(name, next_day(day))
        first = min(windows, key=lambda w: w.period.first)
        if day < first.period.first:
            return "lapsed" if self.case.ended(first).truth == "T" else "not_yet"
        window = self._holding(name, day)
        last = window or max((w for w in windows if w.period.first <= day), key=lambda w: w.period.last)
        right = self._right(name, last)
        here = self._here(right, last, min(day, last.period.last))
        gone = self._left(right, here, counted).gone if counted else "F"
        if gone == "T":
            return "exercised"
        if self._released(name, next_day(day)) or day > windows[-1].period.last:
            return "unknown" if gone == "U" else "lapsed"
        ended = self.case.ended(here.window).truth if window is not None else "F"
        if gone == "U" or ended == "U":
            # Perhaps used up, perhaps over: then it is not just closed today.
            return "unknown"
        if window is None or ended == "T":
            return "unavailable" if window is None else "lapsed"
        guard = self._guard(right, here, day).truth or "U"
        return {"T": "available", "U": "unknown", "F": "unavailable"}[guard]

    def explained(self, name: str, day: date) -> tuple[Trace, Outcome]:
        """Return why a right is in its state on a day, and what its `while` came to if it was asked."""
        windows, window = self.case.plan.windows.get(name, ()), self._holding(name, day)
        steps = [self._days_told(name, windows, window)]
        for exercise in self.exercises(name, next_day(day)):
            counts = "it counts" if exercise.certain == "T" else "whether it counts is not known"
            steps.append(_decision_told(exercise.decision, counts))
        for refused in self.refused(name):
            if refused.decision.decided_on <= day:
                steps.append(_decision_told(refused.decision, NOT_COUNTED[refused.key]))
        for decision in self.case.decisions.of(name, "released"):
            if decision.decided_on <= day:
                steps.append(_decision_told(decision, "given up"))
        guard, state = Outcome(truth="T"), self.state(name, day)
        if window is not None and state in ("available", "unavailable", "unknown"):
            right = self._right(name, window)
            guard = self._guard(right, self._here(right, window, day), day)
        if guard.trace is not None:
            steps.append(Trace("guard", text="open only while", truth=guard.truth, because=(guard.trace,)))
        return Trace("right", text=f"on {day}", because=tuple(steps), rule="8.2"), guard

    def _days_told(self, name: str, windows: Sequence[Window], window: Window | None) -> Trace:
        """Return the days on which a right is open, as a trace tells them."""
        if window is None:
            first, last = min(w.period.first for w in windows), windows[-1].period.last
            return Trace("window", text=f"not open on that day: its days are from {first} to {last}")
        days, right = window.period, self._right(name, window)
        until = f" until {days.last}" if days.last < MAX_DAY else ""
        often = f", up to {right.times} times in all" if right.times is not None else ""
        return Trace("window", text=f"open from {days.first}{until}{often}")


def _decision_told(decision: Decision, said: str) -> Trace:
    quantity = f" of {plain(decision.quantity)}" if decision.quantity is not None else ""
    text = f"{decision.kind}{quantity} by {decision.authority} on {decision.decided_on}: {said}"
    return Trace("decision", text=text, facts=(decision,))


def _refused(key: str, decision: Decision, since: datetime | None, **words: str) -> Refused:
    shown = {"clause": decision.clause, "day": str(decision.decided_on), **words}
    return Refused(decision, key, tuple(shown.items()), since)
