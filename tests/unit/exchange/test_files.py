"""Sound files of every kind: what they hold, and the same state whatever way they come."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]

from commonweal.cycle.portfolio.matching import DECISIONS, Decision
from commonweal.cycle.portfolio.records import Identifier, Support
from commonweal.cycle.portfolio.rules import settle
from commonweal.exchange.files import gather, import_file, propose
from commonweal.exchange.forms.documents import Path, places_of, read_json
from commonweal.exchange.forms.numerals import NumberForm, Unread, read_day
from commonweal.exchange.mapping import Mapping, read_mapping
from commonweal.exchange.review import read_review, written_review
from tests.cases.imports.seeds import AWARD, GRANT, HEAD, MAPPING, RELEASE, put, row, seeds


def mapping(text: str = MAPPING) -> Mapping:
    """Return a mapping that is sound."""
    found = read_mapping(text.encode(), "m.toml")
    assert found.value is not None, [d.message for d in found.diagnostics]
    return found.value


def supports(data: bytes, name: str, text: str = MAPPING) -> tuple[Support, ...]:
    """Return what a sound file holds."""
    found = import_file(data, name, (mapping(text),) if text else ())
    assert found.value is not None, [f"{d.span} {d.message}" for d in found.diagnostics]
    return settle(gather([found.value]).supports).supports


# ---- tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "more"),
    [
        (row(), ""),
        (b"\xef\xbb\xbf" + row(), ""),
        (row().decode().encode("utf-16"), ""),
        (row().replace(b"\n", b"\r\n"), ""),
        (row().replace(b"\n", b"\r"), ""),
        (row().replace(b",", b";"), ""),
        (row().replace(b",", b"\t"), 'delimiter = "\\t"\n'),
        (gzip.compress(row()), ""),
        (b"Some title\nand a note\n" + row(), "header_row = 3\n"),
        (row() + b",,,,\n   \n", ""),
    ],
    ids=["plain", "mark", "utf-16", "crlf", "cr", "semicolon", "tab", "gzip", "head-below", "empty-rows"],
)
def test_one_table_in_many_dresses_says_one_thing(data: bytes, more: str) -> None:
    (one,) = supports(data, "t.csv", more + MAPPING)
    assert (one.amount, one.currency, one.on, one.recipients[0].name) == (
        Decimal(1000),
        "GBP",
        date(2024, 1, 31),
        "Steelworks",
    )


def test_another_encoding_is_read_where_the_mapping_names_it() -> None:
    data = row(who="Königs Œuvre €").decode().encode("cp1252")
    (one,) = supports(data, "t.csv", 'encoding = "cp1252"\n' + MAPPING)
    assert one.recipients[0].name == "Königs Œuvre €"


def workbook(**cells: object) -> bytes:
    """Return a spreadsheet of one row, as a spreadsheet program would write it."""
    book = Workbook()
    sheet = book.active
    sheet.append(HEAD.split(","))
    sheet.append(
        [
            (
                {"id": "A-1", "who": "Steelworks", "amount": 1000, "currency": "GBP", "day": "2024-01-31"}
                | cells
            )[c]
            for c in HEAD.split(",")
        ]
    )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ({}, "1000"),
        ({"amount": 44720000.1}, "44720000.1"),
        ({"amount": 0.1 + 0.2}, "0.3"),
        ({"amount": 1e15}, "1000000000000000"),
        ({"amount": "1000.50"}, "1000.50"),
        ({"day": datetime(2024, 1, 31)}, "1000"),
        ({"day": date(2024, 1, 31)}, "1000"),
        ({"day": datetime(2024, 1, 31, 12, 30)}, "1000"),
    ],
)
def test_a_spreadsheet_says_what_its_cells_show(cells: dict[str, object], amount: str) -> None:
    found = import_file(workbook(**cells), "t.xlsx", (mapping(),))
    assert found.value is not None
    (one,) = found.value.supports
    assert (one.amount, one.on) == (Decimal(amount), date(2024, 1, 31))


def test_a_formula_that_no_mapping_reads_does_no_harm() -> None:
    book = Workbook()
    book.active.append([*HEAD.split(","), "note"])
    book.active.append(["A-1", "Steelworks", 1000, "GBP", "2024-01-31", "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    (one,) = supports(stream.getvalue(), "t.xlsx")
    assert one.amount == 1000


def test_equal_rows_without_a_name_are_two_supports_and_still_come_in_once() -> None:
    text = MAPPING.replace('record = "id"\n', "")
    twice = row() + row().split(b"\n", 1)[1]
    first = import_file(twice, "t.csv", (mapping(text),)).value
    assert first is not None and len(first.supports) == 2
    assert len(settle(gather([first, first, first]).supports).supports) == 2


def test_a_row_may_give_several_supports_or_none() -> None:
    text = """
