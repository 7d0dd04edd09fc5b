"""Support in the record: whole files or none, every row with its place, and sums that agree to the cent."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from commonweal.web.accounts.operations import actor
from commonweal.web.agreements.models import Agreement, Role
from commonweal.web.assessment.models import Pass, Payable
from commonweal.web.assessment.operations import Outcome as Judged
from commonweal.web.assessment.operations import judge
from commonweal.web.policy import Class
from commonweal.web.portfolio import models, queries
from commonweal.web.portfolio.adding import Outcome, Refused, change, data_path, mapping_path
from commonweal.web.portfolio.deriving import faults
from commonweal.web.publication.dictionary import TABLES as TABLES_SHOWN
from commonweal.web.record.composing import compose
from commonweal.web.record.contents import write_folder
from commonweal.web.record.models import Document, Event, File
from commonweal.web.record.operations import Taken, set_as_of
from commonweal.web.serving.archive import read_archive, write_archive
from commonweal.web.serving.keeping import problems
from tests.cases.imports.seeds import Seed, seeds
from tests.web.conftest import AS_OF, JOBS, NOW, TABLES, part_of_atlas
from tests.web.test_publication import api_rows
from tests.web.test_publication import test_api_json_csv_and_parquet_hold_the_same_rows as hold_the_same_rows

Take = Callable[..., Taken]
pytestmark = pytest.mark.django_db

GRANTS = b"""\
Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,\
Funding Org:Name
360G-fund-1,Arc furnace,GBP,250000,2020-05-01,GB-COH-1234567,Vale Steel Ltd,Green Fund
360G-fund-2,=cmd|calc,GBP,50000.25,2021-05-01,GB-COH-01234567,VALE STEEL,Green Fund
"""
LOANS = """Company;Amount;Signed
Vale Steel Ltd;1.250.000,50 €;31.01.2021
<script>Northern</script>;not disclosed;
;7.000 €;01.02.2021
""".encode()
MAPPING = b"""
source = "loans"
[constants]
instrument = "loan"
stage = "disbursed"
basis = "period"
currency = "EUR"
funder = "Bank"
[columns]
recipient = "Company"
amount = "Amount"
date = "Signed"
[formats]
date = "DD.MM.YYYY"
decimal = ","
thousands = "."
strip = ["\xe2\x82\xac"]
unknown = ["not disclosed"]
"""
NEW = {
    "support/grants.csv": GRANTS,
    "support/loans.csv": LOANS,
    "support/mappings/loans.toml": MAPPING,
}


def add(new: dict[str, bytes], gone: frozenset[str] = frozenset()) -> Outcome:
    """Change the files of support as somebody."""
    return change(new, gone, actor=actor("Ada", kind="person").key, at=NOW)


def rows(query: Any) -> list[dict[str, Any]]:
    """Return what is published of some rows."""
    return [json.loads(text) for text in query.values_list("data", flat=True)]


@pytest.fixture
def supported(judged: Judged) -> Outcome:
    """Add the files to the starter workspace, and judge it."""
    done = add(NEW)
    assert done.ok, done.diagnostics
    judge(now=NOW)
    return done


def test_an_agreement_is_support_to_its_recipient(judged: Judged) -> None:
    (row,) = rows(queries.supports())
    assert (row["source"], row["record"], row["agreement"]) == ("this register", JOBS, JOBS)
    assert (row["instrument"], row["stage"], row["group"]) == ("tax_benefit", "committed", "NORTHWIND")
    assert (row["matched"], row["how"]) == (True, "identifier")
    assert row["file"].startswith("agreements/") and row["row"].startswith("line ")


def test_files_become_rows_with_their_places_and_every_row_is_accounted_for(supported: Outcome) -> None:
    assert supported.changed == tuple(sorted(NEW))
    found = {(row["file"], row["row"]): row for row in rows(queries.supports())}
    steel = found["support/grants.csv", "row 2"]
    assert (steel["recipient"], steel["identifiers"]) == ("Vale Steel Ltd", "GB-COH 01234567")
    assert (steel["amount"], steel["currency"], steel["on"]) == ("250000.00", "GBP", "2020-05-01")
    loan = found["support/loans.csv", "row 2"]
    assert (loan["amount"], loan["how"], loan["matched"]) == ("1250000.50", "suggested", False)
    assert found["support/loans.csv", "row 3"]["amount"] is None
    assert found["support/loans.csv", "row 3"]["words"] == "not disclosed"
    assert found["support/loans.csv", "row 4"]["how"] == "nobody", "a row without a recipient is shown too"
    assert [row for row in rows(queries.sources()) if row["missing"]] == []
    files = {file["file"]: file["rows"] for file in queries.ledger()["files"]}
    assert files == {"support/grants.csv": 2, "support/loans.csv": 3}


def reconciled() -> None:
    """Hold sums of rows, groups and balances against one another, for every source and line."""
    key = ("instrument", "stage", "basis", "currency")
    read: dict[tuple[str, ...], Decimal] = {}
    shown: dict[tuple[str, ...], Decimal] = {}
    for row in rows(queries.supports()):
        at = (row["source"], *(row[k] for k in key))
        if row["amount"] is not None:
            read[at] = read.get(at, Decimal(0)) + Decimal(row["amount"])
        if row["matched"]:
            shown[at] = shown.get(at, Decimal(0)) + Decimal(row["amount"] or 0)
    balances = rows(queries.balances())
    assert {(b["source"], *(b[k] for k in key)): Decimal(b["read"]) for b in balances} == read
    for one in balances:
        at = (one["source"], *(one[k] for k in key))
        assert Decimal(one["grouped"]) == shown.get(at, Decimal(0))
        assert Decimal(one["read"]) - Decimal(one["grouped"]) - Decimal(one["unmatched"]) == 0
        assert Decimal(one["difference"]) == 0
    for line in {at[1:] for at in read}:
        groups = [t for t in rows(queries.totals()) if tuple(t[k] for k in key) == line]
        nobody = [r for r in rows(queries.supports()) if not r["group"] and tuple(r[k] for k in key) == line]
        whole = sum((Decimal(t["amount"] or 0) for t in (*groups, *nobody)), Decimal(0))
        assert whole == sum((amount for at, amount in read.items() if at[1:] == line), Decimal(0))
    assert sum(s["supports"] for s in rows(queries.sources())) == queries.supports().count()


def test_sums_agree_to_the_cent(supported: Outcome) -> None:
    reconciled()
    by_source = {b["source"]: (b["read"], b["unmatched"]) for b in rows(queries.balances())}
    assert by_source["360G-fund"] == ("300000.25", "0.00")
    assert by_source["loans"] == ("1257000.50", "1257000.50")


def test_a_likeness_is_a_suggestion_and_a_decision_joins(supported: Outcome) -> None:
    pairs = rows(queries.suggestions())
    assert {(p["why"]) for p in pairs} == {"the same name but for its legal form"}
    (steel,) = queries.groups(source="360G-fund")
    assert [p.groups for p in queries.suggestions(group=steel.group)] != []
    review = "a,b,why,decision\n" + "".join(f"{p['a']},{p['b']},{p['why']},same\n" for p in pairs)
    assert add({"support/review.csv": review.encode()}).ok
    judge(now=NOW)
    (steel,) = queries.groups(source="loans")
    assert json.loads(steel.data)["sources"] == ["360G-fund", "loans"]
    assert rows(queries.suggestions()) == []
    reconciled()


def test_the_owner_on_the_day_has_the_support(supported: Outcome, take: Take, folder: Path) -> None:
    parties = (folder / "parties.csv").read_text()
    head = parties.splitlines()[0]
    assert head == "party,name,kind,scheme,identifier,parent,from,until"
    more = (
        "GIANT,Giant Holding,company,,,,,\n"
        "VALE,Vale Steel Ltd,company,GB-COH,01234567,,,2020-12-31\n"
        "VALE,Vale Steel Ltd,company,GB-COH,01234567,GIANT,2021-01-01,\n"
    )
    (folder / "parties.csv").write_text(parties + more)
    assert take(folder).ok
    judge(now=NOW)
    assert [r["record"] for r in rows(queries.supports(group="VALE"))] == ["360G-fund-1"]
    assert [r["record"] for r in rows(queries.supports(group="GIANT"))] == ["360G-fund-2"]
    reconciled()


@pytest.mark.parametrize("asked", ["kind=zzz", "source=zzz", "kind=zzz&source=yyy"])
def test_a_kind_or_source_that_there_is_none_of_is_said(
    supported: Outcome, client: Client, asked: str
) -> None:
    page = client.get(f"/support?{asked}").content.decode()
    assert "No kind or source of support is called so here: zzz" in page
    assert "called so here" not in client.get("/support?kind=grant").content.decode()


def test_the_same_file_twice_changes_nothing(supported: Outcome) -> None:
    before = (Event.objects.count(), File.objects.count(), Document.objects.count())
    again = add(NEW)
    assert again.ok and not again.changed and again.event is None
    other = add({"support/copy.csv": GRANTS})
    assert (other.changed, other.known) == ((), {"support/copy.csv": "support/grants.csv"})
    assert before == (Event.objects.count(), File.objects.count(), Document.objects.count())


def test_a_later_version_of_a_file_takes_its_place(supported: Outcome) -> None:
    later = GRANTS.replace(b"250000", b"260000")
    assert add({"support/grants.csv": later}).changed == ("support/grants.csv",)
    judge(now=NOW)
    assert {b["source"]: b["read"] for b in rows(queries.balances())}["360G-fund"] == "310000.25"
    refused = add({"support/other.csv": GRANTS})
    assert [d.code for d in refused.diagnostics if d.is_error] == ["CW7206"], "two files, two contents"
    reconciled()


def test_judging_again_stores_nothing_and_gives_the_same(supported: Outcome) -> None:
    before = {model: list(model._default_manager.values()) for model in MODELS}
    passes = Pass.objects.count()
    judge(now=NOW)
    assert Pass.objects.count() == passes
    models.Ledger.objects.all().delete()
    judge(now=NOW)

    def without_id(model: Any) -> list[dict[str, Any]]:
        return [{k: v for k, v in row.items() if k != "id"} for row in model._default_manager.values()]

    for model in MODELS:
        assert without_id(model) == [{k: v for k, v in r.items() if k != "id"} for r in before[model]]


MODELS = [m for m in TABLES if m._meta.app_label == "portfolio" and issubclass(m, models.Row)]


def test_what_was_added_stays_when_a_workspace_without_it_is_taken_in(
    supported: Outcome, take: Take, folder: Path
) -> None:
    assert take(folder).changed == ()
    (folder / "commonweal.toml").write_text((folder / "commonweal.toml").read_text() + "\n# later\n")
    assert take(folder).changed == ("commonweal.toml",)
    assert compose()["support/grants.csv"] == GRANTS
    (folder / "support").mkdir()
    (folder / "support" / "grants.csv").write_bytes(GRANTS)
    assert take(folder).changed == ("support/loans.csv", "support/mappings/loans.toml")
    assert problems() == []


def test_what_goes_out_comes_in_again_byte_for_byte(supported: Outcome, take: Take, tmp_path: Path) -> None:
    files = compose()
    assert {path: files[path] for path in NEW} == NEW
    write_folder(tmp_path / "out", files)
    assert take(tmp_path / "out").changed == ()
    assert problems() == []
    write_archive(tmp_path / "site.zip")
    shown = rows(queries.supports())
    for model in reversed(TABLES):
        if model is not Event:
            model._default_manager.all().delete()
    _forget_events()
    read_archive(tmp_path / "site.zip")
    assert compose() == files and problems() == []
    judge(now=NOW)
    assert rows(queries.supports()) == shown


def _forget_events() -> None:
    """Empty the table that refuses it, as a new database would be."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='record_event'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("ALTER TABLE record_event DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM record_event")


