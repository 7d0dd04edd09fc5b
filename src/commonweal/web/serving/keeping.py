"""Export, verify, backup and restore: everything can be taken out, and nothing can change unseen."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commonweal.web.policy import Class
from commonweal.web.record import events
from commonweal.web.record.chain import breaks, commitment
from commonweal.web.record.composing import Corrupt, compose
from commonweal.web.record.contents import NoWorkspace, write_folder
from commonweal.web.record.models import File, Site

OK, FAULTS, WRONG_CALL = 0, 1, 2


@dataclass(slots=True)
class Told:
    """
    What the chain says of the record, from its first event to its last.

    Attributes
    ----------
    files : the commitments of all files, with the path where an event may name it
    unmarked : the class of what the workspace gives none
    as_of : the day as of which the site judges, as 2024-10-20; None: the day it is
    """

    files: dict[str, str | None] = field(default_factory=dict)
    unmarked: str = Class.PARTIES.value
    as_of: str | None = None

    def follow(self, body: Mapping[str, Any]) -> None:
        """Take one event in."""
        act, said = body.get("act"), body.get("said", {})
        if act in ("workspace.imported", "support.changed"):
            for change in said["files"]:
                self.files.pop(change["before"], None)
                if change["after"] is not None:
                    self.files[change["after"]] = change["path"]
            if "unmarked" in said:
                self.unmarked = said["unmarked"]["after"]
        elif act == "site.as_of":
            self.as_of = said["after"]


def told() -> Told:
    """Return what the chain says of the record."""
    found = Told()
    for one in events.links():
        found.follow(events.said_of(one))
    return found


def export(folder: Path) -> int:
    """Write the workspace as it was taken in, byte for byte."""
    try:
        with events.snapshot():
            files = compose()
        write_folder(folder, files)
    except (NoWorkspace, Corrupt) as fault:
        print(f"commonweal: {fault}", file=sys.stderr)
        return FAULTS
    print(f"{len(files)} files written to {folder}")
    return OK


def verify() -> int:
    """Say whether the chain holds, and whether every file and the site are as its events say."""
    faults = list(problems())
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return FAULTS
    last = events.head()
    print(f"{last.seq} events hold; the last hash is {last.hash}" if last else "no event yet")
    return OK


def problems() -> list[str]:
    """Return what is wrong with the record, as lines; none: it holds."""
    with events.snapshot():
        found = [f"event {fault.seq}: {fault.why}" for fault in breaks(events.links())]
        said = told()
        found += _of_site(said)
        try:
            return [*found, *_of_files(said)]
        except Corrupt as fault:
            return [*found, str(fault)]


def _of_site(said: Told) -> list[str]:
    site = Site.objects.filter(id=1).first() or Site()
    as_of = None if site.as_of is None else site.as_of.isoformat()
    held = (
        ("class of what the workspace gives none", site.unmarked, said.unmarked),
        ("day as of which it judges", as_of or "today", said.as_of or "today"),
    )
    return [f"the site's {what} is {is_}; the chain says {was}" for what, is_, was in held if is_ != was]


def _of_files(said: Told) -> list[str]:
    content, missing, found = compose(), dict(said.files), []
    for path, salt, kept in File.objects.order_by("path").values_list("path", "salt", "commitment"):
        missing.pop(kept, None)
        if _committed(salt, path, content[path]) not in said.files:
            found.append(f"{path}: the record does not hold what the chain says")
    for committed, named in sorted(missing.items()):
        found.append(f"{named or 'the file of commitment ' + committed}: the record has lost it")
    return found


def _committed(salt: str, path: str, content: bytes) -> str | None:
    try:
        return commitment(salt, path, content)
    except ValueError:
        return None
