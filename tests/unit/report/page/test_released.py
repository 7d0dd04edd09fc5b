"""A debt that a decision let go is not called paid: sentence, sums and table say how much, by whom, when."""

from __future__ import annotations

from datetime import date
from html import unescape
from pathlib import Path
from re import sub

import pytest

from commonweal.report.page import words
from commonweal.report.page.lead import sentence
from commonweal.report.page.money import give_and_get, money
from commonweal.report.page.sums.owed import releases
from commonweal.report.page.view import Anchors, Chapter, chapters, state_of
from commonweal.report.speech.phrases import speaking
from commonweal.workspace.load import load
from commonweal.workspace.run import assess

ATLAS = Path(__file__).resolve().parents[4] / "examples" / "atlas"
TERMS = """language 1
measure staff "Jobs" per award: stock number each year
terms lending version 1
  instrument loan
  currency EUR
  party firm recipient
  party town public
payment lent
  town must pay firm EUR 100
  calculated once on 2023-01-01
payment interest
  firm must pay town EUR 1_000 / 3
  calculated each year from 2024-01-01 until 2025-12-31
payment shared
  firm must pay town EUR 5 * staff at end
  calculated each year from 2024-01-01 until 2024-12-31
agreement "LOAN" under lending version 1
  set firm = "FIRM"
  set town = "TOWN"
  signed 2022-12-01
"""
PARTIES = """party,name,kind,scheme,identifier,parent,from,until
FIRM,The firm,company,,,,,
TOWN,The town,public,,,,,
"""
PAID = """agreement,clause,paid_on,amount,currency,source,reported_on,recorded_at,window
LOAN,lent,2023-01-01,100.00,EUR,bank,2023-01-02,2023-01-02T00:00:00Z,
LOAN,interest,2025-01-05,33.33,EUR,bank,2025-01-06,2025-01-06T00:00:00Z,2024
"""
DECIDED = """agreement,clause,period,kind,authority,decided_on,recorded_at,reason,public
LOAN,interest,2024,released,TOWN,2025-02-01,2025-02-01T00:00:00Z,Council minutes,yes
LOAN,interest,2025,released,TOWN,2026-02-03,2026-02-03T00:00:00Z,Council minutes,yes
LOAN,shared,2024,released,TOWN,2026-02-03,2026-02-03T00:00:00Z,Council minutes,yes
"""


@pytest.fixture
def loan(tmp_path: Path) -> Path:
    """A loan whose interest was let go, of 2024 after a tenth was paid; how much a share was is not known."""
    texts = {
        "commonweal.toml": 'name = "A town"\nzone = "UTC"\n', "parties.csv": PARTIES, "terms/t.terms": TERMS,
        "payments/p.csv": PAID, "decisions/d.csv": DECIDED,
    }  # fmt: skip
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def chapter(folder: Path, agreement: str, as_of: date) -> Chapter:
    """Return an agreement of a workspace as pages show it."""
    found = load(folder)
    assert found.value is not None and found.ok, found.diagnostics
    run = assess(found.value, as_of=as_of, agreement=agreement, explain=True)
    return chapters(run, Anchors(), lambda a: a.agreement == agreement)[0]


def plain(made: object) -> str:
    """Return what is read of a part of a page."""
    return unescape(sub(r"\s+", " ", sub(r"<[^>]+>", " ", str(made)))).replace("\u00a0", " ")


def test_the_loss_of_cit_is_said_to_the_cent_with_who_when_and_where() -> None:
    cit = chapter(ATLAS, "US-CIT-CPP", date(2025, 12, 31))
    [decision] = {(d.authority, d.decided_on, d.reason) for p in cit.payables if (d := p.freed) is not None}
    who, day = cit.who(decision[0]), plain(words.day(decision[1]))
    told = plain(sentence(cit))
    assert "USD 2,330,000,000.00 that by the terms CIT Group Inc. was to pay" in told, "no debt, but shares"
    assert f"cancelled unpaid; the record has it as released by {who}, {day}." in told
    assert "Why, and by whose order, the record says below." in told
    assert "CIT Group Inc. owed" not in told and "All money that fell due" not in told
    sides, _, cancelled = plain(give_and_get(cit)).partition("Cancelled unpaid")
    assert "cancelled" not in sides and "was to pay" not in sides, "it was given once"
    assert "USD 43.7 million paid to" in sides and "added to nothing above" in cancelled
    assert "USD 2.33 billion that CIT Group Inc. was to pay" in cancelled
    assert f"on record as released by {who}, {day}" in cancelled and plain(decision[2]) in cancelled
    assert "decisions/rescues.csv:2" in cancelled
    assert decision[2].startswith("By order of the United States Bankruptcy Court"), "who really decided"
    table = plain(money(cit, frozenset(), "money"))
    assert "USD 0.00 (USD 2,330,000,000.00 cancelled unpaid)" in table
    assert [p.clause for p in cit.payables if state_of(p) == "released"] == ["redemption"]


def test_before_the_decision_nothing_is_let_go_and_what_no_board_declared_is_not_late() -> None:
    cit = chapter(ATLAS, "US-CIT-CPP", date(2009, 12, 9))
    assert releases(cit.payables) == [] and "cancelled" not in plain(sentence(cit)).lower()
    assert "Cancelled unpaid" not in plain(give_and_get(cit))
    assert {p.clause: state_of(p) for p in cit.payables if p.payer == "bank"} == {
        "first_dividend": "paid", "dividend": "paid", "redemption": "not_due", "warrant_buyback": "not_due",
    }  # fmt: skip


def test_what_was_paid_before_is_not_let_go_and_what_nobody_knows_is_said_to_be_unknown(loan: Path) -> None:
    found = chapter(loan, "LOAN", date(2026, 6, 30))
    [release] = releases(found.payables)
    assert (str(release.amount), release.unknown) == ("633.33", 1)  # 333.33 - 33.33 + 333.33
    told = plain(sentence(found))
    assert (
        "EUR 633.33 that by the terms the firm was to pay the town was cancelled unpaid; the record has "
        "it as released by the town, 1 February 2025 and 3 February 2026." in told
    )
    assert "One amount that by the terms the firm was to pay the town was cancelled unpaid" in told
    assert (
        "how much it was is not known. Why, and by whose order, the record says below. Nothing else" in told
    )
    sides = plain(give_and_get(found))
    assert "how much it was is not known" in sides and sides.count("Council minutes") == 1
    assert "EUR 0.00 (how much was cancelled is not known)" in plain(money(found, frozenset(), "money"))


def test_in_portuguese_too(loan: Path) -> None:
    with speaking("pt-BR"):
        told = plain(sentence(chapter(loan, "LOAN", date(2026, 6, 30))))
    assert "EUR 633,33" in told and "cancelada sem pagamento" in told and "não se sabe quanto era" in told
    assert "cancelled" not in told
