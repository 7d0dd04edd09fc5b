"""A first window that asks for the window before it: nobody can answer, and what hangs on it stays open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.ground.period import Period, show_period
from commonweal.terms.checking.analysis.foreseen import Foreseen
from commonweal.terms.checking.analysis.ranges import Reading
from commonweal.terms.core.clauses import Account, Clause, Right, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import expressions_of


def unanswered(terms: Terms, foreseen: Foreseen) -> Iterator[Diagnostic]:
    """
    Yield CW4021 where the first window of a clause, account or right hangs on `… in previous period` of a
    clause of which no window has ended by then.

    A later version of a text may follow windows of an earlier one, so only first versions are looked at.
    """
    if terms.version > 1:
        return
    for one in (*terms.clauses, *terms.accounts, *terms.rights):
        rows = foreseen.windows.get(one.name)
        if rows and one.schedule is not None:
            yield from _First(terms, foreseen, one, rows[0]).doubts()


@dataclass(frozen=True, slots=True)
class _First:
    """The first window of a clause, account or right."""

    terms: Terms
    foreseen: Foreseen
    one: Clause | Account | Right
    window: Period

    def doubts(self) -> Iterator[Diagnostic]:
        """Yield one doubt for each clause that is asked too early."""
        told = set[str]()
        for root in expressions_of(self.one):
            for node in self._open(root):
                other = node.text("clause")
                if other not in told:
                    told.add(other)
                    yield self._doubt(node, other)

    def _doubt(self, node: Expr, other: str) -> Diagnostic:
        key = "CW4021.follows" if isinstance(self.one, Account) else "CW4021"
        values = {
            "name": self.one.name, "other": other, "state": node.text("state"), "day": self.window.first,
            "window": show_period(self.window, self.terms.fiscal_end),
        }  # fmt: skip
        return diagnose(key, node.at or self.one.at, values=values)

    def _open(self, node: Expr) -> Iterator[Expr]:
        """Yield what asks for a window that there is not, where the answer would make a difference."""
        if node.type.kind == "yesno" and node.op != "choose":
            asked = [n for n in node.walk() if n.op == "status" and n.args[0].op == "in_previous"]
            early = [n for n in asked if self._too_early(n.text("clause"))]
            if early and self._read(early=True).outcome(node) != self._read(early=False).outcome(node):
                yield early[0]
        elif node.op == "choose":
            yield from self._chosen(node)
        else:
            for part in node.args:
                yield from self._open(part)

    def _chosen(self, node: Expr) -> Iterator[Expr]:
        """Yield what asks too early in a `choose`, down to the line whose condition surely holds."""
        for value, guard in zip(node.args[:-1:2], node.args[1::2], strict=True):
            yield from self._open(guard)
            known = self._read(early=False).outcome(guard)
            if known.holds:
                yield from self._open(value)
            if known.holds and not known.fails:
                return
        yield from self._open(node.args[-1])

    def _read(self, *, early: bool) -> Reading:
        before = self._too_early if early else None
        return Reading(self.terms, None, self.window, settled=False, unended=before)

    def _too_early(self, other: str) -> bool:
        """Say whether surely no window of a clause has ended before this one begins."""
        rows = self.foreseen.windows.get(other)
        return rows[0].last >= self.window.first if rows else False
