"""
Logs: one JSON object a line, in UTC, with no address, no name and no query of whoever asked.

Whatever comes from outside is escaped by JSON, so that no line can be forged and no terminal steered.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

_OWN: Final = ("route", "method", "status", "ms", "path", "agreements", "event", "tasks")
"""Fields of ours that a record may carry."""


class Lines(logging.Formatter):
    """A record of the log as one line of JSON; characters beyond ASCII and controls are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        row: dict[str, Any] = {
            "at": at.replace("+00:00", "Z"), "level": record.levelname.lower(), "from": record.name,
            "said": record.getMessage(),
        }  # fmt: skip
        row |= {name: getattr(record, name) for name in _OWN if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            row["fault"] = record.exc_info[0].__name__
            row["trace"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=True, default=str)


class Telling(logging.Filter):
    """Leaves out what the worker says of its own work: its command sets the level of its loggers anew."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR or not record.name.startswith("django_tasks")


def level(environment: Mapping[str, str]) -> str:
    """Return how much is logged: what COMMONWEAL_LOG says (`warning`, `error`), else every request."""
    word = environment.get("COMMONWEAL_LOG", "").upper()
    return word if word in ("DEBUG", "INFO", "WARNING", "ERROR") else "INFO"


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "commonweal.web.settings.logs.Lines"}},
    "filters": {"telling": {"()": "commonweal.web.settings.logs.Telling"}},
    "handlers": {
        "stream": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["telling"]},
    },
    "root": {"handlers": ["stream"], "level": level(os.environ)},
    # What Django says of a request names its path and no more; ours says it once, for every request.
    "loggers": {
        "django.server": {"level": "ERROR", "propagate": True},
        "django.request": {"level": "ERROR", "propagate": True},
        # The name that a stranger sent us under, one line for each try: the answer is 400, and it is counted.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.tasks": {"level": "WARNING"},
    },
}
