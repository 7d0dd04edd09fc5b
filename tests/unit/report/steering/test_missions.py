"""Where missions stand: the whole document of the good case, and that the text says nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from commonweal.cycle.missions.strategy import NO_STRATEGY
from commonweal.cycle.missions.track import tracks
from commonweal.report import rows
from commonweal.report.steering.missions import document
from tests.unit.workspace.missions.small import BASE, stands, workspace

GOLDEN = BASE / "expected.json"


def written(folder: Path = BASE) -> str:
    """Return what `commonweal missions --format json` prints of a workspace."""
    found, of = stands(folder), workspace(folder)
    tracked = tracks(of.strategy, as_of=found.as_of, known_at=found.known_at)
    return rows.written(document(of.name, found, tracked))


def test_the_document_of_the_good_case(record: bool) -> None:
    actual = written()
    if record:
        GOLDEN.write_text(actual, "utf-8")
    assert actual == GOLDEN.read_text("utf-8")


def test_amounts_and_values_are_strings_and_what_is_not_known_is_null() -> None:
    found = json.loads(written())
    mission = next(m for m in found["missions"] if m["id"] == "regional_jobs")
    assert mission["money"]["nested"] == [{"currency": "EUR", "amount": "1200000.00"}]
    assert found["money"]["untraced"] == [{"currency": "EUR", "amount": "200000.00"}]
    assert found["money"]["amount_unknown"] == ["RIV-3"]
    target = next(t for t in found["targets"] if t["id"] == "jobs_2030")
    assert (target["latest"]["value"], target["latest"]["verified"]) == ("7750", False)
    assert target["outlook"]["reason"] == "not enough history"
    assert mission["history"][0]["author"] == "Council of Ministers"


def test_a_strategy_of_nothing_is_false() -> None:
    assert not NO_STRATEGY
