"""
Counter-examples that refuted a law of meaning once, as examples of the language.

Random texts found most of them; each was made as small as it would go. What was wrong and how it was mended
stands in docs/decisions/0015-laws-mended.md and 0025-laws-at-twenty-thousand.md.
"""

from __future__ import annotations

import pytest

from commonweal.terms.driver import compile_sources
from commonweal.workspace.examples import run_examples

HEAD = """language 1
unit jobs
subject worker of award
measure staff per award: stock jobs each year
measure costs per award: flow money each year nonnegative
measure ok per award: flag each year
measure filed per award: flag each year
measure returned per award: flow money each event nonnegative
measure wage per worker: rate number each event
terms t version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
  party union labour
  parameter begins : negotiated date
"""
FLOOR = """
condition c
  firm must ensure ok at end
  tested each year from 2020-01-01 until 2023-12-31
"""
FOUND = {
    "money without a window may have gone to an earlier debt that is not known": """
payment p
  state must pay firm total of costs in period
  calculated each year from 2020-01-01 until 2021-12-31
payment q
  state must pay firm paid under p in year 2021
  calculated once on 2022-01-31
example "x" under t version 1
  fact costs in year 2021 = EUR 100
  paid under p on 2022-01-01 = EUR 100
  as of 2022-02-01
  expect q on 2022-01-31 pays unknown
  expect p in year 2021 is open
  fact costs in year 2020 = EUR 100
  expect q on 2022-01-31 pays EUR 0
  expect p in year 2021 is late
""",
    "what was paid for two years is not more than what was paid": FLOOR
    + """
  if breached, firm must pay state EUR 100
payment q
  state must pay firm paid under c in year 2020 + paid under c in year 2021
  calculated once on 2022-01-31
example "x" under t version 1
  fact ok in year 2020 = no
  fact ok in year 2021 = no
  paid under c on 2021-12-31 = EUR 150
  as of 2022-02-01
  expect q on 2022-01-31 pays EUR 150
""",
    "a consequence that may still come takes its money first": FLOOR
    + """
  if breached, firm must pay state EUR 100
payment q
  state must pay firm paid under c in year 2021
  calculated once on 2022-01-31
example "x" under t version 1
  fact ok in year 2021 = no
  paid under c on 2021-12-31 = EUR 100
  as of 2022-02-01
  expect q on 2022-01-31 pays unknown
  fact ok in year 2020 = no
  expect q on 2022-01-31 pays EUR 0
""",
    "a second enforcement after a release suspends again": FLOOR
    + """
  if breached, state may suspend p
payment p
  state must pay firm EUR 100
  calculated each year from 2020-01-01 until 2025-12-31
example "x" under t version 1
  fact ok in year 2020 = no
  fact ok in year 2022 = no
  decision enforced c in year 2020 recorded 2021-01-15
  decision released c in year 2020 recorded 2021-12-15
  decision enforced c in year 2022 recorded 2023-01-15
  as of 2025-12-31
  expect p in year 2021 is late
  expect p in year 2022 is late
  expect p in year 2024 is suspended
""",
    "a release before a breach does not stop what must be suspended": FLOOR
    + """
  if breached, state must suspend d
condition d
  firm must ensure staff at end at least 5 jobs
  tested each year from 2020-01-01 until 2025-12-31
example "x" under t version 1
  fact ok in year 2020 = no
  fact ok in year 2021 = yes
  decision released c in year 2020 recorded 2021-06-30
  fact ok in year 2022 = no
  as of 2025-12-31
  expect d in year 2022 is overdue
  expect d in year 2024 is suspended
""",
    "a window that may have been ended by an undecided duty is not breached yet": FLOOR
    + """
  if breached, state must terminate
condition d
  firm must ensure staff at end at least 5 jobs
  tested each year from 2020-01-01 until 2023-12-31
  if breached, firm must pay state EUR 100
example "x" under t version 1
  fact staff in year 2022 = 1 jobs
  as of 2023-12-31
  expect d in year 2022 is overdue
  fact ok in year 2020 = yes
  fact ok in year 2021 = yes
  expect d in year 2022 is breached
  expect d in year 2022 pays EUR 100
  fact ok in year 2020 = no recorded 2021-06-30
  expect d in year 2022 is ended
  expect d in year 2022 pays EUR 0
""",
    "proof that was due before the window is no way into the past": """
condition c
  firm must ensure ok at end
  tested each year from 2020-01-01 until 2023-12-31
  evidence documented due within 1 day after 2020-01-01
  if breached, state must terminate
example "x" under t version 1
  fact ok in year 2020 = no
  as of 2023-12-31
  expect c in year 2020 is breached
  expect c in year 2021 is ended
""",
    "an amount that nobody exercised was never due": FLOOR
    + """
  if breached, firm may pay state EUR 100 less amounts already due
example "x" under t version 1
  fact ok in year 2020 = no
  fact ok in year 2021 = no
  decision exercised c in year 2021 recorded 2022-01-31
  as of 2023-12-31
  expect c in year 2020 pays EUR 0
  expect c in year 2021 pays EUR 100
""",
    "an exercised repayment is inside the common limit": """
payment p
  state must pay firm EUR 100
  calculated once on 2019-12-31
condition c
  firm must ensure ok at end
  tested each year from 2020-01-01 until 2023-12-31
  if breached, firm may repay state EUR 100
  if breached, firm must repay state EUR 100
example "x" under t version 1
  paid under p on 2019-12-31 = EUR 100
  fact ok in year 2020 = no
  decision exercised c in year 2020 recorded 2021-01-31
  as of 2023-12-31
  expect c in year 2020 pays EUR 100
""",
    "nobody repays in one currency what was paid in another": """
payment p
  state must pay firm USD 100
  calculated once on 2019-12-31
condition c
  firm must ensure ok at end
  tested each year from 2020-01-01 until 2023-12-31
  if breached, firm must repay state EUR 100
example "x" under t version 1
  paid under p on 2019-12-31 = USD 100
  fact ok in year 2020 = no
  as of 2023-12-31
  expect c in year 2020 pays EUR 0
""",
    "a waiver after the due date keeps no more than was due": """
payment p
  state must pay firm EUR 100
  while filed at end
  calculated each year from 2020-01-01 until 2020-12-31
  waivable by firm
example "x" under t version 1
  decision waived p in year 2020 recorded 2021-06-30
  as of 2021-12-31
  expect p in year 2020 pays unknown
  fact filed in year 2020 = no
  expect p in year 2020 pays EUR 0
""",
    "whether something fell due before a late waiver may be unknown": FLOOR
    + """
  waivable by state
  if breached, firm must pay state EUR 100
payment q
  state must pay firm due under c in year 2020
  calculated once on 2022-01-31
example "x" under t version 1
  decision waived c in year 2020 recorded 2021-06-30
  as of 2022-12-31
  expect c in year 2020 is waived
  expect q on 2022-01-31 pays unknown
  fact ok in year 2020 = no
  expect c in year 2020 is waived
  expect c in year 2020 pays EUR 100
  expect q on 2022-01-31 pays EUR 100
""",
    "a clause whose date is not agreed yet may owe anything": """
payment p
  state must pay firm EUR 100
  calculated each year from begins until 2021-12-31
payment q
  state must pay firm due under p in year 2020
  calculated once on 2022-01-31
example "x" under t version 1
  as of 2022-02-01
  expect q on 2022-01-31 pays unknown
""",
    "a figure is not believed while a statement counts more": """
condition c
  firm must ensure every worker in period has (wage at least 5)
  tested each year from 2020-01-01 until 2021-12-31
example "whole" under t version 1
  fact wage of "a" event "e1" on 2020-06-01 = 3
  fact wage of "a" event "e2" on 2021-06-01 = 9
  closed wage of "a" through 2021-12-31 count 2 confirmed
  as of 2022-02-01
  expect c in year 2020 is breached
  expect c in year 2021 is met
example "without the first" under t version 1
  fact wage of "a" event "e2" on 2021-06-01 = 9
  closed wage of "a" through 2021-12-31 count 2 confirmed
  as of 2022-02-01
  expect c in year 2020 is overdue
  expect c in year 2021 is overdue
""",
    "a payment of nothing is not met while its guard is unknown": """
payment p
  state must pay firm EUR 0
  while filed at end
  calculated each year from 2020-01-01 until 2020-12-31
example "x" under t version 1
  as of 2021-12-31
  expect p in year 2020 is overdue
  expect p in year 2020 pays EUR 0
  fact filed in year 2020 = no
  expect p in year 2020 is inapplicable
""",
    "a window in cure is not met": FLOOR
    + """
  cure within 60 days after end of period by total of returned in cure at least EUR 5
condition r
  firm must ensure c is met in year 2020
  tested once on 2021-01-15
example "x" under t version 1
  fact ok in year 2020 = no
  as of 2021-01-31
  expect c in year 2020 is curing
  expect r on 2021-01-15 is breached
""",
    "a waiver covers a window that may have ended": """
condition b
  firm must ensure ok at end
  tested each year from 2020-01-01 until 2020-12-31
  if breached, state must terminate
condition c
  firm must ensure staff at end at least 5 jobs
  tested each year from 2022-01-01 until 2022-12-31
  waivable by union
example "x" under t version 1
  decision waived c in year 2022 recorded 2022-12-31
  as of 2023-12-31
  expect c in year 2022 is waived
""",
    "no subject is in an empty stretch": """
payment q
  state must pay firm EUR 1 * count over worker since 2030-01-01 of (wage less than 5)
  calculated once on 2021-12-31
condition c
  firm must ensure every worker since 2030-01-01 has (wage less than 5)
  tested once on 2021-12-31
example "x" under t version 1
  fact wage of "a" on 2021-06-30 = 3
  as of 2022-12-31
  expect q on 2021-12-31 pays EUR 0
  expect c on 2021-12-31 is overdue
""",
    "a clause whose date is not agreed yet may end the agreement": """
condition c
  firm must ensure ok at end
  tested each year from 2020-01-01 until 2023-12-31
payment p
  state must pay firm EUR 5
  calculated each year from begins until 2023-12-31
  if met, firm must terminate
example "not agreed" under t version 1
  fact ok in year 2022 = no
  as of 2023-12-31
  expect c in year 2022 is overdue
example "agreed" under t version 1
  set begins = 2023-01-01
  fact ok in year 2022 = no
  as of 2023-12-31
  expect c in year 2022 is breached
""",
    "repayments of half-years and of years": """
payment p
  state must pay firm EUR 10
  calculated once on 2020-06-30
condition c1
  firm must ensure filed at end
  tested each 6 months from 2021-07-01 until 2022-12-31
  if breached, firm must repay state EUR 7
condition c2
  firm must ensure ok at end
  tested each year from 2021-01-01 until 2022-12-31
  if breached, firm must repay state EUR 7
example "the year comes before its second half" under t version 1
  paid under p on 2020-06-30 = EUR 10
  fact ok in year 2021 = no
  fact ok in year 2022 = yes
  fact filed in year 2021 = no
  fact filed in year 2022 = yes
  as of 2023-12-31
  expect c2 in year 2021 pays EUR 7
""",
    "a right that is not open today may have been used before": """
right r
  state may pay firm EUR 5
  while total of returned since 2020-01-01 at most EUR 20
example "closed" under t version 1
  fact returned event "a" on 2020-01-01 = EUR 20
  fact returned event "b" on 2020-12-31 = EUR 10
  closed returned through 2021-12-31 confirmed
  decision exercised r on 2020-06-15 by state
  as of 2021-12-31
  expect r on 2021-12-31 is exercised
example "not closed" under t version 1
  fact returned event "a" on 2020-01-01 = EUR 20
  fact returned event "b" on 2020-12-31 = EUR 10
  closed returned through 2019-12-31 confirmed
  decision exercised r on 2020-06-15 by state
  as of 2021-12-31
  expect r on 2021-12-31 is unknown
""",
    "a name may stand for a pause in one version and for a repayment in the next": """
payment p
  state must pay firm EUR 100
  calculated once on 2021-06-30
right r
  firm may suspend p
terms t version 2
  instrument other
  currency EUR
  party firm recipient
  party state public
  party union labour
  parameter begins : negotiated date
payment p
  state must pay firm EUR 100
  calculated once on 2021-06-30
right r
  firm may repay state EUR 10
  up to 3 times
agreement "A" under t version 1
  set firm = "FIRM"
  set state = "STATE"
  set union = "UNION"
  signed 2020-01-01
amend "A" effective 2021-07-01
  move to t version 2
  signed 2021-06-01
example "x" under "A"
  paid under p on 2021-06-30 = EUR 100
  decision exercised r on 2021-03-01 by firm
  decision exercised r on 2021-12-31 by firm
  as of 2022-12-31
  expect r on 2021-12-31 pays EUR 10
""",
}
CIRCLES = {
    "what was paid for a window hangs on its amount": """
payment p
  state must pay firm EUR 100 - paid under p in period
  calculated each year from 2020-01-01 until 2021-12-31
""",
    "a suspension that looks ahead": """
condition b
  firm must ensure a is satisfied in year 2023
  tested each year from 2020-01-01 until 2023-12-31
  if breached, state must suspend a
condition a
  firm must ensure ok at end
  tested each year from 2020-01-01 until 2023-12-31
""",
    "a repayment that comes first hangs on what it limits": """
condition c1
  firm must ensure ok at start
  tested each 6 months from 2021-07-01 until 2022-12-31
  if breached, state must repay firm EUR 10
payment p2
  firm must pay state EUR 10
  calculated each year for 2 years after 2021-01-01
  capped at due under c1 since start of quarter
  if satisfied, state must repay firm EUR 10
""",
    "withholding looks at all windows, and the payment ends the agreement": """
payment p
  state must pay firm EUR 10
  calculated each year from 2020-01-01 until 2022-12-31
  if met, state must terminate
condition c
  firm must ensure ok at end
  tested each year from 2020-01-01 until 2022-12-31
  if breached, state must withhold p
""",
    "withholding looks at all windows, and the duty at the payment before": """
payment p
  state must pay firm EUR 10
  calculated each year from 2020-01-01 until 2022-12-31
condition c
  firm must ensure p is met in previous period
  tested each year from 2020-01-01 until 2022-12-31
  if breached, state must withhold p
""",
}


@pytest.mark.parametrize("name", FOUND)
def test_found(name):
    compiled = compile_sources([("found.terms", HEAD + FOUND[name])])
    assert [d for d in compiled.diagnostics if d.is_error] == []
    tested = run_examples(compiled)
    assert [f"line {d.span.line}: {d.message}" for d in tested.failures] == []
    assert tested.expectations


@pytest.mark.parametrize("name", CIRCLES)
def test_circles_are_refused(name):
    compiled = compile_sources([("circle.terms", HEAD + CIRCLES[name])])
    assert {d.code for d in compiled.diagnostics if d.is_error} == {"CW4007"}


def test_what_is_withheld_must_stand_in_the_text():
    text = HEAD + FLOOR + "  if breached, state must withhold nowhere\n"
    assert "CW1105" in {d.code for d in compile_sources([("t.terms", text)]).diagnostics}
