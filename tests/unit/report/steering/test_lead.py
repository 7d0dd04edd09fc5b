"""Where a mission stands in one sentence: a template for each situation, every figure from the record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.missions.records import Baseline, Indicator, Mission, Observation, Target
from commonweal.cycle.missions.standing import standing
from commonweal.cycle.missions.strategy import Strategy
from commonweal.cycle.missions.track import tracks
from commonweal.ground.period import Period, day, month
from commonweal.report.steering.lead import lead, when

AS_OF = date(2024, 12, 31)
KNOWN = datetime(2025, 1, 1, tzinfo=UTC)


def year(n: int) -> Period:
    return Period.days_of(date(n, 1, 1), date(n, 12, 31))


def said(
    values: dict[int, str], goal: str | None = "0", by: date | None = date(2030, 12, 31), *, unit: str = "kt",
    better: str = "lower", base: int | None = 2018,
) -> str:  # fmt: skip
    rows = tuple(
        Observation("smoke", 1, year(n), D(value), "report", datetime(n + 1, 3, 1, tzinfo=UTC))
        for n, value in values.items()
    )
    strategy = Strategy(
        missions={"clean": Mission("clean", "Clean")},
        indicators={"smoke": Indicator("smoke", "Smoke", "outcome", unit, better)},
        targets={
            "none_left": Target(
                "none_left", "clean", "None left", "smoke", None if base is None else Baseline(year(base)),
                None if goal is None else D(goal), by,
            )
        },
        observations={"smoke": rows},
    )  # fmt: skip
    made = standing(strategy, {}, {}, {}, (), as_of=AS_OF, known_at=KNOWN)
    return lead(made, tracks(strategy, as_of=AS_OF, known_at=KNOWN)["none_left"]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("sentence", "values", "more"),
    [
        (
            "Smoke: 70 kt in 2023, from 100 kt in 2018. To reach 0 kt by 2030 it must fall by about 10 kt a"
            " year; so far it fell by about 6 kt a year.",
            {2018: "100", 2023: "70"},
            {},
        ),
        (
            "Smoke: 110 kt in 2023, from 100 kt in 2018. To reach 0 kt by 2030 it must fall by about 15.7 kt"
            " a year; so far it rose by about 2 kt a year.",
            {2018: "100", 2023: "110"},
            {},
        ),
        (
            "Smoke: 100 kt in 2023, from 100 kt in 2018. To reach 0 kt by 2030 it must fall by about 14.3 kt"
            " a year; so far it stayed as it was.",
            {2018: "100", 2023: "100"},
            {},
        ),
        ("Smoke: 20 kt in 2023. The target, 30 kt by 2030, is reached.", {2023: "20"}, {"goal": "30"}),
        (
            "Smoke: 100 kt in 2018. The target was 30 kt by 2020, and it was missed; it was met by 2023."
            " The newest figure: 20 kt in 2023.",
            {2018: "100", 2023: "20"},
            {"goal": "30", "by": date(2020, 12, 31)},
        ),
        (
            "Smoke: 25 kt in 2020. The target, 30 kt by 2020, was reached. The newest figure: 50 kt in 2023.",
            {2018: "100", 2020: "25", 2023: "50"},
            {"goal": "30", "by": date(2020, 12, 31)},
        ),
        (
            "Smoke: 20 kt in 2023. The target was 30 kt by 2020; no figure until then is known, so nobody can"
            " say whether it was met.",
            {2023: "20"},
            {"goal": "30", "by": date(2020, 12, 31)},
        ),
        (
            "Smoke: 100 kt in 2018. The target was 30 kt by 2020, and it was missed."
            " The newest figure: 50 kt in 2023.",
            {2018: "100", 2023: "50"},
            {"goal": "30", "by": date(2020, 12, 31)},
        ),
        (
            "Smoke: 50 kt in 2023. The target was 30 kt by 2023, and it was missed.",
            {2019: "60", 2023: "50"},
            {"goal": "30", "by": date(2023, 12, 31)},
        ),
        (
            "Smoke: 50 kt in 2019. The target was 30 kt by 2024; no figure of that day is known, so nobody"
            " can say whether it was met.",
            {2019: "50"},
            {"goal": "30", "by": AS_OF},
        ),
        (
            "Smoke: the target is 0 kt by 2030. No figure is known, so nobody can say how far it is.",
            {},
            {},
        ),
        (
            "Smoke: 40% in 2023, from 30% in 2018. To reach 60% by 31 March 2028 it must rise by about"
            " 4.71 percentage points a year; so far it rose by about 2 percentage points a year.",
            {2018: "30", 2023: "40"},
            {"goal": "60", "by": date(2028, 3, 31), "unit": "%", "better": "higher"},
        ),
        (
            "“None left” lacks its value, day or indicator: nobody can say whether it is met.",
            {2023: "40"},
            {"goal": None},
        ),
    ],
)
def test_each_situation_has_its_sentence(sentence: str, values: dict[int, str], more: dict[str, object]):
    assert said(values, **more) == sentence  # type: ignore[arg-type]


def test_a_target_that_was_missed_is_not_called_missed_before_its_day_is_known():
    told = said({2018: "100", 2023: "50"}, "30", date(2025, 6, 30))
    assert "missed" not in told and "by 30 June 2025" in told


def told(values: dict[Period, str], goal: str, by: date, *, as_of: date = AS_OF) -> str:
    """Return the sentence of something that should rise, from figures of any periods."""
    rows = tuple(
        Observation("homes", 1, period, D(value), "report", datetime(2020, 1, 1, tzinfo=UTC))
        for period, value in values.items()
    )
    strategy = Strategy(
        missions={"build": Mission("build", "Build")},
        indicators={"homes": Indicator("homes", "Homes", "outcome", "thousand", "higher")},
        targets={"more": Target("more", "build", "More", "homes", None, D(goal), by)},
        observations={"homes": rows},
    )
    known = datetime(2030, 1, 1, tzinfo=UTC)
    made = standing(strategy, {}, {}, {}, (), as_of=as_of, known_at=known)
    return lead(made, tracks(strategy, as_of=as_of, known_at=known)["more"]).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("sentence", "values", "goal", "by"),
    [
        # 18 months there, 18 months to go: of whole calendar years there are two and one
        (
            "must rise by about 53.3 thousand a year; so far it rose by about 102 thousand a year.",
            {year(2021): "67", month(2023, 6): "220"}, "300", date(2024, 12, 31),
        ),
        # 15 months there, 46 months to go
        (
            "must rise by about 7.9 thousand a year; so far it rose by about 2.32 thousand a year.",
            {month(2022, 7): "58.8", month(2023, 10): "61.7"}, "92", date(2027, 8, 31),
        ),
        # 366 days are one year, as 365 are
        (
            "must rise by about 5.5 thousand a year; so far it rose by about 5.5 thousand a year.",
            {year(2019): "10", year(2020): "15.5"}, "37.5", date(2024, 12, 31),
        ),
        # 100 days, then 365.25 and half of it: less than a year is told as it was
        (
            "must rise by about 10 thousand a year; so far it rose by 4 thousand.",
            {day(date(2022, 3, 1)): "1", day(date(2022, 6, 9)): "5"}, "20", date(2023, 12, 9),
        ),
        (
            "by 9 December 2022 it must rise by 15 thousand; so far it rose by 4 thousand.",
            {day(date(2022, 3, 1)): "1", day(date(2022, 6, 9)): "5"}, "20", date(2022, 12, 9),
        ),
        (
            "must rise by about 9.16 thousand a year; so far it rose by 4 thousand.",
            {day(date(2022, 3, 1)): "1", day(date(2022, 6, 9)): "5"}, "20", date(2024, 1, 28),
        ),
    ],
)  # fmt: skip
def test_a_pace_is_counted_between_days_and_not_between_calendar_years(
    sentence: str, values: dict[Period, str], goal: str, by: date
):
    last = max(period.last for period in values)
    assert sentence in told(values, goal, by, as_of=last)


@given(st.integers(1, 60), st.integers(12, 60))
def test_who_goes_on_as_before_arrives_on_the_day(before: int, ahead: int):
    # one thousand a month: the pace asked for is the pace so far, however many months lie on either side
    begun, now = months_on(0), months_on(before)
    goal, by = 10 + before + ahead, months_on(before + ahead).last
    said = told({begun: "10", now: str(10 + before)}, str(goal), by, as_of=now.last)
    assert "must rise by about 12 thousand a year" in said
    far = (
        "so far it rose by about 12 thousand a year."
        if before >= 12
        else f"so far it rose by {before} thousand."
    )
    assert said.endswith(far)


def months_on(n: int) -> Period:
    """Return the month n months after January 2010."""
    return month(2010 + n // 12, n % 12 + 1)


@given(st.dictionaries(st.integers(2015, 2023), st.integers(1, 10_000).map(str), min_size=1))
def test_the_latest_figure_is_always_in_the_sentence(values: dict[int, str]):
    last = max(values)
    assert f"{int(values[last]):,} kt in {last}" in said(values, base=None)


def test_a_mission_without_targets_says_so():
    strategy = Strategy(missions={"clean": Mission("clean", "Clean")})
    made = standing(strategy, {}, {}, {}, (), as_of=AS_OF, known_at=KNOWN)
    assert lead(made, None).startswith("No target of this mission can be computed")


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("2023", year(2023)),
        ("year to 31 March 2024", Period.days_of(date(2023, 4, 1), date(2024, 3, 31))),
        ("2008 to 2012", Period.days_of(date(2008, 1, 1), date(2012, 12, 31))),
        ("July 2018", month(2018, 7)),
        ("31 March 2025", day(date(2025, 3, 31))),
    ],
)
def test_a_period_is_told_in_words(said: str, period: Period):
    assert when(period).replace("\u00a0", " ") == said
