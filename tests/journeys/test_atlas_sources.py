"""
What the observations of the atlas say of their sources: what was computed is computed again.

A row whose source begins with `computed:` is one step from printed figures. Each is redone here, by its kind,
so that a new one without a test fails.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Final

import pytest

from commonweal.workspace.load import Workspace, load

ATLAS = Path(__file__).resolve().parents[2] / "examples" / "atlas"
Key = tuple[str, str]

PRINTED: Final[Mapping[Key, Decimal]] = {
    ("uk_low_carbon_share", "2010"): Decimal("6.9") + Decimal("16.3"),
    ("uk_low_carbon_share", "2023"): Decimal("47.3") + Decimal("14.3"),
    ("uk_carbon_account", "2013-01-01/2017-12-31"): Decimal(2782) - Decimal(384),
}
"""Sums and differences of two figures that stand in the source itself."""

AREAS: Final = ("uk_area_co2", "london_area_co2", "camden_workplaces_co2")


@pytest.fixture(scope="module")
def atlas() -> Workspace:
    """The atlas as it is."""
    result = load(ATLAS)
    assert result.ok and result.value is not None, result.diagnostics
    return result.value


def observed() -> list[dict[str, str]]:
    """Return every row of the indicators' tables."""
    found: list[dict[str, str]] = []
    for file in sorted((ATLAS / "indicators").glob("*.csv")):
        with file.open(newline="", encoding="utf-8") as rows:
            found += csv.DictReader(rows)
    return found


def values(indicator: str) -> dict[str, Decimal]:
    """Return the values of an indicator by period, the one recorded last of each."""
    mine = [row for row in observed() if row["indicator"] == indicator]
    return {row["period"]: Decimal(row["value"]) for row in sorted(mine, key=lambda row: row["recorded_at"])}


def computed() -> dict[Key, str]:
    """Return the sources of rows that say that they were computed."""
    return {
        (row["indicator"], row["period"]): row["source"]
        for row in observed()
        if row["source"].startswith("computed:")
    }


def tenth(value: Decimal) -> Decimal:
    """Return a value as the table prints it."""
    return value.quantize(Decimal("0.1"))


# ---- what was computed ----------------------------------------------------------------------------------


def test_every_computed_figure_is_computed_again_here() -> None:
    tested = {*AREAS, "us_plug_in_fleet"}
    assert {key for key in computed() if key[0] not in tested} == set(PRINTED)


@pytest.mark.parametrize("key", PRINTED)
def test_what_two_printed_figures_make(key: Key) -> None:
    indicator, period = key
    assert values(indicator)[period] == PRINTED[key]


def test_cars_with_a_plug_are_their_sales_added_up() -> None:
    sold, fleet = values("us_plug_in_sales"), values("us_plug_in_fleet")
    years = [str(year) for year in range(2011, 2018)]
    assert [fleet[year] for year in years] == list(accumulate(sold[year] for year in years))


@pytest.mark.needs("shared-data")
def test_carbon_dioxide_by_area_is_that_of_the_published_table(shared_data: Path) -> None:
    folder = shared_data / "local-net-zero"
    with (folder / "promises.csv").open(newline="", encoding="utf-8") as rows:
        london = {r["local-authority-code"] for r in csv.DictReader(rows) if r["region"] == "London"}
    with gzip.open(folder / "local_authority_emissions.csv.gz", "rt", encoding="utf-8") as rows:
        table = list(csv.DictReader(rows))
    assert len(london) == 33 and len({row["local-authority-code"] for row in table}) == 394
    read = {
        indicator: values(indicator) for indicator in (*AREAS, "camden_homes_co2", "camden_transport_co2")
    }
    for year in map(str, range(2005, 2021)):
        mine = {r["local-authority-code"]: r for r in table if r["Year"] == year}
        total = {code: Decimal(row["Total Emissions:kt CO2"]) for code, row in mine.items()}
        assert read["uk_area_co2"][year] == tenth(sum(total.values(), Decimal(0)))
        assert read["london_area_co2"][year] == tenth(sum((total[code] for code in london), Decimal(0)))
        homes = tenth(Decimal(mine["CMD"]["Domestic Total:kt CO2"]))
        transport = tenth(Decimal(mine["CMD"]["Transport Total:kt CO2"]))
        assert (read["camden_homes_co2"][year], read["camden_transport_co2"][year]) == (homes, transport)
        assert read["camden_workplaces_co2"][year] == tenth(total["CMD"]) - homes - transport


# ---- what is not known ----------------------------------------------------------------------------------


def test_a_figure_that_came_later_was_not_known_before(atlas: Workspace) -> None:
    rows = atlas.strategy.observations["england_wales_neighbourhood_police"]
    known = {row.value: row.recorded_at.date().isoformat() for row in rows}
    assert known[Decimal(19634)] == "2024-07-24" and known[Decimal(16961)] == "2025-07-23"


def test_the_readme_counts_what_is_there(atlas: Workspace) -> None:
    strategy = atlas.strategy
    sources = [row["source"] for row in observed()]
    said = " ".join((ATLAS / "README.md").read_text("utf-8").split())
    counted = re.search(
        r"(\d+) missions, (\d+) targets, (\d+) bodies, (\d+) boards, (\d+) stated aims, (\d+) changes, (\d+) "
        r"observations, (\d+) of which are `unverified:` [^.]*?and (\d+) `computed:`",
        said,
    )
    assert counted is not None
    assert [int(number) for number in counted.groups()] == [
        len(strategy.missions), len(strategy.targets), len(strategy.bodies), len(strategy.boards),
        len(strategy.aims), len(strategy.events), len(sources),
        sum(source.startswith("unverified:") for source in sources), len(computed()),
    ]  # fmt: skip
