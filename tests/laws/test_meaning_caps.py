"""Law 9 of the language where amendments change caps: before and after, forwards and into the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from commonweal.engines.protocol import Fact, Record
from commonweal.ground.period import containing
from commonweal.ground.rounding import Rounding, round_places
from commonweal.terms.core.agreements import Amendment, SeriesEntry, Setting
from tests.strategies import Case, amendment, at, interval_of, later, sample, whole_text

D = Decimal
YEARS = tuple(range(2021, 2028))
YEARLY = "each year from 2021-01-01 until 2027-12-31"
FIRST = at(date(2020, 1, 1))
CENTS = st.integers(-30_000, 30_000).map(lambda n: D(n).scaleb(-2))
CAPS = st.integers(0, 60_000).map(lambda n: D(n).scaleb(-2))
PROFITS = st.lists(CENTS, min_size=7, max_size=7)
#: A cap is what the text says, a parameter, or an entry of a series.
NAMES = st.sampled_from(("EUR", "floor", "goal"))
STEPS = st.lists(
    st.tuples(st.sampled_from(("net", "cap", "total", "total")), NAMES, CAPS), min_size=1, max_size=3
).filter(lambda steps: [s for s, _, _ in steps].count("net") <= 1)
MODES = st.sampled_from(("half_up", "half_even", "down", "up"))
DAYS = st.sampled_from(
    [date(2022, 1, 1), date(2024, 1, 1), date(2022, 5, 15), date(2020, 7, 1), date(2026, 12, 31),
     date(2021, 1, 1), date(2029, 1, 1)]
)  # fmt: skip
LAGS = st.sampled_from((0, -100, 200, 1000, 2500))


class Text(NamedTuple):
    """A version of the text: how it rounds; its steps in order (what, by which name, how much if by none)."""

    rounding: str
    steps: list[tuple[str, str, Decimal]]


class Change(NamedTuple):
    """An amendment: days of effect and signature; the values it sets and the version it moves to, or None."""

    effective: date
    lag: int
    floor: Decimal | None
    goals: dict[int, Decimal]
    version: int | None

    @property
    def signed(self) -> date:
        """Return the day of signature."""
        return later(self.effective, self.lag)

    def amendment(self) -> Amendment:
        """Return it as the engine takes it."""
        known = at(self.signed)
        series = [
            SeriesEntry("goal", containing("year", date(y, 1, 1)), v, known) for y, v in self.goals.items()
        ]
        settings = () if self.floor is None else (Setting("floor", self.floor, known),)
        moved = {} if self.version is None else {"terms": "t", "version": self.version}
        return amendment(self.effective, self.signed, settings=settings, series=tuple(series), **moved)


TEXTS = st.builds(Text, MODES, STEPS)
CHANGES = st.lists(
    st.builds(
        Change,
        DAYS,
        LAGS,
        st.none() | CAPS,
        st.dictionaries(st.sampled_from(YEARS), CAPS, max_size=4),
        st.sampled_from((None, 2, 1)),
    ),
    max_size=3,
    unique_by=lambda change: change.signed,
)


class Capped(NamedTuple):
    """An agreement on one payment a year, of what the year's profit was, under caps."""

    texts: tuple[Text, Text]
    floor: Decimal
    goals: list[Decimal]
    changes: list[Change]

    def case(self, profits: list[Decimal | None], k: date) -> Case:
        """Return the case as known at the end of a day; a profit of None has no fact."""
        spans = [containing("year", date(y, 1, 1)) for y in YEARS]
        facts = tuple(
            Fact("A", "", "", "profit", span, x, "confirmed", FIRST, id=str(span.first))
            for span, x in zip(spans, profits, strict=True)
            if x is not None
        )
        texts = [written(text, n) for n, text in enumerate(self.texts, 1)]
        series = tuple(SeriesEntry("goal", s, v, FIRST) for s, v in zip(spans, self.goals, strict=True))
        changes = tuple(c.amendment() for c in self.changes)
        settings = (Setting("floor", self.floor, FIRST),)
        case = Case(texts[0], settings, series, Record(facts=facts), date(2030, 12, 31), at(k))
        return replace(case, amendments=changes, others=(texts[1],))

    def at_work(self, year: int, k: date) -> tuple[Text, dict[str, Decimal]]:
        """Return the text and the caps by name in a year, by 9.3: the last signature speaks."""
        text, caps = self.texts[0], {"floor": self.floor, "goal": self.goals[YEARS.index(year)]}
        for change in sorted(self.changes, key=lambda c: c.signed):
            if change.signed <= k and change.effective <= date(year, 1, 1):
                text = text if change.version is None else self.texts[change.version - 1]
                caps["floor"] = caps["floor"] if change.floor is None else change.floor
                caps["goal"] = change.goals.get(year, caps["goal"])
        return text, caps

    def dues(self, profits: list[Decimal], k: date) -> list[Decimal]:
        """Return what is due each year by 7.1, under the caps of that year."""
        dues: list[Decimal] = []
        for year, x in zip(YEARS, profits, strict=True):
            text, caps = self.at_work(year, k)
            before = sum(dues, D(0))
            for step, name, amount in text.steps:
                limit = caps.get(name, amount)
                room = max(D(0), limit - before)
                x = x - before if step == "net" else min(x, room if step == "total" else limit)
            dues.append(round_places(max(D(0), x), 2, Rounding(text.rounding)))
        return dues


