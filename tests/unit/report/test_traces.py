"""A trace reads as the specification shows it (language, section 10), for every construct."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from commonweal.engines.protocol import (
    Closing,
    Decision,
    Fact,
    Finding,
    Ignored,
    Member,
    Missing,
    Payable,
    PaymentMade,
    RegisterClosing,
    SeriesEntry,
    Setting,
    Trace,
    Undisclosed,
)
from commonweal.ground.period import year
from commonweal.report import rows, traces
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import PERCENT, YESNO, Type
from commonweal.terms.explain.phrases import source
from tests.strategies_core import expressions
from tests.unit.report.starter import AGREEMENT, judged

NOON = datetime(2023, 6, 14, 12, tzinfo=UTC)
JOBS = Type("quantity", "jobs")
USD = Type("money", "USD")
HEAD = expr("at_end", JOBS, measure="qualified_jobs")
FLOOR = expr("entry", JOBS, expr("this_period", Type("period")), name="jobs_floor")


def comparison(op: str, left: Trace, right: Trace, gap: str, truth: str = "F") -> Trace:
    """Return a comparison of two sides."""
    node = expr(op, YESNO, left.node or HEAD, right.node or FLOOR)
    return Trace(op, node, truth=truth, because=(left, right), gap=Decimal(gap))


def finding(trace: Trace, status: str = "breached", **more: Any) -> Finding:
    """Return a finding of 2022 with a trace."""
    whole = Trace("status", text=status, because=(trace,))
    return Finding(
        "A", 2, "t@1", "jobs", "", None, year(2022), date(2023, 6, 29), status, "status:7", NOON,
        trace=whole, **more,
    )  # fmt: skip


def lines_of(trace: Trace) -> list[str]:
    """Return the lines of a trace under its finding's first line."""
    return traces.trace_lines(finding(trace))[1:]


# ---- the example of the specification -------------------------------------------------------------


def test_the_example_of_the_specification() -> None:
    fact = Fact("A", "", "", "qualified_jobs", year(2022), Decimal(612), "audited", NOON, unit="jobs",
                source="certificate A-2023-17", place="evidence/a.csv:7")  # fmt: skip
    ignored = Ignored("evidence/a.csv:3", "801 jobs claimed 2023-02-01", "level too low")
    entry = SeriesEntry("jobs_floor", year(2022), Decimal(750), NOON, "a.terms:9:3")
    left = Trace("at_end", HEAD, value="612", facts=(fact,), ignored=(ignored,))
    right = Trace("entry", FLOOR, value="750", facts=(entry,))
    owed = Payable(
        "A", 2, "t@1", "jobs", year(2022), "consequence", 1, "company", "state", Decimal(4210355), None,
        "USD", date(2023, 9, 28), "date", "breached 2 running", False, NOON, "due", Decimal(0), None,
    )  # fmt: skip
    found = traces.trace_lines(finding(comparison("ge", left, right, "138")), following=[owed])
    assert found == [
        "jobs 2022: BREACHED (known since 2023-06-14; evidence due 2023-06-29)",
        "  612 jobs  at least  750 jobs  → no: 138 more jobs would meet it (18.4% short)",
        "    612 jobs: qualified_jobs at end",
        "      2022: 612 jobs, audited, certificate A-2023-17, recorded 2023-06-14 [evidence/a.csv:7]",
        "      set aside: 801 jobs claimed 2023-02-01 (level too low) [evidence/a.csv:3]",
        "    750 jobs: jobs_floor for period; for 2022 as signed, recorded 2023-06-14 [a.terms:9:3]",
        "  → if breached 2 running: company must pay state USD 4,210,355.00 by 2023-09-28 (due)",
    ]


def test_the_level_and_the_act_come_from_the_plan() -> None:
    run = judged()
    found = next(f for f in rows.findings_of(run) if f.status == "breached")
    owed = next(p for p in rows.payables_of(run) if p.fired_by)
    told = traces.trace_lines(found, plan=run.plans[AGREEMENT], following=[owed])
    assert told[0] == "jobs 2024: BREACHED (known since 2025-05-21; evidence audited, due 2025-06-29)"
    assert told[-1] == "  → if breached: company must repay region EUR 248,000.00 by 2025-06-29 (late)"


