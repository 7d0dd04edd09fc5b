"""
Where the keys and values of a TOML file stand: `tomllib` reads the values and does not tell.

Only a text that `tomllib` has read is walked, so nothing is checked here twice: the walk follows the grammar
and writes down where each key and value begins and ends.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from commonweal.ground.diagnostics import Span

MAX_DEPTH: Final = 16
"""Most keys and numbers that lead to a value."""

Path = tuple[str | int, ...]
"""The keys that lead to a value: ("target", "jobs_2030", "by"); a number counts the entries of an array."""

_SPACE: Final = re.compile(r"[ \t]*")
_BLANK: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^,\]}#\n]*[^,\]}#\n \t]")
_STRINGS: Final = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


_PART: Final = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_DEEP: Final = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:{_PART}){{{MAX_DEPTH - 1}}}")


class TooDeep(ValueError):
    """A value to which more keys lead than `MAX_DEPTH`."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a key stands, and its value; of a table and of an entry of an array both are the same."""

    key: Span
    value: Span


def require_shallow(text: str) -> None:
    """
    Make sure, before a text is parsed, that no key in it has thousands of parts.

    `tomllib` takes time by the square of their number: a file of 1 MB would take hours.

    Raises
    ------
    TooDeep : a key, or words in a string that look like one, has more parts than `MAX_DEPTH`
    """
    if (found := _DEEP.search(text)) is not None:
        line = text.count("\n", 0, found.start()) + 1
        raise TooDeep(f"a key of more than {MAX_DEPTH} parts (at line {line}, column 1)")


def locate(text: str, file: str) -> dict[Path, Located]:
    """
    Return where every key and value stands, tables included.

    Parameters
    ----------
    text : what `tomllib.loads` has read without a fault, its line ends all of one kind (`\\n` or `\\r\\n`)

    Raises
    ------
    TooDeep : more keys and brackets lead to a value than `MAX_DEPTH`
    """
    return _Walk(text.replace("\r\n", "\n"), file).run()


class _Walk:
    """One walk over a text, statement by statement."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0
        self._found: dict[Path, Located] = {}
        self._counts: dict[Path, int] = {}
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def run(self) -> dict[Path, Located]:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._found

    def _header(self) -> Path:
        """Read `[a.b]` or `[[a.b]]`; every table on the way has its place, the first time it is named."""
        start = self._at
        many = self._text.startswith("[[", start)
        self._at += 2 if many else 1
        self._skip(_SPACE)
        names = self._key()
        self._skip(_SPACE)
        self._at += 2 if many else 1
        place = self._span(start, self._at)
        path: Path = ()
        for n, (name, _) in enumerate(names, 1):
            path = (*path, name)
            if many and n == len(names):
                self._found.setdefault(path, Located(place, place))
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
            if n == len(names):
                self._found[path] = Located(place, place)
            else:
                self._found.setdefault(path, Located(place, place))
        return path

    def _pair(self, table: Path) -> None:
        """Read `key = value`."""
        names = self._key()
        self._skip(_SPACE)
        self._at += 1  # the sign =
        self._skip(_SPACE)
        path = table
        for name, place in names[:-1]:
            path = (*path, name)
            self._found.setdefault(path, Located(place, place))
        name, place = names[-1]
        path = (*path, name)
        self._found[path] = Located(place, self._value(path))

    def _key(self) -> list[tuple[str, Span]]:
        """Read a key of one or several parts, each with its place."""
        parts = []
        while True:
            start = self._at
            if self._text[start] in "\"'":
                self._at = self._string_end()
                word = str(tomllib.loads(f"x = {self._text[start : self._at]}")["x"])
            else:
                self._skip(_BARE)
                word = self._text[start : self._at]
            parts.append((word, self._span(start, self._at)))
            end = self._at
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                self._at = end
                return parts
            self._at += 1
            self._skip(_SPACE)

    def _value(self, path: Path) -> Span:
        """Read a value and what is in it."""
        if len(path) > MAX_DEPTH:
            raise TooDeep("nested too deep")
        start = self._at
        first = self._text[start]
        if first in "\"'":
            self._at = self._string_end()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        else:
            self._skip(_SCALAR)
        return self._span(start, self._at)

    def _array(self, path: Path) -> None:
        self._at += 1
        n = 0
        self._skip(_BLANK)
        while not self._text.startswith("]", self._at):
            entry = self._value((*path, n))
            self._found[*path, n] = Located(entry, entry)
            n += 1
            self._separated()
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        self._skip(_BLANK)
        while not self._text.startswith("}", self._at):
            self._pair(path)
            self._separated()
        self._at += 1

    def _separated(self) -> None:
        self._skip(_BLANK)
        if self._text.startswith(",", self._at):
            self._at += 1
            self._skip(_BLANK)

    def _string_end(self) -> int:
        found = next(m for form in _STRINGS if (m := form.match(self._text, self._at)) is not None)
        return found.end()

    def _skip(self, what: re.Pattern[str]) -> None:
        found = what.match(self._text, self._at)
        if found is not None:
            self._at = found.end()

    def _span(self, start: int, end: int) -> Span:
        first, last = self._point(start), self._point(end)
        return Span(self._file, *first, *last)

    def _point(self, at: int) -> tuple[int, int]:
        """Return the line and column of a character, both from 1."""
        line = bisect_right(self._starts, at)
        return line, at - self._starts[line - 1] + 1
