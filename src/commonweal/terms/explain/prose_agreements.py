"""
Agreements as prose: under which terms, by whom, with which values; and what each amendment changes.

What a reader signs is said in full: every value that was set, a series as a table. When a row was recorded
and where it stands are no part of what is signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from commonweal.terms.core.agreements import Agreement, Amendment, SeriesEntry, Setting, Undisclosed
from commonweal.terms.core.clauses import Terms
from commonweal.terms.core.types import NUMBER, Type
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.language import language
from commonweal.terms.explain.paragraphs import Paragraph, ProseClause, clause_of
from commonweal.terms.explain.voice import Voice

Texts = Mapping[tuple[str, int], Terms]
"""Terms by name and version."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told: in which words, under which text, and by which names parties are known."""

    voice: Voice
    known: Mapping[str, str]
    group: str = "agreement"

    def tell(self, key: str, /, **parts: str) -> str:
        return self.voice.tell(f"{self.group}.{key}", **parts)


def agreement_prose(
    agreement: Agreement,
    texts: Texts,
    *,
    language_code: str = "en",
    known: Mapping[str, str] | None = None,
    first: int = 1,
) -> list[ProseClause]:
    """
    Return an agreement as one numbered clause, and one for each of its amendments.

    Law: agreements that differ in what is signed give different prose.

    Parameters
    ----------
    texts : the terms that it names, and those that its amendments move to
    known : official names of parties, by their id
    first : number of the first clause

    Raises
    ------
    UnknownLanguage : another language; NoTemplate : the language cannot say something yet
    KeyError : the terms of the agreement are not among the texts
    """
    told_in = language(language_code)
    terms = texts[agreement.terms, agreement.version]
    told = _Told(Voice(terms, told_in.grain("period"), language=told_in), known or {})
    title = told.tell("title", id=words.quoted(agreement.id))
    found = [clause_of(first, "agreement", title, _agreement(agreement, told))]
    for n, amendment in enumerate(agreement.amendments, start=1):
        if amendment.terms is not None and amendment.version is not None:
            terms = texts.get((amendment.terms, amendment.version), terms)
        then = replace(told, voice=replace(told.voice, terms=terms), group="amendment")
        found.append(
            clause_of(first + n, f"amendment/{n}", _title(amendment, n, then), _amendment(amendment, n, then))
        )
    return found


def _agreement(agreement: Agreement, told: _Told) -> Iterator[Paragraph]:
    parts = {
        "id": words.quoted(agreement.id),
        "terms": f"“{agreement.terms}”",
        "version": str(agreement.version),
    }
    if label := words.line(agreement.label):
        yield Paragraph("agreement/under", told.tell("under_label", label=words.quoted(label), **parts))
    else:
        yield Paragraph("agreement/under", told.tell("under", **parts))
    if agreement.serves is not None:
        yield Paragraph("agreement/serves", told.tell("serves", mission=f"“{agreement.serves}”"))
    if agreement.amount is not None:
        currency = agreement.currency or told.voice.terms.currency
        type_ = Type("money", currency) if currency else NUMBER
        amount = told.voice.language.amount(agreement.amount, type_)
        yield Paragraph("agreement/amount", told.tell("amount", amount=amount))
    yield from _set("agreement", agreement, told)
    if agreement.signed is None:
        yield Paragraph("agreement/signed", told.tell("unsigned"))
    else:
        yield Paragraph(
            "agreement/signed", told.tell("signed", day=told.voice.language.day(agreement.signed))
        )


def _title(amendment: Amendment, n: int, told: _Told) -> str:
    parts = {"n": str(n), "id": words.quoted(amendment.agreement)}
    if label := words.line(amendment.label):
        return told.tell("title_label", label=label, **parts)
    return told.tell("title", **parts)


def _amendment(amendment: Amendment, n: int, told: _Told) -> Iterator[Paragraph]:
    path, spell = f"amendment/{n}", told.voice.language.day
    key = "backdated" if amendment.effective < amendment.signed else "effective"
    signed, day = spell(amendment.signed), spell(amendment.effective)
    yield Paragraph(f"{path}/effective", told.tell(key, signed=signed, day=day))
    if amendment.terms is not None:
        move = told.tell("move", terms=f"“{amendment.terms}”", version=str(amendment.version))
        yield Paragraph(f"{path}/move", move)
    yield from _set(path, amendment, told)
    for name in amendment.ended:
        yield Paragraph(f"{path}/end/{name}", told.tell("end", clause=told.voice.name(name), day=day))
    yield Paragraph(f"{path}/stays", told.tell("stays"))


# ---- what is set ------------------------------------------------------------------------------------


def _set(path: str, of: Agreement | Amendment, told: _Told) -> Iterator[Paragraph]:
    """Return who the parties are and what every parameter is."""
    for name, id_ in of.parties.items():
        who = words.named(id_, told.known.get(id_, ""))
        yield Paragraph(f"{path}/parties/{name}", told.tell("party", party=name, who=who))
    for setting in of.settings:
        parameter = told.voice.name(setting.name)
        text = told.tell("value", parameter=parameter, value=_value(setting, told))
        yield Paragraph(f"{path}/p:{setting.name}", text)
    for name in dict.fromkeys(entry.name for entry in of.series):
        yield _series(path, name, [entry for entry in of.series if entry.name == name], told)


def _series(path: str, name: str, entries: list[SeriesEntry], told: _Told) -> Paragraph:
    voice = told.voice
    parameter = voice.terms.parameter(name)
    grain = voice.language.grain(parameter.by if parameter and parameter.by else "period")
    parts = {"parameter": voice.name(name)} | ({"grain": grain} if told.group == "agreement" else {})
    heads = (voice.tell("agreement.series_period"), voice.tell("agreement.series_value"))
    fiscal = voice.terms.fiscal_end
    rows = tuple(
        (voice.language.short_period(entry.period, fiscal=fiscal), _value(entry, told))
        for entry in sorted(entries, key=lambda e: e.period)
    )
    return Paragraph(f"{path}/p:{name}", told.tell("series", **parts), rows=(heads, *rows))


def _value(of: Setting | SeriesEntry, told: _Told) -> str:
    value, spoken = of.value, told.voice.language
    if isinstance(value, Undisclosed):
        return told.voice.tell("agreement.undisclosed", source=words.quoted(value.source))
    if isinstance(value, bool):
        return spoken.word("truths", "yes" if value else "no")
    if isinstance(value, date):
        return spoken.day(value)
    if isinstance(value, Decimal):
        parameter = told.voice.terms.parameter(of.name)
        return spoken.amount(value, parameter.type if parameter else NUMBER)
    return words.quoted(value)
