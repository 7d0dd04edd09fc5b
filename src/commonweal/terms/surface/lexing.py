"""From characters to words: one pattern, built from the shipped terminals, and mends for what it misses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from commonweal.ground.diagnostics import Diagnostic, Span, diagnose
from commonweal.terms.surface.automaton import Lexeme, tables
from commonweal.terms.surface.limits import MAX_SHOWN, MAX_WORDS, UNSEEN
from commonweal.terms.surface.tree import Comment

#: Signs of a word processor and what the language writes for them: (kind, text).
_TYPED = {
    "≥": ("AT_LEAST", "at least"), "≤": ("AT_MOST", "at most"), "−": ("-", "-"), "–": ("-", "-"),
    "—": ("-", "-"), "×": ("*", "*"), "·": ("*", "*"), "÷": ("/", "/"), "&": ("and", "and"),
}  # fmt: skip
_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_CLOSING = {"“": "”“", "”": "”", "„": "“”", "‟": "”", "«": "»", "»": "«", "‘": "’", "’": "’", "'": "'"}
_SPACES = re.compile(r"[^\S \t\r\n]+")
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Words:
    """The words of a text, its comments, and what could not be read as a word."""

    words: list[Lexeme] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)


@cache
def _pattern() -> re.Pattern[str]:
    table = tables()
    signs = "|".join(re.escape(sign) for sign in sorted(table.signs, key=len, reverse=True))
    groups = {name: f"(?P<{name}>{pattern})" for name, pattern in table.patterns}
    empty, note, quoted = (groups.pop(name) for name in ("WS", "COMMENT", "STRING"))
    digits = [groups.pop(name) for name, pattern in table.patterns if pattern.startswith(r"\d")]
    # Words that begin with other characters than all others may be tried in another order.
    numbers = rf"(?=\d)(?:{'|'.join(digits)})"
    return re.compile(
        f"[ \t]*(?:{empty}|{'|'.join(groups.values())}|(?P<SIGN>{signs})|{numbers}|{quoted}|{note})"
    )


def split(text: str, file: str) -> Words:
    """
    Return the words and comments of a text, and a fault for each stretch that is neither.

    Where it is plain what was meant, the words hold what should have been written, so that one
    slip gives one message. Stops after one word (comments count) or one fault more than are taken.
    """
    keywords = tables().keywords
    made = Words()
    words = made.words
    match = _pattern().match
    at, line, start, line_of_last = 0, 1, 0, 0
    end = len(text)
    while at < end and len(words) + len(made.comments) <= MAX_WORDS and len(made.faults) <= MAX_SHOWN:
        found = match(text, at)
        if found is None:
            at = _mend(text, at, line, start, file, made)
            line_of_last = line
            continue
        kind, after = found.lastgroup or "", found.end()
        at = found.start(kind)
        if kind == "WS":
            breaks = text.count("\n", at, after)
            if breaks:
                line += breaks
                start = text.rfind("\n", at, after) + 1
            at = after
            continue
        word = text[at:after]
        column, first_line = at - start + 1, line
        if kind == "COMMENT":
            word = word.rstrip()
            span = Span(file, line, column, line, column + len(word))
            made.comments.append(Comment(word, span, line_of_last == line))
        else:
            if kind == "NAME":
                if word in keywords:
                    kind = word
            elif kind == "SIGN":
                kind = word
            elif "\n" in word:
                line += word.count("\n")
                start = at + word.rfind("\n") + 1
            words.append(Lexeme(kind, word, first_line, column, line, after - start + 1))
            line_of_last = line
        at = after
    return made


def _mend(text: str, at: int, line: int, start: int, file: str, made: Words) -> int:
    """Tell what stands at `at` and cannot be read, put in what was meant, return where to go on."""
    sign = text[at]
    here = _Place(made, file, line, at - start + 1)
    last = made.words[-1] if made.words else None
    touched = last if last and (last.end_line, last.end_column) == (line, here.column) else None
    if UNSEEN.match(sign):  # reported already, by `limits.check_characters`
        return at + 1
    if space := _SPACES.match(text, at):
        here.tell("space", len(space[0]))
        return space.end()
    if sign == '"' or (sign in _CLOSING and not touched):
        return at + _mend_string(text, at, here)
    if sign in _CURRENCY_SIGNS:
        here.tell("currency", 1, found=sign, code=_CURRENCY_SIGNS[sign])
        here.put("CURRENCY", _CURRENCY_SIGNS[sign], 1)
    elif sign in _TYPED:
        kind, meant = _TYPED[sign]
        here.tell("sign", 1, found=sign, meant=meant)
        here.put(kind, meant, 1)
    elif sign == "%" and last and last.end_line == line and last.kind in ("INT", "NUMBER"):
        here.tell("percent", 1, number=last.text)
        made.words[-1] = last._replace(kind="PERCENT", text=f"{last.text}%", end_column=here.column + 1)
    elif found := _WORD.match(text, at):
        whole = found[0]
        if touched and re.fullmatch("[a-z0-9_]+", touched.text):
            made.words.pop()
            whole = touched.text + whole
            here = _Place(made, file, line, touched.column)
        meant = _plain(whole)
        here.tell("word", len(whole), found=whole, meant=meant)
        here.put(meant if meant in tables().keywords else "NAME", meant, len(whole))
        return found.end()
    else:
        here.tell("character", 1, found=sign, number=f"U+{ord(sign):04X}")
    return at + 1


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something unreadable stands, and what is made of it."""

    made: Words
    file: str
    line: int
    column: int

    def put(self, kind: str, word: str, length: int) -> None:
        """Add the word that was meant."""
        self.made.words.append(Lexeme(kind, word, self.line, self.column, self.line, self.column + length))

    def tell(self, variant: str, length: int, **values: object) -> None:
        """Add a fault of CW1001."""
        span = Span(self.file, self.line, self.column, self.line, self.column + length)
        self.made.faults.append(diagnose(f"CW1001.{variant}", span, values=values))


def _mend_string(text: str, at: int, here: _Place) -> int:
    """Report a string in other quotes, or one without an end on its line; return its length."""
    stop = text.find("\n", at)
    rest = text[at + 1 : stop if stop >= 0 else len(text)]
    closing = _CLOSING.get(text[at], "")
    end = next((i for i, c in enumerate(rest) if closing and (c in closing or c == '"')), None)
    if end is None:
        inside = rest.rstrip()
        here.tell("string", len(inside) + 1)
        length = len(rest) + 1
    else:
        inside = rest[:end]
        length = end + 2
        here.tell("quotes", length, inside=inside)
    here.put("STRING", f'"{inside}"', length)
    return length


def _plain(word: str) -> str:
    """Return the nearest ASCII name to a word with capitals or letters of another alphabet."""
    flat = word.replace("ß", "ss").replace("æ", "ae").replace("ø", "o").replace("Æ", "ae").replace("Ø", "o")
    flat = re.sub("([a-z0-9])([A-Z])", r"\1_\2", flat)
    parts = unicodedata.normalize("NFKD", flat)
    flat = "".join(c for c in parts if c.isascii() and (c.isalnum() or c == "_"))
    flat = flat.lower().lstrip("_0123456789")
    return flat or "name_1"
