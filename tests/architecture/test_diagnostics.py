"""Every diagnostic code has a page and a bad case; no page stands for a code that nothing raises."""

from __future__ import annotations

import ast
import re

import pytest

from commonweal.ground.diagnostics import catalogue
from tests.architecture.source import PACKAGE, ROOT, modules, name_of, tree

CODE = re.compile(r"CW\d{4}")
KEY = re.compile(r"CW\d{4}(\.\w+)?")


def keys_in_source() -> dict[str, str]:
    """Return each key ("CW1104.missing") that stands as a string of its own in the code, and one place."""
    places: dict[str, str] = {}
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                places.setdefault(node.value, f"{name_of(path)}:{node.lineno}")
    return places


def codes_with_a_bad_case() -> dict[str, int]:
    """Return how many bad cases of the corpus end in each code."""
    counts: dict[str, int] = {}
    for path in ROOT.glob("tests/cases/**/bad/*/diagnostics.txt"):
        for code in set(CODE.findall(path.read_text("utf-8"))):
            counts[code] = counts.get(code, 0) + 1
    return counts


def test_every_code_raised_has_a_page() -> None:
    pages = catalogue()
    assert {k: at for k, at in keys_in_source().items() if k.split(".")[0] not in pages} == {}


def test_every_page_belongs_to_a_code_that_is_raised() -> None:
    raised = {key.split(".")[0] for key in keys_in_source()}
    assert sorted(set(catalogue()) - raised) == []


def test_every_message_of_a_page_is_used() -> None:
    # A key that is put together while running (f"CW1104.{kind}") excuses the variants of its code.
    joined = {
        m.group()
        for p in modules()
        for n in ast.walk(tree(p))
        if isinstance(n, ast.JoinedStr)
        for part in n.values
        if isinstance(part, ast.Constant) and (m := CODE.search(str(part.value)))
    }
    raised = keys_in_source()
    unused = [
        f"{code}.{variant}"
        for code, page in catalogue().items()
        for variant in page.messages
        if variant and f"{code}.{variant}" not in raised and code not in joined
    ]
    assert unused == []


def test_every_code_has_a_bad_case() -> None:
    assert sorted(set(catalogue()) - set(codes_with_a_bad_case())) == []


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_page_explains_and_mends(code: str) -> None:
    page = catalogue()[code]
    assert page.title and page.explain, "a page says what the fault is and why"
    assert page.messages, "a page holds at least one message"


def test_messages_lie_in_the_package() -> None:
    assert list((PACKAGE / "ground/messages/en").glob("*.toml"))
