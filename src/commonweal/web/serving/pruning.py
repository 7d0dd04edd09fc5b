"""What is told of tasks that ended is kept for some days, and then deleted by the worker, once a day."""

from __future__ import annotations

import logging
from typing import Final

from django.core.management import call_command
from django_tasks import task
from django_tasks_db.models import DBTaskResult

DAYS: Final = 14
"""Days for which a task that did its work is told of."""
FAILED_DAYS: Final = 90
"""Days for which one that failed is: somebody should have looked by then."""
LOG = logging.getLogger("commonweal.worker")


@task()
def prune() -> int:
    """Delete what is told of tasks that ended long ago, and return how many; what waits or runs stays."""
    before = DBTaskResult.objects.finished().count()
    call_command(
        "prune_db_task_results", queue_name="*", min_age_days=DAYS, failed_min_age_days=FAILED_DAYS,
        verbosity=0,
    )  # fmt: skip
    gone = before - DBTaskResult.objects.finished().count()  # one worker alone ends tasks: this one
    LOG.info("pruned", extra={"tasks": gone})
    return gone
