from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from commonweal.ground.errors import CommonwealError
from commonweal.ground.period import FiscalEnd
from commonweal.terms.core.clauses import Define, Offset, Parameter, Remedy, Schedule
from commonweal.terms.core.expressions import OPS, Expr, expr
from commonweal.terms.core.types import (
    COUNT,
    DATE,
    NUMBER,
    PERCENT,
    PERIOD,
    TEXT,
    WINDOW,
    YESNO,
    Type,
)
from commonweal.terms.explain.language import ENGLISH
from commonweal.terms.explain.prose import UnknownLanguage, phrase, prose, source
from commonweal.terms.explain.prose_expressions import TEMPLATES, Voice, finish, say
from commonweal.terms.explain.prose_words import named, quoted
from tests.unit.terms.core.samples import (
    CREDITS,
    EACH_YEAR,
    END,
    ENOUGH_JOBS,
    EVERY_WAGE,
    IN_PERIOD,
    JOBS,
    JOBS_CLAUSE,
    SAMPLE,
    THIS,
    USD,
    day,
    number,
    with_clause,
    with_duty,
)
from tests.unit.terms.explain.reading import text_of

YES = expr("truth", YESNO, value=True)
MET = expr("status", YESNO, IN_PERIOD, clause="credits", state="met")

HERE = Path(__file__).parent
EXPECTED = tomllib.loads((HERE / "expected_nodes.toml").read_text("utf-8"))


def test_the_sample_reads_like_a_contract():
    assert text_of(prose(SAMPLE)) + "\n" == (HERE / "sample_prose.txt").read_text("utf-8")


def test_clauses_and_paragraphs_say_where_they_stand():
    clauses = prose(SAMPLE)
    assert [c.id for c in clauses] == ["terms", "definitions", "c:credits", "c:jobs"]
    assert [p.id for p in clauses[2].paragraphs] == [
        "c:credits/amount",
        "c:credits/schedule",
        "c:credits/steps",
        "c:credits/steps",
        "c:credits/steps",
        "c:credits/currency",
        "c:credits/due",
    ]


def test_another_language_is_refused():
    with pytest.raises(UnknownLanguage) as caught:
        prose(SAMPLE, language="de")
    assert isinstance(caught.value, CommonwealError)


def test_every_operation_has_a_template():
    assert TEMPLATES.keys() == OPS.keys()


def said(node: Expr) -> str:
    return finish(say(node, Voice(SAMPLE, "year")))


