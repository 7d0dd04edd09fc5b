"""
Random texts: well typed, over one vocabulary, in one version or two.

A text is written part by part (clauses, accounts, rights), each from bytes of its own; a second version of
it keeps most parts and writes the others anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from commonweal.terms.core.clauses import Terms
from commonweal.terms.driver import compile_sources
from tests.strategies.choices import Choices, drawn_bytes
from tests.strategies.clauses import ClauseWriter
from tests.strategies.expressions import Place
from tests.strategies.holdings import GRAINS, HoldingWriter, form_of
from tests.strategies.vocabulary import FISCAL, HEAD, VOCABULARY

GRAINS_OF_CLAUSES = ("year", "year", "year", "year", "quarter", "quarter", "half", "once", "month")
#: Words whose truth may move with D itself: what is paid, decided or late.
MOVING = re.compile(
    "paid under|due under|account|balance|interest of|right |overdue|waived|suspend|withhold|terminate|begins"
)
LETTERS = {"condition": "c", "payment": "p", "delivery": "g"}


@dataclass
class Draft:
    """A text in parts: its head lines, and clauses, accounts and rights by name."""

    head: str
    every: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str], ...]
    rights: tuple[str, ...]
    silence: bool
    simple: bool
    still: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def text(self, version: int = 1) -> str:
        """Return the whole text as a version of itself."""
        return whole_text(self.parts.values(), self.head, version)

    def write(self, name: str, choices: Choices) -> None:
        """Write a part, or write it anew."""
        names = [n for n, _ in self.every]
        before = self.every[: names.index(name)] if name in names else self.every
        grain = choices.pick(*GRAINS_OF_CLAUSES)
        place = Place(
            grain, before, self.every, accounts=self.accounts, silence=self.silence, simple=self.simple
        )
        kind = dict(self.every).get(name)
        units = dict(self.accounts)
        if kind == "condition":
            self.parts[name] = ClauseWriter(choices, place).condition(name)
        elif kind is not None:
            self.parts[name] = ClauseWriter(choices, place).payment(name, things=kind == "delivery")
        elif name in units:
            form = form_of(choices.between(0, 17))
            writer = HoldingWriter(choices, replace(place, grain=GRAINS[form[0]]))
            self.parts[name] = writer.account(name, units[name], form, self.taken)
        else:
            self.parts[name] = HoldingWriter(choices, place).right(name)
        self.parts[name] = _stilled(self.parts[name]) if self.still else self.parts[name]


def draft(
    choices: Choices, *, silence: bool = True, most: int = 3, simple: bool = False, still: bool = False
) -> Draft:
    """
    Return a text in parts: well typed, but a circle through its clauses may stand in it.

    Parameters
    ----------
    silence : whether words may stand that read silence itself (`is known`, `is overdue`, `is waived`, `if
        overdue`, `if waived`), which some laws except
    most : the greatest number of clauses
    simple : only flags, other clauses and round amounts; of other texts a third is so
    still : no accounts and rights, no cures, and no further line of a clause with words of `MOVING`
    """
    n = choices.between(1, most)
    kinds = [choices.pick("condition", "payment", "condition", "payment", "delivery") for _ in range(n)]
    every = tuple((f"{LETTERS[k]}{i}", k) for i, k in enumerate(kinds, 1))
    head = choices.pick("", "", "  rounding down\n", "  rounding half_even\n")
    head += choices.pick("", f"  fiscal year ends {FISCAL.day} June\n")
    simple = choices.pick(False, False, True) or simple
    units = choices.pick((), (), ("EUR",), ("EUR",), ("EUR", "EUR"), ("tonne",), ("EUR", "tonne"))
    accounts = tuple((f"a{i}", unit) for i, unit in enumerate(units, 1))
    rights = tuple(f"r{i}" for i in range(1, 1 + choices.pick(0, 0, 1, 1, 2)))
    accounts, rights = ((), ()) if still else (accounts, rights)
    made = Draft(head, every, accounts, rights, silence, simple, still)
    for name in (*(n for n, _ in every), *(n for n, _ in accounts), *rights):
        made.write(name, choices.block(BLOCK))
    return made


def _stilled(part: str) -> str:
    """Return a clause without its cure and without further lines whose truth may move with D itself."""
    lines = part.splitlines()
    return "\n".join(
        line
        for n, line in enumerate(lines)
        if n < 3 or not (line.startswith("  cure ") or MOVING.search(line))
    )


def write_text(choices: Choices, *, silence: bool = True, most: int = 3, simple: bool = False) -> str:
    """Return a text (with its vocabulary), see `draft`."""
    return draft(choices, silence=silence, most=most, simple=simple).text()


def rewritten(choices: Choices, first: Draft) -> Draft:
    """
    Return a text that keeps most parts of another, writes others anew and drops or adds some.

    Names keep their kind. A part that another one names is not dropped.
    """
    made = replace(first, parts=dict(first.parts), taken=set(first.taken))
    for name in list(made.parts):
        what, block = choices.pick("anew", "keep", "keep", "keep", "drop"), choices.block(BLOCK)
        if what == "anew":
            own = {n for n in made.taken if re.search(rf"reduced by {n}\b", made.parts[name])}
            made.taken -= own
            made.write(name, block)
        elif what == "drop" and len(made.parts) > 1:
            rest = "\n".join(p for n, p in made.parts.items() if n != name)
            if not re.search(rf"\b{name}\b", rest) and len(made.every) > (name in dict(made.every)):
                own = {n for n in made.taken if re.search(rf"reduced by {n}\b", made.parts[name])}
                made.taken -= own
                del made.parts[name]
                made.every = tuple(e for e in made.every if e[0] != name)
                made.accounts = tuple(a for a in made.accounts if a[0] != name)
                made.rights = tuple(r for r in made.rights if r != name)
    new = choices.pick(None, None, "condition", "payment")
    if new is not None:
        name = f"{LETTERS[new]}9"
        made.every = (*made.every, (name, new))
        made.write(name, choices.block(BLOCK))
    return made


BLOCK = 96
TEXT_BYTES = 700


@st.composite
def texts(draw: Callable[..., Any], *, silence: bool = True, most: int = 3) -> str:
    """Return a text that compiles (see `draft`)."""
    text = write_text(Choices(draw(drawn_bytes(TEXT_BYTES))), silence=silence, most=most)
    try:
        compiled(text)
    except Circular:
        reject()
    return text


def whole_text(clauses: Iterable[str], head: str = "", version: int = 1) -> str:
    """Return clauses under as much of the vocabulary and the parameters as they name."""
    body = "\n\n".join(clauses)
    words = set(re.findall("[a-z_]+", body)) | {"unit", "subject", "award", "public"}
    words |= {"worker"} if words & {"wage", "bonus", "age", "price", "trained", "hurt", "worker"} else set()

    def needed(line: str) -> bool:
        first = line.split()
        return first[0] not in ("measure", "parameter", "subject") or first[1] in words

    lines = [line for line in (VOCABULARY + HEAD).splitlines() if needed(line)]
    return "\n".join(lines).replace("terms t version 1", f"terms t version {version}") + f"\n{head}\n{body}\n"


class Circular(Exception):
    """A text whose only fault is a circle through its clauses (CW4007)."""


@lru_cache(maxsize=256)
def compiled(text: str) -> tuple[Terms, str]:
    """
    Return the terms of a text and their hash.

    Raises
    ------
    Circular : the clauses form a circle
    AssertionError : any other error: the strategies only write what compiles
    """
    found = compile_sources([("t.terms", text)])
    errors = [d for d in found.diagnostics if d.is_error]
    if errors and all(d.code.startswith("CW4007") for d in errors):
        raise Circular
    assert not errors, f"{[(d.code, d.message) for d in errors]}\n{text}"
    ref = next(iter(found.terms))
    return found.terms[ref], found.hashes[ref]
