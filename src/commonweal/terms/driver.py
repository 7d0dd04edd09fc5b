"""
The whole compiler on one screen: texts → syntax trees → vocabulary → core trees, agreements, examples.

All files of a workspace are read together; every fault of every file is said at once.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from commonweal.ground.diagnostics import Diagnostic, Note, diagnose, in_order
from commonweal.terms.checking.agreements import ZoneEnd, read_agreement
from commonweal.terms.checking.amendments import joined, read_amendments, texts_of
from commonweal.terms.checking.analysis.doubts import doubts, unused_measures
from commonweal.terms.checking.analysis.echoes import without_echoes
from commonweal.terms.checking.analysis.lint import lint
from commonweal.terms.checking.examples import read_example
from commonweal.terms.checking.names import unknown
from commonweal.terms.checking.scope import Scope, whole
from commonweal.terms.checking.terms import open_scope, read_terms
from commonweal.terms.checking.vocabulary import Vocabulary, read_vocabulary
from commonweal.terms.core.agreements import Agreement
from commonweal.terms.core.clauses import Measure, Subject, Terms, Unit
from commonweal.terms.core.digest import terms_hash
from commonweal.terms.core.examples import Example
from commonweal.terms.lowering.unsigned import foreseen
from commonweal.terms.surface.parse import parse
from commonweal.terms.surface.tree import Node, SyntaxTree

Ref = tuple[str, int]


def utc_end(day: date) -> datetime:
    """Return the last microsecond of a day in UTC, the default time zone of a text on its own."""
    return datetime.combine(day, time.max, UTC)


@dataclass
class Compiled:
    """What the texts say: terms by (name, version), agreements and examples, and all that is wrong."""

    terms: dict[Ref, Terms] = field(default_factory=dict)
    hashes: dict[Ref, str] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()
    examples: tuple[Example, ...] = ()
    units: dict[str, Unit] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    trees: tuple[SyntaxTree, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def texts(self) -> dict[Ref, tuple[Terms, str]]:
        """Return every terms version with its hash, as binding takes them."""
        return {ref: (terms, self.hashes[ref]) for ref, terms in self.terms.items()}

    @property
    def ok(self) -> bool:
        """Say whether nothing is an error."""
        return not any(d.is_error for d in self.diagnostics)


def compile_sources(sources: Sequence[tuple[str, str]], *, zone_end: ZoneEnd = utc_end) -> Compiled:
    """
    Return what several files of text say together.

    Parameters
    ----------
    sources : (file name, text) of each file
    zone_end : gives the last instant of a day in the workspace's time zone, as UTC
    """
    out: list[Diagnostic] = []
    trees: list[SyntaxTree] = []
    for file, text in sources:
        result = parse(text, file)
        out += result.diagnostics
        if result.value is not None:
            trees.append(result.value)
    broken = {d.span.file for d in out if d.is_error and d.span}
    read = len(out)
    vocabulary = read_vocabulary([t.root for t in trees], out)
    compiled = Compiled(
        units=vocabulary.units, subjects=vocabulary.subjects, measures=vocabulary.measures, trees=tuple(trees)
    )
    items = [item for tree in trees for item in tree.root.nodes()]
    scopes = _terms(items, vocabulary, compiled, out, broken)
    out += _fiscal_clashes(compiled)
    agreements = _agreements(items, scopes, out, zone_end)
    _examples(items, scopes, agreements, compiled, out, zone_end)
    compiled.agreements = tuple(a for a in agreements.values() if a is not None)
    if not any(d.is_error for d in out):
        out += [d for terms in compiled.terms.values() for d in doubts(terms, foreseen(terms))]
        out += unused_measures(vocabulary.measures, compiled.terms.values())
    fresh = without_echoes(out[read:], out[:read], trees, vocabulary, scopes.values())
    compiled.diagnostics = in_order([*out[:read], *fresh])
    return compiled


def _terms(
    items: Iterable[Node], vocabulary: Vocabulary, compiled: Compiled, out: list[Diagnostic], broken: set[str]
) -> dict[Ref, Scope]:
    scopes: dict[Ref, Scope] = {}
    places: dict[Ref, Node] = {}
    for item in items:
        if item.kind != "terms":
            continue
        name = next(item.tokens("NAME"))
        ref = (name.text, whole(next(item.tokens("INT"))))
        if ref in places:
            note = Note("this version stands here already", places[ref].span)
            out.append(
                diagnose("CW1106", name.span, notes=[note], what="terms version", name=f"{ref[0]} {ref[1]}")
            )
            continue
        places[ref] = item
        scope = open_scope(item, vocabulary)
        made = read_terms(item, scope, out, complete=item.span.file not in broken)
        scope.out = []
        scopes[ref] = scope
        if made is not None and item.span.file not in broken:
            compiled.terms[ref] = made
            compiled.hashes[ref] = terms_hash(made)
            out += lint(made)
    return scopes


def _fiscal_clashes(compiled: Compiled) -> list[Diagnostic]:
    """Return CW3004 for a measure by fiscal year that two terms with different year ends read."""
    found: list[Diagnostic] = []
    first: dict[str, Terms] = {}
    for terms in compiled.terms.values():
        for measure in terms.measures:
            if measure.grain != "fiscal_year":
                continue
            other = first.setdefault(measure.name, terms)
            if other.fiscal_end != terms.fiscal_end:
                found.append(
                    diagnose(
                        "CW3004", terms.at, name=measure.name, first=_year_end(other), second=_year_end(terms)
                    )
                )
    return found


def _year_end(terms: Terms) -> str:
    return (
        f"{terms.fiscal_end.day} {month_name[terms.fiscal_end.month]} in {terms.name} version {terms.version}"
    )


def _scope_of(item: Node, scopes: dict[Ref, Scope], out: list[Diagnostic]) -> tuple[Ref, Scope] | None:
    name = next(item.tokens("NAME"))
    ref = (name.text, whole(next(item.tokens("INT"))))
    if ref in scopes:
        return ref, scopes[ref]
    known = [f"{n} version {v}" for n, v in scopes]
    out.append(unknown(f"{ref[0]} version {ref[1]}", name.span, what="terms", candidates=known))
    return None


def _agreements(
    items: Sequence[Node], scopes: dict[Ref, Scope], out: list[Diagnostic], zone_end: ZoneEnd
) -> dict[str, Agreement | None]:
    """Return every agreement with its amendments; None for one that is faulty."""
    made: dict[str, Agreement | None] = {}
    refs: dict[str, Ref] = {}
    places: dict[str, Node] = {}
    for item in items:
        if item.kind != "agreement":
            continue
        token = next(item.tokens("STRING"))
        if token.text in places:
            note = Note("it stands here already", places[token.text].span)
            out.append(diagnose("CW1106", token.span, notes=[note], what="agreement", name=token.text))
            continue
        places[token.text] = item
        made[token.text] = None
        found = _scope_of(item, scopes, out)
        if found is not None:
            refs[token.text], scope = found
            made[token.text] = read_agreement(item, scope, zone_end)
            out += scope.out
            scope.out = []
    for name, changes in _amendments(items, made, out).items():
        if name in refs:
            scope, agreement = scopes[refs[name]], made[name]
            signed = agreement.signed if agreement is not None else None
            read = read_amendments(changes, refs[name], signed, scopes, zone_end)
            out += scope.out
            scope.out = []
            if agreement is not None:
                made[name] = replace(agreement, amendments=read) if read is not None else None
    return made


def _amendments(
    items: Iterable[Node], agreements: Iterable[str], out: list[Diagnostic]
) -> dict[str, list[Node]]:
    """Return the `amend` blocks of each agreement; CW1105 for one of an agreement that there is not."""
    found: dict[str, list[Node]] = {}
    for item in items:
        if item.kind == "amendment":
            token = next(item.tokens("STRING"))
            if token.text in agreements:
                found.setdefault(token.text, []).append(item)
            else:
                out.append(unknown(token.text, token.span, what="agreement", candidates=agreements))
    return found


def _examples(
    items: Iterable[Node],
    scopes: dict[Ref, Scope],
    agreements: dict[str, Agreement | None],
    compiled: Compiled,
    out: list[Diagnostic],
    zone_end: ZoneEnd,
) -> None:
    made: list[Example] = []
    for item in items:
        if item.kind != "example":
            continue
        strings = list(item.tokens("STRING"))
        agreement = strings[1].text if len(strings) > 1 else None
        if agreement is None:
            found = _scope_of(item, scopes, out)
            if found is None:
                continue
            texts, scope = [found[0]], found[1]
        else:
            if agreement not in agreements:
                out.append(unknown(agreement, strings[1].span, what="agreement", candidates=agreements))
                continue
            signed = agreements[agreement]
            if signed is None:
                continue
            texts = texts_of(signed)
            scope = joined([scopes[ref] for ref in texts])
        example = read_example(item, scope, terms=texts[0], agreement=agreement, zone_end=zone_end)
        out += scope.out
        scope.out = []
        if example is not None and all(ref in compiled.terms for ref in texts):
            made.append(example)
    compiled.examples = tuple(made)
