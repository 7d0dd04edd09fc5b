"""Public names of the lower rooms say what they mean, and their parameter lists are true."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import textwrap

from tests.architecture.source import PACKAGE, Function, modules, name_of, public_definitions, tree

ROOMS = ("ground", "terms", "engines", "methods")
SECTION = re.compile(r"^(?P<title>[A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)
PARAMETER = re.compile(r"^(?P<names>\*{0,2}\w+(?:, \*{0,2}\w+)*)\s+:\s", re.MULTILINE)


def is_obvious(node: ast.AST) -> bool:
    """Say whether a method is a property or a single statement, whose name is its meaning."""
    return isinstance(node, Function) and (
        len(node.body) == 1
        or any(isinstance(d, ast.Name) and d.id in {"property", "override"} for d in node.decorator_list)
    )


def test_modules_have_docstrings() -> None:
    assert [name_of(p) for p in modules() if not ast.get_docstring(tree(p))] == []


def test_public_names_have_docstrings() -> None:
    missing = [
        f"{name_of(path)}:{node.lineno} {name}"
        for path in modules(*ROOMS)
        for name, node in public_definitions(path)
        if not ast.get_docstring(node) and not ("." in name and is_obvious(node))
    ]
    assert missing == []


def parameters_section(text: str) -> str:
    """Return the body of a docstring's Parameters section ("" if it has none)."""
    marks = list(SECTION.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        if mark["title"] == "Parameters":
            return text[mark.end() : end]
    return ""


def test_documented_parameters_are_those_of_the_signature() -> None:
    wrong = []
    for path in modules(*ROOMS):
        for name, node in public_definitions(path):
            if not isinstance(node, Function):
                continue
            said = textwrap.dedent(parameters_section(ast.get_docstring(node) or ""))
            documented = {n.lstrip("*") for m in PARAMETER.finditer(said) for n in m["names"].split(", ")}
            args = node.args
            real = {
                a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg) if a
            }
            if documented - real:
                wrong.append(f"{name_of(path)}:{node.lineno} {name}: {sorted(documented - real)}")
    assert wrong == []


def test_examples_in_docstrings_are_true() -> None:
    failed = []
    for path in modules():
        if ">>> " not in path.read_text("utf-8"):
            continue
        dotted = path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", ".")
        result = doctest.testmod(importlib.import_module(dotted.removesuffix(".__init__")))
        if result.failed:
            failed.append(f"{dotted}: {result.failed} of {result.attempted}")
    assert failed == []
