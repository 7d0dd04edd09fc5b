"""Amended agreements: remedies, endings, authority and knowledge across versions (9.3, 9.4)."""

from __future__ import annotations

from dataclasses import replace

from commonweal.engines.protocol import Assessment, Fact
from tests.unit.engines.reference.judging import at, codes, day, decided, fact, judged, owed, planned

TEXT = """
measure kept "Kept" per award: flag each year

terms t version {version}
  instrument grant
  currency EUR
  party firm recipient
  party state public
  party labour labour

condition duty "{label}"
  firm must ensure kept at end
  tested each year from 2020-01-01 until 2025-12-31
  evidence documented due within {days} days after end of period
  {waivable}
  purpose {purpose}
  basis "law"
{remedies}
"""
SIGNED = """
agreement "A" under t version 1
  set firm = "F"
  set state = "OLD"
  set labour = "L"
  signed 2020-01-01

amend "A" effective {effective}
  move to t version 2
  set state = "NEW"
  signed {signed}
"""


def text(*remedies: str, effective: str = "2022-01-01", signed: str = "2021-06-01", days: int = 400) -> str:
    """Write two versions of one duty, with the remedies of each."""
    first, second = (
        TEXT.format(
            version=n,
            label=f"Duty {n}",
            days=days if n == 1 else 10,
            waivable="waivable by " + ("state" if n == 1 else "labour"),
            purpose="green" if n == 1 else "labour",
            remedies=remedies[n - 1],
        )
        for n in (1, 2)
    )
    second = second[second.index("terms t") :]
    return first + second + SIGNED.format(effective=effective, signed=signed)


def kept(**years: bool) -> list[Fact]:
    """Report whether the duty was kept, by year: y2020=False."""
    return [replace(fact("kept", y[1:], "0"), value=v) for y, v in years.items()]


def fired(found: Assessment) -> list[tuple[int, int, str]]:
    """Return what fell due: year, version and amount with currency."""
    return [(p.window.first.year, p.version, f"{p.amount} {p.currency}") for p in found.payables]


BROKEN = {f"y{n}": False for n in range(2020, 2026)}


def test_findings_say_their_version() -> None:
    found = judged(planned(text("", "")), "2026-12-31", *kept(**BROKEN))
    made = [(f.version, f.terms, f.label, f.purpose) for f in found.findings]
    assert made == [(1, "t@1", "Duty 1", "green")] * 2 + [(2, "t@2", "Duty 2", "labour")] * 4
    assert [
        f.known_since >= at("2021-06-01") for f in found.findings if f.version == 2 and f.known_since
    ] == [True] * 4


def test_an_amendment_signed_late_is_known_late() -> None:
    plan = planned(text("", "", signed="2024-06-01"))
    found = judged(plan, "2026-12-31", *kept(**BROKEN))
    assert [f.known_since for f in found.findings][:3] == [
        at("2020-12-31"),
        at("2021-12-31"),
        at("2024-06-01"),
    ]


def test_each_window_has_the_remedies_of_its_version() -> None:
    plan = planned(
        text("  if breached, firm must pay state EUR 1", "  if breached, firm must pay state EUR 2")
    )
    found = judged(plan, "2026-12-31", *kept(**BROKEN))
    assert fired(found) == [
        (2020, 1, "1.00 EUR"), (2021, 1, "1.00 EUR"), (2022, 2, "2.00 EUR"), (2023, 2, "2.00 EUR"),
        (2024, 2, "2.00 EUR"), (2025, 2, "2.00 EUR"),
    ]  # fmt: skip


def test_runs_go_on_and_a_version_without_the_remedy_is_neutral() -> None:
    remedy = "  if breached 3 running, firm must pay state EUR 3"
    found = judged(planned(text(remedy, remedy)), "2026-12-31", *kept(**BROKEN))
    assert [y for y, _, _ in fired(found)] == [2022, 2025]
    found = judged(planned(text(remedy, "")), "2026-12-31", *kept(**BROKEN))
    assert fired(found) == []
    found = judged(planned(text("", remedy)), "2026-12-31", *kept(**BROKEN))
    assert [y for y, _, _ in fired(found)] == [2024]


