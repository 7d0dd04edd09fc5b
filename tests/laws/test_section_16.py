"""
Every law of section 16 of the language has a test whose docstring names it ("Law 9, …").

Law 16, that engines agree, speaks of several engines: while there is one, it is the only law without a test.
Law 17, comparison, is held for what compares today: `commonweal plan`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from commonweal.engines.registry import names

LAWS = {
    1: "deletion", 2: "tampering shows", 3: "future", 4: "soundness", 5: "order", 6: "text", 7: "windows",
    8: "logic", 9: "money", 10: "repay", 11: "allocation", 12: "accounts", 13: "tables", 14: "amendments",
    15: "waivers", 16: "engines agree", 17: "comparison",
}  # fmt: skip
NAMED = re.compile(r"Law \d+(?:,? (?:and|on law) \d+)*")


def named() -> dict[int, list[str]]:
    """Return the tests of each law, by its number in their docstrings."""
    found: dict[int, list[str]] = {}
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                said = NAMED.match(ast.get_docstring(node) or "")
                for number in re.findall(r"\d+", said[0]) if said else ():
                    found.setdefault(int(number), []).append(f"{file.name}::{node.name}")
    return found


def test_every_law_of_section_16_has_a_test_that_names_it():
    without = set(LAWS) - set(named())
    assert without == ({16} if len(names()) == 1 else set()), {n: LAWS[n] for n in without}


def test_no_test_names_a_law_that_section_16_does_not_have():
    assert set(named()) <= set(LAWS)
