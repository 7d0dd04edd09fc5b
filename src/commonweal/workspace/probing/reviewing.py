"""
A draft compared with the library: what comparable programmes have and it lacks, where it has no teeth.

Comparable is a programme with the same instrument, or with a duty of the same purpose. Nothing is scored: the
library is what real agreements do, not what they should.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from commonweal.ground.diagnostics import Diagnostic, Span
from commonweal.terms.core.clauses import Terms
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.workspace.probing.cliffs import Cliff
from commonweal.workspace.probing.cliffs import cliffs as seen_cliffs
from commonweal.workspace.probing.features import FEATURES, Feature, Sight, clauses_of

SHOWN: Final = 2
"""Programmes that show how a lacking feature is written."""
ROOMS: Final = ("vocabulary", "terms")
_FURTHER: Final = 40


@dataclass(frozen=True)
class Programme:
    """One programme of the library; `hashes` are those of its texts, `lines` the lines of each file."""

    name: str
    terms: tuple[Terms, ...]
    hashes: frozenset[str]
    lines: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Shown:
    """How a programme of the library writes something: the place, and its line."""

    programme: str
    terms: str
    name: str
    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """
    A feature of comparable programmes.

    Attributes
    ----------
    have, of : how many of how many to which the question applies
    own : the clauses of the draft that have it; without : those to which it could be added
    shown : of a lacking feature, how others write it
    """

    feature: Feature
    have: int
    of: int
    own: tuple[str, ...]
    without: tuple[str, ...]
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning of the analyses about a clause of the draft."""

    clause: str
    told: Diagnostic


@dataclass(frozen=True)
class Review:
    """
    What a draft looks like beside the library.

    Attributes
    ----------
    peers : names of the comparable programmes
    lacks : what some of them have and the draft has not, most of them first; has : the rest
    toothless, unfounded, unproven : CW4014, CW4019 and CW4018
    cliffs : None where they were not looked for; examples : so many of the text they were looked for from
    """

    terms: Terms
    peers: tuple[str, ...]
    lacks: tuple[Compared, ...]
    has: tuple[Compared, ...]
    toothless: tuple[Remark, ...]
    unfounded: tuple[Remark, ...]
    unproven: tuple[Remark, ...]
    cliffs: tuple[Cliff, ...] | None
    examples: int


def review(
    compiled: Compiled, *, cliffs: bool = True, progress: Callable[[str], None] | None = None
) -> tuple[Review, ...]:
    """
    Return the review of each text, of several versions the last.

    Parameters
    ----------
    cliffs : also look for cliffs from the examples of the text, which takes most of the time
    progress : is told each example on the way
    """
    found = seen_cliffs(compiled, progress=progress) if cliffs else None
    last = dict(sorted(compiled.terms))
    return tuple(_reviewed(compiled, (name, version), found) for name, version in last.items())


def _reviewed(compiled: Compiled, ref: tuple[str, int], found: Sequence[Cliff] | None) -> Review:
    terms = compiled.terms[ref]
    peers = [p for p in library() if compiled.hashes[ref] not in p.hashes and _comparable(p, terms)]
    compared = [c for f in FEATURES if f.applies(terms) and (c := _compare(f, terms, peers)).have]
    lacks = sorted((c for c in compared if not c.own), key=lambda c: -c.have / c.of)
    remarks: dict[str, list[Remark]] = {}
    for remark in _remarks(compiled, terms):
        remarks.setdefault(remark.told.code, []).append(remark)
    return Review(
        terms,
        peers=tuple(p.name for p in peers),
        lacks=tuple(lacks),
        has=tuple(c for c in compared if c.own),
        toothless=tuple(remarks.get("CW4014", ())),
        unfounded=tuple(remarks.get("CW4019", ())),
        unproven=tuple(remarks.get("CW4018", ())),
        cliffs=tuple(c for c in found if c.terms == terms.ref) if found is not None else None,
        examples=sum(example.terms == ref for example in compiled.examples),
    )


# ---- the library -------------------------------------------------------------------------------------------


