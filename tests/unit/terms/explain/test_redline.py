"""Two texts compared: clauses by name, paragraphs, words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from commonweal.terms.core.clauses import Party
from commonweal.terms.explain.paragraphs import ProseClause, ProseParagraph
from commonweal.terms.explain.prose import prose
from commonweal.terms.explain.redline import ChangedClause, Piece, pieces, redline
from tests.unit.terms.core.samples import CREDITS, JOBS_CLAUSE, SAMPLE, USD, number, with_clause


def marked(said: tuple[Piece, ...]) -> str:
    marks = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(marks[p.kind].format(p.text) for p in said)


def changes(found: list[ChangedClause]) -> list[str]:
    return [
        f"{p.change} {p.number} {marked(p.pieces)}" for c in found for p in c.paragraphs if p.change != "same"
    ]


def test_a_text_and_itself():
    found = redline(prose(SAMPLE), prose(SAMPLE))
    assert {c.change for c in found} == {"same"} and changes(found) == []


def test_a_changed_figure_is_marked_in_its_paragraph():
    cure = replace(JOBS_CLAUSE, waivable_by=None, label="Jobs kept")
    other = with_clause(cure)
    found = redline(prose(SAMPLE), prose(other))
    assert [(c.id, c.change) for c in found if c.change != "same"] == [("c:jobs", "changed")]
    jobs = found[-1]
    assert marked(jobs.title) == "Jobs [-in place at year end-]{+kept+} (jobs)"
    assert changes(found) == ["removed 4.6 [-The state may waive this duty.-]"]


def test_head_parties_and_parameters_are_compared_too():
    other = replace(
        SAMPLE,
        version=2,
        parties=(*SAMPLE.parties, Party("union", "labour")),
        parameters=tuple(
            replace(p, default=number("90000000", USD)) if p.default is not None else p
            for p in SAMPLE.parameters
        ),
    )
    assert changes(redline(prose(SAMPLE), prose(other))) == [
        "changed 1.1 These are the terms “jobs_credit”, version [-1-]{+2+}: Credits for jobs.",
        "added 1.5 {+“union” is a party on the side of labour.+}",
        "changed 2.7 “lifetime_cap” is an amount in USD, filled in by the agreement; USD"
        " [-80,000,000-]{+90,000,000+} unless another value is filled in.",
    ]


def test_whole_clauses_come_and_go_where_they_stand():
    bare = replace(SAMPLE, clauses=(JOBS_CLAUSE,))
    found = redline(prose(SAMPLE), prose(bare))
    assert [(c.id, c.change) for c in found] == [
        ("terms", "same"), ("definitions", "same"), ("c:credits", "removed"), ("c:jobs", "same"),
    ]  # fmt: skip
    assert [c.change for c in redline(prose(bare), prose(SAMPLE))] == ["same", "same", "added", "same"]
    assert all(p.change == "removed" for p in found[2].paragraphs)
    assert found[2].number == "3" and CREDITS.name == "credits"


def test_a_removed_first_clause_comes_first():
    old, new = clause("a", "x"), clause("b", "y")
    assert [(c.id, c.change) for c in redline([old, new], [new])] == [("a", "removed"), ("b", "same")]


def clause(id_: str, *texts: str, rows: tuple[tuple[str, ...], ...] = ()) -> ProseClause:
    return ProseClause(
        "1",
        id_,
        tuple(ProseParagraph(f"1.{i}", t, f"{id_}/{i}", rows) for i, t in enumerate(texts, start=1)),
        id_,
    )


def test_rows_of_a_table_are_compared_by_their_period():
    old = clause("a", "As follows:", rows=(("Period", "Value"), ("2020", "100 jobs"), ("2021", "120 jobs")))
    new = clause("a", "As follows:", rows=(("Period", "Value"), ("2020", "100 jobs"), ("2021", "130 jobs")))
    assert changes(redline([old], [new])) == ["changed  2021: [-120-]{+130+} jobs"]


def test_words_beside_words_are_marked_together():
    assert marked(pieces("one two three", "one four five three")) == "one [-two-]{+four five+} three"
    assert marked(pieces("pay USD 1,000.50.", "pay USD 1,200.50.")) == "pay USD [-1,000.50-]{+1,200.50+}."
    assert marked(pieces("a b c d", "a x y d")) == "a [-b c-]{+x y+} d"
    assert pieces("", "") == ()


words = st.lists(st.sampled_from(("one", "two", "1,000", "(", ".", " ", "é")), max_size=12).map("".join)


@given(words, words)
def test_pieces_give_back_both_texts(old, new):
    found = pieces(old, new)
    assert "".join(p.text for p in found if p.kind != "new") == old
    assert "".join(p.text for p in found if p.kind != "old") == new
    assert all(p.text for p in found)


texts = st.lists(st.sampled_from(("Pay one.", "Pay two.", "Pay nobody.", "Ensure jobs.")), max_size=5)


@given(texts, texts)
def test_paragraphs_of_both_texts_are_all_told(old, new):
    (found,) = redline([clause("a", *old)], [clause("a", *new)])
    before = [_text(p.pieces, "new") for p in found.paragraphs if p.change != "added"]
    after = [_text(p.pieces, "old") for p in found.paragraphs if p.change != "removed"]
    assert before == old and after == new


def _text(found: tuple[Piece, ...], without: str) -> str:
    return "".join(p.text for p in found if p.kind != without)
