"""Every invariant is broken once, and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from commonweal.terms.core.clauses import (
    Define,
    Evidence,
    Measure,
    Offset,
    Parameter,
    Party,
    Schedule,
    Subject,
    Unit,
)
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import (
    COUNT,
    DATE,
    NUMBER,
    PERCENT,
    PERIOD,
    WINDOW,
    YESNO,
    Type,
)
from commonweal.terms.core.verify import INVARIANTS, verify
from commonweal.terms.core.verifying.types import common, is_formed, product, quotient
from tests.unit.terms.core.samples import (
    CREDITS,
    EACH_YEAR,
    END,
    EVERY_WAGE,
    HOLIDAY,
    IN_PERIOD,
    JOBS,
    JOBS_CLAUSE,
    LOAN,
    SAMPLE,
    THIS,
    USD,
    day,
    full_with,
    number,
    with_clause,
    with_duty,
)

YES = expr("truth", YESNO, value=True)
EUR = Type("money", "EUR")
ONE = number("1")


def table(*parts: Expr, bounds: tuple[str, ...]) -> Expr:
    return expr("ge", YESNO, expr("tier", NUMBER, *parts, bounds=bounds), ONE)


DUTIES = {
    "op-known": (Expr("nand", YESNO), "c:jobs/duty"),
    "attributes-exact": (Expr("truth", YESNO), "c:jobs/duty"),
    "arity": (expr("and", YESNO, YES), "c:jobs/duty"),
    "argument-sorts": (expr("not", YESNO, ONE), "c:jobs/duty"),
    "type-formed": (
        expr("eq", YESNO, number("1", Type("money")), number("1", Type("money"))),
        "c:jobs/duty/0",
    ),
    "types-agree": (expr("eq", YESNO, expr("neg", PERCENT, ONE), ONE), "c:jobs/duty/0"),
    "sides-comparable": (expr("ge", YESNO, number("1", USD), number("1", EUR)), "c:jobs/duty"),
    "words-closed": (
        expr("status", YESNO, IN_PERIOD, clause="credits", state="happy"),
        "c:jobs/duty",
    ),
    "numbers-finite": (expr("eq", YESNO, number("Infinity"), ONE), "c:jobs/duty/0"),
    "counts-positive": (expr("at_least_k", YESNO, YES, YES, k=3), "c:jobs/duty"),
    "brackets-match": (table(ONE, ONE, ONE, ONE, bounds=("up_to", "below")), "c:jobs/duty/0"),
    "brackets-rise": (
        table(ONE, ONE, number("9"), ONE, number("8"), ONE, bounds=("up_to", "below")),
        "c:jobs/duty/0",
    ),
    "names-resolve": (
        expr("status", YESNO, IN_PERIOD, clause="nobody", state="met"),
        "c:jobs/duty",
    ),
    "series-by-entry": (
        expr("ge", YESNO, expr("parameter", JOBS, name="jobs_floor"), number("1", JOBS)),
        "c:jobs/duty/0",
    ),
    "measures-read-as-their-kind": (
        expr("ge", YESNO, expr("total", JOBS, IN_PERIOD, measure="qualified_jobs"), number("1", JOBS)),
        "c:jobs/duty/0",
    ),
    "states-fit": (
        expr("status", YESNO, IN_PERIOD, clause="credits", state="breached"),
        "c:jobs/duty",
    ),
    "cures-in-place": (
        expr(
            "ge",
            YESNO,
            expr("total", USD, expr("in_cure", WINDOW), measure="payroll"),
            number("1", USD),
        ),
        "c:jobs/duty/0/0",
    ),
    "guards-in-place": (expr("known", YESNO, ONE), "c:jobs/duty"),
    "rows-in-place": (
        expr("ge", YESNO, expr("of_subject", USD, measure="wage"), number("1", USD)),
        "c:jobs/duty/0",
    ),
    "periods-forward": (
        expr(
            "ge",
            YESNO,
            expr(
                "end_of",
                DATE,
                expr("fixed", PERIOD, first=date(2021, 1, 1), last=date(2020, 1, 1)),
            ),
            day("2020-01-01"),
        ),
        "c:jobs/duty/0/0",
    ),
}


WHOLES = {
    "names-spelled": (with_clause(JOBS_CLAUSE, name="Jobs"), "names/Jobs"),
    "names-unique": (
        replace(SAMPLE, parameters=(*SAMPLE.parameters, Parameter("company", NUMBER))),
        "names/company",
    ),
    "windows-in-place": (
        with_clause(JOBS_CLAUSE, schedule=replace(EACH_YEAR, last=END)),
        "c:jobs/schedule/last/0",
    ),
    "clauses-sorted": (replace(SAMPLE, clauses=SAMPLE.clauses[::-1]), "clauses"),
    "vocabulary-named": (replace(SAMPLE, units=(*SAMPLE.units, Unit("mwh"))), "units/mwh"),
    "public-party": (
        replace(SAMPLE, parties=(SAMPLE.parties[0], Party("state", "third"))),
        "parties",
    ),
    "schedules-shaped": (
        with_clause(JOBS_CLAUSE, schedule=Schedule("year", day("2020-01-01"))),
        "c:jobs/schedule",
    ),
    "deadlines-fixed": (
        with_clause(JOBS_CLAUSE, evidence=Evidence("audited", Offset(1, "day", None))),
        "c:jobs/evidence",
    ),
    "formulas-yesno": (with_clause(JOBS_CLAUSE, guard=ONE), "c:jobs/guard"),
    "dates-dates": (
        with_clause(JOBS_CLAUSE, schedule=Schedule("once", ONE)),
        "c:jobs/schedule/first",
    ),
    "amounts-owed": (with_clause(CREDITS, currency="EUR"), "c:credits/amount"),
    "acts-shaped": (
        with_clause(JOBS_CLAUSE, remedies=(replace(JOBS_CLAUSE.remedies[0], amount=None),)),
        "c:jobs/remedies/0",
    ),
    "triggers-counted": (
        with_clause(JOBS_CLAUSE, remedies=(replace(JOBS_CLAUSE.remedies[1], times=2),)),
        "c:jobs/remedies/0",
    ),
    "interest-formed": (full_with(LOAN, basis=None), "c:loan"),
    "reductions-fit": (full_with(LOAN, reduced_by=("vaccines",)), "c:loan/reduced_by/0"),
    "rights-spanned": (full_with(HOLIDAY, first=day("2020-01-01")), "c:holiday"),
    "defaults-constant": (
        replace(
            SAMPLE,
            parameters=(
                SAMPLE.parameters[0],
                Parameter("lifetime_cap", USD, default=number("1", EUR)),
            ),
        ),
        "p:lifetime_cap/default",
    ),
}


def test_the_sample_is_sound():
    assert verify(SAMPLE) == ()


@pytest.mark.parametrize("name", sorted(DUTIES))
def test_a_duty_that_breaks_an_invariant(name):
    duty, where = DUTIES[name]
    assert f"{name}: {where}" in verify(with_duty(duty))


@pytest.mark.parametrize("name", sorted(WHOLES))
def test_terms_that_break_an_invariant(name):
    whole, where = WHOLES[name]
    assert f"{name}: {where}" in verify(whole)


def test_every_invariant_is_broken_once():
    assert DUTIES.keys() | WHOLES.keys() == INVARIANTS.keys()
    assert all(meaning for meaning in INVARIANTS.values())


STATUS = expr("status", YESNO, IN_PERIOD, clause="credits", state="met")
MORE = {
    "attributes in order": (
        Expr("in_last", WINDOW, (), (("unit", "day"), ("n", 1))),
        "attributes-exact",
    ),
    "a number that is no Decimal": (Expr("literal", NUMBER, (), (("value", 1),)), "attributes-exact"),
    "a flag in arithmetic": (expr("neg", YESNO, YES), "argument-sorts"),
    "a count is not written": (number("1", COUNT), "types-agree"),
    "a window of no days": (expr("in_last", WINDOW, n=0, unit="day"), "counts-positive"),
    "a unit of time that is none": (expr("in_last", WINDOW, n=1, unit="week"), "words-closed"),
    "a grain that is none": (expr("containing", PERIOD, grain="week"), "words-closed"),
    "a measure that is not there": (expr("total", USD, IN_PERIOD, measure="m"), "names-resolve"),
    "a parameter that is not there": (expr("parameter", USD, name="p"), "names-resolve"),
    "a subject that is not there": (
        expr("every", YESNO, IN_PERIOD, YES, subject="sale"),
        "names-resolve",
    ),
    "a single value read by entry": (expr("entry", USD, THIS, name="lifetime_cap"), "series-by-entry"),
    "rows inside rows": (expr("every", YESNO, IN_PERIOD, EVERY_WAGE, subject="worker"), "rows-in-place"),
    "a subject's measure as a whole": (expr("at_end", USD, measure="wage"), "rows-in-place"),
    "a payment in another currency": (expr("paid_under", EUR, IN_PERIOD, clause="credits"), "types-agree"),
    "a rate that is averaged": (
        expr("average", USD, IN_PERIOD, measure="wage"),
        "measures-read-as-their-kind",
    ),
    "a flow at an edge": (expr("at_end", USD, measure="payroll"), "measures-read-as-their-kind"),
    "a choice without otherwise": (expr("choose", NUMBER, ONE, STATUS), "arity"),
    "a table without a rate": (expr("tier", NUMBER, ONE, bounds=()), "arity"),
    "a bound that is none": (
        expr("tier", NUMBER, ONE, ONE, ONE, ONE, bounds=("above",)),
        "brackets-match",
    ),
    "a bound of another unit": (
        expr("tier", NUMBER, ONE, ONE, number("1", USD), ONE, bounds=("up_to",)),
        "types-agree",
    ),
    "a guard of choose that is a number": (expr("choose", NUMBER, ONE, ONE, ONE), "types-agree"),
    "a total of formulas": (
        expr("over", NUMBER, IN_PERIOD, YES, agg="total", subject="worker"),
        "types-agree",
    ),
    "a product of money": (expr("mul", USD, number("1", USD), number("1", USD)), "types-agree"),
    "a date and a number": (expr("eq", YESNO, day("2020-01-01"), ONE), "sides-comparable"),
}


@pytest.mark.parametrize("what", sorted(MORE))
def test_further_faults_of_a_node(what):
    fault, name = MORE[what]
    found = verify(replace(SAMPLE, defines=(Define("planted", fault),)))
    assert any(line.startswith(f"{name}: d:planted/value") for line in found), found


STRANGER = Measure("m", "award", "flow", USD, "year")


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("words-closed", replace(SAMPLE, instrument="gift")),
        ("words-closed", replace(SAMPLE, parties=(Party("company", "private"), SAMPLE.parties[1]))),
        ("words-closed", with_clause(JOBS_CLAUSE, purpose="fun")),
        ("words-closed", with_clause(JOBS_CLAUSE, evidence=Evidence("sworn", Offset(1, "day", END)))),
        ("words-closed", with_clause(CREDITS, due=Offset(1, "week", END))),
        ("words-closed", with_clause(CREDITS, schedule=replace(EACH_YEAR, grain="week"))),
        ("words-closed", with_clause(CREDITS, schedule=replace(EACH_YEAR, stubs="cut"))),
        ("words-closed", replace(SAMPLE, measures=(replace(SAMPLE.measures[0], grain="0 months"),))),
        ("words-closed", replace(SAMPLE, measures=(replace(SAMPLE.measures[0], level="sworn"),))),
        ("words-closed", replace(SAMPLE, parameters=(Parameter("p", NUMBER, by="week"),))),
        ("type-formed", replace(SAMPLE, parameters=(Parameter("p", Type("money")),))),
        ("type-formed", replace(SAMPLE, currency=None)),
        ("names-resolve", replace(SAMPLE, units=())),
        ("names-resolve", replace(SAMPLE, subjects=(Subject("worker", "site"),))),
        ("names-resolve", with_clause(JOBS_CLAUSE, party="nobody")),
        ("names-resolve", with_clause(JOBS_CLAUSE, waivable_by="nobody")),
        ("names-resolve", with_clause(CREDITS, payee="nobody")),
        (
            "names-resolve",
            with_clause(JOBS_CLAUSE, remedies=(replace(JOBS_CLAUSE.remedies[1], target="jobs"),)),
        ),
        ("names-unique", replace(SAMPLE, measures=SAMPLE.measures * 2)),
        ("names-spelled", replace(SAMPLE, name="a b")),
        ("vocabulary-named", replace(SAMPLE, measures=(*SAMPLE.measures, STRANGER))),
        ("counts-positive", with_clause(CREDITS, due=Offset(0, "day", END))),
        ("counts-positive", with_clause(CREDITS, schedule=replace(EACH_YEAR, grain="months", n=0))),
        ("schedules-shaped", with_clause(CREDITS, schedule=replace(EACH_YEAR, n=2))),
        ("schedules-shaped", with_clause(CREDITS, schedule=replace(EACH_YEAR, length=(1, "year")))),
        ("schedules-shaped", with_clause(CREDITS, schedule=replace(EACH_YEAR, grain="once"))),
        ("deadlines-fixed", with_clause(JOBS_CLAUSE, cure=replace(JOBS_CLAUSE.cure, deadlines=()))),
        ("states-fit", with_clause(JOBS_CLAUSE, remedies=(replace(JOBS_CLAUSE.remedies[1], state="known"),))),
        ("states-fit", with_clause(CREDITS, remedies=(replace(JOBS_CLAUSE.remedies[0]),))),
        ("acts-shaped", with_clause(JOBS_CLAUSE, remedies=(replace(JOBS_CLAUSE.remedies[1], net=True),))),
        (
            "amounts-owed",
            with_clause(JOBS_CLAUSE, remedies=(replace(JOBS_CLAUSE.remedies[0], amount=ONE),)),
        ),
        ("amounts-owed", with_clause(CREDITS, delivers=True)),
    ],
)  # fmt: skip
def test_further_faults_of_records(name, whole):
    assert any(line.startswith(f"{name}: ") for line in verify(whole)), verify(whole)


def test_a_fault_below_does_not_hide_nor_repeat_above():
    broken = expr("and", YESNO, expr("not", YESNO, Expr("nand", YESNO)), YES)
    found = [line for line in verify(with_duty(broken)) if "jobs/duty" in line]
    assert found == ["op-known: c:jobs/duty/0/0"]


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ([USD, USD], USD),
        ([USD, EUR], None),
        ([NUMBER, PERCENT], NUMBER),
        ([PERCENT, PERCENT], PERCENT),
        ([COUNT, JOBS], JOBS),
        ([JOBS, COUNT], JOBS),
        ([JOBS, NUMBER], None),
        ([DATE, DATE], None),
    ],
)
def test_common_types(types, expected):
    assert common(types) == expected


PRICE = Type("money", "USD", "tonne")
TONNES = Type("quantity", "tonne")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (PRICE, TONNES, USD),
        (PRICE, COUNT, USD),
        (PERCENT, USD, USD),
        (USD, COUNT, USD),
        (PERCENT, PERCENT, PERCENT),
        (PERCENT, COUNT, NUMBER),
        (USD, USD, None),
        (USD, JOBS, None),
        (PRICE, JOBS, None),
    ],
)
def test_products(left, right, expected):
    assert product(left, right) == product(right, left) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (USD, USD, NUMBER),
        (USD, TONNES, PRICE),
        (USD, PRICE, TONNES),
        (PRICE, COUNT, PRICE),
        (PERCENT, PERCENT, NUMBER),
        (ONE.type, TONNES, None),
        (TONNES, USD, None),
        (USD, EUR, None),
    ],
)
def test_quotients(left, right, expected):
    assert quotient(left, right) == expected


def test_types_are_formed_or_not():
    assert is_formed(PRICE) and is_formed(TONNES) and is_formed(YESNO)
    assert not is_formed(Type("money", "usd")) and not is_formed(Type("quantity"))
    assert not is_formed(Type("number", "jobs")) and not is_formed(Type("quantity", "USD"))
