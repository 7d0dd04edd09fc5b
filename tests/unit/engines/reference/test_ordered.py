"""What is kept of stretches of facts and of registers is what a look at every row would find."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engines.protocol import Fact, Member, Undisclosed
from commonweal.engines.reference.ordered import Ordered, Stretch
from commonweal.engines.reference.selection import Register
from commonweal.ground.period import Period

FIRST = date(2020, 1, 1)
DAYS = st.integers(0, 120).map(lambda n: FIRST + timedelta(days=n))
LENGTHS = st.sampled_from((1, 1, 1, 1, 30))
VALUES = st.sampled_from(
    (Decimal("1.50"), Decimal(-1), Decimal("0.00"), Decimal(7), Undisclosed("kept back"), True)
)
STRETCHES = st.builds(lambda d, n: Period(d, d + timedelta(days=n)), DAYS, st.integers(0, 90))


def fact(start: date, length: int, value: Decimal | bool | Undisclosed, lag: int) -> Fact:
    """Return a fact of some days, recorded so many days after it began."""
    recorded = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=(start - FIRST).days + lag)
    days = Period(start, start + timedelta(days=length))
    return Fact("A", "", "", "m", days, value, "audited", recorded)


@st.composite
def orders(draw: st.DrawFn, *, single: bool) -> Ordered:
    """Return facts in order, of one day each or of any length."""
    rows = draw(st.lists(st.tuples(DAYS, LENGTHS, VALUES, st.integers(0, 50)), max_size=60))
    made = [fact(d, 1 if single else n, v, lag) for d, n, v, lag in rows]
    return Ordered(sorted(made, key=lambda f: (f.period.start, f.period.end)))


def agree(found: Stretch, facts: list[Fact]) -> None:
    """Compare a stretch, and all that is asked of it, with a list."""
    assert list(found.facts) == facts
    values = [f.value for f in facts if isinstance(f.value, Decimal)]
    assert found.numbers() == len(values)
    assert str(found.total()) == str(sum_of(values))
    assert str(found.highest()) == str(max(values, default=None))
    assert str(found.lowest()) == str(min(values, default=None))
    assert found.recorded() == max((f.recorded_at for f in facts), default=None)
    assert found.hidden() == any(isinstance(f.value, Undisclosed) for f in facts)


def sum_of(values: list[Decimal]) -> Decimal:
    """Return the sum as exact addition writes it: a zero has no places."""
    total = Decimal(0)
    for value in values:
        total = total + value or Decimal(0)
    return total


@settings(deadline=None)
@given(st.booleans().flatmap(lambda single: orders(single=single)), st.lists(STRETCHES, max_size=12))
def test_stretches_asked_for_in_any_order_are_those_of_a_scan(rows: Ordered, asked: list[Period]) -> None:
    every = list(rows.facts)
    for days in (*asked, *sorted(asked, key=lambda p: p.end)):
        agree(
            rows.inside(days),
            [f for f in every if days.start <= f.period.start < days.end and f.period.within(days)],
        )
        agree(rows.touching(days), [f for f in every if f.period.overlaps(days)])
        before = [f for f in every if f.period.last <= days.end]
        agree(rows.until(days.end), before)
        agree(rows.ending_on(days.end), [f for f in every if f.period.last == days.end])
        last = max((f.period.last for f in before), default=None)
        agree(rows.latest_by(days.end), [f for f in before if f.period.last == last])


@settings(deadline=None)
@given(st.integers(0, 10_000), st.lists(STRETCHES, min_size=1, max_size=6))
def test_a_register_holds_on_some_days_who_belongs_to_it_then(seed: int, asked: list[Period]) -> None:
    rows = []
    for i in range(200):
        start = FIRST + timedelta(days=(seed + i * 37) % 150) if (seed + i) % 9 else None
        end = (start or FIRST) + timedelta(days=(seed * 7 + i * 11) % 40) if (seed + i) % 5 else None
        name = f"w{(seed + i * 13) % 90}"
        rows.append(Member("A", "worker", name, datetime(2020, 1, 1, tzinfo=UTC), start, end))
    register = Register(rows)
    for days in asked:
        found: dict[str, Member] = {}
        for row in rows:
            if (row.start is None or row.start < days.end) and (row.end is None or row.end >= days.start):
                found.setdefault(row.subject, row)
        assert register.on(days) == [found[name] for name in sorted(found)]
        assert register.begun_by(days.start) == sum(r.start is None or r.start <= days.start for r in rows)
