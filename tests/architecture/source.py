"""Readings of the source tree that the architecture tests share."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "commonweal"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*rooms: str) -> list[Path]:
    """Return the Python files of some rooms ("ground", "engines/reference"), or of the whole house."""
    roots = [PACKAGE / room for room in rooms] if rooms else [PACKAGE]
    return sorted(path for root in roots for path in ([root] if root.is_file() else root.rglob("*.py")))


def name_of(path: Path) -> str:
    """Return a file's path as a person says it: from the clone's root."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), filename=name_of(path))


def public_definitions(path: Path) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Yield the public classes and functions of a module, and the public methods of its classes."""
    for node in tree(path).body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, Function) and not inner.name.startswith("_"):
                        yield f"{node.name}.{inner.name}", inner


@cache
def committed_files() -> tuple[Path, ...]:
    """Return every file that git tracks or would track: what a reader of the repository sees."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(p for name in sorted(set(listed.split("\0")) - {""}) if (p := ROOT / name).is_file())
