"""
Suppressed statistics: what a statistical office may not say is unknown here, never nought.

Data: private wages and jobs by state, communications equipment (NAICS 3342), 2022, US Bureau of Labor
Statistics. A suppressed cell is printed as 0 with disclosure code N: it exists and is not public. As
`undisclosed` it makes a condition unknown; as the 0 that is printed, it would make twelve false breaches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from commonweal.workspace.load import Workspace
from commonweal.workspace.run import Run, assess
from tests.oracles.asking import good

pytestmark = pytest.mark.needs("shared-data")

Rows = list[dict[str, str]]

VOCABULARY = """language 1
unit jobs "Jobs"
measure jobs_held "Average jobs in the year" per award: rate jobs each year evidence documented
measure wages "Wages paid" per award: flow money USD each year nonnegative evidence documented
measure establishments "Establishments" per award: rate number each year evidence documented
"""
TERMS = """language 1
terms plant_support version 1 "Support for plants in a state"
  instrument grant
  currency USD
  party state_government recipient
  party ministry public

condition fair_pay "Wages of 85,000 a job and more"
  state_government must ensure total of wages in period at least USD 85_000 per jobs * jobs_held at end
  tested each year from 2022-01-01 until 2022-12-31
  evidence documented due within 12 months after end of period
  purpose sharing
  if breached, state_government must pay ministry USD 1_000 due within 30 days after end of period

condition payroll "Wages of ten million and more"
  state_government must ensure total of wages in period at least USD 10 million
  tested each year from 2022-01-01 until 2022-12-31
  evidence documented due within 12 months after end of period
  purpose sharing

condition negative "Wages are not below nought"
  state_government must ensure total of wages in period at least USD 0
  tested each year from 2022-01-01 until 2022-12-31
  evidence documented due within 12 months after end of period
  purpose sharing

condition some_industry "An establishment at all"
  state_government must ensure establishments at end at least 1
  tested each year from 2022-01-01 until 2022-12-31
  evidence documented due within 12 months after end of period
  purpose direction
"""
HEADER = "agreement,measure,period,value,unit,level,source,recorded_at\n"


def workspace(folder: Path, rows: Rows, *, as_printed: bool = False) -> Workspace:
    """Return a workspace of one agreement a state; `as_printed` takes the printed 0 for a figure."""
    agreements = ["agreement,terms,version,signed,state_government,ministry\n"]
    facts = [HEADER]
    for row in rows:
        name, hidden = f"S-{row['area_fips']}", row["disclosure_code"] == "N" and not as_printed
        agreements.append(f"{name},plant_support,1,2021-12-01,{name},MINISTRY\n")
        source = "BLS QCEW 2022 disclosure code N" if hidden else "BLS QCEW 2022"
        figures = [
            ("jobs_held", "undisclosed" if hidden else row["annual_avg_emplvl"], "jobs"),
            ("wages", "undisclosed" if hidden else row["total_annual_wages"], "USD"),
            ("establishments", row["annual_avg_estabs"], ""),
        ]
        for measure, value, unit in figures:
            unit = "" if value == "undisclosed" else unit
            facts.append(f"{name},{measure},2022,{value},{unit},documented,{source},2023-06-07T12:00:00Z\n")
    return good(
        folder,
        {
            "vocabulary/v.terms": VOCABULARY,
            "terms/t.terms": TERMS,
            "agreements/agreements.csv": "".join(agreements),
            "evidence/qcew.csv": "".join(facts),
        },
    )


@pytest.fixture(scope="module")
def rows(oracle_rows: Callable[[str], Rows]) -> Rows:
    """The rows of all states."""
    return oracle_rows("us-wages-qcew/qcew_2022_naics3342_states.csv")


@pytest.fixture(scope="module")
def run(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All states judged, suppressed cells undisclosed."""
    return assess(workspace(tmp_path_factory.mktemp("qcew"), rows), as_of=date(2024, 6, 30))