def test_a_file_is_taken_out_with_an_event(supported: Outcome) -> None:
    done = add({}, frozenset({"support/loans.csv"}))
    assert done.changed == ("support/loans.csv",) and done.event is not None
    judge(now=NOW)
    assert {row["source"] for row in rows(queries.supports())} == {"this register", "360G-fund"}
    assert problems() == []


def test_files_that_are_not_public_are_not_shown_and_the_chain_does_not_name_them(
    judged: Judged, take: Take, folder: Path
) -> None:
    classes = '[[class]]\nfile = "support/loans.csv"\nclass = "parties"\n'
    (folder / "publication").mkdir()
    (folder / "publication" / "classes.toml").write_text(classes)
    (folder / "support" / "mappings").mkdir(parents=True)
    for path, content in NEW.items():
        (folder / path).write_bytes(content)
    assert take(folder).ok
    judge(now=NOW)
    assert {row["source"] for row in rows(queries.supports())} == {"this register", "360G-fund"}
    assert all("loans.csv" not in body for body in Event.objects.values_list("body", flat=True))
    told = json.dumps([queries.ledger(), *(rows(m._default_manager.all()) for m in MODELS)])
    assert "Northern" not in told and "1250000" not in told
    reconciled()


def test_nothing_is_public_that_nobody_called_so(take: Take, folder: Path) -> None:
    assert take(folder, unmarked=Class.PARTIES).ok
    assert add(NEW).ok
    judge(now=NOW)
    assert {row["source"] for row in rows(queries.supports())} == {"this register"}


