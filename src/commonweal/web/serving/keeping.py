"""Export, verify, backup and restore: everything can be taken out, and nothing can change unseen."""

from __future__ import annotations

import sys
from pathlib import Path

from commonweal.web.record import events
from commonweal.web.record.chain import breaks
from commonweal.web.record.composing import Corrupt, compose
from commonweal.web.record.contents import NoWorkspace, write_folder

OK, FAULTS, WRONG_CALL = 0, 1, 2


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
    """Say whether the chain holds and every file has the hash that its last event names."""
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
        said: dict[str, str | None] = {}
        for one in events.links():
            body = events.said_of(one)
            for change in body.get("said", {}).get("files", []):
                said[change["path"]] = change["after"]
        try:
            stored = compose()
        except Corrupt as fault:
            return [*found, str(fault)]
    from commonweal.web.record.contents import digest

    hashes = {path: digest(content) for path, content in stored.items()}
    told = {path: after for path, after in said.items() if after is not None}
    found += [
        f"{path}: the record does not hold what the chain says"
        for path in sorted(hashes.keys() | told.keys())
        if hashes.get(path) != told.get(path)
    ]
    return found
