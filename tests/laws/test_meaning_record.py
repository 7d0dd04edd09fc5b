"""Laws 1 to 5 of the language: what may be taken from a record, hidden from it, filled in or shuffled."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.engines.protocol import Decision, Fact, Payable, Record, RegisterClosing
from commonweal.ground.period import containing
from commonweal.terms.core.clauses import LEVELS
from tests.strategies import (
    LAST,
    MOVING,
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
    whole_text,
    winners,
)

MORE = st.binary(min_size=200, max_size=200)


def few(choices: Choices, options: list[tuple[str, Case]], n: int) -> list[tuple[str, Case]]:
    """Return a few of many."""
    return options if len(options) <= n else [choices.pick(*options) for _ in range(n)]


@sample(120)
@given(cases(silence=False), MORE)
def test_what_is_deleted_makes_nothing_certain_and_nothing_else_certain(case, more):
    """Law 1, deletion."""
    whole = case.assess()
    for what, poorer in few(Choices(more), deletions(case), 5):
        assert contradictions(case, poorer.assess(), whole) == [], f"without {what}"


@sample(250)
@given(cases(silence=False, sealed=True), MORE)
def test_what_control_totals_protect_cannot_be_removed_unseen(case, more):
    """Law 2, tampering shows."""
    whole = case.assess()
    for what, poorer in few(Choices(more), tamperings(case), 4):
        assert contradictions(case, poorer.assess(), whole) == [], f"without {what}"


@sample(120)
@given(cases(), MORE)
def test_what_is_recorded_after_k_or_happens_after_d_changes_nothing(case, more):
    """Law 3, future."""
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
    """Law 3, future: the same bytes."""
    assert repr(case.assess(explain=True)) == repr(case.assess(explain=True))


@sample(150)
@given(cases(silence=False), MORE)
def test_whatever_is_filled_in_what_was_certain_stays(case, more):
    """Law 4, soundness."""
    richer = filled(Choices(more), case)
    assert contradictions(case, case.assess(), richer.assess()) == []


def test_a_release_that_may_only_end_a_withholding_does_not_remove_a_debt_for_certain():
    """Law 4, refuted once: without the breach the debt was 0 for certain, with it unknown again."""
    text = """condition c
  firm must ensure green at start
  tested each quarter from 2022-01-01 until 2022-12-31
  if breached, firm must withhold p
payment p
  firm must pay union EUR 10 * ratio at end
  calculated each year from 2021-01-01 until 2021-12-31"""
    day, year = date(2022, 3, 1), containing("year", date(2021, 1, 1))
    free = Decision("A", "p", "released", "union", day, at(day), year)
    case = Case(whole_text([text]), record=Record(decisions=(free,)), as_of=date(2022, 12, 31))
    red = Fact("A", "", "", "green", year, False, "audited", at(day), id="g")
    assert contradictions(case, case.assess(), case.with_rows(facts=(red,)).assess()) == []


@sample(120)
@given(cases(), st.randoms(use_true_random=False))
def test_rows_may_come_in_any_order(case, random):
    """Law 5, order of rows."""
    tables = {
        name: tuple(random.sample(rows, len(rows)))
        for name in case.record.__dataclass_fields__
        if (rows := getattr(case.record, name))
    }
    shuffled = replace(case.with_rows(**tables), series=tuple(reversed(case.series)))
    shuffled = replace(shuffled, settings=tuple(reversed(case.settings)))
    shuffled = replace(shuffled, amendments=tuple(reversed(case.amendments)))
    assert repr(shuffled.assess(explain=True)) == repr(case.assess(explain=True))


# ---- knowledge ---------------------------------------------------------------------------------------------

VERSIONED = """language 1
measure debt per award: stock money each year
terms t version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
payment p
  state must pay firm debt at end
  calculated each year from 2022-01-01 until 2022-12-31
  evidence {level} due within 90 days after end of period
