"""
What is owed, given, let go and named: the sums that sentences, pages and the site's lists say alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Final

from commonweal.engines.protocol import Decision, Payable
from commonweal.ground.numbers import add, sub
from commonweal.report.page import words
from commonweal.report.page.view import Chapter, released
from commonweal.report.speech.phrases import plural

OWED: Final = ("due", "part_paid", "late")
"""States in which money is to be paid."""
PAID: Final = ("paid", "overpaid")
"""States in which it was paid."""
PROMISED_ONLY: Final = ("guarantee",)
"""Kinds of support whose amount is not meant to be paid."""


@dataclass(frozen=True, slots=True)
class Flow:
    """
    Money that one party owes another in one currency, in so many `amounts`.

    `whole` is or will be due, `amount` of it is unpaid, `late` of that is late; `by` is the first due day.
    """

    payer: str
    payee: str
    currency: str
    whole: Decimal
    amount: Decimal
    late: Decimal
    by: date | None
    amounts: int = 0


def outstanding(payable: Payable) -> Decimal:
    """Return what is still to be paid of an amount that is owed now, else 0."""
    if payable.state not in OWED or payable.amount is None:
        return Decimal(0)
    return sub(payable.amount, payable.paid)


def by_side(chapter: Chapter) -> dict[str, list[Payable]]:
    """
    Return the amounts of an agreement by what they are to the public, each once.

    `gives` it gives to others, `gets` it gets from others, `others` pay the recipient, and `among` public
    bodies pay one another: of that the public as a whole gives and gets nothing.
    """
    parts: dict[str, list[Payable]] = {name: [] for name in ("gives", "gets", "others", "among")}
    for p in chapter.payables:
        payer, payee = chapter.side(p.payer), chapter.side(p.payee)
        if payer == "public":
            parts["among" if payee == "public" else "gives"].append(p)
        else:
            parts["others" if payee == "recipient" else "gets"].append(p)
    return parts


def flows(payables: Iterable[Payable]) -> list[Flow]:
    """Return what is owed now, by payer, payee and currency, the largest first."""
    found: dict[tuple[str, str, str], Flow] = {}
    for p in payables:
        rest = outstanding(p)
        if rest == 0:
            continue
        key = (p.payer, p.payee, p.currency)
        old = found.get(key, Flow(*key, Decimal(0), Decimal(0), Decimal(0), None))
        whole = add(old.whole, add(rest, p.paid))
        late = add(old.late, rest) if p.state == "late" else old.late
        by = min((d for d in (old.by, p.due) if d is not None), default=None)
        found[key] = Flow(*key, whole, add(old.amount, rest), late, by, old.amounts + 1)
    return sorted(found.values(), key=lambda f: (-f.amount, f.payer, f.payee, f.currency))


@dataclass(frozen=True, slots=True)
class Release:
    """
    Debts between two parties that one party let go unpaid, in one currency.

    Attributes
    ----------
    amount : their sum as far as it is known; unknown : how many there are of which it is not known
    days : when that was decided, in words
    reasons, places : why, and where the decisions are recorded, each once
    """

    authority: str
    payer: str
    payee: str
    currency: str
    amount: Decimal
    unknown: int
    days: str
    reasons: tuple[str, ...]
    places: tuple[str, ...]


def releases(payables: Iterable[Payable]) -> list[Release]:
    """Return what was let go unpaid, by who decided it, payer, payee and currency, the largest first."""
    found: dict[tuple[str, str, str, str], list[tuple[Decision, Decimal | None]]] = {}
    for p in payables:
        gone = released(p)
        if p.freed is not None and gone != 0:
            key = (p.freed.authority, p.payer, p.payee, p.currency)
            found.setdefault(key, []).append((p.freed, gone))
    made = [_release(key, parts) for key, parts in found.items()]
    return sorted(made, key=lambda r: (-r.amount, r.authority, r.payer, r.payee, r.currency))


def _release(key: tuple[str, str, str, str], parts: Sequence[tuple[Decision, Decimal | None]]) -> Release:
    decisions = sorted((d for d, _ in parts), key=lambda d: (d.decided_on, d.place))
    days = dict.fromkeys(words.day(d.decided_on) for d in decisions)
    return Release(
        *key,
        reduce(add, (gone for _, gone in parts if gone is not None), Decimal(0)),
        sum(gone is None for _, gone in parts),
        words.periods(list(days)),
        tuple(dict.fromkeys(d.reason for d in decisions if d.reason)),
        tuple(dict.fromkeys(d.place for d in decisions if d.place)),
    )


@dataclass(frozen=True, slots=True)
class Stated:
    """What an agreement names as its amount, and what the public is on record as having paid of it."""

    named: Decimal
    paid: Decimal
    currency: str


def stated(chapter: Chapter) -> Stated | None:
    """Return what an agreement names and has paid; None where nothing is named, meant to be paid or paid."""
    agreement = chapter.plan.agreement
    currency = agreement.currency or chapter.terms.currency
    if agreement.amount is None or currency is None or not any(p.paid for p in chapter.payables):
        return None
    if chapter.terms.instrument in PROMISED_ONLY:
        return None
    given = (p.paid for p in by_side(chapter)["gives"] if p.currency == currency)
    return Stated(agreement.amount, reduce(add, given, Decimal(0)), currency)


def in_part(agreements: Iterable[Stated]) -> str:
    """
    Return that of what agreements name only a part is on record as paid; "" where all of it is.

    What came back of the rest is then not on record either, and what came back must not be read as all that
    did. Whether the rest was ever paid, nobody can say from the record.
    """
    short = [one for one in agreements if one.paid < one.named]
    if not short:
        return ""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for one in short:
        paid, named = sums.get(one.currency, (Decimal(0), Decimal(0)))
        sums[one.currency] = add(paid, one.paid), add(named, one.named)
    found = sorted(sums.items())
    return plural(
        "Of {named} named, payments of {paid} are in this register: if more was paid, what came back on "
        "record is not all that came back.",
        "Of {named} that {n} agreements name, payments of {paid} are in this register: if more was paid, "
        "what came back on record is not all that came back.",
        len(short),
        paid=words.listed(words.headline(paid, currency) for currency, (paid, _) in found),
        named=words.listed(words.headline(named, currency) for currency, (_, named) in found),
    )
