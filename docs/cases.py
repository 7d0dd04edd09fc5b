"""
Cases of the corpus as pages show them: whole, or one example with the clauses and words it needs.

Nothing is shown that was not compiled, and no example whose expectations were not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from commonweal.terms.driver import compile_sources
from commonweal.workspace.examples import run_examples

CASES: Final = Path(__file__).resolve().parents[1] / "tests" / "cases"


class Unsound(Exception):
    """A chapter shows something that is not so."""


# ---- cases -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the corpus: where it lies, what it says, and its text."""

    name: str
    about: str
    text: str

    @property
    def link(self) -> str:
        """Return the way from a page to the case's text."""
        return f"../../tests/cases/{self.name}/case.terms"


def case_of(name: str) -> Case:
    """Return a case by its path under tests/cases."""
    folder = CASES / name
    if not (folder / "case.terms").is_file():
        raise Unsound(f"there is no case {name}")
    about = (folder / "about.md").read_text("utf-8").split("\n")[0]
    return Case(name, about, (folder / "case.terms").read_text("utf-8"))


def cases_in(topic: str) -> list[Case]:
    """Return the good cases of a topic."""
    names = sorted(p.name for p in (CASES / topic / "good").iterdir() if (p / "case.terms").is_file())
    return [case_of(f"{topic}/good/{name}") for name in names]


def bad_cases_in(topic: str) -> list[Case]:
    """Return the texts of a topic that are refused or warned of."""
    names = sorted(p.name for p in (CASES / topic / "bad").iterdir() if (p / "case.terms").is_file())
    return [case_of(f"{topic}/bad/{name}") for name in names]


def ran(texts: Iterable[tuple[str, str]], where: str) -> int:
    """
    Return how many expectations were judged in texts that were compiled and whose examples were run.

    Raises
    ------
    Unsound : a text has an error, or an expectation failed
    """
    compiled = compile_sources(list(texts))
    faults = [d for d in compiled.diagnostics if d.is_error]
    tested = None if faults else run_examples(compiled)
    for fault in tested.failures if tested else faults:
        raise Unsound(f"{where}: {fault.span}: {fault.code}: {fault.message}")
    assert tested is not None
    return tested.expectations


def counted(n: int) -> str:
    """Return a number of expectations with its word."""
    return f"{n} expectation{'' if n == 1 else 's'}"


# ---- parts of a text ---------------------------------------------------------------------------------

_NAMED: Final = re.compile(
    r"(?:unit|subject|measure|terms|define|condition|payment|account|right|parameter) (\w+)"
)
_WORD: Final = re.compile(r"[a-z]\w*")
_CLAUSES: Final = ("define", "condition", "payment", "account", "right")


def blocks_of(text: str) -> list[list[str]]:
    """Return the blocks of a text in canonical layout, each with the comments above it."""
    blocks: list[list[str]] = []
    notes: list[str] = []
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("#"):
            notes.append(line)
        elif line and not line.startswith(" "):
            blocks.append([*notes, line])
            notes = []
        elif blocks:
            blocks[-1].append(line)
    return blocks


def kind_of(block: list[str]) -> str:
    """Return the word with which a block begins."""
    return head_of(block).split(" ")[0]


def head_of(block: list[str]) -> str:
    """Return the first line of a block that is no comment."""
    return next(line for line in block if not line.startswith("#"))


def name_of(block: list[str]) -> str:
    """Return the name that a block declares, if it declares one."""
    found = _NAMED.match(head_of(block))
    return found[1] if found else ""


def logical(lines: Iterable[str]) -> list[list[str]]:
    """Return the lines of a block, each with the lines that continue it and the comments above it."""
    made: list[list[str]] = []
    notes: list[str] = []
    for line in lines:
        if line.startswith("  #"):
            notes.append(line)
        elif line.startswith("   ") and made:
            made[-1].append(line)
        elif line:
            made.append([*notes, line])
            notes = []
    return made


