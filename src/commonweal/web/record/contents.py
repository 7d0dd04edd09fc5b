"""Which files a workspace has, read from a folder or written into one; hidden files and links are none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

LEFT_OUT: Final = ("build", "quarantine")
"""Folders that commands write into; they are no part of a workspace."""
MOST_FILES: Final = 20_000
MOST_BYTES: Final = 256 * 1024 * 1024
"""Of one file."""
LONGEST_PATH: Final = 500


class NoWorkspace(Exception):
    """A folder that cannot be taken in; one line says why."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """
    Return the files of a workspace by their path in it, with `/`.

    Raises
    ------
    NoWorkspace : no folder, too many or too large files, a name that is no text, or something in it cannot be
        read: what is passed over would be taken out of the record
    """
    if not folder.is_dir():
        raise NoWorkspace(f"there is no folder {folder}")
    found: dict[str, bytes] = {}
    for top, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and _wanted(folder, Path(top) / f))
        for name in sorted(files):
            path = Path(top) / name
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            where = path.relative_to(folder).as_posix()
            found[_sound_name(where)] = _content(path, where)
            if len(found) > MOST_FILES:
                raise NoWorkspace(f"the folder holds more than {MOST_FILES:,} files")
    return found


def _unreadable(fault: OSError) -> None:
    raise NoWorkspace(f"{fault.filename} cannot be read: {fault.strerror}")


def _wanted(folder: Path, path: Path) -> bool:
    return not path.is_symlink() and path.relative_to(folder).as_posix() not in LEFT_OUT


def _sound_name(where: str) -> str:
    if len(where) > LONGEST_PATH or not where.isprintable():
        raise NoWorkspace(f"{where[:80]!r} is no name for a file of a workspace")
    return where


def _content(path: Path, where: str) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise NoWorkspace(f"{where} is larger than {MOST_BYTES // 1024**2} MB")
    try:
        return path.read_bytes()
    except OSError as fault:
        raise NoWorkspace(f"{path} cannot be read: {fault.strerror}") from fault


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """
    Write files into a folder that is empty or not there.

    Raises
    ------
    NoWorkspace : something is there already, or a path leads out of the folder
    """
    if folder.exists() and any(folder.iterdir()):
        raise NoWorkspace(f"{folder} is not empty")
    for where, content in files.items():
        path = folder / where
        if ".." in Path(where).parts or Path(where).is_absolute():
            raise NoWorkspace(f"{where} leads out of the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return sha256(content).hexdigest()
