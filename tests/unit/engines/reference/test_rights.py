"""Rights: states, exercises that count, what they bring, what they pause and end (8.2, 7.3, 8.3)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Plan
from tests.unit.engines.reference.judging import (
    at,
    codes,
    day,
    decided,
    fact,
    judged,
    owed,
    paid,
    planned,
    power,
    span,
)

HEAD = """
unit shares
unit share_capital
measure output "Output" per award: flow number each year nonnegative
measure filed "Filed" per award: flag each year
terms t version 1
  instrument equity
  currency EUR
  party firm recipient
  party state public

condition made
  firm must ensure output in period at least 10
  tested each year from 2020-01-01 until 2022-12-31
""".replace("ensure output in period", "ensure total of output in period")

WARRANT = (
    HEAD
    + """
right warrant "Warrant"
  state may buy 100 of shares at EUR 2 per shares
  from 2020-01-01
  until 2022-12-31
"""
)


def state(plan: Plan, on: str, *rows: object) -> str:
    """Return the state of the only right on a day."""
    return power(judged(plan, on, *rows), "warrant").state  # type: ignore[arg-type]


def test_a_right_is_open_from_its_first_to_its_last_day() -> None:
    plan = planned(WARRANT)
    days = ("2019-12-31", "2020-01-01", "2022-12-31", "2023-01-01")
    assert [state(plan, d) for d in days] == ["not_yet", "available", "available", "lapsed"]
    found = power(judged(plan, "2020-01-01"), "warrant")
    assert (found.item, found.holder, found.act, found.until) == (1, "state", "buy shares", day("2022-12-31"))
    assert (found.window.first, found.window.last) == (day("2020-01-01"), day("2022-12-31"))


def test_without_days_it_is_always_open() -> None:
    plan = planned(WARRANT.replace("  from 2020-01-01\n  until 2022-12-31\n", ""))
    assert state(plan, "1990-01-01") == state(plan, "2990-01-01") == "available"
    assert power(judged(plan, "2020-01-01"), "warrant").until is None


def test_an_exercise_in_parts_owes_price_and_shares_each_time() -> None:
    plan = planned(WARRANT)
    rows = (
        decided("warrant", "2020-03-01", "state", quantity="30"),
        decided("warrant", "2021-03-01", "state"),
    )
    found = judged(plan, "2021-03-01", *rows)
    money = [p for p in found.payables if p.kind == "exercise"]
    things = [p for p in found.payables if p.kind == "delivery"]
    assert [(p.item, p.amount, p.currency, p.payer, p.payee) for p in money] == [
        (1, 60, "EUR", "state", "firm"),
        (2, 140, "EUR", "state", "firm"),
    ]
    assert [(p.item, p.amount, p.currency, p.payer, p.payee) for p in things] == [
        (1, 30, "shares", "firm", "state"),
        (2, 70, "shares", "firm", "state"),
    ]
    assert [(p.due, p.due_anchor, p.state, p.label) for p in money] == [
        (day("2020-03-01"), "exercise", "late", "Warrant"),
        (day("2021-03-01"), "exercise", "due", "Warrant"),
    ]
    assert power(found, "warrant").state == "exercised"
    assert state(plan, "2020-03-01", *rows) == "available"
    assert state(plan, "2024-01-01", *rows) == "exercised"
    assert len(found.payables) == len({(p.clause, p.window, p.kind, p.item) for p in found.payables})


def test_money_and_things_settle_apart() -> None:
    rows = (
        decided("warrant", "2020-03-01", "state", quantity="30"),
        paid("warrant", "2020-03-01", "60"),
        paid("warrant", "2020-03-02", "10", "shares"),
    )
    found = judged(planned(WARRANT), "2020-03-02", *rows)
    assert [(p.kind, p.paid, p.state) for p in found.payables] == [
        ("exercise", 60, "paid"),
        ("delivery", 10, "late"),
    ]
    assert codes(found) == []


def test_a_price_for_the_whole_is_shared() -> None:
    plan = planned(WARRANT.replace("EUR 2 per shares", "EUR 100"))
    found = judged(plan, "2020-04-01", decided("warrant", "2020-03-01", "state", quantity="33"))
    assert owed(found, "warrant", "2020-03-01", "exercise").amount == 33
    whole = judged(plan, "2020-04-01", decided("warrant", "2020-03-01", "state"))
    assert owed(whole, "warrant", "2020-03-01", "exercise").amount == 100


def test_a_percentage_of_a_unit_is_not_rounded() -> None:
    text = WARRANT.replace("buy 100 of shares at EUR 2 per shares", "convert EUR 9 into 5% of share_capital")
    found = judged(planned(text), "2020-04-01", decided("warrant", "2020-03-01", "state"))
    assert [(p.kind, p.amount, p.currency, p.payer) for p in found.payables] == [
        ("delivery", Decimal("0.05"), "share_capital", "firm")
    ]
    assert power(found, "warrant").state == "exercised"


def test_times_count_and_each_brings_the_whole() -> None:
    text = WARRANT + "  up to 2 times\n"
    rows = tuple(decided("warrant", f"2020-0{m}-01", "state") for m in (1, 2))
    found = judged(planned(text), "2020-12-31", *rows)
    assert [p.amount for p in found.payables if p.kind == "delivery"] == [100, 100]
    assert power(found, "warrant").state == "exercised"


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (decided("warrant", "2019-12-31", "state"), "CW5113"),
        (decided("warrant", "2023-01-01", "state"), "CW5113"),
        (decided("warrant", "2020-03-01", "state", quantity="101"), "CW5114"),
        (decided("warrant", "2020-03-01", "firm"), "CW5106"),
        (decided("warrant", "2020-03-01", "state", kind="waived"), "CW5106"),
        (decided("warrant", "2020-03-01", "state", kind="terminated"), "CW5106"),
    ],
)
def test_what_does_not_count_is_told(decision: object, code: str) -> None:
    found = judged(planned(WARRANT), "2023-06-01", decision)  # type: ignore[arg-type]
    assert codes(found) == [code]
    assert found.payables == ()


def test_what_is_used_up_is_told() -> None:
    rows = tuple(decided("warrant", f"2020-0{m}-01", "state") for m in (1, 2))
    found = judged(planned(WARRANT), "2020-12-31", *rows)
    assert codes(found) == ["CW5114"]
    assert [p.amount for p in found.payables if p.kind == "delivery"] == [100]


def test_what_is_given_up_is_lapsed() -> None:
    plan = planned(WARRANT)
    released = decided("warrant", "2020-03-01", "state", kind="released")
    assert state(plan, "2020-02-29", released) == "available"
    assert state(plan, "2020-03-01", released) == "lapsed"
    found = judged(plan, "2020-04-01", released, decided("warrant", "2020-04-01", "state"))
    assert codes(found) == ["CW5113"]


# ---- while ------------------------------------------------------------------------------------------------

WHILE = WARRANT + "  while made is breached\n"


def test_while_is_judged_on_the_day() -> None:
    plan = planned(WHILE)
    bad, good = fact("output", "2020", "1"), fact("output", "2020", "99")
    assert state(plan, "2021-02-01") == "unknown"
    assert state(plan, "2021-02-01", bad) == "available"
    assert state(plan, "2021-02-01", good) == "unavailable"
    found = judged(plan, "2021-02-01", good, decided("warrant", "2021-02-01", "state"))
    assert (codes(found), found.payables) == (["CW5113"], ())


def test_while_unknown_leaves_what_it_brings_undetermined() -> None:
    rows = (decided("warrant", "2021-02-01", "state", quantity="40"),)
    found = judged(planned(WHILE), "2021-02-01", *rows)
    assert [(p.kind, p.interval, p.state) for p in found.payables] == [
        ("exercise", (0, 80), "undetermined"),
        ("delivery", (0, 40), "undetermined"),
    ]
    assert [m.measure for m in found.payables[0].missing] == ["output"]
    later = judged(planned(WHILE), "2021-03-01", *rows, fact("output", "2020", "1", recorded="2021-03-01"))
    made = owed(later, "warrant", "2021-02-01", "exercise")
    assert (made.amount, made.due, made.known_since) == (80, day("2021-02-01"), at("2021-03-01"))
    assert made.trace is not None and [t.op for t in made.trace.because][:2] == ["decision", "guard"]


def test_an_exercise_that_may_not_count_leaves_it_open_what_is_left() -> None:
    rows = (decided("warrant", "2021-02-01", "state"), decided("warrant", "2021-03-01", "state"))
    found = judged(planned(WHILE), "2021-03-01", *rows)
    assert [p.interval for p in found.payables if p.kind == "delivery"] == [(0, 100), (0, 100)]
    assert power(found, "warrant").state == "unknown"


UNPAID = (
    HEAD
    + """
