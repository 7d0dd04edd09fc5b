"""The door: commands are found, help is there and light, and no mistake of a user ends in a traceback."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commonweal.cli import main, writing
from tests.unit.cli.calling import call, process, starter

Capture = pytest.CaptureFixture[str]


def test_help_lists_every_command(capsys: Capture) -> None:
    said = call(capsys, "--help")
    assert said.code == 0 and all(name in said.out for name in main.COMMANDS)
    assert call(capsys).out == said.out == call(capsys, "help").out


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from commonweal.cli.main import run; run(['--help']);"
        "heavy = {'pyarrow', 'lark', 'rich', 'cyclopts', 'commonweal.terms.driver'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize("name", main.COMMANDS)
def test_help_of_every_command_shows_a_real_example(capsys: Capture, name: str) -> None:
    said = call(capsys, name, "--help")
    assert said.code == 0
    assert f"Example: commonweal {name}" in said.out
    assert call(capsys, "help", name).out == said.out


def test_a_command_that_is_not_there_is_named_with_the_nearest(capsys: Capture) -> None:
    said = call(capsys, "asess")
    assert (said.code, said.err) == (2, "commonweal: there is no command 'asess'; did you mean assess?\n")
    assert call(capsys, "--verbose").code == 2


def test_the_version(capsys: Capture) -> None:
    assert call(capsys, "--version").out.startswith("commonweal 0.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess"],
        ["assess", "nowhere"],
        ["assess", "a", "b"],
        ["assess", "nowhere", "--formatt", "json"],
        ["assess", "nowhere", "--format", "yaml"],
        ["assess", "nowhere", "--as-of"],
        ["assess", "\x00"],
        ["assess", "x" * 5000],
        ["why", "nowhere", "A"],
        ["why", "nowhere", "A", "c", "2020"],
        ["due", "nowhere"],
        ["calendar", "nowhere", "A"],
        ["check"],
        ["check", "nowhere"],
        ["fmt"],
        ["fmt", "nowhere"],
        ["test"],
        ["test", "nowhere"],
        ["prose", "nowhere"],
        ["error", "CW9999"],
        ["new"],
        ["new", "no/such/folder/x"],
        ["new", "x", "--from", "nothing"],
        ["demo", "x"],
    ],
)
def test_a_wrong_call_is_one_clear_line_and_status_2(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = call(capsys, *arguments)
    assert said.code == 2, said
    assert said.out == ""
    assert said.err.startswith(f"commonweal {arguments[0]}: ") and said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_file_that_may_not_be_read_is_one_line(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "secret.csv")

    monkeypatch.setattr("commonweal.workspace.load.load", refuse)
    said = call(capsys, "assess", starter(tmp_path / "w"))
    assert (said.code, said.err) == (2, "commonweal assess: secret.csv: permission denied\n")


def test_our_own_fault_is_said_to_be_ours(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the roof leaks")

    monkeypatch.setattr("commonweal.workspace.load.load", fail)
    said = call(capsys, "assess", starter(tmp_path / "w"))
    assert said.code == writing.OWN_FAULT
    assert "RuntimeError: the roof leaks" in said.err and "Traceback" not in said.err
    monkeypatch.setenv("COMMONWEAL_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        call(capsys, "assess", tmp_path / "w")


def test_an_interruption_is_quiet(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("commonweal.workspace.load.load", interrupt)
    said = call(capsys, "assess", starter(tmp_path / "w"))
    assert (said.code, said.out, said.err) == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_control_c_while_it_works(tmp_path: Path) -> None:
    code = (
        # Tests that a shell runs in its background ignore SIGINT, and their children inherit that.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import time, commonweal.workspace.load as w;"
        "w.load = lambda *a, **k: (print('on', flush=True), time.sleep(30));"
        "from commonweal.cli.main import main; main(['assess', '.'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None and running.stdout.readline() == "on\n"
        time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (130, "")


@pytest.mark.parametrize(
    "arguments", [["error"], ["assess", "w"], ["assess", "w", "--format", "json"], ["--help"]]
)
def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path, arguments: list[str]) -> None:
    starter(tmp_path / "w")
    with subprocess.Popen(
        [sys.executable, "-m", "commonweal.cli.main", *arguments], cwd=tmp_path, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        err = running.stderr.read()
    assert (running.returncode, err) == (0, "")


def test_it_runs_where_nothing_but_ascii_can_be_written(tmp_path: Path) -> None:
    starter(tmp_path / "w")
    said = process("assess", "w", cwd=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert said.returncode == 0 and "? breached" in said.stdout
