"""What the worker does: the site is judged anew, as often as the record changes."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from django_tasks import task

from commonweal.web.assessment.models import Pass
from commonweal.web.assessment.operations import Outcome, judge

LOG = logging.getLogger("commonweal.worker")
QUIET: Final = timedelta(seconds=5)
"""How long after a pass over some agreements the whole record is looked at."""


@task()
def judge_anew() -> dict[str, int]:
    """
    Bring findings in line with the record, first of the agreements that were touched.

    The clock is read here, at the door, and nowhere below.
    """
    now = datetime.now(UTC)
    done = judge(now=now, partly=True)
    if not done.whole:
        restate.using(run_after=now + QUIET).enqueue()
    return _told(done)


@task()
def restate() -> dict[str, int]:
    """Look at the whole record, if since then nobody did."""
    last = Pass.objects.last()
    return _told(judge(now=datetime.now(UTC)) if last is None or not last.whole else Outcome())


def _told(done: Outcome) -> dict[str, int]:
    LOG.info("judged", extra={"agreements": len(done.judged), "whole": done.whole})
    return {"judged": len(done.judged), "gone": len(done.gone)}