def test_what_is_missing_is_listed_with_who_owes_it_and_by_when() -> None:
    by = date(2023, 6, 29)
    missing = Missing("qualified_jobs", "", year(2022), None, "audited", "company", by, "level")
    told = traces.trace_lines(
        replace(finding(Trace("at_end", HEAD, interval=(None, None)), "overdue"), missing=(missing,))
    )
    assert told[-1] == (
        "  waits for: qualified_jobs 2022, audited, from company by 2023-06-29"
        " (figures are there, at too low a level of evidence)"
    )


# ---- what would change a finding ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "type_", "left", "right", "gap", "said"),
    [
        ("ge", JOBS, "612", "750", "138", "138 more jobs would meet it (18.4% short)"),
        ("le", JOBS, "12", "10", "-2", "2 fewer jobs would meet it (20.0% over)"),
        ("gt", JOBS, "9", "10", "1", "more than one more would meet it (10.0% short)"),
        ("gt", JOBS, "10", "10", "0", "anything more would meet it"),
        ("lt", JOBS, "10", "10", "0", "anything less would meet it"),
        ("le", USD, "1.50", "0", "-1.5", "USD 1.50 less would meet it"),
        ("ge", PERCENT, "0.25", "0.5", "0.25", "25 percentage points more would meet it"),
    ],
)
def test_a_false_comparison_says_what_would_make_it_true(
    op: str, type_: Type, left: str, right: str, gap: str, said: str
) -> None:
    sides = (Trace("literal", expr("literal", type_, value=Decimal(x)), value=x) for x in (left, right))
    (line,) = lines_of(comparison(op, *sides, gap=gap))
    assert line.endswith(f"→ no: {said}")


def test_a_true_or_unknown_comparison_promises_no_change() -> None:
    side = Trace("literal", expr("literal", JOBS, value=Decimal(1)), value="1")
    unknown = Trace("at_end", HEAD, interval=("5", None))
    assert lines_of(Trace("ge", truth="T", because=(side, side)))[0].endswith("→ yes")
    assert (
        "at least 5 jobs  at least  1 jobs  → unknown"
        in lines_of(Trace("ge", truth="U", because=(unknown, side)))[0]
    )


# ---- every construct and every row ----------------------------------------------------------------


def told(node: Expr, depth: int = 0) -> Trace:
    """Return a trace of an expression and all below it, nothing being known."""
    parts = tuple(told(arg, depth + 1) for arg in node.args if arg.type.is_amount or arg.type == YESNO)
    truth = "U" if node.type == YESNO else None
    return Trace(node.op, node, truth=truth, interval=None if truth else (None, "3"), because=parts)


@given(expressions())
def test_every_construct_has_words(made: tuple[Expr, Terms]) -> None:
    node, _ = made
    lines = lines_of(told(node))
    assert lines and all(line.strip() for line in lines)
    if node.op not in traces.COMPARED and node.op != "neg" and not node.origin:
        assert source(node)[: traces.LONGEST_PHRASE - 1] in lines[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Fact("A", "sale", "S1", "sold", year(2022), Decimal(5), "audited", NOON, "inv 7", "tonne", "books"),
         "sold of S1 2022 (inv 7): 5 tonne, audited, books, recorded 2023-06-14"),
        (Fact("A", "", "", "left", year(2022), False, "documented", NOON), "left 2022: no, documented"),
        (Fact("A", "", "", "pay", year(2022), Undisclosed("annual report"), "audited", NOON),
         'pay 2022: undisclosed ("annual report"), audited'),
        (Closing("A", "", "", "sold", date(2022, 3, 31), "audited", NOON, 3, Decimal(120), "auditor"),
         "sold closed through 2022-03-31, count 3 total 120, audited, auditor"),
        (Member("A", "worker", "W1", NOON, label="Ada"), "worker W1 in the register, Ada"),
        (RegisterClosing("A", "worker", date(2022, 12, 31), NOON, 2),
         "register of worker closed through 2022-12-31, count 2"),
        (PaymentMade("A", "grant", date(2022, 5, 1), Decimal(5), "USD", NOON, source="bank"),
         "USD 5.00 paid on 2022-05-01 under grant, bank"),
        (Decision("A", "jobs", "waived", "STATE", date(2022, 5, 1), NOON, year(2021), reason="flood"),
         "waived of 2021 decided by STATE on 2022-05-01, flood"),
        (Setting("rate", Decimal(1), NOON), "rate as signed"),
        (Setting("rate", Undisclosed("annex"), NOON), 'rate as signed: undisclosed ("annex")'),
        (SeriesEntry("floor", year(2022), Decimal(1), NOON, "a.csv:2"), "floor for 2022 as signed"),
    ],
)  # fmt: skip
def test_every_row_has_words(row: Any, said: str) -> None:
    assert traces.row_words(row).startswith(said)
    assert "recorded 2023-06-14" in traces.row_words(row)


