"""
Real files of support, each read by a mapping or as its standard, and accounted for to the cent.

Every sum is worked out a second time here, from the file and without our readers. The mappings are ours; the
files lie beside the clone (SOURCES.md there says where each is from).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commonweal.cycle.portfolio.rules import Line, Table, build, settle
from commonweal.exchange.files import gather, import_file, propose
from commonweal.exchange.imported import Imported
from commonweal.exchange.mapping import Mapping, read_mapping
from commonweal.ground.diagnostics import Diagnostic

pytestmark = pytest.mark.needs("shared-data")

TITLE_XI = """
source = "title-xi"
[constants]
instrument = "guarantee"
currency = "USD"
stage = "committed"
funder = "US Maritime Administration"
[columns]
recipient = "COMPANY NAME"
amount = "TITLE XI COMMITMENT AMOUNT"
date = "DATE APPROVED"
title = "PROJECT DESCRIPTION (Quantity)"
[formats]
date = "MM/DD/YYYY"
thousands = ","
strip = ["$"]
"""
SCHEMES = """
source = "ggis-schemes"
[constants]
instrument = "grant"
currency = "GBP"
stage = "committed"
basis = "period"
[columns]
funder = "Funding Org:Name"
recipient = "Recipient Sector"
amount = "Value per year"
date = "Start Date"
programme = "Grant Programme:Title"
[formats]
date = "DD/MM/YY"
thousands = ","
"""
TARP = """
source = "tarp"
[constants]
instrument = "bailout"
currency = "USD"
stage = "disbursed"
basis = "period"
funder = "US Treasury"
[columns]
recipient = "entity"
amount = "amount_usd"
date = "date"
programme = "program"
title = "description"
[only]
type = ["Purchase"]
"""
WARRANTS = """
source = "tarp-purchases"
[constants]
currency = "USD"
stage = "disbursed"
basis = "period"
[columns]
recipient = "Name"
amount = "Price Paid"
date = "Date"
programme = "Program"
instrument = "Transaction Type"
[instruments]
Purchase = "equity"
Guarantee = "guarantee"
[only]
"Transaction Type" = ["Purchase", "Guarantee"]
"""
CHIPS = """
source = "chips"
[constants]
currency = "USD"
stage = "awarded"
funder = "US Department of Commerce"
[columns]
recipient = "company"
place = "city"
title = "technology"
url = "source_url"
[formats]
strip = ["$"]
scale = { million = 1000000, billion = 1000000000 }
unreadable = "keep"
[[support]]
name = "grant"
amount = "grants_text"
[support.constants]
instrument = "grant"
[[support]]
name = "loan"
amount = "loans_text"
[support.constants]
instrument = "loan"
"""
FUNDO_APPROVED = """
source = "fundo-clima-approved"
[constants]
instrument = "loan"
currency = "BRL"
stage = "awarded"
basis = "period"
funder = "BNDES"
[columns]
recipient = "Modalidade completa"
amount = "Valor aprovado (R$ mi)"
date = "Ano"
[formats]
date = "YYYY"
times = 1000000
"""
FUNDO_SERIES = """
source = "fundo-clima-series"
[constants]
instrument = "loan"
currency = "BRL"
basis = "period"
recipient = "Fundo Clima"
[columns]
amount = "valor_fundo_clima_real_jun2026"
date = "ano"
stage = "universo"
[stages]
Desembolsos = "disbursed"
"Contratações" = "committed"
[formats]
date = "YYYY"
round = 2
"""


def mapping(text: str) -> Mapping:
    """Return a mapping of this page."""
    found = read_mapping(text.encode(), "mapping.toml")
    assert found.value is not None, [d.message for d in found.diagnostics]
    return found.value


def imported(path: Path, text: str = "") -> tuple[Imported, tuple[Diagnostic, ...]]:
    """Return what a real file holds; it has no errors."""
    found = import_file(path.read_bytes(), path.name, (mapping(text),) if text else ())
    assert found.value is not None, [f"{d.span} {d.message}" for d in found.diagnostics][:5]
    return found.value, found.diagnostics


def table(*files: Imported) -> Table:
    """Return the table of files, after a look at its accounts: nothing is missing anywhere."""
    whole = gather(files)
    made = build(
        settle(whole.supports),
        as_of=date(2024, 12, 31),
        left_out=whole.left_out,
        ownerships=whole.ownerships,
        mentions=whole.mentions,
        rows=whole.rows,
    )
    assert not [d.message for d in made.diagnostics if d.is_error]
    for account in made.accounts:
        assert account.missing == 0
        assert all(balance.difference == 0 for balance in account.balances)
    return made


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return a CSV file as Python reads it."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def money(text: str) -> Decimal:
    """Return an amount without the signs that people write beside it."""
    return Decimal(text.replace("$", "").replace(",", "").strip())


def sums(made: Table, source: str) -> dict[Line, Decimal]:
    """Return what was read of a source, by line."""
    (account,) = (one for one in made.accounts if one.source == source)
    return {balance.line: balance.read for balance in account.balances}


# ---- tables by their mappings ------------------------------------------------------------------------


def test_uk_grants_are_read_by_their_titles(shared_data: Path) -> None:
    path = shared_data / "uk-government-grants" / "ggis_grant_awards_2016_17.csv.gz"
    read, warnings = imported(path)
    made = table(read)
    rows = rows_of(path)
    (account,) = made.accounts
    assert (account.source, account.rows, account.supports) == ("360G-cabinetoffice", len(rows), len(rows))
    line = Line("grant", "awarded", "total", "GBP")
    assert sums(made, account.source) == {line: sum(map(Decimal, (row["Amount Awarded"] for row in rows)))}
    assert sums(made, account.source)[line] == Decimal(3920986733)
    assert account.with_amount == 3351 and account.unmatched == 2467
    assert sum(group.matched for group in made.groups) == 589
    assert {d.code for d in warnings} == {"CW7208"}, (
        "numbers such as GGIS_ID_20 join nothing, and this is said"
    )


def test_company_numbers_that_lost_their_zeros_are_found_again(shared_data: Path) -> None:
    path = shared_data / "uk-government-grants" / "ggis_grant_awards_2016_17.csv.gz"
    read, _ = imported(path)
    numbers = {
        identifier.number
        for support in read.supports
        for named in support.recipients
        for identifier in named.identifiers
        if identifier.scheme == "GB-COH"
    }
    written = {row["Recipient Org:Company Number"] for row in rows_of(path)} - {""}
    assert all(len(number) == 8 for number in numbers)
    short = {number for number in written if number.isdigit() and 4 < len(number) < 8}
    assert short and {number.zfill(8) for number in short} <= numbers


@pytest.mark.parametrize(
    ("name", "text", "column", "count"),
    [
        (
            "title-xi-guarantees/title_xi_commitments_defaults.csv",
            TITLE_XI,
            "TITLE XI COMMITMENT AMOUNT",
            114,
        ),
        ("uk-government-grants/ggis_grant_schemes_2016_17.csv", SCHEMES, "Value per year", 1207),
        (
            "bndes-climate-fund/fundo_clima_modalidades_2024_2025.csv",
            FUNDO_APPROVED,
            "Valor aprovado (R$ mi)",
            12,
        ),
    ],
)
def test_a_plain_register_is_read_to_the_cent(
    shared_data: Path, name: str, text: str, column: str, count: int
) -> None:
    read, _ = imported(shared_data / name, text)
    made = table(read)
    (total,) = sums(made, mapping(text).source).values()
    rows = rows_of(shared_data / name)
    assert (len(rows), len(read.supports)) == (count, count)
    times = mapping(text).numbers.times  # the bank writes millions
    assert total == times * sum((money(row[column]) for row in rows), Decimal(0))


@pytest.mark.parametrize(
    ("name", "text", "column", "amount", "kept", "left"),
    [
        ("tarp_capital_2008_2012.csv", TARP, "type", "amount_usd", {"Purchase"}, 7233),
        (
            "tarp_purchases_2008_2009_warrants.csv",
            WARRANTS,
            "Transaction Type",
            "Price Paid",
            {"Purchase", "Guarantee"},
            255,
        ),
    ],
)
def test_money_that_comes_back_is_left_out_by_a_rule_and_counted(
    shared_data: Path, name: str, text: str, column: str, amount: str, kept: set[str], left: int
) -> None:
    path = shared_data / "tarp" / name
    read, _ = imported(path, text)
    made = table(read)
    rows = rows_of(path)
    (account,) = made.accounts
    assert sum(one.count for one in account.left_out) == left
    assert account.rows == len(rows) == left + account.supports
    total = sum((money(row[amount]) for row in rows if row[column] in kept and row[amount]), Decimal(0))
    assert sum(sums(made, account.source).values()) == total


def test_chips_awards_keep_the_words_of_amounts_that_are_no_numbers(shared_data: Path) -> None:
    path = shared_data / "chips-awards" / "chips_awards_as_published.csv"
    read, _ = imported(path, CHIPS)
    made = table(read)
    words = sorted({one.words for one in read.supports if one.amount is None})
    assert len(words) == 5 and all("across" in word for word in words), "one award over several sites"
    grants = [row["grants_text"] for row in rows_of(path) if "across" not in row["grants_text"]]
    scale = {"million": 10**6, "billion": 10**9}
    total = sum(
        (Decimal(number) * scale[word] for number, word in (g.strip("$ ").split() for g in grants if g)),
        Decimal(0),
    )
    assert sums(made, "chips")[Line("grant", "awarded", "total", "USD")] == total
    assert sums(made, "chips")[Line("loan", "awarded", "total", "USD")] == Decimal(5_850_000_000)
    (account,) = made.accounts
    assert account.unknown == 11 and account.rows == 48


def test_figures_that_a_source_computed_are_rounded_where_the_mapping_says_so(
    shared_data: Path,
) -> None:
    path = shared_data / "bndes-climate-fund" / "fundo_clima_serie_anual_2013_2025.csv"
    read, _ = imported(path, FUNDO_SERIES)
    expected = sum(
        (Decimal(row["valor_fundo_clima_real_jun2026"]).quantize(Decimal("0.01")) for row in rows_of(path)),
        Decimal(0),
    )
    assert sum(sums(table(read), "fundo-clima-series").values()) == expected
    refused = import_file(path.read_bytes(), path.name, (mapping(FUNDO_SERIES.replace("round = 2\n", "")),))
    assert {d.code for d in refused.diagnostics} == {"CW7204"}, (
        "more than nine decimals are not kept in silence"
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "title-xi-guarantees/title_xi_commitments_defaults.csv",
            [
                'recipient = "COMPANY NAME"',
                'amount = "TITLE XI COMMITMENT AMOUNT"',
                'date = "DATE APPROVED"',
                'date = "MM/DD/YYYY"',
                'thousands = ","',
                'currency = "USD"',
                'strip = ["$"]',
            ],
        ),
        (
            "tarp/tarp_capital_2008_2012.csv",
            ['recipient = "entity"', 'amount = "amount_usd"', 'date = "date"'],
        ),
        (
            "bndes-climate-fund/fundo_clima_modalidades_2024_2025.csv",
            ['amount = "Valor aprovado (R$ mi)"', 'date = "YYYY"', 'currency = "BRL"'],
        ),
        (
            "chips-awards/chips_awards_as_published.csv",
            ['recipient = "company"', 'url = "source_url"', 'instrument = ""'],
        ),
    ],
)
def test_a_proposal_finds_what_a_person_would(shared_data: Path, name: str, says: list[str]) -> None:
    path = shared_data / name
    found = propose(path.read_bytes(), path.name)
    assert found.value is not None
    assert [line for line in says if line not in found.value] == []
    refused = read_mapping(found.value.encode(), "m.toml")
    assert refused.value is None, "a proposal leaves to a person what it cannot know"
    filled = found.value.replace('instrument = ""', 'instrument = "grant"').replace(
        'stage = ""', 'stage = "awarded"'
    )
    filled = filled.replace('currency = ""', 'currency = "USD"')
    if "\n# amount" not in filled and "\n# recipient" not in filled:
        assert read_mapping(filled.encode(), "m.toml").value is not None, filled


# ---- standards ---------------------------------------------------------------------------------------


def lines_of(path: Path) -> list[bytes]:
    """Return the lines of a collection, each with one file of its publisher."""
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def last_values(path: Path) -> dict[tuple[str, str, str], tuple[Decimal, str]]:
    """Return the value that each award and contract has in the end, worked out without our merging."""
    found: dict[tuple[str, str, str], tuple[str, Decimal, str]] = {}
    for line in lines_of(path):
        package = json.loads(line, parse_float=Decimal, parse_int=Decimal)["package"]
        for release in _releases(package):
            for of in ("awards", "contracts"):
                for one in release.get(of) or []:
                    amount, key = one["value"].get("amount"), (release["ocid"], of, str(one["id"]))
                    if one.get("status") in ("pending", "cancelled", "unsuccessful") or amount is None:
                        continue
                    if key not in found or found[key][0] <= release["date"]:
                        found[key] = (release["date"], amount, one["value"]["currency"])
    return {key: (amount, currency) for key, (_, amount, currency) in found.items()}


def _releases(package: dict[str, Any]) -> list[dict[str, Any]]:
    if "compiledRelease" in package:
        return [package["compiledRelease"]]
    if "records" in package:
        return [one["compiledRelease"] for one in package["records"] if "compiledRelease" in one]
    releases: list[dict[str, Any]] = package.get("releases", [package])
    return releases


OCDS = {
    # lines, those that hold only links to releases, supports, supports with a number
    "australia-new-south-wales-releases": (10, (), 0, 0),
    "canada-montreal-records": (10, (), 10, 10),
    "canada-montreal-releases": (20, (), 20, 20),
    "colombia-records": (10, (), 20, 20),
    "colombia-releases": (21, (), 40, 40),
    "paraguay-records": (16, (8, 10), 28, 25),
    "paraguay-releases": (70, (), 24, 24),
    "uk-contracts-finder-records": (11, (), 0, 0),
    "uk-contracts-finder-releases": (21, (), 0, 0),
}


def collected(path: Path, linked: tuple[int, ...] = ()) -> Imported:
    """Return what a collection holds as it lies; lines that it is refused for are named, and taken out."""
    data = path.read_bytes()
    if linked:
        refused = import_file(data, path.name)
        said = {(d.code, d.span.line, d.help) for d in refused.diagnostics if d.span is not None}
        mend = ("download the releases, or a record with a compiled release",)
        assert refused.value is None and said == {("CW7209", line, mend) for line in linked}
        kept = [line for n, line in enumerate(lines_of(path), 1) if n not in linked]
        data = gzip.compress(b"".join(kept))
    found = import_file(data, path.name)
    assert found.value is not None, [f"{d.span} {d.message}" for d in found.diagnostics][:5]
    return found.value


@pytest.mark.parametrize("name", sorted(OCDS))
def test_real_contracts_are_read_to_the_cent(shared_data: Path, name: str) -> None:
    path = shared_data / "ocds-real" / f"{name}.jsonl.gz"
    many, linked, supports, numbers = OCDS[name]
    made = table(collected(path, linked))
    kept = [*(s for group in made.groups for s in group.supports), *made.nobody]
    known = [one for one in kept if one.amount is not None]
    assert (len(lines_of(path)), len(kept), len(known)) == (many, supports, numbers)
    expected: dict[tuple[str, str], Decimal] = {}
    for (_, of, _), (amount, currency) in last_values(path).items():
        line = ("awarded" if of == "awards" else "committed", currency)
        expected[line] = expected.get(line, Decimal(0)) + amount
    read_sums: dict[tuple[str, str], Decimal] = {}
    for account in made.accounts:
        for balance in account.balances:
            line = (balance.line.stage, balance.line.currency)
            read_sums[line] = read_sums.get(line, Decimal(0)) + balance.read
    assert read_sums == expected


def test_releases_and_records_of_one_publisher_are_not_counted_twice(shared_data: Path) -> None:
    for name in ("colombia", "canada-montreal"):
        releases, records = (
            collected(shared_data / "ocds-real" / f"{name}-{kind}.jsonl.gz")
            for kind in ("releases", "records")
        )
        alone = table(releases)
        both = table(releases, records)
        assert [b.read for b in alone.accounts[0].balances] == [b.read for b in both.accounts[0].balances]
        assert alone.accounts[0].supports == both.accounts[0].supports


def test_the_worked_example_of_the_standard_comes_to_its_sums(shared_data: Path) -> None:
    folder = shared_data / "ocds-fictional"
    expected = {
        Line("procurement", "awarded", "total", "GBP"): Decimal(11_000_000),
        Line("procurement", "committed", "total", "GBP"): Decimal(11_000_000),
        Line("procurement", "disbursed", "period", "GBP"): Decimal(60_000),
    }
    every = [imported(path)[0] for path in sorted(folder.glob("*.json"))]
    assert sums(table(*every), "ocds-213czf") == expected, "eight files say the same process, once"
    for name in ("record-withversions.json", "ocds-213czf-000-00001.json"):
        made = table(imported(folder / name)[0])
        assert sums(made, "ocds-213czf") == expected
        (group,) = made.groups
        # Its number, 11111111, is made up, as its firm is: such numbers join nothing.
        assert (group.name, group.matched) == ("AnyCorp Cycle Provision", False)


def test_answers_of_usaspending_are_read_at_every_stage(shared_data: Path) -> None:
    folder = shared_data / "usaspending-samples"
    made = table(*(imported(path)[0] for path in sorted(folder.glob("*.json"))))
    found = {
        (one.instrument, one.stage): one.amount
        for group in made.groups
        for one in group.supports
        if one.amount
    }
    raw = {p.stem: json.loads(p.read_text("utf-8"), parse_float=Decimal) for p in folder.glob("*.json")}
    assert found["loan", "committed"] == raw["loan"]["total_loan_value"] == Decimal("717015404040.0")
    assert found["grant", "committed"] == raw["grant"]["total_obligation"]
    (account,) = made.accounts
    line = Line("procurement", "committed", "total", "USD")
    assert (
        sums(made, "usaspending")[line]
        == raw["contract"]["total_obligation"] + raw["idv"]["total_obligation"]
    )
    assert account.unmatched == 0, "every recipient has its number"


def test_titles_of_360giving_are_those_of_its_schema(shared_data: Path) -> None:
    from commonweal.exchange import threesixty

    schema = json.loads((shared_data / "360giving" / "360-giving-schema.json").read_text("utf-8"))
    properties = schema["properties"]
    known = {(name, one.get("title")) for name, one in properties.items()}
    for title, name in [
        ("Identifier", "id"),
        ("Award Date", "awardDate"),
        ("Amount Awarded", "amountAwarded"),
        ("Amount Disbursed", "amountDisbursed"),
        ("Recipient Org", "recipientOrganization"),
        ("Funding Org", "fundingOrganization"),
        ("Last Modified", "dateModified"),
    ]:
        assert (name, title) in known
    organisation = schema["$defs"]["Organization"]["properties"]
    assert organisation["companyNumber"]["title"] == "Company Number"
    head = (
        "Identifier",
        "Currency",
        "Amount Awarded",
        "Award Date",
        "Recipient Org:0:Name",
        "Funding Org:0:Name",
    )
    assert threesixty.mapping_of(head) is not None


# ---- the same state, whatever the way ----------------------------------------------------------------


def in_parts(data: bytes, n: int) -> list[bytes]:
    """Return a CSV file in parts, each with the head."""
    head, *lines = data.decode("utf-8-sig").splitlines(keepends=True)
    return [("".join([head, *lines[i::n]])).encode() for i in range(n)]


@pytest.mark.parametrize("way", ["ten times", "backwards", "in seven parts", "under another name"])
def test_the_same_rows_make_the_same_table_whatever_way_they_come(shared_data: Path, way: str) -> None:
    path = shared_data / "uk-government-grants" / "ggis_grant_awards_2016_17.csv.gz"
    data = gzip.decompress(path.read_bytes())
    text = io.StringIO()
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    csv.writer(text, lineterminator="\n").writerows([rows[0], *reversed(rows[1:])])
    ways: dict[str, Callable[[], list[tuple[bytes, str]]]] = {
        "ten times": lambda: [(data, path.name)] * 10,
        "backwards": lambda: [(text.getvalue().encode(), "backwards.csv")],
        "in seven parts": lambda: [(part, f"{n}.csv") for n, part in enumerate(in_parts(data, 7))],
        "under another name": lambda: [(data, "other.csv"), (data, "another.csv")],
    }
    first = table(imported(path)[0])
    files = [import_file(part, name).value for part, name in ways[way]()]
    again = table(*(one for one in files if one is not None))
    assert state(first) == state(again)


def state(made: Table) -> list[tuple[object, ...]]:
    """Return what a table says, where its rows were read aside."""
    return [(g.key, g.name, g.how, g.members, g.sources, g.tallies, len(g.supports)) for g in made.groups] + [
        (a.source, a.supports, a.with_amount, a.unmatched, a.balances) for a in made.accounts
    ]
