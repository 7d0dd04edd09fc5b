"""Near misses, and phrases for what is expected."""

from __future__ import annotations

import pytest

from commonweal.terms.surface.automaton import Walk, tables
from commonweal.terms.surface.lexing import split
from commonweal.terms.surface.words import expected, listed, nearest


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("teste", "tested"), ("insure", "ensure"), ("conditon", "condition"), ("untli", "until"),
        ("wihtin", "within"), ("evidnce", "evidence"), ("shall", "must"), ("sum", "total"), ("till", "until"),
        ("off", "of"), ("xyzzy", None), ("a", None), ("jobs_floor", None),
    ],
)  # fmt: skip
def test_near_misses(word: str, meant: str | None) -> None:
    keywords = ["must", "total", "until", *sorted(tables().keywords - {"must", "total", "until"})]
    assert nearest(word, keywords) == meant


def test_a_near_miss_is_one_of_the_words_that_are_asked_for() -> None:
    assert nearest("teste", ("each", "until")) is None
    assert nearest("until", ("until",)) is None


def phrases(text: str) -> list[str]:
    """Return what is expected after the beginning of a text."""
    words = split(text, "a.terms").words
    return expected(Walk.at("start", words).kinds(), [word.kind for word in words])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("language", "a whole number"),
        ("language 1 terms t version 1 party a", "which side this party is on"),
        ("language 1 terms t version 1 condition", "a name"),
        ("language 1 terms t version 1 condition a", "the party with this duty"),
        ("language 1 terms t version 1 payment a b must pay", "who is paid"),
        ("language 1 terms t version 1 payment a b must pay c", "an amount"),
        ("language 1 terms t version 1 condition a b must ensure", "a formula"),
        ("language 1 terms t version 1 define x = total of y", "the days it counts"),
        ("language 1 terms t version 1 parameter x :", "what it is measured in"),
        ("language 1 measure x per award: flow money each", "how often"),
        ("language 1 terms t version 1 condition a b must ensure c tested once on", "a date"),
        ("language 1 terms t version 1 condition a b must ensure c due within 5", "`days`, `months`"),
        ("language 1 terms t version 1 condition a b must ensure c evidence", "the level of proof"),
    ],
)
def test_phrases(text: str, first: str) -> None:
    found = phrases(text)
    assert found[0].startswith(first), found


def test_enumerations() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b or c"