"""
YEAR = containing("year", date(2022, 1, 1))
DAYS = st.integers(0, 9).map(lambda n: date(2023, 1, 1 + n))
VERSIONS = st.lists(
    st.tuples(st.sampled_from(LEVELS), DAYS, st.none() | DAYS, st.none() | st.integers(0, 99)), max_size=6
)


@sample(120)
@given(VERSIONS, st.sampled_from(LEVELS))
def test_of_versions_the_highest_level_then_the_latest_counts_and_only_what_was_known(versions, level):
    rows = []
    for i, (of, recorded, reported, n) in enumerate(versions):
        value = Decimal(n) if n is not None else None
        row = Fact("A", "", "", "debt", YEAR, value, of, at(recorded), reported_on=reported, id=f"{i}")
        rows.append(row)
    facts = tuple(rows)
    case = Case(VERSIONED.format(level=level), record=Record(facts=facts))
    best: Fact | None = None
    for n in range(11):
        k = at(later(date(2022, 12, 31), n))
        known = winners([f for f in facts if f.recorded_at <= k], level)
        now = next(iter(known.values()), None)
        amount = replace(case, known_at=k).assess().payables[0].amount
        assert amount == (now.value if now is not None else None)
        if best is not None:  # what counts is never replaced by a weaker or older version
            assert now is not None
            assert (LEVELS.index(now.level), now.recorded_at) >= (LEVELS.index(best.level), best.recorded_at)
        best = now


CERTAIN = ("met", "breached", "cured", "inapplicable", "waived", "suspended", "ended")


def of_payable(case: Case, row: Payable) -> tuple[object, ...]:
    """Return what names a payable; the span of a right without schedule ends where an amendment cuts it."""
    rights = {r.name for terms in case.every_terms for r in terms.rights}
    window = None if row.clause in rights else row.window
    return row.clause, row.kind, row.item, row.currency, window


@sample(150)
@given(cases())
def test_what_is_known_since_a_time_was_known_then(case):
    """Whatever was recorded later may be taken away: nothing changes."""
    found, never = case.assess(), at(date(2019, 1, 1))
    rows = (*found.findings, *found.payables, *found.accounts)
    then = {since: replace(case, known_at=since or never).assess() for since in {r.known_since for r in rows}}
    for finding in found.findings:
        if finding.status in CERTAIN:
            same = {(f.clause, f.window): f.status for f in then[finding.known_since].findings}
            assert same.get((finding.clause, finding.window)) == finding.status, finding
    for payable in found.payables:
        if payable.amount is not None:
            before = {of_payable(case, p): p.amount for p in then[payable.known_since].payables}
            assert before.get(of_payable(case, payable)) == payable.amount, payable
    for row in found.accounts:
        if row.closing is not None:
            earlier = {(r.account, r.window): r.closing for r in then[row.known_since].accounts}
            assert earlier.get((row.account, row.window)) == row.closing, row


def test_that_a_pause_does_not_count_is_known_since_its_guard_is():
    """The law before this one, refuted once: with the register open the pause may have covered the year."""
    text = """condition c
  firm must ensure filed at end
  tested each year from 2021-01-01 until 2021-12-31
right r
  firm may suspend c
  each year from 2021-01-01 until 2021-12-31
  while some worker in period has (wage at least EUR 0)"""
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    filed = Fact("A", "", "", "filed", containing("quarter", last), True, "audited", at(last), id="f")
    pause = Decision("A", "r", "exercised", "firm", first, at(first))
    closed = RegisterClosing("A", "worker", LAST, at(LAST))
    record = Record(facts=(filed,), decisions=(pause,), register_closings=(closed,))
    case = Case(whole_text([text]), record=record, as_of=LAST)
    (before,), (after,) = (c.assess().findings for c in (replace(case, known_at=at(last)), case))
    assert (before.status, after.status) == ("overdue", "met")
    assert after.known_since == at(LAST)


@sample(150)
@given(cases(silence=False, most=2, still=True))
def test_a_truth_before_a_windows_end_is_final(case):
    """What 5.1 says: nothing that D itself moves, nothing that a cure reads, no payments and decisions."""
    assume(not any(MOVING.search(words(text)) for text in (case.text, *case.others)))
    undecided = replace(case.with_rows(decisions=(), payments=()), known_at=at(date(2026, 1, 1)))
    assert contradictions(case, undecided.assess(), replace(undecided, as_of=LAST).assess()) == []


def words(text: str) -> str:
    """Return the clauses of a text."""
    return re.split(r"\n(?=condition |payment )", text, maxsplit=1)[1]