A, B, C = number("1"), number("2.5"), number("0.17", PERCENT)
F = expr("ge", YESNO, A, B)
NODES: dict[str, Expr] = {
    "literal": number("80000000", USD),
    "truth": YES,
    "day": day("2025-12-31"),
    "words": expr("words", TEXT, value="a “b”\n"),
    "parameter": expr("parameter", USD, name="lifetime_cap"),
    "entry": expr("entry", JOBS, THIS, name="jobs_floor"),
    "fixed": expr("fixed", PERIOD, first=day("2020-07-01")["value"], last=day("2020-09-30")["value"]),
    "this_period": THIS,
    "containing": expr("containing", PERIOD, grain="fiscal_year"),
    "start_of": expr("start_of", DATE, THIS),
    "end_of": END,
    "after": expr("after", DATE, day("2020-01-31"), n=1, unit="month"),
    "before": expr("before", DATE, END, n=2, unit="day"),
    "in_period": IN_PERIOD,
    "in_previous": expr("in_previous", WINDOW),
    "in_last": expr("in_last", WINDOW, n=4, unit="quarter"),
    "since": expr("since", WINDOW, day("2020-01-01")),
    "in_fixed": expr(
        "in_fixed",
        WINDOW,
        expr("fixed", PERIOD, first=day("2019-01-01")["value"], last=day("2019-12-31")["value"]),
    ),
    "year_to_date": expr("year_to_date", WINDOW),
    "in_cure": expr("in_cure", WINDOW),
    "add": expr("add", NUMBER, A, expr("neg", NUMBER, B), expr("add", NUMBER, A, C)),
    "mul": expr("mul", NUMBER, A, expr("add", NUMBER, A, B), expr("neg", NUMBER, A)),
    "div": expr("div", NUMBER, expr("mul", NUMBER, A, B), expr("div", NUMBER, A, B)),
    "neg": expr("neg", NUMBER, number("-1")),
    "min": expr("min", NUMBER, A, B, C),
    "max": expr("max", NUMBER, A, B),
    "round": expr("round", NUMBER, A, B),
    "days": expr("days", NUMBER, day("2020-01-01"), END, basis="thirty360"),
    "days_in": expr("days_in", NUMBER, THIS, basis="act365"),
    "indexed": expr("indexed", USD, number("5", USD), day("2020-01-01"), measure="wage"),
    "marginal": expr(
        "marginal", PERCENT, A, C, number("4000"), C, number("5000"), C, bounds=("up_to", "below")
    ),
    "tier": expr("tier", PERCENT, A, C, bounds=()),
    "choose": expr("choose", NUMBER, A, MET, B, F, C),
    "ge": F,
    "le": expr("le", YESNO, day("2020-01-01"), END),
    "gt": expr("gt", YESNO, A, B),
    "lt": expr("lt", YESNO, A, B),
    "eq": expr("eq", YESNO, expr("at_end", JOBS, measure="qualified_jobs"), number("1", JOBS)),
    "and": expr("and", YESNO, F, expr("or", YESNO, F, MET)),
    "or": expr("or", YESNO, F, MET),
    "not": expr("not", YESNO, F),
    "at_least_k": expr("at_least_k", YESNO, F, F, MET, k=2),
    "known": expr("known", YESNO, expr("add", NUMBER, A, B)),
    "total": expr("total", USD, IN_PERIOD, measure="payroll"),
    "average": expr("average", JOBS, IN_PERIOD, measure="qualified_jobs"),
    "highest": expr("highest", USD, IN_PERIOD, measure="wage"),
    "lowest": expr("lowest", USD, IN_PERIOD, measure="wage"),
    "count": expr("count", COUNT, IN_PERIOD, measure="payroll"),
    "at_start": expr("at_start", JOBS, measure="qualified_jobs"),
    "at_end": expr("at_end", YESNO, measure="report_filed"),
    "of_subject": expr("of_subject", USD, measure="wage"),
    "over": expr("over", COUNT, IN_PERIOD, F, agg="count", subject="worker"),
    "every": EVERY_WAGE,
    "some": expr("some", YESNO, IN_PERIOD, F, subject="worker"),
    "none": expr("none", YESNO, IN_PERIOD, F, subject="worker"),
    "status": expr("status", YESNO, expr("in_previous", WINDOW), clause="jobs", state="satisfied"),
    "paid_under": expr("paid_under", USD, IN_PERIOD, clause="credits"),
    "due_under": expr("due_under", USD, expr("since", WINDOW, day("2020-01-01")), clause="credits"),
    "balance_start": expr("balance_start", USD, account="loan"),
    "balance_end": expr("balance_end", USD, account="loan"),
    "interest_of": expr("interest_of", USD, IN_PERIOD, account="loan"),
}


@pytest.mark.parametrize("op", sorted(OPS))
def test_each_operation_in_prose_and_in_source(op):
    assert NODES[op].op == op
    assert said(NODES[op]) == EXPECTED[op]["prose"]
    assert source(NODES[op]) == EXPECTED[op]["source"]


def test_phrases_write_amounts_days_and_states_in_full():
    paid = expr("paid_under", USD, expr("since", WINDOW, day("2020-01-01")), clause="credits")
    node = expr("ge", YESNO, paid, number("4500.5", USD))
    assert phrase(node, SAMPLE) == "paid under credits since 1 January 2020 at least USD 4,500.50"
    status = expr("status", YESNO, IN_PERIOD, clause="jobs", state="satisfied")
    assert phrase(status, SAMPLE) == "jobs is met, cured, waived, ended or not applicable"
    assert phrase(ENOUGH_JOBS, SAMPLE) == "qualified_jobs at end at least jobs_floor for period"


def test_a_define_is_printed_by_its_name_inside_and_in_full_as_the_whole():
    total = expr("add", NUMBER, A, B, origin="both")
    assert source(total) == "1 + 2.5"
    assert source(expr("mul", NUMBER, total, expr("neg", NUMBER, total))) == "both * -both"
    assert source(expr("add", NUMBER, A, expr("neg", NUMBER, B, origin="less"))) == "1 + less"


def test_fiscal_years_are_named_where_they_are_known():
    node = expr(
        "in_fixed",
        WINDOW,
        expr("fixed", PERIOD, first=day("2020-07-01")["value"], last=day("2021-06-30")["value"]),
    )
    june = replace(SAMPLE, fiscal_end=FiscalEnd(6, 30))
    assert source(node) == "in fiscal year 2021"
    assert phrase(node, june) == "in fiscal year 2021"
    assert phrase(node, SAMPLE) == "in 1 July 2020 to 30 June 2021"
    assert say(node, Voice(june)) == "in the fiscal year 2021"
    assert say(node, Voice(SAMPLE)) == "in the period (1 July 2020 to 30 June 2021)"


