"""
From an assessment to rows that can be stored: data for programs, and what `report` says of it as HTML.

Data and English texts stand in the rows of results; the texts of every other language are rows of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final

from commonweal.engines.protocol import Finding as Found
from commonweal.engines.protocol import Payable as Owed
from commonweal.report import rows
from commonweal.report.calendar.coming import coming
from commonweal.report.calendar.shown import as_row
from commonweal.report.page.clauses import URGENT, code_of
from commonweal.report.page.lead import sentence
from commonweal.report.page.money import give_and_get
from commonweal.report.page.view import Anchors, Chapter, chapters, days_late, released
from commonweal.report.page.why import why
from commonweal.report.words import exact, instant
from commonweal.web.agreements import models as register
from commonweal.web.agreements.tellings import GIVE_GET, LEAD, OPENING, VALUES, about, tellings
from commonweal.web.assessment import models
from commonweal.web.assessment.amending import amended
from commonweal.web.assessment.waiting import missing
from commonweal.web.assessment.worded import clauses, openings, sound, versions, wordings
from commonweal.web.portfolio.agreements import standing
from commonweal.web.record.rows import written
from commonweal.workspace.run import Run

REASONS: Final = 2_000
"""Reasons that are kept of one agreement at most, the latest first; the command line gives any other."""
ATTENTION: Final = ("breached", "curing", "overdue", "late")
"""What somebody should look at, as pages name it: a promise whose proof is only not public is none of it."""
_LESS_URGENT: Final = 6


@dataclass(frozen=True, slots=True)
class Made:
    """Everything that is stored of one agreement, not yet stored."""

    agreement: register.Agreement
    roles: list[register.Role]
    clauses: list[register.Clause]
    versions: list[register.Version]
    wordings: list[register.Wording]
    openings: list[register.Opening]
    tellings: list[register.Telling]
    findings: list[models.Finding]
    payables: list[models.Payable]
    settlements: list[models.Settlement]
    powers: list[models.Power]
    accounts: list[models.AccountRow]
    coming: list[models.Coming]
    missing: list[models.Missing]
    amendments: list[models.Amendment]
    changes: list[models.Change]

    def data(self) -> Iterator[str]:
        """Yield every row of the result in its order: what the event's hash is taken over."""
        yield self.agreement.data
        paid = (*self.payables, *self.settlements)
        for row in (*self.findings, *paid, *self.powers, *self.accounts, *self.missing):
            yield row.data
        for change in self.changes:
            yield change.data
        for amendment in self.amendments:
            yield amendment.data


def make(run: Run, id_: str, *, inputs: str, judged_at: datetime) -> Made | None:
    """Return what is to be stored, from a run of one agreement with traces; None where it was not judged."""
    found = chapters(run, Anchors(), lambda a: a.agreement == id_)
    if not found:
        return None
    chapter = found[0]
    agreement = _agreement(chapter, inputs, judged_at)
    told = {id(row): reason for row, reason in _reasons(chapter)}
    amendments, changes, amended_told = amended(run, agreement)
    return Made(
        agreement,
        list(_roles(chapter, agreement)),
        list(clauses(chapter, agreement)),
        list(versions(chapter, agreement)),
        list(wordings(chapter, agreement)),
        list(openings(chapter, agreement)),
        [*tellings(agreement, lambda: _told(chapter)), *amended_told],
        [_finding(row, agreement, told, run.workspace.zone) for row in rows.findings_of(run)],
        [_payable(row, agreement, chapter, told) for row in rows.payables_of(run)],
        [part for row in rows.payables_of(run) for part in _settlements(row, agreement)],
        [
            models.Power(
                agreement=agreement, start=p.window.first, end=p.window.last, data=written(rows.power_row(p)),
                clause=p.clause, item=p.item, state=p.state,
            )
            for p in rows.powers_of(run)
        ],
        [
            models.AccountRow(
                agreement=agreement, start=a.window.first, end=a.window.last,
                data=written(rows.account_row(a)), account=a.account, version=a.version,
            )
            for a in rows.accounts_of(run)
        ],
        [_coming(as_row(entry, chapter), agreement) for entry in coming(chapter.plan, chapter.assessment)],
        [_missing(row, agreement) for row in missing(chapter, run.workspace)],
        amendments,
        changes,
    )  # fmt: skip