source = "s"
[constants]
currency = "USD"
stage = "awarded"
[columns]
recipient = "who"
[formats]
strip = ["$"]
scale = { million = 1000000 }
unknown = ["n/a"]
[[support]]
name = "grant"
amount = "g"
[support.constants]
instrument = "grant"
[[support]]
name = "loan"
amount = "l"
[support.constants]
instrument = "loan"
"""
    data = b"who,g,l\nA,$1.5 million,$2\nB,,3\nC,n/a,\nD,,\n"
    found = import_file(data, "t.csv", (mapping(text),)).value
    assert found is not None
    assert [(s.recipients[0].name, s.instrument, s.amount) for s in found.supports] == [
        ("A", "grant", 1_500_000), ("A", "loan", 2), ("B", "loan", 3), ("C", "grant", None)
    ]  # fmt: skip
    assert [(o.reason, o.count) for o in found.left_out] == [("no amount in any of its columns", 1)]


def test_of_two_mappings_the_one_that_fits_is_used() -> None:
    other = mapping(MAPPING.replace('"who"', '"name"').replace('"s"', '"t"'))
    found = import_file(row(), "t.csv", (other, mapping())).value
    assert found is not None and found.supports[0].origin.source == "s"
    both = import_file(row(), "t.csv", (mapping(), mapping(MAPPING.replace('"s"', '"t"'))))
    assert [d.code for d in both.diagnostics] == ["CW7205"]


def test_a_proposal_that_is_filled_in_reads_its_table() -> None:
    data = (
        b"Award No;Supplier Name;Company Number;Amount (EUR);Signed\n"
        b"A1;Acier SA;;1.234,50;03.02.2024\nB2;Fer;;7,00;28.02.2024\n"
    )
    found = propose(data, "marches.csv")
    assert found.value is not None
    for line in (
        'recipient = "Supplier Name"',
        'amount = "Amount (EUR)"',
        'currency = "EUR"',
        'decimal = ","',
        'thousands = "."',
        'GB-COH = "Company Number"',
    ):
        assert line in found.value
    text = found.value.replace('instrument = ""', 'instrument = "procurement"').replace(
        'stage = ""', 'stage = "awarded"'
    )
    assert [one.amount for one in supports(data, "marches.csv", text)] in (
        [Decimal("1234.50"), 7],
        [7, Decimal("1234.50")],
    )


JOBS = b"""company,total_jobs_expected,grants_text,loans_text
Amkor,4000,$407 million,
Intel,10000,$3.94 billion,$5
"""


def test_an_amount_that_is_doubtful_is_left_to_a_person() -> None:
    found = propose(JOBS, "chips.csv")
    assert found.value is not None and "\namount = " not in found.value
    asked = '# amount = ""     # which column holds it? these look like money: grants_text, loans_text'
    assert asked in found.value.split("\n")
    refused = read_mapping(found.value.encode(), "m.toml")
    assert any("does not say amount" in d.message for d in refused.diagnostics)


@pytest.mark.parametrize(
    ("head", "cells", "amount"),
    [
        ("total_jobs_expected", ("4000", "10000"), ""),
        ("Number of amounts", ("4000", "10000"), ""),
        ("total", ("4000", "10000"), ""),
        ("total", ("$4000", "$10000"), "total"),
        ("Total (EUR)", ("4000", "10000"), "Total (EUR)"),
        ("amount", ("4000", "10000"), "amount"),
    ],
)
def test_a_count_is_never_proposed_as_an_amount(head: str, cells: tuple[str, ...], amount: str) -> None:
    found = propose("\n".join([f"who,{head}", *(f"A,{cell}" for cell in cells), ""]).encode(), "t.csv")
    assert found.value is not None
    assert [line for line in found.value.split("\n") if line.startswith("amount")] == (
        [f'amount = "{amount}"'] if amount else []
    )


def test_a_name_of_a_column_ends_no_comment() -> None:
    found = propose(b'"who\nsource = ""x""",amount\nA,1\n', "t.csv")
    assert found.value is None or '\nsource = "x"' not in found.value


