"""What is offered instead of a word or a name that means nothing."""

from __future__ import annotations

import pytest

from commonweal.terms.driver import compile_sources

TEXT = """language 1
unit shares "Shares"

terms stake version 1 "A stake"
  instrument {instrument}
  currency EUR
  party {first}
  party {second}

right option
  city may buy 100 of shares at EUR 12
  each year from 2025-01-01 until 2029-12-31
"""
GOOD = {"instrument": "equity", "first": "city public", "second": "bakery recipient"}
SIDES = "write after the name on which side it stands: party"
SLIPS = {
    "a side misspelt": (
        {"first": "city publc"},
        ("CW1102", "did you mean public?", f"{SIDES} city public   |   party city recipient"),
    ),
    "a side that is none": (
        {"first": "city government"},
        ("CW1102", f"{SIDES} city public   |   party city recipient"),
    ),
    "the side before the name": (
        {"first": "public city"},
        ("CW1102", "write the name first: party city public"),
    ),
    "the only recipient misspelt": (
        {"second": "bakery recipent"},
        ("CW1102", "did you mean recipient?", f"{SIDES} bakery public   |   party bakery recipient"),
    ),
    "a kind of support misspelt": (
        {"instrument": "equty"},
        ("CW1103", "did you mean equity?", "write one of these words instead of `equty`"),
    ),
    "a kind of support that is none": (
        {"instrument": "subsidy"},
        ("CW1103", "write one of these words instead of `subsidy`"),
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_is_one_message_and_offers_what_was_meant(slip: str) -> None:
    changed, (code, *mends) = SLIPS[slip]
    told = compile_sources([("case.terms", TEXT.format(**GOOD | changed))]).diagnostics
    first, *rest = [d for d in told if d.is_error]
    assert (first.code, *first.help) == (code, *mends)
    # Where the side took the place of the name, the clauses ask for a party that nobody declared.
    assert {d.code for d in rest} <= ({"CW1105"} if "before" in slip else set())
