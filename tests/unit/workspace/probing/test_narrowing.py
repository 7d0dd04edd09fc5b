"""Narrowed to what a measure bears on, an agreement owes what it owes as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from importlib import resources

import pytest

from commonweal.engines.protocol import Assessment
from commonweal.engines.registry import load as load_engine
from commonweal.ground.numbers import add, mul
from commonweal.terms.driver import Compiled, compile_sources
from commonweal.workspace.examples import Told, told
from commonweal.workspace.probing.narrowing import Bearing
from commonweal.workspace.probing.probes import moving
from tests.unit.workspace.probing.small_probe import TEXT

# Accounts and rights, netting and runs, powers and repayments, amendments.
PROGRAMMES = ("lufthansa", "starter", "foxconn", "future_fund", "goldman", "israel_rnd", "pack_ministries")


def programme(name: str) -> Compiled:
    folder = resources.files("commonweal") / "library" / name
    files = [
        (f"{room}/{entry.name}", entry.read_text("utf-8"))
        for room in ("vocabulary", "terms")
        for entry in sorted((folder / room).iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".terms")
    ]
    return compile_sources(files)


def judged(example: Told, i: int, value: Decimal) -> Assessment:
    facts = list(example.record.facts)
    facts[i] = replace(facts[i], value=value)
    record = replace(example.record, facts=tuple(facts))
    return load_engine("reference").assess(
        example.plan, record=record, as_of=example.as_of, known_at=example.known
    )


def varied(example: Told) -> Iterator[tuple[int, Decimal]]:
    """Yield the first figure of each measure."""
    seen: set[str] = set()
    for i, fact in enumerate(example.record.facts):
        if isinstance(fact.value, Decimal) and fact.measure not in seen:
            seen.add(fact.measure)
            yield i, fact.value


@pytest.mark.parametrize("name", PROGRAMMES)
def test_what_money_does_is_the_same(name: str) -> None:
    count = 0
    for example in told(programme(name)):
        bearing = Bearing(example.plan, example.record)
        for i, value in varied(example):
            names = bearing.on(example.record.facts[i].measure)
            small = replace(example, plan=bearing.plan(names, example.as_of))
            tried = [value, Decimal(0), add(mul(value, Decimal(2)), Decimal(1))]
            whole = moving([judged(example, i, x) for x in tried])
            part = moving([judged(small, i, x) for x in tried]) if names else [{}] * 3
            assert part == whole, (example.label, example.record.facts[i].measure)
            count += 1
    assert count > 2


def test_only_what_a_measure_bears_on_is_left() -> None:
    (example,) = told(compile_sources([("aid.terms", TEXT)]))
    bearing = Bearing(example.plan, example.record)
    assert bearing.on("staff") == {"jobs_kept", "aid_paid"}
    assert bearing.on("wages") == {"jobs_kept", "aid_paid"}  # the payment hangs on the condition
    assert bearing.on("secret_rate") == frozenset()
    left = bearing.plan(frozenset({"jobs_kept"}), example.as_of)
    # 2022 has not begun on 30 June 2021, and is the first that has not.
    assert [w.period.first.year for w in left.windows["jobs_kept"]] == [2020, 2021, 2022]
    assert set(left.windows) == {"jobs_kept"}