def test_a_mapping_of_another_table_says_nothing_of_this_one() -> None:
    loans = mapping()
    other = import_file(JOBS, "chips.csv", (loans,))
    assert [d.code for d in other.diagnostics] == ["CW7210"], "a mapping is proposed"
    near = import_file(row().replace(b"amount", b"sum"), "t.csv", (loans,))
    assert [d.code for d in near.diagnostics] == ["CW7210"]
    assert near.diagnostics[0].message == "the table has no column amount, which the nearest mapping needs"


def test_a_table_of_no_sense_still_gets_a_proposal() -> None:
    found = propose(b'"a ""b"" \\ c",d\n1,2\n', "x y.csv")
    assert found.value is not None and 'source = "x-y"' in found.value


# ---- standards ---------------------------------------------------------------------------------------


def test_grants_have_awards_and_what_was_paid() -> None:
    grant = {**GRANT, "amountDisbursed": 2, "plannedDates": []}
    found = supports(json.dumps({"grants": [grant]}).encode(), "g.json", "")
    assert [(s.stage, s.amount, s.recipients[0].identifiers) for s in found] == [
        ("awarded", 5, (Identifier("GB-COH", "00000001"),)),
        ("disbursed", 2, (Identifier("GB-COH", "00000001"),)),
    ]
    assert {s.origin.source for s in found} == {"360G-x"}


@pytest.mark.parametrize("name", ["t.json", "t.jsonl", "t.json.gz", "nameless"])
def test_a_release_is_known_by_what_it_is(name: str) -> None:
    data = json.dumps(RELEASE).encode()
    found = supports(gzip.compress(data) if name.endswith("gz") else data, name, "")
    assert [(s.stage, s.amount, s.recipients[0].name) for s in found] == [
        ("awarded", 5, "Steel"), ("committed", 5, "Steel"), ("disbursed", 2, "Steel")
    ]  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_of_a_collection_is_the_file_that_it_holds(packed: bool) -> None:
    line = json.dumps({"_path": "a/b.json", "package": RELEASE}).encode()
    data = gzip.compress(line) if packed else line
    alone = supports(json.dumps(RELEASE).encode(), "t.json", "")
    found = supports(data, "t.jsonl.gz" if packed else "t.jsonl", "")
    assert [s.origin.digest for s in found] == [s.origin.digest for s in alone] and len(found) == 3


def test_a_fault_within_a_collection_has_its_line_and_its_path() -> None:
    sound, bad = (
        {"_path": "x", "package": one} for one in (RELEASE, put(RELEASE, "awards/0/value/amount", "5"))
    )
    text = f"{json.dumps(sound)}\n{json.dumps(bad)}\n"
    refused = import_file(gzip.compress(text.encode()), "t.jsonl.gz")
    assert refused.value is None
    (said,) = refused.diagnostics
    assert said.span is not None and said.span.line == 2
    assert said.message.startswith("/package/awards/0/value/amount must be")


def test_what_stands_beside_a_package_is_not_passed_over() -> None:
    line = json.dumps({"package": RELEASE, "grants_paid": [1]}).encode()
    assert [d.code for d in import_file(line, "t.jsonl").diagnostics] == ["CW7210"]


def test_a_collection_that_unpacks_without_end_is_refused() -> None:
    line = json.dumps({"_path": "x", "package": {**RELEASE, "title": "a" * 60_000}}).encode() + b"\n"
    found = import_file(gzip.compress(line * 200), "t.jsonl.gz")
    assert [d.code for d in found.diagnostics] == ["CW7201"]


def test_a_later_release_replaces_what_an_earlier_said_in_whatever_order_they_come() -> None:
    later = put(put(RELEASE, "date", "2024-05-01T00:00:00Z"), "awards/0/value/amount", 8)
    later["contracts"] = [{"id": "1", "status": "cancelled"}]
    one, two = (
        import_file(json.dumps(r).encode(), f"{n}.json").value for n, r in enumerate((RELEASE, later))
    )
    assert one is not None and two is not None
    for files in ((one, two), (two, one), (two, one, one)):
        (award,) = settle(gather(files).supports).supports
        assert (award.amount, award.origin.file) == (8, "1.json")
    reasons = {o.reason for o in gather((one, two)).left_out}
    assert "contract is cancelled" in reasons


