"""
Figures that companies filed, filed again and changed: each day has the answer of what was known then.

Data: cash flow statements of Tesla (FY2009 to FY2024) and Apple (FY2008 to FY2025) as filed with the SEC;
each figure stands in up to three annual reports. The rows become facts, recorded at the end of the year of
their accession number, two filings of one year in their order. What is made of them before they are loaded:

* cash that went out (capital expenditure, buybacks, dividends) is its magnitude, because the filings change
  the sign and nothing else (Apple's capital expenditure of 2012 is 8,295 in one and -8,295 in the next);
* "Acquisition of property and equipment …", which the source files under capital expenditure too, is no cash
  but what is still unpaid: a measure of its own;
* Apple's years of 52 or 53 weeks, which end on the last Saturday of September, are called fiscal years to
  30 September: the language has no year that ends on a Saturday.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from commonweal.engines.protocol import Fact, Finding, Trace
from commonweal.workspace.load import Workspace
from commonweal.workspace.run import assess, why
from tests.oracles.asking import good, lay

pytestmark = pytest.mark.needs("shared-data")

Rows = list[dict[str, str]]
FILES = {name: f"company-cashflows/{name.lower()}_cashflow_facts.csv" for name in ("AAPL", "TSLA")}
YEAR_END = {"AAPL": "30 September", "TSLA": "31 December"}
SPAN = {"AAPL": (2008, 2025), "TSLA": (2009, 2024)}
OUTFLOWS = ("capex", "buybacks", "dividends")
MEASURES = (*OUTFLOWS, "capex_unpaid", "cfo")
UNPAID = "Acquisition of property and equipment"
LATEST = date(2026, 6, 30)

VOCABULARY = """language 1
measure capex "Capital expenditure paid" per award: flow money USD each fiscal year {sign} evidence audited
measure capex_unpaid "Acquired and unpaid" per award: flow money USD each fiscal year {sign} evidence audited
measure buybacks "Share repurchases" per award: flow money USD each fiscal year {sign} evidence audited
measure dividends "Dividends paid" per award: flow money USD each fiscal year {sign} evidence audited
measure cfo "Operating cash flow" per award: flow money USD each fiscal year evidence audited
"""
CONDITION = """
condition {name} "{name}"
  company must ensure total of {measure} in period {words}
  tested each fiscal year from {first} until {last}
  evidence audited due within 3 months after end of period
  purpose reinvestment
  if breached, company must pay state USD 1 million
"""
PAYMENT = """
payment shown_{measure}
  state must pay company total of {measure} in period + USD 100 billion
  calculated each fiscal year from {first} until {last}
"""
AGREEMENTS = "agreement,terms,version,signed,company,state\nA,support,1,2007-01-01,{ticker},STATE\n"
HEADER = ("agreement", "measure", "period", "value", "unit", "level", "source", "recorded_at")


def span_of(ticker: str) -> tuple[date, date]:
    """Return the first and last day of the years that a company's rows cover."""
    first, last = SPAN[ticker]
    if ticker == "TSLA":
        return date(first, 1, 1), date(last, 12, 31)
    return date(first - 1, 10, 1), date(last, 9, 30)


def terms_of(ticker: str, conditions: Mapping[str, tuple[str, str]]) -> str:
    """Return terms with conditions (name: measure and the rest of the formula), and a payment a measure."""
    first, last = span_of(ticker)
    head = "language 1\nterms support version 1\n  instrument loan\n  currency USD\n"
    head += f"  fiscal year ends {YEAR_END[ticker]}\n  party company recipient\n  party state public\n"
    clauses = [
        CONDITION.format(name=name, measure=measure, words=words, first=first, last=last)
        for name, (measure, words) in conditions.items()
    ]
    clauses += [PAYMENT.format(measure=m, first=first, last=last) for m in MEASURES]
    return head + "".join(clauses)


# ---- from rows to facts -----------------------------------------------------------------------------


def measure_of(row: dict[str, str]) -> str:
    """Return our measure of a row: unpaid acquisitions are not capital expenditure paid."""
    return "capex_unpaid" if row["label_as_filed"].startswith(UNPAID) else row["measure"]


