"""
A calendar as a file (iCalendar, RFC 5545): events of a whole day, in the order in which they are given.

Only what is needed is written. Lines end with CR and LF and hold 75 octets at most (3.1); texts are escaped
(3.3.11); an event has the same UID whenever it is asked for, so that a calendar that subscribes moves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

LONGEST: Final = 75
"""Octets of a line at most, its end left out."""
MEDIA: Final = "text/calendar; charset=utf-8"
_FOLD: Final = b"\r\n "
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What a text may not hold, once its line ends are single; and halves of characters."""


@dataclass(frozen=True, slots=True)
class Event:
    """
    Something that is due on a day.

    Attributes
    ----------
    key : what tells it from every other, the same in every language and as long as it is to come
    address : where it is explained; stamp : when what it says was found
    """

    key: str
    day: date
    summary: str
    description: str
    address: str
    stamp: datetime


def calendar(name: str, events: Iterable[Event], *, program: str) -> bytes:
    """
    Return a calendar.

    Parameters
    ----------
    name : what it is called where somebody subscribes; program : what wrote it, as `commonweal 1.0`
    """
    lines = [
        line("BEGIN", "VCALENDAR"),
        line("VERSION", "2.0"),
        line("PRODID", f"-//{escaped(program)}//EN"),
        line("CALSCALE", "GREGORIAN"),
        line("NAME", escaped(name)),
        line("X-WR-CALNAME", escaped(name)),  # what many programs read instead of NAME (RFC 7986, 5.1)
        *(made for event in events for made in _event(event)),
        line("END", "VCALENDAR"),
    ]
    return b"".join(lines)


def _event(event: Event) -> Iterator[bytes]:
    stamp = event.stamp.astimezone(UTC)
    yield line("BEGIN", "VEVENT")
    yield line("UID", str(uuid5(NAMESPACE_URL, event.key)))
    yield line("DTSTAMP", f"{stamp:%Y%m%dT%H%M%SZ}")
    yield line("DTSTART;VALUE=DATE", event.day.isoformat().replace("-", ""))
    yield line("SUMMARY", escaped(event.summary))
    if event.description:
        yield line("DESCRIPTION", escaped(event.description))
    yield line("URL", _CONTROLS.sub("", event.address).replace("\n", ""))
    yield line("TRANSP", "TRANSPARENT")  # nobody is busy because something falls due
    yield line("END", "VEVENT")


def escaped(text: str) -> str:
    """Return a text as a value of type TEXT: line ends single, controls left out, signs with a backslash."""
    single = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        single = single.replace(sign, f"\\{sign}")
    return single.replace("\n", "\\n")


def line(name: str, value: str) -> bytes:
    """Return a line with its end; a long one goes on behind a space, and no character is cut in two."""
    whole = f"{name}:{value}".encode()
    parts: list[bytes] = []
    while len(whole) > (room := LONGEST - bool(parts)):
        cut = next(n for n in range(room, 0, -1) if whole[n] & 0xC0 != 0x80)
        parts.append(whole[:cut])
        whole = whole[cut:]
    return _FOLD.join([*parts, whole]) + b"\r\n"
