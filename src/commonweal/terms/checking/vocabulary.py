"""Units, subjects and measures: global to a workspace, read from all its files together (2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from commonweal.ground.diagnostics import Diagnostic, diagnose
from commonweal.terms.checking.names import Namespace, outside, unknown
from commonweal.terms.checking.typing import surface_type
from commonweal.terms.core.clauses import Measure, Subject, Unit
from commonweal.terms.core.types import YESNO, Type
from commonweal.terms.surface.tree import Node, Token

BUILT_IN_SUBJECTS = ("award", "public", "affiliate")


@dataclass
class Vocabulary:
    """All units, subjects and measures of a workspace."""

    units: dict[str, Unit] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)


def label_of(node: Node) -> str:
    """Return the label in double quotes after a name, or nothing."""
    found = node.first("label")
    return next(found.tokens("STRING")).text if found else ""


def names_of(node: Node) -> list[Token]:
    """Return the NAME tokens directly in a node."""
    return list(node.tokens("NAME"))


def grain_of(node: Node) -> str:
    """Return the core's word for a grain node: a calendar grain, `event`, or `N months`."""
    if node.kind == "n_months":
        return f"{int(next(node.tokens('INT')).text.replace('_', ''))} months"
    return node.kind


GRAINS = ("day", "week", "month", "quarter", "year", "fiscal_year", "event", "n_months")


def read_vocabulary(roots: list[Node], out: list[Diagnostic]) -> Vocabulary:
    """Return the vocabulary of several files; faults go to `out`, faulty declarations are left out."""
    vocabulary = Vocabulary()
    spaces = {kind: Namespace(kind) for kind in ("unit", "subject", "measure")}
    items = list(_once(item for root in roots for item in root.nodes()))
    for item in items:
        if item.kind == "unit":
            name = names_of(item)[0]
            if spaces["unit"].declare(name.text, name.span, out):
                vocabulary.units[name.text] = Unit(name.text, label_of(item), name.span)
    for item in items:
        if item.kind == "subject":
            _read_subject(item, vocabulary, spaces["subject"], out)
    for item in items:
        if item.kind == "measure":
            _read_measure(item, vocabulary, spaces["measure"], out)
    return vocabulary


def _once(items: Iterable[Node]) -> Iterator[Node]:
    """
    Yield declarations, of two files that declare one thing in the very same words only the first.

    So the vocabularies of several programmes can lie in one workspace. In other words it is another thing.
    """
    first: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for item in items:
        if item.kind in ("unit", "subject", "measure"):
            said = (item.kind, names_of(item)[0].text)
            file, words = first.setdefault(said, (item.span.file, _words(item)))
            if file != item.span.file and words == _words(item):
                continue
        yield item


def _words(node: Node) -> tuple[str, ...]:
    """Return every kind and word of a node, as written."""
    found: list[str] = [node.kind]
    for child in node.children:
        found += _words(child) if isinstance(child, Node) else (child.text,)
    return tuple(found)


def _read_subject(item: Node, vocabulary: Vocabulary, space: Namespace, out: list[Diagnostic]) -> None:
    name, parent = names_of(item)[:2]
    if name.text in BUILT_IN_SUBJECTS:
        out.append(diagnose("CW1106.built_in", name.span, name=name.text))
    elif parent.text != "award":
        out.append(outside(parent.text, parent.span, what="parent of a subject", words=["award"]))
    elif space.declare(name.text, name.span, out):
        vocabulary.subjects[name.text] = Subject(name.text, parent.text, label_of(item), name.span)


def _read_measure(item: Node, vocabulary: Vocabulary, space: Namespace, out: list[Diagnostic]) -> None:
    name, per = names_of(item)[:2]
    if not space.declare(name.text, name.span, out):
        return
    if per.text not in BUILT_IN_SUBJECTS and per.text not in vocabulary.subjects:
        known = [*BUILT_IN_SUBJECTS, *vocabulary.subjects]
        out.append(unknown(per.text, per.span, what="subject", candidates=known))
        return
    flag = item.first("flag")
    type_: Type | None = YESNO
    kind = "flag"
    if flag is None:
        kind = next(n.kind for n in item.nodes() if n.kind in ("flow", "stock", "rate"))
        type_node = next(n for n in item.nodes() if n.kind.startswith("t_"))
        type_ = surface_type(type_node, vocabulary.units, out)
        if type_ is not None and not type_.is_amount:
            key = "CW2401.measure_flag" if type_ == YESNO else "CW2401.measure_type"
            out.append(diagnose(key, type_node.span, name=name.text, type=type_))
            return
    if type_ is None:
        return
    grain = next(n for n in item.nodes() if n.kind in GRAINS)
    default = item.first("default_evidence")
    level = next(default.nodes()).kind if default else None
    nonnegative = item.first("nonnegative") is not None
    if grain.kind == "n_months" and grain_of(grain) == "0 months":
        out.append(diagnose("CW3102.zero", grain.span))
        return
    vocabulary.measures[name.text] = Measure(
        name.text,
        per.text,
        kind,  # type: ignore[arg-type]
        type_,
        grain_of(grain),
        nonnegative,
        level,
        label_of(item),
        name.span,
    )
