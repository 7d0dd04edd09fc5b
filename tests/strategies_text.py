"""
Random texts of the terms language, written over its grammar.

Whatever the grammar allows can come out, sense or nonsense: what is tested with these texts is how a text
is written and read, not what it means. Words are parted by spaces, line breaks and comments at random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st
from lark import Lark

from commonweal.terms.surface.build_tables import grammar_text

Choose = Callable[[Sequence[str]], str]
#: So many choices are free; after them the shortest way to the end is taken.
CHOICES = 150

WORDS: dict[str, tuple[str, ...]] = {
    "NAME": ("jobs", "a", "x_1", "capex_2020", "state", "award", "balance_sheet", "paid_in", "updates"),
    "INT": ("1", "12", "1_000", "2024"),
    "NUMBER": ("0.5", "1_000.25"),
    "DATE": ("2024-02-29", "2025-12-31"),
    "PERIOD": ("2024-Q3", "2025-07"),
    "PERCENT": ("5%", "0.25%", "1_00%"),
    "CURRENCY": ("EUR", "USD"),
    "MONTH": ("March", "December"),
    "STRING": ('"A label"', '""', '"mit Umlaut – ä, # und { } (nicht) ensure"', '"договор"'),
    "AT_LEAST": ("at least", ">=", "at\n  least"),
    "AT_MOST": ("at most", "<="),
    "MORE_THAN": ("more than", ">", "more  than"),
    "LESS_THAN": ("less than", "<"),
    "UP_TO": ("up to",),
    "IN_TOTAL": ("in total", "in\ttotal"),
    "PAID_UNDER": ("paid under",),
    "BALANCE_OF": ("balance of",),
    "INTEREST_OF": ("interest of",),
    "NET_DUE": ("less amounts already due", "less amounts\n    already due"),
}
#: What may stand between two words.
GAPS = (" ", " ", " ", "\n", "\n  ", "\n\n", "  # a note\n", "\n# a line\n  # and another\n", "\r\n", "\t")
#: Signs that need no gap on either side.
TIGHT = frozenset("(){},:+*/=")


@dataclass(frozen=True)
class Production:
    """One way to write a symbol: its parts, each a symbol (nonterminal) or a kind of word."""

    symbol: str
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Grammar:
    """The productions of each symbol, and how to come to an end and to each symbol on the shortest way."""

    productions: dict[str, tuple[Production, ...]]
    shortest: dict[str, Production]
    above: dict[str, Production]
    literals: dict[str, str]


@cache
def grammar() -> Grammar:
    """Return the language's grammar without its optional parts and repetitions, as plain productions."""
    made = Lark(grammar_text(), parser="earley", lexer="dynamic", maybe_placeholders=False)
    literals = {t.name: t.pattern.value for t in made.terminals if type(t.pattern).__name__ == "PatternStr"}
    found: dict[str, list[Production]] = {}
    for rule in made.rules:
        parts = tuple((part.name, not part.is_term) for part in rule.expansion)
        found.setdefault(rule.origin.name, []).append(Production(rule.origin.name, parts))
    productions = {symbol: tuple(some) for symbol, some in found.items()}
    return Grammar(productions, _shortest(productions), _above(productions), literals)


def _shortest(productions: dict[str, tuple[Production, ...]]) -> dict[str, Production]:
    """Return for each symbol the production that leads to an end with the fewest steps."""
    best: dict[str, Production] = {}
    while len(best) < len(productions):
        ready = {
            symbol: production
            for symbol, some in productions.items()
            if symbol not in best
            for production in reversed(some)
            if all(not inner or part in best for part, inner in production.parts)
        }
        best |= ready
    return best


def _above(productions: dict[str, tuple[Production, ...]]) -> dict[str, Production]:
    """Return for each symbol but the first the production on the shortest way down to it."""
    above: dict[str, Production] = {}
    seen = ["start"]
    for symbol in seen:
        for production in productions[symbol]:
            for part, inner in production.parts:
                if inner and part not in above and part != "start":
                    above[part] = production
                    seen.append(part)
    return above


def words_of(symbol: str, choose: Choose, *, free: int = CHOICES) -> Iterator[str]:
    """Return the words of one way to write a symbol, `free` choices of productions being made by `choose`."""
    made = grammar()
    left = free
    stack: list[tuple[str, bool]] = [(symbol, True)]
    while stack:
        part, inner = stack.pop()
        if not inner:
            yield made.literals.get(part) or choose(WORDS[part])
        elif part == "edition":
            yield from ("language", "1")
        else:
            some = made.productions[part]
            if left > 0 and len(some) > 1:
                left -= 1
                production = some[int(choose([str(i) for i in range(len(some))]))]
            else:
                production = made.shortest[part]
            stack.extend(reversed(production.parts))


def words_with(production: Production) -> Iterator[str]:
    """Return the words of a short text in which a production is used."""
    made = grammar()
    way = [production]
    while way[-1].symbol != "start":
        way.append(made.above[way[-1].symbol])
    stack: list[tuple[str, bool]] = [("start", True)]
    while stack:
        part, inner = stack.pop()
        if not inner:
            yield made.literals.get(part) or WORDS[part][0]
        elif part == "edition" and production.symbol != "edition":
            yield from ("language", "1")
        elif way and part == way[-1].symbol:
            stack.extend(reversed(way.pop().parts))
        else:
            stack.extend(reversed(made.shortest[part].parts))


@st.composite
def texts(draw: st.DrawFn, *, noisy: bool = True) -> str:
    """Draw a text that can be read; `noisy` with odd gaps and comments between the words."""

    def choose(some: Sequence[str]) -> str:
        return draw(st.sampled_from(list(some)))

    words = [*words_of("edition", choose)]
    for _ in range(draw(st.integers(0, 3))):
        words += words_of("item", choose, free=CHOICES // 3)
    text = draw(st.sampled_from(("", "# above all\n"))) if noisy else ""
    for before, word in zip(["\n", *words], words, strict=False):
        gap = choose(GAPS) if noisy else " "
        if noisy and (word in TIGHT or before in TIGHT) and draw(st.booleans()):
            gap = ""
        text += (gap if text else "") + word
    return text + (draw(st.sampled_from(("", "\n", "  # at the end", "\n# last\n"))) if noisy else "")
