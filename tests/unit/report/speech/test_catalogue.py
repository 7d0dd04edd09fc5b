"""The Portuguese of the report is whole: every sentence of the code, with the same blanks, as it is read."""

from __future__ import annotations

from string import Formatter

from commonweal.report.speech.phrases import speaking, spoken
from tests.catalogues import program
from tests.conftest import ROOT
from tests.unit.report.speech.keys import calls, keys, loose

CATALOGUE = ROOT / "src/commonweal/report/speech/locale/pt_BR/LC_MESSAGES/report.po"
TABLES = {
    "framed(_COMPARISONS[trace.op], left=el('b', left), right=el('b', right), verdict=end)",
    "plural(*(further if said else first), n)",
    "plural(*_SAID[status], n)",
    "plural(one, many, counts[sort])",
}
"""Calls that take their sentence from a table, where it is marked."""


def held() -> dict[str, list[str]]:
    """Return what the catalogue holds, its head left out."""
    found = dict(program().entries(CATALOGUE.read_text("utf-8")))
    del found[""]
    return found


def blanks(text: str) -> dict[str, str]:
    """Return the blanks of a sentence, each with the preposition behind which it is asked for."""
    return {name: spec or "" for _, name, spec, _ in Formatter().parse(text) if name is not None}


def test_every_sentence_of_the_code_is_in_the_catalogue_and_no_other() -> None:
    assert len(keys()) > 300
    assert sorted(keys() - set(held())) == []
    assert sorted(set(held()) - keys()) == []
    assert [id_ for id_, said in held().items() if not all(said)] == []


def test_a_sentence_that_is_no_literal_comes_from_a_table() -> None:
    assert {call.partition(": ")[2] for call in loose()} == TABLES


def test_a_call_is_seen_however_it_is_written() -> None:
    found = [call.lineno for call in calls('f(phrase(\n"a {b}",\nb=1))\nplural("a", "b", 2)\nother("c")')]
    assert sorted(found) == [1, 4]


def test_a_translation_has_the_blanks_of_its_sentence() -> None:
    for id_, said in held().items():
        one, _, many = id_.partition("\0")
        for text in said:
            assert set(blanks(text)) <= set(blanks(one)) | set(blanks(many)), id_
            assert set(blanks(text)) | {"n"} >= set(blanks(one)), id_
        assert set(blanks(said[-1])) == set(blanks(many or one)), id_


def test_a_blank_is_asked_for_behind_prepositions_that_are_contracted() -> None:
    with speaking("pt-BR"):
        known = {"", *spoken().table["contractions"]}
    used = {spec for said in held().values() for text in said for spec in blanks(text).values()}
    assert used <= known
    assert len(used) > 1


def test_the_compiled_catalogue_is_up_to_date() -> None:
    assert CATALOGUE.with_suffix(".mo").read_bytes() == program().compiled(CATALOGUE.read_text("utf-8"))
