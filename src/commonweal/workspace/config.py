"""
`commonweal.toml`: the name of a workspace, the time zone of its days, its language, and how it is published.

```toml
name = "Industrial strategy of Oakford"
zone = "Europe/London"

[publication]
licence = "CC BY 4.0"            # what others may do with the data, by the name of the licence
licence_url = "https://creativecommons.org/licenses/by/4.0/"
contact = "register@oakford.example"     # whom to ask: an e-mail address, or a page at https://
```
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commonweal.ground.diagnostics import Diagnostic, Result, Span, diagnose
from commonweal.terms.checking.names import nearest
from commonweal.workspace.fields import Bad, text
from commonweal.workspace.forms.rows import shown

FILE: Final = "commonweal.toml"
MAX_BYTES: Final = 64 * 1024
KEYS: Final = ("name", "zone", "language")
PUBLICATION: Final = "publication"
"""The key under which stands how the workspace is published."""
MAX_LICENCE: Final = 200
"""Most characters of the name of a licence."""
MAX_ADDRESS: Final = 500
"""Most characters of an address, of a page or of e-mail."""
_AT: Final = re.compile(r"\(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)")
_ZONE: Final = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")
_HOST: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
# RFC 3986 without a user, without an address by number, and without what would have to be escaped.
_PAGE: Final = re.compile(rf"https://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?")
# Of RFC 5321 what mail in use has: no quotes, no comments, no `%`, which an address of a page would decode.
_MAILBOX: Final = re.compile(rf"[A-Za-z0-9](?:[A-Za-z0-9._+-]{{0,62}}[A-Za-z0-9])?@{_HOST}")


@dataclass(frozen=True, slots=True)
class Publication:
    """
    How a workspace is published; what is not stated is "".

    Attributes
    ----------
    licence : name of the licence of the data; licence_url : the page where it stands
    contact : whom to ask about the register as a whole: an e-mail address, or a page
    """

    licence: str = ""
    licence_url: str = ""
    contact: str = ""

    @property
    def contact_url(self) -> str:
        """Return the contact as the address that a link leads to."""
        return f"mailto:{self.contact}" if self.by_mail else self.contact

    @property
    def by_mail(self) -> bool:
        """Say whether the contact is an e-mail address."""
        return "@" in self.contact and not self.contact.startswith("https://")


@dataclass(frozen=True, slots=True)
class Config:
    """
    What `commonweal.toml` says.

    Attributes
    ----------
    zone : IANA time zone in which a day of this workspace ends
    language : language of messages, reports and letters
    publication : licence of the data and whom to ask, as far as they are stated
    """

    name: str
    zone: ZoneInfo
    language: str = "en"
    publication: Publication = Publication()


def read_config(data: bytes, *, file: str = FILE, folder: str = "") -> Result[Config]:
    """
    Return the configuration of a workspace, or None and every fault.

    Parameters
    ----------
    folder : name that the workspace has if it gives itself none
    """
    if len(data) > MAX_BYTES:
        return Result(None, (_fault(file, 1, "CW5107.toml", reason=f"more than {MAX_BYTES // 1024} kB"),))
    try:
        source = data.decode("utf-8")
        found = tomllib.loads(source)
    except UnicodeDecodeError:
        return Result(None, (_fault(file, 1, "CW5107.utf8"),))
    except (ValueError, RecursionError) as fault:
        return Result(None, (_unreadable(file, fault),))
    faults = [_unknown(file, source, key) for key in found if key not in (*KEYS, PUBLICATION)]
    values = {}
    for key in KEYS:
        value = found.get(key)
        if key in found and (not isinstance(value, str) or not value.strip() or isinstance(text(value), Bad)):
            faults.append(_fault(file, _line(source, key), "CW5107.words", name=key))
        elif isinstance(value, str):
            values[key] = value
    zone = _zone(values["zone"]) if "zone" in values else None
    if "zone" not in found:
        faults.append(_fault(file, 1, "CW5107.no_zone"))
    elif "zone" in values and zone is None:
        faults.append(_fault(file, _line(source, "zone"), "CW5107.zone", name=shown(values["zone"])))
    language = values.get("language", "en")
    if language not in languages():
        place = _line(source, "language")
        known = ", ".join(languages())
        faults.append(_fault(file, place, "CW5107.language", name=shown(language), known=known))
    publication = _publication(file, source, found.get(PUBLICATION, {}))
    faults += publication.diagnostics
    if faults or zone is None or publication.value is None:
        return Result(None, tuple(faults))
    return Result(Config(values.get("name", folder), zone, language, publication.value))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that messages are written in."""
    folder = resources.files("commonweal.ground") / "messages"
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir()))


