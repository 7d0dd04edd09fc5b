"""
A workspace is taken in, whole or not at all; how the site judges is set. Each is one transaction and event.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from commonweal.ground.diagnostics import Diagnostic, Result
from commonweal.web.policy import Class, Marking
from commonweal.web.record import events, markings
from commonweal.web.record.chain import commitment, new_salt
from commonweal.web.record.contents import digest, read_folder, write_folder
from commonweal.web.record.models import Document, File, Line, Site
from commonweal.web.record.refusing import faults_of, judgements
from commonweal.web.record.sheets import NoTable, Written, read_sheet
from commonweal.workspace.load import Workspace, load

SUPPORT: Final = "support/"
"""The folder of other people's files; where a workspace has none, what the record has of them stays."""
_BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """
    What an import did.

    Attributes
    ----------
    changed : paths that were added, replaced or removed; none: the record said the same already
    diagnostics : of loading; an error among them, or a fault, means that nothing was taken in
    """

    changed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    faults: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Say whether the record now says what the folder says."""
        return not self.faults and not any(d.is_error for d in self.diagnostics)


def take_in(folder: Path, *, actor: str, at: datetime, unmarked: Class | None = None) -> Taken:
    """
    Make the record say what a workspace says, if nothing in it is at fault.

    The bytes that are judged are the bytes that are stored, whatever happens to the folder meanwhile.

    Parameters
    ----------
    actor : key of who does it; unmarked : class of what the workspace gives none (None: as it was)

    Raises
    ------
    NoWorkspace : the folder cannot be read
    """
    files = read_folder(folder)
    found = checked(files)
    diagnostics = found.diagnostics
    if found.value is not None:
        diagnostics = (*diagnostics, *judgements(files, found.value))
    within = everything if any(path.startswith(SUPPORT) for path in files) else is_own
    standing = Site.objects.get_or_create(id=1)[0].unmarked if unmarked is None else unmarked.value
    stated, faults = markings.read_markings(files.get(markings.FILE), Marking(Class(standing)))
    faults = (*faults, *faults_of(files, stated, found.value))
    if faults or any(d.is_error for d in diagnostics):
        return Taken((), diagnostics, faults)
    with transaction.atomic():
        site = Site.objects.select_for_update().get_or_create(id=1)[0]
        told: dict[str, Any] = {}
        if unmarked is not None and site.unmarked != unmarked.value:
            told["unmarked"] = {"before": site.unmarked, "after": unmarked.value}
            site.unmarked = unmarked.value
            site.save(update_fields=["unmarked"])
        changes = store(files, within=within)
        if changes or told:
            events.append("workspace.imported", actor=actor, at=at, files=as_told(changes), **told)
    return Taken(tuple(change["path"] for change in changes), diagnostics)


def is_support(path: str) -> bool:
    """Say whether a file is one of other people's, kept as the bytes that they are."""
    return path.startswith(SUPPORT) and not path.endswith(".toml")


def is_own(path: str) -> bool:
    """Say whether a file is of the workspace itself, not of its folder of support."""
    return not path.startswith(SUPPORT)


def everything(path: str) -> bool:
    """Say that any file is meant."""
    return True


def checked(files: Mapping[str, bytes]) -> Result[Workspace]:
    """Return the workspace of these files, with everything that is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="commonweal-") as top:
        folder = Path(top) / "workspace"
        write_folder(folder, files)
        return load(folder)


def store(
    files: Mapping[str, bytes],
    *,
    salts: Mapping[str, str] | None = None,
    within: Callable[[str], bool] = everything,
) -> list[dict[str, Any]]:
    """
    Write what is new or other into the record, without an event; return every change, with both commitments.

    Parameters
    ----------
    salts : of files that the chain tells already, as an archive brings them back; else each gets a new one
    within : says which files are meant; the others stay as they are
    """
    every = File.objects.values_list("path", "sha256", "commitment")
    known = {path: rest for path, *rest in every if within(path)}
    changes: list[dict[str, Any]] = []
    meant = sorted(path for path in files if within(path))
    for path in sorted(known.keys() - files.keys()):
        lost = Line.objects.filter(file=path).count()
        File.objects.filter(path=path).delete()
        changes.append({"path": path, "before": known[path][1], "after": None, "rows_lost": lost})
    for path in meant:
        hashed, before = known.get(path, (None, None))
        if digest(files[path]) == hashed:
            continue
        salt = new_salt() if salts is None else salts[path]
        after = commitment(salt, path, files[path])
        lost = _replace(path, files[path], salt, after)
        changes.append({"path": path, "before": before, "after": after, "rows_lost": lost})
    Document.objects.filter(file=None).delete()  # what no file holds any more is kept by nothing else
    return changes


def as_told(changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return changes as an event tells them: a file that may be kept from the public has no path there."""
    return [{**change, "path": change["path"] if _is_named(change["path"]) else None} for change in changes]


def _is_named(path: str) -> bool:
    """Say whether everybody may know that there is such a file, whatever its class is or will be."""
    if is_support(path) or markings.is_document(path):
        return False
    return path.endswith((".csv", ".terms", ".toml"))


def _replace(path: str, content: bytes, salt: str, committed: str) -> int:
    """Write one file into the record; return how many rows it had that it has no more."""
    said = {"sha256": digest(content), "size": len(content), "salt": salt, "commitment": committed}
    before = {tuple(cells) for cells in Line.objects.filter(file=path).values_list("cells", flat=True)}
    File.objects.filter(path=path).delete()
    text = None if is_support(path) or markings.is_document(path) else _text(content)
    if path.endswith(".csv") and text is not None:
        try:
            newline, rows = read_sheet(text)
        except NoTable:
            pass  # a table that nobody reads may be none; it is kept as a text
        else:
            file = File(path=path, kind="sheet", newline=newline, **said)
            file.save(force_insert=True)
            _write_lines(file, rows)
            return len(before - {row.cells for row in rows})
    if text is not None:
        File(path=path, kind="text", text=text, **said).save(force_insert=True)
    else:
        File(path=path, kind="document", document=store_document(content), **said).save(force_insert=True)
    return len(before)


def _text(content: bytes) -> str | None:
    """Return bytes as text if a database can hold them as such."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _write_lines(file: File, rows: list[Written]) -> None:
    header = rows[0].cells if rows else ()
    at = header.index("agreement") if "agreement" in header else None
    lines = (
        Line(
            file=file, position=n, cells=list(row.cells), raw=row.raw,
            agreement=row.cells[at][:200] if n > 1 and at is not None and at < len(row.cells) else "",
        )
        for n, row in enumerate(rows, start=1)
    )  # fmt: skip
    for batch in _batches(lines):
        Line.objects.bulk_create(batch)


def _batches(lines: Iterable[Line]) -> Iterable[list[Line]]:
    running = iter(lines)
    while batch := list(islice(running, _BATCH)):
        yield batch


def store_document(content: bytes) -> Document:
    """Return the document of these bytes, stored if it was not."""
    return Document.objects.get_or_create(
        sha256=digest(content), defaults={"size": len(content), "content": content}
    )[0]


def set_as_of(day: date | None, *, actor: str, at: datetime) -> bool:
    """Set the day as of which the site judges (None: the day it is); say whether that is new."""
    with transaction.atomic():
        site = Site.objects.select_for_update().get_or_create(id=1)[0]
        if site.as_of == day:
            return False
        before, site.as_of = site.as_of, day
        site.save(update_fields=["as_of"])
        told = [None if d is None else d.isoformat() for d in (before, day)]
        events.append("site.as_of", actor=actor, at=at, before=told[0], after=told[1])
    return True