payment fee
  firm must pay state EUR 10
  calculated each quarter from 2021-01-01 until 2022-12-31
  due within 30 days after end of period

right warrant
  state may buy 100 of shares at EUR 2 per shares
  each year from 2021-01-01 until 2022-12-31
  while fee is overdue since 2021-01-01
"""
)


def test_what_is_paid_later_does_not_undo_an_exercise() -> None:
    plan, used = planned(UNPAID), decided("warrant", "2021-05-10", "state")
    late = paid("fee", "2021-05-20", "10", recorded="2021-06-01")
    found = judged(plan, "2021-06-30", used, late)
    assert owed(found, "fee", "2021-Q1").state == "paid"
    made = owed(found, "warrant", "2021", "exercise")
    assert (made.amount, made.due, made.known_since) == (200, day("2021-05-10"), at("2021-05-10"))
    # Paid in time for the exercise, though told afterwards: then it was not open.
    told = judged(plan, "2021-06-30", used, paid("fee", "2021-05-09", "10", recorded="2021-06-01"))
    assert (codes(told), [p.kind for p in told.payables if p.clause == "warrant"]) == (["CW5113"], [])


def test_what_was_not_late_yet_opens_nothing() -> None:
    used = decided("warrant", "2021-04-10", "state")
    found = judged(planned(UNPAID), "2021-12-31", used)
    assert owed(found, "fee", "2021-Q1").state == "late"
    assert codes(found) == ["CW5113"]
    assert power(found, "warrant").state == "available"


def test_what_a_use_brings_is_of_its_day() -> None:
    text = UNPAID.replace(
        "buy 100 of shares at EUR 2 per shares", "pay firm 50% * paid under fee since 2021-01-01"
    )
    rows = (
        paid("fee", "2021-05-01", "4"),
        decided("warrant", "2021-05-10", "state"),
        paid("fee", "2021-05-20", "6"),
    )
    assert owed(judged(planned(text), "2021-12-31", *rows), "warrant", "2021", "exercise").amount == 2


def test_each_use_is_judged_on_its_own_day_though_uses_hang_on_uses() -> None:
    text = (
        UNPAID.replace("  while fee", "  up to 3 times\n  while fee")
        + """
