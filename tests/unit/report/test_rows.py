"""Rows have the fields that the interface fixes, in its order; the flat table says the same."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow.parquet as parquet
import pytest

from commonweal.engines.protocol import Missing, Payable, Power
from commonweal.ground.period import Period, year
from commonweal.report import flat, rows, trees
from tests.unit.report.starter import judged

# as interfaces.md writes them
FINDING = "agreement version terms clause label purpose window due status reason known_since vacuous"
PAYABLE = (
    "agreement version terms clause window kind item payer payee amount interval currency due due_anchor"
    " fired_by cap_applied known_since state paid paid_on"
)
POWER = "agreement clause item window holder act state until"
DOCUMENT = (
    "schema workspace as_of known_at engine engine_version terms findings payables powers accounts coverage"
    " diagnostics"
)
COVERAGE = "windows facts_expected facts_present undisclosed by_status"


def payable(**more: object) -> Payable:
    """Return a payable of USD 1,234.5."""
    made = Payable(
        "A", 1, "t@1", "grant", year(2024), "payment", 0, "state", "company", Decimal("1234.5"), None, "USD",
        date(2025, 3, 1), "date", None, False, datetime(2025, 1, 1, 12, tzinfo=UTC), "due", Decimal(0), None,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_document_has_the_fields_of_the_interface_in_their_order() -> None:
    document = rows.assessment_document(judged())
    assert " ".join(document) == DOCUMENT
    assert " ".join(document["coverage"]) == COVERAGE
    assert {" ".join(row) for row in document["findings"]} == {FINDING}
    assert {" ".join(row) for row in document["payables"]} == {PAYABLE}
    assert document["schema"] == "commonweal.assessment/1"


def test_a_power_has_the_fields_of_the_interface() -> None:
    row = rows.power_row(Power("A", "jobs", 1, year(2024), "state", "terminate", "available", None))
    assert " ".join(row) == POWER
    assert row["until"] is None


def test_facts_and_missing_come_only_when_asked_for() -> None:
    with_facts = rows.assessment_document(judged(), facts=True)
    overdue = next(f for f in with_facts["findings"] if f["status"] == "overdue")
    assert overdue["missing"] == [
        {
            "measure": "apprentices", "subject": "", "period": {"start": "2024-01-01", "end": "2024-12-31"},
            "through": None, "level": "documented", "owed_by": "company", "by": "2025-03-31",
            "why": "missing",
        }
    ]  # fmt: skip
    breached = next(f for f in with_facts["findings"] if f["status"] == "breached")
    assert breached["facts"] == sorted(breached["facts"]) and breached["facts"]


def test_amounts_are_decimal_strings_with_the_digits_of_their_currency() -> None:
    assert rows.payable_row(payable())["amount"] == "1234.50"
    assert rows.payable_row(payable(amount=Decimal("1E+3"), currency="JPY"))["amount"] == "1000"
    assert rows.payable_row(payable(amount=Decimal("12"), currency="shares"))["amount"] == "12"
    assert rows.payable_row(payable(paid=Decimal("0.12345")))["paid"] == "0.12345"


def test_what_is_undetermined_has_no_amount_but_an_interval_with_open_ends() -> None:
    row = rows.payable_row(payable(amount=None, interval=(Decimal(0), Decimal(120))))
    assert (row["amount"], row["interval"]) == (None, ["0.00", "120.00"])
    open_ = rows.payable_row(payable(amount=None, interval=(Decimal(0), None)))
    assert open_["interval"] == ["0.00", None]


def test_rows_are_sorted_by_agreement_clause_window_kind_and_item() -> None:
    one = judged()
    shuffled = replace(
        one, assessments=tuple(
            replace(a, findings=a.findings[::-1], payables=a.payables[::-1]) for a in one.assessments
        ),
    )  # fmt: skip
    assert rows.written(rows.assessment_document(shuffled)) == rows.written(rows.assessment_document(one))
    found = [(f["clause"], f["window"]["start"]) for f in rows.assessment_document(one)["findings"]]
    assert found == sorted(found)


def test_json_holds_one_row_a_line_and_reads_back() -> None:
    document = rows.assessment_document(judged())
    text = rows.written(document)
    assert json.loads(text) == document
    assert sum('"status": "breached"' in line for line in text.splitlines()) == 1


def test_the_flat_table_says_what_the_json_says() -> None:
    document = rows.assessment_document(judged())
    table = flat.assessment_rows(judged())
    assert len(table) == sum(len(document[name]) for name in ("findings", "payables", "powers"))
    lines = list(csv.DictReader(io.StringIO(flat.as_csv(flat.ASSESSMENT_COLUMNS, table).decode())))
    breached = next(line for line in lines if line["status"] == "breached")
    shown = [breached[name] for name in ("row", "window_start", "vacuous")]
    assert shown == ["finding", "2024-01-01", "false"]
    late = next(line for line in lines if line["state"] == "late")
    assert (late["amount"], late["fired_by"], late["item"]) == ("248000.00", "breached", "1")
    assert set().union(*table) <= set(flat.ASSESSMENT_COLUMNS)
    assert set().union(*(flat.flattened(p) for p in document["payables"])) == set(flat.PAYABLE_COLUMNS)


def test_parquet_holds_days_decimals_and_instants() -> None:
    table = [flat.flattened(rows.payable_row(payable(interval=None)))]
    read = parquet.read_table(io.BytesIO(flat.as_parquet(flat.PAYABLE_COLUMNS, table))).to_pylist()
    assert read[0]["amount"] == Decimal("1234.5")
    assert read[0]["window_end"] == date(2024, 12, 31)
    assert read[0]["known_since"] == datetime(2025, 1, 1, 12, tzinfo=UTC)
    assert read[0]["fired_by"] is None


def test_an_amount_that_parquet_cannot_hold_is_refused_and_not_rounded() -> None:
    row = flat.flattened(rows.payable_row(payable(amount=Decimal(10) ** 40)))
    with pytest.raises(flat.TooWide):
        flat.as_parquet(flat.PAYABLE_COLUMNS, [row])


@pytest.mark.parametrize("text", ["=1+1", "@x", "+x", "-x"])
def test_no_text_runs_in_a_spreadsheet_and_negative_amounts_stay_numbers(text: str) -> None:
    written = flat.as_csv({"label": "text", "change": "amount"}, [{"label": text, "change": "-5.00"}])
    assert written.decode() == f"label,change\r\n'{text},-5.00\r\n"


def test_totals_are_by_currency_and_state_and_silent_where_an_amount_is_open() -> None:
    unknown = payable(amount=None, interval=(Decimal(0), None), state="undetermined")
    found = rows.totals([payable(), payable(amount=Decimal(1)), unknown, payable(currency="EUR")])
    assert [(t["currency"], t["state"], t["count"], t["amount"]) for t in found] == [
        ("EUR", "due", 1, "1234.50"), ("USD", "undetermined", 1, None), ("USD", "due", 2, "1235.50"),
    ]  # fmt: skip


def test_corrections_are_amounts_now_less_amounts_then() -> None:
    then = judged(known_at=datetime(2025, 3, 1, tzinfo=UTC))
    found = rows.changes(judged(), then)
    # only the auditor's certificate of May 2025 made 2024 a breach; before it nothing of that year was due
    assert [(c["clause"], c["before"], c["after"], c["change"]) for c in found] == [
        ("jobs", "0.00", "248000.00", "248000.00")
    ]
    assert rows.changes(judged(), judged()) == []
    back = rows.changes(then, judged())
    assert [c["change"] for c in back] == ["-248000.00"]
    assert rows.change_totals(back) == {"EUR": Decimal("-248000.00")}


def test_a_missing_closing_statement_is_said_by_its_day() -> None:
    through = date(2024, 3, 31)
    row = rows.missing_row(Missing("sold", "S1", None, through, "audited", "firm", None, "not_closed"))
    assert (row["period"], row["through"], row["by"]) == (None, "2024-03-31", None)


def test_a_trace_is_a_tree_with_places() -> None:
    finding = next(f for f in rows.findings_of(judged()) if f.status == "breached")
    tree = trees.document([finding])["results"][0]["trace"]
    comparison = tree["because"][0]
    assert (comparison["op"], comparison["truth"], comparison["gap"]) == ("ge", "F", "12")
    assert comparison["at"].startswith("terms/jobs_credit.terms:")
    assert comparison["because"][0]["facts"][0]["value"] == "138"
    assert comparison["because"][0]["ignored"][0]["place"] == "evidence/northwind.csv:6"
    json.dumps(tree, allow_nan=False)


def test_windows_are_inclusive() -> None:
    assert rows.window_row(Period(date(2024, 1, 1), date(2025, 1, 1))) == {
        "start": "2024-01-01", "end": "2024-12-31",
    }  # fmt: skip