def amount_of(row: dict[str, str], *, signed: bool = False) -> Decimal:
    """Return the dollars of a row; of what went out the magnitude, unless `signed` as filed."""
    dollars = Decimal(row["value_signed"]) * Decimal(row["scale"])
    return dollars if signed or row["measure"] not in OUTFLOWS else abs(dollars)


def filed(rows: Rows) -> dict[str, datetime]:
    """Return when each filing is taken to be recorded: at its year's end, those of one year in order."""
    years: dict[int, list[str]] = defaultdict(list)
    for accession in sorted({r["accession"] for r in rows}):
        years[2000 + int(accession.split("-")[1])].append(accession)
    return {
        a: datetime(y, 12, 31, 12 + i, tzinfo=UTC) for y, order in years.items() for i, a in enumerate(order)
    }


def facts_of(rows: Rows, *, signed: bool = False, one_measure: bool = False) -> str:
    """Return the evidence table of the rows that we read."""
    at = filed(rows)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADER)
    for row in rows:
        measure = row["measure"] if one_measure else measure_of(row)
        if measure not in MEASURES:
            continue
        value, when = amount_of(row, signed=signed), at[row["accession"]].isoformat().replace("+00:00", "Z")
        year = f"FY{row['period_end'][:4]}"
        table.writerow(["A", measure, year, f"{value:f}", "USD", "audited", f"SEC {row['accession']}", when])
    return out.getvalue()


def files_of(
    ticker: str, facts: str, conditions: Mapping[str, tuple[str, str]], *, sign: bool = True
) -> dict[str, str]:
    """Return the files of a workspace with one agreement."""
    return {
        "vocabulary/v.terms": VOCABULARY.format(sign="nonnegative" if sign else ""),
        "terms/t.terms": terms_of(ticker, conditions),
        "agreements/agreements.csv": AGREEMENTS.format(ticker=ticker),
        "evidence/filings.csv": facts,
    }


CONDITIONS = {
    "AAPL": {
        "invest": ("capex", "at least USD 8_000 million"),
        "no_buybacks": ("buybacks", "at most USD 0"),
        "solvent": ("cfo", "at least USD 66 billion"),
    },
    "TSLA": {
        "invest": ("capex", "at least USD 190 million"),
        "frugal": ("capex", "at most USD 190 million"),
        "no_buybacks": ("buybacks", "at most USD 0"),
        "solvent": ("cfo", "at least -USD 128.2 million"),
    },
}


@pytest.fixture(scope="module")
def rows(oracle_rows: Callable[[str], Rows]) -> dict[str, Rows]:
    """The rows of both companies."""
    return {ticker: oracle_rows(name) for ticker, name in FILES.items()}


@pytest.fixture(scope="module")
def spaces(rows: dict[str, Rows], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workspace]:
    """A workspace for each company."""
    return {
        t: good(tmp_path_factory.mktemp(t), files_of(t, facts_of(rows[t]), CONDITIONS[t])) for t in CONDITIONS
    }


def end_of(year: int) -> datetime:
    """Return the end of a year."""
    return datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)


def finding(space: Workspace, clause: str, year: int, known: int) -> Finding:
    """Return a finding as of today, from what was known at the end of a year."""
    run = assess(space, as_of=LATEST, known_at=end_of(known))
    return next(
        f for a in run.assessments for f in a.findings if f.clause == clause and f.window.last.year == year
    )


# ---- the source -------------------------------------------------------------------------------------