right holiday
  firm may suspend fee
  each quarter from 2021-01-01 until 2022-12-31
  while made is breached
  up to 8 times
"""
    )
    rows = (
        fact("output", "2020", "1"),
        decided("holiday", "2021-01-01", "firm"),
        decided("warrant", "2021-05-10", "state"),
        decided("warrant", "2021-08-10", "state"),
        decided("holiday", "2021-08-11", "firm"),
    )
    found = judged(planned(text), "2021-12-31", *rows)
    assert [p.status for p in found.payables if p.clause == "fee"][:3] == [
        "suspended",
        "overdue",
        "suspended",
    ]
    # In May only the fee of the first quarter had ended, and that was left out.
    assert codes(found) == ["CW5113"]
    assert [p.item for p in found.payables if p.kind == "exercise"] == [1]


# ---- acts -------------------------------------------------------------------------------------------------


def test_less_amounts_already_due_takes_off_earlier_exercises() -> None:
    text = (
        HEAD
        + """
right warrant
  state may pay firm EUR 10 * total of output since 2020-01-01
    due within 30 days after end of period less amounts already due
  each year from 2020-01-01 until 2022-12-31
  up to 3 times
"""
    )
    rows = (
        fact("output", "2020", "4"),
        fact("output", "2021", "5"),
        decided("warrant", "2020-12-31", "state"),
        decided("warrant", "2021-12-31", "state"),
    )
    found = judged(planned(text), "2022-06-30", *rows)
    made = [(p.window.last, p.amount, p.due, p.due_anchor, p.item) for p in found.payables]
    assert made == [
        (day("2020-12-31"), 40, day("2021-01-30"), "date", 1),
        (day("2021-12-31"), 50, day("2022-01-30"), "date", 2),
    ]


def test_a_right_repays_no_more_than_was_paid() -> None:
    text = (
        HEAD
        + """
