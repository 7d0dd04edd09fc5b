"""
Who speaks: the terms, the language, the window, and how phrases are held together in one sentence.

A template's words never stand in what it holds except between parentheses: simple parts stand bare,
compound ones in parentheses, lists (`;`, `where`) always in parentheses when they stand inside another
sentence. So the prose can be read back in one way only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from commonweal.terms.core.clauses import Define, Terms
from commonweal.terms.core.expressions import Expr
from commonweal.terms.explain import prose_words as words
from commonweal.terms.explain.language import ENGLISH, THAT, Language

LONGEST: Final = words.LONGEST_LABEL
SIMPLE, COMPOUND, LIST = 0, 1, 2
LISTS: Final = ("and", "or", "at_least_k")
"""Formulas that a clause gives as lettered items."""
_LISTS: Final = (*LISTS, "choose", "marginal", "tier")
_COMPOUND: Final = (
    "add", "mul", "div", "neg", "min", "max", "round", "indexed", "not", "known", "every", "some", "none",
    "ge", "le", "gt", "lt", "eq", "status", "truth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """
    Who speaks: the terms, the noun of the window, and whether this is a cure or a consequence.

    Attributes
    ----------
    window : the noun of the clause's window: year, fiscal year, period of 6 months, day
    cure, consequence : windows then run to the cure deadline; payments to the day of proof
    """

    terms: Terms
    window: str = "period"
    cure: bool = False
    consequence: bool = False
    language: Language = field(default=ENGLISH)

    @property
    def that(self) -> str:
        """Return the clause's window as a noun phrase."""
        return f"{THAT} {self.window}"

    @property
    def end(self) -> str:
        """Return where windows end that run to the judged day of the clause."""
        if self.cure:
            return self.tell("op.the_cure_deadline")
        return self.tell("op.the_end", that=self.that)

    def tell(self, key: str, /, **parts: str) -> str:
        """Return a template of the language with its placeholders filled in."""
        return self.language.tell(key, **parts)

    def finish(self, text: str) -> str:
        """Return a sentence that says `that` of its windows."""
        return self.language.finish(text)

    def name(self, name: str) -> str:
        """Return a name of these terms with its label beside it."""
        terms = self.terms
        known = chain(terms.parameters, terms.clauses, terms.accounts, terms.rights)
        label = next((entry.label for entry in known if entry.name == name), "")
        return words.named(name, label, longest=LONGEST)

    def measure(self, name: str) -> str:
        """Return a measure with its label beside it."""
        found = self.terms.measure(name)
        return words.named(name, found.label if found else "", longest=LONGEST)

    def joined(self, key: str, parts: Sequence[str]) -> str:
        """Return several phrases joined by a template of two, from the left."""
        said = parts[0]
        for following in parts[1:]:
            said = self.tell(key, left=said, right=following)
        return said


Speaker = Callable[[Expr, Voice], str]


def defined(node: Expr, voice: Voice) -> Define | None:
    """Return the `define` that a node was expanded from and is all of."""
    if node.origin is None:
        return None
    return next((d for d in voice.terms.defines if d.name == node.origin and d.value == node), None)


def level(node: Expr, voice: Voice) -> int:
    """Return how much a node's prose needs to be held together inside another sentence."""
    if defined(node, voice) is not None:
        return SIMPLE
    return LIST if node.op in _LISTS else COMPOUND if node.op in _COMPOUND else SIMPLE
