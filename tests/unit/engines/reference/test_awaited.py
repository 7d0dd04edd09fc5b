"""What a result waits for is named: statements about days to come, and what uses of rights brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from commonweal.engines.protocol import Assessment, Closing, Finding, Ignored, Member, RegisterClosing, Trace
from commonweal.engines.protocol import Record as Rows
from commonweal.engines.reference.engine import ReferenceEngine
from commonweal.report import traces
from tests.unit.engines.reference.judging import at, closed, day, decided, fact, judged, owed, paid, planned

SOLD = """
subject site of award
measure sold "Sold" per award: flow money each event nonnegative evidence audited
measure emitted "Emitted" per site: flow number each year nonnegative
terms t version 1
  instrument grant
  currency EUR
  party firm recipient
  party state public

condition sale
  firm must ensure total of sold in period at most EUR 0
  tested each year from 2021-01-01 until 2021-12-31
  evidence audited due within 30 days after end of period
"""
PLAN = planned(SOLD)
AHEAD = replace(
    closed("sold", "2025-12-31"), recorded_at=at("2022-08-20"), level="audited", place="evidence/e.csv:3"
)


def walk(trace: Trace) -> Iterator[Trace]:
    """Yield a step and all below it."""
    yield trace
    for part in trace.because:
        yield from walk(part)


def sale(as_of: str, *rows: Closing, known: str = "") -> tuple[Finding, list[Ignored]]:
    """Return the finding of the sale, with the rows that its trace sets aside."""
    (found,) = judged(PLAN, as_of, *rows, known=known).findings
    assert found.trace is not None
    return found, [row for step in walk(found.trace) for row in step.ignored]


def test_a_statement_about_days_to_come_is_named_with_the_day_from_which_it_counts() -> None:
    found, aside = sale("2022-12-31", AHEAD)
    assert (found.status, found.reason) == ("overdue", "status:11 unknown:not_closed")
    assert aside == [
        Ignored(
            "evidence/e.csv:3",
            "statement through 2025-12-31, audited, recorded 2022-08-20",
            "it is about days to come, and counts from 2025-12-31 on",
        )
    ]
    assert [(m.through, m.owed_by, m.why) for m in found.missing] == [
        (date(2021, 12, 31), "firm", "stated_ahead")
    ]
    told = traces.trace_lines(found, plan=PLAN)
    assert "the closing statement is about days to come; evidence" in told[0]
    assert any("set aside: statement through 2025-12-31" in line for line in told)
    assert told[-1].endswith("from firm by 2022-01-30 (the closing statement is about days to come)")


def test_from_its_own_last_day_on_it_counts_and_nothing_is_awaited() -> None:
    assert sale("2025-12-30", AHEAD)[0].status == "overdue"
    found, aside = sale("2025-12-31", AHEAD)
    assert (found.status, found.missing, aside) == ("met", (), [])


def test_what_would_not_close_it_is_not_named() -> None:
    weak = replace(AHEAD, level="claimed")
    other = replace(AHEAD, measure="emitted")
    for row in (weak, other):
        found, aside = sale("2022-12-31", row)
        assert aside == [] and [m.why for m in found.missing] == ["not_closed"]
    before = sale("2022-12-31", AHEAD, known="2022-08-19")
    assert before[1] == [] and [m.why for m in before[0].missing] == ["not_closed"], "not known yet"


def test_several_are_named_the_nearest_first() -> None:
    near = replace(AHEAD, through=day("2023-06-30"), place="evidence/e.csv:9")
    _, aside = sale("2022-12-31", AHEAD, near)
    assert [row.place for row in aside] == ["evidence/e.csv:9", "evidence/e.csv:3"]


def test_a_statement_that_closes_it_leaves_the_others_unnamed() -> None:
    now = replace(AHEAD, through=day("2022-06-30"))
    found, aside = sale("2022-12-31", AHEAD, now)
    assert (found.status, aside) == ("met", [])


def of_sites(*statements: RegisterClosing) -> Assessment:
    """Return a judgement over a register of sites that is closed by some statements."""
    plan = planned(
        SOLD[: SOLD.index("condition")]
        + """
condition clean
  firm must ensure every site in period has (emitted at most 5)
  tested each year from 2021-01-01 until 2021-12-31
"""
    )
    member = Member("A", "site", "S1", at("2021-01-01"), day("2021-01-01"))
    emitted = replace(fact("emitted", "2021", "3"), kind="site", subject="S1")
    record = Rows((emitted,), (), (member,), statements)
    return ReferenceEngine().assess(
        plan, record=record, as_of=day("2022-12-31"), known_at=at("2022-12-31"), explain=True
    )


def test_a_register_that_is_closed_ahead_is_named_too() -> None:
    ahead = RegisterClosing("A", "site", day("2023-12-31"), at("2022-01-01"), place="registers/s.csv:4")
    (found,) = of_sites(ahead).findings
    assert found.status == "overdue" and found.trace is not None
    (aside,) = [row for step in walk(found.trace) for row in step.ignored]
    assert aside.text == "register of site closed through 2023-12-31, recorded 2022-01-01"
    (found,) = of_sites(replace(ahead, through=day("2022-12-31"))).findings
    assert found.status == "met"


# ---- what uses of rights brought, in the limit of repayment -------------------------------------------

REFUND = """
measure output "Output" per award: flow number each year nonnegative
measure sales "Sales" per award: flow money each year nonnegative
terms t version 1
  instrument equity
  currency EUR
  party firm recipient
  party state public

payment fee
  firm must pay state EUR 10
  calculated each year from 2020-01-01 until 2020-12-31
  due within 30 days after end of period

condition made
  firm must ensure total of output in period at least 10
  tested each year from 2021-01-01 until 2021-12-31
  if breached, state must repay firm EUR 8

right refund
  state may repay firm total of sales in year 2020
  from 2020-01-01
  until 2022-12-31
"""


def test_a_use_of_a_right_that_is_not_known_is_named_in_the_limit_of_repayment() -> None:
    plan = planned(REFUND)
    money, use = paid("fee", "2021-01-10", "10"), decided("refund", "2021-03-01", "state")
    rows = (money, use, fact("output", "2021", "4"))
    back = owed(judged(plan, "2022-12-31", *rows), "made", "2021", "consequence")
    assert back.amount is None and back.interval is not None and back.trace is not None
    pending = [step for step in walk(back.trace) if step.op == "pending"]
    (said,) = {step.text for step in pending}
    assert said == "hangs on refund exercised on 2021-03-01, which is undetermined"
    assert [(m.measure, m.owed_by) for m in back.missing] == [("sales", "firm")]
    told = traces.trace_lines(back, plan=plan)
    assert any(said in line for line in told)
    known = owed(judged(plan, "2022-12-31", *rows, fact("sales", "2020", "7")), "made", "2021", "consequence")
    assert known.amount == 3
    assert known.trace is not None and not [s for s in walk(known.trace) if s.op == "pending"]
