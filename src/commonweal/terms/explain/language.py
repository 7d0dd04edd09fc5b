"""
The languages of the prose: a table of templates each, and how numbers, dates and amounts are spelled.

A language is a file `templates/<code>.toml`; its keys are the constructs. What a language has no template
for is refused by name (`NoTemplate`): nothing falls back to another language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any, Final

from commonweal.ground.errors import CommonwealError
from commonweal.ground.numbers import mul, plain
from commonweal.ground.period import FiscalEnd, Period, containing, fiscal_year, fiscal_year_of
from commonweal.terms.core.types import Type

HUNDRED: Final = Decimal(100)
THAT: Final = "\ue000"
"""Stands before the noun of the clause's window until a sentence is finished: `each` or `that`."""


class UnknownLanguage(CommonwealError):
    """The prose is not written in a language that was asked for."""


class NoTemplate(CommonwealError):
    """A language has no template for a construct that the text uses."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A phrase that goes into a template; `{x:de}` asks for it behind a preposition, contracted."""

    said: str
    contractions: Mapping[str, Mapping[str, str]]

    def __format__(self, preposition: str) -> str:
        if not preposition:
            return self.said
        first, space, rest = self.said.partition(" ")
        contracted = self.contractions[preposition].get(first)
        return f"{contracted}{space}{rest}" if contracted else f"{preposition} {self.said}"


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """
    One language of the prose.

    Attributes
    ----------
    code : `en`, `pt-BR`
    table : what its file holds
    """

    code: str
    table: Mapping[str, Any]

    # ---- templates and words -----------------------------------------------------------------------

    def tell(self, key: str, /, **parts: str) -> str:
        """
        Return a template with its placeholders filled in.

        Parameters
        ----------
        key : the construct, `op.total`

        Raises
        ------
        NoTemplate : the language has none for it
        """
        contractions = self.table.get("contractions", {})
        filled = {name: _Part(said, contractions) for name, said in parts.items()}
        return self.template(key).format_map(filled)

    def template(self, key: str) -> str:
        """
        Return a template as its file has it.

        Raises
        ------
        NoTemplate : the language has none for the construct
        """
        group, _, name = key.partition(".")
        found = self.table.get(group, {}).get(name)
        if found is None:
            raise NoTemplate(f"prose in {self.code} has no template for {key}")
        return str(found)

    def word(self, group: str, key: str) -> str:
        """
        Return a word of a closed list.

        Raises
        ------
        NoTemplate : the language has none for it
        """
        found = self.table.get("word", {}).get(group, {}).get(key)
        if found is None:
            raise NoTemplate(f"prose in {self.code} has no word for {group}.{key}")
        return str(found)

    def list_of(self, group: str) -> Mapping[str, str]:
        """Return the words of a closed list, by the word that a text uses."""
        found: Mapping[str, str] = self.table["word"][group]
        return found

    def listed(self, parts: Sequence[str]) -> str:
        """Return a list as a sentence has it: A, B and C."""
        if len(parts) == 1:
            return parts[0]
        return f"{', '.join(parts[:-1])} {self.word('list', 'and')} {parts[-1]}"

    def finish(self, text: str, *, each: bool = False) -> str:
        """
        Return a sentence that says `that` of its windows.

        Parameters
        ----------
        each : of the window that it names first it says `each`
        """
        if each:
            text = text.replace(THAT, self.word("window", "each"), 1)
        that = self.word("window", "that")
        for preposition, words in self.table.get("contractions", {}).items():
            if that in words:
                text = text.replace(f"{preposition} {THAT}", words[that])
        return text.replace(THAT, that)

    # ---- numbers and amounts -----------------------------------------------------------------------

    def figure(self, value: Decimal) -> str:
        """Return a number with its thousands marked: 80,000,000.25."""
        sign, digits = ("-", plain(value)[1:]) if value < 0 else ("", plain(value))
        whole, point, rest = digits.partition(".")
        marks = self.table["number"]
        grouped = f"{int(whole):,}".replace(",", marks["thousands"])
        return f"{sign}{grouped}{marks['decimal'] if point else ''}{rest}"

    def whole(self, value: int) -> str:
        """Return a whole number with its thousands marked."""
        return self.figure(Decimal(value))

    def amount(self, value: Decimal, type_: Type) -> str:
        """Return an amount in full: USD 80,000,000; USD 3.50 per tonne; 750 jobs; 17%; 0.5."""
        if type_.kind == "percent":
            return f"{self.figure(mul(value, HUNDRED))}%"
        per = f" {self.tell('type.per', unit=type_.per)}" if type_.per else ""
        written = self.figure(value)
        if type_.kind == "money":
            cents = "0" if len(plain(value).partition(".")[2]) == 1 else ""
            return f"{type_.of} {written}{cents}{per}"
        return written + (f" {type_.of}" if type_.of else "") + per

    # ---- days and periods --------------------------------------------------------------------------

    def day(self, value: date) -> str:
        """Return a date in full: 31 December 2025."""
        key = "date.first" if value.day == 1 else "date.day"
        return self.tell(key, day=str(value.day), month=self.month(value), year=str(value.year))

    def month(self, value: date) -> str:
        """Return the name of a date's month."""
        return str(self.table["word"]["months"][value.month - 1])

    def period(self, first: date, last: date, *, fiscal: FiscalEnd) -> str:
        """Return a period in full: the year 2019, the third quarter of 2020, March 2020."""
        found = Period.days_of(first, last)
        year = str(first.year)
        if found == containing("year", first):
            return self.tell("date.year", year=year)
        if found == fiscal_year(number := fiscal_year_of(first, fiscal), fiscal):
            return self.tell("date.fiscal_year", year=str(number))
        if found == containing("quarter", first):
            ordinal = self.table["word"]["quarters"][(first.month - 1) // 3]
            return self.tell("date.quarter", ordinal=ordinal, year=year)
        if found == containing("month", first):
            return self.tell("date.month", month=self.month(first), year=year)
        if first == last:
            return self.tell("date.one_day", day=self.day(first))
        return self.tell("date.days", first=self.day(first), last=self.day(last))

    def short_period(self, found: Period, *, fiscal: FiscalEnd) -> str:
        """Return a window's name in a list: 2020, the third quarter of 2020, 31 December 2024."""
        first, last = found.first, found.last
        if found.length == 1:
            return self.day(first)
        if found == containing("year", first):
            return str(first.year)
        said = self.period(first, last, fiscal=fiscal)
        span = {"first": self.day(first), "last": self.day(last)}
        return self.tell("date.span", **span) if said == self.tell("date.days", **span) else said

    def duration(self, n: int, unit: str) -> str:
        """Return a length: 1 year, 4 quarters."""
        return f"{self.whole(n)} {self.table['word']['lengths'][unit][n != 1]}"

    def grain(self, word: str, *, n: int = 1) -> str:
        """Return the noun of a grain: year, fiscal year, period of 6 months, day (of `once`)."""
        months = n if word == "months" else int(word.split(" ")[0]) if word.endswith(" months") else None
        if months is not None:
            return self.tell("date.months", length=self.duration(months, "month"))
        return str(self.table["word"]["grains"][word][0])

    def plural(self, noun: str) -> str:
        """Return the plural of a grain's noun: years, periods of 6 months."""
        for one, many in self.table["word"]["grains"].values():
            if one == noun:
                return str(many)
        head = self.template("date.months").partition("{")[0]
        return self.tell("date.many_months", length=noun.removeprefix(head))


@cache
def language(code: str) -> Language:
    """
    Return a language of the prose.

    Parameters
    ----------
    code : `en`, `pt-BR`; `pt_BR` is understood

    Raises
    ------
    UnknownLanguage : there is no table of templates for it
    """
    wanted = code.replace("-", "_").lower()
    for path in resources.files(__package__).joinpath("templates").iterdir():
        if path.name.lower() == f"{wanted}.toml":
            table = tomllib.loads(path.read_text("utf-8"))
            return Language(str(table["code"]), table)
    raise UnknownLanguage(f"prose is written in {' and '.join(languages())}, not in {code}")


def languages() -> tuple[str, ...]:
    """Return the codes of all languages of the prose."""
    found = resources.files(__package__).joinpath("templates").iterdir()
    codes = (
        path.name.removesuffix(".toml").replace("_", "-") for path in found if path.name.endswith(".toml")
    )
    return tuple(sorted(codes))


def placeholders(template: str) -> frozenset[str]:
    """Return the names that a template fills in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


ENGLISH: Final = language("en")
