"""Accounts: rows in order, interest on the opening, payments made, what they let be due (8.1, law 12)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engines.protocol import AccountRow, PaymentMade
from tests.unit.engines.reference.judging import (
    at,
    closed,
    day,
    decided,
    fact,
    judged,
    owed,
    paid,
    planned,
    row,
)

HEAD = """
unit doses
measure sales "Sales" per award: flow money each year
measure drawn "Drawn" per award: flow money each event nonnegative
measure index "Index" per award: stock number each year
terms t version 1
  instrument loan
  currency EUR
  party firm recipient
  party state public
  parameter opened : date = 2021-01-01
  parameter held : money = EUR 1_000
"""

LOAN = (
    HEAD
    + """
account debt "What is owed"
  opens 2021-01-01 with held
  interest 5% basis thirty360
  reduced by royalty
  calculated each year from 2021-01-01 until 2024-12-31

payment royalty
  firm must pay state 3% * total of sales in period
  calculated each year from 2021-01-01 until 2024-12-31
"""
)


def test_a_row_is_opening_and_interest_less_what_was_paid() -> None:
    found = judged(
        planned(LOAN), "2022-12-31", fact("sales", "2021", "10000"), paid("royalty", "2021-12-31", "300")
    )
    made = row(found, "debt", "2021")
    assert (made.opening, made.interest, made.adds, made.reductions, made.closing) == (1000, 50, 0, 300, 750)
    assert (made.currency, made.label, made.between, made.version) == ("EUR", "What is owed", (), 1)
    assert row(found, "debt", "2022").closing == Decimal("787.50")


def test_a_window_that_is_not_over_may_still_see_payments() -> None:
    found = judged(planned(LOAN), "2022-06-30", paid("royalty", "2022-03-31", "300"))
    made = row(found, "debt", "2022")
    assert (made.opening, made.interest, made.reductions, made.closing) == (
        1050,
        Decimal("52.50"),
        None,
        None,
    )
    assert dict(made.between) == {"reductions": (300, None), "closing": (None, Decimal("802.50"))}
    after = row(found, "debt", "2023")
    assert dict(after.between)["interest"] == (None, Decimal("40.13"))


def test_what_is_unknown_is_an_interval_with_what_it_waits_for() -> None:
    text = LOAN.replace("reduced by royalty", "adds total of drawn in period\n  reduced by royalty")
    found = judged(planned(text), "2021-12-31", fact("drawn", "2021-03-01", "7", event="1"))
    made = row(found, "debt", "2021")
    assert dict(made.between) == {"adds": (7, None), "closing": (1057, None)}
    assert [(m.measure, m.through, m.owed_by) for m in made.missing] == [("drawn", day("2021-12-31"), "firm")]
    after = judged(
        planned(text),
        "2022-12-31",
        fact("drawn", "2021-03-01", "7", event="1"),
        closed("drawn", "2021-12-31"),
    )
    assert row(after, "debt", "2021").closing == 1057
    assert [m.through for m in row(after, "debt", "2022").missing] == [day("2022-12-31")]


def test_an_unset_opening_leaves_every_row_open() -> None:
    text = LOAN.replace(" = EUR 1_000", "")
    found = judged(planned(text), "2024-12-31", fact("sales", "2021", "10000"))
    assert [r.closing for r in found.accounts] == [None] * 4
    assert dict(row(found, "debt", "2021").between)["interest"] == (None, None)
    assert owed(found, "royalty", "2021").interval == (0, 300)


@pytest.mark.parametrize(
    ("basis", "interest"),
    [("act365", "100.27"), ("act360", "101.67"), ("thirty360", "100"), ("actact", "100")],
)
def test_interest_counts_days_by_its_basis(basis: str, interest: str) -> None:
    text = LOAN.replace("5% basis thirty360", f"10% basis {basis}").replace("2021-01-01", "2024-01-01")
    assert row(judged(planned(text), "2024-12-31"), "debt", "2024").interest == Decimal(interest)


def test_interest_is_rounded_by_the_text() -> None:
    text = LOAN.replace("  currency EUR", "  currency EUR\n  rounding down").replace(
        "5% basis", "3.3333% basis"
    )
    assert row(judged(planned(text), "2021-12-31"), "debt", "2021").interest == Decimal("33.33")


def test_balances_read_before_within_and_after() -> None:
    text = (
        LOAN
        + """
