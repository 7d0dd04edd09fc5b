"""Powers: each window opens its own, a decision uses that of its window, waiting loses none (decision 39)."""

from __future__ import annotations

from datetime import date

import pytest

from commonweal.engines.protocol import Assessment, Decision, Fact
from tests.unit.engines.reference.judging import codes, day, decided, fact, judged, owed, planned

TEXT = """
measure staff "Jobs" per award: stock number each year
measure filed "The report was filed" per award: flag each month

terms t version 1
  instrument grant
  currency EUR
  party firm recipient
  party town public

condition enough
  firm must ensure staff at end at least 10
  tested each year from 2024-01-01 until {last}
  evidence documented due within 30 days after end of period
  if overdue, town may withhold aid
  if breached, town may pay firm EUR 5
  if breached, town may {act}

condition report
  firm must ensure filed at end
  tested each month from 2024-11-01 until 2025-01-31
  evidence documented due within 30 days after end of period
  if overdue, town may withhold aid

payment aid
  town must pay firm EUR 1_000
  calculated each year from 2024-01-01 until 2025-12-31
"""


def seen(as_of: str, *rows: Fact | Decision, last: str = "2025-12-31", act: str = "terminate") -> Assessment:
    """Judge the town and its firm on a day."""
    return judged(planned(TEXT.format(last=last, act=act)), as_of, *rows)


def states(found: Assessment, clause: str, item: int = 1) -> dict[str, str]:
    """Return the states of the powers of one `if` line, by the first month of their window."""
    powers = [p for p in found.powers if (p.clause, p.item) == (clause, item)]
    return {p.window.first.isoformat()[:7]: p.state for p in powers}


def until(found: Assessment, item: int) -> set[date | None]:
    """Return the last days of the powers of one `if` line of the yearly duty."""
    return {p.until for p in found.powers if (p.clause, p.item) == ("enough", item)}


@pytest.mark.parametrize("as_of", ["2026-01-31", "2031-12-31"])
def test_the_last_window_opens_a_power_that_can_be_used(as_of: str) -> None:
    assert states(seen("2026-01-30", fact("staff", "2024", "10")), "enough") == {}
    found = seen(as_of, fact("staff", "2024", "10"))
    assert states(found, "enough") == {"2025-01": "available"}
    assert until(found, 1) == {None}


def test_a_breach_that_is_proven_late_opens_its_powers_then() -> None:
    late = fact("staff", "2025", "9", recorded="2027-05-01")
    found = seen("2027-05-02", fact("staff", "2024", "10"), late)
    assert (states(found, "enough", 2), until(found, 2)) == ({"2025-01": "available"}, {None})
    used = decided("enough", "2027-06-01", "town", period="2025")
    found = seen("2027-06-02", fact("staff", "2024", "10"), late, used)
    assert owed(found, "enough", "2025", "exercise").amount == 5
    assert (states(found, "enough", 2), codes(found)) == ({"2025-01": "exercised"}, [])


def test_to_end_is_over_with_the_last_window_of_the_agreement_or_the_proof_of_the_clause() -> None:
    broken = fact("staff", "2024", "9")
    assert until(seen("2025-06-30", broken, last="2024-12-31"), 3) == {day("2025-12-31")}
    assert until(seen("2025-06-30", broken), 3) == {day("2026-01-30")}
    assert states(seen("2026-01-30", broken), "enough", 3) == {"2024-01": "available"}
    assert states(seen("2026-01-31", broken), "enough", 3) == {"2024-01": "lapsed"}


def test_to_suspend_is_over_with_the_last_window_that_could_rest() -> None:
    found = seen("2025-06-30", fact("staff", "2024", "9"), last="2024-12-31", act="suspend report")
    assert until(found, 3) == {day("2025-01-31")}
    assert states(found, "enough", 3) == {"2024-01": "lapsed"}


def test_an_agreement_that_is_ended_cannot_be_ended_again() -> None:
    rows = fact("staff", "2024", "9"), fact("staff", "2025", "9")
    ended = decided("enough", "2026-01-10", "town", kind="terminated", period="2025")
    assert states(seen("2026-01-20", *rows, ended), "enough", 3) == {
        "2024-01": "lapsed",
        "2025-01": "exercised",
    }


def test_a_decision_uses_the_power_of_the_window_that_it_names() -> None:
    first = decided("report", "2025-02-01", "town", kind="enforced", period="2024-11")
    found = seen("2025-04-01", first)
    assert states(found, "report") == {"2024-11": "exercised", "2024-12": "available", "2025-01": "available"}
    assert owed(found, "aid", "2024").state == "withheld"


@pytest.mark.parametrize("period", ["", "2024", "2042"])
def test_one_that_names_none_or_a_longer_stretch_uses_what_was_open_on_its_day(period: str) -> None:
    first = decided("report", "2025-01-20", "town", kind="enforced", period=period)
    found = seen("2025-04-01", first)
    assert states(found, "report") == {"2024-11": "exercised", "2024-12": "available", "2025-01": "available"}


def test_what_was_released_is_not_in_use() -> None:
    used = decided("report", "2025-02-20", "town", kind="enforced", period="2024-11")
    free = decided("report", "2025-03-20", "town", kind="released", period="2024-11")
    found = seen("2025-03-20", used, free)
    assert states(found, "report")["2024-11"] == "lapsed"
    assert owed(found, "aid", "2024").state == "late"
    again = decided("report", "2025-03-25", "town", kind="enforced", period="2024-11")
    found = seen("2025-04-01", used, free, again)
    assert states(found, "report")["2024-11"] == "exercised"
    assert (owed(found, "aid", "2024").state, codes(found)) == ("withheld", ["CW5106"])


def test_money_that_was_let_go_leaves_no_power_in_use() -> None:
    rows = fact("staff", "2024", "9"), decided("enough", "2025-02-20", "town", period="2024")
    assert states(seen("2025-03-01", *rows), "enough", 2) == {"2024-01": "exercised"}
    free = decided("enough", "2025-03-20", "town", kind="released", period="2024")
    found = seen("2025-04-01", *rows, free)
    assert states(found, "enough", 2) == {"2024-01": "lapsed"}
    assert owed(found, "enough", "2024", "exercise").amount == 0
