"""Laws 9, 10, 11 and 15 of the language: caps and netting, repayment, allocation, waivers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import accumulate

from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.engines.protocol import Assessment, Decision, Fact, Payable, PaymentMade, Record
from commonweal.ground.period import containing
from commonweal.ground.rounding import Rounding, round_places
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.types import PERIOD, WINDOW, ratio
from tests.strategies import (
    ENGINE,
    Case,
    Choices,
    at,
    cases,
    interval_of,
    later,
    made,
    sample,
    whole_text,
)

D = Decimal
MORE = st.binary(min_size=40, max_size=40)
YEARS = range(2021, 2028)


# ---- law 9 -----------------------------------------------------------------------------------------------


@sample(150)
@given(cases())
def test_no_amount_is_below_zero_and_no_interval_runs_backwards(case):
    """Law 9, money: nothing below zero."""
    for row in case.assess().payables:
        low, high = interval_of(row)
        assert low >= 0
        assert high is None or low <= high


def yearly(text: str, profits: list[Decimal]) -> Case:
    """Return a case in which the profit of each year is known."""
    spans = [containing("year", date(y, 1, 1)) for y in YEARS]
    facts = tuple(
        Fact("A", "", "", "profit", span, x, "confirmed", at(span.end), id=str(span.start.year))
        for span, x in zip(spans, profits, strict=True)
    )
    return Case(text, record=Record(facts=facts), as_of=date(2030, 12, 31))


def payment(amount: str, lines: list[str], rounding: str) -> str:
    """Return a text with one payment a year."""
    head = f"  rounding {rounding}\n" if rounding else ""
    body = "\n".join(["payment p", f"  state must pay firm {amount}", *lines])
    return whole_text([f"{body}\n  calculated each year from 2021-01-01 until 2027-12-31"], head)


def by_7_1(xs: list[Decimal], steps: list[tuple[str, Decimal]], mode: Rounding) -> list[Decimal]:
    """Return what is due each year by 7.1, step by step in the order of the text."""
    dues: list[Decimal] = []
    for x in xs:
        for step, limit in steps:
            before = sum(dues, D(0))
            if step == "net":
                x -= before
            else:
                x = min(x, max(D(0), limit - before if step == "total" else limit))
        dues.append(round_places(max(D(0), x), 2, mode))
    return dues


CENTS = st.integers(-30_000, 30_000).map(lambda n: D(n).scaleb(-2))
PROFITS = st.lists(CENTS, min_size=7, max_size=7)
LIMITS = st.integers(0, 60_000).map(lambda n: D(n).scaleb(-2))
STEPS = st.lists(st.tuples(st.sampled_from(("net", "cap", "total")), LIMITS), max_size=3).filter(
    lambda steps: [s for s, _ in steps].count("net") <= 1
)
MODES = st.sampled_from(("", "half_up", "half_even", "down", "up"))


@sample(150)
@given(PROFITS, STEPS, MODES, st.sampled_from(("1", "1/3", "2.5")))
def test_instances_are_what_7_1_says_and_stay_below_their_caps(profits, steps, mode, factor):
    """Law 9, money: caps and netting step by step (7.1)."""
    rounding = Rounding(mode or "half_up")
    cap = "capped at EUR {}"
    written = {"net": "less amounts already due", "cap": cap, "total": f"{cap} in total"}
    amount = {"1": "{}", "1/3": "{} / 3", "2.5": "2.5 * {}"}[factor].format("total of profit in period")
    lines = [f"  {written[step].format(limit)}" for step, limit in steps]
    rows = yearly(payment(amount, lines, mode), profits).assess().payables
    xs = [{"1": x, "1/3": (x / 3).quantize(D("1e-12")), "2.5": x * D("2.5")}[factor] for x in profits]
    dues = [row.amount for row in rows]
    assert dues == by_7_1(xs, steps, rounding)
    for step, limit in steps:
        if step == "cap":
            assert all(due <= limit for due in dues)
        if step == "total":
            assert sum(dues) <= limit
    for row, x in zip(rows, xs, strict=True):
        if row.cap_applied and not any(step == "net" for step, _ in steps):
            assert row.amount <= round_places(x, 2, rounding)


@sample(80)
@given(PROFITS)
def test_netted_instances_add_up_to_the_greatest_sum_so_far(profits):
    """Law 9, money: the sum of netted amounts."""
    text = payment("total of profit since 2021-01-01", ["  less amounts already due"], "")
    dues = [row.amount for row in yearly(text, profits).assess().payables]
    sums = list(accumulate(profits))
    for k in range(len(dues)):
        assert sum(dues[: k + 1]) == max(D(0), *sums[: k + 1])


@sample(60)
@given(st.lists(st.none() | CENTS, min_size=7, max_size=7), LIMITS, PROFITS)
def test_an_unknown_year_under_a_total_cap_leaves_room_for_whatever_it_may_be(profits, limit, others):
    """Law 4 on law 9: an unknown year under a cap."""
    text = payment("total of profit in period", [f"  capped at EUR {limit} in total"], "")
    whole = [o if p is None else p for p, o in zip(profits, others, strict=True)]
    known = yearly(text, whole)
    gone = {str(y) for y, p in zip(YEARS, profits, strict=True) if p is None}
    part = known.with_rows(facts=tuple(f for f in known.record.facts if f.id not in gone))
    for less, more in zip(part.assess().payables, known.assess().payables, strict=True):
        low, high = interval_of(less)
        assert low <= more.amount <= high


# ---- law 10 ----------------------------------------------------------------------------------------------

FLAGS = ("filed at end", "green at end")
YEARLY = "each year from 2021-01-01 until 2023-12-31"


def remedy(choices: Choices) -> str:
    """Return a remedy of which most repay."""
    state = choices.pick("breached", "breached", "breached", "met", "overdue", "satisfied")
    times = choices.pick("", "", "", " 2 running", " 2 times")
    who = choices.pick("firm", "firm", "firm", "state")
    modal, act = choices.pick("must", "must", "may"), choices.pick("repay", "repay", "repay", "pay")
    other = "state" if who == "firm" else "firm"
    paid = ("paid under p since 2021-01-01", "50% * paid under p in period")
    amount = choices.pick("EUR 100", "EUR 10", *paid, "total of profit in year to date")
    net = choices.pick("", " less amounts already due")
    due = choices.pick("", "", " due within 30 days after notice", " due within 10 days after end of period")
    return f"  if {state}{times}, {who} {modal} {act} {other} {amount}{net}{due}"


@st.composite
def repaying(draw) -> Case:
    """Return a case with several remedies that repay what two payments paid, in both directions."""
    choices = Choices(draw(st.binary(min_size=80, max_size=80)))
    clauses = []
    for name in ("c", "a", "d")[: choices.between(1, 3)]:
        span = choices.pick(YEARLY, "each quarter from 2022-01-01 until 2022-12-31")
        lines = [f"condition {name}", f"  firm must ensure {choices.pick(*FLAGS)}", f"  tested {span}"]
        lines += ["  waivable by state"] * choices.between(0, 1)
        clauses.append("\n".join(lines + [remedy(choices) for _ in range(choices.between(1, 3))]))
    payer, payee = choices.pick(("state", "firm"), ("state", "firm"), ("firm", "state"))
    clauses.append(f"payment p\n  {payer} must pay {payee} EUR 50\n  calculated {YEARLY}")
    clauses.append("payment q\n  state must pay firm EUR 7\n  calculated once on 2021-06-30")
    return draw(cases(text=whole_text(clauses)))


def repaid(case: Case, found: Assessment, debtor: str, creditor: str) -> Decimal:
    """Return the sum of the repay amounts that are due from one party to another."""

    def is_repay(row: Payable) -> bool:
        terms = case.terms_of(row.terms)
        right, clause = terms.right(row.clause), terms.clause(row.clause)
        if right is not None:
            return right.act == "repay"
        return row.kind != "payment" and clause is not None and clause.remedies[row.item - 1].act == "repay"

    rows = [p for p in found.payables if (p.payer, p.payee) == (debtor, creditor) and is_repay(p)]
    return sum((p.amount for p in rows if p.amount is not None), D(0))


@sample(250)
@given(st.one_of(repaying(), cases()))
def test_nobody_repays_more_than_was_paid(case):
    """Law 10, repay."""
    found = case.assess()
    pays = {c.name: set[tuple[str, str]]() for terms in case.every_terms for c in terms.payments()}
    for payment in (c for terms in case.every_terms for c in terms.payments()):
        pays[payment.name].add((payment.payer, payment.payee))
    for debtor, creditor in (("firm", "state"), ("state", "firm"), ("firm", "union"), ("union", "firm")):
        money = [p for p in made(case) if p.currency == "EUR"]
        paid = sum((p.amount for p in money if (creditor, debtor) in pays.get(p.clause, ())), D(0))
        assert repaid(case, found, debtor, creditor) <= max(paid, D(0))


# ---- law 11 ----------------------------------------------------------------------------------------------


@sample(200)
@given(st.one_of(repaying(), cases()))
def test_what_is_settled_and_overpaid_is_what_was_paid(case):
    """Law 11, but for payments that name a window under which nothing is owed (CW5111 tells them)."""
    found = case.assess()
    strays = [d.message for d in found.diagnostics if d.code == "CW5111"]
    for name, currency in sorted({(p.clause, p.currency) for p in found.payables}):
        rows = [p for p in found.payables if (p.clause, p.currency) == (name, currency)]
        paid = [p.amount for p in made(case) if (p.clause, p.currency) == (name, currency)]
        if not any(name in re.findall(r"\w+", message) for message in strays):
            assert sum(row.paid for row in rows) == sum(paid)
        else:
            assert sum(row.paid for row in rows) <= sum(paid)


def test_money_for_the_span_of_a_right_is_settled_or_told():
    """Law 11, refuted once: a right without schedule owes in the window of the day of its use."""
    text = "right r\n  state may pay firm EUR 10\n  from 2022-01-01\n  until 2022-12-31"
    day, span = date(2022, 1, 1), containing("year", date(2022, 1, 1))
    used = Decision("A", "r", "exercised", "state", day, at(day))
    paid = PaymentMade("A", "r", day, D(10), "EUR", at(day), span, id="t")
    found = Case(whole_text([text]), record=Record(payments=(paid,), decisions=(used,))).assess()
    told = [d.code for d in found.diagnostics]
    assert sum(row.paid for row in found.payables) == 10 or "CW5111" in told


@sample(120)
@given(st.one_of(repaying(), cases()))
def test_what_was_paid_for_single_years_is_no_more_than_what_was_paid(case):
    """Law 11, allocation: `paid under` for single years."""
    plan = case.plan()
    for name, currency in sorted({(p.clause, p.currency) for p in made(case) if plan.clause(p.clause)}):
        total = D(0)
        for y in range(2020, 2026):
            span = containing("year", date(y, 1, 1))
            fixed = expr("in_fixed", WINDOW, expr("fixed", PERIOD, first=span.first, last=span.last))
            node = expr("paid_under", ratio(currency, None), fixed, clause=name)
            total += ENGINE.value(
                plan, node, record=case.record, window=span, as_of=case.as_of, known_at=case.known_at
            ) or D(0)
        assert total <= sum(p.amount for p in made(case) if (p.clause, p.currency) == (name, currency))


# ---- law 15 ----------------------------------------------------------------------------------------------


@sample(200)
@given(st.one_of(repaying(), cases()), MORE)
def test_a_waiver_before_any_due_date_leaves_no_consequence_of_that_window(case, more):
    """Law 15, waivers."""
    choices, plan = Choices(more), case.plan()
    worded = [
        (plan.clause_at(n, k), w)
        for n, ws in plan.windows.items()
        if plan.clause(n)
        for k, w in enumerate(ws)
    ]
    waivable = [(c, w) for c, w in worded if c.waivable_by and c.remedies]
    assume(waivable)
    clause, window = choices.pick(*waivable)
    first, last = window.period.first, window.period.last
    day = choices.pick(first, last, later(last, 30), window.evidence_due)
    dues = [p.due for p in case.assess().payables if (p.clause, p.window) == (clause.name, window.period)]
    passed = any(due is not None and due < day for due in (*dues, window.evidence_due))
    assume(day <= case.as_of and not passed)
    who = clause.waivable_by
    waiver = Decision("A", clause.name, "waived", who, day, case.known_at, window.period, place="decisions:n")
    waived = case.with_rows(decisions=(*case.record.decisions, waiver)).assess()
    for row in waived.payables:
        if (row.clause, row.window) == (clause.name, window.period) and row.kind != "payment":
            if clause.remedies[row.item - 1].state not in ("waived", "satisfied"):
                assert interval_of(row) == (0, 0)
