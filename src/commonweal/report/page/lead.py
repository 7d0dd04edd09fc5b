"""
The first sentences: a template for each situation, filled with what was found. Nothing here is free prose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import Finding
from commonweal.ground.numbers import sub
from commonweal.report.page import words
from commonweal.report.page.sums.owed import OWED, PAID, Flow, Release, flows, in_part, releases, stated
from commonweal.report.page.view import UP_FOR_TEST, Chapter, status_of
from commonweal.report.speech.phrases import forms, phrase, plural

_FLOWS: Final = 3
"""Flows of money that a sentence names one by one."""
_SAID: Final = {
    "met": forms("was met", "were met"),
    "vacuous": forms(
        "was met only because there was nothing to test", "were met only because there was nothing to test"
    ),
    "breached": forms("is breached", "are breached"),
    "curing": forms("is breached and can still be mended", "are breached and can still be mended"),
    "cured": forms("was mended in time", "were mended in time"),
    "waived": forms("was waived", "were waived"),
    "suspended": forms("is suspended", "are suspended"),
}
"""What is said of one promise, and of several."""


# ---- promises ---------------------------------------------------------------------------------------


def promises(findings: Sequence[Finding], where: str = "") -> str:
    """
    Return how the promises stand: "Of 4 promises that came up for test, 2 were met and 1 is breached."

    A promise may come up again and again, and then its tests are counted: "2 promises came up for test 7
    times: …".

    Parameters
    ----------
    where : words after "promises" that say in what they stand, like " in 3 agreements"
    """
    counts = Counter(status_of(f) for f in findings)
    up = sum(counts[s] for s in UP_FOR_TEST)
    if not findings:
        return phrase("These terms hold no promises to be tested, only payments.")
    if up == 0:
        none = phrase("No promise{where} has come up for test yet.", where=where)
        return f"{none}{_ahead(findings, more=False)}"
    stand = [status for status in UP_FOR_TEST if counts[status]]
    tested = {(f.agreement, f.clause) for f in findings if status_of(f) in UP_FOR_TEST}
    if len(stand) == 1 and len(tested) == up:
        return f"{_all(stand[0], up, findings, where)}{_ahead(findings)}"
    parts = [
        phrase("{n} {said}", n=words.number(Decimal(counts[s])), said=_said(s, counts[s], findings))
        for s in stand
    ]
    blanks = {"where": where, "parts": words.listed(parts)}
    if len(tested) == up:
        said = phrase(
            "Of {n} promises{where} that came up for test, {parts}.", n=words.number(Decimal(up)), **blanks
        )
    else:
        said = plural(
            "One promise{where} came up for test {times} times: {parts}.",
            "{n} promises{where} came up for test {times} times: {parts}.",
            len(tested), times=words.number(Decimal(up)), **blanks,
        )  # fmt: skip
    return f"{said}{_ahead(findings)}"


def _said(status: str, n: int, findings: Sequence[Finding]) -> str:
    """Return what is said of so many promises: "is breached"."""
    if status == "overdue":
        since = words.day(min(f.due for f in findings if status_of(f) == "overdue"))
        return plural(
            "has no proof in this register since {day}",
            "have no proof in this register, the first since {day}", n, day=since,
        )  # fmt: skip
    if status == "not_public":
        return plural("rests on figures that are not public", "rest on figures that are not public", n)
    return plural(*_SAID[status], n)


def _all(status: str, n: int, findings: Sequence[Finding], where: str) -> str:
    """Return the sentence for promises that all ended alike."""
    said = _said(status, n, findings)
    if n == 1:
        return phrase("The one promise{where} that came up for test {said}.", where=where, said=said)
    if n == 2:
        return phrase("Both promises{where} that came up for test {said}.", where=where, said=said)
    every = words.number(Decimal(n))
    return phrase("All {n} promises{where} that came up for test {said}.", n=every, where=where, said=said)


def _ahead(findings: Sequence[Finding], *, more: bool = True) -> str:
    """Return what is still to come, with its nearest day of proof; `more` : some came up already."""
    ahead = [f for f in findings if f.status in ("open", "not_due")]
    if not ahead:
        return ""
    n, first = len(ahead), words.day(min(f.due for f in ahead))
    if more:
        said = plural(
            "One more is to be proved by {day}.",
            "{n} more are to be proved, the first by {day}.",
            n,
            day=first,
        )
    else:
        said = plural(
            "One is to be proved by {day}.", "{n} are to be proved, the first by {day}.", n, day=first
        )
    return f" {said}"


# ---- money ------------------------------------------------------------------------------------------


def money(chapter: Chapter) -> str:
    """
    Return what is owed now: "The state owes the company USD 120.00, due by 31 December 2021.".

    What was let go unpaid is said before: it must not pass for paid.
    """
    owed = flows(chapter.payables)
    hanging = [p for p in chapter.payables if p.state == "undetermined"]
    gone = releases(chapter.payables)
    said = [words.capital(_gone(chapter, release)) for release in gone]
    said += [_flow(chapter, flow) for flow in owed[:_FLOWS]]
    if len(owed) > _FLOWS:
        further = len(owed) - _FLOWS
        said.append(
            plural("{n}\u00a0further amount are owed.", "{n}\u00a0further amounts are owed.", further)
        )
    if not owed and chapter.payables:
        said.append(_nothing(chapter, hanging=bool(hanging), gone=bool(gone)))
    if hanging:
        said.append(_hanging(len(hanging), bool(owed)))
    if found := stated(chapter):
        said.append(in_part([found]))
    return " ".join(part for part in said if part)


def _flow(chapter: Chapter, flow: Flow) -> str:
    """
    Return who owes whom how much, and by when.

    Of what is late only the terms speak: that no payment is on record does not say that none was made.
    """
    blanks = {
        "payer": chapter.who(flow.payer),
        "payee": chapter.who(flow.payee),
        "amount": words.amount(flow.amount, flow.currency),
        "day": words.day(flow.by) if flow.by else "",
        "late": words.amount(flow.late, flow.currency),
    }
    if flow.whole == flow.amount:
        return words.capital(_owed(flow, blanks))
    paid = words.amount(sub(flow.whole, flow.amount), flow.currency)
    return words.capital(
        _owed_in_part(flow, {**blanks, "whole": words.amount(flow.whole, flow.currency), "paid": paid})
    )


def _owed(flow: Flow, blanks: dict[str, str]) -> str:
    """Return the sentence about a debt of which nothing is on record as paid."""
    if flow.late == flow.amount:
        return plural(
            "by the terms {payer} had to pay {payee} {amount} by {day}; none of it is on record as paid.",
            "by the terms {payer} had to pay {payee} {amount}, the first by {day}; none is on "
            "record as paid.",
            flow.amounts,
            **blanks,
        )
    if flow.late:
        return phrase(
            "by the terms {payer} has to pay {payee} {amount}; {late} of it is late and not on record as "
            "paid.",
            **blanks,
        )
    if flow.by:
        return phrase("{payer} owes {payee} {amount}, to be paid by {day}.", **blanks)
    return phrase("{payer} owes {payee} {amount}; the day is not fixed yet.", **blanks)


def _owed_in_part(flow: Flow, blanks: dict[str, str]) -> str:
    """Return the sentence about a debt of which a part is on record: the whole, that part, what is open."""
    if flow.late == flow.amount:
        return plural(
            "by the terms {payer} had to pay {payee} {whole} by {day}; {paid} of it is on record as paid, "
            "{amount} is not.",
            "by the terms {payer} had to pay {payee} {whole}, the first by {day}; {paid} of it is on record "
            "as paid, {amount} is not.",
            flow.amounts,
            **blanks,
        )
    if flow.late:
        return phrase(
            "by the terms {payer} has to pay {payee} {whole}; {paid} of it is on record as paid, {amount} is "
            "not, and of that {late} is late.",
            **blanks,
        )
    if flow.by:
        return phrase(
            "{payer} owes {payee} {whole}, to be paid by {day}; {paid} of it is on record as paid, {amount} "
            "is not.",
            **blanks,
        )
    return phrase(
        "{payer} owes {payee} {whole}; {paid} of it is on record as paid, {amount} is not, and the day is "
        "not fixed yet.",
        **blanks,
    )


def _gone(chapter: Chapter, release: Release) -> str:
    """
    Return what was let go unpaid, to the cent, and by whom and when.

    It need not have been owed: shares that a court cancels were to be redeemed, and that never fell due. Nor
    need whoever released it in the record have wanted to: that is for its reason to say.
    """
    blanks = {
        "authority": chapter.who(release.authority),
        "days": release.days,
        "payer": chapter.who(release.payer),
        "payee": chapter.who(release.payee),
    }
    said = []
    if release.amount:
        amount = words.amount(release.amount, release.currency)
        said.append(
            phrase(
                "{amount} that by the terms {payer} was to pay {payee} was cancelled unpaid; the record has "
                "it as released by {authority}, {days}.",
                amount=amount,
                **blanks,
            )
        )
    if release.unknown:
        said.append(
            plural(
                "One amount that by the terms {payer} was to pay {payee} was cancelled unpaid; the record "
                "has it as released by {authority}, {days}, and how much it was is not known.",
                "{n}\u00a0amounts that by the terms {payer} was to pay {payee} were cancelled unpaid; the "
                "record has them as released by {authority}, {days}, and how much they were is not known.",
                release.unknown,
                **blanks,
            )
        )
    if release.reasons:
        said.append(phrase("Why, and by whose order, the record says below."))
    return " ".join(said)


def _nothing(chapter: Chapter, *, hanging: bool, gone: bool) -> str:
    """
    Return what is said where no known amount is owed.

    Parameters
    ----------
    hanging : there are amounts that are not known; gone : there are some that were let go unpaid
    """
    if gone:
        return (
            phrase("No other known amount is owed now.") if hanging else phrase("Nothing else is owed now.")
        )
    if any(p.state in PAID for p in chapter.payables):
        return _all_paid(chapter, hanging=hanging)
    return phrase("No known amount is owed now.") if hanging else phrase("No money is owed now.")


def _all_paid(chapter: Chapter, *, hanging: bool) -> str:
    """
    Return that all that fell due was paid, and by whom, where those who are supported owed nothing.

    That the public paid what it owed must not read as if it had got its money back.
    """
    fell = dict.fromkeys(_name(chapter, p.payer) for p in chapter.payables if p.state in (*OWED, *PAID))
    silent = [one.name for one in chapter.terms.parties if one.side == "recipient" and one.name not in fell]
    if not silent:
        return (
            phrase("All money that is known to have fallen due was paid.")
            if hanging
            else phrase("All money that fell due was paid.")
        )
    blanks = {
        "payers": words.listed(chapter.who(name) for name in fell),
        "silent": words.listed(chapter.who(name) for name in silent),
    }
    if hanging:
        return phrase(
            "All money that is known to have fallen due from {payers} was paid; nothing is known to have "
            "fallen due from {silent}.",
            **blanks,
        )
    return phrase("All money that fell due from {payers} was paid; nothing fell due from {silent}.", **blanks)


def _name(chapter: Chapter, who: str) -> str:
    """Return a party's name in the text, whether its name or its id is given."""
    party = chapter.role(who)
    return party.name if party else who


def _hanging(n: int, owed: bool) -> str:
    many = words.numeral(n)
    if owed:
        return plural(
            "{many} further amount cannot be worked out before missing evidence comes.",
            "{many} further amounts cannot be worked out before missing evidence comes.",
            n, many=many,
        )  # fmt: skip
    return plural(
        "{many} amount cannot be worked out before missing evidence comes.",
        "{many} amounts cannot be worked out before missing evidence comes.",
        n, many=many,
    )  # fmt: skip


def sentence(chapter: Chapter) -> str:
    """Return the first sentences about an agreement."""
    return f"{promises(chapter.findings)} {money(chapter)}".strip()


def whole(chapters: Sequence[Chapter]) -> str:
    """Return the first sentence about a workspace."""
    if not chapters:
        return phrase(
            "No agreement of this workspace was in force and known by then, so there is nothing to judge."
        )
    findings = [f for c in chapters for f in c.findings]
    if len(chapters) == 1:
        return promises(findings)
    return promises(findings, f" {phrase('in {n} agreements', n=words.number(Decimal(len(chapters))))}")
