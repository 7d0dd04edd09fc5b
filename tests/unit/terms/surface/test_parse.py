"""The shapes of the syntax tree, as `docs/language/syntax-tree.md` lists them, and its places."""

from __future__ import annotations

import pytest

from commonweal.ground.diagnostics import Span
from commonweal.terms.surface.parse import parse
from tests.unit.terms.surface.samples import TEXT, VOCABULARY, only, read, shown


def formula(text: str) -> str:
    """Return the tree of a formula or amount."""
    return shown(only(f"language 1\nterms t version 1\ndefine x = {text}\n", "define").children[-1])


def test_items_stand_in_the_order_of_the_text() -> None:
    kinds = [node.kind for node in read(TEXT).root.nodes()]
    assert kinds == [
        "edition", "unit", "subject", "measure", "measure", "terms", "agreement", "amendment", "example",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("unit", "(unit jobs (label 'jobs'))"),
        ("subject", "(subject plant (label 'one plant') award)"),
        (
            "measure",
            "(measure jobs_held (label 'Jobs') award (stock) (t_quantity jobs) (year)"
            " (default_evidence (audited)))",
        ),
        ("fiscal_year_ends", "(fiscal_year_ends 31 March)"),
        ("party", "(party company recipient)"),
        ("parameter", "(parameter jobs_floor (t_quantity jobs) (year))"),
        (
            "cure",
            "(cure (offset (duration 60 (day)) (notice)) (offset (duration 1 (year)) (end_of (this_period)))"
            " (gt (value_at payroll (at_end)) (money EUR (number 5))))",
        ),
        ("legal_basis", "(legal_basis 'Act, section 7')"),
        (
            "consequence",
            "(consequence (on_running (breached) 2) company (must) (repay state (money EUR (number 100))"
            " (due (offset (duration 30 (day)) (notice)))))",
        ),
        ("capped", "(capped (money EUR (number 80 (million))) (in_total))"),
        ("each", "(each (year) (from_until (date 2020-01-01) (date 2025-12-31)))"),
        ("for_after", "(for_after (duration 5 (year)) (date 2020-01-01))"),
        ("less_already_due", "(less_already_due)"),
        (
            "right",
            "(right warrant state (buy (quantity (number 100)) shares (money EUR (number 2) shares))"
            " (right_from (date 2020-01-01)) (right_until (date 2022-12-31)) (right_times 2)"
            " (while_ (is_state (ref jobs) (breached))))",
        ),
        ("series", "(series (entry (cal_year 2020) (quantity (number 500) jobs))"
                   " (entry (sub_year 2021-Q1) (undisclosed 'annex 2')))"),
        ("amendment", "(amendment 'A-1' 2021-01-01 (label 'Second') (set_ share (percent 40%))"
                      " (end_clause aid))"),
        (
            "fact",
            "(fact jobs_held (of_subject 'p1') (of_event 'e1') (in_fixed (cal_year 2020))"
            " (quantity (number 600) jobs) (audited) (recorded 2021-01-05))",
        ),
        ("closed", "(closed payroll 2020-12-31 (control 2 (money EUR (number 5))))"),
        ("decide", "(decide (decision notice) jobs (in_fixed (cal_year 2020)) state)"),
        ("as_of", "(as_of 2021-12-31 2021-12-30)"),
        ("expect_status", "(expect_status jobs (in_fixed (cal_year 2020)) (outcome met))"),
        ("expect_pays", "(expect_pays aid (in_fixed (cal_year 2020)) (pays) (money EUR (number 60)))"),
        ("expect_unknown", "(expect_unknown aid (on_date 2020-12-31) (delivers))"),
    ],
)  # fmt: skip
def test_shape_of(kind: str, shape: str) -> None:
    assert shown(only(TEXT, kind)) == shape


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("1 - 2 - 3 * x", "(sub (sub (quantity (number 1)) (quantity (number 2)))"
                          " (mul (quantity (number 3)) (ref x)))"),
        ("-(a + b)", "(neg (add (ref a) (ref b)))"),
        ("not a and b", "(all_of (not_ (ref a)) (ref b))"),
        ("(a or b) and c", "(all_of (any_of (ref a) (ref b)) (ref c))"),
        ("at least 2 of (a, b, c)", "(k_of_n 2 (ref a) (ref b) (ref c))"),
        ("a is met since 2024-01-01", "(is_state (ref a) (met) (w_since (date 2024-01-01)))"),
        ("total over plant in last 4 quarters of (x)",
         "(aggregate_rows (total) plant (w_last (duration 4 (quarter))) (ref x))"),
        ("no plant in period has (x less than 5)",
         "(quantified (none) plant (w_period) (lt (ref x) (quantity (number 5))))"),
        ("days(period, act365)", "(call days (this_period) (ref act365))"),
        ("choose (1 when a, otherwise 2)",
         "(choose (branch (quantity (number 1)) (ref a)) (quantity (number 2)))"),
        ("tier on x { 0% below 30, 5% up to 40, 100% above }",
         "(tier (ref x) (below (percent 0%) (quantity (number 30))) (up_to (percent 5%)"
         " (quantity (number 40))) (above (percent 100%)))"),
        ("USD 4.50 per tonne", "(money USD (number 4.50) tonne)"),
        ("5 jobs per year_of_work", "(quantity (number 5) jobs year_of_work)"),
        ("balance of loan at start + interest of loan in previous period",
         "(add (balance_at loan (at_start)) (interest_of loan (w_previous)))"),
        ("start of fiscal year", "(start_of (containing (fiscal_year)))"),
        ("3 months before end of year 2024",
         "(before (duration 3 (month)) (end_of (cal_year 2024)))"),
        ("year for period", "(series_for year (this_period))"),
    ],
)  # fmt: skip
def test_formula(text: str, shape: str) -> None:
    assert formula(text) == shape


