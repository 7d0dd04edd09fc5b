"""
The worker of the site, as a program of its own (`server` starts it): it does what pages ask for, one by one.

A database that goes away ends it, in one line of the log; who watches it starts it again.
"""

from __future__ import annotations

import logging
import sys
from typing import Final

import django

LOG = logging.getLogger("commonweal.serving")
HOW: Final = ("--interval", "0.1", "--no-startup-delay")


def main() -> int:
    """Work until told to stop; return the exit status."""
    django.setup()
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("db_worker", *HOW)
    except DatabaseError as fault:
        LOG.error("the worker lost the database", extra={"fault": " ".join(str(fault).split())})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
