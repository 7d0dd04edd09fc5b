"""The syntax tree: what was written, where, before anything is known about what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commonweal.ground.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text that carries meaning: a name, a number, a date, a string."""

    kind: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Node:
    """One construct; `kind` is the name of its rule (or alias) in `grammar.lark`."""

    kind: str
    children: tuple[Node | Token, ...]
    span: Span

    def nodes(self, kind: str | None = None) -> Iterator[Node]:
        """Return the child nodes, all or those of one kind, in order."""
        return (c for c in self.children if isinstance(c, Node) and (kind is None or c.kind == kind))

    def first(self, kind: str) -> Node | None:
        """Return the first child node of a kind, or None."""
        return next(self.nodes(kind), None)

    def tokens(self, kind: str | None = None) -> Iterator[Token]:
        """Return the child tokens, all or those of one kind, in order."""
        return (c for c in self.children if isinstance(c, Token) and (kind is None or c.kind == kind))


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `trailing` says that text stands before it on its line."""

    text: str
    span: Span
    trailing: bool


@dataclass(frozen=True, slots=True)
class SyntaxTree:
    """A whole file: its items (after `language N`), its comments, its text."""

    file: str
    root: Node
    comments: tuple[Comment, ...]
    text: str
