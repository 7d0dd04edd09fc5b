"""A small workspace for planning and probing: a credit that hangs on jobs, and a penalty."""

from __future__ import annotations

from pathlib import Path

from commonweal.workspace.load import Workspace, load

TEXT = """language 1
unit jobs "jobs"
measure staff "Jobs" per award: stock jobs each year
measure wages "Wages" per award: flow money each year nonnegative
measure secret_rate "A price that is not public" per award: rate percent each year

terms aid version 1 "Aid for jobs"
  instrument grant
  currency EUR
  party firm recipient
  party state public
  parameter floor : jobs = 100 jobs

condition jobs_kept "Jobs kept"
  firm must ensure staff at end at least floor
  tested each year from 2020-01-01 until 2023-12-31
  evidence documented due within 90 days after end of period
  purpose labour
  basis "The deal"
  if breached, firm must pay state EUR 5_000

payment aid_paid "Aid"
  state must pay firm 10% * total of wages in period
  while jobs_kept is satisfied
  capped at EUR 9_000 in total
  calculated each year from 2020-01-01 until 2023-12-31

example "120 jobs" under aid version 1
  fact staff in year 2020 = 120 jobs
  fact wages in year 2020 = EUR 40_000
  as of 2021-06-30
  expect aid_paid in year 2020 pays EUR 4_000

agreement "A-1" under aid version 1
  set firm = "FIRM"
  set state = "STATE"
  signed 2020-01-01
"""
FACTS = """agreement,kind,subject,measure,period,value,unit,level,source,reported_on,recorded_at
A-1,,,staff,2020,120,jobs,documented,report,2021-02-01,2021-02-01T00:00:00Z
A-1,,,wages,2020,40000,EUR,documented,report,2021-02-01,2021-02-01T00:00:00Z
A-1,,,staff,2021,80,jobs,documented,report,2022-02-01,2022-02-01T00:00:00Z
A-1,,,wages,2021,30000,EUR,documented,report,2022-02-01,2022-02-01T00:00:00Z
A-1,,,wages,2022,60000,EUR,documented,report,2023-02-01,2023-02-01T00:00:00Z
"""
PARTIES = """party,name,kind,scheme,identifier,parent,from,until
FIRM,The firm,company,,,,,
STATE,The state,public,,,,,
"""


def lay(folder: Path) -> Path:
    """Write the workspace into a folder."""
    for name, text in {
        "commonweal.toml": 'name = "Probe"\nzone = "UTC"\nlanguage = "en"\n',
        "terms/aid.terms": TEXT,
        "evidence/facts.csv": FACTS,
        "parties.csv": PARTIES,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def opened(folder: Path, *drafts: tuple[str, str]) -> Workspace:
    """Load the workspace, with drafts."""
    result = load(lay(folder), drafts=drafts)
    assert result.value is not None and result.ok, [d.message for d in result.diagnostics]
    return result.value
