"""Whether the site lives, and whether it can answer: for those who watch it. No detail leaves the site."""

from __future__ import annotations

import logging

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from commonweal.web.record import events
from commonweal.web.record.chain import breaks

LOG = logging.getLogger("commonweal.health")
LAST: int = 200
"""Events at the end of the chain that readiness looks at; `site verify` looks at all."""


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; nothing else is asked."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether the database is there, up to date, and its chain holds at the end."""
    checks = {"database": False, "migrations": False, "chain": False}
    try:
        last = events.head()
        checks["database"] = True
        executor = MigrationExecutor(connection)
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        checks["chain"] = last is None or _holds(last.seq)
    except Exception:
        LOG.exception("not ready")
    ready = all(checks.values())
    return JsonResponse(
        {"status": "ready" if ready else "not ready", **checks},
        status=200 if ready else 503,
        headers={} if ready else {"Retry-After": "5"},
    )


def _holds(seq: int) -> bool:
    """Say whether the last events follow one another."""
    after = max(0, seq - LAST)
    found = list(events.links(after=after))
    first = found[0]
    return not list(breaks(found, start=(first.seq - 1, first.prev)))
