"""Parties: who, when, and below whom."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from commonweal.workspace.gather import TableFile
from commonweal.workspace.signed.parties import PartyRow, load_parties
from tests.patience import soon
from tests.unit.workspace.small import good, line

HEAD = "party,name,kind,scheme,identifier,parent,from,until\n"


def said(rows: str) -> list[str]:
    """Return what is wrong with a table of parties."""
    return [line(d) for d in load_parties([TableFile("p.csv", lambda: (HEAD + rows).encode())]).diagnostics]


def test_a_row_with_every_cell(tmp_path: Path) -> None:
    assert good(tmp_path, {}).parties[1] == PartyRow(
        "FIRM", "Example Works", "company", "LEI", "5299000EXAMPLE000002", "HOLDING", date(2019, 1, 1), None,
        "parties.csv:3",
    )  # fmt: skip


def test_a_firm_may_change_its_group() -> None:
    assert said("F,Firm,,,,A,,2019-12-31\nF,Firm,,,,B,2020-01-01,\nA,A,,,,,,\nB,B,,,,,,\n") == []


def test_a_firm_belongs_to_one_group_at_a_time() -> None:
    assert len(said("F,Firm,,,,A,,2020-01-01\nF,Firm,,,,B,2020-01-01,\nA,A,,,,,,\nB,B,,,,,,\n")) == 2
    assert len(said("F,Firm,,,,,,\nF,Firma,,,,,,\n")) == 2


def test_the_same_row_twice_is_one() -> None:
    assert said("F,Firm,,,,,,\nF,Firm,,,,,,\n") == []


def test_two_firms_may_own_each_other_one_after_the_other() -> None:
    assert (
        said("A,A,,,,B,,2019-12-31\nA,A,,,,,2020-01-01,\nB,B,,,,,,2019-12-31\nB,B,,,,A,2020-01-01,\n") == []
    )


def test_a_circle_of_some_days_is_found() -> None:
    found = said(
        "A,A,,,,B,2015-01-01,2021-12-31\nA,A,,,,,2022-01-01,\nB,B,,,,,,2019-12-31\nB,B,,,,A,2020-01-01,\n"
    )
    assert [text.split(":")[1] for text in found] == ["5"]


def test_a_tall_group_costs_no_more_than_its_rows() -> None:
    rows = "".join(f"P{n},Party {n},,,,P{n + 1},,\n" for n in range(5_000)) + "P5000,Top,,,,,,\n"
    with soon():
        assert len(said(rows)) == 5_000 - 64


def test_ids_of_rows_at_fault_are_known_all_the_same() -> None:
    parties = load_parties([TableFile("p.csv", lambda: (HEAD + "F,,,,,,,\nG,G,,,,,,\n").encode())])
    assert parties.rows == ()
    assert parties.ids == {"F", "G"}
