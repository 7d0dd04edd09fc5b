"""Is a target on track: what methods are asked, and why they sometimes cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.missions.records import Baseline, Indicator, Observation, Target
from commonweal.cycle.missions.strategy import Strategy
from commonweal.cycle.missions.track import Track, on_track, tracks
from commonweal.ground.period import Period, day, quarter, year
from commonweal.methods.forecast.outlook import NoOutlook, Outlook
from commonweal.methods.progress.registry import methods
from tests.unit.workspace.missions.small import workspace

D = Decimal
DAY = date(2025, 6, 30)
KNOWN = datetime(2025, 7, 1, tzinfo=UTC)
RISING = {2016: "10", 2017: "13", 2018: "15", 2019: "20", 2020: "22", 2021: "26", 2022: "28", 2023: "33"}
INDICATOR = Indicator("x", "X", unit="job", better="higher")
TARGET = Target("t", "m", indicator="x", value=D(60), by=date(2030, 12, 31))


def strategy(
    periods: dict[Period, str] | None = None, *, indicator: Indicator = INDICATOR, target: Target = TARGET
) -> Strategy:
    """Return a target with the figures of its indicator."""
    figures = {year(n): value for n, value in RISING.items()} if periods is None else periods
    at = datetime(2025, 1, 1, tzinfo=UTC)
    rows = tuple(Observation("x", 1, period, D(value), "office", at) for period, value in figures.items())
    return Strategy(indicators={"x": indicator}, targets={"t": target}, observations={"x": rows})


def track(of: Strategy, as_of: date = DAY, known_at: datetime = KNOWN) -> Track:
    return on_track(of, "t", as_of=as_of, known_at=known_at)


def test_every_method_says_its_word_and_the_probability_stands_beside() -> None:
    found = track(strategy())
    assert [label.method for label in found.labels] == list(methods())
    assert isinstance(found.outlook, Outlook) and 0 < found.outlook.probability < 1
    assert (found.unable, found.reached) == ("", False)
    assert found.baseline == (year(2016), D(10))
    assert list(found.years) == list(RISING)


def test_few_figures_have_labels_and_no_probability() -> None:
    found = track(strategy({year(2022): "10", year(2023): "20"}))
    assert found.labels
    assert isinstance(found.outlook, NoOutlook) and found.outlook.reason == "not enough history"


def test_only_what_was_known_is_asked() -> None:
    assert track(strategy(), as_of=date(2020, 12, 31)).years.keys() == {2016, 2017, 2018, 2019, 2020}
    assert track(strategy(), known_at=datetime(2024, 1, 1, tzinfo=UTC)).unable == (
        "no figure of the indicator is known"
    )


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (strategy(target=replace(TARGET, indicator="")), "the target names no indicator"),
        (strategy(indicator=replace(INDICATOR, better="")), "nobody said which way the indicator should go"),
        (strategy(target=replace(TARGET, value=None)), "the target has no value"),
        (strategy(target=replace(TARGET, by=None)), "the target has no date"),
        (strategy({}), "no figure of the indicator is known"),
        (strategy({quarter(2024, 1): "3"}), "its figures are neither yearly nor levels on a day"),
        (strategy(target=replace(TARGET, baseline=Baseline(year(2010)))),
         "the figure that the target counts from is not known"),
        (strategy({year(1900): "1", year(2023): "2"}, target=replace(TARGET, by=date(2150, 1, 1))),
         "its years are more than 200 apart"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_says_why(of: Strategy, reason: str) -> None:
    found = track(of)
    assert (found.unable, found.labels, found.outlook) == (reason, (), None)


def test_a_stated_baseline_goes_before_the_observed_one() -> None:
    stated = replace(TARGET, baseline=Baseline(year(2016), D(12)))
    assert track(strategy(target=stated)).baseline == (year(2016), D(12))
    observed = replace(TARGET, baseline=Baseline(year(2018)))
    assert track(strategy(target=observed)).baseline == (year(2018), D(15))


def test_of_levels_on_days_the_last_of_a_year_counts_and_a_whole_year_before_them() -> None:
    levels = {day(date(2022, 3, 1)): "1", day(date(2022, 9, 1)): "2", day(date(2023, 9, 1)): "3",
              year(2023): "9", Period.days_of(date(2023, 4, 1), date(2024, 3, 31)): "11"}  # fmt: skip
    assert track(strategy(levels)).years == {2022: D(2), 2023: D(9), 2024: D(11)}


def test_what_should_come_close_counts_from_both_sides() -> None:
    goal = replace(TARGET, value=D(50))
    close = replace(INDICATOR, better="target", unit="%")
    above = track(strategy({year(2020): "70", year(2023): "60"}, indicator=close, target=goal))
    below = track(strategy({year(2020): "30", year(2023): "40"}, indicator=close, target=goal))
    assert [label.label for label in above.labels] == [label.label for label in below.labels]
    assert track(strategy({year(2023): "50"}, indicator=close, target=goal)).reached is True


def test_lower_is_better() -> None:
    falling = replace(INDICATOR, better="lower")
    goal = replace(TARGET, value=D(30))
    assert (
        track(strategy({year(2022): "40", year(2023): "29"}, indicator=falling, target=goal)).reached is True
    )
    assert (
        track(strategy({year(2022): "40", year(2023): "31"}, indicator=falling, target=goal)).reached is False
    )


@pytest.mark.parametrize(
    ("figures", "reached"),
    [
        ({year(2020): "70", year(2023): "50"}, True),
        ({year(2020): "50", year(2023): "70"}, False),
        ({year(2021): "70"}, None),
        ({year(2020): "50", Period.days_of(date(2021, 1, 1), date(2021, 3, 31)): "70"}, False),
    ],
)
def test_a_target_is_met_or_missed_on_its_day_whatever_comes_later(
    figures: dict[Period, str], reached: bool | None
) -> None:
    goal = replace(TARGET, by=date(2020, 12, 31))
    found = track(strategy(figures, target=goal))
    assert found.reached is reached
    assert found.latest is not None and found.latest.period == max(figures, key=lambda p: p.end)


def test_a_year_that_ends_after_the_day_decides_nothing_and_no_method_reads_it() -> None:
    goal = replace(TARGET, by=date(2020, 7, 27))
    found = track(strategy({year(2018): "40", year(2019): "50", year(2020): "70"}, target=goal))
    assert found.deciding is not None and found.deciding.period == year(2019)
    assert (found.reached, dict(found.years)) == (False, {2018: D(40), 2019: D(50)})
    alone = track(strategy({year(2020): "70"}, target=goal))
    assert (alone.deciding, alone.reached) == (None, None)
    assert alone.unable == "no yearly figure up to the target's day is known"


figures = st.dictionaries(st.integers(2014, 2024), st.integers(0, 100), min_size=1)
days = st.dates(date(2015, 1, 1), date(2024, 12, 31))


@given(figures, days, st.sampled_from(["higher", "lower"]))
def test_labels_and_the_verdict_rest_on_one_figure(rising: dict[int, int], by: date, better: str) -> None:
    goal, way = replace(TARGET, by=by), replace(INDICATOR, better=better)
    known = {year(n): str(value) for n, value in rising.items()}
    found = track(strategy(known, indicator=way, target=goal))
    notes = [note for label in found.labels for note in label.notes if "has come" in note]
    assert all(("it is met" in note) is found.reached for note in notes)
    assert all(found.deciding is not None and f"with {found.deciding.value} in" in note for note in notes)


def test_every_target_of_a_workspace_has_an_answer() -> None:
    of = workspace().strategy
    found = tracks(of, as_of=DAY, known_at=KNOWN)
    assert found.keys() == of.targets.keys()
    assert all(one.labels or one.unable for one in found.values())