def test_what_the_filings_say_twice_and_what_they_changed(rows: dict[str, Rows]) -> None:
    changed: dict[tuple[str, str, str], list[Decimal]] = {}
    for ticker, found in rows.items():
        at, values = filed(found), defaultdict(list)
        for row in sorted(found, key=lambda r: at[r["accession"]]):
            if measure_of(row) in MEASURES:
                key = (ticker, measure_of(row), row["period_end"][:4])
                if (value := amount_of(row)) not in values[key]:
                    values[key].append(value)
        changed |= {key: told for key, told in values.items() if len(told) > 1}
    thousands = {key: [int(v / 1000) for v in told] for key, told in changed.items()}
    assert thousands == {
        ("TSLA", "capex", "2011"): [197_896, 184_226],
        ("TSLA", "capex_unpaid", "2011"): [2_703, 15_592],
        ("TSLA", "cfo", "2011"): [-114_364, -128_304, -128_034],  # the second a slip of the pen, it seems
        ("TSLA", "cfo", "2012"): [-266_081, -263_815],
        ("TSLA", "cfo", "2013"): [257_994, 264_804],
        # not restated but rounded: from thousands to millions
        ("TSLA", "capex", "2017"): [3_414_814, 3_415_000],
        ("TSLA", "capex", "2018"): [2_100_724, 2_101_000],
        ("TSLA", "cfo", "2017"): [-60_654, -61_000],
        ("TSLA", "cfo", "2018"): [2_097_802, 2_098_000],
        ("AAPL", "cfo", "2016"): [65_824_000, 66_231_000],
        ("AAPL", "cfo", "2017"): [63_598_000, 64_225_000],
    }


def test_the_filings_change_signs_where_nothing_changed(rows: dict[str, Rows]) -> None:
    flips = Counter()
    for ticker, found in rows.items():
        signs: dict[tuple[str, str], set[bool]] = defaultdict(set)
        for row in found:
            if row["measure"] in OUTFLOWS and measure_of(row) != "capex_unpaid":
                signs[row["measure"], row["period_end"]].add(row["value_signed"].startswith("-"))
        flips.update((ticker, measure) for (measure, _), both in signs.items() if len(both) == 2)
    assert flips == {("AAPL", "capex"): 2, ("AAPL", "dividends"): 5, ("TSLA", "capex"): 3}


# ---- a restatement changes the answer ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "before", "after"),
    [("invest", "met", "breached"), ("frugal", "breached", "met")],
)
def test_teslas_restated_capital_expenditure_changes_the_answer_of_2011(
    spaces: dict[str, Workspace], clause: str, before: str, after: str
) -> None:
    # 197.9 million as first filed in 2012, 184.2 million from 2013 on; the threshold of 190 lies between.
    told = [finding(spaces["TSLA"], clause, 2011, known).status for known in (2011, 2012, 2013, 2014, 2025)]
    assert told == ["overdue", before, after, after, after]
    assert finding(spaces["TSLA"], clause, 2011, 2011).reason == "status:11 unknown:missing"


def test_a_slip_in_one_filing_is_an_answer_of_one_year(spaces: dict[str, Workspace]) -> None:
    # Operating cash flow of 2011: -114.364, -128.304, then -128.034 million; asked: -128.2.
    told = [finding(spaces["TSLA"], "solvent", 2011, known).status for known in (2012, 2013, 2014, 2025)]
    assert told == ["met", "breached", "met", "met"]


def test_apples_operating_cash_flow_of_2016_is_met_only_after_restatement(
    spaces: dict[str, Workspace],
) -> None:
    told = [
        finding(spaces["AAPL"], "solvent", 2016, known).status for known in (2015, 2016, 2017, 2018, 2025)
    ]
    assert told == ["overdue", "breached", "breached", "met", "met"]


def test_the_money_that_followed_follows_the_restatement(spaces: dict[str, Workspace]) -> None:
    owed = {}
    for known in (2012, 2013):
        run = assess(spaces["TSLA"], as_of=LATEST, known_at=end_of(known))
        owed[known] = {
            p.clause
            for a in run.assessments
            for p in a.payables
            if p.kind == "consequence" and p.window.last.year == 2011 and p.amount
        }
    assert owed[2012] == {"frugal"}
    assert owed[2013] == {"invest", "solvent"}


def test_the_answer_names_the_filing_it_rests_on(spaces: dict[str, Workspace]) -> None:
    for known, used in {2012: "SEC 0001193125-12-137560", 2013: "SEC 0001193125-13-096241"}.items():
        found = why(
            spaces["TSLA"],
            agreement="A",
            clause="invest",
            period="FY2011",
            as_of=LATEST,
            known_at=end_of(known),
        )
        assert found.value is not None
        answer = next(row for row in found.value if isinstance(row, Finding))
        assert answer.known_since is not None and answer.known_since.year == known
        assert answer.trace is not None
        assert {f.source for f in facts_in([answer.trace])} == {used}


