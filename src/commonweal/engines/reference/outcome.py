"""What evaluating one node gives: a value as far as it is known, and why it is not known further."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from commonweal.engines.protocol import Missing, Row, Trace
from commonweal.engines.reference.values import Interval
from commonweal.terms.core.expressions import Expr

# In this order one reason is named where several hold (6.2): contradictions before gaps.
REASONS = (
    "overlap",
    "evidence_inconsistent",
    "missing",
    "level",
    "not_closed",
    "open_register",
    "undisclosed",
    "unset",
    "several",
    "division_by_zero",
    "too_long",
    "clause",
)


NO_REASON: frozenset[str] = frozenset()


@dataclass(slots=True)
class Outcome:
    """
    The value of a node: nobody changes one. It is not `frozen` because one is made for every node of every
    window, and a frozen one takes four times as long to make.

    Attributes
    ----------
    num, truth, day : a number, a truth value or a date, by the node's type (a date without value is None)
    since : latest time of recording among all rows read
    why : reasons for what is not known; missing : what would make it known
    vacuous : true only because a closed register is empty
    """

    num: Interval | None = None
    truth: str | None = None
    day: date | None = None
    since: datetime | None = None
    why: frozenset[str] = NO_REASON
    missing: tuple[Missing, ...] = ()
    vacuous: bool = False
    trace: Trace | None = None

    @property
    def number(self) -> Interval:
        """Return the number of an amount node."""
        assert self.num is not None
        return self.num

    @property
    def known(self) -> bool:
        """Say whether the value is one and certain."""
        if self.num is not None:
            return self.num.point is not None
        return self.truth in ("T", "F") or self.day is not None

    def traces(self) -> tuple[Trace, ...]:
        """Return this outcome's trace as parts of another."""
        return (self.trace,) if self.trace is not None else ()


def known_later(outcome: Outcome, *since: datetime | None) -> Outcome:
    """Return an outcome that also rests on what was recorded at some times."""
    return Outcome(
        outcome.num, outcome.truth, outcome.day, latest((outcome.since, *since)), outcome.why,
        outcome.missing, outcome.vacuous, outcome.trace,
    )  # fmt: skip


def latest(times: Iterable[datetime | None]) -> datetime | None:
    """Return the latest of several times, None if there is none."""
    found: datetime | None = None
    for at in times:
        if at is not None and (found is None or at > found):
            found = at
    return found


def reason(why: Iterable[str]) -> str:
    """Return the reason that is named where several hold."""
    held = set(why)
    return next((r for r in REASONS if r in held), "missing")


def together(parts: Iterable[Outcome]) -> tuple[datetime | None, frozenset[str], tuple[Missing, ...], bool]:
    """Return since, reasons, missing items (each once) and vacuity of several outcomes."""
    since: datetime | None = None
    why = NO_REASON
    wanted: list[Missing] = []
    vacuous = False
    for part in parts:
        at = part.since
        if at is not None and (since is None or at > since):
            since = at
        if part.why and not part.why <= why:
            why = why | part.why
        if part.missing:
            wanted.extend(part.missing)
        vacuous = vacuous or part.vacuous
    return since, why, tuple(dict.fromkeys(wanted)) if wanted else (), vacuous


def combined(num: Interval | None, truth: str | None, parts: Iterable[Outcome]) -> Outcome:
    """Return an outcome from its parts, without a trace; what is known waits for nothing."""
    since, why, missing, vacuous = together(parts)
    if truth == "T" or truth == "F" or (num is not None and num.point is not None):
        return Outcome(num, truth, None, since, NO_REASON, (), vacuous)
    return Outcome(num, truth, None, since, why, missing, vacuous)


def recorded(rows: Iterable[Row]) -> datetime | None:
    """Return the latest time of recording among rows."""
    found: datetime | None = None
    for row in rows:
        at = row.recorded_at
        if found is None or at > found:
            found = at
    return found


def make_trace(node: Expr, outcome: Outcome, parts: Iterable[Outcome], rows: Iterable[Row] = ()) -> Trace:
    """Return the trace of a node from its outcome and parts."""
    value, interval = None, None
    if outcome.num is not None:
        if outcome.num.point is not None:
            value = str(outcome.num.point)
        else:
            ends = (outcome.num.lo, outcome.num.hi)
            interval = (
                str(ends[0]) if ends[0] is not None else None,
                str(ends[1]) if ends[1] is not None else None,
            )
    elif outcome.day is not None:
        value = outcome.day.isoformat()
    return Trace(
        node.op,
        node,
        "",
        value,
        interval,
        outcome.truth,
        tuple(t for o in parts for t in o.traces()),
        tuple(rows),
    )
