"""Findings are stored with the hash of their inputs, and judged again exactly when those change."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from commonweal.report.rows import assessment_document
from commonweal.web.accounts.operations import actor
from commonweal.web.agreements.models import Agreement
from commonweal.web.assessment import operations, queries
from commonweal.web.assessment.models import AccountRow, Finding, Pass, Payable, Power
from commonweal.web.assessment.operations import Outcome, Restless, Unsound, judge
from commonweal.web.assessment.tasks import judge_anew
from commonweal.web.record import events
from commonweal.web.record.contents import read_folder
from commonweal.web.record.operations import Taken, set_as_of
from commonweal.workspace.load import load
from commonweal.workspace.run import assess
from tests.web.conftest import AS_OF, JOBS, NOW

Take = Callable[..., Taken]
pytestmark = pytest.mark.django_db
FACTS = "evidence/northwind.csv"


def second_agreement(folder: Path) -> None:
    """Add a second agreement under the same terms."""
    text = (folder / "agreements" / "northwind.terms").read_text()
    (folder / "agreements" / "other.terms").write_text(text.replace(JOBS, "RIV-2023-002"))


def test_what_is_stored_is_what_the_command_line_says(judged: Outcome, folder: Path) -> None:
    workspace = load(folder).value
    assert workspace is not None
    expected = assessment_document(assess(workspace, as_of=AS_OF))
    for kind, model in (
        ("findings", Finding),
        ("payables", Payable),
        ("powers", Power),
        ("accounts", AccountRow),
    ):
        stored = [row.row for row in model.objects.all()]
        told = [{name: row[name] for name in same} for row, same in zip(stored, expected[kind], strict=True)]
        assert told == expected[kind], kind
        more = {name for row, same in zip(stored, expected[kind], strict=True) for name in row.keys() - same}
        released = {"released", "released_by", "released_on", "released_in", "payer_side", "payee_side"}
        assert more == (released if kind == "payables" else set()), "the site says what was let go, too"
    assert expected["findings"] and expected["payables"]


def test_nothing_is_judged_again_while_nothing_changes(judged: Outcome) -> None:
    assert judged.judged == (JOBS,)
    passes, head = Pass.objects.count(), events.head()
    assert judge(now=NOW + timedelta(hours=1)) == Outcome()
    assert (Pass.objects.count(), events.head()) == (passes, head)


def test_a_changed_fact_changes_only_its_own_agreement(take: Take, folder: Path) -> None:
    second_agreement(folder)
    take(folder)
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    assert judge(now=NOW).judged == (JOBS, "RIV-2023-002")
    other = Agreement.objects.get(agreement="RIV-2023-002").inputs
    facts = folder / FACTS
    facts.write_text(facts.read_text().replace(",2023,124,jobs,", ",2023,12,jobs,"))
    take(folder)
    assert judge(now=NOW).judged == (JOBS,)
    assert Agreement.objects.get(agreement="RIV-2023-002").inputs == other
    status = queries.findings(agreement=JOBS, clause="jobs").filter(start=date(2023, 1, 1)).get().status
    assert status == "breached"


def test_a_label_that_is_mended_is_told_by_the_worker_that_told_the_old_one(
    take: Take, folder: Path, client: Client
) -> None:
    take(folder)
    judge(now=NOW)
    text = folder / "terms" / "jobs_credit.terms"
    text.write_text(text.read_text().replace('"Fewest jobs on 31 December"', '"Least jobs at year end"'))
    take(folder)
    assert judge(now=NOW).judged == (JOBS,)
    page = unescape(client.get(f"/agreements/{JOBS}/jobs").content.decode())
    assert "Least jobs at year end" in page and "Fewest jobs on 31 December" not in page


def test_an_agreement_that_is_gone_leaves_no_row(take: Take, folder: Path) -> None:
    second_agreement(folder)
    take(folder)
    judge(now=NOW)
    (folder / "agreements" / "other.terms").unlink()
    take(folder)
    assert judge(now=NOW) == Outcome((), ("RIV-2023-002",))
    assert not Finding.objects.filter(agreement="RIV-2023-002").exists()


def test_another_day_another_judgement(judged: Outcome) -> None:
    assert set_as_of(date(2023, 6, 30), actor=actor("Ada", kind="person").key, at=NOW)
    assert judge(now=NOW).judged == (JOBS,)
    last = queries.last_pass()
    assert last is not None and last.as_of == date(2023, 6, 30)
    assert {f.status for f in queries.findings(clause="jobs")} == {"not_due"}


def test_a_site_that_sets_no_day_judges_as_of_the_day_it_is(take: Take, folder: Path) -> None:
    take(folder)
    judge(now=NOW)
    last = queries.last_pass()
    assert last is not None and last.as_of == NOW.date()


def test_the_event_of_a_pass_holds_the_hashes_of_what_went_in_and_came_out(judged: Outcome) -> None:
    last = events.head()
    assert last is not None
    body = json.loads(last.body)
    (row,) = body["said"]["agreements"]
    assert (body["act"], row["agreement"]) == ("assessment.judged", JOBS)
    assert row["inputs"] == Agreement.objects.get().inputs
    assert len(row["results"]) == 64


def test_a_record_that_changes_while_it_is_judged_is_judged_as_it_then_stands(
    take: Take, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(folder)
    real, times = operations._changed, []

    def changing(*args: object, **more: object) -> object:
        times.append(1)
        if len(times) == 1:
            (folder / "README.md").write_text("other words")
            take(folder)
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(operations, "_changed", changing)
    assert judge(now=NOW).judged == (JOBS,)
    assert len(times) == 2
    last = queries.last_pass()
    assert last is not None and last.recorded == events.recorded()


def test_a_record_that_never_stands_still_is_left_for_later(
    take: Take, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(folder)
    numbers = iter(range(100))
    monkeypatch.setattr(operations, "recorded", lambda: next(numbers))
    with pytest.raises(Restless):
        judge(now=NOW)
    assert not Pass.objects.exists()


def test_a_pass_that_began_before_midnight_does_not_turn_a_later_one_back(
    take: Take, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(folder)
    before, after = NOW.replace(hour=23, minute=59), NOW + timedelta(days=1)
    real, times = operations._changed, []

    def overtaken(*args: object, **more: object) -> object:
        found = real(*args, **more)  # type: ignore[arg-type]
        times.append(1)
        if len(times) == 1:
            judge(now=after)
        return found

    monkeypatch.setattr(operations, "_changed", overtaken)
    assert judge(now=before) == Outcome(), "the later pass has done it all"
    last = queries.last_pass()
    assert last is not None and (last.as_of, Pass.objects.count()) == (after.date(), 1)


def test_two_passes_at_once_write_one(take: Take, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(folder)
    real, times = operations._changed, []

    def twice(*args: object, **more: object) -> object:
        found = real(*args, **more)  # type: ignore[arg-type]
        times.append(1)
        if len(times) == 1:
            judge(now=NOW)
        return found

    monkeypatch.setattr(operations, "_changed", twice)
    judge(now=NOW)
    judgements = [one for one in events.links() if '"act":"assessment.judged"' in one.body]
    assert (Pass.objects.count(), len(judgements)) == (1, 1)


def test_a_row_that_cannot_be_read_is_never_passed_over_in_silence(
    judged: Outcome, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = read_folder(folder)
    files[FACTS] = files[FACTS].replace(b",2023,124,jobs,", b",2023,many,jobs,")
    monkeypatch.setattr(operations, "published", lambda *_, **__: files)
    before = list(Finding.objects.values_list("data", flat=True)), Pass.objects.count(), events.head()
    with pytest.raises(Unsound, match=f"{FACTS}.*: CW[0-9]+: .*"):
        judge(now=NOW)
    after = list(Finding.objects.values_list("data", flat=True)), Pass.objects.count(), events.head()
    assert after == before


def test_every_change_of_the_record_asks_for_a_judgement_in_its_own_transaction(
    take: Take, folder: Path
) -> None:
    assert DBTaskResult.objects.count() == 0
    take(folder)
    assert DBTaskResult.objects.count() == 1
    take(folder)
    assert DBTaskResult.objects.count() == 1, "nothing changed"
    (folder / "commonweal.toml").write_text("nonsense")
    take(folder)
    assert DBTaskResult.objects.count() == 1, "nothing was taken in"


def test_the_worker_does_it(take: Take, folder: Path) -> None:
    take(folder)
    assert judge_anew.call() == {"judged": 1, "gone": 0}
    assert judge_anew.call() == {"judged": 0, "gone": 0}


def test_an_empty_site_is_judged_to_nothing(db: None, client: Client) -> None:
    assert judge(now=NOW) == Outcome()
    assert client.get("/api/findings").json() == {"count": 0, "offset": 0, "rows": []}
