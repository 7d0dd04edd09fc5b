"""Cliffs: the one job that moves money which the next does not."""

from __future__ import annotations

from decimal import Decimal

from commonweal.terms.driver import compile_sources
from commonweal.workspace.probing.cliffs import cliffs
from tests.unit.workspace.probing.small_probe import TEXT

D = Decimal


def test_the_hundredth_job_is_worth_nine_thousand() -> None:
    found = cliffs(compile_sources([("aid.terms", TEXT)]))
    assert [(c.measure, c.at, c.flow, c.jump, c.slope) for c in found] == [
        ("staff", D(100), ("firm", "state", "EUR"), D(-5_000), D(0)),
        ("staff", D(100), ("state", "firm", "EUR"), D(4_000), D(0)),
    ]


def test_a_slope_is_no_cliff() -> None:
    text = TEXT.replace("  while jobs_kept is satisfied\n", "").replace(
        "  if breached, firm must pay state EUR 5_000\n", ""
    )
    assert cliffs(compile_sources([("aid.terms", text)])) == ()