def test_in_a_cure_windows_run_to_the_cure_deadline():
    voice = Voice(SAMPLE, "year", cure=True)
    assert say(NODES["since"], voice) == "from 1 January 2020 to the cure deadline"
    assert finish(say(NODES["in_period"], voice)) == "in that year"


def paragraphs_of(clause_id: str, whole: object = SAMPLE) -> dict[str, str]:
    clauses = prose(whole)  # type: ignore[arg-type]
    return {p.number: p.text for c in clauses if c.id == clause_id for p in c.paragraphs}


def test_a_list_of_duties_is_lettered():
    duty = expr("and", YESNO, ENOUGH_JOBS, expr("or", YESNO, MET, EVERY_WAGE))
    found = paragraphs_of("c:jobs", with_duty(duty))
    assert found["4.1"] == "The company must ensure, for each year, that both of these hold:"
    assert found["4.1(a)"].endswith("for that year;")
    assert found["4.1(b)"].startswith("(“credits” is met in that year; or for every worker")
    many = expr("or", YESNO, *[MET] * 28)
    assert "4.1(ab)" in paragraphs_of("c:jobs", with_duty(many))


def schedule_of(schedule: Schedule) -> str:
    return paragraphs_of("c:jobs", with_clause(JOBS_CLAUSE, schedule=schedule))["4.2"]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Schedule("once", day("2020-01-31")), "This is tested once, on 31 January 2020."),
        (
            # F: whole periods of a span that cuts its first and its last: nine years, not ten.
            Schedule("year", day("2024-11-25"), length=(10, "year"), stubs="whole_periods"),
            "This is tested for each year of the 10 years after 25 November 2024, that "
            "day counted; whole periods only. These are 9 years: 2025, 2026, 2027, 2028, "
            "2029, 2030, 2031, 2032 and 2033.",
        ),
        (
            Schedule("quarter", day("2020-11-25"), day("2021-03-31"), stubs="with_stubs"),
            "This is tested for each quarter from 25 November 2020 to 31 March 2021, both"
            " days counted; a part that this span cuts off counts by itself. These are 2 "
            "quarters: 25 November 2020 to 31 December 2020 and the first quarter of "
            "2021.",
        ),
        (
            Schedule("quarter", day("2020-11-25"), day("2021-03-31")),
            "This is tested for each quarter from 25 November 2020 to 31 March 2021, both days counted.",
        ),
        (
            Schedule("months", day("2020-01-31"), day("2020-07-30"), n=3),
            "This is tested for each period of 3 months from 31 January 2020 to 30 July "
            "2020, both days counted. These are 2 periods of 3 months: 31 January 2020 to"
            " 29 April 2020 and 30 April 2020 to 30 July 2020.",
        ),
        (
            Schedule("month", day("2018-01-01"), day("2030-12-31")),
            "This is tested for each month from 1 January 2018 to 31 December 2030, both "
            "days counted. These are 156 months: from January 2018 to December 2030.",
        ),
        (
            Schedule("year", expr("parameter", DATE, name="award_date"), length=(1, "year")),
            "This is tested for each year of the 1 year after “award_date”, that day counted.",
        ),
        (
            Schedule("fiscal_year", day("2020-01-01"), day("2020-12-31")),
            "This is tested for each fiscal year from 1 January 2020 to 31 December 2020,"
            " both days counted. This is one fiscal year: 2020.",
        ),
    ],
)
def test_schedules_count_and_list_their_windows(schedule, expected):
    assert schedule_of(schedule) == expected


def test_a_duty_without_its_window_names_it_first():
    found = paragraphs_of("c:jobs", with_duty(F))
    assert found["4.1"] == "The company must ensure, for each year, that 1 is at least 2.5."
    once = with_clause(JOBS_CLAUSE, schedule=Schedule("once", day("2020-01-31")))
    assert paragraphs_of("c:jobs", once)["4.1"].startswith(
        "The company must ensure, on the day of its test, that Verified eligible jobs "
        "(qualified_jobs) at the end"
    )