payment credit
  state must pay firm EUR 50
  calculated once on 2020-06-30
right warrant
  firm may repay state EUR 40
  up to 2 times
"""
    )
    rows = (
        paid("credit", "2020-06-30", "50"),
        decided("warrant", "2020-07-01", "firm"),
        decided("warrant", "2020-08-01", "firm"),
    )
    found = judged(planned(text), "2020-12-31", *rows)
    assert [p.amount for p in found.payables if p.kind == "exercise"] == [40, 10]


PAUSE = (
    HEAD
    + """
payment instalment
  firm must pay state EUR 10
  calculated each month from 2021-01-01 until 2021-12-31
"""
)


def test_an_exercise_in_a_window_suspends_what_lies_inside_it() -> None:
    text = (
        PAUSE
        + """
right holiday
  firm may suspend instalment
  each quarter from 2021-01-01 until 2021-12-31
"""
    )
    found = judged(
        planned(text), "2022-01-31", decided("holiday", "2021-05-10", "firm", recorded="2021-06-01")
    )
    states = [p.status for p in found.payables]
    assert states == ["overdue"] * 3 + ["suspended"] * 3 + ["overdue"] * 6
    assert power(found, "holiday").state == "exercised"
    # April had fallen due when it was decided: that stays payable.
    assert [p.interval for p in found.payables[3:6]] == [None, (0, 10), (0, 10)]
    assert found.payables[4].known_since == at("2021-06-01")


@pytest.mark.parametrize("kind", ["exercised", "enforced"])
def test_without_windows_it_suspends_until_it_is_released(kind: str) -> None:
    text = (
        PAUSE
        + """
right holiday
  firm may suspend instalment
  up to 2 times
"""
    )
    rows = (
        decided("holiday", "2021-03-01", "firm", kind=kind),
        decided("holiday", "2021-05-15", "firm", kind="released"),
    )
    found = judged(planned(text), "2022-01-31", *rows)
    assert [p.status for p in found.payables] == ["overdue"] * 2 + ["suspended"] * 3 + ["overdue"] * 7
    assert power(found, "holiday").state == "available"


def test_withholding_lasts_until_it_is_released() -> None:
    text = (
        PAUSE
        + """
right retention
  firm may withhold instalment
"""
    )
    plan, used = planned(text), decided("retention", "2021-03-01", "firm")
    assert {p.state for p in judged(plan, "2021-03-31", used).payables[:3]} == {"withheld"}
    freed = decided("retention", "2021-04-01", "firm", kind="released")
    assert {p.state for p in judged(plan, "2021-05-31", used, freed).payables[:3]} == {"late"}


@pytest.mark.parametrize("kind", ["exercised", "terminated"])
def test_termination_ends_what_begins_later(kind: str) -> None:
    text = (
        PAUSE
        + """
right exit
  state may terminate
  from 2021-03-01
  while made is breached
right warrant
  state may buy 1 of shares at EUR 2
  from 2020-01-01