payment before
  firm must pay state balance of debt at start
  calculated each year from 2020-01-01 until 2022-12-31

payment after
  firm must pay state balance of debt at end
  calculated each year from 2020-01-01 until 2022-12-31

payment half
  firm must pay state balance of debt at start + balance of debt at end + interest of debt in period
  calculated once on 2021-06-30

payment coupon
  firm must pay state interest of debt since 2021-01-01
  calculated once on 2022-12-31
"""
    )
    found = judged(planned(text), "2023-12-31")
    assert [owed(found, "before", y).amount for y in ("2020", "2021", "2022")] == [0, 1000, 1050]
    assert [owed(found, "after", y).amount for y in ("2020", "2021", "2022")] == [
        0, 1050, Decimal("1102.50"),
    ]  # fmt: skip
    assert owed(found, "half", "2021-06-30").amount == 2000
    assert owed(found, "coupon", "2022-12-31").amount == Decimal("102.50")


def test_an_account_whose_days_are_not_set_is_unknown() -> None:
    text = (
        HEAD.replace(" = 2021-01-01", "")
        + """
account debt
  opens opened with held
  calculated each year from opened until 2024-12-31
payment p
  firm must pay state balance of debt at start
  calculated once on 2022-12-31
"""
    )
    assert owed(judged(planned(text), "2023-01-01"), "p", "2022-12-31").interval == (0, None)
    assert (
        owed(judged(planned(text, opened=day("2021-01-01")), "2023-01-01"), "p", "2022-12-31").amount == 1000
    )


def test_since_is_the_latest_of_all_rows_before() -> None:
    rows = (
        fact("sales", "2021", "10000"),
        paid("royalty", "2021-12-31", "300", recorded="2023-03-01"),
        paid("royalty", "2022-12-31", "1", recorded="2023-01-15"),
    )
    found = judged(planned(LOAN), "2024-12-31", *rows)
    assert row(found, "debt", "2021").known_since == at("2023-03-01")
    assert row(found, "debt", "2022").known_since == at("2023-03-01")
    trace = row(found, "debt", "2022").trace
    assert trace is not None and [t.value for t in trace.because][:2] == ["750.00", "37.50"]
    assert row(found, "debt", "2022").facts != ()


# ---- what an account lets be due ---------------------------------------------------------------------

TWO = (
    HEAD
    + """
account debt
  opens 2021-01-01 with EUR 100
  reduced by first
  reduced by second
  calculated each year from 2021-01-01 until 2022-12-31

payment second
  firm must pay state EUR 80
  calculated each quarter from 2020-07-01 until 2023-12-31

payment first
  firm must pay state EUR 30
  calculated each year from 2021-01-01 until 2022-12-31
