"""A diagnostic has its place first, its source line underlined, its second place, and mends to copy (15)."""

from __future__ import annotations

import json

import pytest

from commonweal.ground.diagnostics import Diagnostic, Note, Severity, Span
from commonweal.report.diagnostics import as_row, as_text, seen, summary

TEXT = "language 1\ncondition jobs\n  company must ensure total of staff in period at least 5 jobs\n"
AT = Span("jobs.terms", 3, 23, 3, 37)
VOCABULARY = Span("vocab.terms", 31, 9, 31, 14)


def fault(**more: object) -> Diagnostic:
    """Return the fault of the specification's example."""
    given: dict[str, object] = {
        "notes": (
            Note("staff is a stock, declared here", VOCABULARY),
            Note("four times 200 jobs are 200 jobs"),
        ),
        "help": ("average of staff in period", "staff at end"),
        "span": AT,
        "message": "jobs cannot be added up over time",
    }
    return Diagnostic("CW2101", Severity.ERROR, **{**given, **more})  # type: ignore[arg-type]


def lines_of(diagnostic: Diagnostic, text: str | None = TEXT, width: int = 100) -> list[str]:
    """Return the lines of a diagnostic."""
    return as_text(diagnostic, lambda file: text, width=width).plain.split("\n")


def test_the_layout_of_the_specification() -> None:
    first, source, under, note, mend = lines_of(fault())
    assert first.startswith("error CW2101: jobs cannot be added up over time   ")
    assert first.endswith(" jobs.terms:3:23") and len(first) == 100
    assert source == "3 |   company must ensure total of staff in period at least 5 jobs"
    assert source[under.index("^") :][: under.count("^")] == "total of staff"
    assert under.endswith("^ staff is a stock, declared here: vocab.terms:31")
    assert note == "  = four times 200 jobs are 200 jobs"
    assert mend == "help: average of staff in period   |   staff at end"


def test_a_long_message_sends_its_place_to_the_next_line() -> None:
    lines = lines_of(fault(message="x" * 95))
    assert lines[1] == "  at jobs.terms:3:23"


def test_without_a_source_the_second_place_is_still_said() -> None:
    lines = lines_of(fault(), text=None)
    assert lines[1] == "   = staff is a stock, declared here: vocab.terms:31"


def test_a_fault_without_a_place() -> None:
    (line,) = lines_of(fault(span=None, notes=(), help=()))
    assert line == "error CW2101: jobs cannot be added up over time"


@pytest.mark.parametrize("column", [1, 400, 790])
def test_a_long_line_is_cut_around_its_fault(column: int) -> None:
    line = "".join(chr(ord("a") + i % 26) for i in range(800))
    source, under = lines_of(fault(span=Span("t", 1, column, 1, column + 5), notes=()), text=line)[1:3]
    assert len(source) <= 101
    assert source[under.index("^") :][:5] == line[column - 1 : column + 4]


def test_wide_letters_are_underlined_by_their_width() -> None:
    under = lines_of(fault(span=Span("t", 1, 3, 1, 5), notes=()), text="雇用人数")[2]
    assert under == "  |     ^^^^"


def test_nothing_in_a_text_acts_on_the_terminal() -> None:
    lines = lines_of(fault(message="a\x1b[2Jb", notes=(), span=Span("t", 1, 1, 1, 2)), text="\x1b[31mred\tx")
    assert "\x1b" not in "".join(lines)
    assert lines[0].startswith("error CW2101: a\\u001b[2Jb")
    assert seen("a\u202eb") == "a\\u202eb"


def test_a_table_shows_its_cell() -> None:
    table = 'agreement,label,value\r\nA,"two, parts",12\r\nB,"two\r\nlines",many\r\n'
    found = fault(span=Span("evidence/a.csv", 3, 3, 3, 4), notes=())
    source, under = lines_of(found, text=table)[1:3]
    assert source[under.index("^") :][: under.count("^")] == "many"


def test_places_beyond_the_text_are_shown_without_it() -> None:
    assert len(lines_of(fault(span=Span("t", 99, 1, 99, 2), notes=(), help=()))) == 1


def test_mends_of_several_lines_stand_one_below_the_other() -> None:
    lines = lines_of(fault(help=("party state public\nparty firm recipient", "x"), notes=()))
    assert lines[3:] == ["help: party state public", "      party firm recipient", "help: x"]


def test_json_for_editors_has_both_places() -> None:
    row = as_row(fault())
    assert row["at"] == {"file": "jobs.terms", "line": 3, "column": 23, "end_line": 3, "end_column": 37}
    assert row["notes"][0]["at"]["file"] == "vocab.terms"
    assert (row["code"], row["severity"]) == ("CW2101", "error")
    json.dumps(row, allow_nan=False)


def test_a_summary_counts_errors_and_warnings() -> None:
    warning = Diagnostic("CW4018", Severity.WARNING, None, "m")
    assert summary([fault(), fault(), warning]) == "2 errors, 1 warning"
    assert summary([]) == "no fault"
