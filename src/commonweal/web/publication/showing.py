"""From rows to what a page shows: words for statuses, sums by state, addresses. No HTML is written here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, reduce
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from commonweal.ground.numbers import add
from commonweal.ground.period import Period, parse_period, show_period
from commonweal.report.page import words
from commonweal.report.page.drawing.shapes import status as drawn
from commonweal.report.page.view import UP_FOR_TEST
from commonweal.report.words import long_day
from commonweal.web.agreements import queries as register
from commonweal.web.agreements.models import Agreement
from commonweal.web.agreements.queries import Kept
from commonweal.web.assessment.models import Finding, Pass, Payable
from commonweal.web.portfolio import queries as portfolio

TESTED: Final = UP_FOR_TEST
"""Words of promises that came up for test."""
ALARMS: Final = 20
"""Agreements that somebody should look at, as many as the first page names."""


@dataclass(frozen=True, slots=True)
class Shown:
    """
    One result as a page shows it.

    Attributes
    ----------
    row : what the API gives; reason : why, safe as HTML
    status : shape and word, safe as HTML, and how late it was known that a promise was kept
    period : in words; address : the last part of the address of this result
    """

    row: Mapping[str, Any]
    status: SafeString
    period: str
    address: str
    amount: str = ""
    reason: SafeString = SafeString("")


def status_word(code: str) -> SafeString:
    """Return the status of a finding as pages name it, drawn."""
    return _drawn(code, "status", get_language())


def state_word(code: str) -> SafeString:
    """Return the state of a payable, drawn."""
    return _drawn(code, "state", get_language())


@lru_cache(maxsize=200)
def _drawn(code: str, kind: str, language: str | None) -> SafeString:
    """Return a word with its shape; drawn once for each language, since a list shows hundreds."""
    word = spoken(code, words.STATUSES if kind == "status" else words.STATES)
    return mark_safe(drawn(word, code))  # made by `report`, which escapes


def spoken(code: str, of: Mapping[str, words.Word]) -> words.Word:
    """Return how a code is shown, in the language of the page."""
    return words.word_of(code, of)


def counted(numbers: Mapping[str, int]) -> list[tuple[SafeString, int]]:
    """Return how many findings have each status, the urgent ones first."""
    return [(status_word(code), numbers[code]) for code in words.STATUSES if numbers.get(code)]


def summed(amounts: Iterable[Decimal]) -> Decimal:
    """Return a sum, exact however long its parts are: Decimal's own rounds to 28 digits."""
    return reduce(add, amounts, Decimal(0))


def entries(agreements: Iterable[Agreement]) -> list[dict[str, Any]]:
    """Return agreements as a list shows them, each by a title that no other of the register has."""
    every = list(agreements)
    titles, turned = register.titles([one.agreement for one in every]), portfolio.turned()
    return [{**entry(one, turned), "title": titles[one.agreement]} for one in every]


def entry(one: Agreement, turned: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, Any]:
    """
    Return an agreement as its page and a row of a list show it.

    Parameters
    ----------
    turned : agreements that were signed as another kind of support, where the caller has them
    """
    turned = portfolio.turned() if turned is None else turned
    row = json.loads(one.data)
    found: Mapping[str, int] = json.loads(one.counts)
    stated = row["amount"] and row["currency"]
    return {
        "agreement": one,
        "title": one.title,
        "row": row,
        "found": found,
        "counts": counted(found),
        "money": words.headline(Decimal(row["amount"]), row["currency"]) if stated else "",
        "support": kind(turned.get(one.agreement, {"instrument": one.instrument})),
    }


def kind(row: Mapping[str, Any]) -> str:
    """Return the kind of a support in words; where it was signed as another, both and the day between."""
    said = gettext(words.named(row["instrument"]))
    if not row.get("signed_as"):
        return said
    blanks = {"first": gettext(words.named(row["signed_as"])), "kind": said}
    day = long_day(date.fromisoformat(row["instrument_since"]))
    return gettext("%(first)s when signed, %(kind)s since %(day)s") % {**blanks, "day": day}