def test_instants_of_two_zones_are_compared_as_instants() -> None:
    early = put(
        put(RELEASE, "date", "2024-05-01T23:00:00-05:00"), "awards/0/value/amount", 1
    )  # 2 May, 04:00 UTC
    late = put(put(RELEASE, "date", "2024-05-02T03:00:00Z"), "awards/0/value/amount", 2)
    data = json.dumps({"releases": [early, late]}).encode()
    assert next(s.amount for s in supports(data, "t.json", "") if s.stage == "awarded") == 1


def test_a_release_may_take_a_value_away() -> None:
    later = {
        "ocid": RELEASE["ocid"],
        "date": "2024-05-01T00:00:00Z",
        "contracts": None,
        "awards": [{"id": "1", "value": None}],
    }
    data = json.dumps({"releases": [RELEASE, later]}).encode()
    (award,) = supports(data, "t.json", "")
    assert award.amount is None


def test_an_award_to_several_is_one_support_of_all_of_them() -> None:
    data = json.dumps(put(RELEASE, "awards/0/suppliers", [{"id": "P"}, {"id": "Q", "name": "Iron"}])).encode()
    award = next(s for s in supports(data, "t.json", "") if s.stage == "awarded")
    assert [r.name for r in award.recipients] == ["Steel", "Iron"]


def test_a_transaction_of_the_older_standard_is_read() -> None:
    old = {
        "id": "1",
        "date": "2024-03-01",
        "amount": {"amount": 3, "currency": "GBP"},
        "receiverOrganization": {"name": "Old Steel"},
    }
    data = json.dumps(put(RELEASE, "contracts/0/implementation/transactions", [old])).encode()
    paid = next(s for s in supports(data, "t.json", "") if s.stage == "disbursed")
    assert (paid.amount, paid.recipients[0].name, paid.basis) == (3, "Old Steel", "period")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {},
            [
                ("procurement", "awarded", "6"),
                ("procurement", "committed", "5.5"),
                ("procurement", "disbursed", "1"),
            ],
        ),
        (
            {"category": "loans", "type": "07", "total_loan_value": 9},
            [("loan", "committed", "9"), ("loan", "disbursed", "1")],
        ),
        (
            {"category": "loans", "type": "08", "total_loan_value": 9},
            [("guarantee", "committed", "9"), ("guarantee", "disbursed", "1")],
        ),
        ({"category": "grant", "type": "05", "total_outlay": None}, [("grant", "committed", "5.5")]),
        (
            {"category": "direct payment", "type": "10"},
            [("other", "committed", "5.5"), ("other", "disbursed", "1")],
        ),
    ],
)
def test_awards_of_every_kind_have_their_amounts(
    change: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    found = supports(json.dumps({**AWARD, **change}).encode(), "a.json", "")
    assert [(s.instrument, s.stage, str(s.amount)) for s in sorted(found, key=lambda s: s.stage)] == expected


def test_who_stands_above_a_recipient_is_taken_from_the_award() -> None:
    parent = put(AWARD, "recipient/parent_recipient_name", "Giant")
    parent["recipient"]["parent_recipient_uei"] = "FYHNA5WC8XD7"
    found = import_file(json.dumps(parent).encode(), "a.json").value
    assert found is not None
    assert [(o.child, o.parent) for o in found.ownerships] == [
        ("usaspending: Steel [US-UEI Z1H9VJS8NG16]", "usaspending: Giant [US-UEI FYHNA5WC8XD7]")
    ]


# ---- laws --------------------------------------------------------------------------------------------


SOUND = [
    row(),
    workbook(),
    gzip.compress(row()),
    *(json.dumps(x).encode() for x in (RELEASE, {"grants": [GRANT]}, AWARD)),
]
SMALL = [seed for seed in seeds() if len(seed.data) < 5_000 and seed.reads == "file"]


@given(
    st.sampled_from([*SOUND, *(seed.data for seed in SMALL)]),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255), st.booleans()), min_size=1, max_size=6),
    st.sampled_from(["t.csv", "t.json", "t.jsonl", "t.xlsx", "t.csv.gz"]),
)
def test_whatever_bytes_come_there_is_an_answer_and_no_traceback(
    data: bytes, changes: list[tuple[int, int, bool]], name: str
) -> None:
    spoilt = bytearray(data)
    for at, byte, cut in changes:
        if spoilt:
            at %= len(spoilt)
            spoilt[at : at + (1 if not cut else 40)] = bytes([byte])
    found = import_file(bytes(spoilt), name, (mapping(),))
    assert (found.value is None) == any(d.is_error for d in found.diagnostics)
    assert propose(bytes(spoilt), name) is not None


TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-99, 99), st.text(max_size=4)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(TREES, st.sampled_from([None, 2]))
def test_places_of_values_are_where_they_are_written(tree: Any, indent: int | None) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=False)
    paths: list[tuple[Path, Any]] = []

    def walk(value: Any, path: Path) -> None:
        paths.append((path, value))
        items = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, inner in items:
            walk(inner, (*path, key))

    walk(tree, ())
    places = places_of(text, {path for path, _ in paths}, "f")
    lines = text.split("\n")
    for path, value in paths:
        rest = "\n".join(
            [lines[places[path].line - 1][places[path].column - 1 :], *lines[places[path].line :]]
        )
        assert json.JSONDecoder().raw_decode(rest)[0] == value
    assert read_json(text, "f").value == tree


@given(
    st.decimals(-(10**15), 10**15, places=3), st.sampled_from([(".", ","), (",", "."), (".", ""), (",", " ")])
)
def test_a_number_is_read_back_in_every_form(value: Decimal, signs: tuple[str, str]) -> None:
    decimal, thousands = signs
    written = f"{value:,f}" if thousands else f"{value:f}"
    written = written.replace(",", "\0").replace(".", decimal).replace("\0", thousands)
    form = NumberForm(decimal, thousands, ("$",), {"k": Decimal(1000)})
    assert form.read(f"$ {written} ") == value
    brackets = form.read(f"({written})")
    assert brackets == -value if value >= 0 and not written.startswith("-") else isinstance(brackets, Unread)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("$12", "12"),
        ("-$5", "-5"),
        ("($1,000)", "-1000"),
        ("$(1,000)", "-1000"),
        ("$ 1,000 USD (est. 2019)", "1000"),
        ("5 USD k", "5000"),
        ("12$34", None),
        ("1 USD 2", None),
        ("1$,000", None),
        ("USD", None),
    ],
)
def test_words_are_taken_from_beside_a_number_and_never_from_inside(text: str, read: str | None) -> None:
    form = NumberForm(thousands=",", strip=("$", "USD", "(est. 2019)"), scale={"k": Decimal(1000)})
    assert form.read(text) == (Unread("number") if read is None else Decimal(read))


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_day_is_read_back_in_every_form(day: date) -> None:
    for form, how in {
        "YYYY-MM-DD": "%Y-%m-%d",
        "DD/MM/YYYY": "%d/%m/%Y",
        "MM/DD/YYYY": "%m/%d/%Y",
        "DD/MM/YY": "%d/%m/%y",
        "MM/DD/YY": "%m/%d/%y",
        "DD.MM.YYYY": "%d.%m.%Y",
        "DD-MM-YYYY": "%d-%m-%Y",
        "YYYYMMDD": "%Y%m%d",
        "YYYY/MM/DD": "%Y/%m/%d",
    }.items():
        assert read_day(day.strftime(how), form) == day
    assert read_day(day.strftime("%Y-%m-%dT10:30:00.123Z")) == day
    assert read_day(str(day.year), "YYYY") == date(day.year, 12, 31)


WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)


@given(
    st.lists(
        st.builds(Decision, WORDS, WORDS, WORDS, st.sampled_from(DECISIONS)),
        max_size=6,
        unique_by=lambda d: frozenset((d.a, d.b)),
    )
)
def test_a_review_file_is_read_back(decisions: list[Decision]) -> None:
    plain = [d for d in decisions if not any(c.startswith("'") for c in (d.a, d.b, d.why))]
    found = read_review(written_review(plain, ()), "r.csv")
    assert found.value is not None
    told = [(d.a, d.b, d.why, d.decision) for d in found.value]
    assert told == sorted((d.a, d.b, d.why, d.decision) for d in plain)
