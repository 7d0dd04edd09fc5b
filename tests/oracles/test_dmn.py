"""
DMN's ternary logic: the conformance cases of FEEL's `and`, `or` and `not` come out of our texts.

Source: dmn-tck/tck (Apache-2.0), TestCases 0064, 0065, 0106 and 0107. FEEL lets a number or a text stand
where a truth is meant, and takes it for null; our checker refuses such a text before anybody signs it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from tests.oracles.asking import ask, faults

pytestmark = pytest.mark.needs("shared-data")

TEST = "{http://www.omg.org/spec/DMN/20160719/testcase}"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
Find = Callable[[str], Path]

PARAMETERS = """
  parameter yes_value : yesno
  parameter no_value : yesno
  parameter open_value : negotiated yesno
"""
VALUES = "  set yes_value = yes\n  set no_value = no"
SAID = {"true": "yes_value", "false": "no_value", "null": "open_value"}


def value_of(node: Xml.Element) -> str:
    """Return `true`, `false` or `null`."""
    value = node.find(f".//{TEST}value")
    assert value is not None
    return "null" if value.get(NIL) == "true" else (value.text or "").strip()


def cases_of(path: Path) -> list[tuple[dict[str, str], str, str]]:
    """Return (inputs by name, decision, expected) for each result of a file of cases."""
    found = []
    for case in Xml.parse(path).getroot().iter(f"{TEST}testCase"):
        inputs = {i.get("name") or "": value_of(i) for i in case.iter(f"{TEST}inputNode")}
        for result in case.iter(f"{TEST}resultNode"):
            found.append((inputs, result.get("name") or "", value_of(result)))
    return found


def decisions_of(path: Path) -> dict[str, str]:
    """Return the expression of each decision of a model."""
    root = Xml.parse(path).getroot()
    space = root.tag.removesuffix("definitions")
    return {
        d.get("name") or "": d.findtext(f"{space}literalExpression/{space}text") or ""
        for d in root.iter(f"{space}decision")
    }


def said(expression: str, inputs: dict[str, str]) -> str:
    """Return a formula of ours; words that are no truth stay as they are."""
    words = expression.replace("not(A)", "not A").split()
    return " ".join(SAID.get(inputs.get(w, w), w) for w in words)


@pytest.mark.parametrize(
    ("name", "mapped", "refused"),
    [
        ("0064-feel-conjunction", 9, 10),
        ("0065-feel-disjunction", 9, 10),
        ("0106-feel-ternary-logic", 18, 0),
        ("0107-feel-ternary-logic-not", 3, 0),
    ],
)
def test_ternary_logic(oracle_file: Find, tmp_path: Path, name: str, mapped: int, refused: int) -> None:
    decisions = decisions_of(oracle_file(f"peer-tests/dmn-tck/{name}.dmn"))
    formulas, expected, codes = {}, {}, []
    for i, (inputs, decision, answer) in enumerate(
        cases_of(oracle_file(f"peer-tests/dmn-tck/{name}-test-01.xml"))
    ):
        formula = said(decisions[decision], inputs)
        if not {w for w in formula.split() if w not in ("and", "or", "not")} <= set(SAID.values()):
            codes.append(faults(tmp_path / f"no{i}", PARAMETERS, {"c": formula}))
            continue
        formulas[f"c{i}"], expected[f"c{i}"] = formula, answer
    truths, _ = ask(tmp_path / "yes", PARAMETERS, VALUES, formulas)
    assert truths == expected
    assert (len(truths), len(codes)) == (mapped, refused)
    # a number is no formula (CW2401), a text is no word of one (CW1001)
    assert Counter(code for found in codes for code in found) == (
        {"CW2401": refused // 2, "CW1001": refused // 2} if refused else {}
    )
