"""
The site on a workspace, for somebody who sees it for the first time: `commonweal demo`.

Imported only where Django is installed; without it the demo of the command line writes pages instead.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import django  # so that the absence of the extra `web` shows when this is imported  # noqa: F401

from commonweal.web.serving.commands import OK, on_a_database, ready, take_in_public

DATA: Final = Path("build") / "site"
PORTS: Final = range(8000, 8020)
TRY: Final = (
    ("/", "missions, and what became of the promises behind them"),
    ("/missions/camden_net_zero_2030", "is one mission on track, and who answers for it?"),
    ("/agreements/WI-FXC", "what was promised, what changed, what was paid"),
    ("/agreements/WI-FXC/jobs/2019", "why a finding is what it is, down to the row of a file"),
    ("/agreements/US-CHIPS-INTEL/amendments/1", "what an amendment gave away"),
    ("/support", "who received what, by corporate group, each source to the cent"),
    ("/downloads", "the same rows as files and as an API"),
)
"""Addresses of the atlas that are worth a look; those that are not there are left out."""


def demo(folder: Path, *, as_of: date, keep: bool | None = None) -> int:
    """
    Open the site on a workspace and say what to try; on until Ctrl-C.

    Parameters
    ----------
    as_of : the day as of which it judges
    keep : stay open; by default only where a person sees it, and else the pages are tried and that is all
    """
    os.environ.setdefault("COMMONWEAL_DATA", str(DATA))
    os.environ.setdefault("COMMONWEAL_LOG", "warning")
    ready()
    return on_a_database(lambda: _opened(folder, as_of, keep))


def _opened(folder: Path, as_of: date, keep: bool | None) -> int:
    from commonweal.web.accounts.operations import actor
    from commonweal.web.record.operations import set_as_of
    from commonweal.web.serving import upkeep
    from commonweal.web.serving.server import run

    started = time.monotonic()
    upkeep.prepare()
    upkeep.collect()
    set_as_of(as_of, actor=actor("whoever runs this machine", kind="person").key, at=datetime.now(UTC))
    print(f"The site on {folder}, as of {as_of.isoformat()}:", flush=True)
    code = take_in_public(folder)
    if code != OK:
        return code
    port = _free()
    for address, what in _answering():
        print(f"  http://localhost:{port}{address:40} {what}")
    print(f"Ready after {time.monotonic() - started:.0f} seconds.", flush=True)
    if keep if keep is not None else sys.stdout.isatty():
        return run(host="127.0.0.1", port=port, workers=2)
    print("This is no terminal: every page above was tried, and the site is not kept open.")
    print(f"To keep it open: COMMONWEAL_DATA={os.environ['COMMONWEAL_DATA']} commonweal serve")
    return OK


def _answering() -> list[tuple[str, str]]:
    """Return the addresses that there are; each is asked for once."""
    from django.test import Client

    visitor = Client(SERVER_NAME="localhost")
    return [(address, what) for address, what in TRY if visitor.get(address).status_code == 200]


def _free() -> int:
    """Return the first port that nobody listens on."""
    from commonweal.web.serving.server import taken

    return next((port for port in PORTS if not taken("127.0.0.1", port)), PORTS[0])
