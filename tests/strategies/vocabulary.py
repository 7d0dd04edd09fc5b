"""The vocabulary, parameters, schedules and words of the random texts."""

from __future__ import annotations

from commonweal.ground.period import FiscalEnd

VOCABULARY = """\
language 1
unit jobs
unit tonne
unit shares
subject worker of award
measure sales per award: flow money each quarter nonnegative
measure profit per award: flow money each year
measure capex per award: flow money each year nonnegative evidence audited
measure output per award: flow tonne each month nonnegative
measure shifts per award: flow number each week nonnegative
measure turnover per award: flow money each fiscal year nonnegative
measure staff per award: stock jobs each quarter nonnegative
measure debt per award: stock money each year
measure ratio per award: rate number each year
measure filed per award: flag each quarter
measure green per award: flag each year
measure buyback per award: flow money each event nonnegative
measure transfer per award: flow money each event
measure booked per award: flow money each event nonnegative evidence confirmed
measure loan per award: stock money each event
measure licence per award: flag each event
measure wage per worker: flow money each year nonnegative
measure bonus per worker: flow money each event nonnegative
measure age per worker: stock number each year
measure price per worker: rate number each event
measure trained per worker: flag each year
measure hurt per worker: flag each event
measure stake per affiliate: flow money each year nonnegative
measure spun per affiliate: flag each event
measure index per public: rate number each year nonnegative
"""
HEAD = """\
terms t version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
  party union labour
  parameter floor : money = EUR 10
  parameter share : percent
  parameter begins : date
  parameter goal : money by year
  parameter talks : negotiated number
  parameter secret : money = undisclosed "in the annex"
  parameter switched : yesno
"""
GRAIN_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "once": 0}
FISCAL = FiscalEnd(6, 30)
#: (flow, months of its grain): those that may be added up in a window at least as long.
MONEY_FLOWS = (
    ("sales", 3), ("profit", 12), ("capex", 12), ("turnover", 12),
    ("buyback", 0), ("transfer", 0), ("booked", 0),
)  # fmt: skip
#: Of accounts: months of the grain, first day, schedule.
ACCOUNTS = (
    (12, "2021-01-01", "each year from 2021-01-01 until 2023-12-31"),
    (3, "2022-01-01", "each quarter from 2022-01-01 until 2022-12-31"),
    (12, "begins", "each year from begins until 2023-12-31 including stubs"),
    (6, "2021-07-01", "each 6 months from 2021-07-01 until 2022-12-31"),
    (1, "2022-01-01", "each month from 2022-01-01 until 2022-06-30"),
    (12, "2021-07-01", "each 12 months from 2021-07-01 until 2023-06-30"),
)
SCHEDULES = {
    "year": (
        "each year from 2021-01-01 until 2023-12-31",
        "each year from 2021-01-01 until 2023-12-31",
        "each year for 2 years after 2021-01-01",
        "each year from begins until 2023-12-31 including stubs",
        "each year from 2021-04-01 until 2022-12-31 whole periods",
        "each fiscal year from 2021-07-01 until 2023-06-30 including stubs",
    ),
    "month": ("each month from 2022-01-01 until 2022-04-30",),
    "quarter": (
        "each quarter from 2022-01-01 until 2022-12-31",
        "each quarter from 2021-11-01 until 2022-09-30 including stubs",
    ),
    "half": ("each 6 months from 2021-07-01 until 2022-12-31", "each 6 months for 1 years after begins"),
    "once": ("once on 2022-12-31", "once on begins", "once on 2023-06-30"),
}
STATES = ("met", "breached", "cured", "satisfied", "overdue", "waived")
PREDICATES = ("satisfied", "met", "breached", "cured")
MONEY = ("0", "1", "5", "10", "20", "33.33", "100")
PARTIES = ("firm", "state", "union")
