"""What is shown as paid leads to its rows: each with day, source and place, and never more than was paid."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engines.protocol import PaymentMade
from commonweal.engines.reference.money.settlement import Debt, settle
from commonweal.ground.period import Period, show_period
from commonweal.web.accounts.operations import actor
from commonweal.web.assessment.models import Payable
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.assessment.paid import Payments, behind, counted, standing
from commonweal.web.assessment.queries import WHOLE, fingerprints, last_pass
from commonweal.web.record.markings import FILE
from commonweal.web.record.operations import Taken, set_as_of
from commonweal.workspace.fields import end_of_day
from tests.web.conftest import AS_OF, ATLAS, JOBS, NOW, words

Take = Callable[..., Taken]
PAID = f"/agreements/{JOBS}/credits/2023"
FIRST = date(2020, 1, 1)
_UTC = ZoneInfo("UTC")


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
def test_every_amount_of_the_atlas_that_is_paid_has_its_rows(take: Take) -> None:
    judge_anew(take, ATLAS)
    paid = [one for one in Payable.objects.all() if Decimal(one.row["paid"])]
    assert len(paid) >= 60
    for one in paid:
        found = behind(one)
        assert found is not None and found.sure, one
        assert sum(part for _, part in found.rows) == Decimal(one.row["paid"]), one
    both = {one["payer"] for one in Payments(agreement="US-GS-CPP").rows()}
    assert {"treasury", "bank"} <= both


# ---- the laws of counting ---------------------------------------------------------------------------


@st.composite
def clauses(draw: Any) -> tuple[list[Debt], list[PaymentMade]]:
    n = draw(st.integers(1, 5))
    windows = [Period.days_of(FIRST + timedelta(30 * k), FIRST + timedelta(30 * k + 29)) for k in range(n)]
    days = draw(st.lists(st.one_of(st.none(), st.integers(0, 400)), min_size=n, max_size=n))
    amounts = draw(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=n, max_size=n))
    debts = [
        Debt(window, None if a is None else Decimal(a), None if d is None else FIRST + timedelta(d), (0, k))
        for k, (window, a, d) in enumerate(zip(windows, amounts, days, strict=True))
    ]
    made = []
    for place in range(draw(st.integers(0, 6))):
        window = draw(st.one_of(st.none(), st.sampled_from([*windows, Period.days_of(FIRST, FIRST)])))
        day, amount = FIRST + timedelta(draw(st.integers(0, 400))), Decimal(draw(st.integers(1, 12)))
        at = end_of_day(day, _UTC)
        made.append(PaymentMade("A", "c", day, amount, "EUR", at, window, id=f"p{place}", place=f"x:{place}"))
    return debts, sorted(made, key=lambda p: (p.paid_on, p.recorded_at, p.id))


def as_rows(debts: list[Debt], made: list[PaymentMade]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a clause and its payments as the API gives them, settled by the engine."""
    owed = [
        {
            "kind": "payment", "item": 1, "due": d.due and d.due.isoformat(), "paid": str(s.paid),
            "paid_on": s.paid_on and s.paid_on.isoformat(),
            "window": {"start": d.window.first.isoformat(), "end": d.window.last.isoformat()},
        }
        for d, s in zip(debts, settle(debts, made), strict=True)
    ]  # fmt: skip
    rows = [
        {
            "place": p.place, "paid_on": p.paid_on.isoformat(), "amount": str(p.amount),
            "settles": show_period(p.window) if p.window else "",
        }
        for p in made
    ]  # fmt: skip
    return owed, rows


@given(clauses())
def test_what_is_said_to_settle_an_amount_adds_up_to_what_the_engine_says(
    given_: tuple[list[Debt], list[PaymentMade]],
) -> None:
    debts, made = given_
    owed, rows = as_rows(debts, made)
    used: dict[str, Decimal] = {}
    for debt, found in zip(owed, counted(owed, rows), strict=True):
        if not found.sure:
            assert [row for row, _ in found.rows] == rows
            continue
        assert sum((part for _, part in found.rows), Decimal(0)) == Decimal(debt["paid"])
        window = Period.days_of(*(date.fromisoformat(debt["window"][end]) for end in ("start", "end")))
        for row, part in found.rows:
            assert part > 0 and row["settles"] in ("", show_period(window))
            used[row["place"]] = used.get(row["place"], Decimal(0)) + part
    assert all(used.get(row["place"], Decimal(0)) <= Decimal(row["amount"]) for row in rows)


@given(clauses())
def test_where_every_window_that_is_named_is_owed_all_can_be_said(
    given_: tuple[list[Debt], list[PaymentMade]],
) -> None:
    debts, made = given_
    own = {debt.window for debt in debts}
    owed, rows = as_rows(debts, [p for p in made if p.window is None or p.window in own])
    assert all(found.sure for found in counted(owed, rows))


def test_a_fiscal_year_names_the_window_that_ends_in_it() -> None:
    debt = {
        "kind": "payment", "item": 1, "due": None, "paid": "5", "paid_on": "2021-01-01",
        "window": {"start": "2019-07-01", "end": "2020-06-30"},
    }  # fmt: skip
    row = {"place": "x:2", "paid_on": "2021-01-01", "amount": "5", "settles": "FY2020"}
    (found,) = counted([debt], [row])
    assert found.sure and found.rows == ((row, Decimal(5)),)
    (found,) = counted([debt], [{**row, "settles": "FY2019"}])
    assert not found.sure


@pytest.mark.django_db
def test_of_versions_of_a_payment_the_last_that_is_known_counts(judged: Outcome) -> None:
    last = last_pass()
    assert last is not None
    (row,) = Payments().rows()
    old = {**row, "payment": "P1", "place": "payments/a.csv:2"}
    new = {**old, "amount": "1.00", "recorded_at": "2024-09-01", "place": "payments/a.csv:3"}
    late = {**old, "amount": "2.00", "recorded_at": "2026-06-01T00:00:00Z", "place": "payments/a.csv:4"}
    twice = {**row, "place": "payments/a.csv:5"}
    assert [one["place"] for one in standing([new, old, late, row, twice], last)] == [
        row["place"],
        new["place"],
    ]


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
