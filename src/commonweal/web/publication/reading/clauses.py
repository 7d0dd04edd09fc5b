"""The page of a clause, and that of one window: each result beside its words, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from commonweal.ground.period import Period
from commonweal.report.page import words as spelt
from commonweal.web.agreements import wordings
from commonweal.web.agreements.models import Clause
from commonweal.web.agreements.tellings import about, told
from commonweal.web.agreements.wordings import Words
from commonweal.web.assessment import queries as judged
from commonweal.web.assessment.models import AccountRow, Finding, Payable
from commonweal.web.assessment.paid import behind
from commonweal.web.publication.showing import Shown, citation, finding, payable, window

Stored = Finding | Payable | AccountRow


@dataclass(frozen=True, slots=True)
class Part:
    """
    Words of a clause, and what a page shows of the results under them.

    Attributes
    ----------
    prose : the words, safe as HTML
    used : there are results under them, on this page or another
    """

    words: Words
    prose: SafeString
    used: bool
    results: list[Shown] = field(default_factory=list)
    accounts: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def amounts(self) -> bool:
        """Say whether any result has an amount: a column of nothing but dashes says nothing."""
        return any(one.amount for one in self.results)

    def put(self, row: Stored) -> None:
        """Add a result that the page shows."""
        if isinstance(row, Finding):
            self.results.append(finding(row))
        elif isinstance(row, Payable):
            self.results.append(payable(row))
        else:
            self.accounts.append(row.row)


def clause(found: Clause, number: int, most: int) -> dict[str, Any]:
    """
    Return what the page of a clause shows: each wording, the newest first, with its results below it.

    Parameters
    ----------
    number, most : of the page of results, and how many it holds
    """
    id_, name = found.agreement_id, found.name
    words = wordings.worded([id_], name=name, prose=True).of(id_, name)
    under = [(next((n for n, one in enumerate(words) if one.governs(row.version)), 0), row)
             for row in _stored(found)]  # fmt: skip
    page = Paginator(sorted(under, key=lambda pair: pair[0]), most).get_page(number)
    parts = list(_parts(found, words, {n for n, _ in under}))
    for n, row in page:
        parts[n].put(row)
    return {
        "clause": found,
        "parts": parts,
        "level": 3 if parts[1:] else 2,
        "page": page,
        "cite": citation(f"{id_}/{name}", found.agreement),
    }


def _stored(found: Clause) -> Iterable[Stored]:
    """Return the rows of a clause: findings, then amounts; of an account that has none its balances."""
    id_, name = found.agreement_id, found.name
    rows: list[Stored] = list(judged.findings(agreement=id_, clause=name).defer("reason"))
    rows += judged.payables(agreement=id_, clause=name).defer("reason")
    return rows or (judged.accounts(agreement=id_, account=name) if found.kind == "account" else ())


def _parts(found: Clause, words: Iterable[Words], used: set[int]) -> Iterable[Part]:
    """Yield the wordings of a clause, without their results yet."""
    worded = list(words)
    said = told(found.agreement_id, [_telling(one) for one in worded])
    for n, one in enumerate(worded):
        prose = mark_safe(said.get(_telling(one), one.prose))  # made by `report`, which escapes
        yield Part(one, prose, n in used)


def _telling(words: Words) -> str:
    """Return under what the words are told in other languages."""
    return about("clause", words.name, words.held.number)


# ---- one window -------------------------------------------------------------------------------------


def result(found: Clause, period: str) -> dict[str, Any] | None:
    """Return what the page of one window shows, None where there is no such window."""
    stretch = window(period)
    if stretch is None:
        return None
    at = {"start": stretch.first, "end": stretch.last}
    name, id_ = found.name, found.agreement_id
    tested = list(judged.findings(agreement=id_, clause=name).filter(**at))
    owed = list(judged.payables(agreement=id_, clause=name).filter(**at))
    if not tested and not owed:
        return None
    rows: list[Finding | Payable] = [*tested, *owed]
    said = told(id_, map(_about, rows))
    results = [finding(f, said.get(_about(f), "")) for f in tested]
    results += [payable(p, said.get(_about(p), "")) for p in owed]
    return {
        "clause": found,
        **_judged_under(found, rows[0].version),
        "results": results,
        "told": any(one.reason for one in results),
        "paid": [paid for one in owed if (paid := _paid(one)) is not None],
        "period": spelt.period(stretch),
        "cite": citation(f"{id_}/{name}/{results[0].address}", found.agreement),
    }


def _about(row: Finding | Payable) -> str:
    """Return under what the reasons of a result are told in other languages."""
    at = (row.clause, row.start, row.end)
    return about("finding", *at) if isinstance(row, Finding) else about("payable", *at, row.kind, row.item)


def _judged_under(found: Clause, number: int) -> dict[str, Any]:
    """
    Return the version of the agreement that governs a window, what it calls the clause, and its words.

    An agreement without a name of its own is called as one of its texts; here, as the one that governs.
    """
    id_, name, title = found.agreement_id, found.name, found.agreement.title
    worded = wordings.worded([id_], name=name, prose=True)
    words, text = worded.at(id_, name, number), wordings.version(id_, number)
    if text is not None and title in {one.title for one in worded.texts[id_]}:
        title = text.title
    return {
        "title": title,
        "label": found.label if words is None else words.label,
        "parts": [] if words is None else list(_parts(found, [words], {0})),
        "text": text,
    }


def _paid(owed: Payable) -> dict[str, Any] | None:
    """Return the rows of payments that were counted on an amount, None where nothing was paid."""
    if not Decimal(owed.row["paid"]):
        return None
    rows = [
        {
            **row,
            "day": date.fromisoformat(row["paid_on"]),
            "moved": spelt.amount(Decimal(row["amount"]), row["currency"]),
            "part": spelt.amount(part, row["currency"]) if part != Decimal(row["amount"]) else "",
            "from": spelt.named(row["payer"] or owed.row["payer"]),
            "to": spelt.named(row["payee"] or owed.row["payee"]),
        }
        for row, part in behind(owed)
    ]
    return {"rows": rows, "whole": spelt.amount(Decimal(owed.row["paid"]), owed.currency)}


# ---- what it waits for ------------------------------------------------------------------------------


def waiting(of: Clause, period: str) -> list[dict[str, Any]]:
    """Return what the results of one window wait for, the longest overdue first; each figure once."""
    stretch = window(period)
    if stretch is None:
        return []
    rows = judged.missing(agreement=of.agreement_id, clause=of.name)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in rows.filter(start=stretch.first, end=stretch.last):
        said = _shown(one.row, of.agreement.as_of)
        found.setdefault(tuple(str(value) for name, value in said.items() if name != "row"), said)
    return sorted(found.values(), key=lambda said: (said["by"] or date.max, said["what"], said["subject"]))


def _shown(row: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    by = _day(row["by"])
    return {
        "what": spelt.capital(row["label"]),
        "measure": row["measure"],
        "subject": row["subject"],
        "when": _when(row),
        "through": _day(row["through"]),
        "level": gettext(row["level"]),
        "why": "" if row["why"] == "missing" else spelt.reason_of(row["why"]),
        "owed_by": spelt.named(row["owed_by"]),
        "party": row["party"],
        "by": by,
        "late": by is not None and by < as_of,
        "table": row["table"],
    }


def _when(row: Mapping[str, Any]) -> str:
    if row["period"] is None:
        return ""
    first, last = (date.fromisoformat(row["period"][end]) for end in ("start", "end"))
    return spelt.period(Period.days_of(first, last))


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
