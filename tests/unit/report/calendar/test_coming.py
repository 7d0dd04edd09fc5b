"""What still comes: what is settled does not, cures that run do, and what facts and decisions made due."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commonweal.engines.protocol import Closing, Decision, Fact, PaymentMade, Plan
from commonweal.report.calendar import shown
from commonweal.report.calendar.coming import coming
from commonweal.report.calendar.entries import Entry
from commonweal.report.page.view import Anchors, Chapter, chapters
from tests.unit.engines.reference.judging import closed, day, decided, fact, judged, paid, planned
from tests.unit.report import starter

HEAD = """
measure invested "Invested" per award: flow money each event nonnegative
terms t version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
"""
DUTY = """
condition investment "The investment"
  firm must ensure total of invested in period at least EUR 10
  tested each year from 2020-01-01 until {until}
"""
CURED = """
  cure within {days} days after notice and within 12 months after end of period by
    total of invested in cure at least EUR 10
  waivable by state
"""
SIX = fact("invested", "2020-03-01", "6", event="a")
FOUR = fact("invested", "2021-03-20", "4", event="b")
NO_MORE = closed("invested", "2020-12-31")
NOTICE = decided("investment", "2021-03-01", "state", "notice", period="2020")
Rows = Fact | Closing | PaymentMade | Decision


@cache
def text(days: int = 30, until: str = "2020-12-31", more: str = "") -> Plan:
    """Return a duty that may be cured within some days after notice."""
    return planned(HEAD + DUTY.format(until=until) + CURED.format(days=days) + more)


def told(plan: Plan, as_of: str, *rows: Rows, until: str = "") -> list[tuple[str, str, str]]:
    """Return day, act and period of what comes."""
    found = coming(plan, judged(plan, as_of, *rows, explain=False), day(until) if until else None)
    return [(e.day.isoformat(), e.what, str(e.window.first)) for e in found]


# ---- cures --------------------------------------------------------------------------------------------


def test_a_breach_that_can_be_cured_has_a_last_day_to_cure_it() -> None:
    (entry,) = coming(text(), judged(text(), "2021-02-01", SIX, NO_MORE))
    assert (entry.day, entry.what, entry.clause) == (date(2021, 12, 31), "cure", "investment")
    assert (entry.who, entry.window.first) == ("firm", date(2020, 1, 1))
    assert (entry.measures, entry.level, entry.to, entry.payable) == (("invested",), "documented", "", None)


@pytest.mark.parametrize(
    ("noticed", "last"),
    [("2021-03-01", "2021-03-31"), ("2021-12-20", "2021-12-31"), ("2020-06-01", "2021-01-30")],
    ids=["after notice", "the longstop is nearer", "a notice before the end counts from the end"],
)
def test_a_notice_brings_the_last_day_forward(noticed: str, last: str) -> None:
    notice = decided("investment", noticed, "state", "notice", period="2020")
    given = max(noticed, "2020-12-31")
    assert told(text(), given, SIX, NO_MORE, notice) == [(last, "cure", "2020-01-01")]


def test_of_several_notices_the_first_counts() -> None:
    again = decided("investment", "2021-03-15", "state", "notice", period="2020")
    assert told(text(), "2021-03-20", SIX, NO_MORE, NOTICE, again) == [("2021-03-31", "cure", "2020-01-01")]


def test_a_notice_of_who_may_give_none_moves_nothing() -> None:
    own = decided("investment", "2021-03-01", "firm", "notice", period="2020")
    assert told(text(), "2021-03-20", SIX, NO_MORE, own) == [("2021-12-31", "cure", "2020-01-01")]


def test_the_last_day_is_over_when_it_is_judged_and_so_is_the_cure_the_day_after() -> None:
    rows = (SIX, NO_MORE, NOTICE)
    assert told(text(), "2021-03-30", *rows) == [("2021-03-31", "cure", "2020-01-01")]
    assert told(text(), "2021-03-31", *rows) == told(text(), "2021-04-01", *rows) == []


def test_what_is_not_known_to_be_broken_has_nothing_to_cure() -> None:
    assert told(text(), "2021-01-31", SIX, NOTICE) == [], "nobody has said that nothing else was invested"
    assert {what for _, what, _ in told(text(), "2020-12-30", SIX)} == {"test", "report"}


def test_what_was_cured_waived_or_suspended_has_nothing_to_cure() -> None:
    rows = (SIX, NO_MORE, NOTICE)
    assert told(text(), "2021-03-20", *rows, FOUR) == []
    for kind in ("waived", "suspended"):
        held = decided("investment", "2021-03-05", "state", kind, period="2020")
        assert told(text(), "2021-03-10", *rows, held) == [], kind


def test_every_breach_has_its_own_last_day() -> None:
    plan = text(until="2021-12-31")
    rows = (SIX, NO_MORE, closed("invested", "2021-12-31"))
    assert told(plan, "2021-12-31", *rows) == [("2022-12-31", "cure", "2021-01-01")]
    assert told(plan, "2021-06-30", *rows[:2]) == [
        ("2021-12-31", "test", "2021-01-01"),
        ("2021-12-31", "report", "2021-01-01"),
        ("2021-12-31", "cure", "2020-01-01"),
    ]


def test_where_the_day_hangs_on_a_date_that_nobody_knows_nothing_is_said() -> None:
    plan = planned(
        HEAD.replace("  party state public\n", "  party state public\n  parameter ready : date\n")
        + DUTY.format(until="2020-12-31")
        + "  cure within 30 days after ready by total of invested in cure at least EUR 10\n"
    )
    found = judged(plan, "2021-02-01", SIX, NO_MORE)
    assert [f.status for f in found.findings] == ["curing"] and coming(plan, found) == []


def test_the_days_are_those_of_the_text_that_governs_the_period() -> None:
    plan = planned(
        HEAD
        + DUTY.format(until="2021-12-31")
        + CURED.format(days=30)
        + HEAD[HEAD.index("terms") :].replace("version 1", "version 2")
        + DUTY.format(until="2021-12-31")
        + CURED.format(days=90).replace("EUR 10", "EUR 8")
        + """
