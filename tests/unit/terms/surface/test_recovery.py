"""One slip gives one message, at its place, with a mend; ten slips give ten."""

from __future__ import annotations

import pytest

from commonweal.ground.diagnostics import Diagnostic
from commonweal.terms.surface.lexing import split
from commonweal.terms.surface.parse import parse
from commonweal.terms.surface.words import CLAUSES
from tests.unit.terms.surface.samples import TEXT, read, shown


def faults(text: str) -> list[Diagnostic]:
    """Return what is wrong with a text, in order."""
    return list(parse(text, "a.terms").diagnostics)


def one(before: str, after: str) -> Diagnostic:
    """Return the only fault of the sample with a slip in it."""
    assert before in TEXT
    found = faults(TEXT.replace(before, after, 1))
    assert len(found) == 1, [d.message for d in found]
    assert found[0].help and found[0].span
    return found[0]


@pytest.mark.parametrize(
    ("before", "after", "says", "mend"),
    [
        ("tested each", "teste each", "Did you mean `tested`", "tested"),
        ("must ensure", "must insure", "Did you mean `ensure`", "ensure"),
        ("state must pay", "state shall pay", "Did you mean `must`", "must"),
        ("must ensure", "ensure", "`must` is missing", "must ensure"),
        ("breached 2 running, company", "breached 2 running company", "`,` is missing", "running, company"),
        ("at least jobs_floor", "no less than jobs_floor", "Did you mean `at least`", "at least"),
        ("at least jobs_floor", "=> jobs_floor", "Did you mean `at least`", "at least"),
        ("at least jobs_floor", "= jobs_floor", "Did you mean `equals`", "equals"),
        ("each year from", "yearly from", "Did you mean `each year`", "each year"),
        ("party company recipient", "party company", "which side this party is on (`public`", "recipient"),
        ("within 30 days", "within thirty days", "how long (such as `30 days`)", "due within"),
        ("2021-12-31 known", "31/12/2021 known", "year-month-day", "2021-12-31"),
        ("2021-12-31 known", "31 December 2021 known", "year-month-day", "2021-12-31"),
        ("2021-12-31 known", "31 February 2021 known", "no day 31 February 2021", "2021-02-28"),
        ("2021-12-31 known", "31/02/2021 known", "no day 31 / 02 / 2021", "2021-02-28"),
        ("end of period", "end of the period", "no articles", "leave out"),
        ("waivable by state", "waivable by the state", "no articles", "leave out"),
        ("pay company 10% *", "pay company 10% of", "a share is a product", "10% * total"),
        ("by payroll at end", "by payroll in cure", "does not say how", "total of payroll"),
        ("capped at EUR 80 million", "capped at EUR 80m", "Did you mean `million`", "million"),
        ("calculated each year for", "each year for", "`calculated` is missing", "calculated each"),
        ("condition jobs", "conditon jobs", "Did you mean `condition`", "condition"),
        ("measure payroll", "mesure payroll", "Did you mean `measure`", "measure"),
        ("= EUR 7", "= EUR 7,000,000", "thousands are parted by `_`", "7_000_000"),
        ("in year 2020 is met", "in 2020 is met", "`year` is missing", "in year 2020"),
        ("  waivable by state\n", "  frequency yearly\n", "no line begins with `frequency`", "comment"),
        ("opens 2020-01-01 with", "opens with", "a date", "opens"),
        ("under credit version", "under under credit version", "`under` stands twice", "leave one"),
        ("total of payroll in", "(total of payroll in", "`)` is missing", ")"),
        ("10% * total", "10% * * total", "stands twice", "leave one"),
        ('basis "Act, section 7"', "basis", "something is missing after `basis`", "basis"),
        ("language 1\n", "", "which edition", "language 1"),
        ("language 1\n", "langauge 1\n", "Did you mean `language`", "language"),
    ],
)
def test_a_slip_gives_one_message_with_a_mend(before: str, after: str, says: str, mend: str) -> None:
    found = one(before, after)
    assert found.code == "CW1001"
    assert says in found.message
    assert mend in " ".join(found.help)


def test_the_place_is_the_word_at_fault() -> None:
    found = one("must ensure", "must insure")
    duty = "  company must ensure jobs_held at end at least jobs_floor for period"
    line = TEXT.splitlines().index(duty) + 1
    assert found.span and (found.span.line, found.span.column, found.span.end_column) == (line, 16, 22)


def test_lines_in_the_wrong_place() -> None:
    assert (
        "the `if` lines come last"
        in one(
            "due within 30 days after notice\n",
            "due within 30 days after notice\n  tested once on 2020-01-01\n",
        ).message
    )
    assert "come before the first clause" in one("payment aid", "party x public\npayment aid").message
    assert (
        "the lines of `account` begin with"
        in one("  reduced by aid", "  waivable by state\n  reduced by aid").message
    )


def test_clauses_and_head_lines_outside_of_terms_are_told_once() -> None:
    start = TEXT.index("terms credit")
    end = TEXT.index("  instrument grant")
    found = faults(TEXT[:start] + TEXT[end:])
    assert [d.message for d in found] == ["`instrument` stands outside of any terms"]
    found = faults(TEXT + "condition late company must ensure a\n\ncondition later company must ensure b\n")
    assert [d.message for d in found] == ["`condition` stands outside of any terms"]