"""
)


def test_no_more_is_due_than_is_left_and_not_due_already() -> None:
    found = judged(planned(TWO), "2023-12-31")
    due = {str(p.window.last): p.amount for p in found.payables if p.clause == "second"}
    assert due["2020-12-31"] == 0
    assert (due["2021-03-31"], due["2021-06-30"], due["2021-09-30"]) == (80, 20, 0)
    assert owed(found, "first", "2021").amount == 0
    assert due["2023-12-31"] == 0


def test_of_one_day_the_one_named_first_comes_first() -> None:
    text = TWO.replace(
        "each quarter from 2020-07-01 until 2023-12-31", "each year from 2021-01-01 until 2022-12-31"
    )
    found = judged(planned(text), "2023-12-31")
    assert [owed(found, "first", y).amount for y in ("2021", "2022")] == [30, 0]
    assert [owed(found, "second", y).amount for y in ("2021", "2022")] == [70, 0]


def test_what_was_paid_is_deducted_from_the_balance_and_from_the_dues() -> None:
    text = TWO.replace("EUR 30", "EUR 10")
    rows = (paid("second", "2021-04-01", "80"), paid("first", "2021-12-31", "5"))
    found = judged(planned(text), "2023-12-31", *rows)
    # 80 and 20 due in 2021; 85 paid: of the 15 left 15 are due already.
    assert row(found, "debt", "2021").closing == 15
    assert owed(found, "first", "2022").amount == 0
    early = judged(
        planned(text), "2023-12-31", paid("second", "2021-04-01", "50"), paid("first", "2022-01-01", "50")
    )
    assert row(early, "debt", "2022").closing == 0


def test_after_the_last_row_what_is_left_may_still_fall_due() -> None:
    text = TWO.replace("2020-07-01 until", "2023-01-01 until")
    found = judged(
        planned(text), "2023-12-31", paid("first", "2021-12-31", "30"), paid("second", "2023-04-30", "40")
    )
    due = [p.amount for p in found.payables if p.clause == "second"]
    assert due == [40, 0, 0, 0]


def test_the_clip_shows_in_the_trace_and_in_since() -> None:
    rows = (
        fact("sales", "2021", "100000"),
        fact("sales", "2022", "100000"),
        paid("royalty", "2021-12-31", "1050", recorded="2023-06-01"),
    )
    found = judged(planned(LOAN), "2023-12-31", *rows)
    made = owed(found, "royalty", "2022")
    assert (made.amount, made.known_since) == (0, at("2023-06-01"))
    assert made.trace is not None and "no more than is left of debt" in [t.text for t in made.trace.because]


def test_the_clip_is_rounded_down() -> None:
    text = LOAN.replace("with held", "with held / 3").replace("interest 5% basis thirty360\n  ", "")
    found = judged(planned(text), "2021-12-31", fact("sales", "2021", "100000"))
    assert owed(found, "royalty", "2021").amount == Decimal("333.33")


def test_a_quota_is_an_account_of_things() -> None:
    text = (
        HEAD
        + """
account quota
  opens 2021-01-01 with 100 doses
  reduced by supply
  calculated each year from 2021-01-01 until 2022-12-31
payment supply
  firm must deliver state 60 doses
  calculated each year from 2021-01-01 until 2022-12-31
"""
    )
    found = judged(planned(text), "2022-12-31", paid("supply", "2021-10-01", "60", "doses"))
    assert (owed(found, "supply", "2021").state, owed(found, "supply", "2022").amount) == ("paid", 40)
    assert row(found, "quota", "2022").closing == 40


TOPPED = 'measure topped "Topped up" per award: flow money each month nonnegative'
DRAWN = (
    HEAD.replace("terms t", f"{TOPPED}\nterms t")
    + """
account debt
  opens 2021-01-01 with EUR 100
  interest 12% basis thirty360
  adds total of drawn in period
  adds total of topped in period
  reduced by first
  calculated each year from 2021-01-01 until 2022-12-31

payment first
  firm must pay state EUR 500
  calculated each quarter from 2021-01-01 until 2022-12-31