def statuses(run: Run, clause: str) -> dict[str, tuple[str, str]]:
    """Return status and reason of a condition by agreement."""
    return {
        f.agreement: (f.status, f.reason) for a in run.assessments for f in a.findings if f.clause == clause
    }


def suppressed(rows: Rows) -> set[str]:
    """Return the agreements whose figures are suppressed."""
    return {f"S-{r['area_fips']}" for r in rows if r["disclosure_code"] == "N"}


def test_fifty_two_rows_of_which_twelve_are_suppressed_and_printed_as_nought(rows: Rows) -> None:
    hidden = [r for r in rows if r["disclosure_code"] == "N"]
    assert (len(rows), len(hidden)) == (52, 12)
    printed = ("annual_avg_emplvl", "total_annual_wages", "annual_avg_wkly_wage", "avg_annual_pay")
    assert {r[column] for r in hidden for column in printed} == {"0"}
    assert all(int(r["annual_avg_estabs"]) > 0 for r in hidden)  # the number of establishments is public
    assert all(r["total_annual_wages"] != "0" for r in rows if r not in hidden)


@pytest.mark.parametrize("clause", ["fair_pay", "payroll"])
def test_a_suppressed_state_is_unknown_because_undisclosed(rows: Rows, run: Run, clause: str) -> None:
    found = {s: said for s, said in statuses(run, clause).items() if s in suppressed(rows)}
    assert len(found) == 12
    assert set(found.values()) == {("overdue", "status:11 unknown:undisclosed")}


@pytest.mark.parametrize(("clause", "met", "breached"), [("fair_pay", 29, 11), ("payroll", 33, 7)])
def test_a_state_with_figures_is_judged(rows: Rows, run: Run, clause: str, met: int, breached: int) -> None:
    found = {s: said[0] for s, said in statuses(run, clause).items() if s not in suppressed(rows)}
    assert Counter(found.values()) == {"met": met, "breached": breached}
    for row in rows:
        if row["disclosure_code"] == "N":
            continue
        wages, jobs = Decimal(row["total_annual_wages"]), Decimal(row["annual_avg_emplvl"])
        truth = wages >= 85_000 * jobs if clause == "fair_pay" else wages >= 10_000_000
        assert found[f"S-{row['area_fips']}"] == ("met" if truth else "breached")


def test_what_needs_no_hidden_figure_is_known_in_all_states(run: Run) -> None:
    # Wages are declared nonnegative: undisclosed they are still at least nought (5.7).
    assert Counter(said[0] for said in statuses(run, "negative").values()) == {"met": 52}
    assert Counter(said[0] for said in statuses(run, "some_industry").values()) == {"met": 52}


def test_no_money_follows_from_what_is_not_public(rows: Rows, run: Run) -> None:
    owed = {p.agreement for a in run.assessments for p in a.payables if p.amount}
    breached = {s for s, said in statuses(run, "fair_pay").items() if said[0] == "breached"}
    assert owed == breached and not owed & suppressed(rows)


def test_undisclosed_figures_are_counted_apart(rows: Rows, run: Run) -> None:
    counts = {a.agreement: a.undisclosed for a in run.assessments}
    assert {s for s, n in counts.items() if n} == suppressed(rows)
    assert {n for n in counts.values() if n} == {2}
    # Silence of the office and silence of a state are two things: nothing is missing where it is undisclosed.
    assert {(a.facts_expected, a.facts_present) for a in run.assessments} == {(3, 3)}


def test_taken_as_printed_nought_would_breach_or_meet_falsely(rows: Rows, tmp_path: Path) -> None:
    naive = assess(workspace(tmp_path, rows, as_printed=True), as_of=date(2024, 6, 30))
    hidden = suppressed(rows)
    assert {statuses(naive, "payroll")[s][0] for s in hidden} == {"breached"}
    assert {statuses(naive, "fair_pay")[s][0] for s in hidden} == {"met"}  # 0 is at least 85,000 times 0
