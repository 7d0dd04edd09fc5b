"""
What is refused before the parser: bytes that are no text, and texts too large to be one agreement.

Each limit gives a single diagnostic that names it. The limits hold for anything that a stranger
may send: none of the checks here takes longer than a pass over the text, and nothing behind
them meets nesting or chains deeper than these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose
from commonweal.terms.surface.automaton import Lexeme
from commonweal.terms.surface.tree import Comment

MAX_BYTES = 1_000_000
MAX_WORDS = 50_000
MAX_DEPTH = 64
MAX_TERMS = 4_096
MAX_DIGITS = 30
#: So many characters that cannot be read, and so many faults, are shown of one text.
MAX_SHOWN = 200

#: Controls, lone carriage returns, line separators, surrogates, characters that turn the reading direction.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|\r(?!\n)"
)
_NUMBERS = frozenset(("INT", "NUMBER", "PERCENT"))
_OPEN = frozenset("({")
_CLOSE = frozenset(")}")
#: Words that can follow one another without end: each adds a level, as a bracket does.
_PREFIX = frozenset(("not", "-", "after", "before"))
_OFFSETS = frozenset(("after", "before"))
_DURATION = frozenset(("INT", "day", "days", "month", "months", "quarter", "quarters", "year", "years"))
#: What links the members of a chain, the tightest first; a looser one begins the tighter chains anew.
_CHAIN = {"*": 0, "/": 0, "+": 1, "-": 1, "and": 2, "or": 2, ",": 3}
#: After these words a chain begins anew.
_FRESH = frozenset(
    ("unit", "subject", "measure", "terms", "agreement", "amend", "example", "define", "condition", "payment",
     "account", "right", "parameter", "party", "tested", "calculated", "while", "capped", "if", "set",
     "expect", "closed", "as", "=")
)  # fmt: skip


def shown(faults: list[Diagnostic]) -> list[Diagnostic]:
    """Return faults, the first `MAX_SHOWN` of them with a word about the rest if there are more."""
    if len(faults) <= MAX_SHOWN:
        return faults
    return [*faults[:MAX_SHOWN], diagnose("CW1001.more", faults[MAX_SHOWN].span, shown=MAX_SHOWN)]


def read_text(data: bytes, file: str) -> Result[str]:
    """
    Return the text of a file's bytes, without a byte-order mark.

    Bytes that are not UTF-8 are CW1001 with their place, more than 1 MB is CW1002; a value
    is then missing.
    """
    if len(data) > MAX_BYTES:
        return Result(None, (_too_large(len(data), file),))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        span = Span(file, line, column, line, column + 1)
        return Result(None, (diagnose("CW1001.bytes", span, byte=f"{data[error.start]:02X}"),))
    return Result(text.removeprefix("\ufeff"))


def check_size(text: str, file: str) -> Diagnostic | None:
    """Return the fault of a text of more than 1 MB."""
    size = len(text)
    if size * 4 > MAX_BYTES:
        size = len(text.encode("utf-8", "surrogatepass")) if size <= MAX_BYTES else size
    return _too_large(size, file) if size > MAX_BYTES else None


def _too_large(size: int, file: str) -> Diagnostic:
    return diagnose("CW1002.size", Span(file, 1, 1, 1, 1), limit=f"{MAX_BYTES:_}", found=f"{size:_}")


def check_characters(text: str, file: str) -> list[Diagnostic]:
    """Return a fault for each character that cannot be seen, in strings and comments too."""
    faults: list[Diagnostic] = []
    line, counted = 1, 0
    for found in UNSEEN.finditer(text):
        at = found.start()
        line += text.count("\n", counted, at)
        counted = at
        column = at - text.rfind("\n", 0, at)
        span = Span(file, line, column, line, column + 1)
        faults.append(diagnose("CW1001.unseen", span, number=f"U+{ord(found[0]):04X}"))
        if len(faults) > MAX_SHOWN:
            break
    return faults


def check_words(words: Sequence[Lexeme], comments: Sequence[Comment], file: str) -> Diagnostic | None:
    """Return the fault of the first limit that a text's words exceed: number, digits, depth, chains."""
    if len(words) + len(comments) > MAX_WORDS:
        last = [word.span(file) for word in words[-1:]] + [comment.span for comment in comments[-1:]]
        return diagnose("CW1002.words", max(last), limit=f"{MAX_WORDS:_}")
    for word in words:
        if word.kind in _NUMBERS and len(word.text) > MAX_DIGITS:
            digits = sum(c.isdigit() for c in word.text)
            if digits > MAX_DIGITS:
                return diagnose("CW1002.digits", word.span(file), limit=MAX_DIGITS, found=digits)
    return _check_depth(words, file) or _check_chains(words, file)


def _check_depth(words: Sequence[Lexeme], file: str) -> Diagnostic | None:
    """Return the fault of brackets, or of `not not …`, `- - …`, `1 day after …`, nested too deep."""
    depth = 0
    levels = [0]  # how many open prefixes each open bracket holds
    last = ""
    for word in words:
        kind = word.kind
        if kind in _PREFIX and (kind in _OFFSETS or last in _PREFIX):
            levels[-1] += 1
            depth += 1
        elif kind in _OPEN:
            levels.append(0)
            depth += 1
        elif kind in _CLOSE:
            if len(levels) > 1:
                depth -= 1 + levels.pop()
        elif kind not in _DURATION and levels[-1]:
            depth -= levels[-1]
            levels[-1] = 0
        if depth > MAX_DEPTH:
            return diagnose("CW1002.depth", word.span(file), limit=MAX_DEPTH)
        last = kind
    return None


def _check_chains(words: Sequence[Lexeme], file: str) -> Diagnostic | None:
    """Return the fault of a sum, product, `and`/`or` formula or list with too many members."""
    levels = [[1, 1, 1, 1]]
    braces = [False]
    for word in words:
        kind = word.kind
        if kind in _OPEN:
            levels.append([1, 1, 1, 1])
            braces.append(kind == "{")
        elif kind in _CLOSE:
            if len(levels) > 1:
                levels.pop()
                braces.pop()
        elif kind in _CHAIN:
            chain = _CHAIN[kind]
            levels[-1][:chain] = [1] * chain
            if kind == "," and braces[-1]:  # a series or a table of brackets: its length is counted elsewhere
                continue
            levels[-1][chain] += 1
            if levels[-1][chain] > MAX_TERMS:
                return diagnose("CW1002.terms", word.span(file), limit=f"{MAX_TERMS:_}")
        elif kind in _FRESH:
            levels[-1] = [1, 1, 1, 1]
    return None