def _told(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """Yield every text about an agreement in the language that is spoken, behind what it is about."""
    yield LEAD, sentence(chapter)
    yield GIVE_GET, sound(give_and_get(chapter))
    for word in wordings(chapter, None):
        yield about("clause", word.name, word.text), word.prose
    for one in openings(chapter, None):
        yield about(OPENING, one.text), one.prose
        yield about(VALUES, one.text), one.values
    for row, reason in _reasons(chapter):
        yield _about(row), reason


def _about(row: Found | Owed) -> str:
    at = (row.clause, row.window.first, row.window.last)
    return about("finding", *at) if isinstance(row, Found) else about("payable", *at, row.kind, row.item)


# ---- the register -----------------------------------------------------------------------------------


def _agreement(chapter: Chapter, inputs: str, judged_at: datetime) -> register.Agreement:
    signed = chapter.plan.agreement
    row = _agreement_row(chapter, inputs)
    counts = Counter(code_of(finding) for finding in chapter.findings)
    alarming = counts + Counter(code_of(payable) for payable in chapter.payables)
    return register.Agreement(
        agreement=chapter.id, title=row["title"], terms=chapter.assessment.terms, inputs=inputs,
        instrument=row["instrument"], serves=signed.serves or chapter.terms.serves or "",
        signed=signed.signed, as_of=chapter.run.as_of, known_at=chapter.run.known_at, judged_at=judged_at,
        data=written(row), lead=sentence(chapter), give_get=sound(give_and_get(chapter)),
        counts=written(dict(sorted(counts.items()))), concerns=sum(alarming[code] for code in ATTENTION),
    )  # fmt: skip


def _agreement_row(chapter: Chapter, inputs: str) -> dict[str, Any]:
    signed, judged = chapter.plan.agreement, chapter.assessment
    stands = standing(chapter.plan.versions, chapter.run.as_of)
    statuses = Counter(finding.status for finding in judged.findings)
    states = Counter(payable.state for payable in judged.payables)
    return {
        "agreement": chapter.id,
        "title": stands.label or chapter.title,
        "terms": judged.terms,
        "terms_hash": judged.terms_hash,
        "version": len(chapter.plan.versions),
        "instrument": stands.instrument,
        "serves": signed.serves or chapter.terms.serves,
        "signed": None if signed.signed is None else signed.signed.isoformat(),
        "amount": None if signed.amount is None else format(signed.amount, "f"),
        "currency": signed.currency or chapter.terms.currency,
        "as_of": chapter.run.as_of.isoformat(),
        "known_at": instant(chapter.run.known_at),
        "inputs": inputs,
        "findings": dict(sorted(statuses.items())),
        "payables": dict(sorted(states.items())),
        "facts_expected": judged.facts_expected,
        "facts_present": judged.facts_present,
        "undisclosed": judged.undisclosed,
    }


def _roles(chapter: Chapter, agreement: register.Agreement) -> Iterator[register.Role]:
    for party in chapter.terms.parties:
        yield register.Role(
            agreement=agreement, name=party.name, side=party.side, label=chapter.official(party.name),
            party=chapter.plan.agreement.parties.get(party.name, ""),
        )  # fmt: skip


# ---- results ----------------------------------------------------------------------------------------


def _finding(
    found: Found, agreement: register.Agreement, told: Mapping[int, str], zone: tzinfo
) -> models.Finding:
    return models.Finding(
        agreement=agreement, start=found.window.first, end=found.window.last, clause=found.clause,
        version=found.version, data=written(rows.finding_row(found)), status=found.status,
        shown=code_of(found), days_late=days_late(found, zone), reason=told.get(id(found), ""),
    )  # fmt: skip


def _payable(
    owed: Owed, agreement: register.Agreement, chapter: Chapter, told: Mapping[int, str]
) -> models.Payable:
    return models.Payable(
        agreement=agreement, start=owed.window.first, end=owed.window.last, clause=owed.clause,
        version=owed.version, data=written(_owed_row(owed, chapter)), kind=owed.kind, item=owed.item,
        state=owed.state, currency=owed.currency, reason=told.get(id(owed), ""),
    )  # fmt: skip


def _owed_row(owed: Owed, chapter: Chapter) -> dict[str, Any]:
    """
    Return an amount with the sides between which it moves, and what a decision let go of it unpaid.

    By the sides whoever sums the rows leaves out what public bodies pay one another, as every page does. Of
    what was let go it says how much, by whom, when, and where that stands.
    """
    row = {
        **rows.payable_row(owed),
        "payer_side": chapter.side(owed.payer) or None,
        "payee_side": chapter.side(owed.payee) or None,
    }
    gone, decision = released(owed), owed.freed
    if decision is None or gone == 0:
        nothing = dict.fromkeys(("released", "released_by", "released_on", "released_in"))
        return {**row, **nothing}
    return {
        **row,
        "released": None if gone is None else exact(gone, owed.currency),
        "released_by": decision.authority,
        "released_on": decision.decided_on.isoformat(),
        "released_in": decision.place,
    }


def _settlements(owed: Owed, agreement: register.Agreement) -> Iterator[models.Settlement]:
    for part in rows.settled_rows(owed):
        data = {
            "agreement": owed.agreement, "clause": owed.clause, "window": rows.window_row(owed.window),
            "kind": owed.kind, "item": owed.item, **part, "currency": owed.currency,
        }  # fmt: skip
        yield models.Settlement(
            agreement=agreement, start=owed.window.first, end=owed.window.last, clause=owed.clause,
            data=written(data), kind=owed.kind, item=owed.item, place=part["place"],
        )  # fmt: skip


def _coming(row: Mapping[str, Any], agreement: register.Agreement) -> models.Coming:
    start, end, day = (
        date.fromisoformat(iso) for iso in (row["window"]["start"], row["window"]["end"], row["day"])
    )
    return models.Coming(
        agreement=agreement, start=start, end=end, day=day, data=written(row), what=row["what"],
        clause=row["clause"], party=row["party"],
    )  # fmt: skip


def _missing(row: Mapping[str, Any], agreement: register.Agreement) -> models.Missing:
    start, end = (date.fromisoformat(row["window"][name]) for name in ("start", "end"))
    return models.Missing(agreement=agreement, start=start, end=end, data=written(row), clause=row["clause"])


def _reasons(chapter: Chapter) -> Iterator[tuple[Found | Owed, str]]:
    """Yield results, each with why it is what it is."""
    every: list[Found | Owed] = [*chapter.findings, *chapter.payables]
    explained = [row for row in every if row.trace is not None and URGENT.get(code_of(row), 5) < _LESS_URGENT]
    explained.sort(key=lambda row: row.window.end, reverse=True)
    for row in explained[:REASONS]:
        reason = why(chapter, row, open_=True)
        if reason is not None:
            yield row, sound(reason)
