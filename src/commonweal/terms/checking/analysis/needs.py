"""
What the parts of a text need of one another, and how far that reaches in time (2.3).

Nodes are parts: a clause's duty (with its cure and guard, which its status needs), its amount, each
remedy, the row of an account, the `while` and the amount of a right. What was paid by date (`paid under …
since`, and what reduces an account) and decisions are data. But what was paid *for* a window depends on its
amount, and on the amounts due before it.

An edge says how far it reaches in time. `SAME`: to windows that end with this one or before. `BACK`: only to
earlier ones, as `in previous period` and `balance … at start` do. `AHEAD`: perhaps to later ones, as a fixed
period does. Where some formula reads other clauses in a fixed period, what looks back from window to window
counts as `SAME`: a row of years that each ask the one before cannot be judged from its far end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from commonweal.ground.diagnostics import Span
from commonweal.terms.checking.analysis.circles import Part
from commonweal.terms.core.clauses import (
    Account,
    Cap,
    Clause,
    Condition,
    Payment,
    Remedy,
    Right,
    Schedule,
)
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import expressions_of

READS = ("status", "due_under", "paid_under")
STANDING = ("status", "amount")
HUB = "~"
"""Name of parts that only join others; it stands in no chain."""
BALANCES = ("balance_start", "balance_end", "interest_of")


class Reach(IntEnum):
    """How far in time an edge reaches: to earlier windows, to this one's end, or perhaps beyond."""

    BACK = 0
    SAME = 1
    AHEAD = 2


Edge = tuple[Reach, Span | None]
Edges = dict[Part, dict[Part, Edge]]


def edges_of(
    clauses: Iterable[Clause],
    accounts: Iterable[Account] = (),
    rights: Iterable[Right] = (),
    *,
    whole: bool = False,
) -> Edges:
    """
    Return what each part needs, how far that reaches, and the place that says so.

    `whole`: also edges that make no circle in this text, for texts that are looked at together.

    Parts are `(clause, "status")`, `(clause, "amount")`, `(clause, "if 1")`, …, `(account, "row")`,
    `(right, "while")`, `(right, "amount")`.
    """
    text = _Text({c.name: c for c in clauses}, {a.name: a for a in accounts}, {r.name: r for r in rights})
    for clause in text.clauses.values():
        text.add_clause(clause)
    for account in text.accounts.values():
        text.add_account(account)
    for right in text.rights.values():
        text.add_right(right)
    text.add_standing()
    text.add_repay_order()
    text.add_back(whole=whole)
    return text.edges


