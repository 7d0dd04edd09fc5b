"""
Files of support are taken into the record, and taken out again: each is one transaction with one event.

What is asked is first held against everything that is there: a fault in one file, or a record that two files
tell differently, and nothing is stored. If the record changes meanwhile, it is held against that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from django.db import transaction

from commonweal.exchange.folder import FOLDER, MAPPINGS, REVIEW
from commonweal.ground.diagnostics import Diagnostic
from commonweal.web.portfolio.deriving import faults
from commonweal.web.record import events
from commonweal.web.record.chain import Link
from commonweal.web.record.composing import compose
from commonweal.web.record.contents import digest
from commonweal.web.record.models import File, Site
from commonweal.web.record.operations import as_told, checked, store
from commonweal.workspace.load import Workspace

TRIES: Final = 5
"""Times that it is held against the record anew because that changed."""
LONGEST: Final = 200
"""Letters of a name."""


class Refused(Exception):
    """What cannot be asked; one line says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What was done, or would be.

    Attributes
    ----------
    changed : paths that are new, other or gone; none: the record says the same already
    known : files whose very bytes are there, with the path under which they are
    files : of the workspace, as they would be
    event : of the change; None where there is none
    """

    changed: tuple[str, ...] = ()
    known: Mapping[str, str] | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    workspace: Workspace | None = None
    files: Mapping[str, bytes] | None = None
    event: Link | None = None

    @property
    def ok(self) -> bool:
        """Say whether nothing is at fault."""
        return not any(d.is_error for d in self.diagnostics)


def data_path(name: str) -> str:
    """
    Return where a file of support is kept.

    Raises
    ------
    Refused : the name is none for a file, or is that of something else there
    """
    path = FOLDER + _sound(name)
    if path in (REVIEW, MAPPINGS.rstrip("/")) or path.endswith(".toml"):
        raise Refused(f"{name}: a file of support cannot be called so; give it another name")
    return path


def mapping_path(name: str) -> str:
    """
    Return where a mapping is kept.

    Raises
    ------
    Refused : the name is none for a mapping
    """
    if not name.endswith(".toml"):
        raise Refused(f"{name}: a mapping is a file NAME.toml")
    return MAPPINGS + _sound(name)


def _sound(name: str) -> str:
    bad = name.startswith(".") or not name.isprintable() or set(name) & set("/\\:") or not name.strip()
    if bad or len(name) > LONGEST or PurePosixPath(name).name != name:
        raise Refused(f"{name[:80]!r} is no name for a file")
    return name


def proposed(new: Mapping[str, bytes], gone: frozenset[str] = frozenset()) -> Outcome:
    """Return what adding files by their paths, and taking others out, would do; nothing is stored."""
    return _looked(new, gone)[0]


def change(
    new: Mapping[str, bytes], gone: frozenset[str] = frozenset(), *, actor: str, at: datetime
) -> Outcome:
    """
    Add files of support by their paths and take others out, if nothing is at fault.

    Raises
    ------
    Refused : the record did not stand still
    """
    for _ in range(TRIES):
        outcome, seen = _looked(new, gone)
        if not outcome.ok or not outcome.changed or outcome.files is None:
            return outcome
        with transaction.atomic():
            Site.objects.select_for_update().get_or_create(id=1)
            if _recorded() != seen:
                continue
            changes = store(outcome.files, within=_is_here)
            event = events.append("support.changed", actor=actor, at=at, files=as_told(changes))
        return Outcome(outcome.changed, outcome.known, outcome.diagnostics, event=event)
    raise Refused("the record changed again and again; try once more")


def _looked(new: Mapping[str, bytes], gone: frozenset[str]) -> tuple[Outcome, dict[str, str]]:
    """Return what a change would do, and the state of the record that it was held against."""
    with events.snapshot():
        seen = _recorded()
        files = compose()
    paths = {digest(content): path for path, content in sorted(files.items()) if _is_here(path)}
    known = {
        path: paths[digest(content)]
        for path, content in new.items()
        if path not in files and digest(content) in paths and not path.startswith(MAPPINGS)
    }
    wanted = {path: content for path, content in new.items() if path not in known}
    made = {path: content for path, content in (files | wanted).items() if path not in gone}
    changed = tuple(sorted(path for path in files.keys() | made.keys() if files.get(path) != made.get(path)))
    if not changed:
        return Outcome((), known), seen
    workspace = checked(made).value
    if workspace is None:
        raise Refused("there is no workspace yet; take one in first (commonweal site import FOLDER)")
    return Outcome(changed, known, faults(made, workspace), workspace, made), seen


def _is_here(path: str) -> bool:
    return path.startswith(FOLDER)


def _recorded() -> dict[str, str]:
    """Return every file of the record by its commitment: what changes whenever one does."""
    return dict(File.objects.values_list("path", "commitment"))
