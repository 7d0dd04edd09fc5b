"""`commonweal site support`: files of support into the record, out of it, and what is there."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from commonweal.exchange.files import propose
from commonweal.exchange.folder import FOLDER, MAPPINGS, REVIEW, is_data
from commonweal.ground.diagnostics import Diagnostic
from commonweal.web.accounts.operations import actor
from commonweal.web.portfolio.adding import Outcome, Refused, change, data_path, mapping_path
from commonweal.web.portfolio.queries import sources
from commonweal.web.record.models import File

OK, FAULTS, WRONG_CALL = 0, 1, 2
_LARGEST: Final = 50 * 1024 * 1024 + 1


def act(
    words: Sequence[str], *, mappings: Sequence[Path], review: Path | None, who: str, judge: Callable[[], int]
) -> int:
    """
    Do what the words after `site support` say; return an exit status.

    Parameters
    ----------
    who : the name under which it is done
    judge : brings what the site shows in line
    """
    verb, names = (words[0], list(words[1:])) if words else ("list", [])
    try:
        if verb == "list" and not names:
            return _list()
        if verb == "add" and (names or mappings or review):
            new = _read(names, mappings, review)
            return _done(change(new, actor=_key(who), at=datetime.now(UTC)), new, judge)
        if verb == "remove" and names:
            gone = frozenset(map(_standing, names))
            return _done(change({}, gone, actor=_key(who), at=datetime.now(UTC)), {}, judge)
    except (Refused, OSError) as fault:
        return _wrong(str(fault))
    return _wrong("site support add FILE..., site support remove NAME..., or site support list")


def _key(who: str) -> str:
    return actor(who, kind="person").key


def _read(names: Sequence[str], mappings: Sequence[Path], review: Path | None) -> dict[str, bytes]:
    """Return files by the paths under which they are kept; two of one name are refused."""
    wanted = [(data_path(Path(name).name), Path(name)) for name in names]
    wanted += [(mapping_path(path.name), path) for path in mappings]
    wanted += [(REVIEW, review)] if review is not None else []
    found: dict[str, bytes] = {}
    for path, at in wanted:
        if path in found:
            raise Refused(f"two files are called {at.name}; give one of them another name")
        with at.open("rb") as stream:
            found[path] = stream.read(_LARGEST)
    return found


def _standing(name: str) -> str:
    """Return the path of a file of support that is there."""
    path = name if name.startswith(FOLDER) else FOLDER + name
    if not File.objects.filter(path=path).exists():
        raise Refused(f"there is no {path}; site support list names what there is")
    return path


def _done(done: Outcome, new: dict[str, bytes], judge: Callable[[], int]) -> int:
    if not done.ok:
        _complain(done.diagnostics, new)
        return FAULTS
    for path, standing in sorted((done.known or {}).items()):
        print(f"{path} is already there, byte for byte, as {standing}")
    if done.event is None:
        print("no change: the record says the same already")
        return OK
    for path in done.changed:
        print(f"{path} {'is in the record' if path in new else 'is no longer in the record'}")
    print(f"event {done.event.seq}, hash {done.event.hash}")
    code = judge()
    for row in sources():
        one = json.loads(row.data)
        what = "support" if one["supports"] == 1 else "supports"
        print(f"{one['source']}: {one['supports']:,} {what}, {one['unmatched']:,} not matched")
    return code


def _complain(diagnostics: Sequence[Diagnostic], new: dict[str, bytes]) -> None:
    for found in diagnostics:
        if found.is_error:
            print(f"{found.span}: error {found.code}: {found.message}", file=sys.stderr)
            for mend in found.help:
                print(f"  help: {mend}", file=sys.stderr)
    print("nothing was taken in", file=sys.stderr)
    asked = {found.span.file for found in diagnostics if found.span and found.code == "CW7210"}
    for path in sorted(asked & new.keys()):
        if proposal := propose(new[path], path).value:
            print(proposal)


def _list() -> int:
    for path, size in File.objects.filter(path__startswith=FOLDER).values_list("path", "size"):
        what = "mapping" if path.startswith(MAPPINGS) else "data" if is_data(path) else "decisions"
        print(f"{path}  {what}, {size:,} bytes")
    return OK


def _wrong(said: str) -> int:
    print(f"commonweal: {said}", file=sys.stderr)
    return WRONG_CALL
