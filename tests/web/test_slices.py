"""Rows of some agreements are checked and judged without the others, and nobody can tell the difference."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.web.accounts.operations import actor
from commonweal.web.agreements import models as register
from commonweal.web.assessment import models, operations, tasks
from commonweal.web.assessment.operations import Outcome, judge
from commonweal.web.missions.models import Standing
from commonweal.web.record import slicing
from commonweal.web.record.composing import compose
from commonweal.web.record.contents import read_folder
from commonweal.web.record.models import File, Line, Site, Touch
from commonweal.web.record.operations import Taken, checked, set_as_of, take_in
from commonweal.web.record.sheets import read_sheet, write_sheet
from tests.web.conftest import AS_OF, JOBS, NOW

pytestmark = pytest.mark.django_db
Take = Callable[..., Taken]
OTHERS = ("RIV-2023-002", "RIV-2023-003")
FACTS, PAID, DECIDED = "evidence/northwind.csv", "payments/payments.csv", "decisions/region.csv"
OF_AGREEMENTS = [
    register.Agreement, register.Role, register.Clause, register.Version, register.Wording, register.Telling,
    register.Name, models.Finding, models.Payable, models.Settlement, models.Power, models.AccountRow,
    models.Coming, models.Missing, models.Amendment, models.Change,
]  # fmt: skip


def _again(path: Path, id_: str, *, rows_only: bool) -> str:
    text = path.read_text().replace(JOBS, id_)
    return text.partition("\n")[2] if rows_only else text


@pytest.fixture
def three(folder: Path) -> Path:
    """Return a workspace of three agreements: two share their tables, the third has its own."""
    signed, facts, paid = folder / "agreements/northwind.terms", folder / FACTS, folder / PAID
    for id_ in OTHERS:
        signed.with_stem(f"signed-{id_}").write_text(_again(signed, id_, rows_only=False))
    for table in (facts, paid):
        table.with_stem("third").write_text(_again(table, OTHERS[1], rows_only=False))
        table.write_text(table.read_text() + _again(table, OTHERS[0], rows_only=True))
    (folder / "publication").mkdir()
    (folder / "publication/classes.toml").write_text(
        '[[class]]\nfile = "evidence/*.csv"\nclass = "withheld"\nuntil = 2027-01-01\ncolumn = "value"\n'
        'where = { measure = "apprentices" }\n'
    )
    (folder / "decisions").mkdir()
    (folder / DECIDED).write_text(
        "agreement,clause,kind,authority,decided_on,recorded_at,period,reason\n"
        f"{JOBS},jobs,notice,RIVERSIDE,2025-02-01,2025-02-01T09:00:00Z,2024,too few jobs\n"
        f"{OTHERS[0]},jobs,notice,RIVERSIDE,2025-02-01,2025-02-01T09:00:00Z,2024,too few jobs\n"
    )
    return folder


@pytest.fixture
def standing(take: Take, three: Path) -> Path:
    """Take the three in and judge them."""
    assert take(three).ok
    set_as_of(AS_OF, actor=actor("Ada", kind="person").key, at=NOW)
    assert judge(now=NOW).judged == (JOBS, *OTHERS)
    return three


def again(folder: Path) -> Taken:
    return take_in(folder, actor=actor("Ada", kind="person").key, at=NOW)


def edit(path: Path, pattern: str, to: str) -> None:
    text, n = re.subn(pattern, to, path.read_text(), count=1)
    assert n == 1
    path.write_text(text)


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row that is stored of agreements, but for its number and the instant it was judged at."""
    found = {}
    for model in OF_AGREEMENTS:
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "judged_at")]
        rows = model._default_manager.values_list(*names)
        found[model.__name__] = sorted((tuple(row) for row in rows), key=repr)
    return found


