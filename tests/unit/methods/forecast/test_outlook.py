"""The probability of meeting a target: answers, refusals, rules for the model, and calibration."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

numpy = pytest.importorskip("numpy", reason="simulated series need numpy (extra: methods)")

from commonweal.methods.forecast import outlook as module  # noqa: E402
from commonweal.methods.forecast.back_test import BackTest  # noqa: E402
from commonweal.methods.forecast.distributions import brier_score, calibration  # noqa: E402
from commonweal.methods.forecast.drift import LEAST_POINTS, fit_drift, history_of  # noqa: E402
from commonweal.methods.forecast.outlook import NoOutlook, Outlook, beats_no_change, outlook  # noqa: E402
from commonweal.methods.forecast.simulation import counter_generator  # noqa: E402

FALLING = dict(zip(range(2012, 2023), [100, 99, 98.5, 96, 95.5, 93, 92, 88, 80, 83, 81], strict=True))
VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=5, max_size=12)


def asked(observations: dict[int, float], target: tuple[int, float], *, up: bool = False) -> Outlook:
    found = outlook(observations, target=target, higher_is_better=up, generator=counter_generator(1))
    assert isinstance(found, Outlook)
    return found


def test_an_answer_and_all_that_is_needed_to_doubt_it() -> None:
    found = asked(FALLING, (2030, 55.0))
    model = fit_drift(history_of(FALLING))
    assert model is not None
    assert (found.model, found.points, found.horizon) == ("drift", 11, 8)
    assert found.probability == model.at(8).cdf(55)
    assert found.probability_ever is not None and found.resampled is not None
    assert found.probability <= found.probability_ever <= 1
    assert found.resampled == pytest.approx(found.probability, abs=0.05)
    wide, wider = found.intervals
    assert (wide.share, wider.share) == (0.8, 0.95)
    assert wider.low < wide.low < found.median < wide.high < wider.high
    assert found.back_test is not None
    assert (found.back_test.horizon, found.back_test.origins) == (4, 3)
    assert found.sentence == (
        "If the future moves like the past, 55 is met in 2030 with a probability of 0.17 (random walk with"
        " drift). The target lies 8 years after the last figure, and for a test that far ahead there are too"
        " few figures: the question was put 4 years ahead, at 3 moments of its own past. Its Brier score, of"
        " which lower is better and 0 is best, was 0.32; assuming no change had 0.33, so the model did"
        " better. Of 3 outcomes 0 lay in the 80 % interval and 2 in the 95 % interval."
    )


def test_a_test_that_asked_as_far_ahead_says_so_and_nothing_of_too_few_figures() -> None:
    found = asked(FALLING, (2026, 55.0))
    assert found.back_test is not None and found.back_test.horizon == found.horizon == 4
    assert "The same question, 4 years ahead, was put to it at 3 moments of its own past." in found.sentence
    assert "too few" not in found.sentence


def test_a_year_is_one() -> None:
    found = asked(FALLING, (2023, 88.0))
    assert found.horizon == 1 and "The same question, 1 year ahead, was put" in found.sentence


def test_a_model_that_did_no_better_than_no_change_says_so() -> None:
    # the trend turns: what fell for years rises, and whoever assumed no change was less wrong
    turned = {2000 + i: v for i, v in enumerate([100.0, 90, 81, 70, 62, 50, 61, 69, 82, 90, 101, 109])}
    found = asked(turned, (2014, 60.0))
    past = found.back_test
    assert past is not None and past.brier > past.benchmark_brier and not beats_no_change(past)
    assert "so the model did no better." in found.sentence


@given(st.floats(0, 1), st.floats(0, 1))
def test_who_is_called_better_is_better_by_what_is_shown(model: float, no_change: float) -> None:
    past = BackTest(1, model, no_change, 0.0, 0.0, 1.0, 1.0, ())
    assert beats_no_change(past) == (float(f"{model:.2f}") < float(f"{no_change:.2f}"))


def test_a_large_target_is_written_out() -> None:
    large = {year: value * 1e5 for year, value in FALLING.items()}
    assert "1,250,000.5 is met in 2030" in asked(large, (2030, 1_250_000.5)).sentence


def test_misses_of_the_past_widen_the_adapted_interval() -> None:
    wide = asked(FALLING, (2030, 55.0)).intervals[0]
    assert wide.adapted_low < wide.low < wide.high < wide.adapted_high


def test_the_same_question_has_the_same_answer() -> None:
    assert asked(FALLING, (2030, 55.0)) == asked(dict(reversed(FALLING.items())), (2030, 55.0))


def test_without_a_generator_only_closed_forms_are_given() -> None:
    found = outlook(FALLING, target=(2030, 55), higher_is_better=False)
    assert isinstance(found, Outlook)
    assert found.probability_ever is None and found.resampled is None
    assert found.probability == asked(FALLING, (2030, 55.0)).probability


def test_ever_is_what_happens_in_any_year() -> None:
    # no drift to speak of: a target of 0.1 is met at the end in nearly half, at some time far more often
    level = {2000 + i: float(v) for i, v in enumerate([0, 1, -1, 1, -1, 1, 0])}
    found = asked(level, (2016, 0.1), up=True)
    model = fit_drift(history_of(level))
    assert model is not None and found.probability_ever is not None
    paths = model.paths(10, 100_000, counter_generator(99))
    assert found.probability_ever == pytest.approx(float((paths >= 0.1).any(axis=1).mean()), abs=0.012)
    assert found.probability_ever > found.probability + 0.2


# ---- refusals -----------------------------------------------------------------------------------------


def test_too_few_observations_are_not_enough_history() -> None:
    few = dict(list(FALLING.items())[: LEAST_POINTS - 1])
    found = outlook(few, target=(2030, 55), higher_is_better=False)
    one = outlook({2019: 100}, target=(2030, 55), higher_is_better=False)
    assert one.sentence == "Not enough history: 1 yearly figure, and a forecast needs 5."
    said = "Not enough history: 4 yearly figures, and a forecast needs 5."
    assert found == NoOutlook("not enough history", 4, said)
    nothing = outlook({}, target=(2030, 55), higher_is_better=False)
    assert isinstance(nothing, NoOutlook) and nothing.points == 0


def test_five_observations_are_enough_for_a_forecast_and_not_for_a_back_test() -> None:
    found = asked(dict(list(FALLING.items())[:LEAST_POINTS]), (2030, 55.0))
    assert found.back_test is None
    assert found.intervals[0].adapted_low == found.intervals[0].low
    assert found.sentence.endswith("Not enough history to say how good such calls were.")


@pytest.mark.parametrize(
    ("observations", "due", "word"),
    [
        (FALLING, 2022, "has come"),
        (FALLING, 2000, "has come"),
        (FALLING, 2123, "years away"),
        ({2000 + i: 3.0 + 2 * i for i in range(8)}, 2030, "straight line"),
    ],
)
def test_what_cannot_be_assessed_says_why(observations: dict[int, float], due: int, word: str) -> None:
    found = outlook(observations, target=(due, 55), higher_is_better=False)
    assert isinstance(found, NoOutlook)
    assert found.reason == "unable to assess"
    assert word in found.sentence


def test_a_value_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        outlook({**FALLING, 2023: math.inf}, target=(2030, 55), higher_is_better=False)


# ---- which model --------------------------------------------------------------------------------------

LONG = {1975 + i: 100 + 3.0 * i + (i * 7919 % 13) for i in range(44)}


def test_a_short_series_is_told_why_it_has_the_drift() -> None:
    assert asked(FALLING, (2030, 55.0)).why == "11 observations; state-space models need 40"


def test_missing_years_keep_the_drift() -> None:
    gaps = {year: value for year, value in LONG.items() if year != 1995}
    assert asked(gaps, (2020, 200.0), up=True).why.startswith("years are missing")


def test_a_page_that_cannot_wait_need_not() -> None:
    found = outlook(LONG, target=(2020, 200), higher_is_better=True, state_space=False)
    assert isinstance(found, Outlook)
    assert (found.model, found.why) == ("drift", "the state-space models were not asked for")


def test_without_statsmodels_the_drift_stands_and_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_installed", lambda: False)
    found = asked(LONG, (2020, 200.0), up=True)
    assert (found.model, found.why) == (
        "drift",
        "the state-space models are not installed (extra: methods)",
    )


# ---- laws ---------------------------------------------------------------------------------------------


@given(VALUES, st.integers(1, 20), st.integers(-2000, 2000), st.integers(1, 500))
def test_a_harder_target_is_never_likelier(values: list[float], years: int, goal: int, more: int) -> None:
    seen = {2000 + i: v for i, v in enumerate(values)}
    due = max(seen) + years
    found = [outlook(seen, target=(due, float(g)), higher_is_better=True) for g in (goal, goal + more)]
    easy, hard = found
    if isinstance(easy, Outlook) and isinstance(hard, Outlook):
        assert hard.probability <= easy.probability
    else:
        assert type(easy) is type(hard)


@given(VALUES, st.integers(1, 20), st.integers(-2000, 2000))
def test_down_is_up_in_the_mirror(values: list[float], years: int, goal: int) -> None:
    up = {2000 + i: v for i, v in enumerate(values)}
    due = max(up) + years
    one = outlook(up, target=(due, float(goal)), higher_is_better=True)
    other = outlook({y: -v for y, v in up.items()}, target=(due, -float(goal)), higher_is_better=False)
    if isinstance(one, Outlook) and isinstance(other, Outlook):
        assert one.probability == pytest.approx(other.probability)
        assert one.median == pytest.approx(-other.median)


def test_calls_come_true_as_often_as_they_say() -> None:
    # 1,200 simulated missions; bench/forecast.py prints the table for 2,000
    generator = counter_generator(48)
    said, happened = [], []
    for _ in range(1200):
        points, horizon = int(generator.integers(5, 13)), int(generator.integers(1, 9))
        drift, size = generator.normal(), generator.uniform(0.3, 3.0)
        values = 100 + (drift + size * generator.standard_normal(points + horizon)).cumsum()
        goal = float(values[points - 1] + generator.normal(drift) * horizon)
        seen = dict(enumerate(values[:points].tolist(), 2000))
        model = fit_drift(history_of(seen))
        assert model is not None
        said.append(1 - model.at(horizon).cdf(goal))
        happened.append(bool(values[-1] >= goal))
    by = {round(row.low, 1): row for row in calibration(said, happened)}
    likely = by[0.7]
    assert 0.65 <= likely.came_true / likely.calls <= 0.85
    rate = sum(happened) / len(happened)
    assert brier_score(said, happened) < brier_score([rate] * len(said), happened)