"""
)
MONTHS = [f"{y}-{m:02}" for y in (2021, 2022) for m in range(1, 13)]


def test_what_is_added_later_in_a_row_raises_nothing_that_was_due() -> None:
    rows = [fact("topped", m, "1") for m in MONTHS]
    rows += [fact("drawn", "2021-02-10", "7", event="1"), fact("drawn", "2021-11-10", "50", event="2")]
    ends = ("2021-03-31", "2021-06-30", "2021-09-30", "2021-12-31")
    said = [closed("drawn", e) for e in ends]
    found = judged(planned(DRAWN), "2021-12-31", *rows, *said)
    # 100 and the year's interest of 12, 7 drawn, 1 for each month; then what came in the quarter.
    assert [owed(found, "first", f"2021-Q{q}").amount for q in (1, 2, 3, 4)] == [122, 3, 3, 53]
    assert [str(owed(found, "first", f"2021-Q{q}").known_since)[:10] for q in (1, 4)] == [
        "2021-03-31", "2021-12-31",
    ]  # fmt: skip
    assert row(found, "debt", "2021").closing == 181
    early = judged(planned(DRAWN), "2021-03-31", *rows, *said)
    assert owed(early, "first", "2021-Q1").amount == 122


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 720), st.integers(0, 400)), max_size=5),
    st.lists(st.tuples(st.integers(0, 720), st.integers(1, 300)), max_size=4),
    st.integers(0, 720),
)
def test_what_is_known_to_be_due_stays_as_it_is(
    drawn: list[tuple[int, int]], payments: list[tuple[int, int]], through: int
) -> None:
    first = date(2021, 1, 1)
    rows = [fact("topped", m, "0") for m in MONTHS]
    rows += [fact("drawn", str(first + timedelta(n)), str(x), event=str(i)) for i, (n, x) in enumerate(drawn)]
    made = [paid("first", str(first + timedelta(n)), str(x)) for n, x in payments]
    as_of = first + timedelta(through)
    plan = planned(DRAWN)
    early = judged(plan, str(as_of), *rows, *made, closed("drawn", str(as_of)), explain=False)
    late = judged(plan, "2023-06-30", *rows, *made, closed("drawn", "2022-12-31"), explain=False)
    for before, after in zip(early.payables, late.payables, strict=True):
        assert after.amount is not None
        if before.window.last <= as_of:
            assert before.amount == after.amount, before.window
    assert all(r.closing is None or r.closing >= 0 for r in late.accounts if not made)


def test_a_part_of_a_row_begins_where_the_row_begins() -> None:
    text = DRAWN.replace("total of drawn in period", "total of drawn in last 12 months")
    rows = [fact("topped", m, "0") for m in MONTHS]
    rows.append(fact("drawn", "2020-11-01", "70", event="1"))
    found = judged(planned(text), "2021-12-31", *rows, closed("drawn", "2021-12-31"))
    # The row of 2021 reads its own twelve months; by March it does not read those before it instead.
    assert owed(found, "first", "2021-Q1").amount == 112


HOLIDAY = (
    HEAD
    + """
account debt
  opens 2021-01-01 with EUR 100
  reduced by first
  calculated each quarter from 2021-01-01 until 2022-12-31

payment first
  firm must pay state EUR 30
  calculated each quarter from 2021-01-01 until 2022-12-31

right pause
  firm may suspend first
  each quarter from 2021-01-01 until 2022-12-31
  while total of drawn since 2021-01-01 at least EUR 1

condition stop
  firm must ensure total of drawn in period at least EUR 1
  tested each quarter from 2021-01-01 until 2021-03-31
  if breached, state must suspend first
"""
)


def test_what_is_suspended_stays_on_the_account() -> None:
    rows = (fact("drawn", "2021-02-01", "1", event="1"),)
    used = decided("pause", "2021-04-01", "firm", recorded="2021-04-09")
    found = judged(planned(HOLIDAY), "2022-12-31", *rows, used)
    dues = [p for p in found.payables if p.clause == "first"]
    assert [p.amount for p in dues] == [30, 0, 30, 30, 10, 0, 0, 0]
    left_out = dues[1]
    assert (left_out.status, left_out.state, left_out.interval) == ("suspended", "none_due", None)
    assert left_out.known_since == at("2021-04-09")
    assert left_out.trace is not None
    assert left_out.trace.because[-1].text == "suspended: not due, it stays on debt"


def test_whether_it_is_suspended_may_be_unknown() -> None:
    # Without a closing nobody knows whether the right was open.
    found = judged(planned(HOLIDAY), "2021-12-31", decided("pause", "2021-04-01", "firm"))
    assert owed(found, "first", "2021-Q2").interval == (0, 30)
    assert owed(found, "first", "2022-Q1").interval == (0, 30)


def test_a_remedy_that_suspends_leaves_the_debt_on_the_account() -> None:
    found = judged(planned(HOLIDAY), "2022-12-31", closed("drawn", "2021-03-31"))
    dues = [p for p in found.payables if p.clause == "first"]
    assert [(p.amount, p.status) for p in dues][:2] == [(30, "overdue"), (0, "suspended")]
    assert found.accounts[-1].closing == 100


# ---- versions ----------------------------------------------------------------------------------------

AMENDED = (
    LOAN
    + """
terms t version 2
  instrument loan
  currency EUR
  party firm recipient
  party state public
account debt
  opens 2021-01-01 with EUR 7
  interest 10% basis thirty360
  reduced by rent
  calculated each 6 months from 2021-01-01 until 2024-12-31
