"""Two versions of an agreement side by side: its values, then its text; nothing where nothing differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from commonweal.report.signing.comparing import LABELS, LAYOUT, compare_terms, compare_versions
from commonweal.report.signing.redline import changed_clauses
from commonweal.terms.core.agreements import Agreement, Setting, Version
from commonweal.terms.core.digest import terms_hash
from tests.unit.terms.core.samples import SAMPLE

NOW = datetime(2020, 1, 1, tzinfo=UTC)
SIGNED = Agreement(
    "WI-1", SAMPLE.name, 1, {"company": "ACME", "state": "WI"},
    (Setting("lifetime_cap", Decimal(5), NOW),), signed=date(2019, 12, 1), label="Mount <Pleasant>",
)  # fmt: skip
FIRST = Version(1, None, SAMPLE, terms_hash(SAMPLE), SIGNED)


def test_a_version_and_itself_differ_in_nothing() -> None:
    assert list(compare_versions(FIRST, FIRST, known={})) == []


def test_a_value_that_changed_is_marked_and_the_text_is_not_repeated() -> None:
    later = replace(SIGNED, settings=(Setting("lifetime_cap", Decimal(7), NOW),))
    (found,) = compare_versions(FIRST, replace(FIRST, number=2, agreement=later), known={"ACME": "Acme Ltd"})
    (clause,) = found.changed
    pieces = [(p.kind, p.text) for one in clause.paragraphs if one.change == "changed" for p in one.pieces]
    assert ("old", "5") in pieces and ("new", "7") in pieces
    made = str(changed_clauses(found, heading="h4"))
    assert "<del>5</del><ins>7</ins>" in made and made.startswith("<h4>") and "<Pleasant>" not in made


def test_another_text_is_compared_clause_by_clause() -> None:
    second = replace(SAMPLE, version=2, clauses=SAMPLE.clauses[1:])
    moved = replace(SIGNED, version=2)
    after = Version(2, date(2021, 1, 1), second, terms_hash(second), moved)
    values, text = compare_versions(FIRST, after, known={})
    assert (values.old[0], values.new[0]) == ("version 1", "version 2")
    assert any(
        clause.change == "removed" and clause.id == f"c:{SAMPLE.clauses[0].name}" for clause in text.changed
    )
    assert text.same_meaning is False and "removed" in text.verdict


def test_what_means_the_same_is_said_to_mean_the_same() -> None:
    named = ("a", terms_hash(SAMPLE))
    assert compare_terms(named, SAMPLE, named, SAMPLE, language="en").verdict == LAYOUT
    labelled = replace(
        SAMPLE, clauses=(replace(SAMPLE.clauses[0], label="Called otherwise"), *SAMPLE.clauses[1:])
    )
    assert compare_terms(named, SAMPLE, named, labelled, language="en").verdict.startswith(LABELS)
