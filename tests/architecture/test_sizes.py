"""The size guide: what is too long to be read is split by meaning."""

from __future__ import annotations

import ast

from tests.architecture.source import PACKAGE, Function, modules, name_of, tree

MODULE_LINES = 500
FUNCTION_LINES = 60
PARAMETERS = 10
MODULES_IN_A_ROOM = 15
LAZY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}


def test_no_module_is_longer_than_500_lines() -> None:
    long = {name_of(p): n for p in modules() if (n := len(p.read_text("utf-8").splitlines())) > MODULE_LINES}
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    # The docstring is not counted: a long explanation is no fault.
    long = {}
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                lines = (node.end_lineno or 0) - first.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{name_of(path)}:{node.lineno} {node.name}"] = lines
    assert not long


def test_no_function_takes_more_than_10_parameters() -> None:
    # Commands are excepted: their parameters are the options that a person may type.
    many = {}
    for path in modules():
        if "cli" in path.relative_to(PACKAGE).parts:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                count = len(node.args.posonlyargs) + len(node.args.args) + len(node.args.kwonlyargs)
                if count > PARAMETERS:
                    many[f"{name_of(path)}:{node.lineno} {node.name}"] = count
    assert not many


def test_no_room_holds_more_than_15_modules() -> None:
    rooms = {p.parent for p in modules()}
    full = {
        name_of(r): n
        for r in rooms
        if (n := sum(p.name != "__init__.py" for p in r.glob("*.py"))) > MODULES_IN_A_ROOM
    }
    assert not full


def test_no_room_or_module_has_a_lazy_name() -> None:
    parts = {part for p in modules() for part in p.relative_to(PACKAGE).with_suffix("").parts}
    assert not parts & LAZY_NAMES


def test_rooms_open_with_a_docstring_and_import_nothing() -> None:
    # An __init__ that imports everything would make an engine drag in the parser.
    faulty = []
    for path in modules():
        if path.name == "__init__.py" and path.parent != PACKAGE:
            imports = [n for n in tree(path).body if isinstance(n, ast.Import | ast.ImportFrom)]
            if imports or not ast.get_docstring(tree(path)):
                faulty.append(name_of(path))
    assert not faulty
