"""The demo: the site is made, its pages are tried, and where nobody looks it is not kept open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.web.conftest import STARTER

CALL = """
from datetime import date
from pathlib import Path
from commonweal.web.serving.demo import demo
raise SystemExit(demo(Path({folder!r}), as_of=date(2025, 12, 31)))
"""


def opened(folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COMMONWEAL_DATA": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-c", CALL.format(folder=str(folder))],
        cwd=data.parent, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_demo_makes_a_site_and_says_what_to_try(tmp_path: Path) -> None:
    first = opened(STARTER, tmp_path / "site")
    assert first.returncode == 0, first.stderr
    assert "1 agreement judged anew" in first.stdout
    assert "http://localhost:80" in first.stdout and "/downloads " in first.stdout
    assert "/agreements/WI-FXC" not in first.stdout, "the starter has no such agreement"
    assert "not kept open" in first.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    again = opened(STARTER, tmp_path / "site")
    assert again.returncode == 0 and "the record says the same already" in again.stdout


def test_the_demo_of_no_workspace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    refused = opened(tmp_path / "nothing", tmp_path / "site")
    assert refused.returncode != 0 and "Traceback" not in refused.stderr
