"""Payments against debts: oldest due first, named windows first of all, nothing lost, nothing made."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engines.protocol import Allocation, PaymentMade
from commonweal.engines.reference.money.settlement import Debt, Queue, counted, settle, state
from commonweal.engines.reference.values import Interval, exactly
from commonweal.ground.period import Period, year

WHEN = datetime(2030, 1, 1, tzinfo=UTC)


def paid(amount: int, on: date = date(2025, 1, 1), window: Period | None = None, id: str = "") -> PaymentMade:
    """A payment made."""
    return PaymentMade("A-1", "rent", on, Decimal(amount), "EUR", WHEN, window, id=id)


def debts(*amounts: int | None) -> list[Debt]:
    """Debts of the years from 2020, each due on the year's last day."""
    return [
        Debt(year(2020 + k), None if a is None else Decimal(a), date(2020 + k, 12, 31), (0, k))
        for k, a in enumerate(amounts)
    ]


def test_money_without_a_window_settles_the_oldest_due_date_first() -> None:
    made = settle(debts(100, 100, 100), [paid(150)])
    assert [s.paid for s in made] == [100, 50, 0]


def test_money_with_a_window_settles_that_window() -> None:
    made = settle(debts(100, 100), [paid(80, window=year(2021)), paid(30)])
    assert [s.paid for s in made] == [30, 80]


def test_what_nobody_owes_is_too_much_on_the_last_that_was_settled() -> None:
    made = settle(debts(100, 50), [paid(170)])
    assert [s.paid for s in made] == [100, 70]
    assert [s.surplus for s in made] == [0, 20]


def test_money_for_a_year_that_owes_nothing_makes_no_other_year_look_paid() -> None:
    made = settle(debts(100), [paid(100, window=year(2031))])
    assert [s.paid for s in made] == [0]


def test_an_undetermined_debt_takes_nothing_for_certain() -> None:
    made = settle(debts(None, 100), [paid(100)])
    assert [s.paid for s in made] == [0, 100]


def test_of_two_versions_of_a_payment_the_later_counts() -> None:
    first = paid(10, id="p1")
    second = PaymentMade("A-1", "rent", date(2025, 1, 2), Decimal(7), "EUR", WHEN.replace(day=2), id="p1")
    assert counted([second, first], as_of=date(2025, 12, 31), known_at=WHEN.replace(day=3)) == [second]
    assert counted([second, first], as_of=date(2025, 12, 31), known_at=WHEN) == [first]


@given(st.lists(st.integers(0, 200), min_size=1, max_size=5), st.lists(st.integers(1, 200), max_size=5))
def test_what_is_settled_is_what_was_paid(amounts: list[int], payments: list[int]) -> None:
    rows = [paid(p) for p in payments]
    made = settle(debts(*amounts), rows)
    assert sum(s.paid for s in made) == sum(payments)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Debt], list[PaymentMade]]:
    """Debts, some undetermined or undated, and payments, some for a year, some for one that owes nothing."""
    n = draw(st.integers(1, 5))
    amount = st.none() | st.integers(0, 9).map(Decimal)
    due = st.none() | st.dates(date(2020, 1, 1), date(2021, 6, 30))
    owed = [
        Debt(year(2020 + k), how_much, by, (0, k))
        for k, (how_much, by) in enumerate(draw(st.lists(st.tuples(amount, due), min_size=n, max_size=n)))
    ]
    window = st.none() | st.integers(2020, 2020 + n).map(year)
    made = [
        paid(draw(st.integers(0, 12)), date(2020, 1, 1) + timedelta(on), draw(window))
        for on in sorted(draw(st.lists(st.integers(0, 400), max_size=6)))
    ]
    return owed, made


