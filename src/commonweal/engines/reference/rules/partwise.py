"""
Operations that need nothing but the values of their parts.

Most operations are such: they can be worked out wherever their parts are, also for many subjects at once
(`readings`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from commonweal.engines.reference.evaluate import Evaluator, Here, Rule
from commonweal.engines.reference.outcome import Outcome
from commonweal.terms.core.expressions import Expr

Partwise = Callable[[Evaluator, Expr, Sequence[Outcome]], Outcome]


def rules_of(operations: Mapping[str, Partwise]) -> dict[str, Rule]:
    """Return each operation as a rule, which reads all its parts first."""
    return {op: _rule(operation) for op, operation in operations.items()}


def _rule(operation: Partwise) -> Rule:
    def rule(ev: Evaluator, node: Expr, here: Here) -> Outcome:
        return operation(ev, node, [ev.evaluate(arg, here) for arg in node.args])

    return rule
