"""
The part of an agreement on which a measure has any bearing, so that varying one figure of it judges no more.

Which clauses hang on which is read from the texts, and generously: a clause too many costs time, one too few
would change an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from commonweal.engines.protocol import Record
from commonweal.terms.core.agreements import Plan, Window
from commonweal.terms.core.clauses import Account, Clause, Payment, Remedy, Right, Terms
from commonweal.terms.core.walk import expressions_of

Part = Clause | Account | Right
Needs = Mapping[str, set[str]]

STANDING: Final = ("suspend", "withhold")
"""Acts that bear on the clause that they name."""


class Bearing:
    """What hangs on what in the texts of one plan, with the decisions that were taken under it."""

    def __init__(self, plan: Plan, record: Record) -> None:
        self._plan = plan
        self._parts = [p for v in plan.versions for p in _parts(v.terms)]
        decided = {d.clause for d in record.decisions}
        self._needs: dict[str, set[str]] = {part.name: set() for part in self._parts}
        for part in self._parts:
            self._reads(part)
        for version in plan.versions:
            _linked(version.terms, decided, self._needs)
        self._kept: dict[str, frozenset[str]] = {}

    def on(self, measure: str) -> frozenset[str]:
        """
        Return the clauses, accounts and rights that must be judged to see what a measure does to money.

        None of them where it has no bearing on any amount.
        """
        if measure not in self._kept:
            first = {part.name for part in self._parts if _mentions(part, measure)}
            used: dict[str, set[str]] = {}
            for name, targets in self._needs.items():
                for target in targets:
                    used.setdefault(target, set()).add(name)
            touched = _reached(first, used)
            moves = any(part.name in touched and _owes(part) for part in self._parts)
            self._kept[measure] = frozenset(_reached(touched, self._needs)) if moves else frozenset()
        return self._kept[measure]

    def plan(self, names: frozenset[str], as_of: date) -> Plan:
        """
        Return the plan with some clauses, accounts and rights only, and without windows that have not begun.

        The first of those stays: it says that the clause goes on.
        """
        windows = {n: _begun(rows, as_of) for n, rows in self._plan.windows.items() if n in names}
        versions = tuple(replace(v, terms=_only(v.terms, names)) for v in self._plan.versions)
        return replace(self._plan, versions=versions, windows=windows, unbound=self._plan.unbound & names)

    def _reads(self, part: Part) -> None:
        """Note what the formulas and the acts of a part read, and what its acts bear on."""
        needs = self._needs[part.name]
        for node in (n for root in expressions_of(part) for n in root.walk()):
            needs |= {str(v) for name, v in node.attrs if name in ("clause", "account")} & self._needs.keys()
        for act in _acts(part):
            if act.act in STANDING and act.target in self._needs:
                self._needs[act.target].add(part.name)


def _linked(terms: Terms, decided: set[str], needs: dict[str, set[str]]) -> None:
    """Add what hangs together without naming one another: accounts, endings, repayments."""
    payments = {c.name for c in terms.clauses if isinstance(c, Payment)}
    for account in terms.accounts:
        # A payment is clipped by the account that it reduces, and by the payments named beside it.
        for name in payments & set(account.reduced_by):
            needs[name] |= {account.name} | (payments & set(account.reduced_by))
            needs[account.name].add(name)
    acts = [(part.name, act) for part in _parts(terms) for act in _acts(part)]
    ending = {name for name, act in acts if act.act == "terminate" and (name in decided or _by_itself(act))}
    repaying = {name for name, act in acts if act.act == "repay"}
    for name in needs:
        needs[name] |= ending
    for name in repaying:
        # Never more is repaid than was paid, all repayments together (7.4).
        needs[name] |= repaying | payments


def _parts(terms: Terms) -> Iterable[Part]:
    return (*terms.clauses, *terms.accounts, *terms.rights)


def _acts(part: Part) -> Sequence[Remedy | Right]:
    if isinstance(part, Right):
        return (part,)
    return () if isinstance(part, Account) else part.remedies


def _by_itself(act: Remedy | Right) -> bool:
    """Say whether an act follows without anybody's decision."""
    return isinstance(act, Remedy) and not act.power


def _mentions(part: Part, measure: str) -> bool:
    if isinstance(part, Account) and measure in part.reduced_by:
        return True
    nodes = (n for root in expressions_of(part) for n in root.walk())
    return any(value == measure for node in nodes for _, value in node.attrs)


def _owes(part: Part) -> bool:
    """Say whether a part may make an amount due."""
    return isinstance(part, Payment) or any(act.act not in (*STANDING, "terminate") for act in _acts(part))


def _reached(first: Iterable[str], edges: Needs) -> set[str]:
    found, waiting = set(first), list(first)
    while waiting:
        for name in edges.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return found


def _begun(windows: tuple[Window, ...], as_of: date) -> tuple[Window, ...]:
    first = next((k for k, w in enumerate(windows) if w.period.first > as_of), len(windows))
    return windows[: first + 1]


def _only(terms: Terms, names: frozenset[str]) -> Terms:
    return replace(
        terms,
        clauses=tuple(c for c in terms.clauses if c.name in names),
        accounts=tuple(a for a in terms.accounts if a.name in names),
        rights=tuple(r for r in terms.rights if r.name in names),
    )
