"""
A workspace is taken in, whole or not at all; how the site judges is set. Each is one transaction and event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import transaction

from commonweal.ground.diagnostics import Diagnostic, Result
from commonweal.web.policy import PUBLIC, Class, Marking
from commonweal.web.record import events, markings
from commonweal.web.record.chain import commitment, new_salt
from commonweal.web.record.contents import digest, read_folder
from commonweal.web.record.models import Document, File, Line, Site, Touch
from commonweal.web.record.refusing import faults_of, idle_entries, judgements
from commonweal.web.record.sheets import NoTable, Written, read_sheet
from commonweal.web.record.slicing import note_checked, slice_of_import
from commonweal.workspace.files import Progress
from commonweal.workspace.load import Workspace, load_files

SUPPORT: Final = "support/"
"""The folder of other people's files; where a workspace has none, what the record has of them stays."""
_BATCH: Final = 500
_SAID: Final = ("cells", "raw", "agreement")
"""What a row of a table says, its number apart."""
T = TypeVar("T")


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


def take_in(
    folder: Path,
    *,
    actor: str,
    at: datetime,
    unmarked: Class | None = None,
    progress: Progress | None = None,
) -> Taken:
    """
    Make the record say what a workspace says, if nothing in it is at fault.

    The bytes that are judged are the bytes that are stored, whatever happens to the folder meanwhile.

    Parameters
    ----------
    actor : key of who does it; unmarked : class of what the workspace gives none (None: as it was)
    progress : told which file is read next

    Raises
    ------
    NoWorkspace : the folder cannot be read
    """
    files = read_folder(folder)
    site = Site.objects.get_or_create(id=1)[0]
    done = _take_slice(files, actor, at) if unmarked in (None, Class(site.unmarked)) else None
    standing = site.unmarked if unmarked is None else unmarked.value
    return done or _take_whole(files, actor, at, standing, progress)


def _take_whole(
    files: Mapping[str, bytes], actor: str, at: datetime, unmarked: str, progress: Progress | None
) -> Taken:
    found = checked(files, progress)
    diagnostics = found.diagnostics
    if found.value is not None:
        diagnostics = (*diagnostics, *judgements(files, found.value))
    stated, faults = markings.read_markings(files.get(markings.FILE), Marking(Class(unmarked)))
    faults = (*faults, *faults_of(files, stated, found.value))
    if found.value is None or faults or any(d.is_error for d in diagnostics):
        return Taken((), diagnostics, faults)
    with transaction.atomic():
        site = Site.objects.select_for_update().get(id=1)
        told: dict[str, Any] = {}
        if site.unmarked != unmarked:
            told["unmarked"] = {"before": site.unmarked, "after": unmarked}
            site.unmarked = unmarked
            site.save(update_fields=["unmarked"])
        changes = store(files, within=_within(files))
        note_checked(found.value.compiled)
        if changes or told:
            events.append("workspace.imported", actor=actor, at=at, files=as_told(changes), **told)
    return Taken(tuple(change["path"] for change in changes), diagnostics)


def _take_slice(files: Mapping[str, bytes], actor: str, at: datetime) -> Taken | None:
    """
    Take in a workspace that changes rows of some agreements only, looking at no others.

    None where it changes more; where something is at fault, for the whole tells every fault; and where the
    record changed meanwhile.
    """
    within = _within(files)
    part = slice_of_import({path: content for path, content in files.items() if within(path)}, within=within)
    if part is None:
        return None
    found = checked(part.files)
    stated = markings.read_markings(files.get(markings.FILE), PUBLIC)[0]
    idle = idle_entries(files, stated, changed=part.changed)
    if found.value is None or any(d.is_error for d in found.diagnostics) or any(idle):
        return None
    with transaction.atomic():
        Site.objects.select_for_update().get(id=1)
        if events.recorded() != part.recorded:
            return None
        changes = store(files, within=within)
        event = events.append("workspace.imported", actor=actor, at=at, files=as_told(changes))
        Touch.objects.bulk_create(Touch(event=event.seq, agreement=id_) for id_ in sorted(part.agreements))
    return Taken(tuple(change["path"] for change in changes), found.diagnostics)


def _within(files: Mapping[str, bytes]) -> Callable[[str], bool]:
    """Return which files are meant: where a workspace has no files of support, those of the record stay."""
    return everything if any(path.startswith(SUPPORT) for path in files) else is_own


def is_support(path: str) -> bool:
    """Say whether a file is one of other people's, kept as the bytes that they are."""
    return path.startswith(SUPPORT) and not path.endswith(".toml")


def is_own(path: str) -> bool:
    """Say whether a file is of the workspace itself, not of its folder of support."""
    return not path.startswith(SUPPORT)


def everything(path: str) -> bool:
    """Say that any file is meant."""
    return True


def checked(files: Mapping[str, bytes], progress: Progress | None = None) -> Result[Workspace]:
    """Return the workspace of these files, with everything that is wrong with it."""
    return load_files(files, progress=progress)


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
    text = None if is_support(path) or markings.is_document(path) else _text(content)
    if path.endswith(".csv") and text is not None:
        try:
            newline, rows = read_sheet(text)
        except NoTable:
            pass  # a table that nobody reads may be none; it is kept as a text
        else:
            return _write_sheet(path, rows, {"newline": newline, **said})
    lost = len({tuple(cells) for cells in Line.objects.filter(file=path).values_list("cells", flat=True)})
    File.objects.filter(path=path).delete()
    if text is not None:
        File(path=path, kind="text", text=text, **said).save(force_insert=True)
    else:
        File(path=path, kind="document", document=store_document(content), **said).save(force_insert=True)
    return lost


def _write_sheet(path: str, rows: list[Written], said: Mapping[str, Any]) -> int:
    """Write a table, of one that is recorded only the rows that differ; return how many it has no more."""
    if not File.objects.filter(path=path, kind="sheet").update(**said):
        File.objects.filter(path=path).delete()
        File(path=path, kind="sheet", **said).save(force_insert=True)
    lines = {line.position: line for line in _lines(path, rows)}
    before, gone = set(), []
    for stands in Line.objects.filter(file=path).iterator(chunk_size=5_000):
        before.add(tuple(stands.cells))
        new = lines.get(stands.position)
        if new is not None and all(getattr(new, name) == getattr(stands, name) for name in _SAID):
            del lines[stands.position]
        else:
            gone.append(stands.id)
    for batch in _batched(gone, _BATCH):
        Line.objects.filter(id__in=batch).delete()
    for fresh in _batched(lines.values(), _BATCH):
        Line.objects.bulk_create(fresh)
    return len(before - {row.cells for row in rows})


def _text(content: bytes) -> str | None:
    """Return bytes as text if a database can hold them as such."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _lines(path: str, rows: list[Written]) -> Iterator[Line]:
    header = rows[0].cells if rows else ()
    at = header.index("agreement") if "agreement" in header else None
    for n, row in enumerate(rows, start=1):
        whose = row.cells[at] if n > 1 and at is not None and at < len(row.cells) else ""
        yield Line(file_id=path, position=n, cells=list(row.cells), raw=row.raw, agreement=whose[:200])


def _batched(things: Iterable[T], most: int) -> Iterator[list[T]]:
    """Yield so many at a time."""
    running = iter(things)
    while batch := list(islice(running, most)):
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
