"""`commonweal table`: three messy files in, one table per corporate group out, nothing lost on the way."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.unit.cli.calling import Said, call

LOANS = """Company;Amount;Signed
Vale Steel Ltd;1.250.000,50 €;31.01.2021
vale steel limited;10.000 €;01.02.2021
Northern Rail;nicht bekannt;
"""
LOANS_MAPPING = """
source = "loans"
[constants]
instrument = "loan"
stage = "disbursed"
basis = "period"
currency = "EUR"
[columns]
recipient = "Company"
amount = "Amount"
date = "Signed"
[formats]
date = "DD.MM.YYYY"
decimal = ","
thousands = "."
strip = ["€"]
unknown = ["nicht bekannt"]
"""
GRANTS = {
    "grants": [
        {
            "id": "360G-fund-1",
            "title": "Furnace",
            "description": "A furnace",
            "currency": "GBP",
            "amountAwarded": 250000,
            "awardDate": "2020-05-01",
            "recipientOrganization": [{"id": "GB-COH-1234567", "name": "Vale Steel Ltd"}],
            "fundingOrganization": [{"id": "GB-GOR-D1", "name": "Fund"}],
        },
        {
            "id": "360G-fund-2",
            "title": "Furnace",
            "description": "A furnace",
            "currency": "GBP",
            "amountAwarded": 50000.25,
            "awardDate": "2021-05-01",
            "recipientOrganization": [{"id": "GB-COH-01234567", "name": "VALE STEEL"}],
            "fundingOrganization": [{"id": "GB-GOR-D1", "name": "Fund"}],
        },
    ]
}
RELEASE = {
    "ocid": "ocds-abc123-7",
    "id": "1",
    "date": "2021-03-01T00:00:00Z",
    "tag": ["award"],
    "buyer": {"name": "City"},
    "awards": [
        {
            "id": "1",
            "status": "active",
            "date": "2021-03-01T00:00:00Z",
            "value": {"amount": 99.99, "currency": "GBP"},
            "suppliers": [{"name": "Tubes", "identifier": {"scheme": "GB-COH", "id": "07654321"}}],
        }
    ],
}
PARTIES = """party,name,kind,scheme,identifier,parent,from,until
vale,Vale Steel Ltd,company,GB-COH,01234567,,,2020-12-31
vale,Vale Steel Ltd,company,GB-COH,01234567,giant,2021-01-01,
tubes,Tubes plc,company,GB-COH,07654321,giant,,
giant,Giant Holding,company,XI-LEI,529900T8BM49AURSDO55,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three messy files, a mapping for one of them, and parties."""
    for name, text in {
        "loans.csv": LOANS,
        "loans.toml": LOANS_MAPPING,
        "grants.json": json.dumps(GRANTS),
        "contract.json": json.dumps(RELEASE),
        "parties.csv": PARTIES,
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def table(capsys: pytest.CaptureFixture[str], folder: Path, *more: str | Path) -> Said:
    """Call the command on the three files."""
    files = [folder / name for name in ("loans.csv", "grants.json", "contract.json")]
    day = () if "--as-of" in more else ("--as-of", "2024-12-31")
    return call(capsys, "table", *files, "--mapping", folder / "loans.toml", *day, *more)


def test_three_messy_files_become_one_table(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    said = table(capsys, folder, "--parties", folder / "parties.csv", "--format", "json")
    assert said.code == 0, said.err
    document = json.loads(said.out)
    assert document["schema"] == "commonweal.table/1"
    totals = {
        (group["name"], group["matched"]): {
            (t["instrument"], t["stage"], t["currency"]): (t["amount"], t["count"], t["unknown"])
            for t in group["totals"]
        }
        for group in document["groups"]
    }
    assert totals == {
        # the grant of 2020 came before Giant bought Vale Steel, the one of 2021 after
        ("Giant Holding", True): {
            ("grant", "awarded", "GBP"): ("50000.25", 1, 0),
            ("procurement", "awarded", "GBP"): ("99.99", 1, 0),
        },
        ("Vale Steel Ltd", True): {("grant", "awarded", "GBP"): ("250000.00", 1, 0)},
        # one source writes one company in two ways, and gives no number: three names until somebody decides
        ("Vale Steel Ltd", False): {("loan", "disbursed", "EUR"): ("1250000.50", 1, 0)},
        ("vale steel limited", False): {("loan", "disbursed", "EUR"): ("10000.00", 1, 0)},
        ("Northern Rail", False): {("loan", "disbursed", "EUR"): (None, 0, 1)},
    }
    for account in document["accounts"]:
        assert account["missing"] == 0
        assert all(balance["difference"] == "0.00" for balance in account["balances"])


def test_a_table_holds_nothing_of_a_later_day(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    said = table(capsys, folder, "--as-of", "2021-01-31", "--format", "json")
    document = json.loads(said.out)
    totals = {(g["name"], t["amount"]) for g in document["groups"] for t in g["totals"]}
    assert totals == {
        ("Vale Steel Ltd", "250000.00"),
        ("Vale Steel Ltd", "1250000.50"),
        ("Northern Rail", None),
    }
    left = {(a["source"], o["why"]): o["count"] for a in document["accounts"] for o in a["left_out"]}
    dated, told = (f"{word} after the day of this table" for word in ("dated", "said by its source"))
    assert left == {("360G-fund", dated): 1, ("loans", dated): 1, ("ocds-abc123", told): 1}
    assert all(account["missing"] == 0 for account in document["accounts"])


def test_names_are_joined_once_a_person_has_decided(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    review = folder / "review.csv"
    said = table(capsys, folder, "--parties", folder / "parties.csv", "--suggest", review)
    assert said.code == 0 and "pairs to decide" in said.err
    rows = list(csv.DictReader(io.StringIO(review.read_text("utf-8"))))
    assert {row["why"] for row in rows} == {"the same name but for its legal form"}
    assert all(row["decision"] == "" for row in rows)
    again = table(capsys, folder, "--parties", folder / "parties.csv", "--review", review, "--format", "json")
    assert sum(not group["matched"] for group in json.loads(again.out)["groups"]) == 3, (
        "nothing was decided yet"
    )
    with review.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["a", "b", "why", "decision"])
        writer.writeheader()
        writer.writerows({**row, "decision": "same"} for row in rows)
    decided = table(
        capsys,
        folder,
        "--parties",
        folder / "parties.csv",
        "--review",
        review,
        "--suggest",
        review,
        "--format",
        "json",
    )
    groups = {group["name"]: group for group in json.loads(decided.out)["groups"]}
    assert [name for name, group in groups.items() if not group["matched"]] == ["Northern Rail"]
    loans = [t for t in groups["Giant Holding"]["totals"] if t["instrument"] == "loan"]
    assert [(t["amount"], t["currency"]) for t in loans] == [("1260000.50", "EUR")]
    kept = list(csv.DictReader(io.StringIO(review.read_text("utf-8"))))
    assert [row["decision"] for row in kept] == ["same"] * len(rows), "what was decided stays decided"


def test_text_shows_what_is_matched_what_is_not_and_the_account(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    said = table(capsys, folder, "--parties", folder / "parties.csv")
    assert said.code == 0 and said.err == ""
    for words in (
        "By corporate group",
        "Not matched: known by name only",
        "Where every row went",
        "To the cent",
        "Giant Holding",
        "EUR 1,260,000.50",
        "1 without a number",
        "3 pairs of names are alike",
    ):
        assert words in said.out, words


def test_csv_and_parquet_say_the_same(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    out = folder / "out"
    out.mkdir()
    assert table(capsys, folder, "-o", out / "t.csv").code == 0
    assert table(capsys, folder, "-o", out / "t.parquet").code == 0
    rows = list(csv.DictReader(io.StringIO((out / "t.csv").read_text("utf-8"))))
    other = pq.read_table(out / "t.parquet").to_pylist()
    assert len(rows) == len(other) > 8
    for row, twin in zip(rows, other, strict=True):
        assert row["row"] == twin["row"] and row["key"].removeprefix("'") == (twin["key"] or "")
        assert (row["amount"] or None) == (None if twin["amount"] is None else f"{twin['amount']:.2f}")
    assert {row["row"] for row in rows} == {"group", "balance", "suggestion"}


def test_a_table_that_nobody_knows_gets_a_proposal_and_no_table(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    said = call(capsys, "table", folder / "loans.csv")
    assert said.code == 1
    assert "CW7210" in said.err and 'recipient = "Company"' in said.out and "supports" not in said.out


def test_one_bad_file_stops_all_and_every_fault_is_said(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "loans.csv").write_text(LOANS.replace("10.000 €", "1.00 €").replace("31.01", "31.02"), "utf-8")
    (folder / "grants.json").write_text('{"grants": [{}]}', "utf-8")
    said = table(capsys, folder)
    assert said.code == 1 and said.out == ""
    assert {"CW7204", "CW7209"} <= set(said.err.replace(":", " ").split())
    assert "loans.csv:2:3" in said.err and "loans.csv:3:2" in said.err


@pytest.mark.parametrize("arguments", [[], ["--format", "html"], ["missing.csv"], ["."]])
def test_a_wrong_call_is_told_so(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert call(capsys, "table", *arguments).code == 2


def test_what_sources_write_does_nothing_to_a_spreadsheet(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "m.toml").write_text(LOANS_MAPPING, "utf-8")
    (tmp_path / "l.csv").write_text("Company;Amount;Signed\n=cmd|' /C calc'!A0;1;\n@x;2;\n-y;3;\n", "utf-8")
    said = call(
        capsys,
        "table",
        tmp_path / "l.csv",
        "--mapping",
        tmp_path / "m.toml",
        "--format",
        "csv",
        "--as-of",
        "2024-01-01",
    )
    assert said.code == 0
    for row in csv.reader(io.StringIO(said.out)):
        assert not [
            cell
            for cell in row
            if cell.startswith(("=", "@", "\t")) or (cell[:1] == "-" and not cell[1:2].isdigit())
        ]


def test_the_same_call_gives_the_same_bytes(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    first = table(capsys, folder, "--format", "json").out
    files = [folder / name for name in ("contract.json", "loans.csv", "grants.json", "contract.json")]
    turned = call(
        capsys,
        "table",
        *files,
        "--mapping",
        folder / "loans.toml",
        "--as-of",
        "2024-12-31",
        "--format",
        "json",
    ).out
    one, two = json.loads(first), json.loads(turned)
    assert one["groups"] == two["groups"] and one["suggestions"] == two["suggestions"]
    assert table(capsys, folder, "--format", "json").out == first
