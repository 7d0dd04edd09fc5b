"""What an amount hangs on elsewhere is named by clause and window, with what would settle it (10)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commonweal.engines.protocol import AccountRow, Finding, Payable, Trace
from commonweal.report.traces import trace_lines
from tests.unit.engines.reference.judging import fact, judged, owed, paid, planned, row

TEXT = """
unit homes
measure connected "Homes" per award: stock homes each year
measure spent "Spent" per award: flow money each year nonnegative
terms t version 1
  instrument grant
  currency EUR
  party firm recipient
  party city public

condition homes
  firm must ensure connected at end at least 100 homes
  tested each year from 2024-01-01 until 2026-12-31
  if breached 2 running, firm must pay city EUR 1_000
  if breached, firm must repay city EUR 60
  if breached, firm must pay city EUR 9 less amounts already due

payment grant
  city must pay firm 10% * total of spent in period
  capped at EUR 500
  calculated each year from 2024-01-01 until 2026-12-31

payment bonus
  city must pay firm 5% * due under grant in previous period
  calculated each year from 2025-01-01 until 2026-12-31

payment netted
  city must pay firm total of spent in period
  less amounts already due
  calculated each year from 2024-01-01 until 2026-12-31

payment limited
  city must pay firm total of spent in period
  capped at EUR 700 in total
  calculated each year from 2024-01-01 until 2026-12-31

payment share
  firm must pay city 10% * paid under grant in period
  calculated each year from 2024-01-01 until 2026-12-31

payment penalties
  firm must pay city 50% * due under homes in previous period
  calculated each year from 2025-01-01 until 2026-12-31

account loan
  opens 2024-01-01 with EUR 90
  reduced by instalment
  calculated each year from 2024-01-01 until 2026-12-31

payment instalment
  firm must pay city total of spent in period
  calculated each year from 2024-01-01 until 2026-12-31
"""
ROWS = (
    fact("connected", "2025", "0"),
    fact("spent", "2025", "600"),
    paid("grant", "2025-02-01", "80"),
)
SPENT = "spent 2024, documented, from firm"
CONNECTED = "connected 2024, documented, from firm"


def steps(trace: Trace | None) -> Iterator[Trace]:
    """Yield a trace and all below it."""
    if trace is not None:
        yield trace
        for part in trace.because:
            yield from steps(part)


def named(result: Payable | Finding | AccountRow) -> set[str]:
    """Return what a trace says the result hangs on."""
    return {step.text.removeprefix("hangs on ") for step in steps(result.trace) if step.op == "pending"}


def waits(result: Payable) -> set[str]:
    """Return what a payable waits for, without the day and the reason."""
    return {f"{m.measure} {m.period.first.year if m.period else ''}" for m in result.missing}


@pytest.mark.parametrize(
    ("clause", "on", "evidence"),
    [
        ("bonus", "grant 2024, which is undetermined", "spent 2024"),
        ("netted", "netted 2024, which is undetermined", "spent 2024"),
        ("limited", "limited 2024, which is undetermined", "spent 2024"),
        ("share", "grant 2024, which is undetermined", "spent 2024"),
        ("instalment", "instalment 2024, which is undetermined", "spent 2024"),
    ],
)
def test_a_payment_names_the_amount_that_it_hangs_on(clause: str, on: str, evidence: str) -> None:
    found = judged(planned(TEXT), "2025-12-31", *ROWS)
    one = owed(found, clause, "2025")
    assert one.amount is None
    assert named(one) == {on}
    assert waits(one) == {evidence}


def consequence(item: int) -> Payable:
    """Return what a remedy of `homes` makes due for 2025."""
    found = judged(planned(TEXT), "2025-12-31", *ROWS)
    return next(p for p in found.payables if p.clause == "homes" and p.item == item and "2025" in str(p.due))


def test_a_run_names_the_window_that_is_not_decided() -> None:
    one = consequence(1)
    assert named(one) == {"homes 2024, which is overdue"}
    assert waits(one) == {"connected 2024"}


def test_a_repayment_names_the_repayments_before_it() -> None:
    one = consequence(2)
    assert named(one) == {"homes 2024, which is undetermined"}
    assert waits(one) == {"connected 2024"}


def test_a_claim_that_is_netted_names_the_claims_before_it() -> None:
    one = consequence(3)
    assert named(one) == {"homes 2024, which is undetermined"}
    assert waits(one) == {"connected 2024"}


def test_what_is_due_under_a_condition_is_named_remedy_by_remedy() -> None:
    one = owed(judged(planned(TEXT), "2025-12-31", *ROWS), "penalties", "2025")
    assert "homes 2024, which is undetermined" in named(one)
    assert waits(one) == {"connected 2024"}


def test_nothing_is_named_once_all_is_known() -> None:
    found = judged(
        planned(TEXT), "2025-12-31", *ROWS, fact("connected", "2024", "120"), fact("spent", "2024", "9")
    )
    past = [p for p in found.payables if p.window.first.year < 2026]
    assert [p for p in past if p.amount is None or named(p)] == []


def test_a_result_is_the_same_whether_it_is_explained_or_not() -> None:
    told = judged(planned(TEXT), "2025-12-31", *ROWS)
    plain = judged(planned(TEXT), "2025-12-31", *ROWS, explain=False)
    assert (told.findings, told.payables, told.accounts) == (plain.findings, plain.payables, plain.accounts)


def test_the_words_say_the_amount_and_what_would_settle_it() -> None:
    lines = trace_lines(owed(judged(planned(TEXT), "2025-12-31", *ROWS), "bonus", "2025"))
    assert lines[1:] == [
        "  amount: between EUR 0.00 and EUR 25.00: 5% * due under grant in previous period",
        "    between EUR 0.00 and EUR 500.00: due under grant in previous period",
        "      hangs on grant 2024, which is undetermined: between EUR 0.00 and EUR 500.00",
        "  amount, rounded once: between EUR 0.00 and EUR 25.00",
        "  waits for: spent 2024, documented, from firm by 2024-12-31 (figures are missing)",
    ]


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    text = TEXT.replace("until 2026-12-31", "until 2049-12-31")
    found = judged(planned(text), "2045-12-31", fact("spent", "2045", "9"))
    one = owed(found, "netted", "2045")
    texts = [step.text for step in steps(one.trace) if step.op == "pending"]
    assert (texts[0], texts[-1]) == ("hangs on netted 2024, which is undetermined", "hangs on 9 more")
    assert len(texts) == 13
    assert len(waits(one)) == 21


def test_a_row_of_an_account_says_its_currency_everywhere() -> None:
    found = judged(planned(TEXT), "2025-12-31", *ROWS, paid("instalment", "2025-03-01", "30"))
    lines = trace_lines(row(found, "loan", "2025"))
    assert lines[1:] == [
        "  closing balance: EUR 60.00",
        "    opening balance: EUR 90.00",
        "    taken off: EUR 30.00",
        "      1 payment made under instalment: EUR 30.00; EUR 30.00 paid on 2025-03-01 under instalment, "
        "recorded 2025-03-01",
    ]


def test_a_balance_that_a_duty_reads_is_told_in_its_currency() -> None:
    text = (
        TEXT
        + """
condition paid_back
  firm must ensure balance of loan at end at most EUR 10
  tested each year from 2024-01-01 until 2025-12-31
"""
    )
    found = judged(planned(text), "2024-12-31")
    one = next(f for f in found.findings if f.clause == "paid_back")
    assert "loan: balance on 2024-12-31: EUR 90.00" in "\n".join(trace_lines(one))
