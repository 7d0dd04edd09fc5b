"""
A terms version as prose for signature: numbered clauses and paragraphs, generated from the core tree.

One template for each construct, and different core trees give different prose: what two parties sign
is what an engine runs.

Source: language.md, section 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commonweal.terms.core.clauses import (
    Account,
    Clause,
    Condition,
    Measure,
    Parameter,
    Payment,
    Right,
    Terms,
)
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.language import (
    Language,
    NoTemplate,
    UnknownLanguage,
    languages,
)
from commonweal.terms.explain.language import language as spoken
from commonweal.terms.explain.paragraphs import Paragraph, ProseClause, ProseParagraph, clause_of
from commonweal.terms.explain.phrases import phrase, source
from commonweal.terms.explain.prose_clauses import paragraphs
from commonweal.terms.explain.prose_expressions import AFFILIATE, expanded, say
from commonweal.terms.explain.prose_holdings import account_paragraphs, right_paragraphs
from commonweal.terms.explain.voice import Voice

__all__ = [
    "NoTemplate",
    "ProseClause",
    "ProseParagraph",
    "UnknownLanguage",
    "languages",
    "phrase",
    "prose",
    "source",
]


def prose(terms: Terms, *, language: str = "en") -> list[ProseClause]:
    """
    Return a terms version as numbered clauses in plain sentences, in the order of the text.

    Law: different core trees give different prose.

    Parameters
    ----------
    terms : a sound terms version (`verify` finds nothing)
    language : `en`, `pt-BR`: one of `languages()`

    Raises
    ------
    UnknownLanguage : another language; NoTemplate : the language cannot say something yet
    """
    told = spoken(language)
    parts: list[tuple[str, str, Iterable[Paragraph]]] = [
        ("terms", told.tell("head.title"), _head(terms, told)),
        ("definitions", told.tell("definition.title"), _definitions(terms, told)),
    ]
    parts += [_part(entry, terms, told) for entry in in_text_order(terms)]
    return [clause_of(n, id, title, found) for n, (id, title, found) in enumerate(parts, start=1)]


def in_text_order(terms: Terms) -> list[Clause | Account | Right]:
    """Return the clauses, accounts and rights as the text has them; by name where it does not say."""
    found: list[Clause | Account | Right] = [*terms.clauses, *terms.accounts, *terms.rights]
    places = [entry.at for entry in found if entry.at is not None]
    if len(places) == len(found):
        return sorted(found, key=lambda entry: (entry.at, entry.name))
    return sorted(found, key=lambda entry: entry.name)


def _part(
    entry: Clause | Account | Right, terms: Terms, told: Language
) -> tuple[str, str, Iterable[Paragraph]]:
    title = words.named(entry.name, entry.label)
    if isinstance(entry, Condition | Payment):
        return f"c:{entry.name}", title, paragraphs(entry, terms, told)
    if isinstance(entry, Account):
        return f"c:{entry.name}", title, account_paragraphs(entry, terms, told)
    return f"c:{entry.name}", title, right_paragraphs(entry, terms, told)


# ---- the head -----------------------------------------------------------------------------------------


def _head(terms: Terms, told: Language) -> Iterator[Paragraph]:
    parts = {"name": f"“{terms.name}”", "version": str(terms.version)}
    if label := words.line(terms.label):
        yield Paragraph("name", told.tell("head.name_label", label=label, **parts))
    else:
        yield Paragraph("name", told.tell("head.name", **parts))
    said = told.tell("head.instrument", instrument=told.word("instruments", terms.instrument))
    if terms.serves is not None:
        said = f"{said} {told.tell('head.mission', mission=f'“{terms.serves}”')}"
    yield Paragraph("instrument", said)
    for party in terms.parties:
        named = words.named(party.name, party.label)
        said = told.tell("head.party", party=named, side=told.word("sides", party.side))
        yield Paragraph(f"parties/{party.name}", words.sentence(said))
    if terms.currency is not None:
        yield Paragraph("currency", told.tell("head.currency", currency=terms.currency))
    end = terms.fiscal_end
    month = str(told.table["word"]["months"][end.month - 1])
    yield Paragraph("fiscal_end", told.tell("head.fiscal_end", day=str(end.day), month=month))
    rounding = told.word("roundings", terms.rounding.value)
    yield Paragraph("rounding", told.tell("head.rounding", rounding=rounding))
    for key in _readings(terms):
        yield Paragraph("reading", told.tell(f"head.reading_{key}"))


def _readings(terms: Terms) -> Iterator[str]:
    """Return how the text is read: what always holds, and what what it uses needs."""
    yield from ("days", "proof", "level", "consequence")
    if terms.accounts:
        yield "accounts"
    if terms.rights:
        yield "rights"
    if any(m.per == AFFILIATE for m in terms.measures):
        yield "affiliates"


# ---- definitions --------------------------------------------------------------------------------------


def _definitions(terms: Terms, told: Language) -> Iterator[Paragraph]:
    for unit in terms.units:
        said = told.tell("definition.unit", unit=words.named(unit.name, unit.label))
        yield Paragraph(f"units/{unit.name}", words.sentence(said))
    for subject in terms.subjects:
        named, whose = words.named(subject.name, subject.label), _for(subject.parent, told)
        said = told.tell("definition.subject", subject=named, **{"for": whose})
        yield Paragraph(f"subjects/{subject.name}", words.sentence(said))
    for measure in terms.measures:
        yield Paragraph(f"measures/{measure.name}", _measure(measure, told))
    for parameter in terms.parameters:
        yield Paragraph(f"p:{parameter.name}", _parameter(parameter, terms, told))
    voice = Voice(terms, told.grain("period"), language=told)
    if terms.defines:
        yield Paragraph("defines", told.tell("definition.used"))
    for define in terms.defines:
        name, value = words.named(define.name, define.label), expanded(define.value, voice)
        said = words.sentence(told.tell("definition.define", name=name, value=value))
        yield Paragraph(f"d:{define.name}", told.finish(said))


def _for(subject: str, told: Language) -> str:
    if subject in ("award", "public", AFFILIATE):
        return told.tell(f"definition.for_{subject}")
    return told.tell("definition.for_each", subject=subject)


def _kind(entry: Measure | Parameter, told: Language) -> str:
    """Return what a type is: an amount in USD per tonne, a number of jobs, a percentage."""
    type_ = entry.type
    per = f" {told.tell('type.per', unit=type_.per)}" if type_.per else ""
    if type_.kind == "money":
        if type_.of is None:
            return told.tell("type.money_of_terms") + per
        return told.tell("type.money", currency=type_.of) + per
    if type_.kind == "quantity":
        return told.tell("type.quantity", unit=type_.of or "") + per
    return told.tell(f"type.{type_.kind}")


def _measure(measure: Measure, told: Language) -> str:
    event = measure.grain == "event"
    when = (
        told.tell("definition.at_each_event")
        if event
        else told.tell("definition.each", grain=told.grain(measure.grain))
    )
    more = told.tell("definition.nonnegative") if measure.nonnegative else ""
    if measure.level is not None:
        more += told.tell("definition.level", level=told.word("levels", measure.level))
    parts = {"measure": words.named(measure.name, measure.label), "what": _kind(measure, told)}
    parts |= {"for": _for(measure.per, told), "when": when, "more": more}
    return words.sentence(told.tell(f"definition.{measure.kind}", **parts))


def _parameter(parameter: Parameter, terms: Terms, told: Language) -> str:
    more = told.tell("definition.negotiated" if parameter.negotiated else "definition.filled_in")
    if parameter.default is not None:
        more += told.tell("definition.default", value=say(parameter.default, Voice(terms, language=told)))
    if parameter.undisclosed is not None:
        more += told.tell("definition.undisclosed", source=words.quoted(parameter.undisclosed))
    by = told.tell("definition.by", grain=told.grain(parameter.by)) if parameter.by is not None else ""
    named = words.named(parameter.name, parameter.label)
    said = told.tell("definition.parameter", parameter=named, what=_kind(parameter, told), by=by, more=more)
    return words.sentence(said)
