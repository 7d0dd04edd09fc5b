"""What is withheld is shown as withheld, on every page, in the API and in every file; nowhere is it said."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as parquet
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.engines.protocol import Payable
from commonweal.web.accounts.operations import actor
from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment.models import Finding
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.policy import PUBLIC, Class, Marking
from commonweal.web.publication.dictionary import TABLES
from commonweal.web.publication.files import FORMS
from commonweal.web.record.composing import as_public, compose, compose_public
from commonweal.web.record.contents import read_folder, write_folder
from commonweal.web.record.markings import FILE, Entry, Markings, read_markings
from commonweal.web.record.operations import Taken, set_as_of
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.web.conftest import AS_OF, ATLAS, JOBS, NOW, STARTER
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

MEASURES = ("apprentices", "full_time_jobs", "investment", "payroll")


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
    assert hidden["source"].endswith("; withheld until 2026-12-31: Trade secret, section 5"), hidden
    result = client.get(f"/agreements/{JOBS}/credits/2023").content.decode()
    assert "withheld until 2026-12-31: Trade secret, section 5" in result, "the page says when and why"
    (party,) = [row for row in client.get("/api/parties").json()["rows"] if row["party"] == "NORTHWIND"]
    assert party["name"] == "personal"
    assert json.loads(client.get("/downloads/evidence.json").content)["rows"] == rows


@pytest.mark.django_db
def test_proof_that_is_only_not_public_is_called_so_on_every_page_and_alarms_nobody(
    judged: Outcome, take: Take, folder: Path, client: Client
) -> None:
    def alarms() -> int:
        return sum(Agreement.objects.values_list("concerns", flat=True))

    late, before = Finding.objects.filter(status="overdue").count(), alarms()
    (folder / "publication").mkdir()
    (folder / FILE).write_text('[[class]]\nfile = "evidence/*.csv"\ncolumn = "value"\nclass = "parties"\n')
    assert take(folder).ok
    judge(now=NOW)
    hidden = Finding.objects.filter(shown="not_public")
    assert hidden.exists() and {f.status for f in hidden} == {"overdue"}
    assert Finding.objects.filter(status="overdue").count() == late + hidden.count()
    assert alarms() <= before
    rows = client.get("/api/findings?status=overdue&limit=500").json()["rows"]
    assert sum("undisclosed" in row["reason"] for row in rows) == hidden.count(), "programs read the engine"
    for path in ("/", "/agreements", f"/agreements/{JOBS}", "/firms/NORTHWIND", f"/agreements/{JOBS}/jobs"):
        assert "is-not-public" in client.get(path).content.decode(), path
    for one in hidden:
        text = client.get(f"/agreements/{JOBS}/{one.clause}/{one.start.year}").content.decode()
        assert "is-not-public" in text and "is-overdue" not in text, one
    assert "não é público" in client.get(f"/pt-br/agreements/{JOBS}").content.decode()
    assert client.get("/feed.atom").content.decode().count(": overdue (") == late
    page = client.get(f"/agreements/{JOBS}").content.decode()
    picture = page.partition("<figure")[2].partition("</figure>")[0]
    assert "not public" in picture and picture.count(">overdue<") == late
    lead = page.partition('<p class="lead"')[2].partition("</p>")[0]
    assert "rest on figures that are not public" in lead


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


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('file = "evidnce/*.csv"', "no file is called evidnce/*.csv"),
        ('file = "terms/*.terms"', "has not anything that can be withheld"),
        ('file = "commonweal.toml"', "has not anything that can be withheld"),
        ('file = "evidence/*.csv"\nwhere = { measur = "payroll" }', "where names 'measur'"),
        ('file = "evidence/*.csv"\nwhere = { measure = "payrol" }', "no row of evidence/*.csv is as `where`"),
    ],
)
@pytest.mark.django_db
def test_a_class_that_withholds_nothing_is_refused(take: Take, folder: Path, entry: str, said: str) -> None:
    (folder / "publication").mkdir()
    (folder / FILE).write_text(f'[[class]]\nclass = "parties"\n{entry}')
    done = take(folder)
    assert len(done.faults) == 1 and said in done.faults[0] and compose() == {}


@pytest.mark.django_db
def test_a_class_of_a_document_is_taken_in(take: Take, folder: Path) -> None:
    (folder / "publication").mkdir()
    (folder / FILE).write_text('[[class]]\nclass = "personal"\nfile = "README.md"')
    assert take(folder).ok
    assert "README.md" not in compose_public(on=NOW.date())


@pytest.mark.django_db
def test_a_table_in_parquet_is_refused_for_no_cell_of_it_could_be_withheld(take: Take, folder: Path) -> None:
    facts = folder / "evidence" / "northwind.csv"
    rows = list(csv.DictReader(io.StringIO(facts.read_text())))
    parquet.write_table(pyarrow.Table.from_pylist(rows), facts.with_suffix(".parquet"))
    facts.unlink()
    done = take(folder)
    assert not done.ok and not any(d.is_error for d in done.diagnostics)
    assert len(done.faults) == 1 and "write it as CSV" in done.faults[0]


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


# ---- what the public workspace says -----------------------------------------------------------------

HIDDEN = Marking(Class.PARTIES)
HEADER = "agreement,kind,subject,measure,period,value,unit,level,source,reported_on,recorded_at,count,total\n"


def shown(path: str, text: str, *entries: Entry, unmarked: Marking = PUBLIC) -> list[dict[str, str]]:
    """Return the rows of a table as the public may see them."""
    made = as_public(path, text.encode(), Markings(unmarked, entries), on=NOW.date())
    assert made is not None
    return list(csv.DictReader(io.StringIO(made.decode())))


def closing(total: str = "51234") -> str:
    return (
        f"A,emp,e1,wage,2024,51234,USD,audited,x,,t,,\nA,emp,,wage,2024,closed,USD,audited,x,,t,1,{total}\n"
    )


def test_a_closing_statement_stays_one_and_says_no_total_of_what_is_withheld() -> None:
    fact, closed = shown("evidence/x.csv", HEADER + closing(), unmarked=HIDDEN)
    assert fact["value"] == "undisclosed"
    assert (closed["value"], closed["count"], closed["total"]) == ("closed", "1", "")


@pytest.mark.parametrize(
    ("where", "total"),
    [
        ({"subject": "e1"}, ""),
        ({"measure": "wage"}, ""),
        ({"measure": "jobs"}, "51234"),
        ({"agreement": "B"}, "51234"),
    ],
)
def test_a_total_is_withheld_if_any_figure_that_it_may_sum_is(where: dict[str, str], total: str) -> None:
    elsewhere = Entry("evidence/y.csv", HIDDEN, "value", where)
    assert shown("evidence/x.csv", HEADER + closing(), elsewhere)[1]["total"] == total


def test_what_makes_all_figures_public_makes_totals_public() -> None:
    public = Entry("evidence/*.csv", PUBLIC, "value")
    assert shown("evidence/x.csv", HEADER + closing(), public, unmarked=HIDDEN)[1]["total"] == "51234"


def test_a_withheld_figure_without_a_source_has_the_class_for_one() -> None:
    value = Entry("evidence/*.csv", HIDDEN, "value")
    text = "agreement,measure,period,value,level,source,recorded_at\nA,wage,2024,1,audited,,t\n"
    assert shown("evidence/x.csv", text, value)[0]["source"] == "confidential to the parties"
    text = "agreement,measure,period,value,level,recorded_at\nA,wage,2024,1,audited,t\n"
    assert shown("evidence/x.csv", text, value)[0]["source"] == "not public"


def test_the_reason_of_a_decision_that_is_not_public_is_never_said() -> None:
    text = (
        "agreement,clause,kind,reason,public\nA,c,waived,SECRET,no\nA,c,waived,told,yes\nA,c,waived,told,\n"
    )
    reasons = [row["reason"] for row in shown("decisions/x.csv", text, Entry("*", PUBLIC))]
    assert reasons == ["confidential to the parties", "told", "told"]


def test_a_table_that_nobody_reads_is_a_document() -> None:
    assert as_public("annex/wages.csv", b"\xff,1\n", Markings(HIDDEN), on=NOW.date()) is None
    assert as_public("annex/wages.csv", b"\xff,1\n", Markings(PUBLIC), on=NOW.date()) == b"\xff,1\n"


def verdicts(files: dict[str, bytes], tmp: Path) -> tuple[dict[Any, str], dict[Any, Payable]]:
    """Judge files; return statuses of findings and payables by what they are about."""
    folder = Path(tempfile.mkdtemp(dir=tmp)) / "workspace"
    write_folder(folder, files)
    loaded = load(folder)
    assert loaded.value is not None
    assert not [d for d in loaded.diagnostics if d.is_error]
    run = assess(loaded.value, as_of=AS_OF, known_at=end_of_day(AS_OF, loaded.value.zone), engine="reference")
    found = {(f.agreement, f.clause, f.window): f.status for one in run.assessments for f in one.findings}
    owed = {
        (p.agreement, p.clause, p.window, p.kind, p.item): p for one in run.assessments for p in one.payables
    }
    return found, owed


NOT_KNOWN = {"overdue", "open", "not_due"}
"""Statuses that say: nobody knows whether it was kept."""


@cache
def truth(folder: Path) -> tuple[dict[Any, str], dict[Any, Payable]]:
    """Judge all that a folder holds, once for all that may be withheld of it."""
    with tempfile.TemporaryDirectory() as tmp:
        return verdicts(read_folder(folder), Path(tmp))


def hold(folder: Path, stated: Markings, tmp: Path) -> int:
    """Hold what the public reads against the whole truth; return how many findings it knows less of."""
    full = read_folder(folder)
    public = {
        path: made
        for path, content in full.items()
        if (made := as_public(path, content, stated, on=NOW.date())) is not None
    }
    (found, owed), (seen, told) = truth(folder), verdicts(public, tmp)
    for key, status in seen.items():
        # Where the end itself is withheld, the public cannot know that it came; nothing may be owed still.
        ended = found.get(key) == "ended" and status == "inapplicable"
        assert status in {found.get(key), *NOT_KNOWN} or ended, (key, found.get(key), status)
    for what, one in told.items():
        whole = owed.get(what)
        if one.amount is not None:
            assert whole is not None and (one.amount, one.state) == (whole.amount, whole.state), what
        elif whole is not None and whole.amount is not None:
            low, high = one.interval or (None, None)
            assert low is None or low <= whole.amount, what
            assert high is None or whole.amount <= high, what
    return sum(seen.get(key) != status for key, status in found.items())


@pytest.mark.parametrize(
    "stated",
    [
        Markings(HIDDEN),
        Markings(PUBLIC, (Entry("evidence/[a-l]*.csv", HIDDEN, "value"),)),
        Markings(PUBLIC, (Entry("evidence/tesla.csv", HIDDEN, "value", {"level": "audited"}),)),
    ],
)
def test_whatever_is_withheld_in_the_atlas_the_public_reads_the_truth_or_that_it_is_not_known(
    stated: Markings, tmp_path: Path
) -> None:
    assert hold(ATLAS, stated, tmp_path) > 1, "it withholds something"


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    measures=st.sets(st.sampled_from(MEASURES)),
    period=st.sampled_from(["", "2023", "2024"]),
    deny=st.booleans(),
)
def test_whatever_is_withheld_in_the_starter_too(
    measures: set[str], period: str, deny: bool, tmp_path: Path
) -> None:
    where = {"period": period} if period else {}
    entries = (Entry("evidence/*.csv", HIDDEN, None, {"measure": m, **where}) for m in sorted(measures))
    hold(STARTER, Markings(HIDDEN if deny else PUBLIC, tuple(entries)), tmp_path)
