"""
JSON texts within bounds: depth, doubled keys, and numbers that are no numbers are refused with their place.

Numbers become Decimals and never floats. Source: RFC 8259; methods-reliability.md R11.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from commonweal.exchange.forms.bounds import MAX_CELL, MAX_DEPTH, MAX_ROWS, fault
from commonweal.ground.diagnostics import Diagnostic, Note, Result, Span

Path = tuple[str | int, ...]
"""The way to a value: keys, and places in lists counted from 0."""

# A text that nothing closes is matched to the end, and nothing is tried twice: the time stays linear.
_TEXT: Final = r'"(?:[^"\\]++|\\.?)*+(?:"|\Z)'
_TOKEN: Final = re.compile(_TEXT + r'|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_BRACKETS: Final = re.compile(_TEXT + r"|[\[\]{}]", re.DOTALL)
_LONGEST: Final = 64


class _Refused(Exception):
    """A text that is JSON and that we do not read."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key = key
        self.what = what


def read_json(text: str, file: str, line: int = 1) -> Result[Any]:
    """
    Return what a JSON text says.

    Parameters
    ----------
    line : the line of the file on which the text begins
    """
    if (deep := _too_deep(text)) is not None:
        return Result(None, (fault("CW7203.depth", file, *_lined(text, deep, line), limit=MAX_DEPTH),))
    try:
        value = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as wrong:
        place = _lined(text, wrong.pos, line)
        said = fault("CW7203.syntax", file, *place)
        return Result(None, (replace(said, notes=(Note(wrong.msg.lower()),)),))
    except _Refused as refused:
        place = _lined(text, _find(text, refused), line)
        return Result(None, (fault(refused.key, file, *place, what=refused.what),))
    return Result(value)


def read_json_lines(text: str, file: str) -> Result[tuple[tuple[int, Any], ...]]:
    """Return the values of a text that has one JSON value a line, each with its line."""
    made: list[tuple[int, Any]] = []
    faults: list[Diagnostic] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(made) >= MAX_ROWS:
            return Result(None, (fault("CW7201.rows", file, number, 1, limit=MAX_ROWS),))
        found = read_json(line, file, number)
        faults += found.diagnostics
        made.append((number, found.value))
    return Result(None, tuple(faults)) if faults else Result(tuple(made))


def places_of(text: str, paths: Collection[Path], file: str, line: int = 1) -> dict[Path, Span]:
    """Return where the values at some paths stand in a text: each, or the nearest value above it."""
    found: dict[Path, int] = {}
    wanted = {path[:n] for path in paths for n in range(len(path) + 1)}
    if wanted:
        for path, offset in _walk(text):
            if path in wanted:
                found.setdefault(path, offset)
                if len(found) == len(wanted):
                    break
    made = {}
    for path in paths:
        near = next((path[:n] for n in range(len(path), -1, -1) if path[:n] in found), ())
        row, column = _lined(text, found.get(near, 0), line)
        made[path] = Span(file, row, column, row, column + 1)
    return made


def pointer(path: Path) -> str:
    """Return a path as RFC 6901 writes it: `/releases/0/awards`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path) or "/"


# ---- parts of a text ---------------------------------------------------------------------------------


def _too_deep(text: str) -> int | None:
    """Return the place of the first bracket that opens one storey too many, None if none does."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        sign = found.group()
        if sign in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return found.start()
        elif sign in "]}":
            depth -= 1
    return None


def _number(text: str) -> Decimal:
    if len(text) > _LONGEST:
        raise _Refused("CW7203.number", text)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _Refused("CW7203.number", text) from None


def _constant(text: str) -> NoReturn:
    raise _Refused("CW7203.number", text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Refused("CW7203.twice", next(key for n, key in enumerate(keys) if key in keys[:n]))
    for key, value in pairs:
        if (
            isinstance(value, str)
            and len(value) > MAX_CELL // 4
            and len(value.encode("utf-8", "replace")) > MAX_CELL
        ):
            raise _Refused("CW7203.long", key)
    return made


def _find(text: str, refused: _Refused) -> int:
    """Return where a refused number stands, or a key that its object has twice."""
    if refused.key == "CW7203.number":
        return next((m.start() for m in _TOKEN.finditer(text) if m.group() == refused.what), 0)
    seen: set[Path] = set()
    for path, offset in _walk(text):
        if path and path[-1] == refused.what and (path in seen or refused.key == "CW7203.long"):
            return offset
        seen.add(path)
    return 0


def _walk(text: str) -> Iterator[tuple[Path, int]]:
    """Yield the path and the place of every value of a JSON text, as it is written."""
    path: list[str | int] = []
    open_: list[str] = []
    key = False
    yield (), 0
    for found in _TOKEN.finditer(text):
        sign = found.group()
        if sign in "}]":
            if open_:
                open_.pop()
                path.pop()
            continue
        if sign == ",":
            key = bool(open_) and open_[-1] == "{"
            if open_ and open_[-1] == "[":
                path[-1] = int(path[-1]) + 1
            continue
        if sign == ":":
            key = False
            continue
        if key and open_ and open_[-1] == "{":
            path[-1] = _unquoted(sign)
            continue
        if open_:
            yield tuple(path), found.start()
        if sign in "{[":
            open_.append(sign)
            path.append("" if sign == "{" else 0)
            key = sign == "{"


def _unquoted(sign: str) -> str:
    try:
        return str(json.loads(sign))
    except ValueError:
        return sign


def _lined(text: str, at: int, first: int) -> tuple[int, int]:
    """Return the line and the column of a place in a text that begins on a line."""
    return first + text.count("\n", 0, at), at - text.rfind("\n", 0, at)
