"""
Every agreement of the atlas is found where it is bound: at the place of its mission or of a party.

The page of a place lists no agreement whose place nobody recorded. So each has one, or a reason stands below.
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from commonweal.workspace.load import Workspace, load
from commonweal.workspace.steering.standing import standing_of

ATLAS = Path(__file__).resolve().parents[2] / "examples" / "atlas"
DAY = date(2026, 6, 30)

WITHOUT: Final[dict[str, str]] = {}
"""Agreements of which no place is recorded, and why."""


def opened(folder: Path) -> Workspace:
    """Return a workspace without a fault."""
    result = load(folder)
    assert result.ok and result.value is not None, result.diagnostics
    return result.value


def places_of(workspace: Workspace) -> dict[str, set[str]]:
    """Return the places of each agreement, as the page of a place finds them."""
    strategy = workspace.strategy
    known_at = datetime(DAY.year, DAY.month, DAY.day, 23, 59, 59, tzinfo=UTC)
    stood = standing_of(workspace, as_of=DAY, known_at=known_at).value
    assert stood is not None
    of_party: dict[str, set[str]] = {}
    for body in strategy.bodies.values():
        of_party.setdefault(body.party, set()).add(body.place)
    found = {id_: set[str]() for id_ in workspace.agreements}
    for row in stood.money.rows:
        found[row.agreement] |= {strategy.missions[s.mission].place for s in row.serves}
    for id_, agreement in workspace.agreements.items():
        found[id_] |= {place for party in agreement.parties.values() for place in of_party.get(party, ())}
    return {id_: places - {""} for id_, places in found.items()}


@pytest.fixture(scope="module")
def atlas() -> Workspace:
    """The atlas as it is."""
    return opened(ATLAS)


def test_every_agreement_has_a_place_or_a_reason(atlas: Workspace) -> None:
    lost = {id_ for id_, places in places_of(atlas).items() if not places}
    assert lost == set(WITHOUT)
    assert all(WITHOUT.values())


def test_an_agreement_whose_party_loses_its_place_is_noticed(atlas: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "atlas"
    shutil.copytree(ATLAS, copy)
    bodies = copy / "missions" / "bodies.toml"
    text = bodies.read_text("utf-8")
    assert text.count('place = "DE"\n') == 1
    bodies.write_text(text.replace('place = "DE"\n', ""), "utf-8")
    assert {id_ for id_, places in places_of(opened(copy)).items() if not places} == {"DE-WSF-LH"}


@pytest.mark.parametrize(
    ("agreement", "place"),
    [
        ("WI-FXC", "mount_pleasant_wi"),
        ("WI-FXC", "wisconsin"),
        ("US-TXI-MHI", "quincy_ma"),
        ("US-CHIPS-TSMC", "phoenix_az"),
        ("CL-SQM-2018", "salar_de_atacama"),
        ("UK-LCCC-MIDDLE-MUIR-2020", "south_lanarkshire"),
        ("UK-LCCC-BURBO-2020", "liverpool_bay"),
        ("UK-MOJ-PETERBOROUGH", "peterborough"),
        ("UK-PSDS-CAMDEN-LIBRARY", "camden"),
    ],
)
def test_what_was_built_in_one_place_is_found_there(atlas: Workspace, agreement: str, place: str) -> None:
    assert place in places_of(atlas)[agreement]


def test_no_two_places_are_called_the_same_and_each_lies_in_a_nation(atlas: Workspace) -> None:
    places = atlas.strategy.places
    titles = [place.title.casefold() for place in places.values()]
    assert len(set(titles)) == len(titles)
    codes = [code for place in places.values() for code in place.codes]
    assert len(set(codes)) == len(codes)
    for place in places.values():
        while place.within:
            place = places[place.within]
        assert place.kind in ("nation", "group of nations"), place.id
