"""What methods say is said again in Portuguese: each sentence, label and reason of the atlas, each form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from commonweal.cycle.missions.track import Track, tracks
from commonweal.methods.progress.registry import methods
from commonweal.report.speech.again import Forms
from commonweal.report.speech.phrases import speaking
from commonweal.report.steering import judged
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import load
from tests.unit.report.pages import ATLAS

SAMPLES = {
    "number": "−1.25", "percent": "12.5 %", "year": "2020", "n": "7", "chance": "below 0.01",
    "model": "random walk with drift", "years": "8 years", "label": "On track",
    "place": "from 60.00 % to below 95.00 %",
    "reason": "fewer than 4 yearly figures",
}  # fmt: skip
"""What stands in a blank of each kind."""


@cache
def atlas() -> list[Track]:
    """Return every target of the atlas with what methods say of it."""
    workspace = load(ATLAS).value
    assert workspace is not None
    day = date(2024, 10, 20)
    known_at = end_of_day(day, workspace.zone)
    return list(tracks(workspace.strategy, as_of=day, known_at=known_at).values())


def said() -> Iterator[str]:
    """Yield every sentence that methods say in the atlas."""
    for track in atlas():
        for label in track.labels:
            yield from (label.sentence, *label.notes)
        if track.outlook is not None:
            yield track.outlook.sentence


def test_every_label_of_the_methods_is_in_the_list() -> None:
    held = set(judged.LABELS)
    for method in methods().values():
        rules = [rule for rule in (method.with_target, method.without_target) if rule is not None]
        assert {band.label for rule in rules for band in rule.bands} | {method.unable} <= held
    assert {label.label for track in atlas() for label in track.labels} <= held


def test_every_sentence_of_the_atlas_is_said_again() -> None:
    every = {part for text in said() for part in judged._END.split(text)}
    assert len(every) > 60
    with speaking("pt-BR"):
        assert [part for part in sorted(every) if judged.SENTENCES.again(part, judged._tell) is None] == []
        assert [t.unable for t in atlas() if t.unable and judged.reason(t.unable) == t.unable] == []


@pytest.mark.parametrize("forms", [judged.SENTENCES, judged.REASONS, judged.PLACES, judged._CHANCES])
def test_what_has_a_form_fits_that_form(forms: Forms) -> None:
    for english in forms.texts:
        blanks = {f"{kind}{n}": text for kind, text in SAMPLES.items() for n in ("", "2", "3", "4", "5")}
        told = english.format_map(blanks)
        with speaking("pt-BR"):
            back = forms.again(told, lambda kind, _: SAMPLES[kind])
            assert back is not None, english
            assert back == judged.translated(english).format_map(blanks), english


@pytest.mark.parametrize(
    ("english", "portuguese"),
    [
        (
            "From 45.6 in 1990 to 28.7 in 2021: −1.48 % a year. Reaching 0.001 by 2030 takes −23.52 % a "
            "year. The pace is 6.30 % of that; Limited progress is from 0.00 % to below 60.00 %.",
            "De 45,6 em 1990 a 28,7 em 2021: −1,48% ao ano. Chegar a 0,001 até 2030 exige −23,52% ao ano. "
            "O ritmo é 6,30% disso; Progresso limitado vale de 0,00% até abaixo de 60,00%.",
        ),
        (
            "No calculation: fewer than 4 yearly figures.",
            "Sem cálculo: menos de 4 números anuais.",
        ),
        (
            "If the future moves like the past, 0 is met in 2050 with a probability of below 0.01 (random "
            "walk with drift). Not enough history to say how good such calls were.",
            "Se o futuro andar como o passado, 0 será alcançado em 2050 com probabilidade de menos de 0,01 "
            "(passeio aleatório com tendência). Histórico insuficiente para dizer quão boas foram tais "
            "previsões.",
        ),
        (
            "The target lies 8 years after the last figure, and for a test that far ahead there are too few "
            "figures: the question was put 1 year ahead, at 4 moments of its own past. Its Brier score, of "
            "which lower is better and 0 is best, was 0.04; assuming no change had 0.00, so the model did no "
            "better. Of 4 outcomes 3 lay in the 80 % interval and 4 in the 95 % interval.",
            "A meta fica 8 anos depois do último número, e para um teste tão longe há números de menos: a "
            "pergunta foi feita 1 ano à frente, em 4 momentos do próprio passado. O escore de Brier, em que "
            "menos é melhor e 0 é o melhor, foi 0,04; supor que nada muda teve 0,00, e assim o modelo não "
            "foi melhor. De 4 resultados, 3 ficaram no intervalo de 80% e 4 no de 95%.",
        ),
        ("What nobody foresaw. No forecast.", "What nobody foresaw. No forecast."),
    ],
)
def test_sentences_of_methods(english: str, portuguese: str) -> None:
    assert judged.sentences(english) == english
    with speaking("pt-BR"):
        assert judged.sentences(english) == portuguese


def test_thousands_are_apart_in_numbers_and_never_in_years() -> None:
    said = (
        "From 1755.4 in 2005 to 864.4 in 2020: −4.61 % a year. Reaching 1000 by 2030 takes 12345.67 % a year."
    )
    english = said.replace("1755", "1,755").replace("1000", "1,000").replace("12345", "12,345")
    assert judged.sentences(said) == english
    with speaking("pt-BR"):
        first, second = "De 1.755,4 em 2005 a 864,4 em 2020: −4,61% ao ano.", "Chegar a 1.000 até 2030 exige"
        assert judged.sentences(said) == f"{first} {second} 12.345,67% ao ano."
