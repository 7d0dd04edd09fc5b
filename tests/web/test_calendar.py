"""What comes next: the same in page, API and file, without what is settled; iCalendar as RFC 5545 has it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from commonweal.web.accounts.operations import actor
from commonweal.web.assessment import queries
from commonweal.web.assessment.models import Coming, Finding, Payable
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.publication.calendar import views
from commonweal.web.publication.calendar.icalendar import LONGEST, Event, calendar, escaped, line
from commonweal.web.record.operations import Taken, set_as_of
from tests.unit.cli.calling import call
from tests.web.conftest import JOBS, NOW, STARTER, judged_on, part_of_atlas, words

Take = Callable[..., Taken]
EARLY = date(2024, 5, 31)
HERE = f"/agreements/{JOBS}/calendar"


@pytest.fixture
def early(take: Take, folder: Path) -> Outcome:
    """Take in the starter workspace and judge it as of a day on which most is still to come."""
    assert take(folder).ok
    set_as_of(EARLY, actor=actor("Ada", kind="person").key, at=NOW)
    return judge(now=NOW)


# ---- a reader of iCalendar, written from the RFC and not from the writer -----------------------------


def unfolded(content: bytes) -> list[str]:
    """Return the content lines of a file (3.1)."""
    assert content.endswith(b"\r\n")
    return content.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode("utf-8").split("\r\n")[:-1]


def plain(value: str) -> str:
    """Return what a value of type TEXT says (3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def events(content: bytes) -> list[dict[str, str]]:
    """Return the events of a file, each with its properties by name."""
    lines = unfolded(content)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    made: list[dict[str, str]] = []
    for one in lines:
        name, _, value = one.partition(":")
        if one == "BEGIN:VEVENT":
            made.append({})
        elif made and name not in ("BEGIN", "END"):
            assert name not in made[-1], "a property stands once"
            made[-1][name] = value
    return made


# ---- the file -----------------------------------------------------------------------------------------


@given(st.text(max_size=400))
@example("a" * 74 + "é")
@example("\U0001f642" * 40)
def test_a_line_is_folded_at_75_octets_and_unfolds_to_itself(text: str) -> None:
    value = escaped(text)
    made = line("DESCRIPTION", value)
    for physical in made.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(physical) <= LONGEST
        physical.decode("utf-8")  # no character is cut in two
    assert unfolded(made) == [f"DESCRIPTION:{value}"]


@given(st.text(max_size=200))
@example("a\\nb; c, d\r\ne\rf\ng\\")
def test_a_text_is_escaped_and_reads_as_it_was(text: str) -> None:
    value = escaped(text)
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value), "no control and no end of a line"
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    kept = re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", re.sub("\r\n|\r", "\n", text))
    assert plain(value) == kept


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_becomes_a_line_of_its_own(name: str, summary: str, address: str) -> None:
    at = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    made = calendar(name, [Event("k", date(2025, 3, 9), summary, summary, address, at)], program="x")
    (event,) = events(made)
    assert set(event) == {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY", "URL", "TRANSP"} | (
        {"DESCRIPTION"} if summary else set()
    )
    assert (event["DTSTAMP"], event["DTSTART;VALUE=DATE"]) == ("20250102T030405Z", "20250309")


# ---- the site -----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/pt-br/", "/pt-br/calendar"])
def test_days_are_written_as_portuguese_writes_them(early: Outcome, client: Client, address: str) -> None:
    said = re.findall(r'<th scope="row">(\d+º?) de (\w+) de \d{4}<', client.get(address).content.decode())
    assert said and all(month.islower() for _, month in said)


@pytest.mark.django_db
def test_page_api_and_file_say_the_same(early: Outcome, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "NEXT", 200)
    rows = client.get(f"/api/calendar?agreement={JOBS}&limit=500").json()["rows"]
    text = client.get(HERE).content.decode()
    found = events(client.get(f"{HERE}.ics").content)
    assert {row["what"] for row in rows} == {"test", "report", "pay"}
    assert [row["day"].replace("-", "") for row in rows] == [one["DTSTART;VALUE=DATE"] for one in found]
    assert text.count("<tr>") == len(rows) + 1
    for row, one in zip(rows, found, strict=True):
        assert plain(one["SUMMARY"]).endswith(f": {row['label']}")
        assert one["URL"] == f"http://testserver/agreements/{JOBS}/{row['clause']}"
        assert client.get(one["URL"].removeprefix("http://testserver")).status_code == 200
        assert len(row["measures"]) == len(row["figures"])
        for figure in row["figures"]:
            assert figure in plain(one["DESCRIPTION"]) and escape(figure) in text
    assert f'href="{HERE}"' in client.get(f"/agreements/{JOBS}").content.decode()
    assert f'href="{HERE}.ics"' in text


