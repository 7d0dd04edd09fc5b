"""Events are appended, in the transaction of what they tell, and read again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from commonweal.web.record.chain import Link, link
from commonweal.web.record.models import Event

appended = Signal()
"""Sent in the transaction of an event, with `act`: who must do something because of it asks for it there."""

_LOCK: Final = 0x636F6D6D  # one number for the whole chain, "comm"


def append(act: str, *, actor: str, at: datetime, **said: Any) -> Link:
    """
    Append one event and return it. The caller's transaction holds both the event and what it tells.

    Parameters
    ----------
    act : what happened, as `workspace.imported`
    actor : a key of the key table; never a name
    said : what the event tells; texts, whole numbers, lists and tables of these

    Raises
    ------
    RuntimeError : there is no transaction, so that event and effect could come apart
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of what it tells")
    # SQLite has one writer anyway (transactions begin IMMEDIATE); PostgreSQL lets one append at a time.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    moment = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    made = link(head(), {"act": act, "actor": actor, "at": moment, "said": said})
    Event.objects.create(seq=made.seq, body=made.body, prev=made.prev, hash=made.hash)
    appended.send(sender=Event, act=act)
    return made


def head() -> Link | None:
    """Return the last event."""
    last = Event.objects.order_by("-seq").first()
    return None if last is None else _link(last)


def recorded() -> int:
    """Return the number of the last event that changed what is judged."""
    return _changes().order_by("-seq").values_list("seq", flat=True).first() or 0


def changes(*, after: int) -> list[int]:
    """Return the numbers of later events that changed what is judged."""
    return list(_changes().filter(seq__gt=after).order_by("seq").values_list("seq", flat=True))


def _changes() -> QuerySet[Event]:
    return Event.objects.exclude(body__startswith='{"act":"assessment.')


def links(*, after: int = 0, most: int | None = None) -> Iterator[Link]:
    """Yield events in their order."""
    found = Event.objects.filter(seq__gt=after).order_by("seq")
    for event in (found[:most] if most is not None else found).iterator(chunk_size=2_000):
        yield _link(event)


def _link(event: Event) -> Link:
    return Link(event.seq, event.body, event.prev, event.hash)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the database, whatever others write meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def said_of(one: Link) -> Mapping[str, Any]:
    """Return what an event tells."""
    body: Mapping[str, Any] = json.loads(one.body)
    return body
