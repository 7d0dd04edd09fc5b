"""What is refused before the parser, each with one diagnostic, at once, whatever is sent."""

from __future__ import annotations

import pytest

from commonweal.terms.surface import limits
from commonweal.terms.surface.limits import read_text
from commonweal.terms.surface.parse import parse
from tests.patience import soon
from tests.unit.terms.surface.samples import TEXT, read

START = "language 1\nterms t version 1\ndefine x = "

BEYOND = {
    "bytes": ("x" * 10_000_000, "10_000_000 bytes"),
    "bytes of letters": ("ä" * 600_000, "1_200_000 bytes"),
    "words": ("a " * 60_000, "50_000 words"),
    "comments": ("#\n" * 60_000, "50_000 words"),
    "round brackets": (START + "(" * 900_000, "50_000 words"),
    "nested brackets": (START + "(" * 65 + "a" + ")" * 65, "64 deep"),
    "nested braces": (START + "({" * 20_000, "64 deep"),
    "not not": (START + "not " * 40_000 + "a", "64 deep"),
    "minus minus": (START + "-" * 66 + "a", "64 deep"),
    "minus bracket": (START + "-(" * 20_000, "64 deep"),
    "day after day": (START + "1 day after " * 65 + "2024-01-01", "64 deep"),
    "sum": (START + "+".join(["a"] * 4_097), "4_096 members"),
    "product": (START + " * ".join(["a"] * 20_000), "4_096 members"),
    "formula": (START + " or ".join(["a"] * 4_097), "4_096 members"),
    "arguments": (START + "min(" + ", ".join(["a"] * 4_097) + ")", "4_096 members"),
    "sum behind a comparison": (START + "a at least " + "+".join(["a"] * 4_097), "4_096 members"),
    "digits": (START + "9" * 31, "31 digits"),
    "many digits": (START + "9" * 10_000, "10000 digits"),
    "digits behind the point": (START + "0." + "9" * 30, "31 digits"),
    "digits of a percentage": (START + "1_" * 30 + "1%", "31 digits"),
}


@pytest.mark.parametrize("name", BEYOND)
def test_a_limit_is_one_fault_that_names_it(name: str) -> None:
    text, says = BEYOND[name]
    with soon():
        result = parse(text, "a.terms")
    assert result.value is None
    assert [d.code for d in result.diagnostics] == ["CW1002"]
    assert says in result.diagnostics[0].message
    assert result.diagnostics[0].span and result.diagnostics[0].help


@pytest.mark.parametrize(
    "text",
    [
        START + "(" * 64 + "a" + ")" * 64,
        START + "-" * 64 + "a",
        START + "+".join(["a"] * 4_096),
        START + "min(" + ", ".join(["a + a"] * 4_096) + ")",
        START + "9" * 30,
        START + "series { " + ", ".join(f"year {n}: -{n}" for n in range(1, 6_001)) + " }",
        "language 1\n" + 'example "x" under t version 1\n' + "  fact a in year 2020 = -5\n" * 5_000,
        "language 1" + "\n# a note" * 40_000,
    ],
    ids=["brackets", "minus", "sum", "arguments", "digits", "series", "facts", "comments"],
)
def test_at_the_limit_a_text_is_read(text: str) -> None:
    assert read(text).root


HOSTILE = {
    "nothing but line breaks": "\n" * 1_000_000,
    "controls": "\x01" * 1_000_000,
    "odd signs": "§\n" * 300_000,
    "capitals": "Ab " * 300_000,
    "open quotes": '"\n' * 500_000,
    "one long text": 'language 1\nunit "' + "x" * 900_000,
    "closing brackets": START + ")" * 49_000,
    "a fault on every line": "language 1\nterms t version 1\n" + "  party a\n" * 16_000,
    "a slip on every line": "language 1\nterms t version 1\n" + "  prty a public\n" * 12_000,
    "unknown words on every line": "language 1\n" + "".join(f"nam{i} a b c\n" for i in range(12_000)),
    "only `if`": START + "a " + "if " * 49_000,
    "only `define`": "language 1\nterms t version 1\n" + "define " * 49_000,
    "mixed formulas": "language 1\nterms t version 1\n" + "define x = a and b or c\n" * 5_000,
    "words of edition 2": "language 1\n" + "latest " * 49_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_answered_at_once(name: str) -> None:
    with soon():
        result = parse(HOSTILE[name], "a.terms")
    assert 0 < len(result.diagnostics) <= limits.MAX_SHOWN + 1


def test_two_thousand_lines_are_read() -> None:
    text = TEXT + "".join(TEXT.removeprefix("language 1") for _ in range(2_000 // TEXT.count("\n")))
    assert text.count("\n") >= 1_900
    with soon():
        read(text)


def test_more_faults_than_are_shown_are_summed_up() -> None:
    found = parse("language 1\nterms t version 1\n" + "  party a\n" * 500, "a.terms").diagnostics
    assert len(found) == limits.MAX_SHOWN + 1
    assert "200 faults are shown" in found[-1].message


def test_bytes_become_text() -> None:
    assert read_text("\ufefflanguage 1 # ä\n".encode(), "a.terms").value == "language 1 # ä\n"
    result = read_text(b"language 1\n# \xc3\xa4 and \xe4\n", "a.terms")
    assert result.value is None
    (found,) = result.diagnostics
    assert found.code == "CW1001" and "E4" in found.message
    assert found.span and (found.span.line, found.span.column) == (2, 9)
    (found,) = read_text(b" " * 1_000_001, "a.terms").diagnostics
    assert found.code == "CW1002"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u2028", "\u202e", "\ufeff", "\r", "\ud800"])
def test_unseen_characters_are_refused_even_in_comments_and_texts(sign: str) -> None:
    for text in (f'language 1\nunit jobs "a{sign}b"\n', f"language 1\n# a{sign}b\nunit jobs\n"):
        (found,) = parse(text, "a.terms").diagnostics
        assert f"U+{ord(sign):04X}" in found.message
        assert found.span and found.span.line == 2
