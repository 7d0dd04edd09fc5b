from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.methods.finance.returns import net_present_value, sign_changes, xirr

d = date.fromisoformat

GOLDMAN = [
    (d("2008-10-28"), D("-10000000000")),
    (d("2009-02-17"), D("148600000")),
    (d("2009-05-15"), D("125000000")),
    (d("2009-06-17"), D("10044400000")),
    (d("2009-07-22"), D("1100000000")),
]


def test_the_return_on_goldman_sachs_under_the_capital_purchase_program():
    actual = xirr(GOLDMAN)
    assert actual is not None
    assert abs(actual - D("0.2305")) <= D("0.0001")


def test_the_order_of_rows_and_the_split_of_a_day_do_not_matter():
    halves = [(day, amount / 2) for day, amount in GOLDMAN for _ in range(2)]
    assert xirr(list(reversed(halves))) == xirr(GOLDMAN)


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([("2021-01-01", -100), ("2022-01-01", 110)], "0.1"),
        ([("2021-01-01", 100), ("2022-01-01", -110)], "0.1"),
        ([("2021-01-01", -100), ("2022-01-01", 100)], "0"),
        ([("2021-01-01", -100), ("2022-01-01", 25)], "-0.75"),
        ([("2021-01-01", -100), ("2023-01-01", 121)], "0.1"),
        ([("2021-01-01", -100), ("2022-01-01", 60), ("2023-01-01", 60)], "0.130662386292"),
    ],
)
def test_returns_that_can_be_seen(flows: list[tuple[str, int]], expected: str):
    assert xirr([(d(day), D(amount)) for day, amount in flows]) == D(expected)


def test_without_a_change_of_sign_there_is_no_return():
    assert xirr([]) is None
    assert xirr([(d("2021-01-01"), D(-1))]) is None
    assert xirr([(d("2021-01-01"), D(-1)), (d("2021-01-01"), D(2))]) is None
    assert xirr([(d("2021-01-01"), D(1)), (d("2022-01-01"), D(2))]) is None


def test_of_several_true_rates_none_is_the_return():
    # Lorie and Savage (1955): 25 % and 400 % are both true
    flows = [(d("2021-01-01"), D(-1600)), (d("2022-01-01"), D(10000)), (d("2023-01-01"), D(-10000))]
    assert sign_changes(flows) == 2
    for rate in (D("0.25"), D(4)):
        assert abs(net_present_value(flows, rate)) < D("1e-50")
    assert xirr(flows) is None


def test_norstroms_rate_is_given_although_signs_change_more_than_once():
    flows = [(d(f"{2021 + k}-01-01"), D(x)) for k, x in enumerate((-100, 30, -10, 60, 60))]
    assert sign_changes(flows) == 3
    rate = xirr(flows, "thirty360")
    assert rate is not None
    assert rate > 0
    assert abs(net_present_value(flows, rate, "thirty360")) < D("1e-9")


def test_extreme_returns_end():
    quick = xirr([(d("2020-01-01"), D(-1)), (d("2020-01-02"), D(1000))])
    assert quick is not None
    assert abs(quick / D("1E+1095") - 1) < D("1e-30")
    assert xirr([(d("2020-01-01"), D("-1E+30")), (d("2020-12-31"), D("1E-9"))]) == -1


def test_what_is_refused():
    with pytest.raises(ValueError, match="rate"):
        net_present_value(GOLDMAN, D(-1))
    with pytest.raises(ValueError, match="basis"):
        xirr(GOLDMAN, "act364")
    assert net_present_value([], D("0.1")) == 0


amounts = st.decimals(min_value=D("0.01"), max_value=10**9, places=2)
gaps = st.integers(1, 2000)


@given(amounts, st.lists(st.tuples(gaps, amounts), min_size=1, max_size=8))
def test_at_the_rate_the_flows_are_worth_nothing(paid: D, back: list[tuple[int, D]]):
    start = d("2020-02-29")
    flows = [(start, -paid), *((start + timedelta(gap), amount) for gap, amount in back)]
    rate = xirr(flows)
    assert rate is not None
    assume(D("-0.99") < rate < 10**6)
    scale = sum(abs(amount) for _, amount in flows)
    assert abs(net_present_value(flows, rate)) < scale * D("1e-7")


@given(st.lists(st.tuples(gaps, st.decimals(-1000, 1000, places=2)), max_size=8))
def test_any_flows_give_a_true_rate_or_none(rows: list[tuple[int, D]]):
    start = d("2020-02-29")
    flows = [(start + timedelta(gap), amount) for gap, amount in rows]
    rate = xirr(flows)
    if rate is None or not D("-0.9") < rate < 10**4:
        return
    low, high = (net_present_value(flows, rate + step) for step in (D("-1e-9"), D("1e-9")))
    scale = sum(abs(amount) for _, amount in flows)
    assert low * high <= 0 or abs(low) < scale * D("1e-6")
