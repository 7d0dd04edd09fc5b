"""The LALR(1) automaton: walks the shipped tables over words and makes the syntax tree."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from commonweal.ground.diagnostics import Span
from commonweal.terms.surface.tree import Node, Token

END = "$END"


class Lexeme(NamedTuple):
    """One word or sign as it stands in the text; a keyword's `kind` is its own text."""

    kind: str
    text: str
    line: int
    column: int
    end_line: int
    end_column: int

    def span(self, file: str) -> Span:
        """Return where it stands."""
        return Span(file, self.line, self.column, self.end_line, self.end_column)


class Rule(NamedTuple):
    """One production: what it makes of how many parts, and which of them stay."""

    made: str
    size: int
    how: str
    kind: str
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """`tables.json`, ready to walk; an action ≥ 0 goes to a state, one below 0 applies rule −1 − n."""

    grammar_sha256: str
    keywords: frozenset[str]
    name_words: frozenset[str]
    signs: tuple[str, ...]
    patterns: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    states: tuple[dict[str, int], ...]
    starts: dict[str, int]
    ends: dict[str, int]


@cache
def tables() -> Tables:
    """Return the shipped tables, read once."""
    raw = json.loads((resources.files(__package__) / "tables.json").read_text("utf-8"))
    symbol = raw["symbols"].__getitem__
    rows = [dict(zip(map(symbol, row[::2]), row[1::2], strict=True)) for row in raw["rows"]]
    return Tables(
        raw["grammar_sha256"],
        frozenset(raw["keywords"]),
        frozenset(raw["name_words"]),
        tuple(raw["signs"]),
        tuple((name, pattern) for name, pattern in raw["patterns"]),
        tuple(Rule(made, size, how, kind, tuple(kept)) for made, size, how, kind, kept in raw["rules"]),
        tuple(rows[i] for i in raw["states"]),
        raw["starts"],
        raw["ends"],
    )


Value = Node | Token | Lexeme | list["Node | Token"]


@dataclass(frozen=True, slots=True)
class Stuck:
    """Reading stopped at word `at` (the number of words: at the end)."""

    at: int


def read(words: Sequence[Lexeme], start: str, file: str) -> Node | Stuck:
    """Return the tree of a piece of text read from a start symbol, or where reading stopped."""
    table = tables()
    states, rules, final = table.states, table.rules, table.ends[start]
    stack = [table.starts[start]]
    values: list[Value] = []
    edges: list[tuple[Lexeme, Lexeme]] = []
    for at, word in enumerate(words):
        kind = word.kind
        while True:
            action = states[stack[-1]].get(kind)
            if action is None:
                return Stuck(at)
            if action >= 0:
                stack.append(action)
                values.append(word)
                edges.append((word, word))
                break
            rule = rules[-1 - action]
            if rule.how == "pass":  # a part that is what it is made of: only the state changes
                stack[-1] = states[stack[-2]][rule.made]
                continue
            _reduce(rule, stack, values, edges, file)
            stack.append(states[stack[-1]][rule.made])
    while stack[-1] != final:
        action = states[stack[-1]].get(END)
        if action is None:
            return Stuck(len(words))
        rule = rules[-1 - action]
        if rule.how == "pass":
            stack[-1] = states[stack[-2]][rule.made]
            continue
        _reduce(rule, stack, values, edges, file)
        stack.append(states[stack[-1]][rule.made])
    value = values[-1]
    if not isinstance(value, Node):
        raise TypeError(f"the start symbol {start} makes no node")
    return value


def _reduce(
    rule: Rule, stack: list[int], values: list[Value], edges: list[tuple[Lexeme, Lexeme]], file: str
) -> None:
    """Replace the last `rule.size` parts by what the rule makes of them."""
    size = rule.size
    parts = values[-size:]
    first, last = edges[-size][0], edges[-1][1]
    del stack[-size:], values[-size:], edges[-size:]
    edges.append((first, last))
    if rule.how == "word":
        values.append(Token("NAME", first.text, first.span(file)))
        return
    children: list[Node | Token] = []
    for i in rule.kept:
        part = parts[i]
        if isinstance(part, Lexeme):
            text = part.text[1:-1] if part.kind == "STRING" else part.text
            children.append(Token(part.kind, text, part.span(file)))
        elif isinstance(part, list):
            if children:
                children.extend(part)
            else:
                children = part  # a part is used once: growing it in place keeps long lists linear
        else:
            children.append(part)
    if rule.how == "splice":
        values.append(children)
    elif rule.how == "single" and len(children) == 1:
        values.append(children[0])
    else:
        span = Span(file, first.line, first.column, last.end_line, last.end_column)
        values.append(Node(rule.kind, tuple(children), span))


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the automaton stands after some words: asks what could follow, makes no tree."""

    start: str
    states: tuple[int, ...]

    @classmethod
    def at(cls, start: str, words: Sequence[Lexeme] = ()) -> Walk:
        """Return where reading from a start symbol stands after words that can be read."""
        begin = cls(start, (tables().starts[start],))
        return begin._go(words)[0]

    def after(self, kind: str) -> Walk | None:
        """Return where it stands after one more word of a kind, or None if none can follow."""
        states = _step(self.start, list(self.states), kind)
        return None if states is None else Walk(self.start, tuple(states))

    def kinds(self) -> list[str]:
        """Return the kinds of words that can follow, `$END` if the piece may end here."""
        row = tables().states[self.states[-1]]
        return [kind for kind in row if not kind.startswith("<") and self.can(kind)]

    def can(self, kind: str) -> bool:
        """Say whether a word of this kind (or the end) can follow."""
        return _step(self.start, list(self.states), kind) is not None

    def reach(self, words: Sequence[Lexeme], most: int) -> int:
        """Return how many of the words can follow, up to `most`; an end that can follow counts as one."""
        some = words[:most]
        walk, count = self._go(some)
        return count + (count == len(words) < most and walk.can(END))

    def _go(self, words: Sequence[Lexeme]) -> tuple[Walk, int]:
        states = self.states
        for count, word in enumerate(words):
            following = _step(self.start, list(states), word.kind)
            if following is None:
                return Walk(self.start, states), count
            states = tuple(following)
        return Walk(self.start, states), len(words)


def _step(start: str, stack: list[int], kind: str) -> list[int] | None:
    """Return the states after a word of a kind, or None if it cannot follow; uses up `stack`."""
    table = tables()
    final = table.ends[start]
    while True:
        if kind == END and stack[-1] == final:
            return stack
        action = table.states[stack[-1]].get(kind)
        if action is None:
            return None
        if action >= 0:
            stack.append(action)
            return stack
        rule = table.rules[-1 - action]
        del stack[-rule.size :]
        stack.append(table.states[stack[-1]][rule.made])
