"""The glossary is the source of the words: sorted, each once, and the records of the engines are in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, modules, public_definitions

ROW = re.compile(r"^\| \*\*(?P<word>[^*]+)\*\* \| (?P<meaning>.+?) \|", re.MULTILINE)
TEXT = (ROOT / "docs/glossary.md").read_text("utf-8")


def classes_of(*paths: Path) -> set[str]:
    """Return the names of the public classes of some modules."""
    return {
        name for path in paths for name, node in public_definitions(path) if isinstance(node, ast.ClassDef)
    }


def test_every_word_stands_once() -> None:
    words = [m["word"] for m in ROW.finditer(TEXT)]
    assert words == sorted(words, key=str.lower), "the table is in order"
    assert sorted({w for w in words if words.count(w) > 1}) == []


def test_every_class_named_in_the_glossary_exists() -> None:
    named = {c for m in ROW.finditer(TEXT) for c in re.findall(r"`([A-Z]\w+)`", m["meaning"])}
    assert sorted(named - classes_of(*modules())) == []


def test_records_of_the_engines_are_in_the_glossary() -> None:
    named = set(re.findall(r"`([A-Z]\w+)`", TEXT))
    records = classes_of(PACKAGE / "engines/protocol.py")
    assert sorted(records - named) == []
