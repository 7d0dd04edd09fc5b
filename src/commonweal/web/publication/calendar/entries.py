"""From what is stored of things to come to what pages and calendars say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from commonweal.ground.period import Period
from commonweal.report.page import words
from commonweal.web.agreements import queries as register
from commonweal.web.assessment.models import Coming
from commonweal.web.publication.calendar.icalendar import Event
from commonweal.web.publication.showing import address

WHATS: Final[Mapping[str, str]] = {
    "test": "The period ends",
    "report": "Proof is due",
    "cure": "Last day to cure",
    "pay": "Payment is due",
    "use": "Last day to act",
}
"""What each kind of thing to come is called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing to come as a page shows it; `row` is what the API gives.

    Attributes
    ----------
    title : of the agreement; what, period, amount, figures : in words, "" where there is none
    who : the party by its name in the text; party : by its own name
    address : the last part of the address of its window
    """

    row: Mapping[str, Any]
    title: str
    day: date
    what: str
    period: str
    address: str
    who: str
    party: str
    amount: str
    figures: str


def shown(coming: Iterable[Coming]) -> list[Entry]:
    """Return things to come as pages show them."""
    every = list(coming)
    titles = register.titles({one.agreement_id for one in every})
    names = register.names({one.party for one in every})
    return [_entry(one, titles[one.agreement_id], names.get(one.party, one.party)) for one in every]


def _entry(one: Coming, title: str, party: str) -> Entry:
    row = one.row
    who = words.named(row["who"])
    return Entry(
        row, title, one.day, gettext(WHATS[one.what]), words.period(Period.days_of(one.start, one.end)),
        address(one.start, one.end), f"{who} → {words.named(row['to'])}" if row["to"] else who, party or who,
        _amount(row), ", ".join(row["figures"]),
    )  # fmt: skip


def _amount(row: Mapping[str, Any]) -> str:
    """Return an amount in words as far as it is known, "" where nothing is said of it."""
    if row["amount"] is not None:
        return words.amount(Decimal(row["amount"]), row["currency"])
    if row["interval"] is None:
        return gettext("not known yet") if row["what"] == "pay" else ""
    low, high = (None if end is None else Decimal(end) for end in row["interval"])
    return words.between(low, high, row["currency"])


def event(one: Coming, entry: Entry, root: str) -> Event:
    """
    Return a thing to come as an event.

    Parameters
    ----------
    root : scheme and host of the site, as `https://example.org`
    """
    row, ids = entry.row, (one.agreement_id, one.clause, entry.address)
    with override(settings.LANGUAGE_CODE):  # one event has one key in every language
        key = f"{root}{reverse('result', args=ids)}#{one.what}-{row['item'] or 0}"
    said = [
        f"{entry.title} ({one.agreement_id}), {entry.period}",
        f"{entry.who} ({entry.party})",
        f"{entry.figures} ({gettext(row['level'])})" if entry.figures else "",
        entry.amount,
    ]
    return Event(
        key, one.day, f"{entry.what}: {row['label']}", "\n".join(part for part in said if part),
        root + reverse("clause", args=ids[:2]), one.agreement.judged_at,
    )  # fmt: skip
