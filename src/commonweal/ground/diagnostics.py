"""
Errors about the user's world are values: a code, a place, a plain reason and a mend.

Every fault that a person can mend in a text or a table becomes a `Diagnostic`; passes
return them in a `Result` beside whatever they could still make. The words stand in
`messages/<language>/*.toml`, by key, so that they can be translated and explained.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from importlib import resources
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text or table: 1-based lines (rows) and columns, end exclusive in the column."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def to(self, other: Span) -> Span:
        """Return the span from the start of this one to the end of `other`."""
        return Span(self.file, self.line, self.column, other.end_line, other.end_column)


class Severity(Enum):
    """How bad a diagnostic is: an error stops what follows, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Note:
    """A further line of a diagnostic; `span` is the second place of a clash, where there is one."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault of the user's world, with its place, reason and at least one mend."""

    code: str
    severity: Severity
    span: Span | None
    message: str
    notes: tuple[Note, ...] = ()
    help: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """Say whether this stops what follows."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """What a pass made (None if nothing could be made) and everything it found wrong."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Say whether a value exists and no diagnostic is an error."""
        return self.value is not None and not any(d.is_error for d in self.diagnostics)


@dataclass(frozen=True, slots=True)
class CodePage:
    """The page of one code: what `commonweal error CODE` prints."""

    code: str
    title: str
    severity: Severity
    explain: str
    bad: str
    good: str
    messages: dict[str, dict[str, str]]


@cache
def catalogue(language: str = "en") -> dict[str, CodePage]:
    """Return every code's page, read once from the message files of a language."""
    pages: dict[str, CodePage] = {}
    folder = resources.files("commonweal.ground") / "messages" / language
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if not entry.name.endswith(".toml"):
            continue
        for code, table in tomllib.loads(entry.read_text("utf-8")).items():
            if code in pages:
                raise ValueError(f"{code} has two pages")
            variants = {k: v for k, v in table.items() if isinstance(v, dict)}
            if "message" in table:
                variants[""] = {"message": table["message"], "help": table.get("help", "")}
            pages[code] = CodePage(
                code,
                table["title"],
                Severity(table.get("severity", "error")),
                table["explain"].strip(),
                table.get("bad", "").strip("\n"),
                table.get("good", "").strip("\n"),
                variants,
            )
    return pages


def diagnose(
    key: str,
    span: Span | None,
    *,
    notes: Iterable[Note] = (),
    help: Iterable[str] = (),
    language: str = "en",
    values: Mapping[str, object] | None = None,
    **more: object,
) -> Diagnostic:
    """
    Return the diagnostic of `key` ("CW2101" or "CW1104.missing") at a place.

    Parameters
    ----------
    key : the code, with the variant of its message after a dot if it has several
    notes : further lines, each with a second place if there is one
    help : mends to put before the catalogue's own mend
    values, more : what the message's and mend's `{names}` stand for

    Raises
    ------
    KeyError : the catalogue has no such key, or a value for the message is missing
    """
    code, _, variant = key.partition(".")
    page = catalogue(language)[code]
    words = page.messages[variant]
    shown = {k: str(v) for k, v in {**(values or {}), **more}.items()}
    mends = list(help)
    if words.get("help"):
        mends.append(words["help"].format(**shown))
    return Diagnostic(code, page.severity, span, words["message"].format(**shown), tuple(notes), tuple(mends))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """
    Return diagnostics sorted by place, then code; what is said twice of one place is said once.

    Its notes are joined: a define with one fault that three clauses use has one message and three notes.
    """
    nowhere = Span("", 0, 0, 0, 0)
    unique: dict[tuple[str, Span | None, str], Diagnostic] = {}
    for d in diagnostics:
        key = (d.code, d.span, d.message)
        first = unique.setdefault(key, d)
        if first.notes != d.notes:
            unique[key] = replace(first, notes=tuple(dict.fromkeys((*first.notes, *d.notes))))
    return tuple(sorted(unique.values(), key=lambda d: (d.span or nowhere, d.code, d.message)))
