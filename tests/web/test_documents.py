"""Documents: the same bytes once, told and sent only where the public may see them, exact on the way out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import judge
from commonweal.web.record import documents
from commonweal.web.record.composing import compose, compose_public
from commonweal.web.record.contents import read_folder
from commonweal.web.record.models import Document, Event
from commonweal.web.record.operations import Taken, set_as_of
from commonweal.web.serving.archive import read_archive, write_archive
from commonweal.web.serving.keeping import problems
from tests.web.conftest import AS_OF, JOBS, NOW, judged_on, once
from tests.web.test_archive import empty_the_site

pytestmark = pytest.mark.django_db
Take = Callable[..., Taken]
CONTRACT, SECRET = b"%PDF-1.7 the contract \xff", b"%PDF-1.7 SECRET side letter \xfe"
CLASSES = """
[[class]]
file = "documents/RIV-2023-001/side-letter.pdf"
class = "withheld"
until = 2026-12-31
basis = "Trade secret, section 5"

[[class]]
file = "documents/RIV-2023-001/people/*"
class = "personal"
"""
TABLE = f"""agreement,path,title,dated
{JOBS},documents/{JOBS}/contract.pdf,The contract <b>as signed</b>,2022-11-30
{JOBS},documents/{JOBS}/side-letter.pdf,HUSHED side letter,2022-12-01
{JOBS},documents/annex.md,The annex,
"""


def address(content: bytes) -> str:
    return f"/documents/{sha256(content).hexdigest()}"


@pytest.fixture
def papers(folder: Path) -> Path:
    """Lay documents into the starter workspace: public, withheld, personal, a copy, a page, one outside."""
    files = {
        f"documents/{JOBS}/contract.pdf": CONTRACT,
        f"documents/{JOBS}/copy of contract.pdf": CONTRACT,
        f"documents/{JOBS}/side-letter.pdf": SECRET,
        f"documents/{JOBS}/people/staff.csv": b"name\nMarta SECRET\n",
        f"documents/{JOBS}/page.html": b"<script>alert(1)</script>",
        "documents/annex.md": "Añadido\r\n".encode(),
        "documents.csv": TABLE.encode(),
        "publication/classes.toml": CLASSES.encode(),
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture
def site(papers: Path, take: Take) -> Path:
    def making() -> None:
        done = take(papers)
        assert done.ok, (done.faults, done.diagnostics)
        judged_on(AS_OF)

    once("papers", making)
    return papers


def rows(client: Client) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(f"/api/documents?agreement={JOBS}").json()["rows"]
    return found


def test_public_documents_are_listed_with_title_day_size_and_hash(site: Path, client: Client) -> None:
    found = {row["name"]: row for row in rows(client) if row["class"] == "public"}
    assert set(found) == {"contract.pdf", "copy of contract.pdf", "page.html", "annex.md"}
    contract = found["contract.pdf"]
    assert contract == {
        "agreement": JOBS, "title": "The contract <b>as signed</b>", "name": "contract.pdf",
        "dated": "2022-11-30", "bytes": len(CONTRACT), "sha256": sha256(CONTRACT).hexdigest(),
        "class": "public", "withheld": None,
    }  # fmt: skip
    page = client.get(f"/agreements/{JOBS}").content.decode()
    assert "The contract &lt;b&gt;as signed&lt;/b&gt;" in page and "30 November 2022" in page
    assert f'href="{address(CONTRACT)}"' in page and sha256(CONTRACT).hexdigest() in page


def test_of_a_withheld_document_nothing_is_told_but_its_class(site: Path, client: Client) -> None:
    hidden = [row for row in rows(client) if row["class"] != "public"]
    nothing = {"title": None, "name": None, "dated": None, "bytes": None, "sha256": None}
    assert hidden == [
        {"agreement": JOBS, **nothing, "class": "personal", "withheld": "personal"},
        {
            "agreement": JOBS, **nothing, "class": "withheld",
            "withheld": "withheld until 2026-12-31: Trade secret, section 5",
        },
    ]  # fmt: skip
    page = client.get(f"/agreements/{JOBS}").content.decode()
    assert page.count("A document that is not shown") == 2
    assert "withheld until 2026-12-31: Trade secret, section 5" in page
    for where in (
        f"/agreements/{JOBS}",
        "/api/documents",
        "/downloads/documents.csv",
        "/api/chain?limit=500",
    ):
        said = client.get(where).content
        for secret in (b"SECRET", b"HUSHED", b"side-letter", b"staff", sha256(SECRET).hexdigest().encode()):
            assert secret not in said, where


def test_bytes_are_sent_to_be_kept_and_never_run(site: Path, client: Client) -> None:
    sent = client.get(address(CONTRACT))
    assert sent.status_code == 200 and sent.content == CONTRACT
    assert sent["Content-Type"] == "application/pdf"
    assert sent["Content-Disposition"] == 'attachment; filename="contract.pdf"'
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Security-Policy"] == "default-src 'none'; sandbox"
    page = client.get(address(b"<script>alert(1)</script>"))
    assert page["Content-Type"] == "application/octet-stream", "a page is bytes like others"


@pytest.mark.parametrize("content", [SECRET, b"name\nMarta SECRET\n", b"nobody has this"])
def test_what_is_not_public_is_not_there(site: Path, client: Client, content: bytes) -> None:
    assert client.get(address(content)).status_code == 404


@pytest.mark.parametrize("wrong", ["", "x", "..", "%2e%2e", "A" * 64, "0" * 64, "0" * 5000])
def test_another_name_is_not_found(site: Path, client: Client, wrong: str) -> None:
    assert client.get(f"/documents/{wrong}").status_code == 404


def test_only_documents_are_sent(site: Path, client: Client) -> None:
    terms = (site / "terms" / "jobs_credit.terms").read_bytes()
    assert client.get(address(terms)).status_code == 404


def test_a_site_that_is_held_at_a_day_has_no_document_of_a_later_day(site: Path, client: Client) -> None:
    hold = partial(set_as_of, actor=actor("Ada", kind="person").key, at=NOW)
    hold(date(2022, 11, 29))
    judge(now=NOW)
    every = client.get("/api/documents").json()["rows"]
    assert every == [], "nobody had signed the agreement that they belong to"
    hold(date(2022, 11, 30))
    judge(now=NOW)
    assert {row["name"] for row in rows(client)} == {
        "contract.pdf", "copy of contract.pdf", "page.html", "annex.md", None
    }  # fmt: skip
    assert [row["class"] for row in rows(client)].count("withheld") == 0, "the letter is of the day after"
    assert client.get(address(CONTRACT)).content == CONTRACT


def test_the_link_to_a_document_of_a_later_day_does_not_exist(
    papers: Path, take: Take, client: Client
) -> None:
    later = f"{JOBS},documents/annex.md,Later,2026-11-22"
    (papers / "documents.csv").write_text(f"agreement,path,title,dated\n{later}\n")
    assert take(papers).ok
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    annex = (papers / "documents/annex.md").read_bytes()
    page = client.get(f"/agreements/{JOBS}").content.decode()
    assert "Later" not in page and address(annex) not in page and address(CONTRACT) in page
    assert client.get(address(annex)).status_code == 404
    set_as_of(date(2026, 11, 22), actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    assert client.get(address(annex)).content == annex
    assert address(annex) in client.get(f"/agreements/{JOBS}").content.decode()


def test_the_same_bytes_are_stored_once_and_go_with_the_last_file(site: Path, take: Take) -> None:
    assert Document.objects.filter(sha256=sha256(CONTRACT).hexdigest()).count() == 1
    (site / f"documents/{JOBS}/copy of contract.pdf").unlink()
    assert take(site).ok
    assert Document.objects.filter(sha256=sha256(CONTRACT).hexdigest()).exists()
    (site / f"documents/{JOBS}/contract.pdf").unlink()
    (site / "documents.csv").unlink()
    (site / "documents/annex.md").unlink()
    assert take(site).ok
    assert not Document.objects.filter(sha256=sha256(CONTRACT).hexdigest()).exists()


def test_an_export_gives_every_byte_back_and_none_is_judged(site: Path) -> None:
    assert compose() == read_folder(site)
    assert not [path for path in compose_public(on=NOW.date()) if path.startswith("documents/")]


def test_a_backup_brings_documents_back_and_the_chain_holds_them(
    site: Path, client: Client, tmp_path: Path
) -> None:
    before = compose()
    write_archive(tmp_path / "site.zip")
    empty_the_site()
    Document.objects.all().delete()
    assert client.get(address(CONTRACT)).status_code == 404
    read_archive(tmp_path / "site.zip")
    assert compose() == before and problems() == []
    judge(now=NOW)
    assert client.get(address(CONTRACT)).content == CONTRACT
    Document.objects.filter(sha256=sha256(SECRET).hexdigest()).update(content=b"another letter")
    assert any("side-letter" in fault for fault in problems()), "a document that was changed is found"


@pytest.mark.parametrize("name", ["amendments", "calendar"])
def test_a_clause_whose_address_is_taken_is_refused(folder: Path, take: Take, name: str) -> None:
    text = folder / "terms" / "jobs_credit.terms"
    said = text.read_text().replace("condition training", f"condition {name}")
    text.write_text(said.replace("expect training", f"expect {name}"))
    done = take(folder)
    assert [fault for fault in done.faults if f"the clause '{name}' cannot have an address" in fault], done


def test_names_of_documents_are_in_no_event(site: Path) -> None:
    bodies = "".join(Event.objects.values_list("body", flat=True))
    assert "documents/" not in bodies and "documents.csv" in bodies


def test_the_day_after_it_is_public_on_page_and_by_its_hash(site: Path, client: Client) -> None:
    assert client.get(address(SECRET)).status_code == 404
    judge(now=datetime(2027, 1, 1, 0, 5, tzinfo=UTC))
    assert client.get(address(SECRET)).content == SECRET
    assert "HUSHED side letter" in client.get(f"/agreements/{JOBS}").content.decode()


def test_what_becomes_confidential_is_not_sent_even_before_the_site_is_judged(
    site: Path, take: Take, client: Client
) -> None:
    more = f'\n[[class]]\nfile = "documents/{JOBS}/*contract.pdf"\nclass = "parties"\n'
    (site / "publication/classes.toml").write_text(CLASSES + more)
    assert take(site).ok
    assert client.get(address(CONTRACT)).status_code == 404
    judge(now=NOW)
    assert "contract.pdf" not in client.get(f"/agreements/{JOBS}").content.decode()


def test_page_and_files_say_the_same(site: Path, client: Client) -> None:
    assert json.loads(client.get("/downloads/documents.json").content)["rows"] == rows(client)
    text = client.get("/downloads/documents.csv").content.decode("utf-8-sig")
    assert [r["sha256"] for r in csv.DictReader(io.StringIO(text))] == [
        r["sha256"] or "" for r in rows(client)
    ]


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("documents/lonely.pdf", b"x", "documents/lonely.pdf: no agreement has this document"),
        ("documents/NOPE/lonely.pdf", b"x", "no agreement has this document"),
        (f"documents/{JOBS}/hidden.terms", b"# nothing", "is no document"),
        (f"documents/{JOBS}/hidden.toml", b"", "is no document"),
        ("documents.csv", b"agreement,path\nNOPE,documents/annex.md\n", "there is no agreement 'NOPE'"),
        (
            "documents.csv",
            f"agreement,path\n{JOBS},documents/no.pdf\n".encode(),
            "there is no 'documents/no.pdf'",
        ),
        (
            "documents.csv",
            f"agreement,path\n{JOBS},terms/jobs_credit.terms\n".encode(),
            "there is no 'terms/",
        ),
        ("documents.csv", b"agreement,path,colour\n", "its columns are agreement, path, title, dated"),
        ("documents.csv", b"path\ndocuments/annex.md\n", "its columns are"),
        ("documents.csv", f"agreement,path\n{JOBS}\n".encode(), "documents.csv:2: it has 1 cells"),
        (
            "documents.csv",
            f"agreement,path,dated\n{JOBS},documents/annex.md,soon\n".encode(),
            "documents.csv:2: dated: 'soon' is no day, as 2021-04-20",
        ),
        ("documents.csv", b'agreement,path\n"', "a quote does not close"),
        ("documents.csv", b"\xff\xfe", "documents.csv: "),
    ],
)
def test_what_cannot_be_shown_is_refused_with_its_place(
    papers: Path, take: Take, path: str, content: bytes, said: str
) -> None:
    (papers / path).parent.mkdir(parents=True, exist_ok=True)
    (papers / path).write_bytes(content)
    done = take(papers)
    assert not done.ok and any(said in fault for fault in done.faults), done.faults
    assert not Document.objects.exists()


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=12)


@given(
    paths=st.sets(st.builds("documents/{}/{}".format, NAMES, NAMES), max_size=6),
    ids=st.sets(NAMES, max_size=4),
)
def test_every_document_is_listed_for_its_agreement_or_told_as_a_fault(
    paths: set[str], ids: set[str]
) -> None:
    shown = {one.path for one in documents.listed(None, paths, ids)}
    lost = {
        path
        for path in paths
        if any(
            f.startswith(f"{path}: no agreement") for f in documents.faults(dict.fromkeys(paths, b""), ids)
        )
    }
    assert shown | lost == paths and not shown & lost