@dataclass
class _Text:
    """The parts of one text and what they need; `far`: some formula reads a fixed period."""

    clauses: dict[str, Clause]
    accounts: dict[str, Account]
    rights: dict[str, Right]
    edges: Edges = field(default_factory=dict)
    far: bool = False
    back: list[tuple[Remedy, Part]] = field(default_factory=list)

    def __post_init__(self) -> None:
        parts = (*self.clauses.values(), *self.accounts.values(), *self.rights.values())
        nodes = (n for part in parts for root in expressions_of(part) for n in root.walk())
        self.far = any(n.op in (*READS, "interest_of") and n.args[0].op == "in_fixed" for n in nodes)

    def need(self, part: Part, target: Part, reach: Reach, at: Span | None) -> None:
        """Add an edge; of two between the same parts the one that reaches further counts."""
        row = self.edges.setdefault(part, {})
        found = row.get(target)
        if found is None or found[0] < reach:
            row[target] = (reach, at)

    def reads(self, part: Part, *roots: Expr | None, cure: bool = False) -> None:
        """Add what formulas and amounts read; in a cure, `since` and `in cure` run beyond the window."""
        self.edges.setdefault(part, {})
        for node in (n for root in roots if root is not None for n in root.walk()):
            if node.op in BALANCES:
                self.need(part, (node.text("account"), "row"), _reach(node, cure), node.at)
            elif node.op in READS and not (node.op == "paid_under" and node.args[0].op == "since"):
                for target in self._read(node):
                    reach = _reach(node, cure)
                    reach = Reach.SAME if reach is Reach.BACK and self.far else reach
                    self.need(part, target, reach, node.at)

    def _read(self, node: Expr) -> list[Part]:
        name = node.text("clause")
        clause = self.clauses.get(name)
        if node.op == "status":
            return [(name, "status")]
        if isinstance(clause, Payment):
            return [(name, "amount")]
        remedies = clause.remedies if clause is not None else ()
        return [
            (name, f"if {i}")
            for i, r in enumerate(remedies, 1)
            if r.amount is not None or r.quantity is not None
        ]

    # ---- clauses, accounts, rights -------------------------------------------------------------------

    def add_clause(self, clause: Clause) -> None:
        """Add what the status, the amount and the remedies of a condition or payment need."""
        status: Part = (clause.name, "status")
        self.reads(status, clause.guard)
        if isinstance(clause, Condition):
            self.reads(status, clause.duty)
            self.reads(status, clause.cure.formula if clause.cure else None, cure=True)
        else:
            limits = [step.limit for step in clause.steps if isinstance(step, Cap)]
            self.reads((clause.name, "amount"), clause.amount, clause.guard, *limits)
            # Whether a payment is met or overdue depends on its amount.
            self.need(status, (clause.name, "amount"), Reach.SAME, clause.at)
        for i, remedy in enumerate(clause.remedies, 1):
            part = (clause.name, f"if {i}")
            self.need(part, status, Reach.SAME, remedy.at)
            self.reads(part, remedy.amount, remedy.quantity, remedy.price)

    def add_account(self, account: Account) -> None:
        """
        Add what a row of an account needs, and what the payments that reduce it need of the account.

        Such a payment is limited by the row that holds its last day, and by the amounts before its own: of
        windows that end earlier, or on the same day and named before it (8.1).
        """
        row: Part = (account.name, "row")
        self.reads(row, account.opening, *account.adds, account.rate)
        payments = [c for name in account.reduced_by if isinstance(c := self.clauses.get(name), Payment)]
        for k, payment in enumerate(payments):
            part = (payment.name, "amount")
            ends = _row_ends_first(account.schedule, payment.schedule)
            self.need(part, row, Reach.SAME if ends else Reach.AHEAD, account.at)
            # Through the one before it a payment needs all before it, through the last all of earlier days.
            if k > 0:
                self.need(part, (payments[k - 1].name, "amount"), Reach.SAME, account.at)
            if payment is not payments[-1]:
                self.need(part, (payments[-1].name, "amount"), Reach.BACK, account.at)

    def add_right(self, right: Right) -> None:
        """Add what the `while` of a right and what it brings need."""
        self.reads((right.name, "while"), right.guard)
        self.need((right.name, "amount"), (right.name, "while"), Reach.SAME, right.at)
        self.reads((right.name, "amount"), right.amount, right.quantity, right.price)

    # ---- what acts on other clauses ------------------------------------------------------------------

    def add_standing(self) -> None:
        """
        Add what termination, suspension and withholding make a window depend on.

        Whether a payment is late depends on whether it is withheld as of the day, so on every window of
        the clause that withholds it. A window is suspended or ended by windows that end before it begins.
        What a right brings about hangs on its `while` alone: its exercise is recorded.
        """
        for clause in self.clauses.values():
            for remedy in clause.remedies:
                source: Part = (clause.name, "status")
                if remedy.act == "withhold" and remedy.target:
                    self._acts(remedy.target, ("status",), source, Reach.SAME, remedy.at)
                elif not remedy.power and (remedy.act == "terminate" or remedy.target):
                    self.back.append((remedy, source))
        ending: dict[Schedule | None, list[Right]] = {}
        for right in self.rights.values():
            if right.guard is not None and right.act == "terminate":
                ending.setdefault(right.schedule, []).append(right)
            elif right.guard is not None and right.target is not None:
                parts = ("status",) if right.act == "withhold" else STANDING
                reach = self._right_reach(right, right.target)
                self._acts(right.target, parts, (right.name, "while"), reach, right.at)
        for k, rights in enumerate(ending.values()):
            # Every clause may be ended by each of them: they are reached by way of one part.
            hub = (HUB, str(k))
            for right in rights:
                self.need(hub, (right.name, "while"), Reach.SAME, right.at)
            for name in self.clauses:
                self._acts(name, STANDING, hub, self._right_reach(rights[0], name), rights[0].at)

    def _acts(self, name: str, parts: Iterable[str], source: Part, reach: Reach, at: Span | None) -> None:
        reach = Reach.SAME if reach is Reach.BACK and self.far else reach
        for part in parts:
            if (name, part) in self.edges:
                self.need((name, part), source, reach, at)

    def add_back(self, *, whole: bool) -> None:
        """
        Add what a clause that must suspend or terminate does to later windows.

        No circle can come of it but where something looks ahead, or where texts are looked at together.
        """
        ahead = any(edge[0] is Reach.AHEAD for row in self.edges.values() for edge in row.values())
        for remedy, source in self.back if whole or ahead or self.far else ():
            for name in [remedy.target] if remedy.target else self.clauses:
                if name != source[0] or remedy.target:
                    self._acts(name, STANDING, source, Reach.BACK, remedy.at)

    def _right_reach(self, right: Right, name: str) -> Reach:
        """Return how far beyond a window the `while` of a right that ends or suspends it may look."""
        theirs = self.clauses[name].schedule if name in self.clauses else None
        if right.act == "withhold" or theirs is None:
            return Reach.AHEAD
        if right.schedule is None:
            # Judged on the day of exercise; only a window that begins on that very day can end on it.
            daily = theirs.grain in ("day", "once")
            return Reach.SAME if right.act == "suspend" and daily else Reach.BACK
        if right.act == "suspend":
            return Reach.SAME if _one_grid(right.schedule, theirs) else Reach.AHEAD
        return Reach.BACK if _row_ends_first(right.schedule, theirs) else Reach.AHEAD

    def add_repay_order(self) -> None:
        """
        A repay amount is limited by the repay amounts before it: by end and start of the window, name, item.

        Where two clauses have the same windows, only the earlier name comes first. Where they differ,
        either may come first in some window: then each hangs on what the other's amount needs.
        """
        repays: list[tuple[str, str, str | None, Schedule | None, Span | None]] = [
            (clause.name, f"if {i}", remedy.payee, clause.schedule, remedy.at)
            for clause in self.clauses.values()
            for i, remedy in enumerate(clause.remedies, 1)
            if remedy.act == "repay"
        ]
        repays += [
            (r.name, "amount", r.payee, r.schedule, r.at) for r in self.rights.values() if r.act == "repay"
        ]
        direct = {(name, item): tuple(self.edges[name, item].items()) for name, item, *_ in repays}
        for name, item, payee, schedule, at in repays:
            for other, other_item, to, theirs, _ in repays:
                if to != payee or other == name:
                    continue
                if schedule is not None and schedule == theirs:
                    if other < name:
                        self.need((name, item), (other, other_item), Reach.SAME, at)
                    continue
                for part, (reach, _at) in direct[other, other_item]:
                    self.need((name, item), part, reach, at)


_ORDER = ("day", "month", "quarter", "year")


def _reach(node: Expr, cure: bool) -> Reach:
    if node.op == "balance_start":
        return Reach.BACK
    window = node.args[0].op if node.args else "at_end"
    if window == "in_fixed" or (cure and window in ("in_cure", "since", "at_end")):
        return Reach.AHEAD
    return Reach.BACK if window == "in_previous" else Reach.SAME


def _one_grid(one: Schedule, other: Schedule) -> bool:
    """Say whether windows of two schedules are the same or do not overlap."""
    whole = one.grain == other.grain and one.grain in _ORDER
    return one == other or (whole and "with_stubs" not in (one.stubs, other.stubs))


def _row_ends_first(one: Schedule, other: Schedule) -> bool:
    """Say whether the window of one in which a window of the other ends reaches no further than that."""
    if one == other:
        return True
    calendar = one.grain in _ORDER and other.grain in _ORDER and other.stubs != "with_stubs"
    return calendar and _ORDER.index(one.grain) <= _ORDER.index(other.grain)
