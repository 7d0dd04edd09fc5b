"""Laws 1 to 5 of the language: what may be taken from a record, hidden from it, filled in or shuffled."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.strategies import (
    Case,
    Choices,
    at,
    cases,
    contradictions,
    deletions,
    filled,
    later,
    records,
    sample,
    tamperings,
)

MORE = st.binary(min_size=200, max_size=200)


def few(choices: Choices, options: list[tuple[str, Case]], n: int) -> list[tuple[str, Case]]:
    """Return a few of many."""
    return options if len(options) <= n else [choices.pick(*options) for _ in range(n)]


@sample(120)
@given(cases(silence=False), MORE)
def test_what_is_deleted_makes_nothing_certain_and_nothing_else_certain(case, more):
    whole = case.assess()
    for what, poorer in few(Choices(more), deletions(case), 5):
        assert contradictions(case, poorer.assess(), whole) == [], f"without {what}"


@sample(150)
@given(cases(silence=False), MORE)
def test_what_control_totals_protect_cannot_be_removed_unseen(case, more):
    removable = tamperings(case)
    assume(removable)
    whole = case.assess()
    for what, poorer in few(Choices(more), removable, 4):
        assert contradictions(case, poorer.assess(), whole) == [], f"without {what}"


@sample(120)
@given(cases(), MORE)
def test_what_is_recorded_after_k_or_happens_after_d_changes_nothing(case, more):
    choices = Choices(more)
    noise = records(choices, case.plan())
    k, d = case.known_at, case.as_of
    unknown = {
        "facts": [f for f in noise.facts if f.period.last > d]
        + [replace(f, recorded_at=at(later(k.date(), 1 + i))) for i, f in enumerate(noise.facts)],
        "closings": [c for c in noise.closings if c.through > d]
        + [replace(c, recorded_at=at(later(k.date(), 1))) for c in noise.closings],
        "members": [replace(m, recorded_at=at(later(k.date(), 1))) for m in noise.members],
        "register_closings": [c for c in noise.register_closings if c.through > d]
        + [replace(c, recorded_at=at(later(k.date(), 1))) for c in noise.register_closings],
        "payments": [replace(p, id=f"n{p.id}") for p in noise.payments if p.paid_on > d]
        + [replace(p, recorded_at=at(later(k.date(), 1))) for p in noise.payments],
        "decisions": [x for x in noise.decisions if x.decided_on > d]
        + [replace(x, recorded_at=at(later(k.date(), 1))) for x in noise.decisions],
    }
    tables = {name: getattr(case.record, name) + tuple(rows) for name, rows in unknown.items()}
    settings = case.settings + tuple(replace(s, recorded_at=at(later(k.date(), 1))) for s in case.settings)
    richer = replace(case.with_rows(**tables), settings=settings)
    assert repr(richer.assess()) == repr(case.assess())


@sample(60)
@given(cases())
def test_same_rows_same_day_same_time_give_the_same_bytes(case):
    assert repr(case.assess(explain=True)) == repr(case.assess(explain=True))


@sample(150)
@given(cases(silence=False), MORE)
def test_whatever_is_filled_in_what_was_certain_stays(case, more):
    richer = filled(Choices(more), case)
    assert contradictions(case, case.assess(), richer.assess()) == []


@sample(120)
@given(cases(), st.randoms(use_true_random=False))
def test_rows_may_come_in_any_order(case, random):
    tables = {
        name: tuple(random.sample(rows, len(rows)))
        for name in case.record.__dataclass_fields__
        if (rows := getattr(case.record, name))
    }
    shuffled = replace(case.with_rows(**tables), series=tuple(reversed(case.series)))
    shuffled = replace(shuffled, settings=tuple(reversed(case.settings)))
    assert repr(shuffled.assess(explain=True)) == repr(case.assess(explain=True))
