"""
What commands are asked: days, instants, workspaces. The only place with a clock.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from commonweal.cli.writing import Faulty, Sources, WrongCall
from commonweal.report.progress import Progress

if TYPE_CHECKING:
    from commonweal.workspace.load import Workspace

LARGEST_SHOWN: Final = 16 * 1024 * 1024
"""Bytes of a file beyond which its lines are not shown beside a fault."""

UTC_ZONE: Final = ZoneInfo("UTC")

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(text: str | None, option: str = "--as-of") -> date:
    """
    Return a day that was typed; today where none was.

    Raises
    ------
    WrongCall : it is no day of the calendar
    """
    if text is None:
        return date.today()
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"{option} {text}: there is no such day") from None
    raise WrongCall(f"{option} {text}: write a day as 2021-12-31")


def moment(text: str | None, zone: ZoneInfo, option: str = "--known-at") -> datetime | None:
    """
    Return an instant that was typed, in UTC; a day means its end in a zone, a second its end.

    Raises
    ------
    WrongCall : it is neither an instant with a zone nor a day
    """
    from commonweal.workspace.fields import end_of_day

    if text is None:
        return None
    if _DAY.fullmatch(text):
        return end_of_day(day(text, option), zone)
    try:
        found = datetime.fromisoformat(text) if _INSTANT.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise WrongCall(f"{option} {text}: write 2021-12-31, or 2021-12-31T23:59:59Z")
    return (found if "." in text else found.replace(microsecond=999_999)).astimezone(UTC)


def existing(path: Path) -> Path:
    """
    Return a path that is there.

    Raises
    ------
    WrongCall : it is not
    """
    try:
        there = path.exists()
    except (OSError, ValueError) as fault:
        raise WrongCall(f"{str(path)[:200]!r} is no path: {fault}") from fault
    if not there:
        raise WrongCall(f"{path} is not there")
    return path


def open_workspace(path: Path) -> Workspace:
    """
    Return the workspace in a folder.

    Raises
    ------
    WrongCall : there is no such folder; Faulty : its texts or tables have errors
    """
    from commonweal.workspace.load import load

    if not existing(path).is_dir():
        raise WrongCall(f"{path} is a file; a workspace is a folder with a commonweal.toml in it")
    with Progress("reading") as progress:
        result = load(path, progress=progress)
    if result.value is None or not result.ok:
        raise Faulty(result.diagnostics, sources_in(path))
    return result.value


def sources_in(folder: Path) -> Sources:
    """Return a way to the texts and tables in a folder, by name; links out of it are not followed."""
    root = folder.resolve()

    @cache
    def read(name: str) -> str | None:
        try:
            path = (root / name).resolve()
            inside = path.is_relative_to(root) and path.is_file()
            return path.read_text("utf-8-sig") if inside and path.stat().st_size <= LARGEST_SHOWN else None
        except (OSError, ValueError, RuntimeError):  # RuntimeError: a circle of links
            return None

    return read


# ---- options that several commands have -------------------------------------------------------------

Folder = Annotated[Path, Parameter(name="WORKSPACE", help="The folder of the workspace.")]
AsOf = Annotated[
    str | None, Parameter(name="--as-of", help="Judge as of the end of this day. Default: today.")
]
KnownAt = Annotated[
    str | None,
    Parameter(
        name="--known-at",
        help="Judge from what was recorded up to this instant (2021-12-31T23:59:59Z) or the end of this day. "
        "Default: the end of the as-of day in the workspace's time zone.",
    ),
]
Engine = Annotated[str, Parameter(name="--engine", help="The engine that judges.", show_default=True)]
Output = Annotated[
    Path | None,
    Parameter(name=("-o", "--output"), help="Write into this file; its ending names the format."),
]