def said_in(lines: Iterable[str]) -> set[str]:
    """Return the words of lines, without what stands in quotes or behind a comment sign."""
    text = "\n".join(re.sub(r'"[^"]*"|#.*', "", line) for line in lines)
    return set(_WORD.findall(text))


def picked(text: str, number: int, only: list[str]) -> str:
    """Return the `number`-th example of a text with the clauses it speaks of, or `only` those."""
    blocks = blocks_of(text)
    examples = [block for block in blocks if kind_of(block) == "example"]
    if not 1 <= number <= len(examples):
        raise Unsound(f"there is no example {number}; there are {len(examples)}")
    example = examples[number - 1]
    under = head_of(example).rsplit(" under ", 1)[1]
    agreements = [b for b in blocks if kind_of(b) == "agreement" and head_of(b).split('"')[1] in under]
    program = head_of(agreements[0]).split(" under ")[1] if agreements else under
    start = next(i for i, b in enumerate(blocks) if head_of(b).startswith(f"terms {program}"))
    ends = [i for i, b in enumerate(blocks) if i > start and kind_of(b) not in _CLAUSES]
    own = blocks[start + 1 : min(ends, default=len(blocks))]
    wanted = set(only) or said_in(example)
    if unknown := set(only) - {name_of(b) for b in own}:
        raise Unsound(f"there is no clause {', '.join(sorted(unknown))}")
    kept = [b for b in own if name_of(b) in wanted]
    while True:
        words_said = {word for b in kept for word in said_in(b)}
        more = [b for b in own if b not in kept and name_of(b) in words_said]
        if not more:
            break
        kept += more
    kept = [b for b in own if b in kept]
    dropped = {name_of(b) for b in own if b not in kept}
    spoken = said_in([] if only else example)
    return _assembled(blocks, blocks[start], kept, agreements, example, dropped, spoken)


def _assembled(
    blocks: list[list[str]],
    terms: list[str],
    kept: list[list[str]],
    agreements: list[list[str]],
    example: list[str],
    dropped: set[str],
    spoken: set[str],
) -> str:
    """Return a text of some blocks, with only the vocabulary, parameters and rows that they speak of."""
    words_said = spoken | {word for b in kept for word in said_in(b)}
    parameters = {line[-1].split()[1] for line in logical(terms[1:]) if line[-1].startswith("  parameter ")}
    gone = dropped | {p for p in parameters if p not in words_said}
    head = [part for part in logical(terms[1:]) if not said_in(part[-1:]) & gone]
    words_said |= {word for part in head for word in said_in(part)}
    measures = [b for b in blocks if kind_of(b) == "measure" and name_of(b) in words_said]
    words_said |= {word for b in measures for word in said_in(b)}
    vocabulary = [
        b for b in blocks if b in measures or (kind_of(b) in ("unit", "subject") and name_of(b) in words_said)
    ]
    gone |= {name_of(b) for b in blocks if kind_of(b) in ("measure", "subject") and b not in vocabulary}
    parts = [[head_of(terms), *(line for part in head for line in part)]]
    parts += kept
    parts += [[a[0], *_without(a[1:], gone)] for a in agreements]
    parts.append([example[0], *_tidy(_without(example[1:], gone))])
    listed = [["language 1"], [line for b in vocabulary for line in b if line]]
    return "\n\n".join("\n".join(part).rstrip("\n") for part in [*listed, *parts] if part) + "\n"


def _without(lines: Iterable[str], gone: set[str]) -> list[str]:
    """Return the lines of a block that do not speak of what is gone."""
    return [line for part in logical(lines) if not said_in(part[-1:] + part[:1]) & gone for line in part]


def _tidy(lines: list[str]) -> list[str]:
    """Return the lines of an example without an `as of` that nothing is expected under."""
    out: list[str] = []
    for line in lines:
        out.append(line)
        if line.startswith("  as of "):
            before = [i for i, other in enumerate(out[:-1]) if other.startswith("  as of ")]
            if before and not any(other.startswith("  expect ") for other in out[before[-1] :]):
                del out[before[-1]]
    return out
