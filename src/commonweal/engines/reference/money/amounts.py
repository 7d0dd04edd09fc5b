"""
The amount of each payment's instance: netting and caps in text order, no more than its account holds, never
negative, rounded once (7.1, 7.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from commonweal.engines.protocol import Decision, Missing, Trace
from commonweal.engines.reference import values
from commonweal.engines.reference.case import Case, Stand
from commonweal.engines.reference.evaluate import Here
from commonweal.engines.reference.money import pending
from commonweal.engines.reference.money.acts import rounded
from commonweal.engines.reference.money.pending import NOTHING, Pending
from commonweal.engines.reference.outcome import Outcome, latest
from commonweal.engines.reference.values import ZERO, Interval, exactly
from commonweal.ground.currencies import minor_digits
from commonweal.ground.rounding import Rounding, round_places
from commonweal.terms.core.agreements import Window
from commonweal.terms.core.clauses import Net, Payment
from commonweal.terms.core.dates import offset_day
from commonweal.terms.core.types import Type

_Step = tuple[str, Interval, tuple[Trace, ...]]
"""Words of a step, the amount after it, and why."""


@dataclass(frozen=True, slots=True)
class Instance:
    """
    One window of a payment: its amount as far as it is known.

    Attributes
    ----------
    changed : `ended`, `inapplicable`, `suspended`, `waived` where one of them holds (rows 1 to 4 of 6.2)
    due : day it falls due; None while a notice is outstanding
    undecided : whether it is payable at all is not known (its guard, or a remedy that may end it)
    ceiling : the most that all amounts may be together, by a cap in total
    freed, let_go : the decision that let the debt go, and what would be owed without it
    """

    amount: Interval
    due: date | None
    changed: str
    capped: bool
    since: datetime | None
    why: frozenset[str]
    missing: tuple[Missing, ...]
    trace: Trace | None = None
    by: Decision | None = None
    undecided: bool = False
    ceiling: Decimal | None = None
    freed: Decision | None = None
    let_go: Interval = exactly(ZERO)


class Amounts:
    """Computes the instances of the payments of one case, in order, each once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._instances: dict[str, list[Instance]] = {}
        self._sums: dict[tuple[str, str], Interval] = {}

    def instance(self, payment: Payment, k: int) -> Instance:
        """Return the k-th instance; earlier ones are computed first, in order."""
        made = self._instances.setdefault(payment.name, [])
        while len(made) <= k:
            worded = self.case.worded(payment, len(made))
            assert isinstance(worded, Payment)
            key = (worded.name, worded.currency)
            before = self._sums.get(key, exactly(ZERO))
            if self.case.unsure(worded.name, self.case.plan.windows[payment.name][len(made)]):
                before = Interval(before.lo, None)
            instance = self._instance(worded, len(made), before)
            made.append(instance)
            self._sums[key] = values.plus(before, instance.amount)
        return made[k]

    def outcome(self, payment: Payment, k: int) -> Outcome:
        """Return the amount of the k-th instance with what it rests on and waits for."""
        instance = self.instance(payment, k)
        why = instance.why if instance.amount.point is None else frozenset[str]()
        return Outcome(num=instance.amount, since=instance.since, why=why, missing=instance.missing)

    def due(self, payment: Payment, k: int) -> date | None:
        """Return the day the k-th instance falls due, None while a notice is outstanding."""
        worded = self.case.worded(payment, k)
        assert isinstance(worded, Payment)
        return self._due(worded, self.case.plan.windows[payment.name][k])

    def _due(self, payment: Payment, window: Window) -> date | None:
        if payment.due is None or not payment.due.on_notice:
            return window.due
        notice = self.case.decisions.covering(payment.name, "notice", window)
        day = max(notice.decided_on, window.period.last) if notice is not None else None
        return offset_day(payment.due, self.case.at(window).calendar(Here(payment, window)), day)

    def _instance(self, payment: Payment, k: int, before: Interval) -> Instance:
        window = self.case.plan.windows[payment.name][k]
        earlier = self._earlier(payment, k, before)
        case, evaluator = self.case, self.case.at(window)
        evaluator.begin()
        here = Here(payment, window)
        due = self._due(payment, window)
        guard = evaluator.evaluate(payment.guard, here) if payment.guard is not None else Outcome(truth="T")
        amount = evaluator.evaluate(payment.amount, here)
        steps, capped, parts, ceiling = self._steps(payment, here, amount, before, earlier.traces)
        limits = self._clip(payment, k, steps)
        parts += limits.values()
        ended, suspended = case.ended(window), case.suspended(payment, window)
        freed = self._freed(payment, window)
        undecided = "U" in (guard.truth, ended.truth, suspended.truth, freed.truth)
        num, changed, by = self._changed(
            payment, window, due, guard, steps[-1][1], ended, suspended, carried=bool(limits)
        )
        rests, whole = by, num
        if freed.truth != "F" and changed != "ended":
            # Either it takes the debt away, or it only ends a withholding and the debt stays as it is.
            num = exactly(ZERO) if freed.truth == "T" else Interval(ZERO, num.hi)
            changed, by = "", freed.by
        evaluator.end(counts=not changed)
        type_ = Type(payment.amount.type.kind, payment.currency)
        num, whole = (rounded(x, type_, evaluator.terms.rounding) for x in (num, whole))
        sums = self._instances[payment.name][k - 1 : k] if _sums(payment) else ()
        since = latest(
            [
                guard.since,
                ended.since,
                suspended.since,
                case.dated(payment, window.version),
                *(p.since for p in parts),
                freed.since,
                rests.recorded_at if rests else None,
                *(i.since for i in sums),
            ]
        )
        known = num.point is not None
        unknown = [o for o in (guard, *parts) if not o.known]
        unknown += [Outcome(truth="U", why=frozenset({"clause"}))] if freed.truth == "U" else []
        stays = " and ".join(limits) if changed == "suspended" and num == exactly(ZERO) else ""
        trace = self._trace(steps, guard, changed, by, num, stays) if case.explain else None
        return Instance(
            num,
            due,
            changed,
            capped,
            since,
            frozenset() if known else frozenset(w for o in unknown for w in o.why),
            ()
            if known
            else tuple(dict.fromkeys([m for o in unknown for m in o.missing] + [*earlier.missing])),
            trace,
            by,
            undecided and not changed,
            ceiling,
            *((freed.by, whole) if freed.truth == "T" else ()),
        )

    def _earlier(self, payment: Payment, k: int, before: Interval) -> Pending:
        """Return the earlier amounts that are not known, where this one is netted or capped in total."""
        if not self.case.explain or before.point is not None or not _sums(payment):
            return NOTHING
        return pending.together(pending.of_amount(self.case, payment, j) for j in range(k))

    def _freed(self, payment: Payment, window: Window) -> Stand:
        """
        Say whether a release took the debt of a window away: not if the payment is withheld, for then it is
        read as one that ends the withholding.
        """
        released = self.case.decisions.covering(payment.name, "released", window)
        if released is None:
            return Stand("F")
        withheld = self.case.withholding(payment.name)
        return Stand(values.negated(withheld.truth), released, latest([released.recorded_at, withheld.since]))

    def _steps(
        self, payment: Payment, here: Here, amount: Outcome, before: Interval, earlier: tuple[Trace, ...]
    ) -> tuple[list[_Step], bool, list[Outcome], Decimal | None]:
        """
        Return the amount after each step of the text, whether a cap cut it, everything read, and the ceiling.

        Parameters
        ----------
        before, earlier : the sum of the earlier amounts, and those of them that are not known
        """
        num = amount.number
        steps: list[_Step] = [("amount", num, amount.traces())]
        parts, capped, ceilings = [amount], False, list[Decimal]()
        for step in payment.steps:
            if isinstance(step, Net):
                num = values.minus(num, before)
                steps.append(("after amounts already due", num, earlier))
                continue
            limit = self.case.at(here.window).evaluate(step.limit, here)
            parts.append(limit)
            room = values.minus(limit.number, before) if step.in_total else limit.number
            if step.in_total and limit.number.hi is not None:
                ceilings.append(limit.number.hi)
            cut = values.least([num, values.greatest([room, exactly(ZERO)])])
            capped = capped or (cut.point is not None and num.lo is not None and num.lo > cut.point)
            num = cut
            name, sums = ("after the cap in total", earlier) if step.in_total else ("after the cap", ())
            steps.append((name, num, (*limit.traces(), *sums)))
        return steps, capped, parts, _ceiling(payment, ceilings)

    def _clip(self, payment: Payment, k: int, steps: list[_Step]) -> dict[str, Outcome]:
        """
        Add the steps by which accounts limit an amount, and that it is never below zero; return the limits
        by account.
        """
        num, limits = steps[-1][1], self.case.limits(payment, k)
        for account, limit in limits:
            num = values.least([num, limit.number])
            steps.append((f"no more than is left of {account}", num, limit.traces()))
        num = values.greatest([num, exactly(ZERO)])
        steps.append(("never below zero", num, ()))
        return dict(limits)

    def _changed(
        self,
        payment: Payment,
        window: Window,
        due: date | None,
        guard: Outcome,
        num: Interval,
        ended: Stand,
        suspended: Stand,
        *,
        carried: bool,
    ) -> tuple[Interval, str, Decision | None]:
        """
        Return the amount after rows 1 to 4 of 6.2, which of them holds, and by which decision.

        What is suspended waits, nobody knows how much of it. Where an account carries the debt (`carried`) it
        waits there, and of this window nothing is due (record 22).
        """
        case = self.case
        if ended.truth == "T":
            return exactly(ZERO), "ended", None
        if guard.truth == "F":
            return exactly(ZERO), "inapplicable", None
        perhaps = Interval(ZERO, num.hi)
        if "U" in (guard.truth, ended.truth, suspended.truth):
            num = perhaps
        if suspended.truth == "T":
            by = suspended.by
            kept = by is not None and due is not None and due < by.decided_on
            waiver = case.decisions.covering(payment.name, "waived", window)
            kept = kept and not (waiver is not None and due is not None and waiver.decided_on <= due)
            return (num if kept else exactly(ZERO) if carried else perhaps), "suspended", by
        waiver = case.decisions.covering(payment.name, "waived", window)
        if waiver is not None and suspended.truth == "F":
            kept = due is not None and due < waiver.decided_on
            return (num if kept else exactly(ZERO)), "waived", waiver
        return num, "", None

    def _trace(
        self,
        steps: list[_Step],
        guard: Outcome,
        changed: str,
        by: Decision | None,
        num: Interval,
        stays: str,
    ) -> Trace:
        made: list[Trace] = []
        if guard.trace is not None:
            made.append(Trace("guard", text="payable only while", truth=guard.truth, because=(guard.trace,)))
        for name, value, inner in steps:
            if name == "never below zero" and value == steps[-2][1]:
                continue
            made.append(Trace("step", text=name, because=inner, **_shown(value)))
        if by is not None:
            made.append(
                Trace("decision", text=f"{by.kind} by {by.authority} on {by.decided_on}", facts=(by,))
            )
        if stays:
            made.append(Trace("step", text=f"suspended: not due, it stays on {stays}", **_shown(num)))
        elif changed and by is None:
            made.append(Trace("step", text=changed, **_shown(num)))
        return Trace("payable", text="amount, rounded once", because=tuple(made), rule="7.1", **_shown(num))


def _sums(payment: Payment) -> bool:
    """Say whether an amount hangs on the earlier ones of its payment."""
    return any(isinstance(step, Net) or step.in_total for step in payment.steps)


def _shown(num: Interval) -> dict[str, Any]:
    if num.point is not None:
        return {"value": str(num.point)}
    return {
        "interval": (str(num.lo) if num.lo is not None else None, str(num.hi) if num.hi is not None else None)
    }


def _ceiling(payment: Payment, limits: Sequence[Decimal]) -> Decimal | None:
    """
    Return the most that all amounts may be together by the caps in total of one instance; None for no cap.

    Each amount is rounded once, so that the last one may end at the next cent above a limit with fractions.
    """
    if not limits:
        return None
    return round_places(max(min(limits), ZERO), minor_digits(payment.currency) or 0, Rounding.UP)
