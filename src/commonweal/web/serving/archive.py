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

from django.db import transaction

from commonweal.web.accounts.models import Actor
from commonweal.web.record import events
from commonweal.web.record.chain import Link, breaks
from commonweal.web.record.composing import compose
from commonweal.web.record.models import Event, Site
from commonweal.web.record.operations import store
from commonweal.web.serving.keeping import problems

FORM: Final = "commonweal.archive/1"
_WORKSPACE: Final = "workspace/"
_DAMAGES: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    KeyError, ValueError, TypeError,
)  # fmt: skip
"""What reading a damaged ZIP file or its members may raise."""


class BadArchive(Exception):
    """An archive that is not whole, or a place that is not empty; one line says which."""


def write_archive(path: Path) -> Link | None:
    """Write everything into a file that appears only when it is whole; return the last event."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with events.snapshot(), zipfile.ZipFile(making, "w", zipfile.ZIP_DEFLATED) as archive:
            last = events.head()
            for name, content in compose().items():
                _put(archive, _WORKSPACE + name, content)
            _put(archive, "chain.jsonl", _lines(asdict(one) for one in events.links()))
            _put(
                archive, "accounts.jsonl", _lines(Actor.objects.order_by("key").values("key", "kind", "name"))
            )
            _put(archive, "head.json", _lines([_head(last)]))
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    return last


def _head(last: Link | None) -> dict[str, Any]:
    site = Site.objects.get_or_create(id=1)[0]
    return {
        "form": FORM, "events": last.seq if last else 0, "hash": last.hash if last else "",
        "as_of": None if site.as_of is None else site.as_of.isoformat(), "unmarked": site.unmarked,
    }  # fmt: skip


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _lines(rows: Any) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def read_archive(path: Path) -> Link | None:
    """
    Bring everything back into an empty database; return the last event.

    Raises
    ------
    BadArchive : the database is not empty, the file is damaged, or its chain does not hold
    """
    try:
        with zipfile.ZipFile(path) as archive, transaction.atomic():
            if damaged := archive.testzip():
                raise BadArchive(f"{path}: {damaged} is damaged")
            return _bring_back(archive, path)
    except _DAMAGES as fault:
        raise BadArchive(f"{path} is no archive of a site, or is damaged ({fault})") from fault


def _bring_back(archive: zipfile.ZipFile, path: Path) -> Link | None:
    if Event.objects.exists():
        raise BadArchive("the site is not empty; restore into a new data folder or an empty database")
    head = next(_read(archive, "head.json"))
    if head["form"] != FORM:
        raise BadArchive(f"{path} has another form ({head['form']})")
    chain = [Link(**row) for row in _read(archive, "chain.jsonl")]
    faults = list(breaks(chain, head=head["hash"] or None))
    if faults or len(chain) != head["events"]:
        raise BadArchive(f"{path}: the chain does not hold" + (f": {faults[0].why}" if faults else ""))
    for row in _read(archive, "accounts.jsonl"):
        Actor.objects.create(**row)
    for one in chain:
        Event.objects.create(seq=one.seq, body=one.body, prev=one.prev, hash=one.hash)
    names = [name for name in archive.namelist() if name.startswith(_WORKSPACE)]
    store({name.removeprefix(_WORKSPACE): archive.read(name) for name in names})
    as_of = None if head["as_of"] is None else date.fromisoformat(head["as_of"])
    Site.objects.update_or_create(id=1, defaults={"as_of": as_of, "unmarked": head["unmarked"]})
    if wrong := problems():
        raise BadArchive(f"{path}: {wrong[0]}")
    return chain[-1] if chain else None


def _read(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    for line in archive.read(name).decode("utf-8").split("\n"):
        if line:
            yield json.loads(line)