def test_long_lists_are_cut_with_what_decided_first() -> None:
    parts = [Trace("step", text=f"worker {i}", truth="T") for i in range(40)]
    parts[30] = Trace("step", text="the one below the wage", truth="F")
    lines = lines_of(Trace("step", text="every worker", truth="F", because=tuple(parts)))
    assert "the one below the wage: no" in lines[1]
    assert lines[-1].strip() == f"… and {40 - traces.MOST_SHOWN} more"


def test_a_define_is_named_once_and_its_parts_are_told() -> None:
    inner = expr("at_end", JOBS, measure="qualified_jobs")
    total = replace(expr("add", JOBS, inner, inner), origin="all_jobs")
    part = Trace("at_end", replace(inner, origin="all_jobs"), value="1")
    lines = lines_of(Trace("add", total, value="2", because=(part, part)))
    assert [line.strip() for line in lines] == [
        "2 jobs: all_jobs", "1 jobs: qualified_jobs at end", "1 jobs: qualified_jobs at end",
    ]  # fmt: skip


def test_a_percentage_is_not_rounded_to_the_promise_that_it_missed() -> None:
    share = expr("at_end", PERCENT, measure="availability")
    row = Fact(
        AGREEMENT, "", "", "availability", year(2024), Decimal("0.9799"), "documented", NOON, place="e.csv:2"
    )
    told = traces.row_words(row, None, share)
    assert told == "2024: 97.99%, documented, recorded 2023-06-14 [e.csv:2]"


def test_a_payment_is_told_in_the_order_of_its_arithmetic() -> None:
    run = judged()
    credit = next(p for p in rows.payables_of(run) if p.state == "paid")
    lines = traces.trace_lines(credit, plan=run.plans[AGREEMENT])
    assert lines[0].startswith("credits 2023: PAID EUR 496,000.00 from region to company by 2024-08-27")
    assert lines[-1] == "  amount, rounded once: EUR 496,000.00"
    assert any("payable only while: yes" in line for line in lines)
    assert "amount known since 2024-05-15" in lines[0], "the payment came later"
    assert lines[1].startswith("  settled by EUR 496,000.00 paid on 2024-08-15 under credits, treasury")
    assert lines[1].endswith("recorded 2024-08-15 [payments/payments.csv:2]")
    half = replace(credit, settled=(replace(credit.settled[0], amount=Decimal(248_000)),))
    assert traces.trace_lines(half)[1].endswith("[payments/payments.csv:2]: EUR 248,000.00 of it")


def test_what_is_withheld_names_the_decision() -> None:
    run = judged()
    credit = next(p for p in rows.payables_of(run) if p.state == "paid")
    at = datetime(2025, 7, 11, tzinfo=UTC)
    act = Decision(
        AGREEMENT, "training", "enforced", "RIVERSIDE", date(2025, 7, 10), at, reason="letter of 10 July",
        place="decisions/d.csv:3",
    )  # fmt: skip
    lines = traces.trace_lines(replace(credit, state="withheld", settled=(), held=act))
    assert lines[1] == (
        "  held back: enforced decided by RIVERSIDE on 2025-07-10, letter of 10 July, recorded 2025-07-11 "
        "[decisions/d.csv:3]"
    )


def test_what_is_not_due_yet_shows_no_guess() -> None:
    payable = next(p for p in rows.payables_of(judged(date(2023, 6, 30))) if p.clause == "credits")
    assert "NOT DUE an amount not known yet" in traces.trace_lines(payable)[0]


def test_a_finding_in_short_for_a_table() -> None:
    found = {(f.clause, f.window.first.year): f for f in rows.findings_of(judged())}
    assert traces.in_short(found["jobs", 2024]) == (
        "138 jobs, at least 150 jobs promised: 12 more jobs would meet it (8.0% short)"
    )
    assert traces.in_short(found["jobs", 2023]) == "124 jobs, at least 120 jobs promised"
