"""What comes next, in the report of a workspace."""

from __future__ import annotations

from datetime import date

import pytest

from commonweal.engines.protocol import Finding
from commonweal.report.page.overview import coming, deadlines
from commonweal.report.page.view import Anchors, chapters
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.unit.report.pages import ATLAS


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        (date(2007, 9, 6), [date(2008, 5, 31)]),
        (date(2007, 9, 7), [date(2007, 10, 7)]),
        (date(2007, 10, 8), []),
    ],
    ids=["before the notice of 7 September", "thirty days after it", "too late"],
)
def test_the_report_names_the_last_day_to_cure(as_of: date, days: list[date]) -> None:
    found = load(ATLAS)
    assert found.value is not None
    run = assess(found.value, as_of=as_of, agreement="US-NASA-RPK", explain=True)
    every = chapters(run, Anchors())
    ahead = [(d.day, row) for d in deadlines(every, as_of) for row in d.rows if isinstance(row, Finding)]
    assert [day for day, row in ahead if row.cure_until is not None] == days
    said = str(coming(every, run))
    assert ("Last day to cure, for the partner that builds and flies the vehicle:" in said) == bool(days)
    assert "Proof from the partner that builds and flies the vehicle:" in said
