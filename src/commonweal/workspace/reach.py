"""
What examples reach of a text: statuses, states, `if` lines, brackets of tables, branches of choices
(section 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from commonweal.engines.protocol import Assessment, Trace
from commonweal.terms.core.clauses import Clause
from commonweal.terms.core.expressions import Expr
from commonweal.terms.core.walk import expressions_of


@dataclass
class Reached:
    """
    What the examples of one clause reach.

    Attributes
    ----------
    statuses, states : of its windows and of its money; remedies : numbers of its `if` lines that fired
    parts : places in its tables and choices, as `places` names them
    """

    statuses: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    remedies: set[int] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)


def places(clause: Clause) -> list[str]:
    """Return a name for every bracket and branch of a clause: `bracket 2 at 14:5`, `branch 1 at 20:7`."""
    names: list[str] = []
    for root in expressions_of(clause):
        for node in root.walk():
            names += [_name(node, i) for i in range(1, _size(node) + 1)]
    return list(dict.fromkeys(names))


def _size(node: Expr) -> int:
    return (len(node.args) + (1 if node.op == "choose" else 0)) // 2 if node.op in _PARTS else 0


_PARTS = {"marginal": "bracket", "tier": "bracket", "choose": "branch"}


def _name(node: Expr, i: int) -> str:
    at = f" at {node.at.line}:{node.at.column}" if node.at is not None else ""
    return f"{_PARTS[node.op]} {i}{at}"


def note(judged: Assessment, reached: dict[tuple[str, str], Reached]) -> None:
    """Add what an assessment with traces reaches to what is reached already, by terms and clause."""

    def of(terms: str, clause: str) -> Reached:
        return reached.setdefault((terms, clause), Reached())

    for finding in judged.findings:
        of(finding.terms, finding.clause).statuses.add(finding.status)
        of(finding.terms, finding.clause).parts |= set(_reached(finding.trace))
    for payable in judged.payables:
        if payable.kind == "payment":
            of(payable.terms, payable.clause).states.add(payable.state)
        else:
            of(payable.terms, payable.clause).remedies.add(payable.item)
        of(payable.terms, payable.clause).parts |= set(_reached(payable.trace))
    for power in judged.powers:
        of(judged.terms, power.clause).remedies.add(power.item)


def _reached(trace: Trace | None) -> Iterator[str]:
    if trace is None:
        return
    if trace.node is not None and trace.op in _PARTS:
        for i in _branch(trace) if trace.op == "choose" else _brackets(trace):
            yield _name(trace.node, i)
    for part in trace.because:
        yield from _reached(part)


def _branch(trace: Trace) -> list[int]:
    """Return the branch taken: the first whose guard is true, provided all before are false."""
    for i, guard in enumerate(trace.because[1:-1:2], 1):
        if guard.truth == "T":
            return [i]
        if guard.truth != "F":
            return []
    return [(len(trace.because) + 1) // 2]


def _brackets(trace: Trace) -> list[int]:
    """
    Return the brackets that the number reaches: all up to it (marginal), or the one that holds it (tier).
    """
    values = [part.value for part in trace.because]
    if any(v is None for v in values) or trace.node is None:
        return []
    known = [Decimal(v) for v in values if v is not None]
    x, bounds, kinds = known[0], known[2::2], trace.node["bounds"]
    assert isinstance(kinds, tuple)
    if trace.op == "marginal":
        return [i for i, floor in enumerate([Decimal(0), *bounds], 1) if x > floor]
    for i, (bound, kind) in enumerate(zip(bounds, kinds, strict=True), 1):
        if x < bound or (kind == "up_to" and x == bound):
            return [i]
    return [len(bounds) + 1]
