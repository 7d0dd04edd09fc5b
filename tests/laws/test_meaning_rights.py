"""Rights (8.2): who may use them, when, how often, and what a use brings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.engines.protocol import Assessment, Decision
from commonweal.terms.core.clauses import Right
from tests.strategies import Choices, at, cases, interval_of, later, sample

D = Decimal
MORE = st.binary(min_size=24, max_size=24)


def results(found: Assessment) -> str:
    """Return everything that an assessment says, but its warnings."""
    return repr(replace(found, diagnostics=()))


def decision(
    right: Right, by: str, day: date, recorded: datetime, quantity: Decimal | None = None
) -> Decision:
    """Return an exercise of a right."""
    return Decision("A", right.name, "exercised", by, day, recorded, quantity=quantity, place="decisions:n")


@sample(60)
@given(cases(), MORE)
def test_an_exercise_that_does_not_count_changes_nothing(case, more):
    choices, plan = Choices(more), case.plan()
    rights = list(plan.rights())
    assume(rights)
    right = choices.pick(*rights)
    windows = [w.period for w in plan.windows[right.name]]
    known = min(case.known_at, at(case.as_of))
    holders = {r.holder for v in plan.versions if (r := v.terms.right(right.name)) is not None}
    others = sorted({"firm", "state", "union"} - holders)
    days = [w.first for w in windows] + [case.as_of]
    wrong = decision(right, choices.pick(*others), choices.pick(*days), known, choices.pick(None, D(1)))
    late = decision(right, right.holder, choices.pick(*days), at(later(case.known_at.date(), 1)))
    added = [wrong, late]
    outside = [later(w.last, 1) for w in windows if w.last < case.as_of]
    outside += [later(w.first, -1) for w in windows if w.first.year > 1]
    outside = [d for d in outside if not any(w.contains(d) for w in windows)]
    if outside:
        added.append(decision(right, right.holder, choices.pick(*outside), known))
    before = results(case.assess())
    for one in added:
        assert results(case.with_rows(decisions=(*case.record.decisions, one)).assess()) == before, one


@sample(80)
@given(cases())
def test_no_more_is_exercised_than_a_right_gives(case):
    plan, found = case.plan(), case.assess()
    for right in plan.rights():
        worded = [r for v in plan.versions if (r := v.terms.right(right.name)) is not None]
        rows = [p for p in found.payables if p.clause == right.name]
        sure = Counter(p.item for p in rows if interval_of(p)[0] > 0)
        if any(r.times is None and r.quantity is None for r in worded):
            assert len(sure) <= max(r.times or 1 for r in worded)
        if all(r.times is not None for r in worded):
            assert len(sure) <= max(r.times for r in worded)
        quantities = [number(r) for r in worded]
        if None not in quantities and all(r.times is None for r in worded):
            brought = [interval_of(p)[0] for p in rows if p.kind == "delivery"]
            assert sum(brought, D(0)) <= max(quantities), quantities
        for p in rows:
            if p.kind == "delivery" and None not in quantities:
                assert interval_of(p)[0] <= max(quantities)


def number(right: Right) -> Decimal | None:
    """Return the quantity of a right if it is written as one number."""
    if right.quantity is None or right.quantity.op != "literal":
        return None
    value = right.quantity["value"]
    assert isinstance(value, Decimal)
    return value


@sample(80)
@given(cases())
def test_what_a_right_brings_comes_from_a_decision_of_its_holder_in_one_of_its_windows(case):
    plan = case.plan()
    rights = {r.name: r for r in plan.rights()}
    for p in case.assess().payables:
        if p.clause not in rights:
            continue
        right = case.terms_of(p.terms).right(p.clause)
        used = [
            d
            for d in case.record.decisions
            if d.clause == p.clause
            and d.kind == "exercised"
            and d.authority == right.holder
            and d.recorded_at <= case.known_at
            and d.decided_on <= case.as_of
            and p.window.contains(d.decided_on)
        ]
        assert len(used) >= 1
        assert p.known_since is not None
        assert p.known_since >= min(d.recorded_at for d in used)


@sample(60)
@given(cases())
def test_an_exercise_leaves_the_exercises_before_it_as_they_were(case):
    plan, found = case.plan(), case.assess()
    for right in plan.rights():
        uses = [d for d in case.record.decisions if d.clause == right.name and d.kind == "exercised"]
        counted = [d for d in uses if d.recorded_at <= case.known_at and d.decided_on <= case.as_of]
        if len(counted) < 2:
            continue
        last = max(counted, key=lambda d: (d.decided_on, d.recorded_at, d.place))
        fewer = case.with_rows(decisions=tuple(d for d in case.record.decisions if d is not last)).assess()
        before = {(p.item, p.kind): p.window for p in fewer.payables if p.clause == right.name}
        after = {(p.item, p.kind): p.window for p in found.payables if p.clause == right.name}
        same = [d for d in counted if d is not last and d.decided_on == last.decided_on]
        if not same:
            assert before.items() <= after.items()
