"""
Whose the data folder is: one user keeps the site, and everybody else is told so in one sentence.

Nobody else can read what the site writes. The administrator of a machine may write anywhere all the same, and
would leave files there that the site, which runs as its own user, can then not open.
"""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Final

ROOT: Final = 0


def me() -> int:
    """Return the number of the user with whose rights this runs."""
    return os.geteuid()


def refusal(folder: Path, *, user: int) -> str:
    """Return why a user may not keep the site in a folder, "" if nothing tells against trying it."""
    return belongs(folder, user=user) if user == ROOT else ""


def denied(fault: OSError, folder: Path, *, user: int) -> str:
    """Return what a user is told whom the machine let no further, with the data folder and whose it is."""
    what = f"{fault.filename}: {fault.strerror}" if fault.filename else fault.strerror or str(fault)
    return "; ".join(filter(None, (what, belongs(folder, user=user))))


def belongs(folder: Path, *, user: int) -> str:
    """Return to whom a data folder belongs and what to do, "" where it is one's own or nobody can tell."""
    try:
        owner = folder.stat().st_uid
    except OSError:
        return ""
    if owner == user:
        return ""
    keeper, asking = _name(owner), _name(user)
    mend = f"give it to {asking}" if owner == ROOT else f"run this as {keeper}"
    return f"the data folder {folder} belongs to {keeper}, and you are {asking}: {mend}"


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