@pytest.mark.django_db
def test_what_is_settled_does_not_come(early: Outcome) -> None:
    for one in Coming.objects.all():
        assert one.day > EARLY
        found = Finding.objects.filter(agreement=JOBS, clause=one.clause, start=one.start, end=one.end)
        assert {f.status for f in found} <= {"not_due", "open", "overdue"}
    asked = set(Coming.objects.values_list("clause", "start"))
    pending = ("not_due", "open", "overdue")
    decided = set(Finding.objects.exclude(status__in=pending).values_list("clause", "start"))
    assert asked and decided and not asked & decided


@pytest.mark.django_db
def test_a_payment_that_is_known_has_its_amount(early: Outcome, client: Client) -> None:
    (pay,) = [one for one in queries.coming(what="pay") if one.start.year == 2023]
    owed = Payable.objects.get(clause=pay.clause, start=pay.start)
    assert owed.row["amount"] is not None and pay.row["amount"] == owed.row["amount"]
    assert (pay.row["to"], pay.row["currency"]) == ("company", "EUR")
    amount = f"{Decimal(pay.row['amount']):,.2f}"
    assert amount in client.get(HERE).content.decode().replace("\u00a0", " ")
    assert not queries.coming(what="report").filter(clause=pay.clause, start=pay.start).exists()


@pytest.mark.django_db
def test_proof_is_asked_for_until_it_comes(take: Take, folder: Path) -> None:
    def asked() -> set[tuple[str, int]]:
        assert take(folder).ok
        judge(now=NOW)
        return {(one.clause, one.start.year) for one in queries.coming(what="report")}

    set_as_of(EARLY, actor=actor("Ada", kind="person").key, at=NOW)
    facts = folder / "evidence" / "northwind.csv"
    whole = facts.read_text()
    rows = (row for row in whole.splitlines() if ",full_time_jobs,2023," not in row)
    facts.write_text("\n".join(rows) + "\n")
    assert ("jobs", 2023) in asked()
    facts.write_text(whole)
    assert ("jobs", 2023) not in asked()


@pytest.mark.django_db
def test_an_event_keeps_its_uid_in_every_language_and_when_the_day_goes_on(
    early: Outcome, client: Client
) -> None:
    def uids(path: str) -> list[str]:
        return [one["UID"] for one in events(client.get(path).content)]

    here = uids(f"{HERE}.ics")
    assert len(set(here)) == len(here) and uids(f"/pt-br{HERE}.ics") == here == uids("/calendar.ics")
    portuguese = client.get(f"/pt-br{HERE}.ics").content.decode()
    assert "A prova é devida" in portuguese
    set_as_of(date(2024, 6, 1), actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)
    later = uids(f"{HERE}.ics")
    assert set(later) & set(here)


@pytest.mark.django_db
@pytest.mark.parametrize("party", ["NOPE", "northwind", "%", "N" * 300])
def test_a_party_that_takes_no_part_has_no_calendar(early: Outcome, client: Client, party: str) -> None:
    for path in ("/calendar", "/calendar.ics", "/pt-br/calendar"):
        assert client.get(path, {"party": party}).status_code == 404, path
        assert client.get(path, {"party": "NORTHWIND"}).status_code == 200, path
        assert client.get(path, {"party": ""}).status_code == 200, path


@pytest.mark.django_db
def test_what_one_party_must_do_is_asked_for_by_its_id(early: Outcome, client: Client) -> None:
    every = client.get("/api/calendar?limit=500").json()["rows"]
    mine = [row for row in every if row["party"] == "NORTHWIND"]
    assert mine and len(mine) < len(every)
    assert client.get("/api/calendar?party=NORTHWIND&limit=500").json()["rows"] == mine
    assert len(events(client.get("/calendar.ics?party=NORTHWIND").content)) == len(mine)
    assert "/calendar?party=NORTHWIND" in client.get("/firms/NORTHWIND").content.decode()
    Coming.objects.filter(party="NORTHWIND").delete()
    assert "Nothing comes any more" in client.get("/calendar?party=NORTHWIND").content.decode()
    assert events(client.get("/calendar.ics?party=NORTHWIND").content) == []


