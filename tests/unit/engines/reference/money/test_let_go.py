"""What a decision lets go: the payable says by which one, and how much would be owed without it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from commonweal.engines.protocol import Assessment, Decision, Fact
from tests.unit.engines.reference.judging import decided, fact, judged, owed, planned

TEXT = """
measure staff "Jobs" per award: stock number each year

terms t version 1
  instrument loan
  currency EUR
  party firm recipient
  party town public

condition enough
  firm must ensure staff at end at least 10
  tested each year from 2024-01-01 until 2024-12-31
  evidence documented due within 30 days after end of period
  waivable by town
  if breached, firm must pay town EUR 70

payment interest
  firm must pay town EUR 1_000 / 3
  calculated each year from 2024-01-01 until 2025-12-31
  due within 30 days after end of period
  waivable by town

payment shared
  firm must pay town EUR 5 * staff at end
  calculated each year from 2024-01-01 until 2024-12-31
"""
FREED = decided("interest", "2025-03-01", "town", kind="released", period="2024")


def seen(*rows: Fact | Decision, as_of: str = "2026-06-30") -> Assessment:
    """Judge the firm and its town."""
    return judged(planned(TEXT), as_of, *rows)


@pytest.mark.parametrize("explain", [True, False])
def test_the_amount_before_the_release_is_kept_rounded(explain: bool) -> None:
    interest = owed(judged(planned(TEXT), "2026-06-30", FREED, explain=explain), "interest", "2024")
    assert (interest.amount, interest.state) == (Decimal(0), "none_due")
    assert (interest.let_go, interest.freed) == (Decimal("333.33"), FREED)


def test_nothing_is_let_go_of_a_window_that_no_decision_names_or_before_it_is_taken() -> None:
    later, before = owed(seen(FREED), "interest", "2025"), owed(seen(as_of="2025-02-28"), "interest", "2024")
    for interest in (later, before):
        assert (interest.amount, interest.freed, interest.let_go) == (Decimal("333.33"), None, None)


def test_what_was_waived_before_it_fell_due_is_not_owed_and_a_release_lets_go_nothing() -> None:
    waived = decided("interest", "2024-06-01", "town", kind="waived", period="2024")
    assert owed(seen(waived, FREED), "interest", "2024").let_go == 0


def test_a_consequence_is_let_go_too() -> None:
    freed = decided("enough", "2025-03-01", "town", kind="released", period="2024")
    rows = fact("staff", "2024", "9"), freed
    claim = owed(seen(*rows), "enough", "2024", "consequence")
    assert (claim.amount, claim.let_go, claim.freed) == (Decimal(0), Decimal(70), freed)


def test_of_an_amount_that_nobody_knows_it_is_not_known_how_much_was_let_go() -> None:
    freed = decided("shared", "2025-03-01", "town", kind="released", period="2024")
    shared = owed(seen(freed), "shared", "2024")
    assert (shared.amount, shared.let_go, shared.freed) == (Decimal(0), None, freed)