def facts_in(traces: Iterable[Trace]) -> list[Fact]:
    """Return all facts that traces rest on."""
    found: list[Fact] = []
    for trace in traces:
        found += [row for row in trace.facts if isinstance(row, Fact)]
        found += facts_in(trace.because)
    return found


def test_every_figure_of_every_year_is_that_of_the_latest_filing_then(
    spaces: dict[str, Workspace], rows: dict[str, Rows]
) -> None:
    compared, moved = 0, Counter()
    for ticker, space in spaces.items():
        at = filed(rows[ticker])
        last: dict[tuple[str, int], Decimal] = {}
        for known in range(2009, 2026):
            run = assess(space, as_of=LATEST, known_at=end_of(known))
            shown = {
                (p.clause.removeprefix("shown_"), p.window.last.year): p.amount
                for a in run.assessments
                for p in a.payables
                if p.kind == "payment"
            }
            latest: dict[tuple[str, int], tuple[datetime, Decimal]] = {}
            for row in rows[ticker]:
                key = (measure_of(row), int(row["period_end"][:4]))
                when = at[row["accession"]]
                if key[0] in MEASURES and when.year <= known:
                    latest[key] = max(latest.get(key, (when, amount_of(row))), (when, amount_of(row)))
            expected = {k: latest[k][1] + 10**11 if k in latest else None for k in shown}
            assert shown == expected, (ticker, known)
            compared += len(shown)
            for key, (_, value) in latest.items():
                moved[ticker] += key in last and last[key] != value
                last[key] = value
    assert compared == 17 * 5 * (18 + 16)
    assert moved == {"TSLA": 10, "AAPL": 2}


# ---- signs ------------------------------------------------------------------------------------------


def test_signs_as_filed_are_refused_where_a_measure_is_declared_nonnegative(
    rows: dict[str, Rows], tmp_path: Path
) -> None:
    for ticker, negative in {"AAPL": 104, "TSLA": 42}.items():
        facts = facts_of(rows[ticker], signed=True)
        result = lay(tmp_path / ticker, files_of(ticker, facts, CONDITIONS[ticker]))
        assert Counter(d.code for d in result.diagnostics if d.is_error) == {"CW5105": negative}


def test_signs_as_filed_would_turn_apples_2012_from_met_to_breached(
    rows: dict[str, Rows], spaces: dict[str, Workspace], tmp_path: Path
) -> None:
    facts = facts_of(rows["AAPL"], signed=True)
    naive = good(tmp_path, files_of("AAPL", facts, CONDITIONS["AAPL"], sign=False))
    assert [finding(naive, "invest", 2012, known).status for known in (2012, 2013)] == ["met", "breached"]
    # The magnitude is the same in all three filings, and so is the answer; only its last source is later.
    kept = [finding(spaces["AAPL"], "invest", 2012, known) for known in (2012, 2013, 2014, 2025)]
    assert {f.status for f in kept} == {"met"}
    assert [f.known_since and f.known_since.year for f in kept] == [2012, 2013, 2014, 2014]


def test_two_figures_of_one_filing_for_one_measure_are_a_contradiction(
    rows: dict[str, Rows], tmp_path: Path
) -> None:
    # Unpaid acquisitions read as capital expenditure: the same filing would say two things of one year.
    facts = facts_of(rows["TSLA"], one_measure=True)
    result = lay(tmp_path, files_of("TSLA", facts, CONDITIONS["TSLA"]))
    assert {d.code for d in result.diagnostics if d.is_error} == {"CW5108"}
    both = Counter((r["accession"], r["period_end"]) for r in rows["TSLA"] if r["measure"] == "capex")
    assert sum(n > 1 for n in both.values()) == 21


# ---- what was not filed -----------------------------------------------------------------------------


def test_no_row_of_buybacks_is_no_proof_that_there_were_none(spaces: dict[str, Workspace]) -> None:
    for ticker, counts in {"AAPL": {"breached": 13, "overdue": 5}, "TSLA": {"overdue": 16}}.items():
        run = assess(spaces[ticker], as_of=LATEST)
        found = [f for a in run.assessments for f in a.findings if f.clause == "no_buybacks"]
        assert Counter(f.status for f in found) == counts
        assert {f.reason for f in found if f.status == "overdue"} == {"status:11 unknown:missing"}
