"""Fences, tables and words as code: the shapes that generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable


def fence(text: str, language: str = "text") -> str:
    """Return a fenced block."""
    return f"```{language}\n{text.rstrip()}\n```"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def quoted(names: Iterable[str]) -> str:
    """Return words as code, in a row."""
    return " ".join(f"`{name}`" for name in names)
