"""Consequences: those out of reach, and breaches or silences that nothing follows from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.terms.checking.analysis.foreseen import Foreseen
from commonweal.terms.checking.analysis.outcomes import guard_outcome, waits_for
from commonweal.terms.checking.analysis.ranges import NEVER_KNOWN
from commonweal.terms.core.clauses import (
    Account,
    Clause,
    Condition,
    Payment,
    Remedy,
    Right,
    Terms,
)
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import expressions_of

# ---- out of reach ----------------------------------------------------------------------------------------


def unreachable(terms: Terms, foreseen: Foreseen) -> Iterator[Diagnostic]:
    """
    Yield CW4006 for each remedy or right that can never bring anything.

    More windows in a row than there are; a state that the clause cannot have; a repayment to somebody who
    pays nothing; nothing left to stop; a right that ends before the clause that it reads is judged.
    """
    reach = _Reach(terms, foreseen)
    for clause in terms.clauses:
        rows = foreseen.windows.get(clause.name)
        for remedy in clause.remedies:
            at = remedy.at or clause.at
            if rows and remedy.times > len(rows):
                how = "running" if remedy.repeat == "running" else "times"
                yield diagnose(
                    "CW4006", at, name=clause.name, state=remedy.state, n=remedy.times, how=how,
                    windows=f"{len(rows)} window" + ("s" if len(rows) > 1 else ""),
                )  # fmt: skip
            elif remedy.state == "cured" and isinstance(clause, Condition) and clause.cure is None:
                yield diagnose("CW4006.cured", at, name=clause.name)
            elif remedy.state == "waived" and clause.waivable_by is None:
                yield diagnose("CW4006.waived", at, name=clause.name, public=_other(terms, remedy.actor))
            yield from reach.fruitless(remedy, clause)
    for right in terms.rights:
        yield from reach.fruitless(right, right)
        if right.guard is None or not foreseen.windows.get(right.name):
            continue
        if guard_outcome(right.guard, right.name, terms, foreseen) == NEVER_KNOWN:
            other = waits_for(right.guard, right.name, foreseen)
            yield diagnose("CW4006.early", right.guard.at or right.at, name=right.name, other=other)


class _Reach:
    """What acts of a text can find: who pays whom, and when the last window of each clause begins."""

    def __init__(self, terms: Terms, foreseen: Foreseen) -> None:
        self.windows = foreseen.windows
        self.pays = set(_payments(terms))
        spans = {right.name for right in terms.rights if right.schedule is None}
        # A right in one span of days can be used up to its last day.
        self.begins = {
            name: max((w.last if name in spans else w.first for w in rows), default=date.min)
            for name, rows in foreseen.windows.items()
        }
        every = [one.name for one in (*terms.clauses, *terms.rights, *terms.accounts)]
        known = all(name in self.begins for name in every)
        self.last = max((self.begins[name] for name in every), default=None) if known else None

    def fruitless(self, act: Remedy | Right, of: Clause | Right) -> Iterator[Diagnostic]:
        """Yield CW4006 for an act that finds nothing: no money to pay back, no window to stop."""
        actor, at = act.actor if isinstance(act, Remedy) else act.holder, act.at or of.at
        if act.act == "repay" and act.payee is not None and (act.payee, actor) not in self.pays:
            yield diagnose("CW4006.repay", at, name=of.name, payee=act.payee, actor=actor)
        rows = self.windows.get(of.name)
        if act.act not in ("suspend", "terminate") or not rows or _early(of):
            return
        last = self.begins.get(act.target) if act.target else self.last
        if last is not None and last <= rows[0].first:
            what = act.target or "the agreement"
            yield diagnose("CW4006.late", at, name=of.name, act=act.act, target=what, day=rows[0].first)


def _early(of: Clause | Right) -> bool:
    """Say whether a clause may be breached before its window begins: it looks back, or at another clause."""
    ops = {n.op for root in expressions_of(of) for n in root.walk()}
    back = ("since", "in_last", "in_previous", "in_fixed", "year_to_date", "status", "at_start")
    return not isinstance(of, Right) and bool(ops.intersection(back))


def _payments(terms: Terms) -> Iterator[tuple[str, str]]:
    """Yield who pays or delivers to whom under any clause; what is repaid does not count."""
    yield from ((p.payer, p.payee) for p in terms.payments())
    acts: list[tuple[str, Remedy | Right]] = [(r.actor, r) for c in terms.clauses for r in c.remedies]
    acts += [(right.holder, right) for right in terms.rights]
    for actor, act in acts:
        if act.payee is not None and act.act != "repay":
            yield actor, act.payee
            if act.act in ("buy", "convert"):
                yield act.payee, actor


# ---- toothless -------------------------------------------------------------------------------------------

_ON_BREACH: Final = ("breached", "met", "satisfied", "cured")
_ON_SILENCE: Final = ("overdue", "met", "satisfied")


def toothless(terms: Terms) -> Iterator[Diagnostic]:
    """
    Yield CW4014 where nothing follows: from a breach; from proof that does not come; from a payer's silence.

    A status that another clause reads has teeth, and so have figures that all move money elsewhere. Silence
    leaves a status open, and what is open pays nothing: that costs the debtor if the money that waits is the
    debtor's, and nothing if it is owed by the debtor.
    """
    text = _Text(terms)
    for clause in terms.clauses:
        states = [r.state for r in clause.remedies]
        if isinstance(clause, Payment):
            if text.sides.get(clause.payer) == "public" or not text.own_figures(clause):
                continue
            if "overdue" not in states and not text.silence_costs(clause, clause.payer):
                public = _other(terms, clause.payer)
                yield diagnose(
                    "CW4014.figures", clause.at, name=clause.name, payer=clause.payer, public=public
                )
        elif not (any(s in _ON_BREACH for s in states) or text.breach_costs(clause)):
            other = _other(terms, clause.party)
            yield diagnose("CW4014", clause.at, name=clause.name, debtor=clause.party, other=other)
        elif (
            text.sides.get(clause.party) != "public"
            and _names(clause.duty)
            and not text.public_record(clause)
            and not any(s in _ON_SILENCE for s in states)
            and not text.silence_costs(clause, clause.party)
        ):
            public = _other(terms, clause.party)
            aid = [p.name for p in terms.payments() if p.payee == clause.party][:1]
            mend = [f"if overdue, {public} may withhold {name}" for name in aid]
            yield diagnose("CW4014.silence", clause.at, help=mend, name=clause.name, public=public)


def _other(terms: Terms, debtor: str) -> str:
    """Return whom a debtor faces in a mend: the first public party, or the first other if the debtor is."""
    sides = {party.name: party.side for party in terms.parties}
    facing = [name for name, side in sides.items() if (side == "public") != (sides.get(debtor) == "public")]
    return next(iter(facing), "…")


Reader = Clause | Account | Right


class _Text:
    """What the clauses of a text read: statuses of one another, and figures."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.sides = {party.name: party.side for party in terms.parties}
        self.own = {m.name for m in terms.measures if m.per != "public"}
        self.readers: dict[str, list[tuple[Reader, str]]] = {}
        every = (*terms.clauses, *terms.accounts, *terms.rights)
        for one in every:
            for node in (n for root in expressions_of(one) for n in root.walk()):
                if node.op == "status" and node.text("clause") != one.name:
                    self.readers.setdefault(node.text("clause"), []).append((one, node.text("state")))
        # measure -> the clauses whose money hangs on it; likewise to whom it is paid; what answers silence
        self.moving: dict[str, set[str]] = {}
        self.paying: dict[tuple[str, str], set[str]] = {}
        self.answering: dict[str, set[str]] = {}
        for one in every:
            for measure in (m for root in _amounts(one) for m in _names(root)):
                self.moving.setdefault(measure, set()).add(one.name)
                if isinstance(one, Payment):
                    self.paying.setdefault((one.payee, measure), set()).add(one.name)
            if isinstance(one, Condition) and self._answers(one):
                for measure in _names(one.duty):
                    self.answering.setdefault(measure, set()).add(one.name)

    def _answers(self, one: Condition) -> bool:
        """Say whether a condition has a consequence of its own for proof that does not come."""
        if any(r.state in _ON_SILENCE for r in one.remedies):
            return True
        return any(_hurts(reader, state, one.party) for reader, state in self.readers.get(one.name, []))

    def breach_costs(self, clause: Condition) -> bool:
        """Say whether a breach has a consequence elsewhere: its status is read, or its figures move money."""
        if any(state not in ("overdue", "waived") for _, state in self.readers.get(clause.name, [])):
            return True
        read = _names(clause.duty)
        return bool(read) and all(
            len(others) > (clause.name in others) for m in read for others in [self.moving.get(m, set())]
        )

    def silence_costs(self, clause: Clause, debtor: str) -> bool:
        """Say whether proof that does not come costs its debtor something elsewhere."""
        if any(_hurts(one, state, debtor) for one, state in self.readers.get(clause.name, [])):
            return True
        roots = [clause.amount, clause.guard] if isinstance(clause, Payment) else [clause.duty]
        read = {m for root in roots if root is not None for m in _names(root)} & self.own
        return bool(read) and all(
            len(others) > (clause.name in others)
            for m in read
            for others in [self.paying.get((debtor, m), set()) | self.answering.get(m, set())]
        )

    def own_figures(self, clause: Payment) -> bool:
        """Say whether a payment hangs on figures of the agreement that are not the public's own record."""
        level = clause.evidence.level if clause.evidence is not None else None
        roots = (clause.amount, clause.guard) if clause.guard is not None else (clause.amount,)
        read = {m for root in roots for m in _names(root)} & self.own
        return any((level or m.level) != "confirmed" for m in self.terms.measures if m.name in read)

    def public_record(self, clause: Condition) -> bool:
        """Say whether what a duty reads is confirmed, so that nobody's silence can keep it open."""
        if clause.evidence is not None:
            return clause.evidence.level == "confirmed"
        read = _names(clause.duty)
        return all(m.level == "confirmed" for m in self.terms.measures if m.name in read)


def _hurts(reader: Reader, state: str, debtor: str) -> bool:
    """Say whether a status that stays open, because nothing is proven, costs who owes the proof."""
    if state == "overdue" or isinstance(reader, Condition | Account):
        return True
    return reader.payer != debtor if isinstance(reader, Payment) else reader.holder == debtor


def _amounts(one: Reader) -> list[Expr]:
    """Return what a clause makes money, or a right, depend on; of a condition the sums of its remedies."""
    if isinstance(one, Condition):
        sums = (e for r in one.remedies for e in (r.amount, r.quantity, r.price))
        return [e for e in sums if e is not None]
    return expressions_of(one)


def _names(root: Expr) -> set[str]:
    """Return the measures that an expression reads."""
    return {n.text("measure") for n in root.walk() if any(key == "measure" for key, _ in n.attrs)}