def overview(stood: Pass | None) -> dict[str, Any]:
    """Return what the first page shows of all agreements together."""
    totals = json.loads(stood.totals) if stood is not None else {}
    total: Mapping[str, int] = totals.get("findings", {})
    concerning = register.concerning()
    attention = list(concerning[:ALARMS])
    ids = [one.agreement for one in attention]
    titles, who = register.titles(ids), register.recipients(ids)
    return {
        "number": stood.agreements if stood is not None else 0,
        "counts": counted(total),
        "windows": sum(total.values()),
        "tested": sum(total.get(code, 0) for code in TESTED),
        "expected": totals.get("expected", 0),
        "present": totals.get("present", 0),
        "attention": [
            # a title that was told apart from another's names them already
            {"agreement": one, "title": title, "who": who[one.agreement] if title == one.title else []}
            for one in attention
            if (title := titles[one.agreement])
        ],
        "alarming": concerning.count(),
    }


def citation(of: str, one: Agreement | Kept) -> str:
    """Return how something of an agreement is cited: what, as of when, and the fingerprint of its inputs."""
    return f"commonweal:{of}@{one.as_of.isoformat()}#{one.inputs[:12]}"


def window(address: str) -> Period | None:
    """Return the window that the last part of an address names, None where it names none."""
    return parse_period(address.replace("..", "/"), None)


def finding(found: Finding, told: str = "") -> Shown:
    """Return a finding as a page shows it; `told` is why, in the language of the page."""
    reason = told or found.reason if "reason" not in found.get_deferred_fields() else ""
    return Shown(
        found.row, _status(found), _said(found.start, found.end),
        address(found.start, found.end), reason=mark_safe(reason),  # made by `report`, which escapes
    )  # fmt: skip


def _status(found: Finding) -> SafeString:
    """Return the status of a finding, drawn, and how late it was known that the promise was kept."""
    word = status_word(found.shown)
    if not found.days_late:
        return word
    late = ngettext("%(n)s day after proof was due", "%(n)s days after proof was due", found.days_late)
    return format_html("{}, {}", word, late % {"n": words.number(Decimal(found.days_late))})


def payable(owed: Payable, told: str = "") -> Shown:
    """Return a payable as a page shows it; `told` is why, in the language of the page."""
    reason = told or owed.reason if "reason" not in owed.get_deferred_fields() else ""
    row = owed.row
    return Shown(
        row, state_word(state_of(row)), _said(owed.start, owed.end), address(owed.start, owed.end),
        amount=_amount(row), reason=mark_safe(reason),  # made by `report`, which escapes
    )  # fmt: skip


def state_of(row: Mapping[str, Any]) -> str:
    """Return the state of a payable as pages name it: what was let go unpaid is not called nothing due."""
    return row["state"] if row["released_on"] is None else "released"


def _amount(row: Mapping[str, Any]) -> str:
    if row["amount"] is not None:
        shown = words.amount(Decimal(row["amount"]), row["currency"])
        return f"{shown} ({let_go(row)})" if row["released_on"] is not None else shown
    low, high = row["interval"] or (None, None)
    if low is None and high is None:
        return gettext("not known yet")
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return words.between(ends[0], ends[1], row["currency"])


def let_go(row: Mapping[str, Any]) -> str:
    """Return how much of an amount was let go unpaid."""
    if row["released"] is None:
        return gettext("how much was cancelled is not known")
    gone = words.amount(Decimal(row["released"]), row["currency"])
    return gettext("%(amount)s cancelled unpaid") % {"amount": gone}


def _said(start: date, end: date) -> str:
    return words.period(Period.days_of(start, end))


def address(start: date, end: date) -> str:
    """Return a window as the last part of an address: `2024-Q3`, `2024-07-01..2024-09-15`."""
    return show_period(Period.days_of(start, end)).replace("/", "..")
