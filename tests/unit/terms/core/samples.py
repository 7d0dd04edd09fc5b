"""Small sound terms versions, built by hand, for tests that plant a fault in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from commonweal.ground.diagnostics import Span
from commonweal.terms.core.clauses import (
    Account,
    Cap,
    Condition,
    Cure,
    Evidence,
    Measure,
    Net,
    Offset,
    Parameter,
    Party,
    Payment,
    Remedy,
    Right,
    Schedule,
    Subject,
    Terms,
    Unit,
)
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import (
    DATE,
    NUMBER,
    PERCENT,
    PERIOD,
    WINDOW,
    YESNO,
    Type,
)

USD = Type("money", "USD")
JOBS = Type("quantity", "jobs")
IN_PERIOD = expr("in_period", WINDOW)
THIS = expr("this_period", PERIOD)
END = expr("end_of", DATE, THIS)


def number(value: str, type_: Type = NUMBER, **more: Any) -> Expr:
    """Return a literal."""
    return expr("literal", type_, value=Decimal(value), **more)


def day(text: str) -> Expr:
    """Return a date."""
    return expr("day", DATE, value=date.fromisoformat(text))


EACH_YEAR = Schedule("year", day("2020-01-01"), day("2025-12-31"))
ENOUGH_JOBS = expr(
    "ge",
    YESNO,
    expr("at_end", JOBS, measure="qualified_jobs", at=Span("jobs.terms", 14, 23, 14, 44)),
    expr("entry", JOBS, THIS, name="jobs_floor"),
    at=Span("jobs.terms", 14, 23, 14, 80),
    origin="enough",
)
EVERY_WAGE = expr(
    "every",
    YESNO,
    IN_PERIOD,
    expr("ge", YESNO, expr("of_subject", USD, measure="wage"), number("12.5", USD)),
    subject="worker",
)
JOBS_CLAUSE = Condition(
    "jobs",
    "company",
    ENOUGH_JOBS,
    EACH_YEAR,
    guard=expr("status", YESNO, IN_PERIOD, clause="credits", state="satisfied"),
    evidence=Evidence("audited", Offset(180, "day", END)),
    cure=Cure((Offset(90, "day", None), Offset(2, "year", END)), EVERY_WAGE),
    waivable_by="state",
    purpose="direction",
    remedies=(
        Remedy(
            "breached",
            "running",
            2,
            "company",
            False,
            "repay",
            payee="state",
            amount=expr(
                "mul",
                USD,
                number("0.6", PERCENT),
                expr("paid_under", USD, expr("since", WINDOW, day("2020-01-01")), clause="credits"),
            ),
            due=Offset(90, "day", END),
            net=True,
        ),
        Remedy("overdue", "each", 1, "state", True, "withhold", target="credits"),
    ),
    label="Jobs in place at year end",
    basis="Wis. Stat. 238.396(b)",
    at=Span("jobs.terms", 13, 1, 13, 5),
)
CREDITS = Payment(
    "credits",
    "state",
    "company",
    expr("mul", USD, number("0.17", PERCENT), expr("total", USD, IN_PERIOD, measure="payroll")),
    "USD",
    EACH_YEAR,
    due=Offset(365, "day", END),
    steps=(Net(), Cap(expr("parameter", USD, name="lifetime_cap"), in_total=True)),
)
SAMPLE = Terms(
    "jobs_credit",
    1,
    "tax_benefit",
    (Party("company", "recipient"), Party("state", "public", "The State")),
    (
        Parameter("jobs_floor", JOBS, by="year"),
        Parameter("lifetime_cap", USD, default=number("80000000", USD)),
    ),
    (CREDITS, JOBS_CLAUSE),
    units=(Unit("jobs"),),
    subjects=(Subject("worker", "award"),),
    measures=(
        Measure(
            "payroll", "award", "flow", Type("money"), "year", nonnegative=True, label="Eligible payroll"
        ),
        Measure(
            "qualified_jobs", "award", "stock", JOBS, "year", level="audited", label="Verified eligible jobs"
        ),
        Measure("wage", "worker", "rate", Type("money"), "year"),
    ),
    currency="USD",
    serves="regional_jobs",
    label="Credits for jobs",
    at=Span("jobs.terms", 2, 7, 2, 18),
)


def with_clause(clause: Condition | Payment, **changes: Any) -> Terms:
    """Return the sample with one clause changed."""
    made = replace(clause, **changes)
    return replace(SAMPLE, clauses=tuple(made if c.name == clause.name else c for c in SAMPLE.clauses))


def with_duty(duty: Expr) -> Terms:
    """Return the sample with another duty."""
    return with_clause(JOBS_CLAUSE, duty=duty)


# ---- accounts, deliveries and rights -------------------------------------------------------------

DOSES = Type("quantity", "doses")
SHARES = Type("quantity", "shares")
PER_SHARE = Type("money", "USD", "shares")
REPAYMENT = Payment("instalment", "company", "state", number("6000", USD), "USD", EACH_YEAR)
VACCINES = Payment(
    "vaccines",
    "company",
    "state",
    expr("balance_start", DOSES, account="quota"),
    "doses",
    EACH_YEAR,
    delivers=True,
)
ENGINE = Condition(
    "engine",
    "company",
    expr("le", YESNO, expr("balance_end", USD, account="loan"), number("9000", USD)),
    EACH_YEAR,
    remedies=(
        Remedy("met", "times", 1, "company", False, "deliver", payee="state", amount=number("5", SHARES)),
        Remedy(
            "breached",
            "each",
            1,
            "state",
            True,
            "convert",
            payee="company",
            amount=expr("balance_end", USD, account="loan"),
            quantity=number("0.05", PERCENT),
            unit="share_capital",
        ),
    ),
)
LOAN = Account(
    "loan",
    day("2020-01-01"),
    number("10000", USD),
    "USD",
    EACH_YEAR,
    adds=(expr("total", USD, IN_PERIOD, measure="drawn"),),
    rate=number("0.037", PERCENT),
    basis="thirty360",
    reduced_by=("instalment", "forgiven"),
    label="Launch aid",
)
QUOTA = Account(
    "quota", day("2020-01-01"), number("500", DOSES), "doses", EACH_YEAR, reduced_by=("vaccines",)
)
HOLIDAY = Right("holiday", "company", "suspend", target="instalment", schedule=EACH_YEAR, times=2)
CONVERSION = Right(
    "conversion",
    "state",
    "convert",
    payee="company",
    amount=expr("interest_of", USD, IN_PERIOD, account="loan"),
    quantity=number("100", SHARES),
    unit="shares",
    schedule=EACH_YEAR,
)
WARRANT = Right(
    "warrant",
    "state",
    "buy",
    payee="company",
    quantity=number("100"),
    unit="shares",
    price=number("2", PER_SHARE),
    first=day("2020-01-01"),
    last=day("2029-12-31"),
    guard=expr("status", YESNO, IN_PERIOD, clause="engine", state="breached"),
    label="A share in the upside",
)
BONUS = Right(
    "bonus",
    "company",
    "pay",
    payee="state",
    amount=expr("paid_under", USD, expr("since", WINDOW, day("2020-01-01")), clause="warrant"),
    due=Offset(30, "day", day("2025-12-31")),
    net=True,
)
FULL = Terms(
    "launch_aid",
    1,
    "loan",
    (Party("company", "recipient"), Party("state", "public")),
    (),
    (ENGINE, REPAYMENT, VACCINES),
    units=(Unit("doses"), Unit("share_capital"), Unit("shares")),
    measures=(
        Measure("drawn", "award", "flow", Type("money"), "event"),
        Measure("forgiven", "award", "flow", Type("money"), "event"),
    ),
    currency="USD",
    accounts=(LOAN, QUOTA),
    rights=(BONUS, CONVERSION, HOLIDAY, WARRANT),
)


def full_with(part: Condition | Payment | Account | Right, **changes: Any) -> Terms:
    """Return the full sample with one clause, account or right changed."""
    made = replace(part, **changes)
    lists = {
        key: tuple(made if entry == part else entry for entry in getattr(FULL, key))
        for key in ("clauses", "accounts", "rights")
    }
    return replace(FULL, **lists)
