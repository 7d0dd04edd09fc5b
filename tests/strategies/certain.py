"""What an assessment says for certain (6.3, 7.3), and what contradicts it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from commonweal.engines.protocol import AccountRow, Assessment, Payable
from commonweal.ground.period import Period
from tests.strategies.cases import Case
from tests.strategies.vocabulary import PREDICATES

#: 6.3, row by row: the truth of each predicate for each status.
COLUMNS = ("met", "cured", "waived", "inapplicable", "ended", "suspended", "curing", "breached")
TABLE = {"satisfied": "TTTTTUUF", "met": "TFFFFUFF", "breached": "FFFFFFUT", "cured": "FTFFFFUF"}


def predicate(status: str, state: str) -> str:
    """Return "T", "F" or "U": whether a window of a status `is` a state (6.3)."""
    if state in ("overdue", "waived"):
        return "T" if status == state else "F"
    return TABLE[state][COLUMNS.index(status)] if status in COLUMNS else "U"


def interval_of(row: Payable) -> tuple[Decimal, Decimal | None]:
    """Return the least and the greatest amount of a payable."""
    if row.amount is not None:
        return row.amount, row.amount
    assert row.interval is not None
    return row.interval


def contradictions(case: Case, poorer: Assessment, richer: Assessment) -> list[str]:
    """
    Return what the poorer record says for certain and the richer one says otherwise.

    Truths are those of the four predicates of 6.3 that do not read silence; amounts are intervals. A
    consequence without a row is nothing, unless its trigger may still be true: then it is anything.
    """
    return [
        *_of_truths(poorer, richer),
        *_of_payments(poorer, richer),
        *_of_powers(poorer, richer),
        *_of_consequences(case, poorer, richer),
        *_of_uses(case, poorer, richer),
        *_of_accounts(poorer, richer),
    ]


def _of_truths(poorer: Assessment, richer: Assessment) -> Iterator[str]:
    later_on = {(f.clause, f.window): f.status for f in richer.findings}
    later_on |= {(p.clause, p.window): p.status for p in richer.payables if p.kind == "payment"}
    asked = [(f.clause, f.window, f.status, PREDICATES) for f in poorer.findings]
    asked += [
        (p.clause, p.window, p.status, ("satisfied", "met")) for p in poorer.payables if p.kind == "payment"
    ]
    for clause, window, status, states in asked:
        then = later_on.get((clause, window), status)
        for state in states:
            was, now = predicate(status, state), predicate(then, state)
            if was not in ("U", now):
                yield f"{clause} {window.first} is {state}: {was} ({status}), then {now} ({then})"


def _of_payments(poorer: Assessment, richer: Assessment) -> Iterator[str]:
    later_on = {(p.clause, p.window): p for p in richer.payables if p.kind == "payment"}
    for p in poorer.payables:
        if p.kind == "payment" and (p.clause, p.window) in later_on:
            yield from _outside(p, later_on[p.clause, p.window])


def _outside(p: Payable, other: Payable) -> list[str]:
    (low, high), (lo, hi) = interval_of(p), interval_of(other)
    inside = low <= lo and (high is None or (hi is not None and hi <= high))
    shown = f"{p.clause} {p.window.first} {p.kind} {p.item}"
    return [] if inside else [f"{shown}: [{low}, {high}], then [{lo}, {hi}]"]


PARTS = ("opening", "interest", "adds", "reductions", "closing")


def part_of(row: AccountRow, name: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and the greatest that one part of a row of an account may be."""
    value = getattr(row, name)
    return (value, value) if value is not None else dict(row.between)[name]


def _of_accounts(poorer: Assessment, richer: Assessment) -> Iterator[str]:
    later_on = {(r.account, r.window): r for r in richer.accounts}
    for row in poorer.accounts:
        other = later_on.get((row.account, row.window))
        for name in PARTS if other is not None else ():
            (low, high), (lo, hi) = part_of(row, name), part_of(other, name)
            below = low is not None and (lo is None or lo < low)
            above = high is not None and (hi is None or hi > high)
            if below or above:
                yield f"{row.account} {row.window.first} {name}: [{low}, {high}], then [{lo}, {hi}]"


