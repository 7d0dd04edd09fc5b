"""What is withheld is shown as withheld, on every page, in the API and in every file; nowhere is it said."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from django.test import Client

from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.operations import judge
from commonweal.web.policy import PUBLIC, Class, Marking
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.publication.files import FORMS
from commonweal.web.record.composing import compose, compose_public
from commonweal.web.record.contents import read_folder
from commonweal.web.record.markings import FILE, read_markings
from commonweal.web.record.operations import Taken, set_as_of
from tests.web.conftest import AS_OF, JOBS, NOW
from tests.web.test_policy import EVERY, address

Take = Callable[..., Taken]
SECRET = "7654321"
CLASSES = """
[[class]]
file = "evidence/*.csv"
column = "value"
where = { measure = "payroll" }
class = "withheld"
until = 2026-12-31
basis = "Trade secret, section 5"

[[class]]
file = "parties.csv"
column = "name"
where = { party = "NORTHWIND" }
class = "personal"
"""


@pytest.fixture
def site(take: Take, folder: Path) -> Path:
    """Take in the starter workspace with a figure and a name that the public may not see, and judge it."""
    facts = folder / "evidence" / "northwind.csv"
    facts.write_text(facts.read_text().replace("4960000", SECRET))
    (folder / "publication").mkdir()
    (folder / FILE).write_text(CLASSES)
    done = take(folder)
    assert done.ok, (done.faults, done.diagnostics)
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    return folder


def every_answer(client: Client) -> dict[str, bytes]:
    """Return everything that the site can be asked for: every route, and every file in every form."""
    addresses = {address(pattern) for _, pattern in EVERY}
    addresses |= {f"/downloads/{table}.{form}" for table in TABLES for form in FORMS}
    rows = client.get("/api/findings?limit=500").json()["rows"]
    rows += client.get("/api/payables?limit=500").json()["rows"]
    for row in rows:
        addresses.add(f"/agreements/{row['agreement']}/{row['clause']}")
        addresses.add(f"/agreements/{row['agreement']}/{row['clause']}/{row['window']['start'][:4]}")
    return {a: client.get(a).content for a in sorted(addresses)}


@pytest.mark.django_db
def test_no_answer_of_the_site_says_what_is_withheld(site: Path, client: Client) -> None:
    parties = csv.DictReader(io.StringIO((site / "parties.csv").read_text()))
    name = next(row["name"] for row in parties if row["party"] == "NORTHWIND")
    answers = every_answer(client)
    assert len(answers) > 40
    for where, content in answers.items():
        if where.endswith(".parquet"):
            content = repr(parquet.read_table(io.BytesIO(content)).to_pylist()).encode()
        for secret in (SECRET, "7,654,321", "7.654321", name):
            assert secret.encode() not in content, where


@pytest.mark.django_db
def test_it_is_shown_as_withheld_with_the_day_and_the_ground(site: Path, client: Client) -> None:
    rows = client.get(f"/api/evidence?agreement={JOBS}&limit=500").json()["rows"]
    (hidden,) = [row for row in rows if row["measure"] == "payroll" and row["period"] == "2023"]
    assert hidden["value"] == "undisclosed"
    assert hidden["withheld"] == {"value": "withheld until 2026-12-31: Trade secret, section 5"}
    assert hidden["source"], "the source of a withheld figure is told"
    (party,) = [row for row in client.get("/api/parties").json()["rows"] if row["party"] == "NORTHWIND"]
    assert party["name"] == "personal"
    assert json.loads(client.get("/downloads/evidence.json").content)["rows"] == rows


@pytest.mark.django_db
def test_the_day_after_the_last_day_it_is_public(site: Path, client: Client) -> None:
    done = judge(now=datetime(2027, 1, 1, 0, 5, tzinfo=UTC))
    assert done.judged == (JOBS,), "a day that turned changed the inputs"
    rows = client.get("/api/evidence?limit=500").json()["rows"]
    assert SECRET in {row["value"] for row in rows}
    assert all(row["withheld"] is None for row in rows)


@pytest.mark.django_db
def test_the_record_itself_keeps_every_byte(site: Path) -> None:
    assert compose() == read_folder(site)
    public = compose_public(on=NOW.date())
    assert SECRET.encode() not in b"".join(public.values())


@pytest.mark.django_db
def test_without_a_class_nothing_that_can_be_withheld_is_published(take: Take, folder: Path) -> None:
    assert take(folder, unmarked=None).ok
    public = compose_public(on=NOW.date())
    rows = list(csv.DictReader(io.StringIO(public["evidence/northwind.csv"].decode())))
    assert {row["value"] for row in rows} == {"undisclosed"}
    assert {row["source"] for row in rows} == {"confidential to the parties"}
    assert "README.md" not in public
    assert judge(now=NOW).judged == (JOBS,)


# ---- the file of classes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("class = 1", "is no table"),
        ("[[class]]\nfile = 'x'", "class is missing"),
        ("[[class]]\nclass = 'public'", "file is missing"),
        ("[[class]]\nfile = 'x'\nclass = 'secret'", "class is one of public, withheld, parties, personal"),
        ("[[class]]\nfile = 'x'\nclass = 'withheld'\nuntil = 'soon'", "until is a day"),
        ("[[class]]\nfile = 'x'\nclass = 'withheld'\nuntil = 2026-01-01T00:00:00Z", "until is a day"),
        ("[[class]]\nfile = 'x'\nclass = 'personal'\nuntil = 2026-01-01", "goes with the class withheld"),
        ("[[class]]\nfile = 'x'\nclass = 'public'\nwhere = { a = 1 }", "where is a table of texts"),
        ("[[class]]\nfile = 'x'\nclass = 'public'\ncolour = 'red'", "unknown key 'colour'"),
        (
            "[[class]]\nfile = 'payments/*.csv'\ncolumn = 'amount'\nclass = 'parties'",
            "decides what somebody owes",
        ),
        ("[[klass]]\nfile = 'x'", "unknown key 'klass'"),
        ("[[class", "classes.toml"),
    ],
)
def test_a_fault_of_the_file_is_said(text: str, said: str) -> None:
    _, faults = read_markings(text.encode(), PUBLIC)
    assert any(said in fault for fault in faults), faults


@pytest.mark.django_db
def test_a_workspace_whose_classes_are_at_fault_is_refused(take: Take, folder: Path) -> None:
    (folder / "publication").mkdir()
    (folder / FILE).write_text("[[class]]\nfile = 'payments/*.csv'\ncolumn = 'amount'\nclass = 'parties'")
    done = take(folder)
    assert not done.ok and len(done.faults) == 1 and compose() == {}


def test_the_last_entry_that_fits_decides() -> None:
    text = b"""
[[class]]
file = "evidence/*"
class = "parties"
[[class]]
file = "evidence/jobs.csv"
column = "value"
class = "public"
[[class]]
file = "evidence/jobs.csv"
column = "value"
where = { measure = "wages" }
class = "withheld"
until = 2030-01-01
"""
    stated, faults = read_markings(text, PUBLIC)
    assert faults == ()
    assert stated.of("evidence/pay.csv", "value", {}).what is Class.PARTIES
    assert stated.of("evidence/jobs.csv", "value", {"measure": "jobs"}).what is Class.PUBLIC
    withheld = Marking(Class.WITHHELD, date(2030, 1, 1))
    assert stated.of("evidence/jobs.csv", "value", {"measure": "wages"}) == withheld
    assert stated.of("evidence/jobs.csv", "source", {"measure": "wages"}).what is Class.PARTIES
    assert stated.of("evidence/jobs.csv", "period", {}) == PUBLIC, "a period cannot be withheld"
    assert stated.of("payments/x.csv", "amount", {}) == PUBLIC
