"""Agreements and their amendments in prose."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Agreement, Amendment, SeriesEntry, Setting, Undisclosed
from commonweal.terms.core.clauses import Parameter
from commonweal.terms.core.types import DATE, TEXT, YESNO
from commonweal.terms.explain.language import UnknownLanguage
from commonweal.terms.explain.prose_agreements import agreement_prose
from tests.unit.terms.core.samples import SAMPLE
from tests.unit.terms.explain.reading import text_of

NOW = datetime(2020, 1, 1, tzinfo=UTC)
TEXTS = {(SAMPLE.name, SAMPLE.version): SAMPLE}
CAP = Setting("lifetime_cap", Decimal("5000000.5"), NOW)


def entry(year: int, value: Decimal | Undisclosed) -> SeriesEntry:
    return SeriesEntry("jobs_floor", Period.days_of(date(year, 1, 1), date(year, 12, 31)), value, NOW)


BARE = Agreement("WI-1", SAMPLE.name, SAMPLE.version, {})
FULL = replace(
    BARE,
    parties={"company": "ACME", "state": "WI"},
    settings=(CAP,),
    series=(entry(2021, Decimal(480)), entry(2020, Undisclosed("press release"))),
    signed=date(2019, 12, 1),
    label="Mount Pleasant",
    serves="regional_jobs",
    amount=Decimal(80_000_000),
)


def test_a_bare_agreement():
    (clause,) = agreement_prose(BARE, TEXTS)
    assert (clause.id, clause.number, clause.title) == ("agreement", "1", "Agreement “WI-1”")
    assert [p.text for p in clause.paragraphs] == [
        "This agreement “WI-1” is made under the terms “jobs_credit”, version 1.",
        "It is not signed.",
    ]


def test_a_full_agreement_says_every_value_and_a_series_as_a_table():
    assert text_of(agreement_prose(FULL, TEXTS, known={"ACME": "Acme Inc."}, first=5)) == "\n".join(
        (
            "5 Agreement “WI-1”",
            "5.1 This agreement “WI-1”, “Mount Pleasant”, is made under the terms “jobs_credit”, version 1.",
            "5.2 It serves the mission “regional_jobs”.",
            "5.3 It is an agreement over USD 80,000,000.",
            "5.4 The company of those terms is Acme Inc. (ACME).",
            "5.5 The state of those terms is “WI”.",
            "5.6 “lifetime_cap” is USD 5,000,000.50.",
            "5.7 “jobs_floor” is, for each year as in this table:",
            "Period | Value",
            "2020 | not public, as stated in “press release”",
            "2021 | 480 jobs",
            "5.8 It was signed on 1 December 2019.",
        )
    )


@pytest.mark.parametrize(
    ("type_", "value", "said"),
    [
        (YESNO, True, "yes"),
        (YESNO, False, "no"),
        (DATE, date(2020, 3, 1), "1 March 2020"),
        (TEXT, "so\nto speak", "“so\\u{a}to speak”"),
        (DATE, Undisclosed("a source"), "not public, as stated in “a source”"),
    ],
)
def test_values_of_every_kind(type_, value, said):
    terms = replace(SAMPLE, parameters=(*SAMPLE.parameters, Parameter("x", type_)))
    found = agreement_prose(
        replace(BARE, settings=(Setting("x", value, NOW),)), {(terms.name, terms.version): terms}
    )
    assert found[0].paragraphs[1].text == f"“x” is {said}."


def test_an_amount_in_a_currency_of_its_own_and_a_value_of_no_parameter():
    odd = replace(BARE, amount=Decimal(7), currency="EUR", settings=(Setting("x", Decimal("1.5"), NOW),))
    assert [p.text for p in agreement_prose(odd, TEXTS)[0].paragraphs][1:3] == [
        "It is an agreement over EUR 7.",
        "“x” is 1.5.",
    ]


def test_amendments_say_from_which_day_they_change_what():
    second = replace(SAMPLE, version=2)
    amendments = (
        Amendment(
            "WI-1", date(2022, 1, 1), date(2021, 11, 30), NOW, "Less", parties={"company": "OTHER"},
            settings=(CAP,), series=(entry(2022, Decimal(9)),), ended=("jobs",),
        ),
        Amendment("WI-1", date(2020, 1, 1), date(2023, 5, 2), NOW, terms=SAMPLE.name, version=2),
    )  # fmt: skip
    found = agreement_prose(
        replace(BARE, amendments=amendments), {**TEXTS, (second.name, second.version): second}
    )
    assert [c.id for c in found] == ["agreement", "amendment/1", "amendment/2"]
    assert text_of(found[1:]) == "\n".join(
        (
            "2 Amendment 1 of “WI-1”: Less",
            "2.1 This amendment was signed on 30 November 2021 and governs every window that"
            " begins on or after"
            " 1 January 2022. What ended or fell due before stands.",
            "2.2 From then on the company is “OTHER”.",
            "2.3 From then on “lifetime_cap” is USD 5,000,000.50.",
            "2.4 From then on “jobs_floor” is, for the periods in this table, as follows; its"
            " other entries stay:",
            "Period | Value",
            "2022 | 9 jobs",
            "2.5 From then on Jobs in place at year end (jobs) ends: none of its windows that"
            " begin on or after"
            " 1 January 2022 is tested, calculated or open.",
            "2.6 Everything else in the agreement stays as it is.",
            "3 Amendment 2 of “WI-1”",
            "3.1 This amendment was signed on 2 May 2023. From that day on it governs every"
            " window that begins on"
            " or after 1 January 2020, also those that began before it was signed.",
            "3.2 From then on the agreement is under the terms “jobs_credit”, version 2; values of parameters"
            " that keep their names stay.",
            "3.3 Everything else in the agreement stays as it is.",
        )
    )


def test_agreements_in_portuguese():
    said = text_of(agreement_prose(FULL, TEXTS, language_code="pt-BR"))
    for part in (
        "Acordo “WI-1”",
        "“lifetime_cap” é USD 5.000.000,50.",
        "“jobs_floor” é, para cada ano, conforme esta tabela:",
        "Foi assinado em 1º de dezembro de 2019.",
    ):
        assert part in said


def test_an_unknown_language_and_terms_that_are_not_there():
    with pytest.raises(UnknownLanguage):
        agreement_prose(BARE, TEXTS, language_code="xx")
    with pytest.raises(KeyError):
        agreement_prose(BARE, {})
