"""
Backup and restore: the record, its chain and the key table in one ZIP file that any database can take back.

The workspace lies in it as files, so that it can be read without this program; what was found is not in it,
since it is found again, to the same hash. The archive is of one moment, also while others write.
"""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, transaction

from commonweal.web.accounts.models import Actor
from commonweal.web.record import events
from commonweal.web.record.chain import Link, breaks
from commonweal.web.record.composing import compose
from commonweal.web.record.contents import MOST_BYTES, MOST_FILES
from commonweal.web.record.models import Event, File, Site
from commonweal.web.record.operations import store
from commonweal.web.serving.keeping import problems, told

FORM: Final = "commonweal.archive/1"
_WORKSPACE: Final = "workspace/"
_DAMAGES: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    KeyError, ValueError, TypeError, AttributeError, DatabaseError, OSError,
)  # fmt: skip
"""What reading a damaged ZIP file or its members may raise (a false offset: OSError), and storing them."""
_MEMBERS: Final = ("head.json", "chain.jsonl", "salts.jsonl", "accounts.jsonl")
MOST_IN_ALL: Final = 4 * MOST_BYTES
"""Of everything in one archive, unpacked."""


class BadArchive(Exception):
    """An archive that is not whole, or a place that is not empty; one line says which."""


def write_archive(path: Path) -> Link | None:
    """
    Write everything into a file that appears only when it is whole; return the last event.

    It holds what is withheld: only its owner may read it.

    Raises
    ------
    BadArchive : there is more than an archive may hold, so that nobody could restore it
    """
    making = path.with_name(f".{path.name}.{os.getpid()}")
    making.unlink(missing_ok=True)
    try:
        private = os.fdopen(os.open(making, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        with private, events.snapshot(), zipfile.ZipFile(private, "w", zipfile.ZIP_DEFLATED) as archive:
            last = events.head()
            for name, content in compose().items():
                _put(archive, _WORKSPACE + name, content)
            _put(archive, "chain.jsonl", _lines(asdict(one) for one in events.links()))
            _put(archive, "salts.jsonl", _lines(File.objects.order_by("path").values("path", "salt")))
            _put(
                archive, "accounts.jsonl", _lines(Actor.objects.order_by("key").values("key", "kind", "name"))
            )
            _put(archive, "head.json", _lines([_head(last)]))
            _require_bounds(archive, path)
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    return last


def _head(last: Link | None) -> dict[str, Any]:
    return {"form": FORM, "events": last.seq if last else 0, "hash": last.hash if last else ""}


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _lines(rows: Any) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def read_archive(path: Path) -> Link | None:
    """
    Bring everything back into an empty database; return the last event.

    Raises
    ------
    BadArchive : the database is not empty, the file is damaged or too large, or its chain does not hold
    """
    if not path.is_file():
        raise BadArchive(f"there is no file {path}")
    try:
        with zipfile.ZipFile(path) as archive, transaction.atomic():
            _require_bounds(archive, path)
            if damaged := archive.testzip():
                raise BadArchive(f"{path}: {damaged} is damaged")
            return _bring_back(archive, path)
    except _DAMAGES as fault:
        raise BadArchive(f"{path} is no archive of a site, or is damaged ({fault})") from fault


def _require_bounds(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse by what the directory says, before anything is unpacked; no member gives more than it says."""
    members = archive.infolist()
    if len(members) > MOST_FILES + len(_MEMBERS):
        raise BadArchive(f"{path} holds more than {MOST_FILES:,} files")
    for member in members:
        if member.file_size > MOST_BYTES:
            raise BadArchive(f"{path}: {member.filename} is larger than {MOST_BYTES // 1024**2} MB")
    if sum(member.file_size for member in members) > MOST_IN_ALL:
        raise BadArchive(f"{path} holds more than {MOST_IN_ALL // 1024**2} MB")


def _bring_back(archive: zipfile.ZipFile, path: Path) -> Link | None:
    if Event.objects.exists():
        raise BadArchive("the site is not empty; restore into a new data folder or an empty database")
    head = next(_read(archive, "head.json"), None)
    if head is None:
        raise BadArchive(f"{path} is no archive of a site: its head.json is empty")
    if head["form"] != FORM:
        raise BadArchive(f"{path} has another form ({head['form']})")
    chain = [Link(**row) for row in _read(archive, "chain.jsonl")]
    faults = list(breaks(chain, head=head["hash"] or None))
    if faults or len(chain) != head["events"]:
        raise BadArchive(f"{path}: the chain does not hold" + (f": {faults[0].why}" if faults else ""))
    Actor.objects.all().delete()  # made for an import that was refused: no event names them
    for row in _read(archive, "accounts.jsonl"):
        Actor.objects.create(**row)
    for one in chain:
        Event.objects.create(seq=one.seq, body=one.body, prev=one.prev, hash=one.hash)
    names = [name for name in archive.namelist() if name.startswith(_WORKSPACE)]
    salts = {row["path"]: row["salt"] for row in _read(archive, "salts.jsonl")}
    store({name.removeprefix(_WORKSPACE): archive.read(name) for name in names}, salts=salts)
    _set_site()
    if wrong := problems():
        raise BadArchive(f"{path}: {wrong[0]}")
    return chain[-1] if chain else None


def _set_site() -> None:
    """Let the site judge and publish as the chain says, not as somebody wrote into the archive."""
    said = told()
    as_of = None if said.as_of is None else date.fromisoformat(said.as_of)
    Site.objects.update_or_create(id=1, defaults={"as_of": as_of, "unmarked": said.unmarked})


def _read(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    for line in archive.read(name).decode("utf-8").split("\n"):
        if line:
            yield json.loads(line)
