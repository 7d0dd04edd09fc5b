"""
Pages that show commands: the commands are run again, and what they print is written below them.

In a page, a fence whose line above is `<!-- file: PATH -->` is written to that file; in a `console` fence,
lines that begin with `$ ` are commands and the others are what they print. Everything happens in a fresh
folder, in the order of the page. What goes to standard error is shown where there is nothing else, or where
the command did not succeed: a count of warnings about texts that the page does not speak of is left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 100
SECONDS = 120
FILE = re.compile(r"<!-- file: (?P<path>[\w./-]+) -->")
FENCE = re.compile(r"```(?P<language>\w*)$")
MOVE = re.compile(r"cd (?P<folder>[\w./-]+)")
#: The real agreements: a page that shows them never shows a fault of theirs.
ATLAS = "examples/atlas"
#: A wrong call, a fault of commonweal itself, a command that is not there: none has a place in a page.
UNFIT = (2, 70, 126, 127)


class Unfit(Exception):
    """A page shows a command that cannot be called so."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its language, what it holds, the file it stands for, and its place in the page."""

    language: str
    body: str
    file: str | None
    first: int
    last: int


def fences(page: str) -> Iterator[Fence]:
    """Yield the fenced blocks of a page; `first` and `last` are the indices of their fence lines."""
    lines = page.split("\n")
    opened: tuple[int, str] | None = None
    for index, line in enumerate(lines):
        if opened is None and (mark := FENCE.fullmatch(line)):
            opened = (index, mark["language"])
        elif opened is not None and line == "```":
            start, language = opened
            above = FILE.fullmatch(lines[start - 1]) if start else None
            body = "\n".join(lines[start + 1 : index])
            yield Fence(language, body, above["path"] if above else None, start, index)
            opened = None
    if opened is not None:
        raise Unfit(f"the fence in line {opened[0] + 1} is not closed")


def renewed(page: str) -> str:
    """
    Return a page with the outputs of its commands as they are now.

    Raises
    ------
    Unfit : a command cannot be called as the page calls it
    """
    blocks = list(fences(page))
    if not any(block.language == "console" for block in blocks):
        return page
    lines = page.split("\n")
    out: list[str] = []
    done = 0
    with tempfile.TemporaryDirectory() as made:
        shell = _Shell(Path(made).resolve())
        if ATLAS in page:
            (shell.home / "examples").symlink_to(ROOT / "examples")
        for block in blocks:
            if block.file is not None:
                target = shell.home / block.file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(block.body + "\n", encoding="utf-8")
            if block.language == "console":
                out += lines[done : block.first + 1]
                out += [line for call in commands(block.body) for line in shell.answered(call)]
                done = block.last
    return "\n".join([*out, *lines[done:]])


def commands(body: str) -> list[str]:
    """Return the commands of a console block, a long one with its line breaks."""
    found: list[str] = []
    for line in body.split("\n"):
        if line.startswith("$ "):
            found.append(line[2:])
        elif line.startswith("> ") and found and found[-1].endswith("\\"):
            found[-1] += "\n" + line[2:]
    return found


class _Shell:
    """A shell in a folder of its own that remembers where it is."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.here = home

    def answered(self, command: str) -> list[str]:
        """Return a command and what it printed, as the lines of a console block."""
        asked = ["$ " + command.replace("\n", "\n> ")]
        if move := MOVE.fullmatch(command):
            self.here = (self.here / move["folder"]).resolve()
            return asked
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        own = {"HOME": str(self.home), "COLUMNS": str(WIDTH), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.here,
            env={**os.environ, **own, "PATH": path},
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        broken = done.returncode != 0 or not done.stdout.strip()
        if done.returncode in UNFIT or (broken and ATLAS in command):
            raise Unfit(f"$ {command}\n{done.stdout}{done.stderr}")
        whole = done.stdout if done.returncode == 0 and done.stdout.strip() else done.stdout + done.stderr
        said = whole.replace(str(self.home), "~")
        lines = [line.rstrip() for line in said.rstrip("\n").split("\n")] if said.strip() else []
        return [*"\n".join(asked).split("\n"), *lines]
