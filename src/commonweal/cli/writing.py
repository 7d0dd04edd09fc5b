"""
What commands say and write: messages on standard error, results on standard output or, whole, into a file.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from commonweal.ground.diagnostics import Diagnostic

Sources = Callable[[str], str | None]

OK, FAULTS, WRONG_CALL, FOUND, OWN_FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""Exit statuses: done, input with errors, a wrong call, `--fail-on` matched, our own fault, interrupted."""

FILE_WIDTH: Final = 120
"""Columns of a text that is written into a file or a pipe."""


class WrongCall(Exception):
    """The command was called with something that cannot be done; one line says what."""


class Faulty(Exception):
    """The input has errors; all of them are shown."""

    def __init__(self, diagnostics: Iterable[Diagnostic], sources: Sources) -> None:
        super().__init__("the input has errors")
        self.diagnostics = tuple(diagnostics)
        self.sources = sources

    def show(self) -> None:
        """Print every fault, and how many there are, on standard error."""
        from commonweal.report.diagnostics import summary

        show_diagnostics(self.diagnostics, self.sources)
        complain(summary(self.diagnostics))


# ---- for people -------------------------------------------------------------------------------------


def console(stream: Any = None) -> Console:
    """Return a console on a stream (standard output): colours and width of a terminal, else plain text."""
    from rich.console import Console

    class Plain(Console):
        """A console that leaves it to `main` what happens when its reader goes away."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = sys.stdout if stream is None else stream
    with suppress(AttributeError, ValueError):
        stream.reconfigure(errors="replace")  # a terminal that cannot show a mark shows a question mark
    width = None if stream.isatty() or "COLUMNS" in os.environ else FILE_WIDTH
    return Plain(file=stream, width=width, highlight=False, markup=False, emoji=False)


def say(*parts: RenderableType, output: Path | None = None) -> None:
    """Print for people on standard output, or as plain text into a file."""
    if output is None:
        on = console()
        for part in parts:
            on.print(part, soft_wrap=isinstance(part, str), crop=False)
        return
    from io import StringIO

    from rich.console import Console

    page = StringIO()
    on = Console(file=page, width=FILE_WIDTH, highlight=False, markup=False, emoji=False, color_system=None)
    for part in parts:
        on.print(part, soft_wrap=isinstance(part, str), crop=False)
    text = "\n".join(line.rstrip() for line in page.getvalue().split("\n"))
    write(text.encode("utf-8"), output)


def width_of(output: Path | None) -> int | None:
    """Return the width of the terminal that shows the result, None where it goes into a file or a pipe."""
    return console().width if output is None and sys.stdout.isatty() else None


def complain(line: str) -> None:
    """Print one line on standard error."""
    console(sys.stderr).print(line, soft_wrap=True)


def show_diagnostics(diagnostics: Iterable[Diagnostic], sources: Sources) -> None:
    """Print diagnostics on standard error, each with its source line."""
    from commonweal.report.diagnostics import as_text

    on = console(sys.stderr)
    for diagnostic in diagnostics:
        on.print(as_text(diagnostic, sources, width=on.width), soft_wrap=True)
        on.print()


# ---- for programs -----------------------------------------------------------------------------------


def form_of(form: str | None, output: Path | None, among: tuple[str, ...]) -> str:
    """
    Return the format to write: the one asked for, else the one that the file's name ends in, else text.

    Raises
    ------
    WrongCall : this command does not write that format, or it cannot be shown on a terminal
    """
    ending = output.suffix.removeprefix(".").lower() if output is not None else ""
    meant = {"json": "json", "csv": "csv", "parquet": "parquet", "html": "html", "txt": "text", "md": "text"}
    if output is not None and ending not in meant and form is None and not _is_device(output):
        endings = ", ".join(f".{word}" for word in among).replace(".text", ".txt")
        raise WrongCall(f"{output.name} does not say what to write; end it in {endings}, or add --format")
    if form is not None and meant.get(ending, form) != form:
        raise WrongCall(f"{output} ends in .{ending}, and --format says {form}; they must agree")
    chosen = form or meant.get(ending, "text")
    if chosen not in among:
        raise WrongCall(f"this command writes {', '.join(among)}, not {chosen}")
    if chosen == "parquet" and output is None and sys.stdout.isatty():
        raise WrongCall("Parquet is not for the screen; add -o FILE.parquet")
    return chosen


def emit(content: bytes | str, output: Path | None) -> None:
    """Write a result to standard output, byte for byte, or into a file."""
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    if output is not None:
        write(data, output)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


_INPUTS: Final = (
    "vocabulary", "terms", "agreements", "evidence", "payments", "decisions", "missions", "indicators",
)  # fmt: skip
"""Folders of a workspace that are read: nothing that a command writes may lie there."""


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _is_input(path: Path) -> bool:
    """Say whether a file is, or would become, one that a workspace is read from."""
    place = path.absolute()
    for folder in place.parents:
        if (folder / "commonweal.toml").is_file():
            inside = place.relative_to(folder).parts
            return inside[0] in _INPUTS or (len(inside) == 1 and place.suffix in (".csv", ".toml", ".terms"))
    return False


def check_target(output: Path | None) -> None:
    """
    Make sure, before the work, that a file can be written where it is wanted.

    Raises
    ------
    WrongCall : its folder is not there, or it is a folder itself
    """
    if output is None:
        return
    if _is_input(output):
        raise WrongCall(f"{output} lies among the texts and tables of a workspace; write it elsewhere")
    _check_place(output)


def _check_place(output: Path) -> None:
    if output.is_dir():
        raise WrongCall(f"{output} is a folder; name a file in it")
    if not output.parent.is_dir():
        raise WrongCall(f"the folder {output.parent} is not there; make it first")


def write(data: bytes, path: Path) -> None:
    """Write a file whole or not at all: beside its place first, then into it. A link stays a link."""
    import tempfile

    _check_place(path)
    if path.exists() and not path.is_file():
        path.write_bytes(data)  # a device or a pipe has no place beside it
        return
    path = path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
