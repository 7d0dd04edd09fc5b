"""A workspace that is read again says what its files say now, whatever was kept of the last time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from commonweal.report import rows
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.unit.workspace.probing.small_probe import lay


def judged(folder: Path) -> dict[tuple[str, int], str]:
    found = load(folder)
    assert found.value is not None and found.ok, found.diagnostics
    run = assess(found.value, as_of=date(2022, 6, 30))
    return {(one.clause, one.window.first.year): one.status for one in rows.findings_of(run)}


def test_a_changed_fact_a_changed_text_and_a_changed_zone_are_seen(tmp_path: Path) -> None:
    folder = lay(tmp_path)
    facts, text, settings = (folder / n for n in ("evidence/facts.csv", "terms/aid.terms", "commonweal.toml"))
    first = judged(folder)
    assert first["jobs_kept", 2021] == "breached"
    facts.write_text(facts.read_text().replace("staff,2021,80,", "staff,2021,100,"))
    assert judged(folder)["jobs_kept", 2021] == "met"
    text.write_text(text.read_text().replace("= 100 jobs", "= 101 jobs"))
    assert judged(folder)["jobs_kept", 2021] == "breached"
    settings.write_text(settings.read_text().replace("UTC", "Pacific/Auckland"))
    again = load(folder).value
    assert again is not None and str(again.zone) == "Pacific/Auckland"
    signed = again.agreements["A-1"].recorded_at
    assert signed is not None and signed.isoformat() == "2020-01-01T10:59:59.999999+00:00"


def test_what_was_kept_is_not_changed_by_who_uses_it(tmp_path: Path) -> None:
    folder = lay(tmp_path)
    first = judged(folder)
    assert [judged(folder) for _ in range(3)] == [first] * 3
    fault = folder / "terms" / "more.terms"
    fault.write_text("language 1\nterms broken version 1\n")
    assert not load(folder).ok
    fault.unlink()
    assert judged(folder) == first
