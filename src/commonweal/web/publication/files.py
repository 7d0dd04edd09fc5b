"""Every table as a file: CSV, Parquet, JSON with its data dictionary. The same rows as pages and API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from commonweal.report.flat import as_csv, as_parquet
from commonweal.web.assessment.models import Pass
from commonweal.web.publication.dictionary import TABLES, flat
from commonweal.web.publication.tables import Table
from commonweal.web.record.licence import publication

FORMS: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
"""Forms of a file, and their media types."""


def file_of(table: Table, form: str, last: Pass | None) -> bytes:
    """Return a whole table as a file."""
    texts = table.rows().texts()
    if form == "json":
        return document(table, texts, last).encode("utf-8")
    flat_rows: Sequence[Mapping[str, Any]] = [flat(json.loads(text)) for text in texts]
    write = as_csv if form == "csv" else as_parquet
    return write(table.kinds, flat_rows)


def document(table: Table, texts: Sequence[str], last: Pass | None) -> str:
    """Return a table as JSON: what it is, its columns, and its rows, one a line."""
    head = json.dumps(heading(table, last), ensure_ascii=False)[:-1]
    rows = ",\n".join(texts)
    return f'{head},\n"count": {len(texts)},\n"rows": [\n{rows}\n]}}\n'


def heading(table: Table, last: Pass | None) -> dict[str, Any]:
    """Return what a file says of itself; its licence and contact are null where none is stated."""
    stated = publication()
    return {
        "schema": f"commonweal.table.{table.name}/1",
        "says": table.says,
        "as_of": None if last is None else last.as_of.isoformat(),
        "engine_version": None if last is None else last.engine_version,
        "licence": stated.licence or None,
        "licence_url": stated.licence_url or None,
        "contact": stated.contact or None,
        "columns": [{"name": n, "kind": k, "means": m} for n, k, m in table.columns],
    }


def dictionary() -> str:
    """Return the data dictionary of every table as JSON."""
    return json.dumps([heading(table, None) for table in TABLES.values()], ensure_ascii=False, indent=1)
