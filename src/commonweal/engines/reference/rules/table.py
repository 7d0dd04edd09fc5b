"""The table of all rules, by operation."""

from __future__ import annotations

from commonweal.engines.reference.evaluate import Rule
from commonweal.engines.reference.rules import accounts, logic, names, numbers, readings

RULES: dict[str, Rule] = {
    **names.RULES,
    **numbers.RULES,
    **logic.RULES,
    **readings.RULES,
    **accounts.RULES,
}
