"""Known since: what was recorded later may be forgotten, and nothing that is known changes (5.8, 9.3)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from commonweal.engines.protocol import AccountRow, Assessment, Finding, Payable
from tests.unit.engines.reference.judging import at, day, decided, fact, judged, paid, planned
from tests.unit.engines.reference.money.test_accounts import AMENDED, LOAN, TWO
from tests.unit.engines.reference.test_rights import PAUSE

RIGHTS = (
    PAUSE
    + """
right warrant
  state may buy 100 of shares at EUR 2 per shares
  from 2020-01-01
  while made is breached
right holiday
  firm may suspend instalment
  each quarter from 2021-01-01 until 2021-12-31
  up to 2 times
right exit
  state may terminate
  from 2021-03-01
  while made is breached
right back
  state may repay firm EUR 15
  up to 3 times
condition late
  firm must ensure instalment is met
  tested each quarter from 2021-01-01 until 2021-12-31
  if breached, state must repay firm EUR 4
  if breached 2 running, state may buy 3 of shares at EUR 9
"""
)
PAID_UNDER = {
    AMENDED: ("royalty", "rent"),
    TWO: ("first", "second"),
    LOAN: ("royalty",),
    RIGHTS: ("instalment", "warrant"),
}
HOLDERS = {"warrant": "state", "holiday": "firm", "exit": "state", "back": "state"}
KNOWN = ("met", "breached", "ended", "suspended", "inapplicable")
Result = AccountRow | Payable | Finding
AS_OF = "2024-06-30"


def told(found: Assessment) -> dict[tuple[object, ...], Result]:
    """Return every result by what names it."""
    rows: dict[tuple[object, ...], Result] = {("row", r.account, r.window): r for r in found.accounts}
    rows |= {("owed", p.clause, p.window, p.kind, p.item): p for p in found.payables}
    return rows | {("found", f.clause, f.window): f for f in found.findings}


def said(row: Result) -> tuple[object, ...]:
    """Return what a result says, without what depends on later payments."""
    if isinstance(row, AccountRow):
        return (row.opening, row.interest, row.adds, row.reductions, row.closing)
    return (row.amount, row.due) if isinstance(row, Payable) else (row.status,)


def certain(row: Result) -> bool:
    """Say whether a result is known."""
    if isinstance(row, Finding):
        return row.status in KNOWN
    return (row.closing if isinstance(row, AccountRow) else row.amount) is not None


def record(rnd: Random, text: str) -> list[object]:
    """Make up what happened, recorded at once or later."""

    def late(on: str) -> str:
        return str(day(on) + timedelta(rnd.choice([0, 0, 5, 40, 400])))

    def some_day() -> str:
        return str(date(rnd.choice([2020, 2021, 2022, 2023]), rnd.randint(1, 12), rnd.randint(1, 28)))

    rows: list[object] = []
    measure = "output" if text is RIGHTS else "sales"
    for year in ("2020", "2021", "2022"):
        if rnd.random() < 0.7:
            value = str(rnd.choice([1, 20, 9000]))
            rows.append(fact(measure, year, value, recorded=late(f"{year}-12-31")))
    for _ in range(rnd.randint(0, 4)):
        on = some_day()
        rows.append(paid(rnd.choice(PAID_UNDER[text]), on, str(rnd.randint(1, 60)), recorded=late(on)))
    for _ in range(rnd.randint(0, 6) if text is RIGHTS else 0):
        on, name = some_day(), rnd.choice(list(HOLDERS))
        quantity = rnd.choice([None, "30", "60"]) if name == "warrant" else None
        kind = rnd.choice(["exercised"] * 5 + ["released"])
        rows.append(decided(name, on, HOLDERS[name], kind, quantity, recorded=late(on)))
    return rows


@pytest.mark.parametrize("seed", range(32))
def test_what_came_later_changes_nothing_that_is_known(seed: int) -> None:
    rnd = Random(seed)
    text = list(PAID_UNDER)[seed % 4]
    rows = record(rnd, text)
    found = told(judged(planned(text), AS_OF, *rows, known="2027-01-01", explain=False))  # type: ignore[arg-type]
    earlier: dict[date, dict[tuple[object, ...], Result]] = {}
    for key, result in found.items():
        if certain(result):
            since = result.known_since.date() if result.known_since is not None else date(1999, 1, 1)
            if since not in earlier:
                plan = planned(text, known=str(since))
                kept = [r for r in rows if r.recorded_at <= at(str(since))]  # type: ignore[attr-defined]
                again = judged(plan, AS_OF, *kept, known=str(since), explain=False)
                earlier[since] = told(again)
            assert said(earlier[since][key]) == said(result), key
