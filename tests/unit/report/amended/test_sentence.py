"""What an amendment did, in one sentence: to the cent, each changed result once, ranges where not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from commonweal.report.amended.rows import amendment_row, change_rows
from commonweal.report.amended.sentence import due, sentence
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import Workspace, load
from commonweal.workspace.planning import Effect, Flow, effects, numbered, one_by_one
from commonweal.workspace.run import assess
from tests.unit.workspace.probing.small_probe import opened

ATLAS = Path(__file__).parents[4] / "examples/atlas"


def effect(folder: Path, lines: str, as_of: date) -> Effect:
    text = f'language 1\namend "A-1" {lines}\n'
    workspace = opened(folder, ("draft/a.terms", text))
    (found,) = effects(workspace, chosen={"A-1": numbered(workspace.agreements["A-1"])}, as_of=as_of)
    return found


def test_a_lower_floor_forgives_a_penalty_and_pays_aid(tmp_path: Path) -> None:
    found = effect(
        tmp_path, "effective 2021-01-01\n  set floor = 70 jobs\n  signed 2022-03-01", date(2022, 6, 30)
    )
    assert sentence(found) == (
        "Amendment 1 of 1 March 2022: dues of EUR 5,000.00 from firm to state gone, dues of EUR 3,000.00 from"
        " state to firm added, 1 status changed, 2 amounts of later windows changed (as of 30 June 2022)."
    )


def test_an_ended_clause_is_released_and_its_open_amounts_may_go(tmp_path: Path) -> None:
    found = effect(tmp_path, "effective 2022-01-01\n  end jobs_kept", date(2023, 6, 30))
    assert sentence(found) == (
        "Amendment 1 of 1 January 2022: 1 clause released, dues of up to EUR 5,000.00 from"
        " state to firm added, 2 statuses changed, 1 amount of a later window changed;"
        " dues that hang on 1 test that is not decided are not counted (as of 30 June 2023)."
    )


def test_one_that_sets_what_was_set_changes_nothing(tmp_path: Path) -> None:
    found = effect(tmp_path, "effective 2021-01-01\n  set floor = 100 jobs", date(2021, 6, 30))
    assert (
        sentence(found)
        == "Amendment 1 of 1 January 2021: nothing comes out differently (as of 30 June 2021)."
    )
    assert list(change_rows(found)) == []


def test_every_changed_result_is_in_one_count_and_one_row(tmp_path: Path) -> None:
    found = effect(tmp_path, "effective 2021-01-01\n  set floor = 70 jobs", date(2023, 6, 30))
    row, changes = amendment_row(found), list(change_rows(found))
    counted = [n for name, n in row.items() if name.endswith(("_changed", "_added", "_gone"))]
    assert sum(counted) == len(changes) == len(found.changed) > 0
    assert all(change["before"] != change["after"] for change in changes)


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        ("0", "0", ""),
        ("-5", "-5", "dues of EUR 5.00 from a to b gone"),
        ("7", "7", "dues of EUR 7.00 from a to b added"),
        ("-5", "0", "dues of up to EUR 5.00 from a to b gone"),
        ("2", None, "dues of at least EUR 2.00 from a to b added"),
        ("0", None, "dues of an amount that is not known from a to b added"),
        (None, "-2", "dues of at least EUR 2.00 from a to b gone"),
        ("-5", "7", "dues from a to b changed by up to EUR 5.00 less or up to EUR 7.00 more"),
        (None, "7", "dues from a to b changed by up to EUR 7.00 more"),
        (None, None, "dues from a to b changed by an amount that is not known"),
    ],
)
def test_what_becomes_of_a_flow(least: str | None, most: str | None, said: str) -> None:
    ends = [None if end is None else D(end) for end in (least, most)]
    assert due(Flow("a", "b", "EUR", D(0), D(0), 0, 0, *ends)) == said


def foxconn() -> Workspace:
    workspace = load(ATLAS).value
    assert workspace is not None
    return workspace


def test_the_contract_of_2021_with_the_range_of_what_was_not_known_yet() -> None:
    workspace, day = foxconn(), date(2021, 12, 31)
    last = assess(workspace, as_of=day, agreement="WI-FXC")
    (found,) = one_by_one(workspace, "WI-FXC", as_of=day, known_at=end_of_day(day, workspace.zone), last=last)
    assert sentence(found) == (
        "Amendment 1 of 20 April 2021: 5 clauses released, dues of up to"
        " USD 37,700,000.00 from state to company added, 4 statuses changed, 4 tests added;"
        " dues that hang on 3 tests that are not decided are not counted (as of 31 December 2021)."
    )


def test_one_by_one_says_what_each_says_alone() -> None:
    workspace, day = foxconn(), date(2025, 12, 31)
    known = end_of_day(day, workspace.zone)
    for id_ in ("GAVI-AMC-GSK", "US-CHIPS-INTEL"):
        every = numbered(workspace.agreements[id_])
        last = assess(workspace, as_of=day, known_at=known, agreement=id_)
        rows = [amendment_row(e) for e in one_by_one(workspace, id_, as_of=day, known_at=known, last=last)]
        alone = [
            effects(workspace, chosen={id_: [a]}, later={id_: every[n:]}, as_of=day, known_at=known)
            for n, a in enumerate(every, 1)
        ]
        assert rows == [amendment_row(found) for (found,) in alone]


def test_one_that_was_signed_later_is_not_told() -> None:
    workspace, day = foxconn(), date(2020, 12, 31)
    last = assess(workspace, as_of=day, agreement="WI-FXC")
    known = end_of_day(day, workspace.zone)
    assert list(one_by_one(workspace, "WI-FXC", as_of=day, known_at=known, last=last)) == []
