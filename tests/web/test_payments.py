"""What is shown as paid leads to its rows: each with day, source and place, and never more than was paid."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonweal.ground.period import Period, show_period
from commonweal.report.words import amount
from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.models import Payable
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.assessment.paid import Payments, behind
from commonweal.web.assessment.queries import WHOLE, fingerprints, last_pass
from commonweal.web.record.markings import FILE
from commonweal.web.record.operations import Taken, set_as_of
from tests.web.conftest import AS_OF, JOBS, NOW, words

Take = Callable[..., Taken]
PAID = f"/agreements/{JOBS}/credits/2023"


def judge_anew(take: Take, folder: Path) -> None:
    done = take(folder)
    assert done.ok, (done.faults, done.diagnostics)
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    judge(now=NOW)


@pytest.mark.django_db
def test_a_result_shows_the_rows_that_were_counted(judged: Outcome, client: Client) -> None:
    (row,) = client.get(f"/api/payments?agreement={JOBS}").json()["rows"]
    assert (row["payer"], row["payee"], row["settles"]) == ("region", "company", "2023")
    said = words(client, PAID)
    for part in ("15 August 2024", "EUR 496,000.00", row["source"], row["place"], "Paid by", "Paid to"):
        assert part in said, part
    assert row["place"] not in words(client, f"/agreements/{JOBS}/credits/2024"), "nothing was paid for it"
    assert "15 de agosto de 2024" in words(client, f"/pt-br{PAID}")


@pytest.mark.django_db
def test_a_source_that_is_withheld_is_withheld_in_every_answer(
    take: Take, folder: Path, client: Client
) -> None:
    (folder / "publication").mkdir()
    (folder / FILE).write_text(
        '[[class]]\nfile = "payments/*.csv"\ncolumn = "source"\nclass = "withheld"\nuntil = 2026-12-31\n'
        'basis = "Bank secrecy"\n'
    )
    judge_anew(take, folder)
    for path in (PAID, "/api/payments", *(f"/downloads/payments.{form}" for form in ("csv", "json"))):
        text = client.get(path).content.decode()
        assert "withheld until 2026-12-31" in text and "treasury" not in text, path
    (row,) = client.get("/api/payments").json()["rows"]
    assert row["withheld"] == {"source": "withheld until 2026-12-31: Bank secrecy"}


@pytest.mark.django_db
def test_a_payment_of_another_window_or_day_is_not_counted(take: Take, folder: Path, client: Client) -> None:
    table = folder / "payments" / "payments.csv"
    more = (
        f"{JOBS},credits,2024-08-16,100.00,EUR,one,2024-08-16,2024-08-16T12:00:00Z,2023\n"
        f"{JOBS},credits,2026-08-16,200.00,EUR,to come,2026-08-16,2026-08-16T12:00:00Z,2023\n"
    )
    table.write_text(table.read_text() + more)
    judge_anew(take, folder)
    said = words(client, PAID)
    assert "payments/payments.csv:3" in said and "Counted as paid: EUR 496,100.00" in said
    assert "payments/payments.csv:4" not in said
    assert len(client.get("/api/payments").json()["rows"]) == 3


@pytest.mark.django_db
def test_every_amount_of_the_atlas_that_is_paid_has_its_rows(atlas_on: Callable[[date], None]) -> None:
    atlas_on(AS_OF)
    paid = [one for one in Payable.objects.all() if Decimal(one.row["paid"])]
    assert len(paid) >= 60
    for one in paid:
        assert sum(part for _, part in behind(one)) == Decimal(one.row["paid"]), one
    both = {one["payer"] for one in Payments(agreement="US-GS-CPP").rows()}
    assert {"treasury", "bank"} <= both


@pytest.mark.django_db
def test_what_settles_an_amount_is_published_and_adds_up(
    atlas_on: Callable[[date], None], client: Client
) -> None:
    atlas_on(AS_OF)
    owed = {_of(row): Decimal(row["paid"]) for row in _every(client, "payables")}
    rows = _every(client, "settlements")
    paid: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    used: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        paid[_of(row)] += Decimal(row["amount"])
        used[row["place"]] += Decimal(row["amount"])
    assert paid == {of: sum_ for of, sum_ in owed.items() if sum_}
    stated = {row["place"]: Decimal(row["amount"]) for row in _every(client, "payments")}
    assert all(used[place] <= stated[place] for place in used), "no payment settles more than it is"
    some = next(row for row in rows if Decimal(row["amount"]) < stated[row["place"]])
    result = f"/agreements/{some['agreement']}/{some['clause']}/{_address(some['window'])}"
    said = words(client, result)
    assert amount(Decimal(some["amount"]), some["currency"]) in said and some["place"] in said, result


def _every(client: Client, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        page = client.get(f"/api/{table}?limit=500&offset={len(rows)}").json()
        rows += page["rows"]
        if len(rows) >= page["count"]:
            return rows


def _address(window: dict[str, str]) -> str:
    first, last = (date.fromisoformat(window[end]) for end in ("start", "end"))
    return show_period(Period.days_of(first, last)).replace("/", "..")


def _of(row: dict[str, Any]) -> tuple[str, ...]:
    window = row["window"]
    return (row["agreement"], row["clause"], window["start"], window["end"], row["kind"], str(row["item"]))


# ---- fingerprints -----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/firms/NORTHWIND", "/compare", "/calendar"])
def test_the_letters_at_the_end_of_a_page_stand_in_a_table(
    judged: Outcome, client: Client, path: str
) -> None:
    rows = {row["of"]: row["fingerprint"] for row in client.get("/api/fingerprints").json()["rows"]}
    assert rows[f"agreement {JOBS}"] == client.get(f"/api/agreements/{JOBS}").json()["inputs"]
    assert f"#{rows[WHOLE][:12]}</code>" in client.get(path).content.decode()


@pytest.mark.django_db
def test_the_fingerprint_of_everything_moves_with_any_part(take: Take, folder: Path) -> None:
    judge_anew(take, folder)
    before = fingerprints()
    last = last_pass()
    assert last is not None and json.loads(last.totals)["fingerprint"] == before[WHOLE]
    table = folder / "payments" / "payments.csv"
    table.write_text(table.read_text().replace("2024-08-15,496000", "2024-08-14,496000"))
    judge_anew(take, folder)
    after = fingerprints()
    assert after["missions"] == before["missions"]
    assert after[f"agreement {JOBS}"] != before[f"agreement {JOBS}"] and after[WHOLE] != before[WHOLE]