@pytest.fixture
def whole_checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that has, for each time that a workspace is checked, how many files it had."""
    seen: list[int] = []

    def counted(files: Any, *progress: Any) -> Any:
        seen.append(len(files))
        return checked(files, *progress)

    monkeypatch.setattr("commonweal.web.record.operations.checked", counted)
    return seen


# ---- what an import does ----------------------------------------------------------------------------


def test_a_changed_fact_is_checked_and_judged_without_the_other_agreements(
    standing: Path, whole_checks: list[int]
) -> None:
    edit(standing / FACTS, f"({OTHERS[0]},,,full_time_jobs,2023,)124", r"\g<1>119")
    assert again(standing).changed == (FACTS,)
    assert whole_checks == [8], "configuration, parties, vocabulary, terms, one signed text, its three tables"
    assert list(Touch.objects.values_list("agreement", flat=True)) == [OTHERS[0]]
    before = models.Pass.objects.get()
    done = judge(now=NOW, partly=True)
    assert done == Outcome((OTHERS[0],), (), whole=False)
    last = models.Pass.objects.latest("id")
    assert not last.whole and last.recorded > before.recorded and last.agreements == 3
    assert models.Finding.objects.get(agreement=OTHERS[0], clause="jobs", start__year=2023).status != "met"
    assert models.Finding.objects.get(agreement=JOBS, clause="jobs", start__year=2023).status == "met"


def test_the_whole_pass_after_it_judges_nothing_and_ends_the_matter(standing: Path) -> None:
    edit(standing / FACTS, "(jobs?,2023,)124", r"\g<1>119")
    again(standing)
    judge(now=NOW, partly=True)
    assert judge(now=NOW) == Outcome(), "no agreement, but everything else was looked at"
    assert models.Pass.objects.latest("id").whole
    passes = models.Pass.objects.count()
    judge(now=NOW)
    assert models.Pass.objects.count() == passes, "and then there is nothing left to do"


def test_the_record_is_what_it_would_be_byte_for_byte(standing: Path) -> None:
    edit(standing / FACTS, "auditor's certificate A-2023 \\(invented\\)", '"annex ""A"", page 3"')
    facts = standing / FACTS
    facts.write_text(facts.read_text().rstrip("\n"))  # the last row loses its line end
    (standing / "payments/third.csv").unlink()
    assert set(again(standing).changed) == {FACTS, "payments/third.csv"}
    assert compose() == read_folder(standing)
    touched = set(Touch.objects.values_list("agreement", flat=True))
    assert touched == {JOBS, *OTHERS}
    for file in File.objects.filter(kind="sheet"):
        lines = Line.objects.filter(file=file).order_by("position").values_list("position", flat=True)
        assert list(lines) == list(range(1, len(lines) + 1))


def test_a_new_table_of_rows_of_one_agreement_is_a_slice(standing: Path, whole_checks: list[int]) -> None:
    text = (standing / FACTS).read_text()
    header, row = text.splitlines()[0], next(x for x in text.splitlines() if OTHERS[0] in x)
    (standing / "evidence/late.csv").write_text(f"{header}\n{row.replace('2024-05-15T', '2024-06-15T')}\n")
    again(standing)
    assert list(Touch.objects.values_list("agreement", flat=True)) == [OTHERS[0]]
    assert whole_checks == [9]


@pytest.mark.parametrize(
    ("path", "pattern", "to"),
    [
        ("agreements/northwind.terms", "EUR 1 million", "EUR 2 million"),
        ("parties.csv", "\n$", "\nNEWCO,New Company,company,,,,,\n"),
        ("commonweal.toml", "^", "# words\n"),
        (FACTS, "^agreement,kind", "agreement,kind"),
        (FACTS, "\n$", "\n,,,full_time_jobs,2030,1,jobs,audited,nobody,,2024-05-15T09:00:00Z\n"),
    ],
    ids=["a text", "a party", "the configuration", "nothing", "a row about all"],
)
def test_what_is_more_than_rows_of_some_agreements_is_no_slice(
    standing: Path, path: str, pattern: str, to: str
) -> None:
    edit(standing / path, pattern, to)
    files = read_folder(standing)
    assert slicing.slice_of_import(files, within=lambda _: True) is None
    again(standing)
    assert not Touch.objects.exists()


def test_a_fault_in_a_slice_is_told_by_the_whole_with_every_other(standing: Path) -> None:
    before = compose()
    edit(standing / FACTS, f"({OTHERS[0]},,,full_time_jobs,2023,)124", r"\g<1>many")
    taken = again(standing)
    assert not taken.ok and not taken.changed and compose() == before
    (fault,) = (d for d in taken.diagnostics if d.is_error)
    assert fault.span is not None and fault.span.file == FACTS and "many" in fault.message
    assert not Touch.objects.exists()


def test_an_entry_that_the_change_makes_idle_is_told(take: Take, three: Path) -> None:
    stated = three / "publication/classes.toml"
    said = 'file = "{}"\nclass = "parties"\ncolumn = "value"\nwhere = {{ {} }}\n'
    measure = f'agreement = "{OTHERS[0]}", measure = "apprentices"'
    stated.write_text("[[class]]\n" + said.format("evidence/*.csv", measure))
    assert take(three).ok
    facts = three / FACTS
    facts.write_text(
        "".join(
            line
            for line in facts.read_text().splitlines(keepends=True)
            if not line.startswith(f"{OTHERS[0]},,,apprentices")
        )
    )
    taken = again(three)
    assert not taken.ok and any("entry 1" in fault for fault in taken.faults)


def test_a_record_that_another_program_checked_is_checked_whole(standing: Path) -> None:
    Site.objects.update(checked="0.0.1")
    edit(standing / FACTS, "(full_time_jobs,2023,)124", r"\g<1>125")
    assert slicing.slice_of_import(read_folder(standing), within=lambda _: True) is None
    assert again(standing).ok and not Touch.objects.exists()
    assert Site.objects.get().checked != "0.0.1"


def test_a_record_that_changes_while_a_slice_is_checked_is_held_against_what_stands(
    standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another import takes the agreement out; the rows that were sound a moment ago are about nothing now."""
    real, times = checked, []

    def overtaken(files: Any, *progress: Any) -> Any:
        found = real(files, *progress)
        times.append(1)
        if len(times) == 1:
            other = shutil.copytree(standing, standing.parent / "other")
            for path in (f"agreements/signed-{OTHERS[1]}.terms", "evidence/third.csv", "payments/third.csv"):
                (other / path).unlink()
            edit(
                other / FACTS,
                f"{OTHERS[0]},,,full_time_jobs,2023,124",
                f"{OTHERS[0]},,,full_time_jobs,2023,7",
            )
            assert again(other).ok
        return found

    monkeypatch.setattr("commonweal.web.record.operations.checked", overtaken)
    edit(standing / "evidence/third.csv", "(full_time_jobs,2023,)124", r"\g<1>99")
    taken = again(standing)
    assert taken.ok, "the folder has it all, so that the whole is sound"
    assert compose() == read_folder(standing) and len(times) == 3


