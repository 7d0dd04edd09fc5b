"""Cells: each kind has one spelling, and everything else says why not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from commonweal.ground.period import FiscalEnd, Period
from commonweal.workspace import fields
from commonweal.workspace.fields import Bad

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("007", "7"),
        ("-12.50", "-12.50"),
        ("1000000000000000", "1000000000000000"),
        ("0.123456789", "0.123456789"),
        ("1.000000000000000000", "1"),
    ],
)
def test_numbers(cell: str, value: str) -> None:
    found = fields.number(cell)
    assert found == Decimal(value)
    assert str(found).startswith("-") == value.startswith("-")


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("1e400", "number"),
        ("1e999999", "number"),
        ("NaN", "number"),
        ("-inf", "formula"),
        ("\u22120", "number"),
        ("١٢٣", "number"),
        ("1_000", "number"),
        ("1" + "0" * 4_000, "big"),
        ("1" + "0" * 60_000, "big"),
        ("0." + "0" * 60_000 + "1", "decimals"),
        ("+1", "formula"),
        ("=1", "formula"),
        (" 1", "space"),
        ("1\n", "space"),
        ("1\u00a0", "space"),
        ("1,0", "number"),
        ("0.1234567891", "decimals"),
        ("1000000000000000.000000001", "big"),
    ],
)
def test_what_is_no_number(cell: str, key: str) -> None:
    found = fields.number(cell)
    assert isinstance(found, Bad)
    assert found.key == f"CW5105.{key}"


@pytest.mark.parametrize(
    ("currency", "cell", "good"),
    [
        ("USD", "1.123456", True),
        ("USD", "1.1234567", False),
        ("JPY", "1.1234", True),
        ("JPY", "1.12345", False),
        ("KWD", "1.1234567", True),
        ("USD", "1.12345600", True),
    ],
)
def test_money_has_four_decimals_more_than_its_currency(currency: str, cell: str, good: bool) -> None:
    assert isinstance(fields.money(cell, currency), Decimal) is good


@pytest.mark.parametrize("cell", ["0", "12", "000000000000001"])
def test_counts(cell: str) -> None:
    assert fields.count(cell) == int(cell)


@pytest.mark.parametrize("cell", ["-1", "1.0", "1e3", "١", "²", "9999999999999999", " 1", "1 "])
def test_what_is_no_count(cell: str) -> None:
    assert isinstance(fields.count(cell), Bad)


@pytest.mark.parametrize("cell", ["yes", "no"])
def test_yes_and_no(cell: str) -> None:
    assert fields.yesno(cell) is (cell == "yes")


@pytest.mark.parametrize("cell", ["Yes", "true", "1", "y", "YES "])
def test_what_is_neither_yes_nor_no(cell: str) -> None:
    assert isinstance(fields.yesno(cell), Bad)


def test_days() -> None:
    assert fields.day("2024-02-29") == date(2024, 2, 29)
    assert fields.day("1800-01-01") == fields.FIRST_DAY
    assert fields.day("2199-12-31") == fields.LAST_DAY


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("2023-02-29", "no_day"),
        ("2023-02-30", "no_day"),
        ("2023-13-01", "no_day"),
        ("0000-01-01", "no_day"),
        ("1799-12-31", "far"),
        ("2200-01-01", "far"),
        ("9999-12-31", "far"),
        ("2024-1-1", "date"),
        ("20240101", "date"),
        ("2024-W01-1", "date"),
        ("٢٠٢٤-٠١-٠١", "date"),
        ("2024-01-01T00:00:00Z", "date"),
        (" 2024-01-01", "space"),
    ],
)
def test_what_is_no_day(cell: str, key: str) -> None:
    assert getattr(fields.day(cell), "key", "") == f"CW5105.{key}"


def test_periods_take_the_fiscal_year_of_an_agreement() -> None:
    june = FiscalEnd(6, 30)
    assert fields.period("FY2021", june) == Period.days_of(date(2020, 7, 1), date(2021, 6, 30))
    assert fields.period("2021-Q2", june) == Period.days_of(date(2021, 4, 1), date(2021, 6, 30))
    assert getattr(fields.period("FY2021"), "key", "") == "CW5105.fiscal"


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("2021-02-30", "no_day"),
        ("2021-01-01/2021-02-30", "no_day"),
        ("2021-02-01/2021-01-31", "period"),
        ("1700", "far"),
        ("2100-01-01/2200-01-01", "far"),
        ("2021/2022", "period"),
        ("/", "period"),
        ("2021 ", "space"),
    ],
)
def test_what_is_no_period(cell: str, key: str) -> None:
    assert getattr(fields.period(cell, FiscalEnd()), "key", "") == f"CW5105.{key}"


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2021-09-01T10:00:00Z", datetime(2021, 9, 1, 10, tzinfo=UTC)),
        ("2021-09-01T10:00:00.25Z", datetime(2021, 9, 1, 10, 0, 0, 250_000, tzinfo=UTC)),
        ("2021-09-01T10:00:00+00:00", datetime(2021, 9, 1, 10, tzinfo=UTC)),
        ("2021-09-01", datetime(2021, 9, 2, 3, 59, 59, 999_999, tzinfo=UTC)),
        ("2021-01-01", datetime(2021, 1, 2, 4, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_instants_are_of_utc_and_a_date_means_its_end_in_the_zone(cell: str, instant: datetime) -> None:
    found = fields.instant(cell, NEW_YORK)
    assert found == instant
    assert isinstance(found, datetime) and found.tzinfo is UTC


@pytest.mark.parametrize(
    "cell",
    ["2021-09-01T10:00Z", "2021-09-01T10:00:00", "2021-09-01 10:00:00Z", "2021-09-01T10:00:00+02:00",
     "2021-09-01T24:00:00Z", "2021-09-01T23:59:60Z", "2021-09-01T10:00:00z", "2021-09-01T10:00:00.1234567Z",
     "2021-02-30T10:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31", "yesterday"],
)  # fmt: skip
def test_what_is_no_instant(cell: str) -> None:
    assert isinstance(fields.instant(cell, NEW_YORK), Bad)


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        # clocks go back at midnight: 23:00 to 24:00 comes twice, and the day ends with the second
        ("Asia/Beirut", date(2021, 10, 30), datetime(2021, 10, 30, 21, 59, 59, 999_999, tzinfo=UTC)),
        # 30 December 2011 did not happen in Samoa; it ends where 31 December begins
        ("Pacific/Apia", date(2011, 12, 29), datetime(2011, 12, 30, 9, 59, 59, 999_999, tzinfo=UTC)),
        ("UTC", date(2021, 10, 30), datetime(2021, 10, 30, 23, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_a_day_ends_once(zone: str, day: date, end: datetime) -> None:
    assert fields.end_of_day(day, ZoneInfo(zone)) == end


@pytest.mark.parametrize(
    "cell", ["A-1", "DE-AT0000008", "1603(a)/12", "Müller & Söhne", "東京", "w 1", "x" * 200]
)
def test_identifiers(cell: str) -> None:
    assert fields.identifier(cell) == cell


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("=A1", "formula"),
        ("@A", "formula"),
        ("+A", "formula"),
        ("-A", "formula"),
        ("\tA", "formula"),
        ("-1", "identifier"),
        ("_x", "identifier"),
        ("#1", "identifier"),
        ("(A)", "identifier"),
        ("a  b", "identifier"),
        ("e\u0301", "identifier"),
        ("a\u200bb", "hidden"),
        ("a\u00a0b", "hidden"),
        ("a\nb", "hidden"),
        ("a\u202eb", "hidden"),
        ("a\x00b", "hidden"),
        (" a", "space"),
        ("a ", "space"),
        ("x" * 201, "long"),
    ],
)
def test_what_is_no_identifier(cell: str, key: str) -> None:
    assert getattr(fields.identifier(cell), "key", "") == f"CW5105.{key}"


def test_text_keeps_lines_and_other_scripts() -> None:
    assert fields.text("a\r\nb\n\tc") == "a\nb\n\tc"
    assert fields.text("می\u200cخواهم, 5 €") == "می\u200cخواهم, 5 €"


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@x", "\tx", "a\x07", "a\x1b[0m", "a\u202eb", "a\u2066b", "a\x85b"]
)
def test_text_that_runs_or_hides_is_refused(cell: str) -> None:
    assert isinstance(fields.text(cell), Bad)


def test_equal_words_have_equal_names() -> None:
    assert fields.digest(["a", "b"]) == fields.digest(["a", "b"])
    assert fields.digest(["a", "b"]) != fields.digest(["ab", ""])
    assert len(fields.digest([])) == 16
