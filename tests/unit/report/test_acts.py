"""Acts as rows: the newest first, nothing secret, nothing after the day of account."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.missions.records import CHANGES, Event, Indicator, Mission, Target
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Decision, Record
from commonweal.ground.period import parse_period
from commonweal.report.acts import amendment_rows, decision_rows, event_rows
from commonweal.workspace.load import load
from tests.unit.report.pages import ATLAS

DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))
LATE = datetime(2030, 1, 1, tzinfo=UTC)


def decision(day: date, *, recorded: int = 0, public: bool = True) -> Decision:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=recorded)
    return Decision(
        "A-1", "jobs", "waived", "B", day, at, period=parse_period("2019", None), reason="r",
        public=public, place=f"decisions/a.csv:{day.toordinal()}",
    )  # fmt: skip


@given(st.lists(st.builds(decision, DAYS, recorded=st.integers(0, 400), public=st.booleans())), DAYS, DAYS)
def test_only_what_is_public_decided_and_recorded_is_told_newest_first(
    decisions: list[Decision], as_of: date, known: date
) -> None:
    known_at = datetime(known.year, known.month, known.day, tzinfo=UTC)
    rows = decision_rows([Record(decisions=tuple(decisions))], as_of=as_of, known_at=known_at)
    told = [d for d in decisions if d.public and d.decided_on <= as_of and d.recorded_at <= known_at]
    assert sorted(row["place"] for row in rows) == sorted(d.place for d in told)
    assert [row["decided_on"] for row in rows] == sorted((row["decided_on"] for row in rows), reverse=True)


def test_amendments_have_their_number_and_say_where_they_move() -> None:
    found = load(ATLAS)
    assert found.value is not None
    agreements = list(found.value.agreements.values())
    rows = amendment_rows(agreements, as_of=date(2024, 12, 31), known_at=LATE)
    gavi = [row for row in rows if row["agreement"] == "GAVI-AMC-GSK"]
    assert [row["number"] for row in gavi] == [2, 1]
    foxconn = next(row for row in rows if row["agreement"] == "WI-FXC")
    assert foxconn["moves_to"] == "wisconsin_2021@1"


def test_an_amendment_that_was_not_signed_yet_is_not_there() -> None:
    found = load(ATLAS)
    assert found.value is not None
    rows = amendment_rows(list(found.value.agreements.values()), as_of=date(2012, 1, 1), known_at=LATE)
    assert {row["signed"] for row in rows} == {"2011-06-15", "2011-12-12"}


def event(on: date, what: str, of: str, mission: str = "") -> Event:
    return Event(on, what, of, "Somebody", "Why", mission=mission)


def test_an_event_says_in_words_what_it_is_about_and_of_which_mission() -> None:
    day = date(2024, 1, 1)
    strategy = Strategy(
        missions={"m": Mission("m", "Clean power"), "n": Mission("n", "Homes")},
        indicators={"i": Indicator("i", "Offshore wind")},
        targets={"titled": Target("titled", "m", "40 GW"), "bare": Target("bare", "m", indicator="i"),
                 "both": Target("both", "m", "50 GW", "i")},
        events=(
            event(day, "renamed", "mission.m"), event(day, "moved", "target.titled"),
            event(day, "moved", "target.both"),
            event(day, "dropped", "target.bare"), event(day, "dropped", "target.long_gone", "n"),
            event(day, "dropped", "mission.no_more"),
        ),
    )  # fmt: skip
    rows = {row["of"]: (row["title"], row["mission"]) for row in event_rows(strategy, as_of=day)}
    assert rows == {
        "mission.m": ("Clean power", "m"), "target.titled": ("40 GW", "m"),
        "target.bare": ("Offshore wind", "m"), "target.both": ("Offshore wind", "m"),
        "target.long_gone": ("long gone", "n"),
        "mission.no_more": ("no more", None),
    }  # fmt: skip


@given(st.lists(st.tuples(DAYS, st.sampled_from(CHANGES), st.sampled_from(["mission.m", "body.b"]))), DAYS)
def test_events_are_told_newest_first_each_under_a_name_of_its_own(
    made: list[tuple[date, str, str]], as_of: date
) -> None:
    rows = event_rows(Strategy(events=tuple(event(*one) for one in made)), as_of=as_of)
    assert sorted(row["on"] for row in rows) == sorted(str(on) for on, _, _ in made if on <= as_of)
    assert [row["on"] for row in rows] == sorted((row["on"] for row in rows), reverse=True)
    named = [(row["of"], row["what"], row["on"], row["nth"]) for row in rows]
    assert len(set(named)) == len(named)
