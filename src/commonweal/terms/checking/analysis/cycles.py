"""
Dependencies between the parts of clauses (2.3): a circle through them has no meaning.

Nodes are parts: a clause's duty (with its cure and guard, which its status needs), its amount, each
remedy. Looking at earlier windows is no edge: `less amounts already due`, `in total`, `in previous
period`; nor is what is recorded by date: `paid under … since` and decisions. But what was paid *for* a
window depends on its amount, and on the amounts due before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.terms.core.clauses import Cap, Clause, Condition, Payment, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import expressions_of

Part = tuple[str, str]
Edges = dict[Part, dict[Part, Span | None]]
READS = ("status", "due_under", "paid_under")


def edges_of(clauses: Iterable[Clause]) -> Edges:
    """
    Return what each part needs, with the place that says so.

    Parts are `(clause, "status")`, `(clause, "amount")`, `(clause, "if 1")`, …
    """
    by_name = {c.name: c for c in clauses}
    ahead = _looks_ahead(by_name)
    edges: Edges = {}
    for clause in by_name.values():
        status: dict[Part, Span | None] = {}
        _reads(clause.guard, by_name, status, ahead)
        edges[clause.name, "status"] = status
        if isinstance(clause, Condition):
            _reads(clause.duty, by_name, status, ahead)
            _reads(clause.cure.formula if clause.cure else None, by_name, status, ahead)
        else:
            amount: dict[Part, Span | None] = {}
            _reads(clause.amount, by_name, amount, ahead)
            _reads(clause.guard, by_name, amount, ahead)
            for step in clause.steps:
                if isinstance(step, Cap):
                    _reads(step.limit, by_name, amount, ahead)
            edges[clause.name, "amount"] = amount
            # Whether a payment is met or overdue depends on its amount.
            status[clause.name, "amount"] = clause.at
        for i, remedy in enumerate(clause.remedies, 1):
            part: dict[Part, Span | None] = {(clause.name, "status"): remedy.at}
            _reads(remedy.amount, by_name, part, ahead)
            edges[clause.name, f"if {i}"] = part
    _standing(by_name, edges, ahead)
    _repay_order(by_name, edges)
    return edges


def _looks_ahead(by_name: dict[str, Clause]) -> bool:
    """
    Say whether some formula reads other clauses in a fixed period, which may lie after its own window.

    Then nothing that looks back is safe from a circle, and every reading is an edge.
    """
    return any(
        node.op in READS and node.args[0].op == "in_fixed"
        for clause in by_name.values()
        for root in expressions_of(clause)
        for node in root.walk()
    )


def _reads(
    root: Expr | None, by_name: dict[str, Clause], into: dict[Part, Span | None], ahead: bool
) -> None:
    for node in root.walk() if root is not None else ():
        if node.op not in READS or (node.op == "paid_under" and node.args[0].op == "since"):
            continue
        if _earlier(node) and not ahead:
            continue
        target = by_name.get(node.text("clause"))
        if node.op == "status":
            into.setdefault((node.text("clause"), "status"), node.at)
        elif isinstance(target, Payment):
            into.setdefault((target.name, "amount"), node.at)
        elif target is not None:
            for i, remedy in enumerate(target.remedies, 1):
                if remedy.amount is not None:
                    into.setdefault((target.name, f"if {i}"), node.at)


def _standing(by_name: dict[str, Clause], edges: Edges, ahead: bool) -> None:
    """
    Add what termination, suspension and withholding make a window depend on.

    Whether a payment is late depends on whether it is withheld as of the day, so on every window of the
    clause that withholds it. A window is suspended or ended by windows that end before it begins, which is no
    edge, unless some formula looks ahead to a fixed period.
    """
    for clause in by_name.values():
        for remedy in clause.remedies:
            targets = [remedy.target] if remedy.act == "withhold" and remedy.target else []
            if ahead and not remedy.power and remedy.act == "suspend" and remedy.target:
                targets = [remedy.target]
            if ahead and not remedy.power and remedy.act == "terminate":
                targets = [name for name in by_name if name != clause.name]
            for target in targets:
                for part in ("status", "amount"):
                    if (target, part) in edges and (part == "status" or remedy.act != "withhold"):
                        edges[target, part].setdefault((clause.name, "status"), remedy.at)


def _earlier(node: Expr) -> bool:
    return bool(node.args) and node.args[0].op == "in_previous"


def _repay_order(by_name: dict[str, Clause], edges: Edges) -> None:
    """
    A repay amount is limited by the repay amounts before it: by end and start of the window, name, item.

    Where two clauses have the same windows, only the earlier name comes first. Where they differ, either may
    come first in some window: then each hangs on what the other's amount needs.
    """
    repays = [
        (clause.name, i, remedy.payee, remedy.at)
        for clause in by_name.values()
        for i, remedy in enumerate(clause.remedies, 1)
        if remedy.act == "repay"
    ]
    direct = {(name, i): tuple(edges[name, f"if {i}"]) for name, i, _, _ in repays}
    for name, i, payee, at in repays:
        for other, j, to, _ in repays:
            if to != payee or other == name:
                continue
            mine = edges[name, f"if {i}"]
            if by_name[name].schedule == by_name[other].schedule:
                if other < name:
                    mine.setdefault((other, f"if {j}"), at)
                continue
            for part in direct[other, j]:
                mine.setdefault(part, at)


def find_cycles(clauses: Iterable[Clause]) -> list[Diagnostic]:
    """Return CW4007 once for each set of parts that hang on one another, with a shortest way round."""
    ready = tuple(clauses)
    chains = _circles(edges_of(ready))
    return _withheld_circles(ready) + [diagnose("CW4007", at, chain=chain) for chain, at in chains]


def find_plan_cycles(texts: Sequence[Terms], place: Span | None) -> list[Diagnostic]:
    """
    Return CW4007 for circles that run through the texts of several versions of one agreement.

    Each text is free of circles; together they need not be: the first lets a read b, the second b read a,
    and a window of the first may reach into the time of the second.
    """
    if len({terms.ref for terms in texts}) < 2:
        return []
    together: Edges = {}
    for terms in texts:
        for part, targets in edges_of(terms.clauses).items():
            row = together.setdefault(part, {})
            for target, at in targets.items():
                row.setdefault(target, at)
    return [diagnose("CW4007.versions", place, chain=chain) for chain, _ in _circles(together)]


def _circles(edges: Edges) -> list[tuple[str, Span | None]]:
    """Return a shortest way round each set of parts that hang on one another, and the place it begins."""
    found: list[tuple[str, Span | None]] = []
    for group in _groups(edges):
        way = _way_round(min(group), edges, group)
        if way:
            chain = " → ".join(f"{name} ({part})" for name, part in way)
            found.append((chain, edges[way[0]][way[1]]))
    return found


def _withheld_circles(clauses: tuple[Clause, ...]) -> list[Diagnostic]:
    """
    Return CW4007 for a withholding that must follow from what it withholds.

    It looks at all windows as of the day, earlier ones too: so here earlier readings, suspensions and
    terminations are edges as well.
    """
    by_name = {c.name: c for c in clauses}
    needs: dict[str, set[str]] = {c.name: set() for c in clauses}
    for clause in clauses:
        for root in expressions_of(clause):
            needs[clause.name] |= {n.text("clause") for n in root.walk() if n.op in READS}
        for remedy in clause.remedies:
            if remedy.power or remedy.act not in ("suspend", "terminate", "withhold"):
                continue
            for target in [remedy.target] if remedy.target else sorted(by_name):
                needs.setdefault(target, set()).add(clause.name)
    found: list[Diagnostic] = []
    for clause in clauses:
        for remedy in clause.remedies:
            if remedy.act != "withhold" or remedy.power:
                continue
            if remedy.target in _reached(clause.name, needs):
                chain = f"{remedy.target} (status) → {clause.name} (status) → … → {remedy.target} (status)"
                found.append(diagnose("CW4007", remedy.at, chain=chain))
    return found


def _reached(start: str, needs: dict[str, set[str]]) -> set[str]:
    """Return every clause that a clause needs, directly or through others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in needs.get(waiting.pop(), ()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _groups(edges: Edges) -> list[set[Part]]:
    """Return the strongly connected sets of parts, by the two passes of Kosaraju and Sharir."""
    order: list[Part] = []
    seen: set[Part] = set()
    for root in sorted(edges):
        stack = [(root, False)]
        while stack:
            part, leaving = stack.pop()
            if leaving:
                order.append(part)
            elif part not in seen:
                seen.add(part)
                stack.append((part, True))
                stack += [(target, False) for target in sorted(edges.get(part, {}))]
    back: dict[Part, list[Part]] = {}
    for part, targets in edges.items():
        for target in targets:
            back.setdefault(target, []).append(part)
    groups: list[set[Part]] = []
    done: set[Part] = set()
    for root in reversed(order):
        group: set[Part] = set()
        left = [root]
        while left:
            part = left.pop()
            if part not in done:
                done.add(part)
                group.add(part)
                left += back.get(part, [])
        if group:
            groups.append(group)
    return groups


def _way_round(start: Part, edges: Edges, group: set[Part]) -> list[Part]:
    """Return the shortest way from a part back to itself inside a group, or nothing if there is none."""
    before: dict[Part, Part] = {}
    row = [start]
    while row:
        further: list[Part] = []
        for part in row:
            for target in sorted(edges.get(part, {})):
                if target == start:
                    way = [start, part]
                    while way[-1] != start:
                        way.append(before[way[-1]])
                    return way[:1] + way[1:-1][::-1] + [start] if part != start else [start, start]
                if target in group and target not in before:
                    before[target] = part
                    further.append(target)
        row = further
    return []