#: A right whose first day has not come may still end with the agreement before that day (record 25).
MAY_BECOME = {"not_yet": ("lapsed",)}


def _of_powers(poorer: Assessment, richer: Assessment) -> Iterator[str]:
    judged = {(row.clause, row.window) for row in (*poorer.findings, *poorer.payables)}
    later_on = {(p.clause, p.window, p.item): p.state for p in richer.powers}
    by_name = {p.clause: p.state for p in richer.powers}
    for p in poorer.powers:
        right = (p.clause, p.window) not in judged
        now = later_on.get((p.clause, p.window, p.item), "none")
        now = by_name.get(p.clause, "none") if right else now
        if right and p.state != "unknown" and now not in (p.state, *MAY_BECOME.get(p.state, ())):
            yield f"right {p.clause}: {p.state}, then {now}"
        elif p.state == "available" and now in ("none", "unknown"):
            yield f"{p.clause} {p.window.first} may {p.act}: available, then {now}"


def _of_consequences(case: Case, poorer: Assessment, richer: Assessment) -> Iterator[str]:
    lesses, mores = (
        {
            (p.clause, p.window, p.item, p.kind): p
            for p in a.payables
            if p.kind != "payment" and not is_use(case, p)
        }
        for a in (poorer, richer)
    )
    judged = {(row.clause, row.window) for row in (*poorer.findings, *poorer.payables)}
    for key in sorted(lesses.keys() | mores.keys()):
        less, more, shown = lesses.get(key), mores.get(key), f"{key[0]} {key[1].first} {key[3]} {key[2]}"
        if less is not None and more is not None:
            yield from _outside(less, more)
        elif more is not None and key[:2] in judged and interval_of(more)[1] != 0:
            if not may_fire(case, poorer, key[0], key[1], key[2], more.terms):
                yield f"{shown}: nothing, then {interval_of(more)}"
        elif less is not None and interval_of(less)[0] > 0:
            yield f"{shown}: {interval_of(less)}, then nothing"


def is_use(case: Case, p: Payable) -> bool:
    """Return whether a payable comes from the use of a right."""
    return case.terms_of(p.terms).right(p.clause) is not None


def _of_uses(case: Case, poorer: Assessment, richer: Assessment) -> Iterator[str]:
    """Compare what the uses of a right in one window bring together: a use that is refused has no number."""
    less, more = (uses(case, found) for found in (poorer, richer))
    for key, (low, high) in less.items():
        lo, hi = more.get(key, (Decimal(0), Decimal(0)))
        if lo < low or (high is not None and (hi is None or hi > high)):
            yield f"{key[0]} {key[1].first} {key[2]}: [{low}, {high}], then [{lo}, {hi}]"


def uses(case: Case, found: Assessment) -> dict[tuple[str, Period, str], tuple[Decimal, Decimal | None]]:
    """Return what the uses of each right bring, window by window, as intervals."""
    sums: dict[tuple[str, Period, str], tuple[Decimal, Decimal | None]] = {}
    for p in found.payables:
        if is_use(case, p):
            key = p.clause, p.window, p.kind
            (low, high), (lo, hi) = sums.get(key, (Decimal(0), Decimal(0))), interval_of(p)
            sums[key] = low + lo, None if high is None or hi is None else high + hi
    return sums


def may_fire(case: Case, assessment: Assessment, clause: str, window: Period, item: int, terms: str) -> bool:
    """Return whether a consequence without a row may still come: its state, or one before it, is unknown."""
    found = case.terms_of(terms).clause(clause)
    assert found is not None
    remedy = found.remedies[item - 1]
    statuses = {f.window: f.status for f in assessment.findings if f.clause == clause}
    statuses |= {
        p.window: p.status for p in assessment.payables if p.clause == clause and p.kind == "payment"
    }
    mine = statuses.get(window, "open")
    if mine in ("waived", "suspended"):  # what fell due before such a decision stays (7.7)
        return True
    asked = [mine] if remedy.repeat == "each" else [s for w, s in statuses.items() if w <= window]
    return any(predicate(s, remedy.state) == "U" for s in asked)