# ---- publication ------------------------------------------------------------------------------------


def _publication(file: str, source: str, stated: object) -> Result[Publication]:
    """Return licence and contact, or None and what is wrong with them."""
    if not isinstance(stated, dict):
        fault = _fault(file, _line(source, PUBLICATION), "CW5107.table", name=PUBLICATION)
        return Result(None, (fault,))
    faults = [_unknown_within(file, source, key) for key in stated if key not in _STATED]
    values = {}
    for key, wrong in _STATED.items():
        value = stated.get(key)
        if key not in stated:
            continue
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            said: tuple[str, dict[str, Any]] | None = ("CW5107.words", {})
        else:
            said = wrong(value)
        if said is not None:
            faults.append(_fault(file, _line_within(source, key), said[0], name=key, **said[1]))
        else:
            values[key] = str(value)
    if "licence_url" in stated and "licence" not in stated:
        faults.append(_fault(file, _line_within(source, "licence_url"), "CW5107.no_licence"))
    return Result(None, tuple(faults)) if faults else Result(Publication(**values))


_Wrong = tuple[str, dict[str, Any]] | None
"""The key of a message with the values it shows; None where nothing is wrong."""


def _licence(value: str) -> _Wrong:
    if len(value) > MAX_LICENCE:
        return "CW5107.long", {"limit": MAX_LICENCE}
    return None if value.isprintable() and not isinstance(text(value), Bad) else ("CW5107.words", {})


def _page(value: str) -> _Wrong:
    if len(value) > MAX_ADDRESS:
        return "CW5107.long", {"limit": MAX_ADDRESS}
    return None if _PAGE.fullmatch(value) else ("CW5107.page", {"value": shown(value)})


def _contact(value: str) -> _Wrong:
    if len(value) > MAX_ADDRESS:
        return "CW5107.long", {"limit": MAX_ADDRESS}
    reached = _PAGE.fullmatch(value) or _MAILBOX.fullmatch(value)
    return None if reached else ("CW5107.contact", {"value": shown(value)})


_STATED: Final[Mapping[str, Callable[[str], _Wrong]]] = MappingProxyType(
    {"licence": _licence, "licence_url": _page, "contact": _contact}
)
"""The keys of `publication`, and what says what is wrong with a value."""


# ---- faults -----------------------------------------------------------------------------------------


def _zone(name: str) -> ZoneInfo | None:
    """Return a time zone by its IANA name, None if there is none."""
    if not _ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _fault(file: str, line: int, key: str, **values: object) -> Diagnostic:
    return diagnose(key, Span(file, line, 1, line, 1), values=values)


def _unreadable(file: str, fault: Exception) -> Diagnostic:
    reason = "brackets nested too deep" if isinstance(fault, RecursionError) else str(fault)
    at = _AT.search(reason)
    line, column = (int(at[1]), int(at[2])) if at and at[1] else (1, 1)
    reason = shown(_AT.sub("", reason).strip(), most=100)
    return diagnose("CW5107.toml", Span(file, line, column, line, column + 1), reason=reason)


def _unknown(file: str, source: str, key: str) -> Diagnostic:
    known = (*KEYS, PUBLICATION)
    near = nearest(key[:80], known)
    mend = f"did you mean {' or '.join(near)}?" if near else f"the keys are {', '.join(known)}"
    return diagnose("CW5107.key", Span(file, n := _line(source, key), 1, n, 1), help=[mend], name=shown(key))


def _unknown_within(file: str, source: str, key: str) -> Diagnostic:
    near = nearest(key[:80], tuple(_STATED))
    mend = f"did you mean {' or '.join(near)}?" if near else f"its keys are {', '.join(_STATED)}"
    name = f"{PUBLICATION}.{shown(key)}"
    return diagnose("CW5107.key", Span(file, n := _line_within(source, key), 1, n, 1), help=[mend], name=name)


def _line(source: str, key: str) -> int:
    """Return the line on which a key of the top level stands (1 if it cannot be told)."""
    pattern = re.compile(rf"\s*\[*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    return next((n for n, line in enumerate(source.split("\n"), 1) if pattern.match(line)), 1)


def _line_within(source: str, key: str) -> int:
    """Return the line on which a key of `publication` stands, however the table is written."""
    start = _line(source, PUBLICATION)
    pattern = re.compile(rf"\s*(?:{PUBLICATION}\s*\.\s*)?[\"']?{re.escape(key)}[\"']?\s*=")
    after = list(enumerate(source.split("\n"), 1))[start - 1 :]
    return next((n for n, line in after if pattern.match(line)), start)
