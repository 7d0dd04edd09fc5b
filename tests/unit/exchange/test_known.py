"""A table held at a day: nothing that was dated or said after it, and every record accounted for."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from commonweal.cycle.portfolio.rules import Table, build, settle
from commonweal.exchange.files import gather, import_file
from commonweal.exchange.imported import Imported
from commonweal.exchange.known import DATED, SAID
from commonweal.exchange.mapping import Mapping, read_mapping
from tests.cases.imports.seeds import RELEASE, put

DAY = date(2024, 6, 30)
MAPPING = b"""
source = "s"
[constants]
instrument = "grant"
stage = "awarded"
currency = "GBP"
[columns]
record = "id"
recipient = "who"
amount = "amount"
date = "day"
modified = "changed"
"""


def mapping() -> Mapping:
    found = read_mapping(MAPPING, "m.toml")
    assert found.value is not None
    return found.value


def read(data: bytes, name: str = "t.csv") -> Imported:
    """Return what a sound file holds."""
    found = import_file(data, name, (mapping(),))
    assert found.value is not None, [d.message for d in found.diagnostics]
    return found.value


def sheet(*rows: str) -> Imported:
    return read("\n".join(["id,who,amount,day,changed", *rows, ""]).encode())


def table(*files: Imported, by: date | None = DAY) -> Table:
    """Return a table of which every record is accounted for."""
    whole = gather(files, by=by)
    made = build(settle(whole.supports), as_of=DAY, left_out=whole.left_out, rows=whole.rows)
    for account in made.accounts:
        assert account.missing == 0 and all(b.difference == 0 for b in account.balances)
    return made


def amounts(made: Table) -> list[int]:
    return sorted(int(one.amount or 0) for group in made.groups for one in group.supports)


def left(made: Table) -> Counter[str]:
    return Counter({o.reason: o.count for account in made.accounts for o in account.left_out})


def test_what_is_dated_after_the_day_is_left_out_and_counted() -> None:
    made = table(sheet("1,A,1,2024-06-30,", "2,A,2,2024-07-01,", "3,B,3,,"))
    assert amounts(made) == [1, 3], "a support without a day counts"
    assert left(made) == {DATED: 1}


def test_of_several_versions_the_one_of_the_day_counts() -> None:
    rows = ("1,A,1,2024-01-01,2024-02-01", "1,A,2,2024-01-01,2024-06-30", "1,A,3,2024-01-01,2024-07-01")
    made = table(*(sheet(row) for row in rows))
    assert amounts(made) == [2] and left(made) == {SAID: 1}
    (account,) = made.accounts
    assert (account.rows, account.records, account.superseded) == (3, 3, 1)
    assert amounts(table(*(sheet(row) for row in rows), by=None)) == [3]


def test_a_release_of_a_later_day_says_nothing_yet() -> None:
    later = put(put(RELEASE, "date", "2024-07-01T00:00:00Z"), "awards/0/value/amount", 8)
    files = [read(json.dumps(one).encode(), f"{n}.json") for n, one in enumerate((RELEASE, later))]
    then, now = table(*files), table(*files, by=None)
    assert amounts(then) == [2, 5, 5] and amounts(now) == [2, 5, 8]
    assert left(then) == {SAID: 3}, "its award, contract and payment"
    assert [a.rows for a in then.accounts] == [a.rows for a in now.accounts]


def test_a_day_that_a_release_gives_in_another_zone_is_that_of_utc() -> None:
    late = put(RELEASE, "date", "2024-06-30T23:00:00-05:00")
    assert table(read(json.dumps(late).encode(), "a.json")).groups == ()


DAYS = st.dates(date(2024, 6, 1), date(2024, 7, 31))


@given(st.lists(st.tuples(DAYS, DAYS), max_size=8), DAYS, DAYS)
def test_a_later_day_never_takes_away_what_was_there(
    rows: list[tuple[date, date]], one: date, other: date
) -> None:
    read_ = sheet(*(f"{n},A,1,{on},{changed}" for n, (on, changed) in enumerate(rows)))
    first, last = (
        {s.key for s in gather([read_], by=day).supports} for day in (min(one, other), max(one, other))
    )
    assert first <= last
    kept = {("s", str(n)) for n, pair in enumerate(rows) if max(pair) <= max(one, other)}
    assert last == kept
