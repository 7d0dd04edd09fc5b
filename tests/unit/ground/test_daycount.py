from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.ground.daycount import BASES, days, year_fraction

d = date.fromisoformat


@pytest.mark.parametrize(
    ("a", "b", "thirty360", "actual"),
    [
        ("2008-10-28", "2009-06-17", 229, 232),  # Goldman Sachs under the Capital Purchase Program
        ("2006-08-20", "2007-02-20", 180, 184),
        ("2006-08-31", "2007-02-28", 178, 181),  # ISDA 2006 s. 4.16 (f): the end of February stays
        ("2007-02-28", "2007-08-31", 183, 184),
        ("2007-03-31", "2007-05-31", 60, 61),
        ("2007-05-30", "2007-08-31", 90, 93),
        ("2007-05-29", "2007-08-31", 92, 94),
        ("2024-01-01", "2025-01-01", 360, 366),
        ("2024-02-29", "2024-02-29", 0, 0),
    ],
)
def test_days(a: str, b: str, thirty360: int, actual: int):
    assert days(d(a), d(b), "thirty360") == thirty360
    for basis in ("act365", "act360", "actact"):
        assert days(d(a), d(b), basis) == actual


def test_fractions_of_a_year():
    a, b = d("2024-01-01"), d("2025-01-01")
    assert year_fraction(a, b, "act365") == F(366, 365)
    assert year_fraction(a, b, "act360") == F(366, 360)
    assert year_fraction(a, b, "thirty360") == 1
    assert year_fraction(a, b, "actact") == 1


def test_isda_actual_actual_of_the_published_example():
    # ISDA, EMU and Market Conventions (1998), s. 4: 1 November 2003 to 1 May 2004
    assert year_fraction(d("2003-11-01"), d("2004-05-01"), "actact") == F(61, 365) + F(121, 366)
    assert year_fraction(d("1999-02-01"), d("1999-07-01"), "actact") == F(150, 365)
    assert year_fraction(d("1999-07-01"), d("2000-07-01"), "actact") == F(184, 365) + F(182, 366)


@given(st.dates(), st.dates(), st.sampled_from(BASES))
def test_backwards_is_negative(a: date, b: date, basis: str):
    assert days(a, b, basis) == -days(b, a, basis)
    assert year_fraction(a, b, basis) == -year_fraction(b, a, basis)
    assert (days(a, b, basis) >= 0) or a > b


def test_another_basis_is_refused():
    for function in (days, year_fraction):
        with pytest.raises(ValueError, match="basis"):
            function(d("2024-01-01"), d("2024-01-02"), "act364")
