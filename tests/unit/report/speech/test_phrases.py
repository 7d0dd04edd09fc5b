"""A sentence is said in one language or another; numbers, days and periods are written as it writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.ground.period import Period
from commonweal.report import words as plain_words
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, framed
from commonweal.report.speech.phrases import (
    contracted,
    is_english,
    phrase,
    plural,
    speaking,
    spoken,
    translated,
)
from commonweal.terms.core.types import Type
from commonweal.terms.explain.language import UnknownLanguage

FIXED = "\u00a0"


def test_english_is_what_the_code_says_and_nothing_is_looked_up() -> None:
    assert is_english()
    assert phrase("No such sentence {x}.", x="{y}") == "No such sentence {y}."
    assert plural("{n} thing", "{n} things", 1_200) == "1,200 things"
    assert translated("No such sentence") == "No such sentence"


def test_inside_a_block_another_language_is_spoken_and_only_there() -> None:
    with speaking("pt-br"):
        assert phrase("No money is owed now.") == "Nenhum dinheiro é devido agora."
        with speaking("en"):
            assert phrase("No money is owed now.") == "No money is owed now."
        assert spoken().code == "pt-BR"
        with pytest.raises(ZeroDivisionError), speaking("en"):
            _ = 1 // 0
        assert not is_english()
    assert is_english()


def test_a_language_without_prose_is_refused_by_name() -> None:
    with pytest.raises(UnknownLanguage, match="xx"), speaking("xx"):
        pass
    assert is_english()


def test_a_blank_behind_a_preposition_is_contracted() -> None:
    with speaking("pt-BR"):
        said = phrase("{sum} paid to {payee}", sum="USD 1", payee="a parte firm")
        assert said == "USD 1 pagos à parte firm"
        assert phrase("{sum} paid to {payee}", sum="USD 1", payee="Tesla") == "USD 1 pagos a Tesla"
        assert contracted("o ano de 2024", "em") == "no ano de 2024"
    assert contracted("the year", "em") == "em the year"


def test_one_and_several() -> None:
    with speaking("pt-BR"):
        said = [plural("{n} clause released", "{n} clauses released", n) for n in (1, 2, 1_000)]
    assert said == ["1 cláusula liberada", "2 cláusulas liberadas", "1.000 cláusulas liberadas"]


def test_markup_in_a_sentence_stays_and_text_is_escaped() -> None:
    with speaking("pt-BR"):
        made = framed("{sum} paid to {payee}", sum=el("b", "1 & 2"), payee="<x>")
    assert isinstance(made, Markup)
    assert made == "<b>1 &amp; 2</b> pagos a &lt;x&gt;"


def test_days_periods_and_months_of_portuguese() -> None:
    months = [
        Period.days_of(date(2021, 7, 1), date(2021, 7, 31)),
        Period.days_of(date(2021, 4, 1), date(2021, 6, 30)),
    ]
    with speaking("pt-BR"):
        assert words.day(date(2021, 12, 31)) == f"31{FIXED}de{FIXED}dezembro{FIXED}de{FIXED}2021"
        assert words.day(date(2021, 3, 1)) == f"1º{FIXED}de{FIXED}março{FIXED}de{FIXED}2021"
        assert plain_words.long_day(date(2021, 12, 31)) == "31 de dezembro de 2021"
        said = [words.period(period).replace(FIXED, " ") for period in months]
        assert said == ["julho de 2021", "2º trimestre de 2021"]
        days = words.period(Period.days_of(date(2021, 7, 2), date(2021, 9, 15))).replace(FIXED, " ")
        assert days == "2 de julho de 2021 a 15 de setembro de 2021"
        end = words.instant(datetime(2021, 12, 31, 23, 59, 59, tzinfo=UTC), UTC).replace(FIXED, " ")
        assert end == "o fim de 31 de dezembro de 2021"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1234567.89", "USD 1.234.567,89"), ("0", "USD 0,00"), ("-5.5", "USD −5,50"),
        ("1000", "USD 1.000,00"),
    ],
)  # fmt: skip
def test_amounts_of_portuguese(amount: str, said: str) -> None:
    with speaking("pt-BR"):
        assert words.amount(Decimal(amount), "USD").replace(FIXED, " ") == said
        assert plain_words.amount(Decimal(amount), "USD").replace("-", "−") == said


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("1500000", "BRL", "BRL 1,5 milhão"), ("1990000", "BRL", "BRL 1,99 milhão"),
        ("2000000", "BRL", "BRL 2 milhões"), ("1234000000", "USD", "USD 1,23 bilhão"),
        ("96700000000", "BRL", "BRL 96,7 bilhões"), ("3000000", "doses", "3 milhões de doses"),
        ("999999.5", "USD", "USD 999.999,50"),
    ],
)  # fmt: skip
def test_headlines_of_portuguese(amount: str, currency: str, said: str) -> None:
    with speaking("pt-BR"):
        assert words.headline(Decimal(amount), currency).replace(FIXED, " ") == said


def test_rates_shares_and_ranges_of_portuguese() -> None:
    with speaking("pt-BR"):
        assert words.typed(Decimal("0.175"), Type("percent")) == "17,5%"
        rate = words.typed(Decimal("3.5"), Type("money", "USD", "tonne")).replace(FIXED, " ")
        assert rate == "USD 3,50 por tonne"
        between = words.between(Decimal(1), Decimal(2_000), "jobs").replace(FIXED, " ")
        assert between == "entre 1 jobs e 2.000 jobs"
        assert words.number(Decimal("1234567.891"), 2) == f"≈{FIXED}1.234.567,89"
        assert words.listed(["a", "b", "c"]) == "a, b e c"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_reads_back_exactly_in_both_languages(x: Decimal) -> None:
    with speaking("pt-BR"):
        portuguese = words.number(x)
    back = portuguese.replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(back) == x
    assert Decimal(words.number(x).replace(",", "").replace("−", "-")) == x


@given(st.dates(min_value=date(1, 1, 1)))
def test_a_day_reads_back_exactly(day: date) -> None:
    with speaking("pt-BR"):
        first, month, year = plain_words.long_day(day).split(" de ")
        assert (
            date(int(year), [*spoken().table["word"]["months"]].index(month) + 1, int(first.rstrip("º")))
            == day
        )
