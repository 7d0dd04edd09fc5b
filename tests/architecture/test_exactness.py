"""Money is exact: no float stands where amounts are made; no clock below the command line."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import PACKAGE, modules, name_of, tree

EXACT = ("ground", "terms", "engines/reference")
# A float that is no number of an agreement: where it stands, and what it is.
ALLOWED = {"src/commonweal/terms/checking/names.py": "how alike two names must be to be offered as a mend"}


def floats(path: Path) -> list[str]:
    """Return the places where a module writes a float or makes one."""
    found = []
    for node in ast.walk(tree(path)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
        call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        if literal or call:
            found.append(f"{name_of(path)}:{node.lineno}")
    return found


def test_no_float_where_amounts_are_made() -> None:
    judged = [path for path in modules(*EXACT) if name_of(path) not in ALLOWED]
    assert [place for path in judged for place in floats(path)] == []


def test_no_clock_below_the_command_line() -> None:
    # ruff says this too; here it does not depend on how the name was imported.
    clocks = {"today", "now", "utcnow", "time_ns", "localtime", "gmtime"}
    found = [
        f"{name_of(path)}:{node.lineno} {node.func.attr}"
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] not in {"cli", "web"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks
    ]
    assert found == []
