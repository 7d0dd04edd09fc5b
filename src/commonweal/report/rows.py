"""
What programs read: findings, payables, powers and coverage, as JSON and as one flat table.

Amounts and quantities are decimal strings, days are inclusive, and rows are sorted by agreement, clause,
window, kind and item, so that the same run gives the same bytes. In the flat table (CSV, Parquet) the column
`row` says which a row is, and the columns that it does not have are empty.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import commonweal
from commonweal.engines.protocol import Finding, Missing, Payable, Power
from commonweal.ground.errors import CommonwealError
from commonweal.ground.numbers import add
from commonweal.ground.period import Period
from commonweal.report.diagnostics import as_row
from commonweal.report.words import STATES, STATUSES, exact, instant
from commonweal.workspace.tables import write_table

if TYPE_CHECKING:
    from commonweal.workspace.run import Run

Row = dict[str, Any]

ASSESSMENT: Final = "commonweal.assessment/1"
"""The schema of what `assess` prints as JSON."""

Columns = Mapping[str, str]
"""Names of columns and what they hold: text, day, instant, amount, count or yesno."""

ASSESSMENT_COLUMNS: Final[Columns] = {
    "row": "text", "agreement": "text", "version": "count", "terms": "text", "clause": "text",
    "label": "text", "purpose": "text",
    "window_start": "day", "window_end": "day", "kind": "text", "item": "count",
    "status": "text", "state": "text", "reason": "text", "due": "day", "vacuous": "yesno", "payer": "text",
    "payee": "text", "amount": "amount", "interval_low": "amount", "interval_high": "amount",
    "currency": "text", "due_anchor": "text", "fired_by": "text", "cap_applied": "yesno", "paid": "amount",
    "paid_on": "day", "holder": "text", "act": "text", "until": "day", "known_since": "instant",
}  # fmt: skip

_PLACES: Final = 9
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class TooWide(CommonwealError):
    """An amount has more digits than a column of Parquet can hold."""


def finding_row(finding: Finding, *, facts: bool = False) -> Row:
    """Return one finding; with `facts`, also what it rests on and what it waits for."""
    row: Row = {
        "agreement": finding.agreement, "version": finding.version, "terms": finding.terms,
        "clause": finding.clause, "label": finding.label, "purpose": finding.purpose,
        "window": window_row(finding.window), "due": _day(finding.due), "status": finding.status,
        "reason": finding.reason, "known_since": _instant(finding.known_since), "vacuous": finding.vacuous,
    }  # fmt: skip
    return {**row, **_evidence(finding)} if facts else row


def payable_row(payable: Payable, *, facts: bool = False) -> Row:
    """Return one payable; its amount is null, and its interval given, while it is undetermined."""
    row: Row = {
        "agreement": payable.agreement, "version": payable.version, "terms": payable.terms,
        "clause": payable.clause, "window": window_row(payable.window), "kind": payable.kind,
        "item": payable.item, "payer": payable.payer, "payee": payable.payee,
        "amount": None if payable.amount is None else exact(payable.amount, payable.currency),
        "interval": interval_row(payable), "currency": payable.currency, "due": _day(payable.due),
        "due_anchor": payable.due_anchor, "fired_by": payable.fired_by, "cap_applied": payable.cap_applied,
        "known_since": _instant(payable.known_since), "state": payable.state,
        "paid": exact(payable.paid, payable.currency), "paid_on": _day(payable.paid_on),
    }  # fmt: skip
    return {**row, **_evidence(payable)} if facts else row


def power_row(power: Power) -> Row:
    """Return one power."""
    return {
        "agreement": power.agreement, "clause": power.clause, "item": power.item,
        "window": window_row(power.window), "holder": power.holder, "act": power.act,
        "state": power.state, "until": _day(power.until),
    }  # fmt: skip


def missing_row(missing: Missing) -> Row:
    """Return one thing that an unknown waits for."""
    return {
        "measure": missing.measure, "subject": missing.subject,
        "period": None if missing.period is None else window_row(missing.period),
        "through": _day(missing.through), "level": missing.level, "owed_by": missing.owed_by,
        "by": _day(missing.by), "why": missing.why,
    }  # fmt: skip


def window_row(window: Period) -> dict[str, str]:
    """Return a period with both its days."""
    return {"start": window.first.isoformat(), "end": window.last.isoformat()}


def interval_row(payable: Payable) -> list[str | None] | None:
    """Return the least and the greatest possible amount of what is undetermined, an open end as null."""
    if payable.interval is None:
        return None
    low, high = payable.interval
    return [exact(low, payable.currency), None if high is None else exact(high, payable.currency)]


def _evidence(row: Finding | Payable) -> Row:
    missing = sorted((missing_row(item) for item in row.missing), key=lambda m: json.dumps(m, sort_keys=True))
    return {"facts": sorted(row.facts), "missing": missing}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


# ---- a run ------------------------------------------------------------------------------------------


def findings_of(run: Run) -> list[Finding]:
    """Return all findings, by agreement, clause and window."""
    found = (finding for assessment in run.assessments for finding in assessment.findings)
    return sorted(found, key=lambda f: (f.agreement, f.clause, f.window))


def payables_of(run: Run) -> list[Payable]:
    """Return all payables, by agreement, clause, window, kind and item."""
    return sorted((p for a in run.assessments for p in a.payables), key=payable_key)


def powers_of(run: Run) -> list[Power]:
    """Return all powers, by agreement, clause, window and item."""
    found = (power for assessment in run.assessments for power in assessment.powers)
    return sorted(found, key=lambda p: (p.agreement, p.clause, p.window, p.item))


def payable_key(payable: Payable) -> tuple[str, str, Period, str, int]:
    """Return what tells a payable from every other of a run."""
    return (payable.agreement, payable.clause, payable.window, payable.kind, payable.item)


def coverage(run: Run) -> Row:
    """Return how many windows were judged, which facts were expected and are there, and what came out."""
    findings = [finding for assessment in run.assessments for finding in assessment.findings]
    counted = Counter(finding.status for finding in findings)
    return {
        "windows": len(findings),
        "facts_expected": sum(a.facts_expected for a in run.assessments),
        "facts_present": sum(a.facts_present for a in run.assessments),
        "undisclosed": sum(a.undisclosed for a in run.assessments),
        "by_status": {status: counted[status] for status in STATUSES if counted[status]},
    }


def totals(payables: Iterable[Payable]) -> list[Row]:
    """Return number, amount and what was paid, by currency and state; no amount while undetermined."""
    found: dict[tuple[str, int], list[Payable]] = {}
    for payable in payables:
        found.setdefault((payable.currency, list(STATES).index(payable.state)), []).append(payable)
    return [_total(group) for _, group in sorted(found.items())]


def _total(payables: list[Payable]) -> Row:
    first = payables[0]
    amounts = [p.amount for p in payables if p.amount is not None]
    known = len(amounts) == len(payables)
    return {
        "currency": first.currency, "state": first.state, "count": len(payables),
        "amount": exact(_sum(amounts), first.currency) if known else None,
        "paid": exact(_sum(p.paid for p in payables), first.currency),
    }  # fmt: skip


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = add(total, amount)
    return total


def heading(run: Run, schema: str) -> Row:
    """Return what every document about a run begins with."""
    return {
        "schema": schema, "workspace": run.workspace.name, "as_of": run.as_of.isoformat(),
        "known_at": instant(run.known_at), "engine": run.engine, "engine_version": commonweal.__version__,
        "terms": dict(sorted((plan.terms.ref, plan.terms_hash) for plan in run.plans.values())),
    }  # fmt: skip


def assessment_document(run: Run, *, facts: bool = False) -> Row:
    """Return everything that was found, as `commonweal assess --format json` prints it."""
    return {
        **heading(run, ASSESSMENT),
        "findings": [finding_row(f, facts=facts) for f in findings_of(run)],
        "payables": [payable_row(p, facts=facts) for p in payables_of(run)],
        "powers": [power_row(p) for p in powers_of(run)],
        "accounts": [],
        "coverage": coverage(run),
        "diagnostics": [as_row(d) for d in run.diagnostics],
    }


def written(document: Mapping[str, Any]) -> str:
    """Return a document as JSON with one line for each row of its lists, so that two runs can be compared."""
    parts = [f"  {_json(key)}: {_member(value)}" for key, value in document.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _member(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        return "[\n" + ",\n".join(f"    {_json(item)}" for item in value) + "\n  ]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def by_agreement(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Return rows under the agreements they are about, in the order in which they came."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.agreement, []).append(row)
    return found


# ---- one flat table ----------------------------------------------------------------------------------


def assessment_rows(run: Run) -> list[Row]:
    """Return everything that was found as rows of one table, by agreement, clause, window, kind and item."""
    findings = [("finding", finding_row(f)) for f in findings_of(run)]
    payables = [("payable", payable_row(p)) for p in payables_of(run)]
    powers = [("power", power_row(p)) for p in powers_of(run)]
    return sorted((flattened(row, of) for of, row in (*findings, *payables, *powers)), key=_order)


def flattened(row: Mapping[str, Any], of: str = "") -> Row:
    """Return a row without nesting: a window and an interval become two columns each."""
    made: Row = {"row": of} if of else {}
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
    of = ("finding", "payable", "power").index(row["row"])
    window = (row["window_start"], row["window_end"])
    return (row["agreement"], row["clause"], *window, of, row.get("kind", ""), row.get("item", 0))


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
