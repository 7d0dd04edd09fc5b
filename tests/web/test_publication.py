"""Page = API = file: the same rows, by whichever door; hostile names and formulas do no harm."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from django.test import Client

from commonweal.web.agreements.models import Party
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.publication.dictionary import TABLES, flat
from commonweal.web.record.operations import Taken
from tests.web.conftest import JOBS, NOW

Take = Callable[..., Taken]
pytestmark = pytest.mark.django_db
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def api_rows(client: Client, table: str) -> list[dict[str, Any]]:
    """Return every row of a table, asked for fifty at a time."""
    rows: list[dict[str, Any]] = []
    while True:
        page = client.get(f"/api/{table}?offset={len(rows)}").json()
        rows += page["rows"]
        if len(rows) >= page["count"]:
            return rows


def as_cell(value: object, kind: str) -> str:
    """Return what a cell of a CSV file says for a value of the API."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return "'" + text if kind == "text" and text.startswith(FORMULAS) else text


@pytest.mark.parametrize("name", TABLES)
def test_api_json_csv_and_parquet_hold_the_same_rows(judged: Outcome, client: Client, name: str) -> None:
    table = TABLES[name]
    rows = api_rows(client, name)
    document = json.loads(client.get(f"/downloads/{name}.json").content)
    assert document["rows"] == rows and document["count"] == len(rows)
    columns = [column["name"] for column in document["columns"]]
    expected: list[Mapping[str, Any]] = [flat(row) for row in rows]
    assert all(set(row) == set(columns) for row in expected), "the data dictionary names every column"
    found = list(csv.reader(io.StringIO(client.get(f"/downloads/{name}.csv").content.decode("utf-8"))))
    kinds = table.kinds
    assert found == [columns, *([as_cell(row[c], kinds[c]) for c in columns] for row in expected)]
    read = parquet.read_table(io.BytesIO(client.get(f"/downloads/{name}.parquet").content)).to_pylist()
    assert [list(row) for row in read[:1]] == ([columns] if rows else [])
    for one, other in zip(read, expected, strict=True):
        for column in columns:
            assert same(one[column], other[column], kinds[column]), (column, one[column], other[column])


def same(stored: Any, sent: Any, kind: str) -> bool:
    """Say whether a value of Parquet is that of the API."""
    if stored is None or sent is None:
        return stored is sent
    if kind == "amount":
        return bool(stored == Decimal(sent))
    if kind == "instant":
        return bool(stored.strftime("%Y-%m-%dT%H:%M:%SZ") == sent)
    return bool(stored.isoformat() == sent) if kind == "day" else bool(stored == sent)


def test_pages_show_what_the_api_says(judged: Outcome, client: Client) -> None:
    for row in api_rows(client, "findings"):
        period = row["window"]["start"][:4]
        page = client.get(f"/agreements/{JOBS}/{row['clause']}/{period}").content.decode()
        code = "vacuous" if row["vacuous"] and row["status"] == "met" else row["status"]
        assert f"is-{code.replace('_', '-')}" in page
    paid = [row for row in api_rows(client, "payables") if row["amount"] is not None]
    assert paid
    for row in paid:
        page = client.get(f"/agreements/{JOBS}/{row['clause']}/{row['window']['start'][:4]}").content.decode()
        assert f"{Decimal(row['amount']):,.2f}" in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("findings?status=breached", lambda row: row["status"] == "breached"),
        ("findings?clause=jobs", lambda row: row["clause"] == "jobs"),
        (f"payables?agreement={JOBS}&state=paid", lambda row: row["state"] == "paid"),
        ("findings?status=cured", lambda row: row["status"] == "cured"),
        ("agreements?party=NORTHWIND", lambda row: row["agreement"] == JOBS),
        (f"decisions?agreement={JOBS}", lambda row: False),
    ],
)
def test_a_filter_gives_exactly_the_rows_that_fit(
    judged: Outcome, client: Client, query: str, fits: Callable[[dict[str, Any]], bool]
) -> None:
    table = query.partition("?")[0]
    assert client.get(f"/api/{query}").json()["rows"] == [r for r in api_rows(client, table) if fits(r)]


HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


def test_what_others_wrote_is_text_wherever_it_is_shown(take: Take, folder: Path, client: Client) -> None:
    parties, facts = folder / "parties.csv", folder / "evidence" / "northwind.csv"
    for path, column in ((parties, "name"), (facts, "source")):
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        made = io.StringIO()
        writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, column: HOSTILE} for row in rows)
        path.write_text(made.getvalue())
    assert take(folder).ok
    judge(now=NOW)
    pages = [
        "",
        "agreements",
        *(f"agreements/{JOBS}{more}" for more in ("", "/jobs", "/jobs/2024", "/jobs/2023")),
    ]
    shown = {page: client.get(f"/{page}").content.decode() for page in pages}
    for text in shown.values():
        assert "<script" not in text and "<img" not in text
    assert "&lt;script&gt;" in shown[f"agreements/{JOBS}"], "the name is shown, as text"
    assert "&lt;script&gt;" in shown[f"agreements/{JOBS}/jobs/2023"], "the source is shown, as text"
    assert client.get("/api/evidence").json()["rows"][0]["source"] == HOSTILE


def test_a_formula_is_refused_at_the_door(take: Take, folder: Path) -> None:
    facts = folder / "evidence" / "northwind.csv"
    facts.write_text(facts.read_text().replace("list of the chamber of trades (invented)", "=HYPERLINK(0)"))
    assert [d.code for d in take(folder).diagnostics if d.is_error] == ["CW5105"]


@pytest.mark.parametrize("sign", FORMULAS)
def test_a_formula_that_got_in_all_the_same_is_neutralised_in_files(
    judged: Outcome, client: Client, sign: str
) -> None:
    row = dict.fromkeys(TABLES["parties"].kinds, None) | {"party": "X", "name": f"{sign}1+1"}
    Party.objects.create(party="X", name="x", data=json.dumps(row))
    rows = list(
        csv.DictReader(io.StringIO(client.get("/downloads/parties.csv").content.decode(), newline=""))
    )
    assert {r["party"]: r["name"] for r in rows}["X"] == f"'{sign}1+1"
    assert api_rows(client, "parties")[-1]["name"] == f"{sign}1+1", "programs get it as it is"
