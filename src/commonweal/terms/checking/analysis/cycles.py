"""
Circles of clauses (2.3): parts that hang on one another have no meaning.

A circle that looks back somewhere comes to earlier windows and so to an end, unless it also looks ahead: then
nothing is sure to (`needs` says how far each part reaches).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.terms.checking.analysis.circles import Part, groups, way_round, way_through
from commonweal.terms.checking.analysis.needs import BALANCES, HUB, READS, Edges, Reach, edges_of
from commonweal.terms.core.clauses import Account, Clause, Remedy, Right, Terms
from commonweal.terms.core.walk import expressions_of


def find_cycles(
    clauses: Iterable[Clause], accounts: Iterable[Account] = (), rights: Iterable[Right] = ()
) -> list[Diagnostic]:
    """Return CW4007 once for each set of parts that hang on one another, with a shortest way round."""
    duties, books, powers = tuple(clauses), tuple(accounts), tuple(rights)
    chains = _circles(edges_of(duties, books, powers))
    told = _withheld_circles(duties, books, powers)
    return told + [diagnose("CW4007", at, chain=chain) for chain, at in chains]


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
        for part, targets in edges_of(terms.clauses, terms.accounts, terms.rights, whole=True).items():
            row = together.setdefault(part, {})
            for target, edge in targets.items():
                row[target] = max(row.get(target, edge), edge, key=lambda e: e[0])
    return [diagnose("CW4007.versions", place, chain=chain) for chain, _ in _circles(together)]


def _circles(edges: Edges) -> list[tuple[str, Span | None]]:
    """Return a way round each set of parts that hang on one another, and the place where it begins."""
    found: list[tuple[str, Span | None]] = []
    for group in groups(edges):
        inside = {p: {t: e for t, e in edges[p].items() if t in group} for p in group if p in edges}
        beyond = [(p, t) for p in sorted(inside) for t in sorted(inside[p]) if inside[p][t][0] is Reach.AHEAD]
        ways = [way_through(*beyond[0], inside, group)] if beyond else _ways_round(inside)
        for way in ways:
            chain = " → ".join(f"{name} ({part})" for name, part in way if name != HUB)
            found.append((chain, edges[way[0]][way[1]][1]))
    return found


def _ways_round(edges: Edges) -> list[list[Part]]:
    """Return a shortest way round each set of parts that hang on one another without looking back."""
    same = {p: {t for t, edge in row.items() if edge[0] is Reach.SAME} for p, row in edges.items()}
    return [way for group in groups(same) if (way := way_round(min(group), same, group))]


def _withheld_circles(
    clauses: tuple[Clause, ...], accounts: tuple[Account, ...], rights: tuple[Right, ...]
) -> list[Diagnostic]:
    """
    Return CW4007 for a withholding that must follow from what it withholds.

    It looks at all windows as of the day, earlier ones too: so here earlier readings, suspensions and
    terminations are edges as well.
    """
    needs: dict[str, set[str]] = {}
    for clause in (*clauses, *accounts, *rights):
        nodes = [n for root in expressions_of(clause) for n in root.walk()]
        needs[clause.name] = {n.text("clause") for n in nodes if n.op in READS}
        needs[clause.name] |= {n.text("account") for n in nodes if n.op in BALANCES}
    for account in accounts:
        for name in account.reduced_by:
            needs.setdefault(name, set()).update({account.name, *account.reduced_by} - {name})
    acting: list[tuple[str, Remedy | Right]] = [
        (c.name, r) for c in clauses for r in c.remedies if not r.power
    ]
    acting += [(r.name, r) for r in rights if r.guard is not None]
    for name, act in acting:
        if act.act in ("suspend", "terminate", "withhold"):
            for target in [act.target] if act.target else [c.name for c in clauses]:
                needs.setdefault(target, set()).add(name)
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
