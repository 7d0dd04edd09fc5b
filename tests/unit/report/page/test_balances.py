"""What an account held: by the last window that is over, as far as it is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from commonweal.ground.period import Period
from commonweal.report.page.balances import Held, Move, last_known

YEARS = [Period.days_of(date(year, 1, 1), date(year, 12, 31)) for year in range(2020, 2026)]


def moves(*said: tuple[str | None, str | None]) -> list[Move]:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return [(year, number(off), number(left)) for year, (off, left) in zip(YEARS, said, strict=False)]


def test_the_running_window_tells_nothing_and_hides_nothing() -> None:
    held = moves(("500", "2000"), ("2000", "0"), (None, None))
    for day in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 30)):
        assert last_known(held, day) == Held(date(2021, 12, 31), Decimal(2500), Decimal(0), None)
    assert last_known(held, date(2020, 6, 30)) is None, "nothing is over yet"


def test_what_is_not_known_any_more_is_said_with_its_day() -> None:
    held = moves(("500", "2000"), (None, None), ("100", None))
    assert last_known(held, date(2024, 6, 30)) == Held(
        date(2020, 12, 31), Decimal(500), Decimal(2000), date(2021, 1, 1)
    )
    assert last_known(moves((None, "2000")), date(2024, 6, 30)) is None, "known of no window at all"
    assert last_known([], date(2024, 6, 30)) is None


KNOWN = st.decimals(0, 1000, places=2) | st.none()


@given(
    st.lists(st.tuples(KNOWN, KNOWN), max_size=6), st.dates(date(2019, 1, 1), date(2027, 1, 1)), st.randoms()
)
def test_nothing_that_comes_later_changes_what_is_said_of_an_earlier_day(
    said: list[tuple[Decimal | None, Decimal | None]], day: date, chance: object
) -> None:
    every = [(year, off, left) for year, (off, left) in zip(YEARS, said, strict=False)]
    over = [move for move in every if move[0].last <= day]
    chance.shuffle(every)  # type: ignore[attr-defined]
    found = last_known(every, day)
    assert found == last_known(over, day)
    if found is not None:
        assert found.day <= day and (found.since is None or found.since > found.day)