@cache
def library() -> tuple[Programme, ...]:
    """Return the programmes that lie in the package, by name; each folder is one."""
    root = resources.files("commonweal") / "library"
    folders = sorted((f for f in root.iterdir() if (f / "terms").is_dir()), key=lambda f: f.name)
    return tuple(made for folder in folders if (made := _programme(folder)).terms)


def _programme(folder: Traversable) -> Programme:
    files: dict[str, str] = {}
    for room in ROOMS:
        inside = folder / room
        for entry in sorted(inside.iterdir(), key=lambda e: e.name) if inside.is_dir() else ():
            if entry.name.endswith(".terms"):
                files[f"{folder.name}/{room}/{entry.name}"] = entry.read_text("utf-8")
    made = compile_sources(list(files.items()))
    lines = {name: tuple(text.split("\n")) for name, text in files.items()}
    return Programme(folder.name, tuple(made.terms.values()), frozenset(made.hashes.values()), lines)


def _comparable(programme: Programme, terms: Terms) -> bool:
    wanted = _purposes(terms)
    return any(t.instrument == terms.instrument or wanted & _purposes(t) for t in programme.terms)


def _purposes(terms: Terms) -> set[str]:
    return {c.purpose for c in terms.conditions() if c.purpose is not None}


# ---- one feature -------------------------------------------------------------------------------------------


def _compare(feature: Feature, terms: Terms, peers: Sequence[Programme]) -> Compared:
    asked = [p for p in peers if any(feature.applies(t) for t in p.terms)]
    having = [p for p in asked if any(True for t in p.terms for _ in feature.seen(t))]
    own = tuple(dict.fromkeys(sight.name for sight in feature.seen(terms)))
    without = tuple(c.name for c in clauses_of(feature.kind, terms) if c.name not in own)
    shown: tuple[Shown, ...] = ()
    if not own:
        nearest = sorted(having, key=lambda p: _distance(p, terms))
        shown = tuple(_shown(p, feature, terms) for p in nearest[:SHOWN])
    return Compared(feature, len(having), len(asked), own, without, shown)


def _distance(programme: Programme, terms: Terms) -> tuple[int, int, str]:
    """Return an order in which programmes of the same instrument, then of the same purposes, come first."""
    same = any(t.instrument == terms.instrument for t in programme.terms)
    shared = {p for t in programme.terms for p in _purposes(t)} & _purposes(terms)
    return (0 if same else 1, -len(shared), programme.name)


def _shown(programme: Programme, feature: Feature, terms: Terms) -> Shown:
    texts = sorted(programme.terms, key=lambda t: t.instrument != terms.instrument)
    text, sight = next((t, sight) for t in texts for sight in feature.seen(t))
    file, number = _place(sight, programme)
    lines = programme.lines.get(file, ())
    said = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return Shown(programme.name, text.ref, sight.name, file, number, said.partition("  #")[0])


def _place(sight: Sight, programme: Programme) -> tuple[str, int]:
    """Return the file and the line of a sight: from where the clause begins down to its word."""
    if sight.at is None:
        return "", 0
    lines = programme.lines.get(sight.at.file, ())
    first = sight.at.line
    below = range(first, min(first + _FURTHER, len(lines) + 1))
    return sight.at.file, next((n for n in below if sight.word in lines[n - 1]), first)


# ---- the draft's own doubts --------------------------------------------------------------------------


def _remarks(compiled: Compiled, terms: Terms) -> Iterator[Remark]:
    """Yield the warnings that stand in a text, each with its clause."""
    places = (t.at for t in compiled.terms.values() if t.at is not None)
    starts = sorted(at.line for at in places if terms.at is not None and _beside(at, terms.at))
    for told in compiled.diagnostics:
        if told.span is None or terms.at is None or not _beside(told.span, terms.at):
            continue
        before = [line for line in starts if line <= told.span.line]
        if before and before[-1] == terms.at.line:
            yield Remark(_clause_at(told.span, terms), told)


def _beside(one: Span, other: Span) -> bool:
    return one.file == other.file


def _clause_at(span: Span, terms: Terms) -> str:
    """Return the clause in which a place lies."""
    above = [c for c in terms.clauses if c.at is not None and c.at.line <= span.line]
    return max(above, key=lambda c: c.at.line if c.at else 0).name if above else ""
