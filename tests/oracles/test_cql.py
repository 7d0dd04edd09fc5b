"""
HL7 CQL's published truth tables: three values come out of our texts as CQL's engines must give them.

Source: cqframework/cql-tests (Apache-2.0): CqlLogicalOperatorsTest, CqlNullologicalOperatorsTest and
CqlConditionalOperatorsTest. Each expression is said in a text, judged in a workspace, and compared. A
parameter that is still to be negotiated is CQL's null.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Xml

import pytest

from tests.oracles.asking import ask, faults

pytestmark = pytest.mark.needs("shared-data")

NAMESPACE = "{http://hl7.org/fhirpath/tests}"
Find = Callable[[str], Path]

PARAMETERS = """
  parameter yes_value : yesno
  parameter no_value : yesno
  parameter open_value : negotiated yesno
  parameter nought : number
  parameter one : number
  parameter open_number : negotiated number
"""
VALUES = "  set yes_value = yes\n  set no_value = no\n  set nought = 0\n  set one = 1"
SAID = {"true": "yes_value", "false": "no_value", "null": "open_value"}


class Case(NamedTuple):
    """One published test: its group, name, expression and printed output."""

    group: str
    name: str
    expression: str
    output: str


def published(path: Path) -> list[Case]:
    """Return the tests of a file, in order."""
    found = []
    for group in Xml.parse(path).getroot().iter(f"{NAMESPACE}group"):
        for test in group.iter(f"{NAMESPACE}test"):
            expression = " ".join((test.findtext(f"{NAMESPACE}expression") or "").split())
            output = (test.findtext(f"{NAMESPACE}output") or "").strip()
            found.append(Case(group.get("name") or "", test.get("name") or "", expression, output))
    return found


# ---- and, or, not; implies and xor as combinations ------------------------------------------------

COMBINED = {
    "and": "{a} and {b}",
    "or": "{a} or {b}",
    "implies": "(not {a}) or {b}",
    "xor": "({a} and not {b}) or (not {a} and {b})",
}


def formula_of(expression: str) -> str:
    """Return a formula of ours that says a CQL expression of `true`, `false` and `null`."""
    words = expression.split()
    if words[0] == "not":
        return f"not {SAID[words[1]]}"
    left, operator, right = words
    return COMBINED[operator].format(a=SAID[left], b=SAID[right])


def test_all_39_logical_tests_are_said_and_agree(oracle_file: Find, tmp_path: Path) -> None:
    tests = published(oracle_file("peer-tests/cql/CqlLogicalOperatorsTest.xml"))
    assert Counter(t.group for t in tests) == {"And": 9, "Or": 9, "Not": 3, "Implies": 9, "Xor": 9}
    formulas = {f"c{i}": formula_of(t.expression) for i, t in enumerate(tests)}
    truths, _ = ask(tmp_path, PARAMETERS, VALUES, formulas)
    assert {t.name: truths[f"c{i}"] for i, t in enumerate(tests)} == {t.name: t.output for t in tests}
    assert Counter(truths.values()) == {"true": 14, "false": 10, "null": 15}


def test_at_least_k_of_says_the_same_as_and_and_or(oracle_file: Find, tmp_path: Path) -> None:
    tests = [
        t
        for t in published(oracle_file("peer-tests/cql/CqlLogicalOperatorsTest.xml"))
        if t.group in ("And", "Or")
    ]
    formulas = {}
    for i, test in enumerate(tests):
        left, operator, right = test.expression.split()
        k = 2 if operator == "and" else 1
        formulas[f"c{i}"] = f"at least {k} of ({SAID[left]}, {SAID[right]})"
    truths, _ = ask(tmp_path, PARAMETERS, VALUES, formulas)
    assert {t.name: truths[f"c{i}"] for i, t in enumerate(tests)} == {t.name: t.output for t in tests}


def test_implies_and_xor_are_no_words_of_the_language(tmp_path: Path) -> None:
    for word in ("implies", "xor"):
        assert faults(tmp_path, PARAMETERS, {"c": f"yes_value {word} no_value"}) == {"CW1001"}


# ---- IsNull, IsTrue, IsFalse ------------------------------------------------------------------------

# Being known is no formula by itself, only a guard of `choose` (2.3): so the answer is an amount, 1 or 0.
IS = {
    "IsNull": "choose (1 when not ({x} is known), otherwise 0)",
    "IsTrue": "choose (1 when ({x} is known) and {x}, otherwise 0)",
    "IsFalse": "choose (1 when ({x} is known) and not {x}, otherwise 0)",
}
OPERANDS = {**SAID, "0": "nought", "1": "one"}
# What each test that cannot be said would need.
REFUSED = {
    "IsNullFalseEmptyString": "text values",
    "IsNullAlsoFalseAbcString": "text values",
    "CoalesceANull": "text values",
    "CoalesceNullA": "text values",
    "CoalesceEmptyList": "lists",
    "CoalesceListFirstA": "lists",
    "CoalesceListLastA": "lists",
    "CoalesceFirstList": "lists",
    "CoalesceLastList": "lists",
    "DateTimeCoalesce": "a choice between dates",
    "DateTimeListCoalesce": "lists",
    "TimeCoalesce": "times of day",
    "TimeListCoalesce": "lists",
}


def test_nine_nullological_tests_agree_and_thirteen_cannot_be_said(oracle_file: Find, tmp_path: Path) -> None:
    tests = published(oracle_file("peer-tests/cql/CqlNullologicalOperatorsTest.xml"))
    mapped = {}
    for test in tests:
        if test.name in REFUSED:
            continue
        call = re.fullmatch(r"(\w+)\((\w+)\)", test.expression)
        assert call is not None, test
        mapped[test.name] = IS[call[1]].format(x=OPERANDS[call[2]])
    assert (len(tests), len(mapped), len(REFUSED)) == (22, 9, 13)
    assert Counter(REFUSED.values()) == {
        "lists": 7,
        "text values": 4,
        "a choice between dates": 1,
        "times of day": 1,
    }
    _, amounts = ask(tmp_path, PARAMETERS, VALUES, {}, {n.lower(): a for n, a in mapped.items()})
    outputs = {t.name.lower(): Decimal(t.output == "true") for t in tests if t.name in mapped}
    assert amounts == outputs


def test_what_cannot_be_said_is_refused_by_the_checker(tmp_path: Path) -> None:
    say = "choose ({x}) at least 0"
    assert faults(tmp_path, PARAMETERS, {"c": say.format(x='1 when "abc" is known, otherwise 0')}) == {
        "CW1001"
    }
    dates = "2012-05-18 when yes_value is known, otherwise 2012-05-18"
    assert faults(tmp_path, PARAMETERS, {"c": say.format(x=dates)}) == {"CW2401"}
    assert faults(tmp_path, PARAMETERS, {"c": "{ yes_value, no_value }"}) == {"CW1001"}
    # and silence is no proof of anything: being known can be no duty
    assert faults(tmp_path, PARAMETERS, {"c": "yes_value is known"}) == {"CW2402"}


# ---- if and case ------------------------------------------------------------------------------------

CHOICES = {
    "IfTrue1": "choose (5 when 10 more than 5, otherwise 10)",
    "IfFalse1": "choose (10 + 5 when 10 equals 5, otherwise 10 - 5)",
    "IfNull1": "choose (5 when 10 equals open_number, otherwise 10)",
    "StandardCase1": "choose (5 when 10 more than 5, 10 when 5 more than 10, otherwise open_number)",
    "StandardCase2": "choose (5 + 10 when 5 more than 10, 10 when 5 equals 10, otherwise 10 - 5)",
    "SelectedCase1": "choose (12 when 5 equals 5, 10 + 5 when 5 equals 10, otherwise 10 - 5)",
    "SelectedCase2": "choose (12 when 10 equals 5, 10 + 5 when 10 equals 10, otherwise 10 - 5)",
    "SelectedCase3": "choose (12 when 10 + 5 equals 5, 10 + 5 when 10 + 5 equals 10, otherwise 10 - 5)",
}


def test_conditionals_agree_but_for_an_unknown_guard(oracle_file: Find, tmp_path: Path) -> None:
    tests = {t.name: t for t in published(oracle_file("peer-tests/cql/CqlConditionalOperatorsTest.xml"))}
    # `null ~ 10` is false in CQL: equivalence, a comparison that takes null for a value. We have none.
    assert set(tests) - set(CHOICES) == {"StandardCase3"}
    _, amounts = ask(tmp_path, PARAMETERS, VALUES, {}, {n.lower(): a for n, a in CHOICES.items()})
    printed = {name.lower(): Decimal(tests[name].output) for name in CHOICES}
    differ = {name for name in printed if amounts[name] != printed[name]}
    # CQL takes the other branch where the guard is null: 10. Here what is not known pays nothing (3.3).
    assert differ == {"ifnull1"}
    assert (amounts["ifnull1"], printed["ifnull1"]) == (None, Decimal(10))
