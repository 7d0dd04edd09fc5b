"""
Decisions that count: taken by D, known at K, by the party entitled to them (language 6.5).

Who is entitled, and who that party is, says the version of the agreement that governs the decision's window;
of a decision without window the one in force on its day. What ends, suspends or withholds reaches beyond its
window: nobody has that power by a text that is not in force yet on the day of the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from commonweal.engines.protocol import Closing, Decision, Fact, PaymentMade, Record
from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Plan, Version, Window
from commonweal.terms.core.clauses import Clause, Condition, Right

EXERCISES = ("exercised", "enforced", "terminated")
"""Kinds of decision that use a right."""
_STANDING = ("withhold", "suspend", "terminate")
_REACHING = ("terminated", "enforced")
"""Kinds of decision on a clause that change windows of other clauses from their day on."""


class Decisions:
    """The decisions about one agreement, by clause and kind, in order of their day; others are ignored."""

    def __init__(self, plan: Plan, record: Record, *, as_of: date, known_at: datetime) -> None:
        self.plan = plan
        self.as_of = as_of
        self.ignored: list[Diagnostic] = []
        self._by: dict[tuple[str, str], list[Decision]] = {}
        self._allowed: dict[tuple[str, str], list[frozenset[int]]] = {}
        self._under: dict[tuple[str, str], list[frozenset[int]]] = {}
        self._parties: dict[tuple[str, str, int], tuple[list[str], frozenset[str]]] = {}
        self._names = {n for v in plan.versions for n in _names(v)}
        known = [d for d in record.decisions if d.recorded_at <= known_at and d.decided_on <= as_of]
        for decision in sorted(known, key=lambda d: (d.decided_on, d.recorded_at, d.place)):
            if decision.clause in self._names:
                self._place(decision)
        # A right is exercised, whatever the word; only a clause's own termination counts without more.
        rights = {r.name for v in plan.versions for r in v.terms.rights}
        ends = [
            d for (n, kind), ds in self._by.items() if kind == "terminated" and n not in rights for d in ds
        ]
        self._terminated = min(ends, key=lambda d: (d.decided_on, d.clause), default=None)

    def _place(self, decision: Decision) -> None:
        """Keep a decision with the versions in which its authority may take it, or say who may."""
        present = self._present(decision)
        governing = self._governing(decision, present)
        allowed = frozenset(
            k for k in present if decision.authority in self._entitled(decision.clause, decision.kind, k)[1]
        )
        if allowed & governing:
            key = (decision.clause, decision.kind)
            self._by.setdefault(key, []).append(decision)
            self._allowed.setdefault(key, []).append(allowed)
            self._under.setdefault(key, []).append(allowed & governing)
            return
        entitled = self._entitled(decision.clause, decision.kind, min(governing))[0] if governing else []
        self.ignored.append(_wrong_authority(decision, entitled))

    def _present(self, decision: Decision) -> Sequence[int]:
        """Return the versions that may give such a power: of what reaches further, those begun by its day."""
        versions = self.plan.versions
        on_right = any(v.terms.right(decision.clause) for v in versions)
        if decision.kind not in _REACHING or on_right:  # a right is judged on its day anyway
            return range(len(versions))
        return range(versions.index(self.plan.version_on(decision.decided_on)) + 1)

    def _governing(self, decision: Decision, present: Sequence[int]) -> set[int]:
        """
        Return the versions of the windows that a decision covers, else that of its day, else the last; of
        those that may give a power. None: no such version has the clause.
        """
        versions = self.plan.versions
        if len(versions) == 1:
            return {0}
        has = [k for k in present if decision.clause in _names(versions[k])]
        windows = self.plan.windows.get(decision.clause, ())
        if any(version.terms.right(decision.clause) for version in versions):
            covered = {w.version for w in windows if w.period.contains(decision.decided_on)}
        else:
            covered = {w.version for w in windows if names_window(decision, w.period)}
        if covered & set(present):
            return covered & set(present)
        now = versions.index(self.plan.version_on(decision.decided_on))
        return {now} if now in has else set(has[-1:])

    def _entitled(self, name: str, kind: str, k: int) -> tuple[list[str], frozenset[str]]:
        """Return the parties that may take such a decision under a version: their names, and who they are."""
        key = (name, kind, k)
        if key not in self._parties:
            version = self.plan.versions[k]
            names = _entitled(version, name, kind)
            found = frozenset(version.agreement.parties.get(p, p) for p in names)
            self._parties[key] = (names, found)
        return self._parties[key]

    def of(self, clause: str, kind: str) -> list[Decision]:
        """Return the decisions of a kind on a clause, earliest first."""
        return self._by.get((clause, kind), [])

    def enforced(self, clause: str, versions: frozenset[int]) -> list[Decision]:
        """
        Return the decisions that enforce a power of a clause as some versions give it, earliest first.

        One taken under a version uses the power that this version gives, and none that another put in its
        place.
        """
        under = self._under.get((clause, "enforced"), [])
        return [d for d, found in zip(self.of(clause, "enforced"), under, strict=True) if found & versions]

    def about(self, name: str) -> list[Decision]:
        """Return all decisions on a clause or right, earliest first."""
        found = [d for (clause, _), rows in self._by.items() if clause == name for d in rows]
        return sorted(found, key=lambda d: (d.decided_on, d.recorded_at, d.place))

    def exercises(self, right: str) -> list[Decision]:
        """Return the decisions that use a right, earliest first, whether or not it was open then."""
        found = [d for kind in EXERCISES for d in self.of(right, kind)]
        return sorted(found, key=lambda d: (d.decided_on, d.recorded_at, d.place))

    def covering(self, clause: str, kind: str, window: Window) -> Decision | None:
        """Return the earliest decision that covers a window: its period, or `from` to `until`, holds it."""
        allowed = self._allowed.get((clause, kind), [])
        for decision, versions in zip(self.of(clause, kind), allowed, strict=True):
            if window.version in versions and names_window(decision, window.period):
                return decision
        return None

    def terminated(self) -> Decision | None:
        """Return the earliest termination of the agreement by a clause's remedy."""
        return self._terminated


