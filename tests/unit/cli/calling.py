"""Calls of the command line as a user makes them: in this process, or in one of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pytest

from commonweal.cli.main import run

LIBRARY = Path(str(resources.files("commonweal"))) / "library"


@dataclass(frozen=True)
class Said:
    """What a call left: its status, standard output and standard error."""

    code: int
    out: str
    err: str


def call(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Said:
    """Call a command in this process."""
    capsys.readouterr()
    code = run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return Said(code, captured.out, captured.err)


def process(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Call a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "commonweal.cli.main", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "NO_COLOR": "1", **environment},
    )  # fmt: skip


def starter(folder: Path) -> Path:
    """Return a copy of the starter workspace in a folder."""
    return Path(shutil.copytree(LIBRARY / "starter", folder))
