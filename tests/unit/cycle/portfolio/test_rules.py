"""The table: each record once, groups as they stood on the day, and the account of every source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from commonweal.cycle.portfolio.records import Identifier, LeftOut, Named, Origin, Ownership, Party, Support
from commonweal.cycle.portfolio.rules import Line, Table, build, settle

DAY = date(2024, 12, 31)
COH = {n: Identifier("GB-COH", f"{n:08}") for n in range(1, 9)}


def support(record: str, amount: str | None, who: Named | None = None, **more: object) -> Support:
    """Return an award of a grant in pounds."""
    recipients = (Named("Steel", (COH[1],)) if who is None else who,)
    one = Support(
        Origin("s", record, "f.csv", "row 2", f"{record}{amount}{more}"), "grant", recipients, Named("Fund"),
        None if amount is None else Decimal(amount), "GBP", amount or "", "awarded",
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def table(*supports: Support, **more: object) -> Table:
    """Return the table of supports."""
    return build(settle(supports), as_of=DAY, **more)  # type: ignore[arg-type]


def test_currencies_stages_and_bases_stand_in_lines_of_their_own() -> None:
    made = table(
        support("1", "10.00"), support("2", "5.01"), support("3", "7", currency="EUR"),
        support("4", "2", stage="disbursed", basis="period"), support("5", "8", stage="disbursed"),
        support("6", None),
    )  # fmt: skip
    (group,) = made.groups
    assert [(tuple(t.line), t.amount, t.count, t.unknown) for t in group.tallies] == [
        (("grant", "awarded", "total", "EUR"), Decimal(7), 1, 0),
        (("grant", "awarded", "total", "GBP"), Decimal("15.01"), 2, 1),
        (("grant", "disbursed", "period", "GBP"), Decimal(2), 1, 0),
        (("grant", "disbursed", "total", "GBP"), Decimal(8), 1, 0),
    ]


def test_a_record_that_comes_again_changes_nothing() -> None:
    one = support("1", "10")
    settled = settle([one, one, replace(one, origin=replace(one.origin, file="other.csv"))])
    assert settled.supports == (one,)
    assert (settled.read["s"], settled.repeated["s"], settled.superseded["s"]) == (3, 2, 0)


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_versions_the_later_counts(turned: bool) -> None:
    old, new = support("1", "10"), support("1", "20")
    old = replace(old, origin=replace(old.origin, modified="2024-01-01"))
    new = replace(new, origin=replace(new.origin, modified="2024-06-01"))
    settled = settle([new, old] if turned else [old, new])
    assert [one.amount for one in settled.supports] == [Decimal(20)]
    assert settled.superseded["s"] == 1 and settled.diagnostics == ()


def test_of_two_versions_without_a_day_neither_is_chosen_in_silence() -> None:
    settled = settle([support("1", "10"), support("1", "20")])
    assert [d.code for d in settled.diagnostics] == ["CW7206"] and settled.diagnostics[0].is_error


def test_one_record_name_in_two_sources_is_two_records() -> None:
    other = support("1", "20")
    assert (
        len(settle([support("1", "10"), replace(other, origin=replace(other.origin, source="t"))]).supports)
        == 2
    )


# ---- groups ------------------------------------------------------------------------------------------

PARTIES = (
    Party("steel", "Steel Ltd", (COH[1],)),
    Party("old", "Old Holding", (COH[2],)),
    Party("new", "New Holding", (COH[3],)),
)


def owned(child: str, parent: str, start: date | None = None, end: date | None = None) -> Ownership:
    """Return that a party stands below another."""
    return Ownership(f"party: {child}", f"party: {parent}" if parent else "", start, end, "party")


def test_the_group_is_that_of_the_day() -> None:
    rows = (
        owned("steel", "old", None, date(2020, 6, 30)),
        owned("steel", "new", date(2020, 7, 1)),
        owned("old", ""),
        owned("new", ""),
    )
    made = table(
        support("1", "10", on=date(2020, 6, 30)),
        support("2", "20", on=date(2020, 7, 1)),
        support("3", "30"),
        parties=PARTIES,
        ownerships=rows,
    )
    assert {g.name: sum(t.amount for t in g.tallies) for g in made.groups} == {
        "Old Holding": 10,
        "New Holding": 50,
    }
    assert all(g.matched and g.members == ("Steel Ltd",) for g in made.groups)


def test_what_parties_say_goes_before_what_a_source_says() -> None:
    said = Ownership("s: Steel [GB-COH 00000001]", "s: Giant [GB-COH 00000004]", source="s")
    from commonweal.cycle.portfolio.matching import Mention

    giant = Mention("s", "Giant", (COH[4],))
    alone = table(support("1", "10"), ownerships=[said], mentions=[giant])
    assert [g.name for g in alone.groups] == ["Giant"]
    ruled = table(
        support("1", "10"), ownerships=[said, owned("steel", "")], mentions=[giant], parties=PARTIES
    )
    assert [g.name for g in ruled.groups] == ["Steel Ltd"]


def test_days_of_which_nobody_speaks_leave_a_support_with_its_own_recipient() -> None:
    rows = (owned("steel", "old", date(2020, 1, 1), date(2020, 12, 31)),)
    made = table(support("1", "10", on=date(2019, 1, 1)), parties=PARTIES, ownerships=rows)
    assert [g.name for g in made.groups] == ["Steel Ltd"]


def test_a_circle_of_owners_leaves_each_where_it_is() -> None:
    made = table(
        support("1", "10"), parties=PARTIES, ownerships=(owned("steel", "old"), owned("old", "steel"))
    )
    assert [g.name for g in made.groups] == ["Steel Ltd"]


# ---- recipients --------------------------------------------------------------------------------------


def test_a_support_of_several_stands_apart_unless_they_are_one_group() -> None:
    both = (Named("Steel", (COH[1],)), Named("Iron", (COH[5],)))
    torn = support("1", "10", recipients=both)
    assert [one.key for one in table(torn).nobody] == [("s", "1")]
    iron = Party("iron", "Iron", (COH[5],))
    rows = (owned("steel", "old"), owned("iron", "old"))
    joined = table(torn, parties=(*PARTIES, iron), ownerships=rows)
    assert [g.name for g in joined.groups] == ["Old Holding"] and joined.nobody == ()


def test_a_support_of_nobody_is_shown() -> None:
    made = table(support("1", "10", recipients=()), support("2", "5"))
    assert len(made.nobody) == 1
    (account,) = made.accounts
    (balance,) = account.balances
    assert (balance.read, balance.grouped, balance.unmatched, balance.difference) == (15, 5, 10, 0)


def test_a_contract_takes_the_recipients_of_its_award() -> None:
    award = support("o/awards/1", "10")
    contract = support("o/contracts/1", "9", recipients=(), stage="committed", under="o/awards/1")
    payment = support(
        "o/contracts/1/transactions/1", "4", recipients=(), stage="disbursed", under="o/contracts/1"
    )
    (group,) = table(payment, contract, award).groups
    assert len(group.supports) == 3


# ---- accounts ----------------------------------------------------------------------------------------


def test_the_account_tells_where_every_record_went() -> None:
    one, nameless = support("1", "10"), support("2", "3", who=Named("Anon"))
    made = table(
        one, one, nameless, support("3", None), left_out=[LeftOut("s", "type is Refund", 4)], rows={"s": 8}
    )
    (account,) = made.accounts
    assert (account.rows, account.records, account.repeated, account.supports) == (8, 8, 1, 3)
    assert (account.with_amount, account.unknown, account.unmatched, account.missing) == (2, 1, 1, 0)
    assert [tuple(b.line) for b in account.balances] == [Line("grant", "awarded", "total", "GBP")]


def test_a_sum_that_is_shown_nowhere_shows_as_a_difference() -> None:
    from commonweal.cycle.portfolio.rules import Balance

    lost = Balance("s", Line("grant", "awarded", "total", "GBP"), Decimal(10), Decimal(6), Decimal(3))
    assert lost.difference == 1