def _names(version: Version) -> set[str]:
    terms = version.terms
    return {c.name for c in (*terms.clauses, *terms.accounts, *terms.rights)}


def _entitled(version: Version, name: str, kind: str) -> list[str]:
    """Return the names of the parties that may take such a decision on a clause or right."""
    right = version.terms.right(name)
    if right is not None:
        return [right.holder] if _uses(right, kind) or kind == "released" else []
    clause = version.terms.clause(name)
    return _entitled_by(version, clause, kind) if clause is not None else []


def _uses(right: Right, kind: str) -> bool:
    """Say whether a kind of decision uses a right: `exercised` always, else the word of its act."""
    if kind == "enforced":
        return right.act in ("withhold", "suspend")
    return kind == "exercised" or (kind == "terminated" and right.act == "terminate")


def _entitled_by(version: Version, clause: Clause, kind: str) -> list[str]:
    if kind in ("waived", "suspended"):
        return [clause.waivable_by] if clause.waivable_by is not None else []
    debtor = clause.party if isinstance(clause, Condition) else clause.payer
    sides = {p.name: p.side for p in version.terms.parties}
    if kind == "notice":
        against = _named_against(clause)
        return [p for p, side in sides.items() if p != debtor and (side != sides.get(debtor) or p in against)]
    holders = {r.actor for r in clause.remedies if r.power or r.act in _STANDING}
    if kind == "terminated":
        holders = {r.actor for r in clause.remedies if r.act == "terminate"}
    if kind == "enforced":
        holders = {r.actor for r in clause.remedies if r.act in ("withhold", "suspend")}
    if kind == "released":
        holders |= {r.payee for r in clause.remedies if r.payee is not None}
        if not isinstance(clause, Condition):
            holders.add(clause.payee)
    return sorted(holders)


def _named_against(clause: Clause) -> set[str | None]:
    """
    Return the parties that a clause sets against its debtor: who may waive it, who is owed under it, who may
    act on it. They may give notice though they stand on the debtor's side (decision 26).
    """
    owed = {None if isinstance(clause, Condition) else clause.payee, *(r.payee for r in clause.remedies)}
    acting = {r.actor for r in clause.remedies if r.power or r.act in _STANDING}
    return {clause.waivable_by} | owed | acting


def names_window(decision: Decision, window: Period) -> bool:
    """Say whether a decision covers a window: its period, or of a suspension `from` to `until`, holds it."""
    if decision.kind == "suspended" and (decision.start is not None or decision.end is not None):
        begins = decision.start is None or decision.start <= window.first
        return begins and (decision.end is None or window.last <= decision.end)
    return decision.period is not None and window.within(decision.period)


def place_of(row: Decision | PaymentMade | Fact | Closing) -> Span | None:
    """Return where a row stands, as a place of a file."""
    parts = row.place.split(":")
    numbers = [int(p) for p in parts[1:] if p.isdigit()]
    if len(parts) < 2 or len(numbers) != len(parts) - 1:
        return None
    line, column = numbers[0], numbers[1] if len(numbers) > 1 else 1
    return Span(parts[0], line, column, line, column)


def _wrong_authority(decision: Decision, entitled: Sequence[str]) -> Diagnostic:
    if not entitled:
        return diagnose("CW5106.nobody", place_of(decision), kind=decision.kind, clause=decision.clause)
    return diagnose(
        "CW5106",
        place_of(decision),
        kind=decision.kind,
        clause=decision.clause,
        authority=decision.authority,
        entitled=" or ".join(entitled),
    )