# ---- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", " ", ".hidden", "a/b.csv", "..", "a\\b.csv", "c:d.csv", "a\0.csv", "review.csv", "mappings",
             "x" * 201, "a\n.csv", "m.toml"],
)  # fmt: skip
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        data_path(name)


def test_a_mapping_is_a_toml_file() -> None:
    assert mapping_path("loans.toml") == "support/mappings/loans.toml"
    with pytest.raises(Refused):
        mapping_path("loans.csv")


def test_nothing_is_added_to_no_workspace(db: None) -> None:
    with pytest.raises(Refused, match="no workspace"):
        add(NEW)


def test_a_source_cannot_take_our_name(judged: Judged) -> None:
    taken = {**NEW, "support/mappings/loans.toml": MAPPING.replace(b'"loans"', b'"this register"', 1)}
    assert {d.code for d in add(taken).diagnostics if d.is_error} == {"CW7205"}


HOSTILE = list({(s.topic, s.code): s for s in reversed(seeds()) if s.reads == "file"}.values())
"""The first of each topic and message; `tests/unit/exchange` reads them all."""


def as_new(seed: Seed) -> dict[str, bytes]:
    """Return a hostile file with its mapping and a sound file beside it."""
    new = {f"support/{seed.file}": seed.data, "support/grants.csv": GRANTS}
    return new | ({"support/mappings/m.toml": seed.mapping.encode()} if seed.mapping else {})