# ---- what a pass does -------------------------------------------------------------------------------


def test_what_a_slice_brings_is_what_the_whole_brings(standing: Path) -> None:
    edit(standing / FACTS, f"({OTHERS[0]},,,full_time_jobs,2023,)124", r"\g<1>119")
    edit(
        standing / PAID,
        f"{OTHERS[0]},credits,2024-08-15,496000.00",
        f"{OTHERS[0]},credits,2024-08-15,1000.00",
    )
    again(standing)
    assert not judge(now=NOW, partly=True).whole
    partly = stored()
    register.Agreement.objects.all().delete()
    assert judge(now=NOW).judged == (JOBS, *OTHERS)
    assert stored() == partly


def test_decisions_are_told_at_once(standing: Path) -> None:
    edit(
        standing / DECIDED,
        "\n$",
        f"\n{OTHERS[1]},jobs,waived,RIVERSIDE,2025-03-01,2025-03-01T09:00:00Z,2024,x\n",
    )
    again(standing)
    judge(now=NOW, partly=True)
    at_once = Standing.objects.get().data
    assert f'"agreement":"{OTHERS[1]}","clause":"jobs","kind":"waived"' in at_once
    judge(now=NOW)
    assert Standing.objects.get().data == at_once, "in the order in which the whole tells them"


@pytest.mark.parametrize("how", ["another day", "another as-of day", "another program", "words changed too"])
def test_where_more_than_agreements_changed_the_whole_is_judged(standing: Path, how: str) -> None:
    now = NOW
    edit(standing / FACTS, "(full_time_jobs,2023,)124", r"\g<1>125")
    again(standing)
    if how == "another day":
        now = NOW + timedelta(days=1)
    elif how == "another as-of day":
        set_as_of(AS_OF - timedelta(days=1), actor=actor("Ada", kind="person").key, at=NOW)
    elif how == "another program":
        models.Pass.objects.update(engine_version="0.0.1")
    else:
        (standing / "README.md").write_text("other words")
        again(standing)
    assert judge(now=now, partly=True).whole


