"""Vocabularies of several files: the same words are one thing, other words another."""

from __future__ import annotations

from commonweal.terms.driver import compile_sources

HEAD = "language 1\n"
TONNE = 'unit tonne "tonne"\n'
SOLD = 'measure sold "Sold" per award: flow tonne each year nonnegative\n'


def codes(*texts: str) -> list[str]:
    sources = [(f"{n}.terms", HEAD + text) for n, text in enumerate(texts)]
    return [d.code for d in compile_sources(sources).diagnostics if d.is_error]


def test_the_same_words_in_two_files_are_one_thing() -> None:
    assert codes(TONNE + SOLD, TONNE, "# again\n" + TONNE + SOLD.replace(" each", "\n  each")) == []


def test_another_label_is_another_thing() -> None:
    assert codes(TONNE, 'unit tonne "metric ton"\n') == ["CW1106"]
    assert codes(TONNE + SOLD, TONNE + SOLD.replace(" nonnegative", "")) == ["CW1106"]


def test_twice_in_one_file_is_a_slip() -> None:
    assert codes(TONNE + TONNE) == ["CW1106"]
