"""The price of silence: thresholds found, money on both sides, the most expensive first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from commonweal.engines.protocol import Missing
from commonweal.workspace.probing.silence import silence
from commonweal.workspace.run import assess
from tests.unit.workspace.probing.small_probe import lay, opened

D = Decimal


def test_the_missing_number_of_jobs_turns_at_its_floor(tmp_path: Path) -> None:
    run = assess(opened(tmp_path), as_of=date(2023, 6, 30), explain=True)
    (found,) = silence(run)
    assert isinstance(found.what, Missing)
    assert (found.what.measure, found.what.period and found.what.period.first.year) == ("staff", 2022)
    assert dict(found.stakes) == {
        ("firm", "state", "EUR"): (D(0), D(5_000)),
        ("state", "firm", "EUR"): (D(0), D(5_000)),  # 6,000, of which the cap leaves 9,000 - 4,000
    }
    assert {(t.at, t.flow[0], t.before[0], t.after[0]) for t in found.turns} == {
        (D(100), "firm", D(5_000), D(0)),
        (D(100), "state", D(0), D(5_000)),
    }
    assert found.clauses == ("aid_paid", "jobs_kept")
    assert found.others == ()
    assert not found.unbounded


def test_what_else_an_amount_waits_for_is_named(tmp_path: Path) -> None:
    folder = lay(tmp_path)
    facts = (folder / "evidence/facts.csv").read_text("utf-8")
    kept = [line for line in facts.splitlines() if "wages,2022" not in line]
    (folder / "evidence/facts.csv").write_text("\n".join(kept) + "\n", "utf-8")
    from commonweal.report.silent import shown
    from commonweal.workspace.load import load

    workspace = load(folder).value
    assert workspace is not None
    run = assess(workspace, as_of=date(2023, 6, 30), explain=True)
    by = {s.what.measure: s for s in silence(run) if isinstance(s.what, Missing)}
    assert {name: [m.measure for m in s.others] for name, s in by.items()} == {
        "staff": ["wages"],
        "wages": ["staff"],
    }
    console = Console(width=120)
    with console.capture() as said:
        console.print(shown(run, silence(run)))
    assert "between two ends as long as these are missing too: wages for 2022" in said.get()


def test_a_number_without_a_cap_has_no_upper_end(tmp_path: Path) -> None:
    folder = lay(tmp_path)
    text = (folder / "terms/aid.terms").read_text("utf-8")
    (folder / "terms/aid.terms").write_text(text.replace("  capped at EUR 9_000 in total\n", ""), "utf-8")
    facts = (folder / "evidence/facts.csv").read_text("utf-8")
    kept = [line for line in facts.splitlines() if "wages,2022" not in line]
    kept.append("A-1,,,staff,2022,130,jobs,documented,report,2023-02-01,2023-02-01T00:00:00Z")
    (folder / "evidence/facts.csv").write_text("\n".join(kept) + "\n", "utf-8")
    from commonweal.workspace.load import load

    workspace = load(folder).value
    assert workspace is not None
    (found,) = silence(assess(workspace, as_of=date(2023, 6, 30), explain=True))
    assert found.unbounded
    assert found.turns == ()


def test_nothing_hangs_on_nothing(tmp_path: Path) -> None:
    run = assess(opened(tmp_path), as_of=date(2022, 3, 31), explain=True)
    assert silence(run) == ()


def test_money_that_moves_with_the_number_is_no_sum_for_all_below(tmp_path: Path) -> None:
    folder = lay(tmp_path)
    terms = folder / "terms/aid.terms"
    text = terms.read_text("utf-8").replace(
        "must pay state EUR 5_000", "must pay state EUR 50 per jobs * (floor - staff at end)"
    )
    terms.write_text(text, "utf-8")
    from commonweal.report.silent import silent_row
    from commonweal.workspace.load import load

    workspace = load(folder).value
    assert workspace is not None
    (found,) = silence(assess(workspace, as_of=date(2023, 6, 30), explain=True))
    (owed,) = [t for t in found.turns if t.flow[0] == "firm"]
    assert (owed.at, owed.before, owed.after) == (D(100), (D(50), D(50)), (D(0), D(0)))
    assert owed.far == (D(0), (D(5_000), D(5_000))), "99 jobs owe 50, and none owe 5,000"
    (row,) = [t for t in silent_row(found)["turns"] if t["payer"] == "firm"]
    assert row["far"] == {"at": "0", "owed": ["5000.00", "5000.00"]}
