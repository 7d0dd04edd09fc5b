"""The starter workspace of the library, judged: what most tests of this room look at."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from commonweal.workspace.load import load
from commonweal.workspace.run import Run, assess

STARTER = Path(str(resources.files("commonweal"))) / "library" / "starter"
AGREEMENT = "RIV-2023-001"


@cache
def judged(as_of: date = date(2025, 12, 31), **how: Any) -> Run:
    """Return the starter judged with its traces."""
    found = load(STARTER)
    assert found.value is not None and found.ok, found.diagnostics
    return assess(found.value, as_of=as_of, explain=True, **how)


def laid(folder: Path) -> Path:
    """Copy the starter into a folder."""
    return Path(shutil.copytree(STARTER, folder))
