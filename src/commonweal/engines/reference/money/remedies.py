"""
What follows a status: amounts that fall due, powers that open (language 7.3, 7.4).

A trigger fires at a window for certain, perhaps, or not. Perhaps comes from windows whose state is not
known yet: counters of runs are then followed along every possibility. Remedies of several versions of an
agreement are one if they have the same clause and number; where a version has none, its windows are neutral.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, datetime

from commonweal.engines.protocol import Decision, Missing, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Case, Place
from commonweal.engines.reference.conditions import truth_of
from commonweal.engines.reference.evaluate import Here
from commonweal.engines.reference.money import pending
from commonweal.engines.reference.money.acts import (
    DUE_ACTS,
    QUANTITY_ACTS,
    Leg,
    Made,
    currencies_of,
    repays,
    rounded,
    total_of,
    work_out,
)
from commonweal.engines.reference.money.pending import Pending
from commonweal.engines.reference.money.triggers import FIRED, NEUTRAL, following, trigger_words
from commonweal.engines.reference.outcome import Outcome, latest
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground.currencies import minor_digits
from commonweal.ground.days import next_day
from commonweal.ground.rounding import Rounding
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Clause, Remedy
from commonweal.terms.core.dates import offset_day


@dataclass(frozen=True, slots=True)
class Fired:
    """
    One firing of a remedy.

    Attributes
    ----------
    certain : "T" it fires, "U" it may (an earlier window is not decided)
    legs : what it makes due, of the acts that make something due
    due : day it falls due, None while its anchor has not happened; anchor : what it counts from
    """

    k: int
    certain: str
    legs: tuple[Leg, ...]
    due: date | None
    anchor: str
    since: datetime | None = None
    why: frozenset[str] = frozenset()
    missing: tuple[Missing, ...] = ()
    released: Decision | None = None

    def amount(self, currency: str) -> Interval:
        """Return what it makes due in a currency or unit."""
        return total_of(self.legs, currency)


class Remedies:
    """Works out the remedies of one case, window by window, in order."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._firing: dict[tuple[str, int], list[str]] = {}
        self._counters: dict[tuple[str, int], frozenset[int]] = {}
        self._fired: dict[tuple[str, int, int], Fired] = {}
        self._sums: dict[tuple[str, int, str], list[Interval]] = {}
        self._repays: dict[tuple[str, str, str], list[Place]] = {}
        self._repaid: dict[tuple[str, str, str], list[Outcome]] = {}
        self._unsettled: dict[tuple[str, str, str], list[tuple[int, Pending]]] = {}

    def at(self, clause: Clause, item: int, k: int) -> Remedy | None:
        """Return a remedy as the version words it that governs the k-th window, None if it has none."""
        found = self.case.worded(clause, k).remedies
        return found[item - 1] if item <= len(found) else None

    # ---- triggers ---------------------------------------------------------------------------------

    def truth(self, clause: Clause, item: int, k: int) -> str:
        """
        Return whether the k-th window is in the state of a trigger, decisions that came late set aside
        (7.7); "-" if it neither counts nor breaks a run.
        """
        remedy = self.at(clause, item, k)
        if remedy is None:
            return "-"
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
        while len(made) <= k:
            truth = self.truth(clause, item, len(made))
            counters = self._counters.get(key) or self._at_first(clause, item)
            fired, counters = following(self.at(clause, item, len(made)), truth, counters)
            self._counters[key] = counters
            made.append(fired)
        return made[k]

    def _at_first(self, clause: Clause, item: int) -> frozenset[int]:
        """Return where a count may stand before the first window that is known."""
        remedy = self.at(clause, item, 0)
        if remedy is None or not self.case.unsure(clause.name, self.case.plan.windows[clause.name][0]):
            return frozenset({0})
        fired = {FIRED} if remedy.repeat == "times" else set[int]()
        return frozenset({*range(remedy.times), *fired})

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
        remedy = self.at(clause, item, k)
        return (
            remedy is not None
            and self.truth(clause, item, k) == "U"
            and (remedy.repeat == "each" or self.fires(clause, item, k) == "U")
        )

    # ---- amounts ----------------------------------------------------------------------------------

    def exercise(self, clause: Clause, item: int, k: int) -> Decision | None:
        """Return the decision that exercises a power in the k-th window: the earliest that covers it."""
        return self.case.decisions.covering(clause.name, "exercised", self.case.plan.windows[clause.name][k])

    def beyond(self, clause: Clause, item: int, k: int) -> Interval | None:
        """Return the whole quantity of a power if its exercise takes more than that, else None."""
        remedy, decision = self.at(clause, item, k), self.exercise(clause, item, k)
        if remedy is None or not remedy.power or remedy.act not in QUANTITY_ACTS:
            return None
        if decision is None or decision.quantity is None:
            return None
        whole = self._worked_out(clause, item, k, remedy, whole=True).amount(remedy.unit or "")
        return whole if whole.hi is not None and decision.quantity > whole.hi else None

    def fired(self, clause: Clause, item: int, k: int) -> Fired | None:
        """Return the firing of a remedy at the k-th window, None if it does not fire."""
        certain = self.fires(clause, item, k)
        if certain == "F" or self.truth(clause, item, k) == "U":
            return None
        key = (clause.name, item, k)
        if key not in self._fired:
            self._fired[key] = self._firing_of(clause, item, k, certain)
        return self._fired[key]

    def _firing_of(self, clause: Clause, item: int, k: int, certain: str) -> Fired:
        remedy = self.at(clause, item, k)
        assert remedy is not None
        window = self.case.plan.windows[clause.name][k]
        due, anchor = self._due(self.case.worded(clause, k), remedy, window)
        if remedy.act not in DUE_ACTS:
            return Fired(k, certain, (), due, anchor)
        made = self._worked_out(clause, item, k, remedy, told=self.case.explain).at_most(certain)
        released = self.case.decisions.covering(clause.name, "released", window)
        if released is not None:
            made = made.nothing()
        exercised = self.exercise(clause, item, k) if remedy.power else None
        counted = range(k + 1) if remedy.repeat == "times" else range(max(0, k - remedy.times + 1), k + 1)
        if certain == "U" and self.case.explain:
            open_ = [j for j in counted if self.truth(clause, item, j) == "U"]
            hangs = pending.together(pending.of_finding(self.case, clause, j) for j in open_)
            missing = tuple(dict.fromkeys((*made.missing, *hangs.missing)))
            made = replace(made.because(*hangs.traces), missing=missing)
        rests = [self.case.status_since(clause, j) for j in counted]
        rests += [made.since, *(d.recorded_at for d in (released, exercised) if d is not None)]
        rests += self._read_before(clause, item, k, remedy)
        why = frozenset[str]() if made.known else made.why
        missing = () if made.known else made.missing
        return Fired(k, certain, made.legs, due, anchor, latest(rests), why, missing, released)

    def _read_before(self, clause: Clause, item: int, k: int, remedy: Remedy) -> list[datetime | None]:
        """Return since when the earlier amounts are known that netting and the limit of repayment read."""
        if not remedy.net and remedy.act != "repay":
            return []
        earlier = [self.case.status_since(clause, j) for j in range(k)]
        before = [f.since for j in range(k) if (f := self.fired(clause, item, j)) is not None]
        return [*earlier, *before]

    def _worked_out(
        self, clause: Clause, item: int, k: int, remedy: Remedy, *, whole: bool = False, told: bool = False
    ) -> Made:
        """
        Return what a remedy makes due in the k-th window if it fires there.

        Parameters
        ----------
        whole : if no quantity is named
        told : with the earlier windows that are not known; each of them is worked out again for that
        """
        case = self.case
        window, worded = case.plan.windows[clause.name][k], case.worded(clause, k)
        evaluator = case.at(window)
        here = Here(worded, window, paid_until=min(window.evidence_due, case.acted))
        currency = currencies_of(remedy)[0]
        before = self._before(clause, item, k, currency, told=told) if remedy.net else None
        room = None
        if remedy.act == "repay":
            place = (*_order(clause.name, item, window), k)
            room = self.room(remedy.payee or "", remedy.actor, currency, place)
        decision = self.exercise(clause, item, k) if remedy.power and not whole else None
        taken = None
        if decision is not None and decision.quantity is not None and remedy.quantity is not None:
            rounding = evaluator.terms.rounding
            taken = rounded(exactly(decision.quantity), remedy.quantity.type, rounding)
        words = f"if {trigger_words(remedy)}"
        made = work_out(remedy, evaluator, here, before=before, room=room, taken=taken, words=words)
        made = replace(made, since=latest([made.since, room.since if room is not None else None]))
        return _told(made, decision) if decision is not None and case.explain else made

    def enters(self, clause: Clause, item: int, k: int, currency: str) -> Interval:
        """
        Return what a window of a remedy adds to later netting and limits in a currency: its amount, or
        [0, hi] if undecided.
        """
        remedy = self.at(clause, item, k)
        if remedy is None or currency not in currencies_of(remedy):
            return exactly(ZERO)
        if remedy.power and (self.exercise(clause, item, k) is None or self.beyond(clause, item, k)):
            return exactly(ZERO)
        fired = self.fired(clause, item, k)
        if fired is not None:
            return fired.amount(currency)
        if self.possible(clause, item, k):
            return Interval(ZERO, self._worked_out(clause, item, k, remedy).amount(currency).hi)
        return exactly(ZERO)

    def sum_before(self, clause: Clause, item: int, k: int, currency: str) -> Interval:
        """Return the sum of what the earlier windows of a remedy add."""
        first = self.case.plan.windows[clause.name][0]
        start = Interval(ZERO, None) if self.case.unsure(clause.name, first) else exactly(ZERO)
        sums = self._sums.setdefault((clause.name, item, currency), [start])
        while len(sums) <= k:
            sums.append(values.plus(sums[-1], self.enters(clause, item, len(sums) - 1, currency)))
        return sums[k]

    def _before(self, clause: Clause, item: int, k: int, currency: str, *, told: bool) -> Outcome:
        """Return the same sum; if `told`, with what it waits for and which windows are not known."""
        total = self.sum_before(clause, item, k, currency)
        if not told or total.point is not None:
            return Outcome(num=total)
        hangs = pending.together(self.pending(clause, item, j, currency) for j in range(k))
        trace = pending.one_trace(hangs, f"several windows of {clause.name}")
        return Outcome(num=total, missing=hangs.missing, trace=trace)

    def pending(self, clause: Clause, item: int, k: int, currency: str) -> Pending:
        """Return what a window of a remedy adds to later sums, if that is not known."""
        num = self.enters(clause, item, k, currency)
        if num.point is not None:
            return pending.NOTHING
        fired = self.fired(clause, item, k)
        return pending.of_debt(
            self.case, clause, k, num, currency, fired.missing if fired is not None else ()
        )

    # ---- the limit of repayment -------------------------------------------------------------------

    def room(self, payee: str, actor: str, currency: str, place: Place) -> Outcome:
        """
        Return how much of what a party has paid another may still be repaid, at a place among the repayments.

        Rounded down, so that rounding never claims back more than was paid.
        """
        paid = self.case.paid_by(payee, actor, currency)
        before = self._repaid_before((payee, actor, currency), place)
        room = values.greatest([values.minus(paid, before.number), exactly(ZERO)])
        room = values.rounded(room, minor_digits(currency) or 0, Rounding.DOWN)
        since = latest([before.since, self.case.payments_since()])
        if not self.case.explain or room.point is not None:
            return Outcome(num=room, since=since)
        mine = bisect_left(self._repays[payee, actor, currency], place)
        open_ = self._unsettled[payee, actor, currency]
        hangs = pending.together(part for n, part in open_ if n < mine)
        return Outcome(
            num=room, since=since, missing=hangs.missing, trace=pending.one_trace(hangs, "earlier repayments")
        )

    def _repaid_before(self, pair: tuple[str, str, str], place: Place) -> Outcome:
        """
        Return the repay amounts to the same party before this one: by window end, start, clause name, item.
        """
        if pair not in self._repays:
            self._repays[pair] = self._in_order(*pair)
            start = Interval(ZERO, None) if self._waiting(*pair) else exactly(ZERO)
            self._repaid[pair] = [Outcome(num=start)]
            self._unsettled[pair] = []
        rows, sums = self._repays[pair], self._repaid[pair]
        mine = bisect_left(rows, place)
        while len(sums) <= mine:
            *_, name, i, j = rows[len(sums) - 1]
            n = len(sums)
            other = self.case.clauses.get(name)
            entry = self._entry(other, i, j, pair[2]) if other else self.case.repaid_under(name, j, *pair)
            if len(sums) == n:
                if self.case.explain and not entry.known:
                    hangs = self.pending(other, i, j, pair[2]) if other else None
                    hangs = hangs or pending.of_use(self.case, name, j, entry, pair[2])
                    self._unsettled[pair].append((n - 1, hangs))
                total = values.plus(sums[-1].number, entry.number)
                sums.append(Outcome(num=total, since=latest([sums[-1].since, entry.since])))
        return sums[mine]

    def _entry(self, clause: Clause, item: int, k: int, currency: str) -> Outcome:
        """Return what a window of a remedy adds to the amounts repaid, and since when that is known."""
        num, fired = self.enters(clause, item, k, currency), self.fired(clause, item, k)
        since = latest([self.case.status_since(clause, k), fired.since if fired is not None else None])
        return Outcome(num=num, since=since)

    def _waiting(self, payee: str, actor: str, currency: str) -> bool:
        """Say whether a clause that repays a party has no windows yet: its amounts may come first."""
        texts = [v.terms for v in self.case.plan.versions]
        unbound = [c for t in texts for c in t.clauses if c.name in self.case.plan.unbound]
        return any(repays(r, payee, actor, currency) for c in unbound for r in c.remedies)

    def _in_order(self, payee: str, actor: str, currency: str) -> list[Place]:
        """
        Return every window of every remedy that repays a party, and every decision on such a right, in the
        order in which they are limited.
        """
        plan = self.case.plan
        found: list[Place] = [
            (*_order(clause.name, i, window), k)
            for clause in self.case.clauses.values()
            for k, window in enumerate(plan.windows[clause.name])
            for i, remedy in enumerate(self.case.worded(clause, k).remedies, 1)
            if repays(remedy, payee, actor, currency)
        ]
        rights = {r.name for v in plan.versions for r in v.terms.rights if repays(r, payee, actor, currency)}
        for name in rights:
            for n, decision in enumerate(self.case.decisions.exercises(name)):
                day = decision.decided_on
                found.append((next_day(day), day, name, 1, n))
        return sorted(found)

    # ---- due dates --------------------------------------------------------------------------------

    def due(self, clause: Clause, item: int, k: int) -> date | None:
        """Return the day on which a remedy's amount of the k-th window falls due, None while that is open."""
        remedy = self.at(clause, item, k)
        if remedy is None:
            return None
        return self._due(self.case.worded(clause, k), remedy, self.case.plan.windows[clause.name][k])[0]

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


def _told(made: Made, decision: Decision) -> Made:
    """Return what an exercised power makes due with the decision in its trace."""
    text = f"{decision.kind} by {decision.authority} on {decision.decided_on}"
    told = Trace("decision", text=text, facts=(decision,))
    return made.because(told)
