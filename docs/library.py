"""
What the library says of itself: programmes, their cases, what carries a source, and what is not expressed.

A text of the library names its case and the features it uses in two comment lines of its header, `# case:`
and `# features:`. What the agreement has and the text has not stands as a comment
`# not expressed: WHAT – WHY`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import fill
from typing import Final

from docs.cases import blocks_of, head_of, kind_of

LIBRARY: Final = Path(__file__).resolve().parents[1] / "src" / "commonweal" / "library"
PAGE: Final = Path(__file__).resolve().parent / "library.md"
#: A workspace to begin with; its agreement is invented, and stands for no case.
STARTER: Final = "starter"
MARK: Final = re.compile(r"<!-- library -->\n.*?<!-- /library -->", re.DOTALL)
INTRODUCTION: Final = """\
Programmes that come with commonweal, written from public documents. A D-number is the number of the case that
was read; two texts with one number are two contracts of one case.

**Said** counts the conditions, payments, accounts and rights that name their source (`basis` or `cites`).
**Left out** counts the rules that were read and that the text does not say, each a comment `# not expressed:`
with its reason. The share is said / (said + left out): how much of what was *read* is judged, not how much
of a contract: most contracts are not public in full.
"""
_CASE: Final = re.compile(r"^# case: (.+)$", re.MULTILINE)
_FEATURES: Final = re.compile(r"^# features: (.+)$", re.MULTILINE)
_SOURCES: Final = re.compile(r"\bsources?\b", re.IGNORECASE)
_TERMS: Final = re.compile(r'^terms (\w+) version (\d+)(?: "([^"]*)")?', re.MULTILINE)
_LEFT_OUT: Final = re.compile(r"^# not expressed: (.+(?:\n#  +.+)*)", re.MULTILINE)
_REASON: Final = re.compile(r" – |[:;.,] ")
_CLAUSES: Final = ("condition", "payment", "account", "right")


@dataclass(frozen=True, slots=True)
class Programme:
    """A text of the library: where it lies, what it is, and how much of its agreement it says."""

    path: Path
    title: str
    case: str
    features: tuple[str, ...]
    instrument: str
    header: str
    clauses: int
    sourced: int
    left_out: tuple[str, ...]
    examples: int

    @property
    def name(self) -> str:
        """Return the text's name, that of its file."""
        return self.path.stem

    @property
    def link(self) -> str:
        """Return the way from docs/library.md to the text."""
        return "../" + self.path.relative_to(LIBRARY.parents[2]).as_posix()

    @property
    def is_real(self) -> bool:
        """Return whether the text stands for a real agreement, and not for one that somebody made up."""
        return bool(re.match(r"D\d", self.case))

    @property
    def names_sources(self) -> bool:
        """Return whether the header says where the rules are from, or that they were made up."""
        return bool(_SOURCES.search(self.header)) or not self.is_real


@cache
def programmes() -> tuple[Programme, ...]:
    """Return the texts of the library in the order of their cases, those that were made up last."""
    paths = sorted(p for p in LIBRARY.glob("*/terms/*.terms") if p.parts[-3] != STARTER)
    return tuple(sorted((_read(path) for path in paths), key=_order))


def _read(path: Path) -> Programme:
    text = path.read_text("utf-8")
    declared = _TERMS.search(text)
    header = text[: declared.start()] if declared else text
    case, features = _CASE.search(header), _FEATURES.search(header)
    instrument = re.search(r"^  instrument (\w+)", text, re.MULTILINE)
    blocks = blocks_of(text)
    clauses = [block for block in blocks if kind_of(block) in _CLAUSES]
    return Programme(
        path=path,
        title=(declared[3] or declared[1]) if declared else path.stem,
        case=case[1].strip() if case else "",
        features=tuple(features[1].split()) if features else (),
        instrument=instrument[1] if instrument else "",
        header=header,
        clauses=len(clauses),
        sourced=sum(map(_is_sourced, clauses)),
        left_out=tuple(" ".join(re.split(r"\n#  +", found[1])) for found in _LEFT_OUT.finditer(text)),
        examples=sum(1 for block in blocks if kind_of(block) == "example"),
    )


def _is_sourced(block: list[str]) -> bool:
    said = [line for line in block if not line.lstrip().startswith("#")]
    return ' cites "' in head_of(said) or any(re.match(r'  (basis|cites) "', line) for line in said)


def _order(one: Programme) -> tuple[int, str, str]:
    number = re.match(r"D(\d+)", one.case)
    return (int(number[1]) if number else 1000, one.case, one.name)


def users_of(feature: str) -> list[Programme]:
    """Return the texts whose header names a feature."""
    return [one for one in programmes() if feature in one.features]


def has_reason(left_out: str) -> bool:
    """Return whether a comment on what is not expressed goes on after naming it."""
    return bool(_REASON.search(left_out))


def sentence() -> str:
    """Return how much of the real agreements the library says, for the first page."""
    real = [one for one in programmes() if one.is_real]
    cases = {one.case for one in real if one.case}
    return fill(
        f"The [library](docs/library.md) holds {len(real)} texts of {len(cases)} real agreements: "
        f"{sum(p.sourced for p in real)} clauses that name their source, and "
        f"{sum(len(p.left_out) for p in real)} rules that are left out, each with the reason "
        f"({_share(real)} of what was read is said).",
        width=100,
    )


def inserted(text: str) -> str:
    """Return a page with the sentence about the library as it is now."""
    return MARK.sub(lambda _: f"<!-- library -->\n{sentence()}\n<!-- /library -->", text)


def page() -> str:
    """Return docs/library.md."""
    real = [one for one in programmes() if one.is_real]
    made_up = [one for one in programmes() if not one.is_real]
    return "\n".join(
        [
            "<!-- generated by docs/generate.py from the texts of the library; edit there -->\n",
            "# The library\n",
            INTRODUCTION,
            "## Real agreements\n",
            *_table(real),
            "",
            "## Building blocks and worked examples\n",
            "Made up, by us for drafts or by others to show a standard.\n",
            *_table(made_up),
            "",
            "## What is left out, and why\n",
            *_reasons(programmes()),
        ]
    )


def _table(rows: Iterable[Programme]) -> list[str]:
    listed = list(rows)
    lines = [
        "| case | instrument | text | says | said | left out | share | examples |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in listed:
        cells = [one.case, one.instrument, f"[{one.name}]({one.link})", one.title]
        numbers = [one.sourced, len(one.left_out), _share([one]), one.examples]
        lines.append("| " + " | ".join([*cells, *map(str, numbers)]) + " |")
    sums = [
        sum(p.sourced for p in listed),
        sum(len(p.left_out) for p in listed),
        _share(listed),
        sum(p.examples for p in listed),
    ]
    lines.append("| all | | | | " + " | ".join(f"**{n}**" for n in sums) + " |")
    return lines


def _share(rows: Iterable[Programme]) -> str:
    listed = list(rows)
    said, left = sum(p.sourced for p in listed), sum(len(p.left_out) for p in listed)
    return f"{round(100 * said / (said + left))} %" if said + left else "–"


def _reasons(rows: Iterable[Programme]) -> list[str]:
    lines = []
    for one in rows:
        if one.left_out:
            lines += [f"### {one.title}\n", *(f"* {said}" for said in one.left_out), ""]
    return lines
