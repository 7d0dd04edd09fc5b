"""
The tables of statuses and states, by enumeration, against a re-implementation from their text.

6.2 (eleven rows), 6.3 (predicates), 7.5 and 7.6 (states and statuses of payments): every combination of
truths, decisions and days in which a row of a table could be another.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from commonweal.engines.protocol import Decision, Fact, PaymentMade, Record
from commonweal.ground.period import Period, containing
from tests.strategies import PREDICATES, Case, at, later, predicate, whole_text

WINDOW = containing("year", date(2022, 1, 1))
TRUTHS = {"T": True, "F": False, "U": None}


def flag(name: str, value: bool | None, period: Period = WINDOW) -> tuple[Fact, ...]:
    """Return a yes, a no or nothing."""
    if value is None:
        return ()
    return (Fact("A", "", "", name, period, value, "confirmed", at(later(period.last, 1)), id=name, place=name),)


def decided(kind: str, clause: str, by: str, on: date, window: Period = WINDOW) -> Decision:
    """Return a decision on a window."""
    ends = (window.first, window.last) if kind == "suspended" else (None, None)
    return Decision("A", clause, kind, by, on, at(on), window, *ends, place=kind)


# ---- 6.2: v, a, c, decisions, days ---------------------------------------------------------------------

GUARD = "\n  while licence at end"
CURE = "\n  cure within 60 days after notice and within 200 days after end of period by green at end"
CONDITION = """condition c
  firm must ensure switched
  tested each year from 2022-01-01 until 2022-12-31{guard}
  evidence documented due within 90 days after end of period{cure}
  waivable by union"""
#: The agreement may be terminated by this clause; its window is long past.
BREAKER = """condition b
  firm must ensure no
  tested once on 2021-01-31
  if breached, state may terminate"""
READERS = "\n\n".join(
    f"condition r_{state}\n  firm must ensure c is {state} in year 2022\n  tested once on 2030-12-31"
    for state in (*PREDICATES, "overdue", "waived")
)
MONEY = """payment p
  state must pay firm EUR 10
  while c is satisfied in year 2022
  calculated once on 2030-12-31"""
TEXTS = {
    (guard, cure): whole_text(
        [CONDITION.format(guard=GUARD * guard, cure=CURE * cure), BREAKER, READERS, MONEY]
    )
    for guard in (False, True)
    for cure in (False, True)
}
#: Around each border: the window's end, the evidence due date, both cure deadlines.
DAYS = {
    "before its end": date(2022, 12, 30),
    "its last day": date(2022, 12, 31),
    "evidence day": date(2023, 3, 31),
    "evidence late": date(2023, 4, 1),
    "notice cure day": date(2023, 4, 30),
    "notice cure late": date(2023, 5, 1),
    "longstop": date(2023, 7, 19),
    "after it": date(2023, 7, 20),
}
EVIDENCE_DUE = date(2023, 3, 31)
NOTICE = date(2023, 3, 1)


def status_by_the_table(
    v: str, a: str, c: str | None, *, ended: bool, suspended: bool, waived: bool, notice: bool, d: date
) -> str:
    """Return the status by 6.2, read from its rows; `c` None: no cure stands in the text."""
    deadline = date(2023, 4, 30) if notice else date(2023, 7, 19)
    rows = (
        (ended, "ended"),
        (a == "F", "inapplicable"),
        (suspended, "suspended"),
        (waived, "waived"),
        (a == "T" and v == "F" and c == "T", "cured"),
        (a == "T" and v == "F" and c is not None and d <= deadline, "curing"),
        (a == "T" and v == "F", "breached"),
        (a == "T" and v == "T", "met"),
        (d < WINDOW.last, "not_due"),
        (d <= EVIDENCE_DUE, "open"),
        (True, "overdue"),
    )
    return next(status for holds, status in rows if holds)


COMBINATIONS = list(
    product("TFU", ("T", "F", "U", None), ("T", "F", "U", None), DAYS, *[(False, True)] * 4)
)


def combination(
    v: str, a: str | None, c: str | None, d: date, *, ended: bool, suspended: bool, waived: bool, notice: bool
) -> Case:
    """Return the case of one combination."""
    case = Case(TEXTS[a is not None, c is not None], as_of=date(2031, 12, 31))
    settings = [] if v == "U" else [("switched", TRUTHS[v])]
    # Truths of flags stand on days before D, so that D moves nothing but the rows of the table.
    early = Period.days_of(date(2022, 1, 1), date(2022, 1, 1))
    facts = (*flag("licence", TRUTHS[a] if a else None, early), *flag("green", TRUTHS[c] if c else None, early))
    ...
    return case
