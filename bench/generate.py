"""
Make a long, plausible terms text: one programme with as many jobs, investment and credit clauses as asked.

    python bench/generate.py 2000 > long.terms
"""

from __future__ import annotations

import sys

VOCABULARY = """\
language 1
# Made by bench/generate.py: no real agreement.
unit jobs "jobs"
measure qualified_jobs "Verified eligible jobs" per award: stock jobs each year evidence audited
measure payroll "Eligible payroll" per award: flow money each year nonnegative evidence audited
measure capex "Capital expenditure" per award: flow money each year nonnegative evidence audited
"""

HEAD = """
terms long_programme version 1 "A programme with many clauses"
  instrument tax_benefit
  serves regional_jobs
  currency USD
  party company recipient
  party state public
"""

PARAMETERS = """\
  parameter floor_{n} "Jobs promised at site {n}" : jobs by year
  parameter rate_{n} "Credit rate at site {n}" : percent
"""

CLAUSES = """
condition jobs_{n} "Jobs in place at year end, site {n}"
  company must ensure qualified_jobs at end at least floor_{n} for period
  tested each year from 2020-01-01 until 2025-12-31
  evidence audited due within 180 days after end of period
  waivable by state
  purpose direction
  basis "Agreement, section {n}"
  if breached 2 running, company must repay state
    paid under credit_{n} since 2020-01-01 less amounts already due

condition invest_{n} "Money invested, site {n}"
  company must ensure total of capex since 2020-01-01 at least USD 1 million + {n} * USD 10_000
  tested each year from 2020-01-01 until 2025-12-31
  evidence audited due within 180 days after end of period
  purpose reinvestment
  if overdue, state may withhold credit_{n}

payment credit_{n} "Refundable credit, site {n}"
  state must pay company
    rate_{n} * total of payroll in period
  while jobs_{n} is satisfied
  capped at USD 80 million in total
  calculated each year from 2020-01-01 until 2025-12-31
  due within 365 days after end of period
"""


def text_of(*, lines: int) -> str:
    """Return a text of at least `lines` lines (and at most one site more)."""
    per_site = PARAMETERS.count("\n") + CLAUSES.count("\n")
    sites = -(-(lines - VOCABULARY.count("\n") - HEAD.count("\n")) // per_site)
    numbers = range(1, sites + 1)
    parameters = "".join(PARAMETERS.format(n=n) for n in numbers)
    return VOCABULARY + HEAD + parameters + "".join(CLAUSES.format(n=n) for n in numbers)


if __name__ == "__main__":
    sys.stdout.write(text_of(lines=int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
