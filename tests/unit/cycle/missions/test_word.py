"""The one word of a target: which method may give it, and when the figures alone do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from commonweal.cycle.missions.records import Baseline, Indicator, Observation, Target
from commonweal.cycle.missions.strategy import Strategy
from commonweal.cycle.missions.track import Track, on_track
from commonweal.cycle.missions.word import DOUBTS, Word, doubts_of, word_of
from commonweal.ground.period import year
from commonweal.methods.forecast.back_test import BackTest, Call
from commonweal.methods.forecast.drift import fit_drift, history_of
from commonweal.methods.forecast.outlook import NoOutlook, Outlook
from commonweal.methods.progress.registry import Stage

D = Decimal
DAY = date(2025, 6, 30)
KNOWN = datetime(2025, 7, 1, tzinfo=UTC)


def track(
    figures: dict[int, str], goal: str, *, better: str = "lower", by: int = 2050, base: int | None = None,
    unit: str = "kt",
) -> Track:  # fmt: skip
    """Return what is known of a target as of June 2025."""
    rows = tuple(Observation("x", 1, year(n), D(value), "office", KNOWN) for n, value in figures.items())
    start = None if base is None else Baseline(year(base))
    strategy = Strategy(
        indicators={"x": Indicator("x", "X", unit=unit, better=better)},
        targets={"t": Target("t", "m", indicator="x", baseline=start, value=D(goal), by=date(by, 12, 31))},
        observations={"x": rows},
    )
    return on_track(strategy, "t", as_of=DAY, known_at=KNOWN)


def word(of: Track) -> Word:
    return word_of(of, as_of=DAY)


def first(of: Track) -> Stage:
    """Return the class of the first method that can speak, whatever it rests on."""
    return next(label.stage for label in of.labels if label.stage is not Stage.UNKNOWN)


# ---- zero ---------------------------------------------------------------------------------------------

TO_ZERO = {1990: "810.9", 2020: "410.4", 2021: "426.5", 2022: "406.2", 2023: "385.8", 2024: "371.4"}


def test_a_substitute_for_zero_gives_no_word_and_the_next_method_does() -> None:
    of = track(TO_ZERO, "0")
    assert (first(of), of.labels[0].method) == (Stage.FAR_OFF_TRACK, "open-sdg")
    assert word(of) == Word(Stage.OFF_TRACK, "unsd")
    assert word(track(TO_ZERO, "1")).method == "open-sdg"


def test_the_unit_moves_the_measure_with_a_substitute_and_never_the_word() -> None:
    units = {"Gt": D("0.001"), "Mt": D(1), "kt": D(1000)}
    of = {
        unit: track({n: str(D(value) * factor) for n, value in TO_ZERO.items()}, "0", unit=unit)
        for unit, factor in units.items()
    }
    shares = [round(one.labels[0].ratio or D(0), 2) for one in of.values()]
    assert shares == [D("0.21"), D("0.11"), D("0.08")]
    assert {word(one) for one in of.values()} == {Word(Stage.OFF_TRACK, "unsd")}


def test_where_only_the_substitute_lets_a_method_speak_nobody_gives_a_word() -> None:
    of = track({2022: "0", 2023: "3"}, "20", better="higher", by=2030)
    assert first(of) is not Stage.UNKNOWN
    assert word(of) == Word(Stage.UNKNOWN, "")


def test_what_stayed_at_zero_is_not_moving_away() -> None:
    assert word(track({2022: "0", 2023: "0"}, "20", better="higher", by=2030)) == Word(Stage.UNKNOWN, "")


# ---- the day has come -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "stage"),
    [
        ({2010: "50", 2023: "20", 2024: "9"}, Stage.ACHIEVED),
        ({2010: "50", 2023: "20", 2024: "12"}, Stage.MISSED),
        ({2010: "50", 2023: "20"}, Stage.UNKNOWN),
        ({2010: "50", 2023: "9"}, Stage.ACHIEVED),
    ],
)
def test_once_the_day_has_come_figures_speak_and_methods_do_not(
    figures: dict[int, str], stage: Stage
) -> None:
    assert word(track(figures, "10", by=2024)) == Word(stage, "")


def test_a_target_of_zero_that_was_missed_is_missed() -> None:
    assert word(track({2010: "50", 2023: "20", 2024: "9"}, "0", by=2024)) == Word(Stage.MISSED, "")


def test_close_to_a_target_is_not_reached() -> None:
    of = track({2010: "50", 2024: "0.9"}, "0", unit="%", by=2030)
    assert next(label for label in of.labels if label.method == "unsd").stage is Stage.ACHIEVED
    assert word(of) == Word(Stage.ON_TRACK, "unsd")


# ---- label and chance -----------------------------------------------------------------------------------

SHARE = {2019: "1.6", 2020: "6.6", 2021: "11.6", 2022: "16.6", 2023: "16.5", 2024: "19.6"}


def with_chance(of: Track, chance: float) -> Track:
    assert isinstance(of.outlook, Outlook)
    return replace(of, outlook=replace(of.outlook, probability=chance))


def test_growth_by_shares_and_by_steps_may_disagree_and_say_so() -> None:
    of = track(SHARE, "80", better="higher", by=2030, unit="%", base=2019)
    assert isinstance(of.outlook, Outlook) and of.outlook.probability < 0.01
    assert word(of) == Word(Stage.ON_TRACK, "open-sdg", disagrees=True)


@pytest.mark.parametrize(
    ("goal", "stage", "chance", "disagrees"),
    [
        ("80", Stage.ON_TRACK, 0.0999, True), ("80", Stage.ON_TRACK, 0.1, False),
        ("80", Stage.ON_TRACK, 0.95, False), ("5000", Stage.OFF_TRACK, 0.9, False),
        ("5000", Stage.OFF_TRACK, 0.9001, True), ("5000", Stage.OFF_TRACK, 0.01, False),
    ],
)  # fmt: skip
def test_the_edges_of_disagreement(goal: str, stage: Stage, chance: float, disagrees: bool) -> None:
    of = with_chance(track(SHARE, goal, better="higher", by=2030, base=2019), chance)
    assert (word(of).stage, word(of).disagrees) == (stage, disagrees)


# ---- what speaks against a chance -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brier", "no_change", "moments", "doubts"),
    [
        (0.2, 0.3, 10, ()),
        (0.2, 0.3, 9, DOUBTS[3:]),
        (0.3, 0.2, 10, DOUBTS[1:3]),
        (0.46, 0.60, 5, DOUBTS[2:]),  # better than no change, and still worse than a coin
        (0.2, 0.1, 10, DOUBTS[1:2]),
        (0.2451, 0.3, 10, DOUBTS[2:3]),  # 0.25 in the two digits that are shown
        (0.2449, 0.3, 10, ()),
    ],
)
def test_a_chance_is_doubted_by_its_own_past(
    brier: float, no_change: float, moments: int, doubts: tuple[str, ...]
) -> None:
    found = track(TO_ZERO, "0").outlook
    assert isinstance(found, Outlook)
    model = fit_drift(history_of({n: float(value) for n, value in TO_ZERO.items()}))
    assert model is not None
    calls = (Call(2020, 2021, model.at(1), 1.0, 0.5, True, 0.5, 1.0),) * moments
    past = BackTest(3, brier, no_change, 1.0, 1.0, 0.8, 0.95, calls)
    assert doubts_of(replace(found, back_test=past)) == doubts


def test_what_was_never_tried_is_doubted_and_what_nobody_says_is_not() -> None:
    found = track(TO_ZERO, "0").outlook
    assert isinstance(found, Outlook) and found.back_test is None
    assert doubts_of(found) == DOUBTS[:1]
    assert doubts_of(NoOutlook("not enough history", 2, "")) == doubts_of(None) == ()


def test_the_figures_behind_a_word_are_counted_from_the_baseline_to_the_target() -> None:
    rising = {2019: "5", 2020: "10", 2021: "20"}
    assert track(rising, "90", better="higher", base=2020).figures == 2
    assert track(rising, "90", better="higher").figures == 3
    assert track({**rising, 2030: "30"}, "90", better="higher", base=2020, by=2025).figures == 2
