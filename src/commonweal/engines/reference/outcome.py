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


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    The value of a node.

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
    why: frozenset[str] = frozenset()
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


def latest(times: Iterable[datetime | None]) -> datetime | None:
    """Return the latest of several times, None if there is none."""
    return max((t for t in times if t is not None), default=None)


def reason(why: Iterable[str]) -> str:
    """Return the reason that is named where several hold."""
    held = set(why)
    return next((r for r in REASONS if r in held), "missing")


def together(parts: Iterable[Outcome]) -> tuple[datetime | None, frozenset[str], tuple[Missing, ...], bool]:
    """Return since, reasons, missing items (each once) and vacuity of several outcomes."""
    every = list(parts)
    missing = tuple(dict.fromkeys(m for o in every for m in o.missing))
    why = frozenset(w for o in every for w in o.why)
    return latest(o.since for o in every), why, missing, any(o.vacuous for o in every)


def recorded(rows: Iterable[Row]) -> datetime | None:
    """Return the latest time of recording among rows."""
    return latest(r.recorded_at for r in rows)


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
