"""The pages of CW1001 to CW1005: their examples are true, and every message has a mend."""

from __future__ import annotations

import pytest

from commonweal.ground.diagnostics import catalogue
from commonweal.terms.surface.parse import parse

CODES = ("CW1001", "CW1002", "CW1003", "CW1004", "CW1005")
START = "language 1\nterms t version 1\n"


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_gives_the_code_and_the_good_one_is_good(code: str) -> None:
    page = catalogue()[code]
    assert {d.code for d in parse(START + page.bad, "a.terms").diagnostics} == {code}
    assert parse(START + page.good, "a.terms").ok


@pytest.mark.parametrize("code", CODES)
def test_every_message_has_a_mend(code: str) -> None:
    assert [variant for variant, words in catalogue()[code].messages.items() if not words.get("help")] == []


def test_messages_speak_the_language_of_their_readers() -> None:
    jargon = ("token", "parse", "syntax", "unexpected", "grammar", "identifier", "literal", "expression")
    said = [
        words
        for code in CODES
        for variant in catalogue()[code].messages.values()
        for words in (variant["message"], variant.get("help", ""), catalogue()[code].explain)
    ]
    assert [words for words in said if any(word in words.lower() for word in jargon)] == []
