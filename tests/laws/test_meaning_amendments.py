"""Law 14 of the language: amendments; and where the windows of each version lie (9.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.engines.protocol import Assessment, Decision, Record
from commonweal.ground.period import containing
from commonweal.terms.core.agreements import Amendment
from tests.strategies import Case, amendment, at, cases, later, sample, whole_text

NEVER = at(date(2019, 1, 1))


def said(found: Assessment, *, rights: frozenset[str] = frozenset(), since: bool = False) -> list[str]:
    """
    Return everything that an assessment says but version numbers.

    Parameters
    ----------
    rights : their windows are left out (an amendment cuts the span of a right)
    since : with the times since which it is known
    """
    rows: list[Any] = []
    for row in (*found.findings, *found.payables, *found.powers, *found.accounts):
        changes: dict[str, Any] = {"agreement": ""}
        if hasattr(row, "version"):
            changes["version"] = 0
        if hasattr(row, "terms"):
            changes["terms"] = ""
        if not since and hasattr(row, "known_since"):
            changes["known_since"] = None
        if getattr(row, "clause", "") in rights:
            changes["window"] = None
        rows.append(replace(row, **changes))
    return sorted(map(repr, rows))


def rights_of(case: Case) -> frozenset[str]:
    """Return the names of all rights."""
    return frozenset(r.name for terms in case.every_terms for r in terms.rights)


def again(case: Case, effective: date, signed: date) -> Amendment:
    """Return an amendment that sets what was set."""
    settings = tuple(replace(s, recorded_at=at(signed)) for s in case.settings)
    series = tuple(replace(e, recorded_at=at(signed)) for e in case.series)
    return amendment(effective, signed, settings=settings, series=series)


E = (date(2022, 1, 1), date(2022, 7, 1), date(2020, 1, 1), date(2022, 5, 15), date(2023, 6, 1))


@sample(80)
@given(cases(amended=False), st.sampled_from(E), st.integers(0, 500))
def test_an_amendment_that_sets_what_was_set_changes_only_numbers_of_versions(case, effective, days):
    """Law 14, amendments: one that sets what was set."""
    signed = later(max([date(2023, 1, 16), effective]), days)
    assume(at(signed) <= case.known_at)
    plain, amended = case, replace(case, amendments=(again(case, effective, signed),))
    before, after = plain.assess(), amended.assess()
    names = rights_of(case)
    assert said(after, rights=names) == said(before, rights=names)
    old = {(type(r), key(r)): r.known_since for r in (*before.findings, *before.payables, *before.accounts)}
    for row in (*after.findings, *after.payables, *after.accounts):
        was = old.get((type(row), key(row)), row.known_since)
        assert row.known_since in (was, at(signed)) or (row.known_since or NEVER) <= max(
            was or NEVER, at(signed)
        )
        assert (row.known_since or NEVER) >= (was or NEVER)


def key(row: Any) -> Any:
    """Return what names a row of an assessment."""
    if hasattr(row, "account"):
        return row.account, row.window
    return row.clause, row.window, getattr(row, "kind", ""), getattr(row, "item", 0)


@sample(60)
@given(cases(amended=True))
def test_an_amendment_signed_after_k_changes_nothing_at_all(case):
    """Law 14, amendments: one signed after K."""
    known = tuple(a for a in case.amendments if a.recorded_at <= case.known_at)
    assert repr(replace(case, amendments=known).assess(explain=True)) == repr(case.assess(explain=True))
    early = replace(case, known_at=at(later(case.as_of, -900)))
    known = tuple(a for a in early.amendments if a.recorded_at <= early.known_at)
    assert repr(replace(early, amendments=known).assess()) == repr(early.assess())


@sample(60)
@given(cases(amended=True))
def test_amendments_of_one_day_are_as_one(case):
    """Those with one day of effect, one right after the other, as if they had been written as one."""
    assume(len(case.amendments) > 1)
    days = case.amendments[0].effective
    first, second = (replace(a, effective=days) for a in case.amendments[:2])
    assume(first.signed < second.signed)
    rest = tuple(a for a in case.amendments[2:] if a.effective != days)
    names = {s.name for s in second.settings}
    entries = {(e.name, e.period) for e in second.series}
    whole = replace(
        second,
        terms=second.terms or first.terms,
        version=second.version or first.version,
        settings=(*(s for s in first.settings if s.name not in names), *second.settings),
        series=(*(e for e in first.series if (e.name, e.period) not in entries), *second.series),
        ended=(*(() if second.terms else first.ended), *second.ended),
    )
    known = replace(case, known_at=at(date(2027, 1, 1)))
    one, two = replace(known, amendments=(whole, *rest)), replace(known, amendments=(first, second, *rest))
    assert said(one.assess()) == said(two.assess())


@sample(60)
@given(cases(amended=True), st.randoms(use_true_random=False))
def test_amendments_may_come_in_any_order(case, random):
    shuffled = tuple(random.sample(case.amendments, len(case.amendments)))
    assert repr(replace(case, amendments=shuffled).assess(explain=True)) == repr(case.assess(explain=True))


@sample(80)
@given(cases(amended=True))
def test_the_windows_of_a_version_begin_in_its_stretch(case):
    plan = case.plan()
    starts = [v.start for v in plan.versions]
    assert starts[0] is None
    assert starts[1:] == sorted(set(starts[1:]))
    for version in plan.versions[1:]:
        assert version.recorded_at is not None
        assert version.recorded_at <= case.known_at
    for name, windows in plan.windows.items():
        for w in windows:
            start = starts[w.version]
            after = starts[w.version + 1] if w.version + 1 < len(starts) else None
            assert start is None or w.period.first >= start
            if after is not None and w.period.first >= after:
                assert w.ended
                assert all(v.terms.clause(name) is None for v in plan.versions[w.version + 1 :])
        for version in range(len(starts)):
            mine = sorted(w.period for w in windows if w.version == version)
            assert all(a.end <= b.start for a, b in pairwise(mine)), name


@sample(60)
@given(cases(amended=True), st.sampled_from((1, 40, 400)))
def test_an_amendment_that_takes_effect_after_d_leaves_what_has_ended(case, days):
    """But for money paid early for a window that only the amendment brings: without it, it is overpaid."""
    last = later(case.as_of, days)
    changes = case.amendments[-1:]
    assume(changes)
    moved = replace(changes[0], effective=last, signed=date(2019, 1, 1), recorded_at=at(date(2019, 1, 1)))
    sides = replace(case, amendments=()), replace(case, amendments=(moved,))
    plans = [{(name, w.period) for name, ws in c.plan().windows.items() for w in ws} for c in sides]
    moving = plans[0] ^ plans[1]
    paid = tuple(p for p in case.record.payments if (p.clause, p.window) not in moving)
    before, after = (rows_before(c.with_rows(payments=paid).assess(), last) for c in sides)
    assert before == after


def rows_before(found: Assessment, day: date) -> list[str]:
    """Return the findings, payments and rows of accounts whose windows ended before a day."""
    rows = (*found.findings, *(p for p in found.payables if p.kind == "payment"), *found.accounts)
    return sorted(repr(replace(r, known_since=None)) for r in rows if r.window.last < day)


def test_nobody_terminates_by_a_text_that_is_not_in_force_yet():
    """The law before, refuted once: the power comes with a text of 2025, the decision is of 2022."""
    duty = "condition c\n  firm must ensure filed at end\n  tested each year from 2021-01-01 until 2023-12-31"
    power = (
        "condition d\n  firm must ensure green at end\n  tested each year from 2022-01-01 until 2025-12-31"
    )
    second = whole_text([f"{power}\n  if breached, state may terminate"], version=2)
    day, year = date(2022, 4, 1), containing("year", date(2022, 1, 1))
    ended = Decision("A", "d", "terminated", "state", day, at(day), year)
    move = amendment(date(2025, 1, 1), date(2020, 1, 1), terms="t", version=2)
    case = Case(whole_text([duty]), record=Record(decisions=(ended,)), amendments=(move,), others=(second,))
    assert [f.status for f in case.assess().findings if f.clause == "c"] == ["overdue"] * 3
