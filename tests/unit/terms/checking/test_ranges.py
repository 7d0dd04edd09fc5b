"""What a formula may come to is never too narrow: every judged example lies inside."""

from __future__ import annotations

from decimal import Decimal
from math import prod
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import commonweal
from commonweal.engines.registry import load as load_engine
from commonweal.terms.checking.analysis.foreseen import Foreseen
from commonweal.terms.checking.analysis.ranges import (
    ANY,
    FROM_ZERO,
    NEVER_KNOWN,
    OPEN,
    Outcome,
    Reading,
)
from commonweal.terms.core.clauses import Condition, Terms
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.terms.lowering.unsigned import foreseen
from commonweal.workspace.examples import told

CASES = sorted(
    (Path(__file__).resolve().parents[3] / "cases").glob("*/good/*/case.terms"), key=lambda p: p.as_posix()
)
LIBRARY = sorted(p for p in (Path(commonweal.__path__[0]) / "library").iterdir() if (p / "terms").is_dir())

HEAD = """language 1
unit jobs
measure staff "Jobs" per award: stock jobs each year
measure sales "Sales" per award: flow money each year nonnegative
measure profit "Profit" per award: flow money each year
measure open "Open" per award: flag each event
terms t version 1
  instrument grant
  currency EUR
  party firm recipient
  party state public
  parameter few : money = EUR 3
  parameter some_day : date
"""


def terms_of(duty: str, head: str = "") -> Terms:
    """Return a text with one duty."""
    text = (
        f"{HEAD}{head}condition kept\n  firm must ensure {duty}\n"
        "  tested each year from 2025-01-01 until 2026-12-31\n"
    )
    made = compile_sources([("a.terms", text)])
    assert made.ok, [d.message for d in made.diagnostics]
    return made.terms["t", 1]


def duty_of(terms: Terms) -> Expr:
    """Return the duty of the only condition."""
    clause = terms.clause("kept")
    assert isinstance(clause, Condition)
    return clause.duty


ALWAYS, NEVER = Outcome(True, False), Outcome(False, True)
DUTIES = {
    "total of sales in period at least EUR 0": ALWAYS,
    "total of sales in period more than EUR 0": OPEN,
    "total of sales in period less than EUR 0": NEVER,
    "total of sales in period equals EUR 0": OPEN,
    "total of profit in period at least EUR 0": OPEN,
    "staff at end at least 0 jobs": OPEN,
    "count of sales in period at least 0": ALWAYS,
    "total of sales in period + few at least EUR 3": ALWAYS,
    "total of sales in period + few more than EUR 3": OPEN,
    "total of sales in period - few at least EUR 0": OPEN,
    "2 * total of sales in period at least -1 * few": ALWAYS,
    "max(EUR 0, total of profit in period) at least EUR 0": ALWAYS,
    "min(EUR 0, total of profit in period) at most EUR 0": ALWAYS,
    "min(EUR 5, total of profit in period) more than EUR 5": NEVER,
    "open at end or total of sales in period at least EUR 0": ALWAYS,
    "open at end and total of sales in period less than EUR 0": NEVER,
    "not total of sales in period less than EUR 0": ALWAYS,
    "at least 1 of (open at end, total of sales in period at least EUR 0)": ALWAYS,
    "at least 2 of (open at end, total of sales in period at least EUR 0)": OPEN,
    "choose (EUR 1 when open at end, otherwise EUR 2) at most EUR 2": ALWAYS,
    "choose (EUR 1 when open at end, otherwise EUR 2) at most EUR 1": OPEN,
    "tier on total of sales in period { 1% up to EUR 5, 2% above } less than 3%": ALWAYS,
    "marginal on total of sales in period { 1% up to EUR 5, 2% above } at least EUR 0": ALWAYS,
    "2025-01-01 less than 2026-01-01": ALWAYS,
    "some_day less than 2026-01-01": OPEN,
    "start of period less than 2026-01-01": OPEN,
}


@pytest.mark.parametrize("duty", DUTIES)
def test_a_duty_is_as_open_as_its_figures(duty: str) -> None:
    terms = terms_of(duty)
    assert Reading(terms).outcome(duty_of(terms)) == DUTIES[duty]


def test_a_value_that_an_agreement_may_change_can_be_left_open() -> None:
    terms = terms_of("total of sales in period + few at least EUR 3")
    assert Reading(terms, settled=False).outcome(duty_of(terms)) == OPEN


