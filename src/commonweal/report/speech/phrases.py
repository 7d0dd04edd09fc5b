"""
The language in which sentences are made, and their translations.

A sentence is written in English where it is made, and is its own key: `phrase("No money is owed now.")`.
Inside `speaking("pt-BR")` the same call gives the Portuguese sentence of `locale`. English is never looked
up, so its sentences are exactly those of the code. Months and marks of numbers are those of terms' prose.

Whole sentences are keys, never words that are put together. A translation may ask for a blank behind a
preposition, contracted: `{payee:a}` of "a parte firm" is "à parte firm".
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from commonweal.terms.explain.language import ENGLISH, Language, language


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """A language with its sentences; `sentences` is None for English, whose sentences stand in the code."""

    told: Language
    sentences: gettext.NullTranslations | None


class _Blank(str):
    """A text that goes into a blank; `{x:de}` asks for it behind a preposition, contracted."""

    __slots__ = ()

    def __format__(self, preposition: str) -> str:
        return contracted(str(self), preposition) if preposition else str(self)


_ENGLISH: Final = Speech(ENGLISH, None)
_speech: Final[ContextVar[Speech]] = ContextVar("speech", default=_ENGLISH)


@cache
def _of(code: str) -> Speech:
    told = language(code)
    if told is ENGLISH or told.code == ENGLISH.code:
        return _ENGLISH
    name = f"locale/{told.code.replace('-', '_')}/LC_MESSAGES/report.mo"
    with resources.files(__package__).joinpath(name).open("rb") as catalogue:
        return Speech(told, gettext.GNUTranslations(catalogue))


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """
    Make sentences in a language, until the block ends.

    Parameters
    ----------
    code : `en`, `pt-BR`; `pt-br` is understood

    Raises
    ------
    UnknownLanguage : there is no prose in it
    """
    before = _speech.set(_of(code))
    try:
        yield
    finally:
        _speech.reset(before)


def spoken() -> Language:
    """Return the language in which sentences are made: its months, its marks of numbers, its closed lists."""
    return _speech.get().told


def is_english() -> bool:
    """Say whether sentences are made in English."""
    return _speech.get().sentences is None


def phrase(english: str, /, **blanks: str) -> str:
    """Return a sentence with its blanks filled in."""
    sentences = _speech.get().sentences
    if sentences is None:
        return english.format_map(blanks) if blanks else english
    return filled(sentences.gettext(english), blanks)


def plural(one: str, many: str, n: int, /, **blanks: str) -> str:
    """Return a sentence about one or several; `{n}` is the number, its thousands apart."""
    sentences = _speech.get().sentences
    if sentences is None:
        return (one if n == 1 else many).format(n=f"{n:,}", **blanks)
    return filled(sentences.ngettext(one, many, n), {"n": spoken().whole(n), **blanks})


def marked(english: str) -> str:
    """Return a sentence as it is: one of a table, that is `translated` when it is said."""
    return english


def forms(one: str, many: str) -> tuple[str, str]:
    """Return what is said of one and of several as it is: of a table, for a `plural` to come."""
    return one, many


def translated(english: str) -> str:
    """Return a sentence or word of a table that marks it; what the catalogue lacks stays as it is."""
    sentences = _speech.get().sentences
    return english if sentences is None or not english else sentences.gettext(english)


def contracted(text: str, preposition: str) -> str:
    """Return a text behind a preposition, contracted as its language does: "da parte" of "a parte"."""
    contractions: Mapping[str, Mapping[str, str]] = spoken().table.get("contractions", {})
    first, space, rest = text.partition(" ")
    one = contractions.get(preposition, {}).get(first)
    return f"{one}{space}{rest}" if one else f"{preposition} {text}"


def filled(said: str, blanks: Mapping[str, str]) -> str:
    """Return a sentence in its language with its blanks filled in."""
    return said.format_map({name: _Blank(value) for name, value in blanks.items()})


def local(figure: str) -> str:
    """Return a number that is written as in English, 1,234.5, with the marks of the spoken language."""
    if is_english():
        return figure
    marks = spoken().table["number"]
    return figure.translate({ord(","): marks["thousands"], ord("."): marks["decimal"]})
