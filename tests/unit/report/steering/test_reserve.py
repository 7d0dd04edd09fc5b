"""With what reserve figures are shown in lead, document and text; what decided beside what is newest."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from commonweal.cycle.missions.standing import Standing
from commonweal.cycle.missions.track import tracks
from commonweal.report import rows
from commonweal.report.speech.phrases import speaking
from commonweal.report.steering.lead import lead
from commonweal.report.steering.missions import document, shown
from commonweal.report.steering.reserve import COMPUTED, IN_PART, UNVERIFIED, reserves_of, spoken
from commonweal.workspace.load import Workspace
from tests.unit.workspace.missions.small import lay, stands, workspace

HEAD = "indicator,period,value,unit,source,reported_on,recorded_at\n"
SMOKE = """
[mission.last]
title = "2 Last"
within = "first"
[mission.first]
title = "First"
[mission.early]
title = "1 Early"
within = "first"
[indicator.smoke]
title = "Smoke"
kind = "outcome"
unit = "kt"
better = "lower"
[target.less]
mission = "first"
indicator = "smoke"
baseline = { period = "2018" }
value = "30"
by = 2020-12-31
headline = true
"""


def smoke(folder: Path, *rows_of: tuple[int, str, str]) -> Path:
    """Return a workspace with one series: year, value, source."""
    lines = (
        f'smoke,{year},{value},kt,"{source}",{year + 1}-03-01,{year + 1}-03-02T10:00:00Z\n'
        for year, value, source in rows_of
    )
    return lay(folder, {"missions/smoke.toml": SMOKE, "indicators/smoke.csv": HEAD + "".join(lines)})


def printed(found: Standing, of: Workspace) -> str:
    """Return what `commonweal missions` prints."""
    console = Console(width=200, file=StringIO())
    console.print(shown("w", found, tracks(of.strategy, as_of=found.as_of, known_at=found.known_at)))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("found", "sources", "is_sum"),
    [
        ((), ["The office, 2020"], False),
        ((), [], False),
        ((COMPUTED,), ["computed: 3 less 1; the office"], False),
        ((COMPUTED,), ["The office", "The other office"], True),
        ((UNVERIFIED,), ["Unverified: remembered"], False),
        ((UNVERIFIED,), ["The office", "unverified: remembered; the day is unverified"], False),
        ((IN_PART,), ["The office (the day is unverified)"], False),
        ((COMPUTED, IN_PART), ["computed: 3 less 1 (the day is unverified)"], False),
        ((COMPUTED, UNVERIFIED), ["computed: 3 less 1", "unverified: a guess"], False),
        ((), ["precomputed: a name; the unverifiedness of it"], False),
    ],
)
def test_the_source_says_with_what_reserve(found: tuple[str, ...], sources: list[str], is_sum: bool) -> None:
    assert reserves_of(sources, is_sum=is_sum) == found


@given(
    st.lists(st.sampled_from(["office", "computed: x", "unverified: x", "x; year unverified"])), st.booleans()
)
def test_nothing_that_is_added_takes_a_reserve_away(sources: list[str], is_sum: bool) -> None:
    worse = {(): 0, (IN_PART,): 1, (UNVERIFIED,): 2}
    for i in range(len(sources)):
        less, more = reserves_of(sources[:i], is_sum=is_sum), reserves_of(sources, is_sum=is_sum)
        assert (COMPUTED in more) >= (COMPUTED in less)
        ranks = [worse[tuple(word for word in found if word != COMPUTED)] for found in (less, more)]
        assert ranks[0] <= ranks[1]


def test_a_reserve_is_said_in_the_language_of_the_page() -> None:
    with speaking("pt-BR"):
        assert spoken([COMPUTED, IN_PART]) == "calculado, não verificado em parte"
        assert spoken([UNVERIFIED]) == "não verificado"
    assert spoken(()) == ""


def test_every_figure_of_the_lead_carries_its_reserve(tmp_path: Path) -> None:
    folder = smoke(
        tmp_path / "w", (2018, "100", "unverified: remembered"), (2020, "60", "computed: 2 times 30"),
        (2022, "40", "the office; year unverified"),
    )  # fmt: skip
    found, of = stands(folder, date(2021, 6, 30)), workspace(folder)
    track = tracks(of.strategy, as_of=found.as_of, known_at=found.known_at)
    assert lead(found, track["less"]).replace("\u00a0", " ") == (
        "Smoke: 60 kt in 2020 (computed). The target was 30 kt by 2020, and it was missed."
    )


def test_what_decided_stands_beside_what_is_newest(tmp_path: Path) -> None:
    folder = smoke(
        tmp_path / "w", (2018, "100", "unverified: remembered"), (2020, "60", "unverified: remembered"),
        (2022, "20", "computed: 2 times 10"),
    )  # fmt: skip
    found, of = stands(folder), workspace(folder)
    tracked = tracks(of.strategy, as_of=found.as_of, known_at=found.known_at)
    row = next(
        t for t in json.loads(rows.written(document("w", found, tracked)))["targets"] if t["id"] == "less"
    )
    assert row["stage"] == "missed"
    assert (row["deciding"]["value"], row["deciding"]["reserves"]) == ("60", ["unverified"])
    assert (row["latest"]["value"], row["latest"]["reserves"]) == ("20", ["computed"])
    assert row["baseline"]["reserves"] == ["unverified"]
    assert lead(found, tracked["less"]).replace("\u00a0", " ") == (
        "Smoke: 60 kt in 2020 (unverified). The target was 30 kt by 2020, and it was missed;"
        " it was met by 2022. The newest figure: 20 kt in 2022 (computed)."
    )
    text = printed(found, of)
    assert "from 100 kt (2018, unverified), now 20 kt (2022, computed), to 30 kt by 31 December 2020" in text
    assert "missed with 60 kt (2020, unverified)" in text


def test_a_target_that_is_still_open_was_decided_by_nothing(tmp_path: Path) -> None:
    folder = smoke(tmp_path / "w", (2018, "100", "the office"), (2019, "60", "the office"))
    found, of = stands(folder, date(2020, 6, 30)), workspace(folder)
    tracked = tracks(of.strategy, as_of=found.as_of, known_at=found.known_at)
    row = next(t for t in document("w", found, tracked)["targets"] if t["id"] == "less")
    assert row["deciding"] is None and row["latest"]["reserves"] == []


def test_a_baseline_that_only_the_target_states_has_the_reserve_of_the_target(tmp_path: Path) -> None:
    folder = smoke(tmp_path / "w", (2018, "100", "unverified: remembered"), (2019, "60", "the office"))
    path = folder / "missions/smoke.toml"
    stated = path.read_text("utf-8").replace('"2018" }', '"2018", value = "101" }\nsource = "a plan, 2019"')
    path.write_text(stated, "utf-8")
    found, of = stands(folder), workspace(folder)
    tracked = tracks(of.strategy, as_of=found.as_of, known_at=found.known_at)
    row = next(t for t in document("w", found, tracked)["targets"] if t["id"] == "less")
    assert (row["baseline"]["value"], row["baseline"]["reserves"]) == ("101", [])


def test_missions_stand_in_the_order_in_which_they_are_stated(tmp_path: Path) -> None:
    folder = smoke(tmp_path / "w", (2018, "100", "the office"))
    found, of = stands(folder), workspace(folder)
    tracked = tracks(of.strategy, as_of=found.as_of, known_at=found.known_at)
    ids = [m["id"] for m in document("w", found, tracked)["missions"]]
    assert [id_ for id_ in ids if id_ in ("last", "first", "early")] == ["last", "first", "early"]
    text = printed(found, of)
    assert text.index("First") < text.index("2 Last") < text.index("1 Early")
