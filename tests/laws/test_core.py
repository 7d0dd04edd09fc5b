"""Law 6 of the language, its part on the core tree: JSON and back, the hash, the prose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.terms.core.clauses import Remedy, Right, Terms
from commonweal.terms.core.codec import of_json, to_json
from commonweal.terms.core.digest import canonical, terms_hash
from commonweal.terms.core.expressions import expr
from commonweal.terms.core.named import nodes, roots
from commonweal.terms.core.schema import json_schema
from commonweal.terms.core.types import DATE, Type
from commonweal.terms.core.verify import INVARIANTS, verify
from commonweal.terms.core.verifying.acts import ACT_FORMS, is_act
from commonweal.terms.driver import compile_sources
from commonweal.terms.explain.phrases import phrase, source
from commonweal.terms.explain.prose import prose
from tests.strategies import sample
from tests.strategies_core import expressions, terms
from tests.strategies_core_changes import decorated, mutants
from tests.unit.terms.core.schema_check import complaints
from tests.unit.terms.explain.reading import text_of

# Whole terms versions are large: fewer of them in the same time.
FEWER = sample(33)

ONE = expr("literal", Type("money", "USD"), value=Decimal(1))


@FEWER
@given(terms().flatmap(decorated))
def test_json_and_back_is_the_very_tree_with_labels_and_places(whole):
    """Law 6, text: core to JSON and back."""
    actual = of_json(json.loads(json.dumps(to_json(whole))))
    assert actual == whole
    assert asdict(actual) == asdict(whole)
    assert to_json(actual) == to_json(whole)


@FEWER
@given(terms().flatmap(decorated))
def test_what_is_written_fits_the_schema(whole):
    assert complaints(to_json(whole), json_schema()) == []


@FEWER
@given(terms(), st.data())
def test_the_hash_does_not_move_with_labels_places_or_spelling(whole, data):
    """Law 6, text: what the hash leaves out."""
    other = data.draw(decorated(whole))
    assert terms_hash(other) == terms_hash(whole)


@FEWER
@given(terms(), st.randoms())
def test_the_hash_does_not_move_with_the_order_of_declarations_or_with_defines(whole, random):
    """Law 6, text: order that the hash leaves out."""
    shuffled = {
        key: tuple(random.sample(list(getattr(whole, key)), len(getattr(whole, key))))
        for key in (
            "parties",
            "parameters",
            "clauses",
            "accounts",
            "rights",
            "units",
            "subjects",
            "measures",
        )
    }
    assert terms_hash(replace(whole, **shuffled, defines=())) == terms_hash(whole)


@FEWER
@given(terms(defines=False), st.randoms())
def test_the_hash_moves_with_every_other_change(whole, random):
    """Law 6, text: what the hash holds."""
    form = canonical(whole)
    others = list(mutants(whole))
    for other in random.sample(others, min(len(others), 60)):
        assert canonical(other) != form
    assert re.fullmatch("sha256:[0-9a-f]{64}", terms_hash(whole))


@FEWER
@given(terms())
def test_generated_terms_keep_every_invariant(whole):
    assert verify(whole) == ()


@FEWER
@given(terms(), st.randoms())
def test_whatever_is_changed_verify_answers_and_by_name(whole, random):
    others = list(mutants(whole))
    for other in random.sample(others, min(len(others), 60)):
        assert {fault.partition(": ")[0] for fault in verify(other)} <= INVARIANTS.keys()


@FEWER
@given(terms())
def test_an_act_that_lacks_a_part_or_has_another_is_found(whole):
    for whose in acts_of(whole):
        for other in mutilated(whose):
            assert not is_act(other)
            assert any(f.startswith("acts-shaped: c:") for f in verify(with_act(whole, whose, other)))


def acts_of(whole: Terms) -> list[Remedy | Right]:
    """Return every remedy and right."""
    return [*whole.rights, *(remedy for clause in whole.clauses for remedy in clause.remedies)]


def mutilated(act: Remedy | Right) -> Iterator[Remedy | Right]:
    """Return a remedy or right without each part that its act needs, and with one that it does not take."""
    form = ACT_FORMS[act.act]
    yield from (replace(act, **{part: None}) for part in form.needs)
    spare = {"payee": "state", "target": "aid", "unit": "tonne", "net": True, "amount": ONE, "price": ONE}
    yield from (replace(act, **{p: v}) for p, v in spare.items() if p not in (*form.needs, *form.may))


def with_act(whole: Terms, old: Remedy | Right, new: Remedy | Right) -> Terms:
    """Return the terms with one remedy or right in place of another."""
    clauses = tuple(
        replace(c, remedies=tuple(new if r is old else r for r in c.remedies)) for c in whole.clauses
    )
    return replace(whole, clauses=clauses, rights=tuple(new if r is old else r for r in whole.rights))


@FEWER
@given(terms())
def test_a_balance_in_another_unit_or_of_nobody_is_found(whole):
    for account in whole.accounts:
        for other in (
            replace(account, currency="CHF"),
            replace(account, currency="kg"),
            replace(account, basis=None if account.basis else "act365"),
            replace(account, reduced_by=(*account.reduced_by, "nobody")),
            replace(account, reduced_by=(*account.reduced_by, *account.reduced_by, "nobody")),
            replace(account, name="state"),
        ):
            accounts = tuple(other if a is account else a for a in whole.accounts)
            assert verify(replace(whole, accounts=accounts))


@FEWER
@given(terms().flatmap(decorated))
def test_ids_are_unique_and_those_of_the_json_form(whole):
    ids = [id for path, root in roots(whole) for id, _ in nodes(root, path=path)]
    assert len(set(ids)) == len(ids)
    assert sorted(re.findall(r'"id": "([^"]*)"', json.dumps(to_json(whole)))) == sorted(ids)


@FEWER
@given(terms().flatmap(decorated), terms().flatmap(decorated))
def test_different_terms_have_different_prose(one, other):
    assert one == other or text_of(prose(one)) != text_of(prose(other))


@FEWER
@given(terms().flatmap(decorated), st.randoms())
def test_a_change_of_meaning_changes_the_prose_whatever_the_labels(whole, random):
    text = text_of(prose(whole))
    others = list(mutants(whole))
    for other in random.sample(others, min(len(others), 30)):
        if not verify(other):
            assert text_of(prose(other)) != text


@FEWER
@given(expressions())
def test_every_expression_has_a_phrase_and_a_source(found):
    node, around = found
    assert phrase(node, around)
    assert "\n" not in phrase(node, around)
    assert source(node)


ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted({p.parent for p in ROOT.glob("tests/cases/**/*.terms") if "bad" not in p.parts})
FOLDERS += sorted(p for p in (ROOT / "src/commonweal/library").iterdir() if p.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f"{f.parent.parent.name}/{f.name}")
def test_what_people_wrote_is_sound_and_its_sources_read_back(folder):
    sources = [
        (p.relative_to(folder).as_posix(), p.read_text("utf-8")) for p in sorted(folder.rglob("*.terms"))
    ]
    compiled = compile_sources(sources)
    for ref, whole in compiled.terms.items():
        assert verify(whole) == ()
        assert of_json(to_json(whole)) == whole
        assert prose(whole)
        again = [(file, rewritten(text, file, whole)) for file, text in sources]
        assert compile_sources(again).hashes[ref] == compiled.hashes[ref]


def rewritten(text: str, file: str, whole: Terms) -> str:
    """Return a text in which every formula and amount of some terms is printed back from the core tree."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines))]
    places: dict[tuple[int, int], str] = {}
    for path, root in roots(whole):
        at = root.at
        if (
            path.startswith("c:")
            and "schedule" not in path
            and root.origin is None
            and at
            and at.file == file
        ):
            start, end = (
                starts[n - 1] + c - 1 for n, c in ((at.line, at.column), (at.end_line, at.end_column))
            )
            places[start, end] = source(root) if root.type == DATE else f"({source(root)})"
    for (start, end), printed in sorted(places.items(), reverse=True):
        text = text[:start] + printed + text[end:]
    return text