def test_a_status_that_nobody_can_know_is_never_known() -> None:
    other = "condition late\n  firm must ensure open at end\n  tested once on 2030-01-01\n"
    terms = terms_of("late is met and open at end", other)
    assert Reading(terms, lambda name: name == "late").outcome(duty_of(terms)) == Outcome(False, True)
    assert (
        Reading(terms_of("late is met", other), lambda name: True).outcome(
            duty_of(terms_of("late is met", other))
        )
        == NEVER_KNOWN
    )


TEXT = terms_of("total of sales in period at least total of profit in period")
SALES, PROFIT = duty_of(TEXT).args
whole = st.integers(-5, 5).map(Decimal)


def joined(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Return operations over smaller numbers."""
    several = st.lists(parts, min_size=2, max_size=3)
    many = st.builds(
        lambda op, args: expr(op, SALES.type, *args), st.sampled_from(["add", "mul", "min", "max"]), several
    )
    return many | parts.map(lambda a: expr("neg", SALES.type, a))


leaves = st.sampled_from([SALES, PROFIT]) | whole.map(lambda n: expr("literal", SALES.type, value=n))


def value_of(node: Expr, sales: Decimal, profit: Decimal) -> Decimal:
    """Return what a number comes to, by Python's own arithmetic."""
    if node in (SALES, PROFIT):
        return sales if node == SALES else profit
    if node.op == "literal":
        value = node["value"]
        assert isinstance(value, Decimal)
        return value
    parts = [value_of(a, sales, profit) for a in node.args]
    return {"add": sum, "mul": prod, "min": min, "max": max, "neg": lambda p: -p[0]}[node.op](parts)  # type: ignore[no-any-return, operator]


@given(st.recursive(leaves, joined, max_leaves=8), st.lists(st.tuples(whole.map(abs), whole), min_size=3))
def test_a_range_holds_what_its_formula_comes_to(
    number: Expr, figures: list[tuple[Decimal, Decimal]]
) -> None:
    found = Reading(TEXT).range(number)
    for sales, profit in figures:
        value = value_of(number, sales, profit)
        assert found.low is None or found.low <= value
        assert found.high is None or value <= found.high


def test_bounds_that_are_named() -> None:
    assert FROM_ZERO.nonnegative and not ANY.nonnegative


# ---- every example of the corpus and the library -----------------------------------------------------------


def judged(made: Compiled) -> None:
    """Compare what is found in the examples with what the analyses hold possible."""
    engine = load_engine("reference")
    for example in told(made):
        plan = example.plan
        found = engine.assess(plan, record=example.record, as_of=example.as_of, known_at=example.known)
        for row in found.findings:
            clause = plan.terms.clause(row.clause)
            if not isinstance(clause, Condition) or len(plan.versions) > 1:
                continue
            reading = Reading(plan.terms, settled=False)
            duty = reading.outcome(clause.duty)
            if row.status == "met":
                assert duty.holds, (row.clause, row.window)
            if row.status in ("breached", "curing", "cured"):
                assert duty.fails, (row.clause, row.window)
            if clause.guard is not None and row.status in ("met", "breached", "curing", "cured"):
                assert reading.outcome(clause.guard).holds, (row.clause, row.window)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.parent.name)
def test_no_case_lies_outside(path: Path) -> None:
    judged(compile_sources([("case.terms", path.read_text("utf-8"))]))


@pytest.mark.parametrize("folder", LIBRARY, ids=lambda p: p.name)
def test_no_programme_lies_outside(folder: Path) -> None:
    files = [file for room in ("vocabulary", "terms") for file in sorted((folder / room).glob("*.terms"))]
    judged(compile_sources([(str(file), file.read_text("utf-8")) for file in files]))


def test_windows_that_a_text_gives_are_those_of_its_plans() -> None:
    seen = 0
    for path in CASES:
        made = compile_sources([("case.terms", path.read_text("utf-8"))])
        for example in told(made):
            if len(example.plan.versions) > 1 or example.plan.agreement.settings:
                continue
            mine: Foreseen = foreseen(example.plan.terms)
            for name, rows in mine.windows.items():
                if example.plan.terms.right(name) is None:
                    assert rows == tuple(w.period for w in example.plan.windows[name])
                    seen += 1
    assert seen > 50