"""
    )
    plan = planned(text)
    early, used = (
        decided("exit", "2021-02-01", "state", kind=kind),
        decided("exit", "2021-05-01", "state", kind=kind),
    )
    bad = fact("output", "2020", "1")
    found = judged(plan, "2021-12-31", bad, early, used)
    assert codes(found) == ["CW5113"]
    states = [p.status for p in found.payables]
    assert states == ["overdue"] * 5 + ["ended"] * 7
    assert (power(found, "warrant").state, power(found, "exit").state) == ("lapsed", "exercised")
    # Not known whether it counts: what begins later may have ended.
    open_ = judged(plan, "2021-12-31", used)
    assert [p.interval for p in open_.payables[4:6]] == [None, (0, 10)]
    late = judged(plan, "2021-12-31", bad, used, decided("warrant", "2021-06-01", "state"))
    assert codes(late) == ["CW5113"]


def test_between_windows_it_is_unavailable() -> None:
    text = WARRANT.replace("  from 2020-01-01\n  until 2022-12-31\n", "  once on 2020-06-30\n")
    assert [state(planned(text), d) for d in ("2020-06-29", "2020-06-30", "2020-07-01")] == [
        "not_yet",
        "available",
        "lapsed",
    ]


def test_a_right_goes_on_under_a_later_version() -> None:
    text = (
        WARRANT
        + """
terms t version 2
  instrument equity
  currency EUR
  party firm recipient
  party state public
right warrant
  state may buy 150 of shares at EUR 3 per shares
  from 2020-01-01
  until 2024-12-31
agreement "A" under t version 1
  set firm = "F"
  set state = "S"
  signed 2020-01-01
amend "A" effective 2021-07-01
  move to t version 2
  set state = "NEW"
  signed 2021-06-15
"""
    )
    plan = planned(text)
    old, new = decided("warrant", "2020-03-01", "S", quantity="100"), decided("warrant", "2022-03-01", "NEW")
    assert state(plan, "2021-06-30", old) == "exercised"
    assert state(plan, "2021-07-01", old) == "available"
    found = judged(plan, "2022-12-31", old, new)
    assert [(p.version, p.amount, p.item) for p in found.payables if p.kind == "exercise"] == [
        (1, 200, 1),
        (2, 150, 2),
    ]
    assert codes(judged(plan, "2022-12-31", decided("warrant", "2022-03-01", "S"))) == ["CW5106"]
    assert codes(judged(plan, "2022-12-31", decided("warrant", "2020-03-01", "NEW"))) == ["CW5106"]


# ---- remedies that buy and convert ------------------------------------------------------------------------

REMEDY = (
    HEAD
    + """
condition report
  firm must ensure filed at end
  tested each year from 2020-01-01 until 2021-12-31
  if breached, state may buy 10 of shares at EUR 2 per shares
  if breached 2 running, firm must deliver state 2.5 shares
  if breached 2 running, firm must buy 4 of shares at EUR 8
