"""
Rows as one table for spreadsheets (CSV) and for data tools (Parquet).

Of an assessment, findings, payables and powers stand in one table; the column `row` says which a row is, and
the columns that it does not have are empty. PyArrow is loaded only where Parquet is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from commonweal.ground.errors import CommonwealError
from commonweal.report import rows
from commonweal.workspace.tables import write_table

if TYPE_CHECKING:
    from commonweal.workspace.run import Run

Columns = Mapping[str, str]
"""Names of columns and what they hold: text, day, instant, amount, count or yesno."""

ASSESSMENT_COLUMNS: Final[Columns] = {
    "row": "text", "agreement": "text", "version": "count", "terms": "text", "clause": "text",
    "label": "text", "purpose": "text",
    "window_start": "day", "window_end": "day", "kind": "text", "item": "count",
    "status": "text", "state": "text", "reason": "text", "due": "day", "vacuous": "yesno", "payer": "text",
    "payee": "text", "amount": "amount", "interval_low": "amount", "interval_high": "amount",
    "currency": "text", "due_anchor": "text", "fired_by": "text", "cap_applied": "yesno", "paid": "amount",
    "paid_on": "day", "holder": "text", "act": "text", "until": "day", "opening": "amount",
    "interest": "amount", "adds": "amount", "reductions": "amount", "closing": "amount",
    "known_since": "instant",
}  # fmt: skip

PAYABLE_COLUMNS: Final[Columns] = {
    "agreement": "text", "version": "count", "terms": "text", "clause": "text", "window_start": "day",
    "window_end": "day", "kind": "text", "item": "count", "payer": "text", "payee": "text",
    "amount": "amount", "interval_low": "amount", "interval_high": "amount", "currency": "text", "due": "day",
    "due_anchor": "text", "fired_by": "text", "cap_applied": "yesno", "known_since": "instant",
    "state": "text", "paid": "amount", "paid_on": "day",
}  # fmt: skip

ACCOUNT_COLUMNS: Final[Columns] = {
    "agreement": "text", "version": "count", "account": "text", "label": "text", "window_start": "day",
    "window_end": "day", "opening": "amount", "interest": "amount", "adds": "amount", "reductions": "amount",
    "closing": "amount", "currency": "text", "known_since": "instant",
}  # fmt: skip

CHANGE_COLUMNS: Final[Columns] = {
    "agreement": "text", "version": "count", "terms": "text", "clause": "text", "window_start": "day",
    "window_end": "day", "kind": "text", "item": "count", "payer": "text", "payee": "text",
    "currency": "text", "due": "day", "before": "amount", "after": "amount", "change": "amount",
    "known_since": "instant",
}  # fmt: skip

_PLACES: Final = 9
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class TooWide(CommonwealError):
    """An amount has more digits than a column of Parquet can hold."""


def assessment_rows(run: Run) -> list[rows.Row]:
    """Return everything that was found as rows of one table, by agreement, clause, window, kind and item."""
    findings = [("finding", rows.finding_row(f)) for f in rows.findings_of(run)]
    payables = [("payable", rows.payable_row(p)) for p in rows.payables_of(run)]
    powers = [("power", rows.power_row(p)) for p in rows.powers_of(run)]
    accounts = [("account", {**rows.account_row(a), "clause": a.account}) for a in rows.accounts_of(run)]
    found = (*findings, *payables, *powers, *accounts)
    return sorted((flattened(row, of) for of, row in found), key=_order)


def flattened(row: Mapping[str, Any], of: str = "") -> rows.Row:
    """Return a row without nesting: a window and an interval become two columns each."""
    made: rows.Row = {"row": of} if of else {}
    for name, value in row.items():
        if name == "window":
            made |= {"window_start": value["start"], "window_end": value["end"]}
        elif name == "interval":
            low, high = value or (None, None)
            made |= {"interval_low": low, "interval_high": high}
        else:
            made[name] = value
    return made


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    of = ("finding", "payable", "power", "account").index(row["row"])
    window = (row["window_start"], row["window_end"])
    return (row["agreement"], row["clause"], *window, of, row.get("kind", ""), row.get("item", 0))


def as_bytes(form: str, columns: Columns, table: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a file, `csv` or `parquet`."""
    return as_csv(columns, table) if form == "csv" else as_parquet(columns, table)


def as_csv(columns: Columns, table: Iterable[Mapping[str, Any]]) -> bytes:
    """
    Return a CSV file (RFC 4180, UTF-8).

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    kinds = list(columns.items())
    return write_table(columns, ([_cell(row.get(name), kind) for name, kind in kinds] for row in table))


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return "'" + text if kind == "text" and text.startswith(_FORMULA) else text


def as_parquet(columns: Columns, table: Sequence[Mapping[str, Any]]) -> bytes:
    """
    Return a Parquet file: days as dates, instants in UTC, amounts as decimals with nine places.

    Raises
    ------
    TooWide : an amount has more digits than that
    """
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        "text": pa.string(), "day": pa.date32(), "instant": pa.timestamp("ms", tz="UTC"),
        "amount": pa.decimal128(38, _PLACES), "count": pa.int32(), "yesno": pa.bool_(),
    }  # fmt: skip
    arrays = []
    for name, kind in columns.items():
        values = [_value(row.get(name), kind) for row in table]
        try:
            arrays.append(pa.array(values, types[kind]))
        except pa.ArrowInvalid as fault:
            raise TooWide(f"{name}: more digits than Parquet can hold; take json or csv") from fault
    schema = pa.schema([pa.field(name, types[kind]) for name, kind in columns.items()])
    stream = BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), stream, compression="zstd")
    return stream.getvalue()


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    match kind:
        case "day":
            return date.fromisoformat(value)
        case "instant":
            return datetime.fromisoformat(value).astimezone(UTC)
        case "amount":
            return Decimal(value)
    return value