@pytest.mark.parametrize(
    ("remedy", "expected"),
    [
        (
            Remedy("met", "times", 1, "state", False, "pay", payee="company", amount=number("5000000", USD)),
            "If this is met in 1 year in all (and this once only), the state must pay the"
            " company USD 5,000,000.",
        ),
        (
            Remedy("breached", "times", 3, "state", True, "terminate"),
            "If this is breached in 3 years in all (and this once only), the state may, "
            "by a recorded decision, terminate the agreement.",
        ),
        (
            Remedy("overdue", "each", 1, "state", False, "suspend", target="jobs"),
            "If this is overdue, the state must suspend Jobs in place at year end (jobs).",
        ),
        (
            Remedy("cured", "each", 1, "company", False, "deliver", payee="state", amount=number("5", JOBS),
                   due=Offset(30, "day", None)),
            "If this is cured, the company must deliver to the state 5 jobs. It falls due"
            " within 30 days after notice.",
        ),
    ],
)  # fmt: skip
def test_remedies(remedy, expected):
    assert paragraphs_of("c:jobs", with_clause(JOBS_CLAUSE, remedies=(remedy,)))["4.9"] == expected


def test_guards_and_cures_may_be_lists():
    both = expr("and", YESNO, MET, MET)
    found = paragraphs_of("c:credits", with_clause(CREDITS, guard=both, cite="Act (1), s. 2"))
    assert found["3.6"] == "This clause applies only while both of these hold (otherwise nothing is due):"
    assert found["3.7"] == "Source: Act (1), s. 2."
    cure = replace(JOBS_CLAUSE.cure, formula=both)
    found = paragraphs_of("c:jobs", with_clause(JOBS_CLAUSE, cure=cure))
    assert found["4.5"].endswith("(the cure deadline), both of these hold:")


def test_without_a_due_line_a_payment_is_due_on_the_last_day():
    found = paragraphs_of("c:credits", with_clause(CREDITS, due=None, steps=()))
    assert found["3.4"] == "It falls due on the last day of that year."


def test_definitions_say_what_is_filled_in_and_what_is_secret():
    odd = Parameter("rate", PERCENT, negotiated=True, undisclosed="press release")
    defined = Define("twice", expr("mul", NUMBER, A, B), label="Twice as much")
    found = text_of(prose(replace(SAMPLE, parameters=(*SAMPLE.parameters, odd), defines=(defined,))))
    assert (
        "“rate” is a percentage, negotiated and filled in at signature; it is not public, as stated in"
        in found
    )
    assert "Twice as much (twice) stands for 1 times 2.5." in found


def test_what_a_define_stands_for_is_said_by_its_name():
    value = expr("max", JOBS, expr("at_end", JOBS, measure="qualified_jobs"), number("1", JOBS))
    twice = expr("mul", JOBS, number("2"), replace(value, origin="most"))
    define = Define("most", value, label="The most")
    whole = replace(with_duty(expr("ge", YESNO, twice, replace(value, origin="most"))), defines=(define,))
    found = text_of(prose(whole))
    assert (
        "The most (most) stands for the greater of Verified eligible jobs (qualified_jobs) at the end"
        in found
    )
    assert "must ensure, for each year, that 2 times The most (most) is at least The most (most)." in found
    # What only came from the define, but is not all of it, is said in full.
    other = replace(whole, defines=(replace(define, value=number("1", JOBS)),))
    assert "that 2 times (the greater of" in text_of(prose(other))


def test_a_flag_that_must_not_be_is_no():
    flag = expr("at_end", YESNO, measure="left_the_zone")
    assert said(expr("not", YESNO, flag)) == "“left_the_zone” at the end of that year is no"
    named_flag = replace(flag, origin="left")
    whole = replace(SAMPLE, defines=(Define("left", flag),))
    assert say(expr("not", YESNO, named_flag), Voice(whole)) == "it is not so that (“left”)"


def test_long_labels_stand_in_definitions_only():
    long = "Verified eligible jobs, counted on the last day of the year by the auditor"
    measures = tuple(replace(m, label=long if m.name == "qualified_jobs" else "") for m in SAMPLE.measures)
    found = text_of(prose(replace(SAMPLE, measures=measures)))
    assert found.count(long) == 1
    assert "must ensure that “qualified_jobs” at the end of each year" in found


def test_words():
    assert named("jobs", " a (b)\n“c” ") == "a [b] ‘c’ (jobs)"
    assert named("jobs", "") == "“jobs”"
    assert ENGLISH.listed(["a"]) == "a"
    assert ENGLISH.listed(["a", "b", "c"]) == "a, b and c"
    assert quoted("\\u{a}") != quoted("\n")
    assert ENGLISH.amount(number("-1234.5")["value"], NUMBER) == "-1,234.5"  # type: ignore[arg-type]
    assert ENGLISH.amount(number("3.5")["value"], Type("money", "USD", "tonne")) == "USD 3.50 per tonne"  # type: ignore[arg-type]
    assert EACH_YEAR.grain == "year"
