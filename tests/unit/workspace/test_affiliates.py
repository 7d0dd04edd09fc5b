"""The corporate group, day by day."""

from __future__ import annotations

from datetime import date

from commonweal.ground.days import MAX_DAY, MIN_DAY
from commonweal.ground.period import Period
from commonweal.workspace.signed.affiliates import Groups
from commonweal.workspace.signed.parties import PartyRow


def row(party: str, parent: str = "", start: date | None = None, end: date | None = None) -> PartyRow:
    return PartyRow(party, party, parent=parent, start=start, end=end)


def belong(groups: Groups, party: str, day: date) -> set[str]:
    return {name for name, days in groups.of(party).members if days.contains(day)}


DAY = date(2021, 6, 30)


def test_a_party_alone_is_its_own_group() -> None:
    group = Groups([row("A")]).of("A")
    assert group.members == (("A", Period.days_of(MIN_DAY, MAX_DAY)),)
    assert group.gaps == ()


def test_sisters_and_their_daughters_belong_and_strangers_do_not() -> None:
    groups = Groups([row("TOP"), row("A", "TOP"), row("B", "TOP"), row("C", "B"), row("X"), row("Y", "X")])
    assert belong(groups, "A", DAY) == {"TOP", "A", "B", "C"}
    assert belong(groups, "C", DAY) == {"TOP", "A", "B", "C"}
    assert belong(groups, "Y", DAY) == {"X", "Y"}


def test_a_daughter_that_is_sold_leaves_with_her_own_daughters() -> None:
    rows = [
        row("TOP"),
        row("A", "TOP"),
        row("B", "TOP", None, date(2021, 6, 30)),
        row("B", "X", date(2021, 7, 1)),
        row("C", "B"),
        row("X"),
    ]
    groups = Groups(rows)
    assert belong(groups, "A", DAY) == {"TOP", "A", "B", "C"}
    assert belong(groups, "A", date(2021, 7, 1)) == {"TOP", "A"}
    assert belong(groups, "C", date(2021, 7, 1)) == {"X", "B", "C"}
    assert groups.of("A").gaps == ()


def test_where_nobody_says_who_owns_a_party_the_register_is_open() -> None:
    rows = [row("TOP"), row("A", "TOP", None, date(2020, 12, 31)), row("A", "TOP", date(2022, 1, 1))]
    group = Groups(rows).of("TOP")
    assert group.gaps == (Period(date(2021, 1, 1), date(2022, 1, 1)),)
    assert belong(Groups(rows), "TOP", DAY) == {"TOP"}


def test_a_company_founded_later_leaves_no_gap() -> None:
    group = Groups([row("TOP"), row("A", "TOP", date(2022, 1, 1))]).of("TOP")
    assert group.gaps == ()
    assert dict(group.members)["A"] == Period.days_of(date(2022, 1, 1), MAX_DAY)


def test_a_parent_without_a_row_on_the_day_leaves_the_group_open() -> None:
    group = Groups([row("TOP", "", date(2022, 1, 1)), row("A", "TOP")]).of("A")
    assert group.gaps == (Period(MIN_DAY, date(2022, 1, 1)),)
