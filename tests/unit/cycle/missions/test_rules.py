"""The lint of missions: it needs no order, is silent where nothing lacks, and knows what is inherited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.missions.records import Body, Mission, Seat
from commonweal.cycle.missions.rules import lint
from commonweal.cycle.missions.standing import Standing, standing
from commonweal.cycle.missions.strategy import NO_STRATEGY, Strategy
from commonweal.ground.diagnostics import Severity
from commonweal.workspace.load import Workspace, load
from tests.unit.workspace.missions.small import AS_OF, CASES, lay, stands, workspace

GOOD = workspace()


def codes(strategy: Strategy, w: Workspace = GOOD) -> list[str]:
    return [d.code for d in lint(strategy, w.agreements, w.terms)]


def stand(strategy: Strategy, as_of: date = AS_OF, w: Workspace = GOOD) -> Standing:
    known = stands().known_at
    return standing(strategy, w.agreements, w.terms, w.records, (), as_of=as_of, known_at=known)


def test_the_good_case_lacks_nothing() -> None:
    assert stands().findings == ()


def test_a_workspace_without_missions_hears_nothing() -> None:
    assert codes(NO_STRATEGY) == []
    assert stand(NO_STRATEGY).findings == ()


def test_all_of_it_is_a_warning_with_a_place() -> None:
    bare = replace(GOOD.strategy, targets={}, boards={}, routes={}, programmes={}, links=(), observations={})
    found = stand(bare, date(2040, 1, 1)).findings
    assert len({d.code for d in found}) >= 6
    assert {d.severity for d in found} == {Severity.WARNING}
    assert all(d.span is not None for d in found)


def test_a_mission_within_another_relies_on_what_is_above() -> None:
    alone = {id_: replace(m, within="") for id_, m in GOOD.strategy.missions.items()}
    assert codes(replace(GOOD.strategy, missions=alone)).count("CW7107") == 2
    assert codes(replace(GOOD.strategy, missions=alone)).count("CW7105") == 2
    assert codes(replace(GOOD.strategy, missions=alone)).count("CW7106") == 2


def test_two_ministries_are_two_bodies_and_no_bank() -> None:
    def led_by(*contributors: str) -> list[str]:
        top = replace(GOOD.strategy.missions["regional_jobs"], contributors=contributors)
        return codes(replace(GOOD.strategy, missions={**GOOD.strategy.missions, top.id: top}))

    assert led_by("education") == []
    assert led_by("economy", "bank").count("CW7105") == 3, "the mission and its two parts"


def test_thousands_of_agreements_under_one_text_are_one_finding() -> None:
    programmes = {"credits": replace(GOOD.strategy.programmes["credits"], terms=("skills_grant",))}
    one = GOOD.agreements["RIV-2"]
    many = {f"X-{n:04}": replace(one, id=f"X-{n:04}", serves="nobody") for n in range(2_000)}
    found = lint(replace(GOOD.strategy, programmes=programmes), many, GOOD.terms)
    (told,) = [d for d in found if d.code == "CW7110"]
    assert "2000, X-0000 among them" in told.message


# ---- what a day shows ---------------------------------------------------------------------------------


def test_figures_grow_old_on_a_day() -> None:
    def old(day: date) -> bool:
        return any("more than 3 years" in d.message for d in stand(GOOD.strategy, day).findings)

    assert [old(date(2027, 12, 31)), old(date(2028, 1, 1))] == [False, True]


def test_a_seat_counts_on_its_last_day() -> None:
    board = GOOD.strategy.boards["jobs_board"]
    seats = (Seat("economy"), Seat("education", end=AS_OF))
    strategy = replace(GOOD.strategy, boards={board.id: replace(board, members=seats)})
    assert [d.code for d in stand(strategy).findings] == []
    assert "CW7107" in [d.code for d in stand(strategy, date(2025, 7, 1)).findings]


def test_a_body_that_ended_is_named_wherever_it_still_stands() -> None:
    bodies = {
        **GOOD.strategy.bodies,
        "agency": Body("agency", "Agency", until=date(2025, 1, 31), successor="bank"),
    }
    found = [d for d in stand(replace(GOOD.strategy, bodies=bodies)).findings if d.code == "CW7114"]
    assert [d.message for d in found] == [
        "agency delivers credits, and it ended on 2025-01-31; bank took over",
        "agency delivers skills, and it ended on 2025-01-31; bank took over",
    ]


def test_a_mission_that_is_over_is_let_alone_once_somebody_said_why() -> None:
    youth = Mission("youth", "Youth", within="regional_jobs", until=date(2025, 1, 1))
    strategy = replace(GOOD.strategy, missions={**GOOD.strategy.missions, "youth": youth})
    assert "CW7108" in [d.code for d in stand(strategy).findings]
    dropped = replace(GOOD.strategy.events[0], what="dropped", of="mission.youth", on=date(2025, 2, 1))
    told = replace(strategy, events=(dropped,))
    assert "CW7108" not in [d.code for d in stand(told).findings]
    assert "CW7108" in [d.code for d in stand(told, date(2025, 1, 31)).findings], "it was not said yet"


def test_findings_of_a_mission_are_those_at_its_records(tmp_path: Path) -> None:
    text = '[mission.m]\ntitle = "M"\nwithin = "regional_jobs"\n[target.t]\nmission = "m"\n'
    found = stands(lay(tmp_path / "w", {"missions/more.toml": text}))
    assert {d.code for d in found.findings_of("m")} == {"CW7102"}
    assert found.findings_of("regional_jobs") == ()


# ---- laws ---------------------------------------------------------------------------------------------


SEEDS = st.integers(0, 2**32)


def shuffled(strategy: Strategy, random: Random) -> Strategy:
    """Return the same records in another order."""
    changed: dict[str, Any] = {}
    for one in fields(strategy):
        held = getattr(strategy, one.name)
        items = list(held.items()) if isinstance(held, Mapping) else list(held)
        random.shuffle(items)
        changed[one.name] = dict(items) if isinstance(held, Mapping) else tuple(items)
    return replace(strategy, **changed)


def lacking() -> Workspace:
    """Return a workspace with as many findings as files beside one another can have."""
    names = ("one-ministry", "target-that-is-none", "mission-that-is-over", "aims-of-words", "never-observed")
    bad = CASES / "bad"
    texts = {f"missions/{name}.toml": (bad / name / "missions/more.toml").read_text() for name in names}
    with TemporaryDirectory() as folder:
        found = load(lay(Path(folder) / "w", texts)).value
    assert found is not None
    return found


LACKING = lacking()


@given(SEEDS)
def test_the_order_of_records_is_irrelevant(seed: int) -> None:
    first = stand(LACKING.strategy, w=LACKING)
    again = stand(shuffled(LACKING.strategy, Random(seed)), w=LACKING)
    assert len(first.findings) >= 12
    assert again.findings == first.findings
    assert again.network == first.network
    assert again.money.nested == first.money.nested


@given(SEEDS)
def test_the_order_of_agreements_is_irrelevant(seed: int) -> None:
    ids = list(GOOD.agreements)
    Random(seed).shuffle(ids)
    agreements = {id_: GOOD.agreements[id_] for id_ in ids}
    bare = replace(GOOD.strategy, programmes={})
    assert lint(bare, agreements, GOOD.terms) == lint(bare, GOOD.agreements, GOOD.terms)
