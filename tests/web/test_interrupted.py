"""What stands when a site is killed while it writes, or finds no room: the old, or all of the new."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from commonweal.web.record.contents import read_folder
from tests.conftest import ROOT
from tests.web.conftest import STARTER
from tests.web.running import COMMAND, environment_of

KILLS = 3


@pytest.fixture
def environment(tmp_path: Path, starter_site: Path) -> dict[str, str]:
    """Return an environment of a site that took the starter workspace in, and no other settings of a site."""
    shutil.copytree(starter_site, tmp_path / "data")
    return environment_of(tmp_path / "data")


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Return a folder like the starter's, with one line more."""
    folder = shutil.copytree(STARTER, tmp_path / "changed")
    notes = folder / "README.md"
    notes.write_text(notes.read_text("utf-8") + "\nOne line more.\n", "utf-8")
    return folder


def site(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run `commonweal site` to its end."""
    return subprocess.run(
        [*COMMAND, "site", *words], env=environment, capture_output=True, text=True, timeout=120, cwd=ROOT
    )


def exported(environment: dict[str, str], out: Path) -> dict[str, bytes]:
    """Return what a site says its workspace is."""
    done = site(environment, "export", str(out))
    assert done.returncode == 0, done.stderr
    return read_folder(out)


def test_an_import_that_is_killed_leaves_the_old_or_the_new(
    environment: dict[str, str], changed: Path, tmp_path: Path
) -> None:
    database = Path(environment["COMMONWEAL_DATA"])
    shutil.copytree(database, tmp_path / "before")
    began = time.monotonic()
    assert site(environment, "import", str(changed), "--public").returncode == 0
    whole = time.monotonic() - began
    old, new = read_folder(STARTER), read_folder(changed)
    for n in range(KILLS):
        shutil.rmtree(database)
        shutil.copytree(tmp_path / "before", database)
        with subprocess.Popen(
            [*COMMAND, "site", "import", str(changed), "--public"], env=environment, cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as running:  # fmt: skip
            time.sleep(whole * (n + 1) / (KILLS + 1))
            running.send_signal(signal.SIGKILL)
        assert exported(environment, tmp_path / f"out{n}") in (old, new)
        assert site(environment, "verify").returncode == 0
    assert site(environment, "import", str(changed), "--public").returncode == 0
    assert exported(environment, tmp_path / "again") == new


@pytest.mark.parametrize("room", [0, 30_000])
def test_a_full_disk_is_said_in_one_line_and_changes_nothing(
    environment: dict[str, str], changed: Path, tmp_path: Path, room: int
) -> None:
    # No file grows beyond this: what a full disk does, for this process alone.
    done = subprocess.run(
        [*COMMAND, "site", "import", str(changed), "--public"], env=environment, cwd=ROOT,
        capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr, len(done.stderr.splitlines())) == (2, False, 1), done
    assert "cannot be written or reached" in done.stderr
    assert exported(environment, tmp_path / "out") == read_folder(STARTER)
