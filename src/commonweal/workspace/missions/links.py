"""What records of missions say of one another: names that must be there, circles, shares, sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from commonweal.cycle.missions.records import Indicator, Programme, Stated
from commonweal.cycle.missions.strategy import Strategy
from commonweal.engines.protocol import Agreement
from commonweal.ground.diagnostics import Diagnostic, Note, Span, diagnose
from commonweal.ground.numbers import add, plain
from commonweal.terms.checking.names import nearest
from commonweal.terms.core.clauses import Terms
from commonweal.workspace.forms.rows import cell_span, shown
from commonweal.workspace.missions.keys import Reference

Ids = Mapping[str, Mapping[str, Span]]
_MOST_COMPARED: Final = 2_000


@dataclass(frozen=True, slots=True)
class World:
    """
    What records of missions may name outside `missions/`.

    Attributes
    ----------
    parties : ids of parties.csv, None where there is no such table: then any id will do
    complete : False where texts or tables have errors: then no name of theirs is missed
    """

    terms: Mapping[tuple[str, int], Terms] = field(default_factory=dict)
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    parties: frozenset[str] | None = None
    complete: bool = True

    def clauses(self, agreement: str) -> dict[str, None]:
        """Return the names of the clauses and rights of an agreement, of all texts it has had."""
        found = self.agreements.get(agreement)
        if found is None:
            return {}
        refs = [(found.terms, found.version)]
        refs += [(a.terms, a.version) for a in found.amendments if a.terms and a.version is not None]
        texts = [self.terms[ref] for ref in refs if ref in self.terms]
        return dict.fromkeys(c.name for text in texts for c in (*text.clauses, *text.rights))


def check_links(
    strategy: Strategy,
    references: Iterable[Reference],
    ids: Ids,
    world: World,
    complete: bool,
    out: list[Diagnostic],
) -> None:
    """
    Note every fault that shows beside another record.

    Parameters
    ----------
    ids : by kind, also those of records that could not be used
    complete : False where a file of missions could not be read
    """
    for reference in references:
        out += _missing(reference, ids, world, complete)
    for kind, records, up in (
        ("mission", strategy.missions, {m.id: [m.within] for m in strategy.missions.values()}),
        ("place", strategy.places, {p.id: [p.within] for p in strategy.places.values()}),
        ("body", strategy.bodies, {b.id: [b.within] for b in strategy.bodies.values()}),
        ("indicator", strategy.indicators, {i.id: [i.part_of] for i in strategy.indicators.values()}),
    ):
        out += _circles(kind, records, up, "part_of" if kind == "indicator" else "within")
    sums = {i.id: list(i.sums) for i in strategy.indicators.values()}
    circles = list(_circles("indicator", strategy.indicators, sums, "sums"))
    out += circles
    if not circles:
        for indicator in strategy.indicators.values():
            out += _sum(indicator, strategy)
    for programme in strategy.programmes.values():
        out += _shares(programme)
    out += _terms(strategy.programmes.values())
    out += _serves(strategy, world)


# ---- names --------------------------------------------------------------------------------------------


def _missing(reference: Reference, ids: Ids, world: World, complete: bool) -> Iterator[Diagnostic]:
    """Return the fault of an id that nothing has."""
    kind = reference.kinds[0]
    if kind == "clause":
        yield from _missing_clause(reference, world)
        return
    if kind in ids:
        known: Iterable[str] = dict.fromkeys(id_ for k in reference.kinds for id_ in ids[k])
        judged = complete
    else:
        outside: Mapping[str, Iterable[str] | None] = {
            "terms": dict.fromkeys(name for name, _ in world.terms),
            "agreement": world.agreements,
            "party": world.parties,
        }
        found = outside[kind]
        known, judged = found or (), world.complete and found is not None
    if judged and reference.id not in known:
        yield _unknown(reference.at, _either(reference.kinds), reference.id, known)


def _missing_clause(reference: Reference, world: World) -> Iterator[Diagnostic]:
    agreement, _, clause = reference.id.rpartition("/")
    if not world.complete:
        return
    if agreement not in world.agreements:
        yield _unknown(reference.at, "agreement", agreement, world.agreements)
    elif clause not in (known := world.clauses(agreement)):
        yield _unknown(reference.at, "clause", clause, known, where=agreement)


def _either(kinds: Sequence[str]) -> str:
    """Return kinds as one says them: body, board or mission; terms are a text."""
    *before, last = ["terms text" if kind == "terms" else kind for kind in kinds]
    return f"{', '.join(before)} or {last}" if before else last


def _unknown(at: Span, kind: str, name: str, known: Iterable[str], *, where: str = "") -> Diagnostic:
    names = list(known)
    if len(names) > _MOST_COMPARED:
        names = [n for n in names if n[:3] == name[:3]][:_MOST_COMPARED]
    near = nearest(name, names)
    mend = f"did you mean {' or '.join(near)}?" if near else f"add it, or correct the name of the {kind}"
    key = "CW7006.inside" if where else "CW7006"
    return diagnose(key, at, help=[mend], kind=kind, name=shown(name), where=shown(where))


# ---- circles and sums ---------------------------------------------------------------------------------


def _circles(
    kind: str, records: Mapping[str, Stated], up: Mapping[str, Sequence[str]], key: str
) -> Iterator[Diagnostic]:
    """Return one fault for each circle, at the record whose id comes first."""
    done: set[str] = set()
    for root in sorted(up):
        way: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        if root not in done:
            stack, way = [(root, iter(up[root]))], [root]
        while stack:
            step = next(stack[-1][1], None)
            if step is None:
                done.add(stack.pop()[0])
                way.pop()
            elif step in way:
                circle = way[way.index(step) :]
                start = circle.index(min(circle))
                ordered = [*circle[start:], *circle[:start]]
                at = records[ordered[0]].where(key)
                said = " → ".join([*ordered, ordered[0]])
                yield diagnose("CW7007", at, kind=kind, id=ordered[0], way=said)
            elif step in up and step not in done:
                way.append(step)
                stack.append((step, iter(up[step])))


def _sum(whole: Indicator, strategy: Strategy) -> Iterator[Diagnostic]:
    """Return what keeps an indicator from being the sum that it says it is."""
    if not whole.sums:
        return
    at = whole.where("sums")
    if whole.unit == "%":
        yield diagnose("CW7009.percent", at, id=whole.id)
    parts = [strategy.indicators[id_] for id_ in whole.sums if id_ in strategy.indicators]
    for part in parts:
        if part.unit != whole.unit:
            units = {"unit": whole.unit or "no unit", "other": part.unit or "no unit"}
            yield diagnose("CW7009.unit", at, values={"id": whole.id, "part": part.id, **units})
    seen: set[str] = set()
    twice: set[str] = set()
    for part in parts:
        below = _leaves(part.id, strategy)
        twice |= seen & below
        seen |= below
    for id_ in sorted(twice):
        yield diagnose("CW7009.twice", at, id=whole.id, part=id_)


def _leaves(id_: str, strategy: Strategy) -> set[str]:
    """Return the indicators that are observed below one, itself if it is."""
    found: set[str] = set()
    waiting, seen = [id_], {id_}
    while waiting:
        one = waiting.pop()
        indicator = strategy.indicators.get(one)
        if indicator is None or not indicator.sums:
            found.add(one)
            continue
        fresh = [part for part in indicator.sums if part not in seen]
        seen.update(fresh)
        waiting += fresh
    return found


# ---- programmes ---------------------------------------------------------------------------------------


def _shares(programme: Programme) -> Iterator[Diagnostic]:
    total = Decimal(0)
    seen: set[str] = set()
    for serving in programme.serves:
        total = add(total, serving.share)
        if serving.mission in seen:
            values = {"programme": programme.id, "mission": serving.mission}
            yield diagnose("CW7008.twice", programme.where("serves"), values=values)
        seen.add(serving.mission)
    if total > 1:
        yield diagnose("CW7008.over", programme.where("serves"), programme=programme.id, total=plain(total))


def _terms(programmes: Iterable[Programme]) -> Iterator[Diagnostic]:
    """Terms belong to one programme."""
    owner: dict[str, Programme] = {}
    for programme in programmes:
        for terms in programme.terms:
            first = owner.setdefault(terms, programme)
            if first is not programme:
                note = Note(f"the other programme: {first.where('terms')}", first.where("terms"))
                values = {"terms": terms, "programme": first.id, "other": programme.id}
                yield diagnose("CW7010.terms", programme.where("terms"), notes=[note], values=values)


def _serves(strategy: Strategy, world: World) -> Iterator[Diagnostic]:
    """
    What texts and agreements say they serve is among what their programme serves.

    A name of no mission is left to the lint: texts may serve what this workspace states no mission for.
    """
    for (name, _), terms in sorted(world.terms.items()):
        programme = strategy.programme_of(name)
        if programme is not None and terms.serves in strategy.missions:
            yield from _parted(programme, terms.serves, terms.ref, terms.at)
    for id_, agreement in sorted(world.agreements.items()):
        programme = strategy.programme_of(agreement.terms)
        if programme is not None and agreement.serves in strategy.missions:
            yield from _parted(programme, agreement.serves, id_, _span(agreement.place))


def _parted(programme: Programme, mission: str | None, what: str, at: Span | None) -> Iterator[Diagnostic]:
    if mission and programme.serves and mission not in {s.mission for s in programme.serves}:
        note = Note(f"it is said here: {at}", at)
        values = {"programme": programme.id, "mission": mission, "what": what}
        yield diagnose("CW7010.serves", programme.where("serves"), notes=[note] if at else [], values=values)


def _span(place: str) -> Span | None:
    """Return the place that `file:line:column` or `file:row` writes."""
    file, *numbers = place.split(":")
    if not numbers or not all(n.isdecimal() for n in numbers):
        return None
    return cell_span(file, int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 1)
