"""
How much a file may hold, and its bytes: every limit is checked before the memory for what it limits is taken.

Source: methods-reliability.md R11; OWASP ASVS 5.0, 5.2.1 to 5.2.3.
"""

from __future__ import annotations

import zlib
from typing import Final

from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose

MAX_FILE: Final = 50 * 1024 * 1024
"""Most bytes of a file as it comes."""
MAX_UNPACKED: Final = 200 * 1024 * 1024
"""Most bytes of what a packed file holds."""
MAX_RATIO: Final = 100
"""Most bytes that one packed byte may become, beyond the first MiB."""
MAX_ENTRIES: Final = 2_000
"""Most files in a packed file."""
MAX_ROWS: Final = 1_000_000
MAX_COLUMNS: Final = 1_000
MAX_CELL: Final = 64 * 1024
"""Most bytes of a cell."""
MAX_DEPTH: Final = 64
"""Most storeys of a JSON text."""
MAX_FAULTS: Final = 1_000
"""Faults after which a file is read no further."""
_FREE: Final = 1024 * 1024


def at(file: str, row: int = 1, column: int = 1) -> Span:
    """Return the place of a cell, or of a character of a line: both count from 1."""
    return Span(file, row, column, row, column + 1)


def shown(text: str, most: int = 40) -> str:
    """Return a text as a message may show it: short, and without characters that cannot be seen."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)


def fault(key: str, file: str, row: int = 1, column: int = 1, /, **values: object) -> Diagnostic:
    """Return what is wrong at a place of a file; texts among the values are made safe to show."""
    seen = {k: shown(v, 200) if isinstance(v, str) else v for k, v in values.items()}
    return diagnose(key, at(file, row, column), values=seen)


def unpacked(data: bytes, file: str) -> Result[bytes]:
    """Return the bytes of a file; one in gzip is unpacked, within the limits."""
    if len(data) > MAX_FILE:
        return Result(None, (fault("CW7201.size", file, limit=MAX_FILE // 1024**2),))
    if not data:
        return Result(None, (fault("CW7201.empty", file),))
    if not data.startswith(b"\x1f\x8b"):
        return Result(data)
    most = min(MAX_UNPACKED, max(_FREE, len(data) * MAX_RATIO))
    made = b""
    rest = data
    try:
        while rest:
            engine = zlib.decompressobj(wbits=31)
            made += engine.decompress(rest, most + 1 - len(made))
            if len(made) > most:
                return Result(
                    None, (fault("CW7201.bomb", file, ratio=MAX_RATIO, limit=MAX_UNPACKED // 1024**2),)
                )
            if not engine.eof:
                return Result(None, (fault("CW7201.gzip", file),))
            rest = engine.unused_data.lstrip(b"\0")
    except zlib.error:
        return Result(None, (fault("CW7201.gzip", file),))
    return Result(made) if made else Result(None, (fault("CW7201.empty", file),))


def text_of(data: bytes, file: str, encoding: str = "utf-8") -> Result[str]:
    """
    Return the text of a file: UTF-8, UTF-16 where a mark says so, another encoding only where one is named.

    A byte that the encoding does not have is a fault with its line; nothing is guessed.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif encoding == "utf-8":
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        column = wrong.start - data.rfind(b"\n", 0, wrong.start)
        return Result(None, (fault("CW7201.encoding", file, line, column, encoding=encoding),))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        column = text.index("\0") - text.rfind("\n", 0, text.index("\0"))
        return Result(None, (fault("CW7201.nul", file, line, column),))
    return Result(text)
