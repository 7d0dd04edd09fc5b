"""What is a part says its share of the whole: of one period and one unit, exactly, or nothing is said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.missions.records import Indicator, Observation
from commonweal.cycle.missions.standing import standing
from commonweal.cycle.missions.strategy import Strategy
from commonweal.ground.period import Period
from commonweal.report.speech.phrases import speaking
from commonweal.report.steering.lead import Measured
from commonweal.report.steering.shares import Share, shares, told

AS_OF = date(2024, 12, 31)
KNOWN = datetime(2025, 1, 1, tzinfo=UTC)
Values = dict[int, str]


def year(n: int) -> Period:
    """Return a calendar year."""
    return Period.days_of(date(n, 1, 1), date(n, 12, 31))


def found(part: Values, whole: Values, *, unit: str = "kt", of: str = "kt") -> dict[str, Share]:
    """Return the shares where one indicator is a part of another."""
    rows = {
        id_: tuple(
            Observation(id_, 1, year(n), D(value), "report", datetime(n + 1, 3, 1, tzinfo=UTC))
            for n, value in values.items()
        )
        for id_, values in (("town", part), ("land", whole))
    }
    strategy = Strategy(
        indicators={
            "town": Indicator("town", "Smoke of the town", "outcome", unit, "lower", part_of="land"),
            "land": Indicator("land", "Smoke", "outcome", of, "lower"),
        },
        observations=rows,
    )
    return shares(standing(strategy, {}, {}, {}, (), as_of=AS_OF, known_at=KNOWN))


def test_the_last_period_in_which_both_are_known_counts() -> None:
    (share,) = found({2018: "20", 2020: "30", 2022: "40"}, {2018: "100", 2020: "90", 2021: "80"}).values()
    assert (share.value.period, share.value.value, share.of.value) == (year(2020), D(30), D(90))
    assert share.percent == D("33.333333333333")


@pytest.mark.parametrize(
    ("part", "whole", "units"),
    [
        ({2020: "30"}, {2021: "90"}, {}),
        ({2020: "30"}, {2020: "90"}, {"of": "t"}),
        ({2020: "30"}, {2020: "90"}, {"unit": "%", "of": "%"}),
        ({2020: "91"}, {2020: "90"}, {}),
        ({2020: "-1"}, {2020: "90"}, {}),
        ({2020: "0"}, {2020: "0"}, {}),
    ],
)
def test_what_cannot_be_compared_has_no_share(part: Values, whole: Values, units: dict[str, str]) -> None:
    assert found(part, whole, **units) == {}


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_is_the_quotient_to_twelve_decimals(part: int, rest: int) -> None:
    value, of = (Measured(year(2020), D(n)) for n in (part, part + rest))
    share = Share("town", "land", value, of)
    assert 0 <= share.percent <= 100
    assert abs(share.percent * (part + rest) - 100 * part) <= (part + rest) * D("1e-12")


def test_a_share_is_told_with_both_figures_and_their_reserves() -> None:
    value, of = Measured(year(2020), D("864.4"), ("computed",)), Measured(year(2020), D("25432.7"))
    share = Share("camden", "london", value, of)
    said = told(share, "Camden", "London", "ktCO2").replace("\u00a0", " ")
    assert said == "Camden: 864.4 ktCO2 (computed), 3.4 % of 25,432.7 ktCO2 of London (2020)."
    with speaking("pt-BR"):
        said = told(share, "Camden", "Londres", "ktCO2").replace("\u00a0", " ")
    assert said == "Camden: 864,4 ktCO2 (calculado), 3,4% de 25.432,7 ktCO2 de Londres (2020)."
