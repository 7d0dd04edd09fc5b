"""What came of what agreements promise, in one sentence: tests by their words, and what was paid."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext, ngettext

from commonweal.ground.numbers import add
from commonweal.report.page import words
from commonweal.report.page.sums.owed import PROMISED_ONLY, Stated, in_part
from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment.models import Payable
from commonweal.web.publication import showing

_PUBLIC: Final = "public"
_WORDS: Final[Sequence[tuple[Callable[[int], str], tuple[str, ...]]]] = (
    (lambda n: ngettext("%(n)s was kept", "%(n)s were kept", n), ("met", "cured")),
    (lambda n: ngettext("%(n)s was broken", "%(n)s were broken", n), ("breached", "curing")),
    (lambda n: ngettext("%(n)s is without proof", "%(n)s are without proof", n), ("overdue",)),
    (lambda n: ngettext("%(n)s had nothing to test", "%(n)s had nothing to test", n), ("vacuous",)),
    (lambda n: ngettext("%(n)s is not public", "%(n)s are not public", n), ("not_public",)),
    (
        lambda n: ngettext("%(n)s was waived or put on hold", "%(n)s were waived or put on hold", n),
        ("waived", "suspended"),
    ),
)
"""How tests that came up are told: the words of pages that each phrase is about. Together all of `TESTED`."""


def sentence(found: Counter[str], agreements: Mapping[str, Agreement], payables: Iterable[Payable]) -> str:
    """
    Return what came of what some agreements promise.

    Parameters
    ----------
    found : findings of them by the word that pages show; payables : theirs
    """
    every = list(payables)
    told = (_tests(found), _money(agreements, every), short(agreements.values(), every))
    return " ".join(part for part in told if part)


def _tests(found: Mapping[str, int]) -> str:
    tested = sum(found.get(code, 0) for code in showing.TESTED)
    if not tested:
        waiting = sum(found.values())
        return (
            gettext("No test of what was promised in it came up so far.")
            if waiting
            else gettext("It holds no promise that is tested, only money.")
        )
    told = [say(n) % {"n": n} for say, codes in _WORDS if (n := sum(found.get(code, 0) for code in codes))]
    begun = ngettext(
        "One test of what was promised came up", "%(n)s tests of what was promised came up", tested
    )
    return f"{begun % {'n': tested}}: {words.listed(told)}."


def short(agreements: Iterable[Agreement], payables: Iterable[Payable]) -> str:
    """
    Return that agreements name more than is on record as paid, as their own pages say it; "" where none does.

    Parameters
    ----------
    payables : theirs; those of other agreements do not count
    """
    every = list(agreements)
    paid = given(every, payables)
    return in_part(
        Stated(Decimal(row["amount"]), paid[one.agreement].get(row["currency"], Decimal(0)), row["currency"])
        for one in every
        if one.agreement in paid
        and (row := json.loads(one.data))["amount"]
        and row["currency"]
        and row["instrument"] not in PROMISED_ONLY
    )


def given(agreements: Iterable[Agreement], payables: Iterable[Payable]) -> dict[str, dict[str, Decimal]]:
    """
    Return what the public paid on record to others than public bodies, by agreement and currency.

    An agreement under which nobody paid anything is left out.
    """
    every = {one.agreement: sides(one) for one in agreements}
    paid: dict[str, dict[str, Decimal]] = {}
    for owed in payables:
        row, amount = owed.row, Decimal(owed.row["paid"])
        if amount and owed.agreement_id in every:
            side, sums = every[owed.agreement_id], paid.setdefault(owed.agreement_id, {})
            if side.get(row["payer"]) == _PUBLIC != side.get(row["payee"]):
                sums[owed.currency] = add(sums.get(owed.currency, Decimal(0)), amount)
    return paid


def sides(one: Agreement) -> dict[str, str]:
    """Return on which side each name of an agreement's text stands."""
    return {role.name: role.side for role in one.roles.all()}


def _money(agreements: Mapping[str, Agreement], payables: Sequence[Payable]) -> str:
    every = {id_: sides(one) for id_, one in agreements.items()}
    paid: dict[str, dict[str, list[Decimal]]] = {"public": {}, "others": {}, "among": {}}
    unknown = 0
    for owed in payables:
        row: Mapping[str, Any] = owed.row
        payer, payee = (every.get(owed.agreement_id, {}).get(row[who]) for who in ("payer", "payee"))
        among = payer == payee == _PUBLIC
        if amount := Decimal(row["paid"]):
            whose = paid["among" if among else "public" if payer == _PUBLIC else "others"]
            whose.setdefault(owed.currency, []).append(amount)
        unknown += owed.state == "undetermined"
    told = [
        say % {"sum": words.listed(_sums(paid[who]))}
        for who, say in (
            ("public", gettext("the public paid %(sum)s")),
            ("others", gettext("others paid %(sum)s")),
        )
        if paid[who]
    ]
    made = gettext("On record %(told)s.") % {"told": words.listed(told)} if told else ""
    made = made or gettext("No payment is on record.")
    if paid["among"]:
        more = gettext("%(sum)s that public bodies paid one another is not counted.")
        made = f"{made} {more % {'sum': words.listed(_sums(paid['among']))}}"
    if unknown:
        more = ngettext(
            "Of one amount it is not known, or not public, how much is owed.",
            "Of %(n)s amounts it is not known, or not public, how much is owed.",
            unknown,
        )
        made = f"{made} {more % {'n': unknown}}"
    return made


def _sums(paid: Mapping[str, Sequence[Decimal]]) -> Iterable[str]:
    """Yield what was paid in each currency."""
    return (words.headline(showing.summed(sums), currency) for currency, sums in sorted(paid.items()))
