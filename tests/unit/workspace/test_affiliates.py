"""The corporate group, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from commonweal.engines.protocol import Fact, Finding, Trace
from commonweal.ground.days import MAX_DAY, MIN_DAY
from commonweal.ground.period import Period, show_period
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from commonweal.workspace.signed.affiliates import Groups
from commonweal.workspace.signed.parties import PartyRow


def row(party: str, parent: str = "", start: date | None = None, end: date | None = None) -> PartyRow:
    return PartyRow(party, party, parent=parent, start=start, end=end)


def belong(groups: Groups, party: str, day: date) -> set[str]:
    return {name for name, days in groups.of(party).members if days.contains(day)}


DAY = date(2021, 6, 30)


def test_a_party_alone_is_its_own_group() -> None:
    group = Groups([row("A")]).of("A")
    assert group.members == (("A", Period.days_of(MIN_DAY, MAX_DAY)),)
    assert group.gaps == ()


def test_sisters_and_their_daughters_belong_and_strangers_do_not() -> None:
    groups = Groups([row("TOP"), row("A", "TOP"), row("B", "TOP"), row("C", "B"), row("X"), row("Y", "X")])
    assert belong(groups, "A", DAY) == {"TOP", "A", "B", "C"}
    assert belong(groups, "C", DAY) == {"TOP", "A", "B", "C"}
    assert belong(groups, "Y", DAY) == {"X", "Y"}


def test_a_daughter_that_is_sold_leaves_with_her_own_daughters() -> None:
    rows = [
        row("TOP"),
        row("A", "TOP"),
        row("B", "TOP", None, date(2021, 6, 30)),
        row("B", "X", date(2021, 7, 1)),
        row("C", "B"),
        row("X"),
    ]
    groups = Groups(rows)
    assert belong(groups, "A", DAY) == {"TOP", "A", "B", "C"}
    assert belong(groups, "A", date(2021, 7, 1)) == {"TOP", "A"}
    assert belong(groups, "C", date(2021, 7, 1)) == {"X", "B", "C"}
    assert groups.of("A").gaps == ()


def test_where_nobody_says_who_owns_a_party_the_register_is_open() -> None:
    rows = [row("TOP"), row("A", "TOP", None, date(2020, 12, 31)), row("A", "TOP", date(2022, 1, 1))]
    group = Groups(rows).of("TOP")
    assert group.gaps == (Period(date(2021, 1, 1), date(2022, 1, 1)),)
    assert belong(Groups(rows), "TOP", DAY) == {"TOP"}


def test_a_company_founded_later_leaves_no_gap() -> None:
    group = Groups([row("TOP"), row("A", "TOP", date(2022, 1, 1))]).of("TOP")
    assert group.gaps == ()
    assert dict(group.members)["A"] == Period.days_of(date(2022, 1, 1), MAX_DAY)


def test_a_parent_without_a_row_on_the_day_leaves_the_group_open() -> None:
    group = Groups([row("TOP", "", date(2022, 1, 1)), row("A", "TOP")]).of("A")
    assert group.gaps == (Period(MIN_DAY, date(2022, 1, 1)),)


# ---- in a workspace -------------------------------------------------------------------------------------

TEXT = """\
language 1

measure bought "Bought shares back" per affiliate: flag each year

terms pledge version 1 "No buybacks"
  instrument grant
  party firm recipient
  party state public

condition no_buybacks "Nobody of the group buys shares"
  firm must ensure every affiliate in period has (not bought)
  tested each year from 2021-01-01 until 2023-12-31
  evidence documented due within 30 days after end of period
  purpose sharing
"""
SIGNED = """\
language 1

agreement "P" under pledge version 1
  set firm = "OLD"
  set state = "STATE"
  signed 2020-12-01
"""
SOLD = """\
amend "P" effective 2022-07-01 "The plant is sold"
  set firm = "NEW"
  signed 2022-05-01
"""
PARTIES = """\
party,name,kind,scheme,identifier,parent,from,until
OLD,Old owner,company,,,,,
OLD-D,Its daughter,company,,,OLD,,
NEW,New owner,company,,,,,
NEW-D,Its daughter,company,,,NEW,,
STATE,State,public,,,,,
"""
BUYERS = {("OLD-D", 2023), ("NEW-D", 2021)}
FACTS = "agreement,kind,subject,measure,period,value,unit,level,source,reported_on,recorded_at\n" + "".join(
    f"P,affiliate,{party},bought,{year},{'yes' if (party, year) in BUYERS else 'no'},,documented,report,,"
    f"{year + 1}-01-15T00:00:00Z\n"
    for party in ("OLD", "OLD-D", "NEW", "NEW-D")
    for year in (2021, 2022, 2023)
)


def judged(tmp_path: Path, *, signed: str, parties: str = PARTIES) -> dict[str, Finding]:
    files = {
        "commonweal.toml": 'name = "Pledges"\nzone = "UTC"\n',
        "terms/pledge.terms": TEXT,
        "agreements/pledge.terms": signed,
        "parties.csv": parties,
        "evidence/bought.csv": FACTS,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    loaded = load(tmp_path)
    assert loaded.value is not None
    run = assess(loaded.value, as_of=date(2024, 12, 31), explain=True)
    assert run.ok
    return {show_period(f.window): f for f in run.assessments[0].findings}


def test_each_version_reads_the_group_of_its_own_recipient(tmp_path: Path) -> None:
    found = judged(tmp_path, signed=SIGNED + SOLD)
    assert {year: f.status for year, f in found.items()} == {"2021": "met", "2022": "met", "2023": "met"}
    assert subjects(found["2021"]) == {"OLD", "OLD-D"}
    # The year had begun when the plant was sold: it is still the first owner's.
    assert subjects(found["2022"]) == {"OLD", "OLD-D"}
    assert subjects(found["2023"]) == {"NEW", "NEW-D"}
    assert found["2022"].known_since == datetime(2023, 1, 15, tzinfo=UTC)


def test_the_group_of_a_later_recipient_is_known_from_the_amendment_on(tmp_path: Path) -> None:
    (tmp_path / "late").mkdir()
    late = SOLD.replace("signed 2022-05-01", "signed 2024-06-01")
    known_since = judged(tmp_path / "late", signed=SIGNED + late)["2023"].known_since
    assert known_since is not None and known_since.date() == date(2024, 6, 1)


def test_without_an_amendment_the_group_is_that_of_the_first_recipient(tmp_path: Path) -> None:
    found = judged(tmp_path, signed=SIGNED)
    assert {year: f.status for year, f in found.items()} == {
        "2021": "met", "2022": "met", "2023": "breached",
    }  # fmt: skip
    assert subjects(found["2023"]) == {"OLD", "OLD-D"}


def test_days_on_which_nobody_knows_the_group_prove_nothing(tmp_path: Path) -> None:
    whole = "OLD-D,Its daughter,company,,,OLD,,\n"
    two = "OLD-D,Its daughter,company,,,OLD,,2021-12-30\nOLD-D,Its daughter,company,,,OLD,2022-01-02,\n"
    gap = PARTIES.replace(whole, two)
    found = judged(tmp_path, signed=SIGNED, parties=gap)
    assert [found[year].status for year in ("2021", "2022", "2023")] == ["overdue", "overdue", "breached"]
    assert found["2021"].reason.endswith("open_register")


def subjects(finding: Finding) -> set[str]:
    """Return whose figures a finding rests on."""
    return {row.subject for row in rows(finding.trace) if isinstance(row, Fact)}


def rows(trace: Trace | None) -> Iterator[object]:
    if trace is not None:
        yield from trace.facts
        for part in trace.because:
            yield from rows(part)
