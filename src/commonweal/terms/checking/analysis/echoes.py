"""One fault, one message: what only repeats another fault is not said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from commonweal.ground.diagnostics import Diagnostic
from commonweal.terms.checking.scope import Scope
from commonweal.terms.checking.vocabulary import Vocabulary
from commonweal.terms.surface.tree import SyntaxTree

_GLOBAL = ("unit", "subject", "measure")
_LOCAL = ("party", "parameter", "define", "condition", "payment", "account", "right")
_DECLARED = re.compile(rf"\b(?:{'|'.join(_GLOBAL + _LOCAL)})\s+([a-z][a-z0-9_]*)")


def without_echoes(
    found: Iterable[Diagnostic],
    read: Sequence[Diagnostic],
    trees: Sequence[SyntaxTree],
    vocabulary: Vocabulary,
    scopes: Iterable[Scope],
) -> list[Diagnostic]:
    """
    Return what checking found, without what reading has told already.

    Nothing is said a second time of a word that could not be read, nor of a name whose declaration
    has a fault of its own (CW1105): mending that fault mends the name.

    Parameters
    ----------
    found, read : the diagnostics of checking, and of reading
    """
    told = {d.span for d in read}
    broken = {d.span.file for d in read if d.is_error and d.span}
    lost = _lost(trees, broken, vocabulary, scopes)
    lines = {tree.file: tree.text.split("\n") for tree in trees} if lost else {}
    return [d for d in found if d.span not in told and not (d.code == "CW1105" and _word(d, lines) in lost)]


def _lost(
    trees: Iterable[SyntaxTree], broken: set[str], vocabulary: Vocabulary, scopes: Iterable[Scope]
) -> set[str]:
    """Return the names that are declared somewhere and known nowhere."""
    names: set[str] = set()
    for tree in trees:
        if tree.file in broken:
            names.update(_DECLARED.findall(tree.text))
        for item in tree.root.nodes():
            if item.kind in _GLOBAL:
                names.add(next(item.tokens("NAME")).text)
            elif item.kind == "terms":
                names.update(next(n.tokens("NAME")).text for n in item.nodes() if n.kind in _LOCAL)
    for known in (vocabulary.units, vocabulary.subjects, vocabulary.measures):
        names.difference_update(known)
    for scope in scopes:
        for inside in (scope.parties, scope.parameters, scope.clauses, scope.defines):
            names.difference_update(inside)
    return names


def _word(told: Diagnostic, lines: dict[str, list[str]]) -> str:
    """Return the word at the place of a diagnostic."""
    at = told.span
    if at is None or at.file not in lines:
        return ""
    return lines[at.file][at.line - 1][at.column - 1 : at.end_column - 1]
