"""Tables fit their terminal; a status is a mark, a word and a colour; nothing unknown is green."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Literal

import pytest
from rich.console import Console, RenderableType

from commonweal.engines.protocol import why_of
from commonweal.report import rows, tables, words
from commonweal.terms.core.agreements import Version
from tests.unit.report.starter import AGREEMENT, judged


def printed(part: RenderableType, width: int = 120, color: bool = False) -> str:
    """Return what a console of a width prints."""
    stream = StringIO()
    system: Literal["standard"] | None = "standard" if color else None
    Console(file=stream, width=width, color_system=system, force_terminal=color).print(part, crop=False)
    return stream.getvalue()


def test_an_assessment_begins_with_a_sentence_that_answers() -> None:
    first, second, *_ = printed(tables.assessment(judged())).splitlines()
    assert first == "A region and a maker of parts"
    assert second.startswith("1 agreement, 6 findings as of 31 December 2025, from what was known at 2025-12")
    assert "4 met, 1 breached, 1 overdue." in printed(tables.first_sentence(judged()), 300)


def test_every_finding_and_amount_is_there() -> None:
    text = printed(tables.assessment(judged()))
    assert "jobs        2024    ✗ breached" in text
    assert "training    2024    ! overdue" in text
    assert "EUR 248,000.00  ! late" in text
    assert "6 of 7 figures" in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_no_word_of_a_status_and_no_amount_is_lost_on_a_narrow_terminal(width: int) -> None:
    text = printed(tables.assessment(judged()), width)
    assert "✗ breached" in text
    if width >= 60:
        assert "EUR 248,000.00" in text
        assert all(len(line) <= width for line in text.splitlines())
    else:  # folded below itself, but whole
        assert "EUR 0.00" in text.replace("\n", "")


def test_what_can_still_be_cured_says_until_when() -> None:
    run = judged()
    (one,) = run.assessments
    found = tuple(
        replace(f, status="curing", cure_until=date(2026, 3, 9)) if f.status == "breached" else f
        for f in one.findings
    )
    text = printed(tables.assessment(replace(run, assessments=(replace(one, findings=found),))), 300)
    assert "◔ curing" in text and "; to be cured by 2026-03-09" in text
    assert "to be cured" not in printed(tables.assessment(run), 300)


def test_quiet_windows_stand_in_one_line_and_no_others() -> None:
    finding = rows.findings_of(judged())[0]
    made = [replace(finding, status=s) for s in ("not_due", "not_due", "met", "met", "not_due")]
    assert [n for _, _, n in tables.condensed(made)] == [2, 1, 1, 1]
    other = replace(finding, clause="z", status="not_due")
    assert [n for _, _, n in tables.condensed([made[0], other])] == [1, 1]


def test_colours_are_only_for_terminals() -> None:
    assert "\x1b[" in printed(tables.assessment(judged()), color=True)
    assert "\x1b[" not in printed(tables.assessment(judged()))


@pytest.mark.parametrize("looks", [words.STATUSES, words.STATES, words.POWERS])
def test_words_and_marks_tell_apart_without_colour(looks: dict[str, words.Look]) -> None:
    assert len({look.mark for look in looks.values()}) == len(looks)
    assert len({look.word for look in looks.values()}) == len(looks)


def test_unknown_is_never_green_and_vacuous_never_looks_met() -> None:
    for status in ("not_due", "open", "overdue", "curing", "suspended"):
        assert "green" not in words.status_look(status).style
    assert "green" not in words.state_look("undetermined").style
    vacuous = words.status_look("met", vacuous=True)
    assert "green" not in vacuous.style and vacuous.mark != words.status_look("met").mark
    assert "green" not in words.status_look("something new").style


def test_an_empty_workspace_says_so() -> None:
    empty = replace(judged(), assessments=(), plans={})
    assert "nothing to judge" in printed(tables.assessment(empty))
    assert "No clause makes any money due." in printed(tables.money(empty))


def test_corrections_name_both_times_and_the_entry() -> None:
    then = judged(known_at=datetime(2025, 3, 1, tzinfo=UTC))
    text = printed(tables.changes(judged(), then))
    assert "2025-12-31T23:59:59Z less what was known at 2025-03-01T00:00:00Z" in text.replace("\n", " ")
    assert "In all: EUR 248,000.00" in text
    assert "Nothing is to be corrected." in printed(tables.changes(then, then))


def test_words_from_texts_do_not_act_on_the_terminal() -> None:
    sheet = tables.Sheet(tables.Column("A"))
    sheet.add("a\x1b[2Jb [bold]c[/bold]")
    assert printed(sheet).splitlines()[1].rstrip() == "a\\u001b[2Jb [bold]c[/bold]"


@pytest.mark.parametrize(
    ("low", "high", "said", "short"),
    [
        (None, None, "unknown", "unknown"),
        (0, None, "at least USD 0.00", "USD 0.00 …"),
        (0, 120, "between USD 0.00 and USD 120.00", "USD 0.00 … 120.00"),
    ],
)
def test_ranges(low: int | None, high: int | None, said: str, short: str) -> None:
    ends = [None if x is None else Decimal(x) for x in (low, high)]
    assert words.interval(*ends, "USD") == said
    assert words.range_of(*ends, "USD") == short


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("status:7", ""),
        ("status:11 unknown:missing", "figures are missing"),
        ("status:10 unknown:undisclosed", "a figure exists and is not public"),
    ],
)
def test_reasons_in_words(reason: str, said: str) -> None:
    assert why_of(reason) == said


def test_days_and_instants() -> None:
    assert words.long_day(date(2021, 12, 31)) == "31 December 2021"
    assert words.instant(datetime(2021, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == "2021-12-31T23:59:59Z"


def test_an_amended_agreement_is_headed_by_each_text_and_its_first_day() -> None:
    run = judged()
    plan = run.plans[AGREEMENT]
    (first,) = plan.versions
    same = replace(first, number=2, start=date(2024, 1, 1))
    other = replace(first, number=3, start=date(2025, 1, 1), terms=replace(first.terms, version=2, label=""))

    def head(*versions: Version) -> list[str]:
        amended = replace(run, plans={AGREEMENT: replace(plan, versions=versions)})
        return printed(tables.agreement_line(amended, AGREEMENT)).splitlines()[1:]

    assert head(first) == ["RIV-2023-001  Credits for jobs  jobs_credit@1"]
    assert head(first, same) == [
        "RIV-2023-001  Credits for jobs  jobs_credit@1",
        "  amended from 2024-01-01",
    ]
    assert head(first, same, other) == [
        "RIV-2023-001",
        "  as signed: Credits for jobs  jobs_credit@1",
        "  amended from 2024-01-01",
        "  from 2025-01-01 on  jobs_credit@2",
    ]
