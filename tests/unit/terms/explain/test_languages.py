"""The tables of templates: whole where a language claims it, with the same placeholders, and never mixed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from commonweal.ground.errors import CommonwealError
from commonweal.terms.core.expressions import OPS
from commonweal.terms.core.types import PERCENT, Type
from commonweal.terms.explain.language import (
    ENGLISH,
    Language,
    NoTemplate,
    UnknownLanguage,
    language,
    languages,
    placeholders,
)
from commonweal.terms.explain.prose import prose
from commonweal.terms.explain.prose_expressions import TEMPLATES, say
from commonweal.terms.explain.voice import Voice
from tests.unit.terms.core.samples import SAMPLE
from tests.unit.terms.explain.test_prose import NODES

OTHERS = pytest.mark.parametrize("code", sorted(set(languages()) - {"en"}))
EVERY = pytest.mark.parametrize("code", languages())


def test_the_languages_are_the_files():
    assert languages() == ("en", "pt-BR")
    assert language("pt_br") is not language("en")
    with pytest.raises(UnknownLanguage, match="written in en and pt-BR, not in fr"):
        language("fr")


@OTHERS
def test_a_language_has_every_template_of_what_it_claims_with_the_same_placeholders(code):
    spoken = language(code)
    for group in spoken.table["claims"]:
        mine, theirs = spoken.table[group], ENGLISH.table[group]
        assert mine.keys() == theirs.keys(), group
        for key, template in theirs.items():
            assert placeholders(str(mine[key])) == placeholders(str(template)), f"{group}.{key}"


@OTHERS
def test_a_language_has_every_word_of_the_closed_lists(code):
    words, theirs = language(code).table["word"], ENGLISH.table["word"]
    assert words.keys() == theirs.keys()
    for group, found in theirs.items():
        if isinstance(found, dict):
            assert words[group].keys() == found.keys(), group
            said = [str(w) for k, w in words[group].items() if k != "once"]  # the window of `once` is a day
            assert len(set(said)) == len(said), f"two words of {group} read alike"
        else:
            assert len(words[group]) == len(set(words[group])) == len(found)


@EVERY
def test_a_language_claims_only_what_it_has_and_has_nothing_else(code):
    table = language(code).table
    rest = table.keys() - {"code", "name", "claims", "word", "contractions"}
    assert set(table["claims"]) == rest


@EVERY
def test_templates_ask_for_prepositions_that_the_language_contracts(code):
    table = language(code).table
    contracted = table.get("contractions", {})
    for group in table["claims"]:
        for template in table[group].values():
            asked = {spec for _, _, spec, _ in Formatter().parse(str(template)) if spec}
            assert asked <= contracted.keys()


@EVERY
def test_no_two_templates_of_an_operation_read_alike(code):
    # A window of a day says so by its noun: `on that day` and `in that day` may be one in a language.
    found = {k: v for k, v in language(code).table["op"].items() if k != "on_day"}
    same = [k for k in found for j in found if k < j and found[k] == found[j]]
    assert [k for k in same if not k.endswith(("_row", "_next", "_last"))] == []


@EVERY
@pytest.mark.parametrize("op", sorted(OPS))
def test_every_operation_is_said_in_every_language(code, op):
    spoken = language(code)
    said = spoken.finish(say(NODES[op], Voice(SAMPLE, spoken.grain("year"), language=spoken)))
    assert said and "\ue000" not in said
    assert TEMPLATES.keys() == OPS.keys()


def test_a_construct_without_template_is_refused_by_name_and_never_said_in_english():
    poor = {key: value for key, value in language("pt-BR").table.items() if key != "op"}
    poor["op"] = {k: v for k, v in language("pt-BR").table["op"].items() if k != "balance_end"}
    voice = Voice(SAMPLE, "ano", language=Language("pt-BR", poor))
    with pytest.raises(NoTemplate, match=r"prose in pt-BR has no template for op\.balance_end") as caught:
        say(NODES["balance_end"], voice)
    assert isinstance(caught.value, CommonwealError)
    with pytest.raises(NoTemplate, match=r"no word for states\.asleep"):
        ENGLISH.word("states", "asleep")


def test_portuguese_writes_figures_dates_and_contractions_as_people_do():
    spoken = language("pt-BR")
    assert spoken.amount(Decimal("1234.5"), Type("money", "EUR")) == "EUR 1.234,50"
    assert spoken.amount(Decimal("80000000"), Type("money", "USD", "tonne")) == "USD 80.000.000 por tonne"
    assert spoken.amount(Decimal("0.125"), PERCENT) == "12,5%"
    assert spoken.day(date(2024, 11, 25)) == "25 de novembro de 2024"
    assert spoken.day(date(2024, 3, 1)) == "1º de março de 2024"
    assert spoken.duration(1, "month") == "1 mês" and spoken.duration(2000, "month") == "2.000 meses"
    assert spoken.grain("months", n=6) == "período de 6 meses"
    assert spoken.plural("período de 6 meses") == "períodos de 6 meses"
    assert spoken.listed(["1,5", "2", "3"]) == "1,5, 2 e 3"
    assert spoken.tell("op.end_of", period="o ano de 2020") == "o último dia do ano de 2020"
    voice = Voice(SAMPLE, "ano", language=spoken)
    assert spoken.finish(say(NODES["in_period"], voice)) == "nesse ano"
    assert spoken.finish(say(NODES["in_period"], voice), each=True) == "em cada ano"


def test_labels_and_quoted_texts_are_not_contracted():
    assert language("pt-BR").tell("op.not", formula="de o que") == "não é verdade que (de o que)"


def test_the_sample_in_portuguese():
    said = {p.number: p.text for clause in prose(SAMPLE, language="pt-BR") for p in clause.paragraphs}
    assert said["3.1"] == (
        "Para cada ano, a parte state deve pagar à parte company 17% do total de Eligible payroll (payroll)"
        " nesse ano."
    )
    assert said["4.1"] == (
        "A parte company deve assegurar que Verified eligible jobs (qualified_jobs) no fim de"
        " cada ano são, no"
        " mínimo, o número da série “jobs_floor” para esse ano."
    )
    assert "12,50" in said["4.5"]
