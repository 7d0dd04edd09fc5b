"""
What programs read: findings, payables, powers, accounts and coverage, as rows and as JSON documents.

Amounts and quantities are decimal strings, days are inclusive, and rows are sorted by agreement, clause,
window, kind and item, so that the same run gives the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import commonweal
from commonweal.engines.protocol import AccountRow, Finding, Missing, Payable, Power
from commonweal.ground.numbers import add, sub
from commonweal.ground.period import Period
from commonweal.report.diagnostics import as_row
from commonweal.report.words import STATES, STATUSES, exact, instant

if TYPE_CHECKING:
    from commonweal.workspace.run import Run

Row = dict[str, Any]

ASSESSMENT: Final = "commonweal.assessment/1"
"""The schema of what `assess` prints as JSON."""

ACCOUNT_PARTS: Final = ("opening", "interest", "adds", "reductions", "closing")
"""The columns of an account: what it opens with, what comes and goes, what it closes with."""

_OF_CHANGES: Final = (
    "agreement", "version", "terms", "clause", "window", "kind", "item", "payer", "payee", "currency", "due",
)  # fmt: skip


def finding_row(finding: Finding, *, facts: bool = False) -> Row:
    """Return one finding; with `facts`, also what it rests on and what it waits for."""
    row: Row = {
        "agreement": finding.agreement, "version": finding.version, "terms": finding.terms,
        "clause": finding.clause, "label": finding.label, "purpose": finding.purpose,
        "window": window_row(finding.window), "due": _day(finding.due), "status": finding.status,
        "reason": finding.reason, "known_since": _instant(finding.known_since), "vacuous": finding.vacuous,
    }  # fmt: skip
    return {**row, **_evidence(finding)} if facts else row


def payable_row(payable: Payable, *, facts: bool = False) -> Row:
    """
    Return one payable; its amount is null, and its interval given, while it is undetermined.

    With `facts` also the payments that settle it: where each stands, and how much of it.
    """
    row: Row = {
        "agreement": payable.agreement, "version": payable.version, "terms": payable.terms,
        "clause": payable.clause, "window": window_row(payable.window), "kind": payable.kind,
        "item": payable.item, "payer": payable.payer, "payee": payable.payee,
        "amount": None if payable.amount is None else exact(payable.amount, payable.currency),
        "interval": interval_row(payable), "currency": payable.currency, "due": _day(payable.due),
        "due_anchor": payable.due_anchor, "fired_by": payable.fired_by, "cap_applied": payable.cap_applied,
        "known_since": _instant(payable.known_since), "state": payable.state,
        "paid": exact(payable.paid, payable.currency), "paid_on": _day(payable.paid_on),
    }  # fmt: skip
    return {**row, **_evidence(payable), "settled": settled_rows(payable)} if facts else row


def settled_rows(payable: Payable) -> list[Row]:
    """Return the payments that settle an amount: the place of each, and its part, which add up to `paid`."""
    return [
        {
            "place": part.payment.place,
            "paid_on": part.payment.paid_on.isoformat(),
            "amount": exact(part.amount, payable.currency),
        }
        for part in payable.settled
    ]


def power_row(power: Power) -> Row:
    """Return one power."""
    return {
        "agreement": power.agreement, "clause": power.clause, "item": power.item,
        "window": window_row(power.window), "holder": power.holder, "act": power.act,
        "state": power.state, "until": _day(power.until),
    }  # fmt: skip


def account_row(account: AccountRow, *, facts: bool = False) -> Row:
    """Return one row of an account; a part that is not known is null, and `between` says what it may be."""
    parts: Row = {}
    for name in ACCOUNT_PARTS:
        value = getattr(account, name)
        parts[name] = None if value is None else exact(value, account.currency)
    between = {
        name: [None if end is None else exact(end, account.currency) for end in ends]
        for name, ends in account.between
    }
    row: Row = {
        "agreement": account.agreement, "version": account.version, "account": account.account,
        "label": account.label, "window": window_row(account.window), **parts, "between": between or None,
        "currency": account.currency, "known_since": _instant(account.known_since),
    }  # fmt: skip
    return {**row, **_evidence(account)} if facts else row


def missing_row(missing: Missing) -> Row:
    """Return one thing that an unknown waits for."""
    return {
        "measure": missing.measure, "subject": missing.subject,
        "period": None if missing.period is None else window_row(missing.period),
        "through": _day(missing.through), "level": missing.level, "owed_by": missing.owed_by,
        "by": _day(missing.by), "why": missing.why,
    }  # fmt: skip


def window_row(window: Period) -> dict[str, str]:
    """Return a period with both its days."""
    return {"start": window.first.isoformat(), "end": window.last.isoformat()}


def interval_row(payable: Payable) -> list[str | None] | None:
    """Return the least and the greatest possible amount of what is undetermined, an open end as null."""
    if payable.interval is None:
        return None
    low, high = payable.interval
    return [exact(low, payable.currency), None if high is None else exact(high, payable.currency)]


def _evidence(row: Finding | Payable | AccountRow) -> Row:
    missing = sorted((missing_row(item) for item in row.missing), key=lambda m: json.dumps(m, sort_keys=True))
    return {"facts": sorted(row.facts), "missing": missing}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


# ---- a run ------------------------------------------------------------------------------------------


def findings_of(run: Run) -> list[Finding]:
    """Return all findings, by agreement, clause and window."""
    found = (finding for assessment in run.assessments for finding in assessment.findings)
    return sorted(found, key=lambda f: (f.agreement, f.clause, f.window))


def payables_of(run: Run) -> list[Payable]:
    """Return all payables, by agreement, clause, window, kind and item."""
    return sorted((p for a in run.assessments for p in a.payables), key=payable_key)


def powers_of(run: Run) -> list[Power]:
    """Return all powers, by agreement, clause, window and item."""
    found = (power for assessment in run.assessments for power in assessment.powers)
    return sorted(found, key=lambda p: (p.agreement, p.clause, p.window, p.item))


def accounts_of(run: Run) -> list[AccountRow]:
    """Return the rows of all accounts, by agreement, account and window."""
    found = (row for assessment in run.assessments for row in assessment.accounts)
    return sorted(found, key=lambda r: (r.agreement, r.account, r.window))


def moving(rows: Sequence[AccountRow]) -> Sequence[AccountRow]:
    """Return the rows of an account up to the last in which anything was held or moved."""
    for n in range(len(rows), 0, -1):
        if any(getattr(rows[n - 1], name) != 0 for name in ACCOUNT_PARTS):
            return rows[:n]
    return rows[:1]


def payable_key(payable: Payable) -> tuple[str, str, Period, str, int]:
    """Return what tells a payable from every other of a run."""
    return (payable.agreement, payable.clause, payable.window, payable.kind, payable.item)


def coverage(run: Run) -> Row:
    """Return how many windows were judged, which facts were expected and are there, and what came out."""
    findings = [finding for assessment in run.assessments for finding in assessment.findings]
    counted = Counter(finding.status for finding in findings)
    return {
        "windows": len(findings),
        "facts_expected": sum(a.facts_expected for a in run.assessments),
        "facts_present": sum(a.facts_present for a in run.assessments),
        "undisclosed": sum(a.undisclosed for a in run.assessments),
        "by_status": {status: counted[status] for status in STATUSES if counted[status]},
    }


def totals(payables: Iterable[Payable]) -> list[Row]:
    """Return number, amount and what was paid, by currency and state; no amount while undetermined."""
    found: dict[tuple[str, int], list[Payable]] = {}
    for payable in payables:
        found.setdefault((payable.currency, list(STATES).index(payable.state)), []).append(payable)
    return [_total(group) for _, group in sorted(found.items())]


def _total(payables: list[Payable]) -> Row:
    first = payables[0]
    amounts = [p.amount for p in payables if p.amount is not None]
    known = len(amounts) == len(payables)
    return {
        "currency": first.currency, "state": first.state, "count": len(payables),
        "amount": exact(_sum(amounts), first.currency) if known else None,
        "paid": exact(_sum(p.paid for p in payables), first.currency),
    }  # fmt: skip


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = add(total, amount)
    return total


def heading(run: Run, schema: str) -> Row:
    """Return what every document about a run begins with."""
    return {
        "schema": schema, "workspace": run.workspace.name, "as_of": run.as_of.isoformat(),
        "known_at": instant(run.known_at), "engine": run.engine, "engine_version": commonweal.__version__,
        "terms": dict(sorted((v.terms.ref, v.terms_hash) for p in run.plans.values() for v in p.versions)),
    }  # fmt: skip


def assessment_document(run: Run, *, facts: bool = False) -> Row:
    """Return everything that was found, as `commonweal assess --format json` prints it."""
    return {
        **heading(run, ASSESSMENT),
        "findings": [finding_row(f, facts=facts) for f in findings_of(run)],
        "payables": [payable_row(p, facts=facts) for p in payables_of(run)],
        "powers": [power_row(p) for p in powers_of(run)],
        "accounts": [account_row(a, facts=facts) for a in accounts_of(run)],
        "coverage": coverage(run),
        "diagnostics": [as_row(d) for d in run.diagnostics],
    }


# ---- money ------------------------------------------------------------------------------------------


def due_document(run: Run) -> Row:
    """Return all payables with their totals, as `commonweal due --format json` prints them."""
    payables = payables_of(run)
    return {
        **heading(run, "commonweal.due/1"),
        "payables": [payable_row(p) for p in payables],
        "totals": totals(payables),
    }


def changes(run: Run, before: Run) -> list[Row]:
    """
    Return the entries that correct the books: amounts known in a run less those known before, oldest first.

    An undetermined amount is null and counts as nothing, since nothing fell due; so does a payable that one
    of the two does not have.
    """
    now = {payable_key(p): p for p in payables_of(run)}
    then = {payable_key(p): p for p in payables_of(before)}
    keys = now.keys() | then.keys()
    found = [_change(now.get(key), then.get(key)) for key in sorted(keys)]
    made = [change for change in found if change is not None]
    return sorted(made, key=lambda c: (c["due"] is None, c["due"] or ""))


def _change(now: Payable | None, then: Payable | None) -> Row | None:
    one = now or then
    if one is None or one.state == "not_due":
        return None
    after, before = (p.amount if p is not None else Decimal(0) for p in (now, then))
    change = sub(after or Decimal(0), before or Decimal(0))
    if not change:
        return None
    row = payable_row(one)
    return {
        **{name: row[name] for name in _OF_CHANGES},
        "before": None if before is None else exact(before, one.currency),
        "after": None if after is None else exact(after, one.currency),
        "change": exact(change, one.currency),
        "known_since": row["known_since"] if now is not None else None,
    }


def changes_document(run: Run, before: Run) -> Row:
    """Return the corrections with their sums, as `commonweal due --since` prints them."""
    found = changes(run, before)
    return {
        **heading(run, "commonweal.corrections/1"),
        "since": instant(before.known_at),
        "corrections": found,
        "totals": [{"currency": c, "change": exact(n, c)} for c, n in change_totals(found).items()],
    }


def change_totals(found: Iterable[Row]) -> dict[str, Decimal]:
    """Return the sum of corrections by currency."""
    sums: dict[str, Decimal] = {}
    for change in found:
        sums[change["currency"]] = add(sums.get(change["currency"], Decimal(0)), Decimal(change["change"]))
    return dict(sorted(sums.items()))


# ---- writing ----------------------------------------------------------------------------------------


def written(document: Mapping[str, Any]) -> str:
    """Return a document as JSON with one line for each row of its lists, so that two runs can be compared."""
    parts = [f"  {_json(key)}: {_member(value)}" for key, value in document.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _member(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        return "[\n" + ",\n".join(f"    {_json(item)}" for item in value) + "\n  ]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def by_agreement(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Return rows under the agreements they are about, in the order in which they came."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.agreement, []).append(row)
    return found