def test_a_hostile_file_is_refused_whole_with_all_that_came_with_it(judged: Judged) -> None:
    before = (Event.objects.count(), File.objects.count())
    wrong = []
    for seed in HOSTILE:
        done = add(as_new(seed))
        codes = {d.code for d in done.diagnostics if d.is_error}
        placed = all(d.span is not None for d in done.diagnostics if d.is_error and d.code != "CW7206")
        if done.ok or done.event is not None or seed.code not in codes or not placed:
            wrong.append((seed.id, codes))
    assert wrong == [] and len(HOSTILE) > 15
    assert before == (Event.objects.count(), File.objects.count())


def test_a_workspace_with_a_faulty_file_of_support_is_refused(take: Take, folder: Path) -> None:
    (folder / "support").mkdir()
    (folder / "support" / "loans.csv").write_bytes(LOANS)
    done = take(folder)
    assert not done.ok and [d.code for d in done.diagnostics if d.is_error] == ["CW7210"]
    assert not File.objects.exists()


def test_the_atlas_is_a_table_of_its_agreements(atlas_on: Callable[[date], None]) -> None:
    atlas_on(AS_OF)
    reconciled()
    assert queries.supports(source="this register").count() == len(list(rows(queries.supports())))


# ---- a site that is held at a day ---------------------------------------------------------------------


def held(day: date) -> None:
    """Hold the site at a day, and judge it."""
    set_as_of(day, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)


def links(page: str) -> set[str]:
    """Return where the links of a page lead within the site, but for files and other languages."""
    return {
        unescape(at)
        for at in re.findall(r'<a [^>]*href="(/[^"#?]*)', page)
        if not re.match(r"/(pt-br|downloads)", at)
    }


def test_what_was_signed_or_dated_later_is_on_no_page_and_in_no_file(
    supported: Outcome, client: Client
) -> None:
    assert len(api_rows(client, "support")) == 6
    held(date(2021, 1, 31))
    assert {(row["source"], row["row"]) for row in api_rows(client, "support")} == {
        ("360G-fund", "row 2"), ("loans", "row 2"), ("loans", "row 3")
    }, "the agreement was signed on 30 November 2022"  # fmt: skip
    left = {
        row["source"]: (row["left_out"], row["left_out_why"]) for row in api_rows(client, "support_sources")
    }
    assert left == dict.fromkeys(("360G-fund", "loans"), (1, "1 × dated after the day of this table"))
    page = shown(client, "/support")
    assert "What was signed, dated or said after 31 January 2021 is not in it." in page
    assert ">Northwind<" not in page and "this register</th>" not in page
    assert client.get("/support/NORTHWIND").status_code == 404
    sent = client.get("/downloads/support.csv").content.decode()
    assert JOBS not in sent and "2021-05-01" not in sent and "2021-02-01" not in sent
    reconciled()
    held(date(2022, 11, 30))
    assert (
        len(api_rows(client, "support")) == 6
        and JOBS in client.get("/downloads/support.csv").content.decode()
    )


