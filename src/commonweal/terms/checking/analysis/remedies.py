"""Consequences: those out of reach, and breaches or silences that nothing follows from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.terms.checking.analysis.foreseen import Foreseen
from commonweal.terms.checking.analysis.outcomes import guard_outcome, waits_for
from commonweal.terms.checking.analysis.ranges import NEVER_KNOWN
from commonweal.terms.core.clauses import (
    Account,
    Clause,
    Condition,
    Measure,
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

    More windows in a row than there are; a state that the clause cannot have; a repayment to somebody who pays
    nothing; nothing left to stop; a right that ends before the clause that it reads is judged.
    """
    for clause in terms.clauses:
        rows = foreseen.windows.get(clause.name)
        for remedy in clause.remedies:
            if rows and remedy.times > len(rows):
                yield diagnose(
                    "CW4006", remedy.at or clause.at, name=clause.name, state=remedy.state, n=remedy.times,
                    how="running" if remedy.repeat == "running" else "times", windows=_windows(len(rows)),
                )  # fmt: skip
            elif remedy.state == "cured" and isinstance(clause, Condition) and clause.cure is None:
                yield diagnose("CW4006.cured", remedy.at or clause.at, name=clause.name)
            elif remedy.state == "waived" and clause.waivable_by is None:
                yield diagnose("CW4006.waived", remedy.at or clause.at, name=clause.name)
            yield from _fruitless(remedy, clause, terms, foreseen)
    for right in terms.rights:
        yield from _fruitless(right, right, terms, foreseen)
        if right.guard is None or not foreseen.windows.get(right.name):
            continue
        if guard_outcome(right.guard, right.name, terms, foreseen) == NEVER_KNOWN:
            other = waits_for(right.guard, right.name, foreseen)
            yield diagnose("CW4006.early", right.guard.at or right.at, name=right.name, other=other)


def _windows(n: int) -> str:
    return f"{n} window" if n == 1 else f"{n} windows"


def _fruitless(
    act: Remedy | Right, of: Clause | Right, terms: Terms, foreseen: Foreseen
) -> Iterator[Diagnostic]:
    """Yield CW4006 for an act that finds nothing: no money to pay back, no window to stop."""
    actor = act.actor if isinstance(act, Remedy) else act.holder
    if act.act == "repay" and act.payee is not None and not _pays(act.payee, actor, terms):
        yield diagnose("CW4006.repay", act.at or of.at, name=of.name, payee=act.payee, actor=actor)
    if act.act not in ("suspend", "terminate"):
        return
    rows = foreseen.windows.get(of.name)
    every = [one.name for one in (*terms.clauses, *terms.rights, *terms.accounts)]
    names = [act.target] if act.target else every
    if not rows or any(name not in foreseen.windows for name in names) or _early(of):
        return
    spans = {right.name for right in terms.rights if right.schedule is None}
    begun = rows[0].first
    later = (
        window
        for name in names
        for window in foreseen.windows[name]
        if (window.last if name in spans else window.first) > begun
    )
    if next(later, None) is None:
        what = act.target or "the agreement"
        yield diagnose("CW4006.late", act.at or of.at, name=of.name, act=act.act, target=what, day=begun)


def _early(of: Clause | Right) -> bool:
    """Say whether a clause may be breached before its window begins: it looks back, or at another clause."""
    ops = {n.op for root in expressions_of(of) for n in root.walk()}
    back = ("since", "in_last", "in_previous", "in_fixed", "year_to_date", "status", "at_start")
    return not isinstance(of, Right) and bool(ops.intersection(back))


def _pays(payer: str, payee: str, terms: Terms) -> bool:
    """Say whether a party pays or delivers to another under any clause; what is repaid does not count."""
    if any((p.payer, p.payee) == (payer, payee) for p in terms.payments()):
        return True
    acts: list[tuple[str, Remedy | Right]] = [(r.actor, r) for c in terms.clauses for r in c.remedies]
    acts += [(right.holder, right) for right in terms.rights]
    return any(
        (actor, act.payee) == (payer, payee) or (act.act in ("buy", "convert") and act.payee == payer)
        for actor, act in acts
        if act.act != "repay"
    )


# ---- toothless -------------------------------------------------------------------------------------------

_ON_BREACH: Final = ("breached", "met", "satisfied", "cured")
_ON_SILENCE: Final = ("overdue", "met", "satisfied")


def toothless(terms: Terms) -> Iterator[Diagnostic]:
    """
    Yield CW4014 where nothing follows: from a breach; from proof that does not come; from a payer's silence.

    A status that another clause reads has teeth. Silence leaves it open, and what is open pays nothing: that
    costs the debtor if the money that waits is the debtor's, and nothing if it is owed by the debtor.
    """
    sides = {party.name: party.side for party in terms.parties}
    readers = _readers(terms)
    for clause in terms.clauses:
        found = readers.get(clause.name, [])
        states = [r.state for r in clause.remedies]
        if isinstance(clause, Payment):
            if sides.get(clause.payer) == "public" or not _own_figures(clause, terms):
                continue
            if "overdue" not in states and not any(_hurts(one, state, clause.payer) for one, state in found):
                yield diagnose("CW4014.figures", clause.at, name=clause.name, payer=clause.payer)
            continue
        breach = any(s in _ON_BREACH for s in states) or any(s not in ("overdue", "waived") for _, s in found)
        if not breach:
            yield diagnose("CW4014", clause.at, name=clause.name)
        elif (
            sides.get(clause.party) != "public"
            and not _public_record(clause, terms)
            and not any(s in _ON_SILENCE for s in states)
            and not any(_hurts(one, state, clause.party) for one, state in found)
        ):
            yield diagnose("CW4014.silence", clause.at, name=clause.name)


Reader = Clause | Account | Right


def _readers(terms: Terms) -> dict[str, list[tuple[Reader, str]]]:
    """Return for each clause what reads its status, and which state; not the clause itself."""
    found: dict[str, list[tuple[Reader, str]]] = {}
    for one in (*terms.clauses, *terms.accounts, *terms.rights):
        for root in expressions_of(one):
            for node in root.walk():
                if node.op == "status" and node.text("clause") != one.name:
                    found.setdefault(node.text("clause"), []).append((one, node.text("state")))
    return found


def _hurts(reader: Reader, state: str, debtor: str) -> bool:
    """Say whether a status that stays open, because nothing is proven, costs the party that owes the proof."""
    if state == "overdue" or isinstance(reader, Condition | Account):
        return True
    return reader.payer != debtor if isinstance(reader, Payment) else reader.holder == debtor


def _own_figures(clause: Payment, terms: Terms) -> bool:
    """Say whether the amount of a payment hangs on figures of the agreement that are not the public's own."""
    level = clause.evidence.level if clause.evidence is not None else None
    return any(
        measure.per != "public" and (level or measure.level) != "confirmed"
        for root in (clause.amount, *([clause.guard] if clause.guard is not None else []))
        for measure in _measures(root, terms)
    )


def _public_record(clause: Condition, terms: Terms) -> bool:
    """Say whether what a duty reads is confirmed, so that nobody's silence can keep it open."""
    if clause.evidence is not None:
        return clause.evidence.level == "confirmed"
    read = _measures(clause.duty, terms)
    return bool(read) and all(m.level == "confirmed" for m in read)


def _measures(root: Expr, terms: Terms) -> list[Measure]:
    names = {n.text("measure") for n in root.walk() if any(key == "measure" for key, _ in n.attrs)}
    return [m for m in terms.measures if m.name in names]
