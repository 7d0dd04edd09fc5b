"""One text with every kind of item, and short cuts to look at its tree."""

from __future__ import annotations

from commonweal.terms.surface.parse import parse
from commonweal.terms.surface.tree import Node, SyntaxTree, Token

VOCABULARY = """\
language 1
unit jobs "jobs"
subject plant "one plant" of award
measure jobs_held "Jobs" per award: stock jobs each year evidence audited
measure payroll per award: flow money each year nonnegative
"""
HEAD = """\
terms credit version 1 "Credit for jobs"
  instrument grant
  serves regional_jobs
  currency EUR
  fiscal year ends 31 March
  rounding half_up
  party company recipient
  party state public "The state"
  parameter jobs_floor : jobs by year
  parameter share : negotiated percent = 50%
"""
CLAUSES = """\
condition jobs "Jobs in place" cites "s. 7"
  company must ensure jobs_held at end at least jobs_floor for period
  tested each year from 2020-01-01 until 2025-12-31
  evidence audited due within 30 days after end of period
  cure within 60 days after notice and within 1 year after end of period by payroll at end more than EUR 5
  waivable by state
  purpose labour
  basis "Act, section 7"
  if breached 2 running, company must repay state EUR 100 due within 30 days after notice

payment aid "Aid"
  state must pay company 10% * total of payroll in period
  less amounts already due
  while jobs is satisfied
  capped at EUR 80 million in total
  calculated each year for 5 years after 2020-01-01
  due within 60 days after end of period

account loan opens 2020-01-01 with EUR 1_000
  calculated each quarter from 2020-01-01 until 2021-12-31
  interest 5% basis act365
  reduced by aid

right warrant state may buy 100 of shares at EUR 2 per shares
  from 2020-01-01 until 2022-12-31
  up to 2 times
  while jobs is breached

define shortfall = jobs_floor for period - jobs_held at end
"""
REST = """\
agreement "A-1" under credit version 1
  set company = "FIRM"
  set jobs_floor = series { year 2020: 500 jobs, 2021-Q1: undisclosed "annex 2" }
  signed 2019-12-01

amend "A-1" effective 2021-01-01 "Second"
  set share = 40%
  end aid

example "Enough jobs" under credit version 1
  fact jobs_held of "p1" event "e1" in year 2020 = 600 jobs audited recorded 2021-01-05
  closed payroll through 2020-12-31 count 2 total EUR 5
  paid under aid on 2021-06-30 = EUR 7
  decision notice jobs in year 2020 by state
  as of 2021-12-31 known at 2021-12-30
  expect jobs in year 2020 is met
  expect aid in year 2020 pays EUR 60
  expect aid on 2020-12-31 delivers unknown
"""
TEXT = f"{VOCABULARY}\n{HEAD}\n{CLAUSES}\n{REST}"


def read(text: str) -> SyntaxTree:
    """Return the tree of a text that must be without fault."""
    result = parse(text, "a.terms")
    assert result.ok and result.value, result.diagnostics
    return result.value


def only(text: str, kind: str) -> Node:
    """Return the first node of a kind in a text, wherever it stands."""
    stack = [read(text).root]
    while stack:
        node = stack.pop(0)
        if node.kind == kind:
            return node
        stack.extend(node.nodes())
    raise AssertionError(f"no {kind}")


def shown(part: Node | Token) -> str:
    """Return a tree on one line: kinds of nodes, texts of tokens."""
    if isinstance(part, Token):
        return repr(part.text) if part.kind == "STRING" else part.text
    inner = " ".join(shown(child) for child in part.children)
    return f"({part.kind} {inner})" if inner else f"({part.kind})"
