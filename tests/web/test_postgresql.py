"""All that is tested of the site, again on PostgreSQL: a cluster of its own, thrown away after."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, postgres_path

pytestmark = pytest.mark.needs("postgres")
ELSEWHERE = (
    "postgresql", "browser", "office_browser", "serving", "interrupted", "demo", "languages", "again",
    "container", "owning", "portuguese", "office_portuguese",
)  # fmt: skip
"""Files whose sites run in processes of their own, on SQLite, that need no database, or are about words."""


def as_server(command: list[str], folder: Path) -> None:
    """Run a program of PostgreSQL, which refuses to run as root."""
    user = "postgres" if os.getuid() == 0 else None
    subprocess.run(command, cwd=folder, user=user, check=True, capture_output=True, timeout=120)


@pytest.fixture
def database_url() -> Iterator[str]:
    """Give the address of a database on a socket that nobody else can reach."""
    programs = Path(str(postgres_path()))
    with tempfile.TemporaryDirectory(prefix="commonweal-pg-") as top:
        folder = Path(top)
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        else:
            folder.chmod(0o700)
        data, socket = str(folder / "data"), str(folder)
        initdb = [str(programs / "initdb"), "-D", data, "-U", "commonweal", "--auth=trust", "--no-sync"]
        as_server([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], folder)
        control = [str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log")]
        as_server([*control, "-o", f"-k {socket} -c listen_addresses='' -c fsync=off", "start"], folder)
        try:
            yield f"postgres://commonweal@/postgres?host={socket}"
        finally:
            as_server([*control, "-m", "immediate", "stop"], folder)


def test_the_site_passes_its_tests_on_postgresql(database_url: str, tmp_path: Path) -> None:
    every = sorted((ROOT / "tests" / "web").glob("test_*.py"))
    files = [str(file) for file in every if file.stem.removeprefix("test_") not in ELSEWHERE]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", *files],
        cwd=ROOT, capture_output=True, text=True, timeout=1_800,
        env={**os.environ, "DATABASE_URL": database_url, "COVERAGE_PROCESS_START": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout and "failed" not in done.stdout
    assert "SQLite has no TRUNCATE" not in done.stdout, "what only PostgreSQL has was tested too"
