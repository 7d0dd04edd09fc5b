"""A series may hold yes or no, or dates: each window reads its own entry."""

from __future__ import annotations

from commonweal.terms.driver import compile_sources
from commonweal.workspace.examples import run_examples

TEXT = """language 1
measure filed "Report filed" per award: flag each year

terms reports version 1
  instrument grant
  currency EUR
  party firm recipient
  party state public
  parameter asked : yesno by year
  parameter by_day : date by year

condition report
  firm must ensure filed at end
  tested each year from 2020-01-01 until 2021-12-31
  while asked for period and start of period less than by_day for period

example "Asked in one year only, and in the other too late" under reports version 1
  set asked = series { year 2020: yes, year 2021: no }
  set by_day = series { year 2020: 2020-06-30, year 2021: 2021-06-30 }
  fact filed in year 2020 = no
  fact filed in year 2021 = no
  as of 2022-01-31
  expect report in year 2020 is breached
  expect report in year 2021 is inapplicable
"""


def test_entries_of_yes_and_no_and_of_days_are_read() -> None:
    compiled = compile_sources([("reports.terms", TEXT)])
    assert [d.message for d in compiled.diagnostics if d.is_error] == []
    tested = run_examples(compiled)
    assert [d.message for d in tested.failures] == []
    assert tested.expectations == 2