def test_and_or_show_both_ways_to_put_parentheses() -> None:
    mixed = "jobs is met and a is met or min(b, 2) less than 5 and not c"
    found = one("while jobs is satisfied", f"while {mixed}")
    assert found.code == "CW1003"
    assert "(jobs is met and a is met) or (min(b, 2) less than 5 and not c)" in found.help[0]
    assert "jobs is met and (a is met or min(b, 2) less than 5) and not c" in found.help[0]


@pytest.mark.parametrize("word", ["waterfall", "include", "next", "weeks", "business", "latest", "floored"])
def test_words_of_edition_2_are_refused(word: str) -> None:
    assert one("parameter share", f"parameter {word}").code == "CW1004"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("within 30 days", "within 5 business days"),
        ("within 60 days", "within 2 weeks"),
        ("10% * total of payroll in period", "latest of payroll"),
        ("  waivable by state\n", "  include other_terms\n"),
    ],
)
def test_a_construct_of_edition_2_is_told_once(before: str, after: str) -> None:
    assert one(before, after).code == "CW1004"


def test_a_breach_behind_if_is_meant_as_a_status() -> None:
    assert "`if breached`" in one("if breached 2", "if breach 2").help[0]
    assert "`is breached`" in one("while jobs is breached", "while jobs is breach").help[0]
    assert "anchor" in one("30 days after notice", "30 days after breach").help[0]


def test_a_reserved_word_in_a_names_place() -> None:
    found = one("parameter jobs_floor :", "parameter total :")
    assert found.code == "CW1005"
    assert "`total_amount` or `the_total`" in found.help[0]
    assert one("unit jobs", "unit rate").code == "CW1005"
    assert one("waivable by state", "waivable by party").code == "CW1005"
    assert one("party company", "party terms").code == "CW1005"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("EUR 100", "€ 100", "stands for several currencies"),
        ("10% *", "10 % *", "directly behind its number"),
        ("10% *", "10% ×", "no sign of the language"),
        ("company must ensure", "Company must ensure", "small letters"),
        ("plant", "größe", "small letters"),
        ('"Aid"', "“Aid”", "straight double quotes"),
        ('"Aid"', '"Aid', "no closing quotation mark"),
        ("company must", "company\xa0must", "space of a special width"),
        ("company must", "company\u202e must", "cannot be seen"),
        ("company must", "company; must", "means nothing"),
        ("2025-12-31", "2025-02-29", "there is no day 2025-02-29"),
    ],
)
def test_characters_that_cannot_be_read(before: str, after: str, says: str) -> None:
    found = one(before, after)
    assert found.code == "CW1001" and says in found.message


def test_ten_slips_give_ten_messages_in_the_order_of_the_text() -> None:
    slips = [
        ("unit jobs", "unit rate"), ("measure payroll", "mesure payroll"), ("party state", "prty state"),
        ("must ensure", "must insure"), ("tested each", "teste each"), ("2 running,", "2 running"),
        ("10% *", "10 % *"), ("calculated each year", "calculted each year"), ("set company", "set"),
        ("as of 2021-12-31", "as off 2021-12-31"), ("expect jobs", "expects jobs"),
    ]  # fmt: skip
    text = TEXT
    for before, after in slips:
        assert before in text
        text = text.replace(before, after, 1)
    found = faults(text)
    assert len(found) == len(slips), [d.message for d in found]
    places = [(d.span.line, d.span.column) for d in found if d.span]
    assert places == sorted(places)


def test_what_can_be_read_is_kept() -> None:
    result = parse(TEXT.replace("within 30 days after end of period", "within thirty days", 1), "a.terms")
    assert result.value
    (terms,) = result.value.root.nodes("terms")
    clauses = [n.kind for n in terms.nodes() if n.kind in CLAUSES]
    assert clauses == ["payment", "account", "right", "define"]
    assert len(list(terms.nodes("parameter"))) == 2
    whole = {n.kind: shown(n) for n in read(TEXT).root.nodes()}
    for node in result.value.root.nodes():
        assert node.kind in ("terms", "measure") or shown(node) == whole[node.kind]


def test_a_clause_whose_words_were_only_misspelt_is_kept() -> None:
    result = parse(TEXT.replace("tested each", "teste each"), "a.terms")
    assert result.value and shown(result.value.root) == shown(read(TEXT).root)


def test_a_line_that_cannot_be_read_is_left_out_of_its_item() -> None:
    result = parse(TEXT.replace("as of 2021-12-31", "as of"), "a.terms")
    assert result.value
    (example,) = result.value.root.nodes("example")
    assert [n.kind for n in example.nodes()] == [
        "fact", "closed", "paid_fact", "decide", "expect_status", "expect_pays", "expect_unknown",
    ]  # fmt: skip


def test_any_word_left_out_or_doubled_gives_at_most_one_message() -> None:
    words = split(TEXT, "a.terms").words
    starts = [0]
    for line in TEXT.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for word in words[::2]:
        first = starts[word.line - 1] + word.column - 1
        past = starts[word.end_line - 1] + word.end_column - 1
        without = TEXT[:first] + TEXT[past:]
        twice = f"{TEXT[:past]} {TEXT[first:]}"
        for text in (without, twice):
            found = faults(text)
            assert len(found) <= 1, (word, [d.message for d in found])


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "language", "language 1 1", "unit", ")"])
def test_scraps_give_a_reason(text: str) -> None:
    assert faults(text) and all(d.span for d in faults(text))