def test_no_page_of_support_leads_to_what_is_not_there(supported: Outcome, client: Client) -> None:
    for day in (date(2020, 1, 1), date(2021, 2, 1), date(2022, 11, 30)):
        held(day)
        pages = ["/support", "/support/unmatched", *(f"/support/{g.group}" for g in queries.groups())]
        for at in sorted({at for page in pages for at in links(shown(client, page))}):
            assert client.get(at).status_code == 200, (day, at)


def test_an_agreement_that_is_not_judged_is_no_link(
    judged: Judged, take: Take, folder: Path, client: Client
) -> None:
    page = shown(client, "/support/NORTHWIND")
    assert f'href="/agreements/{JOBS}"' in page
    Agreement.objects.filter(agreement=JOBS).delete()
    page = shown(client, "/support/NORTHWIND")
    assert f'href="/agreements/{JOBS}"' not in page and JOBS in page


INTEL = "US-CHIPS-INTEL"


def test_an_award_that_became_shares_reads_the_same_in_the_register_and_in_the_table(
    take: Take, tmp_path: Path, client: Client
) -> None:
    assert take(part_of_atlas(tmp_path / "atlas", "chips", "foxconn")).ok
    held(date(2024, 10, 20))
    assert "Intel" not in shown(client, "/support") and client.get("/support/INTEL").status_code == 404
    assert INTEL not in client.get("/downloads/support.csv").content.decode()
    assert client.get(f"/agreements/{INTEL}").status_code == 404
    assert "this agreement was typed" not in shown(client, "/agreements/WI-FXC")
    held(date(2025, 8, 26))
    assert told(client) == ("grant", None, None, "CHIPS award with upside sharing")
    held(date(2025, 8, 27))
    assert told(client) == ("equity", "grant", "2025-08-27", "CHIPS award turned into shares")
    said = "grant when signed, equity since 27 August 2025"
    assert f">{said}</td>" in shown(client, "/agreements")
    assert f"· {said} ·" in shown(client, f"/agreements/{INTEL}")
    assert f"{said}, committed" in shown(client, "/support?name=intel")
    group = shown(client, "/support/INTEL")
    assert f"{said}, committed" in group and "CHIPS award turned into shares" in group
    lines = [row for row in api_rows(client, "support_groups") if row["group"] == "INTEL"]
    assert [(row["instrument"], row["amount"], row["count"]) for row in lines] == [
        ("equity", "7865000000.00", 1)
    ], "it counts once"
    assert "subvenção na assinatura, participação" in shown(client, "/pt-br/support/INTEL")


def told(client: Client) -> tuple[Any, ...]:
    """Return kind and title of Intel's award, which API and list of agreements say alike."""
    (row,) = [one for one in api_rows(client, "support") if one["agreement"] == INTEL]
    (other,) = [one for one in api_rows(client, "agreements") if one["agreement"] == INTEL]
    assert (row["instrument"], row["title"]) == (other["instrument"], other["title"])
    return row["instrument"], row["signed_as"], row["instrument_since"], row["title"]


# ---- what everybody sees -----------------------------------------------------------------------------