agreement "A" under t version 1
  set firm = "OLD"
  set state = "CITY"
  signed 2019-12-01

amend "A" effective 2021-01-01
  move to t version 2
  set firm = "NEW"
  signed 2020-12-01
"""
    )
    notices = [decided("investment", "2022-01-10", "CITY", "notice", period=y) for y in ("2020", "2021")]
    rows: list[Rows] = [SIX, NO_MORE, closed("invested", "2021-12-31"), *notices]
    found = coming(plan, judged(plan, "2022-01-11", *rows, explain=False))
    assert [(e.day.isoformat(), e.what, e.party) for e in found] == [("2022-04-10", "cure", "NEW")]
    early = decided("investment", "2021-03-01", "CITY", "notice", period="2020")
    found = coming(plan, judged(plan, "2021-03-15", SIX, NO_MORE, early, explain=False))
    assert ("2021-03-31", "cure", "OLD") in [(e.day.isoformat(), e.what, e.party) for e in found]


@given(
    days=st.sampled_from([1, 30, 90, 400]),
    noticed=st.none() | st.dates(date(2020, 6, 1), date(2022, 12, 31)),
    as_of=st.dates(date(2020, 12, 31), date(2022, 6, 30)),
)
@example(30, date(2021, 3, 1), date(2021, 3, 31))
@example(30, date(2021, 12, 31), date(2021, 12, 31))
def test_a_cure_runs_to_the_earliest_deadline_that_is_known(
    days: int, noticed: date | None, as_of: date
) -> None:
    """The deadlines are worked out here by hand: the longstop, and the days after a notice that was given."""
    ends = [date(2021, 12, 31)]
    rows: list[Rows] = [SIX, NO_MORE]
    if noticed is not None:
        rows.append(decided("investment", noticed.isoformat(), "state", "notice", period="2020"))
        counted = [max(noticed, date(2020, 12, 31))] if noticed <= as_of else []
        ends += [day_ + timedelta(days) for day_ in counted]
    found = judged(text(days), as_of.isoformat(), *rows, explain=False)
    (finding,) = found.findings
    runs = as_of <= min(ends)
    assert (finding.status, finding.cure_until) == (("curing", min(ends)) if runs else ("breached", None))
    listed = [(e.day, e.what) for e in coming(text(days), found)]
    assert listed == ([(min(ends), "cure")] if as_of < min(ends) else [])


# ---- money --------------------------------------------------------------------------------------------

PAY = """
payment fee
  firm must pay state EUR 5
  calculated each year from 2020-01-01 until 2021-12-31
  due within 60 days after {due}
