"""Known since: the statement known first that proves enough, with all that its totals count (5.3, 5.8)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from commonweal.engines.protocol import Closing, Fact, Finding, Member, Record, RegisterClosing
from commonweal.engines.reference.engine import ReferenceEngine
from tests.unit.engines.reference.judging import at, closed, day, fact, planned

TEXT = """
subject site of award
measure sold "Sold" per award: flow number each event nonnegative
measure safe "Safe" per site: flag each year
terms t version 1
  instrument other
  currency EUR
  party firm recipient
  party state public

condition few
  firm must ensure total of sold in period at most 10
  tested each quarter from 2021-01-01 until 2021-12-31

condition every_site
  firm must ensure every site in period has (safe)
  tested each year from 2021-01-01 until 2021-12-31
"""


def finding(clause: str, record: Record, known: str = "2023-12-31") -> Finding:
    """Return the first finding of a clause."""
    plan, as_of = planned(TEXT), day("2022-12-31")
    found = ReferenceEngine().assess(plan, record=record, as_of=as_of, known_at=at(known))
    return next(f for f in found.findings if f.clause == clause)


def told(finding: Finding) -> tuple[str, str]:
    """Return the status of a finding and the day since when it is known."""
    assert finding.known_since is not None
    return finding.status, str(finding.known_since.date())


def sold(event: str, on: str, value: str, recorded: str) -> Fact:
    """Report a sale."""
    return fact("sold", on, value, recorded=recorded, event=event)


def counting(n: int, total: int, through: str, recorded: str) -> Closing:
    """Say that so many sales were all."""
    return replace(closed("sold", through), count=n, total=Decimal(total), recorded_at=at(recorded))


SALES = (sold("a", "2021-02-01", "4", "2021-04-01"), sold("b", "2021-03-01", "5", "2021-04-01"))
WRONG = sold("c", "2021-03-02", "1", "2021-04-01")


def test_what_was_taken_back_so_that_totals_agree_is_read() -> None:
    back = replace(WRONG, value=None, recorded_at=at("2022-06-01"), id="back")
    record = Record(facts=(*SALES, WRONG, back), closings=(counting(2, 9, "2021-12-31", "2022-01-10"),))
    assert told(finding("few", record)) == ("met", "2022-06-01")
    assert finding("few", record, known="2022-05-31").status == "overdue"


def test_what_is_taken_back_of_days_after_the_statement_is_not() -> None:
    later = sold("d", "2021-05-02", "1", "2021-06-01")
    back = replace(later, value=None, recorded_at=at("2022-06-01"), id="back")
    record = Record(facts=(*SALES, later, back), closings=(counting(2, 9, "2021-03-31", "2021-04-10"),))
    assert told(finding("few", record)) == ("met", "2021-04-10")


def test_of_several_statements_the_one_known_first_is_read() -> None:
    early, late = counting(2, 9, "2021-03-31", "2021-04-10"), counting(3, 12, "2021-12-31", "2022-01-10")
    record = Record(facts=(*SALES, sold("e", "2021-11-01", "3", "2021-12-01")), closings=(early, late))
    assert told(finding("few", record)) == ("met", "2021-04-10")
    # One that reaches further may have been known first, of another level or as told at once.
    soon = counting(3, 12, "2021-12-31", "2021-12-31")
    record = replace(record, closings=(replace(early, recorded_at=at("2022-03-01")), soon))
    assert told(finding("few", record)) == ("met", "2021-12-31")


SITES = (
    Member("A", "site", "north", at("2021-01-05"), day("2021-01-01")),
    Member("A", "site", "south", at("2022-03-01"), day("2022-03-01")),
)
SAFE = (replace(fact("safe", "2021", "1", recorded="2022-01-31"), subject="north", value=True),)


def register(through: str, recorded: str, count: int | None = None, place: str = "") -> RegisterClosing:
    """Say that a register is complete."""
    return RegisterClosing("A", "site", day(through), at(recorded), count, place)


def test_rows_that_a_register_statement_does_not_count_are_not_read() -> None:
    record = Record(facts=SAFE, members=SITES, register_closings=(register("2021-12-31", "2022-02-01", 1),))
    assert told(finding("every_site", record)) == ("met", "2022-02-01")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_register_statements_of_one_instant_the_one_that_is_known_first(order: tuple[int, ...]) -> None:
    statements = (
        register("2022-06-30", "2022-02-01", 2, "r:1"),
        register("2022-12-31", "2022-02-01", None, "r:2"),
        register("2021-12-31", "2022-02-01", 7, "r:3"),
    )
    record = Record(facts=SAFE, members=SITES, register_closings=tuple(statements[i] for i in order))
    # The first agrees only since the south was recorded, the third never; the second counts nothing.
    assert told(finding("every_site", record)) == ("met", "2022-02-01")
    counted = Record(facts=SAFE, members=SITES, register_closings=statements[:1])
    assert told(finding("every_site", counted)) == ("met", "2022-03-01")
