"""Values that an amendment changes: each once, as it was and as it is, and none that stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commonweal.report.amended.rows import amendment_row
from commonweal.report.amended.values import cells, changed_values, row_of
from commonweal.workspace.load import load
from commonweal.workspace.planning import Effect, effects, numbered
from tests.unit.report.amended.test_sentence import ATLAS, effect


def told(found: Effect) -> list[tuple[str, ...]]:
    return [cells(value, None) for value in changed_values(found)]


@pytest.fixture(scope="module")
def foxconn() -> Effect:
    """The contract of 2021 against that of 2017, as the atlas has them."""
    workspace = load(ATLAS).value
    assert workspace is not None
    every = numbered(workspace.agreements["WI-FXC"])
    (found,) = effects(workspace, chosen={"WI-FXC": every}, as_of=date(2025, 12, 31))
    return found


def test_a_value_is_said_as_it_was_and_as_it_is(tmp_path: Path) -> None:
    found = effect(tmp_path, "effective 2021-01-01\n  set floor = 70 jobs", date(2023, 6, 30))
    assert told(found) == [("floor", "100 jobs", "70 jobs")]
    assert amendment_row(found)["values"] == [
        {
            "name": "floor", "label": "", "period": None, "kind": "quantity", "unit": "jobs", "per": "",
            "before": "100", "after": "70",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("lines", ["  set floor = 100 jobs", "  end jobs_kept"])
def test_what_is_set_again_or_only_ended_changes_no_value(tmp_path: Path, lines: str) -> None:
    assert changed_values(effect(tmp_path, f"effective 2021-01-01\n{lines}", date(2023, 6, 30))) == []


def test_a_move_to_another_text_changes_brings_and_drops_values(foxconn: Effect) -> None:
    said = told(foxconn)
    jobs = "Fewest jobs at year end for any credit"
    assert (f"{jobs}, 2020", "1,820 jobs", "481 jobs") in said
    assert (f"{jobs}, 2021", "–", "747 jobs") in said
    assert ("Most job credits for the year, 2020", "undisclosed", "–") in said
    assert ("Last day that is tested", "2020-12-31", "2021-12-31") in said


def test_a_period_that_was_over_stays_under_the_text_before(foxconn: Effect) -> None:
    starts = [value.period.first for value in changed_values(foxconn) if value.period is not None]
    assert starts and min(starts) == date(2020, 1, 1), "the minimum of 2018 and 2019 did not change"


def test_each_value_is_listed_once_and_differs(foxconn: Effect) -> None:
    rows: list[dict[str, Any]] = [row_of(value) for value in changed_values(foxconn)]
    keys = [(row["name"], str(row["period"])) for row in rows]
    assert len(keys) == len(set(keys)) == 14
    assert all(row["before"] != row["after"] for row in rows)
