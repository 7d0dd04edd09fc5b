"""
What the observations of the atlas say of their sources: what was computed is computed again.

A row whose source begins with `computed:` is one step from printed figures. Each is redone here, by its kind,
so that a new one without a test fails.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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

AREAS: Final = ("uk_area_co2", "london_area_co2")
SECTORS: Final[Mapping[str, str]] = {
    "camden_homes_co2": "Domestic",
    "camden_transport_co2": "Transport",
    "camden_commerce_co2": "Commercial",
    "camden_public_sector_co2": "Public Sector",
    "camden_industry_co2": "Industry",
    "camden_farming_co2": "Agriculture",
}
"""Columns of the published table that Camden's figure is the sum of."""
UPPER_TIERS: Final = ("County", "Combined authority")
"""Kinds of authority whose area is that of boroughs and districts beside them in the same table."""
UPPER_UNLISTED: Final = ("Greater London Authority", "York and North Yorkshire Mayoral Combined Authority")
"""Two of these that the table of kinds lacks."""
PEOPLE: Final = {"2005": Decimal("60413.276"), "2020": Decimal("67081.234")}
"""Thousands of people in the United Kingdom in the middle of a year, Office for National Statistics."""


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


@dataclass(frozen=True, slots=True)
class Areas:
    """The published table by year and code of the authority; upper tiers hold others of the table."""

    rows: Mapping[str, Mapping[str, dict[str, str]]]
    london: frozenset[str]
    upper: frozenset[str]

    def sum(self, year: str, column: str, codes: Iterable[str]) -> Decimal:
        """Return what authorities come to in a year."""
        return sum((Decimal(self.rows[year][code][column]) for code in codes), Decimal(0))

    def lowest(self, year: str) -> list[str]:
        """Return the authorities of which none lies within another: together they are the whole."""
        return [code for code in self.rows[year] if code not in self.upper]


@pytest.fixture(scope="module")
def areas(shared_data: Path) -> Areas:
    """What was published on emissions of local authorities, and of what kind each is."""
    folder = shared_data / "local-net-zero"
    with (folder / "promises.csv").open(newline="", encoding="utf-8") as rows:
        listed = list(csv.DictReader(rows))
    with gzip.open(folder / "local_authority_emissions.csv.gz", "rt", encoding="utf-8") as rows:
        table = list(csv.DictReader(rows))
    kinds = {row["local-authority-code"]: row["local-authority-type-name"] for row in listed}
    years: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in table:
        years[row["Year"]][row["local-authority-code"]] = row
    upper = {code for code, kind in kinds.items() if kind in UPPER_TIERS}
    upper |= {row["local-authority-code"] for row in table if row["official-name"] in UPPER_UNLISTED}
    london = {row["local-authority-code"] for row in listed if row["region"] == "London"}
    return Areas(years, frozenset(london), frozenset(upper))


@pytest.mark.needs("shared-data")
def test_the_areas_that_are_added_up_hold_everybody_once(areas: Areas) -> None:
    assert len(areas.london) == 33 and sorted(areas.rows) == list(map(str, range(2005, 2021)))
    for year in areas.rows:
        assert len(areas.rows[year]) == 394 and len(areas.lowest(year)) == 361
    for year, people in PEOPLE.items():
        assert round(areas.sum(year, "Population:000s", areas.lowest(year)), 3) == people


@pytest.mark.needs("shared-data")
def test_carbon_dioxide_by_area_is_that_of_the_published_table(areas: Areas) -> None:
    read = {indicator: values(indicator) for indicator in (*AREAS, *SECTORS)}
    for year in areas.rows:
        total = "Total Emissions:kt CO2"
        assert read["uk_area_co2"][year] == tenth(areas.sum(year, total, areas.lowest(year)))
        assert read["london_area_co2"][year] == tenth(areas.sum(year, total, areas.london))
        camden = areas.rows[year]["CMD"]
        for indicator, column in SECTORS.items():
            assert read[indicator][year] == tenth(Decimal(camden[f"{column} Total:kt CO2"]))
        # What is left out is nothing, and what is rounded is each sector to a tenth.
        assert Decimal(camden["Waste Management Total:kt CO2"]) == 0
        summed = sum((read[indicator][year] for indicator in SECTORS), Decimal(0))
        assert abs(summed - Decimal(camden[total])) <= len(SECTORS) * Decimal("0.05")


def test_carbon_dioxide_is_less_than_all_greenhouse_gases_and_a_part_less_than_the_whole() -> None:
    gases, kingdom, london = (values(name) for name in ("uk_ghg", *AREAS))
    assert len(kingdom) == 16
    for year, carbon_dioxide in kingdom.items():
        assert london[year] < carbon_dioxide < gases[year] * 1000  # ktCO2 beside MtCO2e


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