def test_signs_and_words_are_the_same() -> None:
    assert formula("a >= b") == formula("a at least b") == formula("a at\n  least b")


def test_reserved_words_may_be_names_of_measures() -> None:
    text = "language 1\nmeasure stock per award: stock number each year\n"
    assert shown(only(text, "measure")) == "(measure stock award (stock) (t_number) (year))"


def test_a_measure_may_be_named_balance() -> None:
    text = 'language 1\nexample "x" under t version 1\n  fact balance of "p" in year 2020 = 5\n'
    assert "(of_subject 'p')" in shown(only(text, "fact"))


def test_spans_reach_from_the_first_to_the_last_word() -> None:
    text = "language 1\nterms t version 1\ndefine x =\n  (a + b)\n  * c\n"
    product = only(text, "mul")
    assert product.span == Span("a.terms", 4, 3, 5, 6)
    total = only(text, "add")
    assert total.span == Span("a.terms", 4, 4, 4, 9)


def test_comments_are_kept_with_their_places() -> None:
    tree = read("# above\nlanguage 1  # beside\n\n# below\n")
    assert [(c.text, c.trailing, c.span.line, c.span.column) for c in tree.comments] == [
        ("# above", False, 1, 1),
        ("# beside", True, 2, 13),
        ("# below", False, 4, 1),
    ]


def test_line_breaks_of_other_systems_and_a_byte_order_mark() -> None:
    tree = read("\ufeff" + VOCABULARY.replace("\n", "\r\n") + "# end\r\n")
    assert [c.text for c in tree.comments] == ["# end"]
    assert shown(tree.root) == shown(read(VOCABULARY).root)


def test_a_text_of_another_edition_gives_one_fault() -> None:
    result = parse("language 2\nunit jobs\nfancy new line\n", "a.terms")
    assert [d.code for d in result.diagnostics] == ["CW1001"]
    assert "edition 2" in result.diagnostics[0].message


def test_a_sum_of_4096_terms_is_read() -> None:
    text = "language 1\nterms t version 1\ndefine x = " + " + ".join(["a"] * 4096) + "\n"
    depth, node = 0, only(text, "add")
    while node.kind == "add":
        depth, node = depth + 1, next(node.nodes())
    assert depth == 4095
