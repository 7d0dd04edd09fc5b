"""Every sentence of the room that a catalogue must hold, read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from commonweal.report.page import words
from tests.conftest import ROOT

SPEAKING = ("report", "web/assessment")
SAY_ONE = ("phrase", "framed", "marked")
SAY_MANY = ("plural", "forms")
GIVEN_LATER = "phrases.py"
"""The module that defines the calls, and is given their sentences."""


def modules() -> list[Path]:
    """Return the modules that make sentences."""
    found = (path for room in SPEAKING for path in (ROOT / "src/commonweal" / room).rglob("*.py"))
    return sorted(path for path in found if path.name != GIVEN_LATER)


def keys() -> set[str]:
    """Return the sentences as a catalogue names them; a plural is both its forms, apart by a zero byte."""
    found = set(_of_words())
    for path in modules():
        for call in calls(path.read_text("utf-8")):
            found |= set(_said(call))
    return found


def calls(text: str) -> Iterator[ast.Call]:
    """Yield the calls of a module that say something."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in (*SAY_ONE, *SAY_MANY):
                yield node


def _said(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    given = [a.value if isinstance(a, ast.Constant) else None for a in call.args]
    if name in SAY_MANY and len(given) > 1 and isinstance(given[0], str):
        yield f"{given[0]}\0{given[1]}"
    elif name not in SAY_MANY and given and isinstance(given[0], str):
        yield given[0]


def loose() -> list[str]:
    """Return the calls whose sentence is not written there: its parts must then be `marked` somewhere."""
    found = []
    for path in modules():
        for call in calls(path.read_text("utf-8")):
            if not list(_said(call)):
                found.append(f"{path.name}: {ast.unparse(call)}")
    return found


def _of_words() -> Iterator[str]:
    for table in (words.STATUSES, words.STATES, words.POWERS):
        for word in table.values():
            yield from (word.word, word.means)
    yield from words.REASONS.values()
    yield from (*words.NUMBERS[1:], *words.DECISIONS)