def shown(client: Client, path: str) -> str:
    """Return a page, with plain spaces."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("name", [name for name in TABLES_SHOWN if name.startswith("support")])
def test_api_and_files_hold_the_same_rows_of_files_too(supported: Outcome, client: Client, name: str) -> None:
    hold_the_same_rows(None, client, name)  # type: ignore[arg-type]
    assert api_rows(client, name), "there is something to compare"


def test_a_formula_in_a_file_is_text_in_a_spreadsheet(supported: Outcome, client: Client) -> None:
    found = list(csv.DictReader(io.StringIO(client.get("/downloads/support.csv").content.decode())))
    assert "'=cmd|calc" in {row["title"] for row in found}


def test_the_page_shows_every_sum_of_the_api(supported: Outcome, client: Client) -> None:
    page = shown(client, "/support")
    for row in api_rows(client, "support_balances"):
        for name in ("read", "grouped", "unmatched", "difference"):
            assert f"{row['currency']} {Decimal(row[name]):,.2f}" in page
    for row in api_rows(client, "support_groups"):
        if row["matched"]:
            assert row["name"] in page and f"{Decimal(row['amount']):,.2f}" in page
    assert "Northern" not in page, "what is not matched stands under no group"


def test_beside_what_was_committed_stands_what_is_on_record_as_paid(
    supported: Outcome, client: Client
) -> None:
    public = {one.name for one in Role.objects.filter(agreement=JOBS, side="public")}
    paid = sum(Decimal(row["paid"]) for row in api_rows(client, "payables") if row["payer"] in public)
    assert paid, "the public paid something under the agreement"
    said = f"on record as paid by the public: EUR {paid:,.2f}"
    for path in ("/support", "/support/NORTHWIND"):
        page = shown(client, path)
        assert said in page and "Received" not in page and "Committed, awarded or paid out" in page
    assert shown(client, "/support").count("on record as paid") == 2, "of the agreement, and in the last note"
    assert paid_by_table(client) == {"support": [str(paid)], "support_groups": [str(paid)]}
    owed = Payable.objects.filter(agreement=JOBS)
    owed.update(currency="USD")
    assert "on record as paid by" not in shown(client, "/support") + shown(client, "/support/NORTHWIND")
    assert "no payment by the public" not in shown(client, "/support/NORTHWIND")
    assert paid_by_table(client) == {"support": [], "support_groups": []}, "nothing is converted"
    owed.delete()
    assert "no payment by the public is on record" in shown(client, "/support/NORTHWIND")
    assert paid_by_table(client) == {"support": ["0.00"], "support_groups": ["0.00"]}
    Agreement.objects.filter(agreement=JOBS).delete()
    page = shown(client, "/support/NORTHWIND")
    assert "on record" not in page, "of an agreement that was not judged nothing is said"
    assert paid_by_table(client) == {"support": [], "support_groups": []}


def paid_by_table(client: Client) -> dict[str, list[str]]:
    """Return what the published tables of support have of payments."""
    tables = {name: api_rows(client, name) for name in ("support", "support_groups")}
    return {name: [row["paid"] for row in rows if row["paid"] is not None] for name, rows in tables.items()}


def test_every_row_is_on_a_page_with_its_place(supported: Outcome, client: Client) -> None:
    others = shown(client, "/support/unmatched")
    for row in api_rows(client, "support"):
        pages = [shown(client, f"/support/{quote(row['group'])}")] if row["group"] else []
        pages += [] if row["matched"] else [others]
        assert pages
        for page in pages:
            assert f"<code>{row['file']}</code> {row['row']}" in page
            said = f"{Decimal(row['amount']):,.2f}" if row["amount"] else row["words"]
            assert said in page and escape(row["recipient"]) in page
    assert "<script>Northern" not in others and "&lt;script&gt;Northern" in others


def test_a_likeness_is_shown_and_not_added(supported: Outcome, client: Client) -> None:
    (steel,) = queries.groups(source="360G-fund")
    page = shown(client, f"/support/{steel.group}")
    assert "the same name but for its legal form" in page and "Nothing of these is added here." in page
    assert "1,250,000.50" not in page


def test_the_list_is_narrowed_by_source_and_kind_and_turned(supported: Outcome, client: Client) -> None:
    assert "Northwind" in shown(client, "/support?source=this+register")
    assert "/support/NORTHWIND" not in shown(client, "/support?source=360G-fund")
    assert "/support/NORTHWIND" not in shown(client, "/support?kind=grant")
    assert "No group received such support." in shown(client, "/support?kind=grant&name=nobody-here")
    assert "is called so here: &#x27;&quot;." in shown(client, "/support?source=%27%22")
    long = shown(client, "/support?source=" + "x" * 5_000)
    assert "is called so here: " in long and "x" * 401 not in long.replace(f"source={'x' * 5_000}", "")


def test_a_firm_leads_to_its_support_and_back(judged: Judged, client: Client) -> None:
    assert 'href="/support/NORTHWIND"' in shown(client, "/firms/NORTHWIND")
    assert 'href="/firms/NORTHWIND"' in shown(client, "/support/NORTHWIND")
    assert client.get("/support/nobody").status_code == 404


def test_pages_of_support_are_in_portuguese_too(supported: Outcome, client: Client) -> None:
    page = shown(client, "/pt-br/support")
    assert "Quem recebeu o quê" in page and "este registro" in page and "subvenção, concedido" in page


def test_a_site_without_support_says_so(db: None, client: Client) -> None:
    assert "No support is recorded here yet." in shown(client, "/support")
    assert "who it is" in shown(client, "/support/unmatched")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("vale+STEEL+Limited", {"VALE STEEL", "Vale Steel Ltd"}),
        ("stéel", {"VALE STEEL", "Vale Steel Ltd"}),
        ("northwind", {"Northwind"}),
        ("%25", set()),
        ("script", {"<script>Northern</script>"}),
    ],
)
def test_a_recipient_is_found_by_a_part_of_the_name_matched_or_not(
    supported: Outcome, client: Client, asked: str, found: set[str]
) -> None:
    page = shown(client, f"/support?name={asked}")
    table = page.partition('aria-labelledby="groups"')[2].partition("</table>")[0]
    names = {name for name in NAMES if f">{escape(name)}" in table}
    assert names == found


NAMES = ("VALE STEEL", "Vale Steel Ltd", "<script>Northern</script>", "Northwind")


def test_an_identifier_that_is_withheld_joins_nothing_and_is_not_shown(
    judged: Judged, take: Take, folder: Path
) -> None:
    (folder / "publication").mkdir()
    withheld = (
        '[[class]]\nfile = "parties.csv"\ncolumn = "identifier"\nclass = "withheld"\nuntil = 2030-01-01\n'
    )
    (folder / "publication" / "classes.toml").write_text(withheld)
    more = "VALE,Vale Steel Ltd,company,GB-COH,01234567,,,\nOTHER,Other,company,XX-REG,77,,,\n"
    (folder / "parties.csv").write_text((folder / "parties.csv").read_text() + more)
    assert take(folder).ok
    assert add({"support/grants.csv": GRANTS}).ok
    judge(now=NOW)
    assert queries.supports(group="VALE").count() == 0, "nobody learns whose number it is"
    assert "XX-REG" not in json.dumps([rows(model._default_manager.all()) for model in MODELS])
    reconciled()


def test_what_comes_in_meanwhile_is_not_lost(judged: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    checked, times = faults, []

    def slowly(*given: Any) -> Any:
        times.append(1)
        if len(times) == 1:
            monkeypatch.setattr("commonweal.web.portfolio.adding.faults", checked)
            assert add({"support/grants.csv": GRANTS}).ok
            monkeypatch.setattr("commonweal.web.portfolio.adding.faults", slowly)
        return checked(*given)

    monkeypatch.setattr("commonweal.web.portfolio.adding.faults", slowly)
    assert add({key: value for key, value in NEW.items() if key != "support/grants.csv"}).ok
    assert {path: compose()[path] for path in NEW} == NEW and len(times) == 2
    assert problems() == []


def test_a_recipient_of_no_register_is_found_by_search(supported: Outcome, client: Client) -> None:
    page = shown(client, "/search?q=vale+steel")
    (steel,) = queries.groups(source="360G-fund")
    assert "Recipients of support" in page and f'href="/support/{steel.group}"' in page
    assert "Recipients of support" not in shown(client, "/search?q=northwind"), "a party is found as a firm"
    assert "&lt;script&gt;Northern" in shown(client, "/search?q=northern")


HALF = {
    "id": "360G-x-1", "title": "cut off \ud83d", "description": "", "currency": "GBP", "amountAwarded": 5,
    "awardDate": "2024-01-31", "recipientOrganization": [{"id": "X\ud800", "name": "Ste\0el \ud800"}],
    "fundingOrganization": [{"id": "GB-GOR-D1", "name": "Fund\0"}],
}  # fmt: skip


def test_what_is_no_character_is_shown_as_such_and_stops_nothing(judged: Judged, client: Client) -> None:
    written = json.dumps({"grants": [HALF]}).encode()
    assert add({"support/x.json": written}).ok
    judge(now=NOW)
    (row,) = [r for r in api_rows(client, "support") if r["record"] == "360G-x-1"]
    assert (row["title"], row["recipient"]) == ("cut off \ufffd", "Ste\ufffdel \ufffd")
    assert "Ste\ufffdel \ufffd" in shown(client, "/support/unmatched")
    assert client.get("/downloads/support.csv").status_code == 200
    assert compose()["support/x.json"] == written
    reconciled()
