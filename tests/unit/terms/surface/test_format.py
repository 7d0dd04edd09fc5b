"""The canonical layout: its lines, its breaks, its comments."""

from __future__ import annotations

import pytest

from commonweal.terms.surface.format import format_tree
from commonweal.terms.surface.parse import parse
from tests.unit.terms.surface.samples import TEXT, read, shown


def formatted(text: str) -> str:
    """Return a text in canonical layout, after a look whether it still says the same."""
    tree = read(text)
    made = format_tree(tree)
    again = read(made)
    assert shown(again.root) == shown(tree.root)
    assert [(c.text, c.trailing) for c in again.comments] == [(c.text, c.trailing) for c in tree.comments]
    assert format_tree(again) == made
    return made


def clause(text: str) -> str:
    """Return a clause in canonical layout."""
    return formatted(f"language 1\nterms t version 1\n{text}\n").partition("version 1\n")[2].strip("\n")


def test_the_layout_of_a_whole_text() -> None:
    untidy = " ".join(TEXT.split())
    lines = formatted(untidy).split("\n")
    assert lines[:4] == [
        "language 1",
        'unit jobs "jobs"',
        'subject plant "one plant" of award',
        'measure jobs_held "Jobs" per award: stock jobs each year evidence audited',
    ]
    assert lines[5:8] == ["", 'terms credit version 1 "Credit for jobs"', "  instrument grant"]
    at = lines.index("account loan")
    assert lines[at - 1 : at + 6] == [
        "",
        "account loan",
        "  opens 2020-01-01 with EUR 1_000",
        "  calculated each quarter from 2020-01-01 until 2021-12-31",
        "  interest 5% basis act365",
        "  reduced by aid",
        "",
    ]


def test_signs_become_words() -> None:
    assert clause("condition a b must ensure x>=5 and y<3") == (
        "condition a\n  b must ensure x at least 5 and y less than 3"
    )


def test_spaces() -> None:
    assert clause("define x=-( a+b )*min( c ,d )/days(period,act365)- -e") == (
        "define x = -(a + b) * min(c, d) / days(period, act365) - -e"
    )
    assert clause("define y=choose(5 when a ,otherwise 1)+ total over p in period of( x )") == (
        "define y = choose (5 when a, otherwise 1) + total over p in period of (x)"
    )
    assert clause("define z=series{year 2020:5,2021-Q1:6}") == (
        "define z = series { year 2020: 5, 2021-Q1: 6 }"
    )


def test_a_long_amount_stands_below_its_payee() -> None:
    long = "total of first_measure in period * 25% + total of second_measure in period * 10%"
    assert clause(f"payment a state must pay company {long} less amounts already due") == (
        f"payment a\n  state must pay company\n    {long}\n  less amounts already due"
    )
    assert clause(f"condition a b must ensure c if breached, b must repay state {long}"
                  " less amounts already due due within 30 days after notice") == (
        "condition a\n  b must ensure c\n  if breached, b must repay state\n"
        f"    {long}\n    less amounts already due due within 30 days after notice"
    )  # fmt: skip


def test_a_long_formula_breaks_where_its_parts_are() -> None:
    a = "total of some_long_measure in period at least EUR 5_000_000"
    assert clause(f"condition x company must ensure {a} and {a}") == (
        f"condition x\n  company must ensure\n    {a}\n    and {a}"
    )
    assert clause(f"payment x a must pay b 5 while {a} and ({a} or {a})") == (
        f"payment x\n  a must pay b 5\n  while {a}\n    and (\n      {a}\n      or {a})"
    )


def test_a_table_stands_below_itself() -> None:
    rates = "6.8% up to USD 4_000 per tonne, 17% up to USD 10_000 per tonne, 40% above"
    amount = f"total over sale in period of (sold * marginal on price {{{rates}}})"
    assert clause(f"payment rent firm must pay state {amount}") == (
        "payment rent\n  firm must pay state\n    total over sale in period of (sold * marginal on price {\n"
        "      6.8% up to USD 4_000 per tonne,\n      17%  up to USD 10_000 per tonne,\n      40%  above })"
    )  # fmt: skip


def test_a_long_series_has_a_line_for_each_entry() -> None:
    entries = [f"year {year}: EUR 1_000_000" for year in range(2020, 2025)]
    made = clause("define x = series {" + ",".join(entries) + "}")
    assert made == "define x = series {\n  " + ",\n  ".join(entries) + " }"


def test_empty_lines() -> None:
    text = (
        "language 1\n\n\n\nunit a\nunit b\n\nunit c\nterms t version 1\ndefine x = 1\ndefine y = 2\n"
        'example "e" under t version 1\n'
    )
    assert formatted(text) == (
        "language 1\n\nunit a\nunit b\n\nunit c\n\nterms t version 1\n\ndefine x = 1\ndefine y = 2\n"
        '\nexample "e" under t version 1\n'
    )


def test_comments_keep_their_places() -> None:
    text = (
        "# first\nlanguage 1 # one\n# of the unit\nunit a   # two\n\n# apart\n\n# of the terms\n"
        "terms t version 1\n    # of the party\n  party p public\ncondition c # three\n  # of the duty\n"
        "p must ensure a and # four\n  # five\n b\n# of the line\ntested once on 2024-01-01 # six\n# last\n"
    )
    assert formatted(text) == (
        "# first\nlanguage 1  # one\n# of the unit\nunit a  # two\n\n# apart\n\n# of the terms\n"
        "terms t version 1\n  # of the party\n  party p public\n\ncondition c  # three\n  # of the duty\n"
        "  p must ensure a and  # four\n    # five\n    b\n"
        "  # of the line\n  tested once on 2024-01-01  # six\n# last\n"
    )


def test_numbers_and_parentheses_stay_as_they_are_written() -> None:
    assert clause("define x = (1000000 + (1_000_000)) * 80 million") == (
        "define x = (1000000 + (1_000_000)) * 80 million"
    )


def test_a_sum_of_4096_terms_is_formatted() -> None:
    made = format_tree(read("language 1\nterms t version 1\ndefine x = " + "+".join(["a"] * 4_096)))
    assert made.count("  + a\n") == 4_095
    assert format_tree(read(made)) == made


def test_a_text_with_faults_is_not_formatted() -> None:
    for text in ("language 1\nunit jobs\nunit\n", "language 1\nunit §jobs\n"):
        result = parse(text, "a.terms")
        assert result.value and not result.ok
        with pytest.raises(ValueError, match="without faults"):
            format_tree(result.value)