def written(text: Text, version: int) -> str:
    """Return a version of the text as one would write it."""
    lines = []
    for step, name, amount in text.steps:
        limit = {"EUR": f"EUR {amount}", "goal": "goal for period"}.get(name, name)
        cap = f"  capped at {limit}"
        lines.append({"net": "  less amounts already due", "cap": cap, "total": f"{cap} in total"}[step])
    clause = "\n".join(["payment p", "  state must pay firm total of profit in period", *lines])
    # Every version has both parameters, so that an amendment can set them whatever stands in the caps.
    reads = f"condition c\n  firm must ensure goal for period at least floor\n  tested {YEARLY}"
    return whole_text([f"{clause}\n  calculated {YEARLY}", reads], f"  rounding {text.rounding}\n", version)


AGREEMENTS = st.builds(Capped, st.tuples(TEXTS, TEXTS), CAPS, st.lists(CAPS, min_size=7, max_size=7), CHANGES)
LATE = date(2040, 1, 1)


def amounts(case: Case) -> list[Decimal | None]:
    """Return what the engine says is due each year."""
    return [row.amount for row in case.assess().payables if row.clause == "p"]


@sample(120)
@given(AGREEMENTS, PROFITS)
def test_under_amended_caps_each_amount_keeps_to_the_caps_of_its_version(capped, profits):
    """Law 9: 7.1 with the caps of the version that governs each year, over sums that go on by name."""
    dues = amounts(capped.case(profits, LATE))
    assert dues == capped.dues(profits, LATE)
    for k, year in enumerate(YEARS):
        text, caps = capped.at_work(year, LATE)
        before, due = sum(dues[:k], D(0)), dues[k]
        for step, name, amount in text.steps:
            limit = caps.get(name, amount)
            assert step == "net" or due <= limit
            if step == "total":
                assert due == 0 or before + due <= limit


@sample(80)
@given(AGREEMENTS, PROFITS, st.integers(0, 2), st.sampled_from((-1, 0)))
def test_caps_are_amended_from_the_day_of_signature_and_then_for_the_past_too(capped, profits, which, days):
    """Law 9 and 14: before it is signed an amendment changes no cap; from then on those of the past too."""
    k = later(capped.changes[which % len(capped.changes)].signed, days) if capped.changes else LATE
    dues = amounts(capped.case(profits, k))
    assert dues == capped.dues(profits, k)
    unsigned = capped._replace(changes=[c for c in capped.changes if c.signed <= k])
    assert dues == amounts(unsigned.case(profits, LATE))


@sample(80)
@given(AGREEMENTS, st.lists(st.none() | CENTS, min_size=7, max_size=7), PROFITS)
def test_an_unknown_year_leaves_room_for_whatever_it_may_be_under_amended_caps(capped, profits, others):
    """Law 4 on law 9: what is due of an unknown year, and of those after it, lies in the interval shown."""
    whole = [o if p is None else p for p, o in zip(profits, others, strict=True)]
    part = capped.case(profits, LATE).assess().payables
    for row, due in zip((r for r in part if r.clause == "p"), capped.dues(whole, LATE), strict=True):
        low, high = interval_of(row)
        assert low <= due
        assert high is None or due <= high


@sample(60)
@given(PROFITS, st.lists(DAYS, max_size=3, unique=True))
def test_netting_goes_on_by_name_through_amendments(profits, days):
    """Law 9: with `less amounts already due` the sum is the greatest so far, whichever version spoke."""
    net = ("net", "EUR", D(0))
    texts = (Text("half_up", [net]), Text("half_up", [net]))
    changes = [Change(day, n, None, {}, 2 - n % 2) for n, day in enumerate(days)]
    changes = [c for n, c in enumerate(changes) if c.signed not in [x.signed for x in changes[:n]]]
    case = Capped(texts, D(0), [D(0)] * 7, changes).case(profits, LATE)
    case = replace(
        case,
        text=case.text.replace("profit in period", "profit since 2021-01-01"),
        others=tuple(t.replace("profit in period", "profit since 2021-01-01") for t in case.others),
    )
    dues, so_far, sums = amounts(case), D(0), [D(0)]
    for k, x in enumerate(profits):
        so_far += x
        sums.append(so_far)
        assert sum(dues[: k + 1]) == max(sums)
