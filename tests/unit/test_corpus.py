"""
The conformance corpus: every good case is read, checked, written back, told as prose and judged.

A case needs no Python: a folder `tests/cases/<topic>/good/<slug>/` with `case.terms` and `about.md`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from commonweal.engines.registry import names
from commonweal.terms.core.codec import of_json, to_json
from commonweal.terms.core.digest import terms_hash
from commonweal.terms.core.verify import verify
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.terms.explain.prose import prose
from commonweal.terms.surface.format import format_tree
from commonweal.terms.surface.parse import parse
from commonweal.workspace.examples import run_examples

CASES = Path(__file__).resolve().parents[1] / "cases"
LIBRARY = Path(__file__).resolve().parents[2] / "src" / "commonweal" / "library"
GOOD = sorted(CASES.glob("*/good/*/case.terms"))


def slug(path: Path) -> str:
    """Name a case by its topic and folder."""
    return f"{path.parents[2].name}/{path.parent.name}"


def compiled(path: Path) -> Compiled:
    """Compile a case on its own."""
    return compile_sources([("case.terms", path.read_text("utf-8"))])


def test_the_corpus_is_there() -> None:
    assert len(GOOD) >= 94


@pytest.mark.parametrize("path", GOOD, ids=slug)
@pytest.mark.parametrize("engine", names())
def test_every_expectation_of_a_good_case_holds(path: Path, engine: str) -> None:
    made = compiled(path)
    assert made.ok, [str(d.span) + " " + d.message for d in made.diagnostics if d.is_error]
    tested = run_examples(made, engine=engine)
    assert [f"{d.span} {d.message}" for d in tested.failures] == []
    assert tested.expectations > 0


@pytest.mark.parametrize("path", GOOD, ids=slug)
def test_a_case_is_written_back_without_a_change_of_meaning(path: Path) -> None:
    first = parse(path.read_text("utf-8"), "case.terms")
    assert first.value is not None
    written = format_tree(first.value)
    second = parse(written, "case.terms")
    assert second.value is not None
    assert format_tree(second.value) == written
    before = compile_sources([("case.terms", path.read_text("utf-8"))])
    after = compile_sources([("case.terms", written)])
    assert before.hashes == after.hashes


@pytest.mark.parametrize("path", GOOD, ids=slug)
def test_the_core_tree_of_a_case_is_sound_and_survives_its_journey(path: Path) -> None:
    for terms in compiled(path).terms.values():
        assert verify(terms) == ()
        again = of_json(to_json(terms))
        assert again == terms
        assert terms_hash(again) == terms_hash(terms)
        assert prose(terms)