payment royalty
  firm must pay state EUR 1
  calculated each year from 2021-01-01 until 2024-12-31
payment rent
  firm must pay state EUR 2_000
  calculated each year from 2021-01-01 until 2024-12-31
agreement "A" under t version 1
  set firm = "F"
  set state = "S"
  signed 2021-01-01
amend "A" effective 2022-07-01
  move to t version 2
  signed 2022-06-15
"""
)


def test_a_balance_goes_on_under_a_later_version() -> None:
    found = judged(planned(AMENDED), "2024-12-31", paid("rent", "2023-02-01", "50"))
    rows = [(r.version, str(r.window.first), r.interest, r.closing) for r in found.accounts]
    # The year 2022 began before the amendment and runs on; the half years begin after it.
    assert rows[:4] == [
        (1, "2021-01-01", 50, 1050),
        (1, "2022-01-01", Decimal("52.50"), Decimal("1102.50")),
        (2, "2022-07-01", Decimal("55.13"), Decimal("1157.63")),
        (2, "2023-01-01", Decimal("57.88"), Decimal("1165.51")),
    ]
    later = [r.known_since for r in found.accounts if r.version == 2]
    assert all(since is not None and since >= at("2022-06-15") for since in later)
    assert row(found, "debt", "2021").known_since is None


def test_the_clip_uses_the_version_of_the_instance() -> None:
    found = judged(planned(AMENDED), "2024-12-31", fact("sales", "2021", "1000000"))
    assert owed(found, "royalty", "2021").amount == 1050
    assert owed(found, "royalty", "2023").amount == 1
    first, second = owed(found, "rent", "2023"), owed(found, "rent", "2024")
    balance = found.accounts[4]
    assert str(balance.window.last) == "2023-12-31"
    assert balance.opening is not None and balance.interest is not None and balance.closing is not None
    assert first.amount == balance.opening + balance.interest
    # Nothing was paid: what is left in 2024 is the interest since.
    last = found.accounts[-1]
    assert second.amount == last.opening + last.interest - first.amount
    assert first.known_since == at("2022-06-15")


def test_a_day_in_two_rows_is_paid_once() -> None:
    rows = (paid("royalty", "2022-08-01", "9"), paid("rent", "2022-08-01", "5"))
    found = judged(planned(AMENDED), "2024-12-31", *rows)
    assert [r.reductions for r in found.accounts][:4] == [0, 9, 5, 0]


# ---- law 12 ------------------------------------------------------------------------------------------


def sound(made: AccountRow) -> bool:
    """Closing less opening is interest and adds less reductions."""
    parts = (made.opening, made.interest, made.adds, made.reductions, made.closing)
    if None in parts:
        return True
    opening, interest, adds, reductions, closing = (p for p in parts if p is not None)
    return closing - opening == interest + adds - reductions


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1400), st.integers(0, 400), st.sampled_from(["first", "second"])), max_size=6
    ),
    st.integers(0, 200),
    st.integers(0, 200),
    st.integers(0, 1400),
)
def test_law_12(moves: list[tuple[int, int, str]], one: int, two: int, through: int) -> None:
    text = TWO.replace("EUR 80", f"EUR {two}").replace("EUR 30", f"EUR {one}")
    first = date(2020, 10, 1)
    rows: list[PaymentMade] = [paid(c, str(first + timedelta(n)), str(x)) for n, x, c in moves]
    as_of = first + timedelta(through)
    found = judged(planned(text), str(as_of), *rows, explain=False)
    assert all(sound(r) for r in found.accounts)
    # What falls due is never more than was ever there, whatever has been paid.
    dues = [p.amount for p in found.payables if p.amount is not None and p.window.last <= as_of]
    assert sum(dues, Decimal(0)) <= 100
    # Paid exactly as it falls due, the account never goes below nothing.
    exact = [
        paid(p.clause, str(p.window.last), str(p.amount))
        for p in judged(planned(text), "2023-12-31").payables
        if p.amount
    ]
    made = judged(planned(text), "2023-12-31", *exact, explain=False)
    assert all(r.closing is not None and r.closing >= 0 for r in made.accounts)
