"""
Diagnostics as a person reads them, and as an editor does.

The place stands on the first line, the source line below it with the fault underlined, then the second place
of a clash, reasons and mends. Nothing is opened here: the caller gives the texts.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final

from rich.cells import cell_len
from rich.text import Text

from commonweal.ground.diagnostics import Diagnostic, Note, Span

Sources = Callable[[str], str | None]
"""Gives what a file says, by the name that diagnostics use; None where it cannot be shown."""

_STYLES: Final = {"error": "bold red", "warning": "bold yellow"}
_BEFORE: Final = 30


def as_row(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic for editors: places have 1-based lines and columns, the end column is exclusive."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "at": _place(diagnostic.span),
        "notes": [{"text": note.text, "at": _place(note.span)} for note in diagnostic.notes],
        "help": list(diagnostic.help),
    }


def _place(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {
        "file": span.file, "line": span.line, "column": span.column,
        "end_line": span.end_line, "end_column": span.end_column,
    }  # fmt: skip


def as_text(diagnostic: Diagnostic, sources: Sources, *, width: int = 100) -> Text:
    """
    Return a diagnostic as lines for a terminal.

    Parameters
    ----------
    width : columns of the terminal; a longer source line is cut around its fault
    """
    margin, excerpt = _excerpt(diagnostic, sources, width)
    lines = [_headline(diagnostic, width), *excerpt]
    first = 1 if excerpt and diagnostic.notes else 0
    lines += [_note(note, margin) for note in diagnostic.notes[first:]]
    lines += _mends(diagnostic.help, width)
    return Text("\n").join(lines)


def _headline(diagnostic: Diagnostic, width: int) -> Text:
    severity = diagnostic.severity.value
    line = Text(f"{severity} {diagnostic.code}", style=_STYLES[severity])
    line.append(f": {seen(diagnostic.message)}", style="bold default not italic")
    if diagnostic.span is None:
        return line
    place = str(diagnostic.span)
    gap = width - cell_len(line.plain) - cell_len(place)
    if gap < 2:
        return line.append(f"\n  at {place}", style="not bold cyan")
    return line.append(" " * gap + place, style="not bold cyan")


def _note(note: Note, margin: int) -> Text:
    return Text(" " * margin + f" = {_said(note)}")


def _said(note: Note) -> str:
    """Return a note with its place, unless its words name it already."""
    text = seen(note.text)
    place = "" if note.span is None else f"{note.span.file}:{note.span.line}"
    return text if not place or place in text else f"{text}: {place}"


def _mends(mends: tuple[str, ...], width: int) -> list[Text]:
    if not mends:
        return []
    shown = [seen(mend) for mend in mends]
    together = "help: " + "   |   ".join(shown)
    if any("\n" in mend for mend in mends) or cell_len(together) > width:
        blocks = ["help: " + mend.strip("\n").replace("\n", "\n      ") for mend in shown]
    else:
        blocks = [together]
    return [Text(block, style="green") for block in blocks]


# ---- the source line --------------------------------------------------------------------------------


def _excerpt(diagnostic: Diagnostic, sources: Sources, width: int) -> tuple[int, list[Text]]:
    """Return the width of the margin, and the source line with the fault underlined (none where not had)."""
    span = diagnostic.span
    source = sources(span.file) if span is not None else None
    if span is None or source is None:
        return 2, []
    found = _cell(source, span) if span.file.endswith(".csv") else _line(source, span)
    if found is None:
        return 2, []
    line, start, length = found
    number = str(span.line)
    margin = len(number)
    line, start = _cut(line, start, length, max(width - margin - 3, 40))
    length = min(length, len(line) - start) or 1
    mark = "^" * max(cell_len(line[start : start + length]), 1)
    under = Text(" " * margin + " | " + " " * cell_len(line[:start]), style="dim")
    under.append(mark, style=_STYLES[diagnostic.severity.value])
    if diagnostic.notes:
        under.append(" " + _said(diagnostic.notes[0]), style="not dim")
    shown = Text(f"{number} | ", style="dim")
    shown.append(line, style="not dim")
    return margin, [shown, under]


def _line(source: str, span: Span) -> tuple[str, int, int] | None:
    """Return the line of a text, where the fault begins in it, and how long it is."""
    lines = source.split("\n")
    if not 1 <= span.line <= len(lines):
        return None
    line = _visible(lines[span.line - 1].rstrip("\r"))
    start = min(max(span.column - 1, 0), len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    return line, start, max(end - start, 1)


def _cell(source: str, span: Span) -> tuple[str, int, int] | None:
    """Return the row of a table (counted as spreadsheets do), where its cell begins, and how long it is."""
    lines = source.removeprefix("\ufeff").splitlines(keepends=True)
    try:
        row = next(islice(csv.reader(lines), span.line - 1, None), None)
    except csv.Error:
        return None
    if row is None or not 1 <= span.column <= len(row):
        return None
    cells = [_visible(cell) for cell in row]
    start = sum(len(cell) + 1 for cell in cells[: span.column - 1])
    return ",".join(cells), start, max(len(cells[span.column - 1]), 1)


def _cut(line: str, start: int, length: int, room: int) -> tuple[str, int]:
    """Return the part of a long line around its fault, and where the fault begins in it."""
    if len(line) <= room:
        return line, start
    first = max(0, min(start - _BEFORE, len(line) - room)) if start + length > room else 0
    cut = line[first : first + room]
    cut = ("…" + cut[1:]) if first else cut
    return (cut[:-1] + "…" if first + room < len(line) else cut), start - first


def _visible(line: str) -> str:
    return "".join(c if c.isprintable() else " " if c == "\t" else "�" for c in line)


def seen(text: str) -> str:
    """Return a text in which no character acts on the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


# ---- a whole run ------------------------------------------------------------------------------------


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Return how many errors and warnings there are: 2 errors, 1 warning."""
    listed = list(diagnostics)
    errors = sum(d.is_error for d in listed)
    warnings = len(listed) - errors
    parts = [counted(errors, "error")] if errors else []
    parts += [counted(warnings, "warning")] if warnings else []
    return ", ".join(parts) or "no fault"


def counted(n: int, word: str, plural: str = "") -> str:
    """Return a number with its word: 1 file, 2 files."""
    return f"{n:,} {word if n == 1 else plural or word + 's'}"
