"""`commonweal serve` and `commonweal site`, as whoever runs the site calls them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from commonweal.web.record.contents import read_folder
from commonweal.web.settings.data import LEAST_SECRET, Misconfigured, database, hosts, secret
from tests.conftest import ROOT
from tests.web.conftest import JOBS, STARTER
from tests.web.running import COMMAND, environment_of, free_port
from tests.web.test_support import GRANTS, LOANS, MAPPING


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with a data folder of its own, and no other settings of a site."""
    return environment_of(tmp_path / "data")


def site(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run `commonweal site`."""
    return subprocess.run(
        [*COMMAND, "site", *words], env=environment, capture_output=True, text=True, timeout=120, cwd=ROOT
    )


def test_a_site_is_kept_from_the_command_line(environment: dict[str, str], tmp_path: Path) -> None:
    done = site(environment, "import", str(STARTER), "--public")
    assert (done.returncode, done.stdout) == (0, "8 files taken in\n1 agreement judged anew\n"), done.stderr
    again = site(environment, "import", str(STARTER), "--public")
    assert again.stdout == "the record says the same already\nevery finding stands\n"
    assert site(environment, "as-of", "--day", "2025-12-31").stdout == "1 agreement judged anew\n"
    assert " events hold; the last hash is " in site(environment, "verify").stdout
    out = tmp_path / "out"
    assert site(environment, "export", str(out)).returncode == 0
    assert read_folder(out) == read_folder(STARTER)
    backup = tmp_path / "site.zip"
    told = site(environment, "backup", str(backup)).stdout
    new = {**environment, "COMMONWEAL_DATA": str(tmp_path / "new")}
    restored = site(new, "restore", str(backup)).stdout
    assert told.rpartition(" ")[2] == restored.splitlines()[0].rpartition(" ")[2] + "\n"
    assert restored.endswith("1 agreement judged anew\n")


def test_nobody_but_the_owner_reads_what_the_site_writes(environment: dict[str, str], tmp_path: Path) -> None:
    data, backup = Path(environment["COMMONWEAL_DATA"]), tmp_path / "site.zip"
    data.mkdir(mode=0o755)  # as somebody makes it by hand
    before = os.umask(0o022)
    try:
        assert site(environment, "import", str(STARTER)).returncode == 0
        assert site(environment, "backup", str(backup)).returncode == 0
    finally:
        os.umask(before)
    written = [backup, *(path for path in data.rglob("*") if path.is_file())]
    assert data / "commonweal.sqlite3" in written
    assert {path.name: path.stat().st_mode & 0o077 for path in written if path.stat().st_mode & 0o077} == {}


def test_the_server_itself_keeps_what_it_writes_to_its_owner(environment: dict[str, str]) -> None:
    script = "import os; import commonweal.web.serving.wsgi; print(oct(os.umask(0)))"
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.umask(0o022); {script}"],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout == "0o77\n", done.stderr


def test_what_cannot_be_judged_is_said_in_one_line(environment: dict[str, str]) -> None:
    assert site(environment, "import", str(STARTER)).returncode == 0
    with sqlite3.connect(Path(environment["COMMONWEAL_DATA"]) / "commonweal.sqlite3") as database:
        database.execute("UPDATE record_file SET text = text || 'x' WHERE path = 'README.md'")
    database.close()
    done = site(environment, "judge")
    assert (done.returncode, "nothing was judged: README.md" in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr


def test_what_cannot_be_done_is_said_in_one_line(environment: dict[str, str], tmp_path: Path) -> None:
    bad = shutil.copytree(STARTER, tmp_path / "bad")
    (bad / "parties.csv").write_text("party\n")
    for words, said, code in (
        (["import", str(bad)], "parties.csv", 1),
        (["import", str(tmp_path / "none")], "there is no folder", 2),
        (["import"], "needs a folder", 2),
        (["dance"], "there is no act 'dance'", 2),
        (["as-of", "--day", "someday"], "--day is a day", 2),
        (["restore", str(ROOT / "README.md")], "no archive", 2),
        (["export", str(bad)], "not empty", 1),
    ):
        done = site(environment, *words)
        assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False), done
    broken = {**environment, "DATABASE_URL": "mysql://x/y"}
    assert "DATABASE_URL is not of the form" in site(broken, "verify").stderr


# ---- the running site -------------------------------------------------------------------------------


def get(port: int, address: str) -> tuple[int, bytes]:
    """Return status and body of an answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read()


def until(port: int, address: str, wanted: str, seconds: float = 60) -> float:
    """Return how many seconds it took until an answer held a text."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if wanted in get(port, address)[1].decode():
                return time.monotonic() - began
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{address} never said {wanted}")


@pytest.fixture
def served(environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str], Path]]:
    """Serve a workspace that a test may change; give port, process and folder."""
    folder = shutil.copytree(STARTER, tmp_path / "starter")
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        command = [*COMMAND, "serve", "--port", str(port), "--workspace", str(folder)]
        running = subprocess.Popen(command, env=environment, text=True, stdout=log, stderr=log, cwd=tmp_path)
        try:
            until(port, "/readyz", '"ready"')
            yield port, running, folder
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0, (tmp_path / "log").read_text()[-2_000:]


def test_a_port_that_somebody_listens_on_is_refused_in_one_line(environment: dict[str, str]) -> None:
    with socket.socket() as other:
        # As another of our servers would: it lets the port be shared.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "serve", "--port", port], env=environment, capture_output=True, text=True, timeout=60,
            cwd=ROOT,
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"commonweal: nobody can listen on port {port} of 127.0.0.1 (Address already in use); choose another "
        "with --port\n"
    )


def test_the_site_is_served_and_a_changed_fact_comes_to_its_page(
    served: tuple[int, subprocess.Popen[str], Path], environment: dict[str, str], tmp_path: Path
) -> None:
    port, _, folder = served
    status, page = get(port, f"/agreements/{JOBS}/jobs/2023")
    assert status == 200 and b"124" in page
    sheet = page.decode().partition('href="/static/')[2].partition('"')[0]
    assert get(port, f"/static/{sheet}")[0] == 200
    assert get(port, "/nothing")[0] == 404
    facts = folder / "evidence" / "northwind.csv"
    facts.write_text(facts.read_text().replace(",2023,124,jobs,", ",2023,7,jobs,"))
    assert site(environment, "import", str(folder)).returncode == 0
    until(port, f"/agreements/{JOBS}/jobs/2023", "is-breached", seconds=30)
    log = (tmp_path / "log").read_text()
    assert f"http://localhost:{port}  (Ctrl-C ends it)\n" in log, "said while it runs, not when it ends"
    lines = [line for line in log.splitlines() if line.startswith("{")]
    rows = [json.loads(line) for line in lines]
    assert {"route", "status", "ms", "method"} <= set(next(row for row in rows if row["said"] == "answered"))
    assert not any(row["level"] == "error" for row in rows), rows


def test_a_worker_that_dies_is_started_again(
    served: tuple[int, subprocess.Popen[str], Path], environment: dict[str, str], tmp_path: Path
) -> None:
    port, running, folder = served
    children = subprocess.run(
        ["pgrep", "-P", str(running.pid), "-f", "serving.worker"], capture_output=True, text=True
    )
    os.kill(int(children.stdout.split()[0]), signal.SIGKILL)
    facts = folder / "evidence" / "northwind.csv"
    facts.write_text(facts.read_text().replace(",2023,124,jobs,", ",2023,7,jobs,"))
    # as another program would do it: the record changes, and nobody judges but the worker
    script = (
        "from commonweal.web.serving import commands; commands._judge = lambda: 0; "
        f"from pathlib import Path; commands.site('import', Path({str(folder)!r}))"
    )
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=60)
    until(port, f"/agreements/{JOBS}/jobs/2023", "is-breached", seconds=40)
    assert "the worker ended and is started again" in (tmp_path / "log").read_text()


def test_the_worker_deletes_what_is_told_of_old_tasks(
    served: tuple[int, subprocess.Popen[str], Path], environment: dict[str, str]
) -> None:
    """A site that starts asks for it, as it does when a day begins; the worker does it."""
    path = Path(environment["COMMONWEAL_DATA"]) / "commonweal.sqlite3"
    asked = "select status from django_tasks_database_dbtaskresult where task_path like '%.pruning.prune'"
    for _ in range(400):
        with closing(sqlite3.connect(path, timeout=20)) as found:
            states = [status for (status,) in found.execute(asked)]
        if states == ["SUCCESSFUL"]:
            return
        time.sleep(0.1)
    raise AssertionError(states)


# ---- settings ---------------------------------------------------------------------------------------


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = secret(tmp_path / "data", {})
    assert len(first) >= LEAST_SECRET and secret(tmp_path / "data", {}) == first
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600
    assert secret(tmp_path / "other", {}) != first
    with pytest.raises(Misconfigured, match="fewer than"):
        secret(tmp_path, {"COMMONWEAL_SECRET": "short"})


def test_a_database_is_named_by_its_url(tmp_path: Path) -> None:
    assert database(tmp_path, {})["NAME"] == str(tmp_path / "commonweal.sqlite3")
    url = "postgres://ada:p%40ss@db.example:5433/common%20weal?sslmode=verify-full"
    found = database(tmp_path, {"DATABASE_URL": url})
    parts = {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    assert parts == {
        "NAME": "common weal", "USER": "ada", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }  # fmt: skip
    for bad in ("mysql://x/y", "postgres://host", "postgres://host:port/name", "nonsense"):
        with pytest.raises(Misconfigured):
            database(tmp_path, {"DATABASE_URL": bad})


def test_the_site_answers_under_this_machines_names_alone_unless_told() -> None:
    assert hosts({}) == ["localhost", "127.0.0.1", "[::1]"]
    assert hosts({"COMMONWEAL_HOSTS": "a.example, b.example"}) == ["a.example", "b.example"]


# ---- files of support -------------------------------------------------------------------------------


def test_support_is_added_listed_and_taken_out_by_command(
    environment: dict[str, str], tmp_path: Path
) -> None:
    grants, loans = tmp_path / "grants.csv", tmp_path / "loans.csv"
    grants.write_bytes(GRANTS)
    loans.write_bytes(LOANS)
    none = site(environment, "support", "add", str(grants))
    assert (none.returncode, "no workspace yet" in none.stderr) == (2, True)
    assert site(environment, "import", str(STARTER), "--public").returncode == 0
    unknown = site(environment, "support", "add", str(grants), str(loans))
    assert unknown.returncode == 1 and "nothing was taken in" in unknown.stderr
    assert "support/loans.csv:1:1: error CW7210" in unknown.stderr
    assert 'recipient = "Company"' in unknown.stdout, "a mapping is proposed, and not used"
    assert site(environment, "support", "list").stdout == ""
    mapping = tmp_path / "loans.toml"
    mapping.write_bytes(MAPPING)
    added = site(environment, "support", "add", str(grants), str(loans), "--mapping", str(mapping))
    assert added.returncode == 0, added.stderr
    assert "360G-fund: 2 supports, 0 not matched\nloans: 3 supports, 3 not" in added.stdout
    again = site(environment, "support", "add", str(grants))
    assert (again.returncode, again.stdout) == (0, "no change: the record says the same already\n")
    assert len(site(environment, "support", "list").stdout.splitlines()) == 3
    assert site(environment, "support", "remove", "loans.csv").returncode == 0
    assert " events hold" in site(environment, "verify").stdout
    for words in (["dance"], ["remove", "nothing.csv"], ["add"], ["add", str(tmp_path)], ["add", "none.csv"]):
        wrong = site(environment, "support", *words)
        assert (wrong.returncode, len(wrong.stderr.splitlines()), "Traceback" in wrong.stderr) == (
            2,
            1,
            False,
        )


def test_officers_are_added_and_let_go_by_command(environment: dict[str, str]) -> None:
    assert site(environment, "officer", "list").stdout == "no officer yet\n"
    added = site(environment, "officer", "add", "Ada", "Lovelace")
    assert added.returncode == 0 and "password: " in added.stdout, added.stderr
    password = added.stdout.partition("password: ")[2].split()[0]
    assert len(password) == 24
    assert site(environment, "officer", "add", "Ada Lovelace").returncode == 2
    again = site(environment, "officer", "reset", "Ada Lovelace").stdout
    assert "password: " in again and password not in again
    assert site(environment, "officer", "list").stdout == "Ada Lovelace\n"
    assert site(environment, "officer", "remove", "Ada Lovelace").returncode == 0
    for words in (["remove", "Ada Lovelace"], ["dance"], ["add"]):
        assert site(environment, "officer", *words).returncode == 2
    assert site(environment, "verify").stdout.startswith("3 events hold")
    stored = (Path(environment["COMMONWEAL_DATA"]) / "commonweal.sqlite3").read_bytes()
    assert password.encode() not in stored, "nobody can read it again"