"""
)


def test_a_remedy_that_must_buy_owes_at_once() -> None:
    bad = (fact("filed", "2020", "0"), fact("filed", "2021", "0"))
    bad = tuple(
        f.__class__(**{**{n: getattr(f, n) for n in f.__dataclass_fields__}, "value": False}) for f in bad
    )
    found = judged(planned(REMEDY), "2021-12-31", *bad)
    made = [(p.kind, p.item, p.amount, p.currency, p.payer, p.payee) for p in found.payables]
    assert made == [
        ("consequence", 2, 3, "shares", "firm", "state"),
        ("consequence", 3, 8, "EUR", "firm", "state"),
        ("delivery", 3, 4, "shares", "state", "firm"),
    ]
    used = judged(
        planned(REMEDY),
        "2021-12-31",
        *bad,
        decided("report", "2021-12-31", "state", quantity="4", period="2020"),
    )
    first = [(p.kind, p.amount) for p in used.payables if p.item == 1]
    assert first == [("exercise", 8), ("delivery", 4)]
    many = judged(
        planned(REMEDY),
        "2021-12-31",
        *bad,
        decided("report", "2021-12-31", "state", quantity="11", period="2020"),
    )
    assert codes(many) == ["CW5114"]
    assert [p.item for p in many.payables if p.item == 1] == []


# ---- why --------------------------------------------------------------------------------------------------


def told(plan: Plan, on: str, *rows: object) -> list[str]:
    """Return the steps of the trace of the right on a day."""
    trace = power(judged(plan, on, *rows), "warrant").trace  # type: ignore[arg-type]
    assert trace is not None
    return [step.text for step in trace.because]


def test_a_right_tells_its_days_its_uses_and_its_while() -> None:
    plan = planned(UNPAID)
    rows = (
        decided("warrant", "2021-04-10", "state", quantity="30"),
        decided("warrant", "2021-05-10", "state", quantity="40"),
        decided("warrant", "2021-05-11", "state", quantity="70"),
    )
    assert told(plan, "2021-05-31", *rows) == [
        "open from 2021-01-01 until 2021-12-31",
        "exercised of 40 by state on 2021-05-10: it counts",
        "exercised of 30 by state on 2021-04-10: its `while` did not hold on that day",
        "exercised of 70 by state on 2021-05-11: it takes more than was left",
        "open only while",
    ]
    found = power(judged(plan, "2021-05-31", *rows), "warrant")
    assert found.trace is not None and found.trace.because[-1].truth == "T"
    assert told(plan, "2020-12-31") == ["not open on that day: its days are from 2021-01-01 to 2022-12-31"]
    assert power(judged(plan, "2021-05-31", explain=False), "warrant").trace is None


def test_a_right_tells_what_its_while_waits_for() -> None:
    found = power(judged(planned(WHILE), "2021-02-01"), "warrant")
    assert (found.state, [m.measure for m in found.missing]) == ("unknown", ["output"])


def test_what_is_given_up_or_used_up_is_told() -> None:
    plan = planned(WARRANT)
    gone = decided("warrant", "2020-03-01", "state", kind="released")
    assert told(plan, "2020-04-01", gone)[-1] == "released by state on 2020-03-01: given up"
    used = tuple(decided("warrant", f"2020-0{m}-01", "state") for m in (1, 2))
    assert told(plan, "2020-04-01", *used)[1:] == [
        "exercised by state on 2020-01-01: it counts",
        "exercised by state on 2020-02-01: the right was used up",
    ]


def test_a_right_whose_days_are_not_set_is_none_yet() -> None:
    text = WARRANT.replace("  from 2020-01-01\n", "  from begins\n").replace(
        "  party state public\n", "  party state public\n  parameter begins : negotiated date\n"
    )
    found = judged(planned(text), "2021-01-01")
    assert [p.clause for p in found.powers] == []


FEE = """
right fee
  state may pay firm EUR 10
  from 2022-01-01
  until 2022-12-31
  up to 2 times
"""


@pytest.mark.parametrize(
    ("named", "told"), [("2022", ["CW5111"]), ("2022-05-01", ["CW5111"]), ("2022-03-01", [])]
)
def test_without_windows_money_names_the_day_of_the_use(named: str, told: list[str]) -> None:
    used, money = decided("fee", "2022-03-01", "state"), paid("fee", "2022-04-01", "10")
    days = Period.days_of(day(named), day(named)) if len(named) > 4 else span(named)
    found = judged(planned(HEAD + FEE), "2022-12-31", used, replace(money, window=days))
    assert codes(found) == told
    assert sum(p.paid for p in found.payables) == 10 * (not told)


@pytest.mark.parametrize(("returned", "amount", "low"), [("", None, 0), ("yes", 0, 0), ("no", 100, 100)])
def test_a_release_takes_a_debt_away_unless_it_may_end_a_withholding(
    returned: str, amount: int | None, low: int
) -> None:
    text = (
        HEAD
        + """
condition duty
  firm must ensure filed at end
  tested once on 2021-12-31
  if breached, firm must withhold loan
payment loan
  firm must pay state EUR 100
  calculated once on 2021-12-31
"""
    )
    freed = decided("loan", "2022-02-01", "state", kind="released", period="2021")
    known = [replace(fact("filed", "2021", "0"), value=returned == "yes")] if returned else []
    found = judged(planned(text), "2022-03-01", freed, *known)
    loan = next(p for p in found.payables if p.clause == "loan")
    assert loan.amount == amount
    assert (loan.interval or (low,))[0] == low
    assert loan.interval is None or loan.interval[1] == 100
