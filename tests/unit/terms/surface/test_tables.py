"""The shipped tables are those of the grammar, and the whole grammar can be written, read and formatted."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources

import pytest

from commonweal.terms.surface.automaton import tables
from commonweal.terms.surface.build_tables import build, grammar_hash, grammar_text
from commonweal.terms.surface.format import format_tree
from commonweal.terms.surface.words import (
    CLAUSES,
    EDITION_2,
    EXAMPLES,
    HEAD,
    ITEMS,
    LINES,
    SPOKEN,
    SYNONYMS,
)
from tests.strategies_text import Production, grammar, words_with
from tests.unit.terms.surface.samples import read, shown

PIECES = ("_lines", "_top")  # symbols of pieces of a text, which no whole text holds


def productions() -> list[Production]:
    """Return every production that a whole text can use."""
    made = grammar()
    return [p for symbol, some in made.productions.items() if symbol in {"start", *made.above} for p in some]


def test_the_tables_are_current() -> None:
    shipped = (resources.files("commonweal.terms.surface") / "tables.json").read_text("utf-8")
    hint = "run: python -m commonweal.terms.surface.build_tables"
    assert json.loads(shipped)["grammar_sha256"] == grammar_hash(grammar_text()), hint
    assert build(grammar_text()) == json.loads(shipped), hint


def test_reading_needs_neither_lark_nor_the_words_for_faults() -> None:
    code = (
        "import sys; from commonweal.terms.surface.parse import parse; assert parse('language 1', 'a').ok;"
        "print([m for m in sys.modules if m.split('.')[0] == 'lark' or m.endswith('.recover')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_symbol_is_part_of_a_text() -> None:
    made = grammar()
    lost = [s for s in made.productions if s != "start" and s not in made.above and not s.endswith(PIECES)]
    # Repetitions that only pieces use are written `__<piece>_<kind>_<number>`.
    assert [s for s in lost if not any(s.startswith(f"__{p}") for p in ("head_lines", "clause_lines"))] == []


def written(production: Production) -> str:
    """Return a production on one line."""
    return f"{production.symbol}: {' '.join(part for part, _ in production.parts)}"


@pytest.mark.parametrize("production", productions(), ids=written)
def test_every_production_can_be_written_read_and_formatted(production: Production) -> None:
    text = " ".join(words_with(production))
    tree = read(text)
    made = format_tree(tree)
    assert shown(read(made).root) == shown(tree.root)
    assert format_tree(read(made)) == made


def test_words_are_words_of_the_grammar() -> None:
    known = tables().keywords | {name for name, _ in tables().patterns} | {"$END"}
    lines = {word for words in LINES.values() for word in words}
    assert {*ITEMS, *CLAUSES, *HEAD, *lines} <= known
    assert set(SPOKEN) <= known
    assert set(EXAMPLES) <= known
    assert {meant for some in SYNONYMS.values() for meant in some} <= known
    assert not set(EDITION_2) & tables().keywords, "a word of edition 2 must read as a name"


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_examples_shown_in_messages_are_right(kind: str) -> None:
    line = EXAMPLES[kind]
    top = {
        **dict.fromkeys(HEAD, "terms t version 1"),
        **dict.fromkeys(LINES["example_lines"], 'example "x" under t version 1'),
        **dict.fromkeys(("move", "end"), 'amend "x" effective 2025-01-01'),
        **dict.fromkeys(("signed", "amount"), 'agreement "x" under t version 1'),
        **dict.fromkeys(CLAUSES, "terms t version 1"),
        **dict.fromkeys(LINES["clause_lines"], "terms t version 1\npayment p a must pay b 5"),
        **dict.fromkeys(LINES["account_lines"], "terms t version 1\naccount l opens 2025-01-01 with 5"),
        **dict.fromkeys(set(LINES["right_lines"]) - {"while"}, "terms t version 1\nright r a may suspend b"),
    }.get(kind, "")
    after = "\nsigned 2025-01-01" if kind == "amend" else ""
    text = line if kind == "language" else f"language 1\n{top}\n{line}{after}\n"
    assert read(text).root
