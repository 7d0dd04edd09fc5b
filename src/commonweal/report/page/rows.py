"""
A row of the record in words: what it says, how well it is vouched for, by whom, since when, and its place.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

from commonweal.engines.protocol import (
    Closing,
    Decision,
    Fact,
    Ignored,
    Member,
    PaymentMade,
    RegisterClosing,
    Row,
    SeriesEntry,
    Setting,
    Undisclosed,
)
from commonweal.report.page import words
from commonweal.report.page.drawing.markup import Markup, el, framed, join
from commonweal.report.page.steps import set_aside
from commonweal.report.page.view import Chapter
from commonweal.report.speech.phrases import is_english, phrase, plural, spoken, translated
from commonweal.terms.core.types import Type

_URL: Final = re.compile(r"https?://[^\s<>\"']+")


def row(chapter: Chapter, entry: Row) -> Markup:
    """Return a row of the record with its place of birth."""
    said, source = _said(chapter, entry)
    day = words.day(entry.recorded_at.astimezone(chapter.run.workspace.zone).date())
    recorded = phrase("recorded {day}", day=day)
    place = f", {entry.place}" if entry.place else ""
    shown = join(". ", framed("Source: {source}", source=linked(source))) if source else None
    return join(said, shown, el("span", f" {recorded}{place}", class_="src"))


def ignored(entry: Ignored) -> Markup:
    """Return a row that was set aside, and why."""
    place = el("span", f" {entry.place}", class_="src") if entry.place else None
    return join(el("i", phrase("Set aside:"), " "), set_aside(entry.text, entry.why), place)


def linked(source: str) -> Markup:
    """Return a source with its addresses as links that show where they lead."""
    parts: list[object] = []
    at = 0
    for found in _URL.finditer(source):
        address = found[0].rstrip(".,;:)")
        host = urlsplit(address).netloc if _sound(address) else ""
        if host and host.isascii() and "@" not in host:
            link = el("a", host.removeprefix("www."), href=address, rel="noopener noreferrer")
            parts += [source[at : found.start()], link]
            at = found.start() + len(address)
    return join(*parts, source[at:])


def _sound(address: str) -> bool:
    try:
        return bool(urlsplit(address).netloc)
    except ValueError:
        return False


def _said(chapter: Chapter, entry: Row) -> tuple[Markup, str]:
    """Return what a row says, and its source."""
    match entry:
        case Fact():
            return _fact(chapter, entry), entry.source
        case Closing():
            return _closing(chapter, entry), entry.source
        case PaymentMade():
            return _payment(chapter, entry), entry.source
        case Decision():
            return _decision(chapter, entry), ""
        case Setting():
            return framed("{value}, as signed", value=el("b", value_of(chapter, entry))), ""
        case SeriesEntry():
            value = el("b", value_of(chapter, entry))
            period = chapter.period(entry.period)
            return framed("{value}, entry for {period} as signed", value=value, period=period), ""
        case Member():
            return _member(entry), ""
        case RegisterClosing():
            return join(_register(entry)), ""


def _payment(chapter: Chapter, entry: PaymentMade) -> Markup:
    amount, day = el("b", words.amount(entry.amount, entry.currency)), words.day(entry.paid_on)
    if entry.window:
        period = chapter.period(entry.window)
        return framed("{amount} paid on {day} for {period}", amount=amount, day=day, period=period)
    return framed("{amount} paid on {day}", amount=amount, day=day)


def _decision(chapter: Chapter, entry: Decision) -> Markup:
    said = framed(
        "{decision} by {who} on {day}",
        decision=el("b", translated(words.named(entry.kind))), who=chapter.who(entry.authority),
        day=words.day(entry.decided_on),
    )  # fmt: skip
    return join(said, f": {entry.reason}" if entry.reason else None)


def _register(entry: RegisterClosing) -> str:
    of, day = words.named(entry.kind), words.day(entry.through)
    if entry.count is None:
        return phrase("Register of {subject} closed through {day}", subject=of, day=day)
    n = words.number(Decimal(entry.count))
    return phrase("Register of {subject} closed with {n} in it through {day}", subject=of, n=n, day=day)


def _fact(chapter: Chapter, fact: Fact) -> Markup:
    measure = chapter.measure(fact.measure)
    type_ = measure.type if measure else Type("number")
    if type_.kind == "money" and type_.of is None:
        type_ = Type("money", fact.unit or chapter.terms.currency, type_.per)
    value = phrase("taken back") if fact.value is None else value_in_words(fact.value, type_)
    about = "".join(f", {part}" for part in (fact.subject, fact.event) if part)
    return join(el("b", value), f", {level(fact.level)}, {chapter.period(fact.period)}{about}")


def _closing(chapter: Chapter, closing: Closing) -> Markup:
    totals = []
    if closing.count is not None:
        totals.append(plural("{n} in number", "{n} in number", closing.count))
    if closing.total is not None:
        totals.append(phrase("{total} in all", total=words.number(closing.total)))
    stated = f" ({words.listed(totals)})" if totals else ""
    day = words.day(closing.through)
    if closing.subject:
        said = phrase("Nothing is left out of {subject} up to {day}", subject=closing.subject, day=day)
    else:
        said = phrase("Nothing is left out up to {day}", day=day)
    return join(f"{said}{stated}, {level(closing.level)}")


def level(name: str) -> str:
    """Return how strong evidence is, in a word: claimed, documented, audited, confirmed."""
    return name if is_english() else spoken().list_of("levels").get(name, name)


def _member(member: Member) -> Markup:
    named = f"{member.subject} ({member.label})" if member.label else member.subject
    if member.start is not None and member.start == member.end:
        return join(phrase("{member}: in the register, {day}", member=named, day=words.day(member.start)))
    start = words.day(member.start) if member.start else ""
    end = words.day(member.end) if member.end else ""
    if start and end:
        return join(
            phrase("{member}: in the register from {start} until {end}", member=named, start=start, end=end)
        )
    if start:
        return join(phrase("{member}: in the register from {start}", member=named, start=start))
    if end:
        return join(phrase("{member}: in the register until {end}", member=named, end=end))
    return join(phrase("{member}: in the register", member=named))


def value_of(chapter: Chapter, entry: Setting | SeriesEntry) -> str:
    """Return a value as signed, in words."""
    parameter = chapter.parameter(entry.name)
    return value_in_words(entry.value, parameter.type if parameter else Type("number"))


def value_in_words(value: Decimal | bool | date | str | Undisclosed, type_: Type) -> str:
    """Return a value of a row in words, with its unit."""
    if isinstance(value, Undisclosed):
        return phrase("not public")
    if isinstance(value, bool):
        return phrase("yes") if value else phrase("no")
    if isinstance(value, date):
        return words.day(value)
    return words.typed(value, type_) if isinstance(value, Decimal) else value
