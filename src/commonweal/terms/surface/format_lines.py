"""How the words of one line stand beside each other, and where a line that is too long is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from commonweal.terms.surface.automaton import Lexeme, tables

WIDTH = 100

_SPELT = {
    "AT_LEAST": "at least", "AT_MOST": "at most", "MORE_THAN": "more than", "LESS_THAN": "less than",
}  # fmt: skip
_OPEN = frozenset("({")
_CLOSE = frozenset(")}")
_BOUNDS = frozenset(("UP_TO", "below", "above"))
_BREAKS: tuple[frozenset[str], ...] = (
    frozenset(("and", "or")),
    frozenset(("AT_LEAST", "AT_MOST", "MORE_THAN", "LESS_THAN", "equals")),
    frozenset(("+", "-")),
    frozenset(("*", "/")),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a text, and which of them are minus signs of a number."""

    words: Sequence[Lexeme]
    minus_signs: frozenset[int]

    def lines(self, first: int, past: int, indent: int) -> list[str]:
        """Return the words from `first` up to `past` as one line, or as several that are short enough."""
        return self._broken(first, past, indent, 2)

    def flat(self, first: int, past: int) -> str:
        """Return some words as one line."""
        parts: list[str] = []
        for i in range(first, past):
            if i > first and self._space(i):
                parts.append(" ")
            word = self.words[i]
            spelt = _SPELT.get(word.kind)
            parts.append(spelt or (word.text if word.kind == "STRING" else " ".join(word.text.split())))
        return "".join(parts)

    def _space(self, i: int) -> bool:
        """Say whether a space stands before a word."""
        kind, before = self.words[i].kind, self.words[i - 1].kind
        if kind in (",", ")") or before == "(" or i - 1 in self.minus_signs:
            return False
        if kind == "(":
            return before != "NAME" and before not in tables().name_words
        return kind != ":" or self._in_parameter(i)

    def _in_parameter(self, i: int) -> bool:
        """Say whether a colon parts a parameter from its type: there a space stands before it."""
        kinds = [word.kind for word in self.words[max(0, i - 3) : i]]
        return "parameter" in kinds[:-1]

    def _broken(self, first: int, past: int, indent: int, hang: int) -> list[str]:
        """Return some words in lines; those after the first stand `hang` further to the right."""
        flat = " " * indent + self.flat(first, past)
        if len(flat) <= WIDTH or past - first < 2:
            return [flat]
        parting = self._parting(first, past)
        if parting:
            return [
                *self._broken(first, parting, indent, 2),
                *self._broken(parting, past, indent + hang, 0),
            ]
        for signs in _BREAKS[:3]:
            if cuts := self._cuts(first, past, signs):
                return self._operands([first, *cuts, past], indent, hang)
        brace = next((i for i in range(first, past) if self.words[i].kind == "{"), None)
        if brace is not None:
            return self._listed(first, brace, past, indent)
        if cuts := self._cuts(first, past, _BREAKS[3]):
            return self._operands([first, *cuts, past], indent, hang)
        bracket = self._widest(first, past)
        return [flat] if bracket is None else self._listed(first, bracket, past, indent)

    def _parting(self, first: int, past: int) -> int | None:
        """Return where a line parts best: before its formula, its amount or what follows the amount."""
        words = self.words
        depth = 0
        for i in range(first + 1, past):
            kind, before = words[i].kind, words[i - 1].kind
            depth += (kind in _OPEN) - (kind in _CLOSE)
            if depth:
                continue
            if before == "ensure" or (before == "by" and words[first].kind == "cure"):
                return i
            if before == "=" and kind not in ("series", "STRING", "undisclosed"):
                return i
            verb = words[i - 2].kind if i - 2 > first else ""
            if verb in ("pay", "repay", "deliver") and words[i - 3].kind in ("must", "may"):
                return i
            if kind == "NET_DUE" or self._is_act_option(i, past, words[first].kind):
                return i
        return None

    def _is_act_option(self, i: int, past: int, line: str) -> bool:
        """Say whether `due within …` stands here, behind an amount."""
        kinds = [word.kind for word in self.words[i : min(i + 2, past)]]
        return kinds == ["due", "within"] and line != "evidence" and self.words[i - 1].kind != "NET_DUE"

    def _cuts(self, first: int, past: int, signs: frozenset[str]) -> list[int]:
        """Return where some signs stand outside of all brackets."""
        cuts = []
        depth = 0
        for i in range(first, past):
            kind = self.words[i].kind
            depth += (kind in _OPEN) - (kind in _CLOSE)
            if depth == 0 and i > first and kind in signs and i not in self.minus_signs:
                if not (kind == "and" and self.words[i + 1 : i + 2] and self.words[i + 1].kind == "within"):
                    cuts.append(i)
        return cuts

    def _operands(self, bounds: list[int], indent: int, hang: int) -> list[str]:
        """Return the members of a chain one below the other, each with its sign before it."""
        made = self._broken(bounds[0], bounds[1], indent, 2)
        for a, b in pairwise(bounds[1:]):
            made += self._broken(a, b, indent + hang, 2)
        return made

    def _widest(self, first: int, past: int) -> int | None:
        """Return the opening bracket, outside of all others, that holds the most words."""
        best, size, depth, opened = None, 2, 0, first
        for i in range(first, past):
            kind = self.words[i].kind
            if kind in _OPEN:
                depth += 1
                opened = i if depth == 1 else opened
            elif kind in _CLOSE:
                depth -= 1
                if depth == 0 and i - opened > size:
                    best, size = opened, i - opened
        return best

    def _listed(self, first: int, bracket: int, past: int, indent: int) -> list[str]:
        """Return a list in brackets with each member on its own line, and what follows behind the last."""
        members, depth, begin = [], 0, bracket + 1
        for i in range(bracket + 1, past):
            kind = self.words[i].kind
            depth += (kind in _OPEN) - (kind in _CLOSE)
            if depth < 0:
                break
            if depth == 0 and kind == ",":
                members.append((begin, i + 1))
                begin = i + 1
        made = [" " * indent + self.flat(first, bracket + 1)]
        if rows := self._table([*members, (begin, past)]):
            return [*made, *(" " * (indent + 2) + row for row in rows)]
        hang = 2 if members else 0
        for a, b in [*members, (begin, past)]:
            if a < b:
                made += self._broken(a, b, indent + 2, hang)
        return made

    def _table(self, members: Sequence[tuple[int, int]]) -> list[str]:
        """Return the rows of a table of brackets, its bounds one below the other; nothing if it is none."""
        bounds = []
        for a, b in members:
            bound = next((i for i in range(a, b) if self.words[i].kind in _BOUNDS), None)
            if bound is None:
                return []
            bounds.append(bound)
        rates = [self.flat(a, bound) for (a, _), bound in zip(members, bounds, strict=True)]
        wide = max(len(rate) for rate in rates)
        if wide > WIDTH // 3:
            return []
        return [
            f"{rate:{wide}} {self.flat(bound, b)}"
            for rate, bound, (_, b) in zip(rates, bounds, members, strict=True)
        ]
