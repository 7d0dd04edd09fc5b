"""`commonweal new`: a workspace that already runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter

from commonweal.cli import writing
from commonweal.cli.writing import OK, WrongCall

STARTER: Final = "starter"
CONFIG: Final = "commonweal.toml"
ROOMS: Final = ("agreements", "evidence", "payments", "decisions")
"""Folders of a workspace that a programme of the library may lack."""

_NAME: Final = re.compile(r"^name = .*$", re.MULTILINE)


def new(
    name: Annotated[Path, Parameter(name="NAME", help="The folder to make.")],
    /,
    *,
    template: Annotated[
        str, Parameter(name="--from", help="A programme of the library to begin with.", show_default=True)
    ] = STARTER,
) -> int:
    """
    Make a workspace that already runs: a text, an agreement, and the figures to judge it.

    Example: commonweal new my-strategy
    """
    source = _template(template)
    if name.exists() and (not name.is_dir() or any(name.iterdir())):
        raise WrongCall(f"{name} is there already, and not an empty folder")
    if not name.parent.is_dir():
        raise WrongCall(f"the folder {name.parent} is not there; make it first")
    for path, content in _files(source):
        target = name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_named(content, name) if path.as_posix() == CONFIG else content)
    _complete(name)
    _say(name, runs=(name / "agreements").is_dir() and any((name / "agreements").iterdir()))
    return OK


def templates() -> dict[str, Traversable]:
    """Return the programmes of the library, by name."""
    library = resources.files("commonweal") / "library"
    found = (entry for entry in library.iterdir() if entry.is_dir() and (entry / "terms").is_dir())
    return {entry.name: entry for entry in sorted(found, key=lambda e: e.name)}


def _template(name: str) -> Traversable:
    known = templates()
    if name not in known:
        raise WrongCall(f"the library has no programme {name}; there are: {', '.join(known)}")
    return known[name]


def _files(folder: Traversable, under: Path = Path()) -> Iterator[tuple[Path, bytes]]:
    """Yield every file below a folder with its path in it."""
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry, under / entry.name)
        elif entry.is_file():
            yield under / entry.name, entry.read_bytes()


def _named(config: bytes, folder: Path) -> bytes:
    """Return a configuration with the name of the new workspace in it."""
    name = f"name = {json.dumps(folder.resolve().name)}"
    return _NAME.sub(lambda _: name, config.decode("utf-8"), count=1).encode("utf-8")


def _complete(folder: Path) -> None:
    """Make what a workspace needs and the template does not have."""
    if not (folder / CONFIG).exists():
        name = json.dumps(folder.resolve().name)
        (folder / CONFIG).write_text(f'name = {name}\nzone = "UTC"\nlanguage = "en"\n', "utf-8")
    for room in ROOMS:
        (folder / room).mkdir(exist_ok=True)


def _say(folder: Path, *, runs: bool) -> None:
    shown = f'"{folder}"' if " " in str(folder) else str(folder)
    writing.say(f"{folder} is made. Now:", "")
    if runs:
        writing.say(f"  commonweal assess {shown}", f"  commonweal why {shown} RIV-2023-001 jobs 2024", "")
        writing.say(f"{folder / 'README.md'} leads through the first ten minutes.")
    else:
        writing.say(f"  commonweal test {shown}", "")
        writing.say(f"Then write an agreement into {folder / 'agreements'}: what was signed, with whom.")
