"""
The atlas has missions of real governments, with figures, sources and money that can be traced to them.

A copy with a programme that nobody delivers, and a mission that hangs on one body, must name both.
"""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

import pytest

from commonweal.cycle.missions.series import Series, divisions, series_of
from commonweal.cycle.missions.standing import Standing
from commonweal.cycle.missions.track import on_track
from commonweal.cycle.missions.word import FEW_MOMENTS, NO_BETTER_THAN_EVEN, Word, doubts_of, word_of
from commonweal.ground import period
from commonweal.methods.progress.registry import Stage
from commonweal.report.steering.lead import deciding, lead
from commonweal.workspace.load import Workspace, load
from commonweal.workspace.run import assess
from commonweal.workspace.steering.standing import standing_of

ROOT = Path(__file__).resolve().parents[2]
ATLAS = ROOT / "examples" / "atlas"
NEW_YEAR = date(2024, 12, 31)
YEAR_AFTER = date(2025, 12, 31)
LATER = date(2026, 6, 30)


def at(day: date) -> datetime:
    """Return the end of a day."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


def opened(folder: Path) -> Workspace:
    """Return a workspace without a fault."""
    result = load(folder)
    assert result.ok and result.value is not None, result.diagnostics
    return result.value


def standing(workspace: Workspace, day: date) -> Standing:
    """Return where the missions of a workspace stand at the end of a day."""
    result = standing_of(workspace, as_of=day, known_at=at(day))
    assert result.value is not None, result.diagnostics
    return result.value


@pytest.fixture(scope="module")
def atlas() -> Workspace:
    """The atlas as it is."""
    return opened(ATLAS)


@pytest.fixture(scope="module")
def stood(atlas: Workspace) -> Standing:
    """Its missions at the end of 2024."""
    return standing(atlas, NEW_YEAR)


# ---- what is there ------------------------------------------------------------------------------------


def test_the_atlas_is_large_enough_to_learn_from(atlas: Workspace) -> None:
    strategy = atlas.strategy
    assert len(strategy.missions) >= 3 and len(strategy.bodies) >= 15 and len(atlas.agreements) >= 25
    series = standing(atlas, LATER).series
    aimed = [t for t in strategy.targets.values() if t.value is not None]
    observed = [t.id for t in aimed if series[t.indicator].valued()]
    assert len(observed) >= 12
    long = [t.indicator for t in aimed if len(series[t.indicator].valued()) >= 8]
    assert {"camden_co2", "london_ghg", "uk_electric_car_share", "us_plug_in_fleet"} <= set(long)


def test_every_observation_and_every_record_says_where_it_comes_from(atlas: Workspace) -> None:
    for file in sorted((ATLAS / "indicators").glob("*.csv")):
        with file.open(newline="", encoding="utf-8") as rows:
            assert [n for n, row in enumerate(csv.DictReader(rows), 2) if not row["source"].strip()] == [], (
                file
            )
    strategy = atlas.strategy
    stated = [
        *strategy.challenges.values(), *strategy.missions.values(), *strategy.indicators.values(),
        *strategy.targets.values(), *strategy.programmes.values(), *strategy.bodies.values(),
        *strategy.boards.values(), *strategy.routes.values(), *strategy.links, *strategy.commitments,
        *strategy.aims, *strategy.events,
    ]  # fmt: skip
    assert [record for record in stated if not getattr(record, "source", "")] == []


def test_figures_that_were_derived_or_remembered_begin_with_unverified(atlas: Workspace) -> None:
    rows = [row for series in atlas.strategy.observations.values() for row in series]
    said = ("derived", "remembered")
    assert [row.place for row in rows if row.verified and any(word in row.source for word in said)] == []


# ---- Camden inside London inside the United Kingdom -----------------------------------------------------


def test_camden_lies_in_london_and_london_in_the_united_kingdom(atlas: Workspace, stood: Standing) -> None:
    assert atlas.strategy.above("camden_net_zero_2030") == ("london_net_zero_2030", "uk_net_zero")
    # The grant for one library reaches all three, and is counted once in each.
    for mission in ("camden_net_zero_2030", "london_net_zero_2030", "uk_net_zero"):
        assert stood.money.nested[mission] == {"GBP": Decimal(770_683)}
    assert not stood.money.own["uk_net_zero"]


def test_the_figures_of_camden_are_summed_and_never_typed(atlas: Workspace, stood: Standing) -> None:
    latest = stood.series["camden_co2"].latest
    assert latest is not None and latest.state == "summed"
    assert latest.value == Decimal("864.4")  # 864.43 in the statistics of local authorities for 2020
    shares = divisions(atlas.strategy, "london_area_co2", as_of=NEW_YEAR, known_at=at(NEW_YEAR))
    assert len(shares) == 16  # 2005 to 2020


def test_a_revised_figure_replaces_the_one_before_and_both_stay_on_record(atlas: Workspace) -> None:
    def series(known: date) -> Series:
        return series_of(atlas.strategy, "uk_ghg", as_of=known, known_at=at(known))

    values = [
        point.value
        for known in (date(2023, 12, 31), NEW_YEAR)
        if (point := series(known).at(period.year(2022))) is not None
    ]
    assert values == [Decimal("417.1"), Decimal("406.2")]


# ---- targets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("million_electric_cars_2015", False),
        ("uk_electric_cars_2024", False),
        ("uk_carbon_budget_3", True),
        ("pcv_countries_2015", True),
        ("peterborough_pooled", True),
        ("peterborough_first", False),
        ("camden_council_2020", True),
    ],
)
def test_targets_whose_day_has_come(atlas: Workspace, target: str, reached: bool) -> None:
    track = on_track(atlas.strategy, target, as_of=LATER, known_at=at(LATER))
    assert track.reached is reached


@pytest.mark.parametrize(
    ("target", "word"),
    [
        # Towards zero a label hangs on the number that a method puts there, and leads nothing.
        ("uk_ghg_2050", Word(Stage.OFF_TRACK, "unsd")),
        ("london_2030", Word(Stage.OFF_TRACK, "unsd")),
        ("camden_2030", Word(Stage.OFF_TRACK, "unsd")),
        # 0 percent in 2022 and 0 percent in 2023 are no fall.
        ("leading_edge_2030", Word(Stage.UNKNOWN, "")),
        # Growth by shares gets to 80 percent in 2030, the same steps do not.
        ("uk_electric_cars_2030", Word(Stage.ON_TRACK, "open-sdg", disagrees=True)),
        ("clean_power_2030", Word(Stage.ON_TRACK, "open-sdg")),
        ("uk_electric_cars_2024", Word(Stage.MISSED, "")),
        ("pcv_countries_2015", Word(Stage.ACHIEVED, "")),
    ],
)
def test_the_word_of_a_target_rests_on_its_own_figures(atlas: Workspace, target: str, word: Word) -> None:
    track = on_track(atlas.strategy, target, as_of=YEAR_AFTER, known_at=at(YEAR_AFTER))
    assert word_of(track, as_of=YEAR_AFTER) == word


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("nib_credit_2026", "rise by about 53.3 billion BRL a year; so far it rose by about 102 billion BRL"),
        ("eighteen_weeks_2029", "rise by about 7.9 percentage points a year; so far it rose by about 2.32 "),
        ("school_ready_2028", "rise by about 2.23 percentage points a year; so far it rose by about 0.6 "),
        ("homes_2029", "rise by about 322,850 homes a year; so far it rose by about 208,600 homes a year."),
        ("police_2029", "rise by about 2,895 people a year; so far it rose by about 214 people a year."),
        ("pcv_coverage_2015", "40% by 2015, and it was missed; it was met by 2019."),
    ],
)
def test_paces_are_counted_in_months_and_a_gap_in_the_figures_is_no_year(
    atlas: Workspace, target: str, said: str
) -> None:
    track = on_track(atlas.strategy, target, as_of=YEAR_AFTER, known_at=at(YEAR_AFTER))
    sentence = lead(standing(atlas, YEAR_AFTER), track).replace("\u00a0", " ")
    assert said in sentence, sentence


def test_each_cohort_of_peterborough_is_judged_by_its_own_figure(atlas: Workspace) -> None:
    stands, said = standing(atlas, YEAR_AFTER), {}
    for target in ("peterborough_first", "peterborough_pooled"):
        track = on_track(atlas.strategy, target, as_of=YEAR_AFTER, known_at=at(YEAR_AFTER))
        decided = deciding(track, YEAR_AFTER)
        assert decided is not None and decided == track.latest
        verdict = f"it is {'met' if track.reached else 'missed'}"
        assert all(verdict in " ".join(label.notes) for label in track.labels)
        sentence = lead(stands, track).replace("\u00a0", " ")
        said[target] = (word_of(track, as_of=YEAR_AFTER).stage, str(decided.value), sentence)
    assert said["peterborough_first"][:2] == (Stage.MISSED, "8.4")
    assert said["peterborough_pooled"][:2] == (Stage.ACHIEVED, "9.0")
    assert said["peterborough_pooled"][2].endswith(
        "9% on 27 July 2017. The target, 7.5% by 27 July 2017, is reached."
    )


def test_the_headlines_of_the_kingdom_say_on_how_little_they_rest(atlas: Workspace) -> None:
    emissions, power = (
        on_track(atlas.strategy, id_, as_of=YEAR_AFTER, known_at=at(YEAR_AFTER))
        for id_ in ("uk_ghg_2050", "clean_power_2030")
    )
    # Better than assuming no change, and yet worse than a coin, and asked five times only.
    assert doubts_of(emissions.outlook) == (NO_BETTER_THAN_EVEN, FEW_MOMENTS)
    assert word_of(power, as_of=YEAR_AFTER).stage is Stage.ON_TRACK and power.figures == 2


def test_who_advises_or_scrutinises_is_not_said_to_decide(stood: Standing) -> None:
    boards = stood.strategy.boards
    does = {edge.origin: edge.role for edge in stood.network.edges if edge.origin in boards}
    assert does == {
        "cndi": "decides", "net_zero_council": "advises", "camden_climate_panel": "scrutinises"
    }  # fmt: skip
    assert not any(seat.held_on(NEW_YEAR) for seat in boards["camden_climate_panel"].members)


def test_a_million_and_a_half_homes_are_reached_by_their_sum_and_not_by_a_pace(atlas: Workspace) -> None:
    target = atlas.strategy.targets["homes_2029"]
    assert target.value == 5 * Decimal(300_000) and target.baseline is not None and not target.baseline.value
    yearly, summed = (
        series_of(atlas.strategy, name, as_of=LATER, known_at=at(LATER)).valued()
        for name in ("england_homes", "england_homes_since_2024")
    )
    since = [point.value for point in yearly if point.period.first >= date(2024, 4, 1)]
    assert [point.value for point in summed] == list(
        accumulate(value for value in since if value is not None)
    )


# ---- money ----------------------------------------------------------------------------------------------


def test_contracts_of_which_no_amount_is_known_still_serve_their_mission(
    atlas: Workspace, stood: Standing
) -> None:
    reaching = stood.money.reaching(atlas.strategy, "clean_power")
    assert {row.programme for row in reaching} == {"cfd"} and len(reaching) >= 3
    assert not any(row.amounts for row in reaching) and all(row.has_money for row in reaching)
    assert "clean_power" not in stood.network.unreached


def test_the_dividend_of_alaska_is_what_people_got_and_not_what_a_fund_handed_over(stood: Standing) -> None:
    paid = {row.agreement: row.amounts for row in stood.money.rows if row.basis == "paid"}
    assert [m.amount for m in paid["US-AK-PFD-2015"]] == [Decimal(1_335_546_968)]
    assert [m.amount for m in paid["US-AK-PFD-2016"]] == [Decimal(657_146_000)]


def test_whoever_lives_in_camden_finds_it_by_each_of_these_districts(atlas: Workspace) -> None:
    assert {"N6", "NW1", "NW5", "WC1", "WC2"} <= set(atlas.strategy.places["camden"].codes)


def test_words_to_terms_of_the_climate_missions(stood: Standing) -> None:
    camden = stood.ratio.of("camden_net_zero_2030").counts
    assert (camden["aims"], camden["targets"], camden["clauses"], camden["findings"]) == (6, 2, 1, 0)
    assert stood.ratio.of("london_net_zero_2030").counts["clauses"] == 0
    assert stood.ratio.of("nova_industria_brasil").counts["clauses"] == 0
    # What is paid to a wind farm promises nothing; what is overdue decides nothing.
    wind = stood.ratio.of("clean_power").counts
    assert (wind["clauses"], wind["evidence"], wind["findings"], wind["payments"]) == (0, 0, 0, 2)


def test_the_lint_says_what_the_missions_of_camden_lack(stood: Standing) -> None:
    codes = {finding.code for finding in stood.findings_of("camden_youth")}
    assert {"CW7101", "CW7105", "CW7107"} <= codes  # no computable target, no ministries, no board
    inputs = [finding.message for finding in stood.findings if finding.code == "CW7104"]
    assert any("nib_credit_2026" in message for message in inputs)


# ---- agreements that came with the missions ---------------------------------------------------------------


def test_what_the_new_agreements_come_to(atlas: Workspace) -> None:
    run = assess(atlas, as_of=LATER)
    findings = {
        (f.agreement, f.clause, f.window.first.year): f.status for a in run.assessments for f in a.findings
    }
    payables = [p for a in run.assessments for p in a.payables]
    # 5 percent of 2.33 billion for 45 and 90 days of 30/360: the ledger prints 43,687,500 for both.
    cit = {p.clause: (p.amount, p.state) for p in payables if p.agreement == "US-CIT-CPP"}
    assert cit["first_dividend"] == (Decimal("14562500.00"), "paid")
    assert cit["dividend"] == (Decimal("29125000.00"), "paid")
    # The capture price is not the contract's reference price, so that what the wind farm got is not known.
    wind = next(p for p in payables if (p.agreement, p.clause) == ("UK-LCCC-BURBO-2020", "to_generator"))
    assert (wind.amount, wind.state) == (None, "undetermined")
    # The fund hands over what is appropriated and not vetoed, so the rest of the formula is owed by nobody.
    alaska = {p.clause: (p.amount, p.state) for p in payables if p.agreement == "US-AK-PFD-2016"}
    assert alaska == {"transfer": (Decimal("695650000.00"), "paid"), "dividends": (None, "undetermined")}
    assert findings["US-NASA-RPK", "private_money", 2007] == "breached"
    # A table that was not read is left open: it is no secret, and nobody is told that it is.
    pace = {
        f.reason for a in run.assessments for f in a.findings if f.clause == "pace" and f.status == "overdue"
    }
    assert pace == {"status:11 unknown:unset"}
    # A range of prices in a copy of an encyclopaedia, and a page that says when works are to end: no proof.
    assert findings["US-DOE-LPRIZE", "price", 2012] == "overdue"
    assert findings["UK-PSDS-CAMDEN-LIBRARY", "in_time", 2022] == "overdue"
    # One report on three years came on 20 February 2025: too late for two of them, in time for the third.
    reports = [findings["UK-GGC-DEFRA", "report", year] for year in (2022, 2023, 2024)]
    assert reports == ["breached", "breached", "met"]
    assert findings["UK-GGC-DEFRA", "emissions", 2024] == "overdue"


@pytest.mark.parametrize("day", [date(2009, 12, 9), date(2009, 12, 10), LATER])
def test_a_dividend_that_nobody_declared_and_stock_that_a_court_cancelled_are_owed_by_nobody(
    atlas: Workspace, day: date
) -> None:
    rows = [p for a in assess(atlas, as_of=day, agreement="US-CIT-CPP").assessments for p in a.payables]
    assert [p.clause for p in rows if p.state in ("late", "due", "undetermined")] == []
    let_go = {p.clause: p.let_go for p in rows if p.let_go}
    assert let_go == ({"redemption": Decimal("2330000000.00")} if day > date(2009, 12, 9) else {})
    paid = {side: sum((p.paid for p in rows if p.payer == side), Decimal(0)) for side in ("treasury", "bank")}
    assert paid == {"treasury": Decimal("2330000000.00"), "bank": Decimal("43687500.00")}


# ---- the network of delivery -------------------------------------------------------------------------------


def test_a_planted_orphan_and_a_planted_single_point_are_named(atlas: Workspace, tmp_path: Path) -> None:
    before = standing(atlas, NEW_YEAR).network
    assert before.orphans == ()
    assert "desnz" not in {point.node for point in before.single_points}

    copy = tmp_path / "atlas"
    shutil.copytree(ATLAS, copy)
    climate = copy / "missions" / "climate.toml"
    text = climate.read_text("utf-8")
    # Both deliverers of the library's grant now work through one company; nobody delivers for the cars.
    text = text.replace('delivers = ["salix", "camden_council"]', 'delivers = ["one_contractor"]')
    text += '\n[body.one_contractor]\ntitle = "One contractor"\nkind = "company"\nsource = "planted"\n'
    climate.write_text(text, "utf-8")
    cars = copy / "missions" / "united_states.toml"
    cars.write_text(cars.read_text("utf-8").replace('delivers = ["us_loan_programs"]\n', ""), "utf-8")

    after = standing(opened(copy), NEW_YEAR)
    assert after.network.orphans == ("vehicle_loans",)
    found = {point.node: point.missions for point in after.network.single_points}
    assert found["one_contractor"] == ("camden_net_zero_2030", "london_net_zero_2030")
    said = "\n".join(finding.message for finding in after.findings)
    assert "vehicle_loans" in said and "one_contractor" in said
