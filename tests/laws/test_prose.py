"""
The prose: different core trees give different prose in every language, and what it counts reads back.

A law of pairs makes many pairs of what is drawn once. Their number grows with the profile: 500 and more in
`make test`, 20,000 and more in `make laws`, which shows the pairs as its cases.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.ground.period import Period
from commonweal.terms.core.agreements import Agreement, Amendment, SeriesEntry, Setting, Undisclosed
from commonweal.terms.core.expressions import Expr, expr
from commonweal.terms.core.types import DATE, NUMBER, PERCENT, Type
from commonweal.terms.core.verify import verify
from commonweal.terms.core.verifying.nodes import Setting as Place
from commonweal.terms.core.verifying.nodes import node_faults
from commonweal.terms.explain.language import language, languages
from commonweal.terms.explain.prose import prose
from commonweal.terms.explain.prose_agreements import agreement_prose
from commonweal.terms.explain.prose_expressions import say
from commonweal.terms.explain.voice import Voice
from tests.strategies import sample
from tests.strategies_core import expressions, terms
from tests.strategies_core_changes import decorated, mutants
from tests.unit.terms.core.samples import SAMPLE
from tests.unit.terms.explain.reading import text_of

EXAMPLES = settings().max_examples
PAIRS = max(500, EXAMPLES)
"""Pairs of different trees that a language is held to: 500, under the profile `thorough` 20,000."""
CHECKS = list(HealthCheck)
LANGUAGES = pytest.mark.parametrize("code", languages())


# ---- different trees, different prose ---------------------------------------------------------------


@LANGUAGES
def test_different_terms_have_different_prose(code, record_property):
    pairs = 0

    @settings(max_examples=max(20, EXAMPLES // 20), suppress_health_check=CHECKS)
    @given(terms().flatmap(decorated), terms(), st.randoms())
    def told_apart(one, other, random):
        nonlocal pairs
        text = text_of(prose(one, language=code))
        assert one == other or text_of(prose(other, language=code)) != text
        near = list(mutants(one))
        random.shuffle(near)
        for changed in islice((c for c in near[:100] if not verify(c)), 30):
            assert text_of(prose(changed, language=code)) != text
            pairs += 1

    told_apart()
    record_property("cases", pairs)
    assert pairs >= PAIRS


@LANGUAGES
def test_expressions_that_differ_in_one_thing_or_in_their_grouping_are_told_apart(code, record_property):
    spoken = language(code)
    pairs = 0

    @settings(max_examples=max(20, EXAMPLES // 20), suppress_health_check=CHECKS)
    @given(expressions())
    def told_apart(found):
        nonlocal pairs
        node, around = found
        voice = Voice(around, spoken.grain("year"), language=spoken)
        near = {other for other in (*mutants(node), *regrouped(node)) if is_sound(other, around)}
        heard: dict[str, Expr] = {}
        for other in {node, *near}:
            assert heard.setdefault(say(other, voice), other) == other
        pairs += len(heard) * (len(heard) - 1) // 2

    told_apart()
    record_property("cases", pairs)
    assert pairs >= PAIRS


def is_sound(node: Expr, around: object) -> bool:
    """Say whether a text could mean an expression."""
    return not list(node_faults(node, "x", around, Place(cure=True)))  # type: ignore[arg-type]


def regrouped(node: Expr) -> Iterator[Expr]:
    """Yield expressions of the same parts: in another order, in other parentheses, with a sign twice."""
    if node.op in ("add", "mul", "and", "or", "min", "max") and len(node.args) > 1:
        first, *others = node.args
        yield replace(node, args=(*others, first))
        yield replace(node, args=(first, replace(node, args=tuple(others))))
        yield replace(node, args=(replace(node, args=node.args[:-1]), node.args[-1]))
    if node.type.is_amount and node.type.kind != "count":
        opposite = expr("neg", node.type, node)
        yield from (opposite, expr("neg", node.type, opposite))
    for i, arg in enumerate(node.args):
        for other in regrouped(arg):
            yield replace(node, args=(*node.args[:i], other, *node.args[i + 1 :]))


# ---- agreements -------------------------------------------------------------------------------------

ids = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=6)
days = st.dates(date(2000, 1, 1), date(2050, 12, 31))
amounts = st.decimals(0, 10**9, places=2)
values = amounts | days | st.booleans() | ids | st.builds(Undisclosed, ids)
periods = st.integers(2000, 2040).map(lambda y: Period.days_of(date(y, 1, 1), date(y, 12, 31)))
settings_ = st.lists(
    st.builds(Setting, st.sampled_from(("lifetime_cap", "other")), values, st.just(None)), max_size=2
).map(tuple)
series = st.lists(
    st.builds(SeriesEntry, st.just("jobs_floor"), periods, amounts, st.just(None)),
    max_size=3,
    unique_by=lambda e: e.period,
).map(lambda found: tuple(sorted(found, key=lambda e: e.period)))
parties = st.dictionaries(st.sampled_from(("company", "state")), st.sampled_from(("A", "B")), max_size=2)
amendments = st.builds(
    Amendment,
    st.just("x"),
    days,
    days,
    st.just(None),
    terms=st.none(),
    parties=parties,
    settings=settings_,
    series=series,
    ended=st.lists(st.sampled_from(("jobs", "credits")), max_size=2, unique=True).map(tuple),
) | st.builds(
    Amendment, st.just("x"), days, days, st.just(None), terms=st.just("y"), version=st.integers(1, 3)
)
agreements = st.builds(
    Agreement,
    ids,
    st.just(SAMPLE.name),
    st.just(SAMPLE.version),
    parties,
    settings_,
    series,
    st.none() | days,
    serves=st.none() | st.sampled_from(("a", "b")),
    amount=st.none() | amounts,
    amendments=st.lists(amendments, max_size=2).map(tuple),
)


@LANGUAGES
def test_different_agreements_have_different_prose(code):
    texts = {(SAMPLE.name, SAMPLE.version): SAMPLE}

    def told(agreement: Agreement) -> str:
        return text_of(agreement_prose(agreement, texts, language_code=code))

    @sample(33, suppress_health_check=CHECKS)
    @given(agreements, agreements)
    def told_apart(one, other):
        parts = (
            {}, {"amendments": other.amendments}, {"settings": other.settings}, {"series": other.series},
            {"parties": other.parties}, {"signed": other.signed}, {"amount": other.amount},
        )  # fmt: skip
        for part in parts:
            near = replace(one, **part) if part else other
            assert near == one or told(near) != told(one)

    told_apart()


# ---- what is counted reads back exactly ---------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """How a person reads the numbers and days of a language: written here anew, not taken from the prose."""

    thousands: str
    decimal: str
    months: tuple[str, ...]
    day: str

    def number(self, text: str) -> Decimal:
        """Read a number."""
        return Decimal(text.replace(self.thousands, "").replace(self.decimal, "."))

    def days(self, text: str) -> Counter[date]:
        """Read every full date of a text."""
        found = re.findall(self.day.format(months="|".join(self.months)), text)
        return Counter(date(int(y), self.months.index(m) + 1, int(d)) for d, m, y in found)

    def amounts(self, text: str, before: str, after: str) -> Counter[Decimal]:
        """Read every number between two words."""
        figure = rf"(-?\d[\d{re.escape(self.thousands)}]*(?:{re.escape(self.decimal)}\d+)?)"
        return Counter(self.number(n) for n in re.findall(rf"{before}{figure}{after}", text))


READERS = {
    "en": Reader(
        ",", ".",
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
         "November", "December"),
        r"\b(\d{{1,2}}) ({months}) (\d{{4}})\b",
    ),
    "pt-BR": Reader(
        ".", ",",
        ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
         "novembro", "dezembro"),
        r"\b(\d{{1,2}})º? de ({months}) de (\d{{4}})\b",
    ),
}  # fmt: skip


def test_every_language_has_a_reader():
    assert set(READERS) == set(languages())


@LANGUAGES
@given(st.decimals(-(10**15), 10**15, places=6, allow_nan=False), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_an_amount_and_a_day_read_back_exactly(code, value, day):
    spoken, reader = language(code), READERS[code]
    money, price = Type("money", "USD"), Type("money", "USD", "tonne")
    assert reader.amounts(spoken.amount(value, money), "USD ", "$") == Counter([value])
    assert reader.amounts(spoken.amount(value, price), "USD ", " \\w+ tonne$") == Counter([value])
    assert reader.amounts(spoken.amount(value, PERCENT), "^", "%$") == Counter([value * 100])
    assert reader.number(spoken.amount(value, NUMBER)) == value
    if day.year >= 1000:
        assert reader.days(spoken.day(day)) == Counter([day])


@LANGUAGES
@sample(33)
@given(expressions())
def test_all_amounts_and_days_of_an_expression_stand_in_its_prose(code, found):
    node, around = found
    spoken, reader = language(code), READERS[code]
    said = re.sub("“[^”]*”", "", say(node, Voice(around, spoken.grain("year"), language=spoken)))
    below = list(node.walk())
    literals = [n for n in below if n.op == "literal"]
    dollars = Counter(n["value"] for n in literals if n.type.of == "USD")
    assert reader.amounts(said, r"\bUSD ", r"(?![\d%])") == dollars
    assert reader.amounts(said, r"(?<![\w.,-])", "%") == Counter(
        n["value"] * 100 for n in literals if n.type == PERCENT
    )
    assert reader.days(said) == Counter(n["value"] for n in below if n.op == "day" and n.type == DATE)


@LANGUAGES
@given(days, st.integers(1, 400))
def test_a_period_reads_back_exactly(code, first, length):
    spoken = language(code)
    last = first + timedelta(days=length)
    found = spoken.short_period(Period.days_of(first, last), fiscal=SAMPLE.fiscal_end)
    read = READERS[code].days(found)
    whole = (first.day, (last + timedelta(days=1)).day) == (1, 1)
    assert read == Counter([first, last]) or (whole and not read)
