"""What missions lack is said again in Portuguese: every message of the lint and every mend has its form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from commonweal.report.speech.again import Forms
from commonweal.report.speech.phrases import speaking
from commonweal.report.steering import lacking

SAMPLES = {
    "id": "jobs_2030", "n": "3", "day": "2030-12-31", "kind": "input", "ids": "a_1, b_2", "role": "leads",
    "text": "Nobody: is left, behind", "successor": "; desnz took over",
}  # fmt: skip
"""What stands in a blank of each kind."""


def texts(name: str) -> Iterator[str]:
    """Yield every text of the lint under a name, its blanks without their names."""
    table = tomllib.loads(
        resources.files("commonweal.ground").joinpath("messages/en/cw71.toml").read_text("utf-8")
    )

    def below(part: dict[str, Any]) -> Iterator[str]:
        for key, value in part.items():
            if isinstance(value, dict):
                yield from below(value)
            elif key == name:
                yield bare(value)

    yield from below(table)


def bare(text: str) -> str:
    """Return a text with a mark for each blank."""
    return re.sub(r"(?<!\{)\{\w+\}", "_", text)


@pytest.mark.parametrize(("name", "forms"), [("message", lacking.MESSAGES), ("help", lacking.MENDS)])
def test_every_text_of_the_lint_has_its_form(name: str, forms: Forms) -> None:
    wanted = set(texts(name))
    assert len(wanted) > 25
    assert wanted == {bare(text) for text in forms.texts}


@pytest.mark.parametrize("forms", [lacking.MESSAGES, lacking.MENDS])
def test_what_has_a_form_fits_that_form(forms: Forms) -> None:
    blanks = {f"{kind}{n}": text for kind, text in SAMPLES.items() for n in ("", "2", "3")}
    with speaking("pt-BR"):
        for english in forms.texts:
            back = forms.again(english.format_map(blanks), lambda kind, _: SAMPLES[kind])
            assert back == lacking.translated(english).format_map(blanks), english


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        ("jobs_2030 was to be reached by 2020-12-31, and there is no figure of that day or later",
         "jobs_2030 devia ser alcançada até 31 de dezembro de 2020, e não há número desse dia ou posterior"),
        ("nib_credit is a headline target, and approvals is an output",
         "nib_credit é meta principal, e approvals é um produto"),
        ("beis leads warm_homes, and it ended on 2023-02-07; desnz took over",
         "beis lidera warm_homes, e terminou em 7 de fevereiro de 2023; desnz assumiu"),
        ("beis leads warm_homes, and it ended on 2023-02-07",
         "beis lidera warm_homes, e terminou em 7 de fevereiro de 2023"),
        ("what no lint writes", "what no lint writes"),
    ],
)  # fmt: skip
def test_doubts(english: str, portuguese: str) -> None:
    assert lacking.doubt(english) == english
    with speaking("pt-BR"):
        assert lacking.doubt(english) == portuguese


def test_a_mend_with_braces() -> None:
    said = 'add a baseline, for example baseline = { period = "2021" }'
    with speaking("pt-BR"):
        assert (
            lacking.mend(said) == 'acrescente um ponto de partida, por exemplo baseline = { period = "2021" }'
        )


def test_a_record_is_called_by_its_title_where_one_is_known() -> None:
    titles = {"vaccines": "Vaccines for all", "gavi": "Gavi"}
    assert lacking.doubt("vaccines has no board", titles) == "“Vaccines for all” has no board"
    assert lacking.doubt("without gavi nobody delivers for vaccines, other", titles) == (
        "without “Gavi” nobody delivers for “Vaccines for all”, other"
    )
    assert lacking.doubt("vaccines ended on 2015-12-31, and nothing says what became of it", titles) == (
        "“Vaccines for all” ended on 31 December 2015, and nothing says what became of it"
    )
    assert lacking.doubt("what nobody foresaw of vaccines", titles) == "what nobody foresaw of vaccines"
    with speaking("pt-BR"):
        assert lacking.doubt("vaccines has no board", titles) == "“Vaccines for all” não tem conselho"