@given(lives())
def test_every_part_of_what_is_paid_comes_from_a_payment_and_none_is_used_twice(
    life: tuple[list[Debt], list[PaymentMade]],
) -> None:
    owed, payments = life
    used: dict[int, Decimal] = {}
    for debt, found in zip(owed, settle(owed, payments), strict=True):
        assert found.paid == sum(part.amount for part in found.parts)
        assert found.paid_on == max((part.payment.paid_on for part in found.parts), default=None)
        mine = [id(part.payment) for part in found.parts]
        assert len(mine) == len(set(mine)), "a payment stands once behind an amount"
        for part in found.parts:
            assert part.amount > 0 or part.payment.amount == 0
            assert part.payment.window in (None, debt.window) or found.surplus or debt.amount is None
            used[id(part.payment)] = used.get(id(part.payment), Decimal(0)) + part.amount
    assert all(used.get(id(one), Decimal(0)) in (0, one.amount) for one in payments), "all of one, or nothing"


def test_a_debt_names_the_payments_that_settle_it_and_how_much_of_each() -> None:
    named, first, second = paid(80, window=year(2021)), paid(70), paid(50)
    made = settle(debts(100, 100), [named, first, second])
    assert [s.parts for s in made] == [
        (Allocation(first, Decimal(70)), Allocation(second, Decimal(30))),
        (Allocation(named, Decimal(80)), Allocation(second, Decimal(20))),
    ]
    stray = paid(5, window=year(2031))
    assert settle(debts(0), [stray])[0].parts == (Allocation(stray, Decimal(5)),)


def test_the_last_day_of_payment_is_the_latest_whatever_came_first_in_turn() -> None:
    late, early = paid(60, date(2025, 9, 1), window=year(2020)), paid(40, date(2025, 3, 1))
    assert settle(debts(100), [early, late])[0].paid_on == date(2025, 9, 1)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=5), st.lists(st.integers(1, 200), max_size=5))
def test_where_all_is_known_the_queue_agrees_with_settling(amounts: list[int], payments: list[int]) -> None:
    owed = debts(*amounts)
    rows = [paid(p) for p in payments]
    queue = Queue(
        [(k, 1, d.due or date.max) for k, d in enumerate(owed)],
        rows,
        [d.window for d in owed],
        lambda k, _item: exactly(owed[k].amount or Decimal(0)),
    )
    surplus = max(0, sum(payments) - sum(amounts))
    taken = [queue.taken(k).point or Decimal(0) for k in range(len(owed))]
    assert sum(taken) + surplus == sum(payments)
    assert all(t <= a for t, a in zip(taken, amounts, strict=True))


def test_money_that_may_have_gone_to_an_unknown_debt_is_not_certain_for_a_later_one() -> None:
    owed = [Interval(Decimal(0), None), exactly(Decimal(100))]
    windows = [year(2020), year(2021)]
    queue = Queue(
        [(0, 1, date(2020, 12, 31)), (1, 1, date(2021, 12, 31))], [paid(100)], windows, lambda k, _i: owed[k]
    )
    assert queue.taken(1) == Interval(Decimal(0), Decimal(100))


@pytest.mark.parametrize(
    ("amount", "over", "due", "made", "withheld", "expected"),
    [
        (10, False, None, 0, False, "not_due"),
        (None, True, None, 0, False, "undetermined"),
        (0, True, None, 0, False, "none_due"),
        (10, True, date(2026, 1, 1), 0, False, "due"),
        (10, True, date(2026, 1, 1), 4, False, "part_paid"),
        (10, True, date(2024, 1, 1), 4, False, "late"),
        (10, True, date(2024, 1, 1), 4, True, "withheld"),
        (10, True, date(2024, 1, 1), 10, False, "paid"),
        (10, True, date(2024, 1, 1), 11, True, "overpaid"),
        (0, True, None, 1, False, "overpaid"),
    ],
)
def test_the_states_of_a_payable(
    amount: int | None, over: bool, due: date | None, made: int, withheld: bool, expected: str
) -> None:
    actual = state(
        None if amount is None else Decimal(amount),
        over=over,
        due=due,
        paid=Decimal(made),
        as_of=date(2025, 1, 1),
        withheld=withheld,
    )
    assert actual == expected