def test_what_is_touched_while_the_whole_is_judged_goes_first(
    standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass over everything lets go of what it made as soon as it sees that somebody waits."""
    (standing / "README.md").write_text("other words")
    again(standing)
    real, kinds = operations._changed, []

    def changing(*args: Any, **more: Any) -> Any:
        kinds.append(more.get("among"))
        if len(kinds) == 1:
            edit(standing / FACTS, f"({JOBS},,,full_time_jobs,2023,)124", r"\g<1>125")
            again(standing)
        return real(*args, **more)

    monkeypatch.setattr(operations, "_changed", changing)
    ticks = iter(range(10_000))
    done = judge(now=NOW, clock=lambda: float(next(ticks)))
    assert done == Outcome((JOBS,)) and models.Pass.objects.latest("id").whole
    assert kinds == [None, None], "words are no rows: it had to be the whole again"
    edit(standing / FACTS, f"({JOBS},,,full_time_jobs,2023,)125", r"\g<1>126")
    again(standing)
    del kinds[1:]
    assert judge(now=NOW, clock=lambda: float(next(ticks))) == Outcome((JOBS,))


def test_the_worker_judges_what_was_touched_and_the_rest_when_it_is_quiet(
    standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "datetime", _At)
    edit(standing / FACTS, f"({JOBS},,,full_time_jobs,2023,)124", r"\g<1>125")
    again(standing)
    assert tasks.judge_anew.func() == {"judged": 1, "gone": 0}
    assert not models.Pass.objects.latest("id").whole
    (asked,) = DBTaskResult.objects.filter(task_path__endswith=".restate")
    assert asked.run_after == NOW + tasks.QUIET
    tasks.restate.func()
    assert models.Pass.objects.latest("id").whole
    passes = models.Pass.objects.count()
    tasks.restate.func()
    assert models.Pass.objects.count() == passes


class _At(datetime):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return NOW.astimezone(tz or UTC)


# ---- the law ----------------------------------------------------------------------------------------

CELLS = st.sampled_from(
    [
        "", "124", "119", "7", "many", "2023", "2024", "2025-13-01", "2030", "EUR", "USD", "jobs", "audited",
        "claimed", "full_time_jobs", "payroll", "apprentices", "closed", "credits", "no_such_clause",
        "2024-05-15T09:00:00Z", "undisclosed", *OTHERS, JOBS, "NO-SUCH-1", 'with "quotes", commas',
    ]
)  # fmt: skip
EDITS = st.lists(
    st.tuples(
        st.sampled_from([FACTS, PAID, DECIDED, "evidence/third.csv", "payments/third.csv"]),
        st.sampled_from(["cell", "drop", "double", "blank", "swap", "end"]),
        st.integers(1, 30), st.integers(0, 10), CELLS,
    ),
    min_size=1, max_size=3,
)  # fmt: skip


def edited(files: dict[str, bytes], edits: list[tuple[str, str, int, int, str]]) -> dict[str, bytes]:
    made = dict(files)
    for path, how, n, column, cell in edits:
        newline, rows = read_sheet(made[path].decode())
        at = n % len(rows)
        row = list(rows[at].cells)
        if how == "cell" and at:
            row[column % len(row)] = cell
            rows[at] = type(rows[at])(tuple(row))
        elif how == "drop" and at:
            del rows[at]
        elif how == "double" and at:
            rows.insert(at, rows[at])
        elif how == "blank" and at:
            rows[at] = type(rows[at])(("",))
        elif how == "swap" and at > 1:
            rows[at - 1], rows[at] = rows[at], rows[at - 1]
        elif how == "end":
            rows.append(rows[at]) if at else rows.append(type(rows[0])(("",)))
        made[path] = write_sheet(newline, rows).encode()
    return made


# On PostgreSQL what differs is the database, of which every example asks the same.
@settings(
    max_examples=10 if os.environ.get("DATABASE_URL") else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(EDITS)
def test_a_slice_is_refused_where_the_whole_is_and_judged_as_the_whole_is(
    standing: Path, tmp_path: Path, edits: list[tuple[str, str, int, int, str]]
) -> None:
    files = edited(read_folder(standing), edits)
    part = slicing.slice_of_import(files, within=lambda _: True)
    if part is None:
        return
    whole, mine = checked(files), checked(part.files)
    wrong = [[d.message for d in found.diagnostics if d.is_error] for found in (whole, mine)]
    assert bool(wrong[0]) == bool(wrong[1]), wrong
    if wrong[0]:
        return
    place = tmp_path / "edited"
    shutil.rmtree(place, ignore_errors=True)
    for path, content in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    with transaction.atomic():
        assert again(place).ok and compose() == files
        assert not judge(now=NOW, partly=True).whole
        partly, told = stored(), Standing.objects.get().data
        register.Agreement.objects.all().delete()
        assert judge(now=NOW).judged == (JOBS, *OTHERS)
        assert stored() == partly and Standing.objects.get().data == told
        transaction.set_rollback(True)
