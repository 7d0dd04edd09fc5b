"""
Cliffs: where one unit more or less of a measure moves money that no other unit moves (language, section 13).

The examples of a text are the places to stand on: in each, every figure is varied in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from commonweal.engines.protocol import Assessment, Fact
from commonweal.engines.registry import load as load_engine
from commonweal.ground.numbers import add, sub
from commonweal.ground.period import Period
from commonweal.terms.core.clauses import Measure
from commonweal.terms.core.types import Type
from commonweal.terms.driver import Compiled
from commonweal.workspace.examples import Told, told
from commonweal.workspace.probing.narrowing import Bearing
from commonweal.workspace.probing.probes import NOTHING, Flow, moving, thresholds
from commonweal.workspace.probing.silence import step_of


@dataclass(frozen=True, slots=True)
class Cliff:
    """
    A place where money jumps.

    Attributes
    ----------
    at : the first value beyond the edge; step : the unit that makes the difference
    jump : what that unit moves from payer to payee; slope : what the next unit moves
    example : the example on which one stands
    """

    terms: str
    measure: str
    subject: str
    period: Period
    type: Type
    at: Decimal
    step: Decimal
    flow: Flow
    jump: Decimal
    slope: Decimal
    example: str


def cliffs(compiled: Compiled, *, progress: Callable[[str], None] | None = None) -> tuple[Cliff, ...]:
    """
    Return the cliffs of texts, the highest first; of one edge seen from several examples the highest.
    """
    best: dict[tuple[str, str, str, Decimal, Flow], Cliff] = {}
    for example in told(compiled):
        if progress is not None:
            progress(example.label)
        for cliff in _seen_from(example):
            key = (cliff.terms, cliff.measure, str(cliff.period), cliff.at, cliff.flow)
            if key not in best or abs(cliff.jump) > abs(best[key].jump):
                best[key] = cliff
    return tuple(
        sorted(best.values(), key=lambda c: (c.flow[2], -abs(c.jump), c.terms, c.measure, c.period, c.at))
    )


def _seen_from(example: Told) -> Iterator[Cliff]:
    measures = {m.name: m for version in example.plan.versions for m in version.terms.measures}
    bearing, stands = Bearing(example.plan, example.record), dict[frozenset[str], _Stand]()
    for i, fact in enumerate(example.record.facts):
        measure = measures.get(fact.measure)
        if measure is None or not isinstance(fact.value, Decimal) or _superseded(fact, example):
            continue
        names = bearing.on(fact.measure)
        if not names or fact.period.last > example.as_of:
            continue
        if names not in stands:
            stands[names] = _Stand(replace(example, plan=bearing.plan(names, example.as_of)))
        yield from _edges(stands[names], i, measure)


class _Stand:
    """
    An example narrowed to what some measures bear on, to be judged with one figure varied.

    Examples like to stand right at an edge, so what was judged as told is kept.
    """

    def __init__(self, example: Told) -> None:
        self.example = example
        self._engine = load_engine("reference")
        self._as_told: Assessment | None = None

    def explained(self, i: int, value: Decimal) -> Assessment:
        """Return the example judged with its i-th fact at a value, with traces."""
        if value != self.example.record.facts[i].value:
            return self._judged(i, value, explain=True)
        if self._as_told is None:
            self._as_told = self._judged(i, value, explain=True)
        return self._as_told

    def judged(self, i: int, value: Decimal) -> Assessment:
        """Return the example judged with its i-th fact at a value, with traces or without."""
        if value == self.example.record.facts[i].value and self._as_told is not None:
            return self._as_told
        return self._judged(i, value, explain=False)

    def _judged(self, i: int, value: Decimal, *, explain: bool) -> Assessment:
        told, facts = self.example, list(self.example.record.facts)
        facts[i] = replace(facts[i], value=value)
        record = replace(told.record, facts=tuple(facts))
        return self._engine.assess(
            told.plan, record=record, as_of=told.as_of, known_at=told.known, explain=explain
        )


def _edges(stand: _Stand, i: int, measure: Measure) -> Iterator[Cliff]:
    """Yield the cliffs that one fact of an example stands before or behind."""
    example, fact = stand.example, stand.example.record.facts[i]
    type_ = measure.type
    if type_.kind == "money" and type_.of is None:
        type_ = replace(type_, of=example.plan.terms.currency)
    step = step_of(type_)
    floor = Decimal(0) if measure.nonnegative or measure.kind == "stock" else None
    assert isinstance(fact.value, Decimal)
    for at in thresholds(partial(stand.explained, i), near=fact.value, step=step, floor=floor):
        if floor is not None and at <= floor:
            continue
        places = [stand.judged(i, x) for x in (sub(at, step), at)]
        if not any(moving(places)):
            continue  # nothing jumps
        below, here, above = moving([*places, stand.judged(i, add(at, step))], known=True)
        for flow in sorted(below.keys() | here.keys()):
            ends = [found.get(flow, NOTHING) for found in (below, here, above)]
            (before, _), (reached, _), (beyond, _) = ends
            jump, slope = sub(reached, before), sub(beyond, reached)
            if jump != slope and abs(sub(jump, slope)) > abs(slope):
                yield Cliff(
                    example.plan.terms.ref, measure.name, fact.subject, fact.period, type_, at, step, flow,
                    jump, slope, example.label,
                )  # fmt: skip


def _superseded(fact: Fact, example: Told) -> bool:
    """Say whether another version of the fact stands above it."""
    key = (fact.measure, fact.subject, fact.period, fact.event)
    same = [f for f in example.record.facts if (f.measure, f.subject, f.period, f.event) == key]
    return max(same, key=lambda f: f.rank) is not fact
