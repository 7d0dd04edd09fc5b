"""Payments: money that moved under a clause."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from commonweal.engines.protocol import PaymentMade
from commonweal.ground.period import year
from tests.unit.workspace.small import line, loaded, record

HEAD = "agreement,clause,paid_on,amount,currency,source,reported_on,recorded_at,window,payment\n"
ROW = "A-1,credits,2021-06-01,170.09,USD,ledger,2021-06-03,2021-06-05T00:00:00Z,2020,T-1\n"


def test_a_row_with_every_cell(tmp_path: Path) -> None:
    assert record(tmp_path, {"payments/payments.csv": HEAD + ROW}).payments == (
        PaymentMade(
            "A-1", "credits", date(2021, 6, 1), Decimal("170.09"), "USD", datetime(2021, 6, 5, tzinfo=UTC),
            year(2020), "ledger", date(2021, 6, 3), "T-1", "payments/payments.csv:2",
        ),
    )  # fmt: skip


def test_a_payment_under_a_condition_is_that_of_its_remedies(tmp_path: Path) -> None:
    row = "A-2,fair_wage,2022-06-01,1000,EUR,,,2022-06-05,,\n"
    assert record(tmp_path, {"payments/payments.csv": HEAD + row}, "A-2").payments[0].currency == "EUR"


def test_equal_payments_with_references_are_two_and_without_one(tmp_path: Path) -> None:
    files = {"payments/payments.csv": HEAD + ROW + ROW.replace("T-1", "T-2")}
    assert len(record(tmp_path / "1", files).payments) == 2
    nameless = ROW.replace("T-1", "")
    result = loaded(tmp_path / "2", {"payments/payments.csv": HEAD + nameless + nameless})
    assert [d.code for d in result.diagnostics] == ["CW5109"]
    assert result.value is not None
    assert len(result.value.records["A-1"].payments) == 1


def test_the_same_reference_in_two_files_is_the_same_payment(tmp_path: Path) -> None:
    files = {"payments/a.csv": HEAD + ROW, "payments/b.csv": HEAD + ROW}
    assert len(record(tmp_path, files).payments) == 1


def test_windows_take_the_fiscal_year_of_the_agreement(tmp_path: Path) -> None:
    result = loaded(tmp_path, {"payments/payments.csv": HEAD + ROW.replace(",2020,", ",FY2020,")})
    assert [line(d) for d in result.diagnostics] == []
    assert result.value is not None
    window = result.value.records["A-1"].payments[0].window
    assert window is not None and window.first == date(2019, 7, 1)
