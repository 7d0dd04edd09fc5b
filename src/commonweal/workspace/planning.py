"""
What an amendment changes before anybody signs it: one agreement judged without it and with it (language 9.4).

Both sides are judged from the same rows, as of the same day. With a projection, facts about days to come are
read too and both sides are judged as of its horizon: what is given away under that projection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from commonweal.engines.protocol import AccountRow, Assessment, Finding, Payable, Power
from commonweal.ground.days import add_days
from commonweal.ground.diagnostics import Diagnostic, diagnose, in_order
from commonweal.ground.numbers import add, sub
from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Agreement, Amendment, Plan, Version, Window
from commonweal.terms.lowering.versions import span_of
from commonweal.workspace.fields import end_of_day
from commonweal.workspace.load import Workspace
from commonweal.workspace.run import NotThere, Run, assess

UNDECIDED: Final = ("open", "overdue", "curing")
"""Statuses of tests whose time came and of which nobody knows how they end."""
R = TypeVar("R", Finding, Payable, AccountRow, Power)
Key = tuple[Any, ...]
"""Clause, window, and what else tells one result from another; always in the same places."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One result without the amendment and with it; None where one side has no such window."""

    before: Finding | Payable | AccountRow | Power | None
    after: Finding | Payable | AccountRow | Power | None

    @property
    def either(self) -> Finding | Payable | AccountRow | Power:
        """Return the result with the amendment, or the one that it takes away."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Released:
    """What the amendment lets go: a clause that ends, with what is open under it."""

    name: str
    kind: str
    windows: int
    unpaid: tuple[tuple[str, Decimal], ...] = ()
    balance: tuple[str, Decimal | None] | None = None
    unused: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """
    Money, or a quantity, from one party to another: without the amendment and with it.

    `open_before`, `open_after` count amounts that are not known; they are in no sum. `least`, `most` say how
    much more, or less, may flow with the amendment whatever these are; None: no limit is known.
    """

    payer: str
    payee: str
    currency: str
    before: Decimal
    after: Decimal
    open_before: int
    open_after: int
    least: Decimal | None
    most: Decimal | None

    @property
    def change(self) -> Decimal:
        """Return how much more flows with the amendment."""
        return sub(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Effect:
    """
    What an amendment does to one agreement.

    Attributes
    ----------
    changed : results that differ
    moved : by clause, windows that the new version governs with the same result
    released : what ends; begun : names that begin at zero
    flows : sums of amounts due, by payer, payee and currency
    unsettled : amounts that are not known, on either side, where another version governs
    hanging : tests that are not decided, and on which money of a consequence hangs on one side or the other
    diagnostics : CW4017, days tested twice or no longer
    """

    agreement: str
    amendments: tuple[Amendment, ...]
    before: Run
    after: Run
    changed: tuple[Pair, ...]
    moved: Mapping[str, int]
    released: tuple[Released, ...]
    begun: tuple[str, ...]
    flows: tuple[Flow, ...]
    unsettled: int
    hanging: int
    diagnostics: tuple[Diagnostic, ...]


def effects(
    workspace: Workspace,
    *,
    chosen: Mapping[str, Sequence[Amendment]],
    later: Mapping[str, Sequence[Amendment]] | None = None,
    as_of: date,
    known_at: datetime | None = None,
    engine: str = "reference",
) -> list[Effect]:
    """
    Return what amendments do, agreement by agreement.

    Parameters
    ----------
    workspace : it holds the amendments, signed or drafted
    chosen : by agreement, those whose effect is asked for; the others hold on both sides
    later : by agreement, those that hold on neither side, as they came afterwards
    as_of : both sides are judged as of this day, the amendments being known

    Raises
    ------
    NotThere : no such agreement
    """
    found: list[Effect] = []
    for id_ in sorted(chosen):
        if id_ not in workspace.agreements:
            raise NotThere("agreement", id_, sorted(workspace.agreements))
        agreement, taken = workspace.agreements[id_], tuple(chosen[id_])
        known = max([known_at or end_of_day(as_of, workspace.zone), *(a.recorded_at for a in taken)])
        gone = (later or {}).get(id_, ())
        held = tuple(a for a in agreement.amendments if a not in gone)
        sides = [
            _with(workspace, id_, amendments)
            for amendments in (tuple(a for a in held if a not in taken), held)
        ]
        runs = [assess(w, as_of=as_of, known_at=known, engine=engine, agreement=id_) for w in sides]
        found.append(_effect(id_, taken, *runs))
    return found


def numbered(agreement: Agreement) -> tuple[Amendment, ...]:
    """Return the amendments of an agreement as they are numbered from 1: by signature, then by effect."""
    return tuple(sorted(agreement.amendments, key=lambda a: (a.signed, a.effective)))


def one_by_one(
    workspace: Workspace, id_: str, *, as_of: date, known_at: datetime, engine: str = "reference", last: Run
) -> Iterator[Effect]:
    """
    Yield what each amendment of an agreement that was known did when it came.

    It is what `effects` says of each with the later ones left out, but every side is judged only once.

    Parameters
    ----------
    last : the agreement judged with all that was known, as of the same day and instant
    """
    agreement = workspace.agreements[id_]
    known = [a for a in numbered(agreement) if a.signed <= as_of and a.recorded_at <= known_at]
    held: tuple[Amendment, ...] = ()
    before: Run | None = None
    for place, amendment in enumerate(known, 1):
        if before is None:
            before = assess(
                _with(workspace, id_, held), as_of=as_of, known_at=known_at, engine=engine, agreement=id_
            )
        held = (*held, amendment)
        after = last
        if place < len(known):
            after = assess(
                _with(workspace, id_, held), as_of=as_of, known_at=known_at, engine=engine, agreement=id_
            )
        yield _effect(id_, (amendment,), before, after)
        before = after


def _with(workspace: Workspace, id_: str, amendments: tuple[Amendment, ...]) -> Workspace:
    """Return a workspace in which an agreement has these amendments and no other."""
    changed = replace(workspace.agreements[id_], amendments=amendments)
    return replace(workspace, agreements={**workspace.agreements, id_: changed}, diagnostics=())


def drafted(workspace: Workspace, file: str) -> dict[str, list[Amendment]]:
    """Return the amendments that one file contributed, by agreement."""
    found: dict[str, list[Amendment]] = {}
    for id_, agreement in sorted(workspace.agreements.items()):
        for amendment in agreement.amendments:
            if amendment.place.split(":")[0] == file:
                found.setdefault(id_, []).append(amendment)
    return found


def horizon(workspace: Workspace, ids: Sequence[str], last: date) -> date:
    """Return the last day on which something of the agreements is tested or falls due, by their plans."""
    run = assess(workspace, as_of=last, known_at=end_of_day(date(9998, 12, 31), workspace.zone))
    days = [last]
    for id_ in ids:
        for windows in run.plans[id_].windows.values() if id_ in run.plans else ():
            days += [d for w in windows for d in (w.evidence_due, w.due) if d is not None and d.year < 9000]
    return max(days)


def _effect(id_: str, taken: tuple[Amendment, ...], before: Run, after: Run) -> Effect:
    said = in_order(d for d in (*before.diagnostics, *after.diagnostics) if d.is_error)
    if id_ not in before.plans or id_ not in after.plans:
        return Effect(id_, taken, before, after, (), {}, (), (), (), 0, 0, said)
    plans = before.plans[id_], after.plans[id_]
    judged = before.assessments[0], after.assessments[0]
    pairs = list(_pairs(*judged))
    changed = tuple(pair for pair in pairs if _differs(pair))
    moved: dict[str, int] = {}
    for pair in pairs:
        if isinstance(pair.before, Finding | Payable) and isinstance(pair.after, Finding | Payable):
            if not _differs(pair) and pair.before.version != pair.after.version:
                moved[pair.after.clause] = moved.get(pair.after.clause, 0) + 1
    return Effect(
        id_,
        taken,
        before,
        after,
        changed,
        moved,
        tuple(_released(plans, judged)),
        tuple(sorted(_names(plans[1]) - _names(plans[0]))),
        tuple(_flows(pairs)),
        sum(_unsettled(pair) for pair in pairs),
        sum(_hangs(pair, *plans) for pair in pairs),
        in_order((*said, *_days_tested(*plans, taken))),
    )


def _pairs(before: Assessment, after: Assessment) -> Iterator[Pair]:
    """Yield every result of both sides, those of one window together."""
    yield from _matched({_window(f): f for f in before.findings}, {_window(f): f for f in after.findings})
    yield from _matched({_item(p): p for p in before.payables}, {_item(p): p for p in after.payables})
    yield from _matched({_row(a): a for a in before.accounts}, {_row(a): a for a in after.accounts})
    yield from _matched({_power(p): p for p in before.powers}, {_power(p): p for p in after.powers})


def _matched(before: Mapping[Key, R], after: Mapping[Key, R]) -> Iterator[Pair]:
    for key in sorted(before.keys() | after.keys()):
        yield Pair(before.get(key), after.get(key))


def _window(finding: Finding) -> Key:
    return (finding.clause, finding.window)


def _row(account: AccountRow) -> Key:
    return (account.account, account.window)


def _power(power: Power) -> Key:
    return (power.clause, power.item, power.window.start)


def _item(payable: Payable) -> Key:
    return (payable.clause, payable.window, payable.kind, payable.item)


def _differs(pair: Pair) -> bool:
    """Say whether the amendment changes what comes out, not only which version says so."""
    one, other = pair.before, pair.after
    if isinstance(one, Finding) and isinstance(other, Finding):
        return (one.status, one.due) != (other.status, other.due)
    if isinstance(one, Payable) and isinstance(other, Payable):
        return _owed(one) != _owed(other)
    if isinstance(one, AccountRow) and isinstance(other, AccountRow):
        return (one.closing, one.between) != (other.closing, other.between)
    if isinstance(one, Power) and isinstance(other, Power):
        return (one.state, one.until, one.act) != (other.state, other.until, other.act)
    # A payable that is not due yet and a window of another schedule are news; an empty one is not, nor is one
    # after the end.
    left = one or other
    if isinstance(left, Finding):
        return left.status != "ended"
    if isinstance(left, AccountRow):
        return left.closing != 0
    return not (isinstance(left, Payable) and left.state == "none_due")


def _owed(payable: Payable) -> Key:
    return (payable.amount, payable.interval, payable.due, payable.state, payable.payer, payable.payee)


def _names(plan: Plan) -> set[str]:
    return {name for name, windows in plan.windows.items() if any(not w.ended for w in windows)}


def _released(plans: tuple[Plan, Plan], judged: tuple[Assessment, Assessment]) -> Iterator[Released]:
    """Yield what has windows without the amendment and, in the last version, none with it."""
    before, after = plans
    for name in sorted(before.windows):
        lost = _begun(before.windows[name]) - _begun(after.windows.get(name, ()))
        in_force = {w.version for w in after.windows.get(name, ()) if not w.ended}
        if not lost or (len(after.versions) - 1) in in_force:
            continue
        clause = before.clause(name)
        kind = "account" if before.account(name) else "right" if before.right(name) else ""
        unpaid: dict[str, Decimal] = {}
        for p in judged[1].payables:
            if p.clause == name and p.amount is not None and p.state != "not_due" and p.amount > p.paid:
                unpaid[p.currency] = add(unpaid.get(p.currency, Decimal(0)), sub(p.amount, p.paid))
        rows = [r for r in judged[1].accounts if r.account == name]
        balance = (rows[-1].currency, rows[-1].closing) if rows else None
        unused = any(p.clause == name and p.state != "exercised" for p in judged[0].powers)
        yield Released(
            name,
            kind or type(clause).__name__.lower(),
            len(lost),
            tuple(sorted(unpaid.items())),
            balance,
            unused and kind == "right",
        )


def _begun(windows: Sequence[Window]) -> set[Period]:
    return {w.period for w in windows if not w.ended}


def _flows(pairs: Sequence[Pair]) -> Iterator[Flow]:
    """Yield what flows in all, without the amendment and with it, and between what the change lies."""
    found: dict[tuple[str, str, str], _Sum] = {}
    for pair in pairs:
        # What is the same on both sides is the same amount, even where it is not known.
        moves = _differs(pair)
        for side, p in enumerate((pair.before, pair.after)):
            if isinstance(p, Payable) and p.state != "not_due":
                found.setdefault((p.payer, p.payee, p.currency), _Sum()).count(side, p, moves=moves)
    for key, one in sorted(found.items()):
        if any(one.total) or any(one.unknown):
            (before, after), (open_before, open_after) = one.total, one.unknown
            yield Flow(*key, before, after, open_before, open_after, *one.change())


@dataclass
class _Part:
    """
    The amounts of one clause on one side: those that move together, between two bounds, and those that stay.

    `ceilings` are those of caps in total, one None if an amount has no such cap.
    """

    low: Decimal = Decimal(0)
    high: Decimal | None = Decimal(0)
    stays: Decimal = Decimal(0)
    ceilings: list[Decimal | None] = field(default_factory=list)

    def most(self) -> Decimal | None:
        """Return the most that those that move may be together; each alone may be up to what a cap leaves."""
        known = [c for c in self.ceilings if c is not None]
        if not known or len(known) < len(self.ceilings):
            return self.high
        room = sub(max(known), self.stays)
        return room if self.high is None else min(self.high, room)


@dataclass
class _Sum:
    """Sums of one flow on both sides, how many amounts are in none, and what may move, clause by clause."""

    total: list[Decimal] = field(default_factory=lambda: [Decimal(0)] * 2)
    unknown: list[int] = field(default_factory=lambda: [0, 0])
    parts: dict[tuple[int, str], _Part] = field(default_factory=dict)

    def count(self, side: int, p: Payable, *, moves: bool) -> None:
        """Add an amount of one side; `moves`: it goes (side 0) or comes (side 1)."""
        if p.amount is None:
            self.unknown[side] += 1
        else:
            self.total[side] = add(self.total[side], p.amount)
        part = self.parts.setdefault((side, p.clause), _Part())
        part.ceilings.append(p.ceiling)
        known = None if p.amount is None else (p.amount, p.amount)
        low, high = known or p.interval or (Decimal(0), None)
        if moves:
            part.low = add(part.low, low)
            part.high = None if part.high is None or high is None else add(part.high, high)
        else:
            part.stays = add(part.stays, low)

    def change(self) -> tuple[Decimal | None, Decimal | None]:
        """Return how much less and how much more may flow with the amendment; None: no limit is known."""
        low, high = [Decimal(0)] * 2, list[Decimal | None]([Decimal(0)] * 2)
        for (side, _), part in self.parts.items():
            most, so_far = part.most(), high[side]
            low[side] = add(low[side], part.low)
            high[side] = None if so_far is None or most is None else add(so_far, most)
        gone, come = high
        return (
            None if gone is None else sub(low[1], gone),
            None if come is None else sub(come, low[0]),
        )


def _unsettled(pair: Pair) -> bool:
    one, other = pair.before, pair.after
    if not isinstance(one, Payable) or not isinstance(other, Payable):
        return False
    unknown = one.amount is None and other.amount is None and "not_due" not in (one.state, other.state)
    return unknown and not _differs(pair) and one.version != other.version


def _hangs(pair: Pair, before: Plan, after: Plan) -> bool:
    """Say whether a test decides on money that nobody can say yet, as its consequence has not happened."""
    one, other = pair.before, pair.after
    sides = [(f, plan) for f, plan in ((one, before), (other, after)) if isinstance(f, Finding)]
    moved = len({f.version for f, _ in sides}) > 1
    if not _differs(pair) and not moved:
        return False
    return any(f.status in UNDECIDED and _pays(plan.versions[f.version - 1], f.clause) for f, plan in sides)


def _pays(version: Version, name: str) -> bool:
    """Say whether a condition of a version has a consequence in money."""
    clause = version.terms.clause(name)
    return clause is not None and any(remedy.amount is not None for remedy in clause.remedies)


def _days_tested(before: Plan, after: Plan, taken: Sequence[Amendment]) -> Iterator[Diagnostic]:
    """Yield CW4017 where days of a clause that goes on are tested twice, or no longer."""
    place = span_of(taken[-1].place) if taken else None
    for name in sorted(_names(before) & _names(after)):
        if after.right(name) is not None:
            continue
        kept = sorted(_begun(after.windows[name]))
        for one, other in _overlaps(kept):
            yield diagnose("CW4017", place, clause=name, first=other.first, last=min(one.last, other.last))
        ended = [w for w in after.windows[name] if w.ended]
        for gap in _gaps(sorted(_begun(before.windows[name])), kept):
            if not ended or gap.first < min(w.period.first for w in ended):
                yield diagnose("CW4017.gap", place, clause=name, first=gap.first, last=gap.last)


def _overlaps(periods: Sequence[Period]) -> Iterator[tuple[Period, Period]]:
    last: Period | None = None
    for period in periods:
        if last is not None and period.start < last.end:
            yield last, period
        if last is None or period.end > last.end:
            last = period


def _gaps(before: Sequence[Period], after: Sequence[Period]) -> Iterator[Period]:
    """Yield the stretches that the first windows cover and the second do not, up to the end of the second."""
    end = max((p.end for p in after), default=None)
    for period in before:
        start = period.start
        for other in after:
            if other.end <= start or other.start >= period.end:
                continue
            if other.start > start:
                yield Period(start, other.start)
            start = max(start, other.end)
        if start < period.end and end is not None and start < end:
            yield Period(start, min(period.end, add_days(end, 0)))
