"""What is told of tasks that ended long ago goes; what waits, runs, or failed lately stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from commonweal.web.assessment.tasks import judge_anew
from commonweal.web.serving.pruning import DAYS, FAILED_DAYS, prune

pytestmark = pytest.mark.django_db


def ended(status: str, days: int | None) -> str:
    """Return the id of a task with a status, which ended some days ago; None: it has not."""
    id_ = str(judge_anew.enqueue().id)
    when = None if days is None else datetime.now(UTC) - timedelta(days=days)
    DBTaskResult.objects.filter(id=id_).update(status=status, finished_at=when)
    return id_


def told() -> set[str]:
    """Return the ids of all tasks that something is told of."""
    return {str(id_) for id_ in DBTaskResult.objects.values_list("id", flat=True)}


def test_what_ended_long_ago_goes_and_everything_else_stays() -> None:
    gone = {ended("SUCCESSFUL", DAYS + 1), ended("SUCCESSFUL", 400), ended("FAILED", FAILED_DAYS + 1)}
    kept = {
        ended("SUCCESSFUL", DAYS - 1), ended("SUCCESSFUL", 0), ended("FAILED", FAILED_DAYS - 1),
        ended("FAILED", DAYS + 1), ended("READY", None), ended("RUNNING", None),
    }  # fmt: skip
    assert told() == gone | kept
    assert prune.call() == len(gone)
    assert told() == kept
    assert prune.call() == 0, "again, and nothing changes"


def test_many_go_at_once_and_the_site_is_still_judged() -> None:
    judge_anew.enqueue()
    row = DBTaskResult.objects.get()
    old = datetime.now(UTC) - timedelta(days=DAYS + 1)
    copies: list[DBTaskResult[Any, Any]] = [
        DBTaskResult(
            task_path=row.task_path, args_kwargs=row.args_kwargs, queue_name=row.queue_name,
            backend_name=row.backend_name, run_after=row.run_after, status="SUCCESSFUL", finished_at=old,
            exception_class_path="", traceback="",
        )
        for _ in range(3_000)
    ]  # fmt: skip
    DBTaskResult.objects.bulk_create(copies)
    assert prune.call() == 3_000
    assert told() == {str(row.id)}
