"""One user keeps the site; any other is told so in one sentence, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commonweal.web.serving import owning
from tests.conftest import ROOT
from tests.web.conftest import STARTER
from tests.web.running import COMMAND, called, environment_of

STRANGER = 54_321
"""The number of a user whom no machine knows by name."""
BOUND = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]
"""Makes of the administrator, whom no mode of a file stops, a user like any other."""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a data folder of its own, and no other settings of a site."""
    return environment_of(tmp_path / "data")


@pytest.fixture
def kept(environment: dict[str, str], starter_site: Path) -> Iterator[Path]:
    """Return the data folder of a site, and let it be cleared away after."""
    data = Path(shutil.copytree(starter_site, environment["COMMONWEAL_DATA"]))
    yield data
    data.chmod(0o700)


def told(environment: dict[str, str], *words: str) -> str:
    """Return what a command that must fail says, as a user whom the modes of files stop: one line."""
    bound = BOUND if os.geteuid() == 0 else []
    done = subprocess.run(
        [*bound, *COMMAND, *words], env=environment, capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), done
    return done.stderr.strip()


def _closed(data: Path) -> None:
    data.chmod(0)


def _secret_closed(data: Path) -> None:
    (data / "secret").chmod(0)


def _database_closed(data: Path) -> None:
    (data / "commonweal.sqlite3").chmod(0)


@pytest.mark.parametrize("shut", [_closed, _secret_closed, _database_closed])
@pytest.mark.parametrize("words", [("site", "import", str(STARTER)), ("serve", "--port", "0")])
def test_who_may_not_write_the_data_folder_is_told_so_in_one_line(
    environment: dict[str, str], kept: Path, shut: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    before = files_in(kept)
    shut(kept)
    said = told(environment, *words)
    assert said.startswith("commonweal: ")
    assert any(why in said for why in (f"{kept}/secret: Permission denied", "unable to open database file"))
    kept.chmod(0o700)
    for path in kept.iterdir():
        path.chmod(0o600)
    assert files_in(kept) == before


def files_in(data: Path) -> dict[str, bytes]:
    """Return the files of a data folder by their names."""
    return {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}


def test_who_may_read_but_not_write_the_database_changes_nothing(
    environment: dict[str, str], kept: Path
) -> None:
    (kept / "commonweal.sqlite3").chmod(0o400)
    said = told(environment, "site", "officer", "add", "Ada Example")
    assert "the database cannot be written or reached (attempt to write a readonly database)" in said
    (kept / "commonweal.sqlite3").chmod(0o600)
    assert called(environment, "officer", "list") == "no officer yet\n"


def test_where_no_data_folder_can_be_made_the_place_is_named(
    environment: dict[str, str], tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    said = told({**environment, "COMMONWEAL_DATA": str(closed / "data")}, "site", "verify")
    assert said == f"commonweal: {closed / 'data'}: Permission denied"


def test_what_cannot_be_written_or_read_elsewhere_is_named(
    environment: dict[str, str], kept: Path, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    shutil.copytree(STARTER, closed / "workspace")
    (closed / "workspace" / "parties.csv").chmod(0)
    assert kept.is_dir()
    (closed / "site.zip").touch()
    (closed / "site.zip").chmod(0)
    closed.chmod(0o500)
    for words, said in (
        (("backup", f"{closed}/new.zip"), f"{closed}/new.zip cannot be written: Permission denied"),
        (("export", f"{closed}/out"), f"{closed}/out: Permission denied"),
        (("import", f"{closed}/workspace"), f"{closed}/workspace/parties.csv cannot be read: Permission"),
        (("support", "add", f"{closed}/site.zip"), f"{closed}/site.zip"),
    ):
        assert said in told(environment, "site", *words)
    assert {path.name for path in closed.iterdir()} == {"workspace", "site.zip"}
    closed.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator of a machine can give a folder away")
def test_the_administrator_is_sent_to_the_owner_before_anything_is_written(
    environment: dict[str, str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    os.chown(data, STRANGER, STRANGER)
    done = subprocess.run(
        [*COMMAND, "site", "import", str(STARTER)],
        env=environment, capture_output=True, text=True, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"commonweal: the data folder {data} belongs to user {STRANGER}, and you are root: run this as user "
        f"{STRANGER}\n"
    )
    assert list(data.iterdir()) == []


def test_only_the_administrator_is_refused_before_it_is_tried(tmp_path: Path) -> None:
    mine = os.geteuid()
    assert owning.refusal(tmp_path, user=STRANGER) == "", "a group may have been let in"
    assert owning.refusal(tmp_path, user=mine) == ""
    assert owning.refusal(tmp_path / "none", user=owning.ROOT) == ""
    assert owning.belongs(tmp_path, user=mine) == ""
    said = owning.belongs(tmp_path, user=STRANGER)
    assert f"{tmp_path} belongs to " in said and f"you are user {STRANGER}: " in said
    of_root = owning.belongs(Path("/"), user=STRANGER)
    assert of_root.endswith(f"you are user {STRANGER}: give it to user {STRANGER}"), "nobody serves as root"


def test_a_fault_without_a_file_is_said_all_the_same(tmp_path: Path) -> None:
    assert owning.denied(OSError("no more"), tmp_path, user=os.geteuid()) == "no more"
    assert owning.denied(OSError(28, "No space left on device"), tmp_path, user=os.geteuid()) == (
        "No space left on device"
    )
