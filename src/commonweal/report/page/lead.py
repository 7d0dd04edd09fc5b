"""
The first sentences: a template for each situation, filled with what was found. Nothing here is free prose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from commonweal.engines.protocol import Finding, Payable
from commonweal.ground.numbers import add, sub
from commonweal.report.page import words
from commonweal.report.page.view import UP_FOR_TEST, Chapter, status_of

OWED: Final = ("due", "part_paid", "late")
"""States in which money is to be paid."""
_FLOWS: Final = 3
"""Flows of money that a sentence names one by one."""
_SAID: Final = {
    "met": "met",
    "vacuous": "met only because there was nothing to test",
    "breached": "breached",
    "curing": "breached and can still be mended",
    "cured": "mended in time",
    "waived": "waived",
    "suspended": "suspended",
}
_PAST: Final = ("met", "vacuous", "cured", "waived")


# ---- promises ---------------------------------------------------------------------------------------


def promises(findings: Sequence[Finding], where: str = "") -> str:
    """
    Return how the promises stand: "Of 4 promises that came up for test, 2 were met and 1 is breached."

    Parameters
    ----------
    where : words after "promises" that say in what they stand, like " in 3 agreements"
    """
    counts = Counter(status_of(f) for f in findings)
    up = sum(counts[s] for s in UP_FOR_TEST)
    if not findings:
        return "These terms hold no promises to be tested, only payments."
    if up == 0:
        return f"No promise{where} has come up for test yet.{_ahead(findings, more='')}"
    parts = [said for status in UP_FOR_TEST if (said := _said(status, counts[status], findings))]
    if len(parts) == 1:
        only = next(s for s in UP_FOR_TEST if counts[s])
        return f"{_all(only, up, findings, where)}{_ahead(findings)}"
    return f"Of {up:,} promises{where} that came up for test, {words.listed(parts)}.{_ahead(findings)}"


def _said(status: str, n: int, findings: Sequence[Finding]) -> str:
    """Return a part of the sentence: "1 is breached"; "" for none."""
    if n == 0:
        return ""
    if status == "overdue":
        since = words.day(min(f.due for f in findings if status_of(f) == "overdue"))
        return (
            f"1 waits for evidence since {since}"
            if n == 1
            else f"{n:,} wait for evidence, the first since {since}"
        )
    if status == "not_public":
        return (
            "1 rests on figures that are not public"
            if n == 1
            else f"{n:,} rest on figures that are not public"
        )
    verb = ("was", "were") if status in _PAST else ("is", "are")
    return f"{n:,} {verb[n > 1]} {_SAID[status]}"


def _all(status: str, n: int, findings: Sequence[Finding], where: str) -> str:
    """Return the sentence for promises that all ended alike."""
    said = _said(status, n, findings).split(" ", 1)[1]
    if n == 1:
        return f"The one promise{where} that came up for test {said}."
    return f"{'Both' if n == 2 else f'All {n:,}'} promises{where} that came up for test {said}."


def _ahead(findings: Sequence[Finding], more: str = " more") -> str:
    """Return what is still to come, with its nearest day of proof."""
    ahead = [f for f in findings if f.status in ("open", "not_due")]
    if not ahead:
        return ""
    first = words.day(min(f.due for f in ahead))
    if len(ahead) == 1:
        return f" One{more} is to be proved by {first}."
    return f" {len(ahead):,}{more} are to be proved, the first by {first}."


# ---- money ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that one party owes another in one currency; `late` of it is late, `by` is its first due day."""

    payer: str
    payee: str
    currency: str
    amount: Decimal
    late: Decimal
    by: date | None


def outstanding(payable: Payable) -> Decimal:
    """Return what is still to be paid of an amount that is owed now, else 0."""
    if payable.state not in OWED or payable.amount is None:
        return Decimal(0)
    return sub(payable.amount, payable.paid)


def flows(payables: Iterable[Payable]) -> list[Flow]:
    """Return what is owed now, by payer, payee and currency, the largest first."""
    found: dict[tuple[str, str, str], Flow] = {}
    for p in payables:
        rest = outstanding(p)
        if rest == 0:
            continue
        key = (p.payer, p.payee, p.currency)
        old = found.get(key, Flow(*key, Decimal(0), Decimal(0), None))
        late = add(old.late, rest) if p.state == "late" else old.late
        by = min((d for d in (old.by, p.due) if d is not None), default=None)
        found[key] = Flow(*key, add(old.amount, rest), late, by)
    return sorted(found.values(), key=lambda f: (-f.amount, f.payer, f.payee, f.currency))


def money(chapter: Chapter) -> str:
    """Return what is owed now: "The state owes the company USD 120.00, due by 31 December 2021."."""
    owed = flows(chapter.payables)
    hanging = [p for p in chapter.payables if p.state == "undetermined"]
    said = [_flow(chapter, flow) for flow in owed[:_FLOWS]]
    if len(owed) > _FLOWS:
        said.append(f"{words.counted(len(owed) - _FLOWS, 'further amount')} are owed.")
    if not owed and chapter.payables:
        said.append(_nothing(chapter.payables))
    if hanging:
        said.append(_hanging(len(hanging), bool(owed)))
    return " ".join(said)


def _flow(chapter: Chapter, flow: Flow) -> str:
    amount = words.amount(flow.amount, flow.currency)
    start = f"{words.capital(chapter.who(flow.payer))} owes {chapter.who(flow.payee)} {amount}"
    if flow.late == flow.amount:
        return f"{start}, late since {words.day(flow.by)}." if flow.by else f"{start}, late."
    if flow.late:
        return f"{start}, of which {words.amount(flow.late, flow.currency)} is late."
    return (
        f"{start}, to be paid by {words.day(flow.by)}." if flow.by else f"{start}; the day is not fixed yet."
    )


def _nothing(payables: Sequence[Payable]) -> str:
    if any(p.state in ("paid", "overpaid") for p in payables):
        return "All money that fell due was paid."
    return "No money is owed now."


def _hanging(n: int, owed: bool) -> str:
    more = "further amount" if owed else "amount"
    many = words.capital(words.NUMBERS[n]) if n < len(words.NUMBERS) else f"{n:,}"
    return f"{many} {more}{'' if n == 1 else 's'} cannot be worked out before missing evidence comes."


def sentence(chapter: Chapter) -> str:
    """Return the first sentences about an agreement."""
    return f"{promises(chapter.findings)} {money(chapter)}".strip()


def whole(chapters: Sequence[Chapter]) -> str:
    """Return the first sentence about a workspace."""
    if not chapters:
        return "No agreement of this workspace was in force and known by then, so there is nothing to judge."
    findings = [f for c in chapters for f in c.findings]
    return promises(findings, "" if len(chapters) == 1 else f" in {len(chapters):,} agreements")
