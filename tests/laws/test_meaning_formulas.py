"""Laws 8 and 13 of the language: logic of three truths, rate tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from commonweal.engines.protocol import Record
from commonweal.ground.period import containing
from commonweal.terms.core.agreements import Setting
from tests.strategies import ENGINE, Case, Choices, Place, at, make_case, sample, whole_text, writer_of

D = Decimal
BYTES = st.binary(min_size=160, max_size=160)
ROWS = st.binary(min_size=400, max_size=400)

# ---- law 8 -----------------------------------------------------------------------------------------------

#: (left, right): formulas over F, G and, of a worker, H; both sides of a line say the same.
SAME = (
    ("{F}", "not (not ({F}))"),
    ("not (({F}) and ({G}))", "(not ({F})) or (not ({G}))"),
    ("not (({F}) or ({G}))", "(not ({F})) and (not ({G}))"),
    ("at least 1 of ({F}, {G})", "({F}) or ({G})"),
    ("at least 2 of ({F}, {G})", "({F}) and ({G})"),
    ("at least 1 of ({F}, {G}, {F})", "({F}) or ({G}) or ({F})"),
    ("at least 3 of ({F}, {G}, {F})", "({F}) and ({G}) and ({F})"),
    ("every worker {W} has ({H})", "no worker {W} has (not ({H}))"),
    ("no worker {W} has ({H})", "not (some worker {W} has ({H}))"),
    ("every worker {W} has ({H})", "not (some worker {W} has (not ({H})))"),
    ("({F}) and ({G})", "({G}) and ({F})"),
)


@sample(120)
@given(BYTES, ROWS)
def test_formulas_that_say_the_same_have_the_same_truth_reason_and_day(text, rows):
    """Law 8, logic."""
    choices = Choices(text)
    place = Place(choices.pick("year", "year", "quarter"), (), ())
    outer = writer_of(choices.block(100), place)
    inner = writer_of(choices.block(40), replace(place, subject=True))
    parts = {"F": outer.formula(1), "G": outer.formula(1), "W": outer.days(), "H": inner.formula(1)}
    span = {"year": "each year", "quarter": "each quarter"}[place.grain]
    clauses = [
        f"condition {side}{i}\n  firm must ensure {form.format(**parts)}\n"
        f"  tested {span} from 2022-01-01 until 2022-12-31\n"
        "  evidence documented due within 9 days after end of period"
        for i, pair in enumerate(SAME)
        for side, form in zip(("left", "right"), pair, strict=True)
    ]
    case = make_case(whole_text(clauses), Choices(rows))
    found = case.with_rows(decisions=()).assess().findings
    by_name = {(f.clause, f.window): (f.status, f.reason, f.known_since) for f in found}
    for clause, window in by_name:
        if clause.startswith("left"):
            twin = clause.replace("left", "right")
            assert by_name[clause, window] == by_name[twin, window], SAME[int(clause[4:])]


# ---- law 13 ----------------------------------------------------------------------------------------------

TABLES = """language 1
terms t version 1
  instrument other
  currency EUR
  party firm recipient
  party state public
  parameter x : number
  parameter b1 : number
  parameter b2 : number
  parameter r1 : number
  parameter r2 : number
  parameter r3 : number
define slices = marginal on x { r1 up to b1, r2 up to b2, r3 above }
define slices_below = marginal on x { r1 below b1, r2 below b2, r3 above }
define rate_up_to = tier on x { r1 up to b1, r2 up to b2, r3 above }
define rate_below = tier on x { r1 below b1, r2 below b2, r3 above }
condition c
  firm must ensure slices at least slices_below and rate_up_to at least rate_below
  tested once on 2022-12-31
"""
DAY = date(2022, 12, 31)
NUMBERS = st.integers(-4_000, 40_000).map(lambda n: D(n).scaleb(-2))
RATES = st.lists(st.integers(-50, 200).map(lambda n: D(n).scaleb(-2)), min_size=3, max_size=3)
BOUNDS = st.lists(st.integers(1, 30_000), min_size=2, max_size=2, unique=True).map(
    lambda pair: [D(n).scaleb(-2) for n in sorted(pair)]
)


def table(name: str, x: Decimal, rates: list[Decimal], bounds: list[Decimal]) -> Decimal | None:
    """Return what the engine says of a table."""
    values = dict(zip(("x", "b1", "b2", "r1", "r2", "r3"), (x, *bounds, *rates), strict=True))
    case = Case(TABLES, tuple(Setting(n, v, at(date(2020, 1, 1)), n) for n, v in values.items()))
    define = next(d for d in case.terms.defines if d.name == name)
    day = containing("day", DAY)
    return ENGINE.value(
        case.plan(), define.value, record=Record(), window=day, as_of=DAY, known_at=case.known_at
    )


@sample(60)
@given(NUMBERS, NUMBERS, RATES, BOUNDS)
def test_a_marginal_table_is_nothing_at_nothing_and_has_no_jumps(x, y, rates, bounds):
    """Law 13, tables: 0 at 0, continuous."""
    assert table("slices", D(0), rates, bounds) == 0
    a, b = (table("slices", max(D(0), z), rates, bounds) for z in (x, y))
    assert abs(a - b) <= max(abs(r) for r in rates) * abs(max(D(0), x) - max(D(0), y))
    assert a == table("slices_below", max(D(0), x), rates, bounds)


@sample(60)
@given(NUMBERS, NUMBERS, RATES, BOUNDS)
def test_a_marginal_table_of_rates_that_are_not_negative_never_falls(x, y, rates, bounds):
    """Law 13, tables: never falling."""
    assume(all(r >= 0 for r in rates))
    low, high = sorted((x, y))
    assert table("slices", low, rates, bounds) <= table("slices", high, rates, bounds)


@sample(40)
@given(NUMBERS, RATES, BOUNDS)
def test_a_marginal_table_of_one_rate_is_that_rate_times_what_it_is_on(x, rates, bounds):
    """Law 13, tables: one rate."""
    x = max(D(0), x)
    assert table("slices", x, [rates[0]] * 3, bounds) == rates[0] * x


@sample(60)
@given(NUMBERS, RATES, BOUNDS)
def test_a_marginal_table_adds_each_slice_at_its_own_rate(x, rates, bounds):
    """Law 13, tables: slice by slice (3.3)."""
    edges = [D(0), *bounds, D(10) ** 9]
    slices = [max(D(0), min(x, top) - low) for low, top in pairwise(edges)]
    assert table("slices", x, rates, bounds) == sum(r * s for r, s in zip(rates, slices, strict=True))


@sample(60)
@given(NUMBERS, RATES, BOUNDS, st.sampled_from((None, 0, 1)))
def test_a_tier_is_the_rate_of_the_first_bracket_that_holds(x, rates, bounds, edge):
    """Law 13, tables: tiers (3.3)."""
    x = x if edge is None else bounds[edge]
    up_to = next((r for r, b in zip(rates, bounds, strict=False) if x <= b), rates[2])
    below = next((r for r, b in zip(rates, bounds, strict=False) if x < b), rates[2])
    assert table("rate_up_to", x, rates, bounds) == up_to
    assert table("rate_below", x, rates, bounds) == below


@sample(20)
@given(NUMBERS, RATES, BOUNDS)
def test_a_table_whose_bounds_do_not_increase_is_unknown(x, rates, bounds):
    for name in ("slices", "rate_up_to"):
        assert table(name, x, rates, bounds[::-1]) is None
        assert table(name, x, rates, [bounds[0]] * 2) is None