"""


def test_what_is_paid_before_its_day_does_not_come_and_the_next_that_is_open_does() -> None:
    plan = planned(HEAD + PAY.format(due="end of period"))
    settled = paid("fee", "2021-01-15", "5")
    assert told(plan, "2021-01-20") == [("2021-03-01", "pay", "2020-01-01")]
    assert told(plan, "2021-01-20", settled) == [("2022-03-01", "pay", "2021-01-01")]
    assert told(plan, "2021-01-20", settled, until="2021-12-31") == []


def test_what_a_notice_makes_due_has_its_day_once_the_notice_is_given() -> None:
    plan = planned(HEAD + PAY.format(due="notice"))
    notice = decided("fee", "2021-01-10", "state", "notice", period="2020")
    assert told(plan, "2021-01-20") == []
    (entry,) = coming(plan, judged(plan, "2021-01-20", notice))
    assert (entry.day, entry.what, entry.who, entry.to) == (date(2021, 3, 11), "pay", "firm", "state")
    assert entry.payable is not None and entry.payable.amount == Decimal(5)


def test_what_a_breach_made_due_comes_on_its_own_day() -> None:
    due = "  if breached, firm must pay state EUR 7 due within 90 days after end of period\n"
    plan = planned(HEAD + DUTY.format(until="2020-12-31") + due)
    (entry,) = coming(plan, judged(plan, "2021-01-10", SIX, NO_MORE))
    assert (entry.day, entry.what, entry.item, entry.to) == (date(2021, 3, 31), "pay", 1, "state")


# ---- the starter, for programs and people -------------------------------------------------------------


def chapter(as_of: date) -> Chapter:
    """Return the starter's agreement as judged on a day."""
    (found,) = chapters(starter.judged(as_of), Anchors(), lambda a: a.agreement == starter.AGREEMENT)
    return found


def of_starter(as_of: date, until: date | None = None) -> list[Entry]:
    """Return what comes under the starter's agreement."""
    one = chapter(as_of)
    return coming(one.plan, one.assessment, until)


@pytest.mark.parametrize("as_of", [date(2023, 6, 30), date(2024, 1, 31), date(2024, 8, 1), date(2025, 2, 1)])
def test_nothing_that_is_settled_comes_and_all_of_it_lies_ahead(as_of: date) -> None:
    results = chapter(as_of).assessment
    settled = {(p.clause, p.window) for p in results.payables if p.state in ("paid", "overpaid", "none_due")}
    open_ = ("not_due", "open", "overdue")
    settled |= {(f.clause, f.window) for f in results.findings if f.status not in open_}
    found = of_starter(as_of)
    assert found == sorted(found, key=lambda e: e.order) and all(e.day > as_of for e in found)
    assert not {(e.clause, e.window) for e in found if e.what in ("test", "report", "pay")} & settled
    last = date(as_of.year, 12, 31)
    assert of_starter(as_of, last) == [e for e in found if e.day <= last]


def test_rows_for_programs_and_a_table_for_people() -> None:
    one, found = chapter(date(2024, 8, 1)), of_starter(date(2024, 8, 1))
    document = shown.document(found, one)
    assert (document["schema"], document["as_of"]) == (shown.SCHEMA, "2024-08-01")
    assert len(document["entries"]) == len(found)
    assert all(set(shown.flat_row(entry, one)) == set(shown.COLUMNS) for entry in found)
    (pay,) = [row for row in document["entries"] if row["what"] == "pay" and row["amount"]]
    assert (pay["who"], pay["to"], pay["currency"]) == ("region", "company", "EUR")
    assert pay["label"] == one.clause_label("credits")


def test_after_the_last_day_nothing_comes() -> None:
    assert of_starter(date(2030, 1, 1)) == []
