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
from commonweal.report.page.drawing.markup import Markup, el, join
from commonweal.report.page.view import Chapter
from commonweal.terms.core.types import Type

_URL: Final = re.compile(r"https?://[^\s<>\"']+")


def row(chapter: Chapter, entry: Row) -> Markup:
    """Return a row of the record with its place of birth."""
    said, source = _said(chapter, entry)
    recorded = f"recorded {words.day(entry.recorded_at.astimezone(chapter.run.workspace.zone).date())}"
    place = f", {entry.place}" if entry.place else ""
    shown = join(". Source: ", linked(source)) if source else None
    return join(said, shown, el("span", f" {recorded}{place}", class_="src"))


def ignored(entry: Ignored) -> Markup:
    """Return a row that was set aside, and why."""
    place = el("span", f" {entry.place}", class_="src") if entry.place else None
    return join(el("i", "Set aside: "), words.days_in_words(f"{entry.text}: {entry.why}"), place)


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
            window = f" for {chapter.period(entry.window)}" if entry.window else ""
            amount = el("b", words.amount(entry.amount, entry.currency))
            return join(amount, f" paid on {words.day(entry.paid_on)}{window}"), entry.source
        case Decision():
            reason = f": {entry.reason}" if entry.reason else ""
            by = f" by {chapter.who(entry.authority)} on {words.day(entry.decided_on)}"
            return join(el("b", words.named(entry.kind)), f"{by}{reason}"), ""
        case Setting():
            return join(el("b", value_of(chapter, entry)), ", as signed"), ""
        case SeriesEntry():
            value = el("b", value_of(chapter, entry))
            return join(value, f", entry for {chapter.period(entry.period)} as signed"), ""
        case Member():
            return _member(entry), ""
        case RegisterClosing():
            count = f" with {entry.count:,} in it" if entry.count is not None else ""
            return join(
                f"Register of {words.named(entry.kind)} closed{count} through {words.day(entry.through)}"
            ), ""


def _fact(chapter: Chapter, fact: Fact) -> Markup:
    measure = chapter.measure(fact.measure)
    type_ = measure.type if measure else Type("number")
    if type_.kind == "money" and type_.of is None:
        type_ = Type("money", fact.unit or chapter.terms.currency, type_.per)
    value = "taken back" if fact.value is None else _value(fact.value, type_)
    about = "".join(f", {part}" for part in (fact.subject, fact.event) if part)
    return join(el("b", value), f", {fact.level}, {chapter.period(fact.period)}{about}")


def _closing(chapter: Chapter, closing: Closing) -> Markup:
    totals = [f"{closing.count:,} in number"] if closing.count is not None else []
    totals += [f"{words.number(closing.total)} in all"] if closing.total is not None else []
    of = f" of {closing.subject}" if closing.subject else ""
    stated = f" ({words.listed(totals)})" if totals else ""
    through = f"Nothing is left out{of} up to {words.day(closing.through)}{stated}"
    return join(f"{through}, {closing.level}")


def _member(member: Member) -> Markup:
    label = f" ({member.label})" if member.label else ""
    if member.start is not None and member.start == member.end:
        return join(f"{member.subject}{label}: in the register, {words.day(member.start)}")
    start = f" from {words.day(member.start)}" if member.start else ""
    end = f" until {words.day(member.end)}" if member.end else ""
    return join(f"{member.subject}{label}: in the register{start}{end}")


def value_of(chapter: Chapter, entry: Setting | SeriesEntry) -> str:
    """Return a value as signed, in words."""
    parameter = chapter.parameter(entry.name)
    return _value(entry.value, parameter.type if parameter else Type("number"))


def _value(value: Decimal | bool | date | str | Undisclosed, type_: Type) -> str:
    """Return a value of a row in words."""
    if isinstance(value, Undisclosed):
        return "not public"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return words.day(value)
    return words.typed(value, type_) if isinstance(value, Decimal) else value
