"""
What was done about agreements, as rows: decisions that somebody took, and amendments with what they changed.

Only what was decided and recorded by the day of the account is told, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from commonweal.engines.protocol import Decision, Record
from commonweal.ground.period import show_period
from commonweal.report.rows import Row
from commonweal.report.words import instant
from commonweal.terms.core.agreements import Agreement, Amendment
from commonweal.workspace.planning import numbered


def decision_rows(records: Sequence[Record], *, as_of: date, known_at: datetime) -> list[Row]:
    """Return the decisions of agreements that are public, the newest first."""
    known = [
        d
        for record in records
        for d in record.decisions
        if d.public and d.decided_on <= as_of and d.recorded_at <= known_at
    ]
    known.sort(key=lambda d: (d.decided_on, d.recorded_at, d.place), reverse=True)
    return [_decision(d) for d in known]


def _decision(decision: Decision) -> Row:
    return {
        "agreement": decision.agreement, "clause": decision.clause, "kind": decision.kind,
        "authority": decision.authority, "decided_on": decision.decided_on.isoformat(),
        "recorded_at": instant(decision.recorded_at),
        "period": None if decision.period is None else show_period(decision.period),
        "reason": decision.reason, "place": decision.place,
    }  # fmt: skip


def amendment_rows(agreements: Sequence[Agreement], *, as_of: date, known_at: datetime) -> list[Row]:
    """Return the amendments that were signed, with what each released and set, the newest first."""
    rows = [row for agreement in agreements for row in _amendments(agreement, as_of, known_at)]
    return sorted(rows, key=lambda row: (row["signed"], row["agreement"], row["number"]), reverse=True)


def _amendments(agreement: Agreement, as_of: date, known_at: datetime) -> Iterator[Row]:
    """Yield an agreement's amendments in the order of their signature; values stand as they were before."""
    held: dict[str, str] = {s.name: str(s.value) for s in agreement.settings}
    for number, amendment in enumerate(numbered(agreement), 1):
        if amendment.signed > as_of or amendment.recorded_at > known_at:
            continue
        yield {
            "agreement": agreement.id, "number": number, "label": amendment.label,
            "signed": amendment.signed.isoformat(), "effective": amendment.effective.isoformat(),
            "recorded_at": instant(amendment.recorded_at), "released": list(amendment.ended),
            "moves_to": None if amendment.terms is None else f"{amendment.terms}@{amendment.version}",
            "sets": list(_sets(amendment, held)), "place": amendment.place,
        }  # fmt: skip
        held |= {s.name: str(s.value) for s in amendment.settings}


def _sets(amendment: Amendment, held: dict[str, str]) -> Iterator[Row]:
    """Yield what an amendment sets: name, value before and after; a series by its number of entries."""
    for setting in amendment.settings:
        yield {"name": setting.name, "before": held.get(setting.name), "after": str(setting.value)}
    for name in sorted({entry.name for entry in amendment.series}):
        entries = sum(entry.name == name for entry in amendment.series)
        yield {"name": name, "before": None, "after": f"{entries} {'entry' if entries == 1 else 'entries'}"}
    for name, party in sorted(amendment.parties.items()):
        yield {"name": name, "before": None, "after": party}
