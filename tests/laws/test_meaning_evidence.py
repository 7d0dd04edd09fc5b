"""
Aggregates, levels and rows over subjects (5.4 to 5.6), against a slow re-implementation day by day.

One text reads measures of every sort in every window; what the engine knows of each figure must be what
follows from counting how often each single day is covered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from commonweal.engines.protocol import Fact, Undisclosed
from commonweal.ground.numbers import divide
from commonweal.ground.rounding import Rounding, round_places
from commonweal.terms.core.clauses import LEVELS, Measure
from tests.strategies import Case, Choices, agrees, interval_of, make_case, sample, seen, selected, whole_text

D = Decimal
Known = tuple[Decimal | None, Decimal | None]
BYTES = st.binary(min_size=500, max_size=500)
EVIDENCE = st.sampled_from(("audited", "documented", "confirmed", "claimed"))
WINDOWS = {
    "in period": (date(2022, 1, 1), date(2022, 12, 31)),
    "in previous period": (date(2021, 1, 1), date(2021, 12, 31)),
    "since 2021-04-01": (date(2021, 4, 1), date(2022, 12, 31)),
    "in last 2 quarters": (date(2022, 7, 1), date(2022, 12, 31)),
    "in 2022-Q2": (date(2022, 4, 1), date(2022, 6, 30)),
    "since 2030-01-01": (date(2030, 1, 1), date(2029, 12, 31)),
}
#: (measure, smallest of the windows in months)
MEASURES = (("sales", 3), ("profit", 12), ("output", 1), ("buyback", 0), ("transfer", 0), ("booked", 0))
AGGREGATES = ("total", "highest", "lowest", "average", "count")


def figures(measures: Sequence[tuple[str, int]], level: str) -> tuple[str, dict[str, tuple[str, str, str]]]:
    """Return a text with one payment a figure, and which figure each payment shows, a thousand added."""
    clauses, shown = [], {}
    for name, months in measures:
        for window in WINDOWS:
            if months > 6 and window in ("in last 2 quarters", "in 2022-Q2"):
                continue
            for aggregate in AGGREGATES:
                factor = "EUR 1 * " if aggregate == "count" else "" if name != "output" else None
                if factor is not None:
                    clause = f"p{len(shown)}"
                    shown[clause] = (aggregate, name, window)
                    clauses.append(paying(clause, f"{factor}{aggregate} of {name} {window}", level))
    return whole_text(clauses), shown


def paying(name: str, amount: str, level: str) -> str:
    """Return a payment of a thousand more than an amount, so that negative ends can be seen."""
    return (
        f"payment {name}\n  state must pay firm EUR 1000 + {amount}\n"
        "  calculated each year from 2022-01-01 until 2022-12-31\n"
        f"  evidence {level} due within 90 days after end of period"
    )


def shown_as(known: Known) -> Known:
    """Return the interval of the payment that shows a figure."""
    low, high = known
    return (
        D(0) if low is None else max(D(0), round_places(D(1000) + low, 2, Rounding.HALF_UP)),
        None if high is None else max(D(0), round_places(D(1000) + high, 2, Rounding.HALF_UP)),
    )


def facts_of(case: Case, measure: Measure, subject: str, level: str) -> list[Fact]:
    """Return the facts of a measure and subject that count at D, K and a level."""
    rows = seen(case).record.facts
    return selected([f for f in rows if (f.measure, f.subject) == (measure.name, subject)], level)


def closed(case: Case, measure: Measure, subject: str, level: str, day: date) -> bool:
    """Return whether an event measure is complete through a day (5.3)."""
    if measure.level == "confirmed":
        return day <= case.as_of
    visible = seen(case)
    rows = [c for c in visible.record.closings if c.measure == measure.name and c.subject in (subject, "")]
    return any(
        c.through >= day
        and LEVELS.index(c.level) >= LEVELS.index(level)
        and agrees(visible, c, visible.record.facts)
        for c in rows
    )


def known_of(
    case: Case, measure: Measure, subject: str, aggregate: str, first: date, last: date, level: str
) -> Known:
    """Return what is known of an aggregate by 5.4, counting days."""
    unknown: Known = (D(0), None) if measure.nonnegative or aggregate == "count" else (None, None)
    if last < first:
        return (D(0), D(0)) if aggregate in ("total", "count") else (None, None)
    facts = facts_of(case, measure, subject, level)
    inside = [f for f in facts if first <= f.period.first and f.period.last <= last]
    covered = Counter(d for f in inside for d in range(f.period.start.toordinal(), f.period.end.toordinal()))
    values = [f.value for f in inside if isinstance(f.value, Decimal)]
    if measure.grain == "event":
        complete = closed(case, measure, subject, level, last)
    else:
        complete = all(covered[d] == 1 for d in range(first.toordinal(), last.toordinal() + 1))
        if any(n > 1 for n in covered.values()):
            return unknown
    if aggregate == "count":
        return D(len(inside)), D(len(inside)) if complete else None
    complete = complete and not any(isinstance(f.value, Undisclosed) for f in inside)
    if aggregate == "total":
        total = sum(values, D(0))
        return (total, total) if complete else (total, None) if measure.nonnegative else unknown
    if not complete or not values:
        return unknown
    mean = divide(sum(values, D(0)), D(len(values)))
    found = {"average": mean, "highest": max(values), "lowest": min(values)}[aggregate]
    return found, found


@sample(60)
@given(BYTES, EVIDENCE, st.sampled_from([MEASURES[:2], MEASURES[2:4], MEASURES[4:]]))
def test_an_aggregate_is_known_if_its_facts_cover_each_day_once_or_it_is_closed(rows, level, measures):
    text, shown = figures(measures, level)
    case = make_case(text, Choices(rows)).with_rows(decisions=(), payments=())
    for row in case.assess().payables:
        aggregate, name, window = shown[row.clause]
        measure = case.terms.measure(name)
        known = known_of(case, measure, "", aggregate, *WINDOWS[window], level)
        assert interval_of(row) == shown_as(known), f"{aggregate} of {name} {window}\n{case!r}"


# ---- levels on a day -------------------------------------------------------------------------------------

EDGES = {"at end": date(2022, 12, 31), "at start": date(2021, 12, 31)}


@sample(60)
@given(BYTES, EVIDENCE)
def test_a_level_is_the_value_that_ends_on_the_day_or_the_last_event_if_closed(rows, level):
    names = [(measure, edge) for measure in ("debt", "loan") for edge in EDGES]
    text = whole_text([paying(f"p{i}", " ".join(name), level) for i, name in enumerate(names)])
    case = make_case(text, Choices(rows)).with_rows(decisions=(), payments=())
    for row in case.assess().payables:
        name, edge = names[int(row.clause[1:])]
        measure, day = case.terms.measure(name), EDGES[edge]
        found = [f for f in facts_of(case, measure, "", level) if f.period.last <= day]
        last = max((f.period.last for f in found), default=None)
        values = {f.value for f in found if f.period.last == last}
        known: Known = (None, None)
        there = last == day if measure.grain != "event" else closed(case, measure, "", level, day)
        if there and len(values) == 1 and isinstance(value := values.pop(), Decimal):
            known = (value, value)
        assert interval_of(row) == shown_as(known), f"{name} {edge}\n{case!r}"


# ---- rows over subjects ----------------------------------------------------------------------------------


@sample(80)
@given(BYTES, EVIDENCE, st.sampled_from(("wage", "bonus")), st.sampled_from(list(WINDOWS)[:3:2]))
def test_rows_over_subjects_are_the_sums_and_counts_of_the_register(rows, level, name, window):
    first, last = WINDOWS[window]
    clauses = [
        paying("everybody", f"total over worker {window} of ({name})", level),
        paying("rich", f"EUR 1 * count over worker {window} of ({name} at least EUR 10)", level),
    ]
    clauses += [
        f"condition c_{word}\n  firm must ensure {word} worker {window} has ({name} at least EUR 10)\n"
        "  tested each year from 2022-01-01 until 2022-12-31\n"
        f"  evidence {level} due within 90 days after end of period"
        for word in ("every", "some", "no")
    ]
    case = make_case(whole_text(clauses), Choices(rows)).with_rows(decisions=(), payments=())
    visible, measure = seen(case), case.terms.measure(name)
    members = {
        m.subject
        for m in visible.record.members
        if (m.start is None or m.start <= last) and (m.end is None or m.end >= first)
    }
    whole = any(
        c.through >= last
        and c.count in (None, sum(m.start is None or m.start <= c.through for m in visible.record.members))
        for c in visible.record.register_closings
    )
    parts = [known_of(case, measure, s, "total", first, last, level) for s in sorted(members)]
    low, high = sum((p[0] for p in parts), D(0)), D(0)
    high = None if not whole or any(p[1] is None for p in parts) else sum((p[1] for p in parts), D(0))
    rich = sum(p[0] >= 10 for p in parts)
    perhaps = sum(p[1] is None or p[1] >= 10 for p in parts)
    found = case.assess()
    amounts = {p.clause: interval_of(p) for p in found.payables}
    assert amounts["everybody"] == shown_as((low, high))
    assert amounts["rich"] == shown_as((D(rich), D(perhaps) if whole else None))
    truths = {f.clause: {"met": "T", "breached": "F"}.get(f.status, "U") for f in found.findings}
    n = len(parts)
    assert truths["c_some"] == ("T" if rich else "F" if whole and not perhaps else "U")
    assert truths["c_no"] == {"T": "F", "F": "T", "U": "U"}[truths["c_some"]]
    assert truths["c_every"] == ("F" if perhaps < n else "T" if whole and rich == n else "U")
