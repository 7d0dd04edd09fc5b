"""
A terms version as prose for signature: numbered clauses and paragraphs, generated from the core tree.

One template for each construct, and different core trees give different prose: what two parties sign
is what an engine runs.

Source: language.md, section 1.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from commonweal.ground.errors import CommonwealError
from commonweal.terms.core.clauses import Measure, Parameter, Terms
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.phrases import phrase, source
from commonweal.terms.explain.prose_clauses import Paragraph, paragraphs
from commonweal.terms.explain.prose_expressions import Voice, expanded, finish, say

__all__ = ["ProseClause", "ProseParagraph", "UnknownLanguage", "phrase", "prose", "source"]

_READING = (
    "Days are counted whole: both days of a span count; of a deadline the last day counts, and the day that"
    " it is counted from does not.",
    "What is not proven is neither met nor breached.",
    "Evidence is at least of the level that the clause, or else the measure, names; if neither does,"
    " documented. Where no day is named for it, it is due on the last day of the period that it proves.",
    "What falls due as a consequence is due when the evidence is due, unless another day is named.",
)

_USED = (
    "Where a name stands for something, that period is the window of the clause that uses the name; in a"
    " cure, the end of that period is the cure deadline."
)


class UnknownLanguage(CommonwealError):
    """The prose is not written in a language that was asked for."""


@dataclass(frozen=True, slots=True)
class ProseParagraph:
    """
    One numbered paragraph.

    Attributes
    ----------
    number : `3.1`, or `3.1(a)` of an item of a list
    id : what it says in the core tree: `c:jobs/duty`
    """

    number: str
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class ProseClause:
    """
    One numbered clause.

    Attributes
    ----------
    id : `terms`, `definitions`, or `c:` and the name of the clause
    """

    number: str
    title: str
    paragraphs: tuple[ProseParagraph, ...]
    id: str


def prose(terms: Terms, *, language: str = "en") -> list[ProseClause]:
    """
    Return a terms version as numbered clauses in plain sentences.

    Law: different core trees give different prose.

    Parameters
    ----------
    terms : a sound terms version (`verify` finds nothing)
    language : only `en` for now

    Raises
    ------
    UnknownLanguage : another language
    """
    if language != "en":
        raise UnknownLanguage(f"prose is written in en, not in {language}")
    parts = [("terms", "These terms", _head(terms)), ("definitions", "Definitions", _definitions(terms))]
    for clause in terms.clauses:
        title = words.named(clause.name, clause.label)
        parts.append((f"c:{clause.name}", title, paragraphs(clause, terms)))
    return [
        ProseClause(str(n), title, tuple(_numbered(found, n)), id)
        for n, (id, title, found) in enumerate(parts, start=1)
    ]


def _numbered(found: Iterable[Paragraph], clause: int) -> Iterator[ProseParagraph]:
    for n, paragraph in enumerate(found, start=1):
        number = f"{clause}.{n}"
        yield ProseParagraph(number, paragraph.text, paragraph.id)
        for i, item in enumerate(paragraph.items):
            end = "." if i == len(paragraph.items) - 1 else ";"
            yield ProseParagraph(f"{number}({_letter(i)})", f"{item}{end}", paragraph.id)


def _letter(i: int) -> str:
    """Return a, b, …, z, aa, ab, …"""
    more, rest = divmod(i, len(ascii_lowercase))
    return (_letter(more - 1) if more else "") + ascii_lowercase[rest]


def _head(terms: Terms) -> Iterator[Paragraph]:
    title = f": {words.line(terms.label)}" if terms.label else ""
    yield Paragraph("name", f"These are the terms “{terms.name}”, version {terms.version}{title}.")
    mission = f" They serve the mission “{terms.serves}”." if terms.serves is not None else ""
    yield Paragraph("instrument", f"They are the terms of {words.INSTRUMENTS[terms.instrument]}.{mission}")
    for party in terms.parties:
        said = f"{words.named(party.name, party.label)} is a party on {words.SIDES[party.side]}"
        yield Paragraph(f"parties/{party.name}", words.sentence(said))
    if terms.currency is not None:
        yield Paragraph("currency", f"An amount of money without a currency is in {terms.currency}.")
    end = terms.fiscal_end
    yield Paragraph("fiscal_end", f"A fiscal year ends on {end.day} {month_name[end.month]}.")
    yield Paragraph("rounding", f"Amounts are rounded {words.ROUNDINGS[terms.rounding.value]}.")
    yield from (Paragraph("reading", text) for text in _READING)


def _definitions(terms: Terms) -> Iterator[Paragraph]:
    for unit in terms.units:
        said = f"{words.named(unit.name, unit.label)} is a unit"
        yield Paragraph(f"units/{unit.name}", words.sentence(said))
    for subject in terms.subjects:
        said = f"{words.named(subject.name, subject.label)} is counted one by one {_for(subject.parent)}"
        yield Paragraph(f"subjects/{subject.name}", words.sentence(said))
    for measure in terms.measures:
        yield Paragraph(f"measures/{measure.name}", _measure(measure))
    for parameter in terms.parameters:
        yield Paragraph(f"p:{parameter.name}", _parameter(parameter, terms))
    voice = Voice(terms)
    if terms.defines:
        yield Paragraph("defines", _USED)
    for define in terms.defines:
        said = f"{words.named(define.name, define.label)} stands for {expanded(define.value, voice)}"
        yield Paragraph(f"d:{define.name}", finish(words.sentence(said)))


_KINDS = {
    "flow": "{what}, which adds up over time",
    "stock": "{what}, a level at a day",
    "rate": "{what}, a rate",
    "flag": "{what}",
}


_SUBJECTS = {
    "award": "for the agreement",
    "public": "for all agreements alike",
    "affiliate": "for each company of the recipient's group",
}


def _for(subject: str) -> str:
    return _SUBJECTS.get(subject, f"for each {subject}")


def _measure(measure: Measure) -> str:
    what = _KINDS[measure.kind].format(what=words.kind_of(measure.type))
    said = f"{words.named(measure.name, measure.label)} is {what}, reported {_for(measure.per)}"
    said += " at each event" if measure.grain == "event" else f" each {words.grain(measure.grain)}"
    if measure.nonnegative:
        said += ", never below zero"
    if measure.level is not None:
        said += f", by evidence that is at least {measure.level}"
    return words.sentence(said)


def _parameter(parameter: Parameter, terms: Terms) -> str:
    said = f"{words.named(parameter.name, parameter.label)} is {words.kind_of(parameter.type)}"
    if parameter.by is not None:
        said += f" for each {words.grain(parameter.by)}"
    said += (
        ", negotiated and filled in at signature" if parameter.negotiated else ", filled in by the agreement"
    )
    if parameter.default is not None:
        said += f"; {say(parameter.default, Voice(terms))} unless another value is filled in"
    if parameter.undisclosed is not None:
        said += f"; it is not public, as stated in {words.quoted(parameter.undisclosed)}"
    return words.sentence(said)
