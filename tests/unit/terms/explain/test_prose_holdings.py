"""Accounts, rights, what is bought and converted, and the recipient with its affiliates, in prose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonweal.ground.diagnostics import Span
from commonweal.terms.core.clauses import Account, Measure, Offset, Remedy, Right
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.types import COUNT, NUMBER, PERCENT, YESNO, Type
from commonweal.terms.explain.prose import prose
from commonweal.terms.explain.prose_expressions import finish, say
from commonweal.terms.explain.voice import Voice
from tests.unit.terms.core.samples import (
    EACH_YEAR,
    IN_PERIOD,
    JOBS_CLAUSE,
    SAMPLE,
    USD,
    day,
    number,
    with_clause,
)

SHARES = Type("quantity", "shares")
LOAN = Account("loan", day("2020-01-01"), number("1000", USD), "USD", EACH_YEAR)
WARRANT = Right(
    "warrant", "state", "buy", "company", quantity=number("100", SHARES), unit="shares",
    price=number("2", Type("money", "USD", "shares")),
)  # fmt: skip
MET = expr("status", YESNO, IN_PERIOD, clause="jobs", state="met")


def account(**changes: object) -> list[str]:
    whole = replace(SAMPLE, accounts=(replace(LOAN, **changes),))  # type: ignore[arg-type]
    return [p.text for c in prose(whole) if c.id == "c:loan" for p in c.paragraphs]


def right(**changes: object) -> list[str]:
    whole = replace(SAMPLE, rights=(replace(WARRANT, **changes),))  # type: ignore[arg-type]
    return [p.text for c in prose(whole) if c.id == "c:warrant" for p in c.paragraphs]


def test_an_account_without_anything():
    assert account() == [
        "This account is kept in USD. It opens on 1 January 2020 with USD 1,000.",
        "It has one row for each year from 1 January 2020 to 31 December 2025, both days counted. These are 6"
        " years: 2020, 2021, 2022, 2023, 2024 and 2025.",
        "It bears no interest.",
        "Nothing is added to it.",
        "Nothing reduces it.",
    ]


def test_an_account_with_everything():
    total = expr("total", USD, IN_PERIOD, measure="payroll")
    found = account(
        rate=number("0.05", PERCENT),
        basis="thirty360",
        adds=(total,),
        reduced_by=("credits", "payroll"),
        cite="s. 9",
    )
    assert found[2] == (
        "In each year it bears interest of 5% a year on the balance at the start of that year, its days"
        " counted 30/360, rounded once."
    )
    assert found[3:] == [
        "In each year these are added to it:",
        "the total of Eligible payroll (payroll) in that year.",
        "It is reduced by these, in this order; none of the payments among them is ever due for more than"
        " what the balance, its interest and what is added leave for it:",
        "the payments made under “credits” in each year;",
        "the total of Eligible payroll (payroll) in each year.",
        "Source: s. 9.",
    ]


def test_a_right_to_buy():
    assert right() == [
        "The state may, by a recorded decision, buy from the company 100 shares at the unit"
        " price of USD 2 per"
        " shares.",
        "This right is open from the day of signature on, without an end.",
        "It is used up as soon as its whole quantity has been taken; an exercise that names no quantity takes"
        " the rest.",
    ]
    whole = right(quantity=number("100"), price=number("200", USD), times=1)
    assert whole[0].endswith(
        "buy from the company 100 of the unit shares at the price of USD 200 for the whole"
        " quantity (for a part"
        " of it, that part of the price)."
    )
    assert whole[2] == "It may be exercised once at most."


def test_a_right_to_convert():
    found = right(
        act="convert", amount=number("500", USD), price=None, quantity=number("0.05", PERCENT), times=2
    )
    assert found[0] == (
        "The state may, by a recorded decision, give up USD 500 and have from the company, in"
        " its place, 5% of"
        " the unit shares as it stands after the issue."
    )
    assert found[2] == "It may be exercised 2 times at most."


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (
            {"first": day("2020-01-01")},
            "This right is open from 1 January 2020 on, that day counted, without an end.",
        ),
        (
            {"last": day("2020-12-31")},
            "This right is open from the day of signature to 31 December 2020, both days counted.",
        ),
        (
            {"first": day("2020-01-01"), "last": day("2020-12-31")},
            "This right is open from 1 January 2020 to 31 December 2020, both days counted.",
        ),
    ],
)
def test_when_a_right_is_open(span, expected):
    assert right(**span)[1] == expected


def test_a_right_to_suspend_says_what_and_how_long():
    plain = {
        "payee": None,
        "quantity": None,
        "unit": None,
        "price": None,
        "act": "suspend",
        "target": "credits",
    }
    found = right(**plain, schedule=EACH_YEAR, guard=MET)
    assert found[0] == "The state may, by a recorded decision, suspend “credits”."
    assert found[1].startswith("This right is open for each year from 1 January 2020")
    assert found[2:] == [
        "One exercise uses it up.",
        "An exercise in one year suspends those windows of “credits” that lie inside that year.",
        "It may be exercised only while Jobs in place at year end (jobs) is met in that year.",
    ]
    assert "What an exercise of it suspends or withholds stays so until the state releases it." in right(
        **plain
    )


def test_a_guard_of_a_right_may_be_a_list_and_is_judged_on_a_day():
    found = right(guard=expr("and", YESNO, MET, MET))
    assert found[3:] == [
        "It may be exercised only while both of these hold:",
        "Jobs in place at year end (jobs) is met on that day;",
        "Jobs in place at year end (jobs) is met on that day.",
    ]


def test_what_falls_due_on_an_exercise():
    found = right(
        act="pay", quantity=None, unit=None, price=None, amount=number("9", USD), net=True,
        due=Offset(30, "day", None),
    )  # fmt: skip
    assert found[0] == (
        "The state may, by a recorded decision, pay the company USD 9. The amounts already due under this"
        " paragraph are taken off. It falls due within 30 days after notice."
    )


def test_a_remedy_may_buy_and_convert():
    buy = Remedy("breached", "each", 1, "state", True, "buy", "company", quantity=number("5", NUMBER),
                 unit="shares", price=number("1", USD))  # fmt: skip
    convert = replace(buy, act="convert", power=False, price=None, amount=number("7", USD))
    whole = with_clause(JOBS_CLAUSE, remedies=(buy, convert))
    found = [p.text for c in prose(whole) if c.id == "c:jobs" for p in c.paragraphs][-2:]
    assert found[0].startswith(
        "If this is breached, the state may, by a recorded decision, buy from the company 5 of"
    )
    assert found[1] == (
        "If this is breached, the state must give up USD 7 and have from the company, in its place, 5 of the"
        " unit shares."
    )


def test_readings_stand_only_where_they_are_needed():
    plain = [p.text for p in prose(SAMPLE)[0].paragraphs]
    full = prose(replace(SAMPLE, accounts=(LOAN,), rights=(WARRANT,)))[0].paragraphs
    more = [p.text for p in full if p.text not in plain]
    assert [said.split(" ")[:2] for said in more] == [["The", "balance"], ["A", "right"]]


OUTPUT = Measure("output", "affiliate", "flow", NUMBER, "year")
GROUP = replace(SAMPLE, measures=(*SAMPLE.measures, OUTPUT))
MUCH = expr("gt", YESNO, expr("of_subject", NUMBER, measure="output"), number("9"))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (
            expr("every", YESNO, IN_PERIOD, MUCH, subject="affiliate"),
            "for the recipient and every one of its affiliates in that year it holds that"
            " (“output” of that one of"
            " them is more than 9)",
        ),
        (
            expr("some", YESNO, IN_PERIOD, MUCH, subject="affiliate"),
            "for at least one among the recipient and its affiliates in that year it holds that"
            " (“output” of that"
            " one of them is more than 9)",
        ),
        (
            expr("none", YESNO, IN_PERIOD, MUCH, subject="affiliate"),
            "for none among the recipient and its affiliates in that year it holds that"
            " (“output” of that one of"
            " them is more than 9)",
        ),
        (
            expr("over", NUMBER, IN_PERIOD, MUCH.args[0], agg="total", subject="affiliate"),
            "the total over the recipient and its affiliates in that year of (“output” of that one of them)",
        ),
        (
            expr("over", COUNT, IN_PERIOD, MUCH, agg="count", subject="affiliate"),
            "the number of those among the recipient and its affiliates in that year for which"
            " (“output” of that"
            " one of them is more than 9)",
        ),
    ],
)
def test_affiliates_are_the_recipient_and_its_affiliates(node, expected):
    assert finish(say(node, Voice(GROUP, "year"))) == expected


def test_the_definitions_say_who_the_affiliates_are():
    said = "\n".join(p.text for c in prose(GROUP) for p in c.paragraphs)
    assert "“output” is a number, which adds up over time, reported for the recipient and each of its" in said
    assert "the recipient is one of them" in said


def test_clauses_stand_in_the_order_of_the_text():
    spans = {"jobs": 20, "credits": 40}
    placed = tuple(replace(c, at=Span("a.terms", spans[c.name], 1, spans[c.name], 9)) for c in SAMPLE.clauses)
    loan = replace(LOAN, at=Span("a.terms", 30, 1, 30, 9))
    warrant = replace(WARRANT, at=Span("a.terms", 10, 1, 10, 9))
    whole = replace(SAMPLE, clauses=placed, accounts=(loan,), rights=(warrant,))
    assert [c.id for c in prose(whole)][2:] == ["c:warrant", "c:jobs", "c:loan", "c:credits"]
    bare = replace(whole, accounts=(LOAN,))
    assert [c.id for c in prose(bare)][2:] == ["c:credits", "c:jobs", "c:loan", "c:warrant"]
