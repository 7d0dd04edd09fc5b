"""Days and instants are read strictly; a day means its end in the workspace's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commonweal.cli import asking
from commonweal.cli.writing import WrongCall

NEW_YORK = ZoneInfo("America/New_York")


def test_a_day_is_today_by_default() -> None:
    assert abs((asking.day(None) - date.today()).days) <= 1
    assert asking.day("2021-12-31") == date(2021, 12, 31)


@pytest.mark.parametrize(
    "text", ["2021-02-30", "31.12.2021", "2021-1-1", "20211231", "", "\uff12\uff10\uff12\uff11-12-31", "now"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(WrongCall, match="--as-of"):
        asking.day(text)


def test_a_day_of_knowledge_is_its_end_in_the_zone() -> None:
    # the example of interfaces.md: the end of 22 May 2013 in New York
    assert asking.moment("2013-05-22", NEW_YORK) == datetime(2013, 5, 23, 3, 59, 59, 999_999, UTC)
    assert asking.moment(None, NEW_YORK) is None


def test_a_second_is_its_end_so_that_what_is_printed_can_be_asked_again() -> None:
    assert asking.moment("2013-05-23T03:59:59Z", NEW_YORK) == asking.moment("2013-05-22", NEW_YORK)
    assert asking.moment("2013-05-23T03:59:59.5Z", UTC_ZONE) == datetime(2013, 5, 23, 3, 59, 59, 500_000, UTC)
    assert asking.moment("2013-05-22T23:59:59-04:00", UTC_ZONE) == asking.moment("2013-05-22", NEW_YORK)


UTC_ZONE = asking.UTC_ZONE


@pytest.mark.parametrize(
    "text", ["2013-05-22T10:00:00", "2013-05-22 10:00", "2013-05-22T25:00:00Z", "noon", ""]
)
def test_an_instant_without_zone_is_refused(text: str) -> None:
    with pytest.raises(WrongCall, match="--known-at"):
        asking.moment(text, NEW_YORK)


def test_sources_stay_in_their_folder(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "a.terms").write_text("language 1\n", "utf-8")
    (tmp_path / "secret").write_text("s", "utf-8")
    (tmp_path / "w" / "link.terms").symlink_to(tmp_path / "secret")
    read = asking.sources_in(tmp_path / "w")
    assert read("a.terms") == "language 1\n"
    assert read("../secret") is None and read("link.terms") is None and read("none") is None