def test_what_fired_once_stays_fired_and_a_lower_count_is_reached_at_once() -> None:
    def years(first: int, second: int) -> list[int]:
        remedy = "  if breached {} times, firm must pay state EUR 3"
        plan = planned(text(remedy.format(first), remedy.format(second)))
        return [y for y, _, _ in fired(judged(plan, "2026-12-31", *kept(**BROKEN)))]

    assert years(2, 4) == [2021]
    assert years(4, 2) == [2022]
    assert years(3, 5) == [2024]


def test_netting_goes_on_in_one_currency() -> None:
    old = "  if breached, firm must pay state EUR 10 less amounts already due"
    found = judged(planned(text(old, old.replace("10", "25"))), "2026-12-31", *kept(**BROKEN))
    assert [a for _, _, a in fired(found)] == ["10.00 EUR", "0.00 EUR", "15.00 EUR"] + ["0.00 EUR"] * 3
    found = judged(planned(text(old, old.replace("EUR 10", "USD 25"))), "2026-12-31", *kept(**BROKEN))
    assert [a for _, _, a in fired(found)][2] == "25.00 USD"


def test_who_may_waive_is_said_by_the_version_of_the_window() -> None:
    plan, rows = planned(text("", "")), kept(**BROKEN)

    def statuses(by: str, first: str, last: str) -> tuple[list[str], list[str]]:
        waived = [decided("duty", "2021-12-01", by, "waived", period=y) for y in (first, last)]
        found = judged(plan, "2026-12-31", *rows, *waived)
        return [f.status for f in found.findings], list(codes(found))

    assert statuses("OLD", "2020", "2021") == (["waived"] * 2 + ["breached"] * 4, [])
    assert statuses("L", "2022", "2023") == (["breached"] * 2 + ["waived"] * 2 + ["breached"] * 2, [])
    assert statuses("OLD", "2022", "2023")[1] == ["CW5106"] * 2
    # One waiver over both versions counts where its authority may waive.
    over = decided("duty", "2021-12-01", "OLD", "waived", period="2021-01-01/2022-12-31")
    found = judged(plan, "2026-12-31", *rows, over)
    assert [f.status for f in found.findings][1:3] == ["waived", "breached"]


def test_days_of_proof_need_not_grow_from_version_to_version() -> None:
    remedy = "  if breached, state must terminate"
    # 2020 and 2021: proof within 400 days; from 2022 within 10.
    plan = planned(text(remedy, remedy))
    rows = kept(y2020=True, y2021=True, y2022=False)
    found = judged(plan, "2026-12-31", *rows)
    assert [f.status for f in found.findings][3:] == ["overdue", "ended", "ended"]
    rows = kept(y2020=True, y2022=True)
    found = judged(plan, "2023-01-20", *rows, known="2023-01-20")
    assert [f.status for f in found.findings][:3] == ["met", "open", "met"]


def test_an_ended_clause_is_ended_and_its_money_stays() -> None:
    remedy = "  if breached, firm must pay state EUR 1"
    whole = text(remedy, remedy).replace("move to t version 2", "end duty")
    found = judged(planned(whole), "2026-12-31", *kept(**BROKEN))
    assert [f.status for f in found.findings] == ["breached"] * 2 + ["ended"] * 4
    assert [f.known_since for f in found.findings][2:] >= [at("2021-06-01")]
    assert [y for y, _, _ in fired(found)] == [2020, 2021]
    assert owed(found, "duty", "2021", "consequence").due == day("2023-02-04")


def test_a_power_of_a_text_to_come_ends_and_suspends_nothing_before() -> None:
    power = "  if breached, state may terminate\n  if breached, state may suspend duty"
    plan = planned(text("", power, effective="2024-01-01"))
    for kind in ("terminated", "enforced"):
        early = decided("duty", "2022-03-01", "OLD", kind=kind, period="2024")
        found = judged(plan, "2025-06-30", *kept(y2020=True), early)
        assert [f.status for f in found.findings if f.window.first.year == 2023] == ["overdue"]
        assert "CW5106" in codes(found)


def test_a_waiver_of_a_signed_text_may_come_before_its_first_day() -> None:
    plan = planned(text("", "", effective="2024-01-01"))
    early = decided("duty", "2023-12-01", "L", kind="waived", period="2024")
    found = judged(plan, "2025-06-30", early)
    assert [f.status for f in found.findings if f.window.first.year == 2024] == ["waived"]
    assert "CW5106" not in codes(found)
