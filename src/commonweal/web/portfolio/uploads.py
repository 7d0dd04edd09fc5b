"""
What officers bring by page: kept apart until one of them has seen what would come in, and says yes.

An upload is seen and decided by its owner alone. What nobody decided within a day is forgotten.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from commonweal.cycle.portfolio.matching import Decision, mention_of
from commonweal.cycle.portfolio.records import LeftOut, Support
from commonweal.cycle.portfolio.rules import Table, Tally, tallies
from commonweal.exchange.files import propose
from commonweal.exchange.folder import is_data
from commonweal.ground.diagnostics import Diagnostic
from commonweal.web.policy import Role, may_handle
from commonweal.web.portfolio.adding import Outcome, change, mapping_path, proposed
from commonweal.web.portfolio.deriving import derive
from commonweal.web.portfolio.models import Upload, UploadedFile
from commonweal.web.record.models import Site

KEPT: Final = timedelta(days=1)
MOST: Final = 5
"""Uploads of one officer that wait for a decision; an older one gives way."""
UNKNOWN: Final = "CW7210"
_NUMBERS: Final = re.compile(r"([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Preview:
    """
    What an upload would do.

    Attributes
    ----------
    outcome : what would change, what is known already, and what is wrong
    supports : that its files hold; tallies : their sums
    unmatched : of these, how many no number and no decision would match
    suggestions : pairs of names that would wait for a decision and that these files bring
    proposals : mappings for tables that none fits, by path
    """

    outcome: Outcome
    supports: tuple[Support, ...] = ()
    tallies: tuple[Tally, ...] = ()
    unmatched: int = 0
    left_out: tuple[LeftOut, ...] = ()
    suggestions: tuple[Decision, ...] = ()
    proposals: Mapping[str, str] | None = None

    @property
    def errors(self) -> list[Diagnostic]:
        """Return everything for which nothing would be taken in."""
        return [d for d in self.outcome.diagnostics if d.is_error]


def keep(files: Mapping[str, bytes], *, owner: str, at: datetime) -> Upload:
    """Keep files by the paths that they would have, until their owner decides."""
    with transaction.atomic():
        Upload.objects.filter(at__lt=at - KEPT).delete()
        waiting = Upload.objects.filter(owner=owner, event=None).order_by("-at")
        Upload.objects.filter(id__in=[one.id for one in waiting[MOST - 1 :]]).delete()
        upload = Upload.objects.create(id=secrets.token_hex(16), owner=owner, at=at)
        for path, content in files.items():
            UploadedFile.objects.create(upload=upload, path=path, content=content)
    return upload


def find(id_: str, *, role: Role, actor: str) -> Upload | None:
    """Return an upload, None if there is none that somebody may see."""
    found = Upload.objects.filter(id=id_).first()
    return found if found is not None and may_handle(role, actor, found.owner) else None


def waiting(owner: str) -> list[Upload]:
    """Return the uploads of an officer, the newest first."""
    return list(Upload.objects.filter(owner=owner).order_by("-at").prefetch_related("files"))


def with_mapping(upload: Upload, name: str, text: str) -> None:
    """
    Add a mapping to an upload, or put another text into it.

    Raises
    ------
    Refused : the name is none for a mapping
    """
    UploadedFile.objects.update_or_create(
        upload=upload, path=mapping_path(name), defaults={"content": text.replace("\r\n", "\n").encode()}
    )


def preview(upload: Upload) -> Preview:
    """Return what an upload would do; nothing is stored."""
    files = _files(upload)
    outcome = proposed(files)
    if not outcome.ok:
        return Preview(outcome, proposals=_proposals(files, outcome))
    if outcome.workspace is None or outcome.files is None:
        return Preview(outcome)
    site = Site.objects.filter(id=1).first()
    held = site.as_of if site is not None else None
    derived = derive(outcome.files, outcome.workspace, as_of=held or upload.at.date())
    table = derived.table
    new = {path for path in files if is_data(path)}
    mine = tuple(sorted((s for s in _supports(table) if s.origin.file in new), key=_by_place))
    keys = {id(s) for s in mine}
    sources = {source for one in derived.files if one.file in new for source in one.sources}
    lost = [s for group in table.groups if not group.matched for s in group.supports] + [*table.nobody]
    return Preview(
        outcome, mine, tallies(mine), sum(id(s) in keys for s in lost),
        tuple(o for account in table.accounts for o in account.left_out
              if o.source in sources),
        tuple(_brought(table, mine)),
    )  # fmt: skip


def _by_place(one: Support) -> tuple[str, list[tuple[int, str]]]:
    """Order supports as they stand in their files: row 10 comes after row 9."""
    parts = _NUMBERS.split(one.origin.place)
    return one.origin.file, [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _supports(table: Table) -> tuple[Support, ...]:
    return (*(s for group in table.groups for s in group.supports), *table.nobody)


def _brought(table: Table, mine: tuple[Support, ...]) -> list[Decision]:
    """Return the suggestions that name a recipient of some supports."""
    known = table.organised.by_mention
    names = {mention_of(s, r).key for s in mine for r in s.recipients}
    asked = {known[key].key for key in names if key in known}
    return [one for one in table.suggestions if {known[one.a].key, known[one.b].key} & asked]


def _proposals(files: Mapping[str, bytes], outcome: Outcome) -> dict[str, str]:
    asked = {d.span.file for d in outcome.diagnostics if d.span is not None and d.code == UNKNOWN}
    return {path: made for path in sorted(asked & files.keys()) if (made := propose(files[path], path).value)}


def confirm(upload: Upload, *, actor: str, at: datetime) -> Outcome:
    """
    Take an upload in, if nothing is at fault; its bytes are kept in the record and here no more.

    Raises
    ------
    Refused : the record did not stand still
    """
    outcome = change(_files(upload), actor=actor, at=at)
    if not outcome.ok:
        return outcome
    told = (*outcome.changed, *(f"{a} = {b}" for a, b in (outcome.known or {}).items()))
    said = {"event": 0, "hash": "", "told": "\n".join(told)}
    # Sent twice, it comes in once: the receipt is of the one that did, whichever ends last.
    mine = Upload.objects.filter(id=upload.id)
    if outcome.event is None:
        mine = mine.filter(event=None)
    else:
        said |= {"event": outcome.event.seq, "hash": outcome.event.hash}
    with transaction.atomic():
        mine.update(**said)
        upload.files.all().delete()
    return replace(outcome, files=None, workspace=None)


def _files(upload: Upload) -> dict[str, bytes]:
    return {one.path: bytes(one.content) for one in upload.files.all()}
