"""What the worker does: the site is judged anew, as often as the record changes."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django_tasks import task

from commonweal.web.assessment.operations import judge

LOG = logging.getLogger("commonweal.worker")


@task()
def judge_anew() -> dict[str, int]:
    """Bring findings in line with the record. The clock is read here, at the door, and nowhere below."""
    done = judge(now=datetime.now(UTC))
    LOG.info("judged", extra={"agreements": len(done.judged)})
    return {"judged": len(done.judged), "gone": len(done.gone)}