@pytest.mark.django_db
def test_a_long_calendar_has_pages_that_keep_what_was_asked(
    early: Outcome, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(views, "ENTRIES", 2)
    text = client.get("/calendar?party=NORTHWIND").content.decode()
    assert 'href="?party=NORTHWIND&amp;page=2"' in text
    assert client.get("/calendar?party=NORTHWIND&page=2").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/agreements/NOPE/calendar", "/agreements/NOPE/calendar.ics"])
def test_an_agreement_that_is_not_there_has_no_calendar(early: Outcome, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_an_empty_site_has_an_empty_calendar(db: None, client: Client) -> None:
    assert "Nothing comes" in client.get("/calendar").content.decode()
    assert events(client.get("/calendar.ics").content) == []


# ---- command and site -----------------------------------------------------------------------------------


def of_command(capsys: Any, workspace: Path, agreement: str, as_of: date) -> list[dict[str, Any]]:
    """Return the rows that `commonweal calendar` prints."""
    said = call(capsys, "calendar", workspace, agreement, "--as-of", as_of.isoformat(), "--format", "json")
    assert said.code == 0, said.err
    entries: list[dict[str, Any]] = json.loads(said.out)["entries"]
    return entries


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "as_of", "asked", "whats"),
    [
        ((), EARLY, (JOBS,), {"test", "report", "pay"}),
        (
            ("prizes", "title_xi"),
            date(2007, 9, 20),
            ("US-NASA-RPK", "US-TXI-MHI"),
            {"report", "cure", "pay"},
        ),
        (
            ("tesla", "rescues"),
            date(2012, 6, 30),
            ("US-DOE-TESLA", "US-CHRYSLER-FIAT"),
            {"test", "report", "pay", "use"},
        ),
        (
            ("lufthansa", "sqm", "foxconn"),
            date(2024, 10, 20),
            ("DE-WSF-LH", "CL-SQM-2018", "WI-FXC"),
            {"test", "report", "pay"},
        ),
    ],
    ids=["starter", "a cure that runs", "a right that is open", "amended"],
)
def test_command_and_site_show_the_same_rows(
    take: Take,
    client: Client,
    capsys: Any,
    tmp_path: Path,
    files: tuple[str, ...],
    as_of: date,
    asked: tuple[str, ...],
    whats: set[str],
) -> None:
    workspace = part_of_atlas(tmp_path / "atlas", *files) if files else STARTER
    assert take(workspace).ok
    judged_on(as_of)
    seen: set[str] = set()
    for agreement in asked:
        rows = client.get(f"/api/calendar?agreement={agreement}&limit=500").json()["rows"]
        assert rows == of_command(capsys, workspace, agreement, as_of), agreement
        seen |= {row["what"] for row in rows}
    assert seen >= whats


@pytest.mark.django_db
def test_the_last_day_to_cure_stands_on_the_page_in_the_file_and_in_the_table(
    take: Take, tmp_path: Path, client: Client
) -> None:
    """NASA gave notice on 7 September 2007; its agreement with Rocketplane Kistler gives thirty days."""
    here = "/agreements/US-NASA-RPK/calendar"

    def cure_on(as_of: date) -> tuple[str, str]:
        """Judge; return the day of the cure's event and what tells it from every other."""
        judged_on(as_of)
        found = events(client.get(f"{here}.ics").content)
        (cure,) = [event for event in found if event["SUMMARY"].startswith("Last day to cure")]
        return cure["DTSTART;VALUE=DATE"], cure["UID"]

    assert take(part_of_atlas(tmp_path / "atlas", "prizes")).ok
    before, after = cure_on(date(2007, 9, 6)), cure_on(date(2007, 9, 20))
    assert (before[0], after[0]) == ("20080531", "20071007"), "the notice brings it forward"
    assert before[1] == after[1], "a calendar that subscribes moves the event"
    (row,) = client.get("/api/calendar?what=cure&limit=500").json()["rows"]
    assert (row["agreement"], row["clause"], row["day"]) == ("US-NASA-RPK", "private_money", "2007-10-07")
    assert (row["party"], row["figures"], row["level"]) == (
        "ROCKETPLANE-KISTLER", ["Private money raised for the vehicle, as proven to NASA"], "confirmed",
    )  # fmt: skip
    assert "7 October 2007 Last day to cure" in words(client, here)
    assert "Último dia para sanar" in words(client, f"/pt-br{here}")
    table = list(csv.DictReader(client.get("/downloads/calendar.csv").content.decode().splitlines()))
    assert [one["day"] for one in table if one["what"] == "cure"] == ["2007-10-07"]
